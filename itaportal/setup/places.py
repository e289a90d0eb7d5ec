"""Whether the portal can write where it must, looked at before it listens; and who may read its database."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from .environment import stop, why_not

_FULL = (errno.ENOSPC, errno.EDQUOT)
# How folders in `var/` begin whose files everyone may see: a web server of another account may hand them out.
PUBLIC_IN_VAR = ("static", "published", "open-data")
_SQLITE_FILE = b"SQLite format 3\0"


def stop_where_not_writable() -> None:
    """End the program, with one line for each, where a folder or the SQLite file cannot be used."""
    stop(list(faults()))


def faults() -> Iterator[str]:
    """What is wrong with the folders and the SQLite file. A full disk is none: what is there can still be read."""
    folders = {
        "var": settings.VAR_DIR,
        "PUBLISHED_ROOT": settings.PUBLISHED_ROOT,
        "OPEN_DATA_ROOT": settings.OPEN_DATA_ROOT,
        "IMPORT_UPLOADS": settings.IMPORT_UPLOADS,
    }
    for name, folder in folders.items():
        yield from _folder_faults(name, Path(folder))
    yield from _overlaps()
    if database := sqlite_file():
        yield from _sqlite_faults(database)


def sqlite_file() -> Path | None:
    """The file of the database; None where it is on another server."""
    database = settings.DATABASES["default"]
    return Path(database["NAME"]) if database["ENGINE"] == "django.db.backends.sqlite3" else None


def keep_database_private(connection: Any, **_: Any) -> None:
    """Take from everyone but the owner what SQLite gives by the usual umask; called for each new connection."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        _make_private(Path(f"{name}{end}") for end in ("", "-wal", "-shm", "-journal"))


def keep_var_private() -> None:
    """Take from everyone but the owner what lies in `var/`, uploads included, but for what is public anyway.

    Called by `prepare`, it mends what an earlier release left. A folder is closed with all that will be written in it.
    """
    own = [path for path in Path(settings.VAR_DIR).glob("*") if not path.name.startswith(PUBLIC_IN_VAR)]
    for path in (*own, Path(settings.IMPORT_UPLOADS)):
        _make_private([path, *path.rglob("*")])


def _make_private(paths: Iterable[Path]) -> None:
    for path in paths:
        try:
            mode = path.lstat().st_mode
            if mode & 0o077 and not stat.S_ISLNK(mode):
                path.chmod(stat.S_IMODE(mode) & 0o700)
        except OSError:  # not there (a database in memory), or another account's
            continue


def _folder_faults(name: str, folder: Path) -> Iterator[str]:
    place = folder.absolute()
    while not os.path.lexists(place):  # it is made when it is first used
        place = place.parent
    try:
        with tempfile.NamedTemporaryFile(dir=place, prefix=".writable-"):
            pass
    except OSError as error:
        if error.errno not in _FULL:
            yield f"{name}: เขียนในโฟลเดอร์ {folder} ไม่ได้ {why_not(error)}"


def _overlaps() -> Iterator[str]:
    """Folders that are emptied must not hold published files."""
    published = Path(settings.PUBLISHED_ROOT).resolve()
    for name, emptied in (("OPEN_DATA_ROOT", settings.OPEN_DATA_ROOT), ("var/static", settings.STATIC_ROOT)):
        place = Path(emptied).resolve()
        if place == published or place in published.parents:
            yield (
                f"PUBLISHED_ROOT: อยู่ใน {name} ซึ่งระบบล้างเป็นครั้งคราว ไฟล์ที่เผยแพร่จะหาย ให้ใช้โฟลเดอร์อื่น"
                f" · lies in {name}, which is emptied; choose another folder"
            )


def _sqlite_faults(database: Path) -> Iterator[str]:
    name = "DATABASE_URL"
    if not database.absolute().parent.is_dir():
        yield f"{name}: ไม่มีโฟลเดอร์ {database.parent} · there is no such folder"
        return
    yield from _folder_faults(name, database.absolute().parent)
    if not os.path.lexists(database):
        return
    try:
        with database.open("r+b") as file:
            start = file.read(len(_SQLITE_FILE))
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(errno.EINVAL, "not a file")
    except OSError as error:
        yield f"{name}: เปิด {database} ไม่ได้ {why_not(error)}"
        return
    if start and start != _SQLITE_FILE:
        yield f"{name}: {database} ไม่ใช่ฐานข้อมูล SQLite · is not an SQLite database"
