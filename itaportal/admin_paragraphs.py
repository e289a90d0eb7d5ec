"""The admin of a report's own wordings and signatories (one page a year), and of the agency's seal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from assessments.admin.base import OwnAgenciesAdmin
from assessments.models import Agency, AgencySeal, Assessment
from assessments.policies import can_edit

from . import actions, paragraphs
from .models import ParagraphText, Signatory, SignatoryRole
from .paragraphs import Slot
from .report.characters import clean
from .report.document import AgencyReport, OwnParagraph, build_report
from .report.narrative import portal_paragraphs


@dataclass(frozen=True)
class WordingRow:
    """One paragraph on the page: the portal's text, what was typed in its place, and what the report will say.

    `used` is False for a wording whose paragraph this year's report does not have.
    """

    slot: Slot
    portal: str
    typed: str
    result: str
    errors: tuple[str, ...]
    placeholders: tuple[tuple[str, str], ...]
    used: bool

    @property
    def own(self) -> bool:
        """Whether an own wording stands in place of the portal's."""
        return bool(self.typed.strip())


@dataclass(frozen=True)
class SignerRow:
    """One signatory on the page, as typed."""

    role: str
    label: str
    name: str
    job_title: str
    name_errors: tuple[str, ...]
    job_errors: tuple[str, ...]


def wording_rows(report: AgencyReport, typed: Mapping[str, str], errors: Mapping[str, list[str]]) -> list[WordingRow]:
    """Build the page's rows from what was typed into it so far, saved or not."""
    portal = portal_paragraphs(report)
    rows = []
    for slot in paragraphs.slots(report.year):
        text = typed.get(slot.key, "")
        if slot.key not in portal and not text:
            continue
        values = paragraphs.placeholders(report, slot.key)
        wrong = errors.get(f"text-{slot.key}") or (paragraphs.problems(text, values) if text.strip() else [])
        rows.append(
            WordingRow(
                slot=slot,
                portal=portal.get(slot.key, ""),
                typed=text,
                result=clean(paragraphs.fill(text, values) if text.strip() else portal.get(slot.key, "")),
                errors=tuple(wrong),
                placeholders=tuple(values.items()),
                used=slot.key in portal,
            )
        )
    return rows


@admin.register(ParagraphText)
class WordingAdmin(OwnAgenciesAdmin):
    """Own wordings are edited all on one page of their year; there is no list of them."""

    agency_path = "assessment__agency"

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Stay out of the menu: the page is reached from its year."""
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Wordings come from the page of their year alone."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The page of a year and the seal of an agency, in place of the stock pages."""
        wrap = self.admin_site.admin_view
        return [
            path("for/<int:assessment>/", wrap(self.wording_view), name="itaportal_paragraphtext_wording"),
            path("seal/<int:agency>/", wrap(self.seal_view), name="itaportal_paragraphtext_seal"),
        ]

    # --- Wordings and signatories

    def wording_view(self, request: HttpRequest, assessment: int) -> HttpResponse:
        """Show, preview or save the own wordings and signatories of one year."""
        found = self._assessment(request, assessment)
        report = build_report(found)
        texts, people = self._stored(found) if request.method != "POST" else self._typed(request, report)
        errors: Mapping[str, list[str]] = {}
        if key := request.POST.get("_reset"):
            texts[key] = ""
        elif key := request.POST.get("_start"):
            start = portal_paragraphs(report).get(key, "")
            texts[key] = paragraphs.with_placeholders(start, paragraphs.placeholders(report, key))
        elif "_save" in request.POST:
            try:
                actions.save_wording(assessment=found, texts=texts, signatories=people, by=self.person(request))
            except ValidationError as error:
                errors = error.message_dict
            else:
                self.message_user(request, f"บันทึกถ้อยคำและผู้ลงนามของ {found} แล้ว", messages.SUCCESS)
                return redirect("admin:itaportal_paragraphtext_wording", found.pk)
        return self._wording_page(request, found, report, texts, people, errors)

    def _assessment(self, request: HttpRequest, pk: int) -> Assessment:
        """The year among one's own agencies; 404 for others, 403 for who may not edit it."""
        own = Assessment.objects.with_scores().select_related("agency").filter(agency__in=self.own_agencies(request))
        found = own.filter(pk=pk).first()
        if found is None:
            raise Http404
        if not can_edit(self.person(request), found.agency):
            raise PermissionDenied
        return found

    def _stored(self, assessment: Assessment) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        texts = dict(ParagraphText.objects.filter(assessment=assessment).values_list("key", "text"))
        people = {item.role: (item.name, item.job_title) for item in Signatory.objects.filter(assessment=assessment)}
        return texts, people

    def _typed(self, request: HttpRequest, report: AgencyReport) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        keys = [slot.key for slot in paragraphs.slots(report.year)]
        texts = {key: request.POST[f"text-{key}"] for key in keys if f"text-{key}" in request.POST}
        people = {
            role: (request.POST.get(f"name-{role}", ""), request.POST.get(f"job-{role}", ""))
            for role in SignatoryRole.values
        }
        return texts, people

    def _wording_page(
        self,
        request: HttpRequest,
        assessment: Assessment,
        report: AgencyReport,
        texts: Mapping[str, str],
        people: Mapping[str, tuple[str, str]],
        errors: Mapping[str, list[str]],
    ) -> HttpResponse:
        shown = replace(
            report, paragraphs=tuple(OwnParagraph(key, text) for key, text in texts.items() if text.strip())
        )
        rows = wording_rows(shown, texts, errors)
        signers = [
            SignerRow(
                role=role.value,
                label=str(role.label),
                name=people.get(role, ("", ""))[0],
                job_title=people.get(role, ("", ""))[1],
                name_errors=tuple(errors.get(f"name-{role}", ())),
                job_errors=tuple(errors.get(f"job-{role}", ())),
            )
            for role in SignatoryRole
        ]
        refused = sum(bool(row.errors) for row in rows) + sum(
            bool(row.name_errors or row.job_errors) for row in signers
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "ถ้อยคำและผู้ลงนาม",
            "subtitle": str(assessment),
            "opts": self.opts,
            "assessment": assessment,
            "rows": rows,
            "signers": signers,
            "refused": refused if errors else 0,
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
            "problems": problems,
        }
        return TemplateResponse(request, "admin/itaportal/paragraphtext/seal.html", context)

    def _change_seal(self, request: HttpRequest, agency: Agency) -> list[str]:
        """Do what the form asks; return what is wrong with the upload."""
        upload: Any = None
        done = f"นำตราสัญลักษณ์ของ {agency} ออกแล้ว"
        if "_remove" not in request.POST:
            upload = request.FILES.get("image")
            done = f"บันทึกตราสัญลักษณ์ของ {agency} แล้ว"
            if upload is None:
                return ["กรุณาเลือกไฟล์ภาพ PNG หรือ JPEG"]
        try:
            actions.set_seal(agency=agency, upload=upload, by=self.person(request))
        except ValidationError as error:
            return error.messages
        self.message_user(request, done, messages.SUCCESS)
        return []
