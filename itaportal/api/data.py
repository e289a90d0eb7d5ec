"""Published years with everything in them, many at a time: the live version as it was frozen, or the stored year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessments.dashboard import build_year
from assessments.models import Agency, Assessment, AssessmentQuerySet
from measures.dashboard import build_plan
from measures.models import MeasurePlan

from ..models import YEAR_KIND, Publication
from ..publishing.kinds import ANALYSIS
from ..publishing.means import published_groups, published_means
from ..report.building import asked_item, national_means, year_facts
from ..report.document import AgencyReport

CHUNK = 200


@dataclass(frozen=True)
class PublicYear:
    """One agency's year as the public sees it; `version` None where none was frozen."""

    agency: Agency
    report: AgencyReport
    version: int | None
    updated_at: datetime


def public_years(assessments: AssessmentQuerySet) -> Iterator[PublicYear]:
    """Load `assessments` (some of `country.public_assessments()`) in their order, in a few queries for each chunk."""
    keys = list(assessments.values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield from _load(keys[start : start + CHUNK])


def _load(keys: Sequence[int]) -> list[PublicYear]:
    frozen = _live_versions(keys)
    stored = {
        each.pk: each
        for each in Assessment.objects.with_scores().filter(pk__in=[key for key in keys if key not in frozen])
    }
    plans = {plan.assessment_id: plan for plan in MeasurePlan.objects.with_measures().filter(assessment__in=stored)}
    known = {
        year: (year_facts(year), published_groups(year)) for year in {each.fiscal_year for each in stored.values()}
    }
    found = []
    for key in keys:
        if publication := frozen.get(key):
            report = ANALYSIS.load(publication)
            agency, updated = publication.assessment.agency, publication.published_at
            found.append(PublicYear(agency, report, publication.version, updated))
        elif assessment := stored.get(key):
            plan = plans.get(key)
            year, (facts, groups) = build_year(assessment), known[assessment.fiscal_year]
            report = AgencyReport(
                year,
                build_plan(plan) if plan else None,
                no_plan_reason=assessment.no_plan_reason,
                means=(*national_means(year, facts), *published_means(year, groups)),
                oit_item=asked_item(assessment, facts),
            )
            found.append(PublicYear(assessment.agency, report, None, assessment.updated_at))
    return found


def _live_versions(keys: Sequence[int]) -> dict[int, Publication]:
    """The newest version of each assessment that was not withdrawn, with what it froze."""
    live = Publication.objects.of_kind(YEAR_KIND).live().filter(assessment__in=keys).order_by("version")
    newest = dict(live.values_list("assessment_id", "pk"))
    loaded = Publication.objects.filter(pk__in=newest.values()).select_related("assessment__agency")
    return {publication.assessment_id: publication for publication in loaded}
