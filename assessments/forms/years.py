"""The fiscal years that can be chosen: those that have criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from ..models import Criteria
from ..thai import ascii_digits


def criteria_years() -> dict[int, Criteria]:
    """Every fiscal year that has criteria, newest first, with its criteria (tools and indicators loaded)."""
    years = {
        year: criteria
        for criteria in Criteria.objects.with_parts()
        for year in range(criteria.first_year, criteria.last_year + 1)
    }
    return dict(sorted(years.items(), reverse=True))


def default_year(years: Mapping[int, Criteria]) -> int | None:
    """The newest year whose criteria are verified; the newest of all where none is; None without criteria."""
    verified = [year for year, criteria in years.items() if criteria.verified and not criteria.overall_only]
    return max(verified or years, default=None)


class YearField(forms.TypedChoiceField):
    """A fiscal year (พ.ศ.) among those that have criteria; cleans to int."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def to_python(self, value: Any) -> str:
        """Take Thai digits too."""
        return ascii_digits(super().to_python(value)).strip()
