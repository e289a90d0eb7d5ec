"""A second, naive account of the scoring rules, in exact fractions, to hold `assessments.scoring` against.

Written from the published rules alone (see `docs/scoring.md`): no code is shared with the module under test, levels
are spelled out as comparisons, and unknown EIT parts are tried out one pair after another instead of reasoned about.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor

Scores = Mapping[int, Decimal | None]
Scheme = Mapping[str, tuple[Fraction, tuple[int, ...]]]
Part = Decimal | Fraction | None

SCHEME: Scheme = {
    "IIT": (Fraction(30), (1, 2, 3, 4, 5)),
    "EIT": (Fraction(30), (6, 7, 8)),
    "OIT": (Fraction(40), (9, 10)),
}
TARGET = Fraction(85)


def published(value: Fraction) -> Fraction:
    """`value` to two decimals, half up."""
    return Fraction(floor(value * 100 + Fraction(1, 2)), 100)


def tool_mean(scores: Scores, tool: str, scheme: Scheme = SCHEME) -> Fraction | None:
    """The exact mean of a tool's indicators; None where one of them is missing."""
    values = [scores.get(number) for number in scheme[tool][1]]
    if None in values:
        return None
    total = Fraction(0)
    for value in values:
        total += Fraction(value)
    return total / len(values)


def tool_score(scores: Scores, tool: str, scheme: Scheme = SCHEME) -> Fraction | None:
    """The published score of a tool."""
    mean = tool_mean(scores, tool, scheme)
    return None if mean is None else published(mean)


def overall(scores: Scores, scheme: Scheme = SCHEME) -> Fraction | None:
    """The published overall: weights times exact tool means, rounded once."""
    total = Fraction(0)
    for tool, (weight, _) in scheme.items():
        mean = tool_mean(scores, tool, scheme)
        if mean is None:
            return None
        total += weight / 100 * mean
    return published(total)


def tool_contribution(scores: Scores, tool: str, scheme: Scheme = SCHEME) -> Fraction | None:
    """What a tool adds to the overall, published."""
    mean = tool_mean(scores, tool, scheme)
    return None if mean is None else published(scheme[tool][0] / 100 * mean)


def tool_cost(scores: Scores, tool: str, scheme: Scheme = SCHEME) -> Fraction | None:
    """What a tool takes from an overall of 100, published."""
    mean = tool_mean(scores, tool, scheme)
    return None if mean is None else published(scheme[tool][0] / 100 * (100 - mean))


def indicator_contribution(score: Decimal, tool: str, scheme: Scheme = SCHEME) -> Fraction:
    """What one indicator adds to the overall, published."""
    weight, indicators = scheme[tool]
    return published(weight / 100 / len(indicators) * Fraction(score))


def indicator_cost(score: Decimal, tool: str, scheme: Scheme = SCHEME) -> Fraction:
    """What one indicator takes from an overall of 100, published."""
    weight, indicators = scheme[tool]
    return published(weight / 100 / len(indicators) * (100 - Fraction(score)))


def level_since_2566(total: Fraction, tested: list[Fraction]) -> str:
    """The rating level of FY2566 and later from the overall and the four tested scores, all published."""
    if total >= 95 and all(score >= 95 for score in tested):
        return "ผ่านดีเยี่ยม"
    if total >= 85 and all(score >= 85 for score in tested):
        return "ผ่านดี"
    if total >= 85:
        return "ผ่าน"
    if total >= 70:
        return "ต้องปรับปรุง"
    return "ต้องปรับปรุงโดยด่วน"


def letter_2562_to_2565(total: Fraction) -> str:
    """The letter of FY2562 to FY2565 from the published overall."""
    for letter, low, high in (
        ("AA", "95.00", "100.00"),
        ("A", "85.00", "94.99"),
        ("B", "75.00", "84.99"),
        ("C", "65.00", "74.99"),
        ("D", "55.00", "64.99"),
        ("E", "50.00", "54.99"),
        ("F", "0.00", "49.99"),
    ):
        if Fraction(low) <= total <= Fraction(high):
            return letter
    raise ValueError(f"no letter for {total}")


def target_met(total: Fraction, tested: list[Fraction]) -> bool:
    """Whether the overall and every tested score reach the national target."""
    return total >= TARGET and all(score >= TARGET for score in tested)


def possible_parts(
    mean: Fraction, parts: tuple[Part, Part] = (None, None), *, every_point: bool = False
) -> set[tuple[Fraction, Fraction]]:
    """Pairs of published parts that an EIT of exactly `mean` can be made of, tried out one after another.

    An exact part 1 is chosen, part 2 follows from the mean, both are published, and the pair is kept where it agrees
    with the parts that are already published. Without `every_point` the choices are dense only where something can
    change: about the thresholds, the ends and the published parts. Published parts stand whatever the mean; one that
    no choice can produce says nothing about the other, which then may be whatever the mean admits.
    """
    first, second = (None if part is None else Fraction(part) for part in parts)
    if first is not None and second is not None:
        return {(first, second)}
    # Twelfths of a hundredth, so that thirds (three indicators) and half hundredths (rounding) are whole numbers.
    double = int(2 * mean * 1200)
    assert double == 2 * mean * 1200
    every: set[tuple[Fraction, Fraction]] = set()
    agreeing: set[tuple[Fraction, Fraction]] = set()
    for exact in range(120_001) if every_point else _telling_points(double, (first, second)):
        if not (0 <= exact <= 120_000 and 0 <= double - exact <= 120_000):
            continue
        pair = (_published_part(exact), _published_part(double - exact))
        every.add(pair)
        if first in (None, pair[0]) and second in (None, pair[1]):
            agreeing.add(pair)
    if agreeing:
        return agreeing
    return {(one if first is None else first, two if second is None else second) for one, two in every}


def _published_part(twelfths: int) -> Fraction:
    return Fraction((twelfths + 6) // 12, 100)


def _telling_points(double: int, known: tuple[Fraction | None, Fraction | None]) -> Iterator[int]:
    yield from range(0, 120_001, 1200)
    centres = {centre * 1200 for centre in (0, 70, 85, 95, 100)} | {double // 2}
    centres |= {int(part * 1200) for part in known if part is not None}
    for centre in centres | {double - centre for centre in centres}:
        yield from range(centre - 14, centre + 15)  # a good hundredth either way


def possible_levels(scores: Scores, parts: tuple[Part, Part] = (None, None), *, every_point: bool = False) -> set[str]:
    """Every rating level (FY2566 and later) that a pair of EIT parts can give; empty where not scored."""
    return {level_since_2566(*case) for case in _cases(scores, parts, every_point)}


def parts_of_level(scores: Scores, parts: tuple[Part, Part], level: str) -> set[tuple[Fraction, Fraction]]:
    """The pairs of EIT parts that give this rating level (FY2566 and later)."""
    cases = _cases(scores, parts, every_point=False)
    return {(tested[1], tested[2]) for total, tested in cases if level_since_2566(total, tested) == level}


def possible_targets(
    scores: Scores, parts: tuple[Part, Part] = (None, None), *, every_point: bool = False
) -> set[bool]:
    """Every outcome of the target test that a pair of EIT parts can give; empty where not scored."""
    return {target_met(*case) for case in _cases(scores, parts, every_point)}


def _cases(scores: Scores, parts: tuple[Part, Part], every_point: bool) -> Iterator[tuple[Fraction, list[Fraction]]]:
    total, mean = overall(scores), tool_mean(scores, "EIT")
    iit, oit = tool_score(scores, "IIT"), tool_score(scores, "OIT")
    if total is None or mean is None or iit is None or oit is None:
        return
    for part_1, part_2 in possible_parts(mean, parts, every_point=every_point):
        yield total, [iit, part_1, part_2, oit]


# --- Announced figures ----------------------------------------------------------------------------------------------

# Less than any distance that matters: figures at hand are whole parts of a hundredth, shared by at most ten.
_BIT = Fraction(1, 10**9)


def unrounded(figure: Decimal) -> tuple[Fraction, Fraction]:
    """The lowest and (nearly) the highest figure of 0–100 that is published as `figure`."""
    value = Fraction(figure)
    high = value + Fraction(1, 200)
    return max(Fraction(0), value - Fraction(1, 200)), Fraction(100) if high >= 100 else high - _BIT


def unrounded_tool(
    scores: Scores, tool: str, announced: Mapping[str, Decimal], scheme: Scheme = SCHEME
) -> tuple[Fraction, Fraction]:
    """The lowest and highest mean that the unrounded scores can have, and that is published as announced.

    The lower end is over the upper one where there is none.
    """
    ends = [unrounded(scores[number]) for number in scheme[tool][1]]
    low, high = sum(end[0] for end in ends) / len(ends), sum(end[1] for end in ends) / len(ends)
    if tool in announced:
        low, high = max(low, unrounded(announced[tool])[0]), min(high, unrounded(announced[tool])[1])
    return low, high


def can_be_announced(
    scores: Scores, overall_of_nacc: Decimal | None, announced: Mapping[str, Decimal], scheme: Scheme = SCHEME
) -> bool:
    """Whether unrounded scores behind the published ones can give every announced figure."""
    ends = {tool: unrounded_tool(scores, tool, announced, scheme) for tool in scheme}
    if any(low > high for low, high in ends.values()):
        return False
    if overall_of_nacc is None:
        return True
    low, high = (sum(scheme[tool][0] / 100 * ends[tool][end] for tool in scheme) for end in (0, 1))
    return published(low) <= Fraction(overall_of_nacc) <= published(high)
