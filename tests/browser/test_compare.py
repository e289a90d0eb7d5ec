"""Comparing agencies in a browser: searching and sorting, on a phone too, by keyboard, with JavaScript off."""

import pytest
from pypdfium2 import PdfDocument

from assessments.models import Agency
from tests.factories import LONG_NAME, agencies_of

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

PAGE = "/compare/"


@pytest.fixture
def country(criteria):
    agencies_of([f"{70 + number / 3:.2f}" for number in range(60)])
    agencies_of(["88.00", "97.00"], start=100, kind="องค์การมหาชน", province="กรุงเทพมหานคร", district="ดุสิต")
    Agency.objects.filter(slug="a059").update(name="องค์การบริหารส่วนตำบลที่มีชื่อยาวมากเป็นพิเศษและไม่มีที่ว่างให้ตัดบรรทัดได้เลย")
    Agency.objects.filter(slug="a058").update(is_sample=True)


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True), (320, False)])
def test_it_fits_and_is_accessible(country, open_page, width, dark):
    page = open_page(PAGE, width=width, dark=dark)
    page.locator("main summary").click()
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    keep_picture(page, f"compare-{width}{'-dark' if dark else ''}")


@pytest.mark.parametrize("width", [1280, 360])
def test_searching_and_filtering_by_keyboard_without_scripts(country, open_page, width):
    page = open_page(PAGE, width=width, java_script=False)
    page.get_by_label("ค้นหาชื่อหน่วยงาน").focus()
    page.keyboard.type("อบต.ที่ 05")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/?q=*")
    assert page.locator(".standings tbody tr").count() == 10, "005 and 050 to 058; 059 has another name"
    page.get_by_label("จังหวัด", exact=True).select_option("กรุงเทพมหานคร")
    page.get_by_role("button", name="แสดงผล").click()
    page.wait_for_url("**province=%E0*")
    assert page.get_by_role("heading", name="ไม่พบหน่วยงานตามเงื่อนไขที่เลือก").is_visible()
    page.get_by_role("link", name="ล้างตัวกรอง").click()
    assert page.locator(".standings tbody tr").count() == 50
    page.get_by_role("link", name="ถัดไป").click()
    assert page.locator(".standings tbody tr").count() == 12


def test_sorting_is_told_and_reached_by_keyboard(country, open_page):
    page = open_page(PAGE)
    heading = page.get_by_role("columnheader", name="หน่วยงาน")
    heading.get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=name#standings")
    assert page.get_by_role("columnheader", name="หน่วยงาน").get_attribute("aria-sort") == "ascending"
    assert page.locator(".standings tbody th").first.inner_text().startswith("องค์การ"), "อง comes before อบ"


def test_bars_are_as_long_as_their_share(country, open_page):
    page = open_page(PAGE)
    widths = [bar.bounding_box()["width"] for bar in page.locator(".histogram-bar rect").all()]
    counts = [int(text) for text in page.locator(".histogram-count").all_inner_texts()]
    assert sum(counts) == 62
    for width, count in zip(widths, counts, strict=True):
        assert width / max(widths) == pytest.approx(count / max(counts), abs=0.01)


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize(("path", "name"), [("/open-data/", "open-data"), ("/api/", "api")])
def test_open_data_pages(country, open_page, width, path, name):
    page = open_page(path, width=width)
    for summary in page.locator("main summary").all():
        summary.click()
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    keep_picture(page, f"{name}-{width}")


def test_empty_comparison(reference, open_page):
    page = open_page(PAGE, width=320)
    assert page.get_by_role("heading", name="มีหน่วยงานที่เผยแพร่ผลแล้วเพียงแห่งเดียว").is_visible()
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_on_paper_each_agency_has_one_line_and_a_sheet_holds_many(country, open_page):
    """A name as long as there are any, too. What is only of use on a screen is left out."""
    Agency.objects.filter(slug="a057").update(name=LONG_NAME)
    page = open_page(PAGE)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 1047, "height": 700})  # what is left of A4 across
    heights = page.locator(".standings tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert len(heights) == 50
    assert max(heights) < 1.3 * min(heights)
    assert not page.locator(".filters").is_visible()
    printed = PdfDocument(page.pdf(prefer_css_page_size=True))
    rows = [sheet.get_textpage().get_text_range().count(" จาก ") for sheet in printed]
    assert max(rows) >= 25
    assert len(rows) <= 4
