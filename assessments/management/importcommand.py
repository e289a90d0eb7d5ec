"""What the import commands share: opening the file, listing what is wrong or would change, exit codes 0, 1 and 2."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Protocol

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import DatabaseError, IntegrityError

from .. import storefaults
from ..authorship import By, importing_from
from ..bulk import Outcome
from ..importing.agencies import AgencyBook
from ..importing.cells import CellError, read_year
from ..importing.formats.limits import Limits
from ..importing.formats.rows import FileRefused
from ..importing.preview import Counts, Item, PreviewChanged, RowState, Stamp, capped, summary
from ..importing.problems import Code, Problem
from ..importing.readers import Chosen
from ..models import Agency
from ..thai import shorten, thai_digits
from .filereasons import why_not_read

REFUSED, USAGE = 1, 2
SHOWN_ROWS = 200  # changed rows listed by --dry-run unless --all


class Import(Protocol):
    """What a reader of files gives (`ScoreImport`, `MeasureImport`)."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the file."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What the person should know about it."""

    @property
    def counts(self) -> Counts:
        """How many rows are new, changed, the same and wrong."""

    def items(self) -> Iterator[Item]:
        """Every row that can be saved beside what is stored."""

    def save(
        self, *, by: By, progress: Callable[[int, int], None] | None = None, stamp: Stamp | None = None
    ) -> Outcome:
        """Write everything or nothing; nothing where `stamp` expects another preview."""


class ImportCommand(BaseCommand):
    """Base of the import commands."""

    what = ""
    files = ".xlsx, .ods or .csv"
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The arguments of every import."""
        parser.add_argument("file", metavar="FILE", help=self.files)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, write nothing")
        parser.add_argument(
            "--expect",
            metavar="STAMP",
            help="write only what the --dry-run that printed this stamp showed; else show it anew and exit with 1",
        )
        parser.add_argument("--all", action="store_true", help="with --dry-run: list every row, unchanged ones too")
        parser.add_argument(
            "--christian-era", action="store_true", help="years in the file written as 2025 are ค.ศ. (2568)"
        )
        parser.add_argument("--agency", metavar="SLUG", help="whose the rows are that name no agency")
        parser.add_argument("--year", metavar="N", help="the fiscal year (พ.ศ.) of the rows that name none")

    def said(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the options say about the file, as `read` takes it."""
        era: bool = options["christian_era"]
        agency = (
            _read("--agency", options["agency"], AgencyBook(Agency.objects.all()).find) if options["agency"] else None
        )
        year = _read("--year", options["year"], lambda text: read_year(text, christian_era=era))
        return {"christian_era": era, "chosen": Chosen(agency, year)}

    def read(self, file: IO[bytes], **said: Any) -> Import:
        """Read the file; overridden."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, list, write."""
        path = Path(options["file"])
        try:
            with path.open("rb") as file:
                source = hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
                found = self.read(file, **self.said(options))
        except OSError as error:
            raise CommandError(why_not_read(path, error), returncode=USAGE) from error
        except FileRefused as error:
            raise CommandError(f"{path.name}: {error}", returncode=REFUSED) from error
        except DatabaseError as error:
            raise CommandError(_database(error), returncode=REFUSED) from error
        for notice in found.notices:
            self.stdout.write(f"หมายเหตุ: {notice}")
        if found.problems:
            self._refuse(path, found)
        stamp = Stamp(source, options["expect"])
        if not options["dry_run"]:
            try:
                with importing_from(path.name, source):
                    return self._save(found, stamp)
            except PreviewChanged:
                stamp = Stamp(source, options["expect"])
        self._show(found, stamp, every=options["all"])
        try:
            stamp.hold()
        except PreviewChanged:
            why = "ไฟล์นี้ไม่ใช่ไฟล์ที่ตรวจไว้" if stamp.of_another_file else "ข้อมูลในระบบเปลี่ยนไปหลังจากที่ตรวจไว้"
            raise CommandError(
                f"{path.name}: {why} ยังไม่ได้บันทึกสิ่งใด กรุณาตรวจรายการข้างต้น แล้วสั่งอีกครั้งด้วย --expect {stamp}",
                returncode=REFUSED,
            ) from None

    def _refuse(self, path: Path, found: Import) -> None:
        for problem in found.problems:
            self.stderr.write(str(problem))
        if stopped := capped(found.problems, Limits.from_settings().problems):
            self.stderr.write(stopped)
        if any(problem.code is Code.CHRISTIAN_ERA for problem in found.problems):
            self.stderr.write("หากปีในไฟล์เป็น ค.ศ. ทั้งหมด ให้สั่งอีกครั้งโดยเพิ่ม --christian-era")
        count = thai_digits(f"{len(found.problems):,}")
        raise CommandError(f"{path.name}: พบข้อผิดพลาด {count} รายการ ยังไม่ได้บันทึกสิ่งใด", returncode=REFUSED)

    def _show(self, found: Import, stamp: Stamp, *, every: bool) -> None:
        listed = 0
        totals = dict.fromkeys(RowState, 0)
        for item in found.items():
            stamp.add(item)
            totals[item.state] += 1
            if not every and (item.state is RowState.SAME or listed >= SHOWN_ROWS):
                continue
            listed += 1
            row = item.row()
            self.stdout.write(f"{row.state.label} {row.place} {row.subject}".strip())
            for difference in row.differences:
                self.stdout.write(f"    {difference}")
        if not every and listed >= SHOWN_ROWS:
            self.stdout.write(f"แสดงเพียง {thai_digits(SHOWN_ROWS)} รายการ ใช้ --all เพื่อดูทั้งหมด")
        counts = Counts(totals[RowState.NEW], totals[RowState.CHANGED], totals[RowState.SAME])
        self.stdout.write(f"{summary(counts, self.what)} (ทดลองอ่าน ยังไม่ได้บันทึก)")
        self.stdout.write(f"รหัสของรายการที่แสดงนี้: {stamp} ใช้กับ --expect เพื่อบันทึกเฉพาะเมื่อยังเป็นไปตามนี้")

    def _save(self, found: Import, stamp: Stamp) -> None:
        try:
            outcome = found.save(
                by=None, progress=show_progress(self.stderr) if sys.stderr.isatty() else None, stamp=stamp
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages), returncode=REFUSED) from error
        except IntegrityError as error:
            raise CommandError("มีผู้อื่นบันทึกข้อมูลเดียวกันพร้อมกัน ยังไม่ได้บันทึกสิ่งใด กรุณาสั่งอีกครั้ง", returncode=REFUSED) from error
        except DatabaseError as error:
            raise CommandError(_database(error), returncode=REFUSED) from error
        self.stdout.write(summary(Counts(outcome.new, outcome.changed, outcome.same), self.what))


def _read(option: str, text: str | None, reader: Callable[[str], int]) -> int | None:
    """What a reader of cells makes of an option. Raises CommandError, of wrong usage, where it is nothing."""
    try:
        return None if text is None else reader(text)
    except CellError as error:
        raise CommandError(f"{option} {text}: {error.message} {error.expected}", returncode=USAGE) from None


def show_progress(out: OutputWrapper) -> Callable[[int, int], None]:
    """A bar drawn on one line of the terminal, for `progress=`."""

    def show(done: int, of: int) -> None:
        width = 40
        filled = width * done // max(of, 1)
        out.write(f"\r{'█' * filled}{'░' * (width - filled)} {done:,}/{of:,}", ending="\n" if done >= of else "")

    return show


def _database(error: DatabaseError) -> str:
    unusable = f"ใช้ฐานข้อมูลไม่ได้ ตรวจ DATABASE_URL และสั่ง migrate: {shorten(str(error), 200)}"
    return f"ยังไม่ได้บันทึกสิ่งใด {storefaults.line(error) or unusable}"
