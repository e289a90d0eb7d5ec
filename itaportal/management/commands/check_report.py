from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from itaportal.checks import rules as checks
from itaportal.management.reportcommand import current_year, fiscal_year
from itaportal.publishing.kinds import ANALYSIS


class Command(BaseCommand):
    help = "Run the pre-publication checks on an agency's year; exit code 1 where one blocks publication."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agency", metavar="AGENCY", help="the agency's slug, such as chanuwan")
        parser.add_argument("year", metavar="YEAR", help="fiscal year, B.E., such as 2568")

    def handle(self, *args: Any, agency: str, year: str, **options: Any) -> None:
        findings = ANALYSIS.check(*current_year(agency, fiscal_year(year)))
        for finding in findings:
            self.stdout.write(f"{finding.severity.label}: {finding.place.label}: {finding.message}")
        if checks.has_blocking(findings):
            raise CommandError("ยังเผยแพร่ไม่ได้ กรุณาแก้รายการที่ “ต้องแก้ก่อนเผยแพร่”")
        self.stdout.write("เผยแพร่ได้")
