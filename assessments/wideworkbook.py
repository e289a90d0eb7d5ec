"""Writes the wide score table of many agencies as a plain workbook, row by row, so that a country fits in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

from .bulk import Field, YearEntry
from .models import Agency

WIDE_HEADINGS: dict[str, Field] = {
    **{str(number): Field(number, "score") for number in range(1, 11)},
    "EIT ส่วนที่ ๑": Field(0, "eit_part_1"),
    "EIT ส่วนที่ ๒": Field(0, "eit_part_2"),
    "คะแนนภาพรวมตามประกาศ": Field(0, "published_overall"),
}


def write_wide(path: Path, agencies: Sequence[Agency], entries: Iterable[YearEntry]) -> int:
    """Write one row for each entry, figures as numbers, and return how many rows there are."""
    names = {agency.pk: (agency.name, agency.district, agency.province) for agency in agencies}
    rows = 0
    with path.open("wb") as file:  # first: a half-made workbook that nobody can write leaves a traceback behind
        book = Workbook(write_only=True)
        sheet = book.create_sheet("คะแนน")
        sheet.append(["หน่วยงาน", "อำเภอ", "จังหวัด", "ปีงบประมาณ", *WIDE_HEADINGS])
        for entry in entries:
            sheet.append(
                [*names[entry.agency_id], entry.fiscal_year, *(entry.values.get(key) for key in WIDE_HEADINGS.values())]
            )
            rows += 1
        book.save(file)
    return rows
