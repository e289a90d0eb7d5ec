"""The Word file's page, styles and settings, as WordprocessingML.

Thai is a "complex script" to Word: its font, size, weight and language are other properties (`w:cs`, `szCs`, `bCs`,
`bidi`) than those of Latin letters. Every style here sets both alike, so that a line never mixes faces or sizes.
"""

from dataclasses import dataclass

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Length

from ..data.office import FONT

# A4 and the margins of official letters; a landscape page is bound at the edge that is its top.
PAGE_SHORT, PAGE_LONG = Cm(21.0), Cm(29.7)
TOP, BOTTOM, LEFT, RIGHT = Cm(2.5), Cm(2.0), Cm(3.0), Cm(2.0)
WIDE_LEFT = Cm(2.0)
HEADER, FOOTER = Cm(1.3), Cm(0.9)
TEXT_WIDTH = Length(PAGE_SHORT - LEFT - RIGHT)
WIDE_TEXT_WIDTH = Length(PAGE_LONG - WIDE_LEFT - RIGHT)

RULE, SHADE = "555555", "EFEDE7"  # table lines and header cells, as in the PDF
SIZE = 16  # points of running text


@dataclass(frozen=True)
class Style:
    """A paragraph style: its paragraph properties as XML, its size in points (None: that of `based`) and weight."""

    id: str
    name: str
    based: str = "Normal"
    following: str = ""
    paragraph: str = ""
    size: float | None = None
    bold: bool = False
    quick: bool = True


def _spacing(before: float = 0, after: float = 0) -> str:
    """Space above and below in points."""
    return f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}"/>'


def _heading(level: int, before: float, after: float) -> str:
    return f'<w:keepNext/><w:keepLines/>{_spacing(before, after)}<w:outlineLvl w:val="{level - 1}"/>'


_CENTRED = '<w:jc w:val="center"/>'
FIRST_LINE, HANGING = Cm(1.5).twips, Cm(0.6).twips


def _contents_line(left: int) -> str:
    """A line of the contents: its page at the right after dots, a longer one with room before that."""
    tab = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH.twips}"/></w:tabs>'
    return f'{tab}{_spacing(after=3)}<w:ind w:left="{left}" w:right="{HANGING}"/>'


STYLES = (
    Style("Title", "Title", following="Subtitle", paragraph=_CENTRED, size=24, bold=True),
    Style("Subtitle", "Subtitle", paragraph=_CENTRED, size=22, bold=True),
    Style("CoverText", "Cover Text", paragraph=_CENTRED, size=20),
    Style("CoverNote", "Cover Note", paragraph=_CENTRED, size=15),
    Style("DraftNotice", "Draft Notice", paragraph=_CENTRED, size=16, bold=True),
    Style("HeadingBlock", "Heading Block", paragraph=_CENTRED, size=17, bold=True),
    Style("Heading1", "heading 1", following="BodyText", paragraph=_heading(1, 12, 4), size=17, bold=True),
    Style("Heading2", "heading 2", following="BodyText", paragraph=_heading(2, 11, 3), size=16, bold=True),
    Style("Heading3", "heading 3", following="BodyText", paragraph=_heading(3, 8, 3), size=16, bold=True),
    Style("BodyText", "Body Text", paragraph=f'{_spacing(after=4)}<w:ind w:firstLine="{FIRST_LINE}"/>'),
    Style("NoteText", "Note Text", paragraph=_spacing(before=6, after=6), size=14),
    Style("Picture", "Picture", following="Caption", paragraph=f"<w:keepNext/>{_spacing(before=4)}{_CENTRED}"),
    Style("Caption", "caption", paragraph=f"{_spacing(before=2, after=8)}{_CENTRED}", size=15, bold=True),
    Style(
        "TableCaption",
        "Table Caption",
        based="Caption",
        paragraph=f"<w:keepNext/>{_spacing(before=8, after=4)}",
    ),
    Style("TableText", "Table Text", size=14),
    Style("TableHeading", "Table Heading", based="TableText", paragraph=f"<w:keepNext/>{_CENTRED}", bold=True),
    Style("TableNumber", "Table Number", based="TableText", paragraph=_CENTRED),
    Style("ListNumber", "List Number", based="TableText"),  # its number and indent are those of `numbering`
    Style("SignatureText", "Signature Text", paragraph=f"<w:keepNext/>{_CENTRED}"),
    Style(
        "ContentsTitle",
        "Contents Title",
        following="TOC1",
        paragraph=f"{_spacing(after=8)}{_CENTRED}",
        size=17,
        bold=True,
    ),
    Style("TOC1", "toc 1", paragraph=_contents_line(0), quick=False),
    Style("TOC2", "toc 2", paragraph=_contents_line(FIRST_LINE), quick=False),
    Style("AfterTable", "After Table", size=1, quick=False),  # the paragraph that Word wants after a table
    Style("Header", "header", paragraph=_CENTRED, quick=False),
    Style("Footer", "footer", paragraph=_CENTRED, size=11, quick=False),
)

_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
_LANGUAGE = '<w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="th-TH"/>'


def _run_properties(size: float | None, bold: bool) -> str:
    weight = "<w:b/><w:bCs/>" if bold else ""
    sizes = f'<w:sz w:val="{size * 2:.0f}"/><w:szCs w:val="{size * 2:.0f}"/>' if size else ""
    return f"<w:rPr>{_FONTS}{weight}{sizes}{_LANGUAGE}</w:rPr>"


def _style(style: Style) -> str:
    following = f'<w:next w:val="{style.following}"/>' if style.following else ""
    quick = "<w:qFormat/>" if style.quick else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="{style.based}"/>{following}{quick}'
        f"<w:pPr>{style.paragraph}</w:pPr>{_run_properties(style.size, style.bold)}</w:style>"
    )


def _borders() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    return "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>' for side in sides)


def styles_xml() -> BaseOxmlElement:
    """Return the whole `w:styles` element."""
    return parse_xml(f"""
<w:styles {nsdecls("w")}>
  <w:docDefaults>
    <w:rPrDefault>{_run_properties(SIZE, False)}</w:rPrDefault>
    <w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault>
  </w:docDefaults>
  <w:style w:type="paragraph" w:default="1" w:styleId="Normal">
    <w:name w:val="Normal"/><w:qFormat/>{_run_properties(SIZE, False)}
  </w:style>
  <w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">
    <w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/>
  </w:style>
  <w:style w:type="character" w:styleId="Strong">
    <w:name w:val="Strong"/><w:qFormat/><w:rPr><w:b/><w:bCs/></w:rPr>
  </w:style>
  <w:style w:type="character" w:styleId="Hyperlink">
    <w:name w:val="Hyperlink"/><w:uiPriority w:val="99"/><w:unhideWhenUsed/><w:rPr><w:u w:val="single"/></w:rPr>
  </w:style>
  <w:style w:type="table" w:default="1" w:styleId="TableNormal">
    <w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>
    <w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
      <w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>
      <w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/>
    </w:tblCellMar></w:tblPr>
  </w:style>
  <w:style w:type="numbering" w:default="1" w:styleId="NoList">
    <w:name w:val="No List"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>
  </w:style>
  <w:style w:type="table" w:styleId="Signatures">
    <w:name w:val="Signatures"/><w:basedOn w:val="TableNormal"/>
  </w:style>
  <w:style w:type="table" w:styleId="TableGrid">
    <w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>
    <w:tblPr><w:tblBorders>{_borders()}</w:tblBorders><w:tblCellMar>
      <w:top w:w="40" w:type="dxa"/><w:left w:w="90" w:type="dxa"/>
      <w:bottom w:w="50" w:type="dxa"/><w:right w:w="90" w:type="dxa"/>
    </w:tblCellMar></w:tblPr>
  </w:style>
  {"".join(_style(style) for style in STYLES)}
</w:styles>""")


def settings_xml() -> BaseOxmlElement:
    """Return the `w:settings` element: today's layout rules of Word and Thai as the language of the text."""
    return parse_xml(f"""
<w:settings {nsdecls("w")}>
  <w:zoom w:percent="100"/>
  <w:defaultTabStop w:val="720"/>
  <w:characterSpacingControl w:val="doNotCompress"/>
  <w:compat>
    <w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
  </w:compat>
  <w:themeFontLang w:val="en-US" w:bidi="th-TH"/>
  <w:decimalSymbol w:val="."/>
  <w:listSeparator w:val=","/>
</w:settings>""")
