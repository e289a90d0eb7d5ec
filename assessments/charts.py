"""Geometry of the dashboard's charts: where each mark lies on a stated axis. No words, no colours, no HTML.

Positions are SVG percentages of the drawing's width (`"77.40%"`), so one drawing fits every screen width, and they are
written as attributes, which a strict Content-Security-Policy allows where style attributes are forbidden.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .dashboard import IndicatorView, LevelView, ToolView, YearResult
from .scoring import Shortfall

TOP = Decimal(100)
# Floors an axis may start at, with the step of its ticks. Scores crowd between 80 and 100, hence the first.
_FLOORS = ((80, 5), (60, 10), (40, 20), (20, 20), (0, 20))
# A level's name is written over its zone only where it fits on a 320 px screen: there the drawing is about 280 px
# wide and a character of the label about 8 px, that is 3 % of the width each.
_CHARACTER_SHARE = Decimal(3)
_LABEL_SHARE = Decimal(9)  # the room that a figure of two or three digits takes below the axis on such a screen


def percent(share: Decimal) -> str:
    """An SVG percentage with two decimals, `77.40%`, whatever the language of the page."""
    return f"{share:.2f}%"


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis."""

    value: Decimal
    x: str


@dataclass(frozen=True)
class Axis:
    """A scale from `floor` to 100 with a tick every `step` points."""

    floor: int
    step: int

    def share(self, value: Decimal) -> Decimal:
        """How far along the axis a value lies, 0–100; a value under the floor lies at its start."""
        return max(Decimal(0), (value - self.floor) * 100 / (TOP - self.floor))

    def x(self, value: Decimal) -> str:
        """The value's place as an SVG percentage."""
        return percent(self.share(value))

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The ticks from the floor to 100, both included."""
        return tuple(Tick(Decimal(value), self.x(Decimal(value))) for value in range(self.floor, 101, self.step))


def axis_for(values: Iterable[Decimal]) -> Axis:
    """The axis that starts highest, at 80 at most, and still holds every value."""
    lowest = min(values, default=TOP)
    return next(Axis(floor, step) for floor, step in _FLOORS if floor <= lowest or floor == 0)


@dataclass(frozen=True)
class LabelBox:
    """Where a label that belongs to one place of the axis is written so that it stays inside the drawing."""

    x: str
    width: str
    align: str  # start, middle or end: which part of the label is at the place


def label_box(share: Decimal, half_width: Decimal = Decimal(20)) -> LabelBox:
    """A box for a label at `share` (0–100): centred on it, or beside it near either end of the axis."""
    if share < half_width:
        return LabelBox(percent(share), percent(100 - share), "start")
    if share > 100 - half_width:
        return LabelBox("0.00%", percent(share), "end")
    return LabelBox(percent(share - half_width), percent(2 * half_width), "middle")


# --- The ten indicators -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IndicatorMark:
    """One indicator's row: where its score (None when not scored) and its target lie."""

    indicator: IndicatorView
    x: str | None
    target_x: str


@dataclass(frozen=True)
class IndicatorGroup:
    """The rows of one tool."""

    tool: ToolView
    marks: tuple[IndicatorMark, ...]


@dataclass(frozen=True)
class IndicatorChart:
    """All indicators by tool on one axis. `target` is None where they do not share one; then each row has its own."""

    axis: Axis
    groups: tuple[IndicatorGroup, ...]
    target: Decimal | None
    target_x: str | None
    target_label: LabelBox | None


def indicator_chart(year: YearResult) -> IndicatorChart:
    """Place the year's indicators; the axis starts at 80, or lower where a score or a target is."""
    scores = [line.score for line in year.indicators if line.score is not None]
    targets = {line.target for line in year.indicators}
    axis = axis_for([*scores, *targets])
    shared = targets.pop() if len(targets) == 1 else None
    return IndicatorChart(
        axis=axis,
        groups=tuple(
            IndicatorGroup(
                tool,
                tuple(
                    IndicatorMark(line, None if line.score is None else axis.x(line.score), axis.x(line.target))
                    for line in tool.indicators
                ),
            )
            for tool in year.tools
        ),
        target=shared,
        target_x=None if shared is None else axis.x(shared),
        target_label=None if shared is None else label_box(axis.share(shared)),
    )


# --- What decides the level ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Zone:
    """The stretch of the axis that belongs to a level: `labelled` where its name has room, `reached` where possible."""

    level: LevelView
    x: str
    width: str
    labelled: bool
    reached: bool


@dataclass(frozen=True)
class LevelMark:
    """The overall (`tool` None) or a tested figure; between `low` and `high` while it is not known.

    `shortfall` says what it lacks to the next level; None where it lacks nothing.
    """

    tool: str | None
    part: int | None
    low: Decimal
    high: Decimal
    x: str
    x_high: str
    shortfall: Shortfall | None

    @property
    def known(self) -> bool:
        """Whether this is a figure and not only its bounds."""
        return self.low == self.high


@dataclass(frozen=True)
class LevelChart:
    """The overall and the figures that are tested, on one axis with the levels' thresholds.

    `labels` are the thresholds and axis ends whose figures can be written below the axis without touching.
    """

    axis: Axis
    thresholds: tuple[Tick, ...]
    labels: tuple[Tick, ...]
    zones: tuple[Zone, ...]
    marks: tuple[LevelMark, ...]
    tools_decide: bool


def level_chart(year: YearResult) -> LevelChart | None:
    """Place what decides the level; None where there is no computed result.

    Where levels ask something of every tool (FY2566 on) the tested figures stand beside the overall, and only such
    levels name a zone: the others (`ผ่าน`, `ต้องปรับปรุง`) follow from the overall alone, so that their zones would be
    wrong for a tool. Under letter levels the overall stands alone.
    """
    overall = year.result.overall
    if overall is None:
        return None
    tools_decide = any(level.min_each is not None for level in year.criteria.levels)
    tested = year.result.tested if tools_decide else ()
    starts = {level.min_overall for level in year.criteria.levels if level.min_overall > 0}
    axis = axis_for([overall, *(score.low for score in tested)])
    thresholds = [start for start in sorted(starts) if axis.floor < start < TOP]
    places = [(None, None, overall, overall), *((score.tool, score.part, score.low, score.high) for score in tested)]
    return LevelChart(
        axis=axis,
        thresholds=tuple(Tick(start, axis.x(start)) for start in thresholds),
        labels=_labels(axis, thresholds),
        zones=_zones(year, axis, tools_decide=tools_decide),
        marks=tuple(
            LevelMark(
                tool,
                part,
                low,
                high,
                axis.x(low),
                axis.x(high),
                _shortfall_of(year.result.next_level_shortfalls, tool, part),
            )
            for tool, part, low, high in places
        ),
        tools_decide=tools_decide,
    )


def _labels(axis: Axis, thresholds: Iterable[Decimal]) -> tuple[Tick, ...]:
    """Figures to write below the axis: the highest thresholds first, then its ends, each where there is room."""
    shown: list[Decimal] = []
    for value in [*sorted(thresholds, reverse=True), Decimal(axis.floor), TOP]:
        if all(abs(axis.share(value) - axis.share(other)) >= _LABEL_SHARE for other in shown):
            shown.append(value)
    return tuple(Tick(value, axis.x(value)) for value in sorted(shown))


def _zones(year: YearResult, axis: Axis, *, tools_decide: bool) -> tuple[Zone, ...]:
    """The named zones from left to right."""
    named = [level for level in year.criteria.levels if level.min_each is not None or not tools_decide]
    zones = []
    upper = TOP
    for level in named:
        start, end = axis.share(level.min_overall), axis.share(upper)
        upper = level.min_overall
        if end > start:
            room = (end - start) / _CHARACTER_SHARE
            labelled = _printed_length(level.name) <= room
            zones.append(Zone(level, percent(start), percent(end - start), labelled, level in year.levels))
    return tuple(reversed(zones))


def _printed_length(text: str) -> int:
    """Characters that take room; Thai vowels and tone marks above and below stand over another."""
    return sum(unicodedata.category(char) != "Mn" for char in text)


def _shortfall_of(shortfalls: Iterable[Shortfall], tool: str | None, part: int | None) -> Shortfall | None:
    """What a figure lacks; a shortfall of a whole tool speaks for each of its unknown parts."""
    for item in shortfalls:
        if item.tool == tool and (item.part == part or (tool is not None and item.part is None)):
            return item
    return None


# --- What a tool gives and loses ------------------------------------------------------------------------------------


def share_of(part: Decimal | None, whole: Decimal) -> str:
    """How much of `whole` a `part` is, as an SVG percentage; nothing where either is missing."""
    return percent(part * 100 / whole) if part and whole else "0.00%"
