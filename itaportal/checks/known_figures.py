"""The figures that are right in a typed text: those of the indicators and tools that it belongs to or names.

Nothing is computed anew: scores, means and overall are the stored ones, and a rise is how far two of them lie apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from assessments.results import IndicatorView, ToolView
from assessments.thai import ascii_digits
from itaportal.report.document import AgencyReport

from .textcheck import FoundNumber, Meaning, score_like_numbers
from .typed_texts import TypedText

_CENT, _FULL = Decimal("0.01"), Decimal(100)
_NUMBERED = re.compile(r"ตัวชี้วัด(?:ที่)?\s*((?:\d+(?:\s*(?:,|และ|กับ|-|–)?\s*)?)+)")
_EXTREMES = re.compile(r"(?:ต่ำ|สูง|น้อย|มาก)(?:ที่)?สุด")

Pairs = list[tuple[Decimal | None, Decimal | None]]  # this year's figure and last year's


@dataclass
class KnownFigures:
    """The figures that are right in one text."""

    now: set[Decimal] = field(default_factory=set)
    earlier: set[Decimal] = field(default_factory=set)
    rises: set[Decimal] = field(default_factory=set)
    falls: set[Decimal] = field(default_factory=set)
    bounds: set[Decimal] = field(default_factory=set)
    gaps: set[Decimal] = field(default_factory=set)

    def add(self, number: FoundNumber) -> None:
        """Take what a right text says for right."""
        result = self.earlier if number.earlier else self.now
        kinds = {Meaning.RISE: self.rises, Meaning.FALL: self.falls, Meaning.BOUND: self.bounds, Meaning.GAP: self.gaps}
        kinds.get(number.meaning, result).add(number.value)

    def allow(self, number: FoundNumber) -> bool:
        """Whether the number is right as what it is said to be."""
        value = number.value
        if number.meaning is Meaning.RISE:
            return value in self.rises
        if number.meaning is Meaning.FALL:
            return value in self.falls
        if value in self.now or (number.earlier and value in self.earlier):
            return True
        if number.meaning is Meaning.BOUND:
            return value == value.to_integral_value() or value in self.bounds
        return number.meaning is Meaning.GAP and (value in self.gaps or value in self._apart)

    @property
    def _apart(self) -> set[Decimal]:
        """How far two of the figures lie apart (ต่ำกว่าคะแนนภาพรวมอยู่ ๓.๑๐ คะแนน)."""
        known = {*self.now, *self.earlier, *(bound for bound in self.bounds if bound == bound.to_integral_value())}
        return {abs(one - other) for one, other in combinations(known, 2)}


def known_figures(report: AgencyReport, item: TypedText) -> KnownFigures:
    """Return the right figures of `item`: of its indicator or tool, of those it names, the overall, the portal's own.

    A text that belongs to none and names none may speak of any of them.
    """
    year, previous = report.year, report.previous
    lines, tools = _meant(report, item)
    pairs: Pairs = [(year.overall, previous.overall if previous else None)]
    pairs += [(tool.score, previous.tool(tool.code) if previous else None) for tool in tools]
    pairs += [(line.score, previous.indicator(line.number) if previous else None) for line in lines]
    right = KnownFigures()
    right.now |= {now for now, _then in pairs if now is not None}
    right.now |= {part.low for tool in tools for part in tool.parts if part.known}
    right.now |= {
        figure for figure in (*(tool.contribution for tool in tools), *(line.contribution for line in lines)) if figure
    }
    costs = (*(tool.cost for tool in tools), *(line.cost for line in lines))
    right.gaps |= {line.gap for line in lines} | {cost for cost in costs if cost is not None}
    right.earlier |= {then for _now, then in pairs if then is not None}
    moved = [now - then for now, then in pairs if now is not None and then is not None]
    right.rises |= {step for step in moved if step >= 0}
    right.falls |= {-step for step in moved if step <= 0}
    right.bounds |= set(_thresholds(report, lines))
    for number in score_like_numbers(item.portal, year.fiscal_year):
        right.add(number)
    return right


def _thresholds(report: AgencyReport, lines: list[IndicatorView]) -> Iterator[Decimal]:
    """Thresholds of levels and targets, and the last figure below each (๘๔.๙๙)."""
    criteria = report.year.criteria
    each = [criteria.target, report.year.target, _FULL, *(line.target for line in lines)]
    each += [figure for level in criteria.levels for figure in (level.min_overall, level.min_each) if figure]
    for figure in each:
        yield figure
        yield figure - _CENT


def _meant(report: AgencyReport, item: TypedText) -> tuple[list[IndicatorView], list[ToolView]]:
    year, text = report.year, item.text
    numbers = _numbers_named(text)
    lines = [line for line in year.indicators if line.name in text or line.number in numbers]
    tools = [tool for tool in year.tools if tool.code in text or tool.thai_name in text]
    if not (lines or tools or item.indicator or item.tool):
        return list(year.indicators), list(year.tools)
    if item.indicator:
        lines.append(item.indicator)
    if item.tool:
        tools.append(item.tool)
        lines += item.tool.indicators
    if item.indicator is None and _EXTREMES.search(text):
        scored = sorted((line for line in year.indicators if line.score is not None), key=lambda line: line.score or 0)
        lines += [*scored[:1], *scored[-1:]]
    return lines, tools


def _numbers_named(text: str) -> set[int]:
    """The numbers in `ตัวชี้วัดที่ ๑ ๒ และ ๗`."""
    return {
        int(number)
        for match in _NUMBERED.finditer(ascii_digits(text))
        for number in re.findall(r"(?<![\d.])\d{1,2}(?![\d.])", match.group(1))
    }
