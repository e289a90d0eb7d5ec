"""The feed, the catalogue and the Data Package, read by the programs that others read them with."""

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import frictionless
import pytest
import rdflib
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from assessments.models import Agency, Assessment
from itaportal.models import Publication
from tests import factories as make
from tests.factories import agencies_of, version_of
from tests.page import html_of

HOST = "http://testserver"
SERIES = rdflib.URIRef(f"{DCAT}DatasetSeries")  # rdflib knows the second version of DCAT
ATOM = {"": "http://www.w3.org/2005/Atom"}
# rdflib's reader of JSON-LD uses a class of its own that it means to give up.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
CC_BY = "https://creativecommons.org/licenses/by/4.0/"


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.OPEN_DATA_ROOT = tmp_path / "open-data"


# --- The feed -------------------------------------------------------------------------------------------------------


def entries(client, address="/publications.atom"):
    """The feed's entries, after what RFC 4287 asks of feed and entries (4.1.1, 4.1.2) was looked at."""
    response = client.get(address)
    root = ET.fromstring(html_of(response))
    assert response["Content-Type"].startswith("application/atom+xml")
    assert response["Access-Control-Allow-Origin"] == "*"
    found = root.findall("entry", ATOM)
    for element in (root, *found):
        for name in ("id", "title", "updated"):
            assert len(element.findall(name, ATOM)) == 1
        assert parse_datetime(element.find("updated", ATOM).text).tzinfo
    assert root.find("author/name", ATOM).text == "ITA Portal"
    links = {link.get("rel"): link.get("href") for link in root.findall("link", ATOM)}
    assert links["self"] == HOST + address
    ids = [entry.find("id", ATOM).text for entry in found]
    assert len(set(ids)) == len(ids)
    return {entry.find("link", ATOM).get("href"): entry for entry in found}


def test_the_feed_has_the_newest_first_and_forgets_what_was_withdrawn(client, criteria):
    first, second, draft, sample = agencies_of(["90.00", "91.00", "92.00", "93.00"])
    for agency in (first, second, draft, sample):
        version_of(agency, "95.48")
    Publication.objects.filter(assessment__agency=first).update(published_at=timezone.now() - timedelta(days=1))
    Assessment.objects.filter(agency=draft).update(status="draft")
    Agency.objects.filter(pk=sample.pk).update(is_sample=True)
    newest, older = f"{HOST}/{second.slug}/2568/v1/", f"{HOST}/{first.slug}/2568/v1/"
    shown = entries(client)
    assert list(shown) == [newest, older]
    assert shown[newest].find("author/name", ATOM).text == second.name
    assert "คะแนนภาพรวม ๙๕.๔๘ คะแนน ระดับ “ผ่านดี”" in shown[newest].find("summary", ATOM).text
    assert list(entries(client, f"/{first.slug}/publications.atom")) == [older]
    Publication.objects.filter(assessment__agency=second).update(withdrawn_at=timezone.now(), withdrawn_reason="ผิด")
    assert list(entries(client)) == [older]
    for unknown in (second.slug, draft.slug, "nobody"):
        assert client.get(f"/{unknown}/publications.atom").status_code == 404


def test_an_entry_keeps_its_name_when_the_portal_moves(client, criteria, settings):
    version_of(agencies_of(["90.00"])[0], "90.00")
    before = next(iter(entries(client).values())).find("id", ATOM).text
    settings.SITE_URL = "https://ita.example.go.th"
    root = ET.fromstring(html_of(client.get("/publications.atom?again")))
    assert root.find("entry/link", ATOM).get("href").startswith("https://ita.example.go.th/")
    assert root.find("entry/id", ATOM).text == before


# --- The catalogue --------------------------------------------------------------------------------------------------


@pytest.fixture
def catalogue(client, reference) -> rdflib.Graph:
    agencies_of(["90.00"], year=2567)
    response = client.get("/open-data/catalog.jsonld")
    assert response["Content-Type"].startswith("application/ld+json")
    assert response["Access-Control-Allow-Origin"] == "*"
    return rdflib.Graph().parse(data=html_of(response), format="json-ld")


def test_the_catalogue_says_what_dcat_ap_demands(catalogue):
    """DCAT-AP 3.0: what is mandatory of each class, once where it may be there once, literals where it says so."""
    demanded = {
        DCAT.Catalog: (DCTERMS.title, DCTERMS.description, DCTERMS.publisher),
        DCAT.Dataset: (DCTERMS.title, DCTERMS.description),
        SERIES: (DCTERMS.title, DCTERMS.description, rdflib.URIRef(f"{DCAT}seriesMember")),
        DCAT.Distribution: (DCAT.accessURL,),
        DCAT.DataService: (DCTERMS.title, DCAT.endpointURL),
        FOAF.Agent: (FOAF.name,),
    }
    for kind, properties in demanded.items():
        things = list(catalogue.subjects(RDF.type, kind))
        assert things, kind
        for thing in things:
            for name in properties:
                values = list(catalogue.objects(thing, name))
                assert values, (thing, name)
                if name in (DCTERMS.title, DCTERMS.description, FOAF.name):
                    assert all(isinstance(value, rdflib.Literal) for value in values)
            for once in (DCTERMS.publisher, DCTERMS.license, DCTERMS.modified, DCAT.mediaType, FOAF.homepage):
                assert len(set(catalogue.objects(thing, once))) <= 1, (thing, once)
    for moment in catalogue.objects(None, DCTERMS.modified):
        assert isinstance(moment.toPython(), datetime)


def test_the_catalogue_leads_to_every_file(catalogue, client):
    catalog = next(catalogue.subjects(RDF.type, DCAT.Catalog))
    datasets = set(catalogue.objects(catalog, DCAT.dataset))
    assert datasets == set(catalogue.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == 2 * 3
    files = {
        str(address)
        for dataset in datasets
        for distribution in catalogue.objects(dataset, DCAT.distribution)
        for address in catalogue.objects(distribution, DCAT.downloadURL)
    }
    assert len(files) == 2 * 3 * 3
    for address in sorted(files)[:3]:
        assert b"".join(client.get(address.removeprefix(HOST)))
    assert {str(terms) for terms in catalogue.objects(None, DCTERMS.license)} == {CC_BY}


def test_other_terms_are_not_called_by_our_identifier(client, reference, settings):
    settings.DATA_LICENCE, settings.DATA_LICENCE_EN = "ใช้ภายในราชการ", "For official use"
    settings.DATA_LICENCE_URL = settings.DATA_LICENCE_SPDX = ""
    graph = rdflib.Graph().parse(data=html_of(client.get("/open-data/catalog.jsonld")), format="json-ld")
    assert list(graph.objects(None, DCTERMS.title))
    assert list(graph.objects(None, DCTERMS.license)) == []
    package = json.loads(html_of(client.get("/open-data/2568/datapackage.json")))
    assert package["name"] == "ita-2568"
    assert "licenses" not in package


# --- The Data Package -----------------------------------------------------------------------------------------------

SHAPES = (
    (make.tool_scores("100", "100", "100"), {}),
    (make.tool_scores("69.99", "50", "12.34"), {}),
    (make.tool_scores("90", "85", "90"), {"eit_part_1": Decimal("84")}),  # the level is not known
)


def test_the_files_are_as_their_package_says(client, tmp_path, reference):
    """As somebody has it who saved the descriptor and the files beside it: every cell has its column's type."""
    for number, (scores, parts) in enumerate(SHAPES):
        make.plan(make.assessment(scores, of=f"other{number}", public=True, **parts), measures=2)
    for name in ("datapackage.json", "results.csv", "scores.csv", "measures.csv"):
        response = client.get(f"/open-data/2568/{name}")
        assert response.status_code == 200
        (tmp_path / name).write_bytes(b"".join(response))
    descriptor = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["licenses"][0] == {
        "name": "CC-BY-4.0",
        "path": CC_BY,
        "title": "Creative Commons Attribution 4.0 International (CC BY 4.0)",
    }
    package = frictionless.Package(str(tmp_path / "datapackage.json"))
    report = package.validate()
    assert report.valid, report.flatten(["fieldName", "rowNumber", "message"])[:5]
    rows = {resource.name: resource.read_rows() for resource in package.resources}
    one = next(row for row in rows["results"] if row["agency"] == "chanuwan")
    assert (one["overall"], one["is_sample"], one["fiscal_year"]) == (Decimal("95.48"), False, 2568)
    assert one["updated_at"] <= datetime.now(UTC)
    assert [row["score"] for row in rows["scores"] if row["agency"] == "chanuwan"][:2] == [
        Decimal("99.02"),
        Decimal("100.00"),
    ]
    assert len(rows["measures"]) > 5


def test_a_year_without_results_has_no_package(client, reference):
    assert client.get("/open-data/2567/datapackage.json").status_code == 404
