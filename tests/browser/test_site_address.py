"""The page that says where the portal is, and the cover with the code of a version's address."""

import pytest

from itaportal.publishing import files
from itaportal.publishing.actions import publish

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture, take_fonts_away

pytestmark = pytest.mark.django_db(transaction=True)

SITE = "https://www.a-long-name-of-an-office.example.go.th/open-government/ita"


@pytest.mark.parametrize("width", [1280, 360])
def test_the_address_on_its_page_and_on_the_cover(sign_in, reference, settings, monkeypatch, width):
    settings.SITE_URL = SITE
    monkeypatch.setattr(files, "draw", lambda kind, document: {})
    publish(assessment=reference, by=None)
    page = sign_in("/admin/site-address/", width=width)
    base = page.url.removesuffix("/admin/site-address/")
    page.fill("#id_url", "ita.example.go.th")
    page.click("#site_address_form input[type=submit]")
    page.wait_for_selector("#problems")
    assert page.input_value("#id_url") == "ita.example.go.th"
    keep_picture(page, f"site-address-{width}")
    assert_accessible(page)
    page.goto(f"{base}/chanuwan/2568/v1/")
    code = page.get_by_role("img", name=f"คิวอาร์โค้ดของที่อยู่เว็บ {SITE}/chanuwan/2568/v1/")
    box = code.bounding_box()
    assert box["width"] == box["height"] > 90
    keep_picture(page, f"identity-{width}")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    take_fonts_away(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
