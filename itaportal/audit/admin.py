"""The page of the record: a list with filters and export, and each event with its changes. Nobody changes it here."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from assessments import trail
from assessments.generics import ModelAdmin
from assessments.thai import thai_digits
from assessments.trail import PORTAL, Action, Kind

from . import export, shown
from .listing import FilterForm, events_of
from .models import Event

ROWS, CHANGES = 50, 100  # on a page
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TOO_LONG = (
    f"รายการที่เลือกมีมากกว่า {thai_digits(f'{export.MOST_LINES:,}')} บรรทัด จึงสร้างไฟล์ Excel ไม่ได้ "
    "กรุณาเลือกช่วงวันที่หรือหน่วยงานให้แคบลง หรือส่งออกเป็น CSV"
)


@admin.register(Event)
class EventAdmin(ModelAdmin[Event]):
    """Looked at by whoever works for the agency; there is no address under which an event is changed or deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Events are written by what they are about."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The record stays as it is, for superusers too."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The record stays as it is, for superusers too."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The list and one event, in place of the stock pages."""
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.list_view), name="audit_event_changelist"),
            path("<uuid:event>/", wrap(self.event_view), name="audit_event_change"),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponseBase:
        """The events that one may see and that the filters let pass, or a file of them."""
        events = self._events(request)
        form = FilterForm(request.GET)
        found = form.narrowed(events)
        problem = ""
        if form.is_valid() and (suffix := request.GET.get("export")) in ("csv", "xlsx"):
            try:
                return self._file(request, found, suffix)
            except export.TooLong:
                problem = TOO_LONG
        page = Paginator(found.select_related("part_of"), ROWS).get_page(request.GET.get(PAGE_VAR))
        asked = request.GET.copy()
        for name in (PAGE_VAR, "export"):
            asked.pop(name, None)
        return self._page(
            request,
            "list",
            title="บันทึกการเปลี่ยนแปลง",
            form=form,
            page=page,
            rows=[(event, shown.who(event), shown.summary(event)) for event in page],
            asked=asked.urlencode(),
            problem=problem,
        )

    def event_view(self, request: HttpRequest, event: UUID) -> HttpResponse:
        """One event with all its changes."""
        found = self._events(request).select_related("part_of").filter(pk=event).first()
        if found is None:
            raise Http404
        changes = Paginator(found.change_list, CHANGES).get_page(request.GET.get(PAGE_VAR))
        return self._page(
            request,
            "event",
            title=found.title,
            subtitle=found.whose,
            event=found,
            who=shown.who(found),
            facts=shown.facts(found),
            file=shown.facts(found.part_of) if found.part_of else (),
            page=changes,
            lines=list(shown.lines(list(changes.object_list))),
            places=any(change.place for change in changes.object_list),
            parts=self._events(request).filter(part_of=found).count(),
        )

    def _events(self, request: HttpRequest) -> QuerySet[Event]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return events_of(request.user)

    def _file(self, request: HttpRequest, events: QuerySet[Event], suffix: str) -> HttpResponseBase:
        response: HttpResponseBase
        if suffix == "xlsx":
            response = HttpResponse(export.workbook(events), content_type=XLSX)
        else:
            response = StreamingHttpResponse(export.csv_chunks(events), content_type="text/csv; charset=utf-8")
        name = quote(f"บันทึกการเปลี่ยนแปลง.{suffix}", safe="")
        response["Content-Disposition"] = f"attachment; filename=\"audit.{suffix}\"; filename*=UTF-8''{name}"
        facts = {"table": "บันทึกการเปลี่ยนแปลง", "form": suffix, "rows": events.count()}
        trail.tell(trail.Event(PORTAL, Kind.EXPORT, Action.EXPORTED, facts=facts), by=request.user)  # type: ignore[arg-type]  # signed in
        return response

    def _page(self, request: HttpRequest, template: str, **extra: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "page_var": PAGE_VAR, **extra}
        return TemplateResponse(request, f"admin/audit/event/{template}.html", context)
