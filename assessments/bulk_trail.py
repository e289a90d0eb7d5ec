"""What the bulk writer notes for the record (`trail`): the changes of each year as JSON, made at once and not kept."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from . import trail
from .enums import AssessmentStatus, Conclusion
from .models import Agency, Assessment, IndicatorScore

Value = Decimal | str


def note_year(
    agency: int,
    year: int,
    changes: Iterable[tuple[Any, Value | None, Value]],
    places: Mapping[Any, str],
    *,
    new: bool,
) -> None:
    """Note what saving a year changes: (field, old, new), and the sheet and cell of each field of a file."""
    texts = [
        [*_what(key), _text(key.name, old), _text(key.name, value), places.get(key, "")] for key, old, value in changes
    ]
    trail.note_year(agency, year, _json(texts), new=new)


def note_states(years: Sequence[Any], old: AssessmentStatus, new: AssessmentStatus) -> None:
    """Note that years, loaded with agency and fiscal year, went from one status to another."""
    change = [_label(Assessment), "", "status", str(old.label), str(new.label), ""]
    for year in years:
        trail.note_year(year.agency_id, year.fiscal_year, _json([change]), new=False)


def note_agencies(agencies: Iterable[Agency]) -> None:
    """Note agencies that were added all at once."""
    name = str(Agency._meta.get_field("name").verbose_name)
    for agency in agencies:
        owner = trail.Owner(agency.pk, agency.name_and_place)
        change = trail.Change(_label(Agency), "", name, "", agency.name)
        trail.note(trail.Note(owner, trail.Kind.AGENCY, trail.Action.ADDED, change))


@lru_cache(maxsize=1000)
def _what(key: Any) -> tuple[str, str, str]:
    """The model of a field, which row of it, and the column: in short, for there are very many (`audit.shown`)."""
    return _label(IndicatorScore if key.indicator else Assessment), str(key.indicator or ""), key.name


def _label(model: Any) -> str:
    return str(model._meta.label_lower)


@lru_cache(maxsize=20_000)
def _text(name: str, value: Value | None) -> str:
    if value is None or value == "":
        return ""
    if name == "conclusion":
        return str(Conclusion(str(value)).label)
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _json(changes: list[list[str]]) -> bytes:
    return json.dumps(changes, ensure_ascii=False, separators=(",", ":")).encode()
