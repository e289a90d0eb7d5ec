"""No line of the pages of publishing ends inside a Thai word, a term or a name; typed text stays in its place."""

import pytest
from playwright.sync_api import expect

from assessments.roles import ADMINISTRATOR
from itaportal.models import YEAR_KIND, Publication
from itaportal.publishing.actions import LONGEST_REASON, withdraw
from tests.factories import FULL_NAME, with_scores

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture
from .thailines import broken_lines

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = (FULL_NAME, "อำเภอพนมไพร", "จังหวัดร้อยเอ็ด", "การใช้ทรัพย์สินของราชการ")
REASON = "ค่าคะแนนของตัวชี้วัดที่ ๙ การเปิดเผยข้อมูลที่เผยแพร่ไม่ตรงกับประกาศผลการประเมินคุณธรรมและความโปร่งใส"
WIDTHS = pytest.mark.parametrize("width", [1280, 360])


@WIDTHS
def test_withdrawn_version(open_page, published_reference, reference, width):
    publication = Publication.objects.of(reference, YEAR_KIND).get()
    withdraw(publication=publication, reason=REASON, by=None)
    page = open_page("/chanuwan/2568/v1/", status=410, width=width)
    keep_picture(page, f"withdrawn-{width}")
    assert broken_lines(page, NAMES) == []


@WIDTHS
@pytest.mark.parametrize("name", ["check", "wording", "seal", "history"])
def test_admin_pages_of_publishing(sign_in, published_reference, reference, width, name):
    with_scores(reference, {9: "98.50", 7: None})
    page = sign_in(
        {
            "check": f"/admin/itaportal/publication/for/{reference.pk}/",
            "wording": f"/admin/itaportal/paragraphtext/for/{reference.pk}/",
            "seal": f"/admin/itaportal/paragraphtext/seal/{reference.agency_id}/",
            "history": f"/admin/itaportal/paragraphtext/for/{reference.pk}/history/",
        }[name],
        width=width,
    )
    if name == "check":
        for part in page.locator("summary").all():
            part.click()
    keep_picture(page, f"lines-{name}-{width}")
    assert broken_lines(page, NAMES) == []


@WIDTHS
@pytest.mark.parametrize("path", ["/chanuwan/2568/v1/", "/chanuwan/2568/report/"])
def test_report_and_version(open_page, published_reference, width, path):
    page = open_page(path, width=width)
    assert broken_lines(page, NAMES) == []


@WIDTHS
def test_a_reason_of_one_endless_word_keeps_its_place(
    sign_in, open_page, person, published_reference, reference, width
):
    publication = Publication.objects.of(reference, YEAR_KIND).get()
    by = person(ADMINISTRATOR, reference.agency)
    withdraw(publication=publication, reason="ก" * LONGEST_REASON, by=by)
    page = sign_in(f"/admin/itaportal/publication/for/{reference.pk}/", width=width)
    expect(page.locator("#version-1")).to_contain_text(f"โดย {by.get_full_name() or by.get_username()}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page = open_page("/chanuwan/2568/v1/", status=410, width=width)
    assert_no_sideways_scroll(page)


def test_checksums_say_what_they_are(sign_in, published_reference, reference):
    page = sign_in(f"/admin/itaportal/publication/for/{reference.pk}/", width=360)
    expect(page.locator(".file-list li").first).to_contain_text("SHA-256")
    assert_accessible(page)
