"""Whether a year is kept, and whether the public sees something frozen of it, is asked of each model by name."""

from decimal import Decimal

import pytest
from django.db import models
from django.db.models import Q
from django.test.utils import isolate_apps

from assessments.actions import ScoreEntry, save_assessment
from assessments.bulk import Field, YearEntry, save_years
from assessments.models import Assessment
from assessments.models.references import check_answers, problems, references
from itaportal.models import ParagraphText, Publication, PublicationKind, Signatory
from tests.factories import freeze


@pytest.fixture
def signed(reference: Assessment) -> Assessment:
    """The public reference year without a version, with one row of a model that keeps no year."""
    Signatory.objects.create(assessment=reference, role="prepared", name="นางสาวสมหญิง ใจดี", job_title="ปลัด")
    return reference


def edited(assessment: Assessment, by) -> Assessment:
    save_assessment(assessment=Assessment.objects.get(pk=assessment.pk), entries=[ScoreEntry(9, Decimal(88))], by=by)
    return Assessment.objects.get(pk=assessment.pk)


def edited_in_bulk(assessment: Assessment, by) -> Assessment:
    entry = YearEntry(assessment.agency_id, assessment.fiscal_year, {Field(9, "score"): Decimal(88)})
    save_years(entries=[entry], by=by)
    return Assessment.objects.get(pk=assessment.pk)


@pytest.mark.parametrize("edit", [edited, edited_in_bulk])
def test_a_protected_row_keeps_no_edited_year_public(signed, admin_user, monkeypatch, edit):
    """As any new model might be: its rows stop a deletion, and the public sees none of them."""
    monkeypatch.setattr(Signatory._meta.get_field("assessment").remote_field, "on_delete", models.PROTECT)
    assert not signed.is_kept
    assert not edit(signed, admin_user).is_published


@pytest.mark.parametrize("edit", [edited, edited_in_bulk])
def test_a_row_that_keeps_the_year_does_not_stand_for_it(signed, admin_user, monkeypatch, edit):
    monkeypatch.setattr(Signatory, "keeps_year", True)
    assert signed.is_kept
    assert not signed.is_frozen
    assert not edit(signed, admin_user).is_published, "nothing frozen is there to be seen in place of the edit"


@pytest.mark.parametrize("edit", [edited, edited_in_bulk])
def test_a_version_of_another_document_keeps_the_year_and_does_not_stand_for_it(reference, admin_user, edit):
    version = freeze(reference)
    Publication.objects.update(kind=PublicationKind.FOLLOWUP)
    assert (reference.is_kept, reference.is_frozen) == (True, False)
    assert not edit(reference, admin_user).is_published
    assert Publication.objects.get() == version


@pytest.mark.parametrize("edit", [edited, edited_in_bulk])
def test_a_year_with_a_version_stays_public_while_it_is_edited(reference, admin_user, edit):
    freeze(reference)
    assert (reference.is_kept, reference.is_frozen) == (True, True)
    assert edit(reference, admin_user).is_published


def test_every_model_that_refers_to_an_assessment_answers():
    answers = {each.model.__name__: each.keeps_year for each in references()}
    assert (
        answers.items()
        >= {
            "IndicatorScore": False,
            "MeasurePlan": False,
            "ParagraphText": False,
            "Signatory": False,
            "Publication": True,
        }.items()
    )
    assert check_answers() == []


@isolate_apps("measures")
def test_a_model_without_an_answer_is_named_with_where_and_what_to_do():
    class Evidence(models.Model):
        year = models.ForeignKey(Assessment, models.PROTECT, related_name="+")

        class Meta:
            app_label = "measures"

    class Answered(models.Model):
        keeps_year = False
        year = models.ForeignKey(Assessment, models.CASCADE, related_name="+")

        class Meta:
            app_label = "measures"

    (problem,) = problems(references([Evidence, Answered]))
    assert problem.id == "assessments.E001"
    assert "Evidence (tests/assessments/test_references.py)" in problem.msg
    assert "ช่อง year" in problem.msg
    assert "keeps_year = False" in problem.hint
    assert problem.is_serious()


@isolate_apps("measures")
def test_a_table_between_two_models_is_answered_for_by_the_one_that_made_it():
    class Bundle(models.Model):
        years = models.ManyToManyField(Assessment, related_name="+")

        class Meta:
            app_label = "measures"

    (reference,) = references([Bundle, Bundle.years.through])
    assert reference.answers is Bundle
    (problem,) = problems([reference])
    assert "Bundle (" in problem.msg


def test_what_stands_for_a_year_must_keep_it(monkeypatch):
    monkeypatch.setattr(ParagraphText, "stands_for_year", Q(pk__gt=0), raising=False)
    assert [problem.id for problem in check_answers()] == ["assessments.E002"]


def test_the_year_of_a_model_without_an_answer_is_kept_and_its_edit_is_no_longer_public(
    signed, admin_user, monkeypatch
):
    """The careful side of both, should the portal run although the check was not heeded."""
    monkeypatch.delattr(Signatory, "keeps_year")
    assert signed.is_kept
    assert not edited(signed, admin_user).is_published
