"""The one rounding of the portal, and what is known of the two halves of a score. Pure."""

from decimal import ROUND_HALF_UP, Decimal

from .scoring_types import CENT, HALF_CENT, HUNDRED, ZERO


def round_score(value: Decimal) -> Decimal:
    """Return the published figure: `value` rounded half up to two decimals. The only rounding in the portal."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def part_bounds(mean: Decimal, other: Decimal | None = None, floor: Decimal = ZERO) -> tuple[Decimal, Decimal]:
    """Bounds of one part of a score that is the plain mean `mean` of two parts; published figures, low ≤ high.

    Without the other part: [max(0, 2m−100), min(100, 2m)]. With `other` (a published figure, so exact to half a
    hundredth only) the part is 2m − other within that half hundredth. An `other` that cannot belong to `mean` says
    nothing, and the general bounds stand. `floor` is what each part is known to be at the least, where it can be that.

    >>> part_bounds(Decimal("98.70"))
    (Decimal('97.40'), Decimal('100.00'))
    """
    low, high = max(ZERO, 2 * mean - HUNDRED), min(HUNDRED, 2 * mean)
    if low < floor <= mean:
        low, high = floor, min(high, 2 * mean - floor)
    if other is not None:
        near_low, near_high = 2 * mean - other - HALF_CENT, 2 * mean - other + HALF_CENT
        if near_low <= high and near_high >= low:
            low, high = max(low, near_low), min(high, near_high)
    return round_score(low), round_score(high)
