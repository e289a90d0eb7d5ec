"""A year as an Excel workbook for people: result, scores, measures; the sheets' headings are those that import reads.

Text stays text (never a formula), figures stay numbers, and the same report gives the same bytes.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.announced_words import level_with_source
from assessments.results import IndicatorView
from itaportal.report.document import NATIONAL, AgencyReport, moved
from itaportal.report.editions import draft_line, identity
from itaportal.report.means import mean_name, table_notes
from itaportal.report.prose import because
from measures.plans import MeasureView
from measures.steps import numbered_steps

from .sheets import saved_workbook, styled_cell

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
    "คะแนนที่ได้ในภาพรวม": (16, lambda row: row[1].contribution),
    "คะแนนภาพรวมที่เสียไป": (20, lambda row: row[1].cost),
}
PREVIOUS_COLUMNS: dict[str, tuple[int, Callable[[ScoreRow], Any]]] = {
    "คะแนนปีก่อน": (13, lambda row: _before(row)),
    "เปลี่ยนแปลงจากปีก่อน": (20, lambda row: moved(row[1].score, _before(row))),
}
NATIONAL_MEAN = "ค่าเฉลี่ยระดับประเทศ"
MEASURE_COLUMNS: dict[str, tuple[int, Callable[[MeasureRow], Any]]] = {
    "หน่วยงาน": (34, lambda row: row[0].year.agency.name),
    "ปีงบประมาณ": (12, lambda row: row[0].plan.fiscal_year if row[0].plan else None),
    "ตัวชี้วัด": (26, lambda row: row[1].indicator_name),
    "มาตรการ/โครงการ/กิจกรรม": (42, lambda row: "\n".join(row[1].titles)),
    "ผลการวิเคราะห์ตัวชี้วัด": (46, lambda row: row[1].analysis),
    "ขั้นตอน/วิธีดำเนินการ": (52, lambda row: numbered_steps(row[1].steps)),
    "ผู้รับผิดชอบ": (18, lambda row: "\n".join(row[1].units)),
    "ระยะเวลาดำเนินการ": (20, lambda row: row[1].period),
    "การกำกับติดตาม": (36, lambda row: row[1].monitoring),
}


def _before(row: ScoreRow) -> Decimal | None:
    report, line = row
    return report.previous.indicator(line.number) if report.previous else None


def workbook_bytes(report: AgencyReport) -> bytes:
    """Return `data.xlsx` of one year."""
    book = Workbook(write_only=True)
    _fill_summary(book.create_sheet("ผลการประเมิน"), report)
    columns = SCORE_COLUMNS | (PREVIOUS_COLUMNS if report.previous else {}) | _mean_columns(report)
    _fill_table(book.create_sheet("คะแนนตัวชี้วัด"), columns, [(report, line) for line in report.year.indicators])
    if report.plan:
        _fill_table(
            book.create_sheet("มาตรการ"), MEASURE_COLUMNS, [(report, measure) for measure in report.plan.measures]
        )
    return saved_workbook(book, title=f"ผลการประเมิน ITA {report.year.agency.short_name} {report.year.fiscal_year}")


def _fill_summary(sheet: Any, report: AgencyReport) -> None:
    year = report.year
    rows: list[tuple[str, Any]] = [
        *_standing_rows(report),
        ("หน่วยงาน", year.agency.name),
        ("อำเภอ/เขต", year.agency.district),
        ("จังหวัด", year.agency.province),
        ("ปีงบประมาณ", year.fiscal_year),
        ("คะแนนภาพรวม", year.overall),
        ("ระดับผลการประเมิน", level_with_source(year)),
        *((f"{tool.code} {tool.thai_name}", tool.score) for tool in year.tools),
        ("ค่าเป้าหมาย", year.criteria.target),
        *([] if year.own_target is None else [("เป้าหมายของหน่วยงาน", year.own_target)]),
        ("เกณฑ์การประเมิน", year.criteria.name),
        *([("แผนมาตรการ", f"ไม่จัดทำ {because(report.no_plan_reason)}")] if report.without_plan else []),
        *_previous_rows(report),
        *_mean_rows(report),
    ]
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 48
    for label, value in rows:
        sheet.append([styled_cell(sheet, label, label=True), styled_cell(sheet, value)])


def _standing_rows(report: AgencyReport) -> list[tuple[str, Any]]:
    """Which version this is, or that it is a draft; nothing for a year without a version that says so."""
    if line := draft_line(report):
        return [("สถานะ", line)]
    which = identity(report.edition)
    if which is None:
        return []
    address = [("ที่อยู่เว็บ", which.address)] if which.address else []
    return [("ฉบับที่เผยแพร่", which.edition), *address, (which.checksum_name, which.checksum)]


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


def _mean_columns(report: AgencyReport) -> dict[str, tuple[int, Callable[[ScoreRow], Any]]]:
    """A column of national means, where the report knows one of an indicator."""
    means = next((each for each in report.means if each.scope == NATIONAL), None)
    if means is None or not any(each.number for each in means.scores):
        return {}
    return {NATIONAL_MEAN: (20, lambda row: means.score(number=row[1].number))}


def _mean_rows(report: AgencyReport) -> list[tuple[str, Any]]:
    """Mean scores of other agencies beside the overall and the tools, and where those of the country are from."""
    rows: list[tuple[str, Any]] = []
    for each in report.means:
        count = f" ({each.agencies} แห่ง)" if each.agencies else ""
        figures = [("คะแนนภาพรวม", each.score()), *((tool.code, each.score(tool.code)) for tool in report.year.tools)]
        rows += [(f"{mean_name(each)} {name}{count}", figure) for name, figure in figures if figure is not None]
    return [*rows, *(("ที่มาของค่าเฉลี่ย", note) for note in table_notes(report.means))]


def _fill_table(sheet: Any, columns: dict[str, tuple[int, Callable[[Any], Any]]], rows: Sequence[Any]) -> None:
    letters = [get_column_letter(column) for column in range(1, len(columns) + 1)]
    for letter, (width, _value) in zip(letters, columns.values(), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{letters[-1]}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.append([styled_cell(sheet, heading, heading=True) for heading in columns])
    for row in rows:
        sheet.append([styled_cell(sheet, value(row)) for _width, value in columns.values()])
