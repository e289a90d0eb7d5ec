"""What keeps the database or the disk from doing its work now, told apart from faults of the program.

A person can wait for these, or somebody can mend them outside the portal. All else (a statement that is wrong, a table
that is missing) is no store fault and stays what it is.

SQLite is known by its result codes (https://www.sqlite.org/rescode.html), PostgreSQL by SQLSTATE (its manual, appendix
A) or, where no connection came about, by what libpq says; files by errno.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import Error as DjangoDatabaseError
from django.http import UnreadablePostError


class Kind(StrEnum):
    """What is the matter with the store."""

    LOCKED = "locked"  # somebody else's work holds what this work needs, longer than it waits
    CROWDED = "crowded"  # no connection or file handle is left
    FULL = "full"  # no room on the disk
    READ_ONLY = "read-only"
    GONE = "gone"  # no database answers: stopped, starting, cut off in the middle
    BROKEN = "broken"  # the disk or the file fails

    @property
    def passes(self) -> bool:
        """Whether it ends by itself, without anybody mending anything."""
        return self in (Kind.LOCKED, Kind.CROWDED)

    @property
    def refuses(self) -> bool:
        """Whether the database answers that it does not do the work: then it has not done it, the commit included."""
        return self not in (Kind.GONE, Kind.BROKEN)

    @property
    def retry_after(self) -> int:
        """Seconds after which it is worth while to try again."""
        return {Kind.LOCKED: 30, Kind.CROWDED: 15, Kind.GONE: 30}.get(self, 300)

    @property
    def words(self) -> str:
        """What is happening, for everyone."""
        return _WORDS[self]

    @property
    def remedy(self) -> str:
        """What whoever runs the server can do."""
        return _REMEDIES[self]


_WORDS = {
    Kind.LOCKED: "ขณะนี้มีงานอื่นกำลังบันทึกข้อมูลจำนวนมาก เช่น การนำเข้าไฟล์ จึงต้องรอให้งานนั้นเสร็จก่อน",
    Kind.CROWDED: "ขณะนี้มีผู้ใช้งานพร้อมกันมากกว่าที่ระบบรับได้",
    Kind.FULL: "พื้นที่เก็บข้อมูลของเครื่องแม่ข่ายเต็ม จึงยังบันทึกข้อมูลเพิ่มไม่ได้",
    Kind.READ_ONLY: "ที่เก็บข้อมูลของเครื่องแม่ข่ายเปิดให้อ่านได้อย่างเดียว จึงยังบันทึกข้อมูลไม่ได้",
    Kind.GONE: "ขณะนี้ระบบติดต่อฐานข้อมูลไม่ได้ ฐานข้อมูลอาจหยุดหรือกำลังเริ่มทำงานใหม่",
    Kind.BROKEN: "ขณะนี้ระบบอ่านหรือเขียนที่เก็บข้อมูลของเครื่องแม่ข่ายไม่ได้",
}
_REMEDIES = {
    Kind.LOCKED: "กรุณารอให้งานอื่นเสร็จแล้วสั่งอีกครั้ง · locked by other work; try again later",
    Kind.CROWDED: "กรุณารอสักครู่แล้วสั่งอีกครั้ง · too many connections or open files; try again later",
    Kind.FULL: "กรุณาเพิ่มเนื้อที่ว่างแล้วสั่งอีกครั้ง · the disk is full; free some space",
    Kind.READ_ONLY: "กรุณาให้บัญชีที่เปิดระบบเขียนได้แล้วสั่งอีกครั้ง · read-only; let the account write",
    Kind.GONE: "กรุณาตรวจว่าฐานข้อมูลทำงานอยู่ และตรวจ DATABASE_URL · no database answers",
    Kind.BROKEN: "กรุณาตรวจดิสก์และไฟล์ฐานข้อมูล · the disk or the database file fails",
}

_SQLITE = {
    sqlite3.SQLITE_BUSY: Kind.LOCKED,
    sqlite3.SQLITE_LOCKED: Kind.LOCKED,
    sqlite3.SQLITE_FULL: Kind.FULL,
    sqlite3.SQLITE_READONLY: Kind.READ_ONLY,
    sqlite3.SQLITE_PERM: Kind.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: Kind.GONE,
    sqlite3.SQLITE_IOERR: Kind.BROKEN,
    sqlite3.SQLITE_CORRUPT: Kind.BROKEN,
    sqlite3.SQLITE_NOTADB: Kind.BROKEN,
    sqlite3.SQLITE_PROTOCOL: Kind.LOCKED,
}
_POSTGRES = {  # the longest beginning of a SQLSTATE counts
    "08": Kind.GONE,
    "25006": Kind.READ_ONLY,
    "40001": Kind.LOCKED,
    "40P01": Kind.LOCKED,
    "53": Kind.CROWDED,
    "53100": Kind.FULL,
    "55P03": Kind.LOCKED,
    "57014": Kind.LOCKED,  # cancelled: the statement's time was up
    "57P": Kind.GONE,
    "58": Kind.BROKEN,
    "XX001": Kind.BROKEN,
    "XX002": Kind.BROKEN,
}
_CROWDED_SAYS = ("too many clients", "connection slots", "too many connections")
_FILES = {
    errno.ENOSPC: Kind.FULL,
    errno.EDQUOT: Kind.FULL,
    errno.EFBIG: Kind.FULL,
    errno.EROFS: Kind.READ_ONLY,
    errno.EMFILE: Kind.CROWDED,
    errno.ENFILE: Kind.CROWDED,
    errno.EIO: Kind.BROKEN,
}


def kind_of(error: BaseException) -> Kind | None:
    """What is the matter with the store that made this error; None where it is no fault of the store."""
    for each in _causes(error):
        if found := _kind(each):
            return found
    return None


def line(error: BaseException) -> str | None:
    """The fault as one line for whoever gave a command: what is the matter, what to do; None where it is none."""
    kind = kind_of(error)
    return kind and f"{kind.words} {kind.remedy} ({detail(error)})"


def detail(error: BaseException) -> str:
    """What database or system said, on one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) <= 200 else f"{text[:199]}…"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, and what it was raised from: Django raises its own from the driver's."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__


def _kind(error: BaseException) -> Kind | None:
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    if hasattr(error, "sqlstate"):  # psycopg's; it need not be installed where the database is SQLite
        return _of_postgres(error)
    if isinstance(error, OSError) and not isinstance(error, UnreadablePostError):
        if error.errno in (errno.EACCES, errno.EPERM):
            return Kind.READ_ONLY if _is_ours(error.filename) else None
        return _FILES.get(error.errno or 0)
    # Django raises it by itself too: a connection that it has closed already.
    if isinstance(error, DjangoDatabaseError) and error.__cause__ is None and "connection" in str(error).lower():
        return Kind.GONE if "closed" in str(error).lower() else None
    return None


def _of_postgres(error: Any) -> Kind | None:
    state: str = error.sqlstate or ""
    for length in (5, 3, 2):
        if found := _POSTGRES.get(state[:length]):
            return found
    if state or type(error).__name__ not in ("OperationalError", "InterfaceError", "ConnectionTimeout"):
        return None
    # No connection came about, or it ended: libpq says so in words alone.
    return Kind.CROWDED if any(words in str(error) for words in _CROWDED_SAYS) else Kind.GONE


def _is_ours(name: Any) -> bool:
    """Whether a file lies where the portal keeps its own."""
    roots = (settings.VAR_DIR, settings.PUBLISHED_ROOT, settings.OPEN_DATA_ROOT, settings.IMPORT_UPLOADS)
    return isinstance(name, str | Path) and any(Path(root) in (Path(name), *Path(name).parents) for root in roots)
