"""The badge and the card that agencies put on their own sites: what they say, to whom, and for how long."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone

from assessments.models import Agency, Assessment
from assessments.roles import APPROVER
from itaportal.models import Publication
from tests import factories as make
from tests.factories import agencies_of, version_of, years_of
from tests.page import Page, html_of

SVG = "{http://www.w3.org/2000/svg}"
GREY = "#56606e"
GREEN = "#166534"


class Shown:
    """A badge with its card, which say the same; `page` is an address like `a000/2568/`."""

    def __init__(self, client, page, status=200):
        self.badge = client.get(f"/{page}badge.svg")
        self.card = client.get(f"/{page}card/")
        picture = ET.fromstring(html_of(self.badge, status))
        self.texts = [text.text for text in picture.iter(f"{SVG}text")]
        self.title, self.said = (picture.find(f"{SVG}{name}").text for name in ("title", "desc"))
        self.colour = next(picture.iter(f"{SVG}rect")).get("fill")
        self.links = [link.get("href") for link in picture.iter(f"{SVG}a")]
        self.words = Page(self.card, status).text
        self.html = html_of(self.card, status)


def withdraw(**which):
    Publication.objects.filter(**which).update(withdrawn_at=timezone.now(), withdrawn_reason="ผิด")


@pytest.fixture
def agency(criteria) -> Agency:
    """An agency with the years 2567 and 2568."""
    found = agencies_of(["95.48"])[0]
    years_of([found], ["90.12"], year=2567)
    return found


def test_the_agencys_badge_is_of_its_latest_year(client, agency):
    shown = Shown(client, "a000/")
    assert shown.texts == ["ITA ๒๕๖๘", "๙๕.๔๘ ผ่านดี"]
    assert shown.colour == GREEN
    assert shown.title == "ผลการประเมิน ITA ปีงบประมาณ พ.ศ. ๒๕๖๘ อบต.ที่ 000"
    assert shown.said == "๙๕.๔๘ คะแนน ผ่านดี"
    assert shown.links == ["http://testserver/a000/"]
    assert "อบต.ที่ 000 ผลการประเมิน ITA ปีงบประมาณ พ.ศ. ๒๕๖๘ ๙๕.๔๘ จาก ๑๐๐ ผ่านดี" in shown.words
    assert "result-card tone-good" in shown.html
    assert '<a href="/a000/" target="_blank" rel="noopener">' in shown.html
    Assessment.objects.filter(fiscal_year=2568).update(status="draft")
    assert Shown(client, "a000/").texts == ["ITA ๒๕๖๗", "๙๐.๑๒ ผ่านดี"]


def test_a_years_badge_is_grey_once_a_newer_year_is_public(client, agency):
    shown = Shown(client, "a000/2567/")
    assert shown.texts == ["ITA ๒๕๖๗", "๙๐.๑๒ ผ่านดี", "มีผลปี ๒๕๖๘ แล้ว"]
    assert shown.colour == GREY
    assert shown.links == ["http://testserver/a000/2567/"]
    assert "มีผลปี ๒๕๖๘ แล้ว" in shown.words
    assert "tone-unknown" in shown.html
    Assessment.objects.filter(fiscal_year=2568).update(status="draft")
    assert Shown(client, "a000/2567/").texts == ["ITA ๒๕๖๗", "๙๐.๑๒ ผ่านดี"]


def test_a_year_shows_its_live_version_and_an_older_version_that_it_is_one(client, agency):
    version_of(agency, "91.00")
    version_of(agency, "92.00", version=2)
    assert Shown(client, "a000/2568/").texts == ["ITA ๒๕๖๘", "๙๒.๐๐ ผ่านดี"]
    assert "ฉบับที่ ๒" in Shown(client, "a000/").words
    older = Shown(client, "a000/2568/v1/")
    assert older.texts == ["ITA ๒๕๖๘", "๙๑.๐๐ ผ่านดี", "มีฉบับใหม่แทนแล้ว"]
    assert (older.colour, older.links) == (GREY, ["http://testserver/a000/2568/v1/"])
    assert Shown(client, "a000/2568/v2/").colour == GREEN
    withdraw(version=2)
    assert Shown(client, "a000/2568/v1/").texts == ["ITA ๒๕๖๘", "๙๑.๐๐ ผ่านดี"]
    gone = Shown(client, "a000/2568/v2/")
    assert gone.texts == ["ITA ๒๕๖๘", "หน่วยงานถอนฉบับที่ ๒ แล้ว"]
    assert gone.colour == GREY
    assert "๙๒" not in gone.words


def test_what_was_taken_back_has_words_and_no_figure(client, agency):
    version_of(agency, "92.00")
    withdraw(version=1)
    gone = Shown(client, "a000/2568/")
    assert gone.texts == ["ITA ๒๕๖๘", "หน่วยงานถอนผลปี ๒๕๖๘ แล้ว"]
    assert (gone.colour, gone.links) == (GREY, ["http://testserver/a000/2568/v1/"])  # which says why
    assert Shown(client, "a000/").texts == ["ITA ๒๕๖๗", "๙๐.๑๒ ผ่านดี"]
    Assessment.objects.filter(fiscal_year=2567).update(status="draft")
    assert Shown(client, "a000/").texts == ["ITA ๒๕๖๘", "หน่วยงานถอนผลปี ๒๕๖๘ แล้ว"]


@pytest.mark.parametrize("page", ["nobody/", "a000/2566/", "nobody/2568/", "a000/2568/v1/", "a000/2565/", "a001/"])
def test_what_was_never_public_is_said_not_to_be(client, agency, page):
    """A draft's answer is that of an agency that does not exist, to staff as well."""
    years_of([agency], ["77.77"], year=2565, status="draft")
    years_of(agencies_of(["80.00"], start=1), ["77.77"], year=2567, status="draft")
    Assessment.objects.filter(agency__slug="a001").update(status="draft")
    shown = Shown(client, page, status=404)
    assert shown.texts == ["ITA", "ยังไม่มีผลที่เผยแพร่"]
    assert "ยังไม่มีผลการประเมินที่เผยแพร่" in shown.words
    assert shown.html == Shown(client, "nobody/", status=404).html


def test_staff_see_what_everyone_sees(client, person, agency):
    public = Shown(client, "a000/2568/")
    Assessment.objects.filter(fiscal_year=2568).update(result_overall=Decimal("11.11"))
    version_of(agency, "95.48")
    client.force_login(person(APPROVER, agency))
    assert Shown(client, "a000/2568/").texts == public.texts


@pytest.mark.parametrize(
    ("changes", "texts", "colour"),
    [
        ({"result_overall": Decimal("100.00"), "result_level": "ผ่านดีเยี่ยม"}, ["๑๐๐.๐๐ ผ่านดีเยี่ยม"], GREEN),
        (
            {"result_overall": Decimal("69.99"), "result_level": "ต้องปรับปรุงโดยด่วน"},
            ["๖๙.๙๙ ต้องปรับปรุงโดยด่วน"],
            "#991b1b",
        ),
        ({"result_overall": Decimal("84.99"), "result_level": "ต้องปรับปรุง"}, ["๘๔.๙๙ ต้องปรับปรุง"], "#9a3412"),
        ({"result_level": ""}, ["๙๕.๔๘ ยังระบุระดับไม่ได้"], GREY),
        ({"result_overall": None, "result_level": ""}, ["ยังไม่มีคะแนนภาพรวม"], GREY),
    ],
)
def test_every_kind_of_result_has_its_words(client, agency, changes, texts, colour):
    Assessment.objects.filter(fiscal_year=2568).update(**changes)
    shown = Shown(client, "a000/")
    assert shown.texts == ["ITA ๒๕๖๘", *texts]
    assert shown.colour == colour


def test_a_year_whose_model_has_no_levels_has_a_score_alone(client, criteria):
    years_of([make.agency("old")], ["81.00"], year=2561)
    Assessment.objects.update(result_level="")
    assert Shown(client, "old/").texts == ["ITA ๒๕๖๑", "๘๑.๐๐"]


def test_a_made_up_agency_is_said_to_be_one(client, agency):
    Agency.objects.update(is_sample=True)
    shown = Shown(client, "a000/")
    assert shown.texts[-1] == "ข้อมูลสมมติ"
    assert shown.colour == GREY
    assert "ข้อมูลสมมติ" in shown.words


def test_names_stay_words(client, agency):
    Agency.objects.update(name='อบต. "ก" & <script>alert(1)</script>')
    shown = Shown(client, "a000/")
    assert '"ก" & <script>alert(1)</script>' in shown.title
    assert "<script" not in shown.html
    code = html_of(client.get("/a000/2568/embed/"))
    assert "<script>alert" not in code


def test_only_these_answers_may_stand_in_others_frames(client, agency):
    version_of(agency, "95.48")
    for page in ("a000/", "a000/2568/", "a000/2568/v1/", "nobody/"):
        for file in ("badge.svg", "card/"):
            for answer in (client.get(f"/{page}{file}"), client.get(f"/{page}{file}")):  # from memory too
                assert "frame-ancestors *;" in answer["Content-Security-Policy"] + ";"
                assert "default-src 'none'" in answer["Content-Security-Policy"]
                assert "X-Frame-Options" not in answer
                assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
                assert answer["X-Robots-Tag"] == "noindex"
    for page in ("/a000/2567/", "/a000/2568/embed/", "/a000/2567/"):
        answer = client.get(page)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_it_is_true_within_five_minutes(client, agency):
    """Caches keep it for that long at most, and then ask; who holds it still right is told so, by the same policy."""
    for file in ("badge.svg", "card/"):
        answer = client.get(f"/a000/{file}")
        ages = dict(re.findall(r"([a-z-]+)=(\d+)", answer["Cache-Control"]))
        assert ages == {"max-age": "300"}
        assert {"public", "must-revalidate"} <= set(answer["Cache-Control"].split(", "))
        held = client.get(f"/a000/{file}", headers={"if-none-match": answer["ETag"]})
        assert held.status_code == 304
        assert "frame-ancestors *" in held["Content-Security-Policy"]
        assert held["Cache-Control"] == answer["Cache-Control"]
    Assessment.objects.filter(fiscal_year=2568).update(result_overall=Decimal("50.00"))
    assert client.get("/a000/badge.svg", headers={"if-none-match": answer["ETag"]}).status_code == 200


def test_it_costs_few_queries_whatever_the_years(client, criteria, django_assert_max_num_queries):
    agency = agencies_of(["95.48"])[0]
    for year in range(2563, 2568):
        years_of([agency], ["90.00"], year=year)
        version_of(agency, "90.00", year=year)
    with django_assert_max_num_queries(8):
        answer = client.get("/a000/badge.svg")
    assert answer.status_code == 200


def test_the_page_that_offers_them_has_code_that_works(client, admin_user, reference, settings):
    make.freeze(reference)
    page = html_of(client.get("/chanuwan/2568/embed/"))
    codes = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert len(codes) == 6
    for code in codes:
        plain = unescape(code)
        for address in re.findall(r'(?:src|href)="http://testserver([^"]*)"', plain):
            assert client.get(address, follow=True).status_code == 200, address
        assert "ชานุวรรณ" in plain
        assert "๙๕" not in plain  # what is copied says no figure, which would not change
    assert "/chanuwan/2568/embed/" in html_of(client.get("/chanuwan/2568/"))
    settings.SITE_URL = "https://ita.example.go.th"
    client.force_login(admin_user)
    assert "https://ita.example.go.th/chanuwan/badge.svg" in html_of(client.get("/chanuwan/2568/embed/"))
    Publication.objects.all().delete()
    Assessment.objects.update(status="draft")
    draft = client.get("/chanuwan/2568/embed/")
    assert "ยังไม่มีผลการประเมินที่เผยแพร่" in Page(draft).text
    assert "badge.svg" not in html_of(draft)
