"""Reads a measure's period as officials write it: `ตลอดปี ๖๙`, `ต.ค. ๖๘ – มี.ค. ๖๙`, `ไตรมาสที่ ๑–๒`. Pure.

The opposite of `assessments.thai.format_period`: what that writes, this reads back to the same two days.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from assessments.thai import ascii_digits, fiscal_year_end, fiscal_year_start

from .parsing import BE_OFFSET, MONTH_NUMBERS, DateError, day_of, full_year, month_key, parse_thai_date

EXPECTED = "ต้องเป็นช่วงเวลา เช่น ตลอดปี ๖๙ หรือ ต.ค. ๖๘ – มี.ค. ๖๙ หรือ ๑/๑๐/๒๕๖๘ – ๓๐/๙/๒๕๖๙"
Period = tuple[date, date]

_DASH = r"(?:[-–—−‐‑‒~]|จนถึง|ถึง)"
_YEAR = r"(?:/|ปีงบประมาณ|ปี)?(?:พ\.?ศ\.?)?(\d{4}|\d{2})"
_ALL_YEAR = re.compile(rf"(?:ตลอด|ทั้ง)(?:ทั้ง)?ปี(?:งบประมาณ)?(?:{_YEAR})?|(?:ปีงบประมาณ|ปี)(?:พ\.?ศ\.?)?(\d{{4}}|\d{{2}})")
_QUARTER = re.compile(
    rf"(?:ใน)?(?:ช่วง)?ไตรมาส(?:ที่)?([1-4])(?:{_YEAR})?(?:(?:{_DASH}|และ|,)(?:ไตรมาส)?(?:ที่)?([1-4])(?:{_YEAR})?)?"
)
_DAYS_OF_MONTH = re.compile(rf"(\d{{1,2}})\s*{_DASH}\s*(\d{{1,2}})\s*([ก-๙][^0-9]*\d*)")
_MONTH = re.compile(r"(?:(\d{1,2})\s*)?([ก-๙.]+?)\s*(?:พ\.?\s*ศ\.?\s*)?(\d{2}|\d{4})?")
_SPACED_DASH = re.compile(rf"\s*{_DASH}\s*")
_LEAD = re.compile(r"^(?:ตั้งแต่|ระหว่าง|ช่วง|วันที่|เดือน|\s)+")


class PeriodError(ValueError):
    """A text that is no period; `message` says what is wrong and `expected` what is meant, in Thai.

    `unreadable` says that it is not written as a period at all.
    """

    def __init__(self, message: str, expected: str = EXPECTED, *, unreadable: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.unreadable = unreadable


def parse_period(text: str, fiscal_year: int) -> Period | None:
    """Read a period; None for an empty text. `fiscal_year` (พ.ศ.) is the plan's, meant where no year is written.

    A single day is a period of one day. Raises PeriodError for anything else, for a ค.ศ. year, a day no calendar has,
    an end before its beginning.
    """
    cleaned = " ".join(ascii_digits(text).split())
    if not cleaned:
        return None
    try:
        start, end = _read(cleaned, fiscal_year)
    except DateError as error:
        raise PeriodError(error.message, error.expected) from None
    if end < start:
        raise PeriodError("วันสิ้นสุดอยู่ก่อนวันเริ่ม", "กรุณาตรวจเดือนและปีของทั้งสองด้าน")
    return start, end


def is_month(period: Period) -> bool:
    """Whether a period is one whole month."""
    start, end = period
    return (start.year, start.month, start.day) == (end.year, end.month, 1) and (end + timedelta(days=1)).day == 1


def day_in_buddhist_calendar(day: date) -> date | None:
    """The day that was meant where a spreadsheet kept a พ.ศ. year as a ค.ศ. one; None where that is not so.

    An English Excel takes 15/1/2569 for a day of the year 2569 ค.ศ.
    """
    if not 2500 <= day.year < 2700:
        return None
    try:
        return day.replace(year=day.year - BE_OFFSET)
    except ValueError:  # 29 February of a year that has none
        return None


def _read(text: str, fiscal_year: int) -> Period:
    compact = text.replace(" ", "")
    if found := _ALL_YEAR.fullmatch(compact):
        digits = found[1] or found[2]
        year = full_year(text, digits) if digits else fiscal_year
        return fiscal_year_start(year), fiscal_year_end(year)
    if found := _QUARTER.fullmatch(compact):
        return _quarters(text, found, fiscal_year)
    if (day := _whole_date(text)) is not None:
        return day, day
    if found := _DAYS_OF_MONTH.fullmatch(_LEAD.sub("", text)):
        last = _Day(f"{found[2]} {found[3]}")
        return last.with_day(int(found[1]), fiscal_year), last.end(None, fiscal_year)
    first, last = _ends(text)
    return first.start(last, fiscal_year), last.end(None, fiscal_year)


def _whole_date(text: str) -> date | None:
    """The text as one day with its year; None where it is none. Raises DateError for a day that cannot be."""
    text = _LEAD.sub("", text)
    return parse_thai_date(text) if re.fullmatch(r"\d{1,4}\s*([/.\-])\s*\d{1,2}\s*\1\s*\d{1,4}", text) else None


def _ends(text: str) -> tuple[_Day, _Day]:
    """Both ends. A dash may part day and month as well, as in `01-10-68 - 30-09-69`."""
    for found in _SPACED_DASH.finditer(text):
        sides = text[: found.start()], text[found.end() :]
        if all(_Day.reads(side) for side in sides):
            return _Day(sides[0]), _Day(sides[1])
    day = _Day(text)
    return day, day


class _Day:
    """One end of a period: a month, perhaps with day and year (พ.ศ.)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.whole = _whole_date(text)
        self.day: int | None = None
        self.year: int | None = None
        if self.whole:
            return
        found = _MONTH.fullmatch(_LEAD.sub("", text).strip())
        month = MONTH_NUMBERS.get(month_key(found[2])) if found else None
        if found is None or month is None:
            raise PeriodError("ไม่ใช่ระยะเวลาที่อ่านได้", unreadable=True)
        self.month = month
        self.day = int(found[1]) if found[1] else None
        self.year = full_year(text, found[3]) if found[3] else None

    @classmethod
    def reads(cls, text: str) -> bool:
        """Whether the text is an end of a period, be it one that cannot be."""
        try:
            cls(text)
        except DateError:
            return True
        except PeriodError:
            return False
        return True

    def start(self, last: _Day, fiscal_year: int) -> date:
        """The first day meant. A year that is not written is the last day's, or the one before for a later month."""
        if self.whole:
            return self.whole
        year = self.year
        if year is None and (theirs := last.written_year):
            year = theirs - 1 if self.month > last.written_month else theirs
        return self._date(self.day or 1, year, fiscal_year)

    @property
    def written_year(self) -> int | None:
        """The year พ.ศ. that is written."""
        return self.whole.year + BE_OFFSET if self.whole else self.year

    @property
    def written_month(self) -> int:
        """The month."""
        return self.whole.month if self.whole else self.month

    def end(self, year: int | None, fiscal_year: int) -> date:
        """The last day meant: the month's last where no day is written."""
        if self.whole:
            return self.whole
        if self.day:
            return self._date(self.day, year, fiscal_year)
        first = self._date(1, year, fiscal_year)
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    def with_day(self, day: int, fiscal_year: int) -> date:
        """Another day of the same month."""
        return self._date(day, None, fiscal_year)

    def _date(self, day: int, other_year: int | None, fiscal_year: int) -> date:
        year = self.year or other_year or (fiscal_year - 1 if self.month >= 10 else fiscal_year)
        return day_of(self.text, day, self.month, year)


def _quarters(text: str, found: re.Match[str], fiscal_year: int) -> Period:
    first, last = int(found[1]), int(found[3] or found[1])
    years = [full_year(text, digits) if digits else None for digits in (found[2], found[4])]
    start = _quarter(first, years[0] or years[1] or fiscal_year)
    end = _quarter(last, years[1] or years[0] or fiscal_year)
    return start[0], end[1]


def _quarter(number: int, fiscal_year: int) -> Period:
    begins = date(fiscal_year - BE_OFFSET - (number == 1), (10, 1, 4, 7)[number - 1], 1)
    last = begins.replace(month=begins.month + 2, day=28)
    return begins, (last + timedelta(days=4)).replace(day=1) - timedelta(days=1)
