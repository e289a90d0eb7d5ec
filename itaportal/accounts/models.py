"""What the portal keeps of an account besides Django's own user."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FirstPassword(models.Model):
    """The password of this account was generated, or set by somebody else: it is to be changed at signing in.

    The row goes when the account's person has set a password of their own (`accounts.actions`).
    """

    unstamped = "nothing of it is shown to the public"

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="first_password", verbose_name="ผู้ใช้"
    )
    given_at = models.DateTimeField("ตั้งเมื่อ", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "รหัสผ่านแรก"
        default_permissions = ()  # no page of its own

    def __str__(self) -> str:
        return f"รหัสผ่านแรกของ {self.user}"
