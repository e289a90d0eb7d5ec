"""The checks before publishing: each fault put in on purpose is found where it is, and a sound report passes."""

from decimal import Decimal

import pytest

from assessments import actions as assessment_actions
from assessments.actions import ScoreEntry
from assessments.models import Assessment
from itaportal.checks import rules as checks
from itaportal.report.building import build_report
from measures.models import MeasurePlan


def found(assessment: Assessment) -> list[checks.Finding]:
    return list(checks.check_report(build_report(Assessment.objects.with_scores().get(pk=assessment.pk))))


def codes(assessment: Assessment) -> set[str]:
    return {finding.code for finding in found(assessment)}


def only(assessment: Assessment, code: str) -> checks.Finding:
    (finding,) = [finding for finding in found(assessment) if finding.code == code]
    return finding


def set_score(assessment: Assessment, number: int, score: str | None, **fields: str) -> None:
    entry = ScoreEntry(number, None if score is None else Decimal(score), **fields)
    assessment_actions.save_assessment(assessment=assessment, entries=[entry], by=None)


def measure_of(assessment: Assessment, number: int):
    return MeasurePlan.objects.get(assessment=assessment).measures.get(indicator__number=number)


def test_the_reference_has_nothing_that_blocks(reference):
    assert not checks.has_blocking(tuple(found(reference)))


def test_what_the_reference_should_look_at_again(reference):
    # Every measure runs the whole year, one title spells its indicator with an added ทาง, and its document asks for
    # improvement of indicators that reach their target.
    assert codes(reference) == {"same-period", "name-misspelled", "conclusion-differs"}
    assert "การใช้ทรัพย์สินของทางราชการ" in only(reference, "name-misspelled").message


def test_a_conclusion_against_its_score_is_pointed_out_where_it_is_chosen(reference):
    findings = [each for each in found(reference) if each.code == "conclusion-differs"]
    assert [(each.place.indicator, each.place.field, each.blocking) for each in findings] == [
        (8, "conclusion", False), (9, "conclusion", False), (10, "conclusion", False),
    ]  # fmt: skip
    assert "“จุดที่ควรพัฒนา” แต่ได้ ๙๘.๕๘ คะแนน ซึ่งตามเกณฑ์สรุปว่า “ดีมาก รักษามาตรฐาน”" in findings[0].message
    set_score(reference, 8, "98.58", conclusion="improve", analysis="หน่วยงานจะเปิดรับคำขอทางออนไลน์ให้ครบทุกงาน")
    assert [each.place.indicator for each in found(reference) if each.code == "conclusion-differs"] == [9, 10]


@pytest.mark.parametrize(
    ("score", "chosen", "told"),
    [
        ("96", "excellent", False),
        ("96", "good", False),  # less praise than the band allows is the agency's own to choose
        ("90", "good", False),
        ("90", "excellent", True),
        ("90", "improve", True),
        ("80", "urgent", False),  # more haste below the target too
        ("60", "improve", True),
        ("60", "", False),
    ],
)
def test_which_conclusions_are_against_their_score(reference, score, chosen, told):
    set_score(reference, 1, score, conclusion=chosen)
    assert told == any(each.code == "conclusion-differs" and each.place.indicator == 1 for each in found(reference))


def test_ascii_digits_are_pointed_out_once_a_field(reference):
    measure = measure_of(reference, 1)
    for step, text in zip(measure.steps.all(), ("อบรม 2 ครั้ง", "ภายในปี 2569", "ครั้งละ 50 คน"), strict=True):
        step.text = text
        step.save()
    finding = only(reference, "ascii-digits")
    assert (finding.blocking, finding.place.measure, finding.place.field) == (False, measure.pk, "steps")
    assert "เลขอารบิก “2” “2569” “50”" in finding.message


def test_a_report_without_any_measure_is_pointed_out(reference):
    assert "no-plan" not in codes(reference)
    MeasurePlan.objects.get().measures.update(titles="")
    assert not only(reference, "no-plan").blocking
    MeasurePlan.objects.all().delete()
    assert "พ.ศ. ๒๕๖๙" in only(reference, "no-plan").message


# --- The four faults of the hand-made original, put back in ------------------------------------------------------


@pytest.mark.parametrize("spelling", ["องค์การบริหารส่วนตำบลชานุวรรน", "อบต.ชานุวรณ", "องค์การบริหารส่วนตำบลชาณุวรรณ"])
def test_fault_1_the_agency_spelled_another_way(reference, spelling):
    set_score(reference, 1, "99.02", analysis=f"{spelling} จะดำเนินการให้ดียิ่งขึ้น")
    messages = [f.message for f in found(reference) if f.code == "name-misspelled" and f.place.indicator == 1]
    assert len(messages) == 1
    assert spelling in messages[0]


@pytest.mark.parametrize("written", ["๙๘.๕๒", "98.52", "๙๘.๕๒ คะแนน"])
def test_fault_2_a_score_that_differs_between_table_and_prose(reference, written):
    set_score(reference, 7, "98.58", analysis=f"ในปีนี้ได้ {written}")
    finding = only(reference, "number-differs")
    assert finding.blocking
    assert finding.place.indicator == 7
    assert "๙๘.๕๘" in finding.message


@pytest.mark.parametrize(("number", "name"), [(5, "การแก้ปัญหาการทุจริต"), (8, "การปรับปรุงการทำงาน")])
def test_fault_3_an_indicator_with_two_names(reference, number, name):
    measure = measure_of(reference, number)
    measure.analysis = f"ตัวชี้วัด{name}ควรพัฒนาต่อไป"
    measure.save()
    assert any(
        f.code == "name-misspelled" and f.place.indicator == number and name in f.message for f in found(reference)
    )


def test_fault_4_a_left_over_template_phrase(reference):
    step = measure_of(reference, 5).steps.get()
    step.text = "จัดกิจกรรม ยกตัวอย่างเช่น ฝึกอบรม"
    step.save()
    finding = only(reference, "leftover")
    assert finding.place.indicator == 5
    assert "ยกตัวอย่างเช่น" in finding.message


# --- Blocking --------------------------------------------------------------------------------------------------------


def test_a_missing_score_blocks_and_is_named(reference):
    set_score(reference, 4, None)
    finding = only(reference, "missing-score")
    assert finding.blocking
    assert "๔" in finding.message


def test_an_undetermined_level_blocks_unless_the_official_one_is_given(reference):
    reference.published_overall, reference.published_level = None, ""
    for number in (6, 7, 8):
        set_score(reference, number, "90")  # parts lie between 80 and 100: ผ่าน or ผ่านดี
    assert only(reference, "no-level").blocking
    reference.published_level = "ผ่านดี"
    set_score(reference, 6, "90")
    assert "no-level" not in codes(reference)


def test_officially_published_figures_that_differ_block(reference):
    reference.published_overall, reference.published_level = Decimal("95.84"), "ผ่านดีเยี่ยม"
    set_score(reference, 1, "99.02")
    assert only(reference, "overall-differs").blocking
    assert only(reference, "level-differs").blocking
    assert "๙๕.๘๔" in only(reference, "overall-differs").message
    assert "๙๕.๔๘" in only(reference, "overall-differs").message


def test_an_indicator_below_target_needs_a_measure(reference):
    reference.target = Decimal(95)
    set_score(reference, 1, "99.02")
    assert "no-measure" not in codes(reference)
    measure_of(reference, 9).delete()
    finding = only(reference, "no-measure")
    assert finding.blocking
    assert finding.place.indicator == 9


@pytest.mark.parametrize(
    ("field", "word"),
    [("steps", "ขั้นตอน"), ("units", "ผู้รับผิดชอบ"), ("period", "ระยะเวลา"), ("monitoring", "การกำกับติดตาม")],
)
def test_an_incomplete_measure_blocks(reference, field, word):
    measure = measure_of(reference, 3)
    if field == "steps":
        measure.steps.all().delete()
    elif field == "units":
        measure.unit_links.all().delete()
    elif field == "period":
        measure.period_start = measure.period_end = None
        measure.save()
    else:
        MeasurePlan.objects.filter(assessment=reference).update(monitoring=" ")
    findings = [f for f in found(reference) if f.code == "incomplete-measure"]
    assert {f.place.indicator for f in findings} == ({3} if field != "monitoring" else set(range(1, 11)))
    assert all(f.blocking and word in f.message for f in findings)


@pytest.mark.parametrize(
    "text",
    [
        "ได้ ๙๙.๐๒ คะแนน",
        "สูงกว่าเกณฑ์ ๘๕ คะแนน",
        "คะแนนภาพรวม ๙๕.๔๘",
        "เครื่องมือ OIT ได้ ๙๐.๐๐",
        "ใกล้เคียงกับคุณภาพการดำเนินงาน ๙๘.๙๕",
        "เบิกจ่ายได้ร้อยละ ๙๗.๑๑",
    ],
)
def test_right_numbers_in_a_text_pass(reference, text):
    set_score(reference, 1, "99.02", analysis=text)
    assert "number-differs" not in codes(reference)


def test_another_indicators_score_without_its_name_does_not_pass(reference):
    set_score(reference, 1, "99.02", analysis="ได้ ๙๘.๙๕ คะแนน")
    assert only(reference, "number-differs").place.indicator == 1


# --- Warnings --------------------------------------------------------------------------------------------------------


def test_last_years_year_is_noticed(reference):
    set_score(reference, 2, "100.00", analysis="ตามแผนปีงบประมาณ พ.ศ. ๒๕๖๗")
    finding = only(reference, "wrong-year")
    assert not finding.blocking
    assert "๒๕๖๗" in finding.message


def test_a_cut_sentence_is_noticed(reference):
    set_score(reference, 2, "100.00", analysis="จัดทำแผนการใช้จ่ายงบประมาณและ")
    assert only(reference, "cut-off").place.indicator == 2


def test_different_periods_are_not_remarked_on(reference):
    measure = measure_of(reference, 1)
    measure.period_end = measure.period_end.replace(month=3, day=31)
    measure.save()
    assert "same-period" not in codes(reference)


def test_unverified_criteria_are_said(reference):
    reference.criteria.verified = False
    reference.criteria.save()
    assert only(reference, "unverified-criteria").place.area is checks.Area.CRITERIA


def test_what_blocks_comes_first(reference):
    set_score(reference, 4, None)
    severities = [finding.severity for finding in found(reference)]
    assert severities == sorted(severities, key=[checks.Severity.BLOCKING, checks.Severity.WARNING].index)
    assert len(set(severities)) == 2
