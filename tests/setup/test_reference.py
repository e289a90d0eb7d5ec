"""What the commands load is published as version 1, once."""

import pytest
from django.core.exceptions import ValidationError

from assessments.models import Assessment
from itaportal.models import Publication
from itaportal.publishing.actions import withdraw
from itaportal.publishing.files import version_folder
from itaportal.setup.reference import install_reference
from measures.models import MeasureStep

from ..page import html_of


@pytest.mark.pdf
def test_the_reference_is_published_once_and_not_again_after_a_withdrawal(criteria, client):
    assessment, done = install_reference()
    assert done
    publication = Publication.objects.get(assessment=assessment)
    assert publication.version == 1
    assert (version_folder(publication) / "report.pdf").exists()
    assert "/chanuwan/2568/v1/" in html_of(client.get("/chanuwan/2568/"))
    assert install_reference() == (assessment, False)
    withdraw(publication=publication, reason="ยกเลิก", by=None)
    assert install_reference() == (assessment, False)
    assert client.get("/chanuwan/2568/").status_code == 404


def test_a_year_that_cannot_be_published_stays_as_it_is(reference):
    MeasureStep.objects.all().delete()
    with pytest.raises(ValidationError, match="ขั้นตอน"):
        install_reference()
    assert Assessment.objects.published().get() == reference
    assert not Publication.objects.exists()
