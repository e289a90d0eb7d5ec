"""What decides the level: the overall and the tested figures among the levels' thresholds."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..results import LevelView, YearResult
from ..scoring import Shortfall
from .axis import TOP, Axis, Tick, axis_for, percent

# A level's name is written over its zone only where it fits on a 320 px screen: there the drawing is about 280 px
# wide and a character of the label about 8 px, that is 3 % of the width each.
_CHARACTER_SHARE = Decimal(3)
_LABEL_SHARE = Decimal(9)  # the room that a figure of two or three digits takes below the axis on such a screen


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

    `shortfall` says what it lacks to the next level; None where it lacks nothing, and of a part that is not known.
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
                _shortfall_of(year.result.next_level_shortfalls, tool, part) if low == high else None,
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
