"""A published version without its files: pages read what was frozen, and drawing the files takes long."""

import hashlib
import json

from django.utils import timezone

from assessments.models import Assessment
from itaportal.models import Publication
from itaportal.report import snapshot
from itaportal.report.building import load_report


def freeze(assessment: Assessment) -> Publication:
    """The next version of a public year, as `publishing.actions.publish` records it."""
    report = load_report(Assessment.objects.all(), assessment.agency.slug, assessment.fiscal_year)
    data = snapshot.dump(report)
    return Publication.objects.create(
        assessment=assessment,
        version=Publication.objects.filter(assessment=assessment).count() + 1,
        snapshot=data,
        checksum=hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest(),
        published_at=timezone.now(),
        result_overall=report.year.overall,
        result_level=report.year.level.name if report.year.level else "",
    )
