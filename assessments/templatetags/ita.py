"""How templates show figures, digits and dates. They only format; figures arrive already rounded."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments import sources, thai, wording
from assessments.results import YearResult

register = template.Library()


@register.filter
def score(value: Decimal | None) -> SafeString | str:
    """A published figure in Thai digits, with the plain number beside it for machines: `<data value="95.48">`."""
    if value is None:
        return "–"
    return format_html('<data value="{}">{}</data>', f"{value:.2f}", thai.format_score(value))


@register.filter
def score_text(value: Decimal | None) -> str:
    """A published figure in Thai digits as bare text, for attributes and running prose."""
    return thai.format_score(value)


@register.filter
def figure(value: Decimal) -> str:
    """A threshold or weight without needless zeros, `๘๕`."""
    return wording.short_figure(value)


@register.filter
def source_of_scores(year: YearResult) -> str:
    """Which figures of a year were announced, and which were computed."""
    return sources.source_of_scores(year)


@register.filter
def amount(value: Decimal) -> Decimal:
    """A difference without its sign, for words that say the direction."""
    return abs(value)


@register.filter(name="thai")
def thai_digits(value: object) -> str:
    """Any value with its digits Thai."""
    return thai.thai_digits(value)


@register.filter
def thai_date(value: date | datetime) -> str:
    """`๒๒ พฤศจิกายน ๒๕๖๘`; a time is taken in the portal's time zone."""
    return thai.format_date(timezone.localdate(value) if isinstance(value, datetime) else value)
