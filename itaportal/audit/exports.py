"""Records who took drafts out of the portal: tables of the page of files, and files of a year that is not published."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from assessments import trail
from assessments.models import Assessment, AssessmentQuerySet
from assessments.trail import PORTAL, Action, Event, Kind, Owner


def note_export(*, table: str, form: str, assessments: AssessmentQuerySet, by: AbstractBaseUser) -> None:
    """Record the export of a table: in the chain of the agency where it is of one alone, else in the portal's."""
    of = assessments.order_by().values_list("agency", flat=True).distinct()
    facts: dict[str, Any] = {"table": table, "form": form, "years": assessments.count(), "agencies": of.count()}
    owner = PORTAL
    if facts["agencies"] == 1 and (one := assessments.select_related("agency").first()):
        owner = Owner(one.agency_id, one.agency.name_and_place, one.fiscal_year if facts["years"] == 1 else None)
    trail.tell(Event(owner, Kind.EXPORT, Action.EXPORTED, facts=facts), by=by)


def note_draft_file(*, assessment: Assessment, name: str, by: AbstractBaseUser) -> None:
    """Record that a file was drawn of a draft."""
    owner = Owner(assessment.agency_id, assessment.agency.name_and_place, assessment.fiscal_year)
    trail.tell(Event(owner, Kind.EXPORT, Action.EXPORTED, facts={"file": name}), by=by)
