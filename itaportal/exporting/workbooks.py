"""Export tables as a workbook for people, and the template workbooks in which staff type scores and measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from assessments.enums import Conclusion
from assessments.importing import scores as score_import
from assessments.importing.agencies import AgencyBook
from assessments.importing.score_columns import YEAR_HEADINGS
from assessments.importing.tables import stamp
from assessments.models import Agency, Assessment, AssessmentQuerySet, Criteria
from assessments.thai import thai_digits
from itaportal.formats.data.sheets import saved_workbook, styled_cell
from measures import importing as measure_import
from measures.import_matching import LABELS
from measures.models import MeasurePlan
from measures.steps import numbered_steps
from measures.unit_names import joined_units

from .tables import KINDS, TableKind

_WHOSE_WIDTHS = {"หน่วยงาน": 36, "อำเภอ": 18, "จังหวัด": 18, "ปีงบประมาณ": 12}
_SPARE_ROWS = 20  # empty rows of a measure template, for further measures


def export_workbook(
    assessments: AssessmentQuerySet, kinds: Iterable[TableKind] = tuple(KINDS.values()), about: Sequence[str] = ()
) -> bytes:
    """A workbook with one sheet for each kind of table; written row by row, so that a country fits in memory.

    The lines of `about` stand on a sheet of their own at the end.
    """
    book = Workbook(write_only=True)
    for kind in kinds:
        sheet: Any = book.create_sheet(kind.sheet)
        for column, width in enumerate((each.width for each in kind.columns), start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        sheet.append([styled_cell(sheet, column.heading, heading=True) for column in kind.columns])
        rows = 1
        for row in kind.rows(assessments):
            sheet.append([styled_cell(sheet, column.value(row)) for column in kind.columns])
            rows += 1
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(kind.columns))}{rows}"
    if about:
        notes: Any = book.create_sheet("เกี่ยวกับข้อมูล")
        notes.column_dimensions["A"].width = 110
        for line in about:
            notes.append([styled_cell(notes, line)])
    return saved_workbook(book, title="ข้อมูลผลการประเมิน ITA")


# --- templates ------------------------------------------------------------------------------------------------------


def score_template(agency: Agency, year: int) -> bytes:
    """The workbook in which one agency's scores of a year are typed, filled with what is stored already.

    Raises `Criteria.DoesNotExist` for a year without criteria.
    """
    criteria = Criteria.objects.for_year(year)
    written = _written(agency)
    assessment = Assessment.objects.with_scores().filter(agency=agency, fiscal_year=year).first()
    lines = {line.indicator.number: line for line in assessment.scores.all()} if assessment else {}
    book = Workbook(write_only=True)
    if not criteria.overall_only:
        rows = []
        for indicator in criteria.indicators.all():
            line = lines.get(indicator.number)
            typed = [
                line.score if line else None,
                Conclusion(line.conclusion).label if line and line.conclusion else None,
                line.target if line else None,
                (line.analysis or None) if line else None,
            ]
            rows.append(([written, year, indicator.number, indicator.name], typed))
        sheet = _entry_sheet(
            book,
            score_import.TEMPLATE_NAME,
            {"หน่วยงาน": 36, "ปีงบประมาณ": 12, "ตัวชี้วัดที่": 11, "ตัวชี้วัด": 32},
            {"คะแนน": 11, "ข้อสรุป": 26, "เป้าหมายเฉพาะตัวชี้วัด": 16, "บทวิเคราะห์ของหน่วยงาน": 50},
            rows,
        )
        _between_0_and_100(sheet, "E", 2, len(rows) + 1)
        _between_0_and_100(sheet, "G", 2, len(rows) + 1)
        _one_of(sheet, "F", 2, len(rows) + 1, [str(choice.label) for choice in Conclusion])
    typed = [(getattr(assessment, key.name) or None) if assessment else None for key in YEAR_HEADINGS.values()]
    sheet = _entry_sheet(
        book,
        "ผลภาพรวม",
        {"หน่วยงาน": 36, "ปีงบประมาณ": 12},
        dict.fromkeys(YEAR_HEADINGS, 20),
        [([written, year], typed)],
    )
    levels = [level.name for level in criteria.levels.all()]
    for column, key in enumerate(YEAR_HEADINGS.values(), start=3):
        if key.name != "published_level":
            _between_0_and_100(sheet, get_column_letter(column), 2, 2)
        elif levels:
            _one_of(sheet, get_column_letter(column), 2, 2, levels)
    _instructions(
        book,
        score_import.TEMPLATE_NAME,
        [
            f"{agency.label} ปีงบประมาณ พ.ศ. {thai_digits(year)}",
            f"เกณฑ์การประเมิน: {criteria.name}",
            "กรอกเฉพาะช่องสีอ่อน หัวตารางและชื่อตัวชี้วัดล็อกไว้",
            "คะแนนเป็นตัวเลข ๐ ถึง ๑๐๐ ทศนิยมไม่เกินสองตำแหน่ง ใช้เลขไทยหรือเลขอารบิกก็ได้",
            "ช่องที่เว้นว่าง ระบบถือว่าไม่ได้ระบุ และคงค่าที่มีอยู่ในระบบไว้",
            "แผ่นงาน “ผลภาพรวม” กรอกเมื่อมีคะแนน EIT แยกส่วน เป้าหมายของหน่วยงาน คะแนนภาพรวม คะแนนของเครื่องมือ และระดับตามประกาศ",
        ],
    )
    return saved_workbook(book, title=f"แม่แบบคะแนน ITA {agency.short_label} {year}")


def wide_template(agencies: Sequence[Agency], years: Sequence[int]) -> bytes:
    """The workbook for many agencies and years, one row each, with empty score cells."""
    headings = dict.fromkeys(map(str, range(1, 11)), 9) | dict.fromkeys(YEAR_HEADINGS, 16)
    book_of_all = AgencyBook(Agency.objects.all())
    rows = [
        (
            [_name_beside_place(agency, book_of_all), agency.district or None, agency.province, year],
            [None] * len(headings),
        )
        for agency in agencies
        for year in years
    ]
    book = Workbook(write_only=True)
    sheet = _entry_sheet(book, score_import.TEMPLATE_NAME, _WHOSE_WIDTHS, headings, rows)
    first = len(_WHOSE_WIDTHS) + 1
    for column, heading in enumerate(headings, start=first):
        if heading not in YEAR_HEADINGS or YEAR_HEADINGS[heading].name != "published_level":
            _between_0_and_100(sheet, get_column_letter(column), 2, len(rows) + 1)
    _instructions(
        book,
        score_import.TEMPLATE_NAME,
        [
            "หนึ่งแถวคือหนึ่งหน่วยงานในหนึ่งปีงบประมาณ คอลัมน์ ๑ ถึง ๑๐ คือตัวชี้วัดตามลำดับ",
            "ช่องที่เว้นว่าง ระบบถือว่าไม่ได้ระบุ และคงค่าที่มีอยู่ในระบบไว้",
        ],
    )
    return saved_workbook(book, title="แม่แบบคะแนน ITA หลายหน่วยงาน")


def _written(agency: Agency) -> str:
    """The name, in a table without columns of the place: with the place, or as the slug, where others have the name."""
    return AgencyBook(Agency.objects.all()).written(agency.pk)


def _name_beside_place(agency: Agency, book: AgencyBook) -> str:
    """The name, beside columns of the place; the slug where these do not tell the agency apart."""
    return agency.name if book.finds(agency.pk, agency.name, agency.province, agency.district) else agency.slug


def measure_template(assessment: Assessment) -> bytes:
    """The workbook in which the measures after `assessment` are typed, filled with what the plan has already."""
    agency, year = assessment.agency, assessment.fiscal_year + 1
    written = _written(agency)
    plan = MeasurePlan.objects.with_measures().filter(assessment=assessment).first()
    by_indicator: dict[int, list[Any]] = {}
    for measure in plan.measures.all() if plan else ():
        by_indicator.setdefault(measure.indicator.number, []).append(measure)
    rows: list[tuple[Sequence[Any], Sequence[Any]]] = []
    for indicator in assessment.criteria.indicators.all():
        for measure in by_indicator.get(indicator.number) or [None]:
            typed = [None] * 6 if measure is None else _typed(measure)
            rows.append(([], [written, year, indicator.number, indicator.name, *typed]))
    rows += [([], [written, year, *[None] * 8])] * _SPARE_ROWS
    book = Workbook(write_only=True)
    labels = LABELS
    sheet = _entry_sheet(
        book,
        measure_import.TEMPLATE_NAME,
        {},
        {"หน่วยงาน": 34, "ปีงบประมาณ": 12, "ตัวชี้วัดที่": 11, "ตัวชี้วัด": 26}
        | dict(zip(labels.values(), (42, 46, 52, 18, 20, 36), strict=True)),
        rows,
        figures=False,
    )
    _one_of(sheet, "C", 2, len(rows) + 1, [str(each.number) for each in assessment.criteria.indicators.all()])
    _instructions(
        book,
        measure_import.TEMPLATE_NAME,
        [
            f"{agency.label} มาตรการปีงบประมาณ พ.ศ. {thai_digits(year)} จากผลการประเมินปี {thai_digits(year - 1)}",
            "หนึ่งแถวคือหนึ่งมาตรการ หากตัวชี้วัดมีหลายมาตรการ ให้เพิ่มแถวโดยระบุลำดับตัวชี้วัด",
            "หากมีหลายชื่อมาตรการ ให้ขึ้นบรรทัดใหม่ (Alt+Enter) ขั้นตอนให้ใส่เลขข้อ ๑. ๒. ๓.",
            "ผู้รับผิดชอบหลายส่วนงาน ให้คั่นด้วย / เช่น งานพัสดุ/ กองคลัง",
            "ระยะเวลา เช่น ตลอดปี ๖๙ หรือ ต.ค. ๖๘ – มี.ค. ๖๙ หรือ ไตรมาสที่ ๒",
            "ช่องที่เว้นว่าง ระบบถือว่าไม่ได้ระบุ และคงค่าที่มีอยู่ในระบบไว้",
        ],
    )
    return saved_workbook(book, title=f"แม่แบบมาตรการ {agency.short_name} {year}")


def _typed(measure: Any) -> list[str | None]:
    texts = [
        "\n".join(measure.title_lines),
        measure.analysis,
        numbered_steps(measure.step_views),
        joined_units(measure.unit_names),
        measure.period_text,
        measure.own_monitoring,
    ]
    return [text or None for text in texts]


def _entry_sheet(
    book: Workbook,
    title: str,
    locked: dict[str, int],
    typed: dict[str, int],
    rows: Sequence[tuple[Sequence[Any], Sequence[Any]]],
    *,
    figures: bool = True,
) -> Any:
    """A protected sheet (without a password) whose headings and `locked` columns cannot be changed by mistake."""
    sheet: Any = book.create_sheet(title)
    for column, width in enumerate([*locked.values(), *typed.values()], start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.append([styled_cell(sheet, heading, heading=True) for heading in [*locked, *typed]])
    for fixed, open_cells in rows:
        cells = [styled_cell(sheet, value) for value in fixed]
        sheet.append(cells + [styled_cell(sheet, value, entry=True, figures=figures) for value in open_cells])
    return sheet


def _between_0_and_100(sheet: Any, column: str, first: int, last: int) -> None:
    rule = DataValidation("decimal", operator="between", formula1="0", formula2="100", allow_blank=True)
    # A warning, not a stop: a text in Thai digits is no number to the spreadsheet, and import reads it.
    rule.errorStyle = "warning"
    rule.errorTitle, rule.error = "คะแนน", "คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐ หากพิมพ์เป็นเลขไทยให้กดใช่เพื่อใช้ค่านี้"
    rule.showErrorMessage = True
    rule.add(f"{column}{first}:{column}{last}")
    sheet.data_validations.append(rule)


def _one_of(sheet: Any, column: str, first: int, last: int, choices: Sequence[str]) -> None:
    rule = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    rule.errorTitle, rule.error = "ตัวเลือก", "กรุณาเลือกจากรายการ"
    rule.showErrorMessage = True
    rule.add(f"{column}{first}:{column}{last}")
    sheet.data_validations.append(rule)


def _instructions(book: Workbook, name: str, lines: Sequence[str]) -> None:
    sheet: Any = book.create_sheet("คำแนะนำ")
    sheet.column_dimensions["A"].width = 110
    sheet.protection.sheet = True
    for text in [stamp(name), *lines]:
        sheet.append([styled_cell(sheet, text)])
