"""What the admin's own screens share: one's own agencies only, the form around a form of ours, a history page."""

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
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from .. import history
from ..generics import M, ModelAdmin
from ..models import Agency, AgencyQuerySet, Assessment, label_agencies
from ..policies import own_agencies, works_for_all
from ..thaitext import sort_key


def own_year(user: Any, pk: int) -> Assessment:
    """The year with its scores, where it is of an agency that `user` works for; 404 for any other."""
    own = Agency.objects.filter(own_agencies(user))
    found = Assessment.objects.with_scores().filter(agency__in=own, pk=pk).first()
    if found is None:
        raise Http404
    return found


class ThaiValuesFilter(admin.AllValuesFieldListFilter):
    """The values of a text column, in the order of a Thai dictionary."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values: Any = self.lookup_choices
        self.lookup_choices: Any = sorted(values, key=lambda value: sort_key(value or ""))


def agency_of(row: Any, path: str) -> Agency:
    """The agency at the end of a path as `assessment__agency`; the row itself where the path is empty."""
    for name in filter(None, path.split("__")):
        row = getattr(row, name)
    assert isinstance(row, Agency)
    return row


class OwnAgenciesAdmin(ModelAdmin[M]):
    """Shows the rows of the agencies one works for; another agency's answer 404, as if they did not exist."""

    agency_path = "agency"  # from the model to its Agency; empty for Agency itself

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list; a filter with a character that no database takes shows all of it."""
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            return redirect(request.path)
        return super().changelist_view(request, extra_context)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Find out for the whole page at once which agencies share their names; their labels then say the place."""
        listed = super().get_changelist_instance(request)
        label_agencies(agency_of(row, self.agency_path) for row in listed.result_list)
        return listed

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        """Keep to the person's own agencies."""
        rows = super().get_queryset(request)
        if works_for_all(self.person(request)):
            return rows
        return rows.filter(**{f"{self.agency_path or 'pk'}__in": self.own_agencies(request)})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the object; 404 where there is none among one's own, 403 for who may not look at any."""
        found = super().get_object(request, object_id, from_field)
        if found is None:
            if not self.has_view_or_change_permission(request):
                raise PermissionDenied
            raise Http404
        return found

    def formfield_for_foreignkey(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Offer one's own agencies only."""
        if db_field.remote_field.model is Agency:
            kwargs["queryset"] = self.own_agencies(request).labelled()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def own_agencies(self, request: HttpRequest) -> AgencyQuerySet:
        """The agencies that the person works for."""
        return Agency.objects.filter(own_agencies(self.person(request)))

    def year_in_sight(self, request: HttpRequest, pk: int) -> Assessment:
        """The year among one's own agencies; 404 for others, 403 for who may not look at this kind of row at all."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return own_year(self.person(request), pk)

    @staticmethod
    def person(request: HttpRequest) -> Any:
        """Who is at work: the admin lets nobody in who has not signed in."""
        assert isinstance(request.user, AbstractBaseUser)
        return request.user


class ScreenAdmin(ModelAdmin[M]):
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
            raise Http404
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
            "adminform": helpers.AdminForm(form, [], {}, (), model_admin=self),  # type: ignore[arg-type]  # it takes any form, the stubs model forms alone
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
