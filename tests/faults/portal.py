"""A portal that is really started, killed and started again, and a person who works with it."""

import html
import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from django.conf import settings

PATIENCE = 60  # seconds
UNITS = "/admin/measures/unit/add/"
PREPARE = """
from django.contrib.auth.models import User
from itaportal.setup.reference import load_reference
load_reference()
User.objects.create_superuser("somsri", password="only for this")
"""


@dataclass
class Portal:
    """The portal on a database and folder of its own; its log is kept."""

    folder: Path
    url: str
    inside: tuple[str, ...] = ()  # what starts the server in surroundings of its own
    threads: int = 1
    process: subprocess.Popen | None = None
    port: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        own = {"DATABASE_URL": self.url, "SERVED_FOLDER": str(self.folder), "SECRET_KEY": "x"}
        server = {"PORT": str(self.port), "WEB_CONCURRENCY": "1", "WEB_THREADS": str(self.threads)}
        return os.environ | own | server | {"DJANGO_SETTINGS_MODULE": "tests.faults.settings"}

    @property
    def log(self) -> str:
        return "".join(self.said)

    def lines_of(self, request_id: str) -> list[str]:
        """The lines of the log about one request."""
        return [line for line in self.log.splitlines() if f"[{request_id}]" in line]

    def manage(self, *words: str, status: int = 0) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    def rows(self, statement: str) -> list[tuple]:
        """What the database holds, asked past the portal."""
        if self.url.startswith("sqlite"):
            with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"))) as asked:
                return asked.execute(statement).fetchall()
        with psycopg.connect(self.url) as asked:
            return asked.execute(statement).fetchall()

    def prepare(self) -> None:
        """The reference agency and a person; tables are there."""
        self.manage("shell", "--no-imports", "-c", PREPARE)

    def start(self) -> None:
        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [*self.inside, sys.executable, "-m", "gunicorn", "itaportal.wsgi"],
            cwd=settings.BASE_DIR,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,  # not a file: its disk may be full
            encoding="utf-8",
            start_new_session=True,
        )
        threading.Thread(target=self.said.extend, args=(self.process.stderr,), daemon=True).start()
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise AssertionError(self.log) from None
                time.sleep(0.05)

    def kill(self) -> None:
        """End all of its processes at once, as they stand."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process.stderr.close()

    @contextmanager
    def running(self) -> Iterator["Portal"]:
        self.start()
        try:
            yield self
        finally:
            self.kill()


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def words(self) -> str:
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.text)).split())

    def fields(self, action: str = "") -> dict[str, str]:
        """The hidden fields of the page's last form."""
        form = self.text.rpartition("<form")[2].partition("</form>")[0]
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        return {name: html.unescape(value) for name, value in found}


@dataclass
class Person:
    """Somebody with a browser, who signs in and fills in forms."""

    portal: Portal
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.portal.port, timeout=PATIENCE)
        try:
            sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **headers}
            if fields is None:
                connection.request("GET", path, headers=sent)
            else:
                sent["Content-Type"] = "application/x-www-form-urlencoded"
                connection.request("POST", path, urlencode(fields), sent)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie") or ():
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()

    def sign_in(self) -> Answer:
        page = self.ask("/admin/login/")
        sent = {"username": "somsri", "password": "only for this", "next": "/admin/"}
        return self.ask("/admin/login/", page.fields() | sent)

    def unit(self, name: str) -> dict[str, str]:
        """The form of a new unit as it was shown, filled in."""
        page = self.ask(UNITS)
        assert page.status == 200, page.words
        (form,) = [each for each in page.text.split("<form")[1:] if 'name="position"' in each]
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.partition("</form>")[0])
        agency = re.findall(r'<option value="(\d+)"', form)[0]
        typed = {"agency": agency, "name": name, "position": "9", "_save": "บันทึก"}
        return {key: html.unescape(value) for key, value in hidden} | typed


def assert_said(portal: Portal, answer: Answer, words: str, kind: str) -> None:
    """The answer says what is the matter in Thai, when to come back, and the log has one line with its id."""
    assert answer.status == 503, answer.words[:500]
    assert words in answer.words
    assert int(answer.headers["Retry-After"]) > 0
    assert "no-store" in answer.headers["Cache-Control"]
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    given = answer.headers["X-Request-ID"]
    until = time.monotonic() + 5
    while not portal.lines_of(given) and time.monotonic() < until:
        time.sleep(0.01)
    assert f"รหัสอ้างอิง {given}" in answer.words
    (line,) = portal.lines_of(given)
    assert f": {kind}: " in line
    assert "Traceback" not in portal.log
