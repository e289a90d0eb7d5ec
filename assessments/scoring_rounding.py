"""What rounding can explain: the unrounded figures that published ones may stand for, and what these may add up to.

A figure of two decimals stands for every figure within half a hundredth of it (half up: the lower end belongs to it,
the upper one to the next). Exact fractions throughout. Source: DOMAIN.md, Scores, "Published inputs are rounded".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

from .scoring_types import HALF_CENT

_HALF = Fraction(HALF_CENT)
_FULL = Fraction(100)


@dataclass(frozen=True)
class Span:
    """Unrounded figures on the scale of 0–100: from `low` up to `high`, which belongs to them where `closed`."""

    low: Fraction
    high: Fraction
    closed: bool

    @property
    def lowest(self) -> Decimal:
        """The lowest published figure that one of them rounds to."""
        return _published(floor(self.low * 100 + Fraction(1, 2)))

    @property
    def highest(self) -> Decimal:
        """The highest published figure that one of them rounds to."""
        scaled = self.high * 100 + Fraction(1, 2)
        cents = floor(scaled)
        return _published(cents if self.closed or scaled != cents else cents - 1)

    def gives(self, figure: Decimal) -> bool:
        """Whether one of them rounds to the published `figure`."""
        return self.lowest <= figure <= self.highest

    def meet(self, other: Span) -> Span | None:
        """The figures that both have; None where there is none."""
        low = max(self.low, other.low)
        high, closed = min((self.high, self.closed), (other.high, other.closed))
        return Span(low, high, closed) if low < high or (low == high and closed) else None


ANY = Span(Fraction(0), _FULL, closed=True)


def stands_for(figure: Decimal) -> Span:
    """Every unrounded figure of 0–100 that is published as `figure`."""
    value = Fraction(figure)
    high = min(value + _HALF, _FULL)
    return Span(max(value - _HALF, Fraction(0)), high, closed=high == _FULL)


def weighted(spans: Iterable[tuple[Fraction, Span]]) -> Span:
    """The span of a weighted sum of figures that move apart from each other; weights of zero or more."""
    counted = [(weight, span) for weight, span in spans if weight]
    return Span(
        sum((weight * span.low for weight, span in counted), Fraction(0)),
        sum((weight * span.high for weight, span in counted), Fraction(0)),
        closed=all(span.closed for _, span in counted),
    )


def mean_of(figures: Iterable[Decimal | None]) -> Span:
    """The span of the plain mean of published figures, at least one; one that is None can be anything."""
    spans = [ANY if figure is None else stands_for(figure) for figure in figures]
    return weighted((Fraction(1, len(spans)), span) for span in spans)


def _published(cents: int) -> Decimal:
    return Decimal(cents) / 100
