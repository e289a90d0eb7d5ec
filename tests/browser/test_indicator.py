"""The page of an indicator and of the measures as a browser shows them."""

from datetime import date

import pytest

from measures.models import Measure, ProgressUpdate
from tests.pages.test_pages import new_year

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture


@pytest.fixture
def progress(reference):
    """Three measures with a status of each kind."""
    for number, status in ((9, "done"), (10, "in_progress"), (1, "cancelled")):
        ProgressUpdate.objects.create(
            measure=Measure.objects.get(indicator__number=number),
            status=status,
            reported_on=date(2026, 3, 31),
            done="ทำแล้ว",
            result="ได้ผล",
        )


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
@pytest.mark.parametrize(
    ("name", "path"), [("indicator", "/chanuwan/2568/indicators/9/"), ("measures", "/chanuwan/2568/measures/")]
)
def test_page_fits_and_is_accessible(reference, progress, open_page, name, path, width, dark):
    if name == "indicator":
        for year in (2565, 2566):
            new_year(reference.agency, year, scores=["90"] * 10)
    page = open_page(path, width=width, dark=dark)
    keep_picture(page, f"{name}-{width}{'-dark' if dark else ''}")
    assert_no_sideways_scroll(page)
    for summary in page.locator("main summary").all():
        summary.click()
    page.set_viewport_size({"width": 320 if width == 360 else width, "height": 800})
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_through_the_indicators_by_keyboard(reference, open_page):
    page = open_page("/chanuwan/2568/indicators/8/", java_script=False)
    page.get_by_role("link", name="ถัดไป").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicators/9/")
    page.get_by_role("link", name="ถัดไป").press("Enter")
    page.wait_for_url("**/indicators/10/")
    assert page.get_by_role("link", name="ถัดไป").count() == 0
    assert page.get_by_role("heading", level=1).inner_text() == "๑๐. การป้องกันการทุจริต"
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith("Sarabun")
