"""The report's figures as pictures for the Word file: the same geometry and words that page and PDF show.

Word and LibreOffice disagree on drawn shapes with Thai in them; a picture looks the same in both and on paper. Its
numbers are said again by the alternative text that goes with it. Measures are points of a drawing as wide as the text.
"""

import io
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont, features

from .figures import HEIGHT, MARGIN, WIDTH, Group, LegendItem, Line, Mark, Row, ScaleFigure

PICTURE_WIDTH = 16 / 2.54 * 72  # points; the width of the text in portrait
DPI = 300
_OVERSAMPLING = 2  # lines and marks are drawn twice as fine and reduced, which smooths their edges
_SCALE = DPI * _OVERSAMPLING / 72
_COLOURS = 64  # a palette of so many keeps the edges smooth and the file small

TEXT, SMALL, LEGEND, HEADLINE = 10.0, 8.5, 9.5, 28.0
ROW, LEGEND_ROW = 13.5, 14.7
HEAD = 2.0  # room for the marks above the first line
NAME_WIDTH, VALUE_WIDTH = 13.5 * TEXT, 5.4 * TEXT
HEADLINE_WIDTH, HEADLINE_GAP = 96.0, 12.0
INK, AXIS, FRAME = "#1c2430", "#c9c5bb", "#857f72"


class Canvas:
    """A white picture that is drawn on in points from the top left; Thai is shaped by HarfBuzz through Raqm."""

    def __init__(self, height: float) -> None:
        if not features.check("raqm"):
            raise RuntimeError("Pillow cannot shape Thai: libfribidi is missing")
        self.image = Image.new("RGB", (round(PICTURE_WIDTH * _SCALE), round(height * _SCALE)), "white")
        self.draw = ImageDraw.Draw(self.image)

    def text(
        self, x: float, baseline: float, text: str, size: float = TEXT, *, bold: bool = False, at: str = "l"
    ) -> None:
        """Write a line; `at` says which end of it stands at `x`: l, m or r."""
        place = (x * _SCALE, baseline * _SCALE)
        self.draw.text(place, text, INK, font(size, bold), anchor=f"{at}s", language="th")

    def box(self, x: float, y: float, width: float, height: float, fill: str, outline: str | None = None) -> None:
        """A filled rectangle, with a thin outline where one is given."""
        corners = (x * _SCALE, y * _SCALE, (x + width) * _SCALE, (y + height) * _SCALE)
        self.draw.rectangle(corners, fill, outline, round(0.6 * _SCALE))

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> None:
        """A straight line."""
        self.draw.line((x1 * _SCALE, y1 * _SCALE, x2 * _SCALE, y2 * _SCALE), colour, max(1, round(width * _SCALE)))

    def rule(self, x: float, top: float, bottom: float, dashes: str, unit: float, width: float) -> None:
        """A vertical line in the pattern of an SVG `stroke-dasharray`, whose numbers are `unit` points long."""
        on, off = (float(part) * unit for part in dashes.split())
        y = top
        while y < bottom:
            self.line(x, y, x, min(y + on, bottom), INK, width)
            y += on + off

    def mark(self, mark: Mark, x: float, y: float, unit: float) -> None:
        """A score's mark around (x, y); hollow ones are filled with white."""
        fill, stroke = "#ffffff" if mark.hollow else mark.colour, max(1, round(2 * unit * _SCALE))
        if mark.shape == "circle":
            radius = (5.5 + 1) * unit * _SCALE
            self.draw.circle((x * _SCALE, y * _SCALE), radius, fill, mark.colour, stroke)
            return
        pairs = (pair.split(",") for pair in mark.points.split())
        own_x, own_y = float(mark.x), HEIGHT // 2
        corners = [
            ((x + (float(left) - own_x) * unit) * _SCALE, (y + (float(down) - own_y) * unit) * _SCALE)
            for left, down in pairs
        ]
        self.draw.polygon(corners, fill, mark.colour)
        self.draw.line([*corners, *corners[:2]], mark.colour, stroke, joint="curve")

    def png(self) -> bytes:
        """The picture at 300 dots an inch; the same drawing gives the same bytes."""
        size = (self.image.width // _OVERSAMPLING, self.image.height // _OVERSAMPLING)
        image = self.image.resize(size, Image.Resampling.BOX).quantize(_COLOURS, dither=Image.Dither.NONE)
        out = io.BytesIO()
        image.save(out, "PNG", dpi=(DPI, DPI), optimize=True)
        return out.getvalue()


@lru_cache(maxsize=32)
def font(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    """The report's own face in `size` points at the drawing's resolution."""
    name = f"Sarabun-{'Bold' if bold else 'Regular'}.ttf"
    path = Path(settings.BASE_DIR) / "static" / "fonts" / name
    return ImageFont.truetype(path, size * _SCALE, layout_engine=ImageFont.Layout.RAQM)


def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """How wide a line is, in points."""
    return font(size, bold).getlength(text, language="th") / _SCALE


@lru_cache(maxsize=16)
def scale_picture(figure: ScaleFigure) -> bytes:
    """Return the figure as a PNG, `PICTURE_WIDTH` wide at 300 dots an inch."""
    left = HEADLINE_WIDTH + HEADLINE_GAP if figure.headline else 0.0
    plot = _Plot(figure, left)
    legend = list(_legend_lines(figure.legend))
    canvas = Canvas(plot.height + 4 + len(legend) * LEGEND_ROW)
    if figure.headline:
        _headline(canvas, figure, plot.height)
    plot.draw(canvas)
    for number, items in enumerate(legend):
        _legend_line(canvas, items, plot.height + 4 + number * LEGEND_ROW)
    return canvas.png()


class _Plot:
    """The rows on their axis: a name, marks on the track, the value; a long name takes several lines."""

    def __init__(self, figure: ScaleFigure, left: float) -> None:
        self.figure, self.left = figure, left
        self.track = left + NAME_WIDTH
        self.unit = (PICTURE_WIDTH - VALUE_WIDTH - self.track) / WIDTH
        self.row_height = max(ROW, HEIGHT * self.unit)
        titles = sum(bool(group.title) for group in figure.groups)
        rows = sum(self._row_height(row) for group in figure.groups for row in group.rows)
        self.height = HEAD + titles * (ROW + 2) + rows + ROW

    def draw(self, canvas: Canvas) -> None:
        y = HEAD
        for group in self.figure.groups:
            if group.title:
                self._group_title(canvas, group, y)
                y += ROW + 2
            for row in group.rows:
                self._row(canvas, row, y)
                y += self._row_height(row)
        for tick in self.figure.ticks:
            x = self.track + WIDTH * self.unit * tick.percent / 100
            canvas.text(x, y + 10, tick.label, SMALL, at="m")

    def _names(self, row: Row) -> list[str]:
        return list(wrapped(row.name, NAME_WIDTH - 4, bold=row.lead))

    def _row_height(self, row: Row) -> float:
        return self.row_height + (len(self._names(row)) - 1) * ROW

    def _group_title(self, canvas: Canvas, group: Group, y: float) -> None:
        if group.key:
            canvas.mark(group.key, self.left + 5, y + ROW / 2 + 2, TEXT / HEIGHT)
        canvas.text(self.left + 13, y + ROW - 1.5, group.title, bold=True)

    def _row(self, canvas: Canvas, row: Row, y: float) -> None:
        names = self._names(row)
        middle = y + self._row_height(row) / 2
        first = middle - (len(names) - 1) * ROW / 2 + 3.5
        for number, name in enumerate(names):
            canvas.text(self.left, first + number * ROW, name, bold=row.lead)
        canvas.text(PICTURE_WIDTH, middle + 3.5, row.value, bold=row.lead, at="r")
        self._track(canvas, row, middle)

    def _x(self, x: str) -> float:
        return self.track + (MARGIN + float(x)) * self.unit

    def _track(self, canvas: Canvas, row: Row, middle: float) -> None:
        unit, half = self.unit, HEIGHT * self.unit / 2
        for band in row.bands:
            canvas.box(self._x(band.x), middle - 6 * unit, float(band.width) * unit, 12 * unit, band.shade)
        if not row.bands:
            canvas.line(self._x("0"), middle, self._x("400"), middle, AXIS, 1.5 * unit)
        for line in row.lines:
            self._rule(canvas, line, middle - half, middle + half)
        if row.mark:
            if not row.lead:
                start = self._x(row.before.x if row.before else "0")
                canvas.line(start, middle, self._x(row.mark.x), middle, row.mark.colour, 2.5 * unit)
            if row.before:
                canvas.mark(row.before, self._x(row.before.x), middle, unit)
            canvas.mark(row.mark, self._x(row.mark.x), middle, unit)

    def _rule(self, canvas: Canvas, line: Line, top: float, bottom: float) -> None:
        canvas.rule(self._x(line.x), top, bottom, line.dashes, self.unit, max(0.6, self.unit))


def _headline(canvas: Canvas, figure: ScaleFigure, height: float) -> None:
    notes = list(wrapped(figure.headline_note, HEADLINE_WIDTH, bold=True)) if figure.headline_note else []
    baseline = height / 2 + 8 - len(notes) * ROW / 2
    canvas.text(HEADLINE_WIDTH / 2, baseline, figure.headline, HEADLINE, bold=True, at="m")
    for number, note in enumerate(notes, start=1):
        canvas.text(HEADLINE_WIDTH / 2, baseline + number * ROW + 3, note, bold=True, at="m")


_SWATCH, _GAP = 12.7, 10.5  # points: a swatch, and what separates two items


def _item_width(item: LegendItem) -> float:
    return (_SWATCH + 3 if item.shade or item.dashes else 0) + text_width(item.text, LEGEND)


def _legend_lines(items: tuple[LegendItem, ...]) -> Iterator[list[LegendItem]]:
    """The items in lines that fit the width."""
    line: list[LegendItem] = []
    for item in items:
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
        elif item.dashes:
            canvas.rule(x + 12 * unit, y + 2, y + 2 + LEGEND, item.dashes, unit, 1.5 * unit)
        if item.shade or item.dashes:
            start += _SWATCH + 3
        canvas.text(start, y + 10, item.text, LEGEND)
        x += _item_width(item) + _GAP


def wrapped(text: str, width: float, size: float = TEXT, *, bold: bool = False) -> Iterator[str]:
    """Break a text into lines of at most `width` points: at spaces, or inside a word that is longer than a line."""
    line = ""
    for word in text.split(" "):
        candidate = f"{line} {word}" if line else word
        if text_width(candidate, size, bold=bold) <= width:
            line = candidate
            continue
        if line:
            yield line
        line = ""
        for cluster in _clusters(word):
            if line and text_width(line + cluster, size, bold=bold) > width:
                yield line
                line = ""
            line += cluster
    yield line


def _clusters(word: str) -> Iterator[str]:
    """A word's letters, each with what must not be parted from it."""
    cluster = ""
    for char in word:
        follows = unicodedata.category(char) in ("Mn", "Cf") or char in "ะาำๅๆฯ"
        if cluster and not follows and cluster[-1] not in "เแโใไ":
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster
