"""The scoring rules of ITA: from ten indicator scores to overall, rating level, target and reasons.

Pure: standard library only, no database, no text for users. All figures are `Decimal` on a scale of 0–100.

Where it rounds (DOMAIN.md, Scores): sums are exact, each published figure is divided and rounded **once**, half up,
to two decimals. Level and target tests use the published figures. `docs/scoring.md` states every formula.
"""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from math import lcm

from .scoring_announced import Rounding, lower_part_of, named_level, settled_scores
from .scoring_levels import ANYTHING, Case, cases, levels_of, target_met
from .scoring_parts import part_bounds, round_score
from .scoring_types import (
    HALF_CENT,
    HUNDRED,
    ZERO,
    Announced,
    Bounds,
    Contradiction,
    CriteriaRules,
    IndicatorResult,
    LevelRule,
    PartsConflict,
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
    "HALF_CENT",
    "HUNDRED",
    "NOTHING_ANNOUNCED",
    "ZERO",
    "Announced",
    "Bounds",
    "Contradiction",
    "CriteriaRules",
    "IndicatorResult",
    "LevelRule",
    "PartsConflict",
    "Result",
    "ScoreLine",
    "Shortfall",
    "TestedScore",
    "ToolResult",
    "ToolRule",
    "ToolWorking",
    "Working",
    "evaluate",
    "named_level",
    "part_bounds",
    "round_score",
    "working",
]

# Wide enough that no quotient of two-decimal scores can be mistaken for a tie at the third decimal.
_CONTEXT = Context(prec=40)
NOTHING_ANNOUNCED = Announced()


def evaluate(
    lines: Iterable[ScoreLine],
    criteria: CriteriaRules,
    *,
    parts: Sequence[Decimal | None] = (None, None),
    target: Decimal | None = None,
    announced: Announced = NOTHING_ANNOUNCED,
    lower_part: Bounds | None = None,
) -> Result:
    """Compute the whole result of one assessment.

    `lines`: at most one per indicator; one that is absent counts as not scored.
    `parts`: EIT part 1 and part 2 as published, None where unknown.
    `target`: the agency's own target of the year for its indicators; the national target where None.
    `announced`: what the NACC announced; it stands in the result for what was computed, whether or not the scores
    allow it, and the result says where they do not.
    `lower_part`: what the lower of the unknown parts is known to be, as from an announced level.

    Raises ValueError for a score or target outside 0–100 (NaN included), an indicator the criteria do not have, or
    one given twice. Source of the rules: DOMAIN.md, Scores and Rating levels.
    """
    by_indicator = _checked(lines, criteria)
    parts = tuple(None if part is None else round_score(_in_range(part)) for part in parts)
    year_target = criteria.target if target is None else _in_range(target)
    for figure in (announced.overall, *announced.tools.values()):
        if figure is not None:
            _in_range(figure)

    computed = _overall(criteria, by_indicator)
    overall = computed if announced.overall is None else announced.overall
    tools = tuple(_tool_result(tool, by_indicator, announced.tools.get(tool.code)) for tool in criteria.tools)
    indicators = tuple(
        _indicator_result(number, tool, by_indicator[number], year_target)
        for tool in criteria.tools
        for number in tool.indicators
    )
    level = named_level(announced.level, criteria)
    # Most years have nothing to hold against the scores, and a country has thousands of them.
    compared = announced != NOTHING_ANNOUNCED or any(part is not None for part in parts)
    rounding = Rounding(criteria, by_indicator, announced, parts) if compared else None
    if computed is None or overall is None:
        return Result(
            tools=tools,
            indicators=indicators,
            tested=(),
            overall=overall,
            levels=(level,) if level else (),
            target=criteria.target,
            target_met=target_met(_cases_of(level, criteria), criteria.target) if level else None,
            target_shortfalls=(),
            next_level=None,
            next_level_shortfalls=(),
            level_announced=bool(announced.level),
            contradictions=rounding.contradictions() if rounding else (),
            parts_conflict=rounding.parts_conflict() if rounding else None,
        )

    scores = {tool.code: tool.score for tool in tools if tool.score is not None}
    means = {tool.code: _mean_for_parts(tool, by_indicator, scores[tool.code]) for tool in criteria.tools}
    tested = _all_tested(criteria, scores, means, parts, lower_part)
    lowest = _lowest_tested(scores, tested, lower_part)
    found = cases(criteria.levels, criteria.target, Bounds(overall, overall), lowest)
    levels = computed_levels = levels_of(criteria.levels, found)
    if rounding and announced.level:
        widest = cases(criteria.levels, criteria.target, *rounding.bounds())
        computed_levels = levels_of(criteria.levels, widest)
        if level:
            levels = (level,)
            found = _with_level(level, found) or _with_level(level, widest) or _cases_of(level, criteria)
        if level in computed_levels:
            lower_part = lower_part_of(tested, found)
            tested = settled_scores(_all_tested(criteria, scores, means, parts, lower_part), found)
    met = target_met(found, criteria.target)
    next_level = _next_level(criteria.levels, levels)
    return Result(
        tools=tools,
        indicators=indicators,
        tested=tested,
        overall=overall,
        levels=levels,
        target=criteria.target,
        target_met=met,
        target_shortfalls=() if met else _shortfalls(tested, scores, overall, criteria.target, criteria.target),
        next_level=next_level,
        next_level_shortfalls=(
            _shortfalls(tested, scores, overall, next_level.min_overall, next_level.min_each) if next_level else ()
        ),
        computed_overall=computed,
        level_announced=bool(announced.level),
        computed_levels=computed_levels,
        # An agency under every level of the criteria may have been given another word for it.
        level_contradicts=bool(announced.level and (level or computed_levels)) and level not in computed_levels,
        contradictions=rounding.contradictions() if rounding else (),
        parts_conflict=rounding.parts_conflict() if rounding else None,
        lower_part=lower_part,
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


def _mean_for_parts(tool: ToolRule, by_indicator: dict[int, ScoreLine], score: Decimal) -> Decimal:
    """The exact mean of a tool that is scored throughout; its published `score` where that is another figure."""
    total = _tool_sum(tool, by_indicator)
    assert total is not None
    mean = _ratio(total, len(tool.indicators))
    return mean if round_score(mean) == score else score


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


def _tool_result(tool: ToolRule, by_indicator: dict[int, ScoreLine], announced: Decimal | None) -> ToolResult:
    total = _tool_sum(tool, by_indicator)
    if total is None:
        return ToolResult(tool.code, tool.weight, announced, None, None)
    count = len(tool.indicators)
    computed = round_score(_ratio(total, count))
    return ToolResult(
        code=tool.code,
        weight=tool.weight,
        score=computed if announced is None else announced,
        contribution=round_score(_ratio(tool.weight * total, 100 * count)),
        cost=round_score(_ratio(tool.weight * (HUNDRED * count - total), 100 * count)),
        computed=computed,
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


def _all_tested(
    criteria: CriteriaRules,
    scores: dict[str, Decimal],
    means: dict[str, Decimal],
    parts: Sequence[Decimal | None],
    lower_part: Bounds | None,
) -> tuple[TestedScore, ...]:
    """The figures that levels test, of tools that are all scored: a tool itself, or each of its two parts."""
    floor = lower_part.low if lower_part else ZERO
    found: list[TestedScore] = []
    for tool in criteria.tools:
        score, mean = scores[tool.code], means[tool.code]
        if not tool.in_parts:
            found.append(TestedScore(tool.code, None, score, score))
            continue
        for number, (part, other) in enumerate([(parts[0], parts[1]), (parts[1], parts[0])], start=1):
            low, high = part_bounds(mean, other, floor) if part is None else (part, part)
            if part is None and other is not None and lower_part:  # the only one that is not known
                high = max(low, min(high, lower_part.high))
            found.append(TestedScore(tool.code, number, low, high))
    return tuple(found)


def _lowest_tested(
    scores: dict[str, Decimal], tested: tuple[TestedScore, ...], lower_part: Bounds | None = None
) -> Bounds:
    """Bounds of the lowest tested figure, on which "every one ≥ T" depends.

    Two unknown parts cannot both be at their upper bound: the lower of the two is at most their mean. So for them
    the upper bound of the lowest figure is the mean, which is sharper than the parts' own bounds.
    """
    unknown = [score.tool for score in tested if not score.known]
    highs = [score.high for score in tested] + [scores[code] for code in unknown if unknown.count(code) == 2]
    if lower_part and unknown:
        highs.append(lower_part.high)
    low = min(score.low for score in tested)
    return Bounds(low, max(low, min(highs)))


def _with_level(level: LevelRule, found: Iterable[Case]) -> list[Case]:
    return [case for case in found if case.level == level]


def _cases_of(level: LevelRule, criteria: CriteriaRules) -> list[Case]:
    """What a level alone says, whatever the figures are."""
    return _with_level(level, cases(criteria.levels, criteria.target, ANYTHING, ANYTHING))


def _next_level(levels: tuple[LevelRule, ...], possible: tuple[LevelRule, ...]) -> LevelRule | None:
    """The level just above the best possible one, the lowest where none is reached; None at the top."""
    position = levels.index(possible[0]) if possible else len(levels)
    return levels[position - 1] if position else None


def _shortfalls(
    tested: tuple[TestedScore, ...],
    scores: dict[str, Decimal],
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
        mean = scores[score.tool]
        if unknown.count(score.tool) == 2 and mean < need_each:
            whole = Shortfall(score.tool, None, mean, need_each, certain=True)
            short += [] if whole in short else [whole]
        elif score.low < need_each:
            high = None if score.known else score.high
            short.append(Shortfall(score.tool, score.part, score.low, need_each, score.high < need_each, high))
    return (*found, *sorted(short, key=lambda item: -item.gap))
