"""The indicators' scores around a circle, and beside it what each lacks to the full score.

Where the figure on the axis compares scores with one another, this one shows where the whole falls short: the list says
the distance between the outline and the outer ring. Numbers are all that stands in the drawing; Thai digits have no
marks above or below and come out right in SVG text everywhere. The names are text beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from typing import ClassVar

from assessments import charts
from assessments.charts import TOP, Axis
from assessments.charts.radar import RADIUS, SIZE
from assessments.results import IndicatorView, YearResult
from assessments.thai import format_score, thai_digits
from assessments.wording import short_figure

from . import ring_labels
from .indicators import indicator_axis, own_target, target_words
from .parts import COLOURS, SHAPES, TARGET_DASHES, Figure, Group, LegendItem, Mark, Row, joined_texts, key_of

MIDDLE = SIZE // 2
LABEL_RADIUS = RADIUS + 15  # where the indicators' numbers stand
_EDGE = MIDDLE - LABEL_RADIUS - 9  # what of the square stays empty on every side
LABEL_SIZE, VALUE_SIZE = 14, 11
# Of a digit's size: how far its foot lies under its middle, and half its width. Text that SVG itself puts in the middle
# becomes an object of its own in the PDF, outside the page's text.
_FOOT, _HALF = 0.27, 0.34


@dataclass(frozen=True)
class Spoke:
    """One indicator: the end of its spoke, its number with the place where that begins, its score's mark."""

    number: str
    end_x: str
    end_y: str
    label_x: str
    label_y: str
    mark: Mark


@dataclass(frozen=True)
class Ring:
    """A ring at one value of the axis, with the place of its label, which may be empty."""

    points: str
    label: str
    x: str
    y: str


@dataclass(frozen=True)
class RadarFigure(Figure):
    """Rings, the targets' outline, the scores' outline with their marks, and the indicators in a list beside it.

    `note` under the list says what its figures are.
    """

    kind: ClassVar[str] = "radar"

    rings: tuple[Ring, ...]
    targets: str
    scores: str
    spokes: tuple[Spoke, ...]
    groups: tuple[Group, ...]
    note: str
    legend: tuple[LegendItem, ...]
    middle: int = MIDDLE
    view_box: str = f"{_EDGE} {_EDGE} {SIZE - 2 * _EDGE} {SIZE - 2 * _EDGE}"

    @property
    def in_writing(self) -> tuple[Spoke, ...]:
        """The spokes as their numbers are written: of two side by side the left one first, as every reader takes them.

        With an odd number of spokes the two at the bottom stand so.
        """
        spokes = list(self.spokes)
        for place, (right, left) in enumerate(pairwise(self.spokes)):
            if right.label_y == left.label_y and float(left.label_x) < float(right.label_x):
                spokes[place : place + 2] = left, right
        return tuple(spokes)


def radar_figure(year: YearResult, number: int) -> RadarFigure | None:
    """Draw a year's indicators from the top clockwise.

    None where a score is missing or there are fewer than three: an outline would say something that is not so.
    """
    axis = indicator_axis(year.indicators)
    drawing = charts.radar(year.indicators, axis)
    if drawing is None:
        return None
    scale = f"จุดกลางคือ {thai_digits(axis.floor)} คะแนน วงนอกสุดคือคะแนนเต็ม ๑๐๐ คะแนน"
    target = target_words(year)
    return RadarFigure(
        number=number,
        title=f"คะแนนรายตัวชี้วัดเทียบกับคะแนนเต็มและเป้าหมาย ประจำปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year)}",
        alt=joined_texts(
            f"แผนภูมิเรดาร์คะแนน {thai_digits(len(year.indicators))} ตัวชี้วัด {scale}",
            *(joined_texts(_spoken(line), own_target(line, year.indicators)) for line in year.indicators),
            target,
        ),
        rings=tuple(_rings(drawing)),
        targets=drawing.targets,
        scores=drawing.scores,
        spokes=tuple(_spoke(mark) for mark in drawing.marks),
        groups=tuple(
            Group(f"{tool.code} {tool.thai_name}", key_of(tool.code), tuple(_row(line) for line in tool.indicators))
            for tool in year.tools
        ),
        note="ตัวเลขมีหน่วยเป็นคะแนน จากคะแนนเต็ม ๑๐๐ คะแนน",
        legend=tuple(_legend(year.indicators, axis, target)),
    )


def _rings(drawing: charts.Radar) -> Iterator[Ring]:
    """The rings with their values; the legend names the outermost, from which marks may stand out."""
    labelled = [ring for ring in drawing.rings if ring.value < TOP]
    width = 2 * _HALF * VALUE_SIZE * max((len(short_figure(ring.value)) for ring in labelled), default=0)
    radii = [MIDDLE - float(ring.y) for ring in drawing.rings]
    outlines = [ring_labels.points(outline) for outline in (drawing.targets, drawing.scores)]
    places = ring_labels.places(radii[: len(labelled)], outlines, MIDDLE, width)
    for ring, (x, y) in zip(labelled, places, strict=True):
        yield Ring(ring.points, short_figure(ring.value), f"{x:.1f}", f"{y:.1f}")
    for ring in drawing.rings[len(labelled) :]:
        yield Ring(ring.points, "", ring.x, ring.y)


def _spoke(mark: charts.RadarMark) -> Spoke:
    line = mark.indicator
    x, y = float(mark.end_x) - MIDDLE, float(mark.end_y) - MIDDLE
    out = LABEL_RADIUS / hypot(x, y)
    number = thai_digits(line.number)
    return Spoke(
        number,
        mark.end_x,
        mark.end_y,
        f"{MIDDLE + x * out - len(number) * LABEL_SIZE * _HALF:.1f}",
        f"{MIDDLE + y * out + LABEL_SIZE * _FOOT:.1f}",
        Mark(SHAPES[line.tool], COLOURS[line.tool], mark.x, hollow=line.below_target, y=mark.y),
    )


def _row(line: IndicatorView) -> Row:
    """What the score lacks to the full one, in words that keep it from being taken for the score."""
    assert line.score is not None
    lacks = f"ขาดจากคะแนนเต็ม {format_score(TOP - line.score)}" if line.score < TOP else "คะแนนเต็ม"
    return Row(f"{thai_digits(line.number)}. {line.name}", lacks, _spoken(line), mark=None, lines=())


def _spoken(line: IndicatorView) -> str:
    assert line.score is not None
    lacks = f"ขาดจากคะแนนเต็ม {format_score(TOP - line.score)} คะแนน" if line.score < TOP else "เต็ม"
    return joined_texts(
        f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name} {format_score(line.score)} คะแนน {lacks}",
        "ต่ำกว่าเป้าหมาย" if line.below_target else "",
    )


def _legend(lines: Sequence[IndicatorView], axis: Axis, target: str) -> list[LegendItem]:
    items = [
        LegendItem("คะแนนของหน่วยงาน", dashes="none", flat=True),
        LegendItem(target, dashes=TARGET_DASHES, flat=True),
        LegendItem(f"จุดกลางคือ {thai_digits(axis.floor)} คะแนน"),
        LegendItem("วงนอกสุดคือ ๑๐๐ คะแนน"),
    ]
    if any(line.below_target for line in lines):
        items.insert(2, LegendItem("เครื่องหมายโปร่ง คือ ต่ำกว่าเป้าหมาย"))
    return items
