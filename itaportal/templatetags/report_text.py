"""How the report's template puts text on the page: escaped, and without breaks inside names and fixed terms."""

import base64
import re
from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from itaportal.formats import html as rendering
from itaportal.formats import qrcode
from itaportal.report.blocks import LABEL, MeasureRow, MeasureTable, Step, StepLine, anchor_of
from itaportal.report.items import page_item
from itaportal.typesetting.addresses import links
from itaportal.typesetting.columns import Cell, Columns
from itaportal.typesetting.typography import CELL, PROSE, title_html, unbroken_html

register = template.Library()


@register.filter
def prose(text: str, names: Iterable[str] = ()) -> SafeString:
    """Running text; `names` are those of the document (`ReportDocument.names`)."""
    return _with_links(text, names, PROSE)


def _with_links(text: str, names: Iterable[str], longest: int) -> SafeString:
    """Text held together as by `unbroken_html`, with the addresses in it as links."""
    pieces, done = [], 0
    for start, end, target in links(text):
        pieces.append(unbroken_html(text[done:start], names, longest))
        pieces.append(format_html('<a href="{}">{}</a>', target, unbroken_html(text[start:end], (), longest)))
        done = end
    return mark_safe("".join([*pieces, unbroken_html(text[done:], names, longest)]))  # noqa: S308 - escaped above


@register.filter
def leading(html: SafeString, anchors: Mapping[str, str]) -> SafeString:
    """Running text in which the names of figures and tables lead to them; `anchors` are the document's."""

    def link(match: re.Match[str]) -> str:
        anchor = anchors.get(match.group())
        return f'<a href="#{anchor}">{match.group()}</a>' if anchor else match.group()

    return mark_safe(LABEL.sub(link, html))  # noqa: S308 - escaped before


@register.filter
def anchor(caption: str) -> str:
    """Where what has this caption is found on the page: `table-2`."""
    return anchor_of(caption)


@register.filter
def cell(text: str) -> SafeString:
    """Text in a narrow table column: only what fits such a column is held together."""
    return _with_links(text, (), CELL)


@register.filter
def unit_in(name: str, columns: Columns) -> Cell:
    """A unit's name in a measures' table with these columns."""
    return columns.unit(name)


@register.filter
def period_in(text: str, columns: Columns) -> Cell:
    """A period in a measures' table with these columns."""
    return columns.period(text)


@register.filter
def held(made: Cell) -> SafeString:
    """The text of such a cell, each part that has room on one line; a space between two is where a line may end.

    The second class tells these parts from those of `unbroken_html`: `weblines` looks for nothing else inside those.
    """
    pieces = []
    for part in made.parts:
        text = part.rstrip()
        kept = format_html('<span class="nobreak measured">{}</span>', cell(text)) if made.fits(part) else cell(text)
        pieces += [kept, cell(part[len(text) :])]
    return mark_safe("".join(pieces))  # noqa: S308 - every piece above is escaped


@register.filter
def breaks_in(part: MeasureRow | Step | StepLine, table: MeasureTable) -> bool:
    """Whether a row or a step of the table may be broken over pages."""
    return table.breaks(part)


@register.filter
def title(text: str) -> SafeString:
    """A title or heading that may need more than one line."""
    return title_html(text)


register.filter(page_item)


register.filter("qr_path", qrcode.path)
register.filter("qr_view_box", qrcode.view_box)


@register.filter
def data_uri(png: bytes) -> str:
    """A PNG as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


@register.filter
def given_name(png: bytes) -> str:
    """The address under which the PDF's renderer is given a PNG."""
    return rendering.image_address(png)
