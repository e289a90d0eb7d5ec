"""From simple-history's records to lines a person can read: when, who, what, old → new. Pages only format them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

from .authorship import name_of
from .edit_conflicts import LINE_FIELDS, YEAR_FIELDS, line_field
from .models import Assessment, Criteria, Indicator, NationalMean
from .thai import format_date, format_score, thai_digits

NOTHING = "–"
CREATED, CHANGED, DELETED = "+", "~", "-"
_ACTIONS = {CREATED: "เพิ่ม", CHANGED: "แก้ไข", DELETED: "ลบ"}


@dataclass(frozen=True)
class Change:
    """One figure or text that changed; `new` is `–` where it was emptied or its line deleted.

    `file` is what it was imported from, empty where it was typed or is older than the portal's keeping of that;
    `place` the sheet and cell in it, where that is known.
    """

    when: datetime
    who: str
    action: str
    what: str
    old: str
    new: str
    file: str = ""
    place: str = ""


PlaceOf = Callable[[int, str, Any, datetime], str]
"""From indicator (0: the year), column, value and time of a record to the sheet and cell that it was imported from."""


def changes_of_records(
    records: Iterable[Any],
    *,
    fields: Sequence[str],
    subject: Callable[[Any], str],
    place: Callable[[Any, str], str] = lambda record, name: "",
) -> list[Change]:
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
                action, file = _ACTIONS[record.history_type], record.history_change_reason or ""
                cell = place(record, name) if file else ""
                found.append(Change(record.history_date, person_of_record(record), action, what, old, new, file, cell))
    return found


def person_of_record(record: Any) -> str:
    """The person of a record, by full name where there is one; the portal itself where nobody was signed in."""
    user = record.history_user
    return name_of(user) if user else "ระบบ"


def newest_first(*groups: Sequence[Change]) -> list[Change]:
    """Join changes of several models, the latest on top."""
    return sorted((change for group in groups for change in group), key=lambda change: change.when, reverse=True)


def assessment_changes(assessment: Assessment) -> list[Change]:
    """Every change of an assessment and its indicator scores, newest first."""
    return newest_first(
        _year_changes(assessment, _OF_YEAR), _line_changes(assessment, ["score", "target", "conclusion", "analysis"])
    )


def figure_changes(
    assessment: Assessment, *, fields: Sequence[str], indicators: Collection[int], place_of: PlaceOf
) -> list[Change]:
    """The changes of some columns of the year and of the scores of some indicators by number, newest first."""
    return newest_first(
        _year_changes(assessment, fields, place_of), _line_changes(assessment, ["score"], indicators, place_of)
    )


_OF_YEAR = (
    *("agency", "fiscal_year", "status", "target", "eit_part_1", "eit_part_2", "published_overall", "published_level"),
    *("no_plan_reason", "published_iit", "published_eit", "published_oit"),
)


def _nowhere(indicator: int, name: str, value: Any, when: datetime) -> str:
    return ""


def _year_changes(assessment: Assessment, fields: Sequence[str], place_of: PlaceOf = _nowhere) -> list[Change]:
    records = Assessment.history.filter(id=assessment.pk).select_related("history_user", "agency")
    return changes_of_records(
        records.order_by("history_id"),
        fields=fields,
        subject=lambda record: "",
        place=lambda record, name: place_of(0, name, getattr(record, name), record.history_date),
    )


def _line_changes(
    assessment: Assessment,
    fields: Sequence[str],
    indicators: Collection[int] | None = None,
    place_of: PlaceOf = _nowhere,
) -> list[Change]:
    history = assessment.scores.model.history.filter(assessment_id=assessment.pk)
    records = list(history.select_related("history_user").order_by("history_id"))
    known = Indicator.objects.in_bulk({record.indicator_id for record in records})
    if indicators is not None:
        wanted = {pk for pk, indicator in known.items() if indicator.number in indicators}
        records = [record for record in records if record.indicator_id in wanted]

    def place(record: Any, name: str) -> str:
        indicator = known.get(record.indicator_id)
        return place_of(indicator.number, name, getattr(record, name), record.history_date) if indicator else ""

    return changes_of_records(
        records,
        fields=fields,
        subject=lambda record: f"ตัวชี้วัดที่ {known.get(record.indicator_id, '(ลบแล้ว)')}",
        place=place,
    )


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
    fields = ["name", "first_year", "last_year", "target", "overall_only", "verified", "source"]
    return _own_changes(Criteria.history.filter(id=criteria.pk), fields)


def national_mean_changes(mean: NationalMean) -> list[Change]:
    """Every change of a national mean, newest first."""
    fields = ["fiscal_year", "tool", "indicator", "mean", "announced", "verified", "source"]
    return _own_changes(NationalMean.history.filter(id=mean.pk), fields)


def _own_changes(records: Any, fields: Sequence[str]) -> list[Change]:
    """What the historical records of one object say of its own fields, newest first."""
    ordered = records.select_related("history_user").order_by("history_id")
    return newest_first(changes_of_records(ordered, fields=fields, subject=lambda record: ""))


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
