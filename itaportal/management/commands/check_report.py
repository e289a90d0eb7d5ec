from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.models import Assessment
from assessments.thai import ascii_digits, shorten, thai_digits
from itaportal.report import checks
from itaportal.report.document import load_report


class Command(BaseCommand):
    help = "Run the pre-publication checks on an agency's year; exit code 1 where one blocks publication."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agency", metavar="AGENCY", help="the agency's slug, such as chanuwan")
        parser.add_argument("year", metavar="YEAR", help="fiscal year, B.E., such as 2568")

    def handle(self, *args: Any, agency: str, year: str, **options: Any) -> None:
        digits = ascii_digits(year)
        if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
            raise CommandError(f"“{shorten(year)}” ไม่ใช่ปีงบประมาณ ให้ระบุ พ.ศ. สี่หลัก เช่น 2568")
        try:
            report = load_report(Assessment.objects.all(), agency, int(digits))
        except Assessment.DoesNotExist:
            shown = f"หน่วยงาน “{shorten(agency)}” ปีงบประมาณ พ.ศ. {thai_digits(digits)}"
            raise CommandError(f"ไม่พบผลการประเมินของ{shown}") from None
        findings = checks.check(report)
        for finding in findings:
            self.stdout.write(f"{finding.severity.label}: {finding.place.label}: {finding.message}")
        if checks.blocks(findings):
            raise CommandError("ยังเผยแพร่ไม่ได้ กรุณาแก้รายการที่ “ต้องแก้ก่อนเผยแพร่”")
        self.stdout.write("เผยแพร่ได้")
