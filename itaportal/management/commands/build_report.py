import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.management.filereasons import why_not_written
from assessments.thai import ascii_digits, shorten, thai_digits
from itaportal.formats import registry
from itaportal.formats.html import standalone_html
from itaportal.management.reportcommand import current_report, database, fiscal_year, year_name
from itaportal.models import Publication
from itaportal.publishing.files import LostFilesError, published_file
from itaportal.publishing.kinds import ANALYSIS
from itaportal.publishing.reading import read_version
from itaportal.report.document import AgencyReport
from itaportal.report.snapshot import SnapshotError


def _pdf(report: AgencyReport) -> bytes:
    from itaportal.formats.pdf.build import PdfBuildError, report_pdf

    try:
        return report_pdf(report)
    except PdfBuildError as error:
        raise CommandError(f"สร้าง PDF ไม่สำเร็จ: {shorten(str(error), 400)}") from error


def _html(report: AgencyReport) -> bytes:
    return standalone_html(report).encode()


def _file(name: str) -> Callable[[AgencyReport], bytes]:
    return lambda report: registry.render(name, report)


# What each format is called among a version's files; a page is none of them.
FILES = {"pdf": "report.pdf", "docx": "report.docx", "xlsx": "data.xlsx"}
FORMATS: dict[str, Callable[[AgencyReport], bytes]] = {
    "pdf": _pdf,
    "docx": _file(FILES["docx"]),
    "xlsx": _file(FILES["xlsx"]),
    "html": _html,
}


class Command(BaseCommand):
    help = "Write the combined report of an agency's year to a file: the current data, drafts included, or a version."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Let our `--version K` stand in for Django's own, which prints Django's version."""
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("agency", metavar="AGENCY", help="the agency's slug, such as chanuwan")
        parser.add_argument("year", metavar="YEAR", help="fiscal year, B.E., such as 2568")
        parser.add_argument("--format", default="pdf", metavar="|".join(FORMATS), help="kind of file (default: pdf)")
        parser.add_argument(
            "--version", dest="frozen", metavar="K", help="a published version instead of the current data"
        )
        parser.add_argument("--output", metavar="FILE", help="where to write (default: AGENCY-YEAR.FORMAT here)")

    def handle(self, *args: Any, agency: str, year: str, **options: Any) -> None:
        kind, output = options["format"], options["output"]
        if kind not in FORMATS:
            raise CommandError(f"ไม่มีรูปแบบ “{shorten(kind)}” ให้เลือก {' หรือ '.join(FORMATS)}", returncode=2)
        number = fiscal_year(year)
        if options["frozen"] is None:
            content, suffix = FORMATS[kind](current_report(agency, number)), ""
        else:
            version = self._version(options["frozen"])
            content, suffix = self._frozen(agency, number, version, kind), f"-v{version}"
        path = Path(output) if output else Path(f"{agency}-{number}{suffix}.{kind}")
        try:
            _replace(path, content)
        except OSError as error:
            raise CommandError(why_not_written(path, error)) from error
        self.stdout.write(str(path))

    def _version(self, text: str) -> int:
        digits = ascii_digits(text)
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
            raise CommandError(f"“{shorten(text)}” ไม่ใช่เลขฉบับ ให้ระบุเป็นจำนวนเต็ม เช่น 1", returncode=2)
        return int(digits)

    def _frozen(self, agency: str, year: int, version: int, kind: str) -> bytes:
        """The published bytes; a page, which is no published file, is drawn from what the version froze."""
        shown = f"{year_name(agency, year)} ฉบับที่ {thai_digits(version)}"
        try:
            with database():
                publication = read_version(agency, year, version)
        except Publication.DoesNotExist:
            raise CommandError(f"ไม่พบฉบับที่เผยแพร่ของ{shown}") from None
        if publication.withdrawn:
            raise CommandError(f"{shown} หน่วยงานถอนแล้ว เหตุผล: {shorten(publication.withdrawn_reason, 200)}")
        try:
            if kind == "html":
                return _html(ANALYSIS.load(publication))
            content = published_file(publication, FILES[kind])
        except SnapshotError as error:
            raise CommandError(f"อ่าน{shown} ไม่ได้: {error}") from error
        except LostFilesError as error:
            raise CommandError(f"ไฟล์ของ{shown} หายไปและจัดทำใหม่ให้ตรงกับฉบับเดิมไม่ได้") from error
        if content is None:
            raise CommandError(f"{shown} ไม่มีไฟล์ {kind}")
        return content


def _replace(path: Path, content: bytes) -> None:
    """Write the whole file or nothing: a reader never meets half of it, and an older one stays until then."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)  # mkstemp lets the owner alone read it
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
