"""The record as a file: a line for each changed value, CSV in pieces or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet
from django.utils import timezone

from assessments.trail import Change
from itaportal.formats.data.datafiles import safe_cell
from itaportal.formats.data.sheets import table_workbook

from .models import Event

MOST_LINES = 50_000  # of a workbook, which is made as a whole
COLUMNS = (
    ("at", "เมื่อ", 24),
    ("person", "ผู้ทำ", 30),
    ("door", "ช่องทาง", 24),
    ("action", "การกระทำ", 16),
    ("kind", "เรื่อง", 24),
    ("agency", "หน่วยงาน", 44),
    ("fiscal_year", "ปีงบประมาณ", 12),
    ("subject", "รายการ", 36),
    ("field", "ช่อง", 24),
    ("old", "เดิม", 36),
    ("new", "ใหม่", 36),
    ("place", "แผ่นงานและช่องในไฟล์", 20),
    ("file", "ไฟล์", 30),
    ("reason", "เหตุผล", 36),
)


_NO_CHANGE = Change("", "", "", "", "")


class TooLong(Exception):
    """More lines than a workbook takes."""


def rows(events: QuerySet[Event]) -> Iterator[list[str]]:
    """The lines, the newest event first; an event without changed values is one line."""
    for event in events.select_related("part_of").iterator(chunk_size=500):
        year = str(event.fiscal_year or "")
        file = (event.part_of or event).details.get("file", "")
        head = [timezone.localtime(event.at).isoformat(timespec="seconds"), event.person, event.get_door_display()]
        head += [event.get_action_display(), event.get_kind_display(), event.agency_name, year]
        for _, *values in event.change_list or [_NO_CHANGE]:
            yield [*head, *values, file, event.reason]


def csv_chunks(events: QuerySet[Event]) -> Iterator[bytes]:
    """The record as CSV in pieces: English names, UTF-8 with a byte-order mark for Excel."""
    yield _csv_line(["\ufeff" + COLUMNS[0][0], *(name for name, _, _ in COLUMNS[1:])])
    for row in rows(events):
        yield _csv_line([safe_cell(value) for value in row])


def workbook(events: QuerySet[Event]) -> bytes:
    """The record as a workbook. Raises TooLong for more than `MOST_LINES` lines."""

    lines = list(islice(rows(events), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        raise TooLong
    return table_workbook("บันทึกการเปลี่ยนแปลง", [(label, width) for _, label, width in COLUMNS], lines)


def _csv_line(cells: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()
