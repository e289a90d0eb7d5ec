"""How the report's template puts text on the page: escaped, and without breaks inside names and fixed terms."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

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
