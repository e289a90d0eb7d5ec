"""The admin of agencies, criteria, national means and assessments.

Forms read, `actions` write, templates under `admin/` show.
"""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from ..forms import DigitsField
from ..models import Agency
from .assessments import AssessmentAdmin
from .base import OwnAgenciesAdmin, ThaiValuesFilter
from .criteria import CriteriaAdmin
from .national import NationalMeanAdmin

__all__ = ["AgencyAdmin", "AssessmentAdmin", "CriteriaAdmin", "NationalMeanAdmin"]


@admin.register(Agency)
class AgencyAdmin(OwnAgenciesAdmin[Agency]):
    """Agencies."""

    agency_path = ""
    actions = None
    show_facets = admin.ShowFacets.NEVER
    list_display = ["name_in_order", "short_name", "kind", "place_in_order", "district"]
    list_filter = ["kind", ("province", ThaiValuesFilter)]
    list_per_page = 50
    search_fields = ["search_text"]
    search_help_text = "ค้นจากชื่อหน่วยงาน"
    fieldsets = [
        (None, {"fields": ["name", "short_name", "name_en", "kind", "slug"]}),
        ("ที่ตั้ง", {"fields": ["subdistrict", "district", "province", "postcode"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Agency]:
        """Choices of the search in other forms name the place where a name is not unique."""
        return super().get_queryset(request).labelled()  # type: ignore[attr-defined,no-any-return]  # the model's own query set

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """A postcode may be typed in Thai digits."""
        if db_field.name == "postcode":
            kwargs["form_class"] = DigitsField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    @admin.display(description="ชื่อหน่วยงาน", ordering="name_order")
    def name_in_order(self, obj: Agency) -> str:
        """The name; the column sorts as a Thai dictionary does."""
        return obj.name

    @admin.display(description="จังหวัด", ordering="place_order")
    def place_in_order(self, obj: Agency) -> str:
        """The province, in the order of a Thai dictionary."""
        return obj.province

    def get_readonly_fields(self, request: HttpRequest, obj: Agency | None = None) -> list[str]:
        """The name in the address stays once a version was published under it: its address is permanent."""
        kept = obj and any(assessment.is_kept for assessment in obj.assessments.all())
        return [*super().get_readonly_fields(request, obj), *(["slug"] if kept else [])]

    def view_on_site(self, obj: Agency) -> str:
        """Lead straight to the public page, which itself judges who may see what."""
        return obj.get_absolute_url()
