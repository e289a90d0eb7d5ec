"""Catchwords (คำต่อเนื่อง): at the foot of a page whose text goes on, the first words of the next: `/๓.การวิเคราะห์...`.

Found by looking at the pages after they are laid out, and set on pages of their own, one line each, which are drawn on
top of the report's pages: the report itself is laid out once. A page has none where it is the last, where the next one
begins because of a forced break (cover, section on new paper), or where the next one has no text.

Works on WeasyPrint's boxes as they are handed in; imports nothing of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import Any

from itaportal.report.blocks import LABEL
from itaportal.typesetting.linebreaks import without_marks
from itaportal.typesetting.textlayer import begins_cluster

from .row_breaks import Edge

Box = Any  # a box of WeasyPrint's formatting structure
Element = Any  # an element of the parsed HTML (xml.etree)
Page = Any  # weasyprint.Page

SHORT, SHORTEST, LONGEST = 6, 10, 20  # printed characters; Thai marks above and below take no room of their own
# The elements whose words belong together, so that what is taken from one is a phrase.
_UNITS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "caption", "figcaption", "dt", "dd"})
_FORCED = frozenset({"page", "left", "right", "recto", "verso", "always"})
# Marks that settle line breaks (see `linebreaks`) say where words end; they are never printed.
_MARKS = "\u200b\u180e\u2060"
_UNSEEN = rf"[\s{_MARKS}]*"
_NUMBERED = re.compile(rf"^([0-9๐-๙]+\.)(?=[{_MARKS}]*\s){_UNSEEN}(?=[^\s{_MARKS}])")
_ROW, _FIGURE = frozenset({"tr"}), frozenset({"figure"})


def catchwords_of_pages(pages: Sequence[Page], root: Element, breaks: Callable[[str], Sequence[int]]) -> dict[int, str]:
    """Return the catchwords by page index, ready to be printed.

    `pages` are the laid-out pages and `root` the root of their HTML. `breaks` returns the places in a text (indexes
    into it) where a line may be broken: the ends of Thai words.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    bodies = [_body(page._page_box) for page in pages]
    seen: set[Element] = set()
    found = {}
    for index, body in enumerate(bodies):
        if index and not _forced_break(pages[index - 1]._page_box, pages[index]._page_box, bodies[index - 1], body):
            text = _first_text(body, seen, parents, breaks)
            if text:
                found[index - 1] = f"/{text}..."
        seen.update(_header_groups(body))
    return found


def overlay_html(
    pages: Sequence[Page], found: Mapping[int, str], font: str, edges: Mapping[int, Edge] | None = None
) -> str:
    """Return a document with a page for each catchword or edge, of the size of its page and in the same order.

    `font` is a CSS font shorthand. A line ends where the text of the page ends, just under it. `edges` close rows that
    go on (see `row_breaks`).
    """
    edges = edges or {}
    rules, lines = ["@page { margin: 0 }", f"body {{ margin: 0; font: {font} }}"], []
    rules.append("p { margin: 0; white-space: nowrap; text-align: right; break-after: page; position: relative }")
    rules.append("span { position: absolute; border-top: 0.5pt solid #555 }")
    names: dict[tuple[float, ...], str] = {}
    for index in sorted({*found, *edges}):
        box = pages[index]._page_box
        shape = (box.margin_width(), box.margin_height(), box.margin_right, box.margin_bottom)
        if shape not in names:
            width, height, right, bottom = shape
            name = names[shape] = f"shape-{len(names)}"
            rules.append(f"@page {name} {{ size: {width}px {height}px }}")
            rules.append(f".{name} {{ page: {name}; padding: {height - bottom}px {right}px 0 0 }}")
        edge = ""
        if index in edges:
            place = edges[index]
            rules.append(f"#edge-{index} {{ left: {place.left}px; top: {place.top}px; width: {place.width}px }}")
            edge = f'<span id="edge-{index}"></span>'
        lines.append(f'<p class="{names[shape]}">{edge}{escape(found.get(index, ""))}</p>')
    return f'<html lang="th"><head><style>{" ".join(rules)}</style></head><body>{"".join(lines)}</body></html>'


# --- Where a page's text begins -----------------------------------------------------------------------------------


def _body(page_box: Box) -> Box:
    """The page's text: its first child; page margins follow."""
    return page_box.children[0]


def _children(box: Box) -> list[Box]:
    return [getattr(child, "_box", child) for child in getattr(box, "children", ())]


def _header_groups(box: Box) -> Iterator[Element]:
    """The table headers on a page, which are repeated on the table's next pages."""
    if box.element_tag == "thead":
        yield box.element
        return
    for child in _children(box):
        yield from _header_groups(child)


def _texts(box: Box, repeated: set[Element]) -> Iterator[Box]:
    """The text boxes of a page's flow in reading order, without headers that are repeated from an earlier page."""
    if box.is_absolutely_positioned() or (box.element_tag in ("thead", "tfoot") and box.element in repeated):
        return
    if hasattr(box, "text"):
        if _solid(box.text):
            yield box
        return
    for child in _children(box):
        yield from _texts(child, repeated)


def _first_text(
    body: Box, repeated: set[Element], parents: dict[Element, Element], breaks: Callable[[str], Sequence[int]]
) -> str:
    """The page's first words; short words of a table's first cell are joined by those of the next cells.

    Of a page that begins with a figure they are the figure's name, which is printed under it: ภาพที่ ๒.
    """
    first = next(_texts(body, repeated), None)
    figure = None if first is None else _nearest(first.element, _FIGURE, parents)
    caption = None if figure is None else figure.find("figcaption")
    if caption is not None and (named := LABEL.match(without_marks("".join(_strings(caption))).strip())):
        return named.group()
    phrases: list[str] = []
    unit = row = None
    solid = ""
    for box in _texts(body, repeated):
        above = _nearest(box.element, _UNITS, parents)
        if unit is not None and above is not unit:
            phrases.append(_phrase(unit, solid))
            if _width("".join(phrases)) >= SHORTEST or row is None or _nearest(above, _ROW, parents) is not row:
                unit = None
                break
            solid = ""
        if unit is None:
            row = _nearest(above, _ROW, parents)
        unit = above
        solid += _solid(box.text)
        if len(solid) > 3 * LONGEST:
            break
    if unit is not None:
        phrases.append(_phrase(unit, solid))
    return _cut(" ".join(phrases), breaks)


def _solid(text: str) -> str:
    """The text without spaces and marks."""
    return re.sub(_UNSEEN, "", text)


def _nearest(element: Element, tags: frozenset[str], parents: dict[Element, Element]) -> Element | None:
    """The nearest element of these kinds that `element` is or is in; the element itself where there is none."""
    above = element
    while above is not None:
        if above.tag in tags:
            return above
        above = parents.get(above)
    return element if tags is _UNITS else None


def _phrase(unit: Element, solid: str) -> str:
    """The words of `unit` that begin with `solid` (which has neither spaces nor marks), these put in again."""
    text = re.sub(r"\s+", " ", "".join(_strings(unit)))
    match = re.search(_UNSEEN.join(map(re.escape, solid)), text)
    return match.group() if match else solid


def _strings(element: Element) -> Iterator[str]:
    """An element's text without what drawings say about themselves."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not child.tag.startswith("{"):
            yield from _strings(child)
        yield child.tail or ""


# --- Which words --------------------------------------------------------------------------------------------------


def _cut(text: str, breaks: Callable[[str], Sequence[int]]) -> str:
    """The shortest beginning that ends with a word and is long enough, or else the longest that has room.

    Words end where a line of `text` may be broken, marks included; where none of these ends fits, where the dictionary
    alone would break it. A number at the start stands close to its words, as is the custom: `๓. การ…` becomes `๓.การ…`.
    """
    text = _NUMBERED.sub(r"\1", text)
    plain = without_marks(text).rstrip()
    settled = sorted({len(without_marks(text[:place])) for place in breaks(text)})
    for places in (settled, breaks(plain)):
        ends = [*(place for place in places if 0 < place < len(plain) and begins_cluster(plain, place)), len(plain)]
        widths = {place: _width(plain[:place]) for place in ends}
        fitting = [place for place in ends if SHORTEST <= widths[place] <= LONGEST]
        # Rather a little short than inside a word that has no room.
        fitting = fitting or [place for place in reversed(ends) if SHORT <= widths[place] < SHORTEST]
        if fitting:
            return plain[: fitting[0]].rstrip()
    fitting = [
        place for place in range(1, len(plain) + 1) if _width(plain[:place]) <= LONGEST and begins_cluster(plain, place)
    ]
    return plain[: fitting[-1]].rstrip() if fitting else plain


def _width(text: str) -> int:
    return sum(map(_takes_room, text.rstrip()))


def _takes_room(char: str) -> bool:
    return unicodedata.category(char) not in ("Mn", "Cf")


# --- Whether a page goes on ---------------------------------------------------------------------------------------


def _forced_break(page: Box, following: Box, body: Box, next_body: Box) -> bool:
    """Whether `following` begins where it does because the stylesheet says so, not because `page` was full.

    What was moved to its page (see `row_breaks` and `page_ends`) goes on with its section all the same.
    """
    if page.page_type.name != following.page_type.name:
        return True
    here, there = set(_elements(body)), set(_elements(next_body))
    ending = (box for box in _chain(body, -1) if box.element not in there)
    beginning = (box for box in _chain(next_body, 0) if box.element not in here and not _is_moved(box.element))
    return any(box.style["break_after"] in _FORCED for box in ending) or any(
        box.style["break_before"] in _FORCED for box in beginning
    )


def _is_moved(element: Element) -> bool:
    return "break-before" in (element.get("style") or "")


def _elements(box: Box) -> Iterator[Element]:
    yield box.element
    for child in _children(box):
        yield from _elements(child)


def _chain(box: Box, end: int) -> Iterator[Box]:
    """The blocks that a page begins with (`end` 0) or ends with (-1), from the outermost in."""
    while True:
        yield box
        inner = [child for child in _children(box) if child.is_in_normal_flow()]
        if not inner:
            return
        box = inner[end]
