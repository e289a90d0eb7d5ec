"""The parts that every Word file is to have besides its text: a theme and a table of fonts, of the report's own.

The text asks neither: its styles name the face, and its colours are black and greys. Word's own files have both, and
checkers of the format ask for them.
"""

from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE

from ..data.office import FONT

_NAME = quoteattr(FONT)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FONTS = (
    f'{_HEAD}<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name={_NAME}>'
    '<w:altName w:val="TH Sarabun New"/><w:charset w:val="DE"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>'
    "</w:font></w:fonts>"
)

_COLOURS = (
    *(("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "1C2430"), ("lt2", "EFEDE7"), ("accent1", "1C2430")),
    *(("accent2", "555555"), ("accent3", "857F72"), ("accent4", "B9B4A8"), ("accent5", "C9C5BB")),
    *(("accent6", "E4E4E4"), ("hlink", "000000"), ("folHlink", "000000")),
)
_SCHEME = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS)
_FACE = f'<a:latin typeface={_NAME}/><a:ea typeface=""/><a:cs typeface={_NAME}/>'
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE = f'<a:ln w="9525" cap="flat" cmpd="sng" algn="ctr">{_FILL}<a:prstDash val="solid"/></a:ln>'
_THEME = (
    f'{_HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="ITA"><a:themeElements>'
    f'<a:clrScheme name="ITA">{_SCHEME}'
    f'</a:clrScheme><a:fontScheme name="ITA"><a:majorFont>{_FACE}</a:majorFont><a:minorFont>{_FACE}</a:minorFont>'
    f'</a:fontScheme><a:fmtScheme name="ITA"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{_LINE * 3}'
    f"</a:lnStyleLst><a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)


def package_parts() -> Iterator[tuple[str, str, str, bytes]]:
    """Each part as the document refers to it: kind of the relationship, content type, name and content."""
    yield RELATIONSHIP_TYPE.THEME, CONTENT_TYPE.OFC_THEME, "/word/theme/theme1.xml", _THEME.encode()
    yield RELATIONSHIP_TYPE.FONT_TABLE, CONTENT_TYPE.WML_FONT_TABLE, "/word/fontTable.xml", _FONTS.encode()
