"""Files whose Thai was typed with old fonts, two เ for แ, or marks out of order: mended, and said cell by cell."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from openpyxl import Workbook

from assessments.importing.formats.rows import FileRefused
from assessments.models import Agency, Assessment
from itaportal.checks import rules
from itaportal.report.building import build_report
from measures.importing import LABELS, read_measures
from measures.models import Measure, MeasurePlan, Unit

from ..assessments.importing.hostile.workbooks import ods, ods_row, ods_text
from ..page import html_of

HEADINGS = ["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัดที่", *LABELS.values()]
OLD_FONTS = [
    "โครงการแก\uf70bไขป\uf710ญหาการให\uf70bบริการอย\uf70aางเป\uf713นธรรม",
    "วิเคราะห\uf70eแล\uf70bว",
    "๑. ประชุมเจ\uf70bาหน\uf70bาที่",
    "สำนักปลัด",
    "ตลอดปี ๖๙",
]
MISORDERED = [
    "โครงการท\u0e48\u0e35หนึ่ง เเละบริการ",
    "ค าน า ถ \u0e36ง",
    "๑. หญ\u0e32\u0e49",
    "กองช่าง/ กองคลัง/ สำนัก\u200bปลัด/ กองเเผนงาน",
    "ตลอดปี ๖๙",
]
TWO_SARA_E = ["มาตรการเเละเเผนงาน", "ควรปรับปรุงเเละพัฒนา", "๑. ดำเนินการตามเเผน", "สำนักปลัด", "ตลอดปี ๖๙"]


def xlsx(*rows: list[Any], headings: list[str] = HEADINGS) -> bytes:
    book = Workbook()
    for row in [headings, *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_command(content: bytes, tmp_path: Any, name: str = "file.xlsx") -> str:
    """Import a file at the command; what it says."""
    path = tmp_path / name
    path.write_bytes(content)
    out = io.StringIO()
    call_command("import_measures", str(path), stdout=out)
    return out.getvalue()


def by_admin(client: Any, content: bytes, name: str = "file.xlsx") -> str:
    """Import a file in the admin and confirm it; what the preview said."""
    upload = SimpleUploadedFile(name, content)
    preview = client.post("/admin/measures/measureplan/import/", {"import_file": upload, "format": "0"})
    confirm = preview.context["confirm_form"].initial
    saved = client.post("/admin/measures/measureplan/process_import/", confirm, follow=True)
    assert "นำเข้าแล้ว" in html_of(saved)
    return html_of(preview)


def newest(titles: str) -> Measure:
    return Measure.objects.get(titles=titles)


@pytest.mark.parametrize("way", ["admin", "command"])
def test_old_fonts_are_mended_in_every_cell_and_said(way: str, admin_client: Any, reference: Assessment, tmp_path: Any):
    content = xlsx(["chanuwan", 2569, 6, *OLD_FONTS])
    said = by_admin(admin_client, content) if way == "admin" else by_command(content, tmp_path)
    measure = newest("โครงการแก้ไขปัญหาการให้บริการอย่างเป็นธรรม")
    assert measure.analysis == "วิเคราะห์แล้ว"
    assert measure.step_texts == ["ประชุมเจ้าหน้าที่"]
    mended = "ระบบปรับข้อความ: แทนอักขระของแบบอักษรรุ่นเก่าด้วยอักษรไทย"
    for column, times in (("D (มาตรการ/โครงการ/กิจกรรม)", "๕"), ("E (ผลการวิเคราะห์ตัวชี้วัด)", "๒"), ("F", "๒")):
        assert f"แถว ๒ คอลัมน์ {column}" in said
        assert f"{mended} {times} แห่ง" in said


@pytest.mark.parametrize("way", ["admin", "command"])
def test_marks_out_of_order_are_mended_and_what_is_doubtful_is_pointed_out(
    way: str, admin_client: Any, reference: Assessment, tmp_path: Any
):
    content = xlsx(["chanuwan", 2569, 6, *MISORDERED])
    said = by_admin(admin_client, content) if way == "admin" else by_command(content, tmp_path)
    measure = newest("โครงการที่หนึ่ง และบริการ")
    assert measure.analysis == "ค าน า ถึง"
    assert measure.step_texts == ["หญ้า"]
    assert measure.unit_names == ["กองช่าง", "กองคลัง", "สำนักปลัด", "กองแผนงาน"]
    assert Unit.objects.filter(agency=reference.agency, name="สำนักปลัด").count() == 1
    assert "คอลัมน์ E (ผลการวิเคราะห์ตัวชี้วัด) ระบบปรับข้อความ: ตัดเว้นวรรคที่คั่นกลางคำ ๑ แห่ง" in said
    assert "มีเว้นวรรคหน้าสระอา อาจมาจากสระอำที่หายไป" in said
    report = build_report(Assessment.objects.with_scores().get(pk=reference.pk))
    (finding,) = [each for each in rules.check_report(report) if each.code == "spelling"]
    assert not finding.blocking
    assert (finding.place.measure, finding.place.field) == (measure.pk, "analysis")
    assert "ค าน า" in finding.message


@pytest.mark.parametrize("way", ["admin", "command"])
def test_two_sara_e_are_mended_for_an_agency_whose_name_has_them(
    way: str, admin_client: Any, reference: Assessment, tmp_path: Any
):
    Agency.objects.filter(pk=reference.agency_id).update(name="เทศบาลตำบลแก้ง", slug="roiet")
    content = xlsx(["เทศบาลตำบลเเก\uf70bง", 2569, "8", *TWO_SARA_E, "รายงานเเล้ว"])
    said = by_admin(admin_client, content) if way == "admin" else by_command(content, tmp_path)
    measure = newest("มาตรการและแผนงาน")
    assert (measure.analysis, measure.step_texts) == ("ควรปรับปรุงและพัฒนา", ["ดำเนินการตามแผน"])
    assert measure.own_monitoring == "รายงานแล้ว"
    assert "แทนสระเอสองตัวด้วยสระแอ ๒ แห่ง" in said
    assert "คอลัมน์ A (หน่วยงาน)" in said


def as_csv(rows: list[list[Any]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_json(rows: list[list[Any]]) -> bytes:
    lines = ",\n".join(json.dumps(dict(zip(rows[0], row, strict=True))) for row in rows[1:])
    return f'{{"format": "ita-portal-table/1", "rows": [\n{lines}\n]}}'.encode()


def as_ods(rows: list[list[Any]]) -> bytes:
    return ods(*(ods_row(*(ods_text(str(cell)) for cell in row)) for row in rows))


@pytest.mark.parametrize("write", [as_csv, as_json, as_ods])
def test_other_files_are_mended_and_their_headings_are_known(write: Any, reference: Assessment):
    headings = [heading.replace("แ", "เเ").replace("ำ", "\u0e4d\u0e32") for heading in HEADINGS[:-1]]
    found = read_measures(io.BytesIO(write([headings, ["chanuwan", "2569", "๖", *MISORDERED]])))
    assert found.ok, found.problems
    (row,) = found.measures
    assert row.given["titles"] == "โครงการที่หนึ่ง และบริการ"
    row_number = "๓" if write is as_ods else "๒"  # the sheet of the helper has another line on top
    assert any(f"แถว {row_number} คอลัมน์ D" in notice for notice in found.notices)
    heading = next(notice for notice in found.notices if "คอลัมน์ F" in notice)
    assert "รวมนิคหิตกับสระอาเป็นสระอำ" in heading, "a mended heading is said too"


def test_a_sheet_without_anything_to_mend_says_nothing(reference: Assessment):
    found = read_measures(io.BytesIO(xlsx(["chanuwan", 2569, 6, "โครงการดี", "", "๑. ทำ", "กองคลัง", "ตลอดปี ๖๙"])))
    assert not [notice for notice in found.notices if "ระบบปรับข้อความ" in notice]


def test_more_mended_cells_than_are_listed_are_counted(reference: Assessment):
    rows = [["chanuwan", 2569, 6, f"มาตรการเเรกที่ {number}"] for number in range(60)]
    found = read_measures(io.BytesIO(xlsx(*rows)))
    assert found.ok
    assert found.notices[-1] == "ระบบปรับข้อความหรือพบข้อความที่ควรตรวจสอบอีก ๑๐ ช่อง"
    assert sum("แทนสระเอสองตัว" in notice for notice in found.notices) == 50


def test_a_unit_is_known_by_either_spelling(reference: Assessment, tmp_path: Any):
    Unit.objects.create(agency=reference.agency, name="กองเเผนงาน", position=9)
    by_command(xlsx(["chanuwan", 2569, 6, "โครงการดี", "", "๑. ทำ", "กองแผนงาน/กอง\u200bเเผนงาน", "ตลอดปี ๖๙"]), tmp_path)
    assert newest("โครงการดี").unit_names == ["กองเเผนงาน"]
    assert not Unit.objects.filter(name="กองแผนงาน").exists()


def test_what_was_exported_comes_back_unchanged(reference: Assessment, tmp_path: Any):
    content = xlsx(["chanuwan", 2569, 6, *MISORDERED])
    by_command(content, tmp_path)
    plan = MeasurePlan.objects.get(assessment=reference)
    assert plan.measures.filter(titles="โครงการที่หนึ่ง และบริการ").count() == 1
    assert "เหมือนเดิม ๑" in by_command(content, tmp_path)


def test_a_file_whose_headings_are_foreign_is_still_refused(reference: Assessment):
    with pytest.raises(FileRefused):
        read_measures(io.BytesIO(xlsx(["chanuwan"], headings=["เเปลก"])))
