"""Settings from the environment and from `.env`, looked at before anything listens.

`itaportal/settings.py` and `gunicorn.conf.py` ask an `Environment` for each value. A value that cannot be used becomes
a fault: one line that names the setting, says what is wrong and what to write. `stop_at_faults` then ends the program
with all of them. No fault shows a value that may hold a password.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import tempfile
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

from itaportal import site_address

TRUE, FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
ENGINES = ("sqlite", "postgres", "postgresql", "psql", "pgsql")
SERVER = ("HOST", "PORT", "WEB_CONCURRENCY", "WEB_THREADS", "ACCESS_LOG")  # read before `.env`

_LINE = re.compile(r"(?:export )?(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?P<value>.*)")
_HOST = re.compile(r"\*|\.?[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?\.?|\[[0-9A-Fa-f:.]+\]")
_ADDRESS = re.compile(r"(?:\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>.*))?")  # one host of a database, with its port
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class Environment:
    """The values of an installation, by name; `values` is the process's own environment unless told otherwise."""

    def __init__(self, values: MutableMapping[str, str] | None = None) -> None:
        self.values = os.environ if values is None else values
        self.faults: list[str] = []
        self._asked: set[str] = set()
        self._in_file: dict[str, str] = {}  # names that stand in `.env`, with the place

    def read_file(self, path: Path) -> None:
        """Add the lines `NAME=value` of `path`; what the environment holds already stays. No file is no fault."""
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return
        except IsADirectoryError:
            return self._fault(path.name, "เป็นโฟลเดอร์ ต้องเป็นไฟล์ข้อความ", "is a folder; make it a text file")
        except OSError as error:
            thai = f"อ่านไม่ได้ ({error.strerror}) ให้บัญชีที่เปิดระบบเป็นเจ้าของไฟล์ หรือมีสิทธิ์อ่าน"
            return self._fault(
                path.name, thai, "cannot be read; give the account that runs the portal the right to read it"
            )
        if content.startswith(b"\xef\xbb\xbf"):
            return self._fault(
                path.name,
                "มี BOM นำหน้า ให้บันทึกใหม่เป็น UTF-8 แบบไม่มี BOM",
                "has a byte-order mark; save it as UTF-8 without one",
            )
        try:
            lines = content.decode().splitlines()
        except UnicodeDecodeError:
            return self._fault(path.name, "ไม่ใช่ UTF-8 ให้บันทึกใหม่เป็น UTF-8", "is not UTF-8; save it as UTF-8")
        for number, line in enumerate(lines, 1):
            self._read_line(f"{path.name} บรรทัดที่ {number} (line {number})", line.strip())

    def _read_line(self, place: str, line: str) -> None:
        if not line or line.startswith("#"):
            return
        found = _LINE.fullmatch(line)
        value = _unquoted(found["value"]) if found and not _CONTROL.search(line) else None
        if found is None or value is None:
            return self._fault(
                place,
                "อ่านไม่เข้าใจ ให้เขียน ชื่อ=ค่า ไม่มีช่องว่างรอบเครื่องหมาย = และปิดเครื่องหมายคำพูดให้ครบ",
                "is not understood; write NAME=value, no space around =, quotes closed",
            )
        name = found["name"]
        if name in self._in_file:
            return self._fault(place, f"กำหนด {name} ซ้ำ ให้เหลือบรรทัดเดียว", f"sets {name} again; keep one line")
        self._in_file[name] = place
        self.values.setdefault(name, value)

    # --- One value each -------------------------------------------------------------------------------------------

    def text(self, name: str, default: str = "") -> str:
        """The value as it stands, or the default."""
        value = self._value(name)
        return default if value is None else value

    def flag(self, name: str, *, default: bool) -> bool:
        """A value that is true or false."""
        value = self._value(name)
        if value is None:
            return default
        if value.lower() not in TRUE + FALSE:
            self._fault(name, f"เป็น “{value}” ให้เขียน true หรือ false", "write true or false")
        return value.lower() in TRUE

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self._value(name)
        if value is None:
            return default
        if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
            thai = f"เป็น “{value}” ให้เขียนจำนวนเต็มตั้งแต่ {least} ถึง {most}"
            self._fault(name, thai, f"write a whole number from {least} to {most}")
            return default
        return int(value)

    def hosts(self, name: str, *, default: list[str]) -> list[str]:
        """Host names, separated by commas: no scheme, port or path."""
        if self._value(name) is None:
            return default
        hosts = self._list(name)
        if not hosts:
            self._fault(name, "ว่างอยู่ ให้ใส่ชื่อเครื่อง หรือลบบรรทัดนี้", "is empty; name the hosts or remove the line")
        for host in hosts:
            if not _HOST.fullmatch(host):
                thai = f"มี “{host}” ให้ใส่ชื่อเครื่องอย่างเดียว เช่น ita.example.go.th"
                self._fault(name, thai, "write host names alone, without scheme, port or path")
        return hosts

    def origins(self, name: str) -> list[str]:
        """Origins, separated by commas: scheme and host, and nothing behind."""
        origins = self._list(name)
        for origin in origins:
            scheme, _, host = origin.partition("://")
            if scheme not in ("http", "https") or not re.fullmatch(r"[^/?#@\s]+", host):
                thai = f"มี “{origin}” ให้เขียน https:// ตามด้วยชื่อเครื่อง และไม่มีสิ่งใดต่อท้าย เช่น https://ita.example.go.th"
                self._fault(name, thai, "write scheme and host, nothing behind")
        return origins

    def address(self, name: str) -> str:
        """A web address, or nothing."""
        value = self._value(name) or ""
        if value and not re.fullmatch(r"https?://[^\s/]+\S*", value):
            self._fault(
                name, f"เป็น “{value}” ให้เขียนที่อยู่เว็บที่ขึ้นต้นด้วย https://", "write an address that begins with https://"
            )
        return value

    def licence_id(self, name: str) -> str:
        """A licence's short identifier (spdx.org/licenses), or nothing."""
        value = self._value(name) or ""
        if value and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}", value):
            thai = f"เป็น “{value}” ให้เขียนรหัสสัญญาอนุญาตตาม SPDX"
            self._fault(name, thai, "write the licence's identifier in the SPDX list, as CC-BY-4.0")
            return ""
        return value

    def site(self, name: str) -> str:
        """The web address of the portal's first page, without a stroke at its end, or nothing."""
        value = site_address.trimmed(self._value(name) or "")
        if value and (fault := site_address.fault(value)):
            self._fault(name, *fault)
        return value

    def folder(self, name: str, *, default: Path) -> Path:
        """A folder; whether it can be written is looked at when the portal starts (`places.py`)."""
        value = self._value(name)
        if value == "":
            self._fault(name, "ว่างอยู่ ให้ใส่ชื่อโฟลเดอร์ หรือลบบรรทัดนี้", "is empty; name a folder or remove the line")
        return Path(value) if value else default

    def database(self, name: str, *, default: dict[str, Any]) -> dict[str, Any]:
        """What Django needs to know of the database at a URL."""
        url = self._value(name)
        if url is None:
            return default
        fault = _database_fault(url)
        if fault is None:
            with contextlib.suppress(ValueError):
                config: dict[str, Any] = environ.Env.db_url_config(url)
                if config["NAME"]:
                    return config
            fault = ("ไม่มีชื่อฐานข้อมูล เขียน postgres://ผู้ใช้:รหัสผ่าน@เครื่อง/ชื่อฐานข้อมูล", "names no database behind the host")
        self._fault(name, *fault)
        return default

    # --- Faults ---------------------------------------------------------------------------------------------------

    def stop_at_faults(self) -> None:
        """End the program where a value cannot be used, with one line for each."""
        for name, place in self._in_file.items():
            like = difflib.get_close_matches(name, self._asked, 1, 0.8)
            if name in SERVER:
                self._fault(
                    place,
                    f"ให้กำหนด {name} ในคำสั่งที่เปิดระบบ",
                    f"{name} belongs to the command or unit that starts the portal",
                )
            elif name not in self._asked and like:
                self._fault(
                    place, f"ไม่มีค่าชื่อ {name} หมายถึง {like[0]} หรือไม่", f"there is no {name}; did you mean {like[0]}?"
                )
        stop(self.faults)

    def _value(self, name: str) -> str | None:
        self._asked.add(name)
        value = self.values.get(name)
        return None if value is None else value.strip()

    def _list(self, name: str) -> list[str]:
        value = self._value(name) or ""
        parts = value.split(",") if value else []
        if any(part != part.strip() or not part or re.search(r"\s", part) for part in parts):
            self._fault(
                name,
                "มีช่องว่างหรือรายการว่าง ให้คั่นด้วยจุลภาคอย่างเดียว",
                "separate with commas alone, no spaces or empty entries",
            )
            return ["".join(part.split()) for part in parts if part.strip()]
        return parts

    def _fault(self, name: str, thai: str, english: str) -> None:
        self.faults.append(f"{name}: {thai} · {english}")


def stop(faults: list[str]) -> None:
    """End the program with one line for each fault; do nothing where there is none."""
    if faults:
        raise SystemExit("\n".join(f"✗ {fault}" for fault in faults))


def server(env: Environment) -> tuple[str, int, int, int]:
    """Where and how the portal listens: host, port, worker processes and threads of each."""
    return (
        env.text("HOST", "127.0.0.1"),
        env.number("PORT", default=8000, least=1, most=65535),
        env.number("WEB_CONCURRENCY", default=2, least=1, most=256),
        env.number("WEB_THREADS", default=12, least=1, most=256),
    )


def kept_secret_key(path: Path) -> str:
    """Return the key kept in `path`, making it at the first start (readable by the owner only).

    Ends the program with one line where it can neither be read nor written.
    """
    try:
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            _write_key(path)
        key = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"✗ {path}: อ่านหรือเขียนกุญแจไม่ได้ {why_not(error)}") from None
    if not key:
        raise SystemExit(f"✗ {path}: กุญแจว่างอยู่ ให้ลบไฟล์นี้แล้วเริ่มใหม่ · the key is empty; remove the file and start again")
    return key


def _write_key(path: Path) -> None:
    from django.core.management.utils import get_random_secret_key

    # Written beside its place and linked there, so that two first starts at once agree on one whole key.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".secret-key-") as draft:
        draft.write(get_random_secret_key())
        draft.flush()
        with contextlib.suppress(FileExistsError):
            os.link(draft.name, path)


def is_full(error: Exception) -> bool:
    """Whether the disk has no room left, or the account none on it."""
    text = str(error).lower()
    return any(words in text for words in ("no space left", "disk quota", "disk is full"))


def why_not(error: Exception) -> str:
    """Why a file could not be read or written, and what to do: Thai, then English."""
    text = str(error).lower()
    if is_full(error):
        return "ดิสก์เต็ม กรุณาเพิ่มเนื้อที่ว่างแล้วเริ่มใหม่ · the disk is full; free some space and start again"
    if "read-only" in text or "readonly" in text:
        return "ดิสก์หรือไฟล์นี้เขียนไม่ได้ (อ่านได้อย่างเดียว) · the disk or file is read-only"
    reason = getattr(error, "strerror", None) or str(error)
    return f"({reason}) ให้บัญชีที่เปิดระบบเป็นเจ้าของและเขียนได้ · the account that runs the portal must be able to write it"


def _unquoted(value: str) -> str | None:
    """The value without its quotes, escapes of double quotes undone; None where a quote is not closed."""
    if value[:1] not in ("'", '"'):
        return value
    if len(value) < 2 or value[-1] != value[0]:
        return None
    inner = value[1:-1]
    return re.sub(r"\\(.)", r"\1", inner) if value[0] == '"' else inner


def _database_fault(url: str) -> tuple[str, str] | None:
    """What is wrong with the address of a database, in Thai and English; its password is never shown."""
    scheme, _, rest = url.partition("://")
    if not url:
        return "ว่างอยู่ ให้ใส่ที่อยู่ฐานข้อมูล หรือลบบรรทัดนี้เพื่อใช้ db.sqlite3", "is empty; name a database or remove the line"
    if scheme.lower() not in ENGINES or scheme != scheme.lower():
        thai = "ต้องขึ้นต้นด้วย sqlite:/// หรือ postgres:// ระบบใช้ได้เฉพาะ SQLite และ PostgreSQL"
        return thai, "must begin with sqlite:/// or postgres://; no other engine is supported"
    if scheme == "sqlite":
        if not rest.startswith("/") or rest.strip("/") in ("", ":memory:"):
            return "ต้องเป็น sqlite:////โฟลเดอร์/ไฟล์ (ทับสี่ตัว)", "must name a file, as sqlite:////folder/file"
        return None
    thai = "อ่านเครื่องหรือพอร์ตไม่ได้ พอร์ตเป็นเลข ๑–๖๕๕๓๕ อักขระพิเศษในรหัสผ่านให้เขียนแบบ percent-encoding"
    fault = (
        thai,
        "host or port is not understood: ports are 1–65535, special characters of a password are written as %40",
    )
    try:
        hosts = urlsplit(url).netloc.rpartition("@")[2].split(",")
    except ValueError:
        return fault
    for host in hosts:
        found = _ADDRESS.fullmatch(host)
        port = found["port"] if found else ""
        if port is not None and not (re.fullmatch("[0-9]{1,5}", port) and 1 <= int(port) <= 65535):
            return fault
    return None
