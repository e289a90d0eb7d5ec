"""What the commands about a year's report share: reading the arguments, and the database that may not be there."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import OperationalError, ProgrammingError

from assessments import storefaults
from assessments.models import Assessment
from assessments.thai import ascii_digits, shorten, thai_digits
from itaportal.publishing.kinds import ANALYSIS
from itaportal.report.document import AgencyReport
from itaportal.report.snapshot import SnapshotError


def fiscal_year(text: str) -> int:
    """Read the argument YEAR in digits of either kind. Raises CommandError for anything but four of them."""
    digits = ascii_digits(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        raise CommandError(f"“{shorten(text)}” ไม่ใช่ปีงบประมาณ ให้ระบุ พ.ศ. สี่หลัก เช่น 2568", returncode=2)
    return int(digits)


def year_name(agency: str, year: int) -> str:
    """Return the year as messages name it."""
    return f"หน่วยงาน “{shorten(agency)}” ปีงบประมาณ พ.ศ. {thai_digits(year)}"


@contextmanager
def database() -> Iterator[None]:
    """Say in one line that the database cannot be read, as where nobody has set it up yet."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        if storefaults.kind_of(error):
            raise CommandError(storefaults.line(error)) from error
        raise CommandError(f"อ่านฐานข้อมูลไม่ได้ ตรวจ DATABASE_URL และสั่ง migrate: {shorten(str(error), 200)}") from error


def current_report(agency: str, year: int) -> AgencyReport:
    """Load the report of the current data, drafts included. Raises CommandError as `current_year`."""
    return current_year(agency, year)[1]


def current_year(agency: str, year: int) -> tuple[Assessment, AgencyReport]:
    """Load a year with the report of its current data, drafts included.

    Raises CommandError where there is no such year, or where the year before was published in a form that this release
    cannot read.
    """
    try:
        with database():
            found = Assessment.objects.with_scores().get(agency__slug=agency, fiscal_year=year)
            report: AgencyReport = ANALYSIS.build(found)
            return found, report
    except Assessment.DoesNotExist:
        raise CommandError(f"ไม่พบผลการประเมินของ{year_name(agency, year)}") from None
    except SnapshotError as error:
        raise CommandError(str(error)) from error
