"""What can be wrong in one place of a file (`Problem`), in Thai; `formats.rows.FileRefused` refuses the whole file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..thai import shorten, thai_digits


class ProblemKind(StrEnum):
    """Kinds of problem that a page or command answers in its own way."""

    VALUE = "value"
    CHRISTIAN_ERA = "christian-era"  # a ค.ศ. year: the person is asked, the portal does not guess


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: sheet (empty for a file without sheets), row from 1, column letters, heading."""

    sheet: str
    row: int | None = None
    column: str = ""
    heading: str = ""

    def __str__(self) -> str:
        parts = [f"แผ่นงาน “{self.sheet}”"] if self.sheet else []
        parts += [f"แถว {thai_digits(self.row)}"] if self.row else []
        if self.column:
            parts.append(f"คอลัมน์ {self.column}" + (f" ({shorten(self.heading, 30)})" if self.heading else ""))
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place: the value found there, what is wrong with it, and what is expected."""

    place: Place
    value: str
    message: str
    expected: str
    kind: ProblemKind = ProblemKind.VALUE

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
