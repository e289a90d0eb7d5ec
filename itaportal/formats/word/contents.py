"""The contents (สารบัญ) of a long report: a field that Word keeps, its entries written already and leading to headings.

Which page a heading stands on is settled by the program that opens the file, so no number is written: the field says
that its result is not current, and Word fills the numbers in when it updates fields, asked or before printing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docx.oxml.ns import qn

from itaportal.report.blocks import MeasureTable, ReportDocument, Section

from .elements import Element, element, paragraph, run

LONG = 100  # lines of the plan, about: a report with more has eleven pages and more
LEVELS = 2
FIRST = 1000  # of the numbers of these bookmarks: those of captions come before
_FIELD = rf'TOC \o "1-{LEVELS}" \h \z \u'


@dataclass(frozen=True)
class Entry:
    """A heading: its level from 1, its words, and the bookmark around it."""

    level: int
    text: str
    bookmark: str


def is_long(document: ReportDocument) -> bool:
    """Whether a report has contents. The lines of its plan decide: the rest of all reports is about as long."""
    plans = (block for section in document.sections for block in section.blocks if isinstance(block, MeasureTable))
    return sum(row.lines * plan.columns.narrowing for plan in plans for row in plan.rows) > LONG


def entries_of(document: ReportDocument) -> list[Entry]:
    """Return the headings in their order, each with a bookmark of its own."""
    return [
        Entry(level, f"{section.number} {section.title}", f"_Toc{number:08}")
        for number, (level, section) in enumerate(_headings(document.sections), start=1)
    ]


def _headings(sections: Sequence[Section], level: int = 1) -> Iterator[tuple[int, Section]]:
    for section in sections:
        yield level, section
        yield from _headings(section.subsections, level + 1)


def contents(entries: Sequence[Entry]) -> list[Element]:
    """The paragraphs of the contents under their title; the field begins in the first entry and ends in the last."""
    made = [paragraph("ContentsTitle", "สารบัญ")]
    for place, entry in enumerate(entries):
        begin = [_mark("begin", dirty="true"), _code(_FIELD), _mark("separate")] if not place else []
        end = [_mark("end")] if place == len(entries) - 1 else []
        page = [_mark("begin"), _code(rf"PAGEREF {entry.bookmark} \h"), _mark("separate"), run(""), _mark("end")]
        tab = element("w:r", element("w:tab"))
        link = element("w:hyperlink", run(entry.text), tab, *page, anchor=entry.bookmark, history=1)
        made.append(paragraph(f"TOC{entry.level}", *begin, link, *end))
    return made


def bookmarked(entry: Entry, heading: Element) -> list[Element]:
    """The run of a heading inside its bookmark."""
    number = FIRST + int(entry.bookmark[4:])
    return [element("w:bookmarkStart", id=number, name=entry.bookmark), heading, element("w:bookmarkEnd", id=number)]


def _mark(kind: str, **attributes: str) -> Element:
    return element("w:r", element("w:fldChar", fldCharType=kind, **attributes))


def _code(instruction: str) -> Element:
    code = element("w:instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")
    return element("w:r", code)
