"""Results over the years, as the server answers them: honest about gaps, criteria, and what the reader may see."""

import re

import pytest

from assessments.models import Criteria, Indicator
from assessments.thai import thai_digits
from itaportal.pages.trend import trend_page
from itaportal.pages.years import read_years
from itaportal.publishing import actions as publishing
from tests.factories import with_scores

from ..page import Page, html_of
from .test_pages import D, new_agency, new_year

PAGE = "/example/trend/"


@pytest.fixture
def agency(criteria):
    return new_agency("example", "อบต.ตัวอย่าง")


def built(user, slug="example"):
    return trend_page(read_years(user, slug))


def joined(chart):
    at = {column.x: column.year for column in chart.columns}
    return [(at[line.x1], at[line.x2]) for line in chart.segments]


@pytest.fixture
def public():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


@pytest.fixture
def nine_years(agency):
    """FY2561 with an overall alone, 2562–2565 letters, 2566 missing, 2567–2569 pass levels."""
    new_year(agency, 2561, scores=(), published_overall=D("81.25"))
    for number, score in (
        (2562, "70"),
        (2563, "76"),
        (2564, "80"),
        (2565, "86"),
        (2567, "90"),
        (2568, "96"),
        (2569, "95"),
    ):
        new_year(agency, number, scores=[score] * 10, eit_part_1=D(score), eit_part_2=D(score))
    return agency


def test_table_of_all_years(client, nine_years):
    rows = Page(client.get(PAGE)).tables[0]
    assert rows[0] == ["ปีงบประมาณ", "คะแนนภาพรวม", "เทียบกับปีก่อน", "ระดับ", "ช่วงเกณฑ์"]
    assert rows[1:] == [
        ["พ.ศ. ๒๕๖๑", "๘๑.๒๕", "–", "–", "ก"],
        ["พ.ศ. ๒๕๖๒", "๗๐.๐๐", "–", "C", "ข"],  # another model of assessment before it
        ["พ.ศ. ๒๕๖๓", "๗๖.๐๐", "เพิ่มขึ้น ๖.๐๐", "B", "ข"],
        ["พ.ศ. ๒๕๖๔", "๘๐.๐๐", "เพิ่มขึ้น ๔.๐๐", "B", "ข"],
        ["พ.ศ. ๒๕๖๕", "๘๖.๐๐", "เพิ่มขึ้น ๖.๐๐", "A", "ข"],
        ["พ.ศ. ๒๕๖๖", "ไม่มีข้อมูล", "–", "–", "–"],
        ["พ.ศ. ๒๕๖๗", "๙๐.๐๐", "–", "ผ่านดี", "ค"],  # no year before it
        ["พ.ศ. ๒๕๖๘", "๙๖.๐๐", "เพิ่มขึ้น ๖.๐๐", "ผ่านดีเยี่ยม", "ค"],
        ["พ.ศ. ๒๕๖๙", "๙๕.๐๐", "ลดลง ๑.๐๐", "ผ่านดีเยี่ยม", "ค"],
    ]


def test_lines_join_only_what_compares(nine_years, public):
    page = built(public)
    chart = page.overall
    assert joined(chart) == [(2562, 2563), (2563, 2564), (2564, 2565), (2567, 2568), (2568, 2569)]
    assert [column.year for column in chart.gaps] == [2566]
    assert [mark.point.value for mark in chart.marks][:2] == [D("81.25"), D("70.00")]
    for series in (*page.tools, *(line for group in page.groups for line in group.indicators)):
        assert joined(series.chart) == joined(chart)
        assert [column.year for column in series.chart.gaps] == [2561, 2566]


def test_scales_and_changes_are_said(client, nine_years):
    text = Page(client.get(PAGE)).text
    assert "ก ปี ๒๕๖๑ เก็บเฉพาะคะแนนภาพรวมจากรูปแบบการประเมินเดิม" in text
    assert "ข ปี ๒๕๖๒–๒๕๖๕ ระดับผลการประเมิน AA · A · B · C · D · E · F เปลี่ยนรูปแบบการประเมินทั้งหมด คะแนนจึงเทียบกันไม่ได้" in text
    assert "ค ปี ๒๕๖๗–๒๕๖๙ ระดับผลการประเมิน ผ่านดีเยี่ยม · ผ่านดี · ผ่าน · ต้องปรับปรุง · ต้องปรับปรุงโดยด่วน" in text
    assert "เปลี่ยนระดับผลการประเมิน เทียบคะแนนกันได้ แต่เทียบระดับกันไม่ได้" in text
    assert "ระดับพิจารณาคะแนนของทุกเครื่องมือด้วย จากเดิมที่พิจารณาคะแนนภาพรวมอย่างเดียว" in text
    assert "เกณฑ์ของปี ๒๕๖๙ ยังไม่ได้ตรวจสอบกับเอกสารทางการ" in text
    assert "ไม่มีข้อมูลปี ๒๕๖๖" in text
    assert "ปี ๒๕๖๙ ได้คะแนนภาพรวม ๙๕.๐๐ คะแนน ระดับ ผ่านดีเยี่ยม ลดลง ๑.๐๐ คะแนน จากปี ๒๕๖๘" in text


def test_tables_behind_the_charts(client, nine_years):
    _, tools, indicators = Page(client.get(PAGE)).tables
    assert tools[0] == ["ปี", "IIT", "EIT", "OIT"]
    assert tools[1] == ["๒๕๖๑", "–", "–", "–"]
    assert tools[-1] == ["๒๕๖๙", "๙๕.๐๐", "๙๕.๐๐", "๙๕.๐๐"]
    assert indicators[0] == ["ตัวชี้วัด", *(thai_digits(year) for year in range(2561, 2570))]
    scores = ["๗๐.๐๐", "๗๖.๐๐", "๘๐.๐๐", "๘๖.๐๐", "–", "๙๐.๐๐", "๙๖.๐๐", "๙๕.๐๐"]
    assert indicators[9] == ["๙. การเปิดเผยข้อมูล", "–", *scores]
    assert len(indicators) == 11


def test_another_indicator_is_another_line(agency, public):
    """From FY2566 on indicator 4 is another one, and 9 and 10 have changed places."""
    new_year(agency, 2565)
    new_year(agency, 2566)
    criteria = Criteria.objects.get(first_year=2566)
    Indicator.objects.filter(criteria=criteria, number=4).update(name="ตัวชี้วัดใหม่")
    Indicator.objects.filter(criteria=criteria, number=9).update(name="การป้องกันการทุจริต")
    Indicator.objects.filter(criteria=criteria, number=10).update(name="การเปิดเผยข้อมูล")
    page = built(public)
    assert joined(page.overall) == []
    by_tool = {series.tool: joined(series.chart) for series in page.tools}
    assert by_tool["IIT"] == []
    assert by_tool["EIT"] == [(2565, 2566)]
    lines = {line.name: line for group in page.groups for line in group.indicators}
    assert len(lines) == 11
    assert joined(lines["ตัวชี้วัดใหม่"].chart) == joined(lines["การใช้ทรัพย์สินของราชการ"].chart) == []
    assert (lines["การใช้ทรัพย์สินของราชการ"].linked, lines["ตัวชี้วัดใหม่"].linked) == (2565, 2566)
    assert joined(lines["การเปิดเผยข้อมูล"].chart) == [(2565, 2566)]
    assert page.eras[1].changes[0] == "บางตัวชี้วัดเปลี่ยน คะแนนของเครื่องมือและคะแนนภาพรวมจึงเทียบกันไม่ได้โดยตรง"


def test_other_weights_are_not_joined(agency, public):
    new_year(agency, 2565)
    new_year(agency, 2566)
    Criteria.objects.get(first_year=2566).tools.filter(tool="IIT").update(weight=20)
    Criteria.objects.get(first_year=2566).tools.filter(tool="OIT").update(weight=50)
    page = built(public)
    assert joined(page.overall) == []
    assert all(joined(series.chart) == [(2565, 2566)] for series in page.tools)
    assert page.eras[1].changes[0] == "น้ำหนักของเครื่องมือเปลี่ยน คะแนนภาพรวมจึงเทียบกันไม่ได้โดยตรง"


def test_one_year_is_an_honest_empty_state(client, reference):
    page = Page(client.get("/chanuwan/trend/"))
    assert "มีผลเพียงปีเดียว ยังแสดงแนวโน้มไม่ได้" in page.text
    headings = ["ปีงบประมาณ", "คะแนนภาพรวม", "เทียบกับปีก่อน", "ระดับ"]
    assert page.tables == [[headings, ["พ.ศ. ๒๕๖๘", "๙๕.๔๘", "–", "ผ่านดี (ตามประกาศ)"]]]
    assert all(tag != "circle" or value != "dot" for tag, name, value in page.attributes if name == "class")
    assert "ข้อมูลสมมติ" not in page.text


def test_sample_agencies_say_so_on_every_page(client, agency):
    agency.is_sample = True
    agency.save()
    new_year(agency, 2567)
    new_year(agency, 2568)
    for page in ("trend/", "2568/", "2568/indicators/1/", "2568/measures/", "2568/what-if/"):
        assert "ข้อมูลสมมติ หน่วยงานและคะแนนที่แสดงในหน้านี้สร้างขึ้นเพื่อการทดลองใช้" in Page(client.get(f"/example/{page}")).text


# --- Who sees what ------------------------------------------------------------------------------------------------


def test_the_public_sees_published_years_and_staff_their_drafts(client, admin_client, agency):
    new_year(agency, 2566)
    new_year(agency, 2567, scores=["90"] * 10)
    new_year(agency, 2568, scores=["91"] * 10, publish=False)
    assert "๒๕๖๘" not in Page(client.get(PAGE)).text
    text = Page(admin_client.get(PAGE)).text
    assert "ร่าง ผลปี ๒๕๖๘ ยังไม่ได้เผยแพร่ตามที่แสดง" in text
    assert "พ.ศ. ๒๕๖๘ ร่าง ๙๑.๐๐" in text


@pytest.mark.pdf
def test_the_public_sees_what_was_frozen(client, admin_client, reference):
    new_year(reference.agency, 2567, scores=["90"] * 10)
    publishing.publish(assessment=reference, by=None)
    with_scores(reference, {9: "10", 10: "10"})
    public, staff = (Page(each.get("/chanuwan/trend/")) for each in (client, admin_client))
    assert public.tables[0][2][:2] == ["พ.ศ. ๒๕๖๘", "๙๕.๔๘"]
    assert staff.tables[0][2][:2] == ["พ.ศ. ๒๕๖๘ ร่าง", "๖๓.๔๘"]  # 29.8704 + 29.611 + 0.4 × 10
    assert "๑๐.๐๐" not in public.text
    version = reference.publications.get()
    publishing.withdraw(publication=version, reason="ทดสอบ", by=None)
    assert "๒๕๖๘" not in Page(client.get("/chanuwan/trend/")).text


@pytest.mark.parametrize(
    "address", ["/nobody/trend/", "/example/trend/x/", "/example%00/trend/", f"/{'a' * 10_000}/trend/"]
)
def test_unknown_is_404(client, agency, address):
    new_year(agency)
    assert client.get(address).status_code == 404


def test_an_agency_without_a_visible_year_is_404(client, agency):
    new_year(agency, publish=False)
    assert client.get(PAGE).status_code == 404


def test_unknown_parameters_are_ignored(client, agency):
    new_year(agency)
    assert client.get(PAGE, {"year": "๐", "page": "-1", "x": "a" * 10_000}).status_code == 200


TREND_QUERIES = 13  # among them one for the stamp of the ETag two for the menu, one for the site's name


@pytest.mark.parametrize("count", [1, 7])
def test_queries_do_not_grow_with_years(client, agency, django_assert_num_queries, count):
    for number in range(2568 - count, 2568):
        new_year(agency, number + 1)
    with django_assert_num_queries(TREND_QUERIES):
        client.get(PAGE)


def test_twenty_years(client, agency, django_assert_num_queries):
    """The last shipped criteria, stretched to 2590, as an agency of the future would have them."""
    Criteria.objects.filter(first_year=2569).update(last_year=2590)
    for number in range(2569, 2589):
        new_year(agency, number)
    with django_assert_num_queries(TREND_QUERIES):
        response = client.get(PAGE)
    assert len(re.findall("<tr", html_of(response).split("</table>")[0])) == 21
