"""Mends the texts that were stored before the gate for Thai text stood: every text column of every model of ours.

Models and columns are found in the registry, so a new one is mended without being named here. History and what was
published are never touched: a version is frozen, and so is the reason for which it was withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models, transaction

from assessments import actions, trail
from assessments.authorship import By
from assessments.models import Agency, Assessment, Criteria
from assessments.thai import thai_digits
from assessments.thaitext import mend
from itaportal.models import DataStamp, Publication, PublishedFile

FROZEN = (Publication, PublishedFile, DataStamp)  # what was published, and the portal's own marks


@dataclass(frozen=True)
class MendedText:
    """One stored text that was mended, or that cannot be: `problem` says why it was left."""

    whose: str
    where: str
    old: str
    new: str
    problem: str = ""


@dataclass
class MendingResult:
    """What a run did."""

    mended: int = 0
    left: int = 0
    doubtful: int = 0
    criteria: set[int] = field(default_factory=set)


def models_with_texts() -> list[type[models.Model]]:
    """The models of ours whose texts are drafts, history left out."""
    found = [model for label in settings.PORTAL_LABELS for model in apps.get_app_config(label).get_models()]
    return [model for model in found if model not in FROZEN and not hasattr(model, "history_object")]


def text_columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns of a model that people type texts into: no choices, no addresses, nothing computed."""
    return [
        column
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField | models.TextField)
        and column.editable
        and not column.choices
        and not isinstance(column, models.SlugField | models.EmailField | models.URLField)
        and not any(isinstance(each, URLValidator) for each in column.validators)
    ]


@trail.writes
def mend_stored_texts(*, by: By, dry_run: bool, tell: Callable[[MendedText], None]) -> MendingResult:
    """Mend every stored text; `tell` hears of each. With `dry_run` everything is tried and taken back.

    One transaction: texts that name each other (a level and the year that has it, a unit and its measures) are never
    half mended, and a run that fails can simply be repeated. A row whose mended text would be another's (two spellings
    of one unit) is left whole.
    """
    result = MendingResult()
    for model in models_with_texts():
        for row, changes in _rows_to_mend(model, result):
            _mend_row(row, changes, by, result, tell)
    for criteria in Criteria.objects.filter(pk__in=result.criteria):
        actions.refresh_results(criteria=criteria)
    if dry_run:
        transaction.set_rollback(True)
    return result


def _rows_to_mend(model: type[models.Model], result: MendingResult) -> Iterator[tuple[Any, dict[str, str]]]:
    columns = [column.attname for column in text_columns(model)]
    if not columns:
        return
    rows = model._base_manager.order_by("pk")
    found = []
    for pk, *texts in rows.values_list("pk", *columns).iterator(chunk_size=2000):
        mended = {name: mend(text) for name, text in zip(columns, texts, strict=True) if text}
        result.doubtful += sum(bool(each.doubts) for each in mended.values())
        if any(each.mends for each in mended.values()):
            found.append(pk)
    for pk in found:
        row = rows.get(pk=pk)
        changes = {name: mend(getattr(row, name)).text for name in columns if getattr(row, name)}
        yield row, {name: text for name, text in changes.items() if text != getattr(row, name)}


def _mend_row(
    row: Any, changes: dict[str, str], by: By, result: MendingResult, tell: Callable[[MendedText], None]
) -> None:
    whose, assessment = _whose(row)
    old = {name: getattr(row, name) for name in changes}
    for name, text in changes.items():
        setattr(row, name, text)
    problem = ""
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        problem = " ".join(error.messages)
    else:
        actions.save_mended(row=row, assessment=assessment, by=by)
        criteria = row.pk if isinstance(row, Criteria) else getattr(row, "criteria_id", None)
        if criteria is not None:
            result.criteria.add(criteria)
    for name, text in changes.items():
        result.left += bool(problem)
        result.mended += not problem
        column = row._meta.get_field(name)
        where = f"{row._meta.verbose_name} {column.verbose_name}"
        tell(MendedText(whose, where, old[name], text, problem))


def _whose(row: Any) -> tuple[str, Assessment | None]:
    """`อบต.ชานุวรรณ ๒๕๖๘` for what belongs to a year, the agency for what is all its years', else nothing."""
    if isinstance(row, Assessment):
        return f"{row.agency.short_name} {thai_digits(row.fiscal_year)}", row
    if isinstance(row, Agency):
        return row.slug, None
    agency = ""
    for column in row._meta.concrete_fields:
        if column.is_relation and column.related_model in (*models_with_texts(), *_linking_models()):
            owner = getattr(row, column.name)
            name, assessment = _whose(owner) if owner is not None else ("", None)
            if assessment is not None:
                return name, assessment
            agency = agency or name
    return agency, None


def _linking_models() -> list[type[models.Model]]:
    """The models of ours without texts, through which a row may belong to a year."""
    found = [model for label in settings.PORTAL_LABELS for model in apps.get_app_config(label).get_models()]
    return [model for model in found if not text_columns(model)]
