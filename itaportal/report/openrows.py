"""Table rows that go on over a page: WeasyPrint leaves their cells open at its end, an official table closes them.

Works on WeasyPrint's boxes as they are handed in; imports nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Box = Any  # a box of WeasyPrint's formatting structure
Page = Any  # weasyprint.Page


@dataclass(frozen=True)
class Edge:
    """The line that closes a row at the foot of a page: its left end, place from the top and length, in CSS pixels."""

    left: float
    top: float
    width: float


def find(pages: Sequence[Page]) -> dict[int, Edge]:
    """Return the missing lines by page index: of a page's last row where the next page goes on with it."""
    rows = [list(_rows(page._page_box.children[0])) for page in pages]
    found = {}
    for index, (here, there) in enumerate(pairwise(rows)):
        if here and there and here[-1].element in {row.element for row in there}:
            row = here[-1]
            found[index] = Edge(row.position_x, row.position_y + row.height, row.width)
    return found


def _rows(box: Box) -> Iterator[Box]:
    """The rows of a page's tables, repeated headers left out."""
    if box.element_tag in ("thead", "tfoot"):
        return
    if box.element_tag == "tr":
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _rows(getattr(child, "_box", child))
