"""A database of a test's own, of the kind that the suite runs on, for programs that are started apart and killed.

What migrations make of an empty SQLite file is made once a run and copied.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection

_migrated: list[Path] = []


def keep_migrated(folder: Path) -> None:
    """Keep a copy of the suite's own database as it stands; to be called before any test writes into it."""
    if connection.vendor == "sqlite":
        _migrated.append(folder / "migrated.sqlite3")
        with closing(sqlite3.connect(_migrated[0])) as copy:
            connection.connection.backup(copy)


def copy_of_migrated(path: Path) -> bool:
    """Write what migrations make into a new SQLite file; False where this run has no such thing, as on PostgreSQL."""
    if _migrated:
        shutil.copy(_migrated[0], path)
    return bool(_migrated)


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """Give the URL of a database without data, which ends with the block; an SQLite file lies in `folder`.

    Its tables are still to be made, or there already.
    """
    if connection.vendor == "sqlite":
        copy_of_migrated(folder / "scratch.sqlite3")
        yield f"sqlite:///{folder / 'scratch.sqlite3'}"
        return
    import psycopg

    own = connection.settings_dict
    name = f"ita_scratch_{os.getpid()}"
    server: dict[str, Any] = {"host": own["HOST"] or None, "port": own["PORT"] or None, "user": own["USER"] or None}
    with psycopg.connect(**server, password=own["PASSWORD"] or None, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            secret = f":{quote(own['PASSWORD'], safe='')}" if own["PASSWORD"] else ""
            login = quote(own["USER"] or "", safe="") + secret
            yield f"postgres://{login}@{quote(own['HOST'] or '', safe='')}:{own['PORT'] or 5432}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
