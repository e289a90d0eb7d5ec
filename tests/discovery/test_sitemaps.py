"""What search engines are told: robots.txt and the sitemaps, of what is public alone and with its real dates."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from urllib.robotparser import RobotFileParser

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from assessments.models import Agency, Assessment
from itaportal.discovery import sitemaps
from itaportal.models import Publication
from itaportal.publishing.addresses import set_site_url
from tests.factories import agencies_of, version_of, years_of
from tests.page import html_of

NS = {"": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def listed(client, address):
    """Address → last change as the sitemap says it."""
    response = client.get(address)
    text = html_of(response)
    assert response["Content-Type"].startswith("application/xml")
    found = {}
    for item in ET.fromstring(text):
        changed = item.find("lastmod", NS)
        found[item.find("loc", NS).text] = parse_datetime(changed.text) if changed is not None else None
    return found


def every_address(client):
    """All that the index leads to."""
    found = {}
    for address in listed(client, "/sitemap.xml"):
        found |= listed(client, address.removeprefix("http://testserver"))
    return found


def test_robots_lead_to_a_sitemap_and_away_from_the_staff(client, reference):
    text = html_of(client.get("/robots.txt"))
    rules = RobotFileParser()
    rules.parse(text.splitlines())
    assert rules.site_maps() == ["http://testserver/sitemap.xml"]
    assert rules.can_fetch("any", "http://testserver/chanuwan/2568/")
    assert rules.can_fetch("any", "http://testserver/compare/?kind=x")  # lest its own word not to index it be unseen
    assert not rules.can_fetch("any", "http://testserver/admin/assessments/")


def test_every_address_in_the_sitemaps_is_its_pages_own(client, reference):
    agencies_of(["90.00"])
    addresses = every_address(client)
    assert len(addresses) > 15
    assert "http://testserver/chanuwan/2568/" in addresses
    assert "http://testserver/a000/trend/" in addresses
    for address in addresses:
        shown = html_of(client.get(address.removeprefix("http://testserver")))
        assert re.findall(r'<link rel="canonical" href="([^"]*)">', shown) == [address]
        assert '<meta name="robots"' not in shown, address


def test_drafts_samples_and_what_was_taken_back_are_in_none(client, reference):
    real, draft, taken, sample = agencies_of(["90.00"] * 4)
    Assessment.objects.filter(agency=draft).update(status="draft")
    version_of(taken, "90.00")
    Agency.objects.filter(pk=sample.pk).update(is_sample=True)
    assert any(f"/{taken.slug}/2568/v1/" in address for address in every_address(client))
    Publication.objects.update(withdrawn_at=timezone.now(), withdrawn_reason="ผิด")
    words = " ".join(every_address(client))
    assert f"/{real.slug}/" in words
    for gone in (draft, taken, sample):
        assert f"/{gone.slug}/" not in words


def test_the_last_change_is_what_the_public_saw_change(client, reference):
    saved, frozen = agencies_of(["90.00", "91.00"])
    long_ago, later, now = (timezone.now() - timedelta(days=days) for days in (50, 20, 0))
    Assessment.objects.update(updated_at=long_ago)
    version_of(frozen, "91.00")
    version_of(frozen, "92.00", version=2, withdrawn=True)
    Publication.objects.update(published_at=later)
    Publication.objects.filter(version=2).update(withdrawn_at=now)

    def changed(slug, page=""):
        when = listed(client, "/sitemap-2568-1.xml")[f"http://testserver/{slug}/2568/{page}"]
        return when and (timezone.now() - when).days

    assert changed(saved.slug) == 50
    assert changed(frozen.slug) == 0  # the withdrawal showed version 1 again
    assert changed(frozen.slug, "v1/") == 0
    assert changed(saved.slug, "measures/") is None  # it shows what is reported, day by day
    Publication.objects.filter(version=2).delete()
    Assessment.objects.filter(agency=frozen).update(updated_at=now)  # a draft's, which nobody sees
    assert changed(frozen.slug) == 20
    index = listed(client, "/sitemap.xml")["http://testserver/sitemap-2568-1.xml"]
    assert (timezone.now() - index).days == 20


def test_a_year_is_cut_in_parts_that_hold_everything_once(client, reference, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 2)
    agencies = agencies_of(["90.00"] * 4)
    years_of(agencies[:1], ["80.00"], year=2567)
    parts = [address for address in listed(client, "/sitemap.xml") if re.search(r"-\d+-\d+\.xml", address)]
    assert [address.rpartition("/")[2] for address in parts] == [
        "sitemap-2568-1.xml", "sitemap-2568-2.xml", "sitemap-2568-3.xml", "sitemap-2567-1.xml",
    ]  # fmt: skip
    found = [address for part in parts for address in listed(client, part.removeprefix("http://testserver"))]
    assert len(found) == len(set(found)) == 3 * 6
    for none in ("/sitemap-2568-4.xml", "/sitemap-2568-0.xml", "/sitemap-2499-1.xml", f"/sitemap-2568-{'9' * 40}.xml"):
        assert client.get(none).status_code == 404


@pytest.mark.parametrize("address", ["/sitemap.xml", "/sitemap-2568-1.xml", "/sitemap-agencies.xml"])
def test_a_sitemap_asks_as_little_of_many_agencies_as_of_one(client, reference, django_assert_max_num_queries, address):
    """The stamp of the answer, that of the lists, the site's name, and one query for the rows."""
    client.get("/")  # what is kept of the country
    agencies_of(["90.00"] * 30)
    client.get("/")
    with django_assert_max_num_queries(5):
        html_of(client.get(address))


def test_the_site_is_called_as_an_administrator_says(client, reference, admin_user):
    """At once: the pages that were kept under the other name are not shown again."""
    assert "http://testserver/chanuwan/2568/" in listed(client, "/sitemap-2568-1.xml")
    assert 'rel="canonical" href="http://testserver/chanuwan/2568/"' in html_of(client.get("/chanuwan/2568/"))
    set_site_url(url="https://ita.example.go.th/open", by=admin_user)
    assert "https://ita.example.go.th/open/chanuwan/2568/" in listed(client, "/sitemap-2568-1.xml")
    shown = html_of(client.get("/chanuwan/2568/"))
    assert 'rel="canonical" href="https://ita.example.go.th/open/chanuwan/2568/"' in shown
    assert "Sitemap: https://ita.example.go.th/open/sitemap.xml" in html_of(client.get("/robots.txt"))


def test_an_empty_portal_has_its_own_pages(client, criteria):
    assert list(listed(client, "/sitemap.xml")) == ["http://testserver/sitemap-pages.xml"]
    assert "http://testserver/glossary/" in listed(client, "/sitemap-pages.xml")
