"""Measure tables: from rows to measures beside those stored, and from there into the plans.

Files, cells and agencies are read as for scores (`assessments.importing`); `import_matching` says which stored measure
a row means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import IO, Any

from django.db import transaction
from django.db.models import QuerySet

from assessments.actions import By
from assessments.bulk import Outcome
from assessments.importing.agencies import AgencyBook
from assessments.importing.cells import (
    CellError,
    is_blank,
    matching,
    read_line,
    read_number,
    read_text,
    read_year,
    whole,
)
from assessments.importing.formats.limits import Limits
from assessments.importing.formats.reading import open_file
from assessments.importing.formats.rows import FileRefused, counted
from assessments.importing.preview import Counts, PreviewRow, RowState, wrong_rows
from assessments.importing.problems import Place, Problem, Problems
from assessments.importing.schemes import Schemes
from assessments.importing.tables import Looked, Table, find_table, template_notices, why_no_table
from assessments.models import Agency, Assessment
from assessments.thai import shorten, thai_digits

from .actions import MeasureEntry, update_plan
from .import_matching import (
    ANALYSIS,
    LABELS,
    MONITORING,
    PERIOD,
    STEPS,
    TITLES,
    UNITS,
    MeasureRow,
    entry,
    resolve,
    start_missing_plans,
)
from .models import MeasurePlan, Unit
from .parsing import split_lines, split_units
from .periods import Period, PeriodError, parse_period
from .steps import split_numbered_steps

TEMPLATE_NAME = "มาตรการ"
WANTED = "ต้องมีหัวตาราง “หน่วยงาน” “ปีงบประมาณ” “ตัวชี้วัด” และ “มาตรการ/โครงการ/กิจกรรม”"
AGENCY, YEAR, NUMBER, NAME = "agency", "year", "number", "name"
_HEADINGS = {
    AGENCY: ("หน่วยงาน", "ชื่อหน่วยงาน", "agency"),
    YEAR: ("ปีงบประมาณ", "ปีงบประมาณ พ.ศ.", "ปี พ.ศ.", "ปี", "fiscal_year"),
    NUMBER: ("ตัวชี้วัดที่", "ลำดับตัวชี้วัด", "indicator"),
    NAME: ("ตัวชี้วัด", "ชื่อตัวชี้วัด", "indicator_name"),
    TITLES: (LABELS[TITLES], "มาตรการ", "โครงการ/กิจกรรม", "titles"),
    ANALYSIS: (LABELS[ANALYSIS], "ผลการวิเคราะห์", "analysis"),
    STEPS: (LABELS[STEPS], "ขั้นตอน", "วิธีดำเนินการ", "steps"),
    UNITS: (LABELS[UNITS], "หน่วยงานที่รับผิดชอบ", "units"),
    PERIOD: (LABELS[PERIOD], "ระยะเวลา", "period"),
    MONITORING: (LABELS[MONITORING], "การกำกับติดตามและรายงานผล", "monitoring"),
}
_KEYS = {matching(heading): key for key, headings in _HEADINGS.items() for heading in headings}
# Export's other columns, which say the same again or tell of progress.
_LET_BE = {
    matching(each)
    for each in ("ชื่อในที่อยู่เว็บ", "agency_name", "เครื่องมือ", "tool", "period_start", "period_end", "ลำดับ", "ที่")
}
_EXPECTED_UNIT = "ให้คั่นหลายส่วนงานด้วย / และแต่ละชื่อยาวไม่เกิน ๑๒๐ ตัวอักษร"


@dataclass(frozen=True)
class MeasureImport:
    """A file of measures, read and judged; nothing is written before `save`."""

    measures: tuple[MeasureRow, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    agency_names: dict[int, str] = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the file has no problem, so that it can be saved."""
        return not self.problems

    @cached_property
    def counts(self) -> Counts:
        """How many rows are new, changed, the same, and wrong."""
        states = [resolved.state for resolved in resolve(self.measures)]
        return Counts(
            states.count(RowState.NEW),
            states.count(RowState.CHANGED),
            states.count(RowState.SAME),
            len(wrong_rows(self.problems)),
        )

    def rows(self) -> Iterator[PreviewRow]:
        """Every wrong row, then every measure beside what is stored."""
        yield from wrong_rows(self.problems)
        for resolved in resolve(self.measures):
            row = resolved.row
            subject = (
                f"{self.agency_names[row.agency_id]} {thai_digits(row.fiscal_year)} ตัวชี้วัดที่ {thai_digits(row.indicator)}"
            )
            yield PreviewRow(row.place, subject, resolved.state, resolved.differences)

    @transaction.atomic
    def save(self, *, by: By, progress: Callable[[int, int], None] | None = None) -> Outcome:
        """Write everything or nothing. Raises ValueError while there are problems, else as `measures.actions`."""
        if self.problems:
            raise ValueError("a file with problems is not saved")
        start_missing_plans(self.measures, by)
        resolved = resolve(self.measures)
        plans: dict[int, tuple[MeasurePlan, list[MeasureEntry]]] = {}
        states = [each.state for each in resolved]
        for each, state in zip(resolved, states, strict=True):
            assert each.plan is not None
            if state is not RowState.SAME:
                plans.setdefault(each.plan.pk, (each.plan, []))[1].append(entry(each, each.plan))
        for done, (plan, entries) in enumerate(plans.values(), start=1):
            update_plan(plan=plan, monitoring=plan.monitoring, entries=entries, removed=[], by=by)
            if progress:
                progress(done, len(plans))
        return Outcome(states.count(RowState.NEW), states.count(RowState.CHANGED), states.count(RowState.SAME))


def read_measures(
    file: IO[bytes],
    *,
    agencies: QuerySet[Agency] | None = None,
    christian_era: bool = False,
    limits: Limits | None = None,
    progress: Callable[[int], None] | None = None,
) -> MeasureImport:
    """Read a file of measures (.xlsx, .ods, .csv) and judge every cell of it. Writes nothing.

    The year of a row is the plan's; the agency must have the assessment of the year before. `agencies` and
    `christian_era` and `progress` as in `read_scores`. Raises FileRefused where the file cannot be read or holds no
    measure table.
    """
    limits = limits or Limits.from_settings()
    reader = _Reader(AgencyBook(Agency.objects.all() if agencies is None else agencies), christian_era, limits)
    source = counted(open_file(file, limits), progress)
    reader.notices += source.notices
    if source.hidden:
        named = " ".join(f"“{shorten(name, 30)}”" for name in source.hidden[:10])
        reader.notices.append(f"ไม่ได้อ่านแผ่นงานที่ซ่อนอยู่: {named}")
    looked = Looked()
    tables = 0
    for sheet in source.sheets:
        table = find_table(sheet, _key, _missing, looked)
        if table is not None:
            tables += 1
            reader.read(table)
    if not tables:
        raise FileRefused(why_no_table(looked, TEMPLATE_NAME, WANTED))
    reader.notices += template_notices(looked)
    return reader.result()


def _key(heading: str) -> str | None:
    if heading in _LET_BE:
        return f"let be {heading}"
    return _KEYS.get(heading)


def _missing(keys: set[Any]) -> list[str]:
    wanted = [(AGENCY, "หน่วยงาน"), (YEAR, "ปีงบประมาณ"), (TITLES, LABELS[TITLES])]
    lacking = [heading for key, heading in wanted if key not in keys]
    return lacking if keys & {NUMBER, NAME} else [*lacking, "ตัวชี้วัด"]


class _Reader:
    """Reads the tables of one file into measures."""

    def __init__(self, book: AgencyBook, christian_era: bool, limits: Limits) -> None:
        self._book = book
        self._christian_era = christian_era
        self._schemes = Schemes()
        self._problems = Problems(limits.problems)
        self._found: list[MeasureRow] = []
        self._assessed: dict[tuple[int, int], bool] = {}
        self.notices: list[str] = []

    def read(self, table: Table) -> None:
        """Take in one table, row by row; stops where there are too many problems."""
        for heading in table.columns.repeated:
            error = CellError("มีหัวตารางนี้มากกว่าหนึ่งคอลัมน์", "ให้เหลือเพียงคอลัมน์เดียว")
            self._problems.add(error.at(Place(table.sheet, table.heading_row), heading))
        if table.columns.unknown:
            named = " ".join(f"“{shorten(heading, 30)}”" for heading in table.columns.unknown[:10])
            self.notices.append(f"ไม่ได้ใช้คอลัมน์ {named} เพราะระบบไม่รู้จักหัวตาราง")
        for number, cells in table.rows:
            if self._problems.full:
                return
            if any(not is_blank(whole(table.cell(cells, key))) for key in _HEADINGS if key not in (AGENCY, YEAR)):
                self._read_row(table, number, cells)

    def _read_row(self, table: Table, row: int, cells: list[Any]) -> None:
        def judged(key: str, reader: Callable[[Any], Any], shared: bool = False) -> Any:
            value = table.cell(cells, key)
            value = whole(value) if shared else value
            try:
                return reader(value)
            except CellError as error:
                self._problems.add(error.at(table.place(row, key), value))
            except PeriodError as error:
                problem = CellError(error.message, error.expected).at(table.place(row, key), value)
                self._problems.add(problem)
            return None

        agency = judged(AGENCY, self._book.find)
        year = judged(YEAR, lambda value: read_year(value, christian_era=self._christian_era), True)
        indicator = None
        if year is not None and (agency is None or judged(YEAR, lambda _: self._check_assessed(agency, year), True)):
            indicator = self._indicator(table, row, cells, year)
        given = {
            TITLES: judged(TITLES, lambda value: "\n".join(split_lines(read_text(value)))),
            ANALYSIS: judged(ANALYSIS, read_text),
            STEPS: judged(STEPS, lambda value: tuple(split_numbered_steps(read_text(value)))),
            UNITS: judged(UNITS, _units),
            PERIOD: judged(PERIOD, lambda value: _period(value, year)),
            MONITORING: judged(MONITORING, read_text),
        }
        given = {key: value for key, value in given.items() if value}
        if agency is not None and year is not None and indicator is not None and given:
            self._found.append(MeasureRow(Place(table.sheet, row), agency, year, indicator, given))

    def _check_assessed(self, agency: int, year: int) -> bool:
        """Whether the plan's year follows an assessment. Raises CellError where there is none."""
        key = (agency, year)
        if key not in self._assessed:
            self._assessed[key] = Assessment.objects.filter(agency_id=agency, fiscal_year=year - 1).exists()
        if not self._assessed[key]:
            before = thai_digits(year - 1)
            raise CellError(
                f"หน่วยงานยังไม่มีผลการประเมินปี {before}",
                f"มาตรการของปี {thai_digits(year)} ต้องมาจากผลปี {before} กรุณานำเข้าคะแนนก่อน หรือแก้ปีให้ถูกต้อง",
            )
        return True

    def _indicator(self, table: Table, row: int, cells: list[Any], year: int) -> int | None:
        key = NUMBER if not is_blank(table.cell(cells, NUMBER)) else NAME
        try:
            number = read_number(table.cell(cells, NUMBER))
            return self._schemes.of(year - 1).indicator(number, read_line(whole(table.cell(cells, NAME))))
        except CellError as error:
            self._problems.add(error.at(table.place(row, key), whole(table.cell(cells, key))))
            return None

    def result(self) -> MeasureImport:
        """What was read, in the order of the file."""
        if not self._found and not self._problems.found:
            raise FileRefused("ไม่พบมาตรการใต้หัวตาราง กรุณากรอกแล้วนำเข้าอีกครั้ง")
        return MeasureImport(tuple(self._found), tuple(self._problems.found), tuple(self.notices), self._book.names)


def _units(value: Any) -> tuple[str, ...]:
    names = tuple(split_units(read_text(value)))
    longest = Unit._meta.get_field("name").max_length or 0
    if any(len(name) > longest for name in names):
        raise CellError("ชื่อส่วนงานยาวเกินไป", _EXPECTED_UNIT)
    return names


def _period(value: Any, year: int | None) -> Period | None:
    if isinstance(value, date):
        raise CellError("เป็นวันเดียว ไม่ใช่ช่วงเวลา", "ต้องเป็นช่วงเวลา เช่น ตลอดปี ๖๙ หรือ ต.ค. ๖๘ – มี.ค. ๖๙")
    text = read_line(value)
    return None if is_blank(text) else parse_period(text, year or 2500)
