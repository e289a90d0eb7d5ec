"""The admin's page of texts that a person must look at again: both sides, and a button that confirms one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from assessments.admin.base import OwnAgenciesAdmin
from itaportal.models import Publication

from .background import can_confirm, confirm_text, texts_of
from .places import Places

if TYPE_CHECKING:
    _Admin = OwnAgenciesAdmin[Publication]
else:
    _Admin = object


class TextsPageMixin(_Admin):
    """The page and its button."""

    def texts_urls(self) -> list[URLPattern]:
        """The addresses of both."""
        wrap = self.admin_site.admin_view
        start = "for/<int:assessment>/texts/"
        return [
            path(start, wrap(self.texts_view), name="itaportal_publication_texts"),
            path(f"{start}confirm/", wrap(require_POST(self.confirm_view)), name="itaportal_publication_confirm"),
        ]

    def texts_view(self, request: HttpRequest, assessment: int) -> HttpResponse:
        """Show every text to look at beside what it is held against, and who confirmed which."""
        return self._texts_page(request, assessment)

    def confirm_view(self, request: HttpRequest, assessment: int) -> HttpResponse:
        """Confirm one text as it was shown."""
        found = self.year_in_sight(request, assessment)
        try:
            confirm_text(
                assessment=found,
                subject=request.POST.get("subject", ""),
                shown=request.POST.get("shown", ""),
                by=self.person(request),
            )
        except ValidationError as error:
            return self._texts_page(request, assessment, problems=error.messages)
        self.message_user(request, "ยืนยันข้อความแล้ว", messages.SUCCESS)
        return redirect("admin:itaportal_publication_texts", found.pk)

    def _texts_page(self, request: HttpRequest, assessment: int, **extra: Any) -> HttpResponse:
        found = self.year_in_sight(request, assessment)
        places = Places(found)
        texts = texts_of(found)
        context = {
            **self.admin_site.each_context(request),
            "title": "ข้อความที่ต้องยืนยัน",
            "subtitle": str(found),
            "opts": self.opts,
            "assessment": found,
            "rows": [(text, places.address(text.place)) for text in texts],
            "open": sum(text.confirmed is None for text in texts),
            "may_confirm": can_confirm(self.person(request), found),
            **extra,
        }
        return TemplateResponse(request, "admin/itaportal/publication/texts.html", context)
