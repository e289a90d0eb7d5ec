from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from itaportal.setup.reference import install_reference


class Command(BaseCommand):
    help = "Load the criteria of all years and the reference agency, and publish it; what exists is left as it is."

    def handle(self, *args: object, **options: object) -> None:
        from itaportal.formats.pdf.build import PdfBuildError

        try:
            assessment, done = install_reference()
        except (ValidationError, PdfBuildError) as error:
            raise CommandError(f"นำเข้าข้อมูลแล้ว แต่ยังเผยแพร่ไม่ได้: {' '.join(error.messages)}") from None
        self.stdout.write(f"{assessment}: {'นำเข้าและเผยแพร่แล้ว' if done else 'มีอยู่แล้ว ไม่ได้แก้ไข'}")
