"""Report HTML to PDF. WeasyPrint and what belongs to it are imported in this folder alone.

The stylesheet, the fonts and the images of the PDF are files of this project; nothing else is ever opened, whatever a
user typed into a text. Anything WeasyPrint complains about (a rule it does not know, a font it cannot load, a file it
may not fetch) fails the build: a document that is not what was asked for is not handed out.
"""

import gc
import hashlib
import logging
import mimetypes
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

import cssselect2
import weasyprint
from django.conf import settings
from django.utils.html import strip_tags
from weasyprint.document import Page
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import get_log_attrs
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from itaportal.report.document import AgencyReport
from itaportal.typesetting import linebreaks
from itaportal.typesetting.textlayer import senseless_words

from ..data import datafiles, workbook
from ..html import document_images, pdf_html
from ..types import CONTENT_TYPES
from . import archival, catchwords, contents, line_cache, page_ends, row_breaks
from .archival import AttachedFile

# Stands for the packaged static files. A reserved name (RFC 2606), so that it never is a host, and the same on every
# machine, so that the bytes do not depend on where the portal is installed.
BASE_URL = "https://static.invalid/"
STATIC = Path(settings.BASE_DIR) / "static"
_FOLDERS = ("css", "fonts", "img")
CATCHWORD_FONT = '12pt/1.5 "ITA Sarabun"'


class PdfBuildError(Exception):
    """The PDF could not be built as asked; `messages` are WeasyPrint's complaints in its own words."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


class PackagedFiles(URLFetcher):
    """Opens files of `static/css`, `static/fonts` and `static/img` and refuses every other address unopened.

    `images` are PNGs that belong to the document, by their address in it (the agency's seal).
    """

    def __init__(self, images: Mapping[str, bytes] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._images = {f"{BASE_URL}{name}": content for name, content in (images or {}).items()}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the given image or packaged file that `url` names. Raises ValueError for any other address."""
        if url in self._images:
            return URLFetcherResponse(url, self._images[url], {"Content-Type": "image/png"})
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


class _Html(weasyprint.HTML):
    """A document of ours, which WeasyPrint need not prepare for all that HTML can be.

    Well-formed, it is read by the XML parser, forty times as fast as an HTML parser: the templates close every element
    and name the namespace of drawings (Django's own filter leaves `<br>` open). What is not well-formed all the same is
    read as HTML. The look of elements comes from a sheet of our own, of the few that a report has.
    """

    def __init__(self, string: str, base_url: str, url_fetcher: URLFetcher) -> None:
        try:
            root = ElementTree.fromstring(string.replace("<br>", "<br />"))  # noqa: S314 -- our template: no DTD, no entities
        except ElementTree.ParseError:
            super().__init__(string=string, base_url=base_url, url_fetcher=url_fetcher)
            return
        self.base_url, self.url_fetcher, self.media_type = base_url, url_fetcher, "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root)
        self.etree_element = root

    @classmethod
    def of(cls, other: "_Html") -> "_Html":
        """The same document as it stands now: its elements may have been taken out since it was read."""
        made = cls.__new__(cls)
        made.base_url, made.url_fetcher, made.media_type = other.base_url, other.url_fetcher, other.media_type
        made.wrapper_element = cssselect2.ElementWrapper.from_html_root(other.etree_element)
        made.etree_element = other.etree_element
        return made

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [_workshop.sheet(f"{BASE_URL}css/report-base.css")]


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


class _Workshop(threading.local):
    """What a thread keeps from one build to the next: the fonts and the stylesheets it has read.

    Pango's fonts belong to one thread. Both are read at the first build, so that a process that is forked before it
    has fonts of its own.
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything, so that a fault in a stylesheet is complained of again."""
        self._fonts: FontConfiguration | None = None
        self._sheets: dict[str, weasyprint.CSS] = {}

    @property
    def fonts(self) -> FontConfiguration:
        """The thread's fonts."""
        if self._fonts is None:
            self._fonts = FontConfiguration()
        return self._fonts

    def sheet(self, url: str) -> weasyprint.CSS:
        """A packaged stylesheet. Raises `FatalURLFetchingError` where there is none."""
        if url not in self._sheets:
            fetcher = PackagedFiles(fail_on_errors=True)
            self._sheets[url] = weasyprint.CSS(url=url, url_fetcher=fetcher, font_config=self.fonts)
        return self._sheets[url]


_workshop = _Workshop()


def render_pdf(html: str, files: Iterable[AttachedFile] = (), images: Mapping[str, bytes] | None = None) -> bytes:
    """Return the PDF/A-3a and PDF/UA-1 of a whole HTML document; the same HTML and files give the same bytes.

    Title, author, language and dates come from the document's own head; `files` are embedded, `images` are shown where
    the document names them. Raises `PdfBuildError`
    where WeasyPrint warns of anything or where the text asks for a file that is not packaged.
    """
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.addFilter(complaints)
    try:
        with _without_collection():
            pdf = _typeset(html, files, images or {})
    except FatalURLFetchingError as error:
        raise PdfBuildError([*complaints.messages, str(error)]) from error
    except archival.LostTextError as error:
        words = " ".join(senseless_words(strip_tags(html))[:5])
        raise PdfBuildError(
            [*complaints.messages, f"มีข้อความที่ค้นหาและคัดลอกจากไฟล์ไม่ได้ กรุณาตรวจตัวสะกด: {words}"]
        ) from error
    finally:
        logger.removeFilter(complaints)
        if complaints.messages:
            _workshop.clear()
    if complaints.messages:
        raise PdfBuildError(complaints.messages)
    return pdf


def _typeset(html: str, files: Iterable[AttachedFile], images: Mapping[str, bytes]) -> bytes:
    document, root = lay_out(html, images)
    return pdf_of_pages(document, root, files)


def lay_out(html: str, images: Mapping[str, bytes] | None = None) -> tuple[weasyprint.Document, Any]:
    """Return the pages of a whole HTML document with its line breaks settled, and the root of what was laid out."""
    fetcher = PackagedFiles(images, fail_on_errors=True)
    prepared = linebreaks.with_line_breaks(html, _word_ends)
    source = _Html(prepared, BASE_URL, fetcher)
    root = source.etree_element
    sheets = _stylesheets(root)
    document = _pages(source, sheets)
    # Hardly any report has such a row; each is mended once, so that this ends.
    while _mend_a_row(document.pages):
        document = _pages(source, sheets)
    while page_ends.give_signatures_company(document.pages):
        document = _pages(source, sheets)
    if (first := page_ends.before_the_turn(document.pages)) is not None:
        document = _with_page_begun(document, source, sheets, first)
    if len(document.pages) >= contents.LONG:
        document = _with_contents(document, root, sheets, fetcher)
    for page in document.pages:
        page.bookmarks = [(level, linebreaks.without_marks(label), *rest) for level, label, *rest in page.bookmarks]
    return document, root


def _with_page_begun(
    document: weasyprint.Document, source: _Html, sheets: list[weasyprint.CSS], first: Any
) -> weasyprint.Document:
    """The document with its last portrait page begun by the element `first`, which stood on the page before.

    That page alone is laid out anew, from the same elements; the one before loses what has moved.
    """
    pages = list(document.pages)
    place = page_ends.last_portrait(pages)
    numbered = weasyprint.CSS(string=f"@page {{ counter-reset: page {place + 1} }}", font_config=_workshop.fonts)
    with page_ends.alone(source.etree_element, first):
        made = _pages(_Html.of(source), [*sheets, numbered]).pages
    first.set("style", "break-before: page")
    if len(made) != 1:
        return _pages(source, sheets)
    page_ends.cut_from(pages[place - 1]._page_box.children[0], first)
    pages[place - 1 : place + 1] = [Page(pages[place - 1]._page_box), *made]
    return document.copy(pages)


def _with_contents(
    document: weasyprint.Document, root: Any, sheets: list[weasyprint.CSS], fetcher: PackagedFiles
) -> weasyprint.Document:
    """The document with its contents behind the cover, and in `root`; as it is where it has no headings."""
    entries = contents.entries_of(document.pages)
    if not entries or root.find("body/main") is None:
        return document
    html = linebreaks.with_line_breaks(contents.contents_html(root, entries), _word_ends)
    source = _Html(html, BASE_URL, fetcher)
    made = _pages(source, [*sheets, _workshop.sheet(f"{BASE_URL}css/report-contents.css")])
    for page in made.pages:
        page.links = contents.whole_links(page)
    contents.take_in(root, source.etree_element)
    place = contents.place(document.pages)
    return document.copy([*document.pages[:place], *made.pages, *document.pages[place:]])


def _mend_a_row(pages: Sequence[weasyprint.Page]) -> bool:
    """Give the first row that does not lie well on the pages a style that mends it; False where there is none."""
    if (late := row_breaks.begun_too_late(pages)) is not None:
        late.set("style", "break-before: page")
    elif (whole := row_breaks.leaving_a_page_empty(pages)) is not None:
        row_breaks.let_break(whole)
    else:
        return False
    return True


def _pages(source: _Html, sheets: list[weasyprint.CSS]) -> weasyprint.Document:
    with line_cache.keeping():
        return source.render(font_config=_workshop.fonts, stylesheets=sheets)


def pdf_of_pages(document: weasyprint.Document, root: Any, files: Iterable[AttachedFile] = ()) -> bytes:
    """Return what `lay_out` gave as a PDF, with catchwords and with `files` inside."""
    found, edges = (
        catchwords.catchwords_of_pages(document.pages, root, _word_ends),
        row_breaks.open_edges(document.pages),
    )
    overlays: dict[int, Any] = {}
    if found or edges:
        html = catchwords.overlay_html(document.pages, found, CATCHWORD_FONT, edges)
        pages = _Html(html, BASE_URL, PackagedFiles()).render(font_config=_workshop.fonts).pages
        overlays = dict(zip(sorted({*found, *edges}), pages, strict=True))
    modified = document.metadata.modified
    with line_cache.drawing():
        return archival.archival_pdf(
            document,
            root,
            modified=datetime.fromisoformat(modified) if modified else None,
            files=files,
            overlays=overlays,
        )


def _stylesheets(root: Any) -> list[weasyprint.CSS]:
    """Take the links to stylesheets out of the head and return what they name, read once a thread."""
    head = root.find("head")
    links = [link for link in head.findall("link") if link.get("rel") == "stylesheet"]
    for link in links:
        head.remove(link)
    return [_workshop.sheet(urljoin(BASE_URL, link.get("href", ""))) for link in links]


def _word_ends(text: str) -> list[int]:
    """Where a line of Thai may be broken, by the dictionary that also breaks the report's lines."""
    attributes = get_log_attrs(text, "th")
    return [place for place in range(1, len(text)) if attributes[place].is_line_break]


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the garbage collector from walking through a build's many boxes again and again: a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def report_pdf(report: AgencyReport) -> bytes:
    """Return the report of one agency's year as a PDF with its data inside. Raises as `render_pdf` does."""
    return render_pdf(pdf_html(report), data_inside(report), document_images(report))


def data_inside(report: AgencyReport) -> list[AttachedFile]:
    """Return the data files that the report's PDF carries, drawn from the same report."""
    files = (
        ("data.xlsx", workbook.workbook_bytes(report), "ข้อมูลผลการประเมินและมาตรการ ในรูปตารางคำนวณ"),
        ("data.json", datafiles.json_bytes(report), "ข้อมูลผลการประเมินและมาตรการ ในรูป JSON"),
    )
    return [AttachedFile(name, content, CONTENT_TYPES[name], description) for name, content, description in files]


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
