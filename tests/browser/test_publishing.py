"""Publishing in Chromium: the check page at both widths, and the way from an edit to version 2 and back."""

import pytest
from playwright.sync_api import expect

from assessments.models import Assessment
from assessments.roles import APPROVER

from ..report.samples import with_scores
from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sign_in(open_page, reference, person):
    """Return `sign_in(path, width=…)`: the page at `path` with the agency's approver signed in."""
    person(APPROVER, reference.agency, name="approver")

    def open_(path, **options):
        page = open_page(f"/admin/login/?next={path}", **options)
        page.fill("#id_username", "approver")
        page.fill("#id_password", "รหัสผ่าน")
        page.click("#login-form input[type=submit]")
        page.wait_for_url(f"**{path}")
        return page

    return open_


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_of_publishing_are_accessible_and_fit(sign_in, published_reference, reference, width):
    with_scores(reference, {9: "98.50", 7: None})
    address = f"/admin/itaportal/publication/for/{reference.pk}/"
    page = sign_in(address, width=width)
    base = page.url.removesuffix(address)
    page.locator("summary").click()
    for name, path in {
        "check": "",
        "versions": "/admin/itaportal/publication/",
        "dashboard": "/chanuwan/2568/",
        "version": "/chanuwan/2568/v1/",
    }.items():
        if path:
            page.goto(base + path)
        keep_picture(page, f"publishing-{name}-{width}")
        assert_accessible(page)
        if name in ("dashboard", "version"):
            assert_no_sideways_scroll(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_from_an_edit_to_the_next_version_and_its_withdrawal(sign_in, open_page, published_reference, reference):
    with_scores(reference, {9: "91.00"})  # OIT 90.5; 29.8704 + 29.611 + 36.2 = 95.6814
    Assessment.objects.update(published_overall=None)
    page = sign_in(f"/admin/itaportal/publication/for/{reference.pk}/", width=360)
    expect(page.locator(".difference-table")).to_contain_text("๙๕.๖๘")
    page.get_by_role("button", name="เผยแพร่", exact=True).click()
    expect(page.get_by_text("ประชาชนเปิดดูได้ทันที")).to_be_visible()
    page.locator("#version-2 summary").click()
    page.fill("#id_reason_2", "คะแนนตัวชี้วัดที่ ๙ ผิด")
    page.get_by_role("button", name="ถอนฉบับที่ ๒").click()
    expect(page.locator("#version-2")).to_contain_text("เหตุผล: คะแนนตัวชี้วัดที่ ๙ ผิด")
    page = open_page("/chanuwan/2568/v2/", status=410, width=360)
    expect(page.get_by_text("คะแนนตัวชี้วัดที่ ๙ ผิด")).to_be_visible()
    keep_picture(page, "publishing-withdrawn-360")
    page.get_by_role("link", name="เปิดฉบับที่ ๑").click()
    expect(page.get_by_role("heading", name="ฉบับที่ ๑", exact=True)).to_be_visible()
