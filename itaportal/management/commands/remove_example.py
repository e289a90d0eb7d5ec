from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.thai import thai_digits
from itaportal.setup.removal import EXAMPLES, planned_removal, remove_example


class Command(BaseCommand):
    help = "Remove a shipped example with its published versions; without --yes, list what would go."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agency", metavar="AGENCY", choices=EXAMPLES, help=f"one of {', '.join(EXAMPLES)}")
        parser.add_argument("--yes", action="store_true", help="remove it")

    def handle(self, *args: Any, agency: str, yes: bool, **options: Any) -> None:
        try:
            removal = planned_removal(agency)
            for label, count in removal.counts:
                self.stdout.write(f"{label}: {thai_digits(count)}")
            if not yes:
                raise CommandError(f"ยังไม่ได้นำ {removal.agency.name} ออก หากต้องการ ให้เรียกคำสั่งอีกครั้งพร้อม --yes")
            remove_example(slug=agency, by=None, shown=removal.shown)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        self.stdout.write(f"นำ {removal.agency.name} ออกแล้ว และจะไม่นำเข้าอีกเมื่อเริ่มระบบครั้งถัดไป")
