"""What an import would do, row by row, as the command's `--dry-run` and a preview page show it.

What is confirmed is what is written: a preview has a stamp, made of the file and of every stored value that it was
compared with, and the writer holds what it is about to do against that stamp.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Item:
    """One agency's year, or one measure, of the file, beside what is stored of it.

    `stored` says which stored row it means, empty for a new one. `old` and `new` have texts in full by what they are
    called; nothing is an empty text. `row()` makes the row that a person sees.
    """

    whose: str
    state: RowState
    stored: str
    old: Mapping[str, str]
    new: Mapping[str, str]
    row: Callable[[], PreviewRow]

    @property
    def basis(self) -> list[str]:
        """What was stored when the item was compared: which row, then the texts of `old`."""
        return [self.stored, *self.old.values()]


class PreviewChanged(Exception):
    """What would be written is not what the confirmed preview showed; nothing was written."""


class Stamp:
    """A short text that stands for a preview: another file, or another stored value, gives another one.

    It is made of `source`, the SHA-256 of the file, and of every item in the order of the file. The writer makes it
    again from what it finds under its locks; `expected` is the one that a person confirmed, None for whatever it is.
    """

    def __init__(self, source: str, expected: str | None = None) -> None:
        self._source = source[:16]
        self._expected = expected
        self._seen = hashlib.sha256()

    @classmethod
    def of_file(cls, content: bytes, expected: str | None = None) -> Stamp:
        """The stamp to be made for a file of these bytes."""
        return cls(hashlib.sha256(content).hexdigest(), expected)

    def __str__(self) -> str:
        return f"{self._source}-{self._seen.hexdigest()[:32]}"

    @property
    def of_another_file(self) -> bool:
        """Whether the expected stamp is one of another file."""
        return (self._expected or "").partition("-")[0] != self._source

    def add(self, item: Item) -> None:
        """Take in one item."""
        words = [item.whose, *item.basis]
        for pair in item.new.items():
            words += pair
        # Lengths keep "ab", "c" apart from "a", "bc".
        self._seen.update("".join(f"{len(word)}:{word}" for word in words).encode())

    def watch(self, items: Iterable[Item]) -> None:
        """Take in the items, where anybody asked for the stamp: a file of the country has 415,850 values."""
        if self._expected is not None:
            for item in items:
                self.add(item)

    def hold(self) -> None:
        """Raise PreviewChanged where what was taken in is not what was expected."""
        if self._expected is not None and str(self) != self._expected:
            raise PreviewChanged


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One stored value that is another than it was in the confirmed preview, as people read it."""

    subject: str
    label: str
    was: str
    now: str


def changed_meanwhile(items: Iterable[Item], bases: Sequence[Sequence[str]]) -> Iterator[Meanwhile]:
    """What is stored now beside `bases`, the `Item.basis` of the same items of the preview that was confirmed."""
    for item, basis in zip(items, bases, strict=False):
        if list(basis) == item.basis:
            continue
        subject = item.row().subject
        before = basis[0] if basis else ""
        if not item.stored:
            yield Meanwhile(subject, "รายการนี้", "มีอยู่ในระบบ", "มีผู้ลบแล้ว")
        elif not before:
            yield Meanwhile(subject, "รายการนี้", "ยังไม่มีในระบบ", "มีผู้เพิ่มแล้ว")
        elif before != item.stored:
            yield Meanwhile(subject, "รายการนี้", "ตรงกับรายการที่แสดงในครั้งก่อน", "ตรงกับรายการอื่นหรือใช้เกณฑ์อื่น")
        was = dict(zip(item.old, basis[1:], strict=False))
        for label, now in item.old.items():
            if was.get(label, "") != now:
                yield Meanwhile(subject, label, shown_value(was.get(label, "")), shown_value(now))


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
