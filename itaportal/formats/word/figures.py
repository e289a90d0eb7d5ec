"""The report's figures as pictures for the Word file: the same geometry and words that page and PDF show.

Word and LibreOffice disagree on drawn shapes with Thai in them; a picture looks the same in both and on paper. Its
numbers are said again by the alternative text that goes with it. Measures are points of a drawing as wide as the text.
"""

from collections.abc import Iterator
from functools import lru_cache

from itaportal.report.figures import (
    GAUGE_HEIGHT,
    HEIGHT,
    INK,
    MARGIN,
    STRIP_HEIGHT,
    STRIP_TOP,
    WIDTH,
    Gauge,
    Group,
    LegendItem,
    Line,
    Row,
    ScaleFigure,
    Tick,
)

from .canvas import PICTURE_WIDTH, SMALL, TEXT, Canvas, svg_points, text_width, wrapped_lines

LEGEND, HEADLINE = 9.5, 27.0
ROW, LEGEND_ROW = 12.8, 14.0
HEAD = 2.0  # room for the marks above the first line
NAME_WIDTH, VALUE_WIDTH = 13.5 * TEXT, 5.4 * TEXT
AXIS, FRAME = "#c9c5bb", "#857f72"


@lru_cache(maxsize=16)
def scale_picture(figure: ScaleFigure) -> bytes:
    """Return the figure as a PNG, `PICTURE_WIDTH` wide at 300 dots an inch."""
    plot = _Plot(figure)
    canvas = Canvas(plot.height + legend_height(figure.legend))
    plot.draw(canvas)
    draw_legend(canvas, figure.legend, plot.height)
    return canvas.png()


class _Plot:
    """The gauge where there is one, and the rows on their axis: a name, marks on the track, the value.

    A long name takes several lines.
    """

    track = NAME_WIDTH
    unit = (PICTURE_WIDTH - VALUE_WIDTH - NAME_WIDTH) / WIDTH
    row_height = max(ROW, HEIGHT * unit)

    def __init__(self, figure: ScaleFigure) -> None:
        self.figure = figure
        self.notes = list(wrapped_lines(figure.gauge.level, NAME_WIDTH - 4, bold=True)) if figure.gauge else []
        titles = sum(bool(group.title) for group in figure.groups)
        rows = sum(self._row_height(row) for group in figure.groups for row in group.rows)
        self.height = HEAD + titles * (ROW + 2) + rows + (self._gauge_height if figure.gauge else ROW)

    def draw(self, canvas: Canvas) -> None:
        y = HEAD
        if self.figure.gauge:
            self._gauge(canvas, self.figure.gauge, y)
            y += self._gauge_height
        for group in self.figure.groups:
            if group.title:
                group_title(canvas, group, 0, y)
                y += ROW + 2
            for row in group.rows:
                self._row(canvas, row, y)
                y += self._row_height(row)
        if not self.figure.gauge:
            self._labels(canvas, self.figure.ticks, y + 10)

    @property
    def _gauge_height(self) -> float:
        return max(2 * ROW + GAUGE_HEIGHT * self.unit, ROW + HEADLINE + len(self.notes) * ROW) + 2

    def _gauge(self, canvas: Canvas, gauge: Gauge, y: float) -> None:
        """Name, value and level at the left; at the right the strip between its bands' names and its numbers."""
        canvas.text(0, y + 10, gauge.name)
        canvas.text(0, y + ROW + HEADLINE - 5, gauge.value, HEADLINE, bold=True)
        for number, note in enumerate(self.notes):
            canvas.text(0, y + ROW + HEADLINE + 9 + number * ROW, note, bold=True)
        self._labels(canvas, gauge.names, y + 9)
        top, unit = y + ROW, self.unit
        strip, bottom = top + STRIP_TOP * unit, top + GAUGE_HEIGHT * unit
        for band in gauge.bands:
            canvas.box(self._x(band.x), strip, float(band.width) * unit, STRIP_HEIGHT * unit, band.shade, FRAME)
        for line in gauge.lines:
            x = self._x(line.x)
            canvas.path([(x, strip), (x, bottom)], line.dashes, unit, 1.5 * unit)
        needle = self._x(gauge.x)
        canvas.line(needle, strip, needle, bottom, "#ffffff", 5 * unit)
        canvas.line(needle, strip - unit, needle, bottom, INK, 2.5 * unit)
        canvas.polygon(svg_points(gauge.pointer, self._x("0"), top, unit), INK)
        self._labels(canvas, self.figure.ticks, bottom + 9)

    def _labels(self, canvas: Canvas, ticks: tuple[Tick, ...], baseline: float) -> None:
        for tick in ticks:
            canvas.text(self.track + WIDTH * self.unit * tick.percent / 100, baseline, tick.label, SMALL, at="m")

    def _names(self, row: Row) -> list[str]:
        return list(wrapped_lines(row.name, NAME_WIDTH - 4))

    def _row_height(self, row: Row) -> float:
        return self.row_height + (len(self._names(row)) - 1) * ROW

    def _row(self, canvas: Canvas, row: Row, y: float) -> None:
        names = self._names(row)
        middle = y + self._row_height(row) / 2
        first = middle - (len(names) - 1) * ROW / 2 + 3.5
        for number, name in enumerate(names):
            canvas.text(0, first + number * ROW, name)
        canvas.text(PICTURE_WIDTH, middle + 3.5, row.value, at="r")
        self._track(canvas, row, middle)

    def _x(self, x: str) -> float:
        return self.track + (MARGIN + float(x)) * self.unit

    def _track(self, canvas: Canvas, row: Row, middle: float) -> None:
        unit, half = self.unit, HEIGHT * self.unit / 2
        canvas.line(self._x("0"), middle, self._x("400"), middle, AXIS, 1.5 * unit)
        for line in row.lines:
            self._rule(canvas, line, middle - half, middle + half)
        if row.mark:
            start = self._x(row.before.x if row.before else "0")
            canvas.line(start, middle, self._x(row.mark.x), middle, row.mark.colour, 2.5 * unit)
            if row.before:
                canvas.mark(row.before, self._x(row.before.x), middle, unit)
            canvas.mark(row.mark, self._x(row.mark.x), middle, unit)

    def _rule(self, canvas: Canvas, line: Line, top: float, bottom: float) -> None:
        x = self._x(line.x)
        canvas.path([(x, top), (x, bottom)], line.dashes, self.unit, max(0.6, self.unit))


def group_title(canvas: Canvas, group: Group, x: float, y: float) -> None:
    """A tool's mark and name over its rows."""
    if group.key:
        canvas.mark(group.key, x + 5, y + ROW / 2 + 2, TEXT / HEIGHT)
    canvas.text(x + 13, y + ROW - 1.5, group.title, bold=True)


_SWATCH, _GAP = 12.7, 10.5  # points: a swatch, and what separates two items


def _item_width(item: LegendItem) -> float:
    return (_SWATCH + 3 if item.shade or item.dashes else 0) + text_width(item.text, LEGEND)


def legend_height(items: tuple[LegendItem, ...]) -> float:
    """How much room the legend takes under its drawing."""
    return 4 + len(list(_legend_lines(items))) * LEGEND_ROW


def draw_legend(canvas: Canvas, items: tuple[LegendItem, ...], y: float) -> None:
    """The legend under a drawing that ends at `y`."""
    for number, line in enumerate(_legend_lines(items)):
        _legend_line(canvas, line, y + 4 + number * LEGEND_ROW)


def _legend_lines(items: tuple[LegendItem, ...]) -> Iterator[list[LegendItem]]:
    """The items in lines that fit the width, without those that the drawing says itself."""
    line: list[LegendItem] = []
    for item in items:
        if item.in_drawing:
            continue
        if line and sum(map(_item_width, [*line, item])) + len(line) * _GAP > PICTURE_WIDTH:
            yield line
            line = []
        line.append(item)
    if line:
        yield line


def _legend_line(canvas: Canvas, items: list[LegendItem], y: float) -> None:
    x, unit = 0.0, LEGEND / HEIGHT
    for item in items:
        start = x
        if item.shade:
            canvas.box(x + unit, y + 3.5, 22 * unit, 10 * unit, item.shade, FRAME)
        elif item.flat:
            canvas.path([(x + unit, y + 7), (x + 23 * unit, y + 7)], item.dashes, unit, 2 * unit)
        elif item.dashes:
            canvas.path([(x + 12 * unit, y + 2), (x + 12 * unit, y + 2 + LEGEND)], item.dashes, unit, 1.5 * unit)
        if item.shade or item.dashes:
            start += _SWATCH + 3
        canvas.text(start, y + 10, item.text, LEGEND)
        x += _item_width(item) + _GAP
