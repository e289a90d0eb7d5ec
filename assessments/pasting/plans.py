"""The plan of a paste: which figure goes into which cell, what is left out and why, what the person is asked. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ..importing.cells import CellError
from ..thai import shorten, thai_digits
from .blocks import (
    Block,
    TooLarge,
    bare_figure,
    is_figure,
    parse_block,
    readable,
    says_nothing,
    score_of,
    whole_number,
)
from .columns import Column, Role, counting_column, figure_columns, names_indicators, says_year
from .labels import Kind, Labels, Meaning
from .sequences import OVERALL, Group, fitting_layouts, mean_of

TOO_LARGE = "สิ่งที่คัดลอกมายาวเกินไป กรุณาคัดลอกเฉพาะตารางคะแนน หรือนำเข้าจากไฟล์"
NOTHING = "ไม่พบคะแนนในสิ่งที่คัดลอกมา"
WITH_NAMES = "กรุณาคัดลอกคอลัมน์ชื่อตัวชี้วัดมาด้วย หรือคัดลอกเฉพาะคะแนนของตัวชี้วัด"
NO_NAME = "ข้อความข้างตัวเลขไม่ใช่ชื่อตัวชี้วัดของเกณฑ์ที่ใช้ในปีงบประมาณนี้ ระบบจึงไม่ทราบว่าตัวเลขใดเป็นของตัวชี้วัดใด"
ONLY_COMPUTED = "คัดลอกมาเฉพาะคะแนนของเครื่องมือหรือคะแนนภาพรวม ซึ่งระบบคำนวณจากคะแนนตัวชี้วัด"
WHICH = "มีตัวเลขมากกว่าหนึ่งคอลัมน์ กรุณาเลือกว่าจะวางคอลัมน์ใด"
OTHER_YEAR = "หัวตารางบอกว่าเป็นตัวเลขของปีอื่น หากต้องการวางในปีที่เปิดอยู่ กรุณาเลือกคอลัมน์"


@dataclass(frozen=True)
class Line:
    """One indicator of the grid."""

    number: int
    name: str


@dataclass(frozen=True)
class ToolGroup:
    """One tool of the grid."""

    code: str
    thai_name: str
    weight: Decimal
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Grid:
    """The grid that is pasted into: its year, tools in order, whether it has cells for the parts of EIT, and what is
    typed in its scores (number → text).
    """

    year: int
    tools: tuple[ToolGroup, ...]
    parts: bool = True
    typed: Mapping[int, str] = field(default_factory=dict)

    @property
    def numbers(self) -> list[int]:
        """The indicators as the grid shows them."""
        return [line.number for tool in self.tools for line in tool.lines]


@dataclass(frozen=True)
class Placed:
    """A figure, as it was copied, and the field it goes into."""

    field: str
    value: str


@dataclass(frozen=True)
class LeftOut:
    """What is not placed: its words, its figure, and why."""

    text: str
    value: str
    reason: str


@dataclass(frozen=True)
class Given:
    """A tool's result in the block, beside what the grid would compute; `computed` is None where scores are missing."""

    tool: str
    value: Decimal
    computed: Decimal | None

    @property
    def agrees(self) -> bool:
        """Whether they are the same figure."""
        return self.computed is not None and self.value == self.computed


@dataclass(frozen=True)
class Plan:
    """What would be done. `question` is why nothing is, or what is to be chosen; `choices` are readings to ask for."""

    placed: tuple[Placed, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    given: tuple[Given, ...] = ()
    question: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def plan_paste(text: str, *, cell: str, grid: Grid, reading: str = "") -> Plan:
    """Return what pasting `text` into the field `cell` (`score_3`, `target_3`, `eit_part_1`) would do.

    `reading` is one of the `choices` of an earlier plan for the same text.
    """
    try:
        block = parse_block(text)
    except TooLarge:
        return Plan(question=TOO_LARGE)
    if not any(is_figure(each) for row in block for each in row):
        return Plan(question=NOTHING)
    return _Reader(block, cell, grid, reading).plan()


class _Reader:
    """Reads one block."""

    def __init__(self, block: Block, cell: str, grid: Grid, reading: str) -> None:
        self._grid, self._reading = grid, reading
        self._kind, _, number = cell.rpartition("_")
        self._first = int(number) if number.isdecimal() else 0
        self._labels = Labels(
            {line.number: line.name for tool in grid.tools for line in tool.lines},
            {tool.code: tool.thai_name for tool in grid.tools},
        )
        self._block = block
        self._counting: int | None = None
        self._left: list[LeftOut] = []
        self._tools: list[tuple[str, Decimal]] = []
        self._scores: dict[int, Decimal | None] = {number: readable(text) for number, text in grid.typed.items()}

    def plan(self) -> Plan:
        """The plan; a row of figures under a row of names is read as columns."""
        meanings = self._meanings()
        if not self._places(meanings):
            upright, counting = self._block, self._counting
            self._block = [list(cells) for cells in zip(*upright, strict=True)]
            turned = self._meanings()
            if len(upright) > 1 and self._places(turned):
                return self._by_labels(turned)
            if len(upright) == 1 and len(upright[0]) > 2:
                meanings = turned
            else:
                self._block, self._counting = upright, counting
        if self._places(meanings):
            return self._by_labels(meanings)
        return self._by_place(meanings)

    def _places(self, meanings: Sequence[Meaning | None]) -> bool:
        """Whether a figure stands beside the name or number of an indicator or part."""
        return any(
            meaning is not None
            and meaning.kind in (Kind.INDICATOR, Kind.PART)
            and any(is_figure(cell) for cell in self._figure_cells(y))
            for y, meaning in enumerate(meanings)
        )

    # --- by names and numbers

    def _meanings(self) -> list[Meaning | None]:
        """What each row is about, by its words and by a column of numbers; None for a row without either."""
        block = self._block
        named = [self._labels.of_row(text for text in row if text and not is_figure(text)) for row in block]
        about = [y for y, each in enumerate(named) if each and each.kind is Kind.INDICATOR]
        x = self._counting = counting_column(block, about, max(self._grid.numbers, default=0))
        if x is None:
            return named
        counts = [whole_number(row[x]) if is_figure(row[x]) else None for row in block]
        wrong = [y for y in about if counts[y] is not None and counts[y] != (named[y] or Meaning(Kind.NOTE)).number]
        for y in wrong:
            if names_indicators(block, x):
                named[y] = Meaning(Kind.CONFLICT)
        if not wrong or names_indicators(block, x):
            for y, count in enumerate(counts):
                meaning = named[y]
                if count in self._grid.numbers and (meaning is None or meaning.kind is Kind.TOOL):
                    named[y] = Meaning(Kind.INDICATOR, count or 0)
        return named

    def _by_labels(self, meanings: Sequence[Meaning | None]) -> Plan:
        data = [y for y, each in enumerate(meanings) if each and each.kind in (Kind.INDICATOR, Kind.PART)]
        above = [y for y in range(data[0]) if (each := meanings[y]) and each.kind is Kind.TOOL]
        with_figures = [y for y in [*above, *data] if any(is_figure(each) for each in self._figure_cells(y))]
        first = min(with_figures, default=data[0])
        columns = figure_columns(self._block, [y for y in data if y >= first], self._grid.year, self._counting)
        if not columns:
            return Plan(question=NOTHING)
        chosen = self._chosen(columns)
        if isinstance(chosen, Plan):
            return chosen
        found: dict[str, str] = {}
        refused: set[str] = set()
        for kind, column in chosen.items():
            for y, meaning in enumerate(meanings):
                self._take(y, meaning, kind, column, found, refused)
        pairs = {name: value for name, value in found.items() if name not in refused}
        return self._plan(pairs)

    def _figure_cells(self, y: int) -> list[str]:
        return [each for x, each in enumerate(self._block[y]) if x != self._counting]

    def _take(
        self, y: int, meaning: Meaning | None, kind: str, column: Column, found: dict[str, str], refused: set[str]
    ) -> None:
        """Place the figure of a row in a column, or note why not."""
        row = self._block[y]
        value = row[column.place]
        words = " ".join(text for text in row if text and not is_figure(text))
        if meaning is None or meaning.kind not in (Kind.INDICATOR, Kind.PART):
            if kind != "target" or len(row) < 2:
                self._leave(words, value, meaning)
            return
        if meaning.kind is Kind.PART and (not self._grid.parts or kind == "target"):
            self._left.append(LeftOut(words, value, Kind.PART.value))
            return
        name = f"{kind}_{meaning.number}" if meaning.kind is Kind.INDICATOR else f"eit_part_{meaning.number}"
        reason = _unreadable(value)
        if reason:
            self._left.append(LeftOut(words, value if is_figure(value) else "", reason))
        elif name in found and readable(found[name]) != readable(value):
            refused.add(name)
            self._left.append(LeftOut(words, value, f"ซ้ำกับ {found[name]} ซึ่งไม่เท่ากัน จึงไม่วางทั้งสองค่า"))
        else:
            found.setdefault(name, value)

    def _leave(self, words: str, value: str, meaning: Meaning | None) -> None:
        kind = meaning.kind if meaning else Kind.UNKNOWN
        score = readable(value) if is_figure(value) else None
        if meaning and meaning.tool and score is not None:
            self._tools.append((meaning.tool, score))
        reason = kind.value if meaning else "ไม่มีชื่อตัวชี้วัดกำกับ"
        if not is_figure(value) or says_year(value):
            reason = Kind.NOTE.value if kind is Kind.NOTE else "หัวตารางหรือข้อความ ไม่ใช่คะแนน"
        if words or value:
            self._left.append(LeftOut(words, value if is_figure(value) else "", reason))

    def _chosen(self, columns: list[Column]) -> dict[str, Column] | Plan:
        """The columns meant, by the kind of cell they go into; a question where that is not sure."""
        by_place = {str(column.place): column for column in columns}
        score, _, target = self._reading.partition("+")
        if score in by_place and (not target or target in by_place):
            chosen = {self._target_kind: by_place[score]}
            return chosen | ({"target": by_place[target]} if target else {})
        of_year = [each for each in columns if each.role is Role.THIS_YEAR]
        scores = of_year or [each for each in columns if each.role is Role.SCORE]
        targets = [each for each in columns if each.role is Role.TARGET]
        if len(scores) == 1 and len(targets) < 2:
            both = {"target": targets[0]} if targets and self._target_kind == "score" else {}
            return {self._target_kind: (targets or scores)[0] if self._target_kind == "target" else scores[0]} | both
        if not scores and len(targets) == 1 and self._target_kind == "target":
            return {"target": targets[0]}
        if len(columns) == 1 and columns[0].role is Role.OTHER_YEAR:
            return Plan(question=OTHER_YEAR, choices=self._choices(columns))
        return Plan(question=WHICH, choices=self._choices(columns))

    @property
    def _target_kind(self) -> str:
        return "target" if self._kind == "target" else "score"

    def _choices(self, columns: list[Column]) -> tuple[tuple[str, str], ...]:
        what = "เป้าหมายเฉพาะตัวชี้วัด" if self._target_kind == "target" else "คะแนน"
        found = [
            (str(each.place), f"คอลัมน์ที่ {thai_digits(n)} {thai_digits(each.words)} เป็น{what}")
            for n, each in enumerate(columns, start=1)
        ]
        if len(columns) == 2 and self._target_kind == "score":
            first, second = columns
            words = "คอลัมน์ที่ ๑ เป็นคะแนน และคอลัมน์ที่ ๒ เป็นเป้าหมายเฉพาะตัวชี้วัด"
            found.append((f"{first.place}+{second.place}", words))
        return tuple(found)

    # --- by place

    def _by_place(self, meanings: Sequence[Meaning | None]) -> Plan:
        """A block without any name of an indicator: figures alone, from the focused cell on."""
        block = self._block
        worded = [y for y, each in enumerate(meanings) if each and any(is_figure(cell) for cell in block[y])]
        heads = next((y for y, row in enumerate(block) if any(is_figure(c) and not says_year(c) for c in row)), 0)
        if any(y >= heads for y in worded):
            for y, meaning in enumerate(meanings):
                figure = next((cell for cell in block[y] if is_figure(cell)), "")
                self._leave(" ".join(c for c in block[y] if c and not is_figure(c)), figure, meaning)
            computed = all((each := meanings[y]) and each.kind in (Kind.TOOL, Kind.TOTAL) for y in worded)
            return self._plan({}, ONLY_COMPUTED if computed else NO_NAME)
        columns = figure_columns(block, range(heads, len(block)), self._grid.year, self._counting)
        if self._kind == "eit_part":
            values = [cell for row in block[heads:] for cell in row]
            return self._sequence(values, [f"eit_part_{number}" for number in (1, 2) if number >= self._first])
        chosen = self._chosen(columns)
        if isinstance(chosen, Plan):
            return chosen
        for row in block[:heads]:
            self._leave(" ".join(cell for cell in row if cell), "", None)
        numbers = self._grid.numbers
        slots = numbers[numbers.index(self._first) :] if self._first in numbers else []
        pairs: dict[str, str] = {}
        for kind, column in chosen.items():
            values = [row[column.place] for row in block[heads:]]
            if kind == "score" and len(values) > len(slots) == len(numbers):
                return self._with_tools(values)
            plan = self._sequence(values, [f"{kind}_{number}" for number in slots])
            if plan.question:
                return plan
            pairs |= {each.field: each.value for each in plan.placed}
        return self._plan(pairs)

    def _sequence(self, values: list[str], fields: list[str]) -> Plan:
        if len(values) > len(fields):
            return Plan(left_out=tuple(self._left), question=_too_many(len(values), len(fields)))
        pairs = {}
        for name, value in zip(fields, values, strict=False):
            if says_nothing(value):
                continue
            if reason := _unreadable(value):
                self._left.append(LeftOut("", value, reason))
            else:
                pairs[name] = value
        return self._plan(pairs)

    def _with_tools(self, values: list[str]) -> Plan:
        """More figures than indicators: the results of tools among them, where the figures themselves prove it."""
        groups = [Group(tool.code, tool.weight, tuple(line.number for line in tool.lines)) for tool in self._grid.tools]
        layouts = fitting_layouts([readable(value) for value in values], groups)
        if len(layouts) != 1:
            return Plan(left_out=tuple(self._left), question=_too_many(len(values), len(self._grid.numbers)))
        pairs = {}
        for slot, value in zip(layouts[0], values, strict=True):
            if isinstance(slot, int):
                pairs[f"score_{slot}"] = value
            else:
                meaning = Meaning(Kind.TOTAL) if slot == OVERALL else Meaning(Kind.TOOL, tool=slot)
                self._leave("" if slot == OVERALL else slot, value, meaning)
        return self._plan(pairs)

    # --- the end

    def _plan(self, pairs: dict[str, str], question: str = "") -> Plan:
        for name, value in pairs.items():
            kind, _, number = name.rpartition("_")
            if kind == "score":
                self._scores[int(number)] = readable(value)
        by_code = {tool.code: [self._scores.get(line.number) for line in tool.lines] for tool in self._grid.tools}
        given = [Given(code, value, mean_of(by_code[code])) for code, value in self._tools if code in by_code]
        if not pairs and not question:
            question = NOTHING
        order = {name: place for place, name in enumerate(self._fields())}
        placed = sorted(
            (Placed(name, bare_figure(value)) for name, value in pairs.items()), key=lambda each: order[each.field]
        )
        return Plan(tuple(placed), tuple(self._left), tuple(dict.fromkeys(given)), question)

    def _fields(self) -> list[str]:
        numbers = self._grid.numbers
        return [*(f"{kind}_{number}" for number in numbers for kind in ("score", "target")), "eit_part_1", "eit_part_2"]


def _unreadable(value: str) -> str:
    """Why a cell is not placed as a score; an empty text for one that is."""
    if says_nothing(value):
        return "ไม่มีคะแนน ค่าเดิมของช่องนี้คงไว้"
    if not is_figure(value):
        return f"“{shorten(value)}” ไม่ใช่ตัวเลข"
    try:
        score_of(value)
    except CellError as error:
        return f"{error.message} {error.expected}"
    return ""


def _too_many(count: int, room: int) -> str:
    return (
        f"คัดลอกมา {thai_digits(count)} ค่า แต่มีช่องรองรับ {thai_digits(room)} ช่อง ระบบจึงไม่ทราบว่าค่าใดเป็นของตัวชี้วัดใด "
        f"{WITH_NAMES}"
    )
