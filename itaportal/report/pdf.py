"""Report HTML to PDF: the only module that imports WeasyPrint.

The stylesheet, the fonts and the images of the PDF are files of this project; nothing else is ever opened, whatever a
user typed into a text. Anything WeasyPrint complains about (a rule it does not know, a font it cannot load, a file it
may not fetch) fails the build: a document that is not what was asked for is not handed out.
"""

import hashlib
import logging
import mimetypes
import threading
from functools import cache
from pathlib import Path

import weasyprint
from django.conf import settings
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from .document import AgencyReport
from .rendering import pdf_html

# Stands for the packaged static files. A reserved name (RFC 2606), so that it never is a host, and the same on every
# machine, so that the bytes do not depend on where the portal is installed.
BASE_URL = "https://static.invalid/"
STATIC = Path(settings.BASE_DIR) / "static"
_FOLDERS = ("css", "fonts", "img")


class PdfBuildError(Exception):
    """The PDF could not be built as asked; `messages` are WeasyPrint's complaints in its own words."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


class PackagedFiles(URLFetcher):
    """Opens files of `static/css`, `static/fonts` and `static/img` and refuses every other address unopened."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the packaged file that `url` names. Raises ValueError for any other address."""
        path = packaged_path(url)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


def packaged_path(url: str) -> Path:
    """Return the static file that a `BASE_URL` address names. Raises ValueError where it is not a packaged one."""
    if not url.startswith(BASE_URL):
        raise ValueError(f"not a packaged file: {url}")
    path = (STATIC / url.removeprefix(BASE_URL)).resolve()
    if not any(path.is_relative_to(STATIC / folder) for folder in _FOLDERS) or not path.is_file():
        raise ValueError(f"not a packaged file: {url}")
    return path


class _Complaints(logging.Filter):
    """Collects the warnings and errors that this thread's build logs, and keeps them off the console."""

    def __init__(self) -> None:
        super().__init__()
        self.thread = threading.get_ident()
        self.messages: list[str] = []

    def filter(self, record: logging.LogRecord) -> bool:
        if record.thread != self.thread or record.levelno < logging.WARNING:
            return True
        self.messages.append(record.getMessage())
        return False


def render_pdf(html: str) -> bytes:
    """Return the tagged PDF of a whole HTML document; the same HTML gives the same bytes.

    Title, author, language and dates come from the document's own head. Raises `PdfBuildError` where WeasyPrint warns
    of anything or where the text asks for a file that is not packaged.
    """
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addFilter(complaints)
    try:
        source = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=PackagedFiles(fail_on_errors=True))
        pdf = source.write_pdf(font_config=FontConfiguration(), pdf_tags=True)
    except FatalURLFetchingError as error:
        raise PdfBuildError([*complaints.messages, str(error)]) from error
    finally:
        logger.removeFilter(complaints)
    if complaints.messages:
        raise PdfBuildError(complaints.messages)
    assert pdf is not None
    return pdf


def report_pdf(report: AgencyReport) -> bytes:
    """Return the report of one agency's year as a PDF. Raises `PdfBuildError` as `render_pdf` does."""
    return render_pdf(pdf_html(report))


@cache
def style_fingerprint() -> str:
    """A hash of what besides the HTML decides the bytes: stylesheets, fonts, images and WeasyPrint's version.

    Taken once a process: static files change with an installation, which restarts it.
    """
    digest = hashlib.sha256(weasyprint.__version__.encode())
    for folder in _FOLDERS:
        for path in sorted((STATIC / folder).rglob("*")):
            if path.is_file():
                digest.update(path.name.encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
