"""Reads a measure's period as officials write it: `ตลอดปี ๖๙`, `ต.ค. ๖๘ – มี.ค. ๖๙`, `ไตรมาสที่ ๒`. Pure.

The opposite of `assessments.thai.format_period`: what that writes, this reads back to the same two days.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from assessments.thai import MONTHS, SHORT_MONTHS, ascii_digits, fiscal_year_end, fiscal_year_start, thai_digits

BE_OFFSET = 543  # พ.ศ. = ค.ศ. + 543
EXPECTED = "ต้องเป็นช่วงเวลา เช่น ตลอดปี ๖๙ หรือ ต.ค. ๖๘ – มี.ค. ๖๙ หรือ ๑/๑๐/๒๕๖๘ – ๓๐/๙/๒๕๖๙"
Period = tuple[date, date]

_DASH = re.compile(r"\s*(?:[-–—−~]|ถึง)\s*")
_ALL_YEAR = re.compile(r"ตลอด(?:ทั้ง)?ปี(?:งบประมาณ)?(?:พ\.?ศ\.?)?(\d{2}|\d{4})?")
_QUARTER = re.compile(r"ไตรมาส(?:ที่)?([1-4])(?:[/ ]?(\d{2}|\d{4}))?")
_NUMERIC = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})\s*)?([ก-๙.]+?)\s*(?:พ\.?ศ\.?\s*)?(\d{2}|\d{4})?")


class PeriodError(ValueError):
    """A text that is no period; `message` says what is wrong and `expected` what is meant, in Thai."""

    def __init__(self, message: str, expected: str = EXPECTED) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected


def _key(word: str) -> str:
    return re.sub(r"[\s.]", "", word)


_MONTH_NUMBERS = {_key(name): number for names in (MONTHS, SHORT_MONTHS) for number, name in enumerate(names, start=1)}


def parse_period(text: str, fiscal_year: int) -> Period | None:
    """Read a period; None for an empty text. `fiscal_year` (พ.ศ.) is the plan's, meant where no year is written.

    Raises PeriodError for anything else, for a ค.ศ. year, a day no calendar has, an end before its beginning.
    """
    cleaned = " ".join(ascii_digits(text).split())
    if not cleaned:
        return None
    compact = cleaned.replace(" ", "")
    if found := _ALL_YEAR.fullmatch(compact):
        year = _year(found[1]) if found[1] else fiscal_year
        return fiscal_year_start(year), fiscal_year_end(year)
    if found := _QUARTER.fullmatch(compact):
        return _quarter(int(found[1]), _year(found[2]) if found[2] else fiscal_year)
    ends = _DASH.split(cleaned)
    if len(ends) > 2:
        raise PeriodError("ไม่ใช่ระยะเวลาที่อ่านได้")
    last = _Day(ends[-1])
    first = _Day(ends[0])
    start = first.start(last.year, fiscal_year)
    end = last.end(last.year, fiscal_year)
    if end < start:
        raise PeriodError("วันสิ้นสุดอยู่ก่อนวันเริ่ม", "กรุณาตรวจเดือนและปีของทั้งสองด้าน")
    return start, end


class _Day:
    """One end of a period: a month, perhaps with day and year (พ.ศ.)."""

    def __init__(self, text: str) -> None:
        self.day: int | None = None
        self.year: int | None = None
        if found := _NUMERIC.fullmatch(text.replace(" ", "")):
            self.day, self.month, self.year = int(found[1]), int(found[2]), _year(found[3])
            return
        found = _WORDS.fullmatch(text.removeprefix("เดือน").strip())
        month = _MONTH_NUMBERS.get(_key(found[2])) if found else None
        if found is None or month is None:
            raise PeriodError("ไม่ใช่ระยะเวลาที่อ่านได้")
        self.month = month
        self.day = int(found[1]) if found[1] else None
        self.year = _year(found[3]) if found[3] else None

    def start(self, other_year: int | None, fiscal_year: int) -> date:
        """The first day meant. A year that is not written is the other end's, else that of the fiscal year."""
        return self._date(self.day or 1, other_year, fiscal_year)

    def end(self, other_year: int | None, fiscal_year: int) -> date:
        """The last day meant: the month's last where no day is written."""
        if self.day:
            return self._date(self.day, other_year, fiscal_year)
        first = self._date(1, other_year, fiscal_year)
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    def _date(self, day: int, other_year: int | None, fiscal_year: int) -> date:
        year = self.year or other_year or (fiscal_year - 1 if self.month >= 10 else fiscal_year)
        try:
            return date(year - BE_OFFSET, self.month, day)
        except ValueError:
            raise PeriodError("ไม่มีวันนี้ในปฏิทิน", "กรุณาตรวจวัน เดือน และปี") from None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 2:
        return 2500 + year
    if 1900 <= year < 2200:
        raise PeriodError("ดูเหมือนเป็นปี ค.ศ.", f"กรุณาใช้ปี พ.ศ. เช่น {thai_digits(year + BE_OFFSET)}")
    if not 2500 <= year < 2700:
        raise PeriodError("ปีไม่ถูกต้อง", "กรุณาใช้ปี พ.ศ. เช่น ๒๕๖๙")
    return year


def _quarter(number: int, fiscal_year: int) -> Period:
    month = 10 + 3 * (number - 1)
    begins = date(fiscal_year - BE_OFFSET - 1, 10, 1) if number == 1 else date(fiscal_year - BE_OFFSET, month - 12, 1)
    ends_month = begins.month + 2
    return begins, _Day(f"{MONTHS[ends_month - 1]} {begins.year + BE_OFFSET}").end(None, fiscal_year)
