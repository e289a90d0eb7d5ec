"""The home page: search, a summary of every province, and the agencies themselves while they are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Subquery

from assessments.models import Agency, Assessment, AssessmentQuerySet, label_agencies
from assessments.policies import Reader, can_view_drafts, visible_assessments
from assessments.thaitext import sort_key
from itaportal.publishing.country import public_assessments, standings
from itaportal.publishing.reading import readable_assessments, with_shown_results
from itaportal.publishing.standings import Overview, StampedCache, Standing, YearStandings, median, middle_of

from .compare import Asked

FEW = 60  # so many agencies are listed by name; more are found by searching
MOST_DRAFTS = 20
BODIES = StampedCache(size=10)  # the finished page, the same for every reader, until something is written


@dataclass(frozen=True)
class AgencyLine:
    """One agency on the home page with its latest published year."""

    slug: str
    name: str  # with the place where another agency has the name
    province: str
    is_sample: bool
    year: int
    overall: Decimal | None
    level: str
    level_announced: bool


@dataclass(frozen=True)
class ProvinceGroup:
    """The agencies of one province."""

    name: str
    agencies: tuple[AgencyLine, ...]


@dataclass(frozen=True)
class LevelCount:
    """How many agencies reached one level."""

    name: str
    count: int


@dataclass(frozen=True)
class ProvinceSummary:
    """One line of the summary: agencies with any published year, those with one of the latest year, and its figures."""

    name: str
    address: str
    agencies: int
    results: int
    middle: Decimal | None
    levels: tuple[LevelCount, ...]


@dataclass(frozen=True)
class HomePage:
    """What the home page shows when there is more than one agency."""

    seen: Overview
    year: int
    provinces: tuple[ProvinceSummary, ...]
    whole: ProvinceSummary
    groups: tuple[ProvinceGroup, ...]
    samples: int

    @property
    def all_sample(self) -> bool:
        """Whether every agency is made up."""
        return self.samples == len(self.seen.agencies)


@dataclass(frozen=True)
class DraftLine:
    """A year that only the reader's own agency sees."""

    agency: str
    year: int
    address: str


def home_page(seen: Overview) -> HomePage:
    """Build the page of at least one published year."""
    assert seen.latest is not None
    data = standings(seen, seen.latest)
    few = len(seen.agencies) <= FEW
    lines = agencies_with_years(public_assessments()) if few else []
    return HomePage(
        seen=seen,
        year=data.year,
        provinces=_summaries(seen, data),
        whole=ProvinceSummary(
            name="ทุกจังหวัด",
            address=_address(""),
            agencies=len(seen.agencies),
            results=len(data.rows),
            middle=middle_of(data.all_scores),
            levels=_level_counts(data.level_counts, _level_names(data)),
        ),
        groups=tuple(by_province(lines)),
        samples=sum(agency.is_sample for agency in seen.agencies),
    )


def _summaries(seen: Overview, data: YearStandings) -> tuple[ProvinceSummary, ...]:
    names = _level_names(data)
    return tuple(
        _summary(province, seen.provinces[province], data.by_province.get(province, ()), names)
        for province in sorted(seen.provinces, key=sort_key)
    )


def _level_names(data: YearStandings) -> tuple[str, ...]:
    """The criteria's levels, then others that a published version names, `""` for the undetermined last."""
    official = [level.name for level in data.levels]
    others = sorted(data.level_counts.keys() - {*official, ""})
    return (*official, *others, *([""] if "" in data.level_counts else []))


def _summary(province: str, agencies: int, rows: tuple[Standing, ...], level_names: tuple[str, ...]) -> ProvinceSummary:
    """The line of one province; kept while its rows are the same object, as they are until one of them changes."""
    kept = _SUMMARIES.get(province)
    if kept and kept[0] is rows and kept[1:3] == (agencies, level_names):
        return kept[3]
    made = ProvinceSummary(
        name=province,
        address=_address(province),
        agencies=agencies,
        results=len(rows),
        middle=median(row.overall for row in rows if row.overall is not None),
        levels=_level_counts(Counter(row.level for row in rows), level_names),
    )
    _SUMMARIES[province] = (rows, agencies, level_names, made)
    return made


_SUMMARIES: dict[str, tuple[tuple[Standing, ...], int, tuple[str, ...], ProvinceSummary]] = {}


def _address(province: str) -> str:
    return Asked(year=0, latest=0, province=province).address()


def _level_counts(counts: Mapping[str, int], names: Iterable[str]) -> tuple[LevelCount, ...]:
    return tuple(LevelCount(level or "ยังระบุระดับไม่ได้", counts.get(level, 0)) for level in names)


def agencies_with_years(assessments: AssessmentQuerySet) -> list[AgencyLine]:
    """Every agency that has a year among `assessments`, by province and name; one query however many.

    The figures are the published version's, as everyone sees them, also while a draft is being worked on.
    """
    latest: Any = with_shown_results(assessments).filter(agency=OuterRef("pk")).order_by("-fiscal_year")
    rows: Any = (
        Agency.objects.labelled()
        .annotate(
            year=Subquery(latest.values("fiscal_year")[:1]),
            overall=Subquery(latest.values("shown_overall")[:1]),
            level=Subquery(latest.values("shown_level")[:1]),
            level_announced=Subquery(latest.values("shown_level_announced")[:1]),
        )
        .filter(year__isnull=False)
        .only("slug", "name", "province", "district", "is_sample")
    )
    lines = [
        AgencyLine(
            *(row.slug, row.label, row.province, row.is_sample, row.year, row.overall, row.level),
            level_announced=row.level_announced,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (sort_key(line.province), sort_key(line.name)))


def by_province(agencies: Iterable[AgencyLine]) -> list[ProvinceGroup]:
    """Group agencies that are already in the order of their provinces."""
    return [ProvinceGroup(name, tuple(group)) for name, group in groupby(agencies, key=lambda line: line.province)]


def only_year(reader: Reader, seen: Overview) -> Assessment | None:
    """The latest year of the only agency that the reader may see; None where there are more agencies, or none."""
    if not can_view_drafts(reader) and len(seen.agencies) != 1:
        return None
    visible = readable_assessments(reader)
    if len(set(visible.order_by().values_list("agency_id", flat=True).distinct()[:2])) != 1:
        return None
    return visible.select_related("agency").order_by("-fiscal_year").first()


def drafts(reader: Reader) -> tuple[DraftLine, ...]:
    """The unpublished years that the reader may see, the last edited first; none for the public."""
    if not can_view_drafts(reader):
        return ()
    rows = visible_assessments(reader).exclude(status="published").select_related("agency").order_by("-updated_at")
    shown = list(rows[:MOST_DRAFTS])
    label_agencies(row.agency for row in shown)
    return tuple(DraftLine(row.agency.label, row.fiscal_year, row.get_absolute_url()) for row in shown)
