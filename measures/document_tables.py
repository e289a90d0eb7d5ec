"""Tables of measures as agencies write them in Word: rows as the table has them become one row a measure.

A Word table shows what belongs together by merged cells, headings between rows and rows that go on. What is surely
meant is put together, and what is put together without a merged cell is said in a notice; anything else is left as it
stands, for the reader of measures to list as a problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from assessments.importing.cells import is_blank, matching_form, merged_value, quoted_value
from assessments.importing.formats.rows import Fault, FileRefused, ListedText, Merged
from assessments.importing.problems import Code, Column, Place, Problem
from assessments.importing.readers import Chosen
from assessments.importing.tables import Columns, Table
from assessments.thai import ascii_digits, shorten, thai_digits

from .import_matching import ANALYSIS, LABELS, MONITORING, PERIOD, STEPS, TITLES, UNITS, MeasureRow

_JOINED = (ANALYSIS, STEPS, UNITS, MONITORING)  # texts of a measure that its further rows go on with
_SHARED = (ANALYSIS, UNITS, PERIOD, MONITORING)  # what a merged cell says of every measure beside it
_INDICATOR = (Column.NAME, Column.NUMBER)
_ALL = (Column.AGENCY, Column.YEAR, *_INDICATOR, TITLES, ANALYSIS, STEPS, UNITS, PERIOD, MONITORING)
_HEADING = re.compile(r"ตัวชี้วัด\s*(?:ที่)?\s*\(?\s*\d")
_GOES_ON = re.compile(r"\s*[(\[]\s*ต่อ\s*[)\]]\s*$")
_AROUND = re.compile(r"(?:\s*[(\[]\s*(?:ต่อ|IIT|EIT|OIT|[^()\[\]]{0,40}คะแนน)\s*[)\]])+\s*$")
_COLON = re.compile(r"((?:ตัวชี้วัด\s*(?:ที่)?)?\s*\d{1,2})\s*[:–—-]\s*")
_YEAR = re.compile(r"ปี\s*(?:งบประมาณ)?\s*(?:พ\.?\s*ศ\.?)?\s*(25\d\d)(?!\d)")
_COUNT = re.compile(r"[(\[]?\s*(\d{1,2})\s*[)\].]?")
_BEGINS, _ENDS = ("เริ่ม", "ตั้งแต่", "วันเริ่ม", "วันที่เริ่ม"), ("สิ้นสุด", "ถึง", "วันสิ้นสุด", "วันที่สิ้นสุด", "แล้วเสร็จ", "เสร็จสิ้น")


@dataclass
class _Measure:
    """A measure as its rows are read: the row where it begins, and its cells."""

    row: int
    cells: dict[Any, Any]
    indicator: str = ""


@dataclass
class _Layout:
    """Where the columns of one table are: key → first and after last column, and headings of a second row."""

    spans: dict[Any, tuple[int, int]]
    headings: list[str]
    unknown: list[str]
    repeated: list[str]
    below: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: Columns) -> _Layout:
        """A column reaches to the next heading."""
        begins = [place for place, heading in enumerate(columns.headings) if heading]
        after = dict(zip(begins, [*begins[1:], 1_000], strict=True))
        spans = {key: (place, after[place]) for key, place in columns.places.items()}
        return cls(spans, list(columns.headings), list(columns.unknown), columns.repeated)

    def take_second_row(self, below: dict[int, str], key_of: Callable[[str], Any]) -> None:
        """Take in headings that stand below others: those that name a column part the one above them."""
        self.below = below
        edges = sorted({*below, *(edge for span in self.spans.values() for edge in span), 1_000})
        for place, text in below.items():
            key = key_of(matching_form(text))
            if key is None or key in self.spans:
                continue
            above = self._heading_over(place)
            if above in self.unknown:
                self.unknown.remove(above)
            for other, (first, after) in list(self.spans.items()):
                if first == place:
                    del self.spans[other]
                elif first < place < after:
                    self.spans[other] = (first, place)
            self.spans[key] = (place, next(edge for edge in edges if edge > place))
            self.headings.extend([""] * (place + 1 - len(self.headings)))
            self.headings[place] = text

    def _heading_over(self, place: int) -> str:
        return next((each for each in reversed(self.headings[: place + 1]) if each), "")

    def repeats(self, place: int, cell: Any) -> bool:
        """Whether a cell says again what its heading says."""
        form = matching_form(quoted_value(cell))
        return form in (matching_form(self._heading_over(place)), matching_form(self.below.get(place, "")))

    def columns(self) -> Columns:
        """The columns as they were understood in the end."""
        places = {key: first for key, (first, _) in self.spans.items()}
        return Columns(places, self.headings, self.unknown, self.repeated)


class DocumentTables:
    """Takes in the tables of one document in order, and gives them with a row for each measure.

    All are taken in first, for a measure may go on in the next table.
    """

    def __init__(self, key_of: Callable[[str], Any], notices: list[str]) -> None:
        self._key_of = key_of
        self._notices = notices
        self._indicator = ""  # the one a heading names, for the rows below it
        self._last: _Measure | None = None
        self._found: list[tuple[Table, list[_Measure]]] = []
        self._lines: list[str] = []  # of the text around the tables

    def note_lines(self, lines: Iterable[str]) -> None:
        """Take in lines of text before a table, whichever table it is."""
        self._lines += lines

    def add(self, table: Table) -> Table:
        """Take in one table. Returns it with its columns as they were understood, headings of a second row included."""
        self.note_lines(table.above)
        layout = _Layout.of(table.columns)
        if self._last is not None and not set(layout.spans) <= set(self._last.cells):
            self._last = None
        self._indicator = ""
        if table.above and _is_indicator(line := table.above[-1]):
            self._indicator, self._last = _indicator_name(line), None
            self._say(Place(table.sheet), f"ใช้ตัวชี้วัดจากข้อความก่อนตาราง “{shorten(line, 60)}”")
        measures: list[_Measure] = []
        rows = iter(table.rows)
        for number, cells in rows:
            if self._are_second_headings(cells, layout):
                continue
            rows = chain([(number, cells)], rows)
            break
        for number, cells in rows:
            if _are_headings(cells, layout) or self._is_between(table, layout, number, cells):
                continue
            found = _Measure(number, {key: _value(cells, layout, key) for key in layout.spans})
            found.indicator = _indicator_text(found.cells)
            if self._last is not None and self._goes_on(self._last, found):
                self._join(table, self._last, found)
            else:
                self._begin(found)
                measures.append(found)
                self._last = found
        understood = replace(table, columns=layout.columns())
        self._found.append((understood, measures))
        return understood

    def _are_second_headings(self, cells: list[Any], layout: _Layout) -> bool:
        """Whether a row under the headings goes on with them, under the merged heading of the measures."""
        title = layout.spans[TITLES][0]
        under = cells[title] if title < len(cells) else None
        if not isinstance(under, Merged) or under.across or not layout.repeats(title, under):
            return False
        own = {place: _shown(cell) for place, cell in enumerate(cells) if not isinstance(cell, Merged)}
        layout.take_second_row({place: text for place, text in own.items() if text}, self._key_of)
        return True

    def ask_whose(self, chosen: Chosen) -> None:
        """Compare what a person chose for the whole file with what the file says.

        Raises FileRefused where neither says whose the plan is, or of which year.
        """
        lines = sorted(
            self._lines, key=lambda line: not _YEAR.search(ascii_digits(line))
        )  # those that name a year first
        words = {Column.AGENCY: (chosen.agency, "หน่วยงาน"), Column.YEAR: (chosen.year, "ปีงบประมาณ")}
        lacking = [word for key, (given, word) in words.items() if given is None and not self._has(key)]
        if lacking:
            said = " ".join(f"“{shorten(line, 120)}”" for line in lines[:2])
            shown = f" (ในไฟล์เขียนไว้ว่า {said})" if said else ""
            what = "และ".join(lacking)
            raise FileRefused(
                f"ตารางในไฟล์ Word ไม่มีคอลัมน์{what} กรุณาเลือก{what}ของแผน แล้วกด “อัปโหลดและตรวจไฟล์” อีกครั้ง{shown}"
            )
        years = dict.fromkeys(int(year) for line in lines for year in _YEAR.findall(ascii_digits(line)))
        if chosen.year is not None and years and chosen.year not in years:
            named = " ".join(thai_digits(year) for year in years)
            self._notices.append(
                f"เลือกปีงบประมาณ {thai_digits(chosen.year)} แต่ข้อความก่อนตารางกล่าวถึงปี {named} กรุณาตรวจปีที่เลือก"
            )

    def _has(self, key: Any) -> bool:
        return all(key in table.columns.places for table, _ in self._found)

    def tables(self) -> Iterator[Table]:
        """The tables with a row for each measure, under all the columns that a measure has."""
        for table, measures in self._found:
            named = table.columns
            headings = [
                named.headings[named.places[key]] if key in named.places else LABELS.get(key, "") for key in _ALL
            ]
            columns = Columns({key: place for place, key in enumerate(_ALL)}, headings)
            rows = [(each.row, [each.cells.get(key) for key in _ALL]) for each in measures]
            yield Table(table.sheet, table.heading_row, columns, iter(rows))

    def _say(self, place: Place, text: str) -> None:
        self._notices.append(f"{place} {text}")

    # --- rows

    def _begin(self, found: _Measure) -> None:
        """A row that is a measure of its own: with the indicator of the heading above it, and what merged cells say."""
        cells = found.cells
        if not found.indicator and self._indicator:
            cells[Column.NAME], cells[Column.NUMBER] = self._indicator, None
            found.indicator = matching_form(self._indicator)
        for key in _INDICATOR:
            if isinstance(text := merged_value(cells.get(key)), str):
                cells[key] = _indicator_name(text)
        for shared_key in _SHARED:
            if isinstance(shared := cells.get(shared_key), Merged) and not shared.across:
                cells[shared_key] = shared.value
        if isinstance(title := cells.get(TITLES), ListedText):
            cells[TITLES] = title.bare  # the number counts the measures and is no part of the title
        if is_blank(cells.get(TITLES)) and any(not is_blank(cells.get(key)) for key in (*_JOINED, PERIOD)):
            cells[TITLES] = Fault("", "ไม่มีชื่อมาตรการในแถวนี้", "กรุณาพิมพ์ชื่อมาตรการ หรือผสานเซลล์กับชื่อมาตรการในแถวก่อนหน้า")

    def _is_between(self, table: Table, layout: _Layout, number: int, cells: list[Any]) -> bool:
        """Whether a row is no measure: a heading that names an indicator, or a text across the table."""
        own = [(place, cell) for place, cell in enumerate(cells) if not is_blank(merged_value(cell))]
        if not own or any(isinstance(cell, Merged) and not cell.across for _, cell in own):
            return False
        alone = [cell for _, cell in own if not isinstance(cell, Merged)]
        across = len(own) == len(cells) > 1 and len(layout.spans) > 1 and own[0][0] == 0
        if len(alone) != 1:
            return False
        text = " ".join(quoted_value(alone[0]).split())
        in_indicators = any(key in layout.spans and layout.spans[key][0] == own[0][0] for key in _INDICATOR)
        if isinstance(alone[0], str) and _is_indicator(text) and (across or not in_indicators):
            self._indicator, self._last = _indicator_name(text), None
            return True
        if across:
            self._indicator, self._last = "", None
            self._say(Place(table.sheet, number), f"ไม่ได้อ่าน “{shorten(text, 60)}” เพราะไม่ใช่มาตรการ")
        return across

    # --- rows that go on

    @staticmethod
    def _goes_on(begun: _Measure, found: _Measure) -> bool:
        """Whether a row belongs to the measure above it: under its merged title, without a title, or with it again."""
        if found.indicator and begun.indicator and found.indicator != begun.indicator:
            return False
        title = found.cells.get(TITLES)
        if isinstance(title, Merged):
            return not title.across
        own_indicator = any(isinstance(each := found.cells.get(key), str) and each for key in _INDICATOR)
        if not _shown(title):
            return not own_indicator or bool(begun.indicator)
        return isinstance(title, str) and _title(title) == _title(begun.cells.get(TITLES))

    def _join(self, table: Table, begun: _Measure, found: _Measure) -> None:
        place = Place(table.sheet, found.row)
        if not isinstance(found.cells.get(TITLES), Merged):
            self._say(place, f"อ่านต่อจากมาตรการในแถวก่อนหน้า “{shorten(quoted_value(begun.cells.get(TITLES)), 60)}”")
        for key in _JOINED:
            self._join_text(place, begun, key, found.cells.get(key))
        period = found.cells.get(PERIOD)
        if is_blank(merged_value(period)) or isinstance(period, Merged):
            return
        known = begun.cells.get(PERIOD)
        if is_blank(known):
            begun.cells[PERIOD] = period
        elif isinstance(known, Fault) or matching_form(quoted_value(known)) != matching_form(quoted_value(period)):
            shown = f"{quoted_value(known)} / {quoted_value(period)}"
            expected = "กรุณาใช้ช่วงเดียวที่ครอบคลุมทุกขั้นตอน หรือแยกเป็นหลายมาตรการ"
            begun.cells[PERIOD] = Fault(shown, f"แถวที่อ่านรวมเป็นมาตรการเดียวมีระยะเวลาต่างกัน ({place})", expected)

    def _join_text(self, place: Place, begun: _Measure, key: str, value: Any) -> None:
        known = begun.cells.get(key)
        if is_blank(value) or isinstance(value, Merged) or isinstance(known, Fault):
            return
        if isinstance(value, Fault):
            begun.cells[key] = value
            return
        text = value if isinstance(value, str) else quoted_value(value)
        if is_blank(known):
            begun.cells[key] = text
        elif key == UNITS:
            there = {matching_form(line) for line in str(known).splitlines()}
            more = [line for line in text.splitlines() if matching_form(line) not in there]
            begun.cells[key] = "\n".join([str(known), *more])
            if more:
                self._say(place, "ผู้รับผิดชอบต่างจากแถวก่อนหน้าของมาตรการเดียวกัน ระบบเก็บเป็นผู้รับผิดชอบร่วมของมาตรการ")
        elif matching_form(text) != matching_form(str(known)):
            begun.cells[key] = f"{known}\n{text}"


def repeated_measures(rows: Iterable[MeasureRow]) -> Iterator[Problem]:
    """Measures that a document has twice, as where a summary stands before the plan: which one holds is not guessed."""
    seen: dict[tuple[int, int, int, str], MeasureRow] = {}
    for row in rows:
        key = (row.agency_id, row.fiscal_year, row.indicator, row.given.get(TITLES, ""))
        if (before := seen.setdefault(key, row)) is not row:
            expected = "ให้เหลือเพียงแห่งเดียว หรือใช้ชื่อที่ต่างกัน"
            yield Problem(Code.REPEATED, row.place, key[-1], f"ซ้ำกับ {before.place}", expected)


# --- cells


def _value(cells: list[Any], layout: _Layout, key: Any) -> Any:
    """What a row has under one heading, which may reach over several columns of the grid."""
    first, after = layout.spans[key]
    there = cells[first:after]
    if there and isinstance(there[0], Merged) and there[0].across:
        return there[0]  # the cell begins under another heading
    own = [(first + place, cell) for place, cell in enumerate(there) if not is_blank(merged_value(cell))]
    own = [(place, cell) for place, cell in own if not (isinstance(cell, Merged) and cell.across)]
    if not own:
        return None
    if len(own) == 1 or all(isinstance(cell, Merged) and cell == own[0][1] for _, cell in own):
        return own[0][1]
    texts = [quoted_value(cell) for _, cell in own]
    if key == PERIOD and len(own) == 2 and _are_ends(*(layout.below.get(place, "") for place, _ in own)):
        return " – ".join(texts)
    return Fault(" / ".join(texts), "มีหลายช่องใต้หัวตารางเดียวกัน", "กรุณารวมเป็นช่องเดียว")


def _are_ends(first: str, second: str) -> bool:
    return first.startswith(_BEGINS) and second.startswith(_ENDS)


def _are_headings(cells: list[Any], layout: _Layout) -> bool:
    """Whether a row repeats the headings, or counts the columns."""
    shown = [(place, cell) for place, cell in enumerate(cells) if _shown(cell)]
    if shown and all(layout.repeats(place, cell) for place, cell in shown):
        return True
    counts = [_COUNT.fullmatch(ascii_digits(_shown(cell))) for _, cell in shown if not isinstance(cell, Merged)]
    return len(counts) > 2 and [int(each[1]) if each else 0 for each in counts] == list(range(1, len(counts) + 1))


def _shown(value: Any) -> str:
    return "" if is_blank(merged_value(value)) else quoted_value(value)


def _title(value: Any) -> str:
    text = value.bare if isinstance(value, ListedText) else value
    return matching_form(_GOES_ON.sub("", text)) if isinstance(text, str) else ""


def _indicator_text(cells: dict[Any, Any]) -> str:
    """Which indicator a row names, for comparing; a merged cell names it for every row."""
    texts = (_indicator_name(_shown(cells.get(key))) for key in _INDICATOR)
    return next((matching_form(text) for text in texts if text), "")


def _indicator_name(text: str) -> str:
    """An indicator's name without what is written around it: that it goes on, its tool, its score, a colon."""
    line = _AROUND.sub("", " ".join(text.split()))
    found = _COLON.match(ascii_digits(line))
    return f"{line[: found.end(1)]} {line[found.end() :]}" if found else line


def _is_indicator(text: str) -> bool:
    return bool(_HEADING.match(ascii_digits(text)))
