"""Loads one agency's year from the database as the report object; the one module of this room that asks for rows."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from assessments.dashboard import build_year
from assessments.enums import AssessmentStatus, ItemDocument
from assessments.models import AgencySeal, Assessment, AssessmentQuerySet, IndicatorScore, NationalMean, OitItem
from assessments.results import YearResult
from itaportal.models import YEAR_KIND, ParagraphText, Publication, Signatory, SignatoryRole
from measures.dashboard import build_plan
from measures.models import MeasurePlan
from measures.plans import PlanView

from . import snapshot
from .document import (
    NATIONAL,
    AgencyReport,
    AskedItem,
    EarlierScore,
    MeanScore,
    MeanScores,
    OwnParagraph,
    PreviousYear,
    Signer,
)


def load_report(assessments: AssessmentQuerySet, agency: str, fiscal_year: int) -> AgencyReport:
    """Load one year from the assessments that the reader may see (`policies.visible_assessments`).

    Raises `Assessment.DoesNotExist` where there is none among them: unknown and invisible look the same.
    """
    assessment = assessments.with_scores().get(agency__slug=agency, fiscal_year=fiscal_year)
    return build_report(assessment)


def build_report(assessment: Assessment) -> AgencyReport:
    """Build the report object from an assessment loaded with `with_scores()`.

    Of the means it has the country's; those of a province or a kind are of what is published (`publishing.means`).
    """
    plan = MeasurePlan.objects.with_measures().filter(assessment=assessment).first()
    seal = AgencySeal.objects.filter(agency=assessment.agency_id).values_list("png", flat=True).first()
    year = build_year(assessment)
    facts = year_facts(year.fiscal_year)
    return AgencyReport(
        year=year,
        plan=_plan(plan, assessment),
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
        no_plan_reason=assessment.no_plan_reason,
        means=national_means(year, facts),
        oit_item=asked_item(assessment, facts),
    )


def _plan(plan: MeasurePlan | None, assessment: Assessment) -> PlanView | None:
    """The plan; a year without one may have the empty rows of a plan that was begun."""
    found = build_plan(plan) if plan else None
    return None if assessment.no_plan_reason and found and not found.measures else found


def _place_in_order(signer: Signatory) -> int:
    return SignatoryRole.values.index(signer.role)


@dataclass(frozen=True)
class YearFacts:
    """What is known of a fiscal year from outside: the country's means, and the item that asks for the analysis."""

    means: tuple[NationalMean, ...]
    item: OitItem | None


def year_facts(fiscal_year: int) -> YearFacts:
    """Read what is known of a year, in two queries. The item stands in the list of the year after, which asks."""
    return YearFacts(
        tuple(NationalMean.objects.filter(fiscal_year=fiscal_year)),
        OitItem.objects.filter(fiscal_year=fiscal_year + 1, document=ItemDocument.ANALYSIS).first(),
    )


def asked_item(assessment: Assessment, facts: YearFacts) -> AskedItem | None:
    """The OIT item that asks for the analysis with its measures.

    A year without a plan has no measures: its document does not answer the item and does not name it.
    """
    row = None if assessment.no_plan_reason else facts.item
    return AskedItem(row.fiscal_year, row.number, row.title, row.verified) if row else None


def national_means(year: YearResult, facts: YearFacts) -> tuple[MeanScores, ...]:
    """The country's means of the year, without those of tools and indicators that the year does not have."""
    tools, numbers = {tool.code for tool in year.tools}, {line.number for line in year.indicators}
    found = tuple(
        MeanScore(row.mean, row.tool, row.indicator, row.announced, row.verified, row.source)
        for row in facts.means
        if row.tool in {"", *tools} and row.indicator in {0, *numbers}
    )
    return (MeanScores(NATIONAL, found),) if found else ()


def _previous(assessment: Assessment, year: YearResult) -> PreviousYear | None:
    """The year before as the public knows it; None where it knows of none, or where the two cannot be compared.

    A draft or a year whose versions were all withdrawn is not used, for whoever asks: what staff check is what will be
    public. One query where there is no such year, as in most; a published version is read as it was frozen.
    """
    versions = Publication.objects.of(OuterRef("assessment"), YEAR_KIND)
    rows = list(
        IndicatorScore.objects.filter(
            assessment__agency=assessment.agency_id,
            assessment__fiscal_year=assessment.fiscal_year - 1,
            assessment__status=AssessmentStatus.PUBLISHED,
        )
        .select_related("indicator", "assessment")
        .annotate(
            version=Subquery(versions.live().order_by("-version").values("pk")[:1]), had_versions=Exists(versions)
        )
        .order_by("indicator__number")
    )
    if not rows:
        return None
    if version := rows[0].version:
        return as_previous_year(year, snapshot.load(Publication.objects.get(pk=version).snapshot).year)
    if rows[0].had_versions:
        return None
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


def as_previous_year(year: YearResult, earlier: YearResult) -> PreviousYear | None:
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
