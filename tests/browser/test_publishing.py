"""Publishing in Chromium: the check page at both widths, and the way from an edit to version 2 and back."""

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from assessments.models import Assessment
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR
from itaportal.models import ParagraphText
from itaportal.wording.actions import save_wording
from tests.factories import with_scores

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture, take_fonts_away

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sign_in(open_page, reference, person):
    """Return `sign_in(path, role=…, width=…)`: the page at `path` with one of the agency's staff signed in."""

    def open_(path, role=APPROVER, **options):
        name = person(role, reference.agency).username
        page = open_page(f"/admin/login/?next={path}", **options)
        page.fill("#id_username", name)
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
    page.locator("summary", has_text="ถอนฉบับที่ ๑").click()
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
        take_fonts_away(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_from_an_edit_to_the_next_version_and_its_withdrawal(sign_in, open_page, published_reference, reference):
    with_scores(reference, {9: "91.00"})  # OIT 90.5; 29.8704 + 29.611 + 36.2 = 95.6814
    Assessment.objects.update(published_overall=None)
    page = sign_in(f"/admin/itaportal/publication/for/{reference.pk}/", width=360)
    expect(page.locator(".difference-table")).to_contain_text("๙๕.๖๘")
    page.get_by_role("button", name="เผยแพร่", exact=True).click()
    expect(page.get_by_role("heading", name="ยังมีข้อที่ควรตรวจสอบ")).to_be_visible()
    keep_picture(page, "publishing-confirm-360")
    assert_accessible(page)
    page.fill("#id_reason", "ระยะเวลาเป็นไปตามแผนจริง")
    page.get_by_role("button", name="เผยแพร่ฉบับที่ ๒").click()
    expect(page.get_by_text("ประชาชนเปิดดูได้ทันที")).to_be_visible()
    page.locator("#version-2 summary", has_text="ถอน").click()
    page.fill("#id_reason_2", "คะแนนตัวชี้วัดที่ ๙ ผิด")
    page.get_by_role("button", name="ถอนฉบับที่ ๒").click()
    expect(page.locator("#version-2")).to_contain_text("เหตุผล: คะแนนตัวชี้วัดที่ ๙ ผิด")
    page = open_page("/chanuwan/2568/v2/", status=410, width=360)
    expect(page.get_by_text("คะแนนตัวชี้วัดที่ ๙ ผิด")).to_be_visible()
    keep_picture(page, "publishing-withdrawn-360")
    page.get_by_role("link", name="เปิดฉบับที่ ๑").click()
    expect(page.get_by_role("heading", name="ฉบับที่ ๑", exact=True)).to_be_visible()


SLIP = "ปีนี้ได้ {คะแนน} คะแนน เป้าหมาย {เป้าหมยา}"


@pytest.mark.parametrize("width", [1280, 360])
def test_a_wording_shows_its_result_while_it_is_typed(sign_in, reference, width):
    save_wording(assessment=reference, texts={"plan": "แผนของ {ชื่อย่อ}"}, signatories={}, by=None)
    page = sign_in(f"/admin/itaportal/paragraphtext/for/{reference.pk}/", role=EDITOR, width=width)
    row = page.locator("[data-paragraph=indicator-9]")
    row.locator("summary", has_text="ใช้ถ้อยคำของหน่วยงาน").click()
    page.fill("#id_text-indicator-9", SLIP)
    expect(row.locator(".preview")).to_contain_text("ปีนี้ได้ ๙๐.๐๐ คะแนน เป้าหมาย {เป้าหมยา}")
    expect(row.locator(".errorlist")).to_contain_text("หมายถึง {เป้าหมาย} หรือไม่")
    row.locator("summary", has_text="คำแทน").click()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keep_picture(page, f"wording-{width}")
    assert ParagraphText.objects.count() == 1
    page.get_by_role("button", name="บันทึก", exact=True).last.click()
    expect(page.get_by_role("alert")).to_contain_text("ยังไม่ได้บันทึก มี ๑ จุดที่ต้องแก้ไข")
    assert_accessible(page)
    page.get_by_role("alert").get_by_role("link").click()
    page.fill("#id_text-indicator-9", SLIP.replace("เป้าหมยา", "เป้าหมาย"))
    page.get_by_role("button", name="บันทึก", exact=True).last.click()
    expect(page.locator("[data-paragraph=indicator-9] .preview")).to_contain_text("เป้าหมาย ๘๕")
    assert set(ParagraphText.objects.values_list("key", flat=True)) == {"plan", "indicator-9"}


def test_a_button_previews_without_java_script(sign_in, reference):
    address = f"/admin/itaportal/paragraphtext/for/{reference.pk}/"
    page = sign_in(address, role=EDITOR, width=360, java_script=False)
    row = page.locator("[data-paragraph=plan]")
    row.locator("summary", has_text="ใช้ถ้อยคำของหน่วยงาน").click()
    page.fill("#id_text-plan", "แผนของ {ชื่อย่อ} <b>")
    row.get_by_role("button", name="ดูตัวอย่าง").click()
    expect(row.locator(".preview")).to_contain_text("แผนของ อบต.ชานุวรรณ <b>")
    expect(row.locator(".errorlist")).to_contain_text("เป็นรหัส HTML")
    assert not ParagraphText.objects.exists()


def test_a_seal_is_uploaded_refused_and_taken_away(sign_in, reference, tmp_path):
    width = 360
    page = sign_in(f"/admin/itaportal/paragraphtext/seal/{reference.agency_id}/", role=ADMINISTRATOR, width=width)
    (tmp_path / "ตรา.svg").write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((10, 10, 290, 290), outline=(120, 20, 20), width=20)
    image.save(tmp_path / "ตรา.png")
    page.set_input_files("#id_image", tmp_path / "ตรา.png")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("img", name="ตราสัญลักษณ์ องค์การบริหารส่วนตำบลชานุวรรณ")).to_be_visible()
    page.set_input_files("#id_image", tmp_path / "ตรา.svg")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("alert")).to_contain_text("ไฟล์นี้เป็นภาพ SVG")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    keep_picture(page, f"seal-{width}")
    page.get_by_role("button", name="นำตราออก").click()
    expect(page.get_by_text("ยังไม่มีตราสัญลักษณ์")).to_be_visible()
