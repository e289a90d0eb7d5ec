"""Whole numbers as lists show them."""

from django import template

from assessments.templatetags.ita import thai_digits

register = template.Library()


@register.filter
def count(value: int | None) -> str:
    """A whole number with its thousands set apart, `๘,๓๑๗`; a missing one as `–`."""
    return "–" if value is None else thai_digits(f"{value:,}")
