"""Users and groups, with permissions named in Thai. Nobody gives or takes more power here than they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import capfirst

from assessments.generics import M, ModelAdmin, ModelMultipleChoiceField, TabularInline
from assessments.models import Agency, Membership
from assessments.textgate import GateForm
from assessments.thai import format_date
from itaportal.audit.names import permission_name
from itaportal.audit.references import references_to

from .actions import give_password, must_change, new_password

if TYPE_CHECKING:
    _PasswordForm = AdminPasswordChangeForm[User]
    _UserAdmin = UserAdmin[User]
    _UserChangeForm = UserChangeForm[User]
    _NewUserForm = AdminUserCreationForm[User]
else:
    _PasswordForm, _UserAdmin = AdminPasswordChangeForm, UserAdmin
    _UserChangeForm, _NewUserForm = UserChangeForm, AdminUserCreationForm

LONG_LIST = 300  # more agencies than this are searched for instead of listed


class PermissionField(ModelMultipleChoiceField[Permission]):
    """Permissions as `แก้ไขผลการประเมิน`: Django keeps their names in English in the database."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the permission in Thai."""
        return permission_name(obj)


def permission_boxes(db_field: models.ManyToManyField[Any, Any], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Options of a form field for groups or permissions: tick boxes, and permissions in Thai.

    What is never granted by hand (history tables, permissions themselves) is left out.
    """
    options = kwargs | {"widget": forms.CheckboxSelectMultiple}
    if db_field.related_model is Permission:
        own = Permission.objects.filter(content_type__app_label__in=[*settings.PORTAL_LABELS, "auth"])
        options["form_class"] = PermissionField
        options["queryset"] = (
            own.exclude(content_type__model__startswith="historical")
            .exclude(content_type__model="permission")
            .order_by("content_type__app_label", "content_type__model", "codename")
        )
    return options


def powers(user: User) -> set[int]:
    """Keys of the permissions that an account has or, while it is suspended, would have again."""
    held = Permission.objects.filter(Q(user=user) | Q(group__user=user))
    return set(held.values_list("pk", flat=True))


def may_manage(person: User, account: User) -> bool:
    """Whether `person` may change `account`: a superuser any, others those that can do no more than they themselves.

    Otherwise a new password or address would be a way to more power than one was given.
    """
    if person.is_superuser:
        return True
    return not account.is_superuser and powers(account) <= powers(person)


def grantable_groups(person: User) -> models.QuerySet[Group]:
    """The groups that `person` may put accounts into: those that can do no more than they themselves."""
    if person.is_superuser:
        return Group.objects.all()
    return Group.objects.exclude(permissions__in=Permission.objects.exclude(pk__in=powers(person)))


class MembershipInline(TabularInline[Membership, User]):
    """The agencies that a user works for."""

    model = Membership
    extra = 1
    verbose_name_plural = "หน่วยงานที่มีสิทธิ์ใช้งาน"

    def formfield_for_foreignkey(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Agencies of one name are listed with their places."""
        if db_field.remote_field.model is Agency:
            kwargs["queryset"] = Agency.objects.labelled()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Agencies are searched for where there are too many to list."""
        return ["agency"] if Agency.objects.count() > LONG_LIST else []


class UserForm(GateForm, _UserChangeForm):
    """An account; the names of its person pass the gate for Thai text."""


_GIVEN = "เว้นว่างทั้งสองช่องเพื่อให้ระบบสร้างรหัสผ่านแรกให้ เจ้าของบัญชีต้องเปลี่ยนเมื่อเข้าสู่ระบบ"


class NewUserForm(GateForm, _NewUserForm):
    """A new account. Its first password is typed, or generated where both fields are empty."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password2"].help_text = _GIVEN

    def validate_passwords(self, *args: Any, **kwargs: Any) -> None:
        """Put a generated password where none was typed; what was typed must be the same twice."""
        if asks_for_password(self.data):
            password = new_password()
            self.cleaned_data |= {"password1": password, "password2": password}
            self.instance.generated_password = password  # type: ignore[attr-defined]  # for the page that shows it
        super().validate_passwords(*args, **kwargs)


class PasswordForm(GateForm, _PasswordForm):
    """Sets another user's password; Django's own warning about switching passwords off is English by construction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("password1", "password2"):
            self.fields[name].required = False
        self.fields["password2"].help_text = _GIVEN
        if "usable_password" in self.fields:
            self.fields["usable_password"].help_text = "หากปิด รหัสผ่านปัจจุบันของผู้ใช้นี้จะหายไป และเข้าสู่ระบบด้วยรหัสผ่านไม่ได้"

    def save(self, commit: bool = True) -> User:
        """Save the password, which the account's person must change."""
        user: User = super().save(commit)
        if user.has_usable_password():
            must_change(user=user)
        return user


def asks_for_password(sent: Mapping[str, Any]) -> bool:
    """Whether a form leaves the password to the portal."""
    typed = sent.get("password1") or sent.get("password2")
    return not typed and sent.get("usable_password") != "false" and "unset-password" not in sent


class WithoutLinkRows(ModelAdmin[M]):
    """Leaves the rows that tie users, groups and permissions together out of what a deletion lists.

    They go along with what they tie and have no Thai name: Django words them from its English table names.
    """

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], set[str], list[Any]]:
        """What goes along, without rows of many-to-many tables that Django made."""
        listed, counts, lacking, protected = super().get_deleted_objects(objs, request)
        throughs = [field.remote_field.through for field in self.opts.many_to_many]
        links = [through._meta for through in throughs if through is not None]
        starts = tuple(f"{capfirst(link.verbose_name)}: " for link in links)
        plurals = {str(link.verbose_name_plural) for link in links}
        kept = {name: number for name, number in counts.items() if str(name) not in plurals}
        return _without(listed, starts), kept, lacking, protected


def _without(listed: list[Any], starts: tuple[str, ...]) -> list[Any]:
    """The nested list without the texts that begin so, and without lists that become empty."""
    kept = [_without(item, starts) if isinstance(item, list) else item for item in listed]
    return [item for item in kept if item != [] and not (isinstance(item, str) and item.startswith(starts))]


admin.site.unregister([User, Group])


@admin.register(User)
class PortalUserAdmin(WithoutLinkRows[User], _UserAdmin):
    """Users with the agencies they work for; the days Django writes itself are shown as Thai dates.

    The group ผู้ดูแลระบบ manages accounts without being able to raise itself: see `may_manage`.
    """

    actions = None
    form, add_form = UserForm, NewUserForm
    change_password_form = PasswordForm
    delete_confirmation_template = "admin/auth/user/delete_confirmation.html"
    filter_horizontal = ()
    show_facets = admin.ShowFacets.NEVER
    list_display = ["username", "first_name", "last_name", "roles", "state"]
    readonly_fields = ["signed_in", "joined"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("ข้อมูลส่วนตัว", {"fields": ["first_name", "last_name", "email"]}),
        ("สิทธิ์การใช้งาน", {"fields": ["is_active", "is_staff", "is_superuser", "groups", "user_permissions"]}),
        ("การเข้าใช้งาน", {"fields": ["signed_in", "joined"]}),
    ]

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Offer tick boxes, and only the groups that one may give."""
        if db_field.name == "groups":
            kwargs["queryset"] = grantable_groups(request.user)
        return super().formfield_for_manytomany(db_field, request, **permission_boxes(db_field, kwargs))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Single permissions and the superuser's tick box are a superuser's matter."""
        fieldsets = super().get_fieldsets(request, obj)
        if getattr(request.user, "is_superuser", False):
            return fieldsets
        closed = {"is_superuser", "user_permissions"}
        looks = obj is not None and not self.has_change_permission(request, obj)
        shown: dict[Any, str] = {"is_active": "state", "groups": "roles"} if looks else {}
        closed |= {"is_staff"} if looks else set()
        return [
            (title, {**options, "fields": [shown.get(name, name) for name in options["fields"] if name not in closed]})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only look reads state and groups in words instead of boxes."""
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None or self.has_change_permission(request, obj) else [*fields, "state", "roles"]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save an account; the password of a new one is a first one."""
        super().save_model(request, obj, form, change)
        if not change and obj.has_usable_password():
            must_change(user=obj)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Show a generated password, once; otherwise go on to the account's groups and agencies."""
        if password := getattr(obj, "generated_password", ""):
            return _shown_once(request, obj, password)
        return super().response_add(request, obj, post_url_continue)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Set somebody's password; one's own is changed on the page that asks for the old one."""
        user = self.get_object(request, unquote(id))
        if user is None or not self.has_change_permission(request, user):
            return super().user_change_password(request, id, form_url)  # which refuses
        if user == request.user:
            return redirect("admin:password_change")
        if request.method != "POST" or not asks_for_password(request.POST):
            return super().user_change_password(request, id, form_url)
        password = give_password(user=user, by=request.user)  # type: ignore[arg-type]  # signed in
        self.log_change(request, user, "ตั้งรหัสผ่านแรก")
        return _shown_once(request, user, password)

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """A new account gets its agencies on the second page, with its groups."""
        return list(super().get_inlines(request, obj)) if obj else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Accounts that can do more than the person are only looked at."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or may_manage(request.user, obj))  # type: ignore[arg-type]  # who has a permission has an account

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As changing; one's own account cannot be deleted from under oneself."""
        may = super().has_delete_permission(request, obj) and obj != request.user
        return may and (obj is None or may_manage(request.user, obj))  # type: ignore[arg-type]  # who has a permission has an account

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer to suspend the account instead, and say what its person did."""
        found = self.get_object(request, unquote(object_id))
        extra = {"references": references_to(found) if found else []}
        return super().delete_view(request, object_id, extra | (extra_context or {}))

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        """Load along for the list who is in which groups, and who has yet to change a first password."""
        return super().get_queryset(request).select_related("first_password").prefetch_related("groups")

    @admin.display(description="กลุ่ม")
    def roles(self, obj: User) -> str:
        """The user's groups."""
        names = [group.name for group in obj.groups.all()]
        return ", ".join(["มีสิทธิ์ทุกอย่าง", *names] if obj.is_superuser else names) or "–"

    @admin.display(description="สถานะ", ordering="is_active")
    def state(self, obj: User) -> str:
        """Whether the account is in use, may sign in here, and still has the password that somebody gave."""
        if not obj.is_active:
            return "ระงับ"
        if not obj.is_staff:
            return "ใช้งานอยู่ (เข้าหน้านี้ไม่ได้)"
        return "ใช้งานอยู่ (ยังไม่ได้เปลี่ยนรหัสผ่านแรก)" if hasattr(obj, "first_password") else "ใช้งานอยู่"

    @admin.display(description="เข้าสู่ระบบครั้งล่าสุด")
    def signed_in(self, obj: User) -> str:
        """The day of the last sign-in."""
        return format_date(timezone.localdate(obj.last_login)) if obj.last_login else "ยังไม่เคย"

    @admin.display(description="เพิ่มเข้าระบบเมื่อ")
    def joined(self, obj: User) -> str:
        """The day the user was added."""
        return format_date(timezone.localdate(obj.date_joined))


def _shown_once(request: HttpRequest, user: User, password: str) -> HttpResponse:
    """The page with a generated password. It is the answer itself: kept nowhere, and not there to be fetched again."""
    context = {**admin.site.each_context(request), "title": "รหัสผ่านแรก", "account": user, "password": password}
    response = TemplateResponse(request, "admin/first_password.html", context)
    response.shown_once = True  # type: ignore[attr-defined]  # the sign for what keeps answers (`web.form_tokens`)
    return response


@admin.register(Group)
class PortalGroupAdmin(WithoutLinkRows[Group], GroupAdmin):
    """Groups."""

    actions = None
    filter_horizontal = ()

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        """Offer tick boxes."""
        return super().formfield_for_manytomany(db_field, request, **permission_boxes(db_field, kwargs))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only look reads the permissions in Thai."""
        if self.has_change_permission(request, obj):
            return super().get_fields(request, obj)
        return ["name", "permission_names"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The Thai names stand in for the field."""
        may = self.has_change_permission(request, obj)
        return super().get_readonly_fields(request, obj) if may else ["name", "permission_names"]

    @admin.display(description="สิทธิ์")
    def permission_names(self, obj: Group) -> str:
        """What the group may do."""
        permissions = obj.permissions.select_related("content_type").order_by(
            "content_type__app_label", "content_type__model", "codename"
        )
        return ", ".join(permission_name(permission) for permission in permissions)
