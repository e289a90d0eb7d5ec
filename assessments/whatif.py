"""What would change a result: suppositions, the least that reaches a level, and what moves the overall most.

Pure: on top of `scoring`, no database, no text for users. Every answer is found by asking `scoring.evaluate` itself, so
that a figure named here gives exactly the level it was named for. `docs/scoring.md`, "What if", states the rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil

from .scoring import (
    HALF_CENT,
    HUNDRED,
    NOTHING_ANNOUNCED,
    ZERO,
    Announced,
    Bounds,
    CriteriaRules,
    LevelRule,
    Result,
    ScoreLine,
    ToolRule,
    evaluate,
    round_score,
)

Parts = tuple[Decimal | None, Decimal | None]
_CENTS = Decimal(100)


@dataclass(frozen=True)
class Figures:
    """What a result is computed from: the scores, EIT parts 1 and 2, and the agency's own target.

    `announced` is what was announced of just these scores and parts; other figures are computed without it.
    `lower_part` is what the announced level says of the unknown parts: it holds while the EIT scores stay.
    """

    lines: tuple[ScoreLine, ...]
    parts: Parts = (None, None)
    target: Decimal | None = None
    announced: Announced = NOTHING_ANNOUNCED
    lower_part: Bounds | None = None

    def score(self, indicator: int) -> Decimal | None:
        """The score of one indicator; None where there is none."""
        return next((line.score for line in self.lines if line.indicator == indicator), None)

    def result(self, criteria: CriteriaRules) -> Result:
        """The result that `scoring.evaluate` computes from these figures; raises ValueError as that does."""
        return evaluate(
            self.lines,
            criteria,
            parts=self.parts,
            target=self.target,
            announced=self.announced,
            lower_part=self.lower_part,
        )


def with_scores(figures: Figures, criteria: CriteriaRules, scores: Mapping[int, Decimal | None]) -> Figures:
    """Return the figures with some scores changed.

    EIT parts belong to the EIT scores they were published with. Where a change moves their sum they are unknown again:
    nothing says which part moved, and a part is never guessed (DOMAIN: Scores). What was announced was announced of
    other scores.
    """
    known = {line.indicator: line for line in figures.lines}
    changed = known | {
        number: replace(known.get(number, ScoreLine(number, None)), score=score) for number, score in scores.items()
    }
    moved = any(_sum(tool, known) != _sum(tool, changed) for tool in criteria.tools if tool.in_parts)
    if changed == known:
        return figures
    return replace(
        figures,
        lines=tuple(changed.values()),
        parts=(None, None) if moved else figures.parts,
        announced=NOTHING_ANNOUNCED,
        lower_part=None if moved else figures.lower_part,
    )


def with_parts(figures: Figures, parts: Parts) -> Figures:
    """Return the figures with other EIT parts, of which nothing was announced."""
    if parts == figures.parts:
        return figures
    return replace(figures, parts=parts, announced=NOTHING_ANNOUNCED, lower_part=None)


def parts_fit(figures: Figures, criteria: CriteriaRules) -> bool:
    """Whether the known EIT parts can be the halves of the EIT score, whatever was rounded; nothing known fits."""
    return figures.result(criteria).parts_conflict is None


# --- The least that reaches a level ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Least:
    """The least figure from which a level is possible, and from which it is certain; None where none up to 100 is.

    They differ only while EIT parts are unknown.
    """

    possible: Decimal | None
    certain: Decimal | None


@dataclass(frozen=True)
class ToolRaise:
    """What a level asks of one tool, in published tool scores.

    `own`: what the tool itself must reach whatever else changes; None where it does already or nothing is asked.
    `alone`: what it must reach where no other tool changes.
    """

    tool: str
    have: Decimal
    own: Least | None
    alone: Least


@dataclass(frozen=True)
class IndicatorRaise:
    """The least score of one indicator that reaches a level while every other score stays as it is."""

    indicator: int
    tool: str
    have: Decimal
    alone: Least


@dataclass(frozen=True)
class LevelRaises:
    """The least that reaches `level`. `reached`: it is certain already, and nothing needs to be raised.

    `overall_gap` is what the overall lacks, zero where it is high enough. `together` has every tool raised to just what
    the level asks of it, its lowest indicators first; None where that is not enough or nothing is asked of tools.
    """

    level: LevelRule
    reached: bool
    overall_gap: Decimal
    tools: tuple[ToolRaise, ...]
    indicators: tuple[IndicatorRaise, ...]
    together: Figures | None

    @property
    def single(self) -> tuple[IndicatorRaise, ...]:
        """The indicators of which one alone may reach the level: the certain ones first, then the smallest change."""
        enough = [line for line in self.indicators if line.alone.possible is not None]
        return tuple(
            sorted(enough, key=lambda line: (line.alone.certain is None, _wanted(line) - line.have, line.indicator))
        )


def _wanted(line: IndicatorRaise) -> Decimal:
    return line.alone.certain or line.alone.possible or HUNDRED


def levels_ahead(result: Result, criteria: CriteriaRules) -> tuple[LevelRule, ...]:
    """The levels worth asking about: the one above the lowest possible level, and the highest; none at the top."""
    if not result.scored:
        return ()
    position = criteria.levels.index(result.levels[-1]) if result.levels else len(criteria.levels)
    if position == 0:
        return ()
    return tuple(dict.fromkeys((criteria.levels[position - 1], criteria.levels[0])))


def least_raises(figures: Figures, criteria: CriteriaRules, level: LevelRule) -> LevelRaises | None:
    """Return the least that reaches `level`, to the hundredth of a point; None where a score is missing.

    A raised EIT score makes the EIT parts unknown (`with_scores`), so that its level may be possible before it is
    certain. Raises ValueError for a level the criteria do not have.
    """
    result = figures.result(criteria)
    if result.overall is None:
        return None
    rank = criteria.levels.index(level)

    def possible(found: Result) -> bool:
        return bool(found.levels) and criteria.levels.index(found.levels[0]) <= rank

    def certain(found: Result) -> bool:
        return possible(found) and criteria.levels.index(found.levels[-1]) <= rank

    def least_of(indicator: int) -> Least:
        def outcome(cents: int) -> Result:
            return with_scores(figures, criteria, {indicator: cents / _CENTS}).result(criteria)

        have = _cents(figures.score(indicator))
        found = have if already else _least(have, 100_00, lambda cents: possible(outcome(cents)))
        after = have if already else (found or 0) - 1
        sure = None if found is None else _least(after, 100_00, lambda cents: certain(outcome(cents)))
        return nothing if already and sure is None else Least(_points(found), _points(sure))

    def alone(tool: ToolRule) -> Least:
        def outcome(cents: int) -> Result:
            return with_scores(figures, criteria, _spread(tool, figures, cents)).result(criteria)

        have = sum(_cents(figures.score(number)) for number in tool.indicators)
        top = 100_00 * len(tool.indicators)
        found = have if already else _least(have, top, lambda cents: possible(outcome(cents)))
        after = have if already else (found or 0) - 1
        sure = None if found is None else _least(after, top, lambda cents: certain(outcome(cents)))
        return nothing if already and sure is None else Least(_mean(found, tool), _mean(sure, tool))

    reached, already = certain(result), possible(result)  # possible already: raising can only settle it
    nothing = Least(None, None)
    together = figures if reached else _together(figures, criteria, result, level)
    return LevelRaises(
        level=level,
        reached=reached,
        overall_gap=max(ZERO, level.min_overall - result.overall),
        tools=tuple(
            ToolRaise(
                tool.code,
                result.tool(tool.code).score or ZERO,
                _own(tool, result, level),
                nothing if reached else alone(tool),
            )
            for tool in criteria.tools
        ),
        indicators=tuple(
            IndicatorRaise(
                line.indicator, line.tool, line.score or ZERO, nothing if reached else least_of(line.indicator)
            )
            for line in result.indicators
        ),
        together=None if together is None or not certain(together.result(criteria)) else together,
    )


def _own(tool: ToolRule, result: Result, level: LevelRule) -> Least | None:
    """What the level asks of the tool itself: `min_each` of its published score, or of the lower of its two parts."""
    need = level.min_each
    tested = [score for score in result.tested if score.tool == tool.code]
    if need is None or all(score.low >= need for score in tested):
        return None
    # Both parts of a mean m are certainly at T where the lower bound, published, can be no less: 2m − 100 ≥ T − 0.005.
    return Least(need, round_score((HUNDRED + need - HALF_CENT) / 2) if tool.in_parts else need)


def _together(figures: Figures, criteria: CriteriaRules, result: Result, level: LevelRule) -> Figures | None:
    """Every short tool at the least sum whose published score is what the level asks for; None where none is short."""
    changes: dict[int, Decimal | None] = {}
    for tool in criteria.tools:
        if level.min_each is None or _own(tool, result, level) is None:
            continue
        least = level.min_each - HALF_CENT  # what is published as `min_each`
        mean = (HUNDRED + least) / 2 if tool.in_parts else least
        wanted = ceil(mean * _CENTS * len(tool.indicators))
        changes |= _level_up(tool, figures, wanted)
    return with_scores(figures, criteria, changes) if changes else None


def _level_up(tool: ToolRule, figures: Figures, cents: int) -> dict[int, Decimal | None]:
    """Scores of a tool that sum to `cents`, reached by raising its lowest indicators to one height."""
    scores = {number: _cents(figures.score(number)) for number in tool.indicators}
    left = cents - sum(scores.values())
    while left > 0:
        lowest = min(scores.values())
        low = [number for number, score in scores.items() if score == lowest]
        above = min((score for score in scores.values() if score > lowest), default=100_00)
        step = min(above - lowest, -(-left // len(low)))
        for number in low:
            more = min(step, left)
            scores[number] += more
            left -= more
        if lowest == 100_00:
            break
    return {number: score / _CENTS for number, score in scores.items()}


def _spread(tool: ToolRule, figures: Figures, cents: int) -> dict[int, Decimal | None]:
    """Scores of a tool that sum to `cents`, each as it is or higher: only their sum counts."""
    left = cents - sum(_cents(figures.score(number)) for number in tool.indicators)
    scores: dict[int, Decimal | None] = {}
    for number in tool.indicators:
        have = _cents(figures.score(number))
        more = min(left, 100_00 - have)
        left -= more
        scores[number] = (have + more) / _CENTS
    return scores


def _least(have: int, top: int, enough: Callable[[int], bool]) -> int | None:
    """The least whole number over `have`, up to `top`, that is enough, where everything above it is too."""
    if have >= top or not enough(top):
        return None
    low, high = have, top  # `high` is enough, `low` is not or is what we have
    while high - low > 1:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle
    return high


def _sum(tool: ToolRule, lines: Mapping[int, ScoreLine]) -> Decimal | None:
    scores = [lines[number].score if number in lines else None for number in tool.indicators]
    known = [score for score in scores if score is not None]
    return sum(known, ZERO) if known and len(known) == len(scores) else None


def _cents(score: Decimal | None) -> int:
    """A score in whole hundredths; scores have two decimals, and a finer one counts from the hundredth below."""
    return int((score or ZERO) * _CENTS)


def _points(cents: int | None) -> Decimal | None:
    return None if cents is None else round_score(cents / _CENTS)


def _mean(cents: int | None, tool: ToolRule) -> Decimal | None:
    """The published score of a tool whose scores sum to `cents`."""
    return None if cents is None else round_score(cents / (_CENTS * len(tool.indicators)))


# --- What moves the overall most -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Influence:
    """How one indicator moves the overall: by `per_point` for each point, by `gain` where it rises to 100.

    `room` is what it has left to 100. Exact figures, to be rounded where they are shown; `room` and `gain` are None
    where the indicator is not scored.
    """

    indicator: int
    tool: str
    per_point: Decimal
    room: Decimal | None
    gain: Decimal | None


def influences(figures: Figures, criteria: CriteriaRules) -> tuple[Influence, ...]:
    """Return every indicator's influence, the one whose rise to 100 moves the overall most first."""
    found = []
    for tool in criteria.tools:
        for number in tool.indicators:
            score = figures.score(number)
            per_point = tool.weight / (HUNDRED * len(tool.indicators))
            room = None if score is None else HUNDRED - score
            found.append(Influence(number, tool.code, per_point, room, None if room is None else per_point * room))
    return tuple(sorted(found, key=lambda item: (-(item.gain or ZERO), -item.per_point, item.indicator)))
