"""A year as an Excel workbook for people: result, scores, measures; the sheets' headings are those that import reads.

Text stays text (never a formula), figures stay numbers, and the same report gives the same bytes.
"""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.dashboard import IndicatorView
from assessments.wording import level_words
from measures.dashboard import MeasureView

from .document import AgencyReport, moved
from .office import FONT, settled

SCORE_FORMAT = "0.00"
_FIXED_TIME = datetime(2000, 1, 1)  # a workbook's own clock would make equal data differ
_LINE = Side(style="thin", color="BFBFBF")

ScoreRow = tuple[AgencyReport, IndicatorView]
MeasureRow = tuple[AgencyReport, MeasureView]

# A sheet is an ordered mapping: heading → (column width, what stands under it).
SCORE_COLUMNS: dict[str, tuple[int, Callable[[ScoreRow], Any]]] = {
    "หน่วยงาน": (34, lambda row: row[0].year.agency.name),
    "ปีงบประมาณ": (12, lambda row: row[0].year.fiscal_year),
    "เครื่องมือ": (11, lambda row: row[1].tool),
    "ตัวชี้วัดที่": (11, lambda row: row[1].number),
    "ตัวชี้วัด": (32, lambda row: row[1].name),
    "คะแนน": (11, lambda row: row[1].score),
    "เป้าหมาย": (11, lambda row: row[1].target),
    "ต่ำกว่าเป้าหมาย": (16, lambda row: "ใช่" if row[1].below_target else ""),
    "ให้คะแนนภาพรวม": (16, lambda row: row[1].contribution),
    "คะแนนภาพรวมที่เสียไป": (20, lambda row: row[1].cost),
}
PREVIOUS_COLUMNS: dict[str, tuple[int, Callable[[ScoreRow], Any]]] = {
    "คะแนนปีก่อน": (13, lambda row: _before(row)),
    "เปลี่ยนแปลงจากปีก่อน": (20, lambda row: moved(row[1].score, _before(row))),
}
MEASURE_COLUMNS: dict[str, tuple[int, Callable[[MeasureRow], Any]]] = {
    "หน่วยงาน": (34, lambda row: row[0].year.agency.name),
    "ปีงบประมาณ": (12, lambda row: row[0].plan.fiscal_year if row[0].plan else None),
    "ตัวชี้วัด": (26, lambda row: row[1].indicator_name),
    "มาตรการ/โครงการ/กิจกรรม": (42, lambda row: "\n".join(row[1].titles)),
    "ผลการวิเคราะห์ตัวชี้วัด": (46, lambda row: row[1].analysis),
    "ขั้นตอน/วิธีดำเนินการ": (52, lambda row: numbered(row[1].steps)),
    "ผู้รับผิดชอบ": (18, lambda row: "/ ".join(row[1].units)),
    "ระยะเวลาดำเนินการ": (20, lambda row: row[1].period),
    "การกำกับติดตาม": (36, lambda row: row[1].monitoring),
}


def _before(row: ScoreRow) -> Decimal | None:
    report, line = row
    return report.previous.indicator(line.number) if report.previous else None


def numbered(steps: Sequence[str]) -> str:
    """Steps as one cell, `๑. …` a line, the way import splits them again."""
    from assessments.thai import thai_digits

    return "\n".join(f"{thai_digits(number)}. {step}" for number, step in enumerate(steps, start=1))


def workbook_bytes(report: AgencyReport) -> bytes:
    """Return `data.xlsx` of one year."""
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)
    _fill_summary(summary, report)
    columns = SCORE_COLUMNS | (PREVIOUS_COLUMNS if report.previous else {})
    _fill_table(book.create_sheet("คะแนนตัวชี้วัด"), columns, [(report, line) for line in report.year.indicators])
    if report.plan:
        _fill_table(
            book.create_sheet("มาตรการ"), MEASURE_COLUMNS, [(report, measure) for measure in report.plan.measures]
        )
    return finished(book, title=f"ผลการประเมิน ITA {report.year.agency.short_name} {report.year.fiscal_year}")


def _fill_summary(sheet: Worksheet, report: AgencyReport) -> None:
    year = report.year
    sheet.title = "ผลการประเมิน"
    rows: list[tuple[str, Any]] = [
        ("หน่วยงาน", year.agency.name),
        ("อำเภอ/เขต", year.agency.district),
        ("จังหวัด", year.agency.province),
        ("ปีงบประมาณ", year.fiscal_year),
        ("คะแนนภาพรวม", year.overall),
        ("ระดับผลการประเมิน", level_words(year)),
        *((f"{tool.code} {tool.thai_name}", tool.score) for tool in year.tools),
        ("ค่าเป้าหมาย", year.criteria.target),
        ("เป้าหมายของหน่วยงาน", year.target),
        ("เกณฑ์การประเมิน", year.criteria.name),
        *_previous_rows(report),
    ]
    for number, (label, value) in enumerate(rows, start=1):
        _write(sheet.cell(number, 1), label, bold=True)
        _write(sheet.cell(number, 2), value)
    sheet.column_dimensions["A"].width = 48
    sheet.column_dimensions["B"].width = 48


def _previous_rows(report: AgencyReport) -> list[tuple[str, Any]]:
    """Last year's overall and tools beside how far they moved, where the report compares with a year before."""
    year, previous = report.year, report.previous
    if previous is None:
        return []
    then = f"ปีงบประมาณ {previous.fiscal_year}"
    rows: list[tuple[str, Any]] = [
        (f"คะแนนภาพรวม {then}", previous.overall),
        ("คะแนนภาพรวมเปลี่ยนแปลง", moved(year.overall, previous.overall)),
        (f"ระดับผลการประเมิน {then}", previous.level),
    ]
    for tool in year.tools:
        before = previous.tool(tool.code)
        rows += [(f"คะแนน {tool.code} {then}", before), (f"คะแนน {tool.code} เปลี่ยนแปลง", moved(tool.score, before))]
    return rows


def _fill_table(sheet: Worksheet, columns: dict[str, tuple[int, Callable[[Any], Any]]], rows: Sequence[Any]) -> None:
    for column, (heading, (width, _)) in enumerate(columns.items(), start=1):
        cell = sheet.cell(1, column)
        _write(cell, heading, bold=True)
        cell.fill = PatternFill("solid", fgColor="EDEBE4")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(rows, start=2):
        for column, (_, value) in enumerate(columns.values(), start=1):
            _write(sheet.cell(number, column), value(row))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore[union-attr]


def _write(cell: Cell, value: Any, *, bold: bool = False) -> None:
    """Write a value so that text never becomes a formula and figures show two decimals."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))  # type: ignore[attr-defined]
    else:
        cell.value = value
        if value is not None and not isinstance(value, int):
            cell.number_format = SCORE_FORMAT
    cell.font = Font(name=FONT, size=16, bold=bold)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.border = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)


def finished(book: Workbook, *, title: str) -> bytes:
    """Return the workbook's bytes with every clock taken out, so that equal content is equal bytes."""
    book.properties.title = title
    book.properties.creator = "ITA Portal"
    raw = io.BytesIO()
    book.save(raw)
    book.properties.created = book.properties.modified = _FIXED_TIME
    return settled(raw.getvalue(), {"docProps/core.xml": _core_properties(book)})


def _core_properties(book: Workbook) -> bytes:
    from openpyxl.xml.functions import tostring

    return tostring(book.properties.to_tree())
