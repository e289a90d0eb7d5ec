from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from itaportal.backup.actions import backup
from itaportal.backup.archive import BackupError
from itaportal.setup.environment import why_not


class Command(BaseCommand):
    help = "Write database, published files and uploads to one file, while the portal runs."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="where to write; an older backup is replaced")
        parser.add_argument("--with-keys", action="store_true", help="the signing key and .env too: keep it apart")

    def handle(self, *args: object, **options: object) -> None:
        path = Path(str(options["file"])).absolute()
        try:
            manifest = backup(path, with_keys=bool(options["with_keys"]))
        except BackupError as error:
            raise CommandError(f"สำรองข้อมูลไม่สำเร็จ {error}") from None
        except OSError as error:
            raise CommandError(f"สำรองข้อมูลไม่สำเร็จ {error.filename or path} {why_not(error)}") from None
        files = len(manifest.members) - 1
        self.stdout.write(f"สำรองข้อมูลแล้ว {path}: {sum(manifest.counts.values())} แถว {files} ไฟล์ · backed up")
        for name in manifest.lost:
            self.stderr.write(f"ไม่มีไฟล์ที่เผยแพร่ {name} ในเครื่อง จึงไม่อยู่ในไฟล์สำรอง · lost before, not in the backup")
