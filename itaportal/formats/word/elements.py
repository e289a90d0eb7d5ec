"""The pieces of WordprocessingML that the report consists of, where python-docx has no word for them."""

from collections.abc import Iterable
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length

from itaportal.typesetting.typography import title_lines, with_kept_spaces

from ..data.office import FONT, xml_text

Element = BaseOxmlElement


def element(tag: str, *children: Element, **attributes: str | int) -> Element:
    """An element such as `w:tcW` with attributes of the same namespace."""
    made = OxmlElement(tag, attrs={qn(f"w:{name.rstrip('_')}"): str(value) for name, value in attributes.items()})
    made.extend(children)
    return made


def run(text: str, *, bold: bool = False) -> Element:
    """A run of text; line ends and tabs become Word's own, and what XML refuses is left out."""
    made = OxmlElement("w:r")
    if bold:
        made.append(element("w:rPr", element("w:rStyle", val="Strong")))
    made.text = xml_text(text.replace("\r\n", "\n"))
    return made


def paragraph(style: str, *runs: Element | str, properties: Iterable[Element] = ()) -> Element:
    """A paragraph in a style of `word_styles`; `properties` are further ones in the order of the schema."""
    content = [run(item) if isinstance(item, str) else item for item in runs]
    return element("w:p", element("w:pPr", element("w:pStyle", val=style), *properties), *content)


def title_run(title: str, longest: int) -> Element:
    """A run that holds a title, with line breaks between its phrases where it is longer than a line."""
    return run(with_kept_spaces("\n".join(title_lines(title, longest))))


def space_before(before: Length) -> Element:
    """Space above a paragraph, in place of its style's."""
    return element("w:spacing", before=before.twips)


def picture(inline: Element) -> Element:
    """A run that holds a picture."""
    return element("w:r", element("w:drawing", inline))


def set_content(part: Any, content: Element) -> None:
    """Make `content` all that a section's own header or footer holds."""
    part.is_linked_to_previous = False
    inside = part._element
    for child in list(inside):
        inside.remove(child)
    inside.append(content)


_WATERMARK = """<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" \
xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>
<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t"/><v:textpath on="t" fitshape="t"/></v:shapetype>
<v:shape id="PowerPlusWaterMarkObject{number}" type="#_x0000_t136" alt="{text}" style="position:absolute;width:340pt;\
height:190pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:page;\
mso-position-vertical:center;mso-position-vertical-relative:page" fillcolor="#e4e4e4" stroked="f">
<v:textpath style="font-family:&quot;{font}&quot;;font-weight:bold" string="{text}"/></v:shape></w:pict></w:r>"""


def watermark(text: str, number: int) -> Element:
    """A run for a header that draws a plain word across every page, as Word's own watermarks do.

    Word knows it by the shape's name and offers to remove it; `number` tells the headers' shapes apart.
    """
    made: Element = parse_xml(_WATERMARK.format(text=text, font=FONT, number=number))
    return made


def page_number() -> list[Element]:
    """The PAGE field; its digits are those of the section's number format."""
    instruction = element("w:instrText")
    instruction.text = " PAGE "
    field = (
        element("w:fldChar", fldCharType="begin"),
        instruction,
        element("w:fldChar", fldCharType="separate"),
        element("w:t"),
        element("w:fldChar", fldCharType="end"),
    )
    field[3].text = "๒"
    return [element("w:r", part) for part in field]
