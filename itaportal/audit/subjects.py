"""Which models are recorded, and how: whose a row is, what it is called, which of its columns count.

Every model of ours has an answer here, which a test asks for: it is recorded column by column (`SUBJECTS`), told of by
its writer as a whole (`TOLD`), or left out for a reason (`LEFT_OUT`). A new column of a recorded model is recorded
without being named.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import BinaryField, Field, ForeignKey, Model

from assessments import models as scores
from assessments import trail
from assessments.models.fields import KeyField
from assessments.thai import format_date, thai_digits
from assessments.trail import PORTAL, Kind, Owner
from itaportal import models as portal
from measures import models as plans

from .names import permission_name

ModelClass = type[Model]


@dataclass(frozen=True)
class Subject:
    """How a model is recorded.

    `owner` leads by attributes from a row to its Agency or Assessment, empty for the row itself, None where rows belong
    to no agency. `name` says which row it is among those of its owner. `without` are columns that say nothing of what a
    person did; `many` are its many-to-many fields. `personal`: its values can be taken out of the record.
    """

    kind: Kind
    owner: str | None
    name: Callable[[Any], str]
    without: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    personal: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)  # of columns that no form shows

    def label(self, column: Field[Any, Any]) -> str:
        """What people call a column."""
        return self.labels.get(column.name) or str(column.verbose_name)

    def columns(self, model: ModelClass) -> list[Field[Any, Any]]:
        """The columns that are recorded."""
        return [
            column
            for column in model._meta.concrete_fields
            if not column.primary_key and not isinstance(column, KeyField) and column.name not in self.without
        ]


def _nothing(row: Any) -> str:
    return ""


def _indicator(row: Any) -> str:
    return f"ตัวชี้วัดที่ {thai_digits(row.indicator.number)}"


def _measure(measure: Any) -> str:
    title = next(iter(measure.title_lines), "")
    return f"ตัวชี้วัดที่ {thai_digits(measure.indicator.number)} มาตรการ “{title}”" if title else _indicator(measure)


def _report(update: Any) -> str:
    day = update._meta.get_field("reported_on").to_python(update.reported_on)
    return f"{_measure(update.measure)} รายงานวันที่ {format_date(day)}"


def _criteria(row: Any) -> str:
    return str(row.criteria.name)


_RESULTS = ("result_overall", "result_iit", "result_eit", "result_oit", "result_level")
SUBJECTS: dict[ModelClass, Subject] = {
    scores.Agency: Subject(Kind.AGENCY, "", _nothing),
    scores.AgencySeal: Subject(Kind.SEAL, "agency", _nothing, ("agency",)),
    scores.Membership: Subject(
        Kind.MEMBERSHIP, "agency", lambda row: f"บัญชี {row.user.get_username()}", ("agency",), personal=True
    ),
    scores.Assessment: Subject(Kind.SCORES, "", _nothing, ("criteria", "updated_at", "published_at", *_RESULTS)),
    scores.IndicatorScore: Subject(Kind.SCORES, "assessment", _indicator, ("assessment", "indicator")),
    scores.Criteria: Subject(Kind.CRITERIA, None, lambda row: row.name),
    scores.ToolWeight: Subject(Kind.CRITERIA, None, lambda row: f"{_criteria(row)} {row.tool}", ("criteria",)),
    scores.Indicator: Subject(
        Kind.CRITERIA, None, lambda row: f"{_criteria(row)} ตัวชี้วัดที่ {thai_digits(row.number)}", ("criteria",)
    ),
    scores.RatingLevel: Subject(Kind.CRITERIA, None, lambda row: f"{_criteria(row)} ระดับ “{row.name}”", ("criteria",)),
    scores.ConclusionBand: Subject(
        Kind.CRITERIA, None, lambda row: f"{_criteria(row)} ข้อสรุปลำดับที่ {thai_digits(row.position)}", ("criteria",)
    ),
    scores.OitItem: Subject(
        Kind.SOURCED,
        None,
        lambda row: f"ข้อ OIT ปี {thai_digits(row.fiscal_year)} {row.get_document_display()}",
        ("criteria",),
    ),
    scores.NationalMean: Subject(
        Kind.SOURCED, None, lambda row: f"ค่าเฉลี่ยระดับประเทศ ปี {thai_digits(row.fiscal_year)} {row.figure}"
    ),
    plans.Unit: Subject(Kind.UNIT, "agency", lambda row: f"ส่วนงาน “{row.name}”", ("agency",)),
    plans.MeasurePlan: Subject(Kind.PLAN, "assessment", _nothing, ("assessment",)),
    plans.Measure: Subject(Kind.PLAN, "plan.assessment", _measure, ("plan",)),
    plans.MeasureStep: Subject(
        Kind.PLAN,
        "measure.plan.assessment",
        lambda row: f"{_measure(row.measure)} ขั้นตอนลำดับที่ {thai_digits(row.position)}",
        ("measure",),
    ),
    plans.MeasureUnit: Subject(
        Kind.PLAN,
        "measure.plan.assessment",
        lambda row: f"{_measure(row.measure)} ผู้รับผิดชอบ “{row.unit.name}”",
        ("measure", "unit"),
    ),
    plans.ProgressUpdate: Subject(
        Kind.PROGRESS, "measure.plan.assessment", _report, ("measure", "created_at", "created_by")
    ),
    plans.Evidence: Subject(
        Kind.PROGRESS,
        "update.measure.plan.assessment",
        lambda row: f"{_report(row.update)} หลักฐานที่ {thai_digits(row.position)}",
        ("update",),
    ),
    portal.ParagraphText: Subject(
        Kind.WORDING, "assessment", lambda row: f"ย่อหน้า {row.key}", ("assessment", "key", "basis")
    ),
    portal.Signatory: Subject(
        Kind.WORDING, "assessment", lambda row: str(row.get_role_display()), ("assessment", "role"), personal=True
    ),
    portal.TextConfirmation: Subject(
        Kind.CONFIRMATION,
        "assessment",
        lambda row: f"ข้อความ {row.subject}",
        ("assessment", "subject", "confirmed_at", "confirmed_by", "confirmer_name"),
        labels={"shown": "ค่าตรวจสอบของข้อความที่ยืนยัน"},
    ),
    portal.SiteAddress: Subject(Kind.SITE, None, _nothing, ("changed_at", "changer_name")),
    portal.RemovedExample: Subject(
        Kind.EXAMPLE, None, _nothing, ("removed_at", "remover_name"), labels={"slug": "ชื่อในที่อยู่เว็บ"}
    ),
    User: Subject(
        Kind.ACCOUNT,
        None,
        lambda row: f"บัญชี {row.get_username()}",
        ("last_login", "date_joined"),
        ("groups", "user_permissions"),
        personal=True,
    ),
    Group: Subject(Kind.GROUP, None, lambda row: f"กลุ่ม {row.name}", (), ("permissions",)),
}
TOLD: dict[ModelClass, str] = {
    portal.Publication: "publishing tells of each version and of its withdrawal, with a digest of the row",
    portal.PublishedFile: "publishing tells of the files of a version",
}
LEFT_OUT: dict[ModelClass, str] = {
    portal.DataStamp: "the portal's own mark of a write",
    portal.PublicStamp: "the portal's own mark of what the public sees",
    portal.SentForm: "a form between two presses of a button; what it wrote is recorded where it was written",
}


def owner_of(row: Any) -> Owner:
    """Whose a row of a recorded model is, as it is called now."""
    subject = SUBJECTS[type(row)]
    if subject.owner is None:
        return Owner(year=row.fiscal_year) if hasattr(row, "fiscal_year") else PORTAL
    found = row
    for name in filter(None, subject.owner.split(".")):
        found = _follow(found, name)
    if isinstance(found, scores.Agency):
        return Owner(found.pk, found.name_and_place)
    return Owner(found.agency_id, _follow(found, "agency").name_and_place, found.fiscal_year)


def _follow(row: Any, name: str) -> Any:
    """The row at the other end of a relation; of the many rows of a plan, each asks for its plan once."""
    column = row._meta.get_field(name)
    if not column.is_cached(row):
        memory = trail.memory()
        key = (column.related_model, getattr(row, column.attname))
        if key not in memory:
            memory[key] = getattr(row, name)
        column.set_cached_value(row, memory[key])
    return getattr(row, name)


def value_text(column: Any, value: Any) -> str:
    """A value of a column as the record keeps it: in words; decimals as they are, an empty text for none."""
    if value is None or value == "" or value == []:
        return ""
    if column.name == "password":
        return "ตั้งรหัสผ่านใหม่"
    if isinstance(column, ForeignKey):
        return _related(column, value)
    if isinstance(column, BinaryField):
        content = bytes(value)
        return f"ภาพ {thai_digits(f'{len(content):,}')} ไบต์ SHA-256 {hashlib.sha256(content).hexdigest()}"
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    match value:
        case bool():
            return "ใช่" if value else "ไม่ใช่"
        case Decimal():
            return f"{value:.2f}"
        case datetime():
            return value.isoformat()
        case date():
            return format_date(value)
        case list():
            return "\n".join(map(str, value))
    return str(value)


def _related(column: Any, key: Any) -> str:
    try:
        row = column.related_model._base_manager.get(pk=key)
    except ObjectDoesNotExist:
        return "(ลบแล้ว)"
    return str(row.number) if isinstance(row, scores.Indicator) else str(row)


def member_text(row: Any) -> str:
    """What a row on the other side of a many-to-many field is called."""
    return permission_name(row) if isinstance(row, Permission) else str(row)
