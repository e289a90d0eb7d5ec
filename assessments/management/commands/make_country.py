import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.loading import load_criteria
from assessments.management.filereasons import why_not_written
from assessments.management.importcommand import USAGE, show_progress
from assessments.sample_country import (
    made_agencies,
    make_country,
    sample_agencies,
    sample_entries,
    sample_years,
    write_agencies,
)
from assessments.thai import thai_digits
from assessments.wideworkbook import write_wide


class Command(BaseCommand):
    help = "Write made-up agencies with scores of several years, for trials and benches; never into real data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--agencies", type=int, default=8317, help="how many agencies (default: 8317)")
        parser.add_argument("--years", type=int, default=9, help="how many of the newest fiscal years (default: 9)")
        parser.add_argument("--seed", type=int, default=1, help="another seed gives another country (default: 1)")
        parser.add_argument("--draft", action="store_true", help="leave every year a draft")
        parser.add_argument(
            "--output", metavar="FILE.xlsx", help="create the agencies alone and write their scores to a workbook"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        agencies, years, seed = options["agencies"], options["years"], options["seed"]
        if not 1 <= agencies <= 20_000:
            raise CommandError("จำนวนหน่วยงานต้องเป็น 1 ถึง 20000", returncode=USAGE)
        load_criteria()
        try:
            if options["output"]:
                self._workbook(Path(options["output"]), agencies, years, seed)
                return
            made = make_country(
                agencies=agencies,
                years=years,
                seed=seed,
                by=None,
                publish=not options["draft"],
                progress=show_progress(self.stderr) if sys.stderr.isatty() else None,
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"ข้อมูลสมมติ: หน่วยงาน {_count(made.agencies)} ผลการประเมิน {_count(made.assessments)} "
            f"เผยแพร่ {_count(made.published)}"
        )

    def _workbook(self, path: Path, agencies: int, years: int, seed: int) -> None:
        span = sample_years(years)
        if not made_agencies().exists():
            write_agencies(sample_agencies(agencies, seed=seed))
        saved = list(made_agencies().order_by("pk")[:agencies])
        try:
            rows = write_wide(path, saved, sample_entries(saved, span, seed=seed))
        except OSError as error:
            raise CommandError(why_not_written(path, error), returncode=USAGE) from error
        self.stdout.write(f"{path}: {_count(rows)} แถว")


def _count(number: int) -> str:
    return thai_digits(f"{number:,}")
