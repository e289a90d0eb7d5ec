"""Folders and the SQLite file are looked at before anything listens; a full disk is said in one line."""

import errno
import os
import shutil
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from itaportal.management.commands import prepare
from itaportal.setup import places

from .somebody import as_somebody_else

ROOT = django_settings.BASE_DIR


@pytest.fixture
def own(tmp_path, settings, monkeypatch):
    """Folders and a database of the test's own, none of them made yet."""
    settings.VAR_DIR = tmp_path / "var"
    settings.PUBLISHED_ROOT = tmp_path / "var" / "published"
    settings.OPEN_DATA_ROOT = tmp_path / "var" / "open-data"
    settings.IMPORT_UPLOADS = tmp_path / "var" / "imports"
    settings.STATIC_ROOT = tmp_path / "var" / "static"
    monkeypatch.setattr(places, "sqlite_file", lambda: tmp_path / "db.sqlite3")
    return settings


def test_a_fresh_folder_has_no_fault_and_nothing_is_left_in_it(own, tmp_path):
    assert list(places.faults()) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["PUBLISHED_ROOT", "OPEN_DATA_ROOT", "IMPORT_UPLOADS"])
def test_a_file_in_place_of_a_folder(own, tmp_path, name):
    (tmp_path / "taken").write_text("")
    setattr(own, name, tmp_path / "taken" / "deep")
    (fault,) = places.faults()
    assert fault.startswith(f"{name}: เขียนในโฟลเดอร์ ")


def test_folders_that_cannot_be_written(own, monkeypatch):
    with as_somebody_else() as folder:
        if os.getuid():
            folder.chmod(0o555)
        own.PUBLISHED_ROOT = folder / "published"
        monkeypatch.setattr(places, "sqlite_file", lambda: folder / "db.sqlite3")
        own.VAR_DIR = own.OPEN_DATA_ROOT = own.IMPORT_UPLOADS = Path("/tmp")
        found = [fault.partition(":")[0] for fault in places.faults()]
    assert found == ["PUBLISHED_ROOT", "DATABASE_URL"]


@pytest.mark.parametrize("emptied", ["open-data", "static"])
def test_published_files_may_not_lie_where_files_are_cleared(own, tmp_path, emptied):
    own.PUBLISHED_ROOT = tmp_path / "var" / emptied / "published"
    (fault,) = places.faults()
    assert fault.startswith("PUBLISHED_ROOT: ")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.mkdir(), "เปิด"),
        (lambda path: path.write_bytes(b"PK\x03\x04" * 9), "ไม่ใช่ฐานข้อมูล SQLite"),
    ],
    ids=["a folder", "another file"],
)
def test_an_sqlite_file_that_is_none(own, tmp_path, make, said):
    make(tmp_path / "db.sqlite3")
    (fault,) = places.faults()
    assert fault.startswith("DATABASE_URL: ")
    assert said in fault


def test_an_sqlite_file_in_no_folder(own, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "sqlite_file", lambda: tmp_path / "none" / "db.sqlite3")
    (fault,) = places.faults()
    assert "ไม่มีโฟลเดอร์" in fault


def test_an_empty_sqlite_file_is_a_first_start(own, tmp_path):
    (tmp_path / "db.sqlite3").touch()
    assert list(places.faults()) == []


@pytest.mark.parametrize("before", [0o644, 0o666, 0o640, 0o660, 0o600], ids=oct)
def test_the_database_is_its_owners_whatever_an_earlier_release_left(tmp_path, before):
    class Opened:
        vendor = "sqlite"
        settings_dict = {"NAME": tmp_path / "db.sqlite3"}

    for name in ("db.sqlite3", "db.sqlite3-wal", "db.sqlite3-shm"):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(before)
    places.keep_database_private(Opened())
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


def test_what_lies_in_var_is_the_owners_but_for_what_is_public(own, tmp_path):
    own.VAR_DIR = tmp_path / "var"
    own.IMPORT_UPLOADS = tmp_path / "uploads"
    private = ["admin-password", "reports/draft.pdf", "log/setup.log", "../uploads/deep/scores.xlsx"]
    public = ["published-0af/a/v1/report.pdf", "static/a.css", "open-data/2568/scores.csv"]
    for name in private + public:
        path = own.VAR_DIR / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        path.chmod(0o644)
        path.parent.chmod(0o755)
    (own.VAR_DIR / "log" / "link").symlink_to(own.VAR_DIR / "static" / "a.css")
    places.keep_var_private()
    assert [stat.S_IMODE((own.VAR_DIR / name).stat().st_mode) for name in private] == [0o600] * len(private)
    assert [stat.S_IMODE((own.VAR_DIR / name).stat().st_mode) for name in public] == [0o644] * len(public)
    folders = [own.VAR_DIR / "reports", own.IMPORT_UPLOADS, own.IMPORT_UPLOADS / "deep"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in folders] == [0o700] * 3
    assert stat.S_IMODE(own.VAR_DIR.stat().st_mode) == 0o755  # a web server passes through


@pytest.mark.skipif("sqlite" not in django_settings.DATABASES["default"]["ENGINE"], reason="the file of SQLite")
def test_the_database_of_this_run_is_its_owners(db):
    connection.ensure_connection()
    assert stat.S_IMODE(Path(connection.settings_dict["NAME"]).stat().st_mode) == 0o600


# --- prepare and the server -------------------------------------------------------------------------------------------


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", "/x/y")


def full_database(*_: object, **__: object) -> None:
    with closing(sqlite3.connect(":memory:")) as small:
        small.execute("PRAGMA max_page_count = 1")
        try:
            small.execute("CREATE TABLE more (x)")
        except sqlite3.OperationalError as error:
            raise OperationalError(str(error)) from error


@pytest.mark.parametrize("full", [full_disk, full_database])
def test_prepare_says_that_the_disk_is_full(monkeypatch, own, full):
    monkeypatch.setattr(prepare, "call_command", full)
    with pytest.raises(CommandError, match="กรุณาเพิ่มเนื้อที่ว่าง") as said:
        call_command("prepare")
    assert "\n" not in str(said.value)


def run(*command: str, **values: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    options = {"cwd": ROOT, "env": clean | values, "capture_output": True, "encoding": "utf-8", "timeout": 60}
    return subprocess.run([sys.executable, *command], **options)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"SECURE": "ture"}, "✗ SECURE: "),
        ({"PUBLISHED_ROOT": "/dev/null/published"}, "✗ PUBLISHED_ROOT: "),
    ],
    ids=str,
)
def test_the_server_ends_with_one_line_before_it_listens(values, said):
    with socket.socket() as taken:  # a server that came so far as to listen would fail here with another line
        taken.bind(("127.0.0.1", 0))
        done = run("-m", "gunicorn", "itaportal.wsgi", **values, PORT=str(taken.getsockname()[1]), SECRET_KEY="x")
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith(said)


def test_prepare_says_what_the_server_could_not_read(own, monkeypatch):
    monkeypatch.setenv("WEB_CONCURRENCY", "auto")
    with pytest.raises(SystemExit, match=r"^✗ WEB_CONCURRENCY: "):
        call_command("prepare")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs a file system of the test's own")
def test_a_disk_that_is_really_full():
    """In a mount of the test's own, where that is allowed: 64 KB, filled, and then the key is to be written."""
    code = "from itaportal.setup.environment import kept_secret_key as k; from pathlib import Path; k(Path('/mnt/key'))"
    fill = "mount -t tmpfs -o size=64k none /mnt && (cat /dev/zero >/mnt/fill || true) 2>/dev/null"
    script = f'{fill} && {sys.executable} -c "{code}"'
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60
    )
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip("this machine allows no mounts")
    assert done.returncode == 1
    assert done.stderr.startswith("✗ /mnt/key: อ่านหรือเขียนกุญแจไม่ได้ ดิสก์เต็ม")
    assert done.stderr.count("\n") == 1
