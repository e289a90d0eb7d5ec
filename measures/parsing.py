"""Reads what people type or paste about measures: lines and Thai dates. Pure."""

from __future__ import annotations

import re
from datetime import date

from assessments.thai import MONTHS, SHORT_MONTHS, ascii_digits, shorten, thai_digits

BE_OFFSET = 543  # พ.ศ. = ค.ศ. + 543
_FIRST_YEAR, _LAST_YEAR = 2500, 2699
_FIRST_SHORT = 40  # two digits below are not taken for พ.ศ. ๒๕๐๐–๒๕๓๙, of which nobody plans
# "๑. ", "1) ", "(๑) ", "- ", "• " at the head of a line; not the "๑." of "๑.๕ ล้านบาท".
_NUMBERING = re.compile(r"^\s*(?:\(\d{1,2}\)|\d{1,2}[.)](?!\d)|[-–•●▪])\s*")
_NUMERIC = re.compile(r"(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{1,4})")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?)?")
_WORDS = re.compile(r"(?:วันที่)?\s*(\d{1,2})\s*(?:เดือน)?\s*([ก-๙.]+?)\s*(?:พ\.?\s*ศ\.?)?\s*(\d{2}|\d{4})")


class DateError(ValueError):
    """A text that is no Thai date; `str(error)` is the Thai message for the person who typed it.

    `message` says what is wrong and `expected` what is meant, for a list that quotes the text itself.
    """

    def __init__(self, text: str, message: str, expected: str) -> None:
        super().__init__(f"“{shorten(text)}” {message} {expected}".strip())
        self.message = message
        self.expected = expected


def month_key(word: str) -> str:
    """A month's name without stops and spaces."""
    return re.sub(r"[\s.]", "", word)


MONTH_NUMBERS = {
    month_key(name): number for names in (MONTHS, SHORT_MONTHS) for number, name in enumerate(names, start=1)
}


def split_lines(text: str) -> list[str]:
    """The lines of a text that are not blank, without spaces around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def without_numbering(line: str) -> str:
    """A line without the number or the bullet at its head."""
    # Thai digits become ASCII one for one, so the same span can be cut from what was typed.
    found = _NUMBERING.match(ascii_digits(line))
    return line[found.end() :].strip() if found else line


def parse_thai_date(text: str) -> date | None:
    """Read a day as officials write it; None for an empty text.

    `๑/๑๐/๒๕๖๘`, `01-10-68`, `๑ ต.ค. ๒๕๖๘`, `๑ ตุลาคม ๖๘`, in Thai or ASCII digits; and `2025-10-01`, which programs
    write. Raises `DateError` with a Thai message for anything else; a ค.ศ. year is asked about, never guessed.
    """
    cleaned = " ".join(ascii_digits(text).split())
    if not cleaned:
        return None
    if found := _ISO.fullmatch(cleaned):
        year, month, day = (int(part) for part in found.groups())
        return day_of(text, day, month, year + BE_OFFSET if 1900 <= year < 2200 else year)
    if found := _NUMERIC.fullmatch(cleaned):
        return day_of(text, int(found[1]), int(found[3]), full_year(text, found[4], (int(found[1]), int(found[3]))))
    found = _WORDS.fullmatch(cleaned)
    month_number = MONTH_NUMBERS.get(month_key(found[2])) if found else None
    if not found or month_number is None:
        raise DateError(text, "ไม่ใช่วันที่", "ให้กรอกวัน/เดือน/ปี พ.ศ. เช่น ๑/๑๐/๒๕๖๘")
    return day_of(text, int(found[1]), month_number, full_year(text, found[3], (int(found[1]), month_number)))


def full_year(text: str, digits: str, day: tuple[int, int] | None = None) -> int:
    """A year พ.ศ. from its two or four digits. Raises `DateError` for a year ค.ศ. and for one that cannot be meant.

    `day` are day and month, for the hint.
    """
    year = int(digits)
    if len(digits) == 2 and year >= _FIRST_SHORT:
        return 2500 + year
    christian = 2000 + year if len(digits) == 2 else year
    if 1900 <= christian < 2200:
        meant = thai_digits(christian + BE_OFFSET)
        example = format_short_date_text(*day, christian) if day else meant
        raise DateError(text, "ดูเหมือนปี ค.ศ.", f"กรุณากรอกปี พ.ศ. เช่น {example}")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise DateError(text, "มีปีที่ไม่ถูกต้อง", "กรุณากรอกปี พ.ศ. เช่น ๒๕๖๘ หรือ ๖๘")
    return year


def day_of(text: str, day: int, month: int, year: int) -> date:
    """The day of a พ.ศ. year. Raises `DateError` where no calendar has it."""
    try:
        return date(year - BE_OFFSET, month, day)
    except ValueError:
        raise DateError(text, "ไม่มีวันที่นี้ในปฏิทิน", "กรุณาตรวจวันและเดือน") from None


def format_short_date_text(day: int, month: int, year: int) -> str:
    """The date meant by a ค.ศ. year, in พ.ศ., for the hint."""
    return thai_digits(f"{day}/{month}/{year + BE_OFFSET}")


def format_short_date(day: date) -> str:
    """Return `๑/๑๐/๒๕๖๘`."""
    return format_short_date_text(day.day, day.month, day.year)
