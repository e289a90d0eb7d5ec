"""What the NACC announced, wherever the public meets a year: every page and every file of it says the same.

Two years that the scores alone would say otherwise: FY2563 of DOMAIN (computed 67.53, announced 67.54) and a year whose
level hangs on unknown EIT parts (announced ผ่านดี).
"""

import csv
import io
import json
from decimal import Decimal

import pytest
from django.test import Client
from openpyxl import load_workbook

from assessments.models import Assessment
from itaportal.checks.rules import check_report
from itaportal.formats.registry import RENDERERS, render
from tests import factories as make
from tests.assessments.test_announced import FY2563
from tests.factories import D, tool_scores

from ..formats.figurereaders import docx_text, pdf_text
from ..page import Page, html_of
from ..routes import years as routes_of_a_year

SLUG = "unlike"


def read_json(content: bytes) -> str:
    return content.decode()


def read_xlsx(content: bytes) -> str:
    sheets = load_workbook(io.BytesIO(content), read_only=True).worksheets
    return " ".join(str(cell) for sheet in sheets for row in sheet.iter_rows(values_only=True) for cell in row)


FILES = {
    "report.pdf": pdf_text,
    "report.docx": docx_text,
    "data.xlsx": read_xlsx,
    "data.csv": lambda content: content.decode("utf-8-sig"),
    "data.json": read_json,
}
PDF = pytest.param("report.pdf", marks=pytest.mark.pdf)


def public_pages(client: Client, year: Assessment) -> dict[str, str]:
    """The text of every public page that is about the year, by its address, and of the lists that it stands in."""
    values = {"agency": year.agency.slug, "year": str(year.fiscal_year), "number": "1", "version": "1"}
    pages = {}
    for route in routes_of_a_year():
        if route.kinds.keys() <= values.keys() and "." not in str(route) and not str(route).startswith("/api/"):
            response = client.get(route.fill(values))
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                pages[str(route)] = Page(response).text
    for address in ("/", f"/{year.agency.slug}/trend/", f"/compare/?year={year.fiscal_year}"):
        pages[address] = Page(client.get(address)).text
    return pages


def published(scores, year: int, **fields: object) -> Assessment:
    """A public year with a frozen version, beside another agency's, so that lists are lists."""
    make.assessment(of=make.agency("other"), year=year, public=True)
    found = make.assessment(scores, of=make.agency(SLUG), year=year, public=True, **fields)
    make.freeze(found)
    return found


@pytest.fixture
def hundredth(criteria) -> Assessment:
    return published(FY2563, 2563, published_overall=D("67.54"), published_level="C")


@pytest.fixture
def unknown_parts(criteria) -> Assessment:
    """EIT 90 leaves its parts from 80 to 100: ผ่านดี or ผ่าน."""
    return published(tool_scores("96", "90", "96"), 2568, published_level="ผ่านดี")


MAIN = {"/<agency>/<year>/", "/<agency>/<year>/report/", "/<agency>/<year>/what-if/", "/", "/<agency>/trend/"}


def main_pages(pages: dict[str, str], year: Assessment) -> dict[str, str]:
    """The pages that have the year's result as a headline or in a list."""
    wanted = {address.replace("<agency>/trend", f"{year.agency.slug}/trend") for address in MAIN}
    found = {address: text for address, text in pages.items() if address in wanted or address.startswith("/compare/")}
    assert len(found) == len(wanted) + 1, set(pages)
    return found


class TestOverall:
    def test_it_does_not_block(self, hundredth):
        assert not [each for each in check_report(make.report_of(hundredth)) if each.code.endswith("-differs")]

    def test_another_that_rounding_does_not_explain_blocks_with_both_figures(self, hundredth):
        report = make.with_scores(hundredth, {}, published_overall=D("67.60"))
        (found,) = [each for each in check_report(report) if each.code == "overall-differs"]
        assert found.blocking
        assert found.place.field == "published_overall"
        for said in ("๖๗.๖๐", "๖๗.๕๓ ถึง ๖๗.๕๔", "กรุณา"):
            assert said in found.message

    def test_a_tool_that_rounding_does_not_explain_blocks(self, hundredth):
        report = make.with_scores(hundredth, {}, published_oit=D("40.80"))
        (found,) = [each for each in check_report(report) if each.code == "tool-differs"]
        assert (found.blocking, found.place.field) == (True, "published_oit")
        assert "คะแนน OIT ตามประกาศ ๔๐.๘๐ คะแนน" in found.message

    def test_every_page_says_it(self, client, hundredth):
        pages = public_pages(client, hundredth)
        for address, text in main_pages(pages, hundredth).items():
            assert "๖๗.๕๔" in text, address
        explained = [address for address, text in pages.items() if "๖๗.๕๓" in text]
        for address in explained:  # only beside the announced one, called computed
            assert "ผลคำนวณ ๖๗.๕๓" in pages[address], address

    @pytest.mark.parametrize("name", [PDF, *(name for name in FILES if name != "report.pdf")])
    def test_every_file_says_it(self, hundredth, name):
        report = make.report_of(hundredth)
        text = FILES[name](render(name, report))
        assert ("67.54" if name.startswith("data") else "๖๗.๕๔") in text
        assert "67.53" not in text

    def test_the_api_says_it(self, client, hundredth):
        data = json.loads(html_of(client.get(f"/api/v1/assessments/{SLUG}/2563/")))["data"]
        assert (data["overall"], data["level"], data["level_announced"]) == (67.54, "C", True)


class TestLevel:
    def test_every_headline_is_the_announced_level(self, client, unknown_parts):
        pages = public_pages(client, unknown_parts)
        for address, text in main_pages(pages, unknown_parts).items():
            assert "ตามประกาศ" in text, address
            assert "ผ่านดี" in text, address
        for address, text in pages.items():
            for open_words in ("ชี้ขาด", "ยังระบุระดับไม่ได้", "ระหว่าง “ผ่าน”"):
                assert open_words not in text, address

    def test_the_target_is_met(self, client, unknown_parts):
        dashboard = Page(client.get(f"/{SLUG}/2568/")).text
        assert " บรรลุค่าเป้าหมาย" in dashboard
        assert "ไม่บรรลุค่าเป้าหมาย" not in dashboard
        assert "บรรลุค่าเป้าหมายระดับประเทศ" in Page(client.get(f"/{SLUG}/2568/report/")).text

    @pytest.mark.parametrize("name", [PDF, *(name for name in FILES if name != "report.pdf")])
    def test_every_file_says_it(self, unknown_parts, name):
        text = FILES[name](render(name, make.report_of(unknown_parts)))
        assert "ผ่านดี" in text
        assert "ชี้ขาด" not in text
        if name == "data.json":
            data = json.loads(text)
            assert (data["level"], data["level_announced"], data["target_met"]) == ("ผ่านดี", True, True)
        elif name == "data.csv":
            assert {row["level_announced"] for row in csv.DictReader(io.StringIO(text))} == {"true"}
        else:
            assert "ตามประกาศ" in text

    def test_no_file_is_left_out(self):
        assert set(FILES) == set(RENDERERS)

    def test_a_draft_of_unscored_indicators_has_the_announced_headline(self, criteria, admin_user, client):
        year = make.assessment({1: "90"}, of=make.agency(SLUG), published_overall=D("95.48"), published_level="ผ่านดี")
        client.force_login(admin_user)
        text = Page(client.get(f"/{SLUG}/2568/")).text
        assert "๙๕.๔๘" in text
        assert "ผ่านดี (ตามประกาศ)" in text
        year.refresh_from_db()
        assert (year.result_overall, year.result_level) == (Decimal("95.48"), "ผ่านดี")


def test_levels_frozen_before_announced_ones_stood_for_them_stay_as_they_were(client, unknown_parts):
    """Format 2 knew an announced level and still showed what was computed: such a version keeps its words."""
    version = unknown_parts.publications.get()
    old = json.loads(json.dumps(version.snapshot))
    old["format"] = 2
    year = old["report"]["year"]
    computed = [level for level in year["criteria"]["levels"] if level["name"] in ("ผ่านดี", "ผ่าน")]
    year["levels"] = computed
    del year["level_announced"]
    for name in ("level_announced", "computed_levels", "computed_overall", "lower_part"):
        del year["result"][name]
    year["result"]["levels"] = [
        {name: level[name] for name in ("name", "min_overall", "min_each")} for level in computed
    ]
    version.snapshot = old
    version.save()
    text = Page(client.get(f"/{SLUG}/2568/")).text
    assert "ระหว่าง “ผ่าน” กับ “ผ่านดี”" in text
    assert "(ตามประกาศ)" not in text
