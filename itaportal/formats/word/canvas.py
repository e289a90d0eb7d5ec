"""A white sheet on which the Word file's figures are drawn, in points; Thai is shaped by HarfBuzz through Raqm."""

import io
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from math import hypot
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont, features

from itaportal.report.figures import INK, Mark

PICTURE_WIDTH = 16 / 2.54 * 72  # points; the width of the text in portrait
DPI = 300
_OVERSAMPLING = 2  # lines and marks are drawn twice as fine and reduced, which smooths their edges
_SCALE = DPI * _OVERSAMPLING / 72
_COLOURS = 64  # a palette of so many keeps the edges smooth and the file small

TEXT, SMALL = 10.0, 8.5


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

    def path(self, corners: Sequence[tuple[float, float]], dashes: str, unit: float, width: float) -> None:
        """A line from corner to corner in the pattern of an SVG `stroke-dasharray`, whose numbers are `unit` points."""
        if dashes == "none":
            stroke = max(1, round(width * _SCALE))
            self.draw.line([(x * _SCALE, y * _SCALE) for x, y in corners], INK, stroke, joint="curve")
            return
        on, off = (float(part) * unit for part in dashes.split())
        walked = 0.0  # the pattern goes on round a corner
        for (x1, y1), (x2, y2) in pairwise(corners):
            length = hypot(x2 - x1, y2 - y1)
            start = -(walked % (on + off))
            while start < length:
                ends = [max(0.0, start) / length, min(start + on, length) / length] if length else [0.0, 0.0]
                (left, top), (right, bottom) = ((x1 + (x2 - x1) * end, y1 + (y2 - y1) * end) for end in ends)
                if ends[1] > ends[0]:
                    self.line(left, top, right, bottom, INK, width)
                start += on + off
            walked += length

    def polygon(
        self, corners: Sequence[tuple[float, float]], fill: str | None, outline: str | None = None, width: float = 0
    ) -> None:
        """A shape, filled or with an outline `width` points wide."""
        places = [(x * _SCALE, y * _SCALE) for x, y in corners]
        if fill:
            self.draw.polygon(places, fill)
        if outline:
            self.draw.line([*places, *places[:2]], outline, max(1, round(width * _SCALE)), joint="curve")

    def mark(self, mark: Mark, x: float, y: float, unit: float) -> None:
        """A score's mark around (x, y); hollow ones are filled with white."""
        fill, stroke = "#ffffff" if mark.hollow else mark.colour, max(1, round(2 * unit * _SCALE))
        if mark.shape == "circle":
            radius = (5.5 + 1) * unit * _SCALE
            self.draw.circle((x * _SCALE, y * _SCALE), radius, fill, mark.colour, stroke)
            return
        origin = (x - float(mark.x) * unit, y - float(mark.y) * unit)
        corners = [(left * _SCALE, down * _SCALE) for left, down in svg_points(mark.points, *origin, unit)]
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


def svg_points(points: str, x: float, y: float, unit: float) -> list[tuple[float, float]]:
    """The corners of an SVG's `points`, whose origin lies at (x, y) and whose units are `unit` points long."""
    pairs = (pair.split(",") for pair in points.split())
    return [(x + float(left) * unit, y + float(down) * unit) for left, down in pairs]


def text_width(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """How wide a line is, in points."""
    return font(size, bold).getlength(text, language="th") / _SCALE


def wrapped_lines(text: str, width: float, size: float = TEXT, *, bold: bool = False) -> Iterator[str]:
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
