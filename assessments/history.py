"""From simple-history's records to lines a person can read: when, who, what, old → new. Pages only format them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

from .edit_conflicts import LINE_FIELDS, YEAR_FIELDS, line_field
from .models import Assessment, Criteria, Indicator, NationalMean
from .thai import format_date, format_score, thai_digits

NOTHING = "–"
CREATED, CHANGED, DELETED = "+", "~", "-"
_ACTIONS = {CREATED: "เพิ่ม", CHANGED: "แก้ไข", DELETED: "ลบ"}


@dataclass(frozen=True)
class Change:
    """One figure or text that changed; `new` is `–` where it was emptied or its line deleted."""

    when: datetime
    who: str
    action: str
    what: str
    old: str
    new: str


def changes_of_records(records: Iterable[Any], *, fields: Sequence[str], subject: Callable[[Any], str]) -> list[Change]:
    """Compare each historical record of one model with the one before it; only what differs comes out.

    `records` are of any number of objects, oldest first; `subject` names the object a record is about.
    """
    before: dict[Any, Any] = {}
    found = []
    for record in records:
        old_record = before.get(record.id)
        before[record.id] = record
        for name in fields:
            old = _text(old_record, name) if old_record is not None else NOTHING
            new = NOTHING if record.history_type == DELETED else _text(record, name)
            if old != new:
                label = record._meta.get_field(name).verbose_name
                what = " ".join(filter(None, [subject(record), f"· {label}" if subject(record) else str(label)]))
                found.append(
                    Change(record.history_date, person_of_record(record), _ACTIONS[record.history_type], what, old, new)
                )
    return found


def person_of_record(record: Any) -> str:
    """The person of a record, by full name where there is one; the portal itself where nobody was signed in."""
    user = record.history_user
    return (user.get_full_name() or user.get_username()) if user else "ระบบ"


def newest_first(*groups: Sequence[Change]) -> list[Change]:
    """Join changes of several models, the latest on top."""
    return sorted((change for group in groups for change in group), key=lambda change: change.when, reverse=True)


def assessment_changes(assessment: Assessment) -> list[Change]:
    """Every change of an assessment and its indicator scores, newest first."""
    own = changes_of_records(
        Assessment.history.filter(id=assessment.pk).select_related("history_user", "agency").order_by("history_id"),
        fields=[
            "agency",
            "fiscal_year",
            "status",
            "target",
            "eit_part_1",
            "eit_part_2",
            "published_overall",
            "published_level",
            "no_plan_reason",
            "published_iit",
            "published_eit",
            "published_oit",
        ],
        subject=lambda record: "",
    )
    scores_model = assessment.scores.model
    records = list(
        scores_model.history.filter(assessment_id=assessment.pk).select_related("history_user").order_by("history_id")
    )
    names = Indicator.objects.in_bulk({record.indicator_id for record in records})
    scores = changes_of_records(
        records,
        fields=["score", "target", "conclusion", "analysis"],
        subject=lambda record: f"ตัวชี้วัดที่ {names.get(record.indicator_id, '(ลบแล้ว)')}",
    )
    return newest_first(own, scores)


@dataclass(frozen=True)
class Edit:
    """Who gave a field its present value, and when."""

    who: str
    when: datetime


def last_edits(assessment: Assessment) -> dict[str, Edit]:
    """By field name as in `copies` (`target`, `score_3`): who last changed each value that was ever changed."""
    own = list(Assessment.history.filter(id=assessment.pk).select_related("history_user").order_by("history_id"))
    scores = list(
        assessment.scores.model.history.filter(assessment_id=assessment.pk)
        .select_related("history_user")
        .order_by("history_id")
    )
    lines = assessment.scores.select_related("indicator")
    numbers: dict[int | None, int] = {line.indicator_id: line.indicator.number for line in lines}
    found: dict[str, Edit] = {}
    before: dict[tuple[type, Any], Any] = {}
    for record in (*own, *scores):
        key = (type(record), record.id)
        old, before[key] = before.get(key), record
        number = numbers.get(getattr(record, "indicator_id", None))
        for name in YEAR_FIELDS if isinstance(record, Assessment.history.model) else LINE_FIELDS:
            column = "agency_id" if name == "agency" else name
            if old is None or getattr(old, column) != getattr(record, column):
                field = name if number is None else line_field(name, number)
                found[field] = Edit(person_of_record(record), record.history_date)
    return found


def criteria_changes(criteria: Criteria) -> list[Change]:
    """Every change of the criteria's own fields, newest first."""
    return newest_first(
        changes_of_records(
            Criteria.history.filter(id=criteria.pk).select_related("history_user").order_by("history_id"),
            fields=["name", "first_year", "last_year", "target", "overall_only", "verified", "source"],
            subject=lambda record: "",
        )
    )


def national_mean_changes(mean: NationalMean) -> list[Change]:
    """Every change of a national mean, newest first."""
    return newest_first(
        changes_of_records(
            NationalMean.history.filter(id=mean.pk).select_related("history_user").order_by("history_id"),
            fields=["fiscal_year", "tool", "indicator", "mean", "announced", "verified", "source"],
            subject=lambda record: "",
        )
    )


def _text(record: Any, name: str) -> str:
    try:
        value = getattr(record, name)
    except ObjectDoesNotExist:
        return "(ลบแล้ว)"
    if value is None or value == "":
        return NOTHING
    if record._meta.get_field(name).choices:
        return str(getattr(record, f"get_{name}_display")())
    match value:
        case bool():
            return "ใช่" if value else "ไม่ใช่"
        case Decimal():
            return format_score(value)
        case date():
            return format_date(value)
        case Model():
            return str(value)
    return thai_digits(value) if isinstance(value, int) else str(value)
