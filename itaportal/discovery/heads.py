"""What a page's head tells programs: its one address, whether it may be indexed, what it is about.

A page is known by what its view hands to its template; `Head` is made of that, so that no view has to think of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from itaportal.models import Publication
from itaportal.publishing.country import overview
from itaportal.report.document import AgencyReport

from . import linked_data
from .site import Site, site_of

# A search engine that follows a filter's links finds endless other filters.
ENDLESS = "noindex, nofollow"
NOT_INDEXED = "noindex"


@dataclass(frozen=True)
class Head:
    """`canonical` is the whole address that stands for the page, empty where it has none that others may open."""

    canonical: str = ""
    robots: str = ""
    data: SafeString | str = ""
    feed: str = ""


def head_of(request: HttpRequest, context: Mapping[str, Any]) -> Head:
    """The head of a page that answers `request`, drawn with `context`."""
    report = context.get("report")
    if report is not None and not report.year.published:
        return Head(robots=NOT_INDEXED)  # a draft: only its staff are here
    publication = context.get("publication")
    if publication and publication.withdrawn:
        return Head(robots=NOT_INDEXED)
    site = site_of(request)
    robots = _robots(context)
    return Head(
        canonical=site.address(_path(request, context)),
        robots=robots,
        data="" if robots else linked_data.script(_things(site, context)),
        feed=_feed(site, report, robots),
    )


def _robots(context: Mapping[str, Any]) -> str:
    here, asked = context.get("here"), context.get("asked")
    filtered = here == "compare" and asked and not asked.parameters().keys() <= {"year"}
    if filtered or here == "what-if":
        return ENDLESS
    return NOT_INDEXED if context.get("newest") or _is_sample(context) else ""


def _is_sample(context: Mapping[str, Any]) -> bool:
    """Whether the page is of a made-up agency. What a version froze long ago may not say so yet."""
    report, reading = context.get("report"), context.get("reading")
    publication: Publication | None = context.get("publication")
    return bool(
        (report and report.year.agency.is_sample)
        or (reading and reading.assessment.agency.is_sample)
        or (publication and publication.assessment.agency.is_sample)
    )


def _path(request: HttpRequest, context: Mapping[str, Any]) -> str:
    """The path that stands for the page: filters in one order, a report at its newest version, numbers plainly."""
    here, asked, page = context.get("here"), context.get("asked"), context.get("page")
    if here == "compare" and asked:
        return str(asked.address())
    if here == "report" and (live := _live(context)):
        return live.get_absolute_url()
    if here == "methodology" and page:
        return reverse("methodology-year", args=[page.fiscal_year])
    found = request.resolver_match
    return reverse(found.view_name, kwargs=found.kwargs) if found else request.path


def _live(context: Mapping[str, Any]) -> Publication | None:
    """The version that a page of the report shows, or the newer one in its place."""
    reading = context.get("reading")
    live: Publication | None = reading.publication if reading else context.get("live")
    return live


def _things(site: Site, context: Mapping[str, Any]) -> list[linked_data.Thing]:
    here, report = context.get("here"), context.get("report")
    if here == "home":
        return [linked_data.website(site)]
    if here == "open-data":
        return [linked_data.data_catalog(site, overview())]
    if report is None or here not in ("dashboard", "report", "trend"):
        return []
    found = [linked_data.organization(site, report.year.agency)]
    if here == "dashboard":
        found.append(linked_data.dataset_of_year(site, report))
    if here != "trend":
        live = _live(context)
        address = live.get_absolute_url() if live else reverse("report", args=_key(report))
        found.append(linked_data.report_of_year(site, report, site.address(address), live))
    return found


def _feed(site: Site, report: AgencyReport | None, robots: str) -> str:
    """Where the publications of the page's agency are a feed; a made-up one has none."""
    return site.page("agency-feed", report.year.agency.slug) if report and not robots else ""


def _key(report: AgencyReport) -> tuple[str, int]:
    return report.year.agency.slug, report.year.fiscal_year
