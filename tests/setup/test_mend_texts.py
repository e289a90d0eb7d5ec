"""`mend_texts`: drafts are mended wherever a text stands, versions and history never; twice changes nothing more."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from assessments.models import Agency, Assessment, Criteria, Indicator
from itaportal.models import ParagraphText, Publication, Signatory
from itaportal.setup.mending import models_with_texts, text_columns
from measures.models import Evidence, Measure, MeasurePlan, MeasureStep, ProgressUpdate, Unit
from tests import factories as make

pytestmark = pytest.mark.database
OLD, NEW = "แก\uf70bไข เเละ", "แก้ไข และ"


def run(*options: str) -> str:
    out = io.StringIO()
    call_command("mend_texts", *options, stdout=out)
    return out.getvalue()


def columns_of(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns to spoil; a postcode has no room for a text."""
    return [column for column in text_columns(model) if column.attname != "postcode"]


def spoil() -> dict[str, set[int]]:
    """Put an unmended text into every text column of every row there is; which rows of which models."""
    spoilt = {}
    for model in models_with_texts():
        texts = {column.attname: OLD for column in columns_of(model)}
        keys = set(model._base_manager.values_list("pk", flat=True))
        for key in keys if texts else ():
            # Names that must differ keep their differing end.
            model._base_manager.filter(pk=key).update(**{name: f"{text} {key}" for name, text in texts.items()})
        if texts and keys:
            spoilt[model._meta.label] = keys
    return spoilt


def all_rows(model: type[models.Model]) -> list[dict[str, Any]]:
    return list(model._base_manager.order_by("pk").values())


@pytest.fixture
def year(reference: Assessment) -> Assessment:
    """A year with something in every model: wording, signatory, a report with evidence."""
    ParagraphText.objects.create(assessment=reference, key="plan", text="ถ้อยคำ")
    Signatory.objects.create(assessment=reference, role="approved", name="ชื่อ", job_title="ตำแหน่ง")
    measure = Measure.objects.filter(plan__assessment=reference).first()
    assert measure is not None
    update = ProgressUpdate.objects.create(measure=measure, reported_on="2025-10-02", status="not_started", done="x")
    Evidence.objects.create(update=update, position=1, title="หลักฐาน", url="https://a.th/เเ")
    return reference


def test_every_text_column_of_every_model_is_mended_and_listed(year: Assessment):
    spoilt = spoil()
    known = {Agency, Assessment, Criteria, Indicator, Unit, MeasurePlan, Measure, MeasureStep, ProgressUpdate, Evidence}
    assert {model._meta.label for model in known | {ParagraphText, Signatory}} <= set(spoilt)
    said = run()
    for label, keys in spoilt.items():
        model = apps.get_model(label)
        for row in model._base_manager.filter(pk__in=keys):
            for column in columns_of(model):
                assert getattr(row, column.attname) == f"{NEW} {row.pk}", (label, column.attname)
    assert Evidence.objects.get().url == "https://a.th/เเ"
    agency = Agency.objects.get(pk=year.agency_id)
    assert f"{agency.short_name} ๒๕๖๘ ขั้นตอน ขั้นตอน/วิธีดำเนินการ: “แก<U+F70B>ไข เเละ" in said
    assert "→ “แก้ไข และ" in said
    assert said.splitlines()[-1].startswith("แก้แล้ว ")
    assert agency.search_text.startswith("แก้ไข และ")


def test_a_dry_run_lists_the_same_and_writes_nothing(year: Assessment):
    spoil()
    before = {model: all_rows(model) for model in apps.get_models()}
    told = run("--dry-run").splitlines()
    assert {model: all_rows(model) for model in before} == before
    done = run().splitlines()
    assert told[:-1] == done[:-1]
    assert told[-1] == done[-1].replace("แก้แล้ว", "จะแก้") + " (ทดลอง ยังไม่ได้บันทึก)"


def test_twice_changes_nothing_more(year: Assessment):
    spoil()
    run()
    before = {model: all_rows(model) for model in models_with_texts()}
    assert run() == "แก้แล้ว ๐ แห่ง\n"
    assert {model: all_rows(model) for model in before} == before


def test_versions_and_old_history_stay_as_they_are(year: Assessment):
    version = make.freeze(year)
    Publication.objects.filter(pk=version.pk).update(
        snapshot=version.snapshot | {"note": OLD}, withdrawn_reason=OLD, publisher_name=OLD
    )
    history = {model: all_rows(model) for model in apps.get_models() if hasattr(model, "history_object")}
    spoil()
    published = all_rows(Publication)
    run()
    assert all_rows(Publication) == published
    for model, rows in history.items():
        assert all_rows(model)[: len(rows)] == rows
    record = Measure.history.filter(titles__startswith=NEW).latest("history_id")
    assert record.history_user is None


def test_two_spellings_of_one_unit_are_listed_and_left(reference: Assessment):
    kept = Unit.objects.create(agency=reference.agency, name="กองแผน")
    for name in ("กองเเผน", "กอง\u200bแผน"):
        Unit.objects.create(agency=reference.agency, name=name)
    said = run()
    assert said.count("คงไว้ เพราะส่วนงานชื่อนี้มีอยู่แล้วในหน่วยงาน") == 2
    assert "คงไว้ ๒ แห่งซึ่งแก้แล้วจะซ้ำกับรายการอื่น" in said
    assert set(Unit.objects.filter(name__contains="แผน").values_list("pk", flat=True)) >= {kept.pk}
    assert Unit.objects.filter(name="กองเเผน").exists()


def test_a_public_year_without_a_version_stays_public_for_the_operator(reference: Assessment):
    assert reference.is_published
    line = reference.scores.first()
    assert line is not None
    type(line).objects.filter(pk=line.pk).update(analysis=OLD)
    before = reference.updated_at
    run()
    reference.refresh_from_db()
    assert reference.is_published
    assert reference.updated_at > before
    line.refresh_from_db()
    assert line.analysis == NEW


def test_what_only_a_person_can_decide_is_counted(reference: Assessment):
    MeasurePlan.objects.update(monitoring="ค าน า")
    assert "มีข้อความที่ควรตรวจสอบ ๑ แห่ง" in run()
    assert MeasurePlan.objects.get().monitoring == "ค าน า"
