"""Numbers and dates as workbooks store them: floats written out in full, serial days, per cent by format. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # what a format only shows
_DATE_LETTERS = re.compile(r"[dmyhsgeb]", re.IGNORECASE)
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)}
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LAST_DAY = 200_000  # about the year 2447; what is beyond is no date


class NumberKind(Enum):
    """How a cell's format shows its number."""

    PLAIN = "plain"
    PERCENT = "percent"
    DATE = "date"


def kind_of_format(number: int, code: str | None) -> NumberKind:
    """What a number format shows: `number` is its id, `code` its text where the workbook defines it."""
    if code is None:
        if number in (9, 10):
            return NumberKind.PERCENT
        return NumberKind.DATE if number in _BUILT_IN_DATES else NumberKind.PLAIN
    bare = _LITERALS.sub("", code[:200])
    if "%" in bare:
        return NumberKind.PERCENT
    if "general" in bare.lower():
        return NumberKind.PLAIN
    return NumberKind.DATE if _DATE_LETTERS.search(bare) else NumberKind.PLAIN


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
