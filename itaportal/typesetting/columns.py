"""How wide the columns of the measures' table are, so that names of units and dates stand on one line.

The columns of units and of periods have a few widths each. The narrowest with room for the longest name (or date) is
taken for the whole table, and titles and analyses give what it takes. All numbers are centimetres of the same
letters: 10.5 points of Sarabun in the PDF, 14 points of TH SarabunPSK in Word, the same design. The web page has the
same steps as classes (`report-page.css`), since its policy allows no styles in its text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import ceil
from pathlib import Path

from django.conf import settings
from PIL import ImageFont

from . import pieces
from .typography import printed_length

SIZE = 10.5  # points, of Sarabun
# The widths of text that the columns of units and periods have room for: 2.75 and 1.85 where nothing needs more.
UNIT_ROOMS = (2.75, 3.75)
PERIOD_ROOMS = (1.85, 2.3)

# Cell padding and rules of `report-pdf.css`, and the cell margins of Word's style. Word's own face may be a hair wider.
PDF_PADDING, WORD_PADDING, WORD_SPARE = 0.34, 0.32, 1.03
# The seven columns: their widths where nothing needs more, and how much each gives of what those two take.
# Steps are most of a plan: their column is the widest and gives nothing.
PDF_WIDTHS = (3.7, 3.5, 4.3, 5.8, 3.1, 2.2, 3.1)
WORD_WIDTHS = (3.4, 3.6, 4.3, 5.8, 3.2, 2.2, 3.2)
GIVEN = (0, 0.35, 0.65, 0, 0, 0, 0)
UNITS, PERIOD = 4, 5
# The printed characters that surely fit a line of the PDF's columns (see `pieces`).
FITS = (17, 15, 18, 23, 12, 8, 12)
CHARACTER, WIDE_CHARACTER = 0.2, 0.235  # cm; the average of running text, and of its widest lines
WORD_CHARACTER = 0.22  # cm; of words of wide letters, as คำขออนุญาต

# Where a name that has no room is broken, the better places first.
_PLACES = (
    re.compile(r"(?<= )"),
    re.compile(r"(?<=.)(?=องค์การบริหารส่วน|เทศบาล(?:ตำบล|เมือง|นคร)|องค์กรปกครอง)"),
    re.compile(r"(?<=.)(?=และ|หรือ)"),
)


@dataclass(frozen=True)
class Columns:
    """The table's columns: the steps at which those of units and of periods are, 0 where nothing needs more."""

    units: int
    periods: int

    @property
    def classes(self) -> str:
        """The classes that stylesheets set the widths by; none at the usual widths."""
        steps = (("units", self.units), ("periods", self.periods))
        return "".join(f" {name}-{step}" for name, step in steps if step)

    @property
    def pdf_widths(self) -> tuple[float, ...]:
        """The columns in the PDF, in cm; `report-pdf.css` says the same."""
        return self._widths(PDF_WIDTHS, PDF_PADDING)

    @property
    def word_widths(self) -> tuple[float, ...]:
        """The columns in the Word file, in cm."""
        return self._widths(WORD_WIDTHS, WORD_PADDING, WORD_SPARE)

    def _widths(self, usual: Sequence[float], padding: float, spare: float = 1) -> tuple[float, ...]:
        rooms = {UNITS: UNIT_ROOMS[self.units]} | ({PERIOD: PERIOD_ROOMS[self.periods]} if self.periods else {})
        taken = {place: max(room * spare + padding - usual[place], 0) for place, room in rooms.items()}
        given = sum(taken.values())
        return tuple(width + taken.get(place, 0) - given * GIVEN[place] for place, width in enumerate(usual))

    @property
    def fits(self) -> tuple[int, ...]:
        """How many printed characters surely fit a line of each of the PDF's columns."""
        return tuple(
            _narrowed_fit(fit, before, now) if now < before else fit + int((now - before) / WIDE_CHARACTER)
            for fit, before, now in zip(FITS, PDF_WIDTHS, self.pdf_widths, strict=True)
        )

    @property
    def narrowing(self) -> float:
        """How many times as many lines a text takes, in the column that has become the narrowest for its text."""
        pairs = zip(self.pdf_widths, PDF_WIDTHS, strict=True)
        return max((before - PDF_PADDING) / (now - PDF_PADDING) for now, before in pairs)

    def unit(self, name: str) -> "Cell":
        """A unit's name as it stands in its column."""
        room = UNIT_ROOMS[self.units]
        return Cell(_parts(name, room), room, self.fits[UNITS])

    def period(self, text: str) -> "Cell":
        """A period as it stands in its column."""
        room = PERIOD_ROOMS[self.periods]
        return Cell(_pieces(text, room), room, self.fits[PERIOD])

    def bold_in_word(self, text: str, column: int) -> str:
        """A heading or an indicator's name for Word: with a line end where the next word or term has no room."""
        room = (self.word_widths[column] - WORD_PADDING) / WORD_SPARE
        lines = _joined(_pieces(text, room, bold=True), room, bold=True)
        return "\n".join(line.rstrip() for line in lines)


@dataclass(frozen=True)
class Cell:
    """A name or a period as the parts that stay on one line each, in a column with `room` cm for text.

    Joined the parts are the text. `usual` is the number of printed characters that surely fit a line of the column.
    """

    parts: tuple[str, ...]
    room: float
    usual: int

    def fits(self, part: str) -> bool:
        """Whether a part has room on a line."""
        return width_in_table(part) <= self.room

    @property
    def fit(self) -> int:
        """How many printed characters may be held together here, now that they are measured."""
        if not all(map(self.fits, self.parts)):
            return self.usual
        return max([self.usual, *(printed_length(part.rstrip()) for part in self.parts)])

    @property
    def text(self) -> str:
        """The text for Word, which cannot hold words together: with a line end where the next part has no room."""
        if not all(map(self.fits, self.parts)):
            return "".join(self.parts)
        return "\n".join(line.rstrip() for line in _joined(self.parts, self.room))


def _narrowed_fit(fit: int, before: float, now: float) -> int:
    """How many printed characters surely fit a column that gave some of its width.

    In a narrow column even a word of wide letters alone may fill the line, and what does not fit is cut anywhere.
    """
    return min(fit - ceil((before - now) / CHARACTER - 0.01), int((now - PDF_PADDING) / WORD_CHARACTER))


def fitted_columns(units: Iterable[str], periods: Iterable[str]) -> Columns:
    """Return the narrowest columns in which these units and periods stand on one line, or break at good places."""
    parts = (part for name in set(units) for part in _parts(name, UNIT_ROOMS[-1]))
    pieces = (piece for period in set(periods) for piece in _pieces(period, PERIOD_ROOMS[-1]))
    return Columns(_step(parts, UNIT_ROOMS), _step(pieces, PERIOD_ROOMS))


def _step(parts: Iterable[str], rooms: Sequence[float]) -> int:
    """The first of the rooms that is enough for all parts that fit the last."""
    most = max((width for width in map(width_in_table, parts) if width <= rooms[-1]), default=0)
    return next(step for step, room in enumerate(rooms) if most <= room)


@lru_cache(maxsize=1024)
def _pieces(text: str, room: float, *, bold: bool = False) -> tuple[str, ...]:
    """The words, terms and dates of a text, a dash with what is before it; those without `room` in smaller ones."""
    found: list[str] = []
    for piece in pieces.unbroken_pieces(text):
        fits = width_in_table(piece, bold=bold) <= room
        for part in [piece] if fits else pieces.unbroken_pieces(piece, int(room / WIDE_CHARACTER)):
            if found and part.strip() == "–" and width_in_table(found[-1] + part, bold=bold) <= room:
                found[-1] += part
            else:
                found.append(part)
    return tuple(found)


@lru_cache(maxsize=4096)
def _parts(name: str, room: float, places: int = 0) -> tuple[str, ...]:
    """The parts of a name that have `room` on a line each, as few as may be; what cannot be parted stays too long."""
    if width_in_table(name) <= room or places == len(_PLACES):
        return (name,)
    parts = [part for part in _PLACES[places].split(name) if part]
    smaller = [small for part in parts for small in _parts(part, room, places + 1)]
    return tuple(_joined(smaller, room))


def _joined(parts: Iterable[str], room: float, *, bold: bool = False) -> list[str]:
    """The parts put together again to lines as long as there is room."""
    lines: list[str] = []
    for part in parts:
        if lines and width_in_table(lines[-1] + part, bold=bold) <= room:
            lines[-1] += part
        else:
            lines.append(part)
    return lines


@lru_cache(maxsize=8192)
def width_in_table(text: str, *, bold: bool = False) -> float:
    """How wide a line of text is in the table, in cm; a space at its end takes no room."""
    return sum(_advance(character, bold) for character in " ".join(text.split())) * SIZE / 72 * 2.54


@lru_cache(maxsize=2048)
def _advance(character: str, bold: bool) -> float:
    """A character's width as a part of the letters' size. Sarabun has no kerning, and its marks have no width."""
    return _face(bold).getlength(character) / _UNITS


_UNITS = 1000  # of the font in its size: asked for in as many dots, nothing is rounded


@cache
def _face(bold: bool) -> ImageFont.FreeTypeFont:
    name = f"Sarabun-{'Bold' if bold else 'Regular'}.ttf"
    path = Path(settings.BASE_DIR) / "static" / "fonts" / name
    return ImageFont.truetype(path, _UNITS, layout_engine=ImageFont.Layout.BASIC)


@dataclass(frozen=True)
class ScoreColumns:
    """The columns of the table of scores: widths in cm, and how many characters surely fit a line of two of them.

    `widths` are those of tool, number, name, score and then of each column of means; the style sheets have the same.
    """

    widths: tuple[float, ...]
    tool_fit: int
    name_fit: int


_SCORE_COLUMNS = (
    ScoreColumns((4.6, 1.5, 7.7, 2.2), 17, 30),
    ScoreColumns((4.0, 1.5, 6.4, 2.0, 2.1), 14, 24),
    ScoreColumns((3.4, 1.5, 5.1, 2.0, 2.0, 2.0), 12, 19),
    ScoreColumns((3.0, 1.5, 3.8, 2.0, 1.9, 1.9, 1.9), 10, 14),
)


def score_columns(means: int) -> ScoreColumns:
    """Return the columns of the table of scores with so many columns of means, at most three."""
    return _SCORE_COLUMNS[means]
