"""The one object that page, PDF, Word, workbook and data files of a year are drawn from.

Because they share it, two of them can never show different numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessments.dashboard import YearResult, build_year
from assessments.models import Assessment, AssessmentQuerySet
from measures.dashboard import PlanView, build_plan
from measures.models import MeasurePlan


@dataclass(frozen=True)
class AgencyReport:
    """One agency's year: its result and the measures drawn from it; `plan` is None before one is made."""

    year: YearResult
    plan: PlanView | None


def load_report(assessments: AssessmentQuerySet, agency: str, fiscal_year: int) -> AgencyReport:
    """Load one year from the assessments that the reader may see (`policies.visible_assessments`).

    Raises `Assessment.DoesNotExist` where there is none among them: unknown and invisible look the same.
    """
    assessment = assessments.with_scores().get(agency__slug=agency, fiscal_year=fiscal_year)
    return build_report(assessment)


def build_report(assessment: Assessment) -> AgencyReport:
    """Build the report object from an assessment loaded with `with_scores()`."""
    plan = MeasurePlan.objects.with_measures().filter(assessment=assessment).first()
    return AgencyReport(build_year(assessment), build_plan(plan) if plan else None)
