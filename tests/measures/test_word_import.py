"""Plans written in Word: tables of different habits are read as the measures they show, and nothing is guessed."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from assessments.importing.formats.rows import FileRefused
from assessments.importing.preview import Counts
from assessments.importing.problems import Code
from assessments.importing.readers import Chosen
from assessments.models import Membership
from assessments.roles import EDITOR
from measures.importing import MeasureImport, read_measures
from measures.models import Measure
from tests.factories import agency
from tests.page import html_of

pytestmark = pytest.mark.django_db
FILES = Path(__file__).parent / "wordfiles"
WHOLE_YEAR = (date(2025, 10, 1), date(2026, 9, 30))


def read(name: str, agency: int | None, year: int | None = 2569) -> MeasureImport:
    return read_measures(io.BytesIO((FILES / f"{name}.docx").read_bytes()), chosen=Chosen(agency, year))


def stored(number: int) -> list[Measure]:
    return list(Measure.objects.filter(indicator__number=number).order_by("position", "pk"))


def said(found: MeasureImport) -> str:
    return "\n".join(found.notices)


def test_the_report_that_the_portal_writes_imports_back_as_nothing_changed(reference, docx):
    found = read_measures(io.BytesIO(docx), chosen=Chosen(reference.agency_id, 2569))
    assert found.problems == ()
    assert found.counts == Counts(same=10)


def test_merged_cells_automatic_numbers_and_headings_of_two_rows(reference):
    found = read("merged", reference.agency_id)
    assert found.problems == ()
    assert [(str(row.place), row.indicator, row.given["titles"]) for row in found.measures] == [
        ("ตารางที่ ๑ แถวที่ ๓", 6, "จัดทำคู่มือการให้บริการประชาชน"),
        ("ตารางที่ ๑ แถวที่ ๕", 6, "อบรมพนักงานผู้ให้บริการ"),
        ("ตารางที่ ๑ แถวที่ ๗", 9, "ปรับปรุงเว็บไซต์ของหน่วยงาน"),
    ]
    assert [row.given["period"] for row in found.measures] == [
        (date(2025, 10, 1), date(2026, 3, 31)),
        WHOLE_YEAR,
        (date(2025, 10, 1), date(2025, 12, 31)),
    ]
    assert [row.given["units"] for row in found.measures] == [("สำนักปลัด", "กองคลัง"), ("สำนักปลัด",), ("งานประชาสัมพันธ์",)]
    assert [row.given.get("monitoring") for row in found.measures] == ["รายงานผลต่อผู้บริหารทุกไตรมาส"] * 2 + [None]
    found.save(by=None)
    assert stored(6)[0].step_texts == ["ทบทวนขั้นตอนการให้บริการ", "จัดทำคู่มือและแจ้งเวียนทุกกอง", "เผยแพร่บนเว็บไซต์ของหน่วยงาน"]
    assert stored(9)[0].step_texts == ["ตรวจสอบข้อมูล", "เผยแพร่ข้อมูลให้เป็นปัจจุบัน"]
    assert "ตารางที่ ๑ แถวที่ ๔ ผู้รับผิดชอบต่างจากแถวก่อนหน้า" in said(found)
    assert "ตารางที่ ๑ แถวที่ ๘ ไม่ได้อ่าน “รวม ๓ มาตรการ”" in said(found)
    assert read("merged", reference.agency_id).counts == Counts(same=3)


def test_indicators_across_the_table_and_rows_that_go_on(reference):
    found = read("spanning", reference.agency_id)
    assert found.problems == ()
    assert [(str(row.place), row.indicator, row.given["titles"]) for row in found.measures] == [
        ("ตารางที่ ๒ แถวที่ ๓", 6, "ลดขั้นตอนการให้บริการ"),
        ("ตารางที่ ๓ แถวที่ ๓", 7, "เพิ่มช่องทางประชาสัมพันธ์"),
    ]
    found.save(by=None)
    (six,), (seven,) = stored(6), stored(7)
    assert len(six.step_texts) == 3
    assert six.step_texts[1:] == ["ปรับขั้นตอน", "รายงานผลต่อนายกองค์การบริหารส่วนตำบล"]
    assert (six.unit_names, six.period_end) == (["กองช่าง", "กองคลัง"], date(2026, 3, 31))
    assert seven.step_texts == ["ปรับปรุงเพจ อบต.ชานุวรรณ", "เผยแพร่ข่าวสารทุกเดือน จำนวน ๑๒ ครั้ง", "จัดประชุมประชาคม"]
    for each in (
        "ไม่ได้อ่านข้อความในกล่องข้อความหรือรูปร่าง: ตารางที่ ๒ แถวที่ ๓",
        "ไม่ได้อ่านข้อความในเชิงอรรถ: ตารางที่ ๒ แถวที่ ๓",
        "ไม่ได้อ่านข้อความที่ซ่อนไว้: ตารางที่ ๒ แถวที่ ๓",
        "ไม่ได้อ่านตารางที่ ๑ (ขึ้นต้นด้วย “เครื่องมือ”)",
        "ตารางที่ ๒ แถวที่ ๔ อ่านต่อจากมาตรการในแถวก่อนหน้า “ลดขั้นตอนการให้บริการ”",
        "ตารางที่ ๓ แถวที่ ๔ อ่านต่อจากมาตรการในแถวก่อนหน้า “เพิ่มช่องทางประชาสัมพันธ์”",
        "ตารางที่ ๓ แถวที่ ๕ ไม่ได้อ่าน “หมายเหตุ แผนนี้ปรับได้ตามงบประมาณ”",
    ):
        assert each in said(found)


def test_a_file_that_libreoffice_wrote(reference):
    found = read("lists", reference.agency_id)
    assert found.problems == ()
    assert [(str(row.place), row.indicator, row.given["titles"]) for row in found.measures] == [
        ("ตารางที่ ๑ แถวที่ ๓", 8, "เปิดช่องทางรับฟังความคิดเห็น"),
        ("ตารางที่ ๑ แถวที่ ๔", 8, "นำผลมาปรับปรุงงาน"),
        ("ตารางที่ ๒ แถวที่ ๒", 10, "ประกาศเจตนารมณ์ไม่รับของขวัญ"),
    ]
    assert [row.given["period"] for row in found.measures] == [
        WHOLE_YEAR,
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2025, 12, 1), date(2025, 12, 31)),
    ]
    assert found.measures[1].given["units"] == ("สำนักปลัดเทศบาล",)
    found.save(by=None)
    first, second = stored(8)[0].step_views
    assert [item.text for item in first.items] == ["แบบกระดาษ", "แบบออนไลน์"]
    assert second.text == "รวบรวมและสรุปผล เสนอผู้บริหาร"
    assert stored(8)[1].step_texts == ["ประชุมคณะทำงาน", "ปรับปรุงระเบียบปฏิบัติ", "ประกาศใช้"]
    assert "ตารางที่ ๑ ใช้ตัวชี้วัดจากข้อความก่อนตาราง “ตัวชี้วัดที่ ๘ การปรับปรุงระบบการทำงาน”" in said(found)


def test_whose_plan_it_is_is_asked_with_what_the_file_says(reference):
    for chosen, lacking in (((None, None), "หน่วยงานและปีงบประมาณ"), ((reference.agency_id, None), "ปีงบประมาณ")):
        with pytest.raises(FileRefused) as caught:
            read("merged", *chosen)
        assert f"กรุณาเลือก{lacking}ของแผน" in str(caught.value)
        assert "ประจำปีงบประมาณ พ.ศ. ๒๕๖๙" in str(caught.value)
    with pytest.raises(FileRefused, match="“มาตรการยกระดับผลการประเมิน ITA ปีงบประมาณ "):  # before a table of scores
        read("spanning", reference.agency_id, None)


# --- through the admin and at the command


ADDRESS = "/admin/measures/measureplan/import/"


@pytest.fixture
def uploads(settings, tmp_path):
    settings.IMPORT_UPLOADS = tmp_path / "imports"


def upload(client, name: str, **said: str):
    file = SimpleUploadedFile(f"{name}.docx", (FILES / f"{name}.docx").read_bytes())
    return client.post(ADDRESS, {"resource": "0", "import_file": file, **said})


def hidden(answer) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?', html_of(answer))
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def test_a_word_file_goes_through_preview_and_confirmation(admin_client, reference, uploads):
    screen = html_of(admin_client.get(ADDRESS))
    assert 'accept=".docx,.xlsx,.ods,.csv,.json"' in screen
    assert "ระบบอ่านไฟล์ .docx .xlsx .ods และ .csv" in screen
    preview = upload(admin_client, "merged", agency="อบต.ชานุวรรณ", fiscal_year="๒๕๖๙")
    page = html_of(preview)
    assert "จัดทำคู่มือการให้บริการประชาชน" in page
    assert "ตารางที่ ๑ แถวที่ ๓" in page
    assert "ตารางที่ ๑ แถวที่ ๘ ไม่ได้อ่าน “รวม ๓ มาตรการ”" in page
    assert stored(9)[0].titles != "ปรับปรุงเว็บไซต์ของหน่วยงาน"
    admin_client.post(ADDRESS.replace("import/", "process_import/"), hidden(preview))
    assert "ปรับปรุงเว็บไซต์ของหน่วยงาน" in [measure.titles for measure in stored(9)]


def test_the_screen_asks_for_what_a_word_file_does_not_say(admin_client, reference, uploads):
    page = html_of(upload(admin_client, "merged"))
    assert "กรุณาเลือกปีงบประมาณของแผน" in page or "กรุณาเลือกหน่วยงานและปีงบประมาณของแผน" in page
    page = html_of(upload(admin_client, "merged", agency="ไม่มีหน่วยงานนี้", fiscal_year="๒๕๖๙"))
    assert "ไม่พบหน่วยงานนี้ในระบบ" in page
    page = html_of(upload(admin_client, "merged", agency="chanuwan", fiscal_year="๖๙"))
    assert "ไม่ใช่ปีงบประมาณ" in page
    page = html_of(upload(admin_client, "merged", agency="chanuwan", fiscal_year="๒๕๗๐"))
    assert "หน่วยงานยังไม่มีผลการประเมินปี ๒๕๖๙" in page
    assert "ข้อความก่อนตารางกล่าวถึงปี ๒๕๖๙ กรุณาตรวจปีที่เลือก" in page


def test_only_ones_own_agencies_are_taken(client, reference, uploads, roles):
    other = agency(name="เทศบาลตำบลอื่น", slug="other")
    malee = User.objects.create_user("malee", password="x", is_staff=True)
    malee.groups.add(roles[EDITOR])
    Membership.objects.create(user=malee, agency=other)
    client.force_login(malee)
    screen = html_of(client.get(ADDRESS))
    assert "เทศบาลตำบลอื่น" in screen
    assert "ไม่พบหน่วยงานนี้ในระบบ" in html_of(upload(client, "merged", agency="chanuwan", fiscal_year="2569"))
    preview = upload(client, "merged", agency="other", fiscal_year="2569")
    assert "หน่วยงานยังไม่มีผลการประเมินปี ๒๕๖๘" in html_of(preview)
    sent = {**hidden(upload(client, "merged")), "agency": "chanuwan", "fiscal_year": "2569"}
    client.post(ADDRESS.replace("import/", "process_import/"), sent)
    assert stored(9)[0].titles != "ปรับปรุงเว็บไซต์ของหน่วยงาน"


def test_the_command_takes_agency_and_year(reference, capsys):
    path = str(FILES / "lists.docx")
    with pytest.raises(CommandError, match="กรุณาเลือกหน่วยงานและปีงบประมาณ"):
        call_command("import_measures", path)
    for options in (["--agency", "ไม่มี"], ["--year", "69"]):
        with pytest.raises(CommandError) as caught:
            call_command("import_measures", path, *options)
        assert caught.value.returncode == 2
    call_command("import_measures", path, "--agency", "chanuwan", "--year", "๒๕๖๙", "--dry-run")
    assert "ตารางที่ ๒ แถวที่ ๒" in capsys.readouterr().out
    assert stored(10)[0].titles != "ประกาศเจตนารมณ์ไม่รับของขวัญ"
    call_command("import_measures", path, "--agency", "chanuwan", "--year", "2569")
    assert "ประกาศเจตนารมณ์ไม่รับของขวัญ" in [measure.titles for measure in stored(10)]


def test_a_workbook_without_agency_and_year_takes_those_that_were_chosen_and_never_others(reference):
    file = b"indicator,titles\n6,\xe0\xb8\x81\n"
    found = read_measures(io.BytesIO(file), chosen=Chosen(reference.agency_id, 2569))
    assert [(row.agency_id, row.fiscal_year, row.indicator) for row in found.measures] == [
        (reference.agency_id, 2569, 6)
    ]
    agency(name="เทศบาลตำบลอื่น", slug="other")
    file = b"agency,fiscal_year,indicator,titles\nother,2569,6,\xe0\xb8\x81\n"
    found = read_measures(io.BytesIO(file), chosen=Chosen(reference.agency_id, 2569))
    assert [problem.code for problem in found.problems] == [Code.MISMATCH]
