"""The cookie of a device on which an account has signed in.

It opens nothing. It tells the owner from a stranger who guesses at the same name, even from the same address, so that
a stranger's failures never pause the owner: tries with it are counted by the device (`pauses`).

Each account has a cookie of its own, since several people may use one browser. It is signed, and ends with the
account's password, after half a year, or where the account is closed.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

AGE = timedelta(days=180)
_SALT = "itaportal.device"
_NEW = "_device_of"  # on a request: the account that has just signed in


def known_device(request: HttpRequest, username: str) -> str:
    """The name of the device, if this account has signed in on it; else an empty text."""
    if not any(name.startswith(settings.DEVICE_COOKIE_NAME) for name in request.COOKIES):
        return ""
    user = User.objects.filter(username=username, is_active=True).only("pk", "password").first()
    if user is None:
        return ""
    try:
        text = request.COOKIES.get(_cookie(user), "")
        device, bound = signing.loads(text, salt=_SALT, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(device) if constant_time_compare(str(bound), _bound_to(user)) else ""


def note(request: HttpRequest, user: User) -> None:
    """Have the answer to this request carry the account's cookie."""
    setattr(request, _NEW, user)


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Set the cookie of who has signed in, or changed the password, by this request."""
    user = getattr(request, _NEW, None)
    if user is not None:
        response.set_cookie(
            _cookie(user),
            signing.dumps([secrets.token_urlsafe(12), _bound_to(user)], salt=_SALT),
            max_age=AGE,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Strict",
        )


def _cookie(user: User) -> str:
    return f"{settings.DEVICE_COOKIE_NAME}-{user.pk}"


def _bound_to(user: User) -> str:
    return salted_hmac(_SALT, f"{user.pk}:{user.password}", algorithm="sha256").hexdigest()[:32]
