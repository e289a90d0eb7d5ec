"""What the rules say where a part is unknown, a figure missing or refused."""

from decimal import Decimal

import pytest

from assessments.scoring import (
    ScoreLine,
    Shortfall,
    TestedScore,
    evaluate,
    part_bounds,
)
from tests.assessments.rules import RULES, names, run
from tests.factories import REFERENCE, D, tool_scores


class TestUnknownParts:
    """IIT and OIT are 100 in these, so that EIT alone decides."""

    @pytest.mark.parametrize(
        ("mean", "bounds", "levels", "target_met"),
        [
            ("98.00", ("96.00", "100.00"), ["ผ่านดีเยี่ยม"], True),
            ("97.50", ("95.00", "100.00"), ["ผ่านดีเยี่ยม"], True),
            ("97.49", ("94.98", "100.00"), ["ผ่านดีเยี่ยม", "ผ่านดี"], True),
            ("95.00", ("90.00", "100.00"), ["ผ่านดีเยี่ยม", "ผ่านดี"], True),
            ("94.99", ("89.98", "100.00"), ["ผ่านดี"], True),  # one part may be over 95, the lower one cannot
            ("92.50", ("85.00", "100.00"), ["ผ่านดี"], True),
            ("92.49", ("84.98", "100.00"), ["ผ่านดี", "ผ่าน"], None),
            ("85.00", ("70.00", "100.00"), ["ผ่านดี", "ผ่าน"], None),
            ("84.99", ("69.98", "100.00"), ["ผ่าน"], False),
            ("50.00", ("0.00", "100.00"), ["ผ่าน"], False),  # overall 85.00
            ("40.00", ("0.00", "80.00"), ["ต้องปรับปรุง"], False),  # overall 82.00
        ],
    )
    def test_both_unknown(self, mean, bounds, levels, target_met):
        result = run(tool_scores("100", mean, "100"))
        assert [(str(part.low), str(part.high)) for part in result.unknown_parts] == [bounds, bounds]
        assert names(result) == levels
        assert result.level == (result.levels[0] if len(levels) == 1 else None)
        assert result.undetermined is (len(levels) > 1)
        assert result.target_met is target_met

    def test_a_short_mean_stands_for_the_parts(self):
        result = run(tool_scores("100", "84.00", "100"))
        whole = Shortfall("EIT", None, D("84.00"), D(85), certain=True)
        assert result.target_shortfalls == (whole,)
        assert (result.next_level.name, result.next_level_shortfalls) == ("ผ่านดี", (whole,))

    def test_open_parts_are_reported_as_uncertain(self):
        result = run(tool_scores("100", "90.00", "80"))
        assert result.target_met is False  # OIT settles it
        assert result.target_shortfalls == (
            Shortfall("EIT", 1, D("80.00"), D(85), certain=False, high=D(100)),
            Shortfall("EIT", 2, D("80.00"), D(85), certain=False, high=D(100)),
            Shortfall("OIT", None, D("80.00"), D(85), certain=True),
        )

    @pytest.mark.parametrize(
        ("parts", "levels", "target_met"),
        [
            (("95.00", "97.00"), ["ผ่านดีเยี่ยม"], True),
            (("94.99", "97.01"), ["ผ่านดี"], True),
            (("97.01", "94.99"), ["ผ่านดี"], True),
            (("85.00", "100"), ["ผ่านดี"], True),
            (("84.99", "100"), ["ผ่าน"], False),
            (("100", "84.99"), ["ผ่าน"], False),
            # Two published parts stand as they are, even where the EIT mean contradicts them.
            (("98.00", "98.00"), ["ผ่านดีเยี่ยม"], True),
            (("84.00", "84.00"), ["ผ่าน"], False),
        ],
    )
    @pytest.mark.parametrize("mean", ["96.00", "90.00", "84.00"])
    def test_both_known(self, mean, parts, levels, target_met):
        result = run(tool_scores("100", mean, "100"), parts=tuple(map(D, parts)))
        assert names(result) == levels
        assert result.target_met is target_met
        assert result.unknown_parts == ()

    @pytest.mark.parametrize("place", [0, 1])
    @pytest.mark.parametrize(
        ("known", "bounds", "levels"),
        [
            # Mean 96: the other part is 192 − known, within the half hundredth that publishing hides.
            ("97.00", ("95.00", "95.01"), ["ผ่านดีเยี่ยม"]),
            ("97.01", ("94.99", "95.00"), ["ผ่านดีเยี่ยม", "ผ่านดี"]),
            ("97.02", ("94.98", "94.99"), ["ผ่านดี"]),
            ("92.00", ("100.00", "100.00"), ["ผ่านดี"]),
            ("100.00", ("92.00", "92.01"), ["ผ่านดี"]),
        ],
    )
    def test_one_known(self, place, known, bounds, levels):
        parts = [None, None]
        parts[place] = D(known)
        result = run(tool_scores("100", "96.00", "100"), parts=parts)
        other = result.tested[1 + (1 - place)]
        assert (other.part, str(other.low), str(other.high)) == (2 - place, *bounds)
        assert result.tested[1 + place] == TestedScore("EIT", 1 + place, D(known), D(known))
        assert names(result) == levels

    def test_one_known_that_the_mean_does_not_admit_says_nothing_about_the_other(self):
        result = run(tool_scores("100", "96.00", "100"), parts=(D(91), None))  # the other would be 101
        assert (result.tested[2].low, result.tested[2].high) == (92, 100)
        assert names(result) == ["ผ่านดี"]

    def test_parts_are_published_figures(self):
        result = run(tool_scores("100", "96.00", "100"), parts=(D("94.995"), D("97.004")))
        assert [str(score.low) for score in result.tested[1:3]] == ["95.00", "97.00"]
        assert names(result) == ["ผ่านดีเยี่ยม"]

    @pytest.mark.parametrize(
        ("mean", "other", "bounds"),
        [
            ("98.70", None, ("97.40", "100.00")),
            ("100", None, ("100.00", "100.00")),
            ("50", None, ("0.00", "100.00")),
            ("49.99", None, ("0.00", "99.98")),
            ("20", None, ("0.00", "40.00")),
            ("0", None, ("0.00", "0.00")),
            ("90", "85", ("95.00", "95.01")),
            ("90", "80", ("100.00", "100.00")),
            ("90", "79.99", ("80.00", "100.00")),  # would be 100.01: cannot belong to the mean
            ("90", "100", ("80.00", "80.01")),
            ("40", "80", ("0.00", "0.01")),
            ("40", "80.01", ("0.00", "80.00")),  # would be −0.01
        ],
    )
    def test_part_bounds(self, mean, other, bounds):
        found = part_bounds(D(mean), None if other is None else D(other))
        assert tuple(map(str, found)) == bounds


class TestMissing:
    @pytest.mark.parametrize("absent", [True, False], ids=["no line", "a line without a score"])
    def test_not_scored_never_zero(self, absent):
        scores: dict[int, Decimal | None] = dict(REFERENCE)
        if absent:
            del scores[7]
        else:
            scores[7] = None
        result = run(scores, parts=(D(98), D(99)))
        assert [str(tool.score) for tool in result.tools] == ["99.57", "None", "90.00"]
        assert (result.tool("EIT").contribution, result.tool("EIT").cost) == (None, None)
        assert (result.overall, result.scored, result.missing) == (None, False, (7,))
        assert (result.levels, result.level, result.undetermined) == ((), None, False)
        assert (result.target_met, result.target_shortfalls) == (None, ())
        assert (result.next_level, result.next_level_shortfalls, result.tested) == (None, (), ())
        line = result.indicators[6]
        assert (line.score, line.contribution, line.cost, line.below_target, line.gap) == (None, None, None, False, 0)

    def test_what_is_scored_is_still_computed(self):
        result = run({**REFERENCE, 7: None}, target=D(99))
        assert str(result.indicators[5].contribution) == "9.90"
        assert [line.indicator for line in result.flagged] == [9, 10, 8, 4, 6]  # gaps 9, 9, 0.42, 0.18, 0.05

    def test_nothing_entered(self):
        result = evaluate([], RULES)
        assert result.missing == tuple(range(1, 11))
        assert [tool.score for tool in result.tools] == [None, None, None]
        assert result.overall is None

    def test_a_score_of_zero_is_a_score(self):
        result = run(REFERENCE | {9: D(0), 10: D(0)})
        assert str(result.overall) == "59.48"  # 95.4814 − 36
        assert str(result.tool("OIT").score) == "0.00"
        assert result.missing == ()


class TestRefused:
    @pytest.mark.parametrize("figure", ["NaN", "sNaN", "Infinity", "-Infinity", "101", "100.01", "-1", "-0.01"])
    @pytest.mark.parametrize("place", ["score", "indicator's target", "year's target", "part"])
    def test_figures_outside_0_to_100(self, figure, place):
        lines = [ScoreLine(number, score) for number, score in REFERENCE.items()]
        options: dict[str, object] = {}
        if place == "score":
            lines[3] = ScoreLine(4, D(figure))
        elif place == "indicator's target":
            lines[3] = ScoreLine(4, D(90), D(figure))
        elif place == "year's target":
            options["target"] = D(figure)
        else:
            options["parts"] = (None, D(figure))
        with pytest.raises(ValueError, match="is not a score of 0-100"):
            evaluate(lines, RULES, **options)

    def test_an_indicator_given_twice(self):
        with pytest.raises(ValueError, match="indicator 3 is given twice"):
            evaluate([ScoreLine(3, D(90)), ScoreLine(3, D(90))], RULES)

    def test_an_indicator_given_twice_without_a_score(self):
        with pytest.raises(ValueError, match="given twice"):
            evaluate([ScoreLine(3, None), ScoreLine(3, D(90))], RULES)

    @pytest.mark.parametrize("number", [0, 11, -1])
    def test_an_unknown_indicator(self, number):
        with pytest.raises(ValueError, match=f"indicator {number} is not in the criteria"):
            evaluate([ScoreLine(number, D(90))], RULES)

    def test_an_unknown_tool(self):
        with pytest.raises(KeyError):
            run(REFERENCE).tool("XIT")
