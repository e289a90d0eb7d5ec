"""Which events a person may see, and the form that narrows them."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.forms import WholeNumberField
from assessments.models import Agency
from assessments.policies import Reader, own_agencies, works_for_all
from assessments.textgate import Form
from measures.textfields import ThaiDateField

from .models import Event
from .names import DOORS, KINDS


def events_of(reader: Reader) -> QuerySet[Event]:
    """The events that `reader` may see: those of one's own agencies; all, the portal's too, for who works for all."""
    if works_for_all(reader):
        return Event.objects.all()
    return Event.objects.filter(chain__in=Agency.objects.filter(own_agencies(reader)).values("pk"))


class FilterForm(Form):
    """What is looked for; an empty field lets everything pass."""

    agency = forms.CharField(label="หน่วยงาน", required=False, max_length=200)
    year = WholeNumberField(
        label="ปีงบประมาณ พ.ศ.", required=False, error_messages={"invalid": "ปีงบประมาณต้องเป็นตัวเลขสี่หลัก"}
    )
    person = forms.CharField(label="ผู้ทำ", required=False, max_length=200)
    kind = forms.ChoiceField(label="เรื่อง", required=False, choices=[("", "ทุกเรื่อง"), *KINDS.items()])
    door = forms.ChoiceField(label="ช่องทาง", required=False, choices=[("", "ทุกช่องทาง"), *DOORS.items()])
    since = ThaiDateField(label="ตั้งแต่วันที่", required=False)
    until = ThaiDateField(label="ถึงวันที่", required=False, help_text="วัน/เดือน/ปี พ.ศ. เช่น ๓๑/๓/๒๕๖๙")
    part_of = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, label_suffix="")

    def narrowed(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """The events that the form lets pass; none of a form with an error.

        The parts of a file's import stand under it, unless one asks for an agency, a year or that file.
        """
        if not self.is_valid():
            return events.none()
        given = self.cleaned_data
        wanted = Q()
        for field, lookup in (("agency", "agency_name__icontains"), ("person", "person__icontains")):
            wanted &= Q(**{lookup: given[field]}) if given[field] else Q()
        for field, lookup in (("year", "fiscal_year"), ("kind", "kind"), ("door", "door"), ("part_of", "part_of")):
            wanted &= Q(**{lookup: given[field]}) if given[field] else Q()
        if given["since"]:
            wanted &= Q(at__gte=_start(given["since"], time.min))
        if given["until"]:
            wanted &= Q(at__lte=_start(given["until"], time.max))
        found = events.filter(wanted)
        if not (given["agency"] or given["year"] or given["part_of"]):
            found = found.filter(Q(part_of=None) | ~Q(part_of__in=events))
        return found


def _start(day: Any, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
