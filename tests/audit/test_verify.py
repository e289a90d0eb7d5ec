"""`verify_audit` notices whatever is changed, removed or put in, behind the portal's back, and nothing else."""

import io
import uuid
from contextlib import suppress
from copy import copy
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, models, transaction

from assessments import actions, trail
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment
from assessments.roles import APPROVER
from itaportal.audit import chain
from itaportal.audit.actions import redact
from itaportal.audit.models import Chain, Event
from itaportal.audit.verifying import verify
from itaportal.models import Publication, PublishedFile
from itaportal.publishing import files, record
from itaportal.publishing.actions import publish, withdraw
from tests.factories import nothing_announced, publish_confirming

pytestmark = pytest.mark.database


@pytest.fixture
def year(reference, person, monkeypatch) -> Assessment:
    """The reference year with two versions, the first withdrawn, published by a person; `data.json` alone is drawn."""
    monkeypatch.setattr(files, "draw", lambda kind, document: {"data.json": kind.renderers["data.json"](document)})
    # The fixture's rows were put there in bulk: the chain of the agency begins here.
    trail.tell(trail.Event(trail.Owner(reference.agency_id), trail.Kind.AUDIT, trail.Action.BEGUN))
    nothing_announced(reference)
    approver = person(APPROVER, reference.agency, name="approver")
    save(reference, s9="91.50")
    withdraw(publication=publish_confirming(reference, by=approver), reason="ตัวเลขผิด", by=approver)
    save(reference, s9="92.50")
    publish_confirming(reference, by=approver)
    save(reference, s9="93.50")
    return Assessment.objects.get(pk=reference.pk)


def save(year, **scores):
    actions.save_assessment(
        assessment=year, entries=[ScoreEntry(int(key[1:]), D(score)) for key, score in scores.items()], by=None
    )


def faults() -> list[str]:
    return verify().faults


def another(column: models.Field, value):
    """A value that the column takes and that is not this one."""
    if isinstance(column, models.UUIDField):
        return uuid.uuid4()
    if column.is_relation and not isinstance(column, models.AutoField):
        if column.name == "part_of":
            return None if value else Event.objects.order_by("at").first().pk
        return value and value + 1000 if column.null else value + 1000
    if isinstance(column, models.BooleanField):
        return not value
    if isinstance(column, models.DateTimeField):
        return value + timedelta(microseconds=1) if value else "2026-01-01T00:00:00Z"
    if isinstance(column, models.JSONField):
        return {"more": 1} if not isinstance(value, dict) else {**value, "more": 1}
    if isinstance(column, models.DecimalField):
        return D("1.23")
    if isinstance(column, models.IntegerField):
        return (value or 0) + 1000
    return {"facts": '{"x":1}', "changes": "[]" if value != "[]" else '[["a","b","c","d","e",""]]'}.get(
        column.name, (value[:-1] + ("x" if not value.endswith("x") else "y")) if value else "x"
    )


def not_noticed(rows) -> set[str]:
    """The columns of which a change in some row is not noticed."""
    missed, model = set(), type(rows[0])
    for row in rows:
        for column in model._meta.concrete_fields:
            value = another(column, getattr(row, column.attname))
            point = transaction.savepoint()
            with suppress(IntegrityError), transaction.atomic():  # what the database itself refuses needs no notice
                assert model._base_manager.filter(pk=row.pk).update(**{column.attname: value}) == 1
                if value != getattr(row, column.attname) and not faults():
                    missed.add(f"{column.name} of {row}")
            transaction.savepoint_rollback(point)
    return missed


def test_what_the_portal_wrote_is_in_order(year):
    result = verify()
    assert result.faults == []
    assert result.versions == 2
    assert result.events == Event.objects.count() > 8
    out = io.StringIO()
    call_command("verify_audit", "--agency", "chanuwan", stdout=out)
    end = Chain.objects.get(chain=year.agency_id)
    assert f"ไม่พบสิ่งผิดปกติ ท้ายบันทึกของหน่วยงาน {end.length} {end.head}" in out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("model", [Event, Chain, Publication, PublishedFile])
def test_every_column_that_is_changed_is_noticed(year, model):
    rows = list(model._base_manager.order_by("pk"))
    if model is Event:  # of each kind one, the first and the last of a chain among them
        rows = list({(event.chain, event.kind, event.action): event for event in rows}.values())
        rows.append(Event.objects.filter(chain=year.agency_id).latest("position"))
    assert not_noticed(rows) == set()


def test_the_record_names_every_column_of_a_version():
    named = {*record.COLUMNS, *record.WITHDRAWAL, *record.BY_CHECKSUM}
    assert named == {column.attname for column in Publication._meta.concrete_fields}


def test_every_row_that_is_removed_is_noticed(year):
    for model in (Event, Chain, Publication, PublishedFile):
        for row in model._base_manager.all():
            point = transaction.savepoint()
            if model is Publication:
                PublishedFile.objects.filter(publication=row).delete()
            model._base_manager.filter(pk=row.pk)._raw_delete("default")
            assert faults(), row
            transaction.savepoint_rollback(point)
    assert faults() == []


def test_the_last_events_with_their_end_set_back_are_missed_by_the_version_alone(year):
    """Somebody who can write to the whole database takes away the tail and sets the end of the chain back."""
    published = Event.objects.filter(chain=year.agency_id, action="published").latest("position")
    Event.objects.filter(chain=year.agency_id, position__gte=published.position)._raw_delete("default")
    Chain.objects.filter(chain=year.agency_id).update(length=published.position - 1, head=published.previous)
    assert [line for line in faults() if "มีผู้แทรกฉบับนี้" in line]


def test_an_event_that_is_put_in_is_noticed(year):
    last = Event.objects.filter(chain=year.agency_id).latest("position")
    forged = copy(last)
    forged.pk, forged.position, forged.previous = uuid.uuid4(), last.position + 1, last.hash
    forged.hash = chain.event_hash(forged)
    forged.save(force_insert=True)
    assert any("มีผู้ลบหรือเพิ่มรายการท้ายบันทึก" in line for line in faults())


def rewritten(key: int) -> None:
    """The whole chain, hashed anew with its end."""
    head = ""
    for event in Event.objects.filter(chain=key).order_by("position"):
        event.previous = head
        head = event.hash = chain.event_hash(event)
        event.save()
    Chain.objects.filter(chain=key).update(head=head)


def test_a_chain_that_is_written_anew_does_not_fit_the_printed_head(year):
    printed = Publication.objects.get(version=2).snapshot["report"]["edition"]["record"]
    assert Event.objects.get(chain=year.agency_id, position=printed["length"]).hash == printed["head"]
    later = Event.objects.filter(chain=year.agency_id, position__gt=printed["length"] + 1).first()
    point = transaction.savepoint()
    Event.objects.filter(pk=later.pk).update(reason="อื่น")
    rewritten(year.agency_id)
    assert faults() == []  # nothing that was printed speaks of it yet
    transaction.savepoint_rollback(point)
    Event.objects.filter(chain=year.agency_id, position=2).update(reason="อื่น")
    rewritten(year.agency_id)
    first, second = faults()
    assert "ฉบับที่ ๑ พิมพ์ค่าตรวจสอบของบันทึกลำดับที่" in first
    assert "ฉบับที่ ๒ พิมพ์ค่าตรวจสอบของบันทึกลำดับที่" in second


def test_personal_values_taken_out_by_the_portal_are_in_order_others_not(year):
    event = Event.objects.filter(chain=year.agency_id, action="published").first()
    redact(event=event, reason="เจ้าของข้อมูลขอ", by=None)
    result = verify()
    assert (result.faults, result.redacted) == ([], 1)
    other = Event.objects.filter(chain=year.agency_id).exclude(salt="").latest("position")
    Event.objects.filter(pk=other.pk).update(person="", personal="", salt="")
    assert any("หายไปโดยไม่มีบันทึกว่านำออก" in line for line in faults())


def test_deleting_the_publishers_account_is_no_fault(year):
    User.objects.get(username="approver").delete()
    assert faults() == []
    assert "approver" in Event.objects.filter(action="published").first().person


def test_an_agency_whose_chain_is_gone_whole_is_noticed(year):
    Event.objects.filter(chain=year.agency_id)._raw_delete("default")
    Chain.objects.filter(chain=year.agency_id)._raw_delete("default")
    assert any("มีผู้ลบบันทึก" in line for line in faults())


def test_a_version_withdrawn_by_hand_is_noticed(year):
    Publication.objects.filter(version=2).update(withdrawn_at="2026-01-01T00:00:00Z", withdrawn_reason="ผิด")
    assert {"“ถอนเมื่อ”" in line or "“เหตุผลที่ถอน”" in line for line in faults()} == {True, False}


def test_a_version_that_is_put_in_is_noticed(year):
    forged = copy(Publication.objects.get(version=2))
    forged.pk, forged.version = None, 3
    forged.save(force_insert=True)
    assert any("มีผู้แทรกฉบับนี้" in line for line in faults())


def test_files_that_are_not_what_was_published_are_noticed(year):
    folder = files.version_folder(Publication.objects.get(version=2))
    path = folder / "data.json"
    content = path.read_bytes()
    path.write_bytes(content + b" ")
    assert any("ไฟล์ data.json ไม่ตรงกับ SHA-256" in line for line in faults())
    path.write_bytes(content)
    assert faults() == []
    (folder / "more.txt").write_text("x")
    assert any("มีไฟล์ more.txt" in line for line in faults())
    (folder / "more.txt").unlink()
    path.unlink()
    result = verify()
    assert result.faults == []
    assert any("ระบบจะสร้างใหม่" in line for line in result.remarks)
    for name, said in (("v1", "ถอนแล้ว แต่ยังมีไฟล์"), ("v7", "ไม่ใช่ของฉบับใด")):
        (folder.parent / name).mkdir()
        (folder.parent / name / "data.json").write_bytes(content)
        assert any(said in line for line in faults()), name
        (folder.parent / name / "data.json").unlink()
        (folder.parent / name).rmdir()


def test_the_command_ends_with_1_and_says_what(year):
    Event.objects.filter(chain=year.agency_id, position=2).update(reason="อื่น")
    err = io.StringIO()
    with pytest.raises(CommandError, match="พบสิ่งผิดปกติ ๑ เรื่อง") as refused:
        call_command("verify_audit", stdout=io.StringIO(), stderr=err)
    assert refused.value.returncode == 1
    assert "รายการลำดับที่ ๒ ไม่ตรงกับค่าตรวจสอบของรายการ" in err.getvalue()
    with pytest.raises(CommandError) as unknown:
        call_command("verify_audit", "--agency", "nobody")
    assert unknown.value.returncode == 2


def test_a_version_published_before_the_record_is_named_where_it_begins(reference):
    """What the migration writes of a database that has versions already."""
    from importlib import import_module

    from django.apps import apps

    publication = Publication.objects.create(
        assessment=reference, version=1, snapshot={"format": 99}, checksum="0" * 64, published_at="2025-11-22T03:00:00Z"
    )
    Event.objects.all().delete()
    Chain.objects.all().delete()
    begin = import_module("itaportal.audit.migrations.0002_begin").begin
    begin(apps, None)
    assert Event.objects.filter(chain=reference.agency_id, action="begun").count() == 1
    assert [line for line in faults() if "มีผู้แทรกฉบับนี้" in line] == []
    Publication.objects.filter(pk=publication.pk).update(result_level="ผ่านดีเยี่ยม")
    assert any("“ระดับ” ไม่ตรงกับที่บันทึกไว้" in line for line in faults())


def test_publishing_prints_the_head_of_the_chain(year):
    version = publish(assessment=year, by=None)
    path = files.version_folder(version) / "data.json"
    told = Event.objects.get(chain=year.agency_id, action="published", facts__contains=f'"publication":{version.pk}')
    before = Event.objects.filter(chain=year.agency_id, position__lt=told.position).latest("position")
    assert f'"head": "{before.hash}"' in path.read_text(encoding="utf-8")
    assert Agency.objects.filter(pk=year.agency_id).exists()
