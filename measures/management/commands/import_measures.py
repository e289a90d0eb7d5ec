from typing import IO

from assessments.management.importcommand import ImportCommand
from measures.importing import MeasureImport, read_measures


class Command(ImportCommand):
    help = "Import a file of measures; everything or nothing. Exit code 1 where the file is refused."
    what = "มาตรการ"

    def read(self, file: IO[bytes], *, christian_era: bool) -> MeasureImport:
        return read_measures(file, christian_era=christian_era)
