"""The columns of a pasted block: which count the rows, which hold figures, and which of these are meant. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from ..importing.cells import matching_form
from ..thai import ascii_digits, shorten
from .blocks import Block, is_figure, whole_number

_YEAR = re.compile(r"25[0-9]{2}")
_SHORT_YEAR = re.compile(r"(?:ปี|พ\.?ศ\.?)(?:งบประมาณ)?([0-9]{2})(?![0-9])")
_COUNTS = re.compile(r"(?:ที่|ลำดับ(?:ที่)?|ลำดับตัวชี้วัด|no\.?|#|ข้อ(?:ที่)?|ตัวชี้วัดที่|ตัวชี้วัดลำดับที่|indicator)")
_NUMBERS_INDICATORS = re.compile(r"ตัวชี้วัดที่|ลำดับตัวชี้วัด|indicator|ตัวชี้วัดลำดับที่")
_TARGET = re.compile(r"เป้าหมาย|target")
_NO_SCORE = re.compile(
    r"น้ำหนัก|weight|ผลต่าง|ส่วนต่าง|เพิ่ม|ลดลง|เปลี่ยน|แตกต่าง|อันดับ|ลำดับ|ระดับ|คิดเป็น|ถ่วง|จำนวน|ในภาพรวม|change|diff|rank|\+/-|±"
)
_LAST_YEAR = re.compile(r"ปี(?:ก่อน|ที่แล้ว|ที่ผ่านมา|เดิม)|previous|lastyear")
_THIS_YEAR = re.compile(r"ปี(?:นี้|ปัจจุบัน)")


class Role(Enum):
    """What a column of figures is by its heading."""

    SCORE = "score"  # a heading that speaks against nothing, or none
    THIS_YEAR = "this year"
    OTHER_YEAR = "other year"
    TARGET = "target"
    OTHER = "other"


@dataclass(frozen=True)
class Column:
    """A column of figures: where it stands, its heading and role, and its first figures."""

    place: int
    heading: str
    role: Role
    first: tuple[str, ...]

    @property
    def words(self) -> str:
        """`“ปี ๒๕๖๘” (๙๙.๐๒ ๑๐๐ …)`."""
        shown = " ".join(self.first[:3]) + (" …" if len(self.first) > 3 else "")
        return f"“{shorten(self.heading, 40)}” ({shown})" if self.heading else f"({shown})"


def counting_column(block: Block, labels: Sequence[int], most: int) -> int | None:
    """The column that counts the rows or names indicators by their numbers, left of the figures; None for none.

    `labels`: the rows that carry data, where their words tell; `most` is the largest number of an indicator.
    """
    width = len(block[0]) if block else 0
    figures = [x for x in range(width) if any(is_figure(row[x]) for row in block)]
    if len(figures) < 2:
        return None
    x = figures[0]
    cells = [row[x] for row in block]
    numbers = [whole_number(cell) for cell in cells if is_figure(cell) or whole_number(cell) is not None]
    heading = matching_form(" ".join(cell for cell in cells[:3] if cell and not is_figure(cell)))
    if any(number is None for number in numbers) or len(set(numbers)) < len(numbers):
        return None
    headed = bool(_COUNTS.fullmatch(heading))
    rising = all(b == (a or 0) + 1 for a, b in pairwise(numbers))
    largest = max((number or 0 for number in numbers), default=0)
    small = largest <= max(most, len(labels)) and min((number or 0 for number in numbers), default=0) >= 1
    return x if small and (headed or (rising and len(numbers) > 1)) else None


def names_indicators(block: Block, x: int) -> bool:
    """Whether a counting column's heading says that its numbers are those of indicators."""
    return any(_NUMBERS_INDICATORS.search(matching_form(row[x])) for row in block[:3])


def figure_columns(block: Block, data: Sequence[int], year: int, counting: int | None) -> list[Column]:
    """The columns with figures in the rows of data, each by its heading."""
    found = []
    first_row = data[0] if data else 0
    for x in range(len(block[0]) if block else 0):
        figures = tuple(block[y][x] for y in data if is_figure(block[y][x]))
        if x == counting or not figures:
            continue
        heading = " ".join(row[x] for row in block[:first_row] if row[x])
        found.append(Column(x, heading, _role(heading, year), figures))
    return found


def _role(heading: str, year: int) -> Role:
    key = ascii_digits(matching_form(heading))
    years = {int(found) for found in _YEAR.findall(key)} | {2500 + int(found) for found in _SHORT_YEAR.findall(key)}
    if _TARGET.search(key):
        return Role.TARGET
    if _NO_SCORE.search(key):
        return Role.OTHER
    if year in years or (not years and _THIS_YEAR.search(key)):
        return Role.THIS_YEAR if len(years) < 2 else Role.SCORE
    if years or _LAST_YEAR.search(key):
        return Role.OTHER_YEAR
    return Role.SCORE


def says_year(cell: str) -> bool:
    """Whether a cell is a year, which stands above figures."""
    return bool(_YEAR.fullmatch(ascii_digits(cell)))
