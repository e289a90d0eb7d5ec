"""One figure over the years: dots at their years, lines only between figures that may be compared.

A year without a figure is an empty column, never bridged by a line. Positions are percentages of width and height.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from .axis import Axis, Tick, axis_for, percent

_ABOVE, _BELOW = Decimal(14), Decimal(14)  # per cent of the height kept free over 100 and under the axis' floor
# What texts take of the width of a drawing on a phone (about 250 px), and a year in full on a wide screen.
_VALUE_SHARE, _SHORT_YEAR_SHARE, _YEAR_SHARE = Decimal(18), Decimal(8), Decimal("4.4")


@dataclass(frozen=True)
class TrendPoint:
    """The figure of one year; None where there is none.

    Two neighbouring years are joined where `made` is the same: what the figure was measured by.
    """

    year: int
    value: Decimal | None
    made: Hashable = None
    draft: bool = False


@dataclass(frozen=True)
class Column:
    """A year's place. `label` is where it is written: "always", on "wide" screens only, or nowhere ("")."""

    year: int
    x: str
    label: str

    @property
    def century(self) -> str:
        """The first digits of the year, which a narrow screen leaves out."""
        return str(self.year)[:-2]

    @property
    def short(self) -> str:
        """The last two digits of the year."""
        return str(self.year)[-2:]


@dataclass(frozen=True)
class TrendMark:
    """A figure's dot. `label` is where its value is written: "always", or on "wide" screens only.

    `below` where it is written under the dot, because the lines come from above.
    """

    point: TrendPoint
    x: str
    y: str
    label: str
    below: bool


@dataclass(frozen=True)
class Segment:
    """A line between two neighbouring years."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class Era:
    """A stretch of years with one scale of levels."""

    key: str
    first_year: int
    last_year: int
    x: str
    width: str


@dataclass(frozen=True)
class TrendChart:
    """One figure over all years from the first to the last, on one axis."""

    axis: Axis
    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    segments: tuple[Segment, ...]
    marks: tuple[TrendMark, ...]
    eras: tuple[Era, ...]
    target_y: str | None

    @property
    def gaps(self) -> tuple[Column, ...]:
        """The years between the first and the last that have no figure."""
        found = {mark.point.year for mark in self.marks}
        return tuple(column for column in self.columns if column.year not in found)


def trend_chart(
    points: Sequence[TrendPoint],
    *,
    years: Sequence[int],
    axis: Axis | None = None,
    eras: Iterable[tuple[str, int, int]] = (),
    target: Decimal | None = None,
) -> TrendChart:
    """Place `points` over `years`, which hold every year from the first to the last, gaps included.

    `axis`: shared with other charts, so that their heights may be compared; the figures' own where None.
    `eras`: key, first and last year of each stretch with one scale of levels.
    """
    known = {point.year: point for point in points if point.value is not None}
    axis = axis or axis_for([*(point.value for point in known.values() if point.value is not None), *_some(target)])
    place = {year: (Decimal(index) + Decimal("0.5")) * 100 / len(years) for index, year in enumerate(years)}
    edge = Decimal(50) / len(years)
    labelled = _labelled(known, place)
    return TrendChart(
        axis=axis,
        columns=tuple(_columns(years, place)),
        ticks=tuple(Tick(tick.value, percent(_height(axis, tick.value))) for tick in axis.ticks),
        segments=tuple(
            Segment(percent(place[year]), _y(axis, known[year]), percent(place[year + 1]), _y(axis, known[year + 1]))
            for year in sorted(known)
            if _joined(known, year, year + 1)
        ),
        marks=tuple(
            TrendMark(
                known[year],
                percent(place[year]),
                _y(axis, known[year]),
                "always" if year in labelled else "wide",
                below=_from_above(known, year),
            )
            for year in sorted(known)
        ),
        eras=tuple(
            Era(key, first, last, percent(place[first] - edge), percent(place[last] - place[first] + 2 * edge))
            for key, first, last in eras
        ),
        target_y=None if target is None else percent(_height(axis, target)),
    )


def _joined(known: dict[int, TrendPoint], year: int, other: int) -> bool:
    return year in known and other in known and known[year].made == known[other].made


def _from_above(known: dict[int, TrendPoint], year: int) -> bool:
    """Whether every line that ends in the year's dot comes from a higher one."""
    own = known[year].value or 0
    others = [known[other].value or 0 for other in (year - 1, year + 1) if _joined(known, year, other)]
    return bool(others) and all(other > own for other in others)


def _some(value: Decimal | None) -> list[Decimal]:
    return [] if value is None else [value]


def _height(axis: Axis, value: Decimal) -> Decimal:
    """How far from the top, in per cent of the drawing's height."""
    return _ABOVE + (100 - axis.share(value)) * (100 - _ABOVE - _BELOW) / 100


def _y(axis: Axis, point: TrendPoint) -> str:
    assert point.value is not None
    return percent(_height(axis, point.value))


def _columns(years: Sequence[int], place: dict[int, Decimal]) -> Iterable[Column]:
    """Years with their labels thinned out, counted from the last, where a phone or a wide screen has no room."""
    each = Decimal(100) / len(years)
    narrow, wide = ceil(_SHORT_YEAR_SHARE / each), ceil(_YEAR_SHARE / each)
    for back, year in zip(range(len(years) - 1, -1, -1), years, strict=True):
        label = "always" if back % narrow == 0 else "wide" if back % wide == 0 else ""
        yield Column(year, percent(place[year]), label)


def _labelled(known: dict[int, TrendPoint], place: dict[int, Decimal]) -> set[int]:
    """The years whose values are written on a phone too: the last, the first, the lowest and the highest, with room."""
    ordered = sorted(known)
    by_value = sorted(ordered, key=lambda year: (known[year].value or 0, year))
    wanted = [*ordered[-1:], *ordered[:1], *by_value[:1], *by_value[-1:]]
    shown: list[int] = []
    for year in wanted:
        if all(abs(place[year] - place[other]) >= _VALUE_SHARE for other in shown):
            shown.append(year)
    return set(shown)
