"""The indicators' scores around a circle: the same figures as on the axis, for those who look for a shape.

Positions are units of a square drawing of a fixed size; labels are HTML beside it, placed in the same units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin

from ..results import IndicatorView
from .axis import Axis

SIZE, RADIUS = 300, 112
_LABEL_RADIUS, _LABEL_HEIGHT, LABEL_WIDTH = 128, 24, 190
_SIDE = 0.2  # beyond this share of the radius a label stands beside its spoke, not over or under it


@dataclass(frozen=True)
class Ring:
    """A line around the middle at one value of the axis, and where it crosses the first spoke."""

    value: Decimal
    points: str
    x: str
    y: str


@dataclass(frozen=True)
class RadarLabel:
    """The box of a spoke's label and which part of the label is nearest to the spoke: start, middle or end."""

    x: str
    y: str
    align: str


@dataclass(frozen=True)
class RadarMark:
    """One indicator: the end of its spoke, the place of its score, and its label."""

    indicator: IndicatorView
    end_x: str
    end_y: str
    x: str
    y: str
    label: RadarLabel


@dataclass(frozen=True)
class Radar:
    """Rings, the outline of the targets, the outline of the scores, and a mark for each indicator."""

    axis: Axis
    rings: tuple[Ring, ...]
    targets: str
    scores: str
    marks: tuple[RadarMark, ...]
    size: int = SIZE
    middle: int = SIZE // 2
    label_width: int = LABEL_WIDTH


def radar(lines: Sequence[IndicatorView], axis: Axis) -> Radar | None:
    """Draw indicators from the top clockwise; the middle is the floor of the axis.

    None where a score is missing or there are fewer than three: an outline would say something that is not so.
    """
    scores = [line.score for line in lines if line.score is not None]
    if len(lines) < 3 or len(scores) < len(lines):
        return None
    turns = [2 * pi * place / len(lines) for place in range(len(lines))]
    marks = []
    for line, score, turn in zip(lines, scores, turns, strict=True):
        end, place = _at(turn, RADIUS), _at(turn, RADIUS * _share(axis, score))
        marks.append(RadarMark(line, *_texts(end), *_texts(place), _label(turn)))
    return Radar(
        axis=axis,
        rings=tuple(_ring(tick.value, axis, turns) for tick in axis.ticks[1:]),
        targets=_outline(turns, [_share(axis, line.target) for line in lines]),
        scores=_outline(turns, [_share(axis, score) for score in scores]),
        marks=tuple(marks),
    )


def _share(axis: Axis, value: Decimal) -> float:
    return float(axis.share(value)) / 100


def _at(turn: float, radius: float) -> tuple[float, float]:
    return SIZE / 2 + radius * sin(turn), SIZE / 2 - radius * cos(turn)


def _texts(place: tuple[float, float]) -> tuple[str, str]:
    return f"{place[0]:.1f}", f"{place[1]:.1f}"


def _outline(turns: Sequence[float], shares: Sequence[float]) -> str:
    places = (_texts(_at(turn, RADIUS * share)) for turn, share in zip(turns, shares, strict=True))
    return " ".join(",".join(place) for place in places)


def _ring(value: Decimal, axis: Axis, turns: Sequence[float]) -> Ring:
    share = _share(axis, value)
    return Ring(value, _outline(turns, [share] * len(turns)), *_texts(_at(0, RADIUS * share)))


def _label(turn: float) -> RadarLabel:
    x, y = _at(turn, _LABEL_RADIUS)
    top = y - _LABEL_HEIGHT / 2
    if abs(sin(turn)) < _SIDE:
        return RadarLabel(*_texts((x - LABEL_WIDTH / 2, top)), "middle")
    if sin(turn) > 0:
        return RadarLabel(*_texts((x, top)), "start")
    return RadarLabel(*_texts((x - LABEL_WIDTH, top)), "end")
