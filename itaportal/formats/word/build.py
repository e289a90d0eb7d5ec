"""The report as a Word file: the same parts, words and figures as page and PDF, for offices that work in Word.

Drawn from `narrative.build_document`, block by block, with real styles, headings and repeated table headers. Elements
are written directly where python-docx has no word for them (complex scripts, table headers, page numbers in Thai).
The same report gives the same bytes.
"""

import io
from collections.abc import Callable
from datetime import UTC
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.section import Section as PageSection
from docx.shared import Cm, Length

from itaportal.report.blocks import Identity, MeasureTable, Paragraph, ReportDocument, ScoreTable, Section
from itaportal.report.document import AgencyReport
from itaportal.report.figures import Figure, RadarFigure, ScaleFigure
from itaportal.report.narrative import build_document

from .. import qrcode
from ..data.office import with_fixed_times, xml_text
from . import contents
from .elements import (
    Element,
    element,
    page_number,
    paragraph,
    picture,
    run,
    set_content,
    space_before,
    title_run,
    watermark,
)
from .figures import scale_picture
from .numbering import Lists
from .packaging import package_parts
from .radar import radar_picture
from .styles import (
    BOTTOM,
    FOOTER,
    HEADER,
    LEFT,
    PAGE_LONG,
    PAGE_SHORT,
    RIGHT,
    TEXT_WIDTH,
    TOP,
    WIDE_LEFT,
    WIDE_TEXT_WIDTH,
    settings_xml,
    styles_xml,
)
from .tables import add_signing_row, keep_with_next, measure_table, score_table, signature_table
from .texts import Texts, relate

COVER_TITLE, HEADING, WIDE_HEADING = 48, 60, 110  # printed characters that surely fit a line of such titles
# The parts of python-docx's stock file that are kept; its pictures, fonts, themes and lists are somebody else's.
PACKAGE_PARTS = {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}
DOCUMENT_PARTS = {RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.SETTINGS, RELATIONSHIP_TYPE.NUMBERING}
# The seal takes its room from the space above the title, which stays where it is.
TITLE_SPACE, SEAL_SPACE, SEAL_HEIGHT, SEAL_WIDTH = Cm(5.2), Cm(1.2), Cm(2.7), Cm(6.0)
AGENCY_SPACE = Cm(6.0)
# The same where the cover says which version or draft it is, which takes its room from these spaces.
STANDING_TITLE_SPACE, STANDING_SEAL_SPACE = Cm(3.0), Cm(0.2)
STANDING_AGENCY_SPACE, CROWDED_AGENCY_SPACE = Cm(3.6), Cm(1.6)
CODE_SIZE = Cm(2.2)
DRAFT_WORD = "ร่าง"


def word_bytes(report: AgencyReport) -> bytes:
    """Return `report.docx` of one agency's year, drafts included and marked as such."""
    document = build_document(report)
    return _Writer(document).finished()


class _Writer:
    """Puts a report's parts into a new Word file, from the cover down."""

    def __init__(self, document: ReportDocument) -> None:
        self.report = document
        self.docx: DocxDocument = Document()
        self.wide = False
        self.texts, self.lists = Texts(document.captions, document.names), Lists()
        self._prepare()
        self.long, self.headings = contents.is_long(document), iter(contents.entries_of(document))
        self._cover()
        if self.long:
            self._contents()
        self._start_text()
        for section in document.sections:
            self._section(section)
        self._end()

    def finished(self) -> bytes:
        """The file's bytes, with no clock in them but the data's own."""
        out = io.BytesIO()
        self.docx.save(out)
        return with_fixed_times(out.getvalue())

    def _prepare(self) -> None:
        """Replace python-docx's stock styles, settings, page and properties by the report's own."""
        for part, made in ((self.docx.styles.element, styles_xml()), (self.docx.settings.element, settings_xml())):
            for child in list(part):
                part.remove(child)
            part.extend(list(made))
        for relations, kept in ((self.docx.part.package.rels, PACKAGE_PARTS), (self.docx.part.rels, DOCUMENT_PARTS)):
            for key, relation in list(relations.items()):
                if relation.reltype not in kept:
                    del relations[key]
        for reltype, kind, name, content in package_parts():
            self.docx.part.relate_to(Part(PackURI(name), kind, content, self.docx.part.package), reltype)
        properties = self.docx.core_properties
        properties.title = xml_text(f"{self.report.title} {self.report.agency}")[:255]
        properties.author = properties.last_modified_by = xml_text(self.report.agency)[:255]
        properties.language, properties.comments, properties.revision = "th-TH", xml_text(self.report.standing)[:255], 1
        properties.identifier = xml_text(self.report.address)[:255]
        properties.created = properties.modified = self.report.updated_at.astimezone(UTC).replace(tzinfo=None)
        self._page(self.docx.sections[0], wide=False)

    def _page(self, section: PageSection, *, wide: bool) -> None:
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (PAGE_LONG, PAGE_SHORT) if wide else (PAGE_SHORT, PAGE_LONG)
        section.top_margin, section.bottom_margin = TOP, BOTTOM
        section.left_margin, section.right_margin = WIDE_LEFT if wide else LEFT, RIGHT
        section.header_distance, section.footer_distance = HEADER, FOOTER
        properties = section._sectPr
        for tag in ("w:pgNumType", "w:docGrid"):
            for old in properties.findall(qn(tag)):
                properties.remove(old)
        margins = properties.find(qn("w:pgMar"))
        assert margins is not None
        margins.addnext(element("w:pgNumType", fmt="thaiNumbers"))

    def _new_section(self) -> PageSection:
        """Go on, on a new page, in a section of its own.

        The end of the one before is a property of its last paragraph. python-docx adds an empty one for it, which
        could run over to a page of its own; it is kept only after a table, where Word wants a paragraph.
        """
        section: PageSection = self.docx.add_section(WD_SECTION.NEW_PAGE)
        carrier = self.docx.element.body[-2]
        last, properties = carrier.getprevious(), carrier.find(qn("w:pPr"))
        assert last is not None
        assert properties is not None
        if last.tag == qn("w:p"):
            last.get_or_add_pPr().append(properties[-1])
            self.docx.element.body.remove(carrier)
        else:
            properties.insert(0, element("w:pStyle", val="AfterTable"))
        return section

    def _add(self, *made: Element) -> None:
        for item in made:
            self.docx.element.body[-1].addprevious(item)  # the last element is the section's own properties

    # --- parts

    def _cover(self) -> None:
        standing = bool(self.report.standing)
        room: Length = STANDING_TITLE_SPACE if standing else TITLE_SPACE
        above: Length = STANDING_SEAL_SPACE if standing else SEAL_SPACE
        if self.report.seal:
            alt = f"ตราสัญลักษณ์ {self.report.agency}"
            seal = self._inline(self.report.seal, "ตราสัญลักษณ์", alt, height=SEAL_HEIGHT)
            if seal.extent.cx > SEAL_WIDTH:
                seal = self._inline(self.report.seal, "ตราสัญลักษณ์", alt, width=SEAL_WIDTH)
            self._add(paragraph("Picture", picture(seal), properties=[space_before(above)]))
            room = Length(room - above - SEAL_HEIGHT)
        for number, title in enumerate(self.report.titles):
            if number:
                self._add(paragraph("CoverText", "และ", properties=[element("w:spacing", before=200, after=200)]))
            lines = title_run(title.text, COVER_TITLE)
            self._add(paragraph("Title", lines, properties=[] if number else [space_before(room)]))
            self._add(paragraph("Title", title.year))
        room = AGENCY_SPACE
        if standing:
            room = CROWDED_AGENCY_SPACE if self.report.item or self.report.made_up else STANDING_AGENCY_SPACE
        self._add(paragraph("Subtitle", self.report.agency, properties=[space_before(room)]))
        if self.report.place:
            self._add(paragraph("CoverText", self.report.place))
        for line in self.report.item:
            self._add(paragraph("CoverText", line))
        if self.report.made_up:
            self._add(paragraph("DraftNotice", self.report.made_up, properties=[space_before(Cm(1.0))]))
        if self.report.draft:
            self._add(paragraph("DraftNotice", self.report.draft, properties=[space_before(Cm(1.0))]))
        if self.report.identity:
            self._identity(self.report.identity)
        section = self.docx.sections[0]
        set_content(section.header, paragraph("Header", *self._watermark(1)))  # the cover has no number
        if self.report.draft:
            set_content(
                section.footer, paragraph("Footer", run(self.report.draft, bold=True))
            )  # later sections take it over

    def _identity(self, identity: Identity) -> None:
        """Which version this is, under the code of its address."""
        if identity.address:
            alt = f"คิวอาร์โค้ดของที่อยู่เว็บ {identity.address}"
            code = self._inline(qrcode.png(identity.address), "คิวอาร์โค้ด", alt, height=CODE_SIZE)
            self._add(paragraph("Picture", picture(code), properties=[space_before(Cm(0.6))]))
        for line in filter(None, (identity.edition, identity.address, identity.check)):
            self._add(paragraph("CoverNote", line))

    def _contents(self) -> None:
        """A page between cover and text, numbered ก: the text's pages keep their numbers."""
        section = self._begin_pages()
        self._number(section, "thaiLetters", 1)
        self._add(*contents.contents(contents.entries_of(self.report)))
        self._number(self._new_section(), "thaiNumbers", 2)

    def _begin_pages(self) -> PageSection:
        """A section on new pages, with the number at their head and the version at their foot."""
        section = self._new_section()
        if self.report.identity:
            lines = "\n".join(filter(None, (self.report.standing, self.report.address)))
            set_content(section.footer, paragraph("Footer", lines))
        set_content(section.header, paragraph("Header", *self._watermark(2), *page_number()))
        return section

    def _number(self, section: PageSection, digits: str, start: int) -> None:
        numbering = section._sectPr.find(qn("w:pgNumType"))
        assert numbering is not None
        numbering.set(qn("w:fmt"), digits)
        numbering.set(qn("w:start"), str(start))

    def _start_text(self) -> None:
        if not self.long:
            self._begin_pages()
        for line in filter(None, (*self.report.heading, self.report.agency, self.report.place)):
            self._add(paragraph("HeadingBlock", title_run(line, HEADING)))

    def _watermark(self, number: int) -> list[Element]:
        """The word across the pages of a draft, for one header."""
        return [watermark(DRAFT_WORD, number)] if self.report.draft else []

    def _section(self, section: Section, level: int = 1) -> None:
        if level == 1 and section.wide != self.wide:
            self.wide = section.wide
            self._page(self._new_section(), wide=self.wide)
        title = title_run(f"{section.number} {section.title}", WIDE_HEADING if self.wide else HEADING)
        entry = next(self.headings)
        runs = contents.bookmarked(entry, title) if self.long else [title]
        self._add(paragraph(f"Heading{level}", *runs))
        for block in section.blocks:
            BLOCK_WRITERS[block.kind](self, block)
        for subsection in section.subsections:
            self._section(subsection, level + 1)

    def _end(self) -> None:
        """The places to sign, and the paragraph without which Word calls a file that ends in a table damaged.

        The last row or paragraph before them comes along, so that they never stand alone on a page.
        """
        if self.report.signatures:
            before = self.docx.element.body[-2]
            in_table = before.tag == qn("w:tbl")
            keep_with_next(before[-1] if in_table else before)
            width = WIDE_TEXT_WIDTH if self.wide else TEXT_WIDTH
            space = paragraph("AfterTable", properties=[element("w:keepNext"), space_before(Cm(1.0))])
            signing = space, signature_table(self.report.signatures, width, self.report.agency, self.texts)
            if in_table:
                add_signing_row(before, signing)
            else:
                self._add(*signing)
        if self.docx.element.body[-2].tag == qn("w:tbl"):
            self._add(paragraph("AfterTable"))
        relate(self.docx.element.body, self.docx.part)
        numbering = self.docx.part.numbering_part.element
        for child in list(numbering):
            numbering.remove(child)
        numbering.extend(list(self.lists.xml()))

    # --- blocks

    def paragraph(self, block: Paragraph) -> None:
        """A paragraph of text or a note."""
        self._add(paragraph("NoteText" if block.note else "BodyText", *self._runs(block)))

    def _runs(self, block: Paragraph) -> list[Element]:
        return [made for item in block.runs for made in self.texts.runs(item.text, bold=item.bold)]

    def scale_figure(self, block: ScaleFigure) -> None:
        """A figure on an axis."""
        self._figure(block, scale_picture(block))

    def radar(self, block: RadarFigure) -> None:
        """The indicators around a circle."""
        self._figure(block, radar_picture(block))

    def scores(self, block: ScoreTable) -> None:
        """Table 1 under its caption."""
        self._add(paragraph("TableCaption", *self.texts.caption(block.caption)), score_table(block, self.texts))

    def measures(self, block: MeasureTable) -> None:
        """The measures under their caption."""
        self._add(
            paragraph("TableCaption", *self.texts.caption(block.caption)), measure_table(block, self.texts, self.lists)
        )

    def _figure(self, block: Figure, png: bytes) -> None:
        """A picture as wide as the text, its caption under it."""
        inline = self._inline(png, block.title, block.alt, width=TEXT_WIDTH)
        self._add(paragraph("Picture", picture(inline)), paragraph("Caption", *self.texts.caption(block.caption)))

    def _inline(self, png: bytes, title: str, alt: str, **size: Length) -> Any:
        """A picture in the line, with what it says in words; `size` is its width or its height."""
        inline = self.docx.part.new_pic_inline(io.BytesIO(png), **size)
        for side in ("distT", "distB", "distL", "distR"):  # else LibreOffice moves the picture to the right
            inline.set(side, "0")
        inline.docPr.set("title", xml_text(title))
        inline.docPr.set("descr", xml_text(alt))
        return inline


# How each kind of block is written; `Section.blocks` may hold no other (a test compares).
BLOCK_WRITERS: dict[str, Callable[[_Writer, Any], None]] = {
    Paragraph.kind: _Writer.paragraph,
    ScaleFigure.kind: _Writer.scale_figure,
    RadarFigure.kind: _Writer.radar,
    ScoreTable.kind: _Writer.scores,
    MeasureTable.kind: _Writer.measures,
}
