from typing import IO, Any

from assessments.importing.scores import ScoreImport, read_scores
from assessments.management.importcommand import ImportCommand


class Command(ImportCommand):
    help = "Import a file of scores, long or wide; everything or nothing. Exit code 1 where the file is refused."
    what = "ผลการประเมิน"

    def read(self, file: IO[bytes], **said: Any) -> ScoreImport:
        return read_scores(file, **said)
