"""The form in which a report on a measure is typed, with its evidence. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone

from assessments.edit_conflicts import Copy
from assessments.formmerge import Merge, Shown
from assessments.forms import Problem
from assessments.merging import CONFLICT, TAKE
from assessments.textgate import Form

from .actions import EvidenceEntry, ProgressEntry
from .enums import MeasureStatus
from .models import Evidence, ProgressUpdate
from .textfields import LinesField, ThaiDateField

SPARE_EVIDENCE = 2  # empty lines for evidence below those that are filled in
_TEXTS = ("done", "result", "problems", "suggestions")


class ProgressForm(Form):
    """What was done about a measure up to a day."""

    reported_on = ThaiDateField(
        label="วันที่รายงาน", help_text="วัน/เดือน/ปี พ.ศ. เช่น ๓๑/๓/๒๕๖๙", error_messages={"required": "กรุณาระบุวันที่รายงาน"}
    )
    status = forms.ChoiceField(
        label="สถานะ",
        choices=MeasureStatus.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "กรุณาเลือกสถานะ", "invalid_choice": "กรุณาเลือกสถานะจากรายการ"},
    )
    done = LinesField(label="สิ่งที่ดำเนินการ", rows=4, help_text="ทำอะไร เมื่อใด กับใคร หากยกเลิก ให้ระบุเหตุผล")
    result = LinesField(label="ผลการดำเนินการเทียบกับแผน", rows=3, help_text="ได้ตามแผนหรือไม่ เพียงใด ต้องระบุเมื่อแล้วเสร็จ")
    problems = LinesField(label="ปัญหาและอุปสรรค", rows=2)
    suggestions = LinesField(label="ข้อเสนอแนะ", rows=2)


class AddressField(forms.CharField):
    """An address on the web, which is kept letter for letter."""

    mends_itself = True


class EvidenceForm(Form):
    """One piece of evidence; an empty line is none."""

    title = forms.CharField(
        label="ชื่อหลักฐาน",
        required=False,
        max_length=200,
        error_messages={"max_length": "ชื่อหลักฐานยาวได้ไม่เกิน ๒๐๐ ตัวอักษร"},
    )
    url = AddressField(
        label="ที่อยู่เว็บ",
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "placeholder": "https://"}),
        validators=Evidence._meta.get_field("url").validators[:1],
        error_messages={"max_length": "ที่อยู่เว็บยาวได้ไม่เกิน ๑,๐๐๐ ตัวอักษร"},
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the other half of a half-filled line."""
        cleaned = self.cleaned_data
        if {"title", "url"} <= cleaned.keys() and bool(cleaned["title"]) != bool(cleaned["url"]):
            empty = "url" if cleaned["title"] else "title"
            self.add_error(empty, "กรุณาระบุทั้งชื่อหลักฐานและที่อยู่เว็บ หรือเว้นว่างทั้งสองช่อง")
        return cleaned


class ProgressScreen:
    """The forms of one report, new or to be corrected, unbound or bound to `data`."""

    def __init__(
        self, update: ProgressUpdate | None = None, data: QueryDict | None = None, *, at_least: int = 0
    ) -> None:
        initial: dict[str, Any] = {"reported_on": timezone.localdate()}
        evidence: list[dict[str, str]] = []
        if update:
            initial = {name: getattr(update, name) for name in ("reported_on", "status", *_TEXTS)}
            evidence = [{"title": each.title, "url": each.url} for each in update.evidence.all()]
        self.form = ProgressForm(data, initial=initial, label_suffix="")
        lines = max(at_least, len(evidence) + SPARE_EVIDENCE) if data is None else _lines_sent(data)
        self.evidence = [
            EvidenceForm(
                data,
                prefix=f"evidence-{place}",
                initial=evidence[place] if place < len(evidence) else {},
                label_suffix="",
            )
            for place in range(lines)
        ]

    def is_valid(self) -> bool:
        """Whether everything typed is well-formed."""
        return sum(not form.is_valid() for form in self._forms()) == 0  # each is judged, so that all errors show

    def entry(self) -> ProgressEntry:
        """What was typed, for `actions`; call when valid."""
        cleaned = self.form.cleaned_data
        return ProgressEntry(
            reported_on=cleaned["reported_on"],
            status=MeasureStatus(cleaned["status"]),
            **{name: cleaned[name] for name in _TEXTS},
            evidence=[
                EvidenceEntry(form.cleaned_data["title"], form.cleaned_data["url"])
                for form in self.evidence
                if form.cleaned_data["url"]
            ],
        )

    def refuse(self, error: ValidationError) -> None:
        """Show what the writer refused, at its field where it has one."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        for name, messages in by_field.items():
            self.form.add_error(name if name in self.form.fields else None, messages)

    def problems(self) -> list[Problem]:
        """Every error with the field it belongs to."""
        if not self.form.is_bound:
            return []
        found = [
            Problem(_target(field), str(field.label), str(message))
            for form in self._forms()
            for field in form
            for message in field.errors
        ]
        return found + [Problem("", "", str(message)) for message in self.form.non_field_errors()]

    def _forms(self) -> Iterator[forms.Form]:
        yield self.form
        yield from self.evidence


class _Whole:
    """All forms of a report as one, whose fields have the names that the page sends."""

    def __init__(self, screen: ProgressScreen) -> None:
        self._bound = {field.html_name: field for form in (screen.form, *screen.evidence) for field in form}
        self.fields = {name: field.field for name, field in self._bound.items()}

    def __getitem__(self, name: str) -> BoundField:
        return self._bound[name]


def shown_report(update: ProgressUpdate) -> Shown:
    """A stored report as its form shows it."""
    return Shown(_Whole(ProgressScreen(update)), [])


def merge_report(update: ProgressUpdate, data: QueryDict, based_on: Copy) -> Merge:
    """What was sent about a stored report, on top of what others saved since the form was shown."""
    lines = _lines_sent(data)
    return Merge(
        data,
        based_on=based_on,
        forms_with=lambda sent: Shown(_Whole(ProgressScreen(update, sent, at_least=lines)), []),
        asked=data.getlist(CONFLICT),
        take=data.get(TAKE, ""),
    )


def _target(field: BoundField) -> str:
    """Where the summary of errors leads: a choice has no field of its own, but a first button."""
    return f"{field.auto_id}_0" if isinstance(field.field.widget, forms.RadioSelect) else field.auto_id


def _lines_sent(data: QueryDict) -> int:
    """How many lines of evidence the page had."""
    place = 0
    while f"evidence-{place}-url" in data and place < 100:
        place += 1
    return place
