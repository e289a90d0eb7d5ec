"""The open-data interface: what it answers, to whom, and that it keeps to its document."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.actions import ScoreEntry, save_assessment
from assessments.models import RESERVED_SLUGS, Agency
from itaportal.api.endpoints import ENDPOINTS
from itaportal.models import Publication, PublishedFile
from measures.models import Measure, MeasurePlan, MeasureStep
from tests.factories import agencies_of, version_of

from ..page import Page
from ..pages.test_pages import new_agency, new_year
from .asking import API, LISTS, get, table, walk
from .openapi import answer_schema, problems

# --- It keeps to its document -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.database
def test_every_real_answer_is_as_the_document_says(client, frozen, criteria):
    agencies_of(["90.00"], kind="อบจ.")
    new_year(new_agency("letters", "อบต.อักษร"), 2564, scores=["80"] * 10)
    new_year(new_agency("overall", "อบต.ภาพรวม"), 2561, scores=(), published_overall=81, published_level="สูง")
    document = get(client, "openapi.json")
    assert document["openapi"] == "3.1.0"
    assert len(document["paths"]) == 2 * len(ENDPOINTS)
    for endpoint in ENDPOINTS:
        listed, single = [path for path in document["paths"] if path.startswith(f"/{endpoint.name}/")]
        answer = get(client, listed.lstrip("/"))
        assert answer["data"], endpoint.name
        assert problems(document, answer_schema(document, listed, 200), answer) == []
        for row in answer["data"]:
            one = get(client, row["api_url"].removeprefix("http://testserver"))
            assert problems(document, answer_schema(document, single, 200), one) == []
            assert one["data"] == row
            assert one["links"]["self"] == row["api_url"]
        filled = single
        for name in endpoint.path:
            filled = filled.replace(f"{{{name}}}", "nobody" if name == "agency" else "77")
        error = get(client, filled.lstrip("/"), 404)
        assert problems(document, answer_schema(document, single, 404), error) == []


def test_the_documents_parameters_are_those_that_work(client, frozen):
    document = get(client, "openapi.json")
    values = {"agency": "chanuwan", "fiscal_year": "2568", "province": "ร้อยเอ็ด", "district": "พนมไพร", "kind": "อบต."}
    values |= {"q": "ชานุวรรณ", "limit": "1", "tool": "OIT", "indicator": "9"}
    for endpoint in ENDPOINTS:
        operation = document["paths"][f"/{endpoint.name}/"]["get"]
        for parameter in operation["parameters"]:
            name = parameter["name"]
            if name == "after":
                assert get(client, f"{endpoint.name}/?after=zzz{':9999' * len(endpoint.path)}", status=404)["error"]
                continue
            value = "2569" if (endpoint.name, name) == ("measures", "fiscal_year") else values[name]
            answer = get(client, f"{endpoint.name}/?{name}={value}")
            assert answer["data"], (endpoint.name, name)
            assert f"{name}=" in answer["links"]["self"]


def test_the_checker_of_this_test_finds_faults(client, frozen):
    document = get(client, "openapi.json")
    schema = answer_schema(document, "/assessments/", 200)
    answer = get(client, "assessments/")
    for change in (
        lambda row: row.pop("overall"),
        lambda row: row.update(overall="95.48"),
        lambda row: row.update(extra=1),
        lambda row: row["tools"][0].update(weight=130),
        lambda row: row.update(updated_at="yesterday"),
    ):
        broken = json.loads(json.dumps(answer))
        change(broken["data"][0])
        try:
            assert problems(document, schema, broken)
        except ValueError:
            assert broken["data"][0]["updated_at"] == "yesterday"


def test_the_same_figures_as_the_years_own_file(client, frozen):
    """`data.json` of the year and the interface are drawn from one report."""
    own = json.loads(client.get("/chanuwan/2568/data.json").getvalue())
    row = get(client, "assessments/chanuwan/2568/")["data"]
    for name in ("overall", "level", "target_met", "own_target", "official_overall", "criteria", "possible_levels"):
        assert row[name] == own[name], name
    assert [tool["score"] for tool in row["tools"]] == [tool["score"] for tool in own["tools"]] == [99.57, 98.7, 90]
    for score, line in zip(walk(client, "scores/"), own["indicators"], strict=True):
        shared = {name: score[name] for name in line if name in score and name != "name"}
        assert shared == {name: line[name] for name in shared}
        assert len(shared) >= 8
    for measure, line in zip(walk(client, "measures/"), own["measures"], strict=True):
        assert {name: measure[name] for name in line} == line


# --- What is published, and nothing else --------------------------------------------------------------------------


def test_means_of_others_and_the_item_are_those_of_the_year(client, reference, settings):
    """Five agencies of 80 and the reference's 95.48: 82.58; the country's are those that were announced."""
    settings.MEANS_LEAST_AGENCIES = 6
    agencies_of(["80.00"] * 5, kind="อบต.", province=reference.agency.province)
    found = get(client, "assessments/chanuwan/2568/")["data"]
    by_scope = {means["of"]: means for means in found["means"]}
    assert set(by_scope) == {"national", "province", "kind"}
    overall = {scope: means["scores"][0] for scope, means in by_scope.items()}
    assert {scope: each["mean"] for scope, each in overall.items()} == {
        "national": 93.82, "province": 82.58, "kind": 82.58,
    }  # fmt: skip
    assert (overall["national"]["announced"], overall["national"]["verified"]) == (True, False)
    assert "ป.ป.ช." in overall["national"]["source"]
    assert (overall["kind"]["source"], by_scope["kind"]["agencies"], by_scope["national"]["agencies"]) == (
        None,
        6,
        None,
    )
    assert found["oit_item"]["fiscal_year"] == 2569
    third = get(client, "scores/chanuwan/2568/3/")["data"]
    assert (third["national_mean"], third["kind_mean"]) == (99.45, None)
    rows = table(client, "results")
    assert {row["kind_overall_mean"] for row in rows} == {"82.58"}


def test_drafts_never_show_not_even_to_staff(client, admin_client, frozen, reference):
    save_assessment(assessment=reference, entries=[ScoreEntry(9, 50)], by=None)
    reference.plan.measures.first().delete()
    new_year(new_agency("draft", "อบต.ร่าง"), publish=False)
    for reader in (client, admin_client):
        assert [row["agency"] for row in walk(reader, "agencies/")] == ["chanuwan"]
        assert [(row["overall"], row["version"]) for row in walk(reader, "assessments/")] == [(95.48, 1)]
        assert get(reader, "scores/chanuwan/2568/9/")["data"]["score"] == 90
        assert len(walk(reader, "measures/")) == 10
        for path in ("agencies/draft/", "assessments/draft/2568/", "scores/draft/2568/1/"):
            get(reader, path, 404)
        assert table(reader, "scores")[8]["score"] == "90.00"
        assert len(table(reader, "measures")) == 10


def test_a_withdrawn_version_is_gone(client, frozen):
    assert get(client, "publications/chanuwan/2568/1/")["data"]["current"] is True
    Publication.objects.update(withdrawn_at=frozen.published_at, withdrawn_reason="ผิด")
    assert get(client, "publications/chanuwan/2568/1/", 410)["error"]["code"] == "gone"
    for name in LISTS:
        assert get(client, f"{name}/")["data"] == [], name


def test_publications_have_permanent_addresses(client, frozen):
    (row,) = walk(client, "publications/")
    assert row["url"] == "http://testserver/chanuwan/2568/v1/"
    assert row["files"] == [{"name": "report.pdf", "size": 12345, "sha256": "a" * 64, "url": f"{row['url']}report.pdf"}]
    version_of(frozen.assessment.agency, "96.00", version=2)
    assert [(each["version"], each["current"]) for each in walk(client, "publications/")] == [(1, False), (2, True)]


def test_made_up_agencies_say_so(client, criteria):
    agencies_of(["90.00"], is_sample=True)
    for name in ("agencies", "assessments", "scores"):
        assert {row["is_sample"] for row in walk(client, f"{name}/")} <= {True}
    assert table(client, "results")[0]["is_sample"] == "true"


# --- Lists --------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(criteria):
    for year, start in ((2566, 0), (2567, 30), (2568, 60)):
        agencies_of(["90.00"] * 30, year=year, start=start, province="ตรัง" if year == 2567 else "แพร่")


@pytest.mark.parametrize("limit", [pytest.param(1, marks=[pytest.mark.slow, pytest.mark.database]), 7, 30, 100])
def test_pages_neither_repeat_nor_skip(client, many, limit):
    expected = [f"a{number:03}" for number in range(90)]
    assert [row["agency"] for row in walk(client, f"agencies/?limit={limit}")] == expected
    assert [row["agency"] for row in walk(client, f"assessments/?limit={limit}")] == expected


def test_what_is_published_meanwhile_moves_nothing(client, many):
    first = get(client, "assessments/?limit=10&province=ตรัง")
    agencies_of(["90.00"], start=900, province="ตรัง")
    Agency.objects.filter(slug="a900").update(slug="a000a")
    second = get(client, first["links"]["next"].removeprefix("http://testserver"))
    slugs = [row["agency"] for row in first["data"] + second["data"]]
    assert slugs == [f"a{number:03}" for number in range(30, 50)]


def test_several_years_of_one_agency_and_versions_page_on(client, criteria):
    agency = new_agency("one", "อบต.หนึ่ง")
    for year in (2566, 2567, 2568):
        new_year(agency, year)
        for version in (1, 2):
            version_of(agency, "90.00", year=year, version=version)
    found = [(row["fiscal_year"], row["version"]) for row in walk(client, "publications/?limit=1")]
    assert found == [(year, version) for year in (2566, 2567, 2568) for version in (1, 2)]
    Publication.objects.all().delete()
    assert [row["fiscal_year"] for row in walk(client, "assessments/?limit=1")] == [2566, 2567, 2568]
    scores = walk(client, "scores/?limit=1&indicator=3")
    assert [(row["fiscal_year"], row["indicator"]) for row in scores] == [(2566, 3), (2567, 3), (2568, 3)]
    assert get(client, "agencies/one/")["data"]["fiscal_years"] == [2568, 2567, 2566]


@pytest.mark.parametrize("agencies", [3, pytest.param(40, marks=[pytest.mark.slow, pytest.mark.database])])
def test_queries_do_not_grow(client, criteria, agencies):
    for number in range(agencies):
        assessment = new_year(new_agency(f"n{number:03}", f"อบต.ที่ {number}"))
        plan = MeasurePlan.objects.create(assessment=assessment, fiscal_year=2569)
        indicator = assessment.criteria.indicators.get(number=9)
        measure = Measure.objects.create(plan=plan, indicator=indicator, titles="มาตรการ")
        MeasureStep.objects.create(measure=measure, position=1, text="ขั้นตอน")
    client.get(f"{API}agencies/")

    def queries(name):  # one of them is the stamp of the ETag
        with CaptureQueriesContext(connection) as captured:
            assert len(get(client, f"{name}/?limit=40&indicator=9")["data"]) == agencies
        return len(captured)

    found = {name: queries(name) for name in ("agencies", "assessments", "scores", "measures")}
    for agency in Agency.objects.all():
        publication = version_of(agency, "90.00")
        PublishedFile.objects.create(publication=publication, name="data.csv", size=1, sha256="b" * 64)
    client.get("/")
    found["publications"] = queries("publications")
    assert found == {"agencies": 5, "assessments": 23, "scores": 18, "measures": 18, "publications": 4}


# --- Bad input and methods ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("fiscal_year=abc", "fiscal_year"),
        ("fiscal_year=0", "fiscal_year"),
        ("fiscal_year=99999", "fiscal_year"),
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=101", "limit"),
        ("after=%00", "after"),
        ("after=a:b", "after"),
        ("agency=A B", "agency"),
        ("kind=ไม่มี", "kind"),
        (f"province={'ก' * 10_000}", "province"),
        ("province=a%00b", "province"),
        ("tool=XIT", "tool"),
        ("indicator=0", "indicator"),
    ],
)
def test_values_that_cannot_be(client, reference, query, parameter):
    error = get(client, f"scores/?{query}", 404)["error"]
    assert (error["code"], error["parameter"]) == ("invalid_parameter", parameter)
    assert re.search("[ก-ฮ]", error["message_th"])
    assert parameter in error["message_en"]


def test_thai_digits_and_unknown_parameters(client, reference):
    answer = get(client, "assessments/?fiscal_year=๒๕๖๘&utm_source=x")
    assert len(answer["data"]) == 1
    assert answer["links"]["self"].endswith("?fiscal_year=2568"), "what was used is shown"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    name=st.sampled_from(LISTS),
    parameters=st.dictionaries(
        st.sampled_from(
            ["q", "agency", "fiscal_year", "kind", "province", "district", "tool", "indicator", "limit", "after"]
        ),
        st.one_of(st.text(max_size=30), st.sampled_from(["ก" * 10_000, "a:2568", "a:1:1", "9" * 30, "' OR 1=1"])),
    ),
)
@pytest.mark.slow
@pytest.mark.database
def test_no_parameter_breaks_it(client, reference, name, parameters):
    response = client.get(f"{API}{name}/", parameters)
    assert response.status_code in (200, 404)
    assert set(json.loads(response.content)) in ({"error"}, {"data", "links", "licence", "updated_at"})


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "nothing/at/all",
        "agencies/nobody/",
        "agencies/CHANUWAN/",
        "assessments/chanuwan/0/",
        "assessments/chanuwan/99999999999999999999/",
        "assessments/chanuwan/abc/",
        "scores/chanuwan/2568/0/",
        "scores/chanuwan/2568/11/",
        "measures/chanuwan/2569/0/",
        "measures/chanuwan/1/1/",
        "publications/chanuwan/2568/99999999999/",
        "%00/",
    ],
)
def test_unknown_addresses_are_json(client, reference, path):
    response = client.get(API + path)
    assert response.status_code == 404
    assert json.loads(response.content)["error"]["code"] == "not_found"


def test_a_missing_last_stroke_leads_on(client, reference):
    response = client.get(f"{API}assessments/chanuwan/2568?x=1")
    assert (response.status_code, response["Location"]) == (301, f"{API}assessments/chanuwan/2568/?x=1")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(reference, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(f"{API}agencies/")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert json.loads(response.content)["error"]["code"] == "method_not_allowed"


def test_other_sites_may_read(client, reference):
    for path in ("", "openapi.json", "agencies/", "agencies/nobody/"):
        assert client.get(API + path)["Access-Control-Allow-Origin"] == "*"
    preflight = client.options(f"{API}scores/")
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert client.head(f"{API}agencies/").content == b""
    assert "sessionid" not in client.get(f"{API}agencies/").cookies


def test_a_breakdown_is_json_without_a_trace(client, reference, monkeypatch, caplog):
    def broken(*_):
        raise RuntimeError("secret")

    monkeypatch.setattr("itaportal.api.endpoints.overview", broken)
    error = get(client, "agencies/", 500)["error"]
    assert error["code"] == "server_error"
    assert "secret" not in json.dumps(error)
    assert "RuntimeError" in caplog.text


def test_licence_and_time_are_in_every_answer(client, frozen, settings):
    settings.DATA_LICENCE, settings.DATA_LICENCE_URL = "สัญญาอนุญาตอื่น", "https://example.org/licence"
    for path in (*(f"{name}/" for name in LISTS), "assessments/chanuwan/2568/"):
        answer = get(client, path)
        assert answer["licence"]["name"] == "สัญญาอนุญาตอื่น"
        assert answer["licence"]["url"] == "https://example.org/licence"
        assert answer["updated_at"]
    assert "สัญญาอนุญาตอื่น" in Page(client.get("/open-data/")).text


def test_the_licence_has_an_identifier_and_an_address_by_default(client, frozen):
    spdx, address = "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"
    answer = get(client, "agencies/")["licence"]
    assert (answer["spdx"], answer["url"]) == (spdx, address)
    assert "CC BY 4.0" in answer["name_en"]
    response = client.get("/open-data/2568/scores.csv")
    assert b"".join(response)
    assert f'<{address}>; rel="license"' in response["Link"]


# --- Addresses that no agency may take ----------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["api", "compare", "open-data", "methodology", "admin", "healthz", "static", "trend"])
def test_no_agency_takes_a_pages_address(slug, db):
    agency = Agency(slug=slug, name="ก", short_name="ก", kind="อบต.", province="ตรัง")
    with pytest.raises(ValidationError, match="เป็นที่อยู่เว็บของหน้าอื่นในระบบแล้ว"):
        agency.full_clean(validate_unique=False, validate_constraints=False)


def test_every_first_word_of_an_address_is_reserved():
    from django.urls import get_resolver

    words = {str(pattern.pattern).split("/")[0] for pattern in get_resolver().url_patterns}
    assert {word for word in words if re.fullmatch("[a-z][a-z0-9-]*", word)} <= RESERVED_SLUGS
