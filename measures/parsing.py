"""Reads what people type or paste about measures: steps in one text, units in one line, Thai dates. Pure."""

import re
from datetime import date

from assessments.thai import ascii_digits, shorten, thai_digits

BE_OFFSET = 543  # พ.ศ. = ค.ศ. + 543
_FIRST_YEAR, _LAST_YEAR = 2500, 2699
# "๑. ", "1) ", "(๑) ", "- ", "• " at the head of a line; not the "๑." of "๑.๕ ล้านบาท".
_NUMBERING = re.compile(r"^\s*(?:\(\d{1,2}\)|\d{1,2}[.)](?!\d)|[-–•])\s*")
_DATE = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})")


class DateError(ValueError):
    """A text that is no Thai date; `str(error)` is the Thai message for the person who typed it."""


def split_lines(text: str) -> list[str]:
    """The lines of a text that are not blank, without spaces around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def split_steps(text: str) -> list[str]:
    """One step a line, in order; numbering or a bullet typed at the head of a line is taken off."""
    return [step for line in split_lines(text) if (step := _without_numbering(line))]


def _without_numbering(line: str) -> str:
    # Thai digits become ASCII one for one, so the same span can be cut from what was typed.
    found = _NUMBERING.match(ascii_digits(line))
    return line[found.end() :].strip() if found else line


def split_units(text: str) -> list[str]:
    """Names of units separated by `/` or new lines, each once, in order."""
    names = (" ".join(name.split()) for name in re.split(r"[/\n\r]", text))
    return list(dict.fromkeys(name for name in names if name))


def parse_thai_date(text: str) -> date | None:
    """Read `๑/๑๐/๒๕๖๘` (day/month/year พ.ศ., Thai or ASCII digits); None for an empty text.

    Raises `DateError` with a Thai message for anything else; a ค.ศ. year is asked about, never guessed.
    """
    cleaned = ascii_digits(text).strip()
    if not cleaned:
        return None
    shown = shorten(text)
    found = _DATE.fullmatch(cleaned)
    if not found:
        raise DateError(f"“{shown}” ไม่ใช่วันที่ ให้กรอกวัน/เดือน/ปี พ.ศ. เช่น ๑/๑๐/๒๕๖๘")
    day, month, year = (int(part) for part in found.groups())
    if 1900 <= year < 2200:
        raise DateError(f"“{shown}” ดูเหมือนปี ค.ศ. กรุณากรอกปี พ.ศ. เช่น {format_short_date_text(day, month, year)}")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise DateError(f"ปีใน “{shown}” ไม่ถูกต้อง กรุณากรอกปี พ.ศ. สี่หลัก เช่น ๑/๑๐/๒๕๖๘")
    try:
        return date(year - BE_OFFSET, month, day)
    except ValueError:
        raise DateError(f"ไม่มีวันที่ “{shown}” ในปฏิทิน กรุณาตรวจวันและเดือน") from None


def format_short_date_text(day: int, month: int, year: int) -> str:
    """The date meant by a ค.ศ. year, in พ.ศ., for the hint."""
    return thai_digits(f"{day}/{month}/{year + BE_OFFSET}")


def format_short_date(day: date) -> str:
    """Return `๑/๑๐/๒๕๖๘`."""
    return format_short_date_text(day.day, day.month, day.year)
