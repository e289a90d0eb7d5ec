"""Settings: what an installation chooses by its environment, and what is safe without choosing."""

import json
import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings

from itaportal.setup.environment import kept_secret_key

ROOT = settings.BASE_DIR


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `manage.py` as an installation would: in a process of its own, with the shipped settings."""
    own = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PUBLISHED_ROOT", "SECRET_KEY", "SECURE", "DEBUG"}
    clean = {name: value for name, value in os.environ.items() if name not in own}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=clean | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def shown(names: list[str], **environment: str) -> dict:
    """The values of some settings in a fresh process."""
    code = (
        f"import json; from django.conf import settings as s; "
        f"print(json.dumps({{n: getattr(s, n) for n in {names}}}, default=str))"
    )
    done = manage("shell", "--no-imports", "-c", code, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    file = tmp_path / "var" / "secret-key"
    key = kept_secret_key(file)
    assert len(key) >= 50
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept_secret_key(file) == key == file.read_text().strip()


@pytest.mark.slow
def test_database_url_names_the_database(tmp_path):
    database = tmp_path / "other.sqlite3"
    ours = ROOT / "db.sqlite3"
    before = ours.stat().st_mtime_ns if ours.exists() else None
    places = {"DATABASE_URL": f"sqlite:///{database}", "PUBLISHED_ROOT": str(tmp_path / "published")}
    assert manage("migrate", "--verbosity=0", **places).returncode == 0
    for created in ("นำเข้าและเผยแพร่แล้ว", "มีอยู่แล้ว"):
        done = manage("load_reference", **places)
        assert (done.returncode, done.stderr) == (0, "")
        assert created in done.stdout
    assert database.stat().st_size > 100_000
    assert (tmp_path / "published" / "chanuwan" / "2568" / "v1" / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (ours.stat().st_mtime_ns if ours.exists() else None) == before


@pytest.mark.slow
def test_two_databases_have_folders_of_their_own_for_what_they_published(tmp_path):
    ours = shown(["PUBLISHED_ROOT"], DATABASE_URL=f"sqlite:///{ROOT / 'db.sqlite3'}")["PUBLISHED_ROOT"]
    others = [shown(["PUBLISHED_ROOT"], DATABASE_URL=url)["PUBLISHED_ROOT"] for url in ("sqlite:////x", "sqlite:////y")]
    assert ours.endswith("var/published")
    assert len({ours, *others}) == 3
    told = shown(["PUBLISHED_ROOT"], DATABASE_URL="sqlite:////x", PUBLISHED_ROOT=str(tmp_path))
    assert told == {"PUBLISHED_ROOT": str(tmp_path)}


@pytest.mark.slow
def test_a_database_that_does_not_answer_gives_one_line():
    done = manage("prepare", DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
    assert done.returncode == 1
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_nothing_is_open_without_being_asked_for():
    values = shown(["DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_HTTPONLY", "X_FRAME_OPTIONS"])
    assert values == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SESSION_COOKIE_HTTPONLY": True,
        "X_FRAME_OPTIONS": "DENY",
    }


@pytest.mark.slow
def test_https_hardens_cookies_and_redirects():
    values = shown(["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"], SECURE="true")
    assert set(values.values()) == {True}
    assert shown(["SECURE_HSTS_SECONDS"], SECURE="true")["SECURE_HSTS_SECONDS"] >= 31_536_000


@pytest.mark.slow
def test_hosts_come_from_the_environment():
    values = shown(["ALLOWED_HOSTS", "SECRET_KEY"], ALLOWED_HOSTS="ita.example.go.th,10.0.0.5", SECRET_KEY="k" * 50)
    assert values == {"ALLOWED_HOSTS": ["ita.example.go.th", "10.0.0.5"], "SECRET_KEY": "k" * 50}


@pytest.mark.parametrize("path", ["/healthz", "/admin/login/"])
def test_content_security_policy_is_strict(client, db, path):
    policy = client.get(path).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["font-src"] == "'self'"
    assert "unsafe" not in policy
    assert "http" not in policy


def test_a_session_ends_with_the_browser_and_after_twelve_hours(client, admin_user, time_machine):
    time_machine.move_to("2026-03-02 02:00:00+00:00", tick=False)
    client.post("/admin/login/", {"username": "admin", "password": "admin"})
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["expires"], cookie["max-age"], cookie["httponly"]) == ("", "", True)
    time_machine.move_to("2026-03-02 13:59:00+00:00", tick=False)
    assert client.get("/admin/").status_code == 200
    time_machine.move_to("2026-03-02 14:01:00+00:00", tick=False)
    assert client.get("/admin/").status_code == 302
