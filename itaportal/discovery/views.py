"""Answers to other programs and other sites: all are the same for everyone, and drawn from what is public."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page

from assessments.models import Agency, Assessment
from itaportal.publishing.country import overview, public_assessments
from itaportal.publishing.reading import read_year

from . import badge_svg, feeds, sitemaps
from .badges import badge_of
from .catalogue import catalogue
from .datapackage import package
from .embedding import offers
from .site import site_of

View = Callable[..., HttpResponse]

# A badge that stands on others' pages is true within five minutes, however many caches lie between.
EMBEDDED = "public, max-age=300, must-revalidate"


# --- Search engines -------------------------------------------------------------------------------------------------


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers need not ask for. What must not be indexed says so itself, and must be fetched to be seen."""
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        f"Disallow: {reverse('display')}",
        "",
        f"Sitemap: {site_of(request).page('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """All sitemaps."""
    return _xml(sitemaps.index_xml(site_of(request), sitemaps.index(overview())))


def sitemap_pages(request: HttpRequest) -> HttpResponse:
    """The portal's own pages."""
    return _xml(sitemaps.sitemap_xml(site_of(request), sitemaps.pages(overview())))


@gzip_page
def sitemap_agencies(request: HttpRequest) -> HttpResponse:
    """The agencies."""
    return _xml(sitemaps.sitemap_xml(site_of(request), sitemaps.agencies()))


@gzip_page
def sitemap_year(request: HttpRequest, year: int, part: int) -> HttpResponse:
    """A part of a year's pages; 404 where there is none."""
    places = sitemaps.year(year, part) if 0 < part < 1000 else []
    if not places:
        raise Http404("ไม่มีแผนผังเว็บไซต์ส่วนนี้")
    return _xml(sitemaps.sitemap_xml(site_of(request), places))


def _xml(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"  # the list itself is no answer to anybody's search
    return response


# --- Feeds and catalogues -------------------------------------------------------------------------------------------


def _open(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites read it, as all open data."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


@gzip_page
def feed(request: HttpRequest, agency: str | None = None) -> HttpResponse:
    """The newest publications, of all agencies or of one; 404 for one of which nothing is public."""
    one = None
    if agency is not None:
        public = Agency.objects.filter(pk__in=public_assessments().values("agency"))
        one = get_object_or_404(public, slug=agency)
    text = feeds.atom(site_of(request), request.path, feeds.publications(one), one)
    return _open(HttpResponse(text, content_type="application/atom+xml; charset=utf-8"))


@gzip_page
def catalog(request: HttpRequest) -> HttpResponse:
    """The open data for data portals."""
    return _open(_json(catalogue(site_of(request), overview()), "application/ld+json"))


def datapackage(request: HttpRequest, year: int) -> HttpResponse:
    """The descriptor of a year's files; 404 for a year without published results."""
    seen = overview()
    if year not in seen.years:
        raise Http404("ไม่มีข้อมูลของปีที่ระบุ")
    return _open(_json(package(site_of(request), seen, year), "application/json"))


def _json(data: Mapping[str, Any], kind: str) -> HttpResponse:
    return HttpResponse(json.dumps(data, ensure_ascii=False, indent=1), content_type=f"{kind}; charset=utf-8")


# --- What stands on other sites ---------------------------------------------------------------------------------------


def _embedded(**policy: Sequence[str]) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Let every site show a view's answer, and every cache keep it for as long as it may be wrong.

    `policy` is what its Content-Security-Policy says otherwise than that of pages. The memory of public pages is passed
    by: it keeps neither the policy of a page nor the time.
    """

    def decorated(view: View) -> Callable[..., HttpResponseBase]:
        return xframe_options_exempt(csp_replace({**policy, "frame-ancestors": ["*"]})(_fresh(view)))

    return decorated


def _fresh(view: View) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def embedded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        response = view(request, **kwargs)
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = EMBEDDED
        patch_vary_headers(response, ["Cookie"])  # the reader's digits
        if response.status_code != 200:
            return response
        response["ETag"] = etag = quote_etag(_fingerprint(request, response))
        return get_conditional_response(request, etag=etag, response=response) or response

    return embedded


def _fingerprint(request: HttpRequest, response: HttpResponse) -> str:
    """What tells two answers of an address apart. Digits are put in after this, so the choice of them counts too."""
    parts = response.content, request.COOKIES.get("digits", "").encode()
    return hashlib.blake2b(b"\n".join(parts), digest_size=16).hexdigest()


@_embedded(**badge_svg.POLICY)
def badge(request: HttpRequest, agency: str, year: int | None = None, version: int | None = None) -> HttpResponse:
    """The picture of a result; 404, as a picture, where nothing was published."""
    found = badge_of(agency, year, version)
    picture = badge_svg.badge_svg(found, site_of(request).address(found.address) if found else "")
    return HttpResponse(picture, content_type="image/svg+xml; charset=utf-8", status=200 if found else 404)


@_embedded()
def card(request: HttpRequest, agency: str, year: int | None = None, version: int | None = None) -> HttpResponse:
    """A result as a small page for a frame; 404, as such a page, where nothing was published."""
    found = badge_of(agency, year, version)
    return render(request, "discovery/card.html", {"badge": found}, status=200 if found else 404)


def embed(request: HttpRequest, agency: str, year: int) -> HttpResponse:
    """How an agency shows its result on its own site: pictures and frames with their code, of what is public."""
    try:
        reading = read_year(request.user, agency, year)
    except Assessment.DoesNotExist:
        raise Http404 from None
    live = reading.publication.version if reading.publication else None
    context = {
        "report": reading.report,
        "reading": reading,
        "offers": offers(site_of(request), agency, year, live),
        "here": "embed",
    }
    return render(request, "discovery/embed.html", context)
