"""`make run` as a newcomer meets it: in a copy of the project without database, password or built files."""

import fcntl
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest
from django.conf import settings

from .test_project import files_in_git

pytestmark = pytest.mark.slow

ROOT: Path = settings.BASE_DIR
OURS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "PYTHON", "HOST", "PORT", "MAKEFLAGS", "MAKELEVEL"}
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in OURS}


@dataclass
class Portal:
    """A portal started by `make run`, with everything it printed until it was ready."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int
    said: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def told(self, label: str) -> str:
        """What it printed behind a label."""
        return re.search(rf"{label}: (.*)", self.said)[1]

    def stop(self) -> None:
        """End it as Ctrl-C does, by a signal to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(timeout=120)


def start(folder: Path, port: int) -> Portal:
    began = time.monotonic()
    output = folder / "output.txt"
    with output.open("w") as file:
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=folder,
            env=ENVIRONMENT,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    while "ready" not in output.read_text():
        if process.poll() is not None or time.monotonic() - began > 300:
            pytest.fail(f"make run did not get ready:\n{output.read_text()}")
        time.sleep(0.05)
    return Portal(process, folder, port, output.read_text())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The project's files as a clone has them; the environment of this run stands in for a newly made one."""
    if Path(sys.prefix) != ROOT / ".venv":
        pytest.skip("needs the environment that `make test` makes")
    copy = tmp_path_factory.mktemp("clone")
    for path in files_in_git():
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    (copy / ".venv").symlink_to(sys.prefix)
    return copy


@pytest.fixture(scope="module")
def portal(folder) -> Iterator[Portal]:
    running = start(folder, free_port())
    yield running
    if running.process.poll() is None:
        running.stop()


def test_the_dashboard_shows_the_reference_result(portal):
    with urlopen(f"{portal.address}/") as answer:
        page = answer.read().decode()
        assert answer.url == f"{portal.address}/chanuwan/2568/"
    for figure in ("95.48", "99.57", "98.70", "90.00"):
        assert f'value="{figure}"' in page
    assert "ผ่านดี" in page
    assert "องค์การบริหารส่วนตำบลชานุวรรณ" in page


def test_stylesheets_and_fonts_are_served_for_good(portal):
    with urlopen(f"{portal.address}/chanuwan/2568/") as answer:
        sheets = re.findall(r'href="(/static/[^"]+\.css)"', answer.read().decode())
    assert sheets
    for sheet in sheets:
        with urlopen(portal.address + sheet) as answer:
            assert answer.headers["Content-Type"].startswith("text/css")
            assert "immutable" in answer.headers["Cache-Control"]


def test_the_printed_login_opens_the_admin(portal):
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    login = f"{portal.address}/admin/login/?next=/admin/"
    with browser.open(login) as answer:
        page = answer.read().decode()
    form = {
        "csrfmiddlewaretoken": re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1],
        "username": portal.told("user"),
        "password": portal.told("password"),
    }
    with browser.open(login, data=urlencode(form).encode()) as answer:
        assert answer.url == f"{portal.address}/admin/password_change/?next=/admin/"
        assert "ออกจากระบบ" in answer.read().decode()


def test_the_printed_report_is_there(portal):
    report = portal.folder / portal.told("report")
    assert report.read_bytes().startswith(b"%PDF-")
    with urlopen(f"{portal.address}/chanuwan/2568/report.pdf") as answer:
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.read().startswith(b"%PDF-")


def test_the_folder_is_free_for_another_set_up_while_it_serves(portal):
    place = os.open(portal.folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    finally:
        os.close(place)


def test_secrets_are_for_their_owner_only(portal):
    for name in ("admin-password", "secret-key"):
        assert stat.S_IMODE((portal.folder / "var" / name).stat().st_mode) == 0o600


def test_a_taken_port_is_said_plainly(portal):
    done = subprocess.run(
        ["make", "run", f"PORT={portal.port}"],
        cwd=portal.folder,
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode != 0
    assert f"เปิดพอร์ต {portal.port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_ends_cleanly_and_starts_again_making_nothing_anew(portal):
    """Last, for it stops the portal of the tests above."""
    password = portal.told("password")
    portal.stop()
    assert (portal.folder / "output.txt").read_text().startswith(portal.said)
    assert "Traceback" not in (portal.folder / "output.txt").read_text()
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", portal.port)) != 0
    again = start(portal.folder, portal.port)
    again.stop()
    assert password not in again.said
    assert "var/admin-password" in again.told("password")
    assert (portal.folder / "var" / "admin-password").read_text().strip() == password
    assert again.said.count("•") == 1  # nothing was made again; the one line says that it is ready


@pytest.mark.parametrize("port", ["0", "65536", "80a", "-1"])
def test_a_port_that_is_none_is_refused(folder, port):
    done = subprocess.run(
        ["make", "run", f"PORT={port}"], cwd=folder, env=ENVIRONMENT, capture_output=True, encoding="utf-8", timeout=60
    )
    assert done.returncode != 0
    assert "ไม่ใช่หมายเลขพอร์ต" in done.stderr
