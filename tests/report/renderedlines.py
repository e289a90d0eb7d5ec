"""The lines of a laid-out report, and which of their ends fall inside a word or a fixed term."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any

import weasyprint

from itaportal.report import linebreaks, pdf
from itaportal.report.typography import printed_length

MARKS = re.compile("[\u200b\u180e\u2060]")
# One word with what follows, as an official letter is broken.
PREFIXES = {"การ", "ความ", "ผู้", "นัก"}
# Terms that a reader wants whole, spaces in them included.
TERMS = (
    *("จัดซื้อจัดจ้าง", "มาตรการ", "หน่วยงาน", "ปีงบประมาณ", "คะแนนภาพรวม", "ตัวชี้วัด", "ผู้มีส่วนได้ส่วนเสีย", "เจ้าหน้าที่"),
    *(
        "ขั้นตอน",
        "การรับรู้",
        "การทำงาน",
        "ความเข้าใจ",
        "ความโปร่งใส",
        "ผู้รับบริการ",
        "ผู้บังคับบัญชา",
        "การทุจริต",
        "เว็บไซต์",
        "ผู้รับผิดชอบ",
    ),
)
PATTERNS = (
    r"ประจำปี(?!งบประมาณ)",
    r"ปีงบประมาณ พ\.ศ\. [๐-๙]+",
    r"[๐-๙][๐-๙.,]* (?:คะแนน|ครั้ง|ตัวชี้วัด)",
    r"ตัวชี้วัดที่ [๐-๙]+",
    r"ภาพที่ [๐-๙]+",
    r"ตารางที่ [๐-๙]+",
    r"[๐-๙]+[.,][๐-๙]+",
    r"“[^”]{1,20}”",
    r"No Gift Policy",
)


@dataclass(frozen=True)
class Paragraph:
    """A block of text, its lines as they were set, and how many printed characters surely fit one."""

    text: str
    lines: tuple[str, ...]
    fit: int

    @property
    def ends(self) -> set[int]:
        """Where its lines end, counted in characters other than spaces; the last line's end is the paragraph's."""
        return set(accumulate(len(solid(line)) for line in self.lines[:-1]))


def solid(text: str) -> str:
    """The text without spaces and marks."""
    return re.sub(r"\s+", "", MARKS.sub("", text))


def laid_out(html: str) -> Any:
    """The pages of the PDF before they are written."""
    prepared = linebreaks.prepare(html, pdf._word_ends)
    source = weasyprint.HTML(string=prepared, base_url=pdf.BASE_URL, url_fetcher=pdf.PackagedFiles())
    root = source.etree_element
    return source.render(font_config=pdf._workshop.fonts, stylesheets=pdf._stylesheets(root)), root


def paragraphs(html: str) -> list[Paragraph]:
    """Every block of text in the order of the pages; one that goes over a page is put together again."""
    document, root = laid_out(html)
    parents = {child: parent for parent in root.iter() for child in parent}
    lines: dict[Any, list[str]] = {}
    for page in document.pages:
        for box in _line_boxes(page._page_box.children[0]):
            lines.setdefault(box.element, []).append("".join(_texts(box)))
    return [Paragraph(_source(element), tuple(texts), _fit(element, parents)) for element, texts in lines.items()]


def _source(element: Any) -> str:
    return re.sub(r"\s+", " ", MARKS.sub("", "".join(_strings(element))))


def _strings(element: Any) -> Iterator[str]:
    """The element's text without what drawings say about themselves."""
    yield element.text or ""
    for child in element:
        if not child.tag.startswith("{"):
            yield from _strings(child)
        yield child.tail or ""


def _children(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        yield getattr(child, "_box", child)


def _line_boxes(box: Any) -> Iterator[Any]:
    for child in _children(box):
        if type(child).__name__ == "LineBox":
            yield child
        else:
            yield from _line_boxes(child)


def _texts(box: Any) -> Iterator[str]:
    for child in _children(box):
        if hasattr(child, "text"):
            yield child.text
        yield from _texts(child)


def _fit(element: Any, parents: dict[Any, Any]) -> int:
    while element is not None:
        if fit := element.get("data-fit"):
            return int(fit)
        element = parents.get(element)
    return linebreaks._ROOM


# --- What is wrong with a line's end -----------------------------------------------------------------------------


def broken_words(paragraph: Paragraph) -> list[str]:
    """The words, as PyThaiNLP finds them in the whole text, inside which a line ends although they fit a line."""
    found, place = [], 0
    for word in _words(paragraph.text, paragraph.fit) if paragraph.ends else ():
        length = len(solid(word))
        inside = {end - place for end in paragraph.ends if place < end < place + length}
        if inside and printed_length(word.strip()) <= paragraph.fit:
            found.append(f"{solid(word)[: min(inside)]}|{solid(word)[min(inside) :]}")
        place += length
    return found


@cache
def _tokens(text: str) -> tuple[str, ...]:
    from pythainlp.tokenize import word_tokenize  # after `linebreaks`, which keeps it from writing into the home

    return tuple(word_tokenize(text, engine="newmm"))


def _words(text: str, fit: int) -> list[str]:
    words: list[str] = []
    for word in _tokens(text):
        joins = words and words[-1] in PREFIXES and not word.isspace()
        if joins and printed_length(words[-1] + word) <= fit:
            words[-1] += word
        else:
            words.append(word)
    return words


def broken_terms(paragraph: Paragraph, names: Iterable[str]) -> list[str]:
    """The fixed terms and names inside which a line ends although they fit a line."""
    text, found = paragraph.text, []
    patterns = [*map(re.escape, (*TERMS, *names)), *PATTERNS]
    for match in (match for pattern in patterns for match in re.finditer(pattern, text)):
        start, end = (len(solid(text[:place])) for place in match.span())
        if printed_length(match.group()) <= paragraph.fit and any(start < place < end for place in paragraph.ends):
            found.append(match.group())
    return found
