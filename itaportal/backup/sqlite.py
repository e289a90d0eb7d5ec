"""SQLite for `databases.py`: copies by SQLite's own backup, which readers and writers of the file do not disturb."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .archive import BackupError
from .contents import Ask, Contents, has_rows, read_contents


class Sqlite:
    """A database in a file."""

    engine = "sqlite"

    def __init__(self, settings: dict[str, Any]) -> None:
        self.name = str(settings["NAME"])

    def has_data(self) -> bool:
        """Whether something would be lost. A file that cannot be read may hold anything."""
        if not os.path.lexists(self.name) or Path(self.name).stat().st_size == 0:
            return False
        try:
            with _opened(self.name) as database:
                return has_rows(_asking(database), _tables(database))
        except sqlite3.DatabaseError:
            return True

    def copy(self, target: Path) -> Contents:
        """Write a copy to the new file `target`; writers go on meanwhile. Raises BackupError."""
        if not os.path.lexists(self.name):  # opening it would make one
            raise BackupError(f"ไม่พบฐานข้อมูล {self.name} · there is no database")
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            with _opened(self.name) as live, _opened(str(target)) as copy:
                live.backup(copy)  # in one step: as it stood at one moment
                copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
                return read_contents(_asking(copy), _tables(copy))
        except sqlite3.Error as error:
            raise BackupError(f"อ่านฐานข้อมูลไม่ได้: {error} · the database cannot be read") from None

    def load(self, copy: Path) -> str:
        """Put a copy beside the database and return its name there; raises BackupError where it is damaged."""
        beside = f"{self.name}.restoring"
        self.drop(beside)
        os.replace(copy, beside)
        with _opened(beside) as database:
            if (found := database.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise BackupError(f"ฐานข้อมูลในไฟล์สำรองเสียหาย: {found} · the database in the backup is damaged")
        return beside

    def contents(self, name: str) -> Contents:
        """What the database of this name holds."""
        with _opened(name) as database:
            return read_contents(_asking(database), _tables(database))

    def switch(self, beside: str, stamp: str) -> str:
        """Give the database what is beside it, in one transaction; return where its former contents lie, or "".

        Killed at any moment, it can be called again: what is done already is not done twice.
        """
        before = f"{self.name}.before-{stamp}"
        if os.path.lexists(beside):
            if os.path.lexists(self.name) and Path(self.name).stat().st_size and not os.path.lexists(before):
                self._keep(before)
            self._copy_to(self.name, beside)
            self.drop(beside)
        return before if os.path.lexists(before) else ""

    def _keep(self, before: str) -> None:
        """Copy the database to `before`; one that is damaged goes there as it is."""
        part = f"{before}.part"
        self.drop(part)
        try:
            self._copy_to(part, self.name)
            os.replace(part, before)
        except sqlite3.DatabaseError:
            self.drop(part)
            for end in ("-wal", "-shm", ""):
                with contextlib.suppress(FileNotFoundError):
                    os.replace(self.name + end, before + end)

    def drop(self, name: str) -> None:
        """Remove a database that was beside."""
        for end in ("", "-wal", "-shm", "-journal"):
            Path(name + end).unlink(missing_ok=True)

    def _copy_to(self, target: str, source: str) -> None:
        os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600))
        with _opened(source) as read, _opened(target) as written:
            read.backup(written)


@contextlib.contextmanager
def _opened(name: str) -> Iterator[sqlite3.Connection]:
    database = sqlite3.connect(name, timeout=60, isolation_level=None)
    try:
        yield database
    finally:
        database.close()


def _asking(database: sqlite3.Connection) -> Ask:
    return lambda sql: database.execute(sql).fetchall()


def _tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sorted(name for (name,) in found)
