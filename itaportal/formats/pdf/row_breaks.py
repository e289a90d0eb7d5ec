"""Table rows that go on over a page, where WeasyPrint does less than an official table asks for.

WeasyPrint leaves their cells open at the page's end; `open_edges` says where to close them. It also begins a row at a
page's foot where some of its cells have no room for anything; `begun_too_late` finds that row, so that it can begin on
the next page. A row that is to stay whole may leave a page nearly empty; `leaving_a_page_empty` finds it, so that it is
broken between its steps all the same.

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
FILLED = 0.4  # of a page's height: a row that would leave less of the page before is broken


@dataclass(frozen=True)
class Edge:
    """The line that closes a row at the foot of a page: its left end, place from the top and length, in CSS pixels."""

    left: float
    top: float
    width: float


def open_edges(pages: Sequence[Page]) -> dict[int, Edge]:
    """Return the missing lines by page index: of a page's last row where the next page goes on with it."""
    rows = [list(rows_of(page._page_box.children[0])) for page in pages]
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
    rows = [list(rows_of(page._page_box.children[0])) for page in pages]
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


def leaving_a_page_empty(pages: Sequence[Page]) -> Element | None:
    """Return the first row that begins a page and leaves less than `FILLED` of the page before; None without one.

    That page has rows of the same table, or the words before it. A row that was looked at before (it has a style) is
    none.
    """
    for here, there in pairwise(pages):
        above, below = (list(rows_of(page._page_box.children[0])) for page in (here, there))
        if (
            not below
            or below[0].element.get("style")
            or here._page_box.page_type.name != there._page_box.page_type.name
        ):
            continue
        last = above[-1] if above else last_block(here._page_box.children[0])
        if last is not None and last.element is not below[0].element and is_short(here, last):
            element: Element = below[0].element
            return element
    return None


def let_break(row: Element) -> None:
    """Have a row broken between its steps; where it has a single one, between the lines of that."""
    row.set("style", "break-inside: auto")
    steps = [step for step in row.iter("p") if "step" in (step.get("class") or "").split()]
    if len(steps) == 1:
        steps[0].set("style", "break-inside: auto")


def last_block(box: Box) -> Box | None:
    """The last paragraph on a page without rows."""
    found = [inner for inner in box.descendants() if inner.element_tag in ("p", "h2") and hasattr(inner, "height")]
    return max(found, key=lambda inner: inner.position_y + inner.height, default=None)


def is_short(page: Page, last: Box) -> bool:
    """Whether a page whose last row this is stands nearly empty."""
    box = page._page_box
    return bool(last.position_y + last.height - box.content_box_y() < FILLED * box.height)


def _is_empty(cell: Box) -> bool:
    return not any(child.is_in_normal_flow() for child in cell.children)


def rows_of(box: Box) -> Iterator[Box]:
    """The rows of a page's tables, repeated headers left out."""
    if box.element_tag in ("thead", "tfoot"):
        return
    if box.element_tag == "tr":
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from rows_of(getattr(child, "_box", child))
