"""The cells of every workbook the portal writes: one look, text that never becomes a formula, bytes without a clock."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from assessments.formulas import FORMULA_STARTS

from .office import FONT, with_fixed_times

SCORE_FORMAT = "0.00"
LONGEST_CELL = (
    32_767  # more than any text that is let in (`assessments.thaitext.LONGEST_TEXT`), steps with their numbers
)
_DAY_FORMAT = "[$-107041E]d mmm yyyy;@"  # Buddhist era, Thai months
_FIXED_TIME = datetime(2000, 1, 1)  # a workbook's own clock would make equal data differ

_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADING_FILL = PatternFill("solid", fgColor="EDEBE4")
_ENTRY_FILL = PatternFill("solid", fgColor="FFFDF3")
_BODY = Font(name=FONT, size=16)
_BOLD = Font(name=FONT, size=16, bold=True)
_TOP = Alignment(vertical="top", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_DAY = Alignment(horizontal="left", vertical="top")
_OPEN = Protection(locked=False)

# Openpyxl looks every style up again for each cell, which took four fifths of the time of a workbook: the first cell
# of a look is styled, those after it take its style.
_STYLES: WeakKeyDictionary[Workbook, dict[tuple[Any, ...], Any]] = WeakKeyDictionary()


def styled_cell(
    sheet: Any, value: Any, *, heading: bool = False, label: bool = False, entry: bool = False, figures: bool = True
) -> Any:
    """Return a cell of a write-only sheet whose text is never a formula and whose figures show two decimals.

    `heading` stands above a column, `label` before a value, an `entry` is typed into; `figures` says whether numbers
    are typed there. Raises ValueError for a text that a cell cannot keep whole: Excel would drop its end unsaid.
    """
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise ValueError(f"a cell keeps {LONGEST_CELL} characters, not {len(value)}")
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value=value)
    kind = str if isinstance(value, str) else type(value)
    like_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    styles = _STYLES.setdefault(sheet.parent, {})
    look = (kind, like_formula, heading, label, entry, figures)
    if look not in styles:
        _style(cell, value, like_formula=like_formula, heading=heading, label=label, entry=entry, figures=figures)
        styles[look] = cell._style
    cell._style = styles[look]
    if kind is str:
        cell.data_type = "s"
    return cell


def _style(
    cell: Any, value: Any, *, like_formula: bool, heading: bool, label: bool, entry: bool, figures: bool
) -> None:
    cell.font, cell.border, cell.alignment = (_BOLD if label else _BODY), _BORDER, _TOP
    if isinstance(value, str):
        cell.quotePrefix = like_formula
    elif figures and (isinstance(value, Decimal) or entry):
        cell.number_format = SCORE_FORMAT
    elif isinstance(value, date):
        cell.number_format, cell.alignment = _DAY_FORMAT, _DAY
    if heading:
        cell.font, cell.fill, cell.alignment = _BOLD, _HEADING_FILL, _CENTRE
    if entry:
        cell.protection, cell.fill = _OPEN, _ENTRY_FILL


def table_workbook(name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one table of texts: `columns` are headings with their widths. A cell keeps what it has room for."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(name)
    for place, (_, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([styled_cell(sheet, label, heading=True) for label, _ in columns])
    for row in rows:
        sheet.append([styled_cell(sheet, text[:LONGEST_CELL]) for text in row])
    return saved_workbook(book, title=name)


def saved_workbook(book: Workbook, *, title: str) -> bytes:
    """Return the workbook's bytes with every clock taken out, so that equal content is equal bytes."""
    book.properties.title = title
    book.properties.creator = "ITA Portal"
    raw = io.BytesIO()
    book.save(raw)
    book.properties.created = book.properties.modified = _FIXED_TIME
    return with_fixed_times(raw.getvalue(), {"docProps/core.xml": tostring(book.properties.to_tree())})
