"""Suppositions in a browser: live with JavaScript, by the button without, the same address for others."""

import pytest
from playwright.sync_api import expect

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

PAGE = "/chanuwan/2568/what-if/"


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_page_fits_and_is_accessible(reference, open_page, width, dark):
    page = open_page(f"{PAGE}?s9=abc&s6=91&s7=90&p1=84.5", width=width, dark=dark)
    keep_picture(page, f"what-if-{width}{'-dark' if dark else ''}")
    assert_no_sideways_scroll(page)
    page.set_viewport_size({"width": 320 if width == 360 else width, "height": 800})
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_without_java_script_the_button_does_it(reference, open_page):
    page = open_page(PAGE, java_script=False)
    page.get_by_label("๙. การเปิดเผยข้อมูล").fill("๙๕")
    page.get_by_label("๑๐. การป้องกันการทุจริต").fill("95")
    page.get_by_label("๑๐. การป้องกันการทุจริต").press("Enter")
    expect(page.locator(".supposed-score data")).to_have_attribute("value", "97.48")
    expect(page.locator(".supposed .level")).to_have_text("ผ่านดีเยี่ยม")
    page.get_by_role("link", name="กลับเป็นคะแนนตามผลการประเมิน").click()
    expect(page.locator(".supposed-score data")).to_have_attribute("value", "95.48")


def test_live_while_typing_and_the_address_can_be_shared(reference, open_page):
    page = open_page(PAGE)
    field = page.get_by_label("๙. การเปิดเผยข้อมูล")
    field.fill("๙๙.๙๙")
    expect(page.locator(".supposed .level")).to_have_text("ผ่านดีเยี่ยม")
    expect(page.get_by_role("heading", name="อยู่ในระดับสูงสุดแล้ว")).to_be_visible()
    assert field.evaluate("el => el === document.activeElement")
    address = page.url
    assert address.count("=") == 1, "only what was changed is in the address"

    field.fill("abc")
    expect(page.locator("#s9-said")).to_contain_text("“abc” ไม่ใช่ตัวเลข")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("๙๐.๐๐")
    expect(page.locator("#result-title")).to_have_text("ผลการประเมินที่ยังไม่ได้เปลี่ยน")
    expect(field).not_to_have_attribute("aria-invalid", "true")

    other = open_page(address.split("//", 1)[1].split("/", 1)[1].join(["/", ""]), java_script=False)
    expect(other.locator(".supposed .level")).to_have_text("ผ่านดีเยี่ยม")


def test_a_suggestion_is_followed_by_keyboard(reference, open_page):
    page = open_page(PAGE, width=360, java_script=False)
    page.get_by_role("link", name="จำลองคะแนน ตัวชี้วัดที่ ๑๐").press("Enter")
    expect(page.locator(".supposed .level")).to_have_text("ผ่านดีเยี่ยม")
    expect(page.locator("#s10")).to_have_value("๙๙.๙๙")
