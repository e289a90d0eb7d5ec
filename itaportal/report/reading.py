"""Which data a reader sees of a year: the public the published version as it was frozen, staff the work in progress."""

from dataclasses import dataclass, replace
from typing import Any

from assessments.models import Assessment
from assessments.policies import Reader, can_view_drafts_of, visible_assessments

from ..models import Publication, PublicationKind
from . import snapshot
from .document import AgencyReport, build_report

# What changes without anything that a reader sees having changed.
_VOLATILE = ("updated_at", "published")


@dataclass(frozen=True)
class Reading:
    """A year as one reader sees it.

    `publication` is the version that the public sees now, None where there is none. `draft` says that `report` is
    not what was published: a page says so, a document carries the watermark. `for_staff` says that the reader works
    for the agency.
    """

    assessment: Assessment
    report: AgencyReport
    publication: Publication | None
    draft: bool
    for_staff: bool


def read_year(reader: Reader, agency: str, year: int) -> Reading:
    """Return one agency's year for `reader`.

    Raises `Assessment.DoesNotExist` for an unknown year and for one that the reader may not see, alike.
    """
    assessment = visible_assessments(reader).select_related("agency").get(agency__slug=agency, fiscal_year=year)
    publication = live_publication(assessment)
    for_staff = can_view_drafts_of(reader, assessment.agency)
    if publication and not for_staff:
        return Reading(assessment, snapshot.load(publication.snapshot), publication, draft=False, for_staff=False)
    report = build_report(Assessment.objects.with_scores().get(pk=assessment.pk))
    draft = not assessment.is_published if publication is None else not same_content(report, publication)
    report = replace(report, year=replace(report.year, published=not draft))
    return Reading(assessment, report, publication, draft=draft, for_staff=for_staff)


def read_version(agency: str, year: int, version: int) -> Publication:
    """Return one published version, withdrawn or not, with its assessment and agency loaded.

    Raises `Publication.DoesNotExist` where there is none.
    """
    return Publication.objects.select_related("assessment__agency").get(
        assessment__agency__slug=agency,
        assessment__fiscal_year=year,
        kind=PublicationKind.ANALYSIS,
        version=version,
    )


def live_publication(assessment: Assessment) -> Publication | None:
    """The version that the public sees: the newest that was not withdrawn."""
    return assessment.publications.filter(kind=PublicationKind.ANALYSIS).live().first()


def same_content(report: AgencyReport, publication: Publication) -> bool:
    """Whether `report` shows what `publication` froze, whenever it was saved."""
    return _content(snapshot.dump(report)) == _content(publication.snapshot)


def _content(data: dict[str, Any]) -> dict[str, Any]:
    year = {name: value for name, value in data["report"]["year"].items() if name not in _VOLATILE}
    return {**data, "report": {**data["report"], "year": year}}
