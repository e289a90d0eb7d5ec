"""The page of the record: who sees what, filters, files of it, and that nobody can change it there."""

import csv
import io
from decimal import Decimal as D

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR, VIEWER
from itaportal.audit import export
from itaportal.audit.models import Event
from tests.page import Page, html_of

LIST = "/admin/audit/event/"


@pytest.fixture
def other(reference) -> Assessment:
    """Another agency, whose year was changed too."""
    agency = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    actions.save_assessment(assessment=reference, entries=[ScoreEntry(9, D("98.50"))], by=None)
    return actions.save_assessment(
        assessment=Assessment(agency=agency, fiscal_year=2567), entries=[ScoreEntry(9, D("70.07"))], by=None
    )


@pytest.fixture
def reader(person, reference):
    def make(role):
        client = Client()
        client.force_login(person(role, *([] if role == ADMINISTRATOR else [reference.agency])))
        return client

    return make


def agencies(page: Page) -> set[str]:
    return {name for name in ("ชานุวรรณ", "อบต.อื่น") if name in page.text}


@pytest.mark.parametrize("role", [VIEWER, EDITOR, APPROVER])
def test_staff_see_their_own_agency_alone(reader, other, role):
    page = Page(reader(role).get(LIST))
    assert agencies(page) == {"ชานุวรรณ"}
    assert "๙๐.๐๐ → ๙๘.๕๐" in page.text
    assert "เข้าสู่ระบบสำเร็จ" not in page.text


def test_administrators_see_all_and_what_concerns_no_agency(reader, other):
    page = Page(reader(ADMINISTRATOR).get(LIST))
    assert agencies(page) == {"ชานุวรรณ", "อบต.อื่น"}
    assert "เข้าสู่ระบบสำเร็จ" in page.text


def test_another_agencys_event_is_not_there(reader, other):
    event = Event.objects.filter(chain=other.agency_id).first()
    assert reader(EDITOR).get(f"{LIST}{event.pk}/").status_code == 404
    assert "อบต.อื่น" in Page(reader(ADMINISTRATOR).get(f"{LIST}{event.pk}/")).text


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({"agency": "ชานุวรรณ"}, {"ชานุวรรณ"}),
        ({"year": "๒๕๖๗"}, {"อบต.อื่น"}),
        ({"kind": "agency"}, {"อบต.อื่น"}),
        ({"kind": "scores", "agency": "อื่น"}, {"อบต.อื่น"}),
        ({"person": "ผู้ดูแลเครื่องแม่ข่าย", "door": "command"}, {"ชานุวรรณ", "อบต.อื่น"}),
        ({"person": "ไม่มีผู้นี้"}, set()),
        ({"until": "๑/๑/๒๕๖๐"}, set()),
        ({"since": "๑/๑/๒๕๖๐"}, {"ชานุวรรณ", "อบต.อื่น"}),
    ],
)
def test_filters(reader, other, asked, seen):
    page = Page(reader(ADMINISTRATOR).get(LIST, asked))
    rows = " ".join(" ".join(row) for table in page.tables for row in table)
    assert {name for name in ("ชานุวรรณ", "อบต.อื่น") if name in rows} == seen


def test_a_filter_that_cannot_be_read_says_so(reader, other):
    page = Page(reader(ADMINISTRATOR).get(LIST, {"since": "เมื่อวาน", "year": "ปีก่อน"}))
    assert "กรุณาแก้ตัวกรองก่อน" in page.text
    assert page.tables == []


def test_years_and_agencies_that_are_gone_stay_readable(reader, other):
    agency = other.agency
    other.delete()
    agency.delete()
    page = Page(reader(ADMINISTRATOR).get(LIST, {"agency": "อื่น", "year": "2567"}))
    assert "ลบผลการประเมิน" in page.text
    assert "เพิ่มผลการประเมิน" in page.text


def test_the_file_has_a_line_for_each_value(reader, other):
    answer = reader(EDITOR).get(LIST, {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    line = next(row for row in rows if row["field"] == "คะแนน")
    assert (line["subject"], line["old"], line["new"], line["fiscal_year"]) == ("ตัวชี้วัดที่ ๙", "90.00", "98.50", "2568")
    assert {row["agency"] for row in rows} == {"องค์การบริหารส่วนตำบลชานุวรรณ อำเภอพนมไพร จังหวัดร้อยเอ็ด"}
    sheet = load_workbook(io.BytesIO(reader(EDITOR).get(LIST, {"export": "xlsx"}).content)).active
    assert [cell.value for cell in sheet[1]] == [label for _, label, _ in export.COLUMNS]
    assert sheet.max_row == len(rows) + 1
    assert Event.objects.filter(kind="export").count() == 2


def test_a_workbook_that_would_be_too_long_is_refused_with_what_to_do(reader, other, monkeypatch):
    monkeypatch.setattr(export, "MOST_LINES", 0)
    page = Page(reader(EDITOR).get(LIST, {"export": "xlsx"}))
    assert "ส่งออกเป็น CSV" in page.text
    assert "จึงสร้างไฟล์ Excel ไม่ได้" in page.text


def test_nobody_changes_or_deletes_an_event(admin_client, other):
    event = Event.objects.filter(chain=other.agency_id).first()
    page = html_of(admin_client.get(f"{LIST}{event.pk}/"))
    assert 'method="post"' not in page.split('id="content-main"')[1]
    for name in ("delete", "add", "history"):
        with pytest.raises(NoReverseMatch):
            reverse(f"admin:audit_event_{name}", args=[event.pk] if name != "add" else [])
    for address in ("add/", f"{event.pk}/delete/", f"{event.pk}/change/"):
        assert admin_client.post(LIST + address, {"post": "yes"}).status_code == 404
    assert Event.objects.filter(pk=event.pk, hash=event.hash).exists()


def test_deleting_an_account_offers_to_suspend_it_first(admin_client, reference, person):
    somebody = person(EDITOR, reference.agency, name="somchai")
    actions.save_assessment(assessment=reference, entries=[ScoreEntry(9, D("98.50"))], by=somebody)
    page = Page(admin_client.get(f"/admin/auth/user/{somebody.pk}/delete/"))
    assert page.text.index("ระงับบัญชีแทนการลบ") < page.text.index("ต้องการลบ")
    assert "รายการในบันทึกการเปลี่ยนแปลง ๑ รายการ" in page.text
    assert "ประวัติการแก้ไขคะแนน ๑ รายการ" in page.text
