"""Loads the shipped reference agency: one real year, from scores to measures."""

import json

from django.conf import settings

from assessments import actions as assessment_actions
from assessments import trail
from assessments.loading import load_criteria
from assessments.models import Assessment
from itaportal.models import RemovedExample
from itaportal.publishing import actions as publishing

from .agency_files import save_agency, save_year

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


@trail.writes
def load_reference() -> tuple[Assessment, bool]:
    """Load criteria and the reference agency, public but without a version; return it and whether it was created now.

    Where the agency's year is already there nothing is changed, so that work done on it is never overwritten.
    """
    load_criteria()
    data = json.loads(REFERENCE_FILE.read_text(encoding="utf-8"))
    year = data["assessment"]["fiscal_year"]
    existing = Assessment.objects.filter(agency__slug=data["agency"]["slug"], fiscal_year=year).first()
    if existing:
        return existing, False
    RemovedExample.objects.filter(slug=SLUG).delete()  # asked for again
    assessment = save_year(save_agency(data["agency"]), {**data["assessment"], "plan": data["plan"]})
    return assessment_actions.publish(assessment=assessment, by=None), True
