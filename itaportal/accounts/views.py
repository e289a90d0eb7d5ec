"""The page on which people change their own password, and the one that says how long a pause lasts."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView, RedirectURLMixin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from assessments.textgate import GateForm
from assessments.thai import thai_digits

from . import devices
from .actions import set_own_password
from .middleware import MUST_CHANGE
from .pauses import PAUSE


class OwnPasswordForm(GateForm, PasswordChangeForm):
    """The old password, and a new one twice. The old one is as hard to guess here as at signing in."""

    required_css_class = "required"
    error_messages = {
        **PasswordChangeForm.error_messages,
        "password_incorrect": "รหัสผ่านเดิมไม่ถูกต้อง กรุณาใส่รหัสผ่านที่ใช้เข้าสู่ระบบครั้งนี้อีกครั้ง",
    }

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        self.request = request
        super().__init__(request.user, *args, **kwargs)  # type: ignore[arg-type]  # signed in

    def clean_old_password(self) -> str:
        """Check the old password the way that signing in does, so that failures are counted and pause."""
        old = str(self.cleaned_data["old_password"])
        if authenticate(self.request, username=self.user.get_username(), password=old) != self.user:
            raise ValidationError(self.error_messages["password_incorrect"], code="password_incorrect")
        return old

    def clean_new_password1(self) -> str:
        """The new password, if it is another than the old one."""
        new = str(self.cleaned_data["new_password1"])
        if new == self.cleaned_data.get("old_password"):
            raise ValidationError("รหัสผ่านใหม่ต้องต่างจากรหัสผ่านเดิม กรุณาตั้งรหัสผ่านอื่น", code="same")
        return new

    def validate_password_for_user(self, user: Any, *_: Any, **kwargs: Any) -> None:
        """Say at the new password itself what is wrong with it; Django says it at its repetition."""
        super().validate_password_for_user(user, "new_password1", **kwargs)


class ChangePassword(RedirectURLMixin, PasswordChangeView):
    """Changing one's own password; after a first password this comes before anything else."""

    form_class = OwnPasswordForm
    template_name = "admin/password_change.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form asks for the request, whose person it is about."""
        kwargs = super().get_form_kwargs()
        del kwargs["user"]
        return {**kwargs, "request": self.request}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page shows: whether the change is due, and where it leads afterwards."""
        return super().get_context_data(
            **admin.site.each_context(self.request),
            must_change=MUST_CHANGE in self.request.session,
            next=self.get_redirect_url(),
            **kwargs,
        )

    def form_valid(self, form: Any) -> HttpResponse:
        """Set the password; this session goes on, all others of the account end."""
        set_own_password(user=form.user, password=form.cleaned_data["new_password1"], by=form.user)
        self.request.session.pop(MUST_CHANGE, None)
        update_session_auth_hash(self.request, form.user)
        credentials = {"username": form.user.get_username()}
        AxesProxyHandler.get_implementation().reset_user_attempts(self.request, credentials)
        devices.note(self.request, form.user)
        messages.success(self.request, "เปลี่ยนรหัสผ่านแล้ว ครั้งต่อไปกรุณาเข้าสู่ระบบด้วยรหัสผ่านใหม่")
        return HttpResponseRedirect(self.get_redirect_url() or reverse("admin:index"))


def paused(request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None) -> HttpResponse:
    """Answer a try during a pause with its end; settings name this as AXES_LOCKOUT_CALLABLE."""
    now = timezone.now()
    until = AxesProxyHandler.get_implementation().paused_until(request, credentials) or now + PAUSE
    shown = timezone.localtime(until + timedelta(seconds=59))  # the minute after it: never earlier than said
    context = {
        **admin.site.each_context(request),
        "changing": request.user.is_authenticated,
        "until": thai_digits(f"{shown:%H.%M}"),
        "minutes": thai_digits(math.ceil(PAUSE.total_seconds() / 60)),
        "tries": thai_digits(settings.AXES_FAILURE_LIMIT),
    }
    answer = render(request, "admin/lockout.html", context, status=429)
    answer["Retry-After"] = str(max(1, math.ceil((until - now).total_seconds())))
    add_never_cache_headers(answer)
    return answer
