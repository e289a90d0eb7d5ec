"""The home page: every agency with its latest year, by province."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Subquery

from assessments.models import Agency, AssessmentQuerySet

from ..report.reading import with_shown_results


@dataclass(frozen=True)
class AgencyLine:
    """One agency on the home page with its latest year that the reader may see."""

    slug: str
    name: str
    province: str
    year: int
    overall: Decimal | None
    level: str


@dataclass(frozen=True)
class ProvinceGroup:
    """The agencies of one province."""

    name: str
    agencies: tuple[AgencyLine, ...]


def agencies_with_years(assessments: AssessmentQuerySet) -> list[AgencyLine]:
    """Every agency that has a year among `assessments`, by province and name; one query however many.

    The figures are the published version's, as everyone sees them, also while a draft is being worked on.
    """
    latest: Any = with_shown_results(assessments).filter(agency=OuterRef("pk")).order_by("-fiscal_year")
    rows = (
        Agency.objects.annotate(
            year=Subquery(latest.values("fiscal_year")[:1]),
            overall=Subquery(latest.values("shown_overall")[:1]),
            level=Subquery(latest.values("shown_level")[:1]),
        )
        .filter(year__isnull=False)
        .order_by("province", "name")
        .values_list("slug", "name", "province", "year", "overall", "level")
    )
    return [AgencyLine(*row) for row in rows]


def by_province(agencies: Iterable[AgencyLine]) -> list[ProvinceGroup]:
    """Group agencies that are already in the order of their provinces."""
    return [ProvinceGroup(name, tuple(group)) for name, group in groupby(agencies, key=lambda line: line.province)]
