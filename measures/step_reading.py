"""Reads steps as people write or paste them in one text, for the form and for files alike. Pure.

A step begins at the head of a line: with a number, a bullet, or, in a list without either, with the line itself. The
first line says which. A line that is marked otherwise is a sub-item of the step above it; a line without a mark goes
on with what stands above, in a list whose lines are marked. Numbers 1, 2, 3 … that run on in one text part it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from assessments.thai import ascii_digits

from .steps import BRACKET, DASH, LETTER, LETTERS, NUMBER, StepItem, StepView, numbered_steps


class _Style(Enum):
    """How the head of a line is marked."""

    DOT = "1."
    HALF = "1)"
    BOTH = "(1)"
    WORD = "ขั้นตอนที่ 1"
    DECIMAL = "1.1"
    LETTER = "ก."
    BULLET = "●"


_NUMBERS = (_Style.DOT, _Style.HALF, _Style.BOTH, _Style.WORD)
_ROUND, _HOLLOW = "●•⚫\uf0b7", "○◦◯o▫□◻☐▢◇▷\uf06f\uf0a8"
_SOLID = f"{_ROUND}∙▪■◼◾▬▸►▶‣➢➤➔➜→⇒✓✔☑✗✘❖◆♦★☆✦✧☞☛⁃·・\uf000-\uf06e\uf070-\uf0a7\uf0a9-\uf0ff"
_DASHES = "\\-–—−‐‑‒"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# Matched against the line with ASCII digits, which is as long as the line.
_MARKS = (
    (_Style.DECIMAL, re.compile(r"(\d{1,3}(?:\.\d{1,3})+)[.)]?(?![\d.)])\s*")),
    (_Style.BOTH, re.compile(r"\((\d{1,3})\)\s*")),
    (_Style.DOT, re.compile(r"(\d{1,3})\.(?!\d)\s*")),
    (_Style.HALF, re.compile(r"(\d{1,2})\)\s*")),
    (_Style.WORD, re.compile(r"(?:ขั้นตอนที่|ขั้นตอน|ขั้นที่|ข้อที่|ข้อ)\s*(\d{1,2})(?!\d)\s*[.):]?(?:\s+|$)")),
    # Not the abbreviations ก.ย. and ค.ศ., nor ก.พ without its last stop.
    (_Style.LETTER, re.compile(r"(?:\(([ก-ฮ])\)|([ก-ฮ])[.)](?![ก-ฮ](?:[.\s]|$)))\s*")),
    (
        _Style.BULLET,
        re.compile(
            rf"([{_CIRCLED}]|[{_SOLID}]|[{_HOLLOW.replace('o', '')}]|[o*](?=\s)|[{_DASHES}](?!\d))[\ufe0e\ufe0f]?\s*"
        ),
    ),
)
_ANYWHERE = re.compile(r"(?:(?<=\s)|^)(?:\((\d{1,2})\)|(\d{1,2})[.)](?!\d))\s*")
# A number after one of these is part of what is said: ตามข้อ ๒. ของระเบียบ, ครั้งที่ ๒. Words that also end a step, such as
# เจ้าหน้าที่ and ประจำปี, are none of them.
_SAYS_NUMBER = re.compile(
    r"(?:[.,/]|(?<!ทุก)(?<!หัว)ข้อ|มาตรา|วรรค|หมวด|ไตรมาส|หมายเลข|และ|หรือ|"
    r"(?:ข้อ|ครั้ง|ส่วน|ตัวชี้วัด|ไตรมาส|บท|ฉบับ|รุ่น|วัน|ระยะ|ลำดับ|ชั้น|กลุ่ม|รอบ|งวด)ที่)\s*$"
)
_TAB = re.compile(r"[ \xa0]*\t+[ \xa0\t]*")


@dataclass(frozen=True)
class _Line:
    """A line that is not blank: how far in it begins, its mark, and what stands after that."""

    indent: int
    whole: str
    text: str
    style: _Style | None = None
    sign: str = ""
    values: tuple[int, ...] = ()

    @property
    def value(self) -> int:
        return self.values[0] if self.values else 0


def _line(line: str) -> _Line:
    body = line.strip()
    head = line[: len(line) - len(line.lstrip())]
    indent = sum(4 if char == "\t" else 1 for char in head)
    digits = ascii_digits(body)
    for style, pattern in _MARKS:
        if found := pattern.match(digits):
            sign = next(part for part in found.groups() if part)
            values = tuple(int(part) for part in sign.split(".")) if sign[0].isdecimal() else ()
            if style is _Style.LETTER:
                values = (LETTERS.find(sign) + 1,)
            return _Line(indent, body, body[found.end() :].strip(), style, sign, values)
    return _Line(indent, body, body)


def read_steps(text: str) -> tuple[StepView, ...]:
    """The steps that a text holds, in order, without their numbers and bullets."""
    lines = [_line(line) for line in text.splitlines() if line.strip()]
    if not lines:
        return ()
    marked = [line for line in lines if line.style]
    if len(marked) < 2 and (parts := _running_on(text)):
        return tuple(StepView(part) for part in parts)
    return _Reading(lines).steps()


def written_steps(steps: Iterable[StepView]) -> str:
    """Steps as the form shows them: a line each, numbered only where they would not be read back without."""
    steps = tuple(steps)
    plain = "\n".join(step.lines(number) for number, step in enumerate(steps, start=1))
    return plain if read_steps(plain) == steps else numbered_steps(steps)


def without_marks(text: str) -> str:
    """The lines of a text without their numbers and bullets."""
    return "\n".join(_line(line).text for line in text.splitlines() if line.strip())


def tabbed_cells(text: str) -> tuple[str, ...]:
    """The cells of the first line that tabs divide; nothing where tabs only stand before a line or after its mark."""
    for line in text.splitlines():
        after = _line(line).text if line.strip() else ""
        if "\t" in after:
            return tuple(cell for part in after.split("\t") if (cell := part.strip()))
    return ()


def _series(line: _Line) -> _Style | None:
    """What a mark counts with: (๑) ๒) ๓. are one series, letters another."""
    return _Style.BOTH if line.style in _NUMBERS else line.style


def _joined(parts: Iterable[str]) -> str:
    return " ".join(_TAB.sub(" ", part) for part in parts if part)


def _running_on(text: str) -> list[str]:
    """The parts of a text in which 1, 2, 3 … run on; nothing where its numbers say something else."""
    digits = ascii_digits(text)  # as long as `text`, so that what is found there can be cut here
    marks: list[re.Match[str]] = []
    for mark in _ANYWHERE.finditer(digits):
        if int(mark[1] or mark[2]) == len(marks) + 1 and not _SAYS_NUMBER.search(digits[: mark.start()]):
            marks.append(mark)
    if len(marks) < 2 or text[: marks[0].start()].strip():
        return []
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    parts = (text[mark.end() : end].split("\n") for mark, end in zip(marks, ends, strict=True))
    return [step for part in parts if (step := _joined(line.strip() for line in part))]


@dataclass
class _Open:
    """A step while its lines are read."""

    parts: list[str]
    number: int
    items: list[tuple[str, list[str]]] = field(default_factory=list)
    counts: dict[object, int] = field(default_factory=dict)  # how far the marks of its sub-items have counted

    def step(self) -> StepView | None:
        items = [StepItem(kind, text) for kind, parts in self.items if (text := _joined(parts))]
        text = _joined(self.parts)
        if not text and items:  # a number alone on its line: what stands below is the step
            text, items = items[0].text, items[1:]
        return StepView(text, tuple(items)) if text else None


def _counts_on(lines: list[_Line]) -> bool:
    """Whether ๑.๑ ๑.๒ … stand at the heads of lines, without a step ๑. above them."""
    *above, last = lines[0].values
    return last == 1 and any(line.values == (*above, 2) for line in lines if line.style is _Style.DECIMAL)


class _Reading:
    """The lines of one text on their way to steps."""

    def __init__(self, lines: list[_Line]) -> None:
        first = lines[0]
        if first.style is _Style.DECIMAL and not _counts_on(lines):
            first = _Line(first.indent, first.whole, first.whole)  # a figure: ๑.๕ ล้านบาท
        self._lines = [first, *lines[1:]]
        self._top = first.style
        self._sign = first.sign
        self._indent = first.indent
        self._depth = len(first.values)
        numbers = [line.value for line in self._lines if line.style is self._top]
        self._moved = sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers)))
        self._last = {line.sign: place for place, line in enumerate(lines) if line.style is _Style.BULLET}
        self._steps: list[_Open] = []

    def steps(self) -> tuple[StepView, ...]:
        for place, line in enumerate(self._lines):
            self._take(line, place)
        return tuple(step for each in self._steps if (step := each.step()))

    def _take(self, line: _Line, place: int) -> None:
        if not self._steps or self._begins_step(line, place):
            self._begin(line)
        elif kind := self._kind(line, self._steps[-1]):
            self._steps[-1].items.append((kind, [line.text]))
        elif self._top is None:
            self._begin(_Line(line.indent, line.whole, line.whole))
        else:
            self._go_on(line.whole)

    def _begin(self, line: _Line) -> None:
        if self._top is None and line.style in (_Style.DOT, _Style.WORD):
            self._top = line.style  # a list with a heading over it
        number = line.value if line.values and line.style in _NUMBERS else len(self._steps) + 1
        self._steps.append(_Open([line.text], number))

    def _go_on(self, text: str) -> None:
        step = self._steps[-1]
        (step.items[-1][1] if step.items else step.parts).append(text)

    # --- what a line is

    def _begins_step(self, line: _Line, place: int) -> bool:
        if self._top is None:
            return line.style in (_Style.DOT, _Style.WORD) or line.style is None
        if self._top is _Style.BULLET:
            return line.style is _Style.BULLET and not self._nested_bullet(line, place)
        if self._top is _Style.DECIMAL:
            return line.style is _Style.DECIMAL and len(line.values) == self._depth
        if self._top is _Style.LETTER:
            return line.style is _Style.LETTER and line.value == len(self._steps) + 1
        if line.style not in _NUMBERS:
            return False
        step = self._steps[-1]
        if line.style is not self._top:  # another kind of number: a step only where it counts on with the steps
            return line.value == step.number + 1 and line.value not in (1, step.counts.get(_series(line), 0) + 1)
        if self._moved:
            return True
        if line.indent > self._indent and (line.value == 1 or line.value == step.counts.get(_series(line), 0) + 1):
            return False
        return line.value <= step.number + 2  # one further on is no number of this list

    def _nested_bullet(self, line: _Line, place: int) -> bool:
        if line.sign == self._sign:
            return line.indent > self._indent
        return (
            line.indent > self._indent
            or (self._sign in _ROUND and line.sign in _HOLLOW)
            or (line.sign in "-–—−‐‑‒" and self._sign not in "-–—−‐‑‒")
            or self._last.get(self._sign, -1) > place
        )

    def _kind(self, line: _Line, step: _Open) -> str:
        """What kind of sub-item a line is; empty for one that is none."""
        if line.style is _Style.BULLET:
            return BRACKET if line.sign in _CIRCLED else DASH
        if line.style is _Style.DECIMAL:
            return self._decimal(line, step)
        if line.style is _Style.LETTER or line.style in _NUMBERS:
            count = step.counts.get(_series(line), 0)
            if line.value == 1 or (count and line.value == count + 1):
                step.counts[_series(line)] = line.value
                return LETTER if line.style is _Style.LETTER else BRACKET
        return ""

    def _decimal(self, line: _Line, step: _Open) -> str:
        *above, last = line.values
        numbers = {step.number, len(self._steps)}
        if above[0] not in numbers and self._top is not _Style.DECIMAL:
            return ""
        key = tuple(above)
        if last not in (1, step.counts.get(key, 0) + 1):
            return ""
        step.counts[key] = last
        return NUMBER if len(above) == 1 else BRACKET
