"""Home, lists, pages and open data show the newest version that was not taken back, whatever became of the others."""

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment
from itaportal.models import Publication
from tests.factories import D, freeze

from ..page import html_of
from .world import score_nine

# Overall figures by the score of indicator 9, as in world.py.
FIGURES = {"80": "93.48", "85": "94.48", "90": "95.48", "98.50": "97.18"}
PAGES = (
    "/",
    "/compare/",
    "/chanuwan/2568/",
    "/chanuwan/2568/report/",
    "/chanuwan/trend/",
    "/chanuwan/2568/data.json",
    "/api/v1/assessments/?fiscal_year=2568",
    "/api/v1/assessments/chanuwan/2568/",
    "/open-data/2568/results.csv",
)


def shown(client: Client) -> dict[str, set[str]]:
    """Which of the figures stand on each page for the public; "404" where there is none."""
    found = {}
    for address in PAGES:
        response = client.get(address)
        if response.status_code == 404:
            found[address] = {"404"}
            continue
        assert response.status_code == 200, address
        text = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
        thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
        found[address] = {each for each in FIGURES.values() if each in text or each.translate(thai) in text}
    return found


def on(figure: str) -> dict[str, set[str]]:
    """That figure on every page; with "404" no page of the agency's and nothing of it on the lists."""
    nowhere = {address: {"404"} if "chanuwan" in address else set() for address in PAGES}
    return nowhere if figure == "404" else {address: {figure} for address in PAGES}


@pytest.fixture
def year(reference) -> Assessment:
    """The reference year without what was announced, beside two others that keep the lists from being empty."""
    Assessment.objects.update(published_overall=None, published_level="")
    for slug in ("other", "third"):
        agency = Agency.objects.create(slug=slug, name=f"อบต.{slug}", short_name=slug, kind="อบต.", province="ตาก")
        made = Assessment(agency=agency, fiscal_year=2568)
        entries = [ScoreEntry(number, D("70.07")) for number in range(1, 11)]
        actions.publish(assessment=actions.save_assessment(assessment=made, entries=entries, by=None), by=None)
    return Assessment.objects.get(pk=reference.pk)


def version(year: Assessment, score: str) -> Publication:
    score_nine(year, score)
    return freeze(year)


def take_back(staff: Client, publication: Publication) -> None:
    address = f"/admin/itaportal/publication/for/{publication.assessment_id}/withdraw/{publication.version}/"
    assert staff.post(address, {"reason": "ตัวเลขผิด"}).status_code == 302


def test_the_newest_version_left_is_shown_everywhere(year, client, admin_client):
    first, second, third = version(year, "80"), version(year, "98.50"), version(year, "85")
    score_nine(year, "90")  # a draft edited later
    assert shown(client) == on("94.48")
    take_back(admin_client, third)
    assert shown(client) == on("97.18")
    take_back(admin_client, first)  # an older one: nothing changes
    assert shown(client) == on("97.18")
    take_back(admin_client, second)
    assert shown(client) == on("404")
    year.refresh_from_db()
    assert not year.is_published


def test_the_tenth_version_is_newer_than_the_ninth(year, client):
    for _ in range(8):
        version(year, "80")
    version(year, "85")
    version(year, "98.50")
    assert shown(client) == on("97.18")


def test_a_version_published_with_an_earlier_clock_is_still_the_newest(year, client):
    version(year, "80")
    later = version(year, "98.50")
    Publication.objects.filter(pk=later.pk).update(published_at=timezone.now() - timedelta(days=400))
    assert shown(client) == on("97.18")


def test_the_year_after_compares_with_the_newest_version_left(year, client, admin_client):
    """And never with a draft, or with a year of which every version was taken back (docs/decisions/report.md, 27)."""
    after = Assessment(agency=year.agency, fiscal_year=2569)
    entries = [ScoreEntry(number, D(90)) for number in range(1, 11)]
    actions.publish(assessment=actions.save_assessment(assessment=after, entries=entries, by=None), by=None)

    def before() -> object:
        response = client.get("/chanuwan/2569/data.json")
        assert response.status_code == 200
        previous = json.loads(response.content)["previous"]
        return previous and previous["overall"]

    assert before() == 95.48, "public without a version: as it is stored"
    first, second, third = version(year, "80"), version(year, "98.50"), version(year, "85")
    score_nine(year, "90")
    assert before() == 94.48
    take_back(admin_client, third)
    assert before() == 97.18
    take_back(admin_client, second)
    take_back(admin_client, first)
    assert before() is None


def test_a_public_year_whose_versions_were_all_taken_back_is_nowhere(year, client, admin_client):
    """As in the instant between the last withdrawal and the status that follows it."""
    take_back(admin_client, version(year, "85"))
    Assessment.objects.filter(pk=year.pk).update(status="published")
    score_nine(year, "90")
    assert shown(client) == on("404")
    assert client.get("/chanuwan/").status_code == 404
    assert client.get("/methodology/2568/").status_code == 200
    assert not re.search("94.48|95.48", html_of(client.get("/methodology/2568/")))
