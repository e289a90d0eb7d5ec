"""A PostgreSQL server of a test's own, in a folder of its own, that may be stopped, killed and started again."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection

OPTIONS = "-c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c max_connections=12"


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return found[-1] if found else Path(shutil.which("initdb") or "/none/initdb").resolve().parent


@dataclass
class Cluster:
    """Its data lie in `folder`; root hands it to another account, since PostgreSQL refuses root."""

    folder: Path
    port: int
    account: str | None

    def _run(self, program: str, *arguments: str) -> None:
        with (self.folder / "said").open("ab") as said:  # a file: the server would keep a pipe open
            done = subprocess.run(
                [str(_programs() / program), "-D", str(self.folder / "data"), *arguments],
                user=self.account,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                timeout=60,
            )
        assert done.returncode == 0, (self.folder / "said").read_text()

    def make(self) -> None:
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    def start(self) -> None:
        options = f"{OPTIONS} -p {self.port} -k {self.folder}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "server.log"), "-o", options, "start")

    def stop(self, mode: str) -> None:
        """`fast` ends what is under way in order, `immediate` as a crash does."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def url(self, name: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}"

    def connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(self.url(name), autocommit=True)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that runs; it and its folder end with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # A short name, as its socket lies here, in a folder that another account may enter.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/var/tmp"))
    account = None
    if os.geteuid() == 0:
        account = "postgres" if any(each.pw_name == "postgres" for each in pwd.getpwall()) else "nobody"
        shutil.chown(folder, account)
    made = Cluster(folder, port, account)
    try:
        made.make()
        made.start()
        yield made
    finally:
        try:
            made.stop("immediate")
        finally:
            shutil.rmtree(folder)


def copy_tables(url: str) -> None:
    """Give the empty database at `url` the tables of the suite's own, and the rows that migrations made."""
    own = connection.settings_dict
    ours = psycopg.conninfo.make_conninfo(
        host=own["HOST"],
        port=own["PORT"] or None,
        user=own["USER"],
        password=own["PASSWORD"] or None,
        dbname=own["NAME"],
    )
    dump = subprocess.run(
        [_programs() / "pg_dump", "--no-owner", ours], check=True, capture_output=True, timeout=60
    ).stdout
    load = [_programs() / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", url]
    subprocess.run(load, input=dump, check=True, stdout=subprocess.DEVNULL, timeout=60)
