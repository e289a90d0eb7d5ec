"""Axes and the places on them, which all charts share."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

TOP = Decimal(100)
# Floors an axis may start at, with the step of its ticks. Scores crowd between 80 and 100, hence the first.
_FLOORS = ((80, 5), (60, 10), (40, 20), (20, 20), (0, 20))


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


def share_of(part: Decimal | None, whole: Decimal) -> str:
    """How much of `whole` a `part` is, as an SVG percentage; nothing where either is missing."""
    return percent(part * 100 / whole) if part and whole else "0.00%"
