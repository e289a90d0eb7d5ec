"""Over results of every kind: nothing is said that is not so, in the report and on the pages.

`HYPOTHESIS_PROFILE=soak` draws fresh examples, many times as many.
"""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.examples import EXAMPLES

from . import rules
from .cases import NUMBERS, Case, Shown, cases, of_tools, scores
from .rules import number

pytestmark = pytest.mark.usefixtures("schemes")
# Each example draws several pages. `schemes` is there for one test; what it fills stays.
over_cases = settings(max_examples=min(EXAMPLES // 4, 400), suppress_health_check=list(HealthCheck))
indicators = st.sampled_from(NUMBERS)

EQUAL = Case(of_tools(Decimal(98), Decimal(98), Decimal(98)))
AT_TARGET = Case(of_tools(Decimal(85), Decimal(85), Decimal(85)), target=Decimal(85))
LOW = Case(of_tools(Decimal(60), Decimal(50), Decimal(40)))
ANNOUNCED = Case(
    {1: Decimal(100), 2: Decimal(84), 3: Decimal(84), 4: Decimal(100), 5: Decimal(85)}
    | {6: Decimal(100), 7: Decimal(85), 8: Decimal(84), 9: Decimal(95), 10: Decimal(85)},
    announced_level="ผ่านดี",
)
examples = (EQUAL, AT_TARGET, LOW, ANNOUNCED)


def every_kind(test):
    """The test over drawn cases, and over those that were once told wrongly."""
    for each in examples:
        test = example(case=each, indicator=1)(test)
    return over_cases(given(case=cases(), indicator=indicators)(test))


def everything(shown: Shown, indicator: int) -> list[str]:
    """All that the report and the pages say of the year."""
    pages = [shown.dashboard, shown.what_if(), shown.trend, shown.indicator(indicator)]
    return [*shown.sentences, *(text for page in pages for text in page.pieces)]


def numbers_of(items: list[str]) -> list[int]:
    """The indicators that list items begin with: `๙ การเปิดเผยข้อมูล`."""
    found = (re.match(r"([๐-๙]+) ", item) for item in items)
    return [number(item.group(1)) for item in found if item]


RULES = {
    "nobody who reaches the target is urged": rules.urged_without_need,
    "nothing falls without a year before": rules.fallen_without_a_year_before,
    "an unknown part has no gap": rules.gaps_of_unknown_parts,
    "nobody strives for a low level": lambda _case, texts: rules.low_levels_as_a_goal(texts),
    "an announced level is settled": rules.open_though_announced,
    "so is the target that it means": rules.target_against_the_announced_level,
    "an own target was set": rules.own_target_that_nobody_set,
    "equals have no order": rules.first_of_equals,
}


def broken_rules(case: Case, texts: list[str]) -> dict[str, list[str]]:
    """The texts that break a rule, by its name."""
    found = {name: rule(case, texts) for name, rule in RULES.items()}
    return {name: wrong for name, wrong in found.items() if wrong}


@every_kind
def test_nothing_is_said_that_is_not_so(case: Case, indicator: int):
    assert broken_rules(case, everything(Shown(case), indicator)) == {}


@every_kind
def test_no_two_bullets_say_the_same(case: Case, indicator: int):
    shown = Shown(case)
    for page in (shown.dashboard, shown.what_if(), shown.indicator(indicator)):
        for bullets in page.bullets:
            for place, bullet in enumerate(bullets):
                assert [other for other in bullets[place + 1 :] if other in bullet or bullet in other] == []
            reasons = [bullet.split("เพราะ")[1].split(" (")[0].strip() for bullet in bullets if "เพราะ" in bullet]
            assert len(reasons) == len(set(reasons)), reasons


@every_kind
def test_every_headline_is_the_announced_level(case: Case, indicator: int):
    if not case.announced_level:
        return
    shown = Shown(case)
    headlines = [
        shown.paragraphs["summary"],
        *(text for text in shown.sentences if text.startswith("คะแนนภาพรวม")),
        *shown.dashboard.all("level"),
        *shown.what_if().all("level"),
        shown.dashboard.description,
    ]
    headlines += shown.trend.all("trend-answer") if case.before else shown.trend.all("level-word")
    assert len(headlines) >= 6
    assert [text for text in headlines if case.announced_level not in text or "ตามประกาศ" not in text] == []


@every_kind
def test_at_most_three_things_are_to_be_done_first(case: Case, indicator: int):
    for text in everything(Shown(case), indicator):
        if "ทำก่อน" in text:
            first = text.split("ทำก่อน", 1)[1]
            assert len(re.findall(r"ตัวชี้วัดที่ [๐-๙]+|(?:IIT|EIT|OIT)(?: ส่วนที่ [๑๒])?", first)) <= 3, text


@every_kind
def test_of_equals_all_are_listed_or_none(case: Case, indicator: int):
    shown = Shown(case)
    for heading in ("จุดแข็ง", "จุดที่ควรพัฒนา"):
        listed = numbers_of(shown.dashboard.section(heading))
        assert not listed or rules.unequal_among_equals(case, listed) == set(), (heading, listed)


@over_cases
@given(case=cases(), indicator=indicators, score=scores)
@example(case=EQUAL, indicator=1, score=Decimal(97))
@example(case=LOW, indicator=10, score=Decimal(30))
def test_a_supposition_says_nothing_that_is_not_so(case: Case, indicator: int, score: Decimal):
    """A supposed figure is no year: nothing fell. EIT parts are unknown again where its scores were changed."""
    page = Shown(case).what_if(**{f"s{indicator}": f"{score:.2f}"})
    supposed = replace(
        case,
        scores={**case.scores, indicator: score},
        parts=(None, None) if indicator in (6, 7, 8) and case.scores[indicator] != score else case.parts,
        announced_level="",
        before=None,
    )
    assert broken_rules(supposed, page.pieces) == {}


@every_kind
def test_a_level_that_may_be_held_is_within_reach(case: Case, indicator: int):
    page = Shown(case).what_if()
    for heading in page.pieces:
        if found := re.match(r"อย่างน้อยเท่าใด.*“(.+)”", heading):
            assert rules.no_single_though_held(case, found.group(1), page.section(heading)) == []


@every_kind
def test_points_to_improve_are_one_list_in_the_order_that_is_said(case: Case, indicator: int):
    """Page and report name the same, and first of all whoever is below its target."""
    shown = Shown(case)
    pieces = shown.dashboard.section("จุดที่ควรพัฒนา")
    listed = numbers_of(pieces)
    for note in pieces:
        assert "เรียงจาก" not in note or rules.is_ordered(case, note, listed)
    if not listed:
        return
    below = {each for each in NUMBERS if case.scores[each] is not None and not case.reaches(each)}
    assert set(listed) == below or not below
    report = re.search(r"จุดที่ควรพัฒนา.*?ได้แก่ (.*)", shown.paragraphs["weaknesses"])
    assert report
    assert [number(found) for found in re.findall(r"ตัวชี้วัดที่ ([๐-๙]+)", report.group(1))][: len(listed)] == listed


LABELS = {"keep": "รักษา", "develop": "พัฒนาต่อได้", "urgent": "ควรพัฒนาโดยเร่งด่วน", "improve": "ควรพัฒนา"}


@every_kind
def test_the_conclusion_follows_from_score_and_target(case: Case, indicator: int):
    said = [text for text in Shown(case).indicator(indicator).pieces if text.startswith("ข้อสรุป")]
    wanted = rules.conclusion(case, indicator)
    assert [next(name for name, word in LABELS.items() if word in text) for text in said] == [wanted] * bool(wanted)


WRONG = {
    "nobody who reaches the target is urged": "(๑) การปฏิบัติหน้าที่ ได้ ๙๘.๐๐ คะแนน หน่วยงานควรปรับปรุง",
    "nothing falls without a year before": "คะแนนลดลง ๑.๐๐ คะแนน",
    "an unknown part has no gap": "EIT ส่วนที่ ๑ ต้องเพิ่มอีก ๑.๐๐ คะแนน",
    "nobody strives for a low level": "ยังไม่ถึง “ต้องปรับปรุง”",
    "an own target was set": "เป้าหมายของหน่วยงาน ๘๕ คะแนน",
    "equals have no order": "IIT ได้คะแนนสูงที่สุด ๙๘.๐๐ คะแนน รองลงมา คือ EIT ได้ ๙๘.๐๐ คะแนน และ OIT ได้ ๙๘.๐๐ คะแนน",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_rule_sees_what_is_not_so(name: str):
    assert name in broken_rules(EQUAL, [WRONG[name]])
