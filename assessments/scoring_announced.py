"""What was announced held against what the published scores can give: contradictions, and levels that can be. Pure.

The scores of indicators are rounded, and the NACC appears to add up unrounded ones. So an announced figure
contradicts the scores only where no unrounded figures behind them give it (DOMAIN: Scores). An announced tool score
narrows what the unrounded tool can be, and the announced overall must fit that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from .scoring_levels import Case
from .scoring_parts import part_bounds, round_score
from .scoring_rounding import Span, mean_of, stands_for, weighted
from .scoring_types import (
    Announced,
    Bounds,
    Contradiction,
    CriteriaRules,
    LevelRule,
    PartsConflict,
    ScoreLine,
    TestedScore,
    ToolRule,
)


def named_level(name: str, criteria: CriteriaRules) -> LevelRule | None:
    """The level of the criteria that an announced name means; None for none and for another's."""
    wanted = " ".join(name.split())
    return next((level for level in criteria.levels if level.name == wanted), None)


class Rounding:
    """What the published figures of one year leave open.

    `by_indicator` has a line for every indicator of the criteria. A tool with a missing score is left out, as is the
    overall then.
    """

    def __init__(
        self,
        criteria: CriteriaRules,
        by_indicator: Mapping[int, ScoreLine],
        announced: Announced,
        parts: Sequence[Decimal | None],
    ) -> None:
        self._criteria, self._announced, self._parts = criteria, announced, parts
        self._contradictions: list[Contradiction] = []
        self._tools = {
            tool.code: self._of_tool(tool, [score for score in scores if score is not None])
            for tool in criteria.tools
            if tool.indicators and None not in (scores := [by_indicator[number].score for number in tool.indicators])
        }
        self._overall = self._of_overall() if criteria.tools and len(self._tools) == len(criteria.tools) else None

    def contradictions(self) -> tuple[Contradiction, ...]:
        """The announced figures that the others cannot give, the tools' first."""
        return tuple(self._contradictions)

    def bounds(self) -> tuple[Bounds, Bounds]:
        """What the overall and the lowest tested figure can be as published; the announced ones are as they are.

        Call where every indicator is scored.
        """
        assert self._overall is not None
        overall = self._announced.overall
        tested = [each for tool in self._criteria.tools for each in self._of_tested(tool)]
        lowest = Bounds(min(each.low for each in tested), min(each.high for each in tested))
        if overall is not None:
            return Bounds(overall, overall), lowest
        return Bounds(self._overall.lowest, self._overall.highest), lowest

    def parts_conflict(self) -> PartsConflict | None:
        """The tool whose known parts cannot be the halves of its score, whatever was rounded; None where they can."""
        if all(part is None for part in self._parts):
            return None
        for tool in self._criteria.tools:
            span = self._tools.get(tool.code) if tool.in_parts else None
            if span is None or mean_of(self._parts).meet(span):
                continue
            known = [part for part in self._parts if part is not None]
            mean = round_score(sum(known) / Decimal(2)) if len(known) == len(self._parts) else None
            return PartsConflict(tool.code, self._score(tool.code, span), mean)
        return None

    def _of_tool(self, tool: ToolRule, scores: Sequence[Decimal]) -> Span:
        span, announced = mean_of(scores), self._announced.tools.get(tool.code)
        if announced is None:
            return span
        if not span.gives(announced):
            self._contradictions.append(Contradiction(tool.code, announced, span.lowest, span.highest))
        return span.meet(stands_for(announced)) or stands_for(announced)

    def _of_overall(self) -> Span:
        weights = {tool.code: Fraction(tool.weight) / 100 for tool in self._criteria.tools}
        span, announced = weighted((weights[code], each) for code, each in self._tools.items()), self._announced.overall
        if announced is not None and not span.gives(announced):
            from_tools = any(code in self._announced.tools for code in self._tools)
            self._contradictions.append(Contradiction(None, announced, span.lowest, span.highest, from_tools))
        return span

    def _score(self, code: str, span: Span) -> Decimal:
        announced = self._announced.tools.get(code)
        return round_score(_decimal((span.low + span.high) / 2)) if announced is None else announced

    def _of_tested(self, tool: ToolRule) -> list[Bounds]:
        """What each tested figure of a tool can be; of two unknown parts the lower one is at most their mean."""
        span, announced = self._tools[tool.code], self._announced.tools.get(tool.code)
        whole = Bounds(span.lowest, span.highest) if announced is None else Bounds(announced, announced)
        if not tool.in_parts:
            return [whole]
        first, second = self._parts
        found = [_part(span, part, other) for part, other in ((first, second), (second, first))]
        return [*found, whole] if first is None and second is None else found


def _part(span: Span, part: Decimal | None, other: Decimal | None) -> Bounds:
    if part is not None:
        return Bounds(part, part)
    return Bounds(part_bounds(_decimal(span.low), other)[0], part_bounds(_decimal(span.high), other)[1])


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def lower_part_of(tested: Sequence[TestedScore], settled: Sequence[Case]) -> Bounds | None:
    """What an announced level says of the lower of the unknown parts; None where no part is unknown.

    `settled` are the cases that give that level: no tested figure is under the lowest of theirs, and one of them is at
    most the highest of theirs. That one is an unknown part where every known figure is higher.
    """
    unknown = [score for score in tested if not score.known]
    if not unknown:
        return None
    floor, ceiling = min(case.lowest for case in settled), max(case.lowest for case in settled)
    if any(score.known and score.low <= ceiling for score in tested):
        ceiling = max(score.high for score in unknown)
    return Bounds(floor, max(floor, ceiling))


def settled_scores(tested: Sequence[TestedScore], settled: Sequence[Case]) -> tuple[TestedScore, ...]:
    """Known figures with what an announced level says of them: at a threshold, rounding may have put them under it."""
    floor = min(case.lowest for case in settled)
    return tuple(
        replace(score, low=max(score.low, floor), high=max(score.high, floor)) if score.known else score
        for score in tested
    )
