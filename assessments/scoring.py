"""The scoring rules of ITA: from ten indicator scores to overall, rating level, target and reasons.

Pure: standard library only, no database, no text for users. All figures are `Decimal` on a scale of 0–100.

Where it rounds (DOMAIN.md, Scores): sums are exact, each published figure is divided and rounded **once**, half up,
to two decimals. Level and target tests use the published figures. `docs/scoring.md` states every formula.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from math import lcm

from .scoring_types import (
    HUNDRED,
    ZERO,
    CriteriaRules,
    IndicatorResult,
    LevelRule,
    Result,
    ScoreLine,
    Shortfall,
    TestedScore,
    ToolResult,
    ToolRule,
    ToolWorking,
    Working,
)

# One place to import from: the rules and, from `scoring_types`, what they take and give.
__all__ = [
    "HUNDRED",
    "ZERO",
    "CriteriaRules",
    "IndicatorResult",
    "LevelRule",
    "Result",
    "ScoreLine",
    "Shortfall",
    "TestedScore",
    "ToolResult",
    "ToolRule",
    "ToolWorking",
    "Working",
    "evaluate",
    "part_bounds",
    "round_score",
    "working",
]

_CENT = Decimal("0.01")
_HALF_CENT = Decimal("0.005")
# Wide enough that no quotient of two-decimal scores can be mistaken for a tie at the third decimal.
_CONTEXT = Context(prec=40)


def round_score(value: Decimal) -> Decimal:
    """Return the published figure: `value` rounded half up to two decimals. The only rounding in the portal."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


def evaluate(
    lines: Iterable[ScoreLine],
    criteria: CriteriaRules,
    *,
    parts: Sequence[Decimal | None] = (None, None),
    target: Decimal | None = None,
) -> Result:
    """Compute the whole result of one assessment.

    `lines`: at most one per indicator; one that is absent counts as not scored.
    `parts`: EIT part 1 and part 2 as published, None where unknown.
    `target`: the agency's own target of the year for its indicators; the national target where None.

    Raises ValueError for a score or target outside 0–100 (NaN included), an indicator the criteria do not have, or
    one given twice. Source of the rules: DOMAIN.md, Scores and Rating levels.
    """
    by_indicator = _checked(lines, criteria)
    parts = tuple(None if part is None else round_score(_in_range(part)) for part in parts)
    year_target = criteria.target if target is None else _in_range(target)

    overall = _overall(criteria, by_indicator)
    tools = tuple(_tool_result(tool, by_indicator) for tool in criteria.tools)
    indicators = tuple(
        _indicator_result(number, tool, by_indicator[number], year_target)
        for tool in criteria.tools
        for number in tool.indicators
    )
    if overall is None:
        return Result(
            tools=tools,
            indicators=indicators,
            tested=(),
            overall=None,
            levels=(),
            target=criteria.target,
            target_met=None,
            target_shortfalls=(),
            next_level=None,
            next_level_shortfalls=(),
        )

    means = {tool.code: _tool_mean(tool, by_indicator) for tool in criteria.tools}
    tested = tuple(score for tool in criteria.tools for score in _tested(tool, means[tool.code], parts))
    lowest, highest = _lowest_tested(criteria, means, parts, tested)
    levels = _possible_levels(criteria.levels, overall, lowest, highest)
    next_level = _next_level(criteria.levels, levels)
    return Result(
        tools=tools,
        indicators=indicators,
        tested=tested,
        overall=overall,
        levels=levels,
        target=criteria.target,
        target_met=_meets(overall, lowest, highest, criteria.target),
        target_shortfalls=_shortfalls(tested, means, overall, criteria.target, criteria.target),
        next_level=next_level,
        next_level_shortfalls=(
            _shortfalls(tested, means, overall, next_level.min_overall, next_level.min_each) if next_level else ()
        ),
    )


def working(lines: Iterable[ScoreLine], criteria: CriteriaRules) -> Working | None:
    """Return the steps from scores to overall as `evaluate` takes them; None where a score is missing.

    Quotients that do not end (a mean of three) are exact to 40 digits. Raises ValueError as `evaluate` does.
    """
    by_indicator = _checked(lines, criteria)
    unrounded = _unrounded_overall(criteria, by_indicator)
    if unrounded is None:
        return None
    tools = []
    for tool in criteria.tools:
        scores = tuple(score for number in tool.indicators if (score := by_indicator[number].score) is not None)
        total = sum(scores, ZERO)
        share = _ratio(tool.weight * total, 100 * len(scores))
        tools.append(ToolWorking(tool.code, tool.weight, scores, total, _ratio(total, len(scores)), share))
    return Working(tuple(tools), unrounded, round_score(unrounded))


def part_bounds(mean: Decimal, other: Decimal | None = None) -> tuple[Decimal, Decimal]:
    """Bounds of one part of a score that is the plain mean `mean` of two parts; published figures, low ≤ high.

    Without the other part: [max(0, 2m−100), min(100, 2m)]. With `other` (a published figure, so exact to half a
    hundredth only) the part is 2m − other within that half hundredth. An `other` that cannot belong to `mean` says
    nothing, and the general bounds stand.

    >>> part_bounds(Decimal("98.70"))
    (Decimal('97.40'), Decimal('100.00'))
    """
    low, high = max(ZERO, 2 * mean - HUNDRED), min(HUNDRED, 2 * mean)
    if other is not None:
        near_low, near_high = 2 * mean - other - _HALF_CENT, 2 * mean - other + _HALF_CENT
        if near_low <= high and near_high >= low:
            low, high = max(low, near_low), min(high, near_high)
    return round_score(low), round_score(high)


def _checked(lines: Iterable[ScoreLine], criteria: CriteriaRules) -> dict[int, ScoreLine]:
    """Return one line for every indicator of the criteria, refusing what the rules do not know."""
    by_indicator = {number: ScoreLine(number, None) for tool in criteria.tools for number in tool.indicators}
    seen: set[int] = set()
    for line in lines:
        if line.indicator not in by_indicator:
            raise ValueError(f"indicator {line.indicator} is not in the criteria")
        if line.indicator in seen:
            raise ValueError(f"indicator {line.indicator} is given twice")
        for figure in (line.score, line.target):
            if figure is not None:
                _in_range(figure)
        seen.add(line.indicator)
        by_indicator[line.indicator] = line
    return by_indicator


def _in_range(figure: Decimal) -> Decimal:
    if not (figure.is_finite() and 0 <= figure <= 100):
        raise ValueError(f"{figure} is not a score of 0-100")
    return figure


def _ratio(numerator: Decimal, denominator: int) -> Decimal:
    return _CONTEXT.divide(numerator, Decimal(denominator))


def _tool_sum(tool: ToolRule, by_indicator: dict[int, ScoreLine]) -> Decimal | None:
    scores = [by_indicator[number].score for number in tool.indicators]
    if not scores or any(score is None for score in scores):
        return None
    return sum((score for score in scores if score is not None), ZERO)


def _tool_mean(tool: ToolRule, by_indicator: dict[int, ScoreLine]) -> Decimal:
    """The exact mean of a tool that is scored throughout."""
    total = _tool_sum(tool, by_indicator)
    assert total is not None
    return _ratio(total, len(tool.indicators))


def _overall(criteria: CriteriaRules, by_indicator: dict[int, ScoreLine]) -> Decimal | None:
    """The overall, rounded once."""
    unrounded = _unrounded_overall(criteria, by_indicator)
    return None if unrounded is None else round_score(unrounded)


def _unrounded_overall(criteria: CriteriaRules, by_indicator: dict[int, ScoreLine]) -> Decimal | None:
    """Weighted mean of the tool means over one common denominator, so that it is divided once."""
    if not criteria.tools:
        return None
    common = lcm(*(len(tool.indicators) or 1 for tool in criteria.tools))
    total = ZERO
    for tool in criteria.tools:
        tool_sum = _tool_sum(tool, by_indicator)
        if tool_sum is None:
            return None
        total += tool.weight * tool_sum * (common // len(tool.indicators))
    return _ratio(total, 100 * common)


def _tool_result(tool: ToolRule, by_indicator: dict[int, ScoreLine]) -> ToolResult:
    total = _tool_sum(tool, by_indicator)
    if total is None:
        return ToolResult(tool.code, tool.weight, None, None, None)
    count = len(tool.indicators)
    return ToolResult(
        code=tool.code,
        weight=tool.weight,
        score=round_score(_ratio(total, count)),
        contribution=round_score(_ratio(tool.weight * total, 100 * count)),
        cost=round_score(_ratio(tool.weight * (HUNDRED * count - total), 100 * count)),
    )


def _indicator_result(number: int, tool: ToolRule, line: ScoreLine, year_target: Decimal) -> IndicatorResult:
    target = year_target if line.target is None else line.target
    if line.score is None:
        return IndicatorResult(number, tool.code, None, target, None, None)
    share = 100 * len(tool.indicators)
    return IndicatorResult(
        indicator=number,
        tool=tool.code,
        score=line.score,
        target=target,
        contribution=round_score(_ratio(tool.weight * line.score, share)),
        cost=round_score(_ratio(tool.weight * (HUNDRED - line.score), share)),
    )


def _tested(tool: ToolRule, mean: Decimal, parts: Sequence[Decimal | None]) -> list[TestedScore]:
    """The figures of one scored tool that levels test: the tool itself, or each of its two parts."""
    if not tool.in_parts:
        return [TestedScore(tool.code, None, round_score(mean), round_score(mean))]
    found = []
    for number, (part, other) in enumerate([(parts[0], parts[1]), (parts[1], parts[0])], start=1):
        low, high = part_bounds(mean, other) if part is None else (part, part)
        found.append(TestedScore(tool.code, number, low, high))
    return found


def _lowest_tested(
    criteria: CriteriaRules,
    means: dict[str, Decimal],
    parts: Sequence[Decimal | None],
    tested: tuple[TestedScore, ...],
) -> tuple[Decimal, Decimal]:
    """Bounds of the lowest tested figure, on which "every one ≥ T" depends.

    Two unknown parts cannot both be at their upper bound: the lower of the two is at most their mean. So for them
    the upper bound of the lowest figure is the mean, which is sharper than the parts' own bounds.
    """
    lows = [score.low for score in tested]
    highs = [score.high for score in tested]
    if parts[0] is None and parts[1] is None:
        highs += [round_score(means[tool.code]) for tool in criteria.tools if tool.in_parts]
    return min(lows), min(highs)


def _reaches(level: LevelRule, overall: Decimal, lowest: Decimal) -> bool:
    return overall >= level.min_overall and (level.min_each is None or lowest >= level.min_each)


def _possible_levels(
    levels: tuple[LevelRule, ...], overall: Decimal, lowest: Decimal, highest: Decimal
) -> tuple[LevelRule, ...]:
    """Every level that some admissible value of the lowest tested figure gives, best first.

    The level is a step function of that figure with steps at the levels' own thresholds, so trying the two ends and
    each threshold between them finds all of them. None where the overall is below every level of the criteria.
    """
    steps = {level.min_each for level in levels if level.min_each is not None}
    tries = {lowest, highest} | {step for step in steps if lowest <= step <= highest}
    reached = {next((level for level in levels if _reaches(level, overall, figure)), None) for figure in tries}
    return tuple(level for level in levels if level in reached)


def _meets(overall: Decimal, lowest: Decimal, highest: Decimal, target: Decimal) -> bool | None:
    """Target test (DOMAIN: overall and every tool ≥ target): True, False, or None where bounds do not settle it."""
    if overall < target or highest < target:
        return False
    return True if lowest >= target else None


def _next_level(levels: tuple[LevelRule, ...], possible: tuple[LevelRule, ...]) -> LevelRule | None:
    """The level just above the best possible one, the lowest where none is reached; None at the top."""
    position = levels.index(possible[0]) if possible else len(levels)
    return levels[position - 1] if position else None


def _shortfalls(
    tested: tuple[TestedScore, ...],
    means: dict[str, Decimal],
    overall: Decimal,
    need_overall: Decimal,
    need_each: Decimal | None,
) -> tuple[Shortfall, ...]:
    """What keeps a level or target away: the overall first, then tested figures, the widest gap first.

    Equal gaps stay in the order of the criteria's tools and their parts.

    Where both parts of a tool are unknown and their mean is short, one of them surely is, but not which: the tool
    stands for them.
    """
    found = [Shortfall(None, None, overall, need_overall, certain=True)] if overall < need_overall else []
    if need_each is None:
        return tuple(found)
    unknown = [score.tool for score in tested if not score.known]
    short = []
    for score in tested:
        mean = round_score(means[score.tool])
        if unknown.count(score.tool) == 2 and mean < need_each:
            whole = Shortfall(score.tool, None, mean, need_each, certain=True)
            short += [] if whole in short else [whole]
        elif score.low < need_each:
            short.append(Shortfall(score.tool, score.part, score.low, need_each, certain=score.high < need_each))
    return (*found, *sorted(short, key=lambda item: -item.gap))
