"""What the tests of open data share."""

import json

import pytest

from assessments.models import Assessment
from itaportal.models import Publication, PublishedFile
from itaportal.report import snapshot
from itaportal.report.building import load_report
from tests.factories import version_of


@pytest.fixture(autouse=True)
def _files_of_this_test(settings, tmp_path):
    settings.OPEN_DATA_ROOT = tmp_path / "open-data"


@pytest.fixture
def frozen(reference) -> Publication:
    """Version 1 of the reference year as data; its files, which take long to draw, are only named."""
    report = load_report(Assessment.objects.all(), "chanuwan", 2568)
    publication = version_of(reference.agency, "95.48")
    publication.snapshot = json.loads(json.dumps(snapshot.dump(report)))
    publication.save()
    PublishedFile.objects.create(publication=publication, name="report.pdf", size=12345, sha256="a" * 64)
    return publication
