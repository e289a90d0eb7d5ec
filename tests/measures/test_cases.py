"""Files as people have them, through the command and through the admin (preview, then confirm)."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from assessments.models import Assessment
from itaportal.exporting.tables import KINDS, csv_chunks
from measures.importing import read_measures
from measures.models import Measure, MeasurePlan
from tests import factories as make

from ..page import html_of

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parent.parent / "cases"
PLANS = "/admin/measures/measureplan/"


def by_command(name, client):
    call_command("import_measures", str(CASES / name))


def by_admin(name, client):
    upload = SimpleUploadedFile(name, (CASES / name).read_bytes())
    preview = html_of(client.post(f"{PLANS}import/", {"resource": "0", "import_file": upload}))
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', preview))
    hidden.pop("csrfmiddlewaretoken", None)
    assert "นำเข้าแล้ว" in html_of(client.post(f"{PLANS}process_import/", hidden, follow=True))


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.IMPORT_UPLOADS = tmp_path / "imports"


WAYS = pytest.mark.parametrize("imported", [by_command, by_admin], ids=["command", "admin"])


def notices(name) -> str:
    with (CASES / name).open("rb") as file:
        found = read_measures(file)
    assert found.problems == ()
    return "\n".join(found.notices)


def steps_of(number: int) -> list:
    measure = Measure.objects.filter(indicator__number=number).order_by("pk").first()
    return [
        [step.text, *(item.line for item in step.marked(place))] if step.items else step.text
        for place, step in enumerate(measure.step_views, start=1)
    ]


@WAYS
def test_bullets_are_taken_off_and_nested_ones_are_sub_items(reference, admin_client, imported):
    imported("bullets.xlsx", admin_client)
    assert steps_of(6) == ["ประชุมคณะทำงานประจำเดือน", ["ตรวจสอบเอกสารทุกฉบับ", "- รายงานผล"]]
    assert steps_of(7) == ["ประชุมคณะทำงาน", "ตรวจสอบเอกสาร", "รายงานผล"]
    assert steps_of(8) == [
        *("ประชุมคณะทำงาน", "ตรวจสอบเอกสาร", "รายงานผล", "สรุป", "ปิดงาน"),
        ["เริ่ม", "(๑) ก", "ก. ข้อย่อย"],
    ]


def test_nothing_is_said_of_bullets_that_are_taken_off(reference):
    assert "แบบอักษรอื่น" not in notices("bullets.xlsx")


@pytest.fixture
def bkk(reference):
    return make.assessment(of="bkk")


@WAYS
def test_lines_under_a_step_are_its_sub_items(bkk, admin_client, imported):
    imported("steps-with-lines.xlsx", admin_client)
    plan = MeasurePlan.objects.get(assessment__agency__slug="bkk")
    lend, cut = plan.measures.exclude(titles="").order_by("indicator__number")
    assert [step.text for step in lend.step_views] == ["ขออนุญาตยืม", "คืนพัสดุ ภายใน ๗ วัน"]
    assert [item.line for item in lend.step_views[0].marked(1)] == ["- กรอกแบบฟอร์ม", "- แนบสำเนาบัตร"]
    assert cut.step_texts == ["ปรับปรุงกระบวนงานทุกกระบวนงาน", "ติดต่อ saraban@bangkokmetropolitan.example.go.th"]


def test_pages_show_sub_items_inside_their_step(reference, admin_client):
    by_command("bullets.xlsx", None)
    page = html_of(admin_client.get("/chanuwan/2568/measures/"))
    inside = re.findall(r'<ul class="step-items">(.*?)</ul></li>', page, re.S)
    assert [re.findall(r'<span class="mark">(.*?)</span>', each) for each in inside] == [["–"], ["(๑)", "ก."]]


def test_tabs_between_words_are_said(bkk):
    assert "แท็บ" in notices("steps-with-lines.xlsx")


def test_a_plan_with_sub_items_is_exported_and_imported_as_the_same(bkk, tmp_path):
    by_command("steps-with-lines.xlsx", None)
    by_command("bullets.xlsx", None)
    path = tmp_path / "measures.csv"
    path.write_bytes(b"".join(csv_chunks(KINDS["measures"], Assessment.objects.all())))
    with path.open("rb") as file:
        counts = read_measures(file).counts
    assert (counts.new, counts.changed, counts.wrong) == (0, 0, 0)
    assert counts.same > 5


@WAYS
def test_dates_of_either_calendar_are_read_as_they_are_meant(reference, admin_client, imported):
    imported("buddhist-dates.xlsx", admin_client)
    day, year = date(2026, 1, 15), (date(2025, 10, 1), date(2026, 9, 30))
    expected = [
        *((day, day), (day, day), (day, day), (day, date(2026, 9, 30)), (day, day), (day, day), year),
        *((date(2025, 10, 1), date(2026, 3, 31)), year, (date(2025, 10, 1), date(2026, 3, 31))),
    ]
    found = [
        Measure.objects.filter(indicator__number=number).values_list("period_start", "period_end").first()
        for number in range(1, 11)
    ]
    assert found == expected


def test_a_year_kept_in_the_wrong_calendar_is_said(reference):
    said = notices("buddhist-dates.xlsx")
    assert "แถว ๓ คอลัมน์ H (ระยะเวลาดำเนินการ) อ่านเป็นวันที่ ๑๕ มกราคม ๒๕๖๙" in said
    assert said.count("ไว้เป็นปี ค.ศ.") == 1
