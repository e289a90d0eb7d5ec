"""The screens on which the progress of a plan's measures is followed and reported, below the plan's own screen."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from assessments import history, trail
from assessments.generics import ModelAdmin
from assessments.merging import BASED_ON, make_stamp, read_stamp
from assessments.textgate import tell_mends
from assessments.thai import format_date, thai_digits

from . import actions
from .models import Evidence, Measure, MeasurePlan, ProgressUpdate
from .policies import can_record_progress
from .progress import progress_of, reports
from .progress_forms import ProgressScreen, merge_report, shown_report

MEANWHILE = "มีผู้อื่นบันทึกรายงานของวันเดียวกันพร้อมกัน กรุณาเปิดรายงานนั้นแล้วแก้ไข"


class ProgressScreensMixin(ModelAdmin[MeasurePlan]):
    """For the admin of plans: the plan's progress, and the reports on each of its measures."""

    def get_urls(self) -> list[URLPattern]:
        """Add the overview, a measure's reports, and one report to correct."""
        wrap = self.admin_site.admin_view
        measure, name = "<int:plan>/progress/<int:measure>/", "measures_measureplan_"
        return [
            path("<int:plan>/progress/", wrap(self.progress_view), name=f"{name}progress"),
            path(measure, wrap(self.measure_view), name=f"{name}measure"),
            path(f"{measure}<int:update>/", wrap(self.measure_view), name=f"{name}report"),
            *super().get_urls(),
        ]

    def progress_view(self, request: HttpRequest, plan: int) -> HttpResponse:
        """Every measure with where it stands."""
        found = self._plan(request, plan)
        progress = progress_of(found.pk)
        rows = [
            (measure, progress.by_measure.get(measure.pk)) for measure in found.measures.all() if not measure.is_empty
        ]
        return self._page(
            request, found, "progress", title=f"ความก้าวหน้าของ{found}", rows=rows, progress=progress, crumb="ความก้าวหน้า"
        )

    def measure_view(self, request: HttpRequest, plan: int, measure: int, update: int | None = None) -> HttpResponse:
        """A measure's reports, with the form for a new one or for the one to correct."""
        found = self._plan(request, plan)
        one = next((each for each in found.measures.all() if each.pk == measure), None)
        if one is None:
            raise Http404
        corrected = reports().filter(measure=one, pk=update).first() if update else None
        if update and corrected is None:
            raise Http404
        may_report = can_record_progress(request.user, found.assessment.agency)
        if request.method == "POST" and not may_report:
            raise PermissionDenied
        if request.method == "POST" and corrected and "_delete" in request.POST:
            return self._take_back(request, found, one, corrected)
        merge = None
        with trail.through(trail.Door.PLAN), trail.recorded(by=_person(request)):
            sent: QueryDict | None = request.POST if request.method == "POST" else None
            if sent is not None and corrected:  # held, so that of two corrections at once the second sees the first
                ProgressUpdate.objects.select_for_update().filter(pk=corrected.pk).first()
                corrected = get_object_or_404(reports(), pk=corrected.pk)
                merge = merge_report(corrected, sent, read_stamp(sent.get(BASED_ON, ""), corrected.pk) or {})
                sent = merge.data
            screen = ProgressScreen(corrected, sent)
            decided = sent is not None and not (merge and merge.undecided)
            if decided and screen.is_valid() and self._save_report(request, screen, one, corrected):
                return redirect("admin:measures_measureplan_measure", found.pk, one.pk)
        return self._page(
            request,
            found,
            "measure_progress",
            title="แก้ไขรายงานความก้าวหน้า" if corrected else "รายงานความก้าวหน้า",
            subtitle=f"ตัวชี้วัดที่ {one.indicator} · {one}",
            measure=one,
            corrected=corrected,
            based_on=make_stamp(corrected.pk, shown_report(corrected).copy) if corrected else "",
            merge=merge,
            screen=screen,
            problems=screen.problems(),
            may_report=may_report,
            updates=reports().filter(measure=one).select_related("created_by"),
            crumb=str(one),
        )

    def _save_report(
        self, request: HttpRequest, screen: ProgressScreen, measure: Measure, corrected: ProgressUpdate | None
    ) -> bool:
        person = _person(request)
        try:
            if corrected:
                update = actions.correct_progress(update=corrected, entry=screen.entry(), by=person)
            else:
                update = actions.record_progress(measure=measure, entry=screen.entry(), by=person)
        except ValidationError as error:
            screen.refuse(error)
            return False
        except IntegrityError:  # somebody else reported on the same day between our check and our write
            screen.refuse(ValidationError(MEANWHILE))
            return False
        self.log_change(request, measure.plan, "บันทึกรายงานความก้าวหน้า")
        self.message_user(
            request, f"บันทึกรายงานของวันที่ {format_date(update.reported_on)} แล้ว สถานะ{update.get_status_display()}"
        )
        tell_mends(request, [screen.form, *screen.evidence])
        return True

    def _take_back(
        self, request: HttpRequest, plan: MeasurePlan, measure: Measure, update: ProgressUpdate
    ) -> HttpResponse:
        day = format_date(update.reported_on)
        if "confirmed" not in request.POST:
            return self._page(
                request,
                plan,
                "delete_progress",
                title="ลบรายงานความก้าวหน้า",
                subtitle=f"ตัวชี้วัดที่ {measure.indicator} · {measure}",
                measure=measure,
                update=update,
                crumb=str(measure),
            )
        with trail.through(trail.Door.PLAN):
            actions.delete_progress(update=update, by=_person(request))
        self.log_change(request, plan, "ลบรายงานความก้าวหน้า")
        self.message_user(request, f"ลบรายงานของวันที่ {day} แล้ว ยังดูได้ในประวัติมาตรการ", messages.SUCCESS)
        return redirect("admin:measures_measureplan_measure", plan.pk, measure.pk)

    def _plan(self, request: HttpRequest, plan: int) -> MeasurePlan:
        """The plan among one's own agencies'; 404 for another's, 403 for who may look at none."""
        found = self.get_object(request, str(plan))
        if not self.has_view_or_change_permission(request, found):
            raise PermissionDenied
        assert found is not None
        return found

    def _page(self, request: HttpRequest, plan: MeasurePlan, template: str, **extra: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "plan": plan, **extra}
        return TemplateResponse(request, f"admin/measures/measureplan/{template}.html", context)


def _person(request: HttpRequest) -> AbstractBaseUser:
    assert isinstance(request.user, AbstractBaseUser)
    return request.user


def progress_changes(plan: MeasurePlan) -> list[history.Change]:
    """Every change of the plan's reports and their evidence, those taken back too."""
    measures = {record.id: record for record in Measure.history.filter(plan_id=plan.pk).order_by("history_id")}
    updates = list(
        ProgressUpdate.history.filter(measure_id__in=list(measures))
        .select_related("history_user")
        .order_by("history_id")
    )
    days = {record.id: record.reported_on for record in updates}
    of_measure = {record.id: measures[record.measure_id] for record in updates}
    evidence = Evidence.history.filter(update_id__in=list(days)).select_related("history_user").order_by("history_id")

    def about(update: int) -> str:
        titles = of_measure[update].titles.splitlines()
        return f"{titles[0] if titles else 'มาตรการ'} · รายงาน {format_date(days[update])}"

    return history.newest_first(
        history.changes_of_records(
            updates,
            fields=["reported_on", "status", "done", "result", "problems", "suggestions"],
            subject=lambda record: about(record.id),
        ),
        history.changes_of_records(
            evidence,
            fields=["title", "url"],
            subject=lambda record: f"{about(record.update_id)} · หลักฐานที่ {thai_digits(record.position)}",
        ),
    )
