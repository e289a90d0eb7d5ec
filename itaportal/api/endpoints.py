"""The lists and single objects that can be asked for: who finds them, with which parameters, in which order.

Every list is in a fixed order (agency, year, version) and goes on after a place in it, so that a page neither repeats
nor skips a row when something is published meanwhile. What is not public is not there, for signed-in staff neither.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from assessments.models import Agency, AssessmentQuerySet
from assessments.thaitext import search_key
from itaportal.publishing.country import overview, public_assessments

from ..models import YEAR_KIND, Publication
from . import parameters as asking
from . import rows, schemas
from .data import public_years
from .fields import Schema
from .parameters import DEFAULT_LIMIT, Parameter
from .rows import Absolute, Row

Values = Mapping[str, Any]


class Gone(Exception):
    """What was asked for was withdrawn."""


@dataclass(frozen=True)
class Page:
    """Some rows of a list and the place to go on after; an empty text at the end."""

    rows: list[Row]
    after: str = ""


@dataclass(frozen=True)
class Endpoint:
    """A resource: its list, its single objects and how their addresses are made of `path` (name → example)."""

    name: str
    schema: Schema
    meaning: str
    parameters: tuple[Parameter, ...]
    path: Mapping[str, Any]
    page: Callable[[Values, Absolute], Page]
    one: Callable[[Values, Absolute], Row | None] = field(repr=False)

    @property
    def list_schema(self) -> Schema:
        """The answer with a page of objects."""
        return schemas.envelope(self.schema, many=True)

    @property
    def one_schema(self) -> Schema:
        """The answer with one object."""
        return schemas.envelope(self.schema, many=False)


def _place(values: Values) -> list[str]:
    return values["after"].split(":") if "after" in values else []


def _next(found: list[Any], limit: int, place: Callable[[Any], str]) -> str:
    """The place of the last of a page, where one more was found than fits."""
    return place(found[limit - 1]) if len(found) > limit else ""


# --- Agencies -------------------------------------------------------------------------------------------------------


def _agencies(values: Values, absolute: Absolute) -> Page:
    limit = values.get("limit", DEFAULT_LIMIT)
    wanted = overview().agencies
    found = [
        each.slug
        for each in wanted
        if all(
            values.get(name, getattr(each, name)) == getattr(each, name) for name in ("province", "district", "kind")
        )
        and all(word in each.search for word in search_key(values.get("q", "")).split())
        and each.slug > values.get("after", "")
    ]
    found = sorted(found)[: limit + 1]
    return Page(_agency_rows(found[:limit], absolute), _next(found, limit, str))


def _agency(values: Values, absolute: Absolute) -> Row | None:
    return next(iter(_agency_rows([values["agency"]], absolute)), None)


def _agency_rows(slugs: list[str], absolute: Absolute) -> list[Row]:
    agencies = Agency.objects.filter(slug__in=slugs).order_by("slug")
    years: dict[int, list[int]] = {}
    public = public_assessments().filter(agency__slug__in=slugs).order_by()
    for agency, year in public.values_list("agency_id", "fiscal_year"):
        years.setdefault(agency, []).append(year)
    return [rows.agency_row(each, years[each.pk], absolute) for each in agencies if each.pk in years]


# --- Years, and what they are made of ---------------------------------------------------------------------------------


def _chosen(values: Values, *, year_offset: int = 0) -> AssessmentQuerySet:
    """The public years that the filters leave, in the order of the lists."""
    conditions = Q()
    for name in ("province", "district", "kind"):
        if name in values:
            conditions &= Q(**{f"agency__{name}": values[name]})
    if "agency" in values:
        conditions &= Q(agency__slug=values["agency"])
    if "fiscal_year" in values:
        conditions &= Q(fiscal_year=values["fiscal_year"] - year_offset)
    if place := _place(values):
        slug, year = place[0], int(place[1])
        # Written so that the database walks the index of slugs from the place on.
        conditions &= Q(agency__slug__gte=slug) & ~Q(agency__slug=slug, fiscal_year__lte=year)
    return public_assessments().filter(conditions).order_by("agency__slug", "fiscal_year")


def _of_years(
    make: Callable[[Any, Absolute], Any], chosen: AssessmentQuerySet, values: Values, absolute: Absolute
) -> Page:
    limit = values.get("limit", DEFAULT_LIMIT)
    places = list(chosen.values_list("agency__slug", "fiscal_year", "pk")[: limit + 1])
    shown = public_assessments().filter(pk__in=[pk for *_, pk in places[:limit]])
    made = [make(each, absolute) for each in public_years(shown.order_by("agency__slug", "fiscal_year"))]
    found = list(chain.from_iterable(made)) if make is not rows.assessment_row else made
    return Page(found, _next(places, limit, lambda place: f"{place[0]}:{place[1]}"))


def _assessments(values: Values, absolute: Absolute) -> Page:
    return _of_years(rows.assessment_row, _chosen(values), values, absolute)


def _scores(values: Values, absolute: Absolute) -> Page:
    page = _of_years(rows.score_rows, _chosen(values), values, absolute)
    wanted = [name for name in ("tool", "indicator") if name in values]
    return Page([row for row in page.rows if all(row[name] == values[name] for name in wanted)], page.after)


def _measures(values: Values, absolute: Absolute) -> Page:
    versions = Publication.objects.of(OuterRef("pk"), YEAR_KIND).live()
    with_plan = _chosen(values, year_offset=1).filter(Q(plan__isnull=False) | Exists(versions))
    page = _of_years(rows.measure_rows, with_plan, values, absolute)
    if "indicator" in values:
        return Page([row for row in page.rows if row["indicator"] == values["indicator"]], page.after)
    return page


def _year(values: Values, make: Callable[[Any, Absolute], Any], absolute: Absolute, *, offset: int = 0) -> Any:
    chosen = public_assessments().filter(agency__slug=values["agency"], fiscal_year=values["fiscal_year"] - offset)
    return next((make(each, absolute) for each in public_years(chosen.order_by())), None)


def _assessment(values: Values, absolute: Absolute) -> Row | None:
    row: Row | None = _year(values, rows.assessment_row, absolute)
    return row


def _score(values: Values, absolute: Absolute) -> Row | None:
    found = _year(values, rows.score_rows, absolute) or ()
    return next((row for row in found if row["indicator"] == values["indicator"]), None)


def _measure(values: Values, absolute: Absolute) -> Row | None:
    found = _year(values, rows.measure_rows, absolute, offset=1) or ()
    return next((row for row in found if row["number"] == values["number"]), None)


# --- Versions ---------------------------------------------------------------------------------------------------------


def _versions() -> QuerySet[Publication]:
    """Every version of the years' reports, withdrawn ones too, with the number of the newest live one of its year."""
    live = Publication.objects.of(OuterRef("assessment"), YEAR_KIND).live()
    return (
        Publication.objects.of_kind(YEAR_KIND)
        .annotate(newest=Subquery(live.order_by("-version").values("version")[:1]))
        .select_related("assessment__agency")
        .prefetch_related("files")
        .defer("snapshot")
    )


def _publications(values: Values, absolute: Absolute) -> Page:
    limit = values.get("limit", DEFAULT_LIMIT)
    conditions = Q(withdrawn_at__isnull=True, assessment__status="published")
    for name in ("province", "district", "kind"):
        if name in values:
            conditions &= Q(**{f"assessment__agency__{name}": values[name]})
    if "agency" in values:
        conditions &= Q(assessment__agency__slug=values["agency"])
    if "fiscal_year" in values:
        conditions &= Q(assessment__fiscal_year=values["fiscal_year"])
    if place := _place(values):
        slug, year, version = place[0], int(place[1]), int(place[2])
        same = Q(assessment__agency__slug=slug)
        conditions &= Q(assessment__agency__slug__gte=slug)
        conditions &= ~(same & Q(assessment__fiscal_year__lt=year))
        conditions &= ~(same & Q(assessment__fiscal_year=year, version__lte=version))
    order = ("assessment__agency__slug", "assessment__fiscal_year", "version")
    found = list(_versions().filter(conditions).order_by(*order)[: limit + 1])

    def place_of(each: Publication) -> str:
        return f"{each.assessment.agency.slug}:{each.assessment.fiscal_year}:{each.version}"

    made = [rows.publication_row(each, each.newest, absolute) for each in found[:limit]]  # type: ignore[attr-defined]  # annotated by `_versions`
    return Page(made, _next(found, limit, place_of))


def _publication(values: Values, absolute: Absolute) -> Row | None:
    found = (
        _versions()
        .filter(
            assessment__agency__slug=values["agency"],
            assessment__fiscal_year=values["fiscal_year"],
            version=values["version"],
        )
        .first()
    )
    if found is None:
        return None
    if found.withdrawn:
        raise Gone
    return rows.publication_row(found, found.newest, absolute)  # type: ignore[attr-defined]  # annotated by `_versions`


# --- All of them ------------------------------------------------------------------------------------------------------

_PLACE = (asking.PROVINCE, asking.DISTRICT, asking.KIND)
_YEARS = (asking.AGENCY, asking.FISCAL_YEAR, *_PLACE)

ENDPOINTS = (
    Endpoint(
        "agencies",
        schemas.AGENCY_OBJECT,
        "หน่วยงาน",
        (asking.Q, *_PLACE, asking.LIMIT, asking.after(1)),
        {"agency": "chanuwan"},
        _agencies,
        _agency,
    ),
    Endpoint(
        "assessments",
        schemas.ASSESSMENT,
        "ผลการประเมิน",
        (*_YEARS, asking.LIMIT, asking.after(2)),
        {"agency": "chanuwan", "fiscal_year": 2568},
        _assessments,
        _assessment,
    ),
    Endpoint(
        "scores",
        schemas.SCORE_OBJECT,
        "คะแนนรายตัวชี้วัด",
        (*_YEARS, asking.TOOL, asking.INDICATOR, asking.LIMIT, asking.after(2)),
        {"agency": "chanuwan", "fiscal_year": 2568, "indicator": 9},
        _scores,
        _score,
    ),
    Endpoint(
        "measures",
        schemas.MEASURE,
        "มาตรการ",
        (*_YEARS, asking.INDICATOR, asking.LIMIT, asking.after(2)),
        {"agency": "chanuwan", "fiscal_year": 2569, "number": 1},
        _measures,
        _measure,
    ),
    Endpoint(
        "publications",
        schemas.PUBLICATION,
        "รายงานฉบับที่เผยแพร่",
        (*_YEARS, asking.LIMIT, asking.after(3)),
        {"agency": "chanuwan", "fiscal_year": 2568, "version": 1},
        _publications,
        _publication,
    ),
)
