"""What must be in place before the portal serves: static files, an administrator, the reference report as a PDF.

Every step looks first whether its work is done already, so that a second start takes seconds.
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import transaction

from assessments.models import Assessment
from itaportal.report.building import load_report

ADMIN_NAME = "admin"
PASSWORD_FILE = settings.VAR_DIR / "admin-password"
STATIC_KEY = settings.VAR_DIR / "static.key"
REPORT_FILE = settings.VAR_DIR / "reports" / "chanuwan-2568.pdf"

# Without 0/o, 1/l/i: the password is read off a screen and typed.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
# What the report's bytes depend on besides its data.
_REPORT_SOURCES = (*settings.PORTAL_PACKAGES, "templates", "static", "requirements.txt")


@dataclass(frozen=True)
class AdminLogin:
    """The first administrator: `name` is empty where others hold that role and there is no such account.

    `password` is the generated one while it still opens the account, else None.
    """

    name: str
    password: str | None
    created: bool


@transaction.atomic
def ensure_admin() -> AdminLogin:
    """Create the account `admin` where no active superuser exists yet; an existing account is never changed.

    The generated password is kept in `var/admin-password`, readable by the owner of the file only.
    """
    users = get_user_model().objects
    created = not users.filter(is_superuser=True, is_active=True).exists() and not users.filter(username=ADMIN_NAME)
    if created:
        users.create_superuser(ADMIN_NAME, password=_kept_password())
    user = users.filter(username=ADMIN_NAME, is_superuser=True, is_active=True).first()
    if user is None:
        return AdminLogin(name="", password=None, created=False)
    password = PASSWORD_FILE.read_text().strip() if PASSWORD_FILE.exists() else None
    if password and not user.check_password(password):
        password = None  # changed since, as it should be: what the file says is stale
    return AdminLogin(name=ADMIN_NAME, password=password, created=created)


def _kept_password() -> str:
    """Return the password in the file, writing a new one (78 bits) where there is none."""
    if not PASSWORD_FILE.exists():
        password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
        PASSWORD_FILE.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(PASSWORD_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{password}\n")
    return PASSWORD_FILE.read_text().strip()


def collect_static() -> bool:
    """Collect static files where one has changed since the last time; return whether that was so."""
    sources = (Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([".*"]))
    key = _digest(sources)
    if Path(settings.STATIC_ROOT).is_dir() and STATIC_KEY.exists() and STATIC_KEY.read_text() == key:
        return False
    # Cleared first: by time stamps alone, collectstatic would keep a file that was replaced by an older one.
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    STATIC_KEY.write_text(key)
    return True


def build_reference_pdf(assessment: Assessment, output: Path = REPORT_FILE) -> bool:
    """Write the PDF of the reference agency's year where it is missing or older than data or code.

    Returns whether it was written. Raises CommandError, as `build_report` does, where the year cannot be reported.
    """
    report = load_report(Assessment.objects.all(), assessment.agency.slug, assessment.fiscal_year)
    files = (path for name in _REPORT_SOURCES for path in _files(settings.BASE_DIR / name))
    key = _digest(files, seed=repr(report))
    key_file = output.with_suffix(".key")
    if output.exists() and key_file.exists() and key_file.read_text() == key:
        return False
    key_file.unlink(missing_ok=True)
    output.parent.mkdir(parents=True, exist_ok=True)
    agency, year = assessment.agency.slug, str(assessment.fiscal_year)
    call_command("build_report", agency, year, "--format", "pdf", "--output", str(output), verbosity=0)
    key_file.write_text(key)
    return True


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return (file for file in sorted(path.rglob("*")) if file.is_file() and "__pycache__" not in file.parts)


def _digest(files: Iterable[Path], seed: str = "") -> str:
    """Hash of the names and contents of files, in the order given."""
    digest = hashlib.sha256(seed.encode())
    for file in files:
        digest.update(f"{file}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
