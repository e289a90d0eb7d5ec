"""Table rows that go on over a page, where WeasyPrint does less than an official table asks for.

WeasyPrint leaves their cells open at the page's end; `open_edges` says where to close them. It also begins a row at a
page's foot where some of its cells have no room for anything; `begun_too_late` finds that row, so that it can begin on
the next page.

Works on WeasyPrint's boxes as they are handed in; imports nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Box = Any  # a box of WeasyPrint's formatting structure
Element = Any  # an element of the parsed HTML (xml.etree)
Page = Any  # weasyprint.Page


@dataclass(frozen=True)
class Edge:
    """The line that closes a row at the foot of a page: its left end, place from the top and length, in CSS pixels."""

    left: float
    top: float
    width: float


def open_edges(pages: Sequence[Page]) -> dict[int, Edge]:
    """Return the missing lines by page index: of a page's last row where the next page goes on with it."""
    rows = [list(_rows(page._page_box.children[0])) for page in pages]
    found = {}
    for index, (here, there) in enumerate(pairwise(rows)):
        if here and there and here[-1].element in {row.element for row in there}:
            row = here[-1]
            found[index] = Edge(row.position_x, row.position_y + row.height, row.width)
    return found


def begun_too_late(pages: Sequence[Page]) -> Element | None:
    """Return the first row that begins on a page with a cell left empty there and filled on the next.

    None where there is none. A row that has been given a page of its own beginning (`break-before`) is none.
    """
    rows = [list(_rows(page._page_box.children[0])) for page in pages]
    begun: set[Element] = set()
    for here, there in pairwise(rows):
        if here and there and here[-1].element is there[0].element:
            element: Element = here[-1].element
            parts = zip(here[-1].children, there[0].children, strict=True)
            late = any(_is_empty(cell) and not _is_empty(rest) for cell, rest in parts)
            if late and element not in begun and not element.get("style"):
                return element
        begun.update(row.element for row in here)
    return None


def _is_empty(cell: Box) -> bool:
    return not any(child.is_in_normal_flow() for child in cell.children)


def _rows(box: Box) -> Iterator[Box]:
    """The rows of a page's tables, repeated headers left out."""
    if box.element_tag in ("thead", "tfoot"):
        return
    if box.element_tag == "tr":
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _rows(getattr(child, "_box", child))
