"""The scoring rules in tables, without a database. Expected figures are worked out by hand beside each case."""

import json
from pathlib import Path

import pytest

from assessments.scoring import (
    CriteriaRules,
    LevelRule,
    ScoreLine,
    Shortfall,
    TestedScore,
    ToolRule,
    evaluate,
    round_score,
)
from tests.assessments.rules import LETTERS, RULES, names, run, tools
from tests.factories import REFERENCE, D, tool_scores


class TestReferenceAgency:
    """อบต.ชานุวรรณ, FY2568, as published."""

    def test_published_figures(self):
        # IIT 497.84 / 5 = 99.568; EIT 296.11 / 3 = 98.70333…; OIT 180 / 2 = 90; 29.8704 + 29.611 + 36 = 95.4814.
        result = run(REFERENCE)
        assert [str(tool.score) for tool in result.tools] == ["99.57", "98.70", "90.00"]
        assert str(result.overall) == "95.48"
        assert str(result.overall) != "97.40"  # the plain mean of the ten (974.95 / 10, rounded), which is wrong

    def test_level_and_target_are_settled_though_the_parts_are_unknown(self):
        result = run(REFERENCE)
        assert result.level == LevelRule("ผ่านดี", D(85), D(85))
        assert not result.undetermined
        assert result.target_met is True
        assert result.target_shortfalls == ()

    def test_eit_parts_are_shown_by_their_bounds(self):
        # 2 × 98.70333… − 100 = 97.40666… → 97.41
        result = run(REFERENCE)
        assert result.tested == (
            TestedScore("IIT", None, D("99.57"), D("99.57")),
            TestedScore("EIT", 1, D("97.41"), D("100.00")),
            TestedScore("EIT", 2, D("97.41"), D("100.00")),
            TestedScore("OIT", None, D("90.00"), D("90.00")),
        )
        assert [(part.tool, part.part) for part in result.unknown_parts] == [("EIT", 1), ("EIT", 2)]

    def test_what_each_tool_and_indicator_adds_and_costs(self):
        result = run(REFERENCE)
        assert [(str(tool.contribution), str(tool.cost)) for tool in result.tools] == [
            ("29.87", "0.13"),  # 29.8704, 30 − 29.8704 = 0.1296
            ("29.61", "0.39"),  # 29.611, 0.389
            ("36.00", "4.00"),
        ]
        # An IIT indicator weighs 6, an EIT one 10, an OIT one 20 per cent.
        assert {line.indicator: (str(line.contribution), str(line.cost)) for line in result.indicators} == {
            1: ("5.94", "0.06"),  # 5.9412, 0.0588
            2: ("6.00", "0.00"),
            3: ("6.00", "0.00"),
            4: ("5.93", "0.07"),  # 5.9292, 0.0708
            5: ("6.00", "0.00"),
            6: ("9.90", "0.11"),  # 9.895 and 0.105: each rounded half up by itself
            7: ("9.86", "0.14"),  # 9.858, 0.142
            8: ("9.86", "0.14"),
            9: ("18.00", "2.00"),
            10: ("18.00", "2.00"),
        }

    def test_distance_to_the_next_level(self):
        result = run(REFERENCE)
        assert result.next_level == RULES.levels[0]
        assert result.next_level_shortfalls == (Shortfall("OIT", None, D(90), D(95), certain=True),)
        assert result.next_level_shortfalls[0].gap == 5

    def test_a_year_target_of_95_flags_exactly_9_and_10(self):
        result = run(REFERENCE, target=D(95))
        assert [(line.indicator, line.gap) for line in result.flagged] == [(9, 5), (10, 5)]
        assert run(REFERENCE).flagged == ()

    def test_the_agencys_own_target_does_not_touch_the_national_one(self):
        result = run(REFERENCE, target=D(100))
        assert result.target == 85
        assert result.target_met is True

    def test_an_indicator_of_its_own_target_overrides_the_years(self):
        lines = [ScoreLine(number, score, D("99.03") if number == 1 else None) for number, score in REFERENCE.items()]
        lines[8] = ScoreLine(9, D(90), D(90))
        result = evaluate(lines, RULES, target=D(95))
        assert [(line.indicator, str(line.gap)) for line in result.flagged] == [(10, "5.00"), (1, "0.01")]
        assert [line.target for line in result.indicators][:2] == [D("99.03"), D(95)]


class TestLevels:
    @pytest.mark.parametrize(
        ("scores", "overall", "level"),
        [
            # 0.3 × 97.03 + 0.1 × (97.00 + 97.00 + 97.01) + 0.4 × 94 = 29.109 + 29.101 + 37.6
            (tool_scores("97.03", "97.00", "94.00") | {8: D("97.01")}, "95.81", "ผ่านดี"),
            # 0.3 × 99 + 0.3 × 84 + 0.4 × 99.35 = 29.7 + 25.2 + 39.74
            (tool_scores("99.00", "84.00", "99.35"), "94.64", "ผ่าน"),
        ],
        ids=["95.81 with a tool under 95", "94.64 with EIT under 85"],
    )
    def test_real_agencies(self, scores, overall, level):
        result = run(scores)
        assert str(result.overall) == overall
        assert names(result) == [level]

    @pytest.mark.parametrize(
        ("iit", "eit", "oit", "overall", "level"),
        [
            ("100", "100", "100", "100.00", "ผ่านดีเยี่ยม"),
            ("95.00", "95.00", "95.00", "95.00", "ผ่านดีเยี่ยม"),
            ("94.99", "100", "100", "98.50", "ผ่านดี"),  # 28.497 + 30 + 40
            ("100", "100", "94.99", "98.00", "ผ่านดี"),  # 30 + 30 + 37.996
            ("85.00", "85.00", "85.00", "85.00", "ผ่านดี"),
            ("84.99", "100", "100", "95.50", "ผ่าน"),  # 25.497 + 70
            ("100", "100", "84.99", "94.00", "ผ่าน"),  # 60 + 33.996
            ("90.00", "90.00", "77.50", "85.00", "ผ่าน"),  # 54 + 31
            ("90.00", "90.00", "77.48", "84.99", "ต้องปรับปรุง"),  # 54 + 30.992
            ("70.00", "70.00", "70.00", "70.00", "ต้องปรับปรุง"),
            ("69.99", "69.99", "69.99", "69.99", "ต้องปรับปรุงโดยด่วน"),
            ("0", "0", "0", "0.00", "ต้องปรับปรุงโดยด่วน"),
        ],
    )
    def test_boundaries_since_2566(self, iit, eit, oit, overall, level):
        result = run(tool_scores(iit, eit, oit), parts=(D(eit), D(eit)))
        assert str(result.overall) == overall
        assert names(result) == [level]

    @pytest.mark.parametrize(
        ("iit", "eit", "oit", "parts", "target_met"),
        [
            ("85.00", "85.00", "85.00", ("85.00", "85.00"), True),
            ("84.99", "100", "100", ("100", "100"), False),
            ("100", "100", "84.99", ("100", "100"), False),
            ("100", "92.50", "100", ("85.00", "100"), True),
            ("100", "92.50", "100", ("84.99", "100"), False),
            ("100", "92.50", "100", ("100", "84.99"), False),
            ("85.00", "85.00", "84.98", ("85.00", "85.00"), False),  # overall 84.992
        ],
    )
    def test_the_target_asks_for_the_overall_and_each_of_the_four(self, iit, eit, oit, parts, target_met):
        result = run(tool_scores(iit, eit, oit), parts=tuple(map(D, parts)))
        assert result.target_met is target_met
        assert bool(result.target_shortfalls) is not target_met

    @pytest.mark.parametrize(
        ("score", "letter"),
        [
            ("100", "AA"),
            ("95.00", "AA"),
            ("94.99", "A"),
            ("85.00", "A"),
            ("84.99", "B"),
            ("75.00", "B"),
            ("74.99", "C"),
            ("65.00", "C"),
            ("64.99", "D"),
            ("55.00", "D"),
            ("54.99", "E"),
            ("50.00", "E"),
            ("49.99", "F"),
            ("0", "F"),
        ],
    )
    def test_letters_2562_to_2565(self, score, letter):
        assert names(run(tool_scores(score, score, score), LETTERS)) == [letter]

    def test_letters_look_at_the_overall_only_but_the_target_at_every_tool(self):
        # 30 + 30 + 0.4 × 84 = 93.6
        result = run(tool_scores("100", "100", "84"), LETTERS)
        assert (str(result.overall), names(result), result.target_met) == ("93.60", ["A"], False)
        assert result.next_level_shortfalls == (Shortfall(None, None, D("93.60"), D(95), certain=True),)
        assert [score.part for score in result.tested] == [None, None, None]

    def test_level_tests_use_published_figures(self):
        # OIT (94.99 + 95.00) / 2 = 94.995 is published as 95.00.
        scores = tool_scores("100", "100", "95.00") | {9: D("94.99")}
        assert names(run(scores)) == ["ผ่านดีเยี่ยม"]
        # Overall 54 + 0.2 × (77.48 + 77.49) = 84.994 is published as 84.99; 0.06 more in one IIT indicator adds
        # 0.0036, and 84.9976 is published as 85.00.
        scores = tool_scores("90.00", "90.00", "77.48") | {10: D("77.49")}
        assert str(run(scores).overall) == "84.99"
        higher = run(scores | {1: D("90.06")})
        assert (str(higher.overall), names(higher)) == ("85.00", ["ผ่าน"])

    def test_top_and_bottom(self):
        top = run(tool_scores("100", "100", "100"))
        assert (top.next_level, top.next_level_shortfalls) == (None, ())
        assert top.unknown_parts == ()  # a mean of 100 leaves nothing open: both parts are 100
        bottom = run(tool_scores("0", "0", "0"))
        assert bottom.next_level.name == "ต้องปรับปรุง"
        assert bottom.next_level_shortfalls == (Shortfall(None, None, D(0), D(70), certain=True),)
        assert bottom.unknown_parts == ()

    def test_shortfalls_name_the_overall_first_then_the_widest_gap(self):
        # 0.3 × 80 + 0.3 × 84 + 0.4 × 70 = 77.2; the next level of ต้องปรับปรุง asks for the overall alone.
        result = run(tool_scores("80", "84", "70"), parts=(D(86), D(82)))
        assert names(result) == ["ต้องปรับปรุง"]
        assert result.next_level_shortfalls == (Shortfall(None, None, D("77.20"), D(85), certain=True),)
        assert [(item.tool, item.part, item.gap) for item in result.target_shortfalls] == [
            (None, None, D("7.80")),
            ("OIT", None, D(15)),
            ("IIT", None, D(5)),
            ("EIT", 2, D(3)),
        ]

    def test_equal_gaps_come_in_the_order_of_the_criteria(self):
        result = run(tool_scores("80", "80", "80"), parts=(D(80), D(80)))
        assert [(item.tool, item.part) for item in result.target_shortfalls] == [
            (None, None),
            ("IIT", None),
            ("EIT", 1),
            ("EIT", 2),
            ("OIT", None),
        ]


class TestRounding:
    @pytest.mark.parametrize(
        ("value", "published"),
        [
            ("0", "0.00"),
            ("0.005", "0.01"),
            ("0.004999999999999999999999999", "0.00"),
            ("0.015", "0.02"),
            ("0.025", "0.03"),  # half-even would say 0.02
            ("84.994999", "84.99"),
            ("84.995", "85.00"),
            ("2.675", "2.68"),  # as a float it lies under the half
            ("99.995", "100.00"),
            ("100", "100.00"),
        ],
    )
    def test_half_up_at_the_third_decimal(self, value, published):
        assert str(round_score(D(value))) == published

    @pytest.mark.parametrize(
        ("eit", "overall"),
        [
            # EIT = sum / 3 has no last decimal, yet 30 per cent of it is sum / 10: a tie that must not be missed.
            (("95.00", "95.00", "95.25"), "98.53"),  # 30 + 28.525 + 40
            (("95.01", "95.02", "95.02"), "98.51"),  # 30 + 28.505 + 40
            (("95.00", "95.00", "95.24"), "98.52"),  # 30 + 28.524 + 40
        ],
    )
    def test_thirds(self, eit, overall):
        scores = tool_scores("100", "0", "100") | dict(zip((6, 7, 8), map(D, eit), strict=True))
        result = run(scores)
        assert str(result.overall) == overall
        assert str(result.tool("EIT").contribution) == str(D(overall) - 70)

    def test_tool_scores_are_not_rounded_on_the_way_to_the_overall(self):
        # IIT 495.03 / 5 = 99.006 (→ 99.01), OIT 95.005 (→ 95.01): 29.7018 + 30 + 38.002 = 97.7038;
        # from rounded tool scores it would be 29.703 + 30 + 38.004 = 97.707 → 97.71.
        scores = tool_scores("99.00", "100", "95.00") | dict.fromkeys((1, 2, 3), D("99.01")) | {10: D("95.01")}
        result = run(scores)
        assert [str(tool.score) for tool in result.tools] == ["99.01", "100.00", "95.01"]
        assert str(result.overall) == "97.70"

    def test_a_figure_a_millionth_under_the_half_is_not_lifted_over_it(self):
        rules = CriteriaRules(
            (ToolRule("IIT", D("47.79"), (1,)), ToolRule("OIT", D("52.21"), (2,))), RULES.levels, D(85)
        )
        # 0.4779 × 99.80 + 0.5221 × 97.99 = 47.694420 + 51.160579 = 98.854999
        assert str(run({1: D("99.80"), 2: D("97.99")}, rules).overall) == "98.85"

    def test_a_mean_of_seven(self):
        rules = CriteriaRules((ToolRule("IIT", D(100), (1, 2, 3, 4, 5, 6, 7)),), RULES.levels, D(85))
        # 600.05 / 7 = 85.721428…
        scores = dict.fromkeys(range(1, 7), D("85.72")) | {7: D("85.73")}
        result = run(scores, rules)
        assert (str(result.overall), str(result.tools[0].score)) == ("85.72", "85.72")


class TestOtherCriteria:
    def test_weights_are_those_of_the_year(self):
        iit, eit, oit = tools(in_parts=True)
        rules = CriteriaRules(
            (
                ToolRule("IIT", D("12.5"), iit.indicators),
                ToolRule("EIT", D("37.5"), eit.indicators, in_parts=True),
                ToolRule("OIT", D(50), oit.indicators),
            ),
            RULES.levels,
            D(85),
        )
        # 0.125 × 99.568 + 0.375 × 98.70333… + 0.5 × 90 = 12.446 + 37.01375 + 45
        result = run(REFERENCE, rules)
        assert str(result.overall) == "94.46"
        assert [str(tool.contribution) for tool in result.tools] == ["12.45", "37.01", "45.00"]
        assert [tool.weight for tool in result.tools] == [D("12.5"), D("37.5"), D(50)]

    def test_any_tool_may_be_tested_in_parts(self):
        rules = CriteriaRules((ToolRule("OIT", D(100), (1,), in_parts=True),), RULES.levels, D(90))
        result = run({1: D(94)}, rules)
        assert (names(result), result.target_met) == (["ผ่านดี"], None)

    def test_levels_between_the_ends_of_the_bounds_are_possible_too(self):
        levels = (
            LevelRule("A", D(0), D(95)),
            LevelRule("B", D(0), D(93)),
            LevelRule("C", D(0), D(91)),
            LevelRule("D", D(0)),
        )
        rules = CriteriaRules(RULES.tools, (*levels, LevelRule("E", D(0))), D(85))
        result = run(tool_scores("100", "95", "100"), rules)  # the lower part is anything of 90 to 95
        assert names(result) == ["A", "B", "C", "D"]

    def test_without_tools_there_is_nothing_to_compute(self):
        result = evaluate([], CriteriaRules((), (), D(85)))
        assert (result.overall, result.levels, result.target_met, result.tools) == (None, (), None, ())

    def test_a_tool_without_indicators_is_not_scored(self):
        rules = CriteriaRules((ToolRule("IIT", D(50), (1,)), ToolRule("OIT", D(50), ())), RULES.levels, D(85))
        result = run({1: D(90)}, rules)
        assert result.overall is None
        assert [tool.score for tool in result.tools] == [90, None]

    def test_an_overall_under_every_level_has_none(self):
        # Levels can be entered in the admin; a year whose lowest level does not begin at 0 must not break a page.
        rules = CriteriaRules(RULES.tools, RULES.levels[:4], D(85))
        result = run(tool_scores("60", "60", "60"), rules)
        assert (str(result.overall), result.levels, result.level, result.undetermined) == ("60.00", (), None, False)
        assert result.next_level.name == "ต้องปรับปรุง"
        assert result.next_level_shortfalls == (Shortfall(None, None, D("60.00"), D(70), certain=True),)

    def test_criteria_without_levels(self):
        result = run(REFERENCE, CriteriaRules(RULES.tools, (), D(85)))
        assert (str(result.overall), result.levels, result.next_level) == ("95.48", (), None)
        assert result.target_met is True


def test_the_rules_tested_here_are_the_shipped_ones():
    """Guards the tables above against criteria that were changed without them."""
    path = Path(__file__).resolve().parents[2] / "fixtures" / "criteria.json"
    shipped = {data["first_year"]: data for data in json.loads(path.read_text(encoding="utf-8"))}
    assert sorted(shipped) == [2561, 2562, 2563, 2566, 2569]
    for first_year, rules in ((2562, LETTERS), (2563, LETTERS), (2566, RULES), (2569, RULES)):
        data = shipped[first_year]
        assert D(data["target"]) == rules.target
        assert [(line["tool"], D(line["weight"]), line["in_parts"]) for line in data["tools"]] == [
            (tool.code, tool.weight, tool.in_parts) for tool in rules.tools
        ]
        assert [(line["no"], line["tool"]) for line in data["indicators"]] == [
            (number, tool.code) for tool in rules.tools for number in tool.indicators
        ]
        assert [
            (line["name"], D(line["min_overall"]), None if line["min_each"] is None else D(line["min_each"]))
            for line in data["levels"]
        ] == [(level.name, level.min_overall, level.min_each) for level in rules.levels]
