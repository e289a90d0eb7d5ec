"""What every figure is made of: marks and lines on an axis, rows, legend, and the places they lie at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from assessments.charts import TOP, Axis
from assessments.thai import thai_digits
from assessments.wording import short_figure

# Drawing units: the axis is 400 wide with room for half a mark at either end.
AXIS_WIDTH, MARGIN = 400, 8
WIDTH, HEIGHT = AXIS_WIDTH + 2 * MARGIN, 18
VIEW_BOX = f"{-MARGIN} 0 {WIDTH} {HEIGHT}"
# The gauge: a pointer over the strip of bands, its needle through it.
STRIP_TOP, STRIP_HEIGHT = 11, 32
GAUGE_HEIGHT = STRIP_TOP + STRIP_HEIGHT + 2

# One shape and one colour for each tool everywhere; dark enough to be told from the paper in black and white.
SHAPES = {"IIT": "circle", "EIT": "square", "OIT": "diamond"}
COLOURS = {"IIT": "#0f766e", "EIT": "#92580a", "OIT": "#6d28d9"}
INK = "#1c2430"
# From the lowest level to the highest, light to dark, as far apart as their number allows.
SHADES = ("#eceae4", "#d9d6cd", "#c0bcb1", "#a39e92", "#857f72", "#686357", "#4d493f")
_NEAREST_TICKS = 8  # per cent of the axis that two numbers need between them on a phone


@dataclass(frozen=True)
class Mark:
    """A score's mark around (x, y), in drawing units. `hollow` where it is below its target."""

    shape: str
    colour: str
    x: str
    hollow: bool
    y: str = str(HEIGHT // 2)

    @property
    def overall(self) -> bool:
        """Whether it stands for the overall rather than for a tool."""
        return self.colour == INK

    @property
    def points(self) -> str:
        """The corners of a diamond or a square around the mark's place."""
        x, y = Decimal(self.x), Decimal(self.y)
        corners = {
            "diamond": ((0, -6), (6, 0), (0, 6), (-6, 0)),
            "square": ((-5, -5), (5, -5), (5, 5), (-5, 5)),
        }
        return " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners.get(self.shape, ()))


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
    """A label of the axis, at a whole per cent of the drawing's width."""

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
    before: Mark | None = None


@dataclass(frozen=True)
class Gauge:
    """One score on a strip of bands, with its value and level in words; rows may follow on the same axis.

    `x` is where the pointer stands. `names` are the bands' names over the strip, empty where they have no room side by
    side: then the legend alone names them.
    """

    name: str
    value: str
    level: str
    alt: str
    x: str
    bands: tuple[Band, ...]
    lines: tuple[Line, ...]
    names: tuple[Tick, ...]

    @property
    def pointer(self) -> str:
        """The corners of the pointer's head, whose tip touches the strip."""
        x = Decimal(self.x)
        return f"{x - 7},0 {x + 7},0 {x},{STRIP_TOP}"


@dataclass(frozen=True)
class Group:
    """Rows under one heading; `key` is the mark that stands for them, None where there is no heading."""

    title: str
    key: Mark | None
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class LegendItem:
    """What a line or a shade of the drawing means.

    A line stands upright unless it is `flat`. `in_drawing` where the drawing says it too: needed only where a narrow
    screen has no room for that.
    """

    text: str
    dashes: str = ""
    shade: str = ""
    flat: bool = False
    in_drawing: bool = False


@dataclass(frozen=True)
class Figure:
    """What every figure has: its number, what it shows, and the alternative text that says every number."""

    number: int
    title: str
    alt: str

    @property
    def caption(self) -> str:
        """`ภาพที่ ๑ คะแนนภาพรวม …`."""
        return f"ภาพที่ {thai_digits(self.number)} {self.title}"


@dataclass(frozen=True)
class ScaleFigure(Figure):
    """Marks on an axis that is stated, with a legend.

    The numbers of the axis stand under the gauge where there is one, else under the last row.
    """

    kind: ClassVar[str] = "figure"

    groups: tuple[Group, ...]
    ticks: tuple[Tick, ...]
    legend: tuple[LegendItem, ...]
    gauge: Gauge | None = None
    view_box: str = VIEW_BOX


TARGET_DASHES, LEVEL_DASHES = "4 3", "1 2"


def place_on(axis: Axis, value: Decimal) -> str:
    """A value's place on the axis in drawing units."""
    return f"{axis.share(value) * AXIS_WIDTH / 100:.1f}"


def key_of(tool: str) -> Mark:
    """The mark that stands for a tool beside its name, in the middle of a square 16 units wide."""
    return Mark(SHAPES[tool], COLOURS[tool], "8", hollow=False)


def on_axis(axis: Axis) -> str:
    """`บนแกน ๖๐ ถึง ๑๐๐`."""
    return f"บนแกน {thai_digits(axis.floor)} ถึง ๑๐๐"


def joined_texts(*parts: str) -> str:
    """The parts that say something, as one text."""
    return " ".join(filter(None, parts))


def ticks_of(axis: Axis, values: Iterable[Decimal]) -> tuple[Tick, ...]:
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
    return tick_at(Decimal(place_on(axis, value)), short_figure(value))


def tick_at(x: Decimal, label: str) -> Tick:
    """A label at a place in drawing units."""
    return Tick(int(((MARGIN + x) * 100 / WIDTH).to_integral_value()), label)
