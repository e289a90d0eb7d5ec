"""Finished files of a year, kept on disk under the stamp of what is public of it: made once, then only handed out.

Each file has a lock of its own: whoever asks for one that is being made waits for that one alone.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from assessments.models import AssessmentQuerySet
from assessments.thai import format_date, thai_digits
from itaportal.publishing.country import last_change, public_assessments
from itaportal.web.page_cache import release

from ..exporting.tables import csv_chunks, json_chunks
from ..exporting.workbooks import export_workbook
from ..stamps.public import year_stamp
from .licence import licence
from .tables import TABLES

PATIENCE = 5.0  # seconds; a country's workbook takes longer, and waiting threads would leave none for pages
KEPT_SECONDS = 60  # a file that was replaced: for whoever was just told of it


class BusyError(Exception):
    """The file is being made for somebody else; asking again later finds it."""


FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


def year_file(
    year: int, table: str, form: str, making: Callable[[], AbstractContextManager[None]] = nullcontext
) -> Path:
    """Return the finished file of a year that has published results, making it where something public of it is new.

    Its time is when something public of the year last changed. The stamp is read before the data, so that a file
    never is older than its stamp. A file is made within `making()`. Raises BusyError where somebody else has it made
    and that takes long.
    """
    root = Path(settings.OPEN_DATA_ROOT)
    terms = "\n".join((year_stamp(year), release(), *map(str, licence().values())))
    name = f"{year}-{table}.{form}"
    path = root / f"{hashlib.sha256(terms.encode()).hexdigest()[:32]}-{name}"
    if path.exists():
        return path
    root.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(root / f".{name}.lock"):
        if not path.exists():
            with making():
                _make(root, path, year, table, form)
            _forget_others(root, path, name)
    return path


def _make(root: Path, path: Path, year: int, table: str, form: str) -> None:
    updated_at = last_change(year)
    with tempfile.NamedTemporaryFile(dir=root, prefix=".", suffix=f"-{year}-{table}.{form}", delete=False) as draft:
        for piece in _content(year, table, form, updated_at):
            draft.write(piece)
    if updated_at:
        os.utime(draft.name, (updated_at.timestamp(),) * 2)
    os.replace(draft.name, path)


def _content(year: int, table: str, form: str, updated_at: datetime | None) -> Iterator[bytes]:
    kind, chosen = TABLES[table], _year(year)
    if form == "csv":
        yield from csv_chunks(kind, chosen)
    elif form == "json":
        updated = updated_at.isoformat() if updated_at else None
        about = {"fiscal_year": year, "licence": licence(), "updated_at": updated}
        yield from json_chunks(kind, chosen, about)
    else:
        terms = licence()
        yield export_workbook(
            chosen,
            [kind],
            [
                f"ผลการประเมิน ITA ที่เผยแพร่แล้ว ปีงบประมาณ พ.ศ. {thai_digits(year)}",
                f"เงื่อนไขการใช้: {terms['name']}",
                *([str(terms["url"])] if terms["url"] else []),
                *([f"ปรับปรุงล่าสุด {format_date(timezone.localdate(updated_at))}"] if updated_at else []),
            ],
        )


def _year(year: int) -> AssessmentQuerySet:
    return public_assessments().filter(fiscal_year=year).order_by("agency__slug")


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """Let one thread of one process make a file; others wait a little for it, then are sent away."""
    give_up = time.monotonic() + PATIENCE
    with path.open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > give_up:
                    raise BusyError from None
                time.sleep(0.05)
        yield


def _forget_others(root: Path, keep: Path, name: str) -> None:
    """Remove what `keep` replaces, drafts that a killed process left included. We hold the lock of the name."""
    for path in root.glob(f"*-{name}"):
        if path != keep and (path.name.startswith(".") or time.time() - path.stat().st_ctime > KEPT_SECONDS):
            path.unlink(missing_ok=True)
