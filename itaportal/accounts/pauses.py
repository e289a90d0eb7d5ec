"""How guessing passwords is slowed: django-axes counts, this says of whom.

Axes counts by name, address and browser (`user_agent`) with one limit for all. Its place for the browser holds a device
here, so that three things can be counted apart:

- an unknown device: by name and address. Five failures pause this name from this address, and nobody else;
- a device on which the name has signed in before (`devices`): by name and device, wherever it is. What strangers do
  does not count for it;
- the names that were tried in vain from one address by unknown devices: from `MOST_NAMES` on, the address pauses.

A pause lasts `PAUSE` from the failure that brought it. A try meanwhile is refused without looking at the password, and
is not counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_failure_limit
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

from .devices import known_device

PAUSE: timedelta = settings.AXES_COOLOFF_TIME
MOST_NAMES = 15  # so many new colleagues of one office may mistype within a quarter of an hour; 1,440 names a day
UNKNOWN = ""  # the device of whoever shows no cookie of the account


def counted_by(request: HttpRequest, credentials: dict[str, Any] | None = None) -> list[list[str]]:
    """What a failure is counted by; settings name this as AXES_LOCKOUT_PARAMETERS."""
    known = getattr(request, "axes_user_agent", UNKNOWN) != UNKNOWN
    return [["username", "user_agent"] if known else ["username", "ip_address", "user_agent"]]


class Pauses(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Axes's own handler, told which device asks; settings name it as AXES_HANDLER."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether the password may be looked at."""
        _tell_device(request, get_client_username(request, credentials))
        return bool(super().is_allowed(request, credentials))

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Whether this name, or this address for all names, is paused."""
        return bool(super().is_locked(request, credentials)) or _names_of(request).count() >= MOST_NAMES

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count a failure."""
        if request is not None:
            _tell_device(request, get_client_username(request, credentials))
        super().user_login_failed(sender, credentials, request, **kwargs)

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        """Forget the failures of who has signed in."""
        _tell_device(request, user.get_username())
        super().user_logged_in(sender, request, user, **kwargs)

    def paused_until(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> datetime | None:
        """When the pause ends that this request met; None where there is none."""
        ends = [
            attempt.attempt_time + PAUSE
            for attempts in self.get_user_attempts(request, credentials)
            for attempt in attempts.filter(failures_since_start__gte=get_failure_limit(request, credentials))
        ]
        # The address is free again when one name fewer than that is left.
        ends += [attempt.attempt_time + PAUSE for attempt in _names_of(request)[MOST_NAMES - 1 : MOST_NAMES]]
        return max(ends, default=None)


def _tell_device(request: HttpRequest, username: str | None) -> None:
    request.axes_user_agent = known_device(request, username or "")  # type: ignore[attr-defined]  # axes's own


def _names_of(request: Any) -> Any:
    """The names that unknown devices tried in vain from this address within a pause, the newest first."""
    if request.axes_user_agent != UNKNOWN:
        return AccessAttempt.objects.none()
    since = request.axes_attempt_time - PAUSE
    tried = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address, user_agent=UNKNOWN, attempt_time__gte=since
    )
    return tried.order_by("-attempt_time")
