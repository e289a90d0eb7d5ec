"""Backing up and restoring, on the database of this run: what comes back is what was there, or nothing changes."""

import errno
import shutil
import sqlite3
import stat
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import connection

from assessments.models import Assessment
from itaportal.backup import actions
from itaportal.backup.actions import backup, restore
from itaportal.backup.archive import BackupError, Manifest
from itaportal.backup.databases import portal_database
from itaportal.models import Publication
from itaportal.publishing.actions import withdraw

from .installation import FILE, spoil, state

SQLITE = "sqlite" in django_settings.DATABASES["default"]["ENGINE"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
    pytest.mark.skipif(not SQLITE and shutil.which("pg_dump") is None, reason="needs PostgreSQL's client programs"),
]


def test_what_was_backed_up_comes_back_twice(site):
    first, before = site / "a.backup", state(site)
    manifest = backup(first)
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert (manifest.lost, manifest.counts["assessments_agency"]) == ([], 1)
    for _ in range(2):
        spoil(site)
        spoilt = state(site)
        assert spoilt != before
        with pytest.raises(BackupError, match=r"--replace"):
            restore(first)
        assert state(site) == spoilt, "refused: nothing is touched"
        done = restore(first, replace=True)
        assert state(site) == before
        kept = [Path(name) for name in done.before if Path(name).is_dir()]
        assert (next(path for path in kept if path.name.startswith("published")) / "junk").read_bytes() == b"x"
        assert len(done.before) == len(kept) + 1, "the former database too"
        backup(first)
    assert not list(site.rglob("*.restoring*"))
    assert not list(site.glob(".*"))


def test_what_was_there_before_can_be_taken_again(site):
    backup(site / "a.backup")
    spoil(site)
    spoilt = portal_database().contents(connection.settings_dict["NAME"])
    *_, former = restore(site / "a.backup", replace=True).before
    assert portal_database().contents(former) == spoilt


def test_published_files_can_be_served_by_another_account_and_uploads_cannot(site):
    backup(site / "a.backup")
    restore(site / "a.backup", replace=True)
    modes = {name: stat.S_IMODE((site / name).stat().st_mode) for name in ("published", "imports", f"published/{FILE}")}
    assert modes == {"published": 0o755, "imports": 0o700, f"published/{FILE}": 0o644}
    assert stat.S_IMODE((site / "imports" / "ไฟล์.xlsx").stat().st_mode) == 0o600


def test_files_are_those_of_the_versions_in_the_database(site):
    """Nothing that was published or left behind beside them, and what was lost is named."""
    folder = site / "published" / "chanuwan" / "2568"
    shutil.copytree(folder / "v1", folder / "v2")
    assert {name for name in backup(site / "a.backup").members if "published" in name} == {f"files/published/{FILE}"}
    (folder / "v1" / "data.json").write_bytes(b"{}")
    manifest = backup(site / "b.backup")
    assert (manifest.lost, [name for name in manifest.members if "published" in name]) == ([FILE], [])
    withdraw(publication=Publication.objects.get(), reason="ทดสอบ", by=None)
    assert backup(site / "c.backup").lost == []


def test_keys_are_taken_on_request_alone(site):
    backup(site / "a.backup")
    backup(site / "k.backup", with_keys=True)
    (site / "secret-key").write_text("second\n")
    with pytest.raises(BackupError, match="ไม่มีกุญแจ"):
        restore(site / "a.backup", replace=True, with_keys=True)
    restore(site / "k.backup", replace=True)
    assert (site / "secret-key").read_text() == "second\n"
    restore(site / "k.backup", replace=True, with_keys=True)
    assert (site / "secret-key").read_text() == "first\n"
    assert stat.S_IMODE((site / "secret-key").stat().st_mode) == 0o600
    assert [path.read_text() for path in site.glob("secret-key.before-*")] == ["second\n"]
    assert not (site / ".env").exists()


def test_a_switch_that_fails_takes_everything_back(site, monkeypatch):
    backup(site / "a.backup")
    spoil(site)
    before = state(site)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(type(portal_database()), "switch", full)
        with pytest.raises(OSError, match="No space"):
            restore(site / "a.backup", replace=True)
    assert state(site) == before
    assert not list(site.glob("*.before-*"))
    assert not list(site.glob("*.restoring"))


def test_a_backup_of_another_kind_of_database_or_of_a_newer_release_is_refused(site, monkeypatch):
    backup(site / "a.backup")
    found = actions.read_manifest(site / "a.backup")
    before = state(site)
    for other, said in (
        ({"engine": "oracle"}, "oracle"),
        ({"migrations": [*found.migrations, "itaportal.9999_later"]}, "รุ่นใหม่กว่า"),
        ({"counts": found.counts | {"auth_user": 99}}, "จำนวนแถว"),
    ):
        monkeypatch.setattr(actions, "read_manifest", lambda path, other=other: Manifest(**vars(found) | other))
        with pytest.raises(BackupError, match=said):
            restore(site / "a.backup", replace=True)
        assert state(site) == before


def test_an_older_state_is_brought_to_this_release(site):
    """Backed up before the newest migration was applied, restored after."""
    newest = portal_database().contents(connection.settings_dict["NAME"]).migrations
    call_command("migrate", "axes", "0008", verbosity=0)
    backup(site / "a.backup")
    call_command("migrate", verbosity=0)
    restore(site / "a.backup", replace=True)
    assert sorted(portal_database().contents(connection.settings_dict["NAME"]).migrations) == sorted(newest)
    assert Assessment.objects.get().agency.slug == "chanuwan"


def test_what_is_not_committed_is_not_in_a_backup_and_does_not_hold_it_up(site):
    """A person who is saving, on a connection of their own."""
    statement = "UPDATE assessments_agency SET name = 'ยังไม่บันทึก'"
    if connection.vendor == "sqlite":
        writer = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
    else:
        writer = portal_database()._connected(connection.settings_dict["NAME"])
        writer.execute("BEGIN")
    try:
        writer.execute(statement)
        backup(site / "a.backup")
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    before = state(site)
    restore(site / "a.backup", replace=True)
    assert state(site) == before


@pytest.mark.skipif(not SQLITE, reason="a damaged file of SQLite")
def test_a_database_that_is_damaged_is_replaced_and_kept(site):
    before = state(site)
    backup(site / "a.backup")
    connection.close()
    path = Path(connection.settings_dict["NAME"])
    path.write_bytes(b"not a database" * 1000)
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    with pytest.raises(BackupError, match="--replace"):
        restore(site / "a.backup")
    *_, former = restore(site / "a.backup", replace=True).before
    assert Path(former).read_bytes().startswith(b"not a database")
    assert state(site) == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_commands_say_what_they_did(site, capsys):
    file = str(site / "a.backup")
    call_command("backup", file)
    call_command("restore", file, "--replace")
    said = capsys.readouterr().out
    assert "สำรองข้อมูลแล้ว" in said
    assert "วินาที" in said
    assert "ข้อมูลเดิมเก็บไว้ที่" in said
    with pytest.raises(CommandError, match=r"--replace"):
        call_command("restore", file)
    with pytest.raises(CommandError, match="สำรองข้อมูลไม่สำเร็จ"):
        call_command("backup", str(site / "none" / "a.backup"))
    with pytest.raises(CommandError, match="กู้คืนไม่สำเร็จ"):
        call_command("restore", str(site / "none.backup"))
