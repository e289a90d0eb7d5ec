"""The whole path of a member of staff: sign in, change a score in the grid, see it on the page and in the PDF."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from .checks import keep_picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def pdf_text(page, path: str) -> str:
    """The text of the PDF at `path`, fetched with the browser's own session."""
    answer = page.request.get(page.url.split("/admin")[0].split("/chanuwan")[0] + path)
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(answer.body())).pages)


def test_a_changed_score_reaches_the_dashboard_and_the_pdf(open_page, reference, admin_user):
    page = open_page("/chanuwan/2568/")
    expect(page.locator("main data[value='95.48']").first).to_have_text("๙๕.๔๘")
    page.get_by_role("link", name="สำหรับเจ้าหน้าที่").click()
    page.fill("#id_username", "admin")
    page.fill("#id_password", "admin")
    page.click("#login-form input[type=submit]")
    page.get_by_role("link", name="ผลการประเมิน", exact=True).first.click()
    page.get_by_role("link", name="องค์การบริหารส่วนตำบลชานุวรรณ").first.click()

    # OIT becomes (98.50 + 90.00) / 2 = 94.25; overall 29.8704 + 29.611 + 0.4 × 94.25 = 97.1814.
    expect(page.locator("#id_score_9")).to_have_value("๙๐.๐๐")
    page.fill("#id_score_9", "๙๘.๕")
    page.fill("#id_published_overall", "")  # what was announced would stand whatever is typed
    page.select_option("#id_published_level", "")
    page.get_by_role("button", name="บันทึกและดูผล").click()
    expect(page.get_by_text("๙๗.๑๘").first).to_be_visible()
    keep_picture(page, "path-admin-after-1280")

    page.goto(page.url.split("/admin")[0] + "/chanuwan/2568/")
    expect(page.locator("main data[value='97.18']").first).to_have_text("๙๗.๑๘")
    expect(page.locator("main data[value='94.25']").first).to_have_text("๙๔.๒๕")
    expect(page.locator("main data[value='95.48']")).to_have_count(0)
    text = pdf_text(page, "/chanuwan/2568/report.pdf")
    assert "๙๗.๑๘" in text
    assert "๙๘.๕๐" in text
    assert "๙๕.๔๘" not in text
