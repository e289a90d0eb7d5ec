"""The contents page (สารบัญ) of a document of eleven pages and more: headings, figures and tables with their pages.

Made after the document is laid out, when the pages are known, as a small document of its own that is put behind the
cover. Its pages are numbered in letters (ก), so that the document keeps its numbers and is laid out once.

Works on WeasyPrint's boxes as they are handed in; imports nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from assessments.thai import thai_digits
from itaportal.typesetting.linebreaks import without_marks
from itaportal.typesetting.typography import title_html, unbroken_html

Box = Any  # a box of WeasyPrint's formatting structure
Element = Any  # an element of the parsed HTML (xml.etree)
Page = Any  # weasyprint.Page

LONG = 11  # pages, from which on a document has contents
_HEADINGS = ("h2", "h3")
_LISTS = (("สารบัญ", _HEADINGS), ("สารบัญภาพ", ("figcaption",)), ("สารบัญตาราง", ("caption",)))


@dataclass(frozen=True)
class Entry:
    """A heading or caption: its kind (`h2`), words, the anchor that leads to it, and the number printed on its page."""

    tag: str
    text: str
    anchor: str
    page: int


def place(pages: Sequence[Page]) -> int:
    """Where contents belong among the pages: behind the cover."""
    return next((index for index, page in enumerate(pages) if page._page_box.page_type.name != "cover"), 0)


def entries_of(pages: Sequence[Page]) -> list[Entry]:
    """Return the headings and captions in their order; headings are given anchors on their pages."""
    seen: set[Element] = set()
    found: list[Entry] = []
    for number, page in enumerate(pages, start=1):
        for box in _titles(page._page_box.children[0]):
            if box.element in seen:
                continue
            seen.add(box.element)
            anchor = box.element.get("id") or f"heading-{len(found) + 1}"
            left, top, width, height = box.hit_area()
            page.anchors.setdefault(anchor, (left, top, left + width, top + height))
            words = " ".join(without_marks("".join(box.element.itertext())).split())
            found.append(Entry(box.element_tag, words, anchor, number))
    return found


def contents_html(root: Element, entries: Sequence[Entry]) -> str:
    """Return the contents of the document with this root as an HTML document of the same head and foot."""
    main = root.find("body/main")
    names = main.get("data-names", "").split("|")
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in main.items())
    lists = "".join(
        f'<h2>{title}</h2><p class="over-pages">หน้า</p><ol class="contents">{"".join(listed)}</ol>'
        for title, tags in _LISTS
        if (listed := [_item(entry, names) for entry in entries if entry.tag in tags])
    )
    return (
        f'<html lang="{escape(root.get("lang", "th"))}"><head><title>สารบัญ</title></head><body>'
        f'<main{attributes}><section class="contents-part">{lists}</section></main></body></html>'
    )


def _item(entry: Entry, names: Sequence[str]) -> str:
    text = title_html(entry.text) if entry.tag in _HEADINGS else unbroken_html(entry.text, names)
    return (
        f'<li class="of-{entry.tag}"><a href="#{escape(entry.anchor)}"><span class="entry">{text}</span> '
        f'<span class="entry-page">{thai_digits(entry.page)}</span></a></li>'
    )


def whole_links(page: Page) -> list[Any]:
    """The links of a contents page, one for each entry: WeasyPrint gives one to each box inside it too."""
    return [link for link in page.links if link[-1].element_tag == "a"]


def take_in(root: Element, made: Element) -> None:
    """Put the contents of the HTML `made` into the document's own, behind the cover, where they are read."""
    main = root.find("body/main")
    behind = next((index for index, part in enumerate(main) if "cover" not in part.get("class", "").split()), 0)
    main.insert(behind, made.find("body/main/section"))


def _titles(box: Box) -> Iterator[Box]:
    if box.element_tag in (*_HEADINGS, "caption", "figcaption"):
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _titles(getattr(child, "_box", child))
