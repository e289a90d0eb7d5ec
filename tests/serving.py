"""Starts the portal as it is served in production (gunicorn, compressed static files) on a database of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import scratch

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60  # seconds


@contextmanager
def served(folder: Path, *commands: list[str], workers: int = 1, prepared: bool = True) -> Iterator[str]:
    """Prepare the database and static files under `folder`, run `manage.py` commands, serve; yields the address.

    Without `prepared` there is neither: what needs none of them, as `/healthz`, answers all the same.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{folder}/served.sqlite3",
        "DJANGO_SETTINGS_MODULE": "tests.served",
        "SERVED_FOLDER": str(folder),
        "SECRET_KEY": "served",
        "PORT": str(port),
        "WEB_CONCURRENCY": str(workers),
    }
    first: list[list[str]] = []
    if prepared:
        first = [["collectstatic", "--noinput", "-v0"]]
        if not scratch.copy_of_migrated(folder / "served.sqlite3"):
            first.insert(0, ["migrate", "-v0"])
    for command in (*first, *commands):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "itaportal.wsgi"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(PATIENCE)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
