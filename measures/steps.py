"""A measure's steps with their sub-items, and how they are written as lines of text. Pure.

`step_reading` is the opposite: what is written here is read back unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessments.thai import thai_digits

# How a sub-item is marked. A step itself is numbered by its place.
LETTER, NUMBER, BRACKET, DASH = "letter", "number", "bracket", "dash"
LETTERS = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"


@dataclass(frozen=True)
class StepItem:
    """A sub-item of a step; its `kind` says how it is marked: ก. ๑.๑ (๑) or a dash."""

    kind: str
    text: str


@dataclass(frozen=True)
class MarkedItem:
    """A sub-item as it is shown: its mark, its text, and whether it stands one level further in."""

    mark: str
    text: str
    deep: bool

    @property
    def line(self) -> str:
        """The sub-item in a text of lines."""
        return f"{self.mark} {self.text}"

    @property
    def printed_mark(self) -> str:
        """The mark in a document, where a dash is an en dash."""
        return "–" if self.mark == "-" else self.mark


@dataclass(frozen=True)
class StepView:
    """One step: its text, and its sub-items in order."""

    text: str
    items: tuple[StepItem, ...] = ()

    def __str__(self) -> str:
        return self.text

    def marked(self, number: int) -> tuple[MarkedItem, ...]:
        """The sub-items with their marks, in the step of this number.

        What is marked otherwise than the first sub-item belongs to the one above it, and is counted anew under each.
        """
        counts: Counter[str] = Counter()
        found = []
        for item in self.items:
            deep = item.kind != self.items[0].kind
            if not deep:
                counts = Counter({item.kind: counts[item.kind]})
            counts[item.kind] += 1
            found.append(MarkedItem(_mark(item.kind, counts[item.kind], number), item.text, deep))
        return tuple(found)

    def lines(self, number: int) -> str:
        """The step as one text: its own line, then a line for each sub-item."""
        return "\n".join([self.text, *(item.line for item in self.marked(number))])


@dataclass(frozen=True)
class MarkedStep:
    """A step as it is shown: its number, its text, and its sub-items with their marks."""

    number: int
    text: str
    items: tuple[MarkedItem, ...]


def marked_steps(steps: Iterable[StepView]) -> tuple[MarkedStep, ...]:
    """The steps as they are shown."""
    return tuple(MarkedStep(number, step.text, step.marked(number)) for number, step in enumerate(steps, start=1))


def _mark(kind: str, count: int, number: int) -> str:
    if kind == LETTER and count <= len(LETTERS):
        return f"{LETTERS[count - 1]}."
    if kind == NUMBER:
        return thai_digits(f"{number}.{count}")
    return "-" if kind == DASH else thai_digits(f"({count})")


def as_step(given: StepView | str) -> StepView:
    """A step; a plain text is one without sub-items."""
    return StepView(given) if isinstance(given, str) else given


def with_texts(steps: Iterable[StepView], change: Callable[[str], str]) -> tuple[StepView, ...]:
    """The steps with every text changed; what is empty then is left out."""
    changed = []
    for step in steps:
        items = tuple(StepItem(item.kind, text) for item in step.items if (text := change(item.text)))
        if text := change(step.text):
            changed.append(StepView(text, items))
    return tuple(changed)


def step_lines(steps: Iterable[StepView]) -> list[str]:
    """Each step as one text, as data files and the interface give it: a step without sub-items is its text alone."""
    return [step.lines(number) for number, step in enumerate(steps, start=1)]


def numbered_steps(steps: Iterable[StepView]) -> str:
    """Steps as one cell, `๑. …` a line, as the import reads them again."""
    return numbered_lines(step_lines(steps))


def numbered_lines(texts: Iterable[str]) -> str:
    """Texts of steps (`step_lines`) as one cell."""
    return "\n".join(f"{thai_digits(number)}. {text}" for number, text in enumerate(texts, start=1))
