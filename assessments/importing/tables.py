"""Finds the table in a sheet: the row of headings, what each column is, and the stamp of our own templates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ..thai import thai_digits
from .cells import is_blank, matching_form, merged_value, quoted_value
from .formats.columns import column_letters
from .formats.rows import Merged, Row, Sheet
from .problems import Place

_LOOKED_AT = 30  # filled rows among which the headings are looked for
TEMPLATE_VERSION = 1
_STAMP = re.compile(r"แม่แบบ ITA Portal: (\S+) รุ่น ([0-9]{1,4})")


def stamp(name: str) -> str:
    """The text in a template workbook that tells which template it is and of which version."""
    return f"แม่แบบ ITA Portal: {name} รุ่น {TEMPLATE_VERSION}"


@dataclass(frozen=True)
class Template:
    """The template a workbook says it was made from."""

    name: str
    version: int


@dataclass(frozen=True)
class Columns:
    """What the columns of a table are: key → place, and the headings as they are written."""

    places: dict[Any, int]
    headings: list[str]
    unknown: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Table:
    """A table found in a sheet; `rows` are those under its headings, `above` the lines before a document's table."""

    sheet: str
    heading_row: int
    columns: Columns
    rows: Iterator[Row]
    above: tuple[str, ...] = ()

    def place(self, row: int, key: Any) -> Place:
        """Where the cell of a column is, for messages; the row alone where the table has no such column."""
        column = self.columns.places.get(key)
        if column is None:
            return Place(self.sheet, row)
        return Place(self.sheet, row, column_letters(column), self.columns.headings[column])

    def cell(self, cells: list[Any], key: Any) -> Any:
        """The value in a column, None where the table or the row does not have it."""
        column = self.columns.places.get(key)
        return cells[column] if column is not None and column < len(cells) else None


@dataclass
class Looked:
    """What a look for tables found besides them: the template's stamp and rows that were nearly headings."""

    template: Template | None = None
    nearly: list[tuple[str, int, list[str]]] = field(default_factory=list)


def find_table(
    sheet: Sheet,
    key_of: Callable[[str], Any],
    missing: Callable[[set[Any]], list[str]],
    looked: Looked,
) -> Table | None:
    """Return the table whose headings stand in one of the first rows; None where the sheet has none.

    `key_of` names the column of a heading given in its `matching_form`, None for an unknown one; `missing` says which
    columns a set of keys still lacks (empty when it is a table).
    """
    for count, (number, cells) in enumerate(sheet.rows):
        if count >= _LOOKED_AT:
            break
        columns = _columns(cells, key_of)
        lacking = missing(set(columns.places))
        if not lacking:
            return Table(sheet.name, number, columns, sheet.rows, sheet.above)
        if len(columns.places) >= 2:
            looked.nearly.append((sheet.name, number, lacking))
        _look_for_stamp(cells, looked)
    return None


def _columns(cells: list[Any], key_of: Callable[[str], Any]) -> Columns:
    headings = [_heading(cell) for cell in cells]
    columns = Columns({}, headings)
    for place, heading in enumerate(headings):
        if not heading:
            continue
        key = key_of(matching_form(heading))
        if key is None:
            columns.unknown.append(heading)
        elif key in columns.places:
            columns.repeated.append(heading)
        else:
            columns.places[key] = place
    return columns


def _heading(cell: Any) -> str:
    """The heading that a cell shows; none where a document's heading only reaches over it."""
    reached_over = isinstance(cell, Merged) and cell.across
    return "" if reached_over or is_blank(merged_value(cell)) else quoted_value(cell)


def _look_for_stamp(cells: list[Any], looked: Looked) -> None:
    for cell in cells:
        if isinstance(cell, str) and (found := _STAMP.search(cell)):
            looked.template = Template(found[1], int(found[2]))


def why_no_table(looked: Looked, name: str, wanted: str) -> str:
    """Why a file without a table is none of ours, told apart: another template, a newer one, a broken one, foreign."""
    template = looked.template
    if template and template.name != name:
        return f"ไฟล์นี้เป็นแม่แบบ “{template.name}” ไม่ใช่แม่แบบ “{name}” กรุณานำเข้าที่หน้าของแม่แบบนั้น"
    if template and template.version > TEMPLATE_VERSION:
        return f"ไฟล์นี้เป็นแม่แบบรุ่น {thai_digits(template.version)} ซึ่งใหม่กว่าระบบ กรุณาดาวน์โหลดแม่แบบจากระบบนี้อีกครั้ง"
    broken = ""
    if looked.nearly:
        sheet, row, lacking = looked.nearly[0]
        broken = f"{Place(sheet, row)} คล้ายหัวตาราง แต่ไม่มีคอลัมน์ {' และ '.join(f'“{each}”' for each in lacking)}"
    if template:
        found = broken or "และไม่พบหัวตารางเดิม"
        return f"หัวตารางไม่เป็นไปตามแม่แบบ “{name}” {found} กรุณาดาวน์โหลดแม่แบบใหม่แล้วคัดลอกข้อมูลไปวาง"
    if broken:
        return f"{broken} {wanted}"
    return f"ไม่พบหัวตารางที่ระบบรู้จัก ไฟล์นี้ไม่ได้ทำจากแม่แบบของระบบ {wanted}"


def template_notices(looked: Looked) -> list[str]:
    """What to say about a readable file's template: an older one is read, and a newer one may mean more."""
    if looked.template and looked.template.version < TEMPLATE_VERSION:
        version = thai_digits(looked.template.version)
        return [f"ไฟล์นี้ทำจากแม่แบบรุ่น {version} ซึ่งเก่ากว่าปัจจุบัน ระบบอ่านได้ แต่ควรดาวน์โหลดแม่แบบใหม่"]
    return []
