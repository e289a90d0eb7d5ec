from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from itaportal.setup.sample import install_sample


class Command(BaseCommand):
    help = "Load a made-up town with three years, for trials, and publish them; refuses where it is there already."

    def handle(self, *args: object, **options: object) -> None:
        from itaportal.formats.pdf.build import PdfBuildError

        try:
            years = install_sample()
        except (ValidationError, PdfBuildError) as error:
            raise CommandError(" ".join(error.messages)) from None
        for year in years:
            self.stdout.write(f"{year}: นำเข้าและเผยแพร่ข้อมูลสมมติแล้ว {year.get_absolute_url()}")
