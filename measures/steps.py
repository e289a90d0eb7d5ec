"""Splits steps written in one cell, `๑. … ๒. …`, on lines of their own or running on. Pure."""

from __future__ import annotations

import re

from assessments.thai import ascii_digits

from .parsing import split_lines, split_steps

_AT_LINE = re.compile(r"^[ \t]*(?:\((\d{1,2})\)|(\d{1,2})[.)](?!\d))[ \t]*", re.MULTILINE)
_ANYWHERE = re.compile(r"(?:(?<=\s)|^)(?:\((\d{1,2})\)|(\d{1,2})[.)](?!\d))\s*")


def split_numbered_steps(text: str) -> list[str]:
    """The steps of one cell, in order, without their numbers.

    Numbers at the heads of lines decide where there are two or more of them: a line without one goes on with the step
    before. Otherwise numbers 1, 2, 3 … within the text do; without any, each line is a step.
    """
    digits = ascii_digits(text)  # as long as `text`, so that what is found there can be cut here
    for pattern in (_AT_LINE, _ANYWHERE):
        marks = _in_sequence(pattern.finditer(digits))
        if len(marks) > 1 and not text[: marks[0].start()].strip():
            ends = [*(mark.start() for mark in marks[1:]), len(text)]
            parts = (text[mark.end() : end] for mark, end in zip(marks, ends, strict=True))
            return [step for part in parts if (step := " ".join(split_lines(part)))]
    return split_steps(text)


def _in_sequence(found: object) -> list[re.Match[str]]:
    """The marks that count 1, 2, 3 …; any other number belongs to the text."""
    marks: list[re.Match[str]] = []
    for mark in found:  # type: ignore[attr-defined]
        if int(mark[1] or mark[2]) == len(marks) + 1:
            marks.append(mark)
    return marks
