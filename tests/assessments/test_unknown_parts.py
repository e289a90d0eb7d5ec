"""An EIT part that nobody knows is no shortfall: no sentence, chart or supposition says what it lacks."""

import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import wording
from assessments.charts import level_chart
from assessments.dashboard import build_year
from assessments.models import Assessment
from assessments.reasons import reasons_of
from assessments.results import YearResult
from assessments.scoring import Result
from assessments.thai import format_score
from itaportal.pages.dashboard import dashboard_page
from itaportal.pages.whatif import what_if_page
from itaportal.report.document import AgencyReport
from tests.factories import D, assessment, tool_scores, viewed

from ..page import Page
from .rules import RULES, run
from .test_announced import announced
from .test_scoring_properties import years_with_parts


def seen(year: YearResult, result: Result) -> YearResult:
    """The year as pages show it with another result: only what level and target are told by."""
    levels = {level.name: level for level in year.criteria.levels}
    return replace(
        year,
        overall=result.overall,
        levels=tuple(levels[level.name] for level in result.levels),
        next_level=levels[result.next_level.name] if result.next_level else None,
        level_announced=result.level_announced,
        result=result,
    )


@pytest.fixture
def year(criteria) -> YearResult:
    return viewed(tool_scores("96", "90", "96"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(years_with_parts(), st.sampled_from(["", *(level.name for level in RULES.levels)]))
def test_whatever_the_scores_no_gap_is_stated_for_an_unknown_part(year, scored, level):
    scores, parts = scored
    result = run(scores, parts=parts, announced=announced(level=level))
    shown = seen(year, result)
    unknown = {part.part for part in result.unknown_parts}
    for mark in level_chart(shown).marks:
        assert mark.shortfall is None or mark.known
    page = dashboard_page(AgencyReport(shown, None), years=[], for_staff=False)
    said = f"{page.why} {page.target_sentence} {page.next_step.text if page.next_step else ''}"
    for part in unknown:
        name = f"EIT ส่วนที่ {'๑' if part == 1 else '๒'}"
        assert not re.search(rf"{name}(?: ได้| อีก| ขาด)", said), said
    if level:
        assert wording.level_words(shown) == level
        assert page.undetermined == ""


def test_the_bounds_of_a_part_that_is_surely_short_are_said_and_not_a_figure(criteria):
    """Part 1 is 96.00, so that part 2 is 2 × 90 − 96 = 84.00 within half a hundredth: 83.99 to 84.01 as published."""
    year = viewed(tool_scores("96", "90", "96"), eit_part_1=D("96"))
    assert "EIT ส่วนที่ ๒ อยู่ระหว่าง ๘๔.๐๐ ถึง ๘๔.๐๑" in wording.target_sentence(year)
    step = dashboard_page(AgencyReport(year, None), years=[], for_staff=False).next_step
    assert "เพิ่มคะแนน EIT ส่วนที่ ๒ ให้" in step.text
    assert format_score(D("1.00")) not in step.text


def test_an_indicator_that_cannot_change_an_unknown_part_is_not_said_to_be_enough(criteria):
    """EIT 96 leaves its parts from 92 to 100. An announced ผ่านดี says that one is under 95: IIT and OIT cannot help."""
    saved = assessment(tool_scores("99", "96", "99"), published_level="ผ่านดี")
    (best,) = what_if_page(read_again(saved), saved, {}).needs
    assert (best.level.name, best.undetermined) == ("ผ่านดีเยี่ยม", False)
    assert {need.line.tool for need in best.singles} == {"EIT"}


def test_the_page_of_suppositions_says_that_the_level_may_be_held_already(client, criteria):
    """One EIT indicator at 100 makes 97.33, and both parts are surely at 95 from 97.50 on: none alone settles it."""
    assessment(tool_scores("99", "96", "99"), of="open", public=True)
    text = Page(client.get("/open/2568/what-if/")).text
    assert "อาจอยู่ในระดับนี้แล้ว แต่ยังระบุระดับไม่ได้" in text
    assert "ยังไม่เพียงพอ" not in text


def read_again(saved: Assessment) -> YearResult:
    return build_year(Assessment.objects.with_scores().get(pk=saved.pk))


@pytest.mark.parametrize(
    ("scores", "parts", "sentences"),
    [
        # OIT keeps both the target and ผ่านดี away: one figure, one bullet that names it.
        (("90", "90", "84"), ("90", "90"), ["OIT ได้ ๘๔.๐๐ คะแนน", "", "ยังไม่ถึง “ผ่านดี” ด้วยเหตุเดียวกัน"]),
        # The parts that settle the level settle the target too.
        (("99", "90", "99"), (None, None), ["หรือไม่", "ต้องใช้คะแนน EIT ส่วนที่ ๑ และ EIT ส่วนที่ ๒", "EIT ได้ ๙๐.๐๐ คะแนน"]),
        # EIT keeps ผ่านดีเยี่ยม away and nothing the target: two things, both said.
        (("99", "90", "99"), ("90", "90"), ["บรรลุค่าเป้าหมาย", "", "EIT ส่วนที่ ๑ ได้ ๙๐.๐๐ คะแนน"]),
    ],
)
def test_no_two_bullets_say_the_same(criteria, scores, parts, sentences):
    first, second = (None if part is None else D(part) for part in parts)
    found = reasons_of(viewed(tool_scores(*scores), eit_part_1=first, eit_part_2=second))
    for said, wanted in zip((found.target, found.undetermined, found.why), sentences, strict=True):
        assert wanted in said if wanted else said == ""
    text = " ".join((found.target, found.undetermined, found.why))
    for figure in ("๘๔.๐๐", "ต้องใช้คะแนน"):
        assert text.count(figure) <= 1


def test_a_supposition_keeps_what_the_announced_level_says_of_the_parts(criteria):
    """Announced ผ่านดี, so each part is 85 and more: another IIT does not open that again."""
    saved = assessment(tool_scores("96", "90", "96"), published_level="ผ่านดี")
    page = what_if_page(read_again(saved), saved, {"s1": "97"})
    assert (page.is_actual, page.level_words) == (False, "ผ่านดี")
    assert page.supposed.result.target_met is True
    moved = what_if_page(read_again(saved), saved, {"s6": "91"})
    assert moved.level_words == "ระหว่าง “ผ่าน” กับ “ผ่านดี”"
