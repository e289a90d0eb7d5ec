import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from assessments.models import Assessment
from assessments.thai import ascii_digits, shorten, thai_digits
from itaportal.report.document import AgencyReport, load_report
from itaportal.report.rendering import standalone_html


def _pdf(report: AgencyReport) -> bytes:
    from itaportal.report.pdf import PdfBuildError, report_pdf

    try:
        return report_pdf(report)
    except PdfBuildError as error:
        raise CommandError(f"สร้าง PDF ไม่สำเร็จ: {shorten(str(error), 400)}") from error


def _html(report: AgencyReport) -> bytes:
    return standalone_html(report).encode()


FORMATS: dict[str, Callable[[AgencyReport], bytes]] = {"pdf": _pdf, "html": _html}


class Command(BaseCommand):
    help = "Write the combined report of an agency's year to a file, drafts included: the current data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agency", metavar="AGENCY", help="the agency's slug, such as chanuwan")
        parser.add_argument("year", metavar="YEAR", help="fiscal year, B.E., such as 2568")
        parser.add_argument("--format", default="pdf", metavar="|".join(FORMATS), help="kind of file (default: pdf)")
        parser.add_argument("--output", metavar="FILE", help="where to write (default: AGENCY-YEAR.FORMAT here)")

    def handle(self, *args: Any, agency: str, year: str, **options: Any) -> None:
        kind, output = options["format"], options["output"]
        if kind not in FORMATS:
            raise CommandError(f"ไม่มีรูปแบบ “{shorten(kind)}” ให้เลือก {' หรือ '.join(FORMATS)}", returncode=2)
        report = self._load(agency, year)
        path = Path(output) if output else Path(f"{report.year.agency.slug}-{report.year.fiscal_year}.{kind}")
        content = FORMATS[kind](report)
        try:
            _replace(path, content)
        except OSError as error:
            raise CommandError(f"เขียนไฟล์ {path} ไม่ได้: {error.strerror}") from error
        self.stdout.write(str(path))

    def _load(self, agency: str, year: str) -> AgencyReport:
        digits = ascii_digits(year)
        if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
            raise CommandError(f"“{shorten(year)}” ไม่ใช่ปีงบประมาณ ให้ระบุ พ.ศ. สี่หลัก เช่น 2568")
        try:
            return load_report(Assessment.objects.all(), agency, int(digits))
        except Assessment.DoesNotExist:
            shown = f"หน่วยงาน “{shorten(agency)}” ปีงบประมาณ พ.ศ. {thai_digits(digits)}"
            raise CommandError(f"ไม่พบผลการประเมินของ{shown}") from None
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(f"อ่านฐานข้อมูลไม่ได้ ตรวจ DATABASE_URL และสั่ง migrate: {shorten(str(error), 200)}") from error


def _replace(path: Path, content: bytes) -> None:
    """Write the whole file or nothing: a reader never meets half of it, and an older one stays until then."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)  # mkstemp lets the owner alone read it
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
