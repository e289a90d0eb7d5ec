"""Sitemaps (sitemaps.org, protocol 0.9): an index, the portal's own pages, the agencies, and each year's pages.

Made-up agencies are in none of them. A year's addresses are in the order in which its agencies were entered, so that
its parts stay as they are while others are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.timezone import localtime

from assessments.models import AssessmentQuerySet, Criteria
from itaportal.models import YEAR_KIND, Publication
from itaportal.publishing.country import public_assessments
from itaportal.publishing.standings import Overview

from .site import Site

# Agencies in one sitemap. Each has three addresses a year; a sitemap may hold 50,000 of them and 50 MB.
PART = 10_000

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class Place:
    """An address (a path) and when what is there last changed; None where that is not known."""

    path: str
    changed: datetime | None = None


def index(seen: Overview) -> list[Place]:
    """Where all sitemaps are, each with the last change of what it lists; one query."""
    found = [Place(reverse("sitemap-pages"), seen.updated_at)]
    rows = (
        _public()
        .alias(frozen=Exists(Publication.objects.of(OuterRef("pk"), YEAR_KIND)))
        .values("fiscal_year")
        .annotate(
            agencies=Count("pk", distinct=True),
            saved=Max("updated_at", filter=Q(frozen=False)),
            published=Max("publications__published_at", filter=_OF_YEAR),
            withdrawn=Max("publications__withdrawn_at", filter=_OF_YEAR),
        )
        .order_by("-fiscal_year")
    )
    changed = {
        row["fiscal_year"]: max(filter(None, (row["saved"], row["published"], row["withdrawn"])), default=None)
        for row in rows
    }
    if changed:
        found.append(Place(reverse("sitemap-agencies"), max(filter(None, changed.values()), default=None)))
    return found + [
        Place(reverse("sitemap-year", args=[row["fiscal_year"], part]), changed[row["fiscal_year"]])
        for row in rows
        for part in range(1, -(-row["agencies"] // PART) + 1)
    ]


def pages(seen: Overview) -> list[Place]:
    """The portal's own pages; what they show of the country changed when the published data did."""
    found = [Place(reverse(name)) for name in ("glossary", "api-docs")]
    found += [Place(reverse("methodology-year", args=[year])) for year in _years_of_criteria()]
    found.append(Place(reverse("open-data"), seen.updated_at))
    if len(seen.agencies) > 1:  # a portal of one agency leads from its first page to that agency
        found.append(Place(reverse("home"), seen.updated_at))
        found += [
            Place(reverse("compare") + ("" if year == seen.latest else f"?year={year}"), seen.updated_at)
            for year in seen.years
        ]
    return found


def _years_of_criteria() -> list[int]:
    spans = Criteria.objects.values_list("first_year", "last_year")
    return sorted({year for first, last in spans for year in range(first, last + 1)}, reverse=True)


def agencies() -> list[Place]:
    """Each agency's page of all its years; one query."""
    newest: dict[str, datetime] = {}
    for row in _rows(_public()):
        slug = row["agency__slug"]
        newest[slug] = max(newest.get(slug, row["changed"]), row["changed"])
    return [Place(_path("trend", slug), changed) for slug, changed in newest.items()]


def year(fiscal_year: int, part: int) -> list[Place]:
    """The pages of one part of a year, parts counted from 1; empty where there is no such part. One query."""
    rows = _rows(_public().filter(fiscal_year=fiscal_year))[(part - 1) * PART : part * PART]
    return [place for row in rows for place in _pages_of_year(row)]


def _pages_of_year(row: dict[str, Any]) -> Iterator[Place]:
    slug, fiscal_year, version = row["agency__slug"], row["fiscal_year"], row["version"]
    report = _path("analysis-version", slug, fiscal_year, version) if version else _path("report", slug, fiscal_year)
    yield Place(_path("dashboard", slug, fiscal_year), row["changed"])
    yield Place(report, row["changed"])
    yield Place(_path("measures", slug, fiscal_year))  # shows the progress too, which changes by itself


def _path(route: str, slug: str, *numbers: int) -> str:
    """`reverse` for tens of thousands of agencies."""
    return _form(route, *numbers).replace(_ANY, slug)


_ANY = "ANY"  # no agency is called so: slugs are in small letters


@lru_cache(maxsize=1000)
def _form(route: str, *numbers: int) -> str:
    return reverse(route, args=(_ANY, *numbers))


_OF_YEAR = Q(publications__kind=YEAR_KIND)


def _public() -> AssessmentQuerySet:
    """The public years of real agencies."""
    return public_assessments().filter(agency__is_sample=False).order_by()


def _rows(years: AssessmentQuerySet) -> QuerySet[Any, Any]:
    """Of each of the years its live `version`, if there is one, and when it `changed` for the public."""
    return (
        years.annotate(
            version=Max("publications__version", filter=_OF_YEAR & Q(publications__withdrawn_at__isnull=True)),
            published=Max("publications__published_at", filter=_OF_YEAR),
            withdrawn=Max("publications__withdrawn_at", filter=_OF_YEAR),
        )
        .annotate(changed=Coalesce(Greatest("published", Coalesce("withdrawn", "published")), F("updated_at")))
        .values("agency__slug", "fiscal_year", "version", "changed")
        .order_by("agency_id", "fiscal_year")
    )


def index_xml(site: Site, places: Iterable[Place]) -> str:
    """A sitemap index."""
    return _xml("sitemapindex", "sitemap", site, places)


def sitemap_xml(site: Site, places: Iterable[Place]) -> str:
    """A sitemap."""
    return _xml("urlset", "url", site, places)


def _xml(root: str, item: str, site: Site, places: Iterable[Place]) -> str:
    lines = []
    for place in places:
        day = localtime(place.changed).isoformat(timespec="seconds") if place.changed else ""
        changed = f"<lastmod>{day}</lastmod>" if day else ""
        lines.append(f"<{item}><loc>{escape(site.address(place.path))}</loc>{changed}</{item}>\n")
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n'
    return f"{head}{''.join(lines)}</{root}>\n"
