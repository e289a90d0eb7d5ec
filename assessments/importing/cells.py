"""From a cell to a value: text without what nobody sees, years, indicator numbers, figures.

Each reader takes a value as `rows.Row` gives it and raises `CellError` with what is wrong and what is expected.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

from ..formulas import without_mark
from ..models import FIRST_YEAR, LAST_YEAR
from ..thai import ScoreError, ScoreFault, ascii_digits, format_date, parse_score, thai_digits
from ..thaitext import length_problem, match_key, tidy
from .formats.rows import Fault, Merged
from .problems import Code, Column, Place, Problem

BE_OFFSET = 543  # พ.ศ. = ค.ศ. + 543
EXPECTED_SCORE = "ต้องเป็นตัวเลข ๐ ถึง ๑๐๐ ทศนิยมไม่เกินสองตำแหน่ง เช่น ๙๙.๐๒"
EXPECTED_YEAR = "ต้องเป็นปี พ.ศ. สี่หลัก เช่น ๒๕๖๘"
EXPECTED_NUMBER = "ต้องเป็นลำดับตัวชี้วัด เช่น ๑ ถึง ๑๐"
_BLANKS = frozenset({"", "-", "–", "—", "−", "'"})  # what people put into a cell that has no value
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[0-9]{1,3},[0-9]{1,2}")
_YEAR_WORDS = re.compile(r"^(?:ปีงบประมาณ|ปี)?\s*(พ\.?ศ\.?|ค\.?ศ\.?|B\.?E\.?|A\.?D\.?|C\.?E\.?)?\s*", re.IGNORECASE)
_WHOLE = re.compile(r"[0-9]{1,9}")


class CellError(ValueError):
    """A cell whose value cannot be used: a code, and in Thai what is wrong and what is expected.

    `column` is the one at fault, where a reader looked at more than one.
    """

    def __init__(self, code: Code, message: str, expected: str, column: Column | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.expected = expected
        self.column = column

    def at(self, place: Place, value: Any) -> Problem:
        """The problem as it is listed."""
        return Problem(self.code, place, quoted_value(value), self.message, self.expected)


def quoted_value(value: Any) -> str:
    """A cell's value as its sheet shows it, for quoting."""
    match value:
        case None:
            return ""
        case Merged():
            return quoted_value(value.value)
        case Fault():
            return value.shown
        case bool():
            return "TRUE" if value else "FALSE"
        case Decimal():
            return f"{value:f}"
        case date():
            return format_date(value)
    return " ".join(str(value).split())


def merged_value(value: Any) -> Any:
    """A merged cell's value under every cell it covers: for agency, year and indicator, which rows share."""
    return value.value if isinstance(value, Merged) else value


def usable_value(value: Any) -> str | Decimal | date | bool | None:
    """Return a cell's plain value. Raises CellError for a formula without result, an error value, a covered cell."""
    if isinstance(value, Fault):
        raise CellError(Code.UNREADABLE, value.message, value.expected)
    if isinstance(value, Merged):
        raise CellError(Code.MERGED, "อยู่ในเซลล์ที่ผสานไว้", "กรุณายกเลิกการผสานเซลล์ (Unmerge) แล้วกรอกค่าในแต่ละแถว")
    single: str | Decimal | date | bool | None = value
    return single


def read_line(value: Any) -> str:
    """One line of text; an empty one where the cell is empty. Numbers are read as they are shown."""
    value = usable_value(value)
    text = " ".join(tidy(quoted_value(value) if not isinstance(value, str) else value).split())
    return _without_mark(text)


def raw_text(value: Any) -> str:
    """A cell's text as it stands, for a reader that looks at its tabs, indents and bullets."""
    value = usable_value(value)
    return without_mark(value if isinstance(value, str) else quoted_value(value))


def read_text(value: Any) -> str:
    """Text of several lines, without blank ends and without spaces around each line.

    Raises CellError for one that is longer than a text may be.
    """
    value = usable_value(value)
    text = tidy(value if isinstance(value, str) else quoted_value(value))
    text = without_mark("\n".join(line.strip() for line in text.splitlines()).strip())
    if problem := length_problem(text):
        raise CellError(Code.TOO_LONG, *problem)
    return text


def _without_mark(text: str) -> str:
    """Take off the apostrophe with which other systems mark a cell as text: `'2568`, `'85.42`, `'chanuwan`.

    Only in what is a name or a figure: in a text that people wrote it may be meant, as where another one closes it.
    """
    return text[1:].strip() if text.startswith("'") and text.count("'") == 1 else without_mark(text)


def is_blank(value: Any) -> bool:
    """Whether a cell says nothing: empty, spaces, or the dash that stands for no value."""
    return value is None or (isinstance(value, str) and tidy(value).strip() in _BLANKS)


def matching_form(text: str) -> str:
    """The form in which names are compared: widths, spaces, digits, letter case and a cell's mark do not matter."""
    return match_key(_without_mark(tidy(text).strip()))


def read_figure(value: Any) -> Decimal | None:
    """A score or target of 0–100; None for a blank. Raises CellError for anything else.

    Text may have Thai, ASCII or full-width digits, thousands commas and a per-cent sign; `99,02` is refused, since
    it can be meant as 99.02 or as 9902.
    """
    value = usable_value(value)
    if isinstance(value, bool | date):
        raise CellError(Code.NOT_A_NUMBER, "ไม่ใช่ตัวเลข", EXPECTED_SCORE)
    if is_blank(value):
        return None
    text = _figure_text(value) if isinstance(value, str) else f"{value:f}"
    try:
        return parse_score(text)
    except ScoreError as error:
        raise _no_score(text, error.fault) from None


def _figure_text(value: str) -> str:
    text = unicodedata.normalize("NFKC", ascii_digits(_without_mark(tidy(value).strip()))).strip()
    text = text.removesuffix("%").rstrip()
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def _no_score(text: str, fault: ScoreFault) -> CellError:
    """What is wrong, without the quotation that the listing has already."""
    if _DECIMAL_COMMA.fullmatch(text):
        point = thai_digits(text.replace(",", "."))
        return CellError(Code.DECIMAL_COMMA, "ใช้จุลภาคแทนจุดทศนิยม", f"ให้ใช้จุด เช่น {point}")
    if text.startswith("="):
        return CellError(Code.FORMULA, "เป็นสูตร ไม่ใช่ตัวเลข", EXPECTED_SCORE)
    match fault:
        case ScoreFault.OUT_OF_RANGE:
            return CellError(Code.OUT_OF_RANGE, "อยู่นอกช่วงคะแนน", EXPECTED_SCORE)
        case ScoreFault.TOO_MANY_DECIMALS:
            return CellError(Code.TOO_MANY_DECIMALS, "มีทศนิยมเกินสองตำแหน่ง", EXPECTED_SCORE)
        case ScoreFault.NOT_A_NUMBER:
            return CellError(Code.NOT_A_NUMBER, "ไม่ใช่ตัวเลข", EXPECTED_SCORE)


def read_year(value: Any, *, christian_era: bool = False) -> int:
    """A fiscal year พ.ศ.; years written as ค.ศ. are converted where the words or `christian_era` say so.

    Raises CellError otherwise: a bare 2025 is asked about, never guessed.
    """
    text = ascii_digits(read_line(merged_value(value)))
    found = _YEAR_WORDS.match(text)
    era = (found[1] or "").replace(".", "").upper() if found else ""
    digits = text[found.end() :].strip() if found else text
    if not _WHOLE.fullmatch(digits):
        if not text:
            raise CellError(Code.MISSING, "ยังไม่ได้ระบุปีงบประมาณ", EXPECTED_YEAR)
        raise CellError(Code.NOT_A_YEAR, "ไม่ใช่ปีงบประมาณ", EXPECTED_YEAR)
    year = int(digits)
    is_christian = 1900 <= year < 2200
    if is_christian and (christian_era or era in {"คศ", "AD", "CE"}):
        year += BE_OFFSET
    elif is_christian:
        meant = thai_digits(year + BE_OFFSET)
        raise CellError(
            Code.CHRISTIAN_ERA,
            "ดูเหมือนเป็นปี ค.ศ.",
            f"หากหมายถึงปีงบประมาณ พ.ศ. {meant} กรุณาแก้เป็น {meant} หรือยืนยันว่าปีในไฟล์เป็น ค.ศ.",
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError(Code.NOT_A_YEAR, "ไม่ใช่ปีงบประมาณที่ถูกต้อง", EXPECTED_YEAR)
    return year


def read_number(value: Any) -> int | None:
    """An indicator's number; None for a blank. Raises CellError for anything but a whole number."""
    value = merged_value(value)
    if is_blank(value):
        return None
    text = ascii_digits(read_line(value)).removesuffix(".")
    if not _WHOLE.fullmatch(text) or int(text) > 999:
        raise CellError(Code.NOT_A_NUMBER, "ไม่ใช่ลำดับตัวชี้วัด", EXPECTED_NUMBER)
    return int(text)
