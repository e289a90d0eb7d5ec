"""Reports for the tests of this folder: the reference year, and the same year with something changed."""

from decimal import Decimal
from functools import cache

from assessments.actions import ScoreEntry, save_assessment
from assessments.models import Assessment
from itaportal.report.document import AgencyReport, load_report
from itaportal.report.pdf import render_pdf

FULL_NAME = "องค์การบริหารส่วนตำบลชานุวรรณ"


def report_of(assessment: Assessment) -> AgencyReport:
    """The report as it is in the database now."""
    return load_report(Assessment.objects.all(), assessment.agency.slug, assessment.fiscal_year)


def with_scores(assessment: Assessment, scores: dict[int, str | None], **fields: object) -> AgencyReport:
    """The report after some scores (None: taken away) and fields of the assessment were changed."""
    for name, value in fields.items():
        setattr(assessment, name, value)
    entries = [ScoreEntry(number, None if score is None else Decimal(score)) for number, score in scores.items()]
    save_assessment(assessment=assessment, entries=entries, by=None)
    return report_of(assessment)


@cache
def cached_pdf(html: str) -> bytes:
    """The PDF of a page; several tests look at the same one."""
    return render_pdf(html)
