import sys
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from assessments.management.importcommand import show_progress
from assessments.models import Agency
from assessments.thai import thai_digits
from itaportal.audit.models import PORTAL_CHAIN
from itaportal.audit.verifying import verify


class Command(BaseCommand):
    help = "Verify the record of changes and the published versions: exit 1 where anything was changed."
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--agency", metavar="SLUG", help="one agency alone; prints the head of its chain")

    def handle(self, *args: object, **options: object) -> None:
        agency = None
        if options["agency"]:
            agency = Agency.objects.filter(slug=options["agency"]).first()
            if agency is None:
                raise CommandError(f"ไม่มีหน่วยงาน “{options['agency']}”", returncode=2)
        result = verify(agency=agency, progress=show_progress(self.stderr) if sys.stderr.isatty() else None)
        for remark in result.remarks:
            self.stdout.write(f"หมายเหตุ: {remark}")
        for fault in result.faults:
            self.stderr.write(fault)
        redacted = f" นำข้อมูลส่วนบุคคลออกแล้ว {_count(result.redacted)} รายการ" if result.redacted else ""
        looked = f"ตรวจบันทึก {_count(result.events)} รายการ และฉบับที่เผยแพร่ {_count(result.versions)} ฉบับ{redacted}"
        if result.faults:
            raise CommandError(f"{looked} พบสิ่งผิดปกติ {_count(len(result.faults))} เรื่อง")
        length, head = result.heads.get(agency.pk if agency else PORTAL_CHAIN, (0, ""))
        whose = "ท้ายบันทึกของหน่วยงาน" if agency else "ท้ายบันทึกส่วนกลาง"
        self.stdout.write(f"{looked} ไม่พบสิ่งผิดปกติ {whose} {length} {head}")


def _count(number: int) -> str:
    return thai_digits(f"{number:,}")
