"""The admin of measure plans and units. Forms read, `actions` write, templates under `admin/` show."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from assessments import history, trail
from assessments.admin.base import OwnAgenciesAdmin, ScreenAdmin
from assessments.admin.longimport import LongFileImportMixin
from assessments.dashboard import build_year
from assessments.models import Assessment, Indicator
from assessments.textgate import tell_mends
from assessments.thai import thai_digits

from . import actions
from .forms import PlanScreen, StartPlanForm, UnitForm
from .models import Measure, MeasurePlan, Unit
from .plan_review import Sent, sent_screen, stamp_of
from .progress_admin import ProgressScreensMixin, progress_changes
from .resources import MeasureResource


@admin.register(MeasurePlan)
class MeasurePlanAdmin(
    LongFileImportMixin[MeasurePlan], ProgressScreensMixin, OwnAgenciesAdmin[MeasurePlan], ScreenAdmin[MeasurePlan]
):
    """A plan starts from an assessment; then one screen holds all its measures, which also come from files."""

    resource_classes = [MeasureResource]

    agency_path = "assessment__agency"
    list_display = ["agency_name", "year", "from_year", "filled"]
    list_per_page = 50
    search_fields = ["assessment__agency__search_text"]
    search_help_text = "ค้นจากชื่อหน่วยงาน"
    ordering = ["-fiscal_year", "assessment__agency__name_order"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[MeasurePlan]:
        """Load the agency along and count the measures that have been filled in."""
        filled = models.Count("measures", filter=~models.Q(measures__titles=""))
        return super().get_queryset(request).select_related("assessment__agency").annotate(filled_count=filled)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> MeasurePlan:
        """Load what the screen needs in a fixed number of queries."""
        found = super().get_object(request, object_id, from_field)
        plan = MeasurePlan.objects.with_measures().get(pk=found.pk)
        plan.assessment = Assessment.objects.with_scores().get(pk=plan.assessment_id)
        return plan

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Start a plan, or show or save one."""
        plan = self.get_object(request, unquote(object_id)) if object_id else None
        may_save = self.check_may(request, plan)
        with trail.through(trail.Door.PLAN):
            return self._start(request) if plan is None else self._change(request, plan, may_save)

    def _start(self, request: HttpRequest) -> HttpResponse:
        agencies = self.own_agencies(request)
        form = StartPlanForm(request.POST or None, initial=request.GET.dict(), agencies=agencies)
        if request.method == "POST" and form.is_valid():
            try:
                plan = actions.start_plan(assessment=form.cleaned_data["assessment"], by=self.person(request))
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                self.log_addition(request, plan, "จัดทำแผนมาตรการ")
                self.message_user(request, f"สร้าง{plan} แล้ว ตัวชี้วัดละหนึ่งมาตรการ กรุณากรอกรายละเอียด", messages.SUCCESS)
                return redirect("admin:measures_measureplan_change", plan.pk)
        return self.screen(request, form=form, obj=None, title="จัดทำแผนมาตรการ")

    def _change(self, request: HttpRequest, plan: MeasurePlan, may_save: bool) -> HttpResponse:
        review = None
        if request.method == "POST":
            with trail.recorded(by=self.person(request)):
                # Locked from the comparison to the write, so that of two savings at once the second sees the first.
                MeasurePlan.objects.select_for_update().filter(pk=plan.pk).first()
                sent = sent_screen(self.get_object(request, str(plan.pk)), request.POST)
                screen, stamp, review = sent.screen, sent.stamp, sent.review
                if not sent.asks and screen.is_valid() and self._save(request, screen):
                    return self._answer_saved(request, plan, sent)
        else:
            screen = PlanScreen(plan)
            stamp = stamp_of(plan, screen)
        if not may_save:
            for block in screen.blocks:
                for field in block.form.fields.values():
                    field.disabled = True
            screen.plan_form.fields["monitoring"].disabled = True
        stored = self.get_object(request, str(plan.pk))
        year = build_year(stored.assessment)
        return self.screen(
            request,
            form=screen.plan_form,
            obj=stored,
            title=str(stored),
            screen=screen,
            stamp=stamp,
            review=review,
            groups=screen.groups(year),
            problems=screen.problems(),
            year=year,
            may_save=may_save,
        )

    def _answer_saved(self, request: HttpRequest, plan: MeasurePlan, sent: Sent) -> HttpResponse:
        self.log_change(request, plan, "แก้ไขแผนมาตรการ")
        self.message_user(request, f"บันทึก{plan} แล้ว", messages.SUCCESS)
        tell_mends(request, sent.screen.saved_forms())
        for text in sent.screen.noticed():
            self.message_user(request, f"{text} กรุณาตรวจสอบ", messages.WARNING)
        if sent.news:
            self.message_user(request, sent.news, messages.WARNING)
        return redirect(
            reverse("admin:measures_measureplan_changelist")
            if "_list" in request.POST
            else reverse("admin:measures_measureplan_change", args=[plan.pk])
        )

    def _save(self, request: HttpRequest, screen: PlanScreen) -> bool:
        try:
            actions.update_plan(
                plan=screen.plan,
                monitoring=screen.plan_form.cleaned_data["monitoring"],
                entries=screen.entries(),
                removed=screen.removed(),
                by=self.person(request),
            )
        except ValidationError as error:
            screen.plan_form.add_error(None, error.messages)
            return False
        return True

    def changes_of(self, obj: MeasurePlan) -> list[history.Change]:
        """The plan's measures and the reports on them."""
        records = list(Measure.history.filter(plan_id=obj.pk).select_related("history_user").order_by("history_id"))
        names = Indicator.objects.in_bulk({record.indicator_id for record in records})
        fields = ["titles", "analysis", "period_start", "period_end", "own_monitoring"]
        return history.newest_first(
            history.changes_of_records(
                records,
                fields=fields,
                subject=lambda record: f"ตัวชี้วัดที่ {names.get(record.indicator_id, '(ลบแล้ว)')}",
            ),
            progress_changes(obj),
        )

    @admin.display(description="หน่วยงาน", ordering="assessment__agency__name_order")
    def agency_name(self, obj: MeasurePlan) -> str:
        """The agency's name, which leads to the screen."""
        return obj.assessment.agency.label

    @admin.display(description="ดำเนินการในปีงบประมาณ", ordering="fiscal_year")
    def year(self, obj: MeasurePlan) -> str:
        """The plan's year in Thai digits."""
        return thai_digits(obj.fiscal_year)

    @admin.display(description="จากผลการประเมินปี", ordering="assessment__fiscal_year")
    def from_year(self, obj: MeasurePlan) -> str:
        """The assessment's year in Thai digits."""
        return thai_digits(obj.assessment.fiscal_year)

    @admin.display(description="มาตรการที่กรอกแล้ว")
    def filled(self, obj: Any) -> str:
        """How many measures have a title."""
        return thai_digits(obj.filled_count)


@admin.register(Unit)
class UnitAdmin(OwnAgenciesAdmin[Unit]):
    """Units of agencies."""

    form = UnitForm
    actions = None
    list_display = ["name", "agency"]
    list_select_related = ["agency"]
    list_per_page = 50
    search_fields = ["name", "agency__search_text"]
    search_help_text = "ค้นจากชื่อส่วนงานหรือชื่อหน่วยงาน"
    ordering = ["agency__place_order", "position", "name_order"]

    def get_form(self, request: HttpRequest, obj: Unit | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A unit stays with its agency, whose measures name it."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        if obj and "agency" in form.base_fields:
            form.base_fields["agency"].disabled = True
        return form

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """Save through the writer, as everything that measures show."""
        actions.save_unit(unit=obj, by=self.person(request))
