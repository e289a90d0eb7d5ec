"""Users and groups, with permissions named in Thai."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from assessments.thai import format_date

_VERBS = {"add": "เพิ่ม", "change": "แก้ไข", "delete": "ลบ", "view": "ดู"}
_OWN_APPS = ["assessments", "measures", "itaportal", "auth"]


class PermissionField(forms.ModelMultipleChoiceField):
    """Permissions as `แก้ไขผลการประเมิน`: Django keeps their names in English in the database."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the permission in Thai."""
        verb = _VERBS.get(obj.codename.split("_", 1)[0], "")
        model = obj.content_type.model_class()
        thing = model._meta.verbose_name if model else obj.content_type.model
        return f"{verb}{thing}" if verb else obj.name


def permission_boxes(db_field: models.ManyToManyField, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Options of a form field for groups or permissions: tick boxes, and permissions in Thai.

    What is never granted by hand (history tables, permissions themselves) is left out.
    """
    options = kwargs | {"widget": forms.CheckboxSelectMultiple}
    if db_field.related_model is Permission:
        own = Permission.objects.filter(content_type__app_label__in=_OWN_APPS)
        options["form_class"] = PermissionField
        options["queryset"] = (
            own.exclude(content_type__model__startswith="historical")
            .exclude(content_type__model="permission")
            .order_by("content_type__app_label", "content_type__model", "codename")
        )
    return options


class PasswordForm(AdminPasswordChangeForm):
    """Sets another user's password; Django's own warning about switching passwords off is English by construction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "usable_password" in self.fields:
            self.fields["usable_password"].help_text = "หากปิด รหัสผ่านปัจจุบันของผู้ใช้นี้จะหายไป และเข้าสู่ระบบด้วยรหัสผ่านไม่ได้"


admin.site.unregister([User, Group])


@admin.register(User)
class PortalUserAdmin(UserAdmin):
    """Users; the days Django writes itself are shown as Thai dates."""

    actions = None
    change_password_form = PasswordForm
    filter_horizontal = ()
    show_facets = admin.ShowFacets.NEVER
    list_display = ["username", "first_name", "last_name", "roles", "state"]
    readonly_fields = ["signed_in", "joined"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("ข้อมูลส่วนตัว", {"fields": ["first_name", "last_name", "email"]}),
        ("สิทธิ์การใช้งาน", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("วันสำคัญ", {"fields": ["signed_in", "joined"]}),
    ]

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Offer tick boxes."""
        return super().formfield_for_manytomany(db_field, request, **permission_boxes(db_field, kwargs))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """Load the groups along for the list."""
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="กลุ่ม")
    def roles(self, obj: User) -> str:
        """The user's groups."""
        names = [group.name for group in obj.groups.all()]
        return ", ".join(["ผู้ดูแลสูงสุด", *names] if obj.is_superuser else names) or "–"

    @admin.display(description="สถานะ", ordering="is_active")
    def state(self, obj: User) -> str:
        """Whether the account is in use and may sign in here."""
        if not obj.is_active:
            return "ระงับ"
        return "ใช้งานอยู่" if obj.is_staff else "ใช้งานอยู่ (เข้าหน้านี้ไม่ได้)"

    @admin.display(description="เข้าสู่ระบบครั้งล่าสุด")
    def signed_in(self, obj: User) -> str:
        """The day of the last sign-in."""
        return format_date(timezone.localdate(obj.last_login)) if obj.last_login else "ยังไม่เคย"

    @admin.display(description="เพิ่มเข้าระบบเมื่อ")
    def joined(self, obj: User) -> str:
        """The day the user was added."""
        return format_date(timezone.localdate(obj.date_joined))


@admin.register(Group)
class PortalGroupAdmin(GroupAdmin):
    """Groups."""

    actions = None
    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Offer tick boxes."""
        return super().formfield_for_manytomany(db_field, request, **permission_boxes(db_field, kwargs))
