"""The home page of many agencies: search, the summary of provinces, and what staff find there."""

import pytest

from assessments import actions
from assessments.models import Agency, Assessment
from assessments.roles import VIEWER
from itaportal.pages.home import FEW
from tests.factories import agencies_of, version_of, years_of

from ..page import Page
from .test_pages import new_agency, new_year


def summary(client):
    heading, *rows = Page(client.get("/")).tables[0]
    return {row[0]: dict(zip(heading[1:], row[1:], strict=True)) for row in rows}


def test_summary_of_provinces(client, criteria):
    agencies_of(["90.00", "80.00", "85.00"], province="ตรัง")
    agencies_of(["95.00"], start=10, province="แพร่")
    agencies_of(["99.00"], start=20, province="แพร่", year=2566)
    agencies_of([None], start=30, province="น่าน")
    Assessment.objects.filter(agency__slug="a030").update(status="draft")
    found = summary(client)
    assert list(found) == ["ตรัง", "แพร่", "ทุกจังหวัด"]
    assert found["ตรัง"] == {
        "หน่วยงาน": "๓",
        "มีผลของปี ๒๕๖๘": "๓",
        "มัธยฐาน": "๘๕.๐๐",
        "ผ่านดีเยี่ยม": "๐",
        "ผ่านดี": "๒",
        "ผ่าน": "๐",
        "ต้องปรับปรุง": "๑",
        "ต้องปรับปรุงโดยด่วน": "๐",
    }
    assert (found["แพร่"]["หน่วยงาน"], found["แพร่"]["มีผลของปี ๒๕๖๘"], found["แพร่"]["มัธยฐาน"]) == ("๒", "๑", "๙๕.๐๐")
    assert (found["ทุกจังหวัด"]["หน่วยงาน"], found["ทุกจังหวัด"]["มัธยฐาน"]) == ("๕", "๘๗.๕๐")
    page = Page(client.get("/"))
    assert "หน่วยงานที่เผยแพร่ผลแล้ว ๕ แห่ง ใน ๒ จังหวัด" in page.text
    assert any(name == "href" and value.startswith("/compare/?province=") for _, name, value in page.attributes)


def test_published_figures_only(client, criteria):
    first, _ = agencies_of(["99.00", "99.00"])
    version_of(first, "81.00")
    agencies_of(["70.00"], start=5)
    version_of(Agency.objects.get(slug="a005"), "70.00", withdrawn=True)
    assert summary(client)["ทุกจังหวัด"]["หน่วยงาน"] == "๒"
    assert summary(client)["ทุกจังหวัด"]["มัธยฐาน"] == "๙๐.๐๐"
    text = Page(client.get("/")).text
    assert "อบต.ที่ 000 ๘๑.๐๐" in text
    assert "อบต.ที่ 005" not in text


def test_search_leads_to_the_comparison(client, criteria):
    agencies_of(["90.00", "80.00"])
    page = Page(client.get("/"))
    assert ("form", "action", "/compare/") in page.attributes
    assert ("input", "name", "q") in page.attributes


def test_few_agencies_are_listed_and_many_are_not(client, criteria):
    agencies_of(["90.00"] * FEW)
    assert "อบต.ที่ 000" in Page(client.get("/")).text
    agencies_of(["90.00"], start=FEW)
    text = Page(client.get("/")).text
    assert "อบต.ที่ 000" not in text
    assert "ทุกจังหวัด" in text


def test_a_year_without_levels(client, criteria):
    agencies_of(["90.00", "80.00"], year=2561)
    Assessment.objects.update(result_level="")
    assert summary(client)["ทุกจังหวัด"]["มีผลของปี ๒๕๖๑"] == "๒"


def test_staff_find_their_drafts_and_nobody_elses(client, person, criteria):
    made = agencies_of(["90.00", "80.00"])
    years_of(made, ["91.00", "81.00"], year=2569, status="draft")
    client.force_login(person(VIEWER, made[0]))
    page = Page(client.get("/"))
    assert "ผลการประเมินที่ยังไม่ได้เผยแพร่" in page.text
    assert ("a", "href", "/a000/2569/") in page.attributes
    assert ("a", "href", "/a001/2569/") not in page.attributes
    client.logout()
    assert "ยังไม่ได้เผยแพร่" not in Page(client.get("/")).text


def test_a_single_agencys_staff_go_to_its_latest_year(client, person, criteria):
    agency = new_agency("one", "อบต.หนึ่ง")
    new_year(agency)
    new_year(agency, 2569, publish=False)
    assert client.get("/")["Location"] == "/one/2568/"
    client.force_login(person(VIEWER, agency))
    assert client.get("/")["Location"] == "/one/2569/"


def test_what_was_just_published_is_there(client, criteria):
    agencies_of(["90.00", "80.00"])
    client.get("/")
    third = new_year(new_agency("third", "อบต.สาม", "ตรัง"))
    assert "ตรัง" in summary(client)
    actions.unpublish(assessment=third, by=None)
    assert "ตรัง" not in summary(client)


def test_made_up_agencies_are_said_to_be(client, criteria):
    agencies_of(["90.00", "80.00"], is_sample=True)
    assert "ข้อมูลสมมติ หน่วยงานและคะแนนที่แสดงในหน้านี้สร้างขึ้นเพื่อการทดลองใช้" in Page(client.get("/")).text


@pytest.mark.parametrize("agencies", [2, 500])
def test_queries_do_not_grow_with_agencies(client, criteria, django_assert_num_queries, agencies):
    agencies_of(["90.00"] * agencies)
    by_name = 1 if agencies <= FEW else 0
    with django_assert_num_queries(3 + 11 + by_name):  # three: the stamp of the ETag, the name of the site, the menu
        client.get("/")
    with django_assert_num_queries(1):
        client.get("/")
