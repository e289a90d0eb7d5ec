"""The admin of agencies, criteria and assessments. Forms read, `actions` write, templates under `admin/` show."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from ..forms import DigitsField
from ..models import Agency
from .assessments import AssessmentAdmin
from .base import OwnAgenciesAdmin
from .criteria import CriteriaAdmin

__all__ = ["AgencyAdmin", "AssessmentAdmin", "CriteriaAdmin"]


@admin.register(Agency)
class AgencyAdmin(OwnAgenciesAdmin[Agency]):
    """Agencies."""

    agency_path = ""
    actions = None
    show_facets = admin.ShowFacets.NEVER
    list_display = ["name", "short_name", "kind", "province"]
    list_filter = ["kind", "province"]
    list_per_page = 50
    search_fields = ["name", "short_name", "name_en", "slug"]
    search_help_text = "ค้นจากชื่อหน่วยงาน"
    fieldsets = [
        (None, {"fields": ["name", "short_name", "name_en", "kind", "slug"]}),
        ("ที่ตั้ง", {"fields": ["subdistrict", "district", "province", "postcode"]}),
    ]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """A postcode may be typed in Thai digits."""
        if db_field.name == "postcode":
            kwargs["form_class"] = DigitsField
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Agency | None = None) -> list[str]:
        """The name in the address stays once a version was published under it: its address is permanent."""
        kept = obj and any(assessment.is_kept for assessment in obj.assessments.all())
        return [*super().get_readonly_fields(request, obj), *(["slug"] if kept else [])]

    def view_on_site(self, obj: Agency) -> str:
        """Lead straight to the public page, which itself judges who may see what."""
        return obj.get_absolute_url()
