"""The ends of pages that the flow of text leaves to be mended: before the turn to landscape, and where people sign.

The last portrait page before the plan's landscape ones may get a few lines alone. `before_the_turn` finds what of the
page before can come along, so that both are filled. Who signs stands on a page alone where the last row fills its own;
`give_signatures_company` has the end of that row, or all of it, come along.

Works on WeasyPrint's boxes as they are handed in; imports nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from .row_breaks import is_short, last_block, rows_of

Box = Any  # a box of WeasyPrint's formatting structure
Element = Any  # an element of the parsed HTML (xml.etree)
Page = Any  # weasyprint.Page
THIRD = 1 / 3  # of a page's height
_HEADINGS = frozenset({"h2", "h3"})
_PARTS = frozenset({"step", "step-item"})
_ON_WIDE = frozenset({"wide", "on-wide"})
_LINES = 3  # of a single step that come along with the signatures
_WHOLE = frozenset({"p", "figure", "table", "h2", "h3"})


@dataclass(frozen=True)
class _Block:
    """A paragraph, heading, figure or table on a page, with its top and its foot in CSS pixels."""

    element: Element
    top: float
    foot: float


def before_the_turn(pages: Sequence[Page]) -> Element | None:
    """Return what is to begin the last portrait page, where little stands on it before the plan's landscape pages.

    A heading of the page before where both pages are a third filled then, else a paragraph. None where the page is
    filled, or where nothing makes both of them so.
    """
    last = last_portrait(pages)
    if last < 1 or _kind(pages[last]) != _kind(pages[last - 1]):
        return None
    before, there = (list(_blocks(pages[n]._page_box.children[0])) for n in (last - 1, last))
    if not before or not there:
        return None
    box = pages[last]._page_box
    room, top = box.height, box.content_box_y()
    said = max(block.foot for block in there) - top
    if said >= THIRD * room or there[0].element.get("style"):
        return None
    foot = max(block.foot for block in before)
    fitting = [
        block
        for block, above in zip(before[1:], before, strict=False)
        if above.element.tag not in _HEADINGS
        and block.top - top > THIRD * room
        and THIRD * room < foot - block.top + said < 0.9 * room
        and not _is_note(block.element)
    ]
    headings = [block for block in fitting if block.element.tag in _HEADINGS]
    return (headings or fitting)[-1].element if fitting else None


def last_portrait(pages: Sequence[Page]) -> int:
    """The index of the last portrait page before landscape ones; 0 where there is none."""
    return next((n - 1 for n, page in enumerate(pages) if n > 1 and _is_wide(page) and not _is_wide(pages[n - 1])), 0)


@contextmanager
def alone(root: Element, first: Element) -> Iterator[None]:
    """Within the block the document has `first` and what follows it on portrait pages, and nothing else of its text."""
    parents = {child: parent for parent in root.iter() for child in parent}
    taken: list[tuple[Element, list[Element]]] = []
    inner = first
    while inner.tag != "body":
        parent = parents[inner]
        taken.append((parent, list(parent)))
        place = list(parent).index(inner)
        rest = [later for later in list(parent)[place + 1 :] if not _ON_WIDE & {*(later.get("class") or "").split()}]
        parent[:] = [inner, *rest]
        inner = parent
    try:
        yield
    finally:
        for parent, children in taken:
            parent[:] = children


def cut_from(box: Box, first: Element) -> bool:
    """Take the box of an element and all that comes after it out of a page's boxes; return whether it was there."""
    for place, child in enumerate(getattr(box, "children", ())):
        child = getattr(child, "_box", child)
        if child.element is first or cut_from(child, first):
            box.children = box.children[: place + (child.element is not first)]
            return True
    return False


def give_signatures_company(pages: Sequence[Page]) -> bool:
    """Change the document's elements where who signs stands alone on the last page; return whether anything changed.

    The last row comes along as a whole where the page keeps enough of the rows above it. Else the last of its steps
    and sub-items does, or of a single one the last lines. A row that would leave the page before it nearly empty may be
    broken. Once for each row: what was tried has a style.
    """
    if len(pages) < 2 or not has_sign_off(_body(pages[-1])):
        return False
    above, below = (list(rows_of(_body(page))) for page in pages[-2:])
    if not below and above:
        row = above[-1]
        begun = len(pages) < 3 or all(found.element is not row.element for found in rows_of(_body(pages[-3])))
        if begun and len(above) > 1 and not row.element.get("style") and not is_short(pages[-2], above[-2]):
            row.element.set("style", "break-before: page")
            return True
        return _let_the_end_come_along(row)
    if len(below) == 1 and _kind(pages[-1]) == _kind(pages[-2]):
        last = above[-1] if above else last_block(_body(pages[-2]))
        if last is not None and last.element is not below[0].element and is_short(pages[-2], last):
            return _let_the_end_come_along(below[0])
    return False


def _let_the_end_come_along(row: Box) -> bool:
    """Have the last part of a row's steps begin the last page."""
    parts = [part for part in row.element.iter("p") if _PARTS & {*(part.get("class") or "").split()}]
    if not parts or any("break-before" in (part.get("style") or "") for part in parts):
        return False
    last = parts[-1] if len(parts) > 1 else _split_off(parts[0], row)
    if last is None:
        return False
    row.element.set("style", "break-inside: auto")
    last.set("style", "break-before: page")
    return True


def _split_off(step: Element, row: Box) -> Element | None:
    """Make the last lines of a step a paragraph of its own, beside it; None where they are not text alone."""
    lines = ["".join(_texts(box)).strip() for box in _lines(row) if box.element is step or _is_in(box.element, step)]
    if len(lines) < 2 * _LINES:
        return None
    holder, name = (step[-1], "tail") if len(step) else (step, "text")
    text = getattr(holder, name) or ""
    place = text.rfind(lines[-_LINES])
    if place <= 0:
        return None
    rest = ElementTree.Element(step.tag, {"class": step.get("class", "")})
    rest.text = text[place:]
    setattr(holder, name, text[:place])
    item = next(element for element in row.element.iter() if step in element)
    item.insert(list(item).index(step) + 1, rest)
    return rest


def _is_in(element: Element, above: Element) -> bool:
    return any(found is element for found in above.iter())


def _lines(box: Box) -> Iterator[Box]:
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        if type(child).__name__ == "LineBox":
            yield child
        else:
            yield from _lines(child)


def _texts(box: Box) -> Iterator[str]:
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        if hasattr(child, "text"):
            yield child.text
        yield from _texts(child)


def has_sign_off(box: Box) -> bool:
    """Whether the places to sign are in a box."""
    if "sign-off" in ((box.element.get("class") if box.element is not None else "") or "").split():
        return True
    return any(has_sign_off(getattr(child, "_box", child)) for child in getattr(box, "children", ()))


def _body(page: Page) -> Box:
    return page._page_box.children[0]


def _kind(page: Page) -> str:
    return str(page._page_box.page_type.name or "")


def _is_wide(page: Page) -> bool:
    return bool(page._page_box.width > page._page_box.height)


def _is_note(element: Element) -> bool:
    return "note" in (element.get("class") or "").split()


def _blocks(box: Box) -> Iterator[_Block]:
    for child in getattr(box, "children", ()):
        child = getattr(child, "_box", child)
        if child.element_tag in _WHOLE and child.is_in_normal_flow():
            yield _Block(child.element, child.position_y, child.position_y + child.margin_height())
        else:
            yield from _blocks(child)
