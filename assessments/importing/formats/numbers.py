"""Numbers and dates as workbooks store them: floats written out in full, serial days, per cent by format. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

_ELAPSED = re.compile(r"\[(h+|m+|s+|ช+|น+|ท+)\]", re.IGNORECASE)  # `[h]:mm`
_LITERALS = re.compile(r'"[^"]*(?:"|$)|[\\!].|\[[^\]]*(?:\]|$)|_.|\*.', re.DOTALL)  # what a format only shows
_WORDS = re.compile("(?:[^\\W\\d_]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+")  # Thai marks are no letters to `re`
# Letters of days and times, also those of a Thai Excel (วัน เดือน ปี ชั่วโมง นาที วินาที); g, an era's name, is none alone.
_DATE_WORD = re.compile(r"(?=.*[dmyhsbeวดปชนท])(?:d+|m+|y+|h+|s+|b+|e+|g+|ว+|ด+|ป+|ช+|น+|ท+)+", re.IGNORECASE)
_SECOND_DECIMALS = re.compile(r"([sท])[.,]0+", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?]")
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
_BUILT_IN_PERCENTS = {9, 10, 67, 68}  # the last two in Thai digits
_LONGEST_CODE = 1000  # Excel allows 255
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST_DAY = 292_200  # about the year 2700, since a พ.ศ. year may be kept as a ค.ศ. one; what is beyond is no date


class NumberKind(Enum):
    """How a cell's format shows its number."""

    PLAIN = "plain"
    PERCENT = "percent"
    DATE = "date"


def kind_of_format(number: int, code: str | None) -> NumberKind:
    """What a number format shows: `number` is its id, `code` its text where the workbook defines it."""
    if code is None:
        if number in _BUILT_IN_PERCENTS:
            return NumberKind.PERCENT
        return NumberKind.DATE if number in _BUILT_IN_DATES else NumberKind.PLAIN
    bare = _LITERALS.sub("", _ELAPSED.sub(r"\1", code[:_LONGEST_CODE]))
    if "%" in bare:
        return NumberKind.PERCENT
    for section in bare.split(";"):
        if _is_date(section):
            return NumberKind.DATE
        if _DIGITS.search(section) or _WORDS.search(section):
            break  # a section that shows a figure; one of signs alone tells nothing
    return NumberKind.PLAIN


def _is_date(section: str) -> bool:
    """Whether a section of a format, without its literals, shows a day or time: words of date letters, no digits.

    `0.0E+00` has digits. `General`, which other programs write in their own language (`Standard`, `Geral`,
    `G/通用格式`), is no word of date letters.
    """
    if _DIGITS.search(_SECOND_DECIMALS.sub(r"\1", section)):
        return False
    return any(_DATE_WORD.fullmatch(word) for word in _WORDS.findall(section))


def stored_number(text: str) -> Decimal | None:
    """The number a spreadsheet shows for a stored float, exact to its fifteen digits; None where it is none.

    >>> stored_number("99.019999999999996")
    Decimal('99.02')
    """
    try:
        value = float(text)
    except ValueError:
        return None
    if value != value or value in (float("inf"), float("-inf")) or len(text) > 60:
        return None
    return Decimal(f"{value:.15g}")


def percent(value: Decimal) -> Decimal:
    """The figure a per-cent format shows for a stored share: 0.8542 is 85.42."""
    return Decimal(f"{value * 100:f}").normalize() + 0


def day_of_serial(value: Decimal, *, from_1904: bool = False) -> date | None:
    """The day of a serial number; the time of day is dropped. None outside the years workbooks know."""
    if not 1 <= value < _LAST_DAY:
        return None
    return (_EPOCH_1904 if from_1904 else _EPOCH) + timedelta(days=int(value))
