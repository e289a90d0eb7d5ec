"""A bare column of figures: which stand for indicators, and which are the results of tools among them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_TOLERANCE = Decimal("0.01")  # of a mean that was rounded before
OVERALL = "overall"
Slot = int | str  # an indicator's number, a tool's code, or OVERALL


@dataclass(frozen=True)
class Group:
    """A tool as a sequence needs it."""

    code: str
    weight: Decimal
    numbers: tuple[int, ...]


def mean_of(scores: Sequence[Decimal | None]) -> Decimal | None:
    """The mean to two decimals; None where one is missing."""
    known = [score for score in scores if score is not None]
    if not known or len(known) < len(scores):
        return None
    return (sum(known, Decimal(0)) / len(known)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def fitting_layouts(values: Sequence[Decimal | None], groups: Sequence[Group]) -> list[tuple[Slot, ...]]:
    """The ways in which these figures are all indicators with the tools' results at their places, proven by the sums.

    Ways that give every indicator the same figure count once.
    """
    found: dict[tuple[tuple[Slot, Decimal | None], ...], tuple[Slot, ...]] = {}
    for layout in _layouts(groups):
        if len(layout) == len(values) and _holds(layout, values, groups):
            by_slot = dict(zip(layout, values, strict=True))
            indicators = sorted(number for group in groups for number in group.numbers)
            found.setdefault(tuple((number, by_slot[number]) for number in indicators), layout)
    return list(found.values())


def _layouts(groups: Sequence[Group]) -> Iterator[tuple[Slot, ...]]:
    codes: list[Slot] = [group.code for group in groups]
    by_tool: list[list[Slot]] = [list(group.numbers) for group in groups]
    in_order: list[Slot] = sorted(number for group in groups for number in group.numbers)
    for rows in (
        [slot for code, numbers in zip(codes, by_tool, strict=True) for slot in (code, *numbers)],
        [slot for code, numbers in zip(codes, by_tool, strict=True) for slot in (*numbers, code)],
        [*codes, *in_order],
        [*in_order, *codes],
        in_order,
    ):
        for with_overall in ([OVERALL, *rows], [*rows, OVERALL], rows):
            if len(with_overall) > len(in_order):
                yield tuple(with_overall)


def _holds(layout: Sequence[Slot], values: Sequence[Decimal | None], groups: Sequence[Group]) -> bool:
    by_slot = dict(zip(layout, values, strict=True))
    overall = Decimal(0)
    for group in groups:
        mean = mean_of([by_slot[number] for number in group.numbers])
        if mean is None:
            return False
        overall += mean * group.weight / 100
        given = by_slot.get(group.code, mean)
        if given is None or abs(given - mean) > _TOLERANCE:
            return False
    given = by_slot.get(OVERALL, overall)
    return given is not None and abs(given - overall) <= 2 * _TOLERANCE
