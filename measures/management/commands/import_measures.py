from collections.abc import Callable
from typing import IO, Any

from django.core.management.base import CommandError, CommandParser

from assessments.importing.agencies import AgencyBook
from assessments.importing.cells import CellError, read_year
from assessments.importing.readers import Chosen
from assessments.management.importcommand import USAGE, ImportCommand
from assessments.models import Agency
from measures.importing import MeasureImport, read_measures


class Command(ImportCommand):
    help = "Import a file of measures; everything or nothing. Exit code 1 where the file is refused."
    what = "มาตรการ"
    files = ".docx, .xlsx, .ods or .csv"

    def add_arguments(self, parser: CommandParser) -> None:
        """Also whose the measures are and of which year, which a Word file seldom says in its tables."""
        super().add_arguments(parser)
        parser.add_argument("--agency", metavar="SLUG", help="whose the rows are that name no agency")
        parser.add_argument("--year", metavar="N", help="the plan's fiscal year (พ.ศ.) of the rows that name none")

    def said(self, options: dict[str, Any]) -> dict[str, Any]:
        """With the agency and the year for all rows."""
        said = super().said(options)
        agency = _read("--agency", options["agency"], AgencyBook(Agency.objects.all()).find)
        year = _read("--year", options["year"], lambda text: read_year(text, christian_era=said["christian_era"]))
        return {**said, "chosen": Chosen(agency, year)}

    def read(self, file: IO[bytes], **said: Any) -> MeasureImport:
        return read_measures(file, **said)


def _read(option: str, text: str | None, reader: Callable[[str], int]) -> int | None:
    """What a reader of cells makes of an option. Raises CommandError, of wrong usage, where it is nothing."""
    try:
        return None if text is None else reader(text)
    except CellError as error:
        raise CommandError(f"{option} {text}: {error.message} {error.expected}", returncode=USAGE) from None
