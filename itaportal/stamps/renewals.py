"""Which public pages a write renews: a row for each model of the portal, and nothing else decides it.

A row says how far a write reaches (`Reach`) and, by SQL, which public years of which agencies it is about. That is
asked of the row as it was and as it becomes, in the transaction of the write. A year that the public does not see, or
sees as a version froze it, is about nobody: a draft renews nothing.

Models that say by `unstamped` why no page is drawn from them, and history, need no row. `manage.py check` names a
model without one; until it has one, a write to it renews everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.db.models import Model
from simple_history.models import HistoricalChanges


class Reach(Enum):
    """What a write renews."""

    NOTHING = "nothing public"
    AGENCY = "the agency's pages"
    LISTS = "the agency's pages, the year's open data and all lists"
    EVERYTHING = "every public page"


@dataclass(frozen=True)
class Renewal:
    """One reach of a model's writes.

    `years` is a SELECT of the agencies' keys and fiscal years that a row is about, where `{row}` stands for the row.
    `columns` are the model's fields whose change counts, all of them where none is named.
    """

    reach: Reach
    years: str = ""
    columns: tuple[str, ...] = ()


_VERSIONS = "EXISTS (SELECT 1 FROM itaportal_publication v WHERE v.assessment_id = {year} AND v.kind = 'analysis')"
_FROZEN = _VERSIONS.replace("{year}", "y.id")
_HAD_PAGES = "EXISTS (SELECT 1 FROM itaportal_publication v WHERE v.assessment_id = y.id)"
_SEEN = "y.status = 'published'"
_OPEN = f"{_SEEN} AND NOT {_FROZEN}"  # the public sees the stored data themselves
_YEARS = "SELECT y.agency_id AS agency, y.fiscal_year AS year FROM assessments_assessment y"
_PLANS = f"{_YEARS} JOIN measures_measureplan p ON p.assessment_id = y.id"
_MEASURES = f"{_PLANS} JOIN measures_measure m ON m.plan_id = p.id"

_NOTHING = (Renewal(Reach.NOTHING),)
_EVERYTHING = (Renewal(Reach.EVERYTHING),)


def _of_open_years(years: str, key: str, column: str) -> tuple[Renewal, ...]:
    """What belongs to a year that the public may see as it is stored."""
    return (Renewal(Reach.LISTS, f"{years} WHERE {key} = {{row}}.{column} AND {_OPEN}"),)  # our own names


_ROWS: dict[str, tuple[Renewal, ...]] = {
    # An agency's name tells others of the same name apart by place. Versions of a draft, too, show the agency.
    "assessments.Agency": (
        Renewal(
            Reach.LISTS,
            f"{_YEARS} JOIN assessments_agency a ON a.id = y.agency_id "  # our own names
            f"WHERE (a.id = {{row}}.id OR a.name = {{row}}.name) AND ({_SEEN} OR {_HAD_PAGES})",
        ),
    ),
    "assessments.AgencySeal": _of_open_years(_YEARS, "y.agency_id", "agency_id"),
    "assessments.Membership": _NOTHING,
    "assessments.Criteria": _EVERYTHING,
    "assessments.ToolWeight": _EVERYTHING,
    "assessments.Indicator": _EVERYTHING,
    "assessments.RatingLevel": _EVERYTHING,
    "assessments.ConclusionBand": _EVERYTHING,
    "assessments.NationalMean": _EVERYTHING,
    "assessments.OitItem": _EVERYTHING,
    # Whether the public sees a year at all, and under which address; of a year without a version, all of it.
    "assessments.Assessment": (
        Renewal(
            Reach.LISTS,
            "SELECT {row}.agency_id AS agency, {row}.fiscal_year AS year WHERE {row}.status = 'published'",
            columns=("status", "agency", "fiscal_year"),
        ),
        Renewal(
            Reach.LISTS,
            "SELECT {row}.agency_id AS agency, {row}.fiscal_year AS year WHERE {row}.status = 'published' AND NOT "
            + _VERSIONS.replace("{year}", "{row}.id"),
        ),
    ),
    "assessments.IndicatorScore": _of_open_years(_YEARS, "y.id", "assessment_id"),
    "measures.Unit": _of_open_years(_YEARS, "y.agency_id", "agency_id"),
    "measures.MeasurePlan": _of_open_years(_YEARS, "y.id", "assessment_id"),
    "measures.Measure": _of_open_years(_PLANS, "p.id", "plan_id"),
    "measures.MeasureStep": _of_open_years(_MEASURES, "m.id", "measure_id"),
    "measures.MeasureUnit": _of_open_years(_MEASURES, "m.id", "measure_id"),
    # The public sees of a report what state a measure is in since when, also beside a frozen plan.
    "measures.ProgressUpdate": (
        Renewal(
            Reach.AGENCY,
            f"{_MEASURES} WHERE m.id = {{row}}.measure_id AND {_SEEN}",  # our own names
            columns=("measure", "reported_on", "status"),
        ),
    ),
    "measures.Evidence": _NOTHING,
    "itaportal.SiteAddress": _EVERYTHING,
    "itaportal.Publication": (
        Renewal(Reach.LISTS, f"{_YEARS} WHERE y.id = {{row}}.assessment_id"),  # our own names
    ),
    "itaportal.PublishedFile": (
        Renewal(
            Reach.LISTS,
            f"{_YEARS} JOIN itaportal_publication v ON v.assessment_id = y.id WHERE v.id = {{row}}.publication_id",
        ),
    ),
    "itaportal.ParagraphText": _of_open_years(_YEARS, "y.id", "assessment_id"),
    "itaportal.Signatory": _of_open_years(_YEARS, "y.id", "assessment_id"),
}


def renewals() -> Iterator[tuple[type[Model], tuple[Renewal, ...]]]:
    """Every model of `settings.PORTAL_APPS` with what a write to it renews; history is left out."""
    for model in apps.get_models(include_auto_created=True):
        options = model._meta
        if options.app_label not in settings.PORTAL_LABELS or options.proxy or not options.managed:
            continue
        if not issubclass(model, HistoricalChanges):
            unstamped = getattr(model, "unstamped", "")
            yield model, _NOTHING if unstamped else _ROWS.get(options.label, _EVERYTHING)


def check_renewals(**_: Any) -> list[CheckMessage]:
    """Find models of which nobody has said what they renew; receives what Django hands to a system check."""
    missing = [model._meta.label for model, found in renewals() if found is _EVERYTHING]
    return [
        Error(
            f"ไม่มีใครกำหนดว่าการบันทึก {label} ทำให้หน้าสาธารณะใดต้องสร้างใหม่ จึงสร้างใหม่ทุกหน้าทุกครั้ง",
            hint="เพิ่มบรรทัดของโมเดลใน itaportal/stamps/renewals.py หรือกำหนด unstamped พร้อมเหตุผลในโมเดล",
            id="itaportal.E003",
        )
        for label in missing
        if label not in _ROWS
    ]
