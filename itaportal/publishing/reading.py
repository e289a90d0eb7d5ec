"""Which data a reader sees of a year: the public the published version as it was frozen, staff the work in progress."""

from dataclasses import dataclass

from django.db.models import BooleanField, Case, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from assessments.models import Agency, Assessment, AssessmentQuerySet
from assessments.policies import Reader, can_view_drafts, can_view_drafts_of, own_agencies, visible_assessments
from itaportal.models import YEAR_KIND, Publication

from .country import public_assessments
from .kinds import ANALYSIS, KINDS, Document, Kind, content_checksum


@dataclass(frozen=True)
class Reading:
    """One document of a year as one reader sees it.

    `publication` is the version that the public sees now, None where there is none; `versions` are all there ever
    were, the newest first. `draft` says that `report` is not what was published: a page says so, a document carries
    the watermark. `for_staff` says that the reader works for the agency.
    """

    assessment: Assessment
    report: Document
    publication: Publication | None
    versions: tuple[Publication, ...]
    draft: bool
    for_staff: bool

    @property
    def withdrawn_later(self) -> Publication | None:
        """The newest version, where it was withdrawn and an older one is shown in its place."""
        return withdrawn_after(self.versions, self.publication)


def readable_assessments(reader: Reader) -> AssessmentQuerySet:
    """The years that `reader` may open: those of one's own agencies in whatever state, else what the public sees."""
    if not can_view_drafts(reader):
        return public_assessments()
    own = Agency.objects.filter(own_agencies(reader))
    return visible_assessments(reader).filter(Q(agency__in=own) | Q(pk__in=public_assessments().values("pk")))


def read_year(reader: Reader, agency: str, year: int, kind: Kind = ANALYSIS) -> Reading:
    """Return a document of one agency's year for `reader`.

    A year that was published without a version (loaded or imported so) shows its current data; once there is a
    version, the public sees frozen data only. A document that does not stand for its year is public as a version only.
    Raises `Assessment.DoesNotExist` for an unknown year and for one that the reader may not see, alike.
    """
    assessment = visible_assessments(reader).select_related("agency").get(agency__slug=agency, fiscal_year=year)
    versions = tuple(Publication.objects.of(assessment, kind.code))
    live = newest_live(versions)
    for_staff = can_view_drafts_of(reader, assessment.agency)
    if not for_staff and (versions or not kind.stands_for_year):
        if live is None:  # withdrawn this very moment, or never published
            raise Assessment.DoesNotExist
        return Reading(assessment, kind.load(live), live, versions, draft=False, for_staff=False)
    document = kind.build(Assessment.objects.with_scores().get(pk=assessment.pk))
    if live and kind.content(document) == kind.content(frozen := kind.load(live)):
        # As the public sees it, with what was known of other agencies when it was published.
        return Reading(assessment, frozen, live, versions, draft=False, for_staff=for_staff)
    public = live is None and kind.stands_for_year and assessment.is_published
    return Reading(assessment, kind.mark(document, public), live, versions, draft=not public, for_staff=for_staff)


def read_version(agency: str, year: int, version: int, kind: Kind = ANALYSIS) -> Publication:
    """Return one published version, withdrawn or not, with its assessment and agency loaded.

    Raises `Publication.DoesNotExist` where there is none.
    """
    return (
        Publication.objects.of_kind(kind.code)
        .select_related("assessment__agency")
        .get(assessment__agency__slug=agency, assessment__fiscal_year=year, version=version)
    )


def has_version(agency: str, year: int, kind: Kind = ANALYSIS) -> bool:
    """Whether there ever was a version of the document: the public then sees what was frozen, or nothing."""
    chosen = Publication.objects.of_kind(kind.code).filter(
        assessment__agency__slug=agency, assessment__fiscal_year=year
    )
    return chosen.exists()


def live_publication(assessment: Assessment, kind: Kind) -> Publication | None:
    """The version that the public sees: the newest that was not withdrawn."""
    return Publication.objects.of(assessment, kind.code).live().first()


def newest_live(versions: tuple[Publication, ...]) -> Publication | None:
    """`live_publication` among versions already loaded, the newest first."""
    return next((version for version in versions if not version.withdrawn), None)


def withdrawn_after(versions: tuple[Publication, ...], live: Publication | None) -> Publication | None:
    """The newest of the versions (newest first) that are newer than the live one, all of which were withdrawn."""
    return versions[0] if live and versions and versions[0].version > live.version else None


def with_shown_results(assessments: AssessmentQuerySet) -> AssessmentQuerySet:
    """Annotate `shown_overall`, `shown_level` and `shown_level_announced`.

    They are the published version's, or the current ones where there is none.
    """
    newest = Publication.objects.of(OuterRef("pk"), YEAR_KIND).live().order_by("-version")
    return assessments.annotate(
        shown_overall=Coalesce(Subquery(newest.values("result_overall")[:1]), F("result_overall")),
        shown_level=Coalesce(Subquery(newest.values("result_level")[:1]), F("result_level")),
        shown_level_announced=Coalesce(
            Subquery(newest.values("result_level_announced")[:1]),
            Case(When(published_level="", then=Value(False)), default=Value(True)),
            output_field=BooleanField(),
        ),
    )


def same_content(document: Document, publication: Publication) -> bool:
    """Whether `document` shows what `publication` froze, whenever it was saved."""
    kind = KINDS[publication.kind]
    return kind.content(document) == kind.content(kind.load(publication))


def fingerprint(document: Document, kind: Kind = ANALYSIS) -> str:
    """A short text that is the same for documents of the same content, whenever they were saved."""
    return content_checksum(kind.content(document))
