"""Drawings on pages: a screen reader is told what each shows, or passes it by."""

import re
from html.parser import HTMLParser

import pytest

from assessments.models import Agency
from tests.factories import agencies_of, freeze, years_of
from tests.page import html_of

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Drawings(HTMLParser):
    """How many `<svg>` and `<img>` a page has, and those that a screen reader meets without a name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen, self.unnamed = 0, []
        self._hidden: list[bool] = []  # of each open element
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        hidden = values.get("aria-hidden") == "true" or any(self._hidden)
        if tag not in _VOID:
            self._hidden.append(hidden)
        if tag in ("svg", "img"):
            self.seen += 1
            named = "alt" in values if tag == "img" else values.get("role") == "img" and values.get("aria-label")
            if not hidden and not named:
                self.unnamed.append(self.get_starttag_text())

    def handle_startendtag(self, tag, attrs):
        """Its own end: it opens nothing."""

    def handle_endtag(self, tag):
        if tag not in _VOID and self._hidden:
            self._hidden.pop()


def test_every_drawing_is_named_or_passed_by(client, reference):
    """On pages of years with all scores, with an overall alone, and with one score missing."""
    freeze(reference)
    other = agencies_of(["80.00", "70.00"])[0]
    years_of([other], ["81.00"], year=2561)
    pages = ("", "measures/", "report/", "what-if/", "indicators/1/", "lineage/overall/", "v1/", "embed/")
    addresses = ["/", "/compare/", "/methodology/2568/", "/open-data/", "/chanuwan/trend/", "/a000/trend/"]
    addresses += ["/a000/2568/", "/a000/2561/", *(f"/chanuwan/2568/{page}" for page in pages)]
    seen = 0
    for address in addresses:
        drawings = Drawings(html_of(client.get(address)))
        assert drawings.unnamed == [], address
        seen += drawings.seen
    assert seen > 150


@pytest.mark.parametrize("address", ["/chanuwan/2568/", "/a000/2561/"])
def test_the_heading_of_a_dashboard_names_the_agency(client, reference, address):
    years_of(agencies_of(["80.00"]), ["81.00"], year=2561)
    heading = html_of(client.get(address)).partition("<h1")[2].partition("</h1>")[0].partition(">")[2]
    words = re.sub(r"<[^>]+>", "", heading)
    assert words.startswith(Agency.objects.get(slug=address.split("/")[1]).name)
    assert "ปีงบประมาณ พ.ศ." in words
