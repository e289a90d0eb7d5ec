"""The reasons beside a result, one thing said once: target, level, what is missing to the next one.

A target and a level often fail for one and the same figure. The first sentence then names it, the others refer to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import wording
from .results import YearResult
from .scoring import Shortfall

SAME_REASON = "ด้วยเหตุเดียวกัน"


@dataclass(frozen=True)
class Reasons:
    """Sentences about target, an undetermined level and the next level; an empty text where there is nothing to say."""

    target: str
    undetermined: str
    why: str


def reasons_of(year: YearResult) -> Reasons:
    """Return the sentences for a year, none of which repeats another's reason."""
    target, undetermined = wording.target_sentence(year), wording.undetermined_sentence(year)
    why = wording.next_level_sentence(year).removeprefix(undetermined).lstrip()
    result, level = year.result, year.next_level
    if undetermined and result.target_met is None:
        target = wording.open_target_sentence(year)  # what is needed is said of the level
    short = _certain(result.next_level_shortfalls)
    if level and why and result.target_met is False and short and short == _certain(result.target_shortfalls):
        why = f"ยังไม่ถึง “{level.name}” {SAME_REASON}"
    return Reasons(target, undetermined, why)


def _certain(items: tuple[Shortfall, ...]) -> tuple[Shortfall, ...]:
    return tuple(item for item in items if item.certain)
