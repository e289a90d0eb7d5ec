"""One count for one thing: measures are rows, and every page, file and answer that counts says the same number.

The year has twelve measures for ten indicators: two indicators have two each, and two measures have several titles.
"""

import csv
import io
import json
import re

import pytest
from openpyxl import load_workbook

from assessments.models import Assessment
from itaportal.formats.registry import render
from tests import factories as make

from ..formats.figurereaders import THAI_DIGITS
from ..page import html_of
from .test_announced_everywhere import FILES, PDF, public_pages, published

MEASURES, INDICATORS, AGENCIES = 12, 10, 2
OF_TOOL = {"IIT": 5, "EIT": 3, "OIT": 2}
# What else is counted in indicators, by the words before the number: of the reference's scores three have full marks.
OTHERS = {"คะแนนเต็ม ๑๐๐ คะแนน จำนวน": 3}


@pytest.fixture
def year(criteria) -> Assessment:
    found = published(make.REFERENCE, 2568)
    plan = make.plan(found, measures=MEASURES)
    for measure, titles in zip(
        plan.measures.order_by("pk"), (("โครงการหนึ่ง", "โครงการสอง", "โครงการสาม"), ("ก", "ข")), strict=False
    ):
        measure.titles = "\n".join(titles)
        measure.save()
    found.publications.all().delete()
    make.freeze(found)
    return found


def counts(text: str, noun: str) -> list[tuple[str, int]]:
    """Each `๑๒ มาตรการ` of a text: the words before it, and the number."""
    text = " ".join(text.split())
    found = re.finditer(rf"(?<![๐-๙0-9.])([๐-๙0-9]{{1,3}}) ?{noun}(?!ส่งเสริม|ที่|/)", text)
    return [(text[max(0, match.start() - 40) : match.start()].strip(), number(match[1])) for match in found]


def number(digits: str) -> int:
    return int(digits.translate(THAI_DIGITS))


def measures_in(text: str) -> set[int]:
    return {count for before, count in counts(text, "มาตรการ") if not before.endswith(("ตารางที่", "ตัวชี้วัดที่", "หัวข้อที่"))}


def wrong_indicators(text: str) -> list[tuple[str, int]]:
    """Stated counts of indicators that are neither of the whole, nor of a tool, nor of what is named before them."""
    wrong = []
    for before, count in counts(text, "ตัวชี้วัด"):
        tool = next((code for code in OF_TOOL if before.endswith(f"{code} มี")), "")
        other = next((right for words, right in OTHERS.items() if before.endswith(words)), None)
        right = OF_TOOL[tool] if tool else INDICATORS if other is None else other
        if count != right:
            wrong.append((before, count))
    return wrong


def test_pages_count_alike(client, year):
    pages = public_pages(client, year)
    for address in (
        "/<agency>/<year>/",
        "/<agency>/<year>/measures/",
        "/<agency>/<year>/report/",
        "/<agency>/<year>/v<version>/",
    ):
        assert measures_in(pages[address]) == {MEASURES}, address
    for address, text in pages.items():
        assert measures_in(text) <= {MEASURES}, address
        assert wrong_indicators(text) == [], address
        assert {count for _before, count in counts(text, "แห่ง")} <= {AGENCIES}, address
    for address in ("/", "/compare/?year=2568"):
        assert counts(pages[address], "แห่ง"), address


@pytest.mark.parametrize("name", [PDF, "report.docx"])
def test_documents_count_alike(year, name):
    text = FILES[name](render(name, make.report_of(year)))
    assert "จำนวน ๑๒ มาตรการ ครบทุกตัวชี้วัด" in " ".join(text.split())
    assert measures_in(text) == {MEASURES}
    assert wrong_indicators(text) == []


def test_data_files_have_a_row_a_measure_and_a_row_an_indicator(year):
    report = make.report_of(year)
    book = load_workbook(io.BytesIO(render("data.xlsx", report)), read_only=True)
    assert len(list(book["มาตรการ"].iter_rows(min_row=2))) == MEASURES
    assert len(list(book["คะแนนตัวชี้วัด"].iter_rows(min_row=2))) == INDICATORS
    data = json.loads(render("data.json", report))
    assert (len(data["measures"]), len(data["indicators"])) == (MEASURES, INDICATORS)
    assert len(list(csv.DictReader(io.StringIO(render("data.csv", report).decode("utf-8-sig"))))) == INDICATORS


def test_the_api_and_the_files_of_a_year_have_the_same_rows(client, year):
    own = f"agency={year.agency.slug}"
    expected = {f"measures/?{own}": MEASURES, f"scores/?{own}": INDICATORS, "agencies/?": AGENCIES}
    for address, rows in expected.items():
        answer = json.loads(html_of(client.get(f"/api/v1/{address}&limit=100")))
        assert len(answer["data"]) == rows, address
    file = client.get("/open-data/2568/measures.csv").getvalue().decode("utf-8-sig")
    assert len([row for row in csv.DictReader(io.StringIO(file)) if row["agency"] == year.agency.slug]) == MEASURES
