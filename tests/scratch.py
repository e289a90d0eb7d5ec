"""A database of a test's own, of the kind that the suite runs on, for programs that are started apart and killed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """Give the URL of an empty database, which ends with the block; an SQLite file lies in `folder`."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder / 'scratch.sqlite3'}"
        return
    import psycopg

    own = connection.settings_dict
    name = f"ita_scratch_{os.getpid()}"
    server = {"host": own["HOST"] or None, "port": own["PORT"] or None, "user": own["USER"] or None}
    with psycopg.connect(**server, password=own["PASSWORD"] or None, dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            secret = f":{quote(own['PASSWORD'], safe='')}" if own["PASSWORD"] else ""
            login = quote(own["USER"] or "", safe="") + secret
            yield f"postgres://{login}@{quote(own['HOST'] or '', safe='')}:{own['PORT'] or 5432}/{name}"
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
