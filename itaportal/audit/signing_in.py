"""Records who signed in, who failed to, and when a name was paused: told by Django's and axes' signals."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest

from assessments import trail
from assessments.trail import PORTAL, Action, Door, Event, Kind

from .names import NOBODY


def watch() -> None:
    """Record sign-ins from now on."""
    user_logged_in.connect(_signed_in, dispatch_uid="itaportal.audit.signed_in")
    user_login_failed.connect(_failed, dispatch_uid="itaportal.audit.failed")
    user_locked_out.connect(_paused, dispatch_uid="itaportal.audit.paused")


def _signed_in(sender: Any, request: HttpRequest | None, user: Any, **_: Any) -> None:
    _record(Action.SIGNED_IN, request, by=user)


def _failed(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if not getattr(request, "axes_locked_out", False):  # else `_paused` tells of it
        _record(Action.FAILED, request, name=str(credentials.get("username") or ""))


def _paused(sender: Any, request: HttpRequest | None = None, username: str | None = None, **_: Any) -> None:
    _record(Action.PAUSED, request, name=username or "")


def _record(action: Action, request: HttpRequest | None, *, by: Any = None, name: str = "") -> None:
    """Record a try. A name that no account has may be a password typed into the wrong field: it is not kept."""
    person = ""
    if by is None:
        known = get_user_model().objects.filter(username=name).first() if name else None
        person = f"{NOBODY} (บัญชี {known.get_username()})" if known else f"{NOBODY} (ชื่อที่ไม่มีบัญชี)"
    event = Event(PORTAL, Kind.SIGN_IN, action, person=person, address=_address(request))
    with trail.through(Door.SIGN_IN):
        trail.tell(event, by=by)


def _address(request: HttpRequest | None) -> str:
    """The visitor's address as axes takes it, which knows the proxies that are trusted."""
    if request is None:
        return ""
    return str(getattr(request, "axes_ip_address", None) or request.META.get("REMOTE_ADDR") or "")
