"""The indicators' scores as a radar: the same figures as on the axis, for those who look for a shape.

Shown on the web page beside the axis, where there is room. Its labels are the indicators' numbers in Thai digits,
which have no marks above or below and so come out right in SVG text everywhere; the names stand in the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin

from assessments.charts import Axis
from assessments.thai import thai_digits
from assessments.wording import short_figure

SIZE, RADIUS, LABEL = 260, 100, 116  # drawing units: the square, the outermost ring, where the numbers stand
Spoke = tuple[int, Decimal | None, Decimal, str, str, bool]


@dataclass(frozen=True)
class Ring:
    """A ring at one value of the axis, with its label where the first spoke crosses it."""

    points: str
    label: str
    x: str
    y: str


@dataclass(frozen=True)
class Point:
    """An indicator's score on its spoke: end of the spoke, place of its number, and its mark."""

    number: str
    end_x: str
    end_y: str
    label_x: str
    label_y: str
    x: str
    y: str
    shape: str
    colour: str
    hollow: bool

    @property
    def corners(self) -> str:
        """The corners of a square or diamond mark."""
        x, y = float(self.x), float(self.y)
        steps = (
            ((-4, -4), (4, -4), (4, 4), (-4, 4))
            if self.shape == "square"
            else ((0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0))
        )
        return " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in steps)


@dataclass(frozen=True)
class Radar:
    """Rings, the targets' outline, the scores' outline and their marks. `alt` says what the middle stands for."""

    alt: str
    rings: tuple[Ring, ...]
    targets: str
    scores: str
    points: tuple[Point, ...]
    view_box: str = f"0 0 {SIZE} {SIZE}"


def radar_of(spokes: Sequence[Spoke], axis: Axis) -> Radar | None:
    """Draw `spokes` (number, score, target, shape, colour, below its target) from the top clockwise.

    None where a score is missing or there are fewer than three: an outline would say something that is not so.
    """
    if len(spokes) < 3 or any(score is None for _number, score, *_rest in spokes):
        return None
    turns = [2 * pi * place / len(spokes) for place in range(len(spokes))]
    shares = [float(axis.share(score)) / 100 for _number, score, *_rest in spokes if score is not None]
    targets = [float(axis.share(target)) / 100 for _number, _score, target, *_rest in spokes]
    points = []
    for (number, _score, _target, shape, colour, below), turn, share in zip(spokes, turns, shares, strict=True):
        end, label, mark = _at(turn, RADIUS), _at(turn, LABEL), _at(turn, RADIUS * share)
        points.append(Point(thai_digits(number), *end, *label, *mark, shape, colour, below))
    return Radar(
        alt=f"คะแนนรายตัวชี้วัดรอบวง กึ่งกลางคือ {thai_digits(axis.floor)} คะแนน วงนอกคือ ๑๐๐ คะแนน",
        rings=tuple(_ring(float(axis.share(tick.value)) / 100, tick.value, turns) for tick in axis.ticks[1:]),
        targets=_outline(turns, targets),
        scores=_outline(turns, shares),
        points=tuple(points),
    )


def _at(turn: float, radius: float) -> tuple[str, str]:
    middle = SIZE / 2
    return f"{middle + radius * sin(turn):.1f}", f"{middle - radius * cos(turn):.1f}"


def _outline(turns: Sequence[float], shares: Sequence[float]) -> str:
    return " ".join(",".join(_at(turn, RADIUS * share)) for turn, share in zip(turns, shares, strict=True))


def _ring(share: float, value: Decimal, turns: Sequence[float]) -> Ring:
    x, y = _at(0, RADIUS * share)
    return Ring(_outline(turns, [share] * len(turns)), short_figure(value), x, y)
