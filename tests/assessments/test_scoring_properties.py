"""The scoring rules over generated scores: against the naive oracle, and what must hold for any scores at all.

The usual run is the same every time. `HYPOTHESIS_PROFILE=soak` draws fresh examples, many times as many.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessments.scoring import CriteriaRules, Result, ScoreLine, ToolRule, evaluate, round_score
from tests.assessments import oracle
from tests.assessments.rules import LETTERS, RULES, names, run
from tests.examples import EXAMPLES
from tests.factories import REFERENCE, D, tool_scores

THRESHOLDS = (50, 55, 65, 70, 75, 85, 95)
NUMBERS = range(1, 11)


def cents(value: int) -> Decimal:
    """A score from whole hundredths."""
    return Decimal(value).scaleb(-2)


# Anywhere, close to a threshold, or full: uniform scores alone would hardly ever come near a boundary.
scores = st.one_of(
    st.integers(0, 10_000),
    st.sampled_from(THRESHOLDS).flatmap(lambda edge: st.integers(edge * 100 - 3, edge * 100 + 3)),
    st.just(10_000),
).map(cents)


@st.composite
def years(draw: st.DrawFn) -> dict[int, Decimal]:
    """Ten scores: each free, or each tool about one figure (so that tool scores come near the thresholds)."""
    if draw(st.booleans()):
        return {number: draw(scores) for number in NUMBERS}
    found = {}
    for _, indicators in oracle.SCHEME.values():
        middle = draw(
            st.one_of(st.sampled_from([*THRESHOLDS, 90, 97]).map(lambda edge: edge * 100), st.integers(0, 10_000))
        )
        for number in indicators:
            found[number] = cents(min(10_000, max(0, middle + draw(st.integers(-4, 4)))))
    return found


@st.composite
def years_with_parts(draw: st.DrawFn) -> tuple[dict[int, Decimal], tuple[Decimal | None, Decimal | None]]:
    """Ten scores with no, one or both EIT parts known; a known one mostly belongs to the EIT mean."""
    year = draw(years())
    known = draw(st.sampled_from(["none", "first", "second", "both", "any"]))
    if known == "none":
        return year, (None, None)
    if known == "any":
        return year, (draw(st.none() | scores), draw(st.none() | scores))
    mean = (year[6] + year[7] + year[8]) / 3
    low, high = max(Decimal(0), 2 * mean - 100), min(Decimal(100), 2 * mean)
    edge = draw(
        st.none()
        | st.sampled_from([70, 85, 95]).map(Decimal)
        | st.sampled_from([70, 85, 95]).map(lambda t: 2 * mean - t)
    )
    part = low + (high - low) * draw(st.integers(0, 1000)) / 1000 if edge is None else edge
    part = min(Decimal(100), max(Decimal(0), round_score(part + cents(draw(st.integers(-2, 2))))))
    if known == "first":
        return year, (part, None)
    if known == "second":
        return year, (None, part)
    return year, (part, min(Decimal(100), max(Decimal(0), round_score(2 * mean - part))))


@st.composite
def schemes(draw: st.DrawFn) -> tuple[oracle.Scheme, dict[int, Decimal | None]]:
    """Any number of tools and indicators with weights that sum to 100, and scores of which some may be missing."""
    counts = draw(st.lists(st.integers(1, 7), min_size=1, max_size=4))
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=len(counts) - 1, max_size=len(counts) - 1)))
    weights = [high - low for low, high in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    scheme, number = {}, 0
    for tool, (count, weight) in enumerate(zip(counts, weights, strict=True)):
        scheme[f"T{tool}"] = (Fraction(weight, 100), tuple(range(number + 1, number + count + 1)))
        number += count
    missing = draw(st.sampled_from([0, 0, 0, *range(1, number + 1)]))
    return scheme, {line: None if line == missing else draw(scores) for line in range(1, number + 1)}


def targets(result: Result) -> set[bool]:
    """The outcomes of the target test that are still possible."""
    return {True, False} if result.target_met is None else {result.target_met}


def level_places(result: Result) -> list[int]:
    """The possible levels as places from the worst (0) up, best first."""
    return [len(RULES.levels) - 1 - RULES.levels.index(level) for level in result.levels]


# --- Against the oracle ----------------------------------------------------------------------------------------------


@given(schemes())
def test_figures_agree_with_exact_fractions(case):
    scheme, year = case
    rules = CriteriaRules(
        tuple(ToolRule(code, cents(int(weight * 100)), lines) for code, (weight, lines) in scheme.items()),
        RULES.levels,
        D(85),
    )
    result = run(year, rules)
    assert result.overall == oracle.overall(year, scheme)
    for tool in result.tools:
        assert tool.score == oracle.tool_score(year, tool.code, scheme)
        assert tool.contribution == oracle.tool_contribution(year, tool.code, scheme)
        assert tool.cost == oracle.tool_cost(year, tool.code, scheme)
    for line in result.indicators:
        if line.score is None:
            assert (line.contribution, line.cost) == (None, None)
        else:
            assert line.contribution == oracle.indicator_contribution(line.score, line.tool, scheme)
            assert line.cost == oracle.indicator_cost(line.score, line.tool, scheme)


@given(years())
@example(REFERENCE)
@example(tool_scores("85", "85", "85"))
def test_letters_and_their_target_agree(year):
    result = run(year, LETTERS)
    total = oracle.overall(year)
    assert names(result) == [oracle.letter_2562_to_2565(total)]
    assert result.target_met is oracle.target_met(total, [oracle.tool_score(year, tool) for tool in oracle.SCHEME])


@settings(max_examples=EXAMPLES * 4)
@given(years_with_parts())
@example((REFERENCE, (None, None)))
@example((tool_scores("100", "96.00", "100"), (D("97.01"), None)))  # the other is 94.99 or 95.00
@example((tool_scores("100", "94.99", "100"), (None, None)))  # bounds up to 100, yet the lower part is under 95
@example((tool_scores("100", "96.00", "100"), (None, D(91))))  # contradicts the mean
@example((tool_scores("100", "90.00", "100"), (D(98), D(98))))  # so do these
def test_levels_and_target_agree_with_every_pair_of_parts(case):
    """The bounds rule against brute force: exactly the levels and outcomes that some pair of parts gives."""
    year, parts = case
    result = run(year, parts=parts)
    assert set(names(result)) == oracle.possible_levels(year, parts)
    assert targets(result) == oracle.possible_targets(year, parts)


@pytest.mark.parametrize(
    ("eit", "parts"),
    [("97.49", (None, None)), ("92.49", (None, None)), ("98.00", (D("95.00"), None)), ("90.00", (None, D("95.00")))],
)
def test_levels_and_target_agree_with_every_single_pair(eit, parts):
    """The same with a part at every twelfth of a hundredth: the usual points of the oracle leave nothing out."""
    year = tool_scores("100", eit, "100") | {8: D(eit) + D("0.01")}
    result = run(year, parts=parts)
    assert set(names(result)) == oracle.possible_levels(year, parts, every_point=True)
    assert targets(result) == oracle.possible_targets(year, parts, every_point=True)


@given(years_with_parts())
def test_bounds_hold_every_possible_pair(case):
    year, parts = case
    result = run(year, parts=parts)
    pairs = oracle.possible_parts(oracle.tool_mean(year, "EIT"), parts)
    for place, tested in enumerate(score for score in result.tested if score.tool == "EIT"):
        published = [pair[place] for pair in pairs]
        assert (tested.low, tested.high) == (min(published), max(published))


# --- Whatever the scores ---------------------------------------------------------------------------------------------


@given(years_with_parts())
def test_every_figure_lies_between_0_and_100(case):
    year, parts = case
    result = run(year, parts=parts)
    figures = [result.overall]
    figures += [figure for line in result.tools for figure in (line.score, line.contribution, line.cost)]
    figures += [figure for line in result.indicators for figure in (line.contribution, line.cost)]
    figures += [figure for score in result.tested for figure in (score.low, score.high)]
    assert all(0 <= figure <= 100 for figure in figures)
    assert all(figure == round_score(figure) for figure in figures)
    assert min(year.values()) <= result.overall <= max(year.values())
    assert all(score.low <= score.high for score in result.tested)
    assert result.levels


@given(years_with_parts(), st.permutations(list(NUMBERS)))
def test_the_order_of_the_lines_is_irrelevant(case, order):
    year, parts = case
    shuffled = [ScoreLine(number, year[number]) for number in order]
    assert evaluate(shuffled, RULES, parts=parts) == run(year, parts=parts)


@given(years_with_parts())
def test_the_parts_are_interchangeable(case):
    year, (first, second) = case
    one, other = run(year, parts=(first, second)), run(year, parts=(second, first))
    assert (one.levels, one.target_met, one.next_level) == (other.levels, other.target_met, other.next_level)


@given(years_with_parts(), st.sampled_from(NUMBERS), scores)
@example((tool_scores("100", "96.00", "100"), (D("97.01"), None)), 6, D("96.01"))
def test_raising_a_score_never_harms(case, number, score):
    year, parts = case
    before = run(year, parts=parts)
    after = run(year | {number: max(score, year[number])}, parts=parts)
    assert after.overall >= before.overall
    assert level_places(after)[0] >= level_places(before)[0]
    assert level_places(after)[-1] >= level_places(before)[-1]
    assert min(targets(after)) >= min(targets(before))
    assert max(targets(after)) >= max(targets(before))
    assert all(new.score >= old.score for new, old in zip(after.tools, before.tools, strict=True))


@given(years_with_parts(), st.sampled_from([0, 1]), scores)
def test_raising_a_known_part_never_harms_once_both_are_known(case, place, score):
    year, parts = case
    known = [D(90) if part is None else part for part in parts]
    before = run(year, parts=known)
    known[place] = max(known[place], score)
    after = run(year, parts=known)
    assert after.overall == before.overall  # parts decide levels and target, the EIT mean the overall
    assert level_places(after) >= level_places(before)
    assert min(targets(after)) >= min(targets(before))


@pytest.mark.parametrize("step", [-1, 0, 1])
@pytest.mark.parametrize("edge", [85, 70])
@settings(max_examples=EXAMPLES // 3)
@given(oit=st.integers(6_700, 8_400))
def test_overall_boundaries(edge, step, oit):
    """The overall a hundredth under, at and over a threshold, with OIT under 85 so that no tool's test interferes."""
    wanted = cents(edge * 100 + step)
    other = round_score((wanted - D("0.4") * cents(oit)) / D("0.6"))  # misses the wanted overall by 0.003 at most
    result = run(tool_scores(str(other), str(other), str(cents(oit))))
    assert result.overall == wanted
    above = {85: "ผ่าน", 70: "ต้องปรับปรุง"}[edge]
    below = {85: "ต้องปรับปรุง", 70: "ต้องปรับปรุงโดยด่วน"}[edge]
    assert names(result) == [above if step >= 0 else below]


@pytest.mark.parametrize("edge", THRESHOLDS)
@pytest.mark.parametrize("step", [-1, 0, 1])
def test_letter_boundaries(edge, step):
    score = str(cents(edge * 100 + step))
    letters = {95: "AA", 85: "A", 75: "B", 65: "C", 55: "D", 50: "E"}
    below = {95: "A", 85: "B", 75: "C", 65: "D", 55: "E", 50: "F", 70: "C"}
    expected = below[edge] if step < 0 else letters.get(edge, "C")
    assert names(run(tool_scores(score, score, score), LETTERS)) == [expected]


@pytest.mark.parametrize("step", [-1, 0, 1])
@pytest.mark.parametrize(("edge", "above", "below"), [(95, "ผ่านดีเยี่ยม", "ผ่านดี"), (85, "ผ่านดี", "ผ่าน")])
@pytest.mark.parametrize("tested", ["IIT", "EIT part 1", "EIT part 2", "OIT"])
@settings(max_examples=EXAMPLES // 6)
@given(data=st.data())
def test_boundaries_of_each_tested_score(tested, edge, above, below, step, data):
    """One tested score a hundredth under, at and over a threshold, the other three well over it."""
    figure = {name: cents(data.draw(st.integers(9_800, 10_000))) for name in ("IIT", "EIT part 1", "EIT part 2", "OIT")}
    figure[tested] = cents(edge * 100 + step)
    mean = round_score((figure["EIT part 1"] + figure["EIT part 2"]) / 2)
    result = run(
        tool_scores(str(figure["IIT"]), str(mean), str(figure["OIT"])),
        parts=(figure["EIT part 1"], figure["EIT part 2"]),
    )
    # With one tool at 85 the others at 98 and over leave the overall at 92.8 and over: it never decides at 85, and
    # at 95 it is 96.8 and over.
    assert names(result) == [above if step >= 0 else below]
    assert result.target_met is (edge == 95 or step >= 0)


@given(st.decimals(0, 100, allow_nan=False, places=6))
def test_rounding_is_idempotent_and_never_far(value):
    rounded = round_score(value)
    assert round_score(rounded) == rounded
    assert Fraction(rounded) == oracle.published(Fraction(value))
    assert -Fraction(1, 200) < Fraction(rounded) - Fraction(value) <= Fraction(1, 200)


@given(years_with_parts())
def test_the_next_level_and_what_it_takes(case):
    """The next level is the one above the best possible; its shortfalls are exactly the conditions not surely met."""
    year, parts = case
    result = run(year, parts=parts)
    place = RULES.levels.index(result.levels[0])
    assert result.next_level == (RULES.levels[place - 1] if place else None)
    if result.next_level is None:
        assert result.next_level_shortfalls == ()
        return
    assert any(item.certain for item in result.next_level_shortfalls)
    for item in result.next_level_shortfalls:
        assert item.gap > 0
        assert item.need == (result.next_level.min_overall if item.tool is None else result.next_level.min_each)
    overall_short = [item for item in result.next_level_shortfalls if item.tool is None]
    assert bool(overall_short) is (result.overall < result.next_level.min_overall)
    if result.next_level.min_each is not None:
        short = {item.tool for item in result.next_level_shortfalls if item.tool}
        assert short == {score.tool for score in result.tested if score.low < result.next_level.min_each}


@given(years_with_parts())
def test_target_outcome_and_its_reasons_agree(case):
    year, parts = case
    result = run(year, parts=parts)
    certain = [item for item in result.target_shortfalls if item.certain]
    assert (result.target_met is False) is bool(certain)
    assert (result.target_met is True) is (result.target_shortfalls == ())


@given(years_with_parts(), scores)
def test_flags_are_exactly_the_scores_under_target(case, target):
    year, parts = case
    flagged = run(year, parts=parts, target=target).flagged
    assert {line.indicator: line.gap for line in flagged} == {
        number: target - score for number, score in year.items() if score < target
    }
    assert [line.gap for line in flagged] == sorted((line.gap for line in flagged), reverse=True)
