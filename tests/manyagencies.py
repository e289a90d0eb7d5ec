"""Many agencies with published results, written straight to the tables: for tests of lists, not of scoring."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from assessments.models import Agency, Assessment, Criteria
from itaportal.models import Publication, PublicationKind


def agencies_of(overalls: Sequence[str | None], *, year: int = 2568, start: int = 0, **fields: object) -> list[Agency]:
    """One agency for each overall, `a000` and so on, with a published year; IIT and EIT are 99, OIT the overall."""
    common = {"kind": "อบต.", "province": "ร้อยเอ็ด", "district": "พนมไพร"} | fields
    agencies = Agency.objects.bulk_create(
        Agency(slug=f"a{number:03}", name=f"อบต.ที่ {number:03}", short_name=f"ย่อ {number:03}", **common)
        for number in range(start, start + len(overalls))
    )
    years_of(agencies, overalls, year=year)
    return agencies


def years_of(agencies: Sequence[Agency], overalls: Sequence[str | None], *, year: int, status: str = "published"):
    """A stored year for each agency."""
    criteria = Criteria.objects.get(first_year__lte=year, last_year__gte=year)
    return Assessment.objects.bulk_create(
        Assessment(
            agency=agency,
            fiscal_year=year,
            criteria=criteria,
            status=status,
            result_overall=None if overall is None else Decimal(overall),
            result_level="ผ่านดี" if overall is not None and Decimal(overall) >= 85 else "ต้องปรับปรุง",
            result_iit=Decimal("99.00"),
            result_eit=Decimal("99.00"),
            result_oit=None if overall is None else Decimal(overall),
        )
        for agency, overall in zip(agencies, overalls, strict=True)
    )


def version_of(agency: Agency, overall: str, *, year: int = 2568, version: int = 1, withdrawn: bool = False):
    """A published version of the agency's year with figures of its own; its snapshot is left empty."""
    now = timezone.now()
    return Publication.objects.create(
        assessment=Assessment.objects.get(agency=agency, fiscal_year=year),
        kind=PublicationKind.ANALYSIS,
        version=version,
        snapshot={},
        checksum="0" * 64,
        published_at=now,
        withdrawn_at=now if withdrawn else None,
        withdrawn_reason="ผิด" if withdrawn else "",
        result_overall=Decimal(overall),
        result_level="ผ่านดี",
        result_iit=Decimal(overall),
        result_eit=Decimal(overall),
        result_oit=Decimal(overall),
    )
