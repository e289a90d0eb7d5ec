"""docs/operations.md holds the commands of backing up, restoring and moving, and they work as they stand there."""

import hashlib
import json
import os
import re
import subprocess
import sys
import time
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.conf import settings

from tests.scratch import database

ROOT = settings.BASE_DIR
DOCUMENT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
DEPLOY = ROOT / "deploy"
HOLD = """
import json
from itaportal.backup.databases import portal_database
from itaportal.models import Publication
found = portal_database()
print(json.dumps([found.contents(found.name).counts, sorted(Publication.objects.values_list("version", "checksum"))]))
"""


def commands(section: str) -> list[str]:
    """The lines for the shell in one section."""
    text = re.search(rf"^## {section}\n(.*?)(?=^## )", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert text, section
    return [line for block in re.findall(r"```sh\n(.*?)```", text[1], re.DOTALL) for line in block.splitlines()]


class Installation:
    """A database and folders of a test's own, worked on by commands as they are documented."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        own = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.served", "SERVED_FOLDER": str(folder)}
        self.environment = os.environ | own | {"SECRET_KEY": "x"}

    def run(self, line: str, status: int = 0) -> str:
        line = line.replace(".venv/bin/python", sys.executable).replace("/var/backups/itaportal", str(self.folder))
        line = line.replace("all.json", str(self.folder / "all.json"))
        done = subprocess.run(
            ["sh", "-c", line], cwd=ROOT, env=self.environment, capture_output=True, encoding="utf-8", timeout=300
        )
        assert done.returncode == status, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr

    def manage(self, *words: str) -> str:
        return self.run(" ".join([".venv/bin/python", "manage.py", *words]))

    def holds(self) -> tuple[dict[str, int], list[list[object]]]:
        """Rows of each table, and every version with its checksum."""
        shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", HOLD]
        counts, versions = json.loads(subprocess.check_output(shell, cwd=ROOT, env=self.environment))
        return counts, versions

    def files(self) -> dict[str, str]:
        root = self.folder / "published"
        found = (path for path in root.rglob("*") if path.is_file())
        return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture
def installed(tmp_path) -> Installation:
    with database(tmp_path) as url:
        made = Installation(tmp_path, url)
        made.manage("migrate", "-v0")
        made.manage("load_reference")
        yield made
        made.manage("shell", "--no-imports", "-c", "'" + DROP + "'")


DROP = """
from itaportal.backup.databases import portal_database
from itaportal.backup.sqlite import Sqlite
found = portal_database()
if not isinstance(found, Sqlite):
    with found._connected("postgres") as server:
        names = [name for (name,) in server.execute("SELECT datname FROM pg_database").fetchall()]
    for name in names:
        if name.startswith(found.name + "_before_"):
            found.drop(name)
""".replace("'", '"')


@pytest.mark.drill
@pytest.mark.django_db
def test_the_documented_commands_bring_everything_back(installed, capsys):
    backup, restore, restore_over = commands("Backup and restore")
    installed.run(backup)
    before, files = installed.holds(), installed.files()
    assert {"chanuwan/2568/v1/report.pdf", "chanuwan/2568/v1/data.json"} <= files.keys()
    assert "มีข้อมูลอยู่แล้ว" in installed.run(restore, status=1)
    installed.manage("remove_example", "chanuwan", "--yes")
    assert installed.holds() != before
    began = time.monotonic()
    said = installed.run(restore_over)
    took = time.monotonic() - began
    assert installed.holds() == before
    assert installed.files() == files, "the report's very bytes"
    with capsys.disabled():
        sys.stdout.write(f"\n{said.splitlines()[0]} (with its start {took:.1f} s)\n")


@pytest.mark.drill
@pytest.mark.django_db
def test_the_timers_and_cron_lines_make_backups(installed):
    unit = ConfigParser(interpolation=None)
    unit.read(DEPLOY / "itaportal-backup.service")
    line = unit["Service"]["ExecStart"].replace("%%", "%")
    installed.run(line)
    cron = (DEPLOY / "itaportal-backup.cron").read_text().splitlines()
    (often,) = [line for line in cron if not line.startswith("#")]
    installed.run(often.partition("itaportal ")[2].replace("\\%", "%").replace("cd /srv/itaportal", f"cd {ROOT}"))
    (name,) = installed.folder.glob("*.backup")
    assert re.fullmatch(r"\w+-[0-2][0-9]\.backup", name.name), "both write the file of this hour"


@pytest.mark.drill
@pytest.mark.django_db
def test_moving_to_postgresql_as_documented(tmp_path):
    dump, migrate, load = commands("SQLite or PostgreSQL")
    old = Installation(tmp_path, f"sqlite:///{tmp_path / 'old.sqlite3'}")
    old.manage("migrate", "-v0")
    old.manage("load_reference")
    old.run(dump)
    (tmp_path / "new").mkdir()
    with database(tmp_path / "new") as url:
        new = Installation(tmp_path, url)
        new.run(migrate)
        new.run(load)
        (counts, versions), (found, same) = old.holds(), new.holds()
    stamps = {"itaportal_datastamp": 0}  # how many connections wrote
    assert (found | stamps, same) == (counts | stamps, versions)


def test_the_timers_are_as_the_document_says():
    often, nightly = (ConfigParser(interpolation=None) for _ in range(2))
    often.read(DEPLOY / "itaportal-backup.timer")
    nightly.read(DEPLOY / "itaportal-backup-nightly.timer")
    assert often["Timer"]["OnCalendar"] == "*:0/15"
    assert nightly["Timer"]["OnCalendar"] == "02:10"
    assert nightly["Timer"]["Unit"] == "itaportal-backup.service"
    lines = (DEPLOY / "itaportal-backup.cron").read_text().splitlines()
    jobs = [line.lstrip("#") for line in lines if re.match(r"#?[*0-9]", line)]
    assert [" ".join(job.split()[:6]) for job in jobs] == ["*/15 * * * * itaportal", "10 2 * * * itaportal"]
    for text in [*jobs, (DEPLOY / "itaportal-backup.service").read_text()]:
        assert "manage.py backup" in text
        assert "077" in text


def test_the_document_holds_no_other_way_of_backing_up():
    assert [line.split()[1:3] for line in commands("Backup and restore")] == [
        ["manage.py", "backup"],
        ["manage.py", "restore"],
        ["manage.py", "restore"],
    ]
    assert not re.search(r"VACUUM INTO|pg_restore --|pg_dump --|cp db\.sqlite3", DOCUMENT)
