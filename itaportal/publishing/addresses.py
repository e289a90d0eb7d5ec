"""The permanent address of a version as documents print it: where the public reaches the portal, and what follows."""

from django.conf import settings
from django.urls import reverse

from assessments.models import Assessment
from itaportal.models import Publication

from .kinds import Kind


def site_url() -> str:
    """Where the public reaches the portal's first page, without a stroke at the end; empty where nobody said."""
    return str(settings.SITE_URL)


def permanent_address(assessment: Assessment, kind: Kind, version: int) -> str:
    """The whole address of a version, which need not be there yet; empty where nobody said where the portal is."""
    site = site_url()
    page = Publication(assessment=assessment, kind=kind.code, version=version).get_absolute_url()
    return f"{site}/{page.removeprefix(reverse('home'))}" if site else ""
