"""What the public sees of all agencies: the main figures of each year and how each agency stands among its kind.

One truth for every reader: staff find here, too, what is published and nothing else. Where a year has a live version,
its frozen figures count; a year made public without a version counts as it is stored; a year whose versions were all
withdrawn is not there at all (`reading.read_year` decides in the same way for a single page).

All of a year is read in a fixed number of queries and kept in memory under the stamp of the data (`stamps`).
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from django.db.models import Count, Exists, Max, OuterRef

from assessments.enums import AgencyKind
from assessments.models import Agency, Assessment, AssessmentQuerySet, RatingLevel
from assessments.scoring import round_score
from assessments.thaitext import search_key, sort_key
from itaportal.models import YEAR_KIND, Publication
from itaportal.stamps import public_stamp

T = TypeVar("T")


def public_assessments() -> AssessmentQuerySet:
    """The years that the public may see."""
    versions = Publication.objects.of(OuterRef("pk"), YEAR_KIND)
    return Assessment.objects.published().filter(~Exists(versions) | Exists(versions.live()))


# --- View models --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """An agency as lists name it; `search` and the keys are made once for all requests."""

    slug: str
    name: str
    short_name: str
    name_en: str
    kind: str
    province: str
    district: str
    is_sample: bool
    search: str
    name_key: tuple[str, str]
    place_key: tuple[tuple[str, str], ...]

    @property
    def kind_name(self) -> str:
        """The kind in full."""
        return kind_name(self.kind)


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency's published year beside others of its kind.

    `rank` is the competition rank by overall among the agencies of the same kind in the same year (equal scores share
    a rank, the next one is skipped), `of` how many those are. `percentile` is the share of the others that scored
    less, in whole per cent rounded down; None where there is no other. Made-up agencies stand among themselves.
    """

    agency: AgencyFacts
    overall: Decimal | None
    level: str
    iit: Decimal | None
    eit: Decimal | None
    oit: Decimal | None
    rank: int | None = None
    of: int = 0
    percentile: int | None = None
    level_announced: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A rating level of the year's criteria."""

    name: str
    tone: str


@dataclass(frozen=True)
class YearStandings:
    """Every published result of one fiscal year. `levels` are the criteria's, the best first."""

    year: int
    rows: tuple[Standing, ...]
    levels: tuple[Level, ...]

    @cached_property
    def tones(self) -> dict[str, str]:
        """Level name → tone."""
        return {level.name: level.tone for level in self.levels}

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that occur, in the official order."""
        present = {row.agency.kind for row in self.rows}
        order = {kind: place for place, kind in enumerate(AgencyKind.values)}
        return tuple(sorted(present, key=lambda kind: (order.get(kind, len(order)), kind)))

    @cached_property
    def districts(self) -> dict[str, tuple[str, ...]]:
        """Province → its districts, both in dictionary order."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            found[row.agency.province].add(row.agency.district)
        return {
            province: tuple(sorted(filter(None, found[province]), key=sort_key))
            for province in sorted(found, key=sort_key)
        }

    @cached_property
    def _orders(self) -> dict[tuple[str, bool], tuple[Standing, ...]]:
        return {}

    def ordered(self, by: str, *, descending: bool = False) -> tuple[Standing, ...]:
        """All rows in the order of a column of `ORDERS`; what has no figure comes last either way, equals by name."""
        found = self._orders.get((by, descending))
        if found is None:
            key = ORDERS[by]
            level_place = {level.name: -place for place, level in enumerate(self.levels)}
            keyed = [(key(row, level_place), row) for row in self.rows]
            some = [pair for pair in keyed if pair[0] is not None]
            some.sort(key=lambda pair: pair[0], reverse=descending)
            found = tuple(row for _, row in [*some, *(pair for pair in keyed if pair[0] is None)])
            self._orders[by, descending] = found
        return found


# A row's place in the order of each column; None sorts last. Rows come by name, so equals stay in that order.
ORDERS: dict[str, Callable[[Standing, dict[str, int]], Any]] = {
    "name": lambda row, _: row.agency.name_key,
    "kind": lambda row, _: sort_key(row.agency.kind),
    "province": lambda row, _: row.agency.place_key,
    "overall": lambda row, _: row.overall,
    "level": lambda row, place: place.get(row.level),
    "iit": lambda row, _: row.iit,
    "eit": lambda row, _: row.eit,
    "oit": lambda row, _: row.oit,
    "rank": lambda row, _: row.rank,
    "percentile": lambda row, _: row.percentile,
}


@dataclass(frozen=True)
class Overview:
    """The published data as a whole: years with their number of results, agencies, when it last changed."""

    years: dict[int, int]
    agencies: tuple[AgencyFacts, ...]
    updated_at: datetime | None
    stamp: str

    @property
    def latest(self) -> int | None:
        """The newest year with a published result."""
        return max(self.years, default=None)

    @cached_property
    def any_sample(self) -> bool:
        """Whether a made-up agency is among them."""
        return any(agency.is_sample for agency in self.agencies)


# --- Reading, through the cache --------------------------------------------------------------------------------------


class StampedCache:
    """Values made from the data of one stamp, in this process, at most `size`; a new stamp drops them all."""

    def __init__(self, size: int) -> None:
        self._lock = threading.Lock()
        self._size = size
        self._stamp = ""
        self._values: dict[Hashable, Any] = {}

    def get(self, stamp: str, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value kept under `key`, making it first where there is none for this stamp."""
        with self._lock:
            if self._stamp != stamp:
                self._stamp, self._values = stamp, {}
            values = self._values
            if key in values:
                found: T = values[key]
                return found
        # Made outside the lock and kept in the stamp's own dict, so that a slow maker never files under a newer stamp.
        made = make()
        with self._lock:
            while len(values) >= self._size:
                del values[next(iter(values))]  # the oldest
            values[key] = made
        return made


_CACHE = StampedCache(size=200)  # more than there are years


def overview() -> Overview:
    """Return what is published, in one query while nothing has changed."""
    stamp = public_stamp("assessments", "itaportal")
    return _CACHE.get(stamp, "overview", lambda: _read_overview(stamp))


def standings(seen: Overview, year: int) -> YearStandings:
    """Return one of the years of `overview()`; no query while nothing has changed."""
    return _CACHE.get(seen.stamp, year, lambda: _read_year(year, _CACHE.get(seen.stamp, "facts", _read_facts)))


def _read_overview(stamp: str) -> Overview:
    public = public_assessments()
    facts = _CACHE.get(stamp, "facts", _read_facts)
    years = public.order_by().values("fiscal_year").annotate(results=Count("pk")).values_list("fiscal_year", "results")
    seen = set(public.order_by().values_list("agency_id", flat=True).distinct())
    return Overview(
        years=dict(sorted(years, reverse=True)),
        agencies=tuple(agency for pk, agency in facts.items() if pk in seen),
        updated_at=_last_change(),
        stamp=stamp,
    )


def _last_change() -> datetime | None:
    """When something that the public sees was last saved, published or withdrawn."""
    unversioned = Assessment.objects.published().filter(~Exists(Publication.objects.of(OuterRef("pk"), YEAR_KIND)))
    times = [
        unversioned.aggregate(latest=Max("updated_at"))["latest"],
        *Publication.objects.of_kind(YEAR_KIND)
        .aggregate(published=Max("published_at"), withdrawn=Max("withdrawn_at"))
        .values(),
    ]
    return max(filter(None, times), default=None)


def _read_facts() -> dict[int, AgencyFacts]:
    """Every agency by its key, in dictionary order of the names."""
    rows = Agency.objects.order_by().values_list(
        "pk", "slug", "name", "short_name", "name_en", "kind", "province", "district", "is_sample"
    )
    made = {pk: agency_facts(*values) for pk, *values in rows}
    return dict(sorted(made.items(), key=lambda item: item[1].name_key))


@lru_cache(maxsize=20_000)  # an edit changes few agencies: the others' keys need not be made again
def agency_facts(
    slug: str, name: str, short_name: str, name_en: str, kind: str, province: str, district: str, is_sample: bool
) -> AgencyFacts:
    """Put an agency's columns together with its keys for searching and sorting."""
    return AgencyFacts(
        slug,
        name,
        short_name,
        name_en,
        kind,
        province,
        district,
        is_sample,
        search=search_key(f"{name} {short_name} {name_en}"),
        name_key=sort_key(name),
        place_key=(sort_key(province), sort_key(district)),
    )


def _read_year(year: int, facts: dict[int, AgencyFacts]) -> YearStandings:
    rows = shown_figures(year)
    levels = RatingLevel.objects.filter(criteria__first_year__lte=year, criteria__last_year__gte=year)
    return YearStandings(
        year=year,
        rows=tuple(ranked([_standing(agency, rows[pk]) for pk, agency in facts.items() if pk in rows])),
        levels=tuple(Level(*each) for each in levels.order_by("position").values_list("name", "tone")),
    )


def shown_figures(year: int) -> dict[int, tuple[Any, ...]]:
    """Agency's key → overall, level, IIT, EIT, OIT as the public sees them, and whether the level was announced.

    Of one year, in two queries.
    """
    figures = ("result_overall", "result_level", "result_iit", "result_eit", "result_oit")
    frozen: dict[int, tuple[Any, ...] | None] = {}
    versions = Publication.objects.of_kind(YEAR_KIND).filter(assessment__fiscal_year=year)
    for pk, withdrawn, *values in versions.order_by("version").values_list(
        "assessment_id", "withdrawn_at", *figures, "result_level_announced"
    ):
        # From the oldest: the newest live one stays; None while all so far were withdrawn.
        frozen[pk] = frozen.get(pk) if withdrawn else tuple(values)
    current = Assessment.objects.published().filter(fiscal_year=year).order_by()
    rows: dict[int, tuple[Any, ...]] = {}
    for pk, agency, *values, announced in current.values_list("pk", "agency_id", *figures, "published_level"):
        if (shown := frozen.get(pk, (*values, bool(announced)))) is not None:
            rows[agency] = shown
    return rows


def _standing(agency: AgencyFacts, values: tuple[Any, ...]) -> Standing:
    *figures, announced = values
    return replace(Standing(agency, *figures), level_announced=announced)


def ranked(rows: Sequence[Standing]) -> list[Standing]:
    """Return the rows with rank and percentile among their kind, in the order given."""
    groups: dict[tuple[str, bool], Counter[Decimal]] = defaultdict(Counter)
    for row in rows:
        if row.overall is not None:
            groups[row.agency.kind, row.agency.is_sample][row.overall] += 1
    places: dict[tuple[str, bool], dict[Decimal, tuple[int, int | None]]] = {}
    for group, counts in groups.items():
        total, above = counts.total(), 0
        places[group] = {}
        for score in sorted(counts, reverse=True):
            below = total - above - counts[score]
            places[group][score] = (above + 1, below * 100 // (total - 1) if total > 1 else None)
            above += counts[score]
    totals = {group: counts.total() for group, counts in groups.items()}
    found = []
    for row in rows:
        group = row.agency.kind, row.agency.is_sample
        if row.overall is None:
            found.append(row)
            continue
        rank, percentile = places[group][row.overall]
        found.append(
            Standing(
                row.agency,
                row.overall,
                row.level,
                row.iit,
                row.eit,
                row.oit,
                rank,
                totals[group],
                percentile,
                row.level_announced,
            )
        )
    return found


def median(figures: Iterable[Decimal]) -> Decimal | None:
    """The middle figure, or the mean of the middle two rounded as every published figure is; None of nothing."""
    ordered = sorted(figures)
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else round_score((ordered[middle - 1] + ordered[middle]) / 2)


def kind_name(kind: str) -> str:
    """A kind in full, `องค์การบริหารส่วนตำบล (อบต.)`; one that is no choice any more as it is stored."""
    return str(AgencyKind(kind).label) if kind in AgencyKind.values else kind
