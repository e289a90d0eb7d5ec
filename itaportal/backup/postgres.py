"""PostgreSQL for `databases.py`: pg_dump and pg_restore, and a second database of the same server."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from .archive import BackupError
from .contents import Ask, Contents, has_rows, read_contents

_TRIES = 40


class Postgres:
    """A database on a server. Its account must own it and be allowed to make databases (CREATEDB)."""

    engine = "postgresql"

    def __init__(self, settings: dict[str, Any]) -> None:
        self.name = str(settings["NAME"])
        given = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        self._login = {ours: str(settings[theirs]) for ours, theirs in given.items() if settings.get(theirs)}

    def has_data(self) -> bool:
        """Whether something would be lost; a database that is not there holds nothing."""
        if not self._exists(self.name):
            return False
        with self._connected(self.name) as connection:
            return has_rows(_asking(connection), _tables(connection))

    def copy(self, target: Path) -> Contents:
        """Write a dump to `target`; writers go on meanwhile. Raises BackupError."""
        try:
            with self._connected(self.name) as connection:
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                ((snapshot,),) = connection.execute("SELECT pg_export_snapshot()").fetchall()
                contents = read_contents(_asking(connection), _tables(connection))
                options = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--snapshot={snapshot}")
                self._run("pg_dump", *options, f"--file={target}", self.name)
                return contents
        except psycopg.Error as error:
            raise _failed(error) from None

    def load(self, copy: Path) -> str:
        """Restore a dump into a database beside and return its name; raises BackupError."""
        beside = f"{self.name}_restoring"
        self.drop(beside)
        try:
            with self._connected("postgres") as server:
                made = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(beside))
                asked = "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = %s"
                for encoding, collate, ctype in server.execute(asked, [self.name]):  # sorted as before
                    made += sql.SQL(" ENCODING {} LC_COLLATE {} LC_CTYPE {}").format(
                        *(sql.Literal(value) for value in (encoding, collate, ctype))
                    )
                server.execute(made)
        except psycopg.Error as error:
            raise _failed(error) from None
        self._run("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={beside}", str(copy))
        return beside

    def contents(self, name: str) -> Contents:
        """What the database of this name holds."""
        with self._connected(name) as connection:
            return read_contents(_asking(connection), _tables(connection))

    def switch(self, beside: str, stamp: str) -> str:
        """Give the name of the portal's database to the one beside it; return the former's new name, or "".

        Both names change in one transaction. Killed at any moment, it can be called again.
        """
        before = f"{self.name}_before_{stamp.replace('-', '_')}"
        if not self._exists(beside):  # it has its name already
            return before if self._exists(before) else ""
        if not self._exists(self.name):
            before = ""
        with self._connected("postgres") as server:
            for trial in range(_TRIES):
                try:
                    with server.transaction():
                        self._rename(server, beside, before)
                    return before
                except psycopg.errors.ObjectInUse as error:  # somebody came back between the two steps
                    if trial == _TRIES - 1:
                        raise _failed(error) from None
                    time.sleep(0.1)
                except psycopg.Error as error:
                    raise _failed(error) from None
        return before

    def _rename(self, server: psycopg.Connection[Any], beside: str, before: str) -> None:
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        if before:
            end = (
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
            )
            server.execute(end, [self.name])
            server.execute(rename.format(sql.Identifier(self.name), sql.Identifier(before)))
        server.execute(rename.format(sql.Identifier(beside), sql.Identifier(self.name)))

    def drop(self, name: str) -> None:
        """Remove a database that was beside."""
        with self._connected("postgres") as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))

    def _exists(self, name: str) -> bool:
        with self._connected("postgres") as server:
            return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def _connected(self, name: str) -> psycopg.Connection[Any]:
        try:
            return psycopg.connect(**self._login, dbname=name, autocommit=True)  # type: ignore[arg-type]  # texts alone
        except psycopg.Error as error:
            raise _failed(error) from None

    def _run(self, program: str, *arguments: str) -> None:
        given = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
        login = {theirs: self._login[ours] for ours, theirs in given.items() if ours in self._login}
        try:
            done = subprocess.run(  # noqa: S603  # a fixed program, names of our own settings
                [program, *arguments], env=os.environ | login, capture_output=True, encoding="utf-8", check=False
            )
        except FileNotFoundError:
            raise BackupError(
                f"ไม่พบโปรแกรม {program} ให้ติดตั้งแพ็กเกจ postgresql-client · install postgresql-client"
            ) from None
        if done.returncode:
            raise _failed(RuntimeError(f"{program}: {done.stderr.strip().splitlines()[-1:]}"))


def _asking(connection: psycopg.Connection[Any]) -> Ask:
    return lambda text: connection.execute(text).fetchall()


def _tables(connection: psycopg.Connection[Any]) -> list[str]:
    found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return sorted(name for (name,) in found)


def _failed(error: Exception) -> BackupError:
    words = " ".join(str(error).split())
    return BackupError(f"ใช้ PostgreSQL ไม่ได้: {words} · PostgreSQL refused")
