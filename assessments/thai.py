"""Thai digits, dates, periods and numbers: pure functions, standard library only.

Users type Thai, ASCII or full-width digits; storage and arithmetic see `Decimal` and `date`; what they read is Thai.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum

_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_BE_OFFSET = 543  # พ.ศ. = ค.ศ. + 543

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")

_SCORE = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?")


class ScoreFault(Enum):
    """Why a text is not a score."""

    NOT_A_NUMBER = 1
    OUT_OF_RANGE = 2
    TOO_MANY_DECIMALS = 3


class ScoreError(ValueError):
    """A text that is not a score of 0.00–100.00; `str(error)` is the Thai message for the person who typed it.

    `fault` says the same to code, which never reads the message.
    """

    def __init__(self, fault: ScoreFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


class ThaiNumber(int):
    """A whole number that is written in Thai digits where it stands in a text by `%s`."""

    def __str__(self) -> str:
        return thai_digits(int(self))


def thai_digits(value: object) -> str:
    """Return `str(value)` with ASCII digits replaced by real Thai digits (U+0E50–0E59)."""
    return str(value).translate(_TO_THAI)


def ascii_digits(text: str) -> str:
    """Return `text` with every Unicode decimal digit (Thai, full-width …) and full-width stop as ASCII."""
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else "." if char == "．" else char for char in text
    )


def format_score(score: Decimal | None) -> str:
    """Return a published score with two decimals in Thai digits, `๙๕.๔๘`; a missing one as `–`.

    Expects a figure already rounded by `scoring.round_score`; it only formats.
    """
    return "–" if score is None else thai_digits(f"{score:.2f}")


def parse_score(text: str) -> Decimal | None:
    """Read a score as typed: Thai, ASCII or full-width digits, spaces around it and invisible characters ignored.

    Returns the `Decimal`, or None for an empty text ("not scored", never zero).
    Raises `ScoreError` with a Thai message for anything but a number of 0–100 with at most two decimals.
    """
    # Zero-width and direction marks (category Cf) come along when a cell is copied; nobody sees them in a message.
    cleaned = "".join(char for char in ascii_digits(text) if unicodedata.category(char) != "Cf").strip()
    if not cleaned:
        return None
    shown = shorten(text)
    if not _SCORE.fullmatch(cleaned):
        raise ScoreError(
            ScoreFault.NOT_A_NUMBER, f"“{shown}” ไม่ใช่ตัวเลข ให้กรอกคะแนน ๐ ถึง ๑๐๐ ทศนิยมไม่เกินสองตำแหน่ง เช่น ๙๙.๐๒"
        )
    try:
        score = Decimal(cleaned)
    except InvalidOperation as error:  # pragma: no cover - the pattern above admits numbers only
        raise ScoreError(ScoreFault.NOT_A_NUMBER, f"“{shown}” ไม่ใช่ตัวเลข") from error
    if not 0 <= score <= 100:
        raise ScoreError(ScoreFault.OUT_OF_RANGE, f"“{shown}” อยู่นอกช่วงคะแนน ให้กรอกตั้งแต่ ๐ ถึง ๑๐๐")
    exponent = score.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        raise ScoreError(ScoreFault.TOO_MANY_DECIMALS, f"“{shown}” มีทศนิยมเกินสองตำแหน่ง ให้กรอกตามที่ประกาศ เช่น ๙๙.๐๒")
    return abs(score)  # −0 is zero


def shorten(text: str, length: int = 40) -> str:
    """Return `text` on one line and at most `length` characters, for quoting in a message."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"


def fiscal_year_start(year: int) -> date:
    """First day of Thai fiscal year `year` (พ.ศ.): 1 October of the year before (DOMAIN, first paragraph)."""
    return date(year - _BE_OFFSET - 1, 10, 1)


def fiscal_year_end(year: int) -> date:
    """Last day of Thai fiscal year `year` (พ.ศ.): 30 September."""
    return date(year - _BE_OFFSET, 9, 30)


def fiscal_year_of(day: date) -> int:
    """The Thai fiscal year (พ.ศ.) that `day` falls in."""
    return day.year + _BE_OFFSET + (1 if day.month >= 10 else 0)


def format_date(day: date) -> str:
    """Return `๒๒ พฤศจิกายน ๒๕๖๘`."""
    return thai_digits(f"{day.day} {MONTHS[day.month - 1]} {day.year + _BE_OFFSET}")


def format_short_date(day: date) -> str:
    """Return `๒๙ พ.ย. ๒๕๖๙`."""
    return thai_digits(f"{day.day} {SHORT_MONTHS[day.month - 1]} {day.year + _BE_OFFSET}")


def format_period(start: date | None, end: date | None) -> str:
    """Return a measure's period as officials write it; an empty text where either end is missing.

    A whole fiscal year is `ตลอดปี ๖๙`, one month `ต.ค. ๖๘`, anything else `ต.ค. ๖๘ – มี.ค. ๖๙`; days are
    named only where the period does not run from the first to the last day of its months.
    """
    if start is None or end is None:
        return ""
    if (start.day, start.month, end.day, end.month) == (1, 10, 30, 9) and end.year == start.year + 1:
        return thai_digits(f"ตลอดปี {fiscal_year_of(start) % 100:02}")
    if start.day == 1 and _is_month_end(end):
        if (start.year, start.month) == (end.year, end.month):
            return _short_month(start)
        return f"{_short_month(start)} – {_short_month(end)}"
    if start == end:
        return f"{thai_digits(start.day)} {_short_month(start)}"
    return f"{thai_digits(start.day)} {_short_month(start)} – {thai_digits(end.day)} {_short_month(end)}"


def _short_month(day: date) -> str:
    return thai_digits(f"{SHORT_MONTHS[day.month - 1]} {(day.year + _BE_OFFSET) % 100:02}")


def _is_month_end(day: date) -> bool:
    return day == date.max or date.fromordinal(day.toordinal() + 1).day == 1
