"""The one object that page, PDF, Word, workbook and data files of a year are drawn from.

Because they share it, two of them can never show different numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from assessments.dashboard import YearResult, build_year
from assessments.enums import AssessmentStatus
from assessments.models import AgencySeal, Assessment, AssessmentQuerySet, IndicatorScore
from measures.dashboard import PlanView, build_plan
from measures.models import MeasurePlan

from ..models import ParagraphText, Publication, PublicationKind, Signatory, SignatoryRole


@dataclass(frozen=True)
class EarlierScore:
    """Last year's published figure of a tool (`code`) or of an indicator (`number`)."""

    score: Decimal | None
    code: str = ""
    number: int = 0


@dataclass(frozen=True)
class PreviousYear:
    """What was published of the year before, where it was measured with the same indicators.

    `level` is the level in words, empty where there was none; `same_levels` says that both years know the same levels,
    so that one can be held against the other (letters of FY2562–2565 cannot).
    """

    fiscal_year: int
    overall: Decimal | None
    level: str
    same_levels: bool
    tools: tuple[EarlierScore, ...]
    indicators: tuple[EarlierScore, ...]

    def tool(self, code: str) -> Decimal | None:
        """Last year's score of one tool."""
        return next((item.score for item in self.tools if item.code == code), None)

    def indicator(self, number: int) -> Decimal | None:
        """Last year's score of one indicator."""
        return next((item.score for item in self.indicators if item.number == number), None)


@dataclass(frozen=True)
class OwnParagraph:
    """An agency's own wording for the paragraph named `key` (`paragraphs.SLOTS`), with placeholders unfilled."""

    key: str
    text: str


@dataclass(frozen=True)
class Signer:
    """Who signs the report: in what capacity, by what name and position."""

    role: str
    name: str
    job_title: str


@dataclass(frozen=True)
class AgencyReport:
    """One agency's year: its result and the measures drawn from it; `plan` is None before one is made.

    `seal` is a small PNG. Fields after `plan` have defaults, so that versions frozen before them can still be read.
    """

    year: YearResult
    plan: PlanView | None
    previous: PreviousYear | None = None
    paragraphs: tuple[OwnParagraph, ...] = ()
    signatories: tuple[Signer, ...] = ()
    seal: bytes | None = None


def load_report(assessments: AssessmentQuerySet, agency: str, fiscal_year: int) -> AgencyReport:
    """Load one year from the assessments that the reader may see (`policies.visible_assessments`).

    Raises `Assessment.DoesNotExist` where there is none among them: unknown and invisible look the same.
    """
    assessment = assessments.with_scores().get(agency__slug=agency, fiscal_year=fiscal_year)
    return build_report(assessment)


def build_report(assessment: Assessment) -> AgencyReport:
    """Build the report object from an assessment loaded with `with_scores()`."""
    plan = MeasurePlan.objects.with_measures().filter(assessment=assessment).first()
    seal = AgencySeal.objects.filter(agency=assessment.agency_id).values_list("png", flat=True).first()
    year = build_year(assessment)
    return AgencyReport(
        year=year,
        plan=build_plan(plan) if plan else None,
        previous=_previous(assessment, year),
        paragraphs=tuple(
            OwnParagraph(key, text)
            for key, text in ParagraphText.objects.filter(assessment=assessment).values_list("key", "text")
        ),
        signatories=tuple(
            Signer(signer.get_role_display(), signer.name, signer.job_title)
            for signer in sorted(Signatory.objects.filter(assessment=assessment), key=_place_in_order)
        ),
        seal=None if seal is None else bytes(seal),
    )


def _place_in_order(signer: Signatory) -> int:
    return SignatoryRole.values.index(signer.role)


def _previous(assessment: Assessment, year: YearResult) -> PreviousYear | None:
    """The year before as the public knows it; None where there is none, it is a draft, or cannot be compared.

    One query where there is no such year, as in most; a published version is read as it was frozen.
    """
    versions = Publication.objects.live().filter(assessment=OuterRef("assessment"), kind=PublicationKind.ANALYSIS)
    rows = list(
        IndicatorScore.objects.filter(
            assessment__agency=assessment.agency_id,
            assessment__fiscal_year=assessment.fiscal_year - 1,
            assessment__status=AssessmentStatus.PUBLISHED,
        )
        .select_related("indicator", "assessment")
        .annotate(version=Subquery(versions.order_by("-version").values("pk")[:1]))
        .order_by("indicator__number")
    )
    if not rows:
        return None
    if version := rows[0].version:
        from . import snapshot  # reads back what this module defines

        return compared(year, snapshot.load(Publication.objects.get(pk=version).snapshot).year)
    if [(row.indicator.number, row.indicator.tool, row.indicator.name) for row in rows] != _measured(year):
        return None
    earlier = rows[0].assessment
    results = {"IIT": earlier.result_iit, "EIT": earlier.result_eit, "OIT": earlier.result_oit}
    return PreviousYear(
        fiscal_year=earlier.fiscal_year,
        overall=earlier.result_overall,
        level=earlier.result_level,
        same_levels=earlier.criteria_id == assessment.criteria_id
        or list(earlier.criteria.levels.values_list("name", flat=True)) == _levels(year),
        tools=tuple(EarlierScore(results[tool.code], code=tool.code) for tool in year.tools),
        indicators=tuple(EarlierScore(row.score, number=row.indicator.number) for row in rows),
    )


def compared(year: YearResult, earlier: YearResult) -> PreviousYear | None:
    """Return `earlier` as the year before `year`; None where the two were not measured by the same indicators."""
    if not year.indicators or _measured(year) != _measured(earlier):
        return None
    return PreviousYear(
        fiscal_year=earlier.fiscal_year,
        overall=earlier.overall,
        level=earlier.level.name if earlier.level else "",
        same_levels=_levels(year) == _levels(earlier),
        tools=tuple(EarlierScore(tool.score, code=tool.code) for tool in earlier.tools),
        indicators=tuple(EarlierScore(line.score, number=line.number) for line in earlier.indicators),
    )


def _measured(year: YearResult) -> list[tuple[int, str, str]]:
    return [(line.number, line.tool, line.name) for line in year.indicators]


def _levels(year: YearResult) -> list[str]:
    return [level.name for level in year.criteria.levels]
