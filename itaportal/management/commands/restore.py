import time
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from itaportal.backup.actions import restore
from itaportal.backup.archive import BackupError
from itaportal.setup.environment import why_not


class Command(BaseCommand):
    help = "Restore a backup beside what is there, bring it to this release, and switch to it."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="what manage.py backup wrote")
        parser.add_argument("--replace", action="store_true", help="where there is data: keep it beside and switch")
        parser.add_argument("--with-keys", action="store_true", help="the signing key and .env too")

    def handle(self, *args: object, **options: object) -> None:
        path, began = Path(str(options["file"])).absolute(), time.monotonic()
        try:
            done = restore(path, replace=bool(options["replace"]), with_keys=bool(options["with_keys"]))
        except BackupError as error:
            raise CommandError(f"กู้คืนไม่สำเร็จ {error}") from None
        except OSError as error:
            raise CommandError(f"กู้คืนไม่สำเร็จ {error.filename or path} {why_not(error)}") from None
        rows, files = sum(done.manifest.counts.values()), len(done.manifest.members) - 1
        took = time.monotonic() - began
        self.stdout.write(f"กู้คืนแล้วจาก {done.manifest.made_at}: {rows} แถว {files} ไฟล์ {took:.1f} วินาที · restored")
        for name in done.before:
            self.stdout.write(f"ข้อมูลเดิมเก็บไว้ที่ {name} · kept: what was there before")
        for name in done.manifest.lost:
            self.stderr.write(
                f"ไม่มีไฟล์ {name} ในไฟล์สำรอง ระบบจะสร้างให้ใหม่เมื่อมีผู้เปิด · not in the backup, drawn when asked for"
            )
