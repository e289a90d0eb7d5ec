"""From a clipboard's text to rows of cells, and which of them are figures. Pure."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

from ..importing.cells import CellError, is_blank, read_figure
from ..thai import ascii_digits
from ..thaitext import tidy

LONGEST = 100_000  # characters
MOST_ROWS, MOST_COLUMNS = 300, 60
_FIGURE = re.compile(r"[+-]?[0-9][0-9., ]*%?(?:คะแนน)?")
_ENDS_IN_FIGURE = re.compile(r"(.*[^\W\d].*?)[\s:=]+([0-9]{1,3}(?:\.[0-9]+)?\s*%?)(?:\s*คะแนน)?", re.DOTALL)
_NUMBERED_ALONE = re.compile(r"(?:ตัวชี้วัด|ข้อ|ลำดับ|ส่วน|ด้าน|ปี\S*)(?:ที่)?\s*")

Block = list[list[str]]


class TooLarge(ValueError):
    """More than anybody pastes into a grid."""


def parse_block(text: str) -> Block:
    """Return the cells of tab-separated text, all rows equally long, without blank rows around and blank columns.

    A quoted cell may hold tabs, line ends and doubled quotes. A line such as `IIT 87.87` without a tab is two cells.
    Raises TooLarge.
    """
    if len(text) > LONGEST:
        raise TooLarge
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    try:
        rows = [[" ".join(tidy(cell).split()) for cell in cells] for cells in csv.reader(lines, delimiter="\t")]
    except csv.Error as error:  # a cell longer than a text may be
        raise TooLarge from error
    while rows and not any(rows[-1]):
        rows.pop()
    while rows and not any(rows[0]):
        rows.pop(0)
    rows = [_parted(cells) for cells in rows]
    width = max((len(cells) for cells in rows), default=0)
    if len(rows) > MOST_ROWS or width > MOST_COLUMNS:
        raise TooLarge
    rows = [cells + [""] * (width - len(cells)) for cells in rows]
    filled = [x for x in range(width) if any(cells[x] for cells in rows)]
    return [[cells[x] for x in filled] for cells in rows]


def _parted(cells: list[str]) -> list[str]:
    """A line of one cell that ends in a figure, as name and figure."""
    filled = [cell for cell in cells if cell]
    if len(filled) != 1 or is_figure(filled[0]):
        return cells
    found = _ENDS_IN_FIGURE.fullmatch(ascii_digits(filled[0]))
    if not found or _NUMBERED_ALONE.fullmatch(found[1] + " "):
        return cells
    name = filled[0][: len(found[1])]
    return [name.strip(), found[2].strip()]


def is_figure(cell: str) -> bool:
    """Whether a cell looks like a number, whatever its size."""
    return bool(_FIGURE.fullmatch(ascii_digits(cell).replace("％", "%")))


def bare_figure(cell: str) -> str:
    """A figure as it was copied, without its unit."""
    return cell.removesuffix("คะแนน").rstrip()


def score_of(cell: str) -> Decimal | None:
    """The score that a cell says; None for a blank. Raises CellError with the reason where it says none."""
    return read_figure(bare_figure(cell))


def readable(cell: str) -> Decimal | None:
    """The score that a cell says, None for anything else."""
    try:
        return score_of(cell)
    except CellError:
        return None


def says_nothing(cell: str) -> bool:
    """Whether a cell is blank, or the dash that stands for no value."""
    return is_blank(cell)


def whole_number(cell: str) -> int | None:
    """The number by which rows are counted or indicators named: `๑`, `1.`, `(3)`."""
    found = re.fullmatch(r"\(?([0-9]{1,2})[.)]?", ascii_digits(cell))
    return int(found[1]) if found else None
