"""The PDF's tag tree, which screen readers read. It is built from the laid-out pages and their HTML.

WeasyPrint tags page by page, so that a table over eight pages becomes eight tables. Here one HTML element gives one
structure element however many pages it covers; header rows that are repeated on later pages, page numbers and other
furniture are marked as artifacts, so that they are not read aloud. What becomes what:

- headings, paragraphs, captions and lists keep their kind; sections become Sect, other containers leave no trace;
- text in a container that is none of those (a `div`) becomes a paragraph; `lang` on an inline element becomes Span;
- header cells get a Scope, cells their spans; the header of a table's only row is a plain cell;
- a list of contents is a TOC of TOCI, each a Reference;
- other lists get their numbering; what is marked `list-label` in an item is its Lbl;
- the drawings of a `<figure>` are one Figure whose alternative text is the `data-alt` of the `<figure>`, or else what
  the drawings' titles say; a drawing without any words is an artifact, and so is text under `aria-hidden`, such as
  the numbers of a figure's axis.

Works on WeasyPrint's boxes and pydyf's objects as they are handed in; imports nothing of WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pydyf

from itaportal.typesetting.linebreaks import without_marks

from . import marked_content

Box = Any  # a box of WeasyPrint's formatting structure
Element = Any  # an element of the parsed HTML (xml.etree)

_SVG = "{http://www.w3.org/2000/svg}"
# fmt: off
_INLINE = frozenset({
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "label",
    "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
})
# fmt: on
_BLOCKS = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "p": "P",
    "pre": "P",
    "address": "P",
    "dt": "P",
    "dd": "P",
    "td": "TD",
    "th": "TH",
    "caption": "Caption",
    "figcaption": "Caption",
    "blockquote": "BlockQuote",
}
_GROUPS = {
    "section": "Sect",
    "article": "Art",
    "figure": "Div",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
}
# Cells and rows belong into the tree even where they are empty, or the table's columns do not add up.
_ALWAYS = frozenset({"thead", "tbody", "tfoot", "tr", "td", "th"})
_LABEL, _CONTENTS = "list-label", "contents"
_NUMBERINGS = {"a": "LowerAlpha"}
_SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}
POINTS = 0.75  # PDF points in a CSS pixel


@dataclass(eq=False)
class _Node:
    """A structure element; `kids` are nodes, (page, marked content) pairs and annotations."""

    kind: str
    parent: _Node | None
    element: Element = None
    kids: list[Any] = field(default_factory=list)
    page: int | None = None
    lang: str = ""
    alts: list[str] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    object: Any = None


class TagTree:
    """Collects pages in their order with `add_page`; `write` then puts the tree into the PDF."""

    def __init__(self, root: Element) -> None:
        self._parents: dict[Element, Element] = {child: parent for parent in root.iter() for child in parent}
        self._document = _Node("Document", None)
        self._nodes: dict[tuple[Element, str], _Node] = {}
        self._lone_headers = set(_lone_headers(root))
        self._silent: dict[Element | None, bool] = {None: False}
        self._headers: dict[Element, int] = {}  # header and footer groups of tables, with their first page
        self._pages: list[list[_Node]] = []  # for each page, the owner of each marked content
        self._annotations: list[tuple[_Node, Any]] = []

    # --- Reading the pages ----------------------------------------------------------------------------------------

    def add_page(self, page_box: Box, marked: Mapping[Box, Mapping[str, Any]], items: list[Any]) -> None:
        """Take in a page: its box, the marked content WeasyPrint drew for it by box, and its content stream's items.

        The items are changed in place: content is numbered anew in reading order, what is not to be read becomes an
        artifact. Raises ValueError where marked content is not in the page's own stream (text with opacity).
        """
        page = len(self._pages)
        owners: list[_Node] = []
        self._pages.append(owners)
        numbers: dict[int, int | None] = {}
        height = page_box.margin_height()
        for box in self._read(page_box, page):
            if (mark := marked.get(box)) is None:
                continue
            node = self._owner(box)
            if node is None:
                numbers[mark["mcid"]] = None
                continue
            numbers[mark["mcid"]] = len(owners)
            if node.page is None:
                node.page = page
            if node.kind == "Figure" and node.page == page:
                node.boxes.append(_extent(box, height))
            node.kids.append((page, len(owners)))
            owners.append(node)
        marked_content.renumber(items, numbers, len(marked))

    def _read(self, box: Box, page: int) -> Iterator[Box]:
        """Yield the boxes to be read, in the order of the HTML; leaves out page margins and repeated table headers."""
        box = getattr(box, "_box", box)  # an absolutely positioned box hides behind a placeholder
        if hasattr(box, "at_keyword"):
            return
        element, tag = box.element, box.element_tag
        if element is not None and tag in _ALWAYS:
            if tag in ("thead", "tfoot") and self._headers.setdefault(element, page) != page:
                return
            self._group(element)
        if box.link_annotation is not None:
            node = self._link(element)
            node.kids.append(box.link_annotation)
            node.page = page if node.page is None else node.page
            self._annotations.append((node, box.link_annotation))
        yield box
        for child in getattr(box, "children", ()):
            yield from self._read(child, page)

    def _owner(self, box: Box) -> _Node | None:
        """The structure element that a text or a picture belongs to; None for what is not to be read."""
        if not hasattr(box, "text"):
            return self._figure(box.element)
        if box.element_tag == "li::marker":
            return self._node(box.element, "Lbl", self._group(box.element))
        if self._is_silent(box.element):
            return None
        return self._host(box.element, create=bool(box.text.strip()))

    def _is_silent(self, element: Element | None) -> bool:
        """Whether the HTML hides the element from those who listen."""
        if (silent := self._silent.get(element)) is None:
            assert element is not None
            silent = element.get("aria-hidden") == "true" or self._is_silent(self._parents.get(element))
            self._silent[element] = silent
        return silent

    def _host(self, element: Element, create: bool = True) -> _Node | None:
        """The element that running text inside `element` belongs to; white space makes no paragraph of its own."""
        tag = element.tag
        if tag == "a" and element.get("href"):
            return self._link(element)
        if tag in _INLINE:
            if (item := self._labelled_item(element)) is not None:
                return self._node(element, "Lbl", self._group(item))
            parent = self._host(self._parents[element], create)
            if parent is not None and (lang := element.get("lang")):
                return self._node(element, "Span", parent, lang=lang)
            return parent
        if tag in _BLOCKS:
            return self._group(element)
        kind = "P" if tag != "li" else "Reference" if self._contents_kind(element) else "LBody"
        if not create and (element, kind) not in self._nodes:
            return None
        return self._node(element, kind, self._group(element))

    def _labelled_item(self, element: Element) -> Element | None:
        """The list item whose number or mark an inline element holds; None where it holds none."""
        if _LABEL not in element.get("class", "").split():
            return None
        above: Element | None = element
        while above is not None and above.tag != "li":
            above = self._parents.get(above)
        return above

    def _group(self, element: Element) -> _Node:
        """The nearest structure element that `element` is or is in."""
        above: Element | None = element
        while above is not None:
            kind = self._contents_kind(above) or _BLOCKS.get(above.tag) or _GROUPS.get(above.tag)
            if above in self._lone_headers:
                kind = "TD"
            if kind:
                if (node := self._nodes.get((above, kind))) is None:
                    parent = self._parents.get(above)
                    node = self._node(above, kind, self._container(parent))
                return node
            above = self._parents.get(above)
        return self._document

    def _contents_kind(self, element: Element) -> str:
        """What a list of contents or an item of one is; nothing for another element."""
        if element.tag == "ol":
            return "TOC" if element.get("class") == _CONTENTS else ""
        return "TOCI" if element.tag == "li" and self._contents_kind(self._parents[element]) else ""

    def _container(self, element: Element | None) -> _Node:
        """Where a block inside `element` goes: into the item's body where that is a list item."""
        if element is None:
            return self._document
        node = self._group(element)
        return self._node(node.element, "LBody", node) if node.kind == "LI" else node

    def _link(self, element: Element) -> _Node:
        anchor = element
        while anchor.tag != "a" and anchor in self._parents:
            anchor = self._parents[anchor]
        parent = self._host(self._parents[anchor])
        assert parent is not None
        return self._node(anchor, "Link", parent)

    def _figure(self, element: Element) -> _Node | None:
        words = _picture_words(element)
        figure: Element | None = element
        while figure is not None and figure.tag != "figure":
            figure = self._parents.get(figure)
        if figure is not None and (alt := figure.get("data-alt")):
            words = alt
        if not words:
            return None
        whole = element if figure is None else figure
        parent = self._host(self._parents[element]) if figure is None else self._group(figure)
        assert parent is not None
        node = self._node(whole, "Figure", parent)
        if words not in node.alts:
            node.alts.append(words)
        return node

    def _node(self, element: Element, kind: str, parent: _Node, lang: str = "") -> _Node:
        node = self._nodes.get((element, kind))
        if node is None:
            node = self._nodes[element, kind] = _Node(kind, parent, element, lang=lang)
            parent.kids.append(node)
        return node

    # --- Writing the tree -----------------------------------------------------------------------------------------

    def write(self, pdf: pydyf.PDF) -> None:
        """Fill the empty tree that WeasyPrint made in `pdf` with the pages taken in."""
        references = pdf.page_references
        root = pdf.objects[_number(pdf.catalog["StructTreeRoot"])]
        mapping = pdf.objects[_number(root["ParentTree"])]
        self._document.object = pdf.objects[_number(root["K"][0])]
        nodes = list(_descendants(self._document))
        for node in nodes[1:]:
            node.object = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.kind}"})
            pdf.add_object(node.object)
        for node in nodes:
            self._fill(node, references)
        numbers = pydyf.Array()
        for page, owners in enumerate(self._pages):
            numbers.extend((page, pydyf.Array(owner.object.reference for owner in owners)))
        for key, (node, annotation) in enumerate(self._annotations, start=len(self._pages)):
            annotation["StructParent"] = key
            annotation["Contents"] = pydyf.String(without_marks("".join(node.element.itertext())).strip())
            numbers.extend((key, node.object.reference))
        mapping["Nums"] = numbers
        root["ParentTreeNextKey"] = len(self._pages) + len(self._annotations)

    def _fill(self, node: _Node, references: tuple[bytes, ...]) -> None:
        target = node.object
        if node.parent is not None:
            target["P"] = node.parent.object.reference
        if node.page is not None:
            target["Pg"] = references[node.page]
        if node.lang:
            target["Lang"] = pydyf.String(node.lang)
        if node.alts:
            target["Alt"] = pydyf.String(" ".join(node.alts))
        if (attributes := _attributes(node)) is not None:
            target["A"] = attributes
        kids = pydyf.Array()
        for kid in node.kids:
            if isinstance(kid, _Node):
                kids.append(kid.object.reference)
            elif isinstance(kid, tuple):
                page, mcid = kid
                kids.append(mcid if page == node.page else _content(references[page], mcid))
            else:
                kids.append(pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.reference, "Pg": references[node.page or 0]}))
        target["K"] = kids


def _attributes(node: _Node) -> pydyf.Dictionary | None:
    """What a structure element says about itself beyond its kind: scope and spans, numbering, place on the page."""
    if node.kind in ("TH", "TD"):
        values: dict[str, Any] = {"O": "/Table"}
        if node.kind == "TH":
            values["Scope"] = f"/{_scope(node)}"
        for name, key in (("colspan", "ColSpan"), ("rowspan", "RowSpan")):
            span = node.element.get(name, "1")
            if span.isascii() and span.isdigit() and int(span) > 1:
                values[key] = int(span)
        return pydyf.Dictionary(values) if len(values) > 1 else None
    if node.kind == "L" and any(kid.kind == "Lbl" for item in node.kids for kid in item.kids if isinstance(kid, _Node)):
        numbering = "Disc" if node.element.tag == "ul" else _NUMBERINGS.get(node.element.get("type"), "Decimal")
        return pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{numbering}"})
    if node.boxes:
        left, bottom, right, top = zip(*node.boxes, strict=True)
        corners = [round(value, 2) for value in (min(left), min(bottom), max(right), max(top))]
        return pydyf.Dictionary({"O": "/Layout", "Placement": "/Block", "BBox": pydyf.Array(corners)})
    return None


def _lone_headers(root: Element) -> Iterator[Element]:
    """The row headers of tables with a single row: they tell it from no other, and are read as its first cell."""
    for table in root.iter("table"):
        rows = [row for group in table if group.tag != "thead" for row in group.iter("tr")]
        if len(rows) == 1:
            yield from (cell for cell in rows[0] if cell.tag == "th" and cell.get("scope") == "row")


def _scope(node: _Node) -> str:
    if scope := _SCOPES.get(node.element.get("scope", "")):
        return scope
    group = node.parent.parent if node.parent else None
    return "Column" if group is not None and group.kind in ("THead", "Table") else "Row"


def _content(page: bytes, mcid: int) -> pydyf.Dictionary:
    return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mcid})


def _descendants(node: _Node) -> Iterator[_Node]:
    yield node
    for kid in node.kids:
        if isinstance(kid, _Node):
            yield from _descendants(kid)


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _picture_words(element: Element) -> str:
    """What a picture says about itself: an SVG's title or an image's alt."""
    if element.tag == f"{_SVG}svg":
        title = element.find(f"{_SVG}title")
        return ((title.text if title is not None else "") or "").strip()
    return (element.get("alt") or "").strip()


def _extent(box: Box, page_height: float) -> tuple[float, float, float, float]:
    """A box's place on the page as PDF has it: left, bottom, right, top in points."""
    left, top = box.border_box_x(), box.border_box_y()
    right, bottom = left + box.border_width(), top + box.border_height()
    return left * POINTS, (page_height - bottom) * POINTS, right * POINTS, (page_height - top) * POINTS
