"""What must be in place before the portal serves: static files, an administrator, the reference report as a PDF.

Every step looks first whether its work is done already, so that a second start takes seconds.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import transaction

from assessments.models import Assessment
from itaportal.accounts import actions as accounts
from itaportal.report.building import load_report

ADMIN_NAME = "admin"
STATIC_KEY = settings.VAR_DIR / "static.key"
REPORT_FILE = settings.VAR_DIR / "reports" / "chanuwan-2568.pdf"

# What the report's bytes depend on besides its data.
_REPORT_SOURCES = (*settings.PORTAL_PACKAGES, "templates", "static", "requirements.txt")


@dataclass(frozen=True)
class AdminLogin:
    """The first administrator: `name` is empty where others hold that role and there is no such account.

    `password` is the generated one, told once: where the account was `created`. `kept`: it still opens the account,
    and stands in `var/admin-password`.
    """

    name: str
    password: str | None
    created: bool
    kept: bool


@transaction.atomic
def ensure_admin() -> AdminLogin:
    """Create the account `admin` where no active superuser exists yet; an existing account is never changed.

    The generated password must be changed at the first sign-in, also where an earlier release generated it. It is kept
    in `var/admin-password` till then.
    """
    users = get_user_model().objects
    created = not users.filter(is_superuser=True, is_active=True).exists() and not users.filter(username=ADMIN_NAME)
    if created:
        users.create_superuser(ADMIN_NAME, password=accounts.keep_password())
    user = users.filter(username=ADMIN_NAME, is_superuser=True, is_active=True).first()
    if user is None:
        return AdminLogin(name="", password=None, created=False, kept=False)
    password = accounts.kept_password()
    kept = bool(password) and user.check_password(password)
    if kept:
        accounts.must_change(user=user)
    return AdminLogin(name=ADMIN_NAME, password=password if created else None, created=created, kept=kept)


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
