"""What the admin's own screens share: the change form around a form of ours, and a readable history page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import helpers
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import PAGE_VAR
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from .. import history


class ScreenAdmin(admin.ModelAdmin):
    """Base of models that have a screen and a history page of their own, while the rest stays the stock admin."""

    history_rows = 100
    actions = None
    show_facets = admin.ShowFacets.NEVER

    def changes_of(self, obj: Any) -> list[history.Change]:
        """The lines of the object's history page, newest first."""
        raise NotImplementedError

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who changed what and when."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        page = Paginator(self.changes_of(obj), self.history_rows).get_page(request.GET.get(PAGE_VAR))
        context = {
            **self.admin_site.each_context(request),
            "title": "ประวัติการแก้ไข",
            "subtitle": str(obj),
            "original": obj,
            "opts": self.opts,
            "page": page,
            "page_var": PAGE_VAR,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/change_history.html", context)

    def screen(self, request: HttpRequest, *, form: forms.BaseForm, obj: Any, title: str, **extra: Any) -> HttpResponse:
        """Render the model's own change form template with what the stock admin's context has."""
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "adminform": helpers.AdminForm(form, [], {}, (), model_admin=self),  # type: ignore[arg-type]
            "inline_admin_formsets": [],
            "media": self.media + form.media,
            "errors": form.is_bound and form.errors,
            "object_id": obj and str(obj.pk),
            "original": obj,
            "is_popup": False,
            "form": form,
            **extra,
        }
        return self.render_change_form(request, context, add=obj is None, change=obj is not None, obj=obj)

    @staticmethod
    def person(request: HttpRequest) -> AbstractBaseUser:
        """Who is at work: the admin lets nobody in who has not signed in."""
        assert isinstance(request.user, AbstractBaseUser)
        return request.user

    def check_may(self, request: HttpRequest, obj: Any) -> bool:
        """Return whether the person may save here. Raises PermissionDenied for who may not even look."""
        if obj is None:
            may_save = may_look = self.has_add_permission(request)
        else:
            may_save = self.has_change_permission(request, obj)
            may_look = may_save or self.has_view_permission(request, obj)
        if not may_look or (request.method == "POST" and not may_save):
            raise PermissionDenied
        return may_save
