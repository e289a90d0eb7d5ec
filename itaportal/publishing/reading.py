"""Which data a reader sees of a year: the public the published version as it was frozen, staff the work in progress."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments.models import Assessment, AssessmentQuerySet
from assessments.policies import Reader, can_view_drafts_of, visible_assessments
from itaportal.models import Publication, PublicationKind
from itaportal.report import snapshot
from itaportal.report.building import build_report
from itaportal.report.document import AgencyReport

# What changes without anything that a reader sees having changed.
_VOLATILE = ("updated_at", "published")


@dataclass(frozen=True)
class Reading:
    """A year as one reader sees it.

    `publication` is the version that the public sees now, None where there is none; `versions` are all there ever
    were, the newest first. `draft` says that `report` is not what was published: a page says so, a document carries
    the watermark. `for_staff` says that the reader works for the agency.
    """

    assessment: Assessment
    report: AgencyReport
    publication: Publication | None
    versions: tuple[Publication, ...]
    draft: bool
    for_staff: bool


def read_year(reader: Reader, agency: str, year: int) -> Reading:
    """Return one agency's year for `reader`.

    A year that was published without a version (loaded or imported so) shows its current data; once there is a
    version, the public sees frozen data only. Raises `Assessment.DoesNotExist` for an unknown year and for one that
    the reader may not see, alike.
    """
    assessment = visible_assessments(reader).select_related("agency").get(agency__slug=agency, fiscal_year=year)
    versions = tuple(Publication.objects.of(assessment))
    live = newest_live(versions)
    for_staff = can_view_drafts_of(reader, assessment.agency)
    if not for_staff and versions:
        if live is None:  # withdrawn this very moment
            raise Assessment.DoesNotExist
        report = snapshot.load(live.snapshot)
        return Reading(assessment, report, live, versions, draft=False, for_staff=False)
    report = build_report(Assessment.objects.with_scores().get(pk=assessment.pk))
    draft = not assessment.is_published if live is None else not same_content(report, live)
    report = replace(report, year=replace(report.year, published=not draft))
    return Reading(assessment, report, live, versions, draft=draft, for_staff=for_staff)


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
    return Publication.objects.of(assessment).live().first()


def newest_live(versions: tuple[Publication, ...]) -> Publication | None:
    """`live_publication` among versions already loaded, the newest first."""
    return next((version for version in versions if not version.withdrawn), None)


def with_shown_results(assessments: AssessmentQuerySet) -> AssessmentQuerySet:
    """Annotate `shown_overall` and `shown_level`: the published version's, or the current ones where there is none."""
    live = Publication.objects.live().filter(assessment=OuterRef("pk"), kind=PublicationKind.ANALYSIS)
    newest = live.order_by("-version")
    return assessments.annotate(
        shown_overall=Coalesce(Subquery(newest.values("result_overall")[:1]), F("result_overall")),
        shown_level=Coalesce(Subquery(newest.values("result_level")[:1]), F("result_level")),
    )


def same_content(report: AgencyReport, publication: Publication) -> bool:
    """Whether `report` shows what `publication` froze, whenever it was saved."""
    return _content(report) == _content(snapshot.load(publication.snapshot))


def fingerprint(report: AgencyReport) -> str:
    """A short text that is the same for reports of the same content, whenever they were saved."""
    content = json.dumps(_content(report), sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _content(report: AgencyReport) -> dict[str, Any]:
    data = snapshot.dump(report)["report"]
    return {**data, "year": {name: value for name, value in data["year"].items() if name not in _VOLATILE}}
