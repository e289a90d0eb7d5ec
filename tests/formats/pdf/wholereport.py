"""A report with everything that tests want to know of it: its pages as laid out, its file, what stands on each page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pypdfium2

from itaportal.formats.html import document_images, pdf_html
from itaportal.formats.pdf import build as pdf
from itaportal.formats.pdf import catchwords
from itaportal.report.blocks import MeasureTable
from itaportal.report.document import AgencyReport
from itaportal.typesetting.linebreaks import without_marks

from . import renderedlines
from .pdfsamples import Inside, look
from .pdftext import with_pdftotext_raw


def solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


@dataclass
class Whole:
    """A report, its pages and its file, each made once."""

    report: AgencyReport

    @cached_property
    def html(self) -> str:
        """What is laid out."""
        return pdf_html(self.report)

    @cached_property
    def laid_out(self) -> tuple[Any, Any]:
        """The pages and the root of what was laid out."""
        return pdf.lay_out(self.html, document_images(self.report))

    @cached_property
    def pages(self) -> list[Any]:
        """The pages' boxes."""
        return [page._page_box.children[0] for page in self.laid_out[0].pages]

    @cached_property
    def pdf(self) -> bytes:
        """The file, its data inside."""
        return pdf.pdf_of_pages(*self.laid_out, pdf.data_inside(self.report))

    @cached_property
    def inside(self) -> Inside:
        """The file taken apart."""
        return look(self.pdf)

    @cached_property
    def catchwords(self) -> dict[int, str]:
        """The catchwords by page."""
        document, root = self.laid_out
        return catchwords.catchwords_of_pages(document.pages, root, pdf._word_ends)

    @cached_property
    def paragraphs(self) -> list[renderedlines.Paragraph]:
        """The blocks of text with their lines."""
        return renderedlines.paragraphs(*self.laid_out)

    @cached_property
    def written(self) -> str:
        """Every character of the text but spaces."""
        return written(self.with_contents)

    @cached_property
    def contents(self) -> str:
        """What the contents page of a long report says, without spaces; nothing where there is none."""
        made = self.laid_out[1].find("body/main/section[@class='contents-part']")
        return "" if made is None else solid(without_marks("".join(made.itertext())))

    @cached_property
    def with_contents(self) -> str:
        """The HTML with the words of the contents behind the cover, its first section."""
        return self.html.replace("</section>", f"</section><p>{escape(self.contents)}</p>", 1)

    @cached_property
    def furniture(self) -> list[tuple[str, str]]:
        """What each page has before and after its text: a table's header again; number, catchword."""
        found, seen = [], False
        for number, page in enumerate(self.pages):
            header = renderedlines.has_repeatable_header(page)
            before = solid("".join(MeasureTable.headings)) if header and seen else ""
            seen = seen or header
            margins = self.laid_out[0].pages[number]._page_box.children[1:]  # the number, a draft's or version's foot
            foot = "".join(map(renderedlines.text_of, margins))
            found.append((before, solid(foot + self.catchwords.get(number, ""))))
        return found


def written(html: str) -> str:
    """Every character of a document's text but spaces."""
    words = _Words()
    words.feed(html)
    return solid("".join(words.words))


def spoken(html: str) -> str:
    """What of that text is read aloud: all but what the HTML hides from those who listen."""
    root = ElementTree.fromstring(html.partition("<body>")[2].join(("<body>", "")).partition("</body>")[0] + "</body>")
    return solid("".join(_spoken(root)))


def _spoken(element: ElementTree.Element) -> Iterator[str]:
    if element.get("aria-hidden") != "true" and not element.tag.endswith("}title"):
        yield element.text or ""
        for child in element:
            yield from _spoken(child)
            yield child.tail or ""


class _Words(HTMLParser):
    """The text of a document's body; of drawings the labels alone, not what they say about themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag, attrs):
        self.hidden += tag in ("head", "title")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("head", "title")

    def handle_data(self, data):
        if not self.hidden:
            self.words.append(data)


# --- Readers that give the text page by page in the order of the file ----------------------------------------------


def by_pypdf(whole: Whole) -> Iterator[str]:
    return (page.extract_text() for page in whole.inside.reader.pages)


def by_pdfium(whole: Whole) -> Iterator[str]:
    document = pypdfium2.PdfDocument(whole.pdf)
    try:
        yield from (page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def by_pdftotext(whole: Whole) -> Iterator[str]:
    yield from with_pdftotext_raw(whole.pdf).removesuffix("\f").split("\f")


STREAM_READERS = (by_pypdf, by_pdfium, by_pdftotext)
