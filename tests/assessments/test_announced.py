"""Announced figures against published scores: what rounding explains is no contradiction; nothing else is excused."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.scoring import Announced, Bounds, round_score
from tests.factories import REFERENCE, D, tool_scores

from . import oracle
from .rules import LETTERS, RULES, names, run
from .test_scoring_properties import cents, years, years_with_parts

# FY2563, published: ten scores that give 67.53, and the overall 67.54 (DOMAIN, Scores).
FY2563 = {
    number: D(score)
    for number, score in enumerate(
        ["92.17", "85.44", "88.74", "84.05", "86.51", "84.62", "83.70", "81.88", "51.68", "29.82"], start=1
    )
}


def announced(overall: str | None = None, level: str = "", **tools: str) -> Announced:
    return Announced(None if overall is None else D(overall), level, {code: D(score) for code, score in tools.items()})


def contradicted(result) -> list[str]:
    """What contradicts, by its name."""
    return [found.tool or "overall" for found in result.contradictions]


def test_a_published_year_whose_overall_is_a_hundredth_more_than_its_scores_give():
    result = run(FY2563, LETTERS, announced=announced("67.54", "C"))
    assert (result.overall, result.computed_overall, names(result)) == (D("67.54"), D("67.53"), ["C"])
    assert contradicted(result) == []
    assert not result.level_contradicts


@pytest.mark.parametrize("overall", ["67.60", "67.55", "67.52"])
def test_what_rounding_does_not_explain_contradicts_and_names_what_could_be(overall):
    """Exactly 67.5341…: half a hundredth either way is published as 67.53 or 67.54."""
    result = run(FY2563, LETTERS, announced=announced(overall))
    (found,) = result.contradictions
    assert (found.tool, found.announced, found.low, found.high) == (None, D(overall), D("67.53"), D("67.54"))


@pytest.mark.parametrize(
    ("scores", "tools", "wrong"),
    [
        (REFERENCE, {"IIT": "99.57", "EIT": "98.70", "OIT": "90.00"}, []),
        (REFERENCE, {"IIT": "99.56"}, []),  # 99.565 and more to 99.571: 99.568 less half a hundredth in two of five
        (REFERENCE, {"IIT": "99.58"}, ["IIT"]),
        (REFERENCE, {"EIT": "98.71"}, []),  # 98.70833…
        (REFERENCE, {"EIT": "98.69"}, ["EIT"]),
        (tool_scores("100", "100", "100"), {"OIT": "100.00"}, []),
        (tool_scores("100", "100", "100"), {"OIT": "99.99"}, ["OIT"]),  # full marks stand for 99.995 and more
    ],
)
def test_announced_tools_stand_beside_the_scores_by_the_same_rule(scores, tools, wrong):
    result = run(scores, announced=announced(**tools))
    assert contradicted(result) == wrong
    assert {code: result.tool(code).score for code in tools} == {code: D(score) for code, score in tools.items()}
    assert result.tool("IIT").computed == run(scores).tool("IIT").score


def test_an_announced_tool_narrows_what_the_overall_can_be():
    """The overall is made of tools, so that it must fit what was announced of them as well."""
    scores = tool_scores("90", "90", "90")
    # Each tool stands for 89.995 to 90.00499…; the overall alone could be 90.00 only.
    assert contradicted(run(scores, announced=announced("90.00", IIT="90.00"))) == []
    (found,) = run(scores, announced=announced("90.01", IIT="90.00", EIT="90.00", OIT="90.00")).contradictions
    assert (found.tool, found.from_tools) == (None, True)
    # 99.568 is announced as 99.56, so it is under 99.565: 0.3 × 99.565 + 0.3 × 98.70833… + 36.002 is under 95.4840.
    assert contradicted(run(REFERENCE, announced=announced("95.49"))) == []
    assert contradicted(run(REFERENCE, announced=announced("95.49", IIT="99.56"))) == ["overall"]


class TestLevel:
    def test_a_level_at_a_threshold_follows_the_announced_overall(self):
        low = tool_scores("100", "99", "63.24") | {9: D("63.23")}  # 30 + 29.7 + 0.4 × 63.235 = 84.994
        assert (run(low).overall, names(run(low))) == (D("84.99"), ["ต้องปรับปรุง"])
        result = run(low, announced=announced("85.00"))
        assert (contradicted(result), names(result), result.overall) == ([], ["ผ่าน"], D("85.00"))

    def test_a_tool_is_tested_by_its_announced_score(self):
        """OIT 94.99 and 95.00 make 94.995, published as 95.00; announced as 94.99 it is short."""
        scores = tool_scores("99", "99", "95") | {9: D("94.99")}
        assert names(run(scores)) == ["ผ่านดีเยี่ยม"]
        assert names(run(scores, announced=announced(OIT="94.99"))) == ["ผ่านดี"]

    @pytest.mark.parametrize(
        ("level", "met", "next_level"),
        [("ผ่านดี", True, "ผ่านดีเยี่ยม"), ("ผ่าน", False, "ผ่านดี"), ("ผ่านดีเยี่ยม", True, None)],
    )
    def test_it_settles_target_and_unknown_parts(self, level, met, next_level):
        """EIT 90 leaves the parts from 80 to 100: two levels, and the target open."""
        scores = tool_scores("96", "90", "96")
        assert run(scores).target_met is None
        result = run(scores, announced=announced(level=level))
        assert (names(result), result.target_met, result.undetermined) == ([level], met, False)
        assert (result.next_level.name if result.next_level else None) == next_level
        assert result.level_contradicts is (level == "ผ่านดีเยี่ยม")  # one part is at most 90

    def test_what_it_says_of_unknown_parts(self):
        """ผ่านดี: each part 85 and more, so none over 95; ผ่าน: the lower one is under 85, so the other is over 95."""
        scores = tool_scores("96", "90", "96")
        good = run(scores, announced=announced(level="ผ่านดี"))
        assert [(part.low, part.high) for part in good.unknown_parts] == [(D(85), D(95)), (D(85), D(95))]
        assert good.lower_part == Bounds(D(85), D(90))
        assert good.target_shortfalls == ()
        fair = run(scores, announced=announced(level="ผ่าน"))
        assert fair.lower_part == Bounds(D(80), D("84.99"))
        known = run(scores, parts=(D("96"), None), announced=announced(level="ผ่าน"))
        assert known.tested[2].high == D("84.01")  # 2 × 90 − 96 within half a hundredth

    def test_what_can_be_by_rounding_is_no_contradiction_and_holds(self):
        """OIT 84.99 and 85.00 stand for more than 84.995, which is published as 85.00."""
        scores = tool_scores("99", "99", "84.99")
        assert run(scores, announced=announced(level="ผ่านดี")).level_contradicts  # 84.99499… at most
        scores[9] = D("85.00")
        assert run(scores).tool("OIT").score == D("85.00")
        scores[9], scores[10] = D("84.98"), D("85.00")  # 84.99, up to 84.99499…
        assert run(scores, announced=announced(level="ผ่านดี")).level_contradicts
        mixed = tool_scores("85.02", "99", "99") | {1: D("84.90"), 2: D("84.97")}  # 84.986 up to 84.99099…
        assert run(mixed, announced=announced(level="ผ่านดี")).level_contradicts

    def test_an_overall_just_under_a_threshold_may_be_announced_with_the_level_over_it(self):
        low = tool_scores("100", "99", "63.24") | {9: D("63.23")}  # 84.994, up to 84.99749…
        result = run(low, announced=announced(level="ผ่าน"))
        assert (names(result), result.level_contradicts, result.overall) == (["ผ่าน"], False, D("84.99"))

    @pytest.mark.parametrize("name", ["ผ่านดี", "ต้องปรับปรุง"])
    def test_one_that_cannot_be_stands_and_contradicts(self, name):
        result = run(tool_scores("99", "98", "97"), announced=announced(level=name))
        assert (names(result), result.level_contradicts) == ([name], True)
        assert [level.name for level in result.computed_levels] == ["ผ่านดีเยี่ยม"]

    def test_without_scores_the_announced_result_stands_alone(self):
        result = run({1: D(90)}, announced=announced("95.48", "ผ่านดี", OIT="90"))
        assert (result.overall, names(result), result.target_met) == (D("95.48"), ["ผ่านดี"], True)
        assert (result.scored, result.computed_overall, result.tool("OIT").score) == (False, None, D(90))


@pytest.mark.parametrize("wrong", [{"overall": D("100.01")}, {"tools": {"IIT": D("-1")}}, {"overall": D("NaN")}])
def test_announced_figures_outside_the_scale_are_refused(wrong):
    with pytest.raises(ValueError, match="0-100"):
        run(REFERENCE, announced=Announced(**wrong))


@pytest.mark.parametrize(
    ("parts", "mean"),
    [
        (("74.21", "74.92"), "74.57"),  # (74.21 + 74.92) / 2 = 74.565, beside an EIT of 79.56
        (("79.56", "79.58"), "79.57"),
        (("40.00", None), None),  # the other one would be 119.12
        (("79.55", "79.57"), ""),
        (("79.56", "79.56"), ""),
        (("60.00", None), ""),
        ((None, None), ""),
    ],
)
def test_parts_that_cannot_be_the_halves_of_eit_are_told(parts, mean):
    eit = {6: D("79.56"), 7: D("79.56"), 8: D("79.56")}
    first, second = (None if part is None else D(part) for part in parts)
    found = run(REFERENCE | eit, parts=(first, second)).parts_conflict
    if mean == "":
        assert found is None
    else:
        assert (found.tool, found.score, found.mean) == ("EIT", D("79.56"), None if mean is None else D(mean))


# --- Over generated years ---------------------------------------------------------------------------------------------

thousandths = st.integers(0, 100_000).map(lambda value: Decimal(value).scaleb(-3))


@st.composite
def unrounded_years(draw: st.DrawFn) -> dict[int, Decimal]:
    """Ten scores with three decimals, anywhere or close to the threshold of 85."""
    near = st.integers(84_980, 85_020).map(lambda value: Decimal(value).scaleb(-3))
    return {number: draw(thousandths | near | st.just(D(100))) for number in range(1, 11)}


@given(true=unrounded_years(), shown=st.sets(st.sampled_from(["overall", "level", "IIT", "EIT", "OIT"])))
def test_what_was_announced_of_unrounded_scores_never_contradicts_the_rounded_ones(true, shown):
    """The NACC's own arithmetic over figures that nobody else has, then everything rounded."""
    published = {number: round_score(score) for number, score in true.items()}
    tools = {code: oracle.tool_score(true, code) for code in oracle.SCHEME}
    total = oracle.overall(true)
    mean = Fraction(oracle.tool_mean(true, "EIT"))
    part = oracle.published(mean)
    level = oracle.level_since_2566(total, [tools["IIT"], part, part, tools["OIT"]])
    given_figures = Announced(
        overall=_decimal(total) if "overall" in shown else None,
        level=level if "level" in shown else "",
        tools={code: _decimal(score) for code, score in tools.items() if code in shown},
    )
    result = run(published, parts=(_decimal(part), _decimal(part)), announced=given_figures)
    assert contradicted(result) == []
    assert not result.level_contradicts
    assert result.parts_conflict is None
    if "overall" in shown:
        assert result.overall == _decimal(total)
    if "level" in shown:
        assert names(result) == [level]
        assert result.target_met is oracle.target_met(total, [tools["IIT"], part, part, tools["OIT"]])


@given(
    scores=years(),
    off=st.integers(-3, 3),
    tools=st.dictionaries(st.sampled_from(["IIT", "EIT", "OIT"]), st.integers(-2, 2)),
    whole=st.booleans(),
)
def test_what_cannot_be_always_contradicts_and_what_can_be_never(scores, off, tools, whole):
    """Announced figures up to a few hundredths off the computed ones, against the oracle's intervals."""
    said = {code: _decimal(oracle.tool_score(scores, code)) + cents(by) for code, by in tools.items()}
    total = _decimal(oracle.overall(scores)) + cents(off) if whole else None
    assume(all(0 <= figure <= 100 for figure in [*said.values(), total or D(0)]))
    result = run(scores, announced=Announced(overall=total, tools=said))
    assert (contradicted(result) == []) is oracle.can_be_announced(scores, total, said)


@given(year=years_with_parts(), level=st.sampled_from([level.name for level in RULES.levels]))
def test_an_announced_level_stands_and_is_never_undetermined(year, level):
    scores, parts = year
    result = run(scores, parts=parts, announced=announced(level=level))
    assert names(result) == [level]
    assert not result.undetermined
    possible = oracle.possible_levels(scores, parts)
    if level in possible:  # by the scores alone, so surely with what rounding adds
        assert not result.level_contradicts
        outcomes = {met for met, name in zip(*_outcomes(scores, parts), strict=True) if name == level}
        assert result.target_met is (outcomes.pop() if len(outcomes) == 1 else None)


def _outcomes(scores, parts) -> tuple[list[bool], list[str]]:
    """Target and level of every pair of parts that can be."""
    cases = list(oracle._cases(scores, parts, every_point=False))
    return [oracle.target_met(*case) for case in cases], [oracle.level_since_2566(*case) for case in cases]


def _decimal(value: Fraction) -> Decimal:
    return round_score(Decimal(value.numerator) / Decimal(value.denominator))
