"""The admin of a report's own wordings and signatories (one page a year), and of the agency's seal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from assessments.actions import StaleCopy
from assessments.admin.base import OwnAgenciesAdmin
from assessments.dashboard import build_year
from assessments.forms.review import make_stamp, read_stamp
from assessments.models import Agency, AgencySeal, Assessment
from assessments.policies import can_edit
from assessments.thaitext import mend, told_about
from itaportal.models import ParagraphText, SignatoryRole
from itaportal.report import paragraphs
from itaportal.report.building import build_report
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import document_names, portal_wordings

from . import actions
from .history import wording_changes
from .screen import Typed, fields_after_conflict, wording_page

HISTORY_ROWS = 100


@admin.register(ParagraphText)
class WordingAdmin(OwnAgenciesAdmin[ParagraphText]):
    """Own wordings are edited all on one page of their year; there is no list of them."""

    agency_path = "assessment__agency"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Stay out of the menu: the page is reached from its year."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Wordings come from the page of their year alone."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The page of a year, its history and the seal of an agency, in place of the stock pages."""
        wrap = self.admin_site.admin_view
        return [
            path("for/<int:assessment>/", wrap(self.wording_view), name="itaportal_paragraphtext_wording"),
            path("for/<int:assessment>/history/", wrap(self.changes_view), name="itaportal_paragraphtext_changes"),
            path("seal/<int:agency>/", wrap(self.seal_view), name="itaportal_paragraphtext_seal"),
        ]

    # --- Wordings and signatories

    def wording_view(self, request: HttpRequest, assessment: int) -> HttpResponse:
        """Show, preview or save the own wordings and signatories of one year. Only `_save` writes anything."""
        found = self.year_in_sight(request, assessment)
        may_save = self.has_change_permission(request) and can_edit(self.person(request), found.agency)
        if request.method == "POST" and not may_save:
            raise PermissionDenied
        report = build_report(found)
        if request.method != "POST":
            copy = actions.wording_copy(found)
            typed = Typed.of(copy, make_stamp(found.pk, copy))
            return self._wording_page(request, found, report, typed, may_save=may_save)
        typed = self._typed(request, report)
        labels = {f"text-{slot.key}": slot.label for slot in paragraphs.wording_slots(report.year)}
        errors: Mapping[str, list[str]] = {}
        if "_save" in request.POST:
            try:
                actions.save_wording(
                    assessment=found,
                    texts=typed.texts,
                    signatories=typed.people,
                    by=self.person(request),
                    based_on=read_stamp(typed.stamp, found.pk),
                )
            except StaleCopy as stale:
                typed, errors = fields_after_conflict(stale, typed, make_stamp(found.pk, stale.stored))
            except ValidationError as error:
                errors = error.message_dict
            else:
                self.message_user(request, f"บันทึกถ้อยคำและผู้ลงนามของ {found} แล้ว", messages.SUCCESS)
                for name, said in typed.notes.items():
                    self.message_user(request, " ".join([labels.get(name, "ผู้ลงนาม"), *said]), messages.INFO)
                return redirect("admin:itaportal_paragraphtext_wording", found.pk)
        else:
            typed = self._rewritten(request, report, typed)
        return self._wording_page(request, found, report, typed, may_save=may_save, errors=errors)

    def changes_view(self, request: HttpRequest, assessment: int) -> HttpResponse:
        """Show who changed which wording or signatory and when."""
        found = self.year_in_sight(request, assessment)
        page = Paginator(wording_changes(found.pk, build_year(found)), HISTORY_ROWS)
        context = {
            **self.admin_site.each_context(request),
            "title": "ประวัติถ้อยคำและผู้ลงนาม",
            "subtitle": str(found),
            "opts": self.opts,
            "assessment": found,
            "page": page.get_page(request.GET.get(PAGE_VAR)),
            "page_var": PAGE_VAR,
        }
        return TemplateResponse(request, "admin/itaportal/paragraphtext/history.html", context)

    def _typed(self, request: HttpRequest, report: AgencyReport) -> Typed:
        keys = [slot.key for slot in paragraphs.wording_slots(report.year)]
        names = [f"text-{key}" for key in keys] + [f"{of}-{role}" for role in SignatoryRole for of in ("name", "job")]
        posted = {name: mend(request.POST[name]) for name in names if name in request.POST}
        fields = {name: mended.text for name, mended in posted.items()}
        notes = {name: said for name, mended in posted.items() if (said := told_about(mended))}
        return replace(Typed.of(fields, request.POST.get("based_on", "")), notes=notes)

    def _rewritten(self, request: HttpRequest, report: AgencyReport, typed: Typed) -> Typed:
        """What was typed after the button of one paragraph: emptied, or begun from the portal's text."""
        texts = dict(typed.texts)
        if key := request.POST.get("_reset"):
            texts[key] = ""
        elif key := request.POST.get("_start"):
            texts[key] = portal_wordings(report).get(key, "")
        return replace(typed, texts=texts)

    def _wording_page(
        self,
        request: HttpRequest,
        assessment: Assessment,
        report: AgencyReport,
        typed: Typed,
        *,
        may_save: bool,
        errors: Mapping[str, list[str]] | None = None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "ถ้อยคำและผู้ลงนาม",
            "subtitle": str(assessment),
            "opts": self.opts,
            "assessment": assessment,
            "wording": wording_page(assessment, report, typed, errors or {}),
            "names": document_names(report),
            "may_save": may_save,
            "previewed": request.method == "POST" and not errors,
        }
        return TemplateResponse(request, "admin/itaportal/paragraphtext/wording.html", context)

    # --- Seal

    def seal_view(self, request: HttpRequest, agency: int) -> HttpResponse:
        """Show, replace or take away the seal on the cover of an agency's reports."""
        found = self.own_agencies(request).filter(pk=agency).first()
        if found is None:
            raise Http404
        if not self.person(request).has_perm("assessments.change_agencyseal"):
            raise PermissionDenied
        problems: list[str] = []
        if request.method == "POST":
            problems = self._change_seal(request, found)
            if not problems:
                return redirect("admin:itaportal_paragraphtext_seal", found.pk)
        seal = AgencySeal.objects.filter(agency=found).first()
        context = {
            **self.admin_site.each_context(request),
            "title": "ตราสัญลักษณ์",
            "subtitle": str(found),
            "opts": self.opts,
            "agency": found,
            "seal": bytes(seal.png) if seal else None,
            "based_on": actions.seal_copy(found),
            "problems": problems,
        }
        return TemplateResponse(request, "admin/itaportal/paragraphtext/seal.html", context)

    def _change_seal(self, request: HttpRequest, agency: Agency) -> list[str]:
        """Do what the form asks; return what is wrong with the upload."""
        upload: Any = None
        done = f"นำตราสัญลักษณ์ของ {agency} ออกแล้ว"
        record = "นำตราสัญลักษณ์ออก"
        if "_remove" not in request.POST:
            upload = request.FILES.get("image")
            done = f"บันทึกตราสัญลักษณ์ของ {agency} แล้ว"
            record = "เปลี่ยนตราสัญลักษณ์"
            if upload is None:
                return ["กรุณาเลือกไฟล์ภาพ PNG หรือ JPEG"]
        try:
            based_on = request.POST.get("based_on", "none")  # who names no seal has seen none
            actions.set_seal(agency=agency, upload=upload, by=self.person(request), based_on=based_on)
        except ValidationError as error:
            return error.messages
        # The record is found again in the agency's history.
        self.log_change(request, agency, record)  # type: ignore[arg-type]  # not of this admin's own model
        self.message_user(request, done, messages.SUCCESS)
        return []
