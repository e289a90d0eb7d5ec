from django.core.management.base import BaseCommand

from itaportal.reference import load_reference


class Command(BaseCommand):
    help = "Load the criteria of all years and the reference agency (published); what exists is left as it is."

    def handle(self, *args: object, **options: object) -> None:
        assessment, created = load_reference()
        self.stdout.write(f"{assessment}: {'นำเข้าแล้ว' if created else 'มีอยู่แล้ว ไม่ได้แก้ไข'}")
