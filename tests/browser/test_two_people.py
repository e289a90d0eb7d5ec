"""What a person sees when somebody else saved meanwhile: forms that merge, and a preview that no longer holds."""

import pytest
from playwright.sync_api import expect

from assessments.models import Agency, Criteria
from tests.assessments.importing.test_scores import LONG, csv_file
from tests.factories import with_scores

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [1280, 360]


@pytest.mark.parametrize("width", WIDTHS)
def test_an_agency_that_two_people_change(sign_in, reference, width):
    page = sign_in(f"/admin/assessments/agency/{reference.agency_id}/change/", width=width)
    Agency.objects.filter(pk=reference.agency_id).update(district="ที่เขาแก้", kind="เทศบาลตำบล")
    page.fill("#id_district", "ที่เราแก้")
    page.locator("[name=_save]").click()
    expect(page.get_by_role("heading", name="มีผู้อื่นบันทึกค่าอื่นใน ๑ ช่อง")).to_be_visible()
    keep_picture(page, f"two-people-agency-{width}")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_role("button", name="ใช้ค่าที่บันทึกแล้วของ").click()
    expect(page.locator("#id_district")).to_have_value("ที่เขาแก้")
    page.fill("#id_subdistrict", "ของเรา")
    page.keyboard.press("Enter")  # saves; it takes no value of a button further up
    expect(page.locator("#changelist")).to_be_visible()
    agency = Agency.objects.get(pk=reference.agency_id)
    assert (agency.district, agency.kind, agency.subdistrict) == ("ที่เขาแก้", "เทศบาลตำบล", "ของเรา")


@pytest.mark.parametrize("width", WIDTHS)
def test_criteria_that_two_people_change(sign_in, reference, width):
    page = sign_in(f"/admin/assessments/criteria/{reference.criteria_id}/change/", width=width)
    criteria = Criteria.objects.get(pk=reference.criteria_id)
    criteria.indicators.filter(number=10).update(name="ชื่อที่เขาแก้")
    criteria.levels.filter(position=1).update(name="ระดับที่เขาแก้")
    page.fill("#id_indicators-9-name", "ชื่อที่เราแก้")
    page.locator("[name=_save]").click()
    expect(page.get_by_role("heading", name="มีผู้อื่นบันทึกค่าอื่นใน ๑ ช่อง")).to_be_visible()
    keep_picture(page, f"two-people-criteria-{width}")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.locator("[name=_save]").click()
    expect(page.locator("#changelist")).to_be_visible()
    assert criteria.indicators.get(number=10).name == "ชื่อที่เราแก้"
    assert criteria.levels.get(position=1).name == "ระดับที่เขาแก้"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_preview_that_no_longer_holds(sign_in, reference, width, settings, tmp_path):
    settings.IMPORT_UPLOADS = tmp_path / "imports"
    page = sign_in("/admin/assessments/assessment/import/", width=width)
    rows = csv_file(LONG, ["chanuwan", 2568, 1, "", 98.5], ["chanuwan", 2568, 2, "", 97.25]).getvalue()
    page.set_input_files("[name=import_file]", {"name": "base.csv", "mimeType": "text/csv", "buffer": rows})
    page.get_by_role("button", name="อัปโหลดและตรวจไฟล์").click()
    with_scores(reference, {1: "55.00"})
    page.get_by_role("button", name="ยืนยันและบันทึก").click()
    expect(page.get_by_role("heading", name="ข้อมูลในระบบเปลี่ยนไปหลังจากที่ท่านตรวจ")).to_be_visible()
    keep_picture(page, f"two-people-preview-{width}")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_role("button", name="ยืนยันและบันทึก").click()
    expect(page.get_by_text("นำเข้าแล้ว")).to_be_visible()
    assert reference.scores.get(indicator__number=1).score == 98.5
