"""The admin of agencies, criteria and assessments. Forms read, `actions` write, templates under `admin/` show."""

from django.contrib import admin

from ..models import Agency
from .assessments import AssessmentAdmin
from .criteria import CriteriaAdmin

__all__ = ["AgencyAdmin", "AssessmentAdmin", "CriteriaAdmin"]


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    """Agencies."""

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
