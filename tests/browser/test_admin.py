"""The admin in Chromium: the score grid, the plan, and what every screen must pass at both widths."""

import re

import pytest
from playwright.sync_api import expect

from assessments import actions
from assessments.models import Assessment
from measures.models import MeasurePlan

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [1280, 360]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_screen_is_accessible_and_fits(sign_in, reference, width):
    page = sign_in("/admin/", width=width)
    plan = MeasurePlan.objects.get()
    screens = {
        "index": "",
        "list": "assessments/assessment/",
        "add": "assessments/assessment/add/",
        "change": f"assessments/assessment/{reference.pk}/change/",
        "history": f"assessments/assessment/{reference.pk}/history/",
        "plan": f"measures/measureplan/{plan.pk}/change/",
        "criteria": f"assessments/criteria/{reference.criteria_id}/change/",
        "user": "auth/user/add/",
        "group": "auth/group/add/",
    }
    base = page.url
    for name, path in screens.items():
        page.goto(base + path)
        keep_picture(page, f"admin-{name}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert_accessible(page)


def test_a_refused_score_is_led_to_from_the_summary_and_mended(sign_in, reference):
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
