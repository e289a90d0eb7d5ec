"""Loads the shipped reference agency: one real year, from scores to measures."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from assessments import actions as assessment_actions
from assessments.actions import ScoreEntry
from assessments.loading import load_criteria
from assessments.models import Assessment
from itaportal.publishing import actions as publishing
from measures import actions as measure_actions
from measures.models import Measure, MeasurePlan

REFERENCE_FILE = settings.BASE_DIR / "fixtures" / "chanuwan-2568.json"
SLUG = "chanuwan"  # of the agency in that file


def install_reference() -> tuple[Assessment, bool]:
    """Load the reference agency and publish its first version, whose files then lie under `PUBLISHED_ROOT`.

    Returns the assessment and whether anything was done. What exists is left as it is; a year that was made public
    without a version, by an older portal or a start that was cut short, gets its first one. Raises ValidationError or
    `formats.pdf.build.PdfBuildError` where that cannot be published; the data are loaded all the same.
    """
    assessment, created = load_reference()
    if not assessment.is_published or assessment.is_frozen:
        return assessment, created
    publishing.publish(assessment=assessment, by=None)
    return assessment, True


@transaction.atomic
def load_reference() -> tuple[Assessment, bool]:
    """Load criteria and the reference agency, public but without a version; return it and whether it was created now.

    Where the agency's year is already there nothing is changed, so that work done on it is never overwritten.
    """
    load_criteria()
    data = json.loads(REFERENCE_FILE.read_text(encoding="utf-8"))
    agency_data = {name: value for name, value in data["agency"].items() if name != "units"}
    year = data["assessment"]["fiscal_year"]
    agency = assessment_actions.get_or_create_agency(**agency_data)
    existing = Assessment.objects.filter(agency=agency, fiscal_year=year).first()
    if existing:
        return existing, False
    measure_actions.ensure_units(agency=agency, names=data["agency"]["units"])
    assessment = _load_assessment(Assessment(agency=agency, fiscal_year=year), data["assessment"])
    _load_plan(assessment, data["plan"])
    return assessment_actions.publish(assessment=assessment, by=None), True


def _load_assessment(assessment: Assessment, data: dict[str, Any]) -> Assessment:
    for name in ("eit_part_1", "eit_part_2", "target", "published_overall"):
        setattr(assessment, name, None if data[name] is None else Decimal(data[name]))
    assessment.published_level = data["published_level"]
    entries = [
        ScoreEntry(indicator=int(number), score=Decimal(score), conclusion=data["conclusions"][number])
        for number, score in data["scores"].items()
    ]
    return assessment_actions.save_assessment(assessment=assessment, entries=entries, by=None)


def _load_plan(assessment: Assessment, data: dict[str, Any]) -> MeasurePlan:
    plan = measure_actions.start_plan(assessment=assessment, by=None)
    measures: dict[int, Measure] = {measure.indicator.number: measure for measure in plan.measures.all()}
    for row in data["measures"]:
        measure = measures[row["indicator"]]
        measure.titles = "\n".join(row["titles"])
        measure.analysis = row["analysis"]
        measure.period_start = date.fromisoformat(data["period_start"])
        measure.period_end = date.fromisoformat(data["period_end"])
        units = measure_actions.ensure_units(agency=assessment.agency, names=row["units"])
        measure_actions.save_measure(measure=measure, steps=row["steps"], units=units, by=None)
    return plan
