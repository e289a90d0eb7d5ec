"""The page of an agency's years as a browser shows it."""

from itertools import combinations

import pytest

from assessments.models import Agency
from tests.pages.test_pages import D, new_agency, new_year

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

PAGE = "/example/trend/"


@pytest.fixture
def years(criteria):
    """A sample agency: FY2561 with an overall alone, letters, a gap at 2566, pass levels to 2568, and a draft."""
    agency = new_agency("example", "อบต.ตัวอย่าง ๐๐๐๑")
    Agency.objects.update(is_sample=True)
    new_year(agency, 2561, scores=(), published_overall=D("77.44"))
    for year, score in ((2562, "83"), (2563, "77"), (2564, "84"), (2565, "88"), (2567, "92")):
        new_year(agency, year, scores=[score, "90", "86", score, "91", "88", score, "93", score, "95"])
    new_year(agency, 2568, scores=["99"] * 8 + ["100", "94"])


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_trend_fits_and_is_accessible(years, open_page, width, dark):
    page = open_page(PAGE, width=width, dark=dark)
    keep_picture(page, f"trend-{width}{'-dark' if dark else ''}")
    assert_no_sideways_scroll(page)
    for summary in page.locator("main summary").all():
        summary.click()
    page.set_viewport_size({"width": 320 if width == 360 else width, "height": 800})
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_dots_stand_over_their_years_and_nothing_bridges_a_gap(years, open_page):
    page = open_page(PAGE)
    chart = page.locator(".trend-full")
    middle = "el => { const box = el.getBoundingClientRect(); return box.left + box.width / 2 }"
    years_at = {label.text_content(): label.evaluate(middle) for label in chart.locator("text.year").all()}
    dots = [dot.evaluate(middle) for dot in chart.locator("circle.dot").all()]
    shown = ["๒๕๖๑", "๒๕๖๒", "๒๕๖๓", "๒๕๖๔", "๒๕๖๕", "๒๕๖๗", "๒๕๖๘"]
    assert dots == pytest.approx([years_at[year] for year in shown], abs=1.5)
    gap = years_at["๒๕๖๖"]
    for line in chart.locator("line.joined").all():
        box = line.bounding_box()
        assert not box["x"] < gap < box["x"] + box["width"]
        assert box["x"] > years_at["๒๕๖๑"] + 1, "the year of another model stands alone"


def touch(first, other):
    """Whether two texts run into each other; the boxes of lines of text are higher than what is written."""
    wide = first["x"] < other["x"] + other["width"] - 0.5 and other["x"] < first["x"] + first["width"] - 0.5
    high = first["y"] < other["y"] + other["height"] - 8 and other["y"] < first["y"] + first["height"] - 8
    return wide and high


@pytest.mark.parametrize("width", [1280, 320])
def test_values_and_years_do_not_touch(years, open_page, width):
    page = open_page(PAGE, width=width)
    for selector in (".trend-full text.value", ".trend-full text.year", ".multiple:first-child text.value"):
        boxes = [text.bounding_box() for text in page.locator(selector).all() if text.is_visible()]
        assert len(boxes) > 1
        for first in boxes:
            assert first["x"] >= 0
            assert first["x"] + first["width"] <= width
        assert not any(touch(first, other) for first, other in combinations(boxes, 2))


def test_one_year_is_shown_without_a_chart(reference, open_page):
    page = open_page("/chanuwan/trend/", width=360)
    assert page.get_by_role("heading", name="มีผลเพียงปีเดียว").is_visible()
    assert page.locator("circle.dot").count() == 0
    keep_picture(page, "trend-one-year-360")
    assert_no_sideways_scroll(page)
    assert_accessible(page)
