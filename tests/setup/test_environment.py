"""Values of an installation that cannot be used: each is one line, said before anything listens."""

import errno
import os
from pathlib import Path

import pytest

from itaportal.setup import environment
from itaportal.setup.environment import Environment, kept_secret_key, server

from .somebody import as_somebody_else, closed

SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": "/x/db.sqlite3"}


def read(content: bytes, folder: Path, **values: str) -> Environment:
    path = folder / ".env"
    path.write_bytes(content)
    env = Environment(values)
    env.read_file(path)
    return env


# --- The file ---------------------------------------------------------------------------------------------------------


def test_a_file_that_is_well_is_read_and_the_environment_comes_first(tmp_path):
    content = '# ค่า\n\nexport A=1 \r\nB=\'two words\'\nC="a\\"b"\nD=\nURL=postgres://u:p%40@h/n#x\nKEPT=file\n'
    env = read(content.encode(), tmp_path, KEPT="environment")
    assert env.faults == []
    assert env.values == {
        "A": "1",
        "B": "two words",
        "C": 'a"b',
        "D": "",
        "URL": "postgres://u:p%40@h/n#x",
        "KEPT": "environment",
    }


def test_no_file_is_no_fault(tmp_path):
    env = Environment({})
    env.read_file(tmp_path / ".env")
    assert (env.faults, env.values) == ([], {})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbfSECURE=true\n", "BOM"),
        ("SECURE=true".encode("utf-16"), "ไม่ใช่ UTF-8"),
        ("NAME=หน่วยงาน".encode("tis-620"), "ไม่ใช่ UTF-8"),
        (b"A=1\nSECURE = true\n", "บรรทัดที่ 2"),
        (b"SECURE: true\n", "บรรทัดที่ 1"),
        (b"SECURE\n", "บรรทัดที่ 1"),
        (b"SECURE='true\n", "บรรทัดที่ 1"),
        (b"A=1\x00\n", "บรรทัดที่ 1"),
        (b"A=1\nB=2\nA=3\n", "บรรทัดที่ 3 (line 3): กำหนด A ซ้ำ"),
    ],
    ids=str,
)
def test_a_file_that_is_not_understood_is_one_line(tmp_path, content, said):
    (fault,) = read(content, tmp_path).faults
    assert fault.startswith(".env")
    assert said in fault
    assert "\n" not in fault


def test_a_folder_in_place_of_the_file(tmp_path):
    (tmp_path / ".env").mkdir()
    env = Environment({})
    env.read_file(tmp_path / ".env")
    (fault,) = env.faults
    assert fault.startswith(".env: เป็นโฟลเดอร์")


def test_a_file_that_the_account_cannot_read():
    with as_somebody_else() as folder:
        env = Environment({})
        env.read_file(closed(folder, ".env"))
    (fault,) = env.faults
    assert fault.startswith(".env: อ่านไม่ได้")
    assert env.values == {}, "nothing of it is known, so nothing may start"


@pytest.mark.parametrize(("line", "said"), [("SECUER=true", "SECURE"), ("PORT=80", "PORT")])
def test_a_name_that_nobody_reads_from_the_file(tmp_path, line, said):
    env = read(line.encode(), tmp_path)
    env.flag("SECURE", default=False)
    with pytest.raises(SystemExit, match=rf"^✗ \.env บรรทัดที่ 1.*{said}"):
        env.stop_at_faults()


def test_names_of_other_programs_may_stand_in_the_file(tmp_path):
    env = read(b"http_proxy=x\nTZ=Asia/Bangkok\nSECURE=true\n", tmp_path)
    assert env.flag("SECURE", default=False) is True
    env.stop_at_faults()


# --- The values -------------------------------------------------------------------------------------------------------

POSTGRES = "postgres://itaportal:secret@127.0.0.1"
BAD = {
    "SECURE": ["ture", "", "2", "oui", "true # on"],
    "MEANS_LEAST_AGENCIES": ["", "five", "0", "-1", "1.5", "๕", "9" * 12],
    "TRUSTED_HOPS": ["", "one", "-1", "10", "127.0.0.1"],
    "ALLOWED_HOSTS": [
        "", " ", "a.go.th, b.go.th", "a.go.th b.go.th", "a.go.th,", "https://a.go.th", "a.go.th:8000", "a.go.th/x",
    ],
    "CSRF_TRUSTED_ORIGINS": [
        "a.go.th", "https://a.go.th, https://b.go.th", "https://a.go.th/", "https://a.go.th/x", "ftp://a.go.th", "https://",
        "//a.go.th",
    ],
    "DATABASE_URL": [
        "", " ", "mysql://u:secret@h/n", "oracle://u:secret@h/n", "postgis://u:secret@h/n", "Postgres://u:secret@h/n",
        "ita", "/srv/db.sqlite3", f"{POSTGRES}:port/n", f"{POSTGRES}:0/n", f"{POSTGRES}:65536/n", f"{POSTGRES}:/n",
        f"{POSTGRES}:5432x/n", f"{POSTGRES},h2:x/n", POSTGRES, f"{POSTGRES}/", "postgres://u:secret#1@h/n",
        "postgres://u:[secret@h/n", "sqlite://", "sqlite:///", "sqlite://db.sqlite3", "sqlite://:memory:", "sqlite:///:memory:",
    ],
    "PUBLISHED_ROOT": ["", " "],
    "DATA_LICENCE_URL": ["creativecommons.org", "https://", "javascript:x", "https://a b"],
    "DATA_LICENCE_SPDX": ["CC BY 4.0", "https://x.org/", "ซีซี", "a" * 101],
    "PORT": ["", "http", "0", "65536", "-1"],
    "WEB_CONCURRENCY": ["", "auto", "0"],
    "WEB_THREADS": ["", "4.5", "0"],
}  # fmt: skip
GOOD = {
    "SECURE": ["true", "True", "on", "1", "no", "false"],
    "MEANS_LEAST_AGENCIES": ["1", "40"],
    "TRUSTED_HOPS": ["0", "1", "9"],
    "ALLOWED_HOSTS": ["ita.example.go.th", "ita.example.go.th,10.0.0.5,[::1]", ".go.th", "*", "my_host"],
    "CSRF_TRUSTED_ORIGINS": ["", "https://a.go.th", "https://a.go.th,http://10.0.0.5:8000", "https://*.go.th"],
    "DATABASE_URL": [
        f"{POSTGRES}/n", f"{POSTGRES}:5433/n", "postgresql://h/n", "postgres://u:p%40ss@[::1]:5432/n", "postgres:///n",
        "postgres://u:p@h1:5432,h2:5433/n", "sqlite:////srv/db.sqlite3", "sqlite:///db.sqlite3",
    ],
    "PUBLISHED_ROOT": ["/srv/published"],
    "DATA_LICENCE_URL": ["", "https://creativecommons.org/licenses/by/4.0/"],
    "DATA_LICENCE_SPDX": ["", "CC-BY-4.0", "ODbL-1.0", "LicenseRef-DGA"],
    "PORT": ["80", "65535"],
    "WEB_CONCURRENCY": ["1", "12"],
    "WEB_THREADS": ["1", "8"],
}  # fmt: skip


def asked(name: str, value: str) -> list[str]:
    """The faults that one value has where the portal asks for it."""
    env = Environment({name: value})
    env.flag("SECURE", default=False)
    env.number("MEANS_LEAST_AGENCIES", default=5, least=1, most=9999)
    env.number("TRUSTED_HOPS", default=0, least=0, most=9)
    env.hosts("ALLOWED_HOSTS", default=["localhost"])
    env.origins("CSRF_TRUSTED_ORIGINS")
    env.database("DATABASE_URL", default=SQLITE)
    env.folder("PUBLISHED_ROOT", default=Path("/x"))
    env.address("DATA_LICENCE_URL")
    env.licence_id("DATA_LICENCE_SPDX")
    server(env)
    return env.faults


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_value_that_cannot_be_used_is_one_line_that_names_it(name, value):
    faults = asked(name, value)
    assert faults
    for fault in faults:
        assert fault.startswith(f"{name}: ")
        assert "\n" not in fault
        assert "secret" not in fault


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in GOOD.items() for value in values])
def test_a_value_that_can_be_used_is_none(name, value):
    assert asked(name, value) == []


def test_a_database_that_is_named_is_the_one_that_is_used():
    env = Environment({"DATABASE_URL": "postgres://u:p%40ss@db.go.th:5433/ita"})
    config = env.database("DATABASE_URL", default=SQLITE)
    parts = [config[name] for name in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")]
    assert parts == ["django.db.backends.postgresql", "ita", "u", "p@ss", "db.go.th", 5433]
    assert Environment({}).database("DATABASE_URL", default=SQLITE) == SQLITE


def test_all_faults_are_told_at_once(tmp_path):
    env = read(b"SECURE=ture\nALLOWED_HOSTS=a, b\n", tmp_path)
    env.flag("SECURE", default=False)
    env.hosts("ALLOWED_HOSTS", default=[])
    with pytest.raises(SystemExit) as stopped:
        env.stop_at_faults()
    assert [line.split(":")[0] for line in str(stopped.value).splitlines()] == ["✗ SECURE", "✗ ALLOWED_HOSTS"]


# --- The key ----------------------------------------------------------------------------------------------------------


def test_a_key_in_a_folder_that_is_a_file(tmp_path):
    (tmp_path / "var").write_text("")
    with pytest.raises(SystemExit, match=r"^✗ .*var/secret-key: "):
        kept_secret_key(tmp_path / "var" / "secret-key")


def test_an_empty_key(tmp_path):
    (tmp_path / "secret-key").write_text("\n")
    with pytest.raises(SystemExit, match="ว่างอยู่"):
        kept_secret_key(tmp_path / "secret-key")


def test_a_key_that_cannot_be_read_or_written():
    with as_somebody_else() as folder:
        with pytest.raises(SystemExit, match="Permission denied"):
            kept_secret_key(closed(folder, "secret-key"))
        os.seteuid(os.getuid())
        folder.chmod(0o555)
        if os.getuid() == 0:
            os.seteuid(65534)
        with pytest.raises(SystemExit, match="Permission denied"):
            kept_secret_key(folder / "another-key")


def test_a_full_disk_at_the_first_start_is_said(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(environment, "_write_key", full)
    with pytest.raises(SystemExit, match=r"^✗ .*secret-key: .*ดิสก์เต็ม"):
        kept_secret_key(tmp_path / "secret-key")
