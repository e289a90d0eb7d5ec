"""Finished files of a year, kept on disk under the stamp of the data: made once, then only handed out."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
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
from itaportal.publishing.standings import public_assessments
from itaportal.web.page_cache import release

from ..exporting.tables import csv_chunks, json_chunks
from ..exporting.workbooks import export_workbook
from ..stamps import public_stamp
from .licence import licence
from .tables import TABLES

PATIENCE = 5.0  # seconds; a country's workbook takes longer, and waiting threads would leave none for pages


class BusyError(Exception):
    """Another file is being made; asking again later finds it, or makes this one."""


FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json; charset=utf-8",
}


def year_file(
    year: int,
    table: str,
    form: str,
    updated_at: datetime | None,
    making: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Path:
    """Return the finished file of a year that has published results, making it where the data are new.

    `updated_at` is when the published data last changed. The stamp is read before the data, so that a file never is
    older than its stamp. A file is made within `making()`.
    Raises BusyError where other files are being made and that takes long.
    """
    root = Path(settings.OPEN_DATA_ROOT)
    stamp = public_stamp()
    terms = hashlib.sha256("\n".join((release(), *map(str, licence().values()))).encode()).hexdigest()[:8]
    folder = root / f"{stamp}-{terms}"
    path = folder / f"{year}-{table}.{form}"
    if path.exists():
        return path
    root.mkdir(parents=True, exist_ok=True)
    with making(), _one_at_a_time(root):
        if not path.exists():
            _forget_others(root, folder)
            folder.mkdir(exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as draft:
                for piece in _content(year, table, form, updated_at):
                    draft.write(piece)
            os.replace(draft.name, path)
    return path


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
def _one_at_a_time(root: Path) -> Iterator[None]:
    """Let one thread of one process make files; others wait a little for what it makes, then are sent away."""
    give_up = time.monotonic() + PATIENCE
    with (root / ".lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > give_up:
                    raise BusyError from None
                time.sleep(0.1)
        yield


def _forget_others(root: Path, keep: Path) -> None:
    for folder in root.iterdir():
        if folder.is_dir() and folder != keep:
            shutil.rmtree(folder, ignore_errors=True)
