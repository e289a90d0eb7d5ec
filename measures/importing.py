"""Measure tables: from rows to measures beside those stored, and from there into the plans.

Files, cells and agencies are read as for scores (`assessments.importing`); `import_matching` says which stored measure
a row means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import IO, Any

from django.db.models import QuerySet

from assessments import trail
from assessments.authorship import By, tell_import
from assessments.bulk import Outcome
from assessments.importing.agencies import PLACE_HEADINGS
from assessments.importing.cells import (
    CellError,
    is_blank,
    matching_form,
    merged_value,
    raw_text,
    read_line,
    read_text,
    usable_value,
)
from assessments.importing.formats.limits import Limits
from assessments.importing.formats.rows import FileRefused, Sheet, SheetSource, TableName
from assessments.importing.preview import Counts, Item, PreviewRow, RowState, Stamp, wrong_rows
from assessments.importing.problems import Code, Column, Place, Problem
from assessments.importing.readers import Chosen, ReadFile, TableReader
from assessments.importing.schemes import Scheme
from assessments.importing.tables import Table
from assessments.models import Agency, Assessment
from assessments.thai import format_date, shorten, thai_digits
from assessments.thaitext import tidy
from assessments.wording import join_thai

from .actions import MeasureEntry, update_plan
from .document_tables import DocumentTables, repeated_measures
from .import_matching import (
    ANALYSIS,
    LABELS,
    MONITORING,
    PERIOD,
    STEPS,
    TITLES,
    UNITS,
    MeasureRow,
    Resolved,
    lock_plans,
    match_measures,
    measure_entry,
    start_missing_plans,
    unclear_steps,
)
from .models import MeasurePlan, Unit
from .parsing import split_lines
from .periods import Period, PeriodError, day_in_buddhist_calendar, parse_period
from .step_reading import read_steps, without_marks
from .steps import StepView, with_texts
from .unit_names import read_units, unclear_unit

TEMPLATE_NAME = "มาตรการ"
WANTED = "ต้องมีหัวตาราง “หน่วยงาน” “ปีงบประมาณ” “ตัวชี้วัด” และ “มาตรการ/โครงการ/กิจกรรม”"
WANTED_IN_WORD = "ต้องมีหัวตาราง “มาตรการ/โครงการ/กิจกรรม” กับ “ตัวชี้วัด” หรือคอลัมน์อื่นของแผน เช่น “ขั้นตอน/วิธีดำเนินการ”"
_WHOSE = (Column.AGENCY, Column.YEAR)  # they say whose a row is; alone they say nothing
_STEPS_TOO = tuple(
    f"{begin}{how}"
    for begin in ("", "ขั้นตอน/", "ขั้นตอนและ")
    for how in ("วิธีการดำเนินการ", "วิธีดำเนินงาน", "วิธีการดำเนินงาน", "ขั้นตอนการดำเนินการ", "ขั้นตอนการดำเนินงาน", "วิธีดำเนินการ")
)
_HEADINGS = {
    Column.AGENCY: ("หน่วยงาน", "ชื่อหน่วยงาน", "agency"),
    Column.YEAR: ("ปีงบประมาณ", "ปีงบประมาณ พ.ศ.", "ปี พ.ศ.", "ปี", "fiscal_year"),
    Column.NUMBER: ("ตัวชี้วัดที่", "ลำดับตัวชี้วัด", "indicator"),
    Column.NAME: ("ตัวชี้วัด", "ชื่อตัวชี้วัด", "indicator_name"),
    TITLES: (
        *(LABELS[TITLES], "มาตรการ", "โครงการ/กิจกรรม", "titles", "มาตรการ/กิจกรรม", "มาตรการ/โครงการ", "มาตรการ/แนวทาง"),
        *("มาตรการ/แนวทางการดำเนินการ", "มาตรการ/แนวทางการพัฒนา", "แนวทางการพัฒนา"),
    ),
    ANALYSIS: (LABELS[ANALYSIS], "ผลการวิเคราะห์", "analysis"),
    STEPS: (LABELS[STEPS], "ขั้นตอน", "วิธีดำเนินการ", "steps", *_STEPS_TOO),
    UNITS: (LABELS[UNITS], "หน่วยงานที่รับผิดชอบ", "units", "หน่วยงานรับผิดชอบ", "ส่วนงานที่รับผิดชอบ"),
    PERIOD: (LABELS[PERIOD], "ระยะเวลา", "period", "ระยะเวลาดำเนินงาน", "ระยะเวลาการดำเนินการ", "ระยะเวลาการดำเนินงาน"),
    MONITORING: (LABELS[MONITORING], "การกำกับติดตามและรายงานผล", "monitoring", "การติดตามและรายงานผล", "การติดตามผล"),
}
_KEYS = {matching_form(heading): key for key, headings in (_HEADINGS | PLACE_HEADINGS).items() for heading in headings}
# Export's other columns, which say the same again or tell of progress.
_LET_BE = {
    matching_form(each) for each in ("agency_name", "เครื่องมือ", "tool", "period_start", "period_end", "ลำดับ", "ที่")
}
_MOST_SAID = 30  # notices about single cells
_EXPECTED_UNIT = "ให้คั่นหลายส่วนงานด้วย / และแต่ละชื่อยาวไม่เกิน ๑๒๐ ตัวอักษร"


@dataclass(frozen=True, kw_only=True)
class MeasureImport(ReadFile):
    """A file of measures, read and judged; nothing is written before `save`."""

    measures: tuple[MeasureRow, ...]

    @cached_property
    def counts(self) -> Counts:
        """How many rows are new, changed, the same, and wrong."""
        states = [resolved.state for resolved in match_measures(self.measures)]
        return Counts(
            states.count(RowState.NEW),
            states.count(RowState.CHANGED),
            states.count(RowState.SAME),
            len(wrong_rows(self.problems)),
        )

    def rows(self) -> Iterator[PreviewRow]:
        """Every wrong row, then every measure beside what is stored."""
        yield from wrong_rows(self.problems)
        for item in self.items():
            yield item.row()

    def items(self) -> Iterator[Item]:
        """Every measure beside what is stored, in the order of the file."""
        for resolved in match_measures(self.measures):
            yield Item(
                whose=f"{resolved.row.agency_id}/{resolved.row.fiscal_year}/{resolved.row.indicator}",
                state=resolved.state,
                stored=resolved.stored,
                old=resolved.old_texts,
                new=resolved.new_texts,
                row=partial(self._row, resolved),
            )

    def _row(self, resolved: Resolved) -> PreviewRow:
        row = resolved.row
        subject = (
            f"{self.agency_names[row.agency_id]} {thai_digits(row.fiscal_year)} ตัวชี้วัดที่ {thai_digits(row.indicator)}"
        )
        return PreviewRow(row.place, subject, resolved.state, resolved.differences)

    @trail.writes
    def save(
        self, *, by: By, progress: Callable[[int, int], None] | None = None, stamp: Stamp | None = None
    ) -> Outcome:
        """Write everything or nothing. Raises ValueError while there are problems, else as `measures.actions`.

        Raises PreviewChanged where `stamp` expects another preview than what is found under the locks.
        """
        self.assert_ok()
        lock_plans(self.measures)
        if stamp:
            stamp.watch(self.items())
            stamp.hold()
        start_missing_plans(self.measures, by)
        resolved = match_measures(self.measures)
        plans: dict[int, tuple[MeasurePlan, list[MeasureEntry]]] = {}
        states = [each.state for each in resolved]
        for each, state in zip(resolved, states, strict=True):
            assert each.plan is not None
            if state is not RowState.SAME:
                plans.setdefault(each.plan.pk, (each.plan, []))[1].append(measure_entry(each, each.plan))
        for done, (plan, entries) in enumerate(plans.values(), start=1):
            update_plan(plan=plan, monitoring=plan.monitoring, entries=entries, removed=[], by=by)
            if progress:
                progress(done, len(plans))
        outcome = Outcome(states.count(RowState.NEW), states.count(RowState.CHANGED), states.count(RowState.SAME))
        tell_import(trail.Kind.PLAN, new=outcome.new, changed=outcome.changed, same=outcome.same)
        return outcome


def read_measures(
    file: IO[bytes],
    *,
    agencies: QuerySet[Agency] | None = None,
    christian_era: bool = False,
    limits: Limits | None = None,
    progress: Callable[[int], None] | None = None,
    chosen: Chosen | None = None,
) -> MeasureImport:
    """Read a file of measures (.xlsx, .ods, .csv, .docx) and judge every cell of it. Writes nothing.

    The year of a row is the plan's; the agency must have the assessment of the year before. `agencies`, `christian_era`
    and `progress` as in `read_scores`; `chosen`: whose the rows are that do not say. Raises FileRefused where the file
    cannot be read or holds no measure table.
    """
    reader = _MeasureReader(agencies, christian_era, limits, chosen)
    reader.read_file(file, progress)
    return reader.result()


class _MeasureReader(TableReader):
    """Reads the tables of one file into measures."""

    template_name, wanted, documents = TEMPLATE_NAME, WANTED, True

    def __init__(
        self, agencies: QuerySet[Agency] | None, christian_era: bool, limits: Limits | None, chosen: Chosen | None
    ) -> None:
        super().__init__(agencies, christian_era, limits, chosen)
        self._document = DocumentTables(self.key, self.notices)
        self._found: list[MeasureRow] = []
        self._assessed: dict[tuple[int, int], str | None] = {}
        self._unit_names: dict[int, frozenset[str]] = {}
        self._said = 0

    def key(self, heading: str) -> str | None:
        """The column of a heading; those that say the same again are known and let be."""
        return f"let be {heading}" if heading in _LET_BE else _KEYS.get(heading)

    def missing(self, keys: set[Any]) -> list[str]:
        """What a row of headings lacks to be a measure table."""
        wanted = [(TITLES, LABELS[TITLES])]
        if not self._in_document and self._chosen.year is None:
            wanted.insert(0, (Column.YEAR, "ปีงบประมาณ"))
        if not self._in_document and self._chosen.agency is None:
            wanted.insert(0, (Column.AGENCY, "หน่วยงาน"))
        lacking = [heading for key, heading in wanted if key not in keys]
        named: set[str] = {Column.NUMBER, Column.NAME}
        if self._in_document:  # where headings between rows may name the indicator
            named |= {STEPS, UNITS, PERIOD, MONITORING}
        return lacking if keys & named else [*lacking, "ตัวชี้วัด"]

    def wanted_in(self, source: SheetSource) -> str:
        """The headings that a table of this file needs; of a document, with what was not read in it."""
        return " ".join([WANTED_IN_WORD, *source.notices]) if self._in_document else self.wanted

    def _note_other_table(self, sheet: Sheet) -> None:
        """Of a document's other tables too, the text before them may say whose the plan is."""
        super()._note_other_table(sheet)
        self._document.note_lines(sheet.above)

    def _note_headings(self, table: Table) -> None:
        """A document's headings may go on in a second row: they are judged when that was read."""
        if not self._in_document:
            super()._note_headings(table)

    def read(self, table: Table) -> None:
        """Take in one table; those of a document are kept until all are there."""
        if self._in_document:
            super()._note_headings(self._document.add(table))
        else:
            self._read_table(table)

    def _read_table(self, table: Table) -> None:
        """Take in one table, row by row; stops where there are too many problems."""
        for number, cells in table.rows:
            if self._problems.full:
                return
            in_workbook = not isinstance(table.sheet, TableName)  # in a document headings stand between the rows
            if not any(not is_blank(merged_value(table.cell(cells, key))) for key in _HEADINGS if key not in _WHOSE):
                if in_workbook:
                    self._beside.note_text(table, number, cells)
            elif not (in_workbook and self._beside.passes_over(table, number, cells)):
                self._read_row(table, number, cells)

    def _read_row(self, table: Table, row: int, cells: list[Any]) -> None:
        def judged(key: str, reader: Callable[[Any], Any]) -> Any:
            return self.judged(reader, table, row, cells, key)

        agency, year = self.agency(table, row, cells), self.year(table, row, cells)
        indicator = None
        if year is not None:
            scheme = judged(Column.YEAR, lambda _: self._scheme(agency, year))
            indicator = scheme and self.indicator(table, row, cells, scheme)
        given = {
            TITLES: judged(TITLES, lambda value: "\n".join(split_lines(read_text(value)))),
            ANALYSIS: judged(ANALYSIS, read_text),
            STEPS: judged(STEPS, _steps),
            UNITS: judged(UNITS, lambda value: self._units(value, agency, table.place(row, UNITS))),
            PERIOD: judged(PERIOD, lambda value: self._period(value, year, table.place(row, PERIOD))),
            MONITORING: judged(MONITORING, read_text),
        }
        given = {key: value for key, value in given.items() if value}
        if agency is not None and year is not None and indicator is not None and given:
            place = Place(table.sheet, row)
            self._found.append(MeasureRow(place, agency, year, indicator, given, table.place(row, STEPS)))

    def _say(self, place: Place, text: str) -> None:
        """Tell the person how a cell was read; after many of them, that there are more."""
        self._said += 1
        if self._said <= _MOST_SAID:
            self.notices.append(f"{place} {text}")

    def _note_mends(self, table: Table, row: int, key: Any, text: str) -> None:
        """A bullet at the head of a step is no odd character: it is taken off."""
        super()._note_mends(table, row, key, without_marks(text) if key == STEPS else text)

    def _units(self, value: Any, agency: int | None, place: Place) -> tuple[str, ...]:
        """The names of units. Raises CellError for one that is too long or could be several."""
        text = read_text(value)
        if not text:
            return ()
        found = read_units(text, self._known_units(agency))
        longest = Unit._meta.get_field("name").max_length or 0
        if any(len(name) > longest for name in found.names):
            raise CellError(Code.TOO_LONG, "ชื่อส่วนงานยาวเกินไป", _EXPECTED_UNIT)
        if found.unclear:
            raise CellError(Code.AMBIGUOUS, *unclear_unit(found.unclear[0]))
        for noticed in found.noticed:
            self._say(place, f"อ่าน “{shorten(noticed)}” เป็นส่วนงาน {join_thai([f'“{name}”' for name in found.names])}")
        return tuple(found.names)

    def _known_units(self, agency: int | None) -> frozenset[str]:
        if agency is None:
            return frozenset()
        if agency not in self._unit_names:
            self._unit_names[agency] = frozenset(Unit.objects.filter(agency_id=agency).values_list("name", flat=True))
        return self._unit_names[agency]

    def _period(self, value: Any, year: int | None, place: Place) -> Period | None:
        """A period. Raises CellError for a text that is none."""
        value = usable_value(value)
        if isinstance(value, date):
            meant = day_in_buddhist_calendar(value)
            if meant:
                self._say(place, f"อ่านเป็นวันที่ {format_date(meant)} เพราะโปรแกรมตารางเก็บปี พ.ศ. ไว้เป็นปี ค.ศ.")
            elif value.year >= 2500:
                raise CellError(Code.NOT_A_PERIOD, "ไม่มีวันนี้ในปฏิทิน", "กรุณาตรวจวัน เดือน และปี")
            return meant or value, meant or value
        text = read_line(value)
        try:
            return None if is_blank(text) else parse_period(text, year or 2500)
        except PeriodError as error:
            raise CellError(Code.NOT_A_PERIOD, error.message, error.expected) from None

    def _scheme(self, agency: int | None, year: int) -> Scheme:
        """The criteria that a plan of this year is about: the year before's. Raises CellError where it has no results.

        Where the agency is not known, that has been listed already.
        """
        if agency is not None and not self._is_assessed(agency, year - 1):
            before = thai_digits(year - 1)
            raise CellError(
                Code.NO_RESULTS,
                f"หน่วยงานยังไม่มีผลการประเมินปี {before}",
                f"มาตรการของปี {thai_digits(year)} ต้องมาจากผลปี {before} กรุณานำเข้าคะแนนก่อน หรือแก้ปีให้ถูกต้อง",
            )
        if agency is not None and self._no_plan_reason(agency, year - 1):
            raise CellError(
                Code.NO_PLAN,
                f"ผลการประเมินปี {thai_digits(year - 1)} ระบุไว้ว่าไม่จัดทำแผนมาตรการ",
                "กรุณายกเลิกตัวเลือก “ปีนี้ไม่จัดทำแผนมาตรการ” ในหน้าผลการประเมินก่อน หรือแก้ปีให้ถูกต้อง",
            )
        return self._schemes.of(year - 1)

    def _is_assessed(self, agency: int, year: int) -> bool:
        return self._no_plan_reason(agency, year) is not None

    def _no_plan_reason(self, agency: int, year: int) -> str | None:
        """Why the plan drawn from that year's results is not made, empty where it may be; None without results."""
        key = (agency, year)
        if key not in self._assessed:
            found = Assessment.objects.filter(agency_id=agency, fiscal_year=year)
            self._assessed[key] = found.values_list("no_plan_reason", flat=True).first()
        return self._assessed[key]

    def _read_document(self) -> None:
        """Take in the tables of a document, once all are there: a measure may go on in the next one."""
        self._document.ask_whose(self._chosen)
        for table in self._document.tables():
            self._read_table(table)
        for problem in repeated_measures(self._found):
            self._problems.add(problem)

    def _ask_about_steps(self) -> None:
        for row, question in unclear_steps(self._found):
            if self._problems.full:
                return
            place = row.steps_place or row.place
            expected = "กรุณาแก้ข้อความให้ต่างกันชัดเจน หรือแก้ไขขั้นตอนนี้ในหน้าแผนมาตรการ ซึ่งระบบจะถามว่าเป็นขั้นตอนใด"
            self._problems.add(Problem(Code.AMBIGUOUS, place, question.text, str(question), expected))

    def result(self) -> MeasureImport:
        """What was read, in the order of the file."""
        if self._in_document:
            self._read_document()
        if not self._problems.found:
            self._ask_about_steps()
        if self._said > _MOST_SAID:
            self.notices.append(f"และมีข้อสังเกตทำนองเดียวกันอีก {thai_digits(self._said - _MOST_SAID)} แห่ง")
        if not self._found and not self._problems.found:
            raise FileRefused("ไม่พบมาตรการใต้หัวตาราง กรุณากรอกแล้วนำเข้าอีกครั้ง")
        return MeasureImport(
            measures=tuple(self._found),
            problems=tuple(self._problems.found),
            notices=tuple(self.notices),
            agency_names=self._book.names,
        )


def _steps(value: Any) -> tuple[StepView, ...]:
    """The steps of a cell. Raises CellError for a text that is too long to be kept whole."""
    read_text(value)
    return with_texts(read_steps(raw_text(value)), lambda text: tidy(text).strip())
