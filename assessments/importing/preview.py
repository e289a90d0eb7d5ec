"""What an import would do, row by row, as the command's `--dry-run` and a preview page show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ..thai import format_score, shorten, thai_digits
from .problems import Place, Problem


class RowState(StrEnum):
    """What becomes of a row; `label` is its Thai word."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"

    @property
    def label(self) -> str:
        """The word people read."""
        return {"new": "เพิ่มใหม่", "changed": "เปลี่ยนแปลง", "same": "เหมือนเดิม", "wrong": "ผิดพลาด"}[self.value]


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure or text that would change, old → new, as people read it; `old` is `–` where there was none."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label}: {self.old} → {self.new}"


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One agency's year, or one measure, of the file."""

    place: Place
    subject: str
    state: RowState
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Counts:
    """How many rows of each state a file has."""

    new: int = 0
    changed: int = 0
    same: int = 0
    wrong: int = 0


def shown_value(value: Decimal | str | None) -> str:
    """A value in a preview: figures with two decimals in Thai digits, long texts shortened, `–` for none."""
    if isinstance(value, Decimal):
        return format_score(value)
    return shorten(value, 80) if value else "–"


def wrong_rows(problems: Iterable[Problem]) -> list[PreviewRow]:
    """The rows that have problems, in the order of the file, each with all of them."""
    rows: dict[tuple[str, int | None], list[Problem]] = {}
    for problem in problems:
        rows.setdefault((problem.place.sheet, problem.place.row), []).append(problem)
    return [
        PreviewRow(Place(sheet, row), "", RowState.WRONG, problems=tuple(found)) for (sheet, row), found in rows.items()
    ]


def summary(counts: Counts, what: str) -> str:
    """`ผลการประเมิน: เพิ่มใหม่ ๓ เปลี่ยนแปลง ๑ เหมือนเดิม ๖ ผิดพลาด ๐`, with `what` in front."""
    words = [f"{state.label} {thai_digits(f'{getattr(counts, state.value):,}')}" for state in RowState]
    return f"{what}: {' '.join(words)}"


def capped(problems: Sequence[Problem], limit: int) -> str:
    """A line that says that reading stopped at the limit; an empty text below it."""
    return f"พบข้อผิดพลาดครบ {thai_digits(f'{limit:,}')} รายการ ระบบหยุดอ่านเพียงเท่านี้" if len(problems) >= limit else ""
