"""The admin of assessments: the list, and the one screen with grid and result."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from .. import actions, history, trail
from ..forms import ScreenForm, pasting_plan, read_stamp
from ..generics import ModelAdmin
from ..models import Assessment
from ..resources import ScoreResource
from ..textgate import tell_mends
from ..thai import ascii_digits, format_date, format_score, thai_digits
from ..thaitext import sort_key
from ..wording import join_thai
from .base import OwnAgenciesAdmin, ScreenAdmin
from .longimport import LongFileImportMixin
from .running_result import running_result

TAKEN = "หน่วยงานนี้มีผลการประเมินของปีงบประมาณนี้แล้ว กรุณาแก้ไขรายการเดิม"
GONE = "มีผู้ลบผลการประเมินนี้ระหว่างที่ท่านแก้ไข สิ่งที่กรอกยังอยู่ครบ หากกดบันทึกจะเป็นรายการใหม่"
PREVIEW = "_preview"
PASTE = "_paste"
LONG_LIST = 300  # more agencies than this are searched for instead of listed


class YearFilter(admin.SimpleListFilter):
    """Assessments of one fiscal year."""

    title = "ปีงบประมาณ พ.ศ."
    parameter_name = "fiscal_year"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Assessment]) -> list[tuple[str, str]]:
        """The years there are, newest first."""
        rows = model_admin.get_queryset(request).order_by("-fiscal_year")
        years = rows.values_list("fiscal_year", flat=True).distinct()
        return [(str(year), thai_digits(year)) for year in years]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Assessment]) -> models.QuerySet[Assessment]:
        """Keep the chosen year."""
        year = ascii_digits(self.value() or "")
        return queryset.filter(fiscal_year=int(year)) if year.isdecimal() and len(year) == 4 else queryset


class ProvinceFilter(admin.SimpleListFilter):
    """Assessments of one province's agencies."""

    title = "จังหวัด"
    parameter_name = "province"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Assessment]) -> list[tuple[str, str]]:
        """The provinces there are."""
        rows = model_admin.get_queryset(request)
        names = rows.order_by().values_list("agency__province", flat=True).distinct()
        return [(name, name) for name in sorted(names, key=sort_key)]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Assessment]) -> models.QuerySet[Assessment]:
        """Keep the chosen province."""
        return queryset.filter(agency__province=self.value()) if self.value() else queryset


@admin.register(Assessment)
class AssessmentAdmin(LongFileImportMixin[Assessment], OwnAgenciesAdmin[Assessment], ScreenAdmin[Assessment]):
    """One screen per assessment: figures, grid of scores, computed result; scores also come from files."""

    resource_classes = [ScoreResource]

    list_display = ["agency_name", "year", "overall", "level", "state", "updated"]
    list_filter = [YearFilter, "status", ProvinceFilter]
    list_per_page = 50
    search_fields = ["agency__search_text"]
    search_help_text = "ค้นจากชื่อหน่วยงาน"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Assessment]:
        """Load the agency along."""
        return super().get_queryset(request).select_related("agency")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Assessment:
        """Load what the screen needs in a fixed number of queries."""
        found = super().get_object(request, object_id, from_field)
        return Assessment.objects.with_scores().get(pk=found.pk)

    def has_delete_permission(self, request: HttpRequest, obj: Assessment | None = None) -> bool:
        """A year that the public sees, or of which a version was published, stays."""
        return super().has_delete_permission(request, obj) and not (obj and (obj.is_published or obj.is_kept))

    def changes_of(self, obj: Assessment) -> list[history.Change]:
        """The year's figures and its indicator scores."""
        return history.assessment_changes(obj)

    # --- the screen

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save one assessment."""
        if object_id and self._is_gone(request, object_id):
            return self._offer_anew(request)
        assessment = self.get_object(request, unquote(object_id)) if object_id else None
        may_save = self.check_may(request, assessment)
        if request.method != "POST":
            form = ScreenForm(instance=assessment, initial=request.GET.dict())
        elif PREVIEW in request.POST:
            return self._preview(request, assessment, object_id)
        elif PASTE in request.POST:
            return self._paste(request, assessment)
        elif "_reload" in request.POST:
            form = ScreenForm.as_typed(request.POST, assessment)
        elif "_take" in request.POST and assessment is not None:
            form = ScreenForm.with_stored_value(request.POST["_take"], request.POST, assessment)
        else:
            form = ScreenForm(request.POST, instance=assessment)
            self._offer_own_agencies(request, form)
            if form.is_valid():
                outcome = self._save(request, form)
                if isinstance(outcome, HttpResponse):
                    return outcome
                form = outcome
        return self._assessment_screen(request, form, object_id, may_save)

    def _is_gone(self, request: HttpRequest, object_id: str) -> bool:
        """Whether the form of an assessment deleted meanwhile comes back; its stamp proves that it was shown."""
        pk = unquote(object_id)
        stamp = request.POST.get("based_on", "")
        return pk.isdecimal() and bool(read_stamp(stamp, int(pk))) and not Assessment.objects.filter(pk=pk).exists()

    def _offer_anew(self, request: HttpRequest) -> HttpResponse:
        """Show what was typed into a deleted assessment as a new one, so that it is not lost."""
        may_save = self.check_may(request, None)
        form = ScreenForm(request.POST)
        form.add_error(None, GONE)
        address = reverse("admin:assessments_assessment_add")
        return self._assessment_screen(request, form, None, may_save, address=address)

    def _preview(self, request: HttpRequest, assessment: Assessment | None, object_id: str | None) -> HttpResponse:
        """The result of what is typed, which is not saved: the panel alone for the script, else the whole screen."""
        form = ScreenForm(request.POST, instance=assessment)
        if request.POST[PREVIEW] != "panel":
            return self._assessment_screen(request, form, object_id, may_save=True, judged=False)
        self._offer_own_agencies(request, form)
        stored = self.get_object(request, unquote(object_id)) if object_id else None
        running = running_result(form, stored)
        if not running.current:  # the page keeps the last result that it has
            running = replace(running, result=None)
        return TemplateResponse(request, "admin/assessments/assessment/_running.html", {"running": running})

    def _paste(self, request: HttpRequest, assessment: Assessment | None) -> HttpResponse:
        """What pasting a copied block would put where, for the script, which shows it and then does it."""
        form = ScreenForm(request.POST, instance=assessment)
        shown = pasting_plan(
            form, request.POST[PASTE], request.POST.get("_paste_cell", ""), request.POST.get("_paste_reading", "")
        )
        return TemplateResponse(request, "admin/assessments/assessment/_paste.html", {"plan": shown})

    def _save(self, request: HttpRequest, form: ScreenForm) -> HttpResponse | ScreenForm:
        """Save and lead on; where that is refused, the form to show again, with everything that was typed."""
        created = form.instance.pk is None
        try:
            with trail.through(trail.Door.GRID):
                edit = actions.save_edit(
                    assessment=form.instance, entries=form.entries(), based_on=form.based_on, by=self.person(request)
                )
        except actions.StaleCopy as stale:
            current = self.get_object(request, str(form.instance.pk))
            return ScreenForm.after(stale, request.POST, current)
        except ValidationError as error:
            form.add_error(None, error.messages)
        except IntegrityError:  # somebody else saved the same agency and year between our check and our write
            form.add_error(None, TAKEN)
        else:
            if edit.taken_over:
                kept = join_thai([form.label_of(name) for name in edit.taken_over])
                self.message_user(request, f"มีผู้อื่นบันทึก {kept} ระหว่างที่ท่านแก้ไข ระบบคงค่าใหม่นั้นไว้", messages.WARNING)
            tell_mends(request, [form])
            return self._answer_saved(request, edit.assessment, created=created)
        return form

    def _answer_saved(self, request: HttpRequest, saved: Assessment, *, created: bool) -> HttpResponse:
        if created:
            self.log_addition(request, saved, "เพิ่มผลการประเมิน")
        else:
            self.log_change(request, saved, "แก้ไขผลการประเมิน")
        self.message_user(request, f"บันทึกผลการประเมิน {saved} แล้ว", messages.SUCCESS)
        if "_list" in request.POST:
            return redirect("admin:assessments_assessment_changelist")
        return redirect("admin:assessments_assessment_change", saved.pk)

    def _assessment_screen(
        self,
        request: HttpRequest,
        form: ScreenForm,
        object_id: str | None,
        may_save: bool,
        *,
        judged: bool = True,
        address: str = "",
    ) -> HttpResponse:
        # The form may carry refused figures: the panel shows what is stored.
        stored = self.get_object(request, unquote(object_id)) if object_id else None
        self._offer_own_agencies(request, form)
        if not may_save:
            for field in form.fields.values():
                field.disabled = True
        running = running_result(form, stored)
        if judged:  # the summary at the top of the page lists them
            running = replace(running, problems=[])
        return self.screen(
            request,
            form=form,
            obj=stored,
            title=str(stored) if stored else "เพิ่มผลการประเมิน",
            may_save=may_save,
            form_address=address,
            fixed=form.fixed,
            running=running,
            problems=form.problems() if judged else [],
        )

    def _offer_own_agencies(self, request: HttpRequest, form: ScreenForm) -> None:
        field: Any = form.fields["agency"]
        field.queryset = own = self.own_agencies(request).labelled()
        if own.count() > LONG_LIST:
            column = Assessment._meta.get_field("agency")
            field.widget = AutocompleteSelect(column, self.admin_site)
            field.widget.choices = field.choices
        else:
            field.empty_label = "เลือกหน่วยงาน"

    # --- the list

    @admin.display(description="หน่วยงาน", ordering="agency__name_order")
    def agency_name(self, obj: Assessment) -> str:
        """The agency's name, which leads to the screen."""
        return obj.agency.label

    @admin.display(description="ปีงบประมาณ", ordering="fiscal_year")
    def year(self, obj: Assessment) -> str:
        """The year in Thai digits."""
        return thai_digits(obj.fiscal_year)

    @admin.display(description="คะแนนภาพรวม", ordering="result_overall")
    def overall(self, obj: Assessment) -> str:
        """The computed overall, machine-readable beside its Thai digits."""
        if obj.result_overall is None:
            return "–"
        return format_html('<data value="{}">{}</data>', obj.result_overall, format_score(obj.result_overall))

    @admin.display(description="ระดับ", ordering="result_level")
    def level(self, obj: Assessment) -> str:
        """The computed level, or why there is none."""
        if obj.result_overall is None:
            return "ยังไม่มีผล"
        return obj.result_level or "ยังระบุระดับไม่ได้"

    @admin.display(description="สถานะ", ordering="status")
    def state(self, obj: Assessment) -> str:
        """Draft or published, as a badge with its word."""
        return format_html('<span class="badge badge-{}">{}</span>', obj.status, obj.get_status_display())

    @admin.display(description="แก้ไขล่าสุด", ordering="updated_at")
    def updated(self, obj: Assessment) -> str:
        """The day of the last change."""
        return format_date(timezone.localdate(obj.updated_at))
