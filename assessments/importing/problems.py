"""What can be wrong in one place of a file (`Problem`), in Thai; `formats.rows.FileRefused` refuses the whole file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..thai import shorten, thai_digits
from .formats.rows import TableName


class Code(StrEnum):
    """What is wrong with a cell. Code asks for this; the Thai words beside it are for people alone."""

    MISSING = "missing"  # agency, year or indicator is not given
    UNKNOWN = "unknown"  # no such agency, indicator, level …
    AMBIGUOUS = "ambiguous"  # more than one agency has this name or short name
    MISMATCH = "mismatch"  # number and name mean different indicators, or an agency is not in the place beside it
    REPEATED = "repeated"  # the same heading, or another value for the same figure
    NOT_KEPT = "not-kept"  # the portal keeps no such figure for this year
    NO_CRITERIA = "no-criteria"  # of this year
    NO_RESULTS = "no-results"  # a plan follows a year that was assessed
    NO_PLAN = "no-plan"  # the year says that it has no plan of measures
    UNREADABLE = "unreadable"  # an error value, a formula without its result
    MERGED = "merged"  # covered by a merged cell
    TOO_LONG = "too-long"
    FORMULA = "formula"  # typed as text
    NOT_A_NUMBER = "not-a-number"
    DECIMAL_COMMA = "decimal-comma"
    OUT_OF_RANGE = "out-of-range"
    TOO_MANY_DECIMALS = "too-many-decimals"
    NOT_A_YEAR = "not-a-year"
    CHRISTIAN_ERA = "christian-era"  # a ค.ศ. year: the person is asked, the portal does not guess
    NOT_A_PERIOD = "not-a-period"


class Column(StrEnum):
    """The columns that every table has, by which an error says where it belongs."""

    AGENCY = "agency"
    YEAR = "year"
    NUMBER = "number"
    NAME = "name"
    PROVINCE = "province"
    DISTRICT = "district"
    SLUG = "slug"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: sheet (empty for a file without sheets), row from 1, column letters, heading.

    Tables of a document have no column letters: there the heading names the column.
    """

    sheet: str
    row: int | None = None
    column: str = ""
    heading: str = ""

    def __str__(self) -> str:
        if isinstance(self.sheet, TableName):
            return self._in_document()
        parts = [f"แผ่นงาน “{self.sheet}”"] if self.sheet else []
        parts += [f"แถว {thai_digits(self.row)}"] if self.row else []
        if self.column:
            parts.append(f"คอลัมน์ {self.column}" + (f" ({shorten(self.heading, 30)})" if self.heading else ""))
        return " ".join(parts)

    def _in_document(self) -> str:
        row = f" แถวที่ {thai_digits(self.row)}" if self.row else ""
        return f"{self.sheet}{row}" + (f" คอลัมน์ “{shorten(self.heading, 30)}”" if self.heading else "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place: the value found there, what is wrong with it, and what is expected."""

    code: Code
    place: Place
    value: str
    message: str
    expected: str

    def __str__(self) -> str:
        shown = f" ค่า “{shorten(self.value)}”" if self.value else ""
        where = f"{self.place}{shown}".strip()
        text = f"{self.message} {self.expected}".strip()
        return f"{where}: {text}" if where else text


class Problems:
    """Collects problems up to a limit, so that a file full of errors costs neither time nor memory."""

    def __init__(self, limit: int) -> None:
        self.found: list[Problem] = []
        self._limit = limit

    @property
    def full(self) -> bool:
        """Whether so many were found that reading on would not help."""
        return len(self.found) >= self._limit

    def add(self, problem: Problem) -> None:
        """Keep a problem; beyond the limit it is dropped."""
        if not self.full:
            self.found.append(problem)
