"""One long piece of work at a time, in a thread of its own, with its progress in a file that any worker can read.

Why files and not a table: on SQLite the import itself holds the one write lock, so no other connection could write
down how far it is. Why a file lock: the system lets go of it when the process that holds it ends, however it ends, so
that work cut short is told from work under way, and its transaction has been rolled back by then.
"""

from __future__ import annotations

import fcntl
import json
import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection

from . import storefaults

logger = logging.getLogger(__name__)
LOCK_NAME = "lock"
_TRIES = 5
FAILED = "ระบบทำงานไม่สำเร็จ ยังไม่ได้บันทึกสิ่งใด กรุณาลองอีกครั้ง หากยังไม่สำเร็จ กรุณาแจ้งผู้ดูแลเครื่องแม่ข่าย"
NOTHING_SAVED = "ยังไม่ได้บันทึกสิ่งใด กรุณานำเข้าอีกครั้งภายหลัง"
CUT_SHORT = "งานหยุดกลางคันเพราะระบบเริ่มทำงานใหม่ ยังไม่ได้บันทึกสิ่งใด กรุณานำเข้าอีกครั้ง"
BUSY = "กำลังนำเข้าไฟล์อื่นอยู่ กรุณารอให้เสร็จก่อนแล้วลองอีกครั้ง ยังไม่ได้บันทึกสิ่งใดจากไฟล์นี้"


class Stage(StrEnum):
    """How far a job is; `running` ones have somebody at work."""

    READING = "reading"
    READ = "read"
    SAVING = "saving"
    SAVED = "saved"
    REFUSED = "refused"

    @property
    def running(self) -> bool:
        """Whether something is still being done."""
        return self in (Stage.READING, Stage.SAVING)


@dataclass(frozen=True)
class Job:
    """A file on its way in: whose it is, how far it is, and what came out: `message`, and a piece of page in `html`."""

    name: str
    user: int
    file_name: str
    christian_era: bool
    stage: Stage = Stage.READING
    done: int = 0
    of: int = 0  # 0: not known
    ok: bool = False  # read without a problem, so that it can be saved
    message: str = ""
    html: str = ""
    stamp: str = ""  # of the preview in `html`
    agency: str = ""  # the slug that was chosen for the whole file
    fiscal_year: int | None = None


class Busy(Exception):
    """Somebody else's import is under way."""


def load_job(name: str) -> Job | None:
    """The job of this name as it stands; None where there is none. One whose worker is gone comes back refused."""
    try:
        data = json.loads(_path(name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    job = Job(**{**data, "stage": Stage(data["stage"])})
    if job.stage.running and _at_work() != name:
        # It may have ended between the two looks.
        again = json.loads(_path(name).read_text(encoding="utf-8"))
        job = Job(**{**again, "stage": Stage(again["stage"])})
        if job.stage.running:
            job = replace(job, stage=Stage.REFUSED, message=CUT_SHORT)
    return job


def start_job(job: Job, work: Callable[[Job, Callable[[int, int], None]], Job]) -> threading.Thread:
    """Do `work(job, progress)` in a thread of its own; it returns the job as it ends. Raises Busy meanwhile.

    `progress(done, of)` may be called inside a transaction: it writes to a file alone.
    """
    lock = claim_place(job.name)
    _write(job)

    def progress(done: int, of: int) -> None:
        _write(replace(job, done=done, of=of))

    def run() -> None:
        try:
            _write(work(job, progress))
        except Exception as error:
            _write_refusal(job, error)
        finally:
            lock.close()
            connection.close()

    thread = threading.Thread(target=copy_context().run, args=(run,), name=f"import-{job.name}", daemon=True)
    thread.start()
    return thread


def claim_place(name: str) -> IO[str]:
    """Take the one place for imports until the file returned is closed. Raises Busy where it is taken."""
    folder = Path(settings.IMPORT_UPLOADS)
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / LOCK_NAME).open("a+", encoding="utf-8")
    for _ in range(_TRIES):  # somebody who only looks (`_at_work`) has it for a moment
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except OSError:
            time.sleep(0.02)
    else:
        lock.close()
        raise Busy
    lock.truncate(0)
    lock.write(name)
    lock.flush()
    return lock


def under_way(user: int) -> Job | None:
    """The job of this person that somebody is at work on; None where there is none."""
    name = _at_work()
    job = load_job(name) if name else None
    return job if job and job.stage.running and job.user == user else None


def under_way_for_anyone() -> tuple[int, int] | None:
    """How far the import under way is, whoever's it is: done, of how many (0: not known); None where there is none."""
    name = _at_work()
    if name is None:
        return None
    job = load_job(name) if name else None
    return (job.done, job.of) if job and job.stage.running else (0, 0)


def _at_work() -> str | None:
    """The name of the job under way."""
    try:
        with (Path(settings.IMPORT_UPLOADS) / LOCK_NAME).open("r", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return lock.read()
    except OSError:
        return None
    return None


def _write_refusal(job: Job, error: Exception) -> None:
    """Say that the job failed, and why where the database or the disk did; the log has no file's name in it."""
    kind = storefaults.kind_of(error)
    if kind is None:
        logger.error("import %s", job.name, exc_info=error)
    else:
        logger.error("import %s: %s: %s", job.name, kind, storefaults.detail(error))
    message = f"{kind.words} {NOTHING_SAVED}" if kind else FAILED
    with suppress(OSError):  # no room for it either: whoever looks finds that nobody is at work any more
        _write(replace(job, stage=Stage.REFUSED, message=message))


def _path(name: str) -> Path:
    return Path(settings.IMPORT_UPLOADS) / f"{name}.job"


def _write(job: Job) -> None:
    """Write the job so that a reader sees the old or the new, never half of one."""
    path = _path(job.name)
    temporary = path.with_suffix(".new")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps(asdict(job), ensure_ascii=False), encoding="utf-8")
    temporary.replace(path)
