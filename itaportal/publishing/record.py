"""What publishing tells the record (`trail`) of a version: every column of its row, so that it can be held against it.

`COLUMNS` and `WITHDRAWAL` name all columns of `Publication` between them, which a test asks for. The snapshot stands
there by its checksum, other JSON by its SHA-256.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from assessments.models import Agency, Assessment
from assessments.trail import Action, Event, Kind, Owner
from assessments.trail import head_of as head
from itaportal.models import Publication, PublishedFile
from itaportal.report.canonical import checksum_of
from itaportal.report.document import RecordHead

WITHDRAWAL = ("withdrawn_at", "withdrawn_by_id", "withdrawn_reason")
COLUMNS = (
    *("id", "assessment_id", "kind", "version", "checksum", "published_at", "published_by_id", "publisher_name"),
    *("advisories", "advisories_reason", "result_overall", "result_level", "result_level_announced"),
    *("result_iit", "result_eit", "result_oit", "result_indicators"),
)
BY_DIGEST = ("advisories", "result_indicators")
BY_CHECKSUM = ("snapshot",)


def published(publication: Publication, files: Iterable[PublishedFile]) -> Event:
    """The event of a new version."""
    facts = {**named(publication), "columns": columns(publication), "files": file_sums(files)}
    reason = publication.advisories_reason
    return Event(_owner(publication), Kind.PUBLICATION, Action.PUBLISHED, reason, facts)


def withdrawn(publication: Publication) -> Event:
    """The event of a version that was taken back."""
    facts = {**named(publication), "withdrawal": withdrawal(publication)}
    return Event(_owner(publication), Kind.PUBLICATION, Action.WITHDRAWN, publication.withdrawn_reason, facts)


def head_of(assessment: Assessment) -> RecordHead | None:
    """The end of the agency's chain now, to be printed in the next version; None where nothing was recorded."""
    found = head(assessment.agency_id)
    return RecordHead(*found) if found else None


def removal(agency: Agency, publications: QuerySet[Publication]) -> Event:
    """The event of an example whose versions go with it."""
    facts = {"versions_removed": sorted(publications.values_list("pk", flat=True))}
    return Event(Owner(agency.pk, agency.name_and_place), Kind.EXAMPLE, Action.DELETED, facts=facts)


def named(publication: Any) -> dict[str, Any]:
    """Which version a row is, as people and the record name it."""
    return {"publication": publication.pk, "document": publication.kind, "version": publication.version}


def columns(publication: Any) -> dict[str, Any]:
    """Every column that stays, ready for JSON."""
    return {name: _plain(name, getattr(publication, name)) for name in COLUMNS}


def withdrawal(publication: Any) -> dict[str, Any]:
    """The columns that withdrawing sets."""
    return {name: _plain(name, getattr(publication, name)) for name in WITHDRAWAL}


def file_sums(files: Iterable[Any]) -> dict[str, list[Any]]:
    """Each file's name with its key, size and SHA-256."""
    return {file.name: [file.pk, file.size, file.sha256] for file in files}


def _plain(name: str, value: Any) -> Any:
    if name in BY_DIGEST:
        return checksum_of(value)
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        case Decimal():
            return f"{value:.2f}"
    return value


def _owner(publication: Publication) -> Owner:
    agency = publication.assessment.agency
    return Owner(agency.pk, agency.name_and_place, publication.assessment.fiscal_year)
