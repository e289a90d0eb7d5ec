"""How results are computed, in words and with a worked example; the glossary."""

import re
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import actions, scoring
from assessments.models import Assessment, Criteria, RatingLevel, ToolWeight
from itaportal.pages.glossary import GROUPS
from itaportal.publishing import actions as publishing

from ..assessments.oracle import overall as oracle_overall
from ..page import Page, html_of
from .test_pages import new_agency, new_year

PAGE = "/methodology/"


def text(response) -> str:
    assert response.status_code == 200
    return Page(response).text


def test_everything_is_told_of_the_criteria_of_the_year(client, reference):
    page = Page(client.get("/methodology/2568/"))
    criteria = reference.criteria
    for line in criteria.indicators.all():
        assert any(line.name in row[1] and line.objective in row[2] for row in page.tables[0] if len(row) == 3)
    assert "IIT ร้อยละ ๓๐ EIT ร้อยละ ๓๐ และ OIT ร้อยละ ๔๐" in page.text
    assert page.tables[1][1:] == [
        ["ผ่านดีเยี่ยม", "คะแนนภาพรวมและคะแนนทุกเครื่องมือตั้งแต่ ๙๕ ขึ้นไป"],
        ["ผ่านดี", "คะแนนภาพรวมและคะแนนทุกเครื่องมือตั้งแต่ ๘๕ แต่ไม่ถึงเกณฑ์ของ “ผ่านดีเยี่ยม”"],
        ["ผ่าน", "คะแนนภาพรวมตั้งแต่ ๘๕ แต่บางเครื่องมือต่ำกว่า ๘๕"],
        ["ต้องปรับปรุง", "คะแนนภาพรวมตั้งแต่ ๗๐ แต่ต่ำกว่า ๘๕"],
        ["ต้องปรับปรุงโดยด่วน", "คะแนนภาพรวมต่ำกว่า ๗๐"],
    ]
    assert "ทุกคะแนนต้องถึงเกณฑ์ ได้แก่ คะแนนภาพรวม และ IIT EIT ส่วนที่ ๑ EIT ส่วนที่ ๒ และ OIT" in page.text
    assert "ค่าเป้าหมายระดับประเทศ คือ คะแนนภาพรวมและทุกเครื่องมือได้ ๘๕ คะแนนขึ้นไป" in page.text
    assert "ตรวจสอบกับเอกสารทางการแล้ว" in page.text
    assert criteria.source in page.text


def test_the_bands_of_conclusions_are_told_as_the_criteria_have_them(client, reference):
    page = Page(client.get("/methodology/2568/"))
    assert page.tables[2][1:] == [
        ["ดีมาก รักษามาตรฐาน", "ตั้งแต่ ๙๕ คะแนนขึ้นไป และถึงเป้าหมายของตัวชี้วัด"],
        ["ดี พัฒนาต่อได้", "ถึงเป้าหมายของตัวชี้วัด แต่ต่ำกว่า ๙๕ คะแนน"],
        ["จุดที่ควรพัฒนา", "ต่ำกว่าเป้าหมายของตัวชี้วัด แต่ตั้งแต่ ๗๐ คะแนนขึ้นไป"],
        ["จุดที่ควรพัฒนาโดยเร่งด่วน", "ต่ำกว่าเป้าหมายของตัวชี้วัด และต่ำกว่า ๗๐ คะแนน"],
    ]
    reference.criteria.conclusions.filter(conclusion="urgent").delete()
    reference.criteria.conclusions.filter(conclusion="excellent").update(min_score=D(98))
    reference.criteria.conclusions.filter(conclusion="improve").update(min_score=D(0), label="ควรพัฒนา")
    page = Page(client.get("/methodology/2568/"))
    assert page.tables[2][1:] == [
        ["ดีมาก รักษามาตรฐาน", "ตั้งแต่ ๙๘ คะแนนขึ้นไป และถึงเป้าหมายของตัวชี้วัด"],
        ["ดี พัฒนาต่อได้", "ถึงเป้าหมายของตัวชี้วัด แต่ต่ำกว่า ๙๘ คะแนน"],
        ["ควรพัฒนา", "ต่ำกว่าเป้าหมายของตัวชี้วัด"],
    ]


def test_another_weight_and_threshold_are_told_as_they_are(client, reference):
    """Nothing of the rules is typed into the page: changed criteria give a changed page."""
    ToolWeight.objects.filter(criteria=reference.criteria, tool="IIT").update(weight=D("22.5"))
    RatingLevel.objects.filter(criteria=reference.criteria, name="ผ่านดี").update(min_overall=D(88), min_each=D(80))
    Criteria.objects.filter(pk=reference.criteria_id).update(target=D("87.5"), verified=False)
    said = text(client.get("/methodology/2568/"))
    assert "IIT ร้อยละ ๒๒.๕" in said
    assert "คะแนนภาพรวมตั้งแต่ ๘๘ และคะแนนทุกเครื่องมือตั้งแต่ ๘๐ แต่ไม่ถึงเกณฑ์ของ “ผ่านดีเยี่ยม”" in said
    assert "ทุกเครื่องมือได้ ๘๗.๕ คะแนนขึ้นไป" in said
    assert "ยังไม่ได้ตรวจสอบกับเอกสารทางการ ผลอาจเปลี่ยนแปลง" in said


def test_worked_example_of_the_reference_agency(client, reference):
    """By hand: 497.84 / 5 = 99.568; 296.11 / 3 = 98.70333…; 30 % of them 29.8704 and 29.611; 40 % of 90 is 36."""
    said = text(client.get(PAGE))
    assert "องค์การบริหารส่วนตำบลชานุวรรณ ปีงบประมาณ พ.ศ. ๒๕๖๘" in said
    assert "IIT (๙๙.๐๒ + ๑๐๐.๐๐ + ๑๐๐.๐๐ + ๙๘.๘๒ + ๑๐๐.๐๐) ÷ ๕ = ๙๙.๕๖๘" in said
    assert "EIT (๙๘.๙๕ + ๙๘.๕๘ + ๙๘.๕๘) ÷ ๓ = ๙๘.๗๐๓๓๓๓…" in said
    assert "OIT (๙๐.๐๐ + ๙๐.๐๐) ÷ ๒ = ๙๐" in said
    assert "๙๙.๕๖๘ × ๓๐ ÷ ๑๐๐ = ๒๙.๘๗๐๔" in said
    assert "๒๙.๘๗๐๔ + ๒๙.๖๑๑ + ๓๖ = ๙๕.๔๘๑๔" in said
    assert "คะแนนภาพรวม = ๙๕.๔๘" in said
    assert "ค่าเฉลี่ยของทุกตัวชี้วัดโดยตรงคือ ๙๗.๔๐" in said
    assert "ระดับผลการประเมิน ผ่านดี ยังไม่ถึง “ผ่านดีเยี่ยม” เพราะ OIT ได้ ๙๐.๐๐" in said
    assert "EIT ส่วนที่ ๑ อยู่ระหว่าง ๙๗.๔๑ ถึง ๑๐๐.๐๐" in said


def test_the_example_is_what_the_public_sees(client, admin_client, published_reference):
    """Scores that staff changed after publishing are in nobody's example, not even their own."""
    actions.save_assessment(assessment=Assessment.objects.get(), entries=[actions.ScoreEntry(9, D("12.34"))], by=None)
    for reader in (client, admin_client):
        said = text(reader.get(PAGE))
        assert "คะแนนภาพรวม = ๙๕.๔๘" in said
        assert "๑๒.๓๔" not in said


def test_a_draft_is_no_example(client, admin_client, reference):
    actions.unpublish(assessment=reference, by=None)
    for reader in (client, admin_client):
        said = text(reader.get("/methodology/2568/"))
        assert "ยังไม่มีผลการประเมินที่เผยแพร่ซึ่งใช้เกณฑ์นี้" in said
        assert "ชานุวรรณ" not in said


def test_a_result_the_criteria_of_today_would_not_give_is_no_example(client, published_reference):
    ToolWeight.objects.filter(criteria__first_year=2566, tool="IIT").update(weight=D(40))
    ToolWeight.objects.filter(criteria__first_year=2566, tool="EIT").update(weight=D(20))
    said = text(client.get("/methodology/2568/"))
    assert "ยังไม่มีผลการประเมินที่เผยแพร่ซึ่งใช้เกณฑ์นี้" in said


def test_examples_are_chosen_alike_each_time(client, criteria):
    """Real agencies before samples, the year itself before others, then by address."""
    sample = new_agency("aaa", "อบต.สมมติ")
    sample.is_sample = True
    sample.save()
    new_year(sample, 2567)
    new_year(new_agency("ddd", "อบต.สี่"), 2568)
    new_year(new_agency("ccc", "อบต.สาม"), 2567)
    new_year(new_agency("bbb", "อบต.สอง"), 2567)
    assert "อบต.สอง ปีงบประมาณ พ.ศ. ๒๕๖๗" in text(client.get("/methodology/2567/"))
    assert "อบต.สี่ ปีงบประมาณ พ.ศ. ๒๕๖๘" in text(client.get("/methodology/2568/"))
    assert "ข้อมูลสมมติ" not in text(client.get("/methodology/2568/"))
    Assessment.objects.exclude(agency=sample).update(status="draft")
    assert "อบต.สมมติ ปีงบประมาณ พ.ศ. ๒๕๖๗ ข้อมูลสมมติ" in text(Client().get("/methodology/2568/"))


def test_letter_years(client, criteria):
    new_year(new_agency("bbb", "อบต.สอง"), 2564, scores=["80"] * 10)
    page = Page(client.get("/methodology/2564/"))
    assert [row[0] for row in page.tables[1][1:]] == ["AA", "A", "B", "C", "D", "E", "F"]
    assert page.tables[1][2] == ["A", "คะแนนภาพรวมตั้งแต่ ๘๕ แต่ต่ำกว่า ๙๕"]
    assert page.tables[1][7] == ["F", "คะแนนภาพรวมต่ำกว่า ๕๐"]
    assert "ระดับพิจารณาจากคะแนนภาพรวมอย่างเดียว" in page.text
    assert "EIT มีสองส่วน" not in page.text
    assert "ระดับผลการประเมิน B" in page.text


def test_the_year_of_another_model(client, criteria):
    said = text(client.get("/methodology/2561/"))
    assert "ปีงบประมาณนี้ใช้รูปแบบการประเมินที่ต่างจากปีต่อมา" in said
    assert "ไม่คำนวณเอง" in said
    assert "คำนวณอย่างไร" not in said


def test_every_criteria_is_listed_with_its_kind_of_levels(client, criteria):
    page = Page(client.get("/methodology/2568/"))
    assert "๕ ระดับ “ผ่านดีเยี่ยม” ถึง “ต้องปรับปรุงโดยด่วน” พิจารณาทั้งคะแนนภาพรวมและคะแนนของทุกเครื่องมือ" in page.text
    assert "๗ ระดับ “AA” ถึง “F” พิจารณาจากคะแนนภาพรวมอย่างเดียว" in page.text
    links = {value for tag, name, value in page.attributes if (tag, name) == ("a", "href")}
    assert {"/methodology/2569/", "/methodology/2565/", "/methodology/2562/", "/methodology/2561/"} <= links


@pytest.mark.parametrize("year", [0, 1, 2560, 2570, 99999, 10**30])
def test_years_without_criteria_are_404(client, criteria, year):
    assert client.get(f"/methodology/{year}/").status_code == 404


def test_without_a_year_the_newest_published_one_is_told(client, criteria):
    assert "ปีงบประมาณ พ.ศ. ๒๕๖๙" in Page(client.get(PAGE)).text, "the newest criteria where nothing is published"
    new_year(new_agency("bbb", "อบต.สอง"), 2567)
    new_year(new_agency("ccc", "อบต.สาม"), 2569, publish=False)
    html = html_of(client.get(PAGE))
    assert "<title>วิธีคำนวณผลการประเมิน ITA ปีงบประมาณ พ.ศ. ๒๕๖๗ | ITA Portal</title>" in html


def test_no_criteria_at_all(client, db):
    assert "ยังไม่มีเกณฑ์การประเมินของปีใด" in text(client.get(PAGE))


def test_queries_are_the_same_for_one_agency_and_for_many(client, criteria):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    first = new_agency("a0", "อบต.ศูนย์")
    new_year(first, 2568)
    new_year(new_agency("a1", "อบต.หนึ่ง"), 2568)
    few = queries()
    for number in range(2, 6):
        agency = new_agency(f"a{number}", f"อบต.{number}")
        for year in (2566, 2567, 2568):
            new_year(agency, year)
    assert queries() == few <= 34


def test_working_agrees_with_the_rules_and_with_the_oracle(reference):
    rules = reference.criteria.rules()
    scores = ["0.01", "33.33", "66.67", "99.99", "50", "12.34", "0", "100", "77.77", "88.88"]
    given = {number: D(score) for number, score in enumerate(scores, start=1)}
    lines = [scoring.ScoreLine(number, score) for number, score in given.items()]
    steps = scoring.working(lines, rules)
    assert steps.overall == scoring.evaluate(lines, rules).overall
    assert steps.overall == oracle_overall(given)
    assert abs(sum(tool.share for tool in steps.tools) - steps.unrounded) < D("1e-30")
    assert scoring.working(lines[1:], rules) is None


# --- Glossary --------------------------------------------------------------------------------------------------


def test_glossary_has_an_anchor_for_each_word(client, db):
    html = html_of(client.get("/glossary/"))
    terms = [term for group in GROUPS for term in group.terms]
    anchors = [term.anchor for term in terms] + [group.anchor for group in GROUPS]
    assert len(set(anchors)) == len(anchors)
    for anchor in anchors:
        assert html.count(f'id="{anchor}"') == 1
    assert {"iit", "eit", "oit"} <= set(anchors)
    for term in terms:
        assert " ".join(term.meaning.split()) in Page(client.get("/glossary/")).text


def test_links_into_the_glossary_lead_somewhere(client, reference):
    anchors = set(re.findall(r'id="([a-z-]+)"', html_of(client.get("/glossary/"))))
    for address in (PAGE, "/chanuwan/2568/"):
        found = re.findall(r'href="/glossary/#([^"]+)"', html_of(client.get(address)))
        assert found, address
        assert set(found) <= anchors


@pytest.mark.pdf
def test_publishing_changes_the_example_at_once(client, reference):
    before = client.get(PAGE)
    reference.published_overall = D("96.48")
    actions.save_assessment(assessment=reference, entries=[actions.ScoreEntry(9, D("95"))], by=None)
    publishing.publish(assessment=Assessment.objects.get(), by=None)
    after = client.get(PAGE)
    assert after["ETag"] != before["ETag"]
    assert "๙๖.๔๘" in text(after)  # 95.4814 + 0.2 × 5
