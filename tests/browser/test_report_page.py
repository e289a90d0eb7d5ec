"""The report's figures on the page, as a browser shows them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from tests.factories import with_scores

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

PAGE = "/chanuwan/2568/report/"


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (768, False), (360, True)])
def test_report_fits_and_is_accessible(reference, open_page, width, dark):
    page = open_page(PAGE, width=width, dark=dark)
    keep_picture(page, f"report-{width}{'-dark' if dark else ''}")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    if width == 360:
        page.set_viewport_size({"width": 320, "height": 800})
        assert_no_sideways_scroll(page)


@pytest.mark.parametrize(("width", "wide"), [(1280, True), (801, True), (800, False), (360, False)])
def test_each_level_is_named_once_over_its_band_or_in_the_legend(reference, open_page, width, wide):
    figure = open_page(PAGE, width=width).locator("figure").first
    for name in ("ต้องปรับปรุงโดยด่วน", "ผ่าน/ผ่านดี"):
        assert figure.get_by_text(name).locator("visible=true").count() == 1
        expect(figure.locator(".band-name > span", has_text=name)).to_be_visible(visible=wide)
    if wide:
        names = [text_box(name) for name in figure.locator(".band-name > span").all()]
        assert len(names) == 4
        assert all(left["right"] < right["left"] for left, right in pairwise(names))


def test_pointer_stands_where_the_overall_lies_in_its_band(reference, open_page):
    figure = open_page(PAGE).locator("figure").first
    band, pointer = box(figure.locator(".band").nth(3)), box(figure.locator(".pointer"))
    # 95.48 of the band from 95 to 100, which begins and ends under half of its outline.
    place = band["left"] + (band["right"] - band["left"]) * 0.48 / 5
    assert (pointer["left"] + pointer["right"]) / 2 == pytest.approx(place, abs=1)


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (360, False)])
def test_radars_list_stands_beside_the_drawing_or_under_it(reference, open_page, width, beside):
    with_scores(reference, {}, target=Decimal("95"))
    radar = open_page(PAGE, width=width).locator(".radar")
    drawing, rows = box(radar.locator(".radar-drawing")), box(radar.locator(".radar-list"))
    assert (drawing["right"] < rows["left"]) == beside
    assert (drawing["bottom"] < rows["top"]) == (not beside)
    assert drawing["right"] - drawing["left"] > 240
    assert radar.locator(".radar-drawing .hollow").count() == 2


def box(element: Locator) -> dict[str, float]:
    """Where an element stands on the screen."""
    return element.evaluate("el => el.getBoundingClientRect().toJSON()")


def text_box(element: Locator) -> dict[str, float]:
    """Where the text itself stands, whose element is wider."""
    return element.evaluate(
        """el => { const range = document.createRange(); range.selectNodeContents(el);
            return range.getBoundingClientRect().toJSON() }"""
    )
