"""The permanent address of a version as documents print it: where the public opens the portal, and what follows."""

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from assessments import trail
from assessments.authorship import name_of
from assessments.models import Assessment
from assessments.policies import Reader
from itaportal.models import Publication, SiteAddress
from itaportal.site_address import fault, trimmed

from .kinds import Kind


def site_url() -> str:
    """Where the public opens the portal's first page, without a stroke at the end; empty where nobody said.

    What an administrator said stands before the setting.
    """
    said = SiteAddress.objects.values_list("url", flat=True).first()
    return said or str(settings.SITE_URL)


def may_set_site_url(reader: Reader) -> bool:
    """Whether `reader` may say where the portal is: an administrator."""
    return bool(reader.is_active and reader.is_staff and reader.has_perm("itaportal.change_siteaddress"))


@trail.writes
def set_site_url(*, url: str, by: User) -> str:
    """Say where the portal is, for versions published from now on; an empty `url` takes that back. Returns it as kept.

    Raises PermissionDenied where `by` may not, ValidationError for what is no such address.
    """
    if not may_set_site_url(by):
        raise PermissionDenied
    url = trimmed(url)
    if url and (wrong := fault(url)):
        raise ValidationError(f"ที่อยู่เว็บ{wrong[0]}")
    said = {"url": url, "changed_at": timezone.now(), "changer_name": name_of(by)}
    SiteAddress.objects.update_or_create(pk=SiteAddress.ONLY, defaults=said)
    return url


def permanent_address(assessment: Assessment, kind: Kind, version: int) -> str:
    """The whole address of a version, which need not be there yet; empty where nobody said where the portal is."""
    site = site_url()
    page = Publication(assessment=assessment, kind=kind.code, version=version).get_absolute_url()
    return f"{site}/{page.removeprefix(reverse('home'))}" if site else ""
