"""Suppositions and the least that reaches a level: by hand, by brute force, against the oracle, for any scores."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessments.scoring import LevelRule, ScoreLine, evaluate
from assessments.whatif import Figures, Least, influences, least_raises, levels_ahead, parts_fit, with_scores
from tests.assessments import oracle
from tests.assessments.rules import LETTERS, RULES
from tests.assessments.test_scoring_properties import scores, years, years_with_parts
from tests.factories import REFERENCE, D, tool_scores

CENT = D("0.01")
BEST, GOOD, PASSED = RULES.levels[:3]
EXAMPLES = settings().max_examples


def figures(given_scores, parts=(None, None)):
    return Figures(tuple(ScoreLine(number, score) for number, score in given_scores.items()), parts)


def raises(given_scores, level=BEST, parts=(None, None), rules=RULES):
    return least_raises(figures(given_scores, parts), rules, level)


def alone(found):
    return {line.indicator: line.alone for line in found.indicators}


# --- By hand -----------------------------------------------------------------------------------------------------


def test_the_reference_needs_one_open_data_indicator_almost_full():
    """OIT is published as 95.00 from a mean of 94.995 on: (99.99 + 90) / 2. No other indicator helps."""
    found = raises(REFERENCE)
    enough = Least(D("99.99"), D("99.99"))
    assert {number: least for number, least in alone(found).items() if least.possible} == {9: enough, 10: enough}
    assert [line.indicator for line in found.single] == [9, 10]
    assert found.overall_gap == 0
    by_tool = {item.tool: item for item in found.tools}
    assert by_tool["OIT"].own == Least(D(95), D("95.00"))
    assert by_tool["OIT"].alone == Least(D("95.00"), D("95.00"))
    assert by_tool["IIT"].own is None
    assert by_tool["EIT"].own is None
    assert by_tool["IIT"].alone == by_tool["EIT"].alone == Least(None, None)
    # Both raised to one height: 2 × 94.995.
    assert found.together.score(9) + found.together.score(10) == D("189.99")


def test_no_single_change_suffices_where_two_tools_are_short():
    found = raises(tool_scores("90", "99", "90"))
    assert found.single == ()
    assert all(item.alone == Least(None, None) for item in found.tools)
    assert {item.tool: item.own and item.own.certain for item in found.tools} == {
        "IIT": D(95),
        "EIT": None,
        "OIT": D(95),
    }
    assert found.together.result(RULES).level == BEST


def test_eit_is_possible_from_the_threshold_and_certain_from_half_way_to_100():
    """With an EIT of 95 both parts may be 95; only from 97.50 on can neither be under it."""
    found = raises(tool_scores("99", "90", "99"))
    eit = next(item for item in found.tools if item.tool == "EIT")
    assert eit.own == eit.alone == Least(D(95), D("97.50"))
    # 6 alone: (s + 180) / 3; even 100 gives 93.33.
    assert found.single == ()
    assert sum(found.together.score(number) for number in (6, 7, 8)) == D("292.50")
    assert found.together.result(RULES).level == BEST


def test_known_parts_are_kept_while_eit_stays_as_it_is():
    """Part 2 at 91 keeps the level away: no other tool helps, and a raised EIT makes the parts unknown."""
    eit = {6: D("95"), 7: D("94"), 8: D("96")}
    found = raises(tool_scores("99", "95", "99") | eit, parts=(D(99), D(91)))
    # A hundredth more, and both parts may be 95; certain from a sum of 292.50 on, which 94 + 96 + 100 does not make.
    assert alone(found)[6] == Least(D("95.01"), None)
    assert alone(found)[7] == Least(D("94.01"), None)
    assert alone(found)[9] == Least(None, None)
    assert [line.indicator for line in found.single] == [6, 7, 8]


def test_level_that_asks_for_the_overall_alone():
    """IIT 80, EIT 80, OIT 80: the overall is 80. ต้องปรับปรุง → ผ่าน needs 85: 5 points / 0.2 = 25 of one OIT indicator."""
    found = raises(tool_scores("80", "80", "80"), PASSED)
    assert found.overall_gap == 5
    assert found.single == ()
    by_tool = {item.tool: item for item in found.tools}
    assert all(item.own is None for item in found.tools)
    # 0.4 × (x − 80) ≥ 4.995 → x ≥ 92.4875: the sum 184.98 (92.49) is the least; 0.3 × … → 96.65.
    assert by_tool["OIT"].alone.certain == D("92.49")
    assert by_tool["IIT"].alone.certain == D("96.65")
    assert found.together is None


def test_letter_years_need_the_overall_alone():
    """An overall of 93 needs 1.995 more for AA: 1.995 / 0.2 = 9.975 of one OIT indicator, not to be had under 100."""
    found = raises(tool_scores("93", "93", "93"), LETTERS.levels[0], rules=LETTERS)
    assert alone(found)[9] == Least(None, None)
    found = raises(tool_scores("94", "94", "94"), LETTERS.levels[0], rules=LETTERS)
    assert alone(found)[9] == Least(D("98.98"), D("98.98"))  # 94 + 0.995 / 0.2 = 98.975
    assert alone(found)[1] == Least(None, None)  # 0.995 / 0.06 is more than the 6 there are


def test_levels_ahead():
    def ahead(given_scores, parts=(None, None)):
        return [level.name for level in levels_ahead(figures(given_scores, parts).result(RULES), RULES)]

    assert ahead(REFERENCE) == ["ผ่านดีเยี่ยม"]
    assert ahead(tool_scores("80", "80", "80")) == ["ผ่าน", "ผ่านดีเยี่ยม"]
    assert ahead(tool_scores("99", "99", "99")) == []
    assert ahead(tool_scores("99", "90", "99")) == ["ผ่านดี", "ผ่านดีเยี่ยม"], "ผ่าน is possible, ผ่านดี is not certain"
    assert ahead(REFERENCE | {9: None}) == []


def test_what_is_reached_needs_nothing():
    found = raises(tool_scores("99", "99", "99"))
    assert found.reached
    assert found.single == ()


def test_nothing_is_said_while_a_score_is_missing():
    assert raises(REFERENCE | {4: None}) is None
    with pytest.raises(ValueError):
        raises(REFERENCE, LevelRule("AA", D(95)))


def test_parts_are_unknown_again_where_eit_moves():
    known = figures(tool_scores("99", "95", "99"), (D(96), D(94)))
    assert with_scores(known, RULES, {1: D(90)}).parts == (D(96), D(94))
    assert with_scores(known, RULES, {6: D("95.00")}).parts == (D(96), D(94))
    assert with_scores(known, RULES, {6: D(96), 7: D(94)}).parts == (D(96), D(94)), "the sum is the same"
    assert with_scores(known, RULES, {6: D("95.01")}).parts == (None, None)
    assert with_scores(known, RULES, {6: None}).parts == (None, None)


@pytest.mark.parametrize(
    ("parts", "fit"),
    [
        ((None, None), True),
        ((D("100"), D("90")), True),
        ((D("95.01"), D("95.00")), True),
        ((D("95.02"), D("95.00")), False),
        ((D("84"), D("84")), False),
        ((D("90"), None), True),
        ((None, D("89.99")), True),
        ((D("89.98"), None), False),
    ],
)
def test_parts_fit_their_mean(parts, fit):
    assert parts_fit(figures(tool_scores("99", "95", "99"), parts), RULES) is fit


def test_what_moves_the_overall_most():
    found = influences(figures(REFERENCE), RULES)
    assert [item.indicator for item in found[:3]] == [9, 10, 7]
    assert {item.indicator: item.per_point for item in found} == (
        {n: D("0.06") for n in range(1, 6)} | {n: D("0.1") for n in (6, 7, 8)} | {n: D("0.2") for n in (9, 10)}
    )
    assert (found[0].room, found[0].gain) == (10, 2)
    assert (found[2].room, found[2].gain) == (D("1.42"), D("0.142"))
    missing = influences(figures(REFERENCE | {9: None}), RULES)
    assert [(item.room, item.gain) for item in missing if item.indicator == 9] == [(None, None)]


# --- By brute force -----------------------------------------------------------------------------------------------


def outcomes(given_scores, parts, number, score):
    """The possible levels by the naive oracle where one score is another; EIT parts belong to their EIT score."""
    changed = dict(given_scores) | {number: score}
    moved = number in (6, 7, 8) and score != given_scores[number]
    return oracle.possible_levels(changed, (None, None) if moved else parts)


LEVEL_NAMES = [level.name for level in RULES.levels]


def at_least(names, level):
    reach = set(LEVEL_NAMES[: LEVEL_NAMES.index(level.name) + 1])
    return bool(names & reach), names <= reach


@pytest.mark.parametrize(
    ("given_scores", "parts", "level"),
    [
        (REFERENCE, (None, None), BEST),
        (tool_scores("96", "93", "96") | {6: D("88.13")}, (None, None), GOOD),
        (tool_scores("90", "84.99", "90"), (None, None), GOOD),
        (tool_scores("84", "84", "84.5"), (None, None), PASSED),
        (tool_scores("99", "95", "99"), (D("98.20"), D("91.80")), BEST),
    ],
)
def test_every_hundredth_of_a_point(given_scores, parts, level):
    """All scores above the one at hand, each evaluated: the first that reaches the level, for one indicator a tool.

    Where the level is possible as things stand, nothing has to be raised for that; a raise can only make it certain.
    """
    found = alone(least_raises(figures(given_scores, parts), RULES, level))
    as_it_is = evaluate([ScoreLine(*line) for line in given_scores.items()], RULES, parts=parts)
    already, _certain = at_least({each.name for each in as_it_is.levels}, level)
    for number in (1, 6, 9):
        first_possible = first_certain = None
        have = int(given_scores[number] * 100)
        for cents in range(have + 1, 100_01):
            score = D(cents).scaleb(-2)
            lines = [ScoreLine(each, score if each == number else own) for each, own in given_scores.items()]
            result = evaluate(lines, RULES, parts=(None, None) if number == 6 else parts)
            names = {each.name for each in result.levels}
            possible, certain = at_least(names, level)
            first_possible = score if possible and first_possible is None else first_possible
            first_certain = score if certain and first_certain is None else first_certain
        if already:
            first_possible = given_scores[number] if first_certain is not None else None
        assert found[number] == Least(first_possible, first_certain), number


# --- For any scores -------------------------------------------------------------------------------------------------

both_sides = settings(max_examples=max(20, EXAMPLES // 3))


@both_sides
@example((dict(REFERENCE), (None, None)), 0)
@given(years_with_parts(), st.integers(0, 2))
def test_the_least_is_enough_and_a_hundredth_less_is_not(case, place):
    """Against the oracle: on either side of every figure named; where none is, 100 is not enough."""
    given_scores, parts = case
    level = RULES.levels[place]
    found = least_raises(figures(given_scores, parts), RULES, level)
    if found.reached:
        assert at_least(oracle.possible_levels(given_scores, parts), level)[1]
        return
    for line in found.indicators:
        if line.have == 100:
            assert line.alone == Least(None, None)
            continue
        for wanted, which in ((line.alone.possible, 0), (line.alone.certain, 1)):
            if wanted is None:
                assert not at_least(outcomes(given_scores, parts, line.indicator, D(100)), level)[which]
                continue
            assert line.have < wanted <= 100
            assert at_least(outcomes(given_scores, parts, line.indicator, wanted), level)[which]
            if wanted - CENT > line.have:
                assert not at_least(outcomes(given_scores, parts, line.indicator, wanted - CENT), level)[which]


@given(years(), st.integers(0, 2))
def test_a_tool_alone_and_all_together(given_scores, place):
    """What is said of whole tools is enough, and a sum a hundredth lower is not."""
    level = RULES.levels[place]
    start = figures(given_scores)
    found = least_raises(start, RULES, level)
    if found.reached:
        return
    assert found.together or level.min_each is None, "a level that asks 95 or 85 of everything can always be reached so"
    if found.together:
        result = found.together.result(RULES)
        assert result.levels[-1] in RULES.levels[: place + 1]
        for tool in RULES.tools:
            raised = [number for number in tool.indicators if found.together.score(number) != given_scores[number]]
            assert all(found.together.score(number) > given_scores[number] for number in raised)
            if raised and level.min_each == level.min_overall:
                lower = with_scores(found.together, RULES, {raised[0]: found.together.score(raised[0]) - CENT})
                assert lower.result(RULES).levels[-1] not in RULES.levels[: place + 1]
    for item in found.tools:
        numbers = next(tool.indicators for tool in RULES.tools if tool.code == item.tool)
        full = with_scores(start, RULES, dict.fromkeys(numbers, D(100))).result(RULES)
        assert (item.alone.certain is None) == (full.levels[-1] not in RULES.levels[: place + 1])
        if item.alone.certain is not None:
            assert item.have <= item.alone.certain <= 100
            higher = {number: max(given_scores[number], item.alone.certain + CENT) for number in numbers}
            if all(score <= 100 for score in higher.values()):
                assert with_scores(start, RULES, higher).result(RULES).levels[-1] in RULES.levels[: place + 1]


@given(years(), st.integers(1, 10), scores)
def test_a_gain_is_what_the_overall_gains(given_scores, number, score):
    """To the hundredth of a rounding: per point and room say how the overall moves."""
    start = figures(given_scores)
    item = next(item for item in influences(start, RULES) if item.indicator == number)
    moved = with_scores(start, RULES, {number: score}).result(RULES).overall - start.result(RULES).overall
    assert abs(moved - item.per_point * (score - given_scores[number])) <= CENT
    assert item.room == 100 - given_scores[number]
    assert item.gain == item.per_point * item.room


def test_the_questions_do_not_change_the_figures():
    start = figures(REFERENCE)
    least_raises(start, RULES, BEST)
    influences(start, RULES)
    assert start == figures(REFERENCE)
    assert Decimal("95.48") == start.result(RULES).overall
