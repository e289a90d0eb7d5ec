"""The admin of published versions: the page that checks, publishes and withdraws, and the list of versions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from assessments.admin.base import OwnAgenciesAdmin
from assessments.models import Assessment
from assessments.thai import format_date, thai_digits
from assessments.thaitext import mend, told_about
from itaportal.models import Publication

from . import actions as publishing
from .advisories import NotConfirmed
from .kinds import KINDS, Kind
from .places import Places
from .review import next_version, review
from .texts_page import TextsPageMixin

PDF_FAILED = "ยังเผยแพร่ไม่ได้ เพราะสร้างไฟล์ PDF ไม่สำเร็จ กรุณาแจ้งผู้ดูแลเครื่องแม่ข่ายพร้อมข้อความต่อไปนี้"


@admin.register(Publication)
class PublicationAdmin(TextsPageMixin, OwnAgenciesAdmin[Publication]):
    """Versions are made and withdrawn on the check page of their year, and never edited or deleted."""

    agency_path = "assessment__agency"
    actions = None
    show_facets = admin.ShowFacets.NEVER
    list_display = ["agency_name", "year", "document", "number", "published", "publisher_name", "state"]
    list_per_page = 50
    search_fields = ["assessment__agency__search_text"]
    search_help_text = "ค้นจากชื่อหน่วยงาน"
    ordering = ["-published_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Versions come from the check page alone."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version is frozen."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A version is withdrawn, not deleted."""
        return False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Publication]:
        """Load the agency along, and not what each version froze."""
        return super().get_queryset(request).select_related("assessment__agency").defer("snapshot")

    def get_urls(self) -> list[URLPattern]:
        """Add the check page of each kind of document and its two buttons."""
        return [
            *(url for kind in KINDS.values() for url in self._kind_urls(kind)),
            *self.texts_urls(),
            *super().get_urls(),
        ]

    def _kind_urls(self, kind: Kind) -> list[URLPattern]:
        wrap, post = self.admin_site.admin_view, require_POST
        start, which = f"for/<int:assessment>/{kind.address}", {"kind": kind.code}
        return [
            path(start, wrap(self.check_view), which, name=_route(kind, "check")),
            path(f"{start}publish/", wrap(post(self.publish_view)), which, name=_route(kind, "publish")),
            path(
                f"{start}withdraw/<int:version>/",
                wrap(post(self.withdraw_view)),
                which,
                name=_route(kind, "withdraw"),
            ),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A version is looked at on the check page of its year."""
        if object_id is None:
            raise PermissionDenied
        publication = self.get_object(request, object_id)
        if request.method == "POST":
            raise PermissionDenied
        page = _check_page(publication.assessment_id, KINDS[publication.kind])
        return redirect(f"{page}#version-{publication.version}")

    # --- The check page

    def check_view(self, request: HttpRequest, assessment: int, kind: str) -> HttpResponse:
        """Show the findings, what differs from the published version, all versions, and what one may do."""
        return self._page(request, self.year_in_sight(request, assessment), KINDS[kind])

    def publish_view(self, request: HttpRequest, assessment: int, kind: str) -> HttpResponse:
        """Publish what was reviewed as the next version."""
        # WeasyPrint takes half a second to import: only when needed.
        from itaportal.formats.pdf.build import PdfBuildError

        found, document = self.year_in_sight(request, assessment), KINDS[kind]
        reviewed, mended = request.POST.get("reviewed") or "-", mend(request.POST.get("reason", ""))
        try:
            publication = publishing.publish(
                assessment=found,
                by=self.person(request),
                reviewed=reviewed,
                kind=document,
                confirmed=request.POST.getlist("confirmed"),
                reason=mended.text,
            )
        except NotConfirmed as asked:
            return self._confirm_page(request, found, document, asked, mended.text)
        except ValidationError as error:
            return self._page(request, found, document, problems=error.messages, typed_reason=mended.text)
        except PdfBuildError as error:
            return self._page(request, found, document, problems=[PDF_FAILED, *error.messages])
        number = thai_digits(publication.version)
        self.log_addition(request, publication, f"เผยแพร่ฉบับที่ {number}")
        self.message_user(request, f"เผยแพร่ {found} ฉบับที่ {number} แล้ว ประชาชนเปิดดูได้ทันที", messages.SUCCESS)
        return redirect(_check_page(found.pk, document))

    def _confirm_page(
        self, request: HttpRequest, assessment: Assessment, kind: Kind, asked: NotConfirmed, reason: str
    ) -> HttpResponse:
        """List the open advisories and ask why to publish all the same; those that appeared meanwhile are marked."""
        places, seen = Places(assessment), request.POST.getlist("confirmed")
        context = {
            **self.admin_site.each_context(request),
            "title": "ยืนยันการเผยแพร่",
            "subtitle": str(assessment),
            "opts": self.opts,
            "assessment": assessment,
            "check_page": _check_page(assessment.pk, kind),
            "publish_page": reverse(f"admin:{_route(kind, 'publish')}", args=[assessment.pk]),
            "next_version": next_version(assessment, kind),
            "reviewed": request.POST["reviewed"],
            "rows": [
                (each, places.address(each.finding.place), bool(seen) and each.key not in seen)
                for each in asked.advisories
            ],
            "reason": reason,
            "problems": [message for message in asked.messages if message],
        }
        return TemplateResponse(request, "admin/itaportal/publication/confirm.html", context)

    def withdraw_view(self, request: HttpRequest, assessment: int, version: int, kind: str) -> HttpResponse:
        """Withdraw one version with its reason."""
        found, document = self.year_in_sight(request, assessment), KINDS[kind]
        publication = Publication.objects.of(found, kind).filter(version=version).first()
        if publication is None:
            raise Http404
        publication.assessment = found
        mended = mend(request.POST.get("reason", ""))
        reason = mended.text
        try:
            withdrawn = publishing.withdraw(publication=publication, reason=reason, by=self.person(request))
        except ValidationError as error:
            refused = {"version": version, "reason": reason, "messages": error.messages}
            return self._page(request, found, document, refused=refused)
        number = thai_digits(version)
        self.log_change(request, publication, f"ถอนฉบับที่ {number} เหตุผล: {withdrawn.withdrawn_reason}")
        self.message_user(request, f"ถอน {found} ฉบับที่ {number} แล้ว", messages.SUCCESS)
        if said := told_about(mended):
            self.message_user(request, " ".join(["เหตุผล", *said]), messages.INFO)
        return redirect(_check_page(found.pk, document))

    def _page(self, request: HttpRequest, assessment: Assessment, kind: Kind, **extra: Any) -> HttpResponse:
        # What was refused may have been done meanwhile by somebody else: shown is what is stored now.
        shown = review(self.year_in_sight(request, assessment.pk), self.person(request), kind)
        places = Places(assessment)
        context = {
            **self.admin_site.each_context(request),
            "title": "ตรวจก่อนเผยแพร่",
            "subtitle": str(assessment),
            "opts": self.opts,
            "review": shown,
            "routes": {name: f"admin:{_route(kind, name)}" for name in ("publish", "withdraw")},
            "groups": [
                (group, [(finding, places.address(finding.place)) for finding in group.findings])
                for group in shown.groups
            ],
            **extra,
        }
        return TemplateResponse(request, "admin/itaportal/publication/check.html", context)

    # --- The list

    @admin.display(description="หน่วยงาน", ordering="assessment__agency__name_order")
    def agency_name(self, obj: Publication) -> str:
        """The agency's name, which leads to the check page."""
        return obj.assessment.agency.label

    @admin.display(description="เอกสาร", ordering="kind")
    def document(self, obj: Publication) -> str:
        """Which of the year's documents."""
        return obj.get_kind_display()

    @admin.display(description="ปีงบประมาณ", ordering="assessment__fiscal_year")
    def year(self, obj: Publication) -> str:
        """The year in Thai digits."""
        return thai_digits(obj.assessment.fiscal_year)

    @admin.display(description="ฉบับที่", ordering="version")
    def number(self, obj: Publication) -> str:
        """The version in Thai digits."""
        return thai_digits(obj.version)

    @admin.display(description="เผยแพร่เมื่อ", ordering="published_at")
    def published(self, obj: Publication) -> str:
        """The day of publication."""
        return format_date(timezone.localdate(obj.published_at))

    @admin.display(description="สถานะ", ordering="withdrawn_at")
    def state(self, obj: Publication) -> str:
        """Whether the public may still open it."""
        if obj.withdrawn:
            return format_html('<span class="badge badge-draft">{}</span>', "ถอนแล้ว")
        return format_html('<span class="badge badge-published">{}</span>', "เปิดดูได้")


def _route(kind: Kind, name: str) -> str:
    """The name of a page or button of one kind; that of the document that stands for its year goes without saying."""
    return f"itaportal_publication_{name}" if kind.stands_for_year else f"itaportal_publication_{kind.code}_{name}"


def _check_page(assessment: int, kind: Kind) -> str:
    return reverse(f"admin:{_route(kind, 'check')}", args=[assessment])
