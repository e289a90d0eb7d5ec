"""The feed of publications (Atom, RFC 4287): versions as they are published, of all agencies or of one.

A version that was withdrawn is not in it any more. Made-up agencies are in none.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import localtime

from assessments.enums import AssessmentStatus
from assessments.models import Agency, label_agencies
from assessments.thai import format_date, format_score, thai_digits
from itaportal.models import Publication
from itaportal.publishing.kinds import KINDS

from .site import NAME, Site

LENGTH = 100  # entries: some weeks of a country's busiest season are fetched by readers day by day
# Entries keep their names when the portal moves to another address.
_ENTRIES = uuid.UUID("0f0e6f0e-6c8f-5d0e-9d0a-2f6b1c7a9e51")


def publications(agency: Agency | None = None) -> QuerySet[Publication]:
    """The newest versions that the public may read, of one agency or of all real ones."""
    found = Publication.objects.live().filter(
        kind__in=KINDS, assessment__status=AssessmentStatus.PUBLISHED, assessment__agency__is_sample=False
    )
    if agency:
        found = found.filter(assessment__agency=agency)
    # By key, which grows with every publication: the database need not look at all the others.
    return found.select_related("assessment__agency").defer("snapshot").order_by("-pk")[:LENGTH]


def atom(site: Site, address: str, versions: Iterable[Publication], agency: Agency | None = None) -> str:
    """The feed at `address` (a path), of one agency or of all."""
    name = f"{agency.name} " if agency else ""
    feed = Atom1Feed(
        title=f"{name}ฉบับที่เผยแพร่ | {NAME}",
        link=site.address(agency.get_absolute_url() if agency else reverse("home")),
        description="",
        language="th",
        author_name=NAME,
        feed_url=site.address(address),
    )
    shown = list(versions)
    label_agencies(version.assessment.agency for version in shown)
    for version in shown:
        of, year = version.assessment.agency, version.assessment.fiscal_year
        feed.add_item(
            title=f"{of.label} {version.get_kind_display()} ปีงบประมาณ พ.ศ. {thai_digits(year)} "
            f"ฉบับที่ {thai_digits(version.version)}",
            link=site.address(version.get_absolute_url()),
            description=_summary(version),
            unique_id=f"urn:uuid:{uuid.uuid5(_ENTRIES, f'{version.get_absolute_url()} {version.checksum}')}",
            pubdate=version.published_at,
            updateddate=version.published_at,
            author_name=of.name,
            categories=[str(year)],
        )
    return str(feed.writeString("utf-8"))


def _summary(version: Publication) -> str:
    day = f"เผยแพร่เมื่อวันที่ {format_date(localtime(version.published_at).date())}"
    if version.result_overall is None:
        return day
    level = f" ระดับ “{version.result_level}”" if version.result_level else ""
    return f"คะแนนภาพรวม {format_score(version.result_overall)} คะแนน{level} {day}"
