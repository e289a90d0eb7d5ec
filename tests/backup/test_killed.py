"""Backing up and restoring, killed before each of their steps: a backup stays whole, an installation is old or new."""

import os
import shutil
import signal
import warnings
from collections.abc import Callable
from itertools import count

import pytest
from django.conf import settings as django_settings
from django.db import connections

from itaportal.backup import actions
from itaportal.backup.actions import backup, restore
from itaportal.backup.archive import read_manifest
from itaportal.backup.postgres import Postgres
from itaportal.backup.sqlite import Sqlite
from itaportal.backup.switching import finish

from .installation import spoil, state

SQLITE = "sqlite" in django_settings.DATABASES["default"]["ENGINE"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
    pytest.mark.slow,
    pytest.mark.skipif(not SQLITE and shutil.which("pg_dump") is None, reason="needs PostgreSQL's client programs"),
]
# What changes something on disk or in the database; each is killed before it begins.
STEPS = (
    (os, "rename"),
    (os, "replace"),
    (os, "fsync"),
    (shutil, "rmtree"),
    (Sqlite, "_copy_to"),
    (Sqlite, "drop"),
)
# PostgreSQL takes seconds for each restore: between moves of folders, before the database, and to the end.
SWITCH, MOMENTS = ((os, "rename"), (Postgres, "_rename")), (2, 4, 99)


def killed(work: Callable[[], object], moment: int) -> bool:
    """Do `work` in a process that is killed before its step of that number; False where it came to its end."""
    connections.close_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of other threads, which the child does not need
        child = os.fork()
    if not child:
        try:
            _kill_before(moment)
            work()
            os._exit(0)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _kill_before(moment: int) -> None:
    left = moment

    def counting(step: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return step(*arguments, **named)

        return counted

    for owner, name in STEPS if SQLITE else SWITCH:
        setattr(owner, name, counting(getattr(owner, name)))


@pytest.mark.skipif(not SQLITE, reason="the steps are those of files")
def test_a_killed_backup_leaves_the_older_one_whole(site):
    file, moment = site / "a.backup", 0
    backup(file)
    older, first = file.read_bytes(), read_manifest(file)
    spoil(site)
    while killed(lambda: backup(file), moment := moment + 1):
        assert file.read_bytes() == older or read_manifest(file).counts != first.counts, f"at step {moment}"
        read_manifest(file)
    assert moment > 3
    assert file.read_bytes() != older
    assert [path.name for path in site.glob(".*")] == [], "nothing of those that were killed is left"


def test_a_killed_restore_leaves_the_old_or_the_new(site):
    """Completed by what starts next (`prepare`, `backup`, `restore`), as the portal is stopped meanwhile."""
    file, wanted, outcomes = site / "a.backup", state(site), []
    backup(file)
    for moment in count(1) if SQLITE else MOMENTS:
        spoil(site)
        spoilt = state(site)
        was_killed = killed(lambda: restore(file, replace=True), moment)
        finish()
        found = state(site)
        assert found in (spoilt, wanted), f"at step {moment}"
        outcomes.append(found == wanted)
        if not was_killed:
            break
        if found == spoilt:
            restore(file, replace=True)
            assert state(site) == wanted, "and it can simply be done again"
    assert outcomes == sorted(outcomes), "the old up to one step, the new from there"
    assert outcomes.count(True) >= 3
    assert outcomes.count(False) >= (3 if SQLITE else 0)
    assert not list(site.glob("*.restoring*"))
    assert not list(site.glob(".*"))


def test_two_programs_do_not_complete_the_same_restore(site, monkeypatch):
    backup(site / "a.backup")
    spoil(site)

    def meanwhile(*_: object) -> str:
        with pytest.raises(actions.BackupError, match="กำลังกู้คืนข้อมูลอยู่"):
            finish()
        raise OSError("enough")

    monkeypatch.setattr(Sqlite if SQLITE else Postgres, "switch", meanwhile)
    with pytest.raises(OSError, match="enough"):
        restore(site / "a.backup", replace=True)
    assert finish() is None
