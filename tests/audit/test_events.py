"""What an event says: old → new, names as they were, the file's cells, sign-ins; what is taken back is not there."""

import hashlib
import re
from datetime import date
from decimal import Decimal as D

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import translation

from assessments import actions, trail
from assessments.actions import ScoreEntry
from assessments.models import Agency, Criteria, OitItem
from assessments.roles import ADMINISTRATOR, EDITOR
from assessments.trail import Change, Door
from itaportal.audit.actions import redact
from itaportal.audit.models import Event
from itaportal.audit.names import NOBODY, OPERATOR
from measures.actions import EvidenceEntry, MeasureEntry, ProgressEntry, delete_progress, record_progress, update_plan
from measures.enums import MeasureStatus


def newest(**fields) -> Event:
    return Event.objects.filter(**fields).order_by("-at", "-position").first()


def save(reference, by=None, **scores):
    return actions.save_assessment(
        assessment=reference, entries=[ScoreEntry(int(key[1:]), D(score)) for key, score in scores.items()], by=by
    )


def test_a_score_has_its_old_and_new_value(reference, person):
    editor = person(EDITOR, reference.agency, name="somsri")
    User.objects.filter(pk=editor.pk).update(first_name="สมศรี", last_name="ใจดี")
    save(reference, by=User.objects.get(pk=editor.pk), s9="98.50")
    event = newest(chain=reference.agency_id)
    assert Change("assessments.indicatorscore", "ตัวชี้วัดที่ ๙", "คะแนน", "90.00", "98.50") in event.change_list
    assert (event.person, event.person_id) == ("สมศรี ใจดี (somsri)", editor.pk)
    assert (event.fiscal_year, event.agency_name) == (
        2568,
        "องค์การบริหารส่วนตำบลชานุวรรณ อำเภอพนมไพร จังหวัดร้อยเอ็ด",
    )


def test_saving_the_same_again_is_no_event(reference):
    save(reference, s9="98.50")
    save(reference, s9="98.50")
    assert Event.objects.filter(chain=reference.agency_id).count() == 1


def test_names_stay_when_person_and_agency_are_gone(reference, person):
    agency = Agency.objects.create(slug="gone", name="อบต.ที่ยุบ", short_name="ยุบ", kind="อบต.", province="ตาก")
    somebody = person(EDITOR, agency, name="somchai")
    actions.get_or_create_agency(slug="gone")
    with trail.recorded(by=somebody):
        agency.short_name = "ยุบแล้ว"
        agency.save()
    pk = agency.pk
    agency.delete()
    somebody.delete()
    changed = Event.objects.get(chain=pk, action="changed", kind="agency")
    assert (changed.person, changed.agency_name) == ("somchai", "อบต.ที่ยุบ จังหวัดตาก")
    assert changed.change_list[-1] == Change("assessments.agency", "", "ชื่อย่อ", "ยุบ", "ยุบแล้ว")


def test_what_is_taken_back_is_not_recorded(reference):
    def save_twice():
        with trail.recorded():
            save(reference, s9="98.50")
            save(reference, s9="100.01")

    before = Event.objects.count()
    with trail.recorded():
        with pytest.raises(ValidationError):
            save_twice()
        save(reference, s8="91")
    assert Event.objects.count() == before + 1
    assert {change.subject for change in newest(chain=reference.agency_id).change_list} == {"ตัวชี้วัดที่ ๘"}


def test_a_transaction_that_fails_leaves_nothing(reference):
    def fail():
        with transaction.atomic(), trail.recorded():
            save(reference, s9="98.50")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Event.objects.filter(chain=reference.agency_id).exists()


def test_a_step_that_is_moved_says_where_it_stood(reference):
    measure = reference.plan.measures.get(indicator__number=1)
    first, second, *others = measure.step_views
    entry = MeasureEntry(measure, [second, first, *others], measure.unit_names)
    update_plan(plan=reference.plan, monitoring=reference.plan.monitoring, entries=[entry], removed=[], by=None)
    moved = [change[3:5] for change in newest(chain=reference.agency_id).change_list if change.field == "ลำดับ"]
    assert sorted(moved) == [("1", "2"), ("2", "1")]


def test_evidence_is_recorded_and_so_is_taking_it_back(reference):
    measure = reference.plan.measures.get(indicator__number=1)
    evidence = [EvidenceEntry("ภาพถ่าย", "https://example.go.th/1")]
    entry = ProgressEntry(date(2025, 11, 20), MeasureStatus.IN_PROGRESS, done="ประชุม", evidence=evidence)
    report = record_progress(measure=measure, entry=entry, by=None)
    assert {("ชื่อหลักฐาน", "", "ภาพถ่าย"), ("สิ่งที่ดำเนินการ", "", "ประชุม")} <= {
        change[2:5] for change in newest(kind="progress").change_list
    }
    delete_progress(update=report, by=None)
    assert ("ชื่อหลักฐาน", "ภาพถ่าย", "") in {change[2:5] for change in newest(kind="progress").change_list}


def test_an_item_of_a_list_is_recorded(criteria):
    item = OitItem.objects.get(fiscal_year=2569, document="analysis")
    item.title = "ชื่ออื่น"
    item.save()
    event = newest(kind="sourced")
    assert (event.chain, event.fiscal_year, event.person) == (0, 2569, OPERATOR)
    assert event.change_list[-1].new == "ชื่ออื่น"


def test_weights_and_indicators_have_their_old_names(criteria):
    rules = Criteria.objects.for_year(2568)
    with trail.recorded():
        tool = rules.tools.get(tool="OIT")
        tool.weight = D(50)
        tool.save()
        line = rules.indicators.get(number=1)
        old, line.name = line.name, "ชื่ออื่น"
        line.save()
    changes = newest(kind="criteria").change_list
    assert [change[3:5] for change in changes] == [("40.00", "50.00"), (old, "ชื่ออื่น")]


# --- Files ----------------------------------------------------------------------------------------------------------

WIDE = "หน่วยงาน,ปีงบประมาณ,1,9\nchanuwan,2568,99.50,98.50\nchanuwan,2567,80,\n"
LONG = "หน่วยงาน,ปีงบประมาณ,ตัวชี้วัดที่,คะแนน\nchanuwan,2568,1,99.50\nchanuwan,2568,9,98.50\nother,2568,9,70\n"


def imported(admin_client, text):
    upload = SimpleUploadedFile("คะแนน.csv", text.encode(), "text/csv")
    page = admin_client.post("/admin/assessments/assessment/import/", {"import_file": upload, "format": "0"})
    sent = page.context["confirm_form"].initial
    assert admin_client.post("/admin/assessments/assessment/process_import/", sent).status_code == 302


def test_a_file_is_one_event_with_a_part_for_each_year(admin_client, reference):
    imported(admin_client, WIDE)
    head = Event.objects.get(action="imported", part_of=None)
    assert head.details == {
        "file": "คะแนน.csv",
        "sha256": hashlib.sha256(WIDE.encode()).hexdigest(),
        "new": 1,
        "changed": 1,
        "same": 0,
    }
    assert (head.chain, head.fiscal_year, head.person, head.door) == (reference.agency_id, None, "admin", Door.IMPORT)
    parts = {part.fiscal_year: part.change_list for part in head.parts.all()}
    of_2568 = [change[1:] for change in parts[2568] if change.field == "คะแนน"]
    assert of_2568 == [
        ("ตัวชี้วัดที่ ๑", "คะแนน", "99.02", "99.50", "C2"),
        ("ตัวชี้วัดที่ ๙", "คะแนน", "90.00", "98.50", "D2"),
    ]
    assert [change[1:] for change in parts[2567]] == [("ตัวชี้วัดที่ ๑", "คะแนน", "", "80.00", "C3")]


def test_a_long_file_names_the_cells_of_each_row(admin_client, reference):
    Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    imported(admin_client, LONG)
    head = Event.objects.get(action="imported", part_of=None)
    assert head.chain == 0  # of more than one agency
    own = head.parts.get(chain=reference.agency_id)
    assert [change.place for change in own.change_list if change.field == "คะแนน"] == ["D2", "D3"]


def test_a_file_of_one_year_is_one_event(admin_client, reference):
    imported(admin_client, "หน่วยงาน,ปีงบประมาณ,9\nchanuwan,2568,98.50\n")
    event = Event.objects.get(action="imported")
    assert (event.details["changed"], event.fiscal_year, event.part_of) == (1, 2568, None)
    assert ("90.00", "98.50", "C2") in {change[3:] for change in event.change_list}


# --- Signing in -----------------------------------------------------------------------------------------------------


@pytest.fixture
def sign_in(db):
    User.objects.create_user("somsri", password="รหัสผ่าน", is_staff=True)

    def send(name, password, address="203.0.113.9"):
        return Client(REMOTE_ADDR=address).post("/admin/login/", {"username": name, "password": password})

    return send


def test_signing_in_is_recorded(sign_in):
    sign_in("somsri", "รหัสผ่าน")
    event = newest(kind="sign-in")
    assert (event.action, event.person, event.door, event.chain) == ("signed-in", "somsri", "sign-in", 0)
    assert "203.0.113.9" in event.personal


def test_a_failure_names_the_account_but_never_what_is_no_account(sign_in):
    sign_in("somsri", "ผิด")
    assert newest(kind="sign-in").person == f"{NOBODY} (บัญชี somsri)"
    sign_in("รหัสผ่านที่พิมพ์ผิดช่อง", "x")
    event = newest(kind="sign-in")
    assert event.action == "failed"
    assert "พิมพ์ผิดช่อง" not in event.person + event.personal + event.changes + event.facts


def test_a_pause_is_recorded(sign_in):
    for _ in range(6):
        sign_in("somsri", "ผิด")
    actions_ = list(Event.objects.filter(kind="sign-in").order_by("position").values_list("action", flat=True))
    assert actions_[:4] == ["failed"] * 4
    assert set(actions_[4:]) == {"paused"}


def test_a_password_is_never_kept(admin_client, person):
    user = person(ADMINISTRATOR, name="somchai")
    user.set_password("ข้าวเหนียวมะม่วง ๙")
    user.save()
    event = newest(kind="account")
    assert ("รหัสผ่าน", "", "ตั้งรหัสผ่านใหม่") in {change[2:5] for change in event.change_list}
    assert user.password not in event.personal
    assert "มะม่วง" not in event.personal


# --- Personal values ------------------------------------------------------------------------------------------------


def test_personal_values_can_be_taken_out_with_a_reason(reference, person):
    somebody = person(EDITOR, reference.agency, name="somchai")
    save(reference, by=somebody, s9="98.50")
    event = newest(chain=reference.agency_id)
    with pytest.raises(ValidationError, match="กรุณาระบุเหตุผล"):
        redact(event=event, reason=" ", by=None)
    redact(event=event, reason="เจ้าของข้อมูลขอ", by=None)
    kept = Event.objects.get(pk=event.pk)
    assert (kept.person, kept.personal, kept.hash) == ("", "", event.hash)
    assert [change.new for change in kept.change_list if change.field == "คะแนน"] == ["98.50"]
    assert newest(action="redacted").details == {"event": str(event.pk)}


def test_permissions_are_called_by_their_thai_names(db):
    """Where no language is chosen too, as in migrations."""
    with translation.override(None):
        group = Group.objects.create(name="ทดลอง")
        group.permissions.add(Permission.objects.get(codename="view_user"))
        group.permissions.add(Permission.objects.get(codename="publish_assessment"))
    said = [change.new for event in Event.objects.filter(kind="group") for change in event.change_list]
    assert any("ดูผู้ใช้" in each for each in said), said
    assert not re.search("[A-Za-z]{2}", " ".join(said).replace("ITA", "")), said
