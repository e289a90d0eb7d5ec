"""Fixtures of the tests of the report; a file that needs another report has a `report` of its own."""

import pytest

from assessments.models import Assessment
from itaportal.report.document import AgencyReport
from itaportal.report.word import word_bytes

from .samples import report_of_fixed_date


@pytest.fixture
def report(reference: Assessment) -> AgencyReport:
    """The reference report of a fixed date, which would otherwise be another for every test and be laid out again."""
    return report_of_fixed_date(reference)


@pytest.fixture
def docx(report: AgencyReport) -> bytes:
    """That report as a Word file."""
    return word_bytes(report)
