"""What every public page must pass in a browser. The pages come from the URL resolver, so that new ones are covered.

One load a page: the same page is then looked at in each width and theme.
"""

import re

import pytest
from playwright.sync_api import expect

from .. import routes
from ..pages.test_pages import new_agency, new_year
from .checks import (
    assert_accessible,
    assert_colours_tell_apart,
    assert_no_sideways_scroll,
    keep_picture,
    take_fonts_away,
)

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/chanuwan/2568/"
# These pages have tests of their own that ask axe at 1280 and 360 px, with all of their states.
_ASKED = ("dashboard", "report", "trend", "indicator", "measures", "what-if", "compare", "open-data", "api-docs")
# The last two lead to a page that is looked at by its own address.
_NO_PAGE = ("healthz", "display", "favicon", "", "agency", "methodology")


def public_pages() -> dict[str, str]:
    """Name and address of every public page, but for versions (tests/browser/test_publishing.py) and the API."""
    found = {}
    for route in routes.routes():
        if route.name in _NO_PAGE or re.search(r"[.]|^/api/v", str(route)) or "version" in route.kinds:
            continue
        values = dict.fromkeys(route.kinds, "1") | {"agency": "chanuwan", "year": "2568", "number": "9"}
        found[route.name] = route.fill({name: values[name] for name in route.kinds})
    return found


@pytest.fixture
def several(reference):
    """The reference agency with a second agency beside it, so that there is something to compare."""
    other = new_agency("other", "องค์การบริหารส่วนตำบลตัวอย่างที่มีชื่อค่อนข้างยาว", "ขอนแก่น")
    new_year(other, 2567)
    new_year(other, 2568, scores=["99"] * 5 + ["80"] * 3 + ["99"] * 2)
    return reference


def is_page(page) -> bool:
    return page.evaluate("document.contentType") == "text/html"


@pytest.mark.parametrize(("name", "address"), public_pages().items(), ids=list(public_pages()))
def test_every_public_page(several, open_page, name, address):
    page = open_page(address, width=1280)
    if not is_page(page):
        pytest.skip("no page for people")
    assert_no_sideways_scroll(page)
    if name not in _ASKED:
        assert_accessible(page)
    keep_picture(page, f"{name}-1280")
    page.emulate_media(color_scheme="dark")
    assert_colours_tell_apart(page)
    keep_picture(page, f"{name}-1280-dark")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 800})
    assert_no_sideways_scroll(page)
    if name not in _ASKED:
        assert_accessible(page)
    keep_picture(page, f"{name}-360")
    for width in (640, 320):  # 640: a screen of 1280 zoomed to 200 %
        page.set_viewport_size({"width": width, "height": 400})
        assert_no_sideways_scroll(page)
    take_fonts_away(page)  # from here on at 320 px, then on a common phone
    assert_no_sideways_scroll(page)
    page.set_viewport_size({"width": 360, "height": 800})
    assert_no_sideways_scroll(page)


# --- Keyboard -----------------------------------------------------------------------------------------------------

_FOCUSED = """() => {
    const el = document.activeElement, box = el.getBoundingClientRect(), style = getComputedStyle(el);
    return {
        what: el.outerHTML.slice(0, 100),
        body: el === document.body,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
            && box.right > 0 && box.left < innerWidth,
        marked: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    };
}"""
_REACHABLE = """() => [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
    .filter(el => !el.disabled && el.getClientRects().length)
    .filter(el => el.checkVisibility({visibilityProperty: true})).length"""


@pytest.mark.parametrize("address", [PAGE, "/methodology/", "/glossary/"])
def test_the_keyboard_reaches_everything_and_focus_is_seen(several, open_page, address):
    page = open_page(address, width=360)
    page.emulate_media(reduced_motion="reduce")  # no gliding: focus is looked at where it stands
    reachable = page.evaluate(_REACHABLE)
    visited = []
    page.keyboard.press("Tab")
    while not (focused := page.evaluate(_FOCUSED))["body"]:
        assert focused["seen"], focused
        assert focused["marked"], focused
        visited.append(focused["what"])
        assert len(visited) <= reachable + 5, visited[-5:]
        page.keyboard.press("Tab")
    assert "#main" in visited[0]
    assert len(visited) == reachable


def test_the_skip_link_leads_to_the_content(reference, open_page):
    page = open_page(PAGE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_menu_opens_by_keyboard_on_a_phone(several, open_page):
    page = open_page(PAGE, width=360, java_script=False)
    expect(page.locator(".site-links")).to_be_hidden()
    page.locator(".site-menu summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".site-menu").get_by_role("link", name="อภิธานศัพท์")).to_be_visible()
    page.locator(".site-menu").get_by_role("link", name="วิธีคำนวณ").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("วิธีคำนวณ")
    assert page.url.endswith("/methodology/2568/"), "of the year one came from"


# --- The reader's choice, without JavaScript ----------------------------------------------------------------------


def test_digits_and_theme_are_chosen_and_remembered_without_javascript(reference, open_page):
    page = open_page(PAGE, java_script=False)
    score = page.locator(".answer-score data")
    expect(score).to_have_text("๙๕.๔๘")
    page.get_by_role("button", name="เลขอารบิก").click()
    expect(score).to_have_text("95.48")
    assert page.url.endswith(PAGE)
    page.get_by_role("button", name="มืด").click()
    page.goto(page.url + "report/")
    assert not re.search("[๐-๙]", page.locator("main").inner_text())
    paper = page.locator("body").evaluate("el => getComputedStyle(el).backgroundColor")
    assert sum(int(part) for part in re.findall(r"\d+", paper)[:3]) < 150, paper
    page.get_by_role("button", name="เลขไทย").click()
    page.get_by_role("button", name="ตามเครื่อง").click()
    paper = page.locator("body").evaluate("el => getComputedStyle(el).backgroundColor")
    assert sum(int(part) for part in re.findall(r"\d+", paper)[:3]) > 700, paper
    assert re.search("[๐-๙]", page.locator("main").inner_text())


@pytest.mark.parametrize(("system", "chosen", "dark"), [("light", "มืด", True), ("dark", "สว่าง", False)])
def test_a_chosen_theme_wins_over_the_systems(reference, open_page, system, chosen, dark):
    page = open_page(PAGE, dark=system == "dark")
    page.get_by_role("button", name=chosen).click()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == ("dark" if dark else "light")
    assert_accessible(page)


def test_every_page_reads_without_javascript(several, open_page):
    page = open_page(PAGE, java_script=False)
    for name, address in public_pages().items():
        response = page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/")[2] + address)
        assert response.status == 200, address
        if not response.headers["content-type"].startswith("text/html"):
            continue
        expect(page.locator("h1").first).to_be_visible()
        assert len(page.locator("main").inner_text()) > 100, name


@pytest.mark.parametrize("width", [1280, 360])
def test_error_pages(reference, open_page, width):
    page = open_page("/nobody/2568/", width=width, status=404)
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    keep_picture(page, f"404-{width}")
