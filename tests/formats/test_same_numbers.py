"""Every figure of a year is the same wherever it is shown: PDF, Word, both pages, Excel, CSV and JSON.

Each format is read back with a reader of its own (`figurereaders`) and compared with what `tests.assessments.oracle`
works out in exact fractions from ten scores (`expectedfigures`): nothing of the portal has a part in that.
"""

import json
from decimal import Decimal

import pytest
from django.test import Client
from lxml import html

from assessments.models import Assessment
from itaportal.formats.html import standalone_html
from itaportal.formats.registry import RENDERERS, render
from itaportal.report.document import AgencyReport
from itaportal.setup.sample import SAMPLE_FILE, load_sample
from tests.assessments import oracle
from tests.factories import report_of

from ..report.expectedfigures import (
    SCORES,
    TOOLS,
    YEARS,
    Figures,
    Year,
    as_decimals,
    figures_of_parts,
    figures_of_scores,
)
from .figurereaders import (
    READERS,
    all_figures,
    docx_text,
    from_dashboard,
    from_prose,
    machine_values,
    page_text,
    pdf_text,
)


def test_expected_values_are_those_of_the_published_document():
    expected = Year().expected()
    published = {"overall": "95.48", "IIT": "99.57", "EIT": "98.70", "OIT": "90.00", "cost OIT": "4.00"}
    assert {name: expected[name] for name in published} == {name: {Decimal(value)} for name, value in published.items()}
    # 0.3 × 99.568 = 29.8704, 0.3 × 98.70333… = 29.611, 0.4 × 90 = 36; 0.3 / 5 × 99.02 = 5.9412
    assert [expected[f"contribution {tool}"] for tool in TOOLS] == [
        {Decimal("29.87")},
        {Decimal("29.61")},
        {Decimal("36")},
    ]
    assert expected["contribution 1"] == {Decimal("5.94")}
    # 2 × 98.70333… − 100 = 97.40666…
    assert expected["EIT 1"] == expected["EIT 2"] == {Decimal("97.41"), Decimal("100")}
    # last year 0.3 × 97.904 + 0.3 × 98.00333… + 0.4 × 88.75 = 29.3712 + 29.401 + 35.5 = 94.2722
    compared = YEARS["last year"].expected()
    then = {"previous overall": "94.27", "change overall": "1.21", "previous EIT": "98.00", "change 10": "-2.00"}
    assert {name: compared[name] for name in then} == {name: {Decimal(value)} for name, value in then.items()}
    # 197.40666… less a part 1 of 98.595 to 98.605 that is published as 98.60
    assert YEARS["target 95, part 1 known"].expected()["EIT 2"] == {Decimal("98.80"), Decimal("98.81")}


def wrong(found: Figures, expected: Figures) -> dict[str, tuple[set[Decimal], set[Decimal]]]:
    """What differs, by name: found and expected."""
    return {name: (values, expected[name]) for name, values in found.items() if values != expected[name]}


# `make test` draws the shorter ones; a long plan changes no figure.
@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.drill if YEARS[name].long else ()) for name in YEARS])
def year(request: pytest.FixtureRequest) -> Year:
    return YEARS[request.param]


_drawn: dict[tuple[Year, str], bytes] = {}


def drawn(year: Year, name: str, report: AgencyReport) -> bytes:
    """A file of the year, drawn once for all tests: sixty pages take a while."""
    if (year, name) not in _drawn:
        _drawn[year, name] = render(name, report)
    return _drawn[year, name]


@pytest.fixture
def report(year: Year, reference: Assessment) -> AgencyReport:
    return year.report(reference)


EVERYWHERE = {"overall", *TOOLS, *map(str, SCORES)}
MEANS = {Decimal("93.82"), Decimal("99.45"), Decimal("94.39")}  # of the country in FY2568, as the press reported them
DETAILS = {f"{name} {number}" for name in ("target", "contribution", "cost") for number in SCORES}
SHORT = {f"short {number}" for number in SCORES}
TARGETS = {"own target", "national target"}
PARTS = {"EIT 1", "EIT 2"}
OF_TOOLS = {f"{name} {tool}" for name in ("contribution", "cost") for tool in TOOLS}
MUST_SHOW = {
    "report.pdf": EVERYWHERE | TARGETS | PARTS | SHORT | {"cost OIT"},
    "report.docx": EVERYWHERE | TARGETS | PARTS | SHORT | {"cost OIT"},
    "data.xlsx": EVERYWHERE | TARGETS | DETAILS,
    "data.csv": EVERYWHERE | DETAILS,
    "data.json": EVERYWHERE | TARGETS | DETAILS | PARTS | OF_TOOLS,
}

CHANGES = {f"change {name}" for name in EVERYWHERE}
BEFORE = {f"previous {name}" for name in EVERYWHERE}
OF_INDICATORS = {f"{name} {number}" for name in ("previous", "change") for number in SCORES}
MUST_COMPARE = {
    "report.pdf": CHANGES | {"previous overall"},
    "report.docx": CHANGES | {f"previous {number}" for number in ("overall", *SCORES)},
    "data.xlsx": CHANGES | BEFORE,
    "data.csv": OF_INDICATORS,
    "data.json": CHANGES | BEFORE,
}


PDF = pytest.param("report.pdf", marks=pytest.mark.pdf)


@pytest.mark.parametrize("name", [PDF, *(name for name in MUST_SHOW if name != "report.pdf")])
def test_files_show_the_same_numbers(name: str, year: Year, report: AgencyReport):
    found, expected = READERS[name](drawn(year, name, report)), year.expected()
    assert wrong(found, expected) == {}
    assert found.keys() >= MUST_SHOW[name]
    assert not year.compared or found.keys() >= MUST_COMPARE[name]


def test_no_file_is_left_out():
    assert set(MUST_SHOW) == set(MUST_COMPARE) == set(READERS) == set(RENDERERS)


def test_pages_show_the_same_numbers(year: Year, report: AgencyReport, admin_user, client: Client):
    client.force_login(admin_user)  # who sees the draft that the second year is
    expected = year.expected()
    dashboard = from_dashboard(client.get("/chanuwan/2568/").content)
    assert wrong(dashboard, expected) == {}
    assert dashboard.keys() >= EVERYWHERE | DETAILS | OF_TOOLS | PARTS
    page = client.get("/chanuwan/2568/report/").content
    found = from_prose(page_text(page))
    assert wrong(found, expected) == {}
    assert found.keys() >= SHORT
    assert not year.compared or found.keys() >= CHANGES | {"previous overall"}
    (body,) = html.fromstring(page.decode()).xpath("//*[@id='report']")
    assert machine_values([body]) == {value for name in EVERYWHERE for value in expected[name]} | MEANS


@pytest.mark.parametrize("name", [PDF, "report.docx", "page"])
def test_report_says_no_other_number(
    name: str, year: Year, report: AgencyReport, admin_user, client: Client, reference: Assessment
):
    """Whatever the sentences of the report are: a figure with two decimals in them is one of the year's."""
    if name == "page":
        client.force_login(admin_user)
        text = page_text(client.get("/chanuwan/2568/report/").content)
        text += html.fromstring(standalone_html(report)).body.text_content() if year.long else ""
    else:
        text = {"report.pdf": pdf_text, "report.docx": docx_text}[name](drawn(year, name, report))
    thresholds = {Decimal("84.99"), Decimal("94.99")}  # where the levels end, in the first figure's legend
    known = {abs(value) for values in year.expected().values() for value in values} | thresholds | MEANS
    assert all_figures(text) > MEANS
    assert all_figures(text) - known == set()


# --- The made-up town: its scores and targets as its file has them --------------------------------------------------

TOWN = {year["fiscal_year"]: year for year in json.loads(SAMPLE_FILE.read_text(encoding="utf-8"))["years"]}


@pytest.mark.parametrize("fiscal_year", TOWN)
@pytest.mark.slow
def test_the_towns_files_and_dashboard_show_the_same_numbers(fiscal_year: int, criteria, client: Client):
    data = TOWN[fiscal_year]
    scores = {int(number): Decimal(score) for number, score in data["scores"].items()}
    own = {int(number): Decimal(target) for number, target in data.get("targets", {}).items()}
    target = Decimal(data["target"] or 85)
    expected = figures_of_scores(scores, dict.fromkeys(scores, target) | own) | {"national target": {oracle.TARGET}}
    if fiscal_year > 2565:  # letters look at no part of EIT
        part_1, part_2 = (data[name] and Decimal(data[name]) for name in ("eit_part_1", "eit_part_2"))
        expected |= figures_of_parts(scores, (part_1, part_2))
    known = as_decimals(expected)
    (report,) = (report_of(year) for year in load_sample() if year.fiscal_year == fiscal_year)
    for name in ("data.csv", "data.json"):
        found = READERS[name](render(name, report))
        assert wrong({each: found[each] for each in found if each in known}, known) == {}, name
        assert found.keys() >= EVERYWHERE, name
    assert all_figures(docx_text(render("report.docx", report))) >= {one for name in EVERYWHERE for one in known[name]}
    dashboard = from_dashboard(client.get(f"/phutsakaeo/{fiscal_year}/").content)
    assert wrong(dashboard, known) == {}
    assert dashboard.keys() >= EVERYWHERE | DETAILS | OF_TOOLS
