from typing import IO, Any

from assessments.management.importcommand import ImportCommand
from measures.importing import MeasureImport, read_measures


class Command(ImportCommand):
    help = "Import a file of measures; everything or nothing. Exit code 1 where the file is refused."
    what = "มาตรการ"
    files = ".docx, .xlsx, .ods or .csv"

    def read(self, file: IO[bytes], **said: Any) -> MeasureImport:
        return read_measures(file, **said)
