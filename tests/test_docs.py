"""The documentation says what the code does: its tables are read and recomputed."""

import json
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from assessments.scoring import CriteriaRules, LevelRule, Result, ScoreLine, ToolRule, evaluate

ROOT = Path(__file__).resolve().parents[1]
SCORING = (ROOT / "docs" / "scoring.md").read_text(encoding="utf-8")
CRITERIA = json.loads((ROOT / "fixtures" / "criteria.json").read_text(encoding="utf-8"))
REFERENCE = json.loads((ROOT / "fixtures" / "chanuwan-2568.json").read_text(encoding="utf-8"))["assessment"]

D = Decimal
TARGET_WORDS = {True: "met", False: "not met", None: "open"}


def table(name: str) -> list[dict[str, str]]:
    """The rows of the table under the comment that begins with `name`, by column heading."""
    found = re.search(rf"<!-- {name}\b[^\n]*-->\n\n((?:\|[^\n]*\n)+)", SCORING)
    assert found, f"no table {name}"
    heading, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in found[1].splitlines())
    assert rows
    return [dict(zip(heading, row, strict=True)) for row in rows]


def rules(year: int) -> CriteriaRules:
    """The shipped rules of a year, read from the fixture."""
    (data,) = (data for data in CRITERIA if data["first_year"] <= year <= data["last_year"])
    return CriteriaRules(
        tools=tuple(
            ToolRule(
                tool["tool"],
                D(tool["weight"]),
                tuple(line["no"] for line in data["indicators"] if line["tool"] == tool["tool"]),
                tool["in_parts"],
            )
            for tool in data["tools"]
        ),
        levels=tuple(
            LevelRule(
                level["name"], D(level["min_overall"]), None if level["min_each"] is None else D(level["min_each"])
            )
            for level in data["levels"]
        ),
        target=D(data["target"]),
    )


@pytest.fixture(scope="module")
def example() -> list[dict[str, str]]:
    return table("example: indicators")


def compute(example: list[dict[str, str]], **options: Decimal) -> Result:
    """The result of the scores that the page states."""
    return evaluate([ScoreLine(int(row["indicator"]), D(row["score"])) for row in example], rules(2568), **options)


class TestLevels:
    def test_every_shipped_level_is_on_the_page_and_no_other(self):
        stated = {}
        for row in table("levels"):
            first, last = map(int, row["FY"].split("–"))
            for year in range(first, last + 1):
                each = row["each tested score ≥"]
                rule = LevelRule(row["level"], D(row["overall ≥"]), None if each == "–" else D(each))
                stated.setdefault(year, []).append(rule)
        shipped = {
            year: list(rules(year).levels)
            for data in CRITERIA
            for year in range(data["first_year"], data["last_year"] + 1)
            if data["levels"]
        }
        assert stated == shipped

    def test_years_without_computation(self):
        assert [data["first_year"] for data in CRITERIA if data["overall_only"]] == [2561]
        assert "FY2561 used another model" in SCORING


class TestUnknownParts:
    @pytest.mark.parametrize("row", table("parts"), ids=lambda row: " ".join(list(row.values())[:3]))
    def test_possible_levels_and_target(self, row):
        scores = dict.fromkeys(range(1, 11), D(100)) | dict.fromkeys((6, 7, 8), D(row["EIT mean"]))
        parts = [None if row[name] == "?" else D(row[name]) for name in ("part 1", "part 2")]
        result = evaluate([ScoreLine(*line) for line in scores.items()], rules(2568), parts=parts)
        assert ", ".join(level.name for level in result.levels) == row["possible levels"]
        assert TARGET_WORDS[result.target_met] == row["target"]


class TestWorkedExample:
    def test_it_is_the_reference_agency(self, example):
        assert {row["indicator"]: row["score"] for row in example} == REFERENCE["scores"]
        assert (REFERENCE["fiscal_year"], REFERENCE["eit_part_1"], REFERENCE["eit_part_2"]) == (2568, None, None)

    def test_indicators(self, example):
        assert [
            (str(line.indicator), line.tool, str(line.score), str(line.contribution), str(line.cost))
            for line in compute(example).indicators
        ] == [(row["indicator"], row["tool"], row["score"], row["adds"], row["costs"]) for row in example]

    def test_tools(self, example):
        rows = table("example: tools")
        result = compute(example)
        assert [row["tool"] for row in rows] == [tool.code for tool in result.tools]
        for row, tool in zip(rows, result.tools, strict=True):
            assert (D(row["weight"]), row["published"], row["adds"], row["costs"]) == (
                tool.weight,
                str(tool.score),
                str(tool.contribution),
                str(tool.cost),
            )
            scores = [Fraction(line["score"]) for line in example if line["tool"] == row["tool"]]
            assert sum(scores) == Fraction(row["sum"])
            mean = sum(scores) / len(scores)
            if row["exact mean"].endswith("…"):
                digits = row["exact mean"].removesuffix("…")
                places = 10 ** len(digits.split(".")[1])
                assert Fraction(int(mean * places), places) == Fraction(digits)
            else:
                assert mean == Fraction(row["exact mean"])

    def test_overall_in_prose(self, example):
        found = re.search(r"The overall: ([\d.]+) \+ ([\d.]+) \+ ([\d.]+) = ([\d.]+), published as ([\d.]+)\.", SCORING)
        parts, exact, published = [Fraction(text) for text in found.groups()[:3]], found[4], found[5]
        for part, tool in zip(parts, rules(2568).tools, strict=True):
            scores = [Fraction(line["score"]) for line in example if line["tool"] == tool.code]
            assert part == Fraction(tool.weight) / 100 * sum(scores) / len(scores)
        assert sum(parts) == Fraction(exact)
        assert str(compute(example).overall) == published

    def test_the_wrong_plain_mean_in_prose(self, example):
        mean = re.search(r"plain mean of the ten would be ([\d.]+)", SCORING)[1]
        assert Fraction(mean) == sum(Fraction(line["score"]) for line in example) / 10
        assert Fraction(mean) != Fraction(compute(example).overall)

    def test_result(self, example):
        stated = {row["figure"]: row["value"] for row in table("example: result")}
        result = compute(example)
        (short,) = result.next_level_shortfalls
        (bounds,) = {(part.low, part.high) for part in result.unknown_parts}
        flagged = compute(example, target=D(95)).flagged
        assert stated == {
            "overall": str(result.overall),
            "EIT part 1 and 2": f"{bounds[0]} to {bounds[1]} each",
            "level": result.level.name,
            "target": TARGET_WORDS[result.target_met],
            "next level": result.next_level.name,
            "missing to it": f"{short.tool} {short.have}, needs {short.need}, gap {short.gap}",
            "flagged at an own target of 95": ", ".join(str(line.indicator) for line in flagged),
        }

    def test_it_agrees_with_what_was_officially_published(self, example):
        result = compute(example)
        assert (str(result.overall), result.level.name) == (
            REFERENCE["published_overall"],
            REFERENCE["published_level"],
        )
