"""Saving own wordings and signatories, and the admin page on which that is done."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.html import strip_tags

from assessments.actions import get_or_create_agency, save_assessment
from assessments.models import Assessment
from assessments.roles import APPROVER, EDITOR, VIEWER
from itaportal.models import ParagraphText, Signatory
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import build_document, portal_paragraphs
from itaportal.report.paragraphs import wording_slots
from itaportal.wording.actions import save_wording
from tests.factories import report_of, with_scores

from ..page import html_of


def without_spans(html: str) -> str:
    """A page without the elements that hold words together."""
    return re.sub(r'<span class="no(?:break|wrap)[^>]*>|</span>', "", html)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def report(reference: Assessment) -> AgencyReport:
    return report_of(reference)


def shown(client: Client, address: str) -> str:
    """The stamp of what the page shows now, which its form sends along."""
    page = html_of(client.get(address))
    return unescape(re.findall(r'name="based_on" value="([^"]*)"', page)[0])


# --- Saving ---------------------------------------------------------------------------------------------------------


def test_saving_writes_all_or_nothing(reference: Assessment):
    with pytest.raises(ValidationError) as error:
        save_wording(
            assessment=reference,
            texts={"summary": "ดี", "plan": "{ไม่มี}", "indicator-11": "x", "reason": "ก" * 4001},
            signatories={"prepared": ("นายก", "")},
            by=None,
        )
    assert set(error.value.message_dict) == {"text-plan", "text-indicator-11", "text-reason", "job-prepared"}
    assert not ParagraphText.objects.exists()
    assert not Signatory.objects.exists()


def test_an_empty_text_takes_the_wording_away_and_a_missing_one_leaves_it(reference: Assessment):
    save_wording(assessment=reference, texts={"summary": "ก", "plan": "ข"}, signatories={}, by=None)
    before = Assessment.objects.get().updated_at
    assert save_wording(assessment=reference, texts={"summary": " "}, signatories={}, by=None)
    assert list(ParagraphText.objects.values_list("key", "text")) == [("plan", "ข")]
    assert Assessment.objects.get().updated_at > before
    assert not save_wording(assessment=reference, texts={"plan": "ข"}, signatories={}, by=None)


# --- The admin page -------------------------------------------------------------------------------------------------


@pytest.fixture
def address(reference: Assessment) -> str:
    return f"/admin/itaportal/paragraphtext/for/{reference.pk}/"


def test_page_lists_every_paragraph_with_its_placeholders(admin_client, address: str, report: AgencyReport):
    page = without_spans(html_of(admin_client.get(address)))
    for slot in wording_slots(report.year):
        assert f'name="text-{slot.key}"' in page
        assert portal_paragraphs(report)[slot.key][:40] in page
    assert "<code>{คะแนน OIT}</code>" in page
    section = page.split('data-paragraph="opening"')[1].split("</section>")[0]
    titles = re.findall(r"<h3[^>]*>(.*?)</h3>", section)
    assert titles == ["ของย่อหน้านี้", "หน่วยงานและปีงบประมาณ", "ผลการประเมิน", "คะแนนรายตัวชี้วัด", "ชื่อตัวชี้วัด"]
    assert section.index("{จุดแข็ง}") < section.index("{หน่วยงาน}")
    assert "<dd>ตัวชี้วัดที่ ๒ การใช้งบประมาณ ตัวชี้วัดที่ ๓ การใช้อำนาจ และตัวชี้วัดที่ ๕ การแก้ไขปัญหาการทุจริต</dd>" in section


def test_preview_shows_the_result_and_saves_nothing(admin_client, address: str):
    page = html_of(admin_client.post(address, {"text-summary": "ได้ {คะแนนภาพรวม} คะแนน", "_preview": "summary"}))
    assert "ได้ ๙๕.๔๘ คะแนน" in page
    assert "ได้ {คะแนนภาพรวม} คะแนน</textarea>" in page
    assert "ยังไม่ได้บันทึก" in page
    assert not ParagraphText.objects.exists()


def test_start_and_reset_fill_and_empty_the_field(admin_client, address: str):
    started = html_of(admin_client.post(address, {"text-tool-EIT": "", "_start": "tool-EIT"}))
    assert "ได้คะแนนเฉลี่ย {คะแนน} คะแนน" in started
    started = html_of(admin_client.post(address, {"text-opening": "", "_start": "opening"}))
    field = unescape(re.search(r'name="text-opening".*?>\n(.*?)</textarea>', started, re.S)[1])
    assert field.endswith("จำนวน {จำนวนจุดแข็ง} ตัวชี้วัด ได้แก่ {จุดแข็ง} ซึ่งอยู่ใน {เครื่องมือของจุดแข็ง} ทั้งหมด")
    shown = re.search(r'id="preview-opening">.*?<p class="result">(.*?)</p>', started, re.S)[1]
    assert strip_tags(shown).endswith(
        "จำนวน ๓ ตัวชี้วัด ได้แก่ ตัวชี้วัดที่ ๒ การใช้งบประมาณ ตัวชี้วัดที่ ๓ การใช้อำนาจ และตัวชี้วัดที่ ๕ การแก้ไขปัญหาการทุจริต ซึ่งอยู่ใน IIT ทั้งหมด"
    )
    reset = html_of(admin_client.post(address, {"text-tool-EIT": "x", "_reset": "tool-EIT"}))
    assert re.search(r'name="text-tool-EIT"[^>]*>\s*</textarea>', reset)


def test_saved_page_shows_the_wording_and_the_people(admin_client, address: str, reference: Assessment):
    data = {"text-plan": "แผนของ {ชื่อย่อ}", "name-approved": "นายสมชาย  ใจดี", "job-approved": "นายก อบต.", "_save": "1"}
    page = without_spans(html_of(admin_client.post(address, data, follow=True)))
    assert "แผนของ อบต.ชานุวรรณ" in page
    assert 'value="นายสมชาย ใจดี"' in page
    assert build_document(report_of(reference)).signatures[0].role == "ผู้ลงนาม (อนุมัติ)"


def test_what_is_refused_is_kept_and_pointed_at(admin_client, address: str):
    page = html_of(admin_client.post(address, {"text-plan": "{ไม่มี}", "text-summary": "ดี", "_save": "1"}))
    assert '<a href="#id_text-plan">' in page
    assert "{ไม่มี}</textarea>" in page
    assert "ดี</textarea>" in page
    assert not ParagraphText.objects.exists()


def test_editors_save_others_of_the_agency_look_and_strangers_find_nothing(person, reference: Assessment, address: str):
    other = get_or_create_agency(slug="other", name="อื่น", short_name="อื่น", kind="อบต.", province="ก")
    data = {"text-plan": "แผนของ {ชื่อย่อ}", "_save": "1"}
    for role in (VIEWER, APPROVER):
        client = signed_in(person(role, reference.agency))
        page = without_spans(html_of(client.get(address)))
        assert "นำผลการวิเคราะห์ข้างต้นมากำหนดมาตรการ" in page
        assert 'name="_save"' not in page
        assert "<textarea" not in page
        for post in (data, {**data, "_preview": "plan"}):
            assert client.post(address, post).status_code == 403
    stranger = signed_in(person(EDITOR, other))
    assert [stranger.get(address).status_code, stranger.post(address, data).status_code] == [404, 404]
    assert stranger.get(f"{address}history/").status_code == 404
    assert Client().get(address).status_code == 302
    assert not ParagraphText.objects.exists()
    assert signed_in(person(EDITOR, reference.agency)).post(address, data).status_code == 302
    assert ParagraphText.objects.get().text == "แผนของ {ชื่อย่อ}"


def test_a_viewer_reads_an_own_wording_and_cannot_type(person, reference: Assessment, address: str):
    save_wording(assessment=reference, texts={"plan": "แผนของ {ชื่อย่อ}"}, signatories={}, by=None)
    page = without_spans(html_of(signed_in(person(VIEWER, reference.agency)).get(address)))
    assert re.search(r'<textarea name="text-plan"[^>]* disabled', page)
    assert "แผนของ อบต.ชานุวรรณ" in page


def test_history_says_who_changed_which_paragraph_and_signatory(person, reference: Assessment, address: str):
    client = signed_in(person(EDITOR, reference.agency, name="มาลี"))
    client.post(
        address, {"text-plan": "ถ้อยคำแรก", "name-prepared": "นางสาวมาลี", "job-prepared": "นักวิเคราะห์", "_save": "1"}
    )
    client.post(address, {"text-plan": "ถ้อยคำที่สอง", "_save": "1", "based_on": shown(client, address)})
    client.post(address, {"text-plan": "", "_save": "1", "based_on": shown(client, address)})
    page = html_of(client.get(f"{address}history/"))
    cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", page, re.S)]
    rows = [tuple(cells[at + 1 : at + 5]) for at in range(0, len(cells), 5)]
    assert rows == [
        ("มาลี", "ลบ", "ย่อหน้า ความนำของมาตรการ · ถ้อยคำ", "ถ้อยคำที่สอง → –"),
        ("มาลี", "แก้ไข", "ย่อหน้า ความนำของมาตรการ · ถ้อยคำ", "ถ้อยคำแรก → ถ้อยคำที่สอง"),
        ("มาลี", "เพิ่ม", "ผู้จัดทำ · ชื่อและนามสกุล", "– → นางสาวมาลี"),
        ("มาลี", "เพิ่ม", "ผู้จัดทำ · ตำแหน่ง", "– → นักวิเคราะห์"),
        ("มาลี", "เพิ่ม", "ย่อหน้า ความนำของมาตรการ · ถ้อยคำ", "– → ถ้อยคำแรก"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ดีมาก 😀", "มีอักขระที่แบบอักษรของรายงานไม่มี คือ 😀 (U+1F600)"),
        ("<script>alert(1)</script>", "“<script>” เป็นรหัส HTML ซึ่งรายงานไม่ใช้"),
        ("ดี&nbsp;มาก", "“&nbsp;” เป็นรหัส HTML"),
        ("ได้ {{ คะแนน }} คะแนน", "“{{ คะแนน }}” เป็นคำสั่งแม่แบบซึ่งใช้ในรายงานไม่ได้"),
        ("{% now 'Y' %}", "“{% now 'Y' %}” เป็นคำสั่งแม่แบบ"),
        ("ได้ {คะแนน คะแนน", "วงเล็บปีกกาไม่ครบคู่"),
        ("ได้ {คะแนรวม} คะแนน", "ไม่มีคำแทน {คะแนรวม} ในย่อหน้านี้"),
        ("ก" * 4001, "ข้อความยาว ๔๐๐๑ ตัวอักษร ยาวได้ไม่เกิน ๔๐๐๐ ตัวอักษร"),
        ("๐" * 20_000, "ข้อความยาว ๒๐๐๐๐ ตัวอักษร"),
    ],
    ids=["emoji", "tag", "entity", "braces", "template", "open", "unknown", "long", "very long"],
)
def test_a_text_the_report_cannot_show_is_refused_at_its_field(admin_client, address: str, text: str, message: str):
    data = {"text-plan": text, "text-summary": "ได้ {คะแนน} คะแนน", "name-approved": "นายสมชาย ใจดี", "_save": "1"}
    page = html_of(admin_client.post(address, data))
    at_field = re.search(r'id="id_text-plan_error"[^>]*>(.*?)</ul>', page, re.S)
    assert message in unescape(at_field[1])
    assert re.search(r'<textarea name="text-plan"[^>]*aria-invalid="true"', page)
    typed = unescape(re.search(r'<textarea name="text-plan".*?>\n(.*?)</textarea>', page, re.S)[1])
    assert typed == text
    assert "ได้ {คะแนน} คะแนน</textarea>" in page
    assert 'value="นายสมชาย ใจดี"' in page
    assert "<script>alert" not in page
    assert not ParagraphText.objects.exists()


def test_what_nobody_typed_goes_and_is_said_beside_the_field_and_after_saving(admin_client, address: str):
    typed = {"text-plan": "แผน\u202eงาน\x07 เเละ", "name-approved": "นาย\u200bเเดง", "job-approved": "นายก"}
    page = html_of(admin_client.post(address, {**typed, "_preview": "plan"}))
    assert "แผนงาน และ</textarea>" in page
    assert "ระบบปรับข้อความ: ตัดอักขระที่มองไม่เห็น ๒ แห่ง แทนสระเอสองตัวด้วยสระแอ ๑ แห่ง" in page
    assert 'value="นายแดง"' in page
    saved = html_of(admin_client.post(address, {**typed, "_save": "1"}, follow=True))
    assert "ระบบปรับข้อความ: ตัดอักขระที่มองไม่เห็น ๒ แห่ง แทนสระเอสองตัวด้วยสระแอ ๑ แห่ง" in saved
    assert ParagraphText.objects.get().text == "แผนงาน และ"
    assert Signatory.objects.get().name == "นายแดง"


def test_a_wording_keeps_its_lines(admin_client, address: str):
    admin_client.post(address, {"text-plan": "แผน\u200bงาน\ufeff\r\nบรรทัดสอง", "_save": "1"})
    assert ParagraphText.objects.get().text == "แผนงาน\nบรรทัดสอง"


def test_what_is_doubtful_is_kept_and_pointed_out(admin_client, address: str):
    saved = html_of(admin_client.post(address, {"text-plan": "บทน ค าน า", "_save": "1"}, follow=True))
    assert ParagraphText.objects.get().text == "บทน ค าน า"
    assert "มีเว้นวรรคหน้าสระอา อาจมาจากสระอำที่หายไป ที่ “บทน ค าน า”" in saved


def test_less_than_and_ampersand_are_ordinary_text(admin_client, address: str):
    text = "คะแนน < ๘๕ และ R&D, A & B <๕"
    admin_client.post(address, {"text-plan": text, "_save": "1"})
    assert ParagraphText.objects.get().text == text


def test_signatories_are_held_to_the_same(admin_client, address: str):
    data = {
        "name-prepared": "สมชาย 😀",
        "job-prepared": "ก" * 161,
        "name-approved": "",
        "job-approved": "นายก",
        "_save": "1",
    }
    page = html_of(admin_client.post(address, data))
    for field, message in (
        ("name-prepared", "😀 (U+1F600)"),
        ("job-prepared", "ข้อความยาว ๑๖๑ ตัวอักษร ยาวได้ไม่เกิน ๑๖๐ ตัวอักษร"),
        ("name-approved", "กรุณาระบุชื่อของผู้ลงนาม (อนุมัติ)"),
    ):
        assert message in re.search(rf'id="id_{field}_error">(.*?)</ul>', page, re.S)[1]
        assert f'<a href="#id_{field}">' in page
    assert f'value="{"ก" * 161}"' in page
    assert not Signatory.objects.exists()


def test_years_without_scores_indicators_or_plan_have_their_page(admin_client, reference: Assessment, address: str):
    with_scores(reference, dict.fromkeys(range(1, 11)))
    reference.plan.delete()
    page = html_of(admin_client.get(address))
    assert 'name="text-summary"' in page
    assert 'name="text-plan"' not in page
    early = Assessment(agency=reference.agency, fiscal_year=2561, published_overall=Decimal("80.00"))
    early = save_assessment(assessment=early, entries=[], by=None)
    page = html_of(admin_client.get(f"/admin/itaportal/paragraphtext/for/{early.pk}/"))
    assert re.findall(r'name="text-([\w-]+)"', page) == ["summary"]
    saved = admin_client.post(
        f"/admin/itaportal/paragraphtext/for/{early.pk}/",
        {"text-summary": "ได้ {คะแนนภาพรวม}", "_save": "1"},
        follow=True,
    )
    assert "ได้ ๘๐.๐๐" in html_of(saved)
