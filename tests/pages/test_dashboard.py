"""What the dashboard says beside the result: change, balance of the 100 points, radar, and what staff must mend."""

import pytest

from assessments import actions
from assessments.models import Assessment, Criteria, IndicatorScore
from assessments.thai import thai_digits
from measures.models import Measure, MeasurePlan
from tests.factories import freeze, with_scores

from ..page import Page
from .test_pages import D, new_agency, new_year

PAGE = "/chanuwan/2568/"


# --- Change from last year ----------------------------------------------------------------------------------------


def test_no_year_before_no_change(client, reference):
    new_year(reference.agency, 2566)
    text = Page(client.get(PAGE)).text
    assert "เพิ่มขึ้น" not in text
    assert "เทียบกับปี" not in text


def test_change_of_overall_tools_and_indicators(client, reference):
    new_year(reference.agency, 2567, scores=["90"] * 10, eit_part_1=D(90), eit_part_2=D(90))
    page = Page(client.get(PAGE))
    assert "คะแนนภาพรวมเพิ่มขึ้น ๕.๔๘ คะแนน จากปี ๒๕๖๗ (๙๐.๐๐ คะแนน) ปี ๒๕๖๗ อยู่ในระดับ “ผ่านดี”" in page.text
    assert "เทียบกับปี ๒๕๖๗ เพิ่มขึ้น ๙.๕๗ คะแนน" in page.text  # IIT
    assert "เทียบกับปี ๒๕๖๗ เท่าเดิม" in page.text  # OIT
    rows = {row[0]: row for row in page.tables[0] if len(row) == 9}
    assert rows["ที่"][3] == "เทียบกับปี ๒๕๖๗"
    assert (rows["๑"][3], rows["๙"][3]) == ("เพิ่มขึ้น ๙.๐๒", "เท่าเดิม")


def test_a_fall_is_said(client, reference):
    new_year(reference.agency, 2567, scores=["98"] * 10)
    assert "คะแนนภาพรวมลดลง ๒.๕๒ คะแนน จากปี ๒๕๖๗ (๙๘.๐๐ คะแนน)" in Page(client.get(PAGE)).text


def test_levels_of_another_scale_are_not_held_against_each_other(client, criteria):
    agency = new_agency("example", "อบต.ตัวอย่าง")
    new_year(agency, 2565, scores=["90"] * 10)
    new_year(agency, 2566, scores=["91"] * 10)
    text = Page(client.get("/example/2566/")).text
    assert "เพิ่มขึ้น ๑.๐๐ คะแนน จากปี ๒๕๖๕ (๙๐.๐๐ คะแนน) ปี ๒๕๖๕ อยู่ในระดับ “A” ซึ่งใช้เกณฑ์ระดับต่างกัน จึงเทียบระดับกันไม่ได้" in text


def test_another_model_or_other_indicators_are_not_compared(client, criteria):
    agency = new_agency("example", "อบต.ตัวอย่าง")
    new_year(agency, 2561, scores=(), published_overall=D("81.25"))
    new_year(agency, 2562)
    new_year(agency, 2565)
    new_year(agency, 2566)
    Criteria.objects.get(first_year=2566).indicators.filter(number=4).update(name="ตัวชี้วัดใหม่")
    for year in (2562, 2566):
        assert f"จากปี {year - 1}" not in Page(client.get(f"/example/{year}/")).text.translate(
            str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
        )


def test_a_draft_of_last_year_is_not_shown(client, reference):
    new_year(reference.agency, 2567, scores=["90"] * 10, publish=False)
    assert "๒๕๖๗" not in Page(client.get(PAGE)).text


# --- What is got and lost of 100 ----------------------------------------------------------------------------------


def test_balance_of_the_hundred_points(client, reference):
    page = Page(client.get(PAGE))
    section = page.text[page.text.index("คะแนนที่ได้และเสียไปจาก ๑๐๐") : page.text.index("จุดแข็งและจุด")]
    assert "ได้ ๙๕.๔๘ คะแนน เสียไป ๔.๕๒ คะแนน" in section
    assert "IIT ๒๙.๘๗ คะแนน EIT ๒๙.๖๑ คะแนน OIT ๓๖.๐๐ คะแนน เสียไป ๔.๕๒ คะแนน" in section
    order = [section.index(f"{number}. ") for number in ("๙", "๑๐", "๗", "๘", "๖", "๔", "๑")]
    assert order == sorted(order)
    assert "๙. การเปิดเผยข้อมูล เสียไป ๒.๐๐ คะแนน (ได้ ๙๐.๐๐ คะแนน)" in section
    assert "ตัวชี้วัดที่ ๒ ๓ และ ๕ ไม่เสียคะแนน" in section
    shares = [value for tag, name, value in page.attributes if (tag, name) == ("rect", "width")]
    assert {"29.87%", "29.61%", "36.00%"} <= set(shares)


def test_shares_that_do_not_add_up_say_why(client, criteria):
    """30 % of 90.05 is 27.015, shown as 27.02 twice: with 36.00 that is 90.04, and the overall is 90.03."""
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=["90.05"] * 8 + ["90", "90"])
    said = "ผลรวมคะแนนที่ได้จากทุกเครื่องมือต่างจากคะแนนภาพรวม ๐.๐๑ คะแนน เพราะแต่ละตัวเลขปัดเศษแยกกัน"
    assert said in Page(client.get("/example/2568/")).text
    IndicatorScore.objects.all().update(score=90)
    actions.refresh_result(assessment=Assessment.objects.with_scores().get())
    assert "ผลรวมคะแนนที่ได้" not in Page(client.get("/example/2568/")).text


def test_no_strength_says_why_where_it_is_the_scores(client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=["94.99"] * 10)
    said = "ยังไม่มีจุดแข็ง เพราะยังไม่มีตัวชี้วัดใดได้ตั้งแต่ ๙๕ คะแนนขึ้นไป"
    assert said in Page(client.get("/example/2568/")).text
    new_year(new_agency("other", "อบต.อื่น"), scores=["96"] * 10, target=D(98))
    page = Page(client.get("/other/2568/"))
    assert "ยังไม่มีตัวชี้วัดที่จัดเป็นจุดแข็งได้" in page.text
    assert said not in page.text, "96 is more than 95, and under the agency's target"


def test_nothing_is_lost_where_all_is_full(client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=["100"] * 10)
    assert "ได้ ๑๐๐.๐๐ คะแนน เสียไป ๐.๐๐ คะแนน" in Page(client.get("/example/2568/")).text
    assert "ไม่มีตัวชี้วัดใดเสียคะแนน" in Page(client.get("/example/2568/")).text


def test_no_balance_and_no_radar_while_a_score_is_missing(admin_client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=["90"] * 9 + [None], publish=False)
    page = Page(admin_client.get("/example/2568/"))
    assert "คะแนนที่ได้และเสียไปจาก ๑๐๐" not in page.text
    assert "คะแนนทุกตัวชี้วัดในภาพเดียว" not in page.text


def test_radar_names_every_indicator_and_its_axis(client, reference):
    page = Page(client.get(PAGE))
    assert "จุดกลางคือ ๘๐ คะแนน วงนอกสุดคือ ๑๐๐ คะแนน" in page.text
    drawings = [value for tag, name, value in page.attributes if (tag, name) == ("svg", "aria-label")]
    assert "แผนภูมิเรดาร์คะแนน ๑๐ ตัวชี้วัด ตัวเลขอยู่ในตารางด้านล่าง" in drawings


def test_flags_are_listed_in_words(client, reference):
    assert "ต่ำกว่าเป้าหมาย ๑ ตัวชี้วัด" not in Page(client.get(PAGE)).text
    IndicatorScore.objects.filter(indicator__number=9).update(target=D("92.5"))
    assert "ต่ำกว่าเป้าหมาย ๑ ตัวชี้วัด ๙ การเปิดเผยข้อมูล (ต่ำกว่าเป้าหมาย ๒.๕๐ คะแนน)" in Page(client.get(PAGE)).text


def test_what_to_do_first_names_three_at_most(client, criteria):
    """0.3 × 93 + 0.3 × 94 + 0.4 × 92 = 92.9: four figures are under 95, the gaps 3 of OIT, 2 of IIT, 1 of each part."""
    scores = ["93"] * 5 + ["94"] * 3 + ["92"] * 2
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=scores, eit_part_1=D(94), eit_part_2=D(94))
    first = "สิ่งที่ควรทำก่อน คือ เพิ่มคะแนน OIT อีก ๓.๐๐ คะแนน และ IIT อีก ๒.๐๐ คะแนน ให้ได้ ๙๕ คะแนน"
    assert first in Page(client.get("/example/2568/")).text  # of the two equal parts neither is picked


def test_what_to_do_first_does_not_pick_among_equals(client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=["94"] * 10, eit_part_1=D(94), eit_part_2=D(94))
    first = "สิ่งที่ควรทำก่อน คือ เพิ่มคะแนนทุกเครื่องมืออีก ๑.๐๐ คะแนน ให้ได้ ๙๕ คะแนน"
    assert first in Page(client.get("/example/2568/")).text


# --- Before publishing --------------------------------------------------------------------------------------------


def test_staff_see_what_keeps_a_draft_from_being_published(client, admin_client, reference):
    actions.unpublish(assessment=reference, by=None)
    assert "ต้องแก้ก่อนเผยแพร่" not in Page(admin_client.get(PAGE)).text
    Assessment.objects.update(published_overall=D("96.00"))
    Measure.objects.filter(indicator__number=9).update(titles="")
    text = Page(admin_client.get(PAGE)).text
    assert "ต้องแก้ก่อนเผยแพร่ ๒ เรื่อง (แสดงเฉพาะเจ้าหน้าที่ของหน่วยงาน)" in text
    assert client.get(PAGE).status_code == 404


def test_what_is_to_be_mended_is_for_drafts_and_staff_alone(client, admin_client, reference):
    freeze(reference)
    with_scores(reference, {9: None})
    assert "ต้องแก้ก่อนเผยแพร่" in Page(admin_client.get(PAGE)).text
    assert "ต้องแก้ก่อนเผยแพร่" not in Page(client.get(PAGE)).text


@pytest.mark.parametrize("year", [2561, 2564])
def test_plan_and_links_of_other_years(client, criteria, year):
    fields = {"scores": (), "published_overall": D("81.25")} if year == 2561 else {}
    new_year(new_agency("example", "อบต.ตัวอย่าง"), year, **fields)
    page = Page(client.get(f"/example/{year}/"))
    assert f"ยังไม่มีมาตรการที่จัดทำจากผลการประเมินปี {thai_digits(year)}" in page.text
    assert MeasurePlan.objects.count() == 0
    assert ("a", "href", "/example/trend/") in page.attributes
