"""Who has signed in with a password that somebody else gave changes it before anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from . import devices
from .models import FirstPassword

MUST_CHANGE = "must_change_password"  # in the session: a new password ends all others, so that none lacks it


def note_sign_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Note of a new session what must come first, and have its device known; receives Django's `user_logged_in`."""
    if FirstPassword.objects.filter(user=user).exists():
        request.session[MUST_CHANGE] = True
    devices.note(request, user)


class FirstPasswords:
    """Middleware; stands inside authentication, and outside what keeps pages and forms.

    Until the password is changed, such a person is a visitor on the public pages, and in the admin is led to the page
    that changes it. A form that is sent meanwhile is not done, and its text stays in the browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._admin = reverse("admin:index")
        self._change = reverse("admin:password_change")
        self._open = {self._change, *(reverse(f"admin:{name}") for name in ("login", "logout", "jsi18n"))}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead to the page for a new password where one is due; set the cookie of a device that has signed in."""
        if request.path_info == "/healthz":  # answers while the database does not
            return self.get_response(request)
        if request.user.is_authenticated and MUST_CHANGE in request.session:
            if not request.path_info.startswith(self._admin):
                request.user = AnonymousUser()
            elif request.path_info not in self._open:
                return HttpResponseRedirect(self._address(request))
        response = self.get_response(request)
        devices.remember(request, response)
        return response

    def _address(self, request: HttpRequest) -> str:
        if request.method not in ("GET", "HEAD"):
            return self._change
        query = QueryDict(mutable=True)
        query[REDIRECT_FIELD_NAME] = request.get_full_path()
        return f"{self._change}?{query.urlencode(safe='/')}"
