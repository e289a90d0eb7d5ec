"""The import screens where they stand in the admin: linked from the lists, for one's own agencies, nothing English."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from assessments.models import IndicatorScore

from ..factories import with_scores
from ..page import html_of


def wide(agency: str, year: int, score_9: str) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    sheet.append(["หน่วยงาน", "ปีงบประมาณ", *range(1, 11)])
    sheet.append([agency, year, 99.02, 100, 100, 98.82, 100, 98.95, 98.58, 98.58, score_9, 90])
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("scores.xlsx", out.getvalue())


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize("name", ["assessments_assessment", "measures_measureplan"])
def test_the_list_leads_to_the_import(staff, reference, name):
    address = reverse(f"admin:{name}_import")
    assert f'href="{address}"' in html_of(staff.get(reverse(f"admin:{name}_changelist")))
    page = staff.get(address)
    assert page.status_code == 200
    assert "นำเข้า" in html_of(page)


def test_a_score_table_is_shown_first_and_saved_when_confirmed(staff, reference):
    with_scores(reference, {}, published_overall=None)  # an announced figure would stand
    address = reverse("admin:assessments_assessment_import")
    page = staff.post(address, {"import_file": wide("chanuwan", 2568, "95.5"), "format": "0"})
    text = html_of(page)
    assert "๙๐.๐๐" in text
    assert "๙๕.๕๐" in text
    score = IndicatorScore.objects.get(assessment=reference, indicator__number=9)
    assert str(score.score) == "90.00"

    confirm = page.context["confirm_form"].initial
    staff.post(reverse("admin:assessments_assessment_process_import"), confirm)
    score.refresh_from_db()
    reference.refresh_from_db()
    assert str(score.score) == "95.50"
    # OIT (95.50 + 90.00) / 2 = 92.75; overall 29.8704 + 29.611 + 0.4 × 92.75 = 96.5814.
    assert str(reference.result_overall) == "96.58"


def test_a_wrong_cell_is_named_and_nothing_saved(staff, reference):
    page = staff.post(
        reverse("admin:assessments_assessment_import"), {"import_file": wide("chanuwan", 2568, "100.01"), "format": "0"}
    )
    assert "100.01" in html_of(page)
    assert "confirm_form" not in page.context or not page.context["confirm_form"]
    assert str(IndicatorScore.objects.get(assessment=reference, indicator__number=9).score) == "90.00"


def test_an_agency_one_does_not_work_for_is_unknown(client, reference, person, criteria):
    from assessments.models import Agency
    from assessments.roles import EDITOR

    other = Agency.objects.create(
        slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ร้อยเอ็ด", district="เมืองร้อยเอ็ด"
    )
    client.force_login(person(EDITOR, other))
    page = client.post(
        reverse("admin:assessments_assessment_import"), {"import_file": wide("chanuwan", 2568, "95"), "format": "0"}
    )
    assert "ยังไม่ได้บันทึก" in html_of(page)
    assert str(IndicatorScore.objects.get(assessment=reference, indicator__number=9).score) == "90.00"
