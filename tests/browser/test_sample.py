"""The made-up town's pages in a browser: they fit, can be read by everyone, and say first that all is made up."""

import pytest
from playwright.sync_api import expect

from itaportal.setup.sample import load_sample

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

PAGES = {
    "dashboard": "2568/",
    "one-indicator": "2568/indicators/9/",  # three measures
    "measures": "2568/measures/",
    "no-plan": "2565/",
    "report": "2568/report/",
    "trend": "trend/",
}


@pytest.mark.parametrize("name", PAGES)
def test_the_towns_pages_fit_and_say_that_it_is_made_up(criteria, open_page, name):
    load_sample()
    page = open_page(f"/phutsakaeo/{PAGES[name]}", width=1280)
    assert_accessible(page)
    keep_picture(page, f"sample-{name}-1280")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_sideways_scroll(page)
        notice = page.locator(".notice-sample")
        expect(notice).to_be_visible()
        heading = page.locator("main h1").first
        assert notice.bounding_box()["y"] < heading.bounding_box()["y"]
