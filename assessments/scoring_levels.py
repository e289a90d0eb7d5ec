"""Which levels and which outcome of the target the figures allow, while some are known by their bounds only. Pure.

Level and target hang on two figures: the overall, and the lowest of the tested ones ("every one ≥ T"). Both outcomes
are step functions of them, so trying the ends of their bounds and both sides of each threshold between finds them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .scoring_types import CENT, HUNDRED, ZERO, Bounds, LevelRule

ANYTHING = Bounds(ZERO, HUNDRED)


@dataclass(frozen=True)
class Case:
    """One possible pair of overall and lowest tested figure with the level that it gives; None under every level."""

    overall: Decimal
    lowest: Decimal
    level: LevelRule | None


def cases(levels: Sequence[LevelRule], target: Decimal, overall: Bounds, lowest: Bounds) -> list[Case]:
    """Return cases that stand for all the outcomes there can be of level and target; `levels` best first."""
    overalls = _tries(overall, [target, *(level.min_overall for level in levels)])
    lowests = _tries(lowest, [target, *(level.min_each for level in levels if level.min_each is not None)])
    return [Case(each, low, level_at(levels, each, low)) for each in overalls for low in lowests]


def level_at(levels: Sequence[LevelRule], overall: Decimal, lowest: Decimal) -> LevelRule | None:
    """The best level whose conditions hold; None where the overall is below every level."""
    return next((level for level in levels if _reaches(level, overall, lowest)), None)


def levels_of(levels: Sequence[LevelRule], found: Iterable[Case]) -> tuple[LevelRule, ...]:
    """The levels that occur among the cases, best first."""
    reached = {case.level for case in found}
    return tuple(level for level in levels if level in reached)


def target_met(found: Sequence[Case], target: Decimal) -> bool | None:
    """Target test (DOMAIN: overall and every tool ≥ target): True, False, or None where the cases do not agree."""
    outcomes = {case.overall >= target and case.lowest >= target for case in found}
    return outcomes.pop() if len(outcomes) == 1 else None


def _reaches(level: LevelRule, overall: Decimal, lowest: Decimal) -> bool:
    return overall >= level.min_overall and (level.min_each is None or lowest >= level.min_each)


def _tries(bounds: Bounds, thresholds: Iterable[Decimal]) -> list[Decimal]:
    sides = {each for threshold in thresholds for each in (threshold - CENT, threshold)}
    return sorted({bounds.low, bounds.high} | {each for each in sides if bounds.low < each < bounds.high})
