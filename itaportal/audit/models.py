"""The audit record: events that are appended and never changed, and the end of each chain of them."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.apps import apps
from django.db import models

from assessments.thai import thai_digits
from assessments.trail import Change

from .names import ACTIONS, DOORS, KINDS, TITLES

_IN_SHORT = ("assessments.assessment", "assessments.indicatorscore")
PORTAL_CHAIN = 0  # of what concerns no agency: accounts, criteria, the site
_UNSTAMPED = "staff alone read it; no page of the public is drawn from it"


class Chain(models.Model):
    """The end of one agency's chain of events, or of the portal's own: how many there are, and the hash of the last.

    `chain` is the agency's key, not a relation: the chain outlives the agency.
    """

    unstamped = _UNSTAMPED

    chain = models.BigIntegerField(primary_key=True, editable=False)
    length = models.PositiveBigIntegerField(editable=False)
    head = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "ลำดับของบันทึกการเปลี่ยนแปลง"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.chain} {self.length}"


class Event(models.Model):
    """Something that was done. Written by `audit.actions` alone; every column is covered by `hash` (`audit.chain`).

    Names are kept as they were, so that deleting a person or an agency loses nothing. `facts` is a JSON object,
    `changes` a JSON list of `trail.Change`, both in canonical form. `person` and `personal` (changes of personal data,
    and the address) are covered through `personal_digest`, which stays when they are taken out (`redact`).
    """

    unstamped = _UNSTAMPED

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    chain = models.BigIntegerField(editable=False)
    position = models.PositiveBigIntegerField(editable=False)
    at = models.DateTimeField("เมื่อ", editable=False)
    kind = models.CharField("เรื่อง", max_length=12, choices=list(KINDS.items()), editable=False)
    action = models.CharField("การกระทำ", max_length=10, choices=list(ACTIONS.items()), editable=False)
    door = models.CharField("ช่องทาง", max_length=8, choices=list(DOORS.items()), editable=False)
    person_id = models.BigIntegerField(null=True, editable=False)
    person = models.CharField("ผู้ทำ", max_length=480, blank=True, editable=False)
    agency_name = models.CharField("หน่วยงาน", max_length=420, blank=True, editable=False)
    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ พ.ศ.", null=True, editable=False)
    reason = models.TextField("เหตุผล", blank=True, editable=False)
    facts = models.TextField(default="{}", editable=False)
    changes = models.TextField(default="[]", editable=False)
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="parts", editable=False, db_constraint=False
    )
    personal = models.TextField(blank=True, editable=False)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    personal_digest = models.CharField(max_length=64, editable=False)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "บันทึกการเปลี่ยนแปลง"
        default_permissions = ("view",)
        ordering = ["-at", "-position"]
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="audit_event_place_once")]
        indexes = [
            models.Index(fields=["-at", "-position"], name="audit_event_newest"),
            models.Index(fields=["chain", "fiscal_year"], name="audit_event_of_year"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.whose}".strip()

    @property
    def title(self) -> str:
        """What was done, in words: `แก้ไขผลการประเมิน`."""
        return TITLES.get((self.kind, self.action)) or f"{self.get_action_display()}{self.get_kind_display()}"

    @property
    def whose(self) -> str:
        """`อบต.ชานุวรรณ … ๒๕๖๘`: the agency as it was called then, and the year."""
        year = thai_digits(self.fiscal_year) if self.fiscal_year else ""
        return " ".join(filter(None, [self.agency_name, year]))

    @property
    def details(self) -> dict[str, Any]:
        """The facts."""
        found: dict[str, Any] = json.loads(self.facts)
        return found

    @property
    def change_list(self) -> list[Change]:
        """Every changed value, personal ones that are still there last."""
        personal = json.loads(self.personal)["changes"] if self.personal else []
        return [_in_words(Change(*each)) for each in (*json.loads(self.changes), *personal)]


def _in_words(change: Change) -> Change:
    """A change with row and column in words; those of files have the indicator's number and the column's name."""
    if change.model not in _IN_SHORT or not change.field.isascii():
        return change
    label = str(apps.get_model(change.model)._meta.get_field(change.field).verbose_name)
    subject = f"ตัวชี้วัดที่ {thai_digits(change.subject)}" if change.subject.isdecimal() else change.subject
    return change._replace(subject=subject, field=label)
