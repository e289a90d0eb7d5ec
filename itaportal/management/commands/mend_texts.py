from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from assessments import storefaults
from assessments.thai import shorten, thai_digits
from itaportal.setup.mending import MendedText, mend_stored_texts


class Command(BaseCommand):
    help = (
        "Mend the Thai texts of all drafts: old fonts' characters, two เ for แ, marks out of order, what nobody sees. "
        "Published versions, their files and the history stay as they are."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="list what would change and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = options["dry_run"]
        try:
            result = mend_stored_texts(by=None, dry_run=dry_run, tell=self._tell)
        except DatabaseError as error:
            unusable = f"ใช้ฐานข้อมูลไม่ได้ ตรวจ DATABASE_URL และสั่ง migrate: {shorten(str(error), 200)}"
            raise CommandError(f"ยังไม่ได้แก้สิ่งใด {storefaults.line(error) or unusable}") from error
        done = "จะแก้" if dry_run else "แก้แล้ว"
        words = [f"{done} {_count(result.mended)} แห่ง"]
        if result.left:
            words.append(f"คงไว้ {_count(result.left)} แห่งซึ่งแก้แล้วจะซ้ำกับรายการอื่น")
        if result.doubtful:
            words.append(f"มีข้อความที่ควรตรวจสอบ {_count(result.doubtful)} แห่ง ดูที่หน้าตรวจก่อนเผยแพร่ของแต่ละปี")
        self.stdout.write(" ".join(words) + (" (ทดลอง ยังไม่ได้บันทึก)" if dry_run else ""))

    def _tell(self, text: MendedText) -> None:
        place = f"{text.whose} {text.where}".strip()
        left = f" คงไว้ เพราะ{text.problem}" if text.problem else ""
        self.stdout.write(f"{place}: {_visible(text.old)} → {_visible(text.new)}{left}")


def _visible(text: str) -> str:
    """A text as it is listed: shortened, and what cannot be seen in it by its number."""
    shown = "".join(char if char.isprintable() or char in "\n\r\t" else f"<U+{ord(char):04X}>" for char in text)
    return f"“{shorten(shown, 120)}”"


def _count(number: int) -> str:
    return thai_digits(f"{number:,}")
