"""The admin in Chromium: the score grid, the plan, and what every screen must pass at both widths."""

import re

import pytest
from playwright.sync_api import expect

from assessments import actions
from assessments.models import Assessment
from measures.models import MeasurePlan, ProgressUpdate
from tests.assessments.importing.test_scores import csv_file
from tests.factories import nothing_announced

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture, take_fonts_away

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [1280, 360]


def test_every_screen_is_accessible_and_fits(sign_in, reference):
    page = sign_in("/admin/")
    plan = MeasurePlan.objects.get()
    screens = {
        "index": "",
        "list": "assessments/assessment/",
        "add": "assessments/assessment/add/",
        "change": f"assessments/assessment/{reference.pk}/change/",
        "history": f"assessments/assessment/{reference.pk}/history/",
        "plan": f"measures/measureplan/{plan.pk}/change/",
        "progress": f"measures/measureplan/{plan.pk}/progress/",
        "report": f"measures/measureplan/{plan.pk}/progress/{plan.measures.first().pk}/",
        "files": "files/",
        "new-year": f"new-year/{reference.pk}/",
        "import": "assessments/assessment/import/",
        "criteria": f"assessments/criteria/{reference.criteria_id}/change/",
        "user": "auth/user/add/",
        "group": "auth/group/add/",
    }
    base = page.url
    for name, path in screens.items():
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(base + path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            keep_picture(page, f"admin-{name}-{width}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            assert_accessible(page)
        take_fonts_away(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_a_refused_score_is_led_to_from_the_summary_and_mended(sign_in, reference):
    nothing_announced(reference)
    page = sign_in(f"/admin/assessments/assessment/{reference.pk}/change/", width=360)
    page.fill("#id_score_9", "๑๐๐.๐๑")
    page.get_by_role("button", name="บันทึกและดูผล").click()
    page.locator("#problems a").click()
    expect(page.locator("#id_score_9")).to_be_focused()
    assert_no_sideways_scroll(page)
    page.fill("#id_score_9", "๑๐๐")
    page.keyboard.press("Control+Enter")
    # 0.3 × 99.568 + 0.3 × 98.70333… + 0.4 × 95 = 97.4814
    expect(page.locator("#overall")).to_have_text("๙๗.๔๘")
    assert Assessment.objects.get().result_level == "ผ่านดีเยี่ยม"


@pytest.mark.parametrize("java_script", [True, False])
def test_another_year_shows_its_own_grid_and_keeps_what_was_typed(sign_in, java_script):
    page = sign_in("/admin/assessments/assessment/add/", java_script=java_script)
    page.fill("#id_score_2", "๘๘")
    page.select_option("#id_fiscal_year", "2563")
    if not java_script:
        page.click("#reload-grid")
    expect(page.get_by_text(re.compile("เกณฑ์ปีงบประมาณ พ.ศ. ๒๕๖๓"))).to_be_visible()
    expect(page.locator("#id_score_2")).to_have_value("๘๘")
    assert Assessment.objects.count() == 1


def test_a_measure_is_added_and_saved(sign_in, reference):
    actions.unpublish(assessment=reference, by=None)
    plan = MeasurePlan.objects.get()
    page = sign_in(f"/admin/measures/measureplan/{plan.pk}/change/", width=360)
    page.locator("#indicator-9").get_by_role("button", name="เพิ่มมาตรการของตัวชี้วัดนี้").click()
    page.fill("#id_new-9-0-titles", "มาตรการเพิ่มเติม")
    page.fill("#id_new-9-0-steps", "๑. สำรวจ\n๒. เผยแพร่")
    page.locator(".submit-row").get_by_role("button", name="บันทึก", exact=True).click()
    expect(page.get_by_text("บันทึกแผนมาตรการ")).to_be_visible()
    added = plan.measures.filter(indicator__number=9).last()
    assert (added.titles, added.step_texts, added.period_text) == ("มาตรการเพิ่มเติม", ["สำรวจ", "เผยแพร่"], "ตลอดปี ๖๙")


def test_progress_is_reported_on_a_phone_without_scripts(sign_in, reference):
    plan = MeasurePlan.objects.get()
    page = sign_in(f"/admin/measures/measureplan/{plan.pk}/progress/", width=360, java_script=False)
    page.locator(".progress-table a").nth(1).click()
    page.get_by_label("ดำเนินการแล้วเสร็จ").check()
    page.get_by_label("สิ่งที่ดำเนินการ").fill("จัดอบรมแล้ว")
    page.get_by_label("ชื่อหลักฐาน").first.fill("ภาพกิจกรรม")
    page.get_by_label("ที่อยู่เว็บ").first.fill("https://example.go.th/photos")
    page.get_by_role("button", name="บันทึกรายงาน").click()
    expect(page.locator("#problems")).to_contain_text("มาตรการที่ดำเนินการแล้วเสร็จต้องระบุผลการดำเนินการเทียบกับแผน")
    page.get_by_label("ผลการดำเนินการเทียบกับแผน").fill("ครบตามแผน")
    page.get_by_role("button", name="บันทึกรายงาน").click()
    expect(page.locator(".report")).to_contain_text("จัดอบรมแล้ว")
    assert ProgressUpdate.objects.get().evidence.get().url == "https://example.go.th/photos"


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_file_shows_its_way_until_it_is_saved(sign_in, reference, settings, tmp_path, width):
    settings.IMPORT_LONG_FILE = 100
    nothing_announced(reference)
    path = tmp_path / "scores.csv"
    path.write_bytes(csv_file(["หน่วยงาน", "ปีงบประมาณ", *range(1, 11)], ["chanuwan", 2568, *["๙๑"] * 10]).getvalue())
    page = sign_in("/admin/assessments/assessment/import/", width=width)
    page.set_input_files("#id_import_file", path)
    page.get_by_role("button", name="อัปโหลดและตรวจไฟล์").click()
    confirm = page.get_by_role("button", name="ยืนยันและบันทึก")
    expect(confirm).to_be_visible()  # the page of the bar led here by itself
    keep_picture(page, f"admin-import-preview-{width}")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    confirm.click()
    expect(page.locator(".messagelist")).to_contain_text("นำเข้าแล้ว")
    assert str(Assessment.objects.get().result_overall) == "91.00"
