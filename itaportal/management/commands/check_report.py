from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.models import Assessment
from itaportal.report import checks
from itaportal.report.document import load_report


class Command(BaseCommand):
    help = "Run the pre-publication checks on an agency's year; exit code 1 where one blocks publication."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agency", help="the agency's slug")
        parser.add_argument("year", type=int, help="fiscal year, B.E.")

    def handle(self, *args: Any, agency: str, year: int, **options: Any) -> None:
        try:
            report = load_report(Assessment.objects.all(), agency, year)
        except Assessment.DoesNotExist:
            raise CommandError(f"ไม่พบผลการประเมินของ {agency} ปีงบประมาณ พ.ศ. {year}") from None
        findings = checks.check(report)
        for finding in findings:
            self.stdout.write(f"{finding.severity.label}: {finding.place.label}: {finding.message}")
        if checks.blocks(findings):
            raise CommandError("ยังเผยแพร่ไม่ได้ กรุณาแก้รายการที่ “ต้องแก้ก่อนเผยแพร่”")
        self.stdout.write("เผยแพร่ได้")
