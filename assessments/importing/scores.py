"""Score tables, long and wide: from rows to one entry for each agency's year, and from there into the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import IO, Any

from django.db.models import QuerySet

from .. import trail
from ..authorship import By, tell_import
from ..bulk import Compared, Field, Outcome, State, Value, YearEntry, compare_with_stored, save_years
from ..enums import Conclusion
from ..models import ANNOUNCED_TOOLS, Agency, Assessment
from ..thai import format_score, shorten, thai_digits
from .agencies import PLACE_COLUMNS
from .cells import CellError, is_blank, matching_form, merged_value, read_figure, read_line, read_text
from .filecells import Cells, Letters
from .formats.columns import column_letters
from .formats.limits import Limits
from .formats.rows import FileRefused
from .preview import Counts, Difference, Item, PreviewRow, RowState, Stamp, shown_value, wrong_rows
from .problems import Code, Column, Place
from .readers import Chosen, ReadFile, TableReader
from .schemes import Scheme
from .score_columns import (
    LINE_HEADINGS,
    SCORE,
    Computed,
    Headings,
    label_of,
    missing_columns,
)
from .tables import Table

TEMPLATE_NAME = "คะแนน"
WANTED = (
    "ต้องมีหัวตาราง “หน่วยงาน” “ปีงบประมาณ” “ตัวชี้วัดที่” “ตัวชี้วัด” “คะแนน” (แบบยาว) "
    "หรือ “หน่วยงาน” “ปีงบประมาณ” “๑” ถึง “๑๐” (แบบกว้าง)"
)
_CONCLUSIONS = {
    **{matching_form(str(choice.label)): choice.value for choice in Conclusion},
    **{choice.value: choice.value for choice in Conclusion},
    # as templates of earlier releases say them
    matching_form("ดีเยี่ยม รักษามาตรฐาน"): Conclusion.EXCELLENT.value,
    matching_form("ควรปรับปรุง"): Conclusion.IMPROVE.value,
}
# The figures of one tool, which a year without it does not keep.
_TOOL_OF = {
    **{name: code for code, name in ANNOUNCED_TOOLS.items()},
    **dict.fromkeys(("eit_part_1", "eit_part_2"), "EIT"),
}
_FIGURES = {
    *("score", "target", "eit_part_1", "eit_part_2"),
    *("published_overall", "published_iit", "published_eit", "published_oit"),
}


@dataclass(slots=True)
class _Year:
    """One agency's year as it is put together from rows."""

    place: Place
    values: dict[Field, Value] = field(default_factory=dict)
    rows: dict[Field, int] = field(default_factory=dict)  # where each was given, in the long form
    cells: Cells = field(default_factory=Cells)


@dataclass(frozen=True, kw_only=True)
class ScoreImport(ReadFile):
    """A file of scores, read and judged; nothing is written before `save`."""

    entries: tuple[YearEntry, ...]
    places: tuple[Place, ...]

    @cached_property
    def counts(self) -> Counts:
        """How many agency years are new, changed and the same, and how many rows are wrong."""
        totals = dict.fromkeys(State, 0)
        for compared in compare_with_stored(self.entries):
            totals[compared.state] += 1
        return Counts(totals[State.NEW], totals[State.CHANGED], totals[State.SAME], len(wrong_rows(self.problems)))

    def rows(self) -> Iterator[PreviewRow]:
        """Every wrong row, then every agency's year beside what is stored; made one at a time."""
        yield from wrong_rows(self.problems)
        for item in self.items():
            yield item.row()

    def items(self) -> Iterator[Item]:
        """Every agency's year beside what is stored, in the order of the file."""
        for place, compared in zip(self.places, compare_with_stored(self.entries), strict=True):
            yield self._item(compared, place)

    def _item(self, compared: Compared, place: Place | None = None) -> Item:
        entry = compared.entry
        return Item(
            whose=f"{entry.agency_id}/{entry.fiscal_year}",
            state=RowState(compared.state.value),
            stored=compared.stored,
            old={_label(key): _text(key.name, compared.old.get(key)) for key in entry.values},
            new={_label(key): _text(key.name, value) for key, value in entry.values.items()},
            row=lambda: self._row(compared, place or Place("")),
        )

    def _row(self, compared: Compared, place: Place) -> PreviewRow:
        differences = tuple(
            Difference(_label(key), shown_value(_text(key.name, old)), shown_value(_text(key.name, new)))
            for key, old, new in compared.changes
        )
        return PreviewRow(place, self.subject(compared.entry), RowState(compared.state.value), differences)

    def subject(self, entry: YearEntry) -> str:
        """`องค์การบริหารส่วนตำบล… ๒๕๖๘`."""
        return f"{self.agency_names[entry.agency_id]} {thai_digits(entry.fiscal_year)}"

    @trail.writes
    def save(
        self, *, by: By, progress: Callable[[int, int], None] | None = None, stamp: Stamp | None = None
    ) -> Outcome:
        """Write everything or nothing. Raises ValueError while there are problems, else as `bulk.save_years`.

        Raises PreviewChanged where `stamp` expects another preview than what is found under the locks.
        """
        self.assert_ok()

        def watch(found: Iterator[Compared]) -> None:
            if stamp:
                stamp.watch(self._item(compared) for compared in found)

        outcome = save_years(entries=self.entries, by=by, progress=progress, watch=watch)
        if stamp:
            stamp.hold()
        tell_import(trail.Kind.SCORES, new=outcome.new, changed=outcome.changed, same=outcome.same)
        return outcome


_label = lru_cache(maxsize=1000)(label_of)


@lru_cache(maxsize=20_000)
def _text(name: str, value: Value | None) -> str:
    """A value in full as people read it; an empty text for none."""
    if value is None or value == "":
        return ""
    if name == "conclusion":
        return str(Conclusion(str(value)).label)
    return format_score(value) if isinstance(value, Decimal) else str(value)


def read_scores(
    file: IO[bytes],
    *,
    agencies: QuerySet[Agency] | None = None,
    christian_era: bool = False,
    limits: Limits | None = None,
    progress: Callable[[int], None] | None = None,
    chosen: Chosen | None = None,
) -> ScoreImport:
    """Read a file of scores (.xlsx, .ods, .csv), long or wide, and judge every cell of it. Writes nothing.

    `agencies`: those the person may import for (all by default). `christian_era`: a person said that bare ค.ศ. years
    are meant. `progress` is told now and then how many rows have been read. `chosen`: the agency and year of rows that
    name none. Raises FileRefused where the file cannot be read or holds no score table.
    """
    reader = _ScoreReader(agencies, christian_era, limits, chosen)
    reader.read_file(file, progress)
    return reader.result()


class _ScoreReader(TableReader):
    """Reads the tables of one file into years."""

    template_name, wanted = TEMPLATE_NAME, WANTED

    def __init__(
        self, agencies: QuerySet[Agency] | None, christian_era: bool, limits: Limits | None, chosen: Chosen | None
    ) -> None:
        super().__init__(agencies, christian_era, limits, chosen)
        self._headings = Headings(self._schemes)
        self._years: dict[tuple[int, int], _Year] = {}
        self._figures: dict[Any, Decimal | None] = {}
        self._repeated = 0

    def key(self, heading: str) -> Any:
        """The column of a heading."""
        return self._headings.key(heading)

    def missing(self, keys: set[Any]) -> list[str]:
        """What a row of headings lacks to be a score table."""
        return missing_columns(keys, self.known_columns(keys))

    def read(self, table: Table) -> None:
        """Take in one table, row by row; stops where there are too many problems."""
        self._judge_headings(table)
        places = table.columns.places
        long = SCORE in places
        # In the long form a year's own columns may stand beside the score; figures of indicators stand under it.
        columns = [
            (column, key) for key, column in places.items() if isinstance(key, Field) and not (long and key.indicator)
        ]
        used = [
            column
            for key, column in places.items()
            if not isinstance(key, Computed) and key not in PLACE_COLUMNS  # a place alone gives nothing
        ]
        read_row = self._read_long if long else self._read_wide
        self._letters = Letters(str(table.sheet), {key: column_letters(column) for key, column in places.items()})
        for number, cells in table.rows:
            if self._problems.full:
                return
            if all(column >= len(cells) or is_blank(merged_value(cells[column])) for column in used):
                self._beside.note_text(table, number, cells)
            elif not self._beside.passes_over(table, number, cells):
                read_row(table, number, cells, columns)

    def _judge_headings(self, table: Table) -> None:
        for key, column in table.columns.places.items():
            if isinstance(key, Field) and key.indicator:
                heading = table.columns.headings[column]
                if wrong := self._headings.problem(key, heading):
                    self._problems.add(wrong.at(table.place(table.heading_row, key), heading))

    # --- rows

    def _identity(self, table: Table, row: int, cells: list[Any]) -> tuple[_Year | None, Scheme | None]:
        """The year that a row belongs to and its criteria; None for what is wrong, which is then listed."""
        agency, year = self.agency(table, row, cells), self.year(table, row, cells)
        scheme = None
        if year is not None:
            scheme = self.judged(lambda _: self._schemes.of(year), table, row, cells, Column.YEAR)
        if agency is None or year is None or scheme is None:
            return None, scheme
        found = self._years.get((agency, year))
        if found is None:
            found = self._years[agency, year] = _Year(Place(table.sheet, row))
        return found, scheme

    def _read_wide(self, table: Table, row: int, cells: list[Any], columns: list[tuple[int, Field]]) -> None:
        year, scheme = self._identity(table, row, cells)
        width = len(cells)
        values = year.values if year else {}
        for column, key in columns:
            raw = cells[column] if column < width else None
            if raw is None:
                continue
            value = self._value(table, row, key, raw, scheme)
            if value is None:
                continue
            if key in values:
                self._give(table, row, key, key, value, year)
            else:
                values[key] = value
        if year:
            year.cells.note(len(values), self._letters, row)

    def _read_long(self, table: Table, row: int, cells: list[Any], columns: list[tuple[int, Field]]) -> None:
        year, scheme = self._identity(table, row, cells)
        for column, key in columns:
            raw = cells[column] if column < len(cells) else None
            value = self._value(table, row, key, raw, scheme)
            if value is not None:
                self._give(table, row, key, key, value, year)
        number = self._number(table, row, cells, scheme)
        for name in LINE_HEADINGS.values():
            if name in table.columns.places:
                value = self._value(table, row, Field(number or 1, name), table.cell(cells, name), scheme, name)
                if value is not None and number is not None:
                    self._give(table, row, Field(number, name), name, value, year)
        if year:
            year.cells.note(len(year.values), self._letters, row)

    def _number(self, table: Table, row: int, cells: list[Any], scheme: Scheme | None) -> int | None:
        """The number of a long row's indicator; None where it is wrong or the year's criteria are unknown."""
        if scheme is None:
            return None
        if scheme.overall_only:
            return 1  # whatever it is, its score is refused with the reason
        return self.indicator(table, row, cells, scheme)

    # --- values

    def _value(
        self, table: Table, row: int, key: Field, raw: Any, scheme: Scheme | None, column: Any = None
    ) -> Value | None:
        """A cell as the field's value; None where it is blank or wrong, which is then listed."""
        try:
            value = self._read(key, raw, scheme)
            if value is not None and scheme is not None:
                _check_kept(key, scheme)
            return value
        except CellError as error:
            self._problems.add(error.at(table.place(row, column or key), raw))
            return None

    def _read(self, key: Field, raw: Any, scheme: Scheme | None) -> Value | None:
        if key.name in _FIGURES:
            if not isinstance(raw, str | Decimal):
                return read_figure(raw)
            # A table of the country has 10,001 different scores at most: each is read once.
            if raw not in self._figures:
                self._figures[raw] = read_figure(raw)
            return self._figures[raw]
        if is_blank(raw):
            return None
        if key.name == "conclusion":
            return _conclusion(read_line(raw))
        if key.name == "published_level":
            return _level(read_line(raw), scheme)
        return read_text(raw) or None

    def _give(self, table: Table, row: int, key: Field, column: Any, value: Value, year: _Year | None) -> None:
        """Note a value of a year; the same one again is let be, another one is a problem."""
        if year is None:
            return
        before = year.values.get(key)
        if before is None:
            year.values[key] = value
            year.rows[key] = row
        elif before != value:
            first = year.rows.get(key, year.place.row)
            shown_before = format_score(before) if isinstance(before, Decimal) else shorten(str(before))
            error = CellError(
                Code.REPEATED, f"ซ้ำกับแถว {thai_digits(first)} แต่ค่าไม่ตรงกัน", f"แถวนั้นคือ {shown_before} กรุณาให้เหลือค่าเดียว"
            )
            self._problems.add(error.at(table.place(row, column), value))
        elif key.indicator:
            self._repeated += 1

    # --- the end

    def result(self) -> ScoreImport:
        """What was read, in the order of the file."""
        given = {key: year for key, year in self._years.items() if year.values}
        self._note_shares(given)
        if self._repeated:
            self.notices.append(f"มีคะแนนที่ระบุซ้ำด้วยค่าเดียวกัน {thai_digits(f'{self._repeated:,}')} ช่อง ระบบนับเพียงครั้งเดียว")
        if not given and not self._problems.found:
            raise FileRefused("ไม่พบคะแนนใต้หัวตาราง กรุณากรอกคะแนนแล้วนำเข้าอีกครั้ง")
        return ScoreImport(
            entries=tuple(
                YearEntry(agency, year, found.values, found.cells) for (agency, year), found in given.items()
            ),
            places=tuple(found.place for found in given.values()),
            problems=tuple(self._problems.found),
            notices=tuple(self.notices),
            agency_names=self._book.names,
        )

    def _note_shares(self, years: dict[tuple[int, int], _Year]) -> None:
        """Figures that are all at most 1 look like shares of a hundred whose per-cent format was lost."""
        count = 0
        for year in years.values():
            scores = [value for key, value in year.values.items() if key.name == "score" and isinstance(value, Decimal)]
            if scores and max(scores) <= 1 and any(0 < score < 1 for score in scores):
                count += 1
        if count:
            self.notices.append(
                f"มี {thai_digits(f'{count:,}')} รายการที่คะแนนทุกช่องไม่เกิน ๑ ดูเหมือนเป็นสัดส่วนของร้อย "
                "(๐.๘๕ แทน ๘๕) กรุณาตรวจก่อนบันทึก"
            )


def _check_kept(key: Field, scheme: Scheme) -> None:
    """Refuse a figure of an indicator or tool that the year's criteria do not have: nothing would show it."""
    if key.indicator == 0:
        tool = _TOOL_OF.get(key.name)
        if tool and tool not in scheme.tools:
            raise CellError(
                Code.NOT_KEPT,
                f"เกณฑ์ของปีงบประมาณนี้ไม่มีเครื่องมือ {tool} จึงไม่มีที่ใช้คะแนนนี้",
                "ให้เว้นช่องนี้ว่างไว้ และใช้คอลัมน์ “คะแนนภาพรวมตามประกาศ”" if scheme.overall_only else "ให้เว้นช่องนี้ว่างไว้",
            )
        return
    if scheme.overall_only:
        raise CellError(
            Code.NOT_KEPT, "ปีงบประมาณนี้เก็บเฉพาะคะแนนภาพรวม", "ให้ใช้คอลัมน์ “คะแนนภาพรวมตามประกาศ” และเว้นคะแนนตัวชี้วัดว่างไว้"
        )
    if key.indicator not in scheme.names:
        raise scheme.no_such(key.indicator)


def _conclusion(text: str) -> str:
    found = _CONCLUSIONS.get(matching_form(text))
    if found is None:
        words = " หรือ ".join(f"“{choice.label}”" for choice in Conclusion)
        raise CellError(Code.UNKNOWN, "ไม่ใช่ข้อสรุปที่เลือกได้", f"ต้องเป็น {words}")
    return found


def _level(text: str, scheme: Scheme | None) -> str:
    longest = Assessment._meta.get_field("published_level").max_length or 0
    if scheme is not None and not scheme.overall_only and text not in scheme.levels:
        raise CellError(Code.UNKNOWN, "ไม่ใช่ระดับของเกณฑ์ที่ใช้ในปีงบประมาณนี้", f"ต้องเป็น {' หรือ '.join(sorted(scheme.levels))}")
    if len(text) > longest:
        raise CellError(Code.TOO_LONG, "ข้อความยาวเกินไป", f"ต้องไม่เกิน {thai_digits(longest)} ตัวอักษร")
    return text
