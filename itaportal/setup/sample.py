"""Loads the shipped sample: a made-up town with three years, to try the portal on what the reference agency is not.

A tool below 85, one indicator just at its target, parts of EIT known in one year only, measures with two titles and
several for an indicator, a year without a plan, a year that is missing, targets of its own.
"""

import json

from django.conf import settings
from django.core.exceptions import ValidationError

from assessments import actions as assessment_actions
from assessments import trail
from assessments.loading import load_criteria
from assessments.models import Agency, Assessment
from itaportal.publishing import actions as publishing

from .agency_files import save_agency, save_year

SAMPLE_FILE = settings.BASE_DIR / "fixtures" / "phutsakaeo-2565-2568.json"
SLUG = "phutsakaeo"  # of the agency in that file


def install_sample() -> list[Assessment]:
    """Load the sample and publish a first version of each of its years; return the years, the oldest first.

    Raises ValidationError where the sample is there already, and where a year cannot be published; the data of the
    latter are loaded all the same. Raises `formats.pdf.build.PdfBuildError` where a file cannot be drawn.
    """
    years = load_sample()
    for year in years:
        publishing.publish(assessment=year, by=None)
    return years


@trail.writes
def load_sample() -> list[Assessment]:
    """Load criteria and the sample's years, public but without versions; return them, the oldest first.

    Raises ValidationError, with nothing written, where the sample is there already: work done on it is never mixed
    with what is shipped.
    """
    load_criteria()
    data = json.loads(SAMPLE_FILE.read_text(encoding="utf-8"))
    if Agency.objects.filter(slug=data["agency"]["slug"]).exists():
        raise ValidationError(f"มีหน่วยงานตัวอย่าง “{data['agency']['name']}” อยู่แล้ว จึงไม่ได้นำเข้าซ้ำและไม่ได้แก้ไขข้อมูลที่มีอยู่")
    agency = save_agency(data["agency"])
    saved = [save_year(agency, year) for year in data["years"]]
    return [assessment_actions.publish(assessment=year, by=None) for year in saved]
