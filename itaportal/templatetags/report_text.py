"""How the report's template puts text on the page: escaped, and without breaks inside names and fixed terms."""

import base64
from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from itaportal.report import rendering
from itaportal.report.typography import CELL, PROSE, hold, hold_title

register = template.Library()


@register.filter
def prose(text: str, names: Iterable[str] = ()) -> SafeString:
    """Running text; `names` are those of the document (`ReportDocument.names`)."""
    return hold(text, names, PROSE)


@register.filter
def cell(text: str) -> SafeString:
    """Text in a narrow table column: only what fits such a column is held together."""
    return hold(text, (), CELL)


@register.filter
def title(text: str) -> SafeString:
    """A title or heading that may need more than one line."""
    return hold_title(text)


@register.filter
def data_uri(png: bytes) -> str:
    """A PNG as an address that holds it."""
    return f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"


@register.filter
def given_name(png: bytes) -> str:
    """The address under which the PDF's renderer is given a PNG."""
    return rendering.given_name(png)
