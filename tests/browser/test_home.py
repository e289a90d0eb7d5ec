"""The home page of many agencies in a browser."""

import pytest

from tests.factories import agencies_of

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture


@pytest.fixture
def country(criteria):
    for number, province in enumerate(["กรุงเทพมหานคร", "พระนครศรีอยุธยา", "ร้อยเอ็ด"]):
        agencies_of(["95.00", "84.00", "68.00"], start=number * 10, province=province)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True), (320, False)])
def test_it_fits_and_is_accessible(country, open_page, width, dark):
    page = open_page("/", width=width, dark=dark)
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    keep_picture(page, f"home-{width}{'-dark' if dark else ''}")


def test_from_the_search_and_from_a_province_to_the_agencies(country, open_page):
    page = open_page("/", width=360, java_script=False)
    page.get_by_label("ค้นหาหน่วยงาน").last.fill("011")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/?q=011")
    assert page.locator(".standings tbody tr").count() == 1
    page.goto(page.url.split("/compare/")[0])
    page.locator(".province-table").get_by_role("link", name="ร้อยเอ็ด").click()
    assert page.locator(".standings tbody tr").count() == 3
