"""What the head of each page says: one address, whether it is indexed, words of its own, what it is about."""

import json
import re

import pytest

from assessments.models import Agency, Assessment
from tests.factories import agencies_of, version_of, years_of
from tests.page import html_of

HOST = "http://testserver"


def head(client, address, status=200):
    """Canonical address, robots, JSON-LD by type, and the texts of a page's head."""
    text = html_of(client.get(address), status).partition("</head>")[0]

    def only(pattern):
        found = re.findall(pattern, text)
        assert len(found) <= 1, found
        return found[0] if found else ""

    data = only(r'(?s)<script type="application/ld\+json">(.*?)</script>')
    return {
        "canonical": only(r'<link rel="canonical" href="([^"]*)">').replace("&amp;", "&"),
        "robots": only(r'<meta name="robots" content="([^"]*)">'),
        "url": only(r'<meta property="og:url" content="([^"]*)">').replace("&amp;", "&"),
        "title": only(r"<title>([^<]*)</title>"),
        "description": only(r'<meta name="description" content="([^"]*)">'),
        "og:title": only(r'<meta property="og:title" content="([^"]*)">'),
        "data": {thing["@type"]: thing for thing in json.loads(data)["@graph"]} if data else {},
    }


@pytest.fixture
def two(reference):
    """The reference agency and another one, which has an older year too."""
    other = agencies_of(["80.00"])
    years_of(other, ["81.00"], year=2567)
    return other[0]


@pytest.mark.parametrize(
    ("address", "canonical", "robots"),
    [
        ("/chanuwan/2568/?utm_source=x", "/chanuwan/2568/", ""),
        ("/chanuwan/02568/", "/chanuwan/2568/", ""),
        ("/chanuwan/2568/what-if/", "/chanuwan/2568/what-if/", "noindex, nofollow"),
        ("/chanuwan/2568/what-if/?i1=99", "/chanuwan/2568/what-if/", "noindex, nofollow"),
        ("/chanuwan/2568/indicators/1/", "/chanuwan/2568/indicators/1/", ""),
        ("/compare/", "/compare/", ""),
        ("/compare/?year=2568", "/compare/", ""),
        ("/compare/?year=%E0%B9%92%E0%B9%95%E0%B9%96%E0%B9%97", "/compare/?year=2567", ""),  # ๒๕๖๗
        ("/compare/?sort=name&q=a&year=2567", "/compare/?q=a&year=2567&sort=name", "noindex, nofollow"),
        ("/compare/?page=1&nonsense=x", "/compare/", ""),
        ("/methodology/", "/methodology/2568/", ""),
        ("/chanuwan/2568/report/", "/chanuwan/2568/report/", ""),
    ],
)
def test_each_page_has_one_address(client, two, address, canonical, robots):
    found = head(client, address)
    assert found["canonical"] == found["url"] == HOST + canonical
    assert found["robots"] == robots


def test_titles_and_descriptions_are_each_pages_own(client, two):
    year = "/chanuwan/2568/"
    addresses = [
        "/", "/compare/", "/glossary/", "/methodology/2568/", "/methodology/2567/", "/open-data/", "/api/",
        "/chanuwan/trend/", year, f"{year}measures/", f"{year}report/", f"{year}what-if/", f"{year}indicators/1/",
        f"{year}indicators/2/", f"{year}lineage/overall/", f"{year}embed/", "/a000/2568/", "/a000/2567/",
    ]  # fmt: skip
    heads = [head(client, address) for address in addresses]
    for name in ("title", "description", "og:title", "canonical"):
        assert len({found[name] for found in heads}) == len(addresses), name
    assert all(len(found["description"]) > 40 for found in heads)


def test_versions_have_the_newest_ones_address(client, two, published_reference):
    version_of(two, "80.00")
    for address in ("/chanuwan/2568/report/", "/chanuwan/2568/v1/"):
        found = head(client, address)
        assert (found["canonical"], found["robots"]) == (f"{HOST}/chanuwan/2568/v1/", "")
        report = found["data"]["Report"]
        assert (report["version"], report["url"]) == ("1", f"{HOST}/chanuwan/2568/v1/")
        assert report["identifier"] == published_reference.checksum
        assert report["encoding"][0]["contentUrl"] == f"{HOST}/chanuwan/2568/v1/report.pdf"


def test_what_a_year_is_about(client, two):
    things = head(client, "/chanuwan/2568/")["data"]
    agency, data = things["GovernmentOrganization"], things["Dataset"]
    assert agency["name"] == "องค์การบริหารส่วนตำบลชานุวรรณ"
    assert agency["address"]["addressRegion"] == "ร้อยเอ็ด"
    assert data["temporalCoverage"] == "2024-10-01/2025-09-30"  # the fiscal year 2568 begins in 2567
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["creator"]["@id"] == agency["@id"] == things["Report"]["author"]["@id"]
    for file in data["distribution"] + things["Report"]["encoding"]:
        assert file["contentUrl"].startswith(f"{HOST}/chanuwan/2568/")
    assert len(data["description"]) >= 50
    catalog = head(client, "/open-data/")["data"]["DataCatalog"]
    assert [year["@id"].rpartition("#")[2] for year in catalog["dataset"]] == ["2568", "2567"]
    assert data["includedInDataCatalog"]["@id"] == catalog["@id"]
    assert {len(year["distribution"]) for year in catalog["dataset"]} == {9}


def test_a_name_cannot_end_the_script(client, two):
    hostile = "</script><script>alert(1)</script><!-- & \u2028"
    Agency.objects.filter(slug="chanuwan").update(name_en=hostile, short_name="อบต. </script>")
    text = html_of(client.get("/chanuwan/2568/"))
    assert "<script>alert" not in text
    names = head(client, "/chanuwan/2568/")["data"]["GovernmentOrganization"]["alternateName"]
    assert names == ["อบต. </script>", hostile]


def test_a_made_up_agency_is_not_indexed_and_nothing_is_said_of_it(client, two):
    Agency.objects.filter(pk=two.pk).update(is_sample=True)
    for page in ("2568/", "2568/measures/", "2568/report/", "2568/indicators/1/", "2568/embed/", "trend/"):
        found = head(client, f"/a000/{page}")
        assert found["robots"] == "noindex", page
        assert found["data"] == {}, page


def test_files_that_search_engines_should_not_list_say_so(client, two):
    """Those of made-up agencies, and of every filter."""
    assert client.get("/compare/selection.csv?q=a")["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/chanuwan/2568/data.json")
    Agency.objects.filter(slug="chanuwan").update(is_sample=True)
    assert client.get("/chanuwan/2568/data.json")["X-Robots-Tag"] == "noindex"


def test_a_draft_has_no_address_that_others_may_open(admin_client, reference):
    Assessment.objects.update(status="draft")
    found = head(admin_client, "/chanuwan/2568/")
    assert (found["canonical"], found["url"], found["robots"], found["data"]) == ("", "", "noindex", {})
    assert "ชานุวรรณ" not in found["og:title"]


def test_a_page_that_is_not_there_has_no_address(client, two):
    assert head(client, "/nobody/2568/", 404)["canonical"] == ""
