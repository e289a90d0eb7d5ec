"""Passwords that somebody else gave, and one's own."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from assessments.trail import writes

from .models import FirstPassword

# Without 0/o, 1/l/i: the password is read off a screen and typed.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# The first administrator's password, until it is changed.
PASSWORD_FILE = Path(settings.VAR_DIR) / "admin-password"


def new_password() -> str:
    """A password to be read off and typed once: four groups of four signs, 79 bits."""
    return "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))


@writes
def give_password(*, user: User, by: User | None) -> str:
    """Set a generated password for somebody, to be changed at the next sign-in, and return it.

    It is nowhere kept in plain text. Whoever is signed in to the account is signed out.
    """
    password = new_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    must_change(user=user)
    return password


def must_change(*, user: User) -> None:
    """Have the password that the account has now changed at the next sign-in."""
    FirstPassword.objects.update_or_create(user=user)


@writes
def set_own_password(*, user: User, password: str, by: User | None) -> None:
    """Set the password that the account's own person chose; what was kept of a first one goes."""
    held = kept_password()
    was_kept = bool(held) and user.check_password(held)
    user.set_password(password)
    user.save(update_fields=["password"])
    FirstPassword.objects.filter(user=user).delete()
    if was_kept:
        transaction.on_commit(forget_kept_password)


def kept_password() -> str:
    """The password in `var/admin-password`; empty where there is no such file."""
    try:
        return PASSWORD_FILE.read_text().strip()
    except FileNotFoundError:
        return ""


def keep_password() -> str:
    """Return the password in the file, writing a new one where there is none; its owner alone can read it."""
    if not PASSWORD_FILE.exists():
        PASSWORD_FILE.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(PASSWORD_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{new_password()}\n")
    return PASSWORD_FILE.read_text().strip()


def forget_kept_password() -> None:
    """Remove the file: its password opens nothing any more."""
    PASSWORD_FILE.unlink(missing_ok=True)
