"""What people get while SQLite is locked, full, read-only or unreadable; it ends with its cause."""

import fcntl
import json
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings

from tests import scratch

from .portal import UNITS, Person, Portal, assert_said

TRY = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"]
MOUNTS = shutil.which("unshare") is not None and subprocess.run(TRY, capture_output=True).returncode == 0
needs_mounts = pytest.mark.skipif(not MOUNTS, reason="this machine allows no mounts")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,  # its migrated tables are copied
    pytest.mark.skipif("sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="the file of SQLite"),
]
NOTHING = "ระบบยังไม่ได้บันทึกสิ่งใดจากการส่งครั้งนี้"
NAME = "กองสวัสดิการสังคมและชุมชน"


# A file system of the server's own, which can really be full and read-only.
MOUNT = 'mount -t tmpfs -o size=16m none "$0" && cp "$0".first/* "$0" && exec "$@"'
MOUNTED = ("unshare", "-rm", "sh", "-c", MOUNT)


@pytest.fixture(scope="module")
def portal(tmp_path_factory, django_db_setup):
    folder = tmp_path_factory.mktemp("faults") / "store"
    first = folder.with_name("store.first")
    for each in (folder, first):
        each.mkdir()
    assert scratch.copy_of_migrated(first / "db.sqlite3")
    Portal(first, f"sqlite:///{first / 'db.sqlite3'}").prepare()
    inside = (*MOUNTED, str(folder)) if MOUNTS else ()
    if not MOUNTS:
        shutil.copytree(first, folder, dirs_exist_ok=True)
    portal = Portal(folder, f"sqlite:///{folder / 'db.sqlite3'}", inside)
    with portal.running():
        if MOUNTS:  # the same folder as it is seen from outside
            portal.folder = Path(f"/proc/{portal.process.pid}/root{folder}")
        yield portal


# Holds the file's lock until its input ends; SQLite finds the file by its real path, so it runs where the server does.
HOLD = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('BEGIN IMMEDIATE'); print('held'); sys.stdin.read()"
ASK = "import sqlite3, sys; print(*(row[-1] for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2])), sep='|')"


def beside(portal: Portal, *command: str) -> list[str]:
    """A command that sees the server's files."""
    if not portal.inside:
        return [*command]
    return ["nsenter", "-t", str(portal.process.pid), "-U", "--preserve-credentials", "-m", *command]


def asked(portal: Portal, statement: str) -> str:
    """The last column of what the database answers."""
    command = beside(portal, sys.executable, "-c", ASK, portal.url.removeprefix("sqlite:///"), statement)
    return subprocess.check_output(command, encoding="utf-8").strip()


def units(portal: Portal) -> str:
    return asked(portal, f"SELECT name FROM measures_unit WHERE name LIKE '{NAME}%'")


@contextmanager
def locked(portal: Portal):
    command = beside(portal, sys.executable, "-uc", HOLD, portal.url.removeprefix("sqlite:///"))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holding:
        assert holding.stdout.readline() == b"held\n"
        yield
        holding.stdin.close()


def test_locked_longer_than_the_wait(portal, person):
    form = person.unit(NAME)
    with locked(portal):
        answer = person.ask(UNITS, form)
        assert_said(portal, answer, "มีงานอื่นกำลังบันทึกข้อมูลจำนวนมาก", "locked")
        assert NOTHING in answer.words
        assert NAME in answer.words
        signing_in = Person(portal).sign_in()
        assert_said(portal, signing_in, "ยังเข้าสู่ระบบไม่ได้", "locked")
        assert "only for this" not in signing_in.text
        assert person.ask("/chanuwan/2568/").status == 200, "readers never wait for a writer"
    assert units(portal) == ""
    again = answer.fields()
    assert person.ask(UNITS, again).status == 302, "the page's own button"
    assert person.ask(UNITS, again).status == 303
    assert units(portal) == NAME, "pressed twice, stored once"


def test_a_command_that_waits_in_vain_says_it_in_one_line(portal, tmp_path):
    """Any command: `manage.py` itself says it."""
    scratch.copy_of_migrated(tmp_path / "db.sqlite3")
    beside = Portal(tmp_path, f"sqlite:///{tmp_path / 'db.sqlite3'}")
    with locked(beside):
        (line,) = beside.manage("ensure_admin", status=1).splitlines()
    assert line.startswith("✗ ขณะนี้มีงานอื่นกำลังบันทึกข้อมูลจำนวนมาก")
    assert "(database is locked)" in line


def test_an_import_under_way_is_named_with_its_progress(portal, person):
    form = person.unit(f"{NAME} ๒")
    (portal.folder / "imports").mkdir(exist_ok=True)
    with locked(portal), (portal.folder / "imports" / "lock").open("w") as place:
        fcntl.flock(place, fcntl.LOCK_EX)
        answer = person.ask(UNITS, form)
    assert_said(portal, answer, "ขณะนี้ระบบกำลังนำเข้าไฟล์ จึงต้องรอให้นำเข้าเสร็จก่อน", "locked")


@needs_mounts
def test_a_full_disk(portal, person):
    form = person.unit(f"{NAME} ๓")
    asked(portal, "PRAGMA wal_checkpoint(TRUNCATE)")  # SQLite's log has no room of its own then
    fill = portal.folder / "fill"
    with fill.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    answer = person.ask(UNITS, form)
    assert_said(portal, answer, "พื้นที่เก็บข้อมูลของเครื่องแม่ข่ายเต็ม", "full")
    assert NOTHING in answer.words
    assert person.ask("/chanuwan/2568/").status == 200
    assert_said(portal, Person(portal).sign_in(), "ยังเข้าสู่ระบบไม่ได้", "full")
    fill.unlink()
    assert person.ask(UNITS, answer.fields()).status == 302


@needs_mounts
def test_a_disk_that_can_only_be_read(portal, person):
    form = person.unit(f"{NAME} ๔")
    with locked(portal):  # its fault closes the connection, so that the next is opened on the disk as it is then
        assert person.ask(UNITS, form).status == 503
    place = str(portal.folder).partition("/root")[2]
    over = f"mount --bind {place} {place} && mount -o remount,bind,ro {place}"
    subprocess.run(beside(portal, "sh", "-c", over), check=True)
    try:
        answer = person.ask(UNITS, form)
        assert_said(portal, answer, "เปิดให้อ่านได้อย่างเดียว", "read-only")
        assert NOTHING in answer.words
    finally:
        subprocess.run(beside(portal, "umount", "--lazy", place), check=True)
    assert person.ask("/chanuwan/2568/").status == 200
    assert person.ask(UNITS, answer.fields()).status == 302


def test_a_database_that_cannot_be_opened(portal, person):
    """Moved away, as a disk that is not mounted; and back."""
    moved = portal.folder / "elsewhere"
    moved.mkdir()
    files = list(portal.folder.glob("db.sqlite3*"))
    with locked(portal):  # the thread's own connection is thrown away by the fault
        assert person.ask(UNITS, person.unit(f"{NAME} ๔")).status == 503
    for file in files:
        file.rename(moved / file.name)
    (portal.folder / "db.sqlite3").mkdir()
    for path, kind in (("/chanuwan/2568/", "gone"), ("/admin/", "gone")):
        assert_said(portal, person.ask(path), "ยังเปิดหน้านี้ไม่ได้", kind)
    answer = person.ask("/api/v1/assessments/")
    assert (answer.status, json.loads(answer.text)["error"]["code"]) == (503, "unavailable")
    (portal.folder / "db.sqlite3").rmdir()
    for file in files:
        (moved / file.name).rename(file)
    assert person.ask("/admin/").status == 200, "signed in as before"
    assert person.ask("/chanuwan/2568/").status == 200
