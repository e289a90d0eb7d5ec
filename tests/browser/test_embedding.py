"""Badge and card on an agency's own site, and the page that offers them, in a real browser."""

import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from assessments.models import Agency
from tests.factories import LONG_NAME, agencies_of, freeze

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

OFFERS = "/chanuwan/2568/embed/"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def own_site(browser, live_server, tmp_path) -> Iterator:
    """Return `show(code) -> Page`: a page of another site with that code in it. The live server is `localhost`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path))
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 700, "height": 900})

    def show(code: str):
        (tmp_path / "index.html").write_text(f"<!doctype html><meta charset=utf-8>{code}", encoding="utf-8")
        page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="networkidle")
        return page

    assert "//localhost:" in live_server.url
    yield show
    page.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_that_offers_them_fits_and_is_accessible(open_page, reference, width):
    freeze(reference)
    page = open_page(OFFERS, width=width)
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    assert page.locator("img[src$='badge.svg']").first.evaluate("image => image.naturalWidth") > 120
    keep_picture(page, f"embed-{width}")


def test_the_copied_code_shows_the_result_on_another_site(open_page, own_site, reference):
    """As it stands: the picture with its letters, the frame with all of its words, both leading to the portal."""
    freeze(reference)
    codes = open_page(OFFERS).locator("textarea").evaluate_all("boxes => boxes.map(box => box.value)")
    assert len(codes) == 6
    page = own_site("<br>".join(codes))
    for picture in page.locator("img").all():
        assert picture.evaluate("image => image.complete && image.naturalWidth") > 120
    for frame in page.frames[1:]:
        assert "๙๕.๔๘ จาก ๑๐๐" in frame.locator("main").inner_text()
        assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert frame.evaluate("document.documentElement.scrollWidth") <= 360
        assert frame.locator("script").count() == 0
        assert frame.evaluate("getComputedStyle(document.querySelector('.result-card')).borderTopWidth") == "5px"
    assert len(page.frames) == 4
    keep_picture(page, "own-site")


def test_a_pictures_letters_are_its_own(own_site, live_server, reference):
    """No font of the reader's is needed for Thai: with and without what lies in the picture it looks another way."""
    address = f"{live_server.url}/chanuwan/badge.svg"
    page = own_site(f'<img src="{address}">')
    drawn = page.locator("img").screenshot()
    text = page.request.get(address).text()
    page = own_site(re.sub(r"<style>.*?</style>", "", text).replace("Sarabun,", ""))
    assert page.locator("svg").screenshot() != drawn
    page = own_site(text)
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('600 15px Sarabun', 'ผ่าน')")


def test_the_longest_name_and_a_grey_card_have_room(browser, own_site, live_server, criteria):
    agencies_of(["69.99"], year=2567)
    Agency.objects.update(name=LONG_NAME)
    page = browser.new_page()
    page.goto(f"{live_server.url}/a000/2567/embed/")
    code = page.locator("#card-year").input_value()
    page.close()
    assert LONG_NAME in unescape(code)
    frame = own_site(code).frames[1]
    assert LONG_NAME in frame.locator("h1").inner_text().replace("\u200b", "")
    assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_no_other_page_stands_in_a_frame(own_site, live_server, reference):
    page = own_site(f'<iframe src="{live_server.url}/chanuwan/2568/" width="600" height="400"></iframe>')
    assert page.frames[1].url.startswith("chrome-error:")
    assert "ชานุวรรณ" not in page.frames[1].locator("body").inner_text()
