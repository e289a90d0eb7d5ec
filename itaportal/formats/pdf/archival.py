"""Writes a laid-out document as one PDF that is both PDF/A-3a (to be kept) and PDF/UA-1 (to be read by everyone).

WeasyPrint draws the pages and embeds the fonts; this module adds, before the bytes are written and without reading
them again, what the two standards ask for beyond that: the tag tree (`tagging`), metadata that claims both standards,
the year's data as associated files, and dates that are the document's own. The same document gives the same bytes.

The colour profile is WeasyPrint's sRGB2014.icc, by the International Color Consortium, which allows copying, embedding
and sale without restriction.

Standards: ISO 19005-3 (PDF/A-3), ISO 14289-1 (PDF/UA-1), ISO 32000-1 (PDF 1.7), ISO 16684-1 (XMP).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pydyf

from .tagging import TagTree

Document = Any  # weasyprint.Document
Page = Any  # weasyprint.Page


class LostTextError(ValueError):
    """A glyph of the document has no text, so that what it stands for could be neither found nor copied."""


@dataclass(frozen=True)
class AttachedFile:
    """A data file that travels inside the PDF. `description` is what readers show beside its name, in Thai."""

    name: str
    content: bytes
    media_type: str
    description: str


def archival_pdf(
    document: Document,
    root: Any,
    *,
    modified: datetime | None = None,
    files: Iterable[AttachedFile] = (),
    overlays: Mapping[int, Page] | None = None,
) -> bytes:
    """Return the document as PDF/A-3a and PDF/UA-1.

    `document` is what WeasyPrint's `HTML.render()` returned and `root` the root of its HTML, which needs a `lang` and
    a `<title>`. `modified` is an aware time and the only date in the file, which has none without it. `overlays` are
    pages of the same size by page index, drawn on top as artifacts (catchwords). Raises ValueError for a document
    without title or language, for a naive time, for files without a time (PDF/A wants theirs), and for text that cannot
    be tagged (see `TagTree.add_page`); LostTextError for text that readers could not take out.
    """
    metadata = document.metadata
    if not metadata.title or not metadata.lang:
        raise ValueError("an accessible PDF needs a title and a language")
    if modified is not None and modified.tzinfo is None:
        raise ValueError("the time of modification needs a time zone")
    metadata.created = metadata.modified = modified.isoformat(timespec="seconds") if modified else None
    tags = TagTree(root)
    overlays = overlays or {}
    pages = [_TaggedPage(page, tags, overlays.get(index)) for index, page in enumerate(document.pages)]
    attached = sorted(files, key=lambda file: file.name)
    if attached and modified is None:
        raise ValueError("files inside the PDF need a time of modification")

    def finish(drawn: Document, pdf: pydyf.PDF) -> None:
        if not all(all(font.to_unicode.values()) for font in drawn.fonts.values()):
            raise LostTextError("a glyph has no text")
        tags.write(pdf)
        _keep_pixels(pdf)
        _describe(pdf, metadata)
        _label_pages(pdf, [page._page_box.page_type.name for page in document.pages])
        if modified is not None:
            _attach(pdf, attached, modified)
        _settle(pdf)

    copy = document.copy(pages)
    copy.output_intent = _INTENT
    copy.color_profiles = {_INTENT: _Profile(_PROFILE, _profile())}
    result: bytes = copy.write_pdf(pdf_variant="pdf/a-3a", output_intent=_INTENT, finisher=finish)
    return result


_LETTERS = "กขคงจฉช"  # of the contents pages, as the stylesheet counts them


def _label_pages(pdf: pydyf.PDF, kinds: Sequence[str]) -> None:
    """Give pages the numbers that are printed on them, so that "go to page 5" of a viewer finds the page with ๕.

    PDF knows no Thai digits: they are ASCII ones. The cover counts, contents pages do not.
    """
    labels: list[Any] = []
    skipped = 0
    for index, kind in enumerate(kinds):
        if kind in ("cover", "contents"):
            name = "ปก" if kind == "cover" else _LETTERS[skipped]
            labels += [index, pydyf.Dictionary({"P": pydyf.String(name)})]
            skipped += kind == "contents"
        elif not index or kinds[index - 1] in ("cover", "contents"):
            labels += [index, pydyf.Dictionary({"S": "/D", "St": index + 1 - skipped})]
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(labels)})


# The colours that numbers in the file stand for. Handed in, as WeasyPrint reads it from disk for every document.
_INTENT, _PROFILE = "sRGB", "sRGB2014.icc"


@dataclass
class _Profile:
    """A colour profile as WeasyPrint wants it."""

    name: str
    content: bytes
    components: str = "rgb"
    pdf_reference: bytes = b""


@cache
def _profile() -> bytes:
    return (resources.files("weasyprint.pdf") / _PROFILE).read_bytes()


class _TaggedPage:
    """A page that is drawn as usual and hands its marked content to our tag tree instead of WeasyPrint's own."""

    def __init__(self, page: Page, tags: TagTree, overlay: Page | None) -> None:
        self.width, self.height, self.bleed = page.width, page.height, page.bleed
        self.bookmarks, self.links, self.anchors, self.forms = page.bookmarks, page.links, page.anchors, page.forms
        self._page, self._tags, self._overlay = page, tags, overlay
        # What WeasyPrint tags after drawing: a page with nothing in it.
        self._page_box = page._page_box.copy_with_children([])

    def paint(self, stream: Any, scale: float = 1) -> None:
        """Draw the page, then what lies on top of it."""
        self._page.paint(stream, scale)
        if self._overlay is not None:
            self._overlay.paint(stream, scale)
        self._tags.add_page(self._page._page_box, stream._tags, stream.stream)
        stream._tags.clear()


# --- Metadata -----------------------------------------------------------------------------------------------------

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" \
xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
{properties}
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas>
<rdf:Bag>
<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property>
<rdf:Seq>
<rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li>
</rdf:Seq>
</pdfaSchema:property>
</rdf:li>
</rdf:Bag>
</pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def _describe(pdf: pydyf.PDF, metadata: Any) -> None:
    """Put our metadata, which agrees with the Info dictionary, in place of WeasyPrint's, which claims one standard."""
    producer = str(pdf.info["Producer"].string)
    properties = [
        f"<dc:title>{_alternatives(metadata.title)}</dc:title>",
        f"<dc:language><rdf:Bag><rdf:li>{escape(metadata.lang)}</rdf:li></rdf:Bag></dc:language>",
    ]
    if metadata.authors:
        authors = "".join(f"<rdf:li>{escape(author)}</rdf:li>" for author in metadata.authors)
        properties.append(f"<dc:creator><rdf:Seq>{authors}</rdf:Seq></dc:creator>")
    if metadata.description:
        properties.append(f"<dc:description>{_alternatives(metadata.description)}</dc:description>")
    if address := metadata.custom.get("identifier"):
        properties.append(f"<dc:identifier>{escape(address)}</dc:identifier>")
    if metadata.keywords:
        properties.append(f"<pdf:Keywords>{escape(', '.join(metadata.keywords))}</pdf:Keywords>")
    if metadata.generator:
        properties.append(f"<xmp:CreatorTool>{escape(metadata.generator)}</xmp:CreatorTool>")
    properties.append(f"<pdf:Producer>{escape(producer)}</pdf:Producer>")
    if metadata.modified:
        dates = ("CreateDate", "ModifyDate", "MetadataDate")
        properties += [f"<xmp:{name}>{metadata.modified}</xmp:{name}>" for name in dates]
    stream = pdf.objects[_number(pdf.catalog["Metadata"])]
    stream.stream = [_PACKET.format(properties="\n".join(properties)).encode()]
    stream.compress = False  # so that tools find it without unpacking the file


def _alternatives(text: str) -> str:
    return f"<rdf:Alt><rdf:li xml:lang={quoteattr('x-default')}>{escape(text)}</rdf:li></rdf:Alt>"


# --- Associated files ---------------------------------------------------------------------------------------------


def _attach(pdf: pydyf.PDF, files: list[AttachedFile], modified: datetime) -> None:
    """Embed files as data that belongs to the whole document."""
    if not files:
        return
    date = pydyf.String(f"{modified.astimezone(UTC):D:%Y%m%d%H%M%SZ}")
    names, associated = pydyf.Array(), pydyf.Array()
    for file in files:
        checksum = hashlib.md5(file.content, usedforsecurity=False).hexdigest()
        parameters = {"Size": len(file.content), "ModDate": date, "CheckSum": f"<{checksum}>"}
        stream = pydyf.Stream(
            [file.content],
            {"Type": "/EmbeddedFile", "Subtype": pydyf.name(file.media_type), "Params": pydyf.Dictionary(parameters)},
            compress=True,
        )
        pdf.add_object(stream)
        name = pydyf.String(file.name)
        specification = pydyf.Dictionary(
            {
                "Type": "/Filespec",
                "F": name,
                "UF": name,
                "Desc": pydyf.String(file.description),
                "AFRelationship": "/Data",
                "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
            }
        )
        pdf.add_object(specification)
        names.extend((name, specification.reference))
        associated.append(specification.reference)
    embedded = pydyf.Dictionary({"Names": names})
    pdf.add_object(embedded)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = embedded.reference
    pdf.catalog["AF"] = associated


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


# --- Objects ------------------------------------------------------------------------------------------------------


class _Settled(pydyf.Object):
    """An object whose bytes are made once: pydyf asks for them twice, for the file's identifier and for the file."""

    def __init__(self, original: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = original.number, original.generation, original.free
        self._data: bytes = original.data
        self._compressible: bool = original.compressible

    @property
    def data(self) -> bytes:
        return self._data

    @property
    def compressible(self) -> bool:
        return self._compressible


def _keep_pixels(pdf: pydyf.PDF) -> None:
    """PDF/A leaves no room for a viewer's guess between an image's pixels."""
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and "Interpolate" in item.extra:
            item.extra["Interpolate"] = "false"


def _settle(pdf: pydyf.PDF) -> None:
    pdf.objects[:] = [item if item.free == "f" else _Settled(item) for item in pdf.objects]
