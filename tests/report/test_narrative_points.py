"""What section 3 calls strengths and weaknesses, and in which order."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from assessments.actions import ScoreEntry, save_assessment
from assessments.models import Assessment
from itaportal.report.blocks import ReportDocument
from itaportal.report.figures import ScaleFigure
from itaportal.report.narrative import build_document
from tests.factories import report_of, with_scores, year_before

from .test_narrative import document, first_paragraphs, indicator_paragraphs, of_agency

__all__ = ["document"]  # a fixture


def test_strengths_and_weaknesses_agree_with_the_indicators_conclusions(document: ReportDocument):
    text = first_paragraphs(document, 3)
    strengths, weaknesses, shown = text.split("\n")
    assert "ตัวชี้วัดที่ ๒ การใช้งบประมาณ ตัวชี้วัดที่ ๓ การใช้อำนาจ และตัวชี้วัดที่ ๕ การแก้ไขปัญหาการทุจริต ซึ่งอยู่ใน IIT ทั้งหมด" in strengths
    assert "IIT ได้คะแนนสูงที่สุด ๙๙.๕๗ คะแนน รองลงมา คือ EIT ได้ ๙๘.๗๐ คะแนน และ OIT ได้ ๙๐.๐๐ คะแนน ตามลำดับ" in strengths
    assert "OIT มีน้ำหนักร้อยละ ๔๐ และเป็นเครื่องมือที่เสียคะแนนมากที่สุด คือ เสียไป ๔.๐๐ คะแนนจากคะแนนภาพรวม" in strengths
    # The fixture concludes "improve" for 8, 9 and 10.
    assert (
        "จุดที่ควรพัฒนา เรียงจากคะแนนต่ำไปสูง ได้แก่ ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล (๙๐.๐๐ คะแนน) "
        "ตัวชี้วัดที่ ๑๐ การป้องกันการทุจริต (๙๐.๐๐ คะแนน) และตัวชี้วัดที่ ๘ การปรับปรุงระบบการทำงาน (๙๘.๕๘ คะแนน) "
        "โดยตัวชี้วัดที่ ๙ และ ๑๐ ได้คะแนนเท่ากัน "
    ) in weaknesses
    assert "ทุกตัวชี้วัดได้คะแนนไม่ต่ำกว่าเป้าหมายของหน่วยงาน ๘๕ คะแนน" in weaknesses
    assert shown == "คะแนนของทุกตัวชี้วัดเทียบกับคะแนนเต็มและเป้าหมาย ปรากฏตามภาพที่ ๓"


def test_radars_number_follows_the_figures_before_it_and_the_text_names_it(reference: Assessment):
    report = report_of(reference)
    for changed, number in ((report, "๓"), (replace(report, previous=year_before(report)), "๔")):
        result, _table, analysis, _plan = build_document(changed).sections
        *paragraphs_before, figure = analysis.blocks
        assert figure.caption.startswith(f"ภาพที่ {number} คะแนนรายตัวชี้วัดเทียบกับ")
        assert paragraphs_before[-1].text.endswith(f"ปรากฏตามภาพที่ {number}")
        figures = [block for block in result.blocks if isinstance(block, ScaleFigure)]
        assert [block.number for block in figures] == list(range(1, figure.number))


def test_no_radar_and_no_mention_of_one_where_a_score_is_missing(reference: Assessment):
    document = build_document(with_scores(reference, {7: None}))
    assert [block.kind for block in document.sections[2].blocks] == ["paragraph", "paragraph"]
    assert "ภาพที่" not in first_paragraphs(document, 3)


def test_where_all_is_good_and_nothing_very_good_the_best_is_named_and_no_strength_claimed(reference: Assessment):
    scores = ["90", "91", "92", "93", "94", "94.5", "94.6", "94.7", "94.8", "94.9"]
    report = with_scores(reference, dict(enumerate(scores, start=1)), published_overall=None, target=None)
    strengths, weaknesses, *_ = first_paragraphs(build_document(report), 3).split("\n")
    assert strengths.endswith(
        "หน่วยงานยังไม่มีตัวชี้วัดที่เป็นจุดแข็ง โดยตัวชี้วัดที่ได้คะแนนสูงที่สุด คือ ตัวชี้วัดที่ ๑๐ การป้องกันการทุจริต (๙๔.๙๐ คะแนน)"
    )
    assert weaknesses.startswith(
        "จุดที่ควรพัฒนา คือ ตัวชี้วัดที่ได้ผลดีและสามารถพัฒนาต่อไปได้ เรียงจากคะแนนต่ำไปสูง ได้แก่ ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่ (๙๐.๐๐ คะแนน)"
    )
    assert weaknesses.count("(") == 10
    assert weaknesses.endswith("ทั้งนี้ ทุกตัวชี้วัดได้คะแนนไม่ต่ำกว่าค่าเป้าหมาย ๘๕ คะแนน")


def test_what_is_very_good_everywhere_leaves_nothing_to_develop(reference: Assessment):
    report = with_scores(reference, dict.fromkeys(range(1, 11), "99.99"), published_overall=None)
    strengths, weaknesses = first_paragraphs(build_document(report), 3).split("\n")[:2]
    assert strengths.endswith("จุดแข็งของหน่วยงาน คือ ทุกตัวชี้วัดได้คะแนนสูงเท่ากัน")
    assert weaknesses.startswith("ไม่มีจุดที่ควรพัฒนา เนื่องจากทุกตัวชี้วัดได้ผลดีมาก เห็นควรรักษามาตรฐานไว้")
    report = with_scores(reference, dict.fromkeys(range(1, 11), "100"), published_overall=None)
    assert first_paragraphs(build_document(report), 3).split("\n")[:2] == [
        (
            "เมื่อพิจารณารายเครื่องมือ IIT ได้ ๑๐๐.๐๐ คะแนน EIT ได้ ๑๐๐.๐๐ คะแนน และ OIT ได้ ๑๐๐.๐๐ คะแนน "
            "จุดแข็งของหน่วยงาน คือ ทุกตัวชี้วัดได้คะแนนเต็ม ๑๐๐ คะแนน"
        ),
        "ไม่มีจุดที่ควรพัฒนา เนื่องจากทุกตัวชี้วัดได้คะแนนเต็ม",
    ]


def test_with_targets_of_their_own_what_lacks_most_to_its_target_comes_first(reference: Assessment):
    entries = [
        ScoreEntry(1, Decimal("93.00"), target=Decimal("95"), conclusion="improve"),  # lacks 2
        ScoreEntry(6, Decimal("91.00"), target=Decimal("90"), conclusion="improve"),  # lacks 9 to full marks alone
    ]
    save_assessment(assessment=reference, entries=entries, by=None)
    document = build_document(report_of(reference))
    weaknesses = first_paragraphs(document, 3).split("\n")[1]
    # then by what is missing to full marks: 9 and 10 lack 10, 6 lacks 9, 8 lacks 1.42: no one figure orders them all
    assert weaknesses.startswith("จุดที่ควรพัฒนา ได้แก่ ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่")
    points, equal = weaknesses.split(" โดย")[0], weaknesses.split(" โดย")[1]
    assert re.findall("ตัวชี้วัดที่ ([๐-๙]+)", points) == ["๑", "๙", "๑๐", "๖", "๘"]
    assert equal.startswith("ตัวชี้วัดที่ ๙ และ ๑๐ ได้คะแนนเท่ากัน")
    assert weaknesses.endswith(
        "ในจำนวนนี้ มีตัวชี้วัดที่ได้คะแนนต่ำกว่าเป้าหมายของแต่ละตัวชี้วัด จำนวน ๑ ตัวชี้วัด คือ ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่ "
        "(ต่ำกว่าเป้าหมาย ๒.๐๐ คะแนน)"
    )
    assert "คะแนนต่ำกว่าเป้าหมายเฉพาะตัวชี้วัด ๙๕ คะแนน อยู่ ๒.๐๐ คะแนน" in indicator_paragraphs(document)[0].text


def test_where_all_points_are_below_unlike_targets_their_gaps_order_them(reference: Assessment):
    low = ScoreEntry(1, Decimal("93.00"), target=Decimal("95"))  # lacks 2
    lower = ScoreEntry(6, Decimal("90.00"), target=Decimal("95"))  # lacks 5
    rest = [ScoreEntry(number, Decimal(99)) for number in (8, 9, 10)]
    save_assessment(assessment=reference, entries=[low, lower, *rest], by=None)
    weaknesses = first_paragraphs(build_document(report_of(reference)), 3).split("\n")[1]
    assert weaknesses == (
        "จุดที่ควรพัฒนา คือ ตัวชี้วัดที่ได้คะแนนต่ำกว่าเป้าหมายของแต่ละตัวชี้วัด จำนวน ๒ ตัวชี้วัด เรียงจากที่ต่ำกว่าเป้าหมายมากไปน้อย ได้แก่ "
        "ตัวชี้วัดที่ ๖ คุณภาพการดำเนินงาน (ต่ำกว่าเป้าหมาย ๕.๐๐ คะแนน) "
        "และตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่ (ต่ำกว่าเป้าหมาย ๒.๐๐ คะแนน)"
    )


@pytest.mark.parametrize(
    ("scores", "purpose"),
    [
        (dict.fromkeys(range(1, 11), "100"), "เพื่อพัฒนาองค์กร และรักษาระดับของตัวชี้วัดที่เป็นจุดแข็ง รายละเอียด"),
        (dict.fromkeys(range(1, 11), "60"), "เพื่อยกระดับจุดที่ควรพัฒนา และพัฒนาองค์กร รายละเอียด"),
        ({}, "เพื่อยกระดับจุดที่ควรพัฒนา พัฒนาองค์กร และรักษาระดับของตัวชี้วัดที่เป็นจุดแข็ง รายละเอียด"),
    ],
)
def test_measures_mend_nothing_where_all_is_good_and_keep_nothing_where_nothing_is(reference, scores, purpose):
    report = with_scores(reference, scores)
    assert purpose in first_paragraphs(build_document(report), 4)


@pytest.mark.parametrize(
    ("scores", "begins"),
    [
        (
            dict.fromkeys(range(1, 11), "60"),
            "จุดที่ควรพัฒนา คือ ตัวชี้วัดที่ได้คะแนนต่ำกว่าค่าเป้าหมาย ๘๕ คะแนน จำนวน ๑๐ ตัวชี้วัด ได้แก่ ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่ (๖๐.๐๐ คะแนน)",
        ),
        (
            dict.fromkeys(range(1, 11), "60") | {4: "59.99"},
            "จุดที่ควรพัฒนา คือ ตัวชี้วัดที่ได้คะแนนต่ำกว่าค่าเป้าหมาย ๘๕ คะแนน จำนวน ๑๐ ตัวชี้วัด เรียงจากคะแนนต่ำไปสูง ได้แก่ ตัวชี้วัดที่ ๔",
        ),
        ({1: "100"}, "ตัวชี้วัดที่ ๒ การใช้งบประมาณ ตัวชี้วัดที่ ๓ การใช้อำนาจ"),  # nothing was said before of others
        ({1: "86", 2: "97", 3: "98", 4: "99"}, "จุดที่ควรพัฒนา คือ ตัวชี้วัดที่ได้ผลดีและสามารถพัฒนาต่อไปได้ ได้แก่ ตัวชี้วัดที่ ๑ "),
    ],
)
def test_weaknesses_claim_no_order_of_equals_and_begin_with_no_joining_word(criteria, scores, begins):
    report = of_agency(2567, scores, name="มหาวิทยาลัยนเรศวร", kind="สถาบันอุดมศึกษา", province="พิษณุโลก")
    weaknesses = first_paragraphs(build_document(report), 3).split("\n")[1]
    assert weaknesses.startswith(begins)
    if len(scores) == 4:
        assert "(๘๖.๐๐ คะแนน) ส่วนตัวชี้วัดที่ ๕ การแก้ไขปัญหาการทุจริต" in weaknesses


def test_full_marks_are_not_counted_where_one_that_has_them_is_to_be_improved(reference: Assessment):
    save_assessment(assessment=reference, entries=[ScoreEntry(2, Decimal(100), conclusion="improve")], by=None)
    strengths, weaknesses, *_ = first_paragraphs(build_document(report_of(reference)), 3).split("\n")
    assert strengths.endswith(
        "จุดแข็งของหน่วยงาน ได้แก่ ตัวชี้วัดที่ ๓ การใช้อำนาจ และตัวชี้วัดที่ ๕ การแก้ไขปัญหาการทุจริต ซึ่งได้คะแนนเต็ม ๑๐๐ คะแนน"
    )
    assert "ตัวชี้วัดที่ ๒ การใช้งบประมาณ (๑๐๐.๐๐ คะแนน)" in weaknesses
