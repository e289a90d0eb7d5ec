"""The Thai sentences, each read and checked by hand: words run on, Latin words and digits are set off by spaces."""

import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from assessments import wording
from assessments.scoring import Shortfall
from tests.assessments.test_scoring_properties import years_with_parts
from tests.factories import REFERENCE, D, tool_scores, viewed


@pytest.mark.parametrize(
    ("value", "shown"),
    [("85.00", "๘๕"), ("92.50", "๙๒.๕"), ("100", "๑๐๐"), ("0.00", "๐"), ("30", "๓๐"), ("12.25", "๑๒.๒๕")],
)
def test_short_figure(value, shown):
    assert wording.short_figure(D(value)) == shown


@pytest.mark.parametrize(
    ("items", "joined"),
    [
        ([], ""),
        (["ก"], "ก"),
        (["ก", "ข"], "ก และข"),
        (["ก", "ข", "ค"], "ก ข และค"),
        (["๑", "๒"], "๑ และ ๒"),
        (["IIT", "OIT"], "IIT และ OIT"),
    ],
)
def test_join_thai(items, joined):
    assert wording.join_thai(items) == joined


@pytest.mark.parametrize(
    ("tool", "part", "named"), [(None, None, "คะแนนภาพรวม"), ("OIT", None, "OIT"), ("EIT", 2, "EIT ส่วนที่ ๒")]
)
def test_subject(tool, part, named):
    assert wording.subject(Shortfall(tool, part, D(80), D(85), certain=True)) == named


CASES = {
    # name: (scores, fields, level, target sentence, next-level sentence)
    "reference": (
        REFERENCE,
        {},
        "ผ่านดี",
        "บรรลุค่าเป้าหมาย โดยคะแนนภาพรวมและคะแนนทุกเครื่องมือไม่ต่ำกว่า ๘๕ คะแนน",
        "ยังไม่ถึง “ผ่านดีเยี่ยม” เพราะ OIT ได้ ๙๐.๐๐ คะแนน (ต้องได้คะแนนทุกเครื่องมือ ๙๕ คะแนนขึ้นไป)",
    ),
    "at the top": (
        tool_scores("100", "100", "100"),
        {},
        "ผ่านดีเยี่ยม",
        "บรรลุค่าเป้าหมาย โดยคะแนนภาพรวมและคะแนนทุกเครื่องมือไม่ต่ำกว่า ๘๕ คะแนน",
        "",
    ),
    "one tool short": (
        tool_scores("100", "100", "84.99"),
        {},
        "ผ่าน",
        "ไม่บรรลุค่าเป้าหมาย ๘๕ คะแนน เพราะ OIT ได้ ๘๔.๙๙ คะแนน",
        "ยังไม่ถึง “ผ่านดี” เพราะ OIT ได้ ๘๔.๙๙ คะแนน (ต้องได้คะแนนทุกเครื่องมือ ๘๕ คะแนนขึ้นไป)",
    ),
    "one tool short, parts open": (  # what is open is no reason
        tool_scores("100", "90", "80"),
        {},
        "ผ่าน",
        "ไม่บรรลุค่าเป้าหมาย ๘๕ คะแนน เพราะ OIT ได้ ๘๐.๐๐ คะแนน",
        "ยังไม่ถึง “ผ่านดี” เพราะ OIT ได้ ๘๐.๐๐ คะแนน (ต้องได้คะแนนทุกเครื่องมือ ๘๕ คะแนนขึ้นไป)",
    ),
    "EIT as a whole": (
        tool_scores("99", "84", "99.35"),
        {},
        "ผ่าน",
        "ไม่บรรลุค่าเป้าหมาย ๘๕ คะแนน เพราะ EIT ได้ ๘๔.๐๐ คะแนน",
        "ยังไม่ถึง “ผ่านดี” เพราะ EIT ได้ ๘๔.๐๐ คะแนน (ต้องได้คะแนนทุกเครื่องมือ ๘๕ คะแนนขึ้นไป)",
    ),
    "a known part": (
        tool_scores("100", "90", "100"),
        {"eit_part_1": D("80.00"), "eit_part_2": D("100.00")},
        "ผ่าน",
        "ไม่บรรลุค่าเป้าหมาย ๘๕ คะแนน เพราะ EIT ส่วนที่ ๑ ได้ ๘๐.๐๐ คะแนน",
        "ยังไม่ถึง “ผ่านดี” เพราะ EIT ส่วนที่ ๑ ได้ ๘๐.๐๐ คะแนน (ต้องได้คะแนนทุกเครื่องมือ ๘๕ คะแนนขึ้นไป)",
    ),
    "overall and tools": (  # 0.3 × 80 + 0.3 × 90 + 0.4 × 84.5 = 84.8
        tool_scores("80", "90", "84.50"),
        {"eit_part_1": D(90), "eit_part_2": D(90)},
        "ต้องปรับปรุง",
        "ไม่บรรลุค่าเป้าหมาย ๘๕ คะแนน เพราะได้คะแนนภาพรวม ๘๔.๘๐ คะแนน IIT ได้ ๘๐.๐๐ คะแนน และ OIT ได้ ๘๔.๕๐ คะแนน",
        "ยังไม่ถึง “ผ่าน” เพราะได้คะแนนภาพรวม ๘๔.๘๐ คะแนน (ต้องได้คะแนนภาพรวม ๘๕ คะแนนขึ้นไป)",
    ),
    "overall and tools for the next level": (  # 0.3 × 94 + 0.3 × 94 + 0.4 × 93 = 93.6
        tool_scores("94", "94", "93"),
        {"eit_part_1": D(94), "eit_part_2": D(94)},
        "ผ่านดี",
        "บรรลุค่าเป้าหมาย โดยคะแนนภาพรวมและคะแนนทุกเครื่องมือไม่ต่ำกว่า ๘๕ คะแนน",
        (
            "ยังไม่ถึง “ผ่านดีเยี่ยม” เพราะได้คะแนนภาพรวม ๙๓.๖๐ คะแนน OIT ได้ ๙๓.๐๐ คะแนน IIT ได้ ๙๔.๐๐ คะแนน "
            "EIT ส่วนที่ ๑ ได้ ๙๔.๐๐ คะแนน และ EIT ส่วนที่ ๒ ได้ ๙๔.๐๐ คะแนน (ต้องได้คะแนนภาพรวมและคะแนนทุกเครื่องมือ ๙๕ คะแนนขึ้นไป)"
        ),
    ),
    "open between two levels": (
        tool_scores("100", "90", "100"),
        {},
        "ระหว่าง “ผ่าน” กับ “ผ่านดี”",
        "ยังระบุไม่ได้ว่าบรรลุค่าเป้าหมาย ๘๕ คะแนนหรือไม่ ต้องใช้คะแนน EIT ส่วนที่ ๑ และ EIT ส่วนที่ ๒",
        (
            "ยังระบุระดับไม่ได้ ต้องใช้คะแนน EIT ส่วนที่ ๑ และ EIT ส่วนที่ ๒ ซึ่งยังไม่ได้บันทึก "
            "ยังไม่ถึง “ผ่านดีเยี่ยม” เพราะ EIT ได้ ๙๐.๐๐ คะแนน (ต้องได้คะแนนทุกเครื่องมือ ๙๕ คะแนนขึ้นไป)"
        ),
    ),
    "open up to the top": (
        tool_scores("100", "96", "100"),
        {},
        "ระหว่าง “ผ่านดี” กับ “ผ่านดีเยี่ยม”",
        "บรรลุค่าเป้าหมาย โดยคะแนนภาพรวมและคะแนนทุกเครื่องมือไม่ต่ำกว่า ๘๕ คะแนน",
        "ยังระบุระดับไม่ได้ ต้องใช้คะแนน EIT ส่วนที่ ๑ และ EIT ส่วนที่ ๒ ซึ่งยังไม่ได้บันทึก",
    ),
    "one part still needed": (
        tool_scores("100", "96", "100"),
        {"eit_part_1": D("97.01")},
        "ระหว่าง “ผ่านดี” กับ “ผ่านดีเยี่ยม”",
        "บรรลุค่าเป้าหมาย โดยคะแนนภาพรวมและคะแนนทุกเครื่องมือไม่ต่ำกว่า ๘๕ คะแนน",
        "ยังระบุระดับไม่ได้ ต้องใช้คะแนน EIT ส่วนที่ ๒ ซึ่งยังไม่ได้บันทึก",
    ),
    "at the bottom": (  # 0.3 × 60 + 0.3 × 70 + 0.4 × 50 = 59
        tool_scores("60", "70", "50"),
        {},
        "ต้องปรับปรุงโดยด่วน",
        (
            "ไม่บรรลุค่าเป้าหมาย ๘๕ คะแนน เพราะได้คะแนนภาพรวม ๕๙.๐๐ คะแนน OIT ได้ ๕๐.๐๐ คะแนน IIT ได้ ๖๐.๐๐ คะแนน "
            "และ EIT ได้ ๗๐.๐๐ คะแนน"
        ),
        "ต้องได้คะแนนภาพรวม ๗๐ คะแนนขึ้นไปจึงจะพ้นระดับ “ต้องปรับปรุงโดยด่วน”",
    ),
    "letters": (  # 0.3 × 100 + 0.3 × 100 + 0.4 × 80 = 92
        tool_scores("100", "100", "80"),
        {"year": 2565},
        "A",
        "ไม่บรรลุค่าเป้าหมาย ๘๕ คะแนน เพราะ OIT ได้ ๘๐.๐๐ คะแนน",
        "ยังไม่ถึง “AA” เพราะได้คะแนนภาพรวม ๙๒.๐๐ คะแนน (ต้องได้คะแนนภาพรวม ๙๕ คะแนนขึ้นไป)",
    ),
    "not scored": ({1: D(90)}, {}, "ยังไม่มีผล", "", ""),
    "overall only": ({}, {"year": 2561, "published_overall": D("81.57"), "published_level": "สูงมาก"}, "สูงมาก", "", ""),
}


@pytest.mark.django_db
@pytest.mark.usefixtures("criteria")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_sentences(case):
    scores, fields, level, target, next_level = case
    year = viewed(scores, **fields)
    assert wording.level_words(year) == level
    assert wording.target_sentence(year) == target
    assert wording.next_level_sentence(year) == next_level


@pytest.mark.django_db
@pytest.mark.usefixtures("criteria")
@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ([], ""),
        ([7], "ยังไม่มีคะแนนตัวชี้วัดที่ ๗ จึงยังไม่มีคะแนนภาพรวม"),
        ([2, 10], "ยังไม่มีคะแนนตัวชี้วัดที่ ๒ และ ๑๐ จึงยังไม่มีคะแนนภาพรวม"),
        ([1, 2, 3], "ยังไม่มีคะแนนตัวชี้วัดที่ ๑ ๒ และ ๓ จึงยังไม่มีคะแนนภาพรวม"),
    ],
)
def test_missing_scores(missing, sentence):
    year = viewed({number: None if number in missing else score for number, score in REFERENCE.items()})
    assert wording.missing_sentence(year) == sentence


@pytest.mark.django_db
@pytest.mark.usefixtures("criteria")
@pytest.mark.parametrize(
    ("year", "conditions"),
    [
        (
            2568,
            [
                "คะแนนภาพรวมและคะแนนทุกเครื่องมือตั้งแต่ ๙๕ ขึ้นไป",
                "คะแนนภาพรวมและคะแนนทุกเครื่องมือตั้งแต่ ๘๕ แต่ไม่ถึงเกณฑ์ของ “ผ่านดีเยี่ยม”",
                "คะแนนภาพรวมตั้งแต่ ๘๕ แต่บางเครื่องมือต่ำกว่า ๘๕",
                "คะแนนภาพรวมตั้งแต่ ๗๐ แต่ต่ำกว่า ๘๕",
                "คะแนนภาพรวมต่ำกว่า ๗๐",
            ],
        ),
        (
            2565,
            [
                "คะแนนภาพรวมตั้งแต่ ๙๕ ขึ้นไป",
                *(
                    f"คะแนนภาพรวมตั้งแต่ {low} แต่ต่ำกว่า {high}"
                    for low, high in (("๘๕", "๙๕"), ("๗๕", "๘๕"), ("๖๕", "๗๕"), ("๕๕", "๖๕"), ("๕๐", "๕๕"))
                ),
                "คะแนนภาพรวมต่ำกว่า ๕๐",
            ],
        ),
    ],
)
def test_conditions_of_levels_leave_each_score_to_one_level(year, conditions):
    levels = viewed(REFERENCE, year=year).criteria.levels
    assert [wording.level_condition(*pair) for pair in zip(levels, (None, *levels), strict=False)] == conditions


THAI_WORD, LATIN_OR_DIGIT = r"[\u0e01-\u0e4e]", r"[A-Za-z0-9\u0e50-\u0e59]"


def badly_spaced(sentence: str) -> list[str]:
    """Places where a Latin word or a digit touches a Thai word, spaces pile up, or one splits words that run on."""
    return re.findall(
        rf"{THAI_WORD}{LATIN_OR_DIGIT}|{LATIN_OR_DIGIT}{THAI_WORD}|  |^ | $|ภาพรวม ได้|เพราะ คะแนน|None|[0-9]", sentence
    )


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=years_with_parts())
def test_spacing_for_any_scores(criteria, case):
    scores, (first, second) = case
    with transaction.atomic():
        year = viewed(scores, eit_part_1=first, eit_part_2=second)
        transaction.set_rollback(True)
    sentences = [
        wording.level_words(year),
        wording.target_sentence(year),
        wording.next_level_sentence(year),
        wording.undetermined_sentence(year),
    ]
    assert [badly_spaced(sentence) for sentence in sentences] == [[], [], [], []]
    assert sentences[0]
    assert sentences[1]
    # There is always something to say about the level, except at the top.
    assert bool(sentences[2]) is (year.level is None or year.level.name != "ผ่านดีเยี่ยม")
