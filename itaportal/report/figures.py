"""The report's figures as drawings of marks on a stated axis: geometry and words, no HTML.

A figure is drawn once, as a frozen `ScaleFigure`, for the page, the PDF and whatever else shows it. Its SVG holds
geometry only: WeasyPrint takes Thai apart inside `<text>`, so every label is text beside the drawing. Tools are told
apart by the shape of their mark and a heading, levels by the depth of grey and a legend, so that a black-and-white
print says the same; the alternative text says every number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from assessments.charts import TOP, Axis, axis_for
from assessments.dashboard import IndicatorView, LevelView, ToolView, YearResult
from assessments.thai import format_score, thai_digits
from assessments.wording import level_words, short_figure

from .document import PreviousYear
from .radar import Radar, radar_of

# Drawing units: the axis is 400 wide with room for half a mark at either end.
AXIS_WIDTH, MARGIN = 400, 8
WIDTH, HEIGHT = AXIS_WIDTH + 2 * MARGIN, 18
VIEW_BOX = f"{-MARGIN} 0 {WIDTH} {HEIGHT}"

# One shape and one colour for each tool everywhere; dark enough to be told from the paper in black and white.
SHAPES = {"IIT": "circle", "EIT": "square", "OIT": "diamond"}
COLOURS = {"IIT": "#0f766e", "EIT": "#92580a", "OIT": "#6d28d9"}
INK = "#1c2430"
# From the lowest level to the highest, light to dark; more levels than shades start again at the lightest.
SHADES = ("#eceae4", "#d9d6cd", "#c0bcb1", "#a39e92", "#857f72", "#686357", "#4d493f")
_NEAREST_TICKS = 8  # per cent of the axis that two numbers need between them on a phone


@dataclass(frozen=True)
class Mark:
    """A score's mark. `hollow` where it is below its target; `x` in drawing units."""

    shape: str
    colour: str
    x: str
    hollow: bool

    @property
    def points(self) -> str:
        """The corners of a diamond or a square around the mark's place."""
        x, y = Decimal(self.x), HEIGHT // 2
        corners = {
            "diamond": ((0, -6), (6, 0), (0, 6), (-6, 0)),
            "square": ((-5, -5), (5, -5), (5, 5), (-5, 5)),
        }
        return " ".join(f"{x + dx:.1f},{y + dy}" for dx, dy in corners.get(self.shape, ()))


@dataclass(frozen=True)
class Line:
    """A line across the axis at a threshold: dashed for a target, dotted for a level."""

    x: str
    dashes: str


@dataclass(frozen=True)
class Band:
    """The stretch of the axis that belongs to a rating level."""

    x: str
    width: str
    shade: str


@dataclass(frozen=True)
class Tick:
    """A number under the axis, at a whole per cent of the drawing's width."""

    percent: int
    label: str


@dataclass(frozen=True)
class Row:
    """One score on the axis; `mark` None where there is no score. `alt` says in words what the drawing shows.

    `before` is where the score was a year earlier: the stem runs from there to `mark` instead of from the axis' end.
    """

    name: str
    value: str
    alt: str
    mark: Mark | None
    lines: tuple[Line, ...]
    bands: tuple[Band, ...] = ()
    before: Mark | None = None

    @property
    def lead(self) -> bool:
        """Whether this is the figure's main row."""
        return bool(self.bands)


@dataclass(frozen=True)
class Group:
    """Rows under one heading; `key` is the mark that stands for them, None where there is no heading."""

    title: str
    key: Mark | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class LegendItem:
    """What a line or a shade of the drawing means."""

    text: str
    dashes: str = ""
    shade: str = ""


@dataclass(frozen=True)
class ScaleFigure:
    """A figure of the report: marks on an axis that is stated, with caption, legend and alternative text."""

    kind: ClassVar[str] = "figure"

    number: int
    title: str
    alt: str
    headline: str
    headline_note: str
    groups: tuple[Group, ...]
    ticks: tuple[Tick, ...]
    legend: tuple[LegendItem, ...]
    view_box: str = VIEW_BOX
    radar: Radar | None = None

    @property
    def caption(self) -> str:
        """`ภาพที่ ๑ คะแนนภาพรวม …`."""
        return f"ภาพที่ {thai_digits(self.number)} {self.title}"


TARGET_DASHES, LEVEL_DASHES = "4 3", "1 2"


def overall_figure(year: YearResult, number: int) -> ScaleFigure | None:
    """The overall on the bands of the rating levels, with the tools that decide the level under it.

    None where there is no overall to show.
    """
    if year.overall is None:
        return None
    tools = [tool for tool in year.tools if tool.score is not None]
    axis = axis_for([year.overall, *(tool.score for tool in tools if tool.score is not None), Decimal(60)])
    target = year.criteria.target
    thresholds = sorted({level.min_overall for level in year.criteria.levels if axis.floor < level.min_overall})
    each = sorted({level.min_each for level in year.criteria.levels if level.min_each} - {target})
    # A year of which only the overall is kept was measured in another way: no target of today applies to it.
    lines = () if year.criteria.overall_only else (Line(_x(axis, target), TARGET_DASHES),)
    tool_lines = (*lines, *(Line(_x(axis, value), LEVEL_DASHES) for value in each))
    level = level_words(year) if year.levels else ""
    overall = Row(
        name="คะแนนภาพรวม",
        value=format_score(year.overall),
        alt=f"คะแนนภาพรวม {format_score(year.overall)} คะแนน {_on(axis)}",
        mark=Mark("circle", INK, _x(axis, year.overall), hollow=False),
        lines=lines,
        bands=_bands(year.criteria.levels, axis) or (Band("0", str(AXIS_WIDTH), SHADES[0]),),
    )
    rows = [_tool_row(tool, axis, tool_lines) for tool in tools]
    return ScaleFigure(
        number=number,
        title=f"คะแนนภาพรวม ปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year)}",
        alt=_sentence(
            f"คะแนนภาพรวม {format_score(year.overall)} จาก ๑๐๐ คะแนน",
            f"ระดับ{level}" if level else "",
            *(f"{tool.code} {format_score(tool.score)} คะแนน" for tool in tools),
            f"ค่าเป้าหมาย {short_figure(target)} คะแนน" if lines else "",
        ),
        headline=format_score(year.overall),
        headline_note=f"ระดับ{level}" if level else "",
        groups=(Group("", None, (overall, *rows)),),
        ticks=_ticks(axis, thresholds or [tick.value for tick in axis.ticks][1:-1]),
        legend=(
            *(LegendItem(f"ค่าเป้าหมาย {short_figure(target)} คะแนน", dashes=line.dashes) for line in lines),
            *(
                LegendItem(f"{_level_of(year, value)} ทุกเครื่องมือ {short_figure(value)} คะแนน", dashes=LEVEL_DASHES)
                for value in each
                if tools
            ),
            *_band_legend(year.criteria.levels),
        ),
    )


def indicators_figure(year: YearResult, number: int) -> ScaleFigure | None:
    """The indicators by tool with their target; a mark below its target is hollow. None where nothing is scored."""
    scores = [line.score for line in year.indicators if line.score is not None]
    if not scores:
        return None
    axis = axis_for([*scores, *(line.target for line in year.indicators)])
    targets = {line.target for line in year.indicators}
    target = f"เป้าหมาย {short_figure(next(iter(targets)))} คะแนน" if len(targets) == 1 else "เป้าหมายของแต่ละตัวชี้วัด"
    below = any(line.below_target for line in year.indicators)
    legend = [LegendItem(target, dashes=TARGET_DASHES)]
    if below:
        legend.append(LegendItem("เครื่องหมายโปร่ง คือ ต่ำกว่าเป้าหมาย"))
    if axis.floor:
        legend.append(LegendItem(f"แกนเริ่มที่ {thai_digits(axis.floor)} คะแนน"))
    return ScaleFigure(
        number=number,
        title=f"คะแนนรายตัวชี้วัด ปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year)}",
        alt=_sentence(*(_indicator_alt(line) for line in year.indicators), target),
        headline="",
        headline_note="",
        groups=tuple(
            Group(
                f"{tool.code} {tool.thai_name}",
                Mark(SHAPES[tool.code], COLOURS[tool.code], "8", hollow=False),
                tuple(_indicator_row(line, axis) for line in tool.indicators),
            )
            for tool in year.tools
        ),
        ticks=_ticks(axis, [tick.value for tick in axis.ticks][1:-1]),
        legend=tuple(legend),
        radar=radar_of(
            [
                (line.number, line.score, line.target, SHAPES[line.tool], COLOURS[line.tool], line.below_target)
                for line in year.indicators
            ],
            axis,
        ),
    )


def change_figure(year: YearResult, previous: PreviousYear, number: int) -> ScaleFigure | None:
    """From last year's score to this year's, the overall first and then every indicator; None where nothing moved on.

    Last year's mark is hollow, this year's full, a line runs between them: told apart without colour.
    """
    pairs = [(line, line.score, previous.indicator(line.number)) for line in year.indicators]
    scores = [score for _line, now, before in pairs if None not in (now, before) for score in (now, before)]
    if not scores:
        return None
    overall = [score for score in (year.overall, previous.overall) if score is not None]
    axis = axis_for([score for score in (*scores, *overall) if score is not None])
    groups = [
        Group(
            f"{tool.code} {tool.thai_name}",
            Mark(SHAPES[tool.code], COLOURS[tool.code], "8", hollow=False),
            tuple(
                _change_row(
                    f"{thai_digits(line.number)}. {line.name}", SHAPES[tool.code], COLOURS[tool.code], now, before, axis
                )
                for line, now, before in pairs
                if line.tool == tool.code
            ),
        )
        for tool in year.tools
    ]
    if len(overall) == 2:
        row = _change_row("คะแนนภาพรวม", "circle", INK, year.overall, previous.overall, axis)
        groups.insert(0, Group("", None, (row,)))
    then, now = thai_digits(previous.fiscal_year), thai_digits(year.fiscal_year)
    legend = [LegendItem(f"เครื่องหมายโปร่ง คือ พ.ศ. {then}"), LegendItem(f"เครื่องหมายทึบ คือ พ.ศ. {now}")]
    if axis.floor:
        legend.append(LegendItem(f"แกนเริ่มที่ {thai_digits(axis.floor)} คะแนน"))
    return ScaleFigure(
        number=number,
        title=f"การเปลี่ยนแปลงของคะแนน ปีงบประมาณ พ.ศ. {then} ถึง {now}",
        alt=_sentence(*(row.alt for group in groups for row in group.rows)),
        headline="",
        headline_note="",
        groups=tuple(groups),
        ticks=_ticks(axis, [tick.value for tick in axis.ticks][1:-1]),
        legend=tuple(legend),
    )


def _change_row(name: str, shape: str, colour: str, now: Decimal | None, before: Decimal | None, axis: Axis) -> Row:
    if now is None or before is None:
        missing = "เทียบไม่ได้"
        return Row(name=name, value=missing, alt=f"{name} {missing}", mark=None, lines=())
    word = "เท่าเดิม" if now == before else f"{'เพิ่ม' if now > before else 'ลด'} {format_score(abs(now - before))}"
    return Row(
        name=name,
        value=word,
        alt=f"{name} จาก {format_score(before)} เป็น {format_score(now)} คะแนน {word}",
        mark=Mark(shape, colour, _x(axis, now), hollow=False),
        lines=(),
        before=Mark(shape, colour, _x(axis, before), hollow=True),
    )


def _x(axis: Axis, value: Decimal) -> str:
    return f"{axis.share(value) * AXIS_WIDTH / 100:.1f}"


def _on(axis: Axis) -> str:
    return f"บนแกน {thai_digits(axis.floor)} ถึง ๑๐๐"


def _sentence(*parts: str) -> str:
    return " ".join(filter(None, parts))


def _tool_row(tool: ToolView, axis: Axis, lines: Sequence[Line]) -> Row:
    assert tool.score is not None
    return Row(
        name=f"{tool.code} {tool.short_name}",
        value=format_score(tool.score),
        alt=f"{tool.code} {format_score(tool.score)} คะแนน {_on(axis)}",
        mark=Mark(SHAPES[tool.code], COLOURS[tool.code], _x(axis, tool.score), hollow=False),
        lines=tuple(lines),
    )


def _indicator_alt(line: IndicatorView) -> str:
    score = "ยังไม่มีคะแนน" if line.score is None else f"{format_score(line.score)} คะแนน"
    below = " ต่ำกว่าเป้าหมาย" if line.below_target else ""
    return f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name} {score}{below}"


def _indicator_row(line: IndicatorView, axis: Axis) -> Row:
    mark = None
    if line.score is not None:
        mark = Mark(SHAPES[line.tool], COLOURS[line.tool], _x(axis, line.score), hollow=line.below_target)
    return Row(
        name=f"{thai_digits(line.number)}. {line.name}",
        value="ไม่มีคะแนน" if line.score is None else format_score(line.score),
        alt=f"{_indicator_alt(line)} เป้าหมาย {short_figure(line.target)} คะแนน",
        mark=mark,
        lines=(Line(_x(axis, line.target), TARGET_DASHES),),
    )


def _ticks(axis: Axis, values: Iterable[Decimal]) -> tuple[Tick, ...]:
    """Numbers at both ends and at `values`, leaving out those that would run into the one before."""
    ends = [Decimal(axis.floor), TOP]
    ticks = [_tick(axis, value) for value in sorted({*values, *ends})]
    last = ticks.pop()
    kept: list[Tick] = []
    for tick in ticks:
        near = [other for other in (*kept[-1:], last) if abs(other.percent - tick.percent) < _NEAREST_TICKS]
        if not near:
            kept.append(tick)
    return (*kept, last)


def _tick(axis: Axis, value: Decimal) -> Tick:
    place = (MARGIN + axis.share(value) * AXIS_WIDTH / 100) * 100 / WIDTH
    return Tick(int(place.to_integral_value()), short_figure(value))


def _spans(levels: Sequence[LevelView]) -> list[tuple[Decimal, Decimal, list[str]]]:
    """Stretches of the overall from the lowest up, with the levels that share each (from the best down)."""
    starts = sorted({level.min_overall for level in levels})
    ends = [*starts[1:], TOP][: len(starts)]
    return [
        (start, end, [level.name for level in levels if level.min_overall == start])
        for start, end in zip(starts, ends, strict=True)
    ]


def _bands(levels: Sequence[LevelView], axis: Axis) -> tuple[Band, ...]:
    bands = []
    for place, (start, end, _names) in enumerate(_spans(levels)):
        left, right = Decimal(_x(axis, start)), Decimal(_x(axis, end))
        if right > left:
            bands.append(Band(str(left), str(right - left), SHADES[place % len(SHADES)]))
    return tuple(bands)


def _band_legend(levels: Sequence[LevelView]) -> list[LegendItem]:
    items = []
    for place, (start, _end, names) in enumerate(_spans(levels)):
        following = _spans(levels)[place + 1][0] if place + 1 < len(_spans(levels)) else None
        span = f"{short_figure(start)} ขึ้นไป" if start else f"ต่ำกว่า {short_figure(following or TOP)}"
        if start and following:
            span = f"{short_figure(start)}–{format_score(following - Decimal('0.01'))}"
        items.append(LegendItem(f"{'/'.join(reversed(names))} {span}", shade=SHADES[place % len(SHADES)]))
    return items


def _level_of(year: YearResult, each: Decimal) -> str:
    return next(level.name for level in year.criteria.levels if level.min_each == each)
