"""The admin of assessments: the list, and the one screen with grid and result."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html

from .. import actions, history, wording
from ..dashboard import YearResult, build_year
from ..forms import AssessmentForm
from ..models import Assessment
from ..resources import ScoreResource
from ..thai import ascii_digits, format_date, format_score, thai_digits
from .base import OwnAgenciesAdmin, ScreenAdmin
from .longimport import LongFileImportMixin

TAKEN = "หน่วยงานนี้มีผลการประเมินของปีงบประมาณนี้แล้ว กรุณาแก้ไขรายการเดิม"
LONG_LIST = 300  # more agencies than this are searched for instead of listed


class YearFilter(admin.SimpleListFilter):
    """Assessments of one fiscal year."""

    title = "ปีงบประมาณ พ.ศ."
    parameter_name = "fiscal_year"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """The years there are, newest first."""
        rows = model_admin.get_queryset(request).order_by("-fiscal_year")
        years = rows.values_list("fiscal_year", flat=True).distinct()
        return [(str(year), thai_digits(year)) for year in years]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Keep the chosen year."""
        year = ascii_digits(self.value() or "")
        return queryset.filter(fiscal_year=int(year)) if year.isdecimal() and len(year) == 4 else queryset


class ProvinceFilter(admin.SimpleListFilter):
    """Assessments of one province's agencies."""

    title = "จังหวัด"
    parameter_name = "province"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        """The provinces there are."""
        rows = model_admin.get_queryset(request).order_by("agency__province")
        return [(name, name) for name in rows.values_list("agency__province", flat=True).distinct()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Keep the chosen province."""
        return queryset.filter(agency__province=self.value()) if self.value() else queryset


@admin.register(Assessment)
class AssessmentAdmin(LongFileImportMixin, OwnAgenciesAdmin, ScreenAdmin):
    """One screen per assessment: figures, grid of scores, computed result; scores also come from files."""

    resource_classes = [ScoreResource]

    list_display = ["agency_name", "year", "overall", "level", "state", "updated"]
    list_filter = [YearFilter, "status", ProvinceFilter]
    list_per_page = 50
    search_fields = ["agency__name", "agency__short_name", "agency__name_en", "agency__slug"]
    search_help_text = "ค้นจากชื่อหน่วยงาน"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
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
        assessment = self.get_object(request, unquote(object_id)) if object_id else None
        may_save = self.check_may(request, assessment)
        if request.method != "POST":
            form = AssessmentForm(instance=assessment, initial=request.GET.dict())
        elif "_reload" in request.POST:
            form = AssessmentForm.as_typed(request.POST, assessment)
        else:
            form = AssessmentForm(request.POST, instance=assessment)
            self._offer_own_agencies(request, form)
            if form.is_valid() and (saved := self._save(request, form)):
                return self._answer_saved(request, saved, created=assessment is None)
        return self._assessment_screen(request, form, object_id, may_save)

    def _save(self, request: HttpRequest, form: AssessmentForm) -> Assessment | None:
        try:
            return actions.save_assessment(assessment=form.instance, entries=form.entries(), by=self.person(request))
        except ValidationError as error:
            form.add_error(None, error.messages)
        except IntegrityError:  # somebody else saved the same agency and year between our check and our write
            form.add_error(None, TAKEN)
        return None

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
        self, request: HttpRequest, form: AssessmentForm, object_id: str | None, may_save: bool
    ) -> HttpResponse:
        # The form may carry refused figures: the panel shows what is stored.
        stored = self.get_object(request, unquote(object_id)) if object_id else None
        self._offer_own_agencies(request, form)
        if not may_save:
            for field in form.fields.values():
                field.disabled = True
        return self.screen(
            request,
            form=form,
            obj=stored,
            title=str(stored) if stored else "เพิ่มผลการประเมิน",
            may_save=may_save,
            fixed=form.fixed,
            result=result_panel(stored) if stored else None,
        )

    def _offer_own_agencies(self, request: HttpRequest, form: AssessmentForm) -> None:
        field: Any = form.fields["agency"]
        field.queryset = own = self.own_agencies(request)
        if own.count() > LONG_LIST:
            column = Assessment._meta.get_field("agency")
            field.widget = AutocompleteSelect(column, self.admin_site)
            field.widget.choices = field.choices
        else:
            field.empty_label = "เลือกหน่วยงาน"

    # --- the list

    @admin.display(description="หน่วยงาน", ordering="agency__name")
    def agency_name(self, obj: Assessment) -> str:
        """The agency's name, which leads to the screen."""
        return obj.agency.name

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
        return obj.result_level or "ยังชี้ขาดระดับไม่ได้"

    @admin.display(description="สถานะ", ordering="status")
    def state(self, obj: Assessment) -> str:
        """Draft or published, as a badge with its word."""
        return format_html('<span class="badge badge-{}">{}</span>', obj.status, obj.get_status_display())

    @admin.display(description="แก้ไขล่าสุด", ordering="updated_at")
    def updated(self, obj: Assessment) -> str:
        """The day of the last change."""
        return format_date(timezone.localdate(obj.updated_at))


def result_panel(assessment: Assessment) -> dict[str, Any]:
    """What the screen's result panel shows: the year's view model and its sentences."""
    year = build_year(assessment)
    differences = []
    if year.overall_differs:
        differences.append(
            f"คะแนนภาพรวมตามประกาศ {format_score(year.published_overall)} ไม่ตรงกับผลคำนวณ {format_score(year.overall)}"
        )
    if year.level_differs:
        differences.append(f"ระดับตามประกาศ “{year.published_level}” ไม่ตรงกับผลคำนวณ {_quoted_level(year)}")
    sentences = [
        wording.missing_sentence(year),
        wording.target_sentence(year) if year.result.scored else "",
        wording.next_level_sentence(year),
    ]
    return {
        "year": year,
        "level": wording.level_words(year),
        "sentences": [sentence for sentence in sentences if sentence],
        "differences": differences,
    }


def _quoted_level(year: YearResult) -> str:
    return f"“{year.level.name}”" if year.level else wording.level_words(year)
