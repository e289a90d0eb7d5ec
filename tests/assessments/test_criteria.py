"""The shipped criteria: whole, in order, as the sources give them (DOMAIN: Tools, Rating levels)."""

from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from assessments.enums import LevelTone, Tool
from assessments.loading import load_criteria
from assessments.models import FIRST_YEAR, Criteria, RatingLevel, ToolWeight

SCORED_YEARS = range(2562, 2570)
INDICATORS = [
    ("IIT", "การปฏิบัติหน้าที่"),
    ("IIT", "การใช้งบประมาณ"),
    ("IIT", "การใช้อำนาจ"),
    ("IIT", "การใช้ทรัพย์สินของราชการ"),
    ("IIT", "การแก้ไขปัญหาการทุจริต"),
    ("EIT", "คุณภาพการดำเนินงาน"),
    ("EIT", "ประสิทธิภาพการสื่อสาร"),
    ("EIT", "การปรับปรุงระบบการทำงาน"),
    ("OIT", "การเปิดเผยข้อมูล"),
    ("OIT", "การป้องกันการทุจริต"),
]
LETTERS = [("AA", 95), ("A", 85), ("B", 75), ("C", 65), ("D", 55), ("E", 50), ("F", 0)]
PASS_LEVELS = [
    ("ผ่านดีเยี่ยม", 95, 95),
    ("ผ่านดี", 85, 85),
    ("ผ่าน", 85, None),
    ("ต้องปรับปรุง", 70, None),
    ("ต้องปรับปรุงโดยด่วน", 0, None),
]


@pytest.fixture
def by_year(criteria):
    return {year: Criteria.objects.for_year(year) for year in range(2561, 2570)}


def test_every_year_from_2561_to_2569_has_one_scheme(by_year):
    assert len(by_year) == 9
    with pytest.raises(Criteria.DoesNotExist):
        Criteria.objects.for_year(2560)
    with pytest.raises(Criteria.DoesNotExist):
        Criteria.objects.for_year(2570)


@pytest.mark.parametrize("year", SCORED_YEARS)
def test_weights_sum_to_100(by_year, year):
    weights = {tool.tool: tool.weight for tool in by_year[year].tools.all()}
    assert sum(weights.values()) == 100
    assert weights == {"IIT": Decimal(30), "EIT": Decimal(30), "OIT": Decimal(40)}


@pytest.mark.parametrize("year", SCORED_YEARS)
def test_ten_indicators_with_their_official_names(by_year, year):
    lines = list(by_year[year].indicators.all())
    assert [line.number for line in lines] == list(range(1, 11))
    assert [(line.tool, line.name) for line in lines] == INDICATORS
    assert all(line.objective.startswith("ประเมิน") for line in lines)


@pytest.mark.parametrize("year", SCORED_YEARS)
def test_levels_cover_0_to_100_without_gap(by_year, year):
    """From the best level down, thresholds fall to zero; a condition on the tools only ever falls away."""
    levels = list(by_year[year].levels.all())
    thresholds = [level.min_overall for level in levels]
    assert thresholds == sorted(thresholds, reverse=True)
    assert levels[-1].min_overall == 0
    assert levels[-1].min_each is None
    assert thresholds[0] <= 100
    # Two levels may begin at the same overall only where the better one also asks something of each tool.
    for better, worse in pairwise(levels):
        assert better.min_overall > worse.min_overall or better.min_each is not None
        assert (better.min_each or 0) >= (worse.min_each or 0)


@pytest.mark.parametrize("year", range(2562, 2566))
def test_letter_levels(by_year, year):
    levels = [(level.name, level.min_overall, level.min_each) for level in by_year[year].levels.all()]
    assert levels == [(name, Decimal(minimum), None) for name, minimum in LETTERS]


@pytest.mark.parametrize("year", range(2566, 2570))
def test_pass_levels_and_what_they_test(by_year, year):
    criteria = by_year[year]
    levels = [(level.name, level.min_overall, level.min_each) for level in criteria.levels.all()]
    assert levels == [
        (name, Decimal(overall), None if each is None else Decimal(each)) for name, overall, each in PASS_LEVELS
    ]
    assert criteria.target == 85
    assert [tool.tool for tool in criteria.tools.all() if tool.in_parts] == ["EIT"]


@pytest.mark.parametrize("year", SCORED_YEARS)
def test_bands_of_conclusions_part_at_95_the_target_and_70(by_year, year):
    bands = [(band.min_score, band.conclusion) for band in by_year[year].conclusions.all()]
    assert bands == [(Decimal(95), "excellent"), (None, "good"), (Decimal(70), "improve"), (Decimal(0), "urgent")]
    assert all(len(band.rule().sentences) >= 3 for band in by_year[year].conclusions.all())


def test_2561_keeps_the_overall_only(by_year):
    criteria = by_year[2561]
    assert criteria.overall_only
    assert not criteria.indicators.exists()
    assert not criteria.conclusions.exists()
    assert not any(by_year[year].overall_only for year in SCORED_YEARS)


def test_what_is_not_confirmed_says_so(by_year):
    assert {year for year, criteria in by_year.items() if not criteria.verified} == {2561, 2562, 2569}
    assert all(criteria.source for criteria in by_year.values())
    assert "คัดลอก" in by_year[2569].source


def test_tones_and_tools_are_known_choices(criteria):
    assert set(RatingLevel.objects.values_list("tone", flat=True)) <= set(LevelTone.values)
    assert set(ToolWeight.objects.values_list("tool", flat=True)) == set(Tool.values)


def test_loading_again_keeps_what_was_corrected(criteria):
    Criteria.objects.filter(first_year=2569).update(target=Decimal("90.00"), verified=True)
    assert load_criteria() == []
    kept = Criteria.objects.for_year(2569)
    assert (kept.target, kept.verified) == (Decimal(90), True)


def test_two_schemes_for_one_year_are_refused(criteria):
    with pytest.raises(ValidationError, match="ซ้อนกับ"):
        Criteria(name="อื่น", first_year=2568, last_year=2570).full_clean()


def test_years_run_forward_and_are_buddhist(criteria):
    with pytest.raises(ValidationError) as refused:
        Criteria(name="อื่น", first_year=2572, last_year=2571).full_clean()
    assert "ปีสุดท้ายต้องไม่ก่อนปีแรก" in str(refused.value)
    with pytest.raises(ValidationError, match="สี่หลัก"):
        Criteria(name="อื่น", first_year=FIRST_YEAR - 1, last_year=FIRST_YEAR).full_clean()
