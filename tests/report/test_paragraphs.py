"""Own wordings, signatories and the seal: placeholders, the admin page, what the report then says."""

import io
import re
from dataclasses import replace
from decimal import Decimal
from zlib import crc32

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from assessments.actions import get_or_create_agency
from assessments.models import AgencySeal, Assessment
from assessments.roles import ADMINISTRATOR, EDITOR, VIEWER
from itaportal.actions import save_wording, set_seal
from itaportal.models import ParagraphText, Signatory
from itaportal.paragraphs import fill, placeholders, problems, slots, with_placeholders
from itaportal.report import checks, snapshot
from itaportal.report.blocks import Paragraph, ReportDocument
from itaportal.report.document import AgencyReport, OwnParagraph, Signer
from itaportal.report.narrative import build_document, portal_paragraphs
from itaportal.report.pdf import PdfBuildError, render_pdf, report_pdf
from itaportal.report.rendering import pdf_html, standalone_html

from .samples import report_of, with_scores, year_before


def texts(document: ReportDocument) -> list[str]:
    parts = [part for section in document.sections for part in (section, *section.subsections)]
    return [block.text for part in parts for block in part.blocks if isinstance(block, Paragraph)]


def own(report: AgencyReport, **wordings: str) -> AgencyReport:
    pairs = tuple(OwnParagraph(key.replace("_", "-"), text) for key, text in wordings.items())
    return replace(report, paragraphs=pairs)


@pytest.fixture
def report(reference: Assessment) -> AgencyReport:
    return report_of(reference)


# --- Placeholders ---------------------------------------------------------------------------------------------------


def test_a_placeholder_follows_the_score(reference: Assessment):
    save_wording(
        assessment=reference, texts={"indicator-9": "ปีนี้ได้ {คะแนน} คะแนน เป้าหมาย {เป้าหมาย}"}, signatories={}, by=None
    )
    assert "(๙) การเปิดเผยข้อมูล ปีนี้ได้ ๙๐.๐๐ คะแนน เป้าหมาย ๘๕" in texts(build_document(report_of(reference)))
    changed = with_scores(reference, {9: "91.25"})
    assert "(๙) การเปิดเผยข้อมูล ปีนี้ได้ ๙๑.๒๕ คะแนน เป้าหมาย ๘๕" in texts(build_document(changed))


def test_the_same_name_means_the_paragraphs_own_score(report: AgencyReport):
    assert placeholders(report, "summary")["คะแนน"] == "๙๕.๔๘"
    assert placeholders(report, "tool-OIT")["คะแนน"] == "๙๐.๐๐"
    assert placeholders(report, "indicator-1")["คะแนน"] == "๙๙.๐๒"
    assert placeholders(report, "indicator-1")["คะแนน EIT"] == "๙๘.๗๐"


@pytest.mark.parametrize("typed", ["{คะแนน IIT}", "{ คะแนนIIT }", "{คะแนน  iit}", "{คะแนน\nIIT}"])
def test_spaces_and_capitals_do_not_matter(report: AgencyReport, typed: str):
    assert fill(typed, placeholders(report, "summary")) == "๙๙.๕๗"
    assert problems(typed, placeholders(report, "summary")) == []


def test_either_kind_of_digit_names_an_indicator(report: AgencyReport):
    values = placeholders(report, "summary")
    assert fill("{คะแนนตัวชี้วัดที่ 10} {คะแนนตัวชี้วัดที่ ๑๐}", values) == "๙๐.๐๐ ๙๐.๐๐"


@pytest.mark.parametrize(
    "text",
    [
        "{0}",
        "{คะแนน.__class__}",
        "{คะแนน!r}",
        "{คะแนน:>10}",
        "{}",
        "{{คะแนน}}",
        "{% now 'Y' %}",
        "{คะแนน",
        "คะแนน}",
        "{คะแนรวม}",
    ],
)
def test_nothing_but_known_names_is_accepted_and_nothing_is_evaluated(report: AgencyReport, text: str):
    values = placeholders(report, "summary")
    found = problems(text, values)
    assert found
    assert found[-1].startswith("คำแทนที่ใช้ได้ ได้แก่ {คะแนน} {หน่วยงาน}")
    assert "class" not in fill("{คะแนน.__class__}", values).replace("__class__", "")


def test_a_misspelled_name_is_answered_with_the_nearest(report: AgencyReport):
    assert problems("{คะแนภาพรวม}", placeholders(report, "summary"))[0] == (
        "ไม่มีคำแทน {คะแนภาพรวม} ในย่อหน้านี้ หมายถึง {คะแนนภาพรวม} หรือไม่"
    )


def test_what_is_filled_in_is_not_filled_again(report: AgencyReport):
    year = replace(report.year, agency=replace(report.year.agency, name="อบต. {คะแนน}"))
    assert fill("{หน่วยงาน}", placeholders(replace(report, year=year), "summary")) == "อบต. {คะแนน}"


def test_starting_from_the_portals_text_keeps_its_figures_alive(report: AgencyReport):
    values, portal = placeholders(report, "tool-EIT"), portal_paragraphs(report)["tool-EIT"]
    start = with_placeholders(portal, values)
    assert "ได้ {คะแนน} คะแนน" in start
    assert fill(start, values) == portal


def test_every_start_reads_as_the_portals_own_text(report: AgencyReport):
    for slot in slots(report.year):
        portal = portal_paragraphs(report)[slot.key]
        values = placeholders(report, slot.key)
        assert fill(with_placeholders(portal, values), values) == portal
        assert problems(with_placeholders(portal, values), values) == []


# --- In the report --------------------------------------------------------------------------------------------------


def test_every_slot_is_a_paragraph_and_its_wording_takes_its_place(report: AgencyReport):
    keys = [slot.key for slot in slots(report.year)]
    assert keys[:5] == ["summary", "reason", "table", "opening", "weaknesses"]
    assert len(keys) == 5 + 3 + 10 + 1
    wordings = tuple(OwnParagraph(key, f"ถ้อยคำของ {key}") for key in keys)
    changed = texts(build_document(replace(report, paragraphs=wordings)))
    for key in keys:
        assert sum(text.endswith(f"ถ้อยคำของ {key}") for text in changed) == 1
    assert len(changed) == len(texts(build_document(report)))


def test_an_indicators_paragraph_keeps_its_number_and_name(report: AgencyReport):
    document = build_document(own(report, indicator_2="เป็นไปตามแผน"))
    assert "(๒) การใช้งบประมาณ เป็นไปตามแผน" in texts(document)


def test_lines_of_a_wording_become_paragraphs(report: AgencyReport):
    found = texts(build_document(own(report, plan="บรรทัดแรก\n\nบรรทัดสอง")))
    assert found[found.index("บรรทัดแรก") + 1] == "บรรทัดสอง"


def test_a_wording_whose_paragraph_is_not_there_changes_nothing(reference: Assessment):
    report = with_scores(reference, dict.fromkeys(range(1, 11)))
    assert build_document(own(report, reason="x")) == build_document(report)


def test_html_and_template_syntax_in_a_wording_are_text(report: AgencyReport):
    text = "<script>alert(1)</script> {{ x }} {% now %} &amp; {คะแนนรวม}"
    html = standalone_html(own(report, summary=text))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ x }} {% now %} &amp;amp; {คะแนนรวม}" in html


# --- Checks ---------------------------------------------------------------------------------------------------------


def codes(report: AgencyReport) -> list[tuple[str, str]]:
    return [(item.code, item.place.field) for item in checks.check(report) if item.place.area is checks.Area.WORDING]


def test_a_typed_number_that_is_wrong_stops_publication_a_placeholder_does_not(report: AgencyReport):
    assert codes(own(report, indicator_9="ได้ {คะแนน} คะแนน และ EIT {คะแนน EIT} คะแนน")) == []
    assert codes(own(report, indicator_9="ได้ ๘๙.๐๐ คะแนน")) == [("number-differs", "text-indicator-9")]


def test_a_placeholder_that_can_no_longer_be_filled_stops_publication(report: AgencyReport):
    assert codes(own(report, summary="ปีก่อนได้ {คะแนนภาพรวมปีก่อน} คะแนน")) == [("unknown-placeholder", "text-summary")]


def test_own_wordings_are_checked_like_other_free_texts(report: AgencyReport):
    found = codes(own(report, summary="องค์การบริหารส่วนตำบลชานุวรรรณ ได้ผลดี", plan="ยกตัวอย่างเช่น การอบรม"))
    assert found == [("name-misspelled", "text-summary"), ("leftover", "text-plan")]


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


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_page_lists_every_paragraph_with_its_placeholders(admin_client, address: str, report: AgencyReport):
    page = admin_client.get(address).content.decode()
    for slot in slots(report.year):
        assert f'name="text-{slot.key}"' in page
        assert portal_paragraphs(report)[slot.key][:40] in page
    assert "<code>{คะแนน OIT}</code>" in page


def test_preview_shows_the_result_and_saves_nothing(admin_client, address: str):
    page = admin_client.post(
        address, {"text-summary": "ได้ {คะแนนภาพรวม} คะแนน", "_preview": "summary"}
    ).content.decode()
    assert "ได้ ๙๕.๔๘ คะแนน" in page
    assert "ได้ {คะแนนภาพรวม} คะแนน</textarea>" in page
    assert "ยังไม่ได้บันทึก" in page
    assert not ParagraphText.objects.exists()


def test_start_and_reset_fill_and_empty_the_field(admin_client, address: str):
    started = admin_client.post(address, {"text-tool-EIT": "", "_start": "tool-EIT"}).content.decode()
    assert "ได้ {คะแนน} คะแนน" in started
    reset = admin_client.post(address, {"text-tool-EIT": "x", "_reset": "tool-EIT"}).content.decode()
    assert re.search(r'name="text-tool-EIT"[^>]*>\s*</textarea>', reset)


def test_saved_page_shows_the_wording_and_the_people(admin_client, address: str, reference: Assessment):
    data = {"text-plan": "แผนของ {ชื่อย่อ}", "name-approved": "นายสมชาย  ใจดี", "job-approved": "นายก อบต.", "_save": "1"}
    page = admin_client.post(address, data, follow=True).content.decode()
    assert "แผนของ อบต.ชานุวรรณ" in page
    assert 'value="นายสมชาย ใจดี"' in page
    assert build_document(report_of(reference)).signatures[0].role == "ผู้อนุมัติ"


def test_what_is_refused_is_kept_and_pointed_at(admin_client, address: str):
    page = admin_client.post(address, {"text-plan": "{ไม่มี}", "text-summary": "ดี", "_save": "1"}).content.decode()
    assert '<a href="#id_text-plan">' in page
    assert "{ไม่มี}</textarea>" in page
    assert "ดี</textarea>" in page
    assert not ParagraphText.objects.exists()


def test_page_is_for_editors_of_the_agency(person, reference: Assessment, address: str):
    other = get_or_create_agency(slug="other", name="อื่น", short_name="อื่น", kind="อบต.", province="ก")
    assert signed_in(person(EDITOR, reference.agency)).get(address).status_code == 200
    assert signed_in(person(VIEWER, reference.agency)).get(address).status_code == 403
    assert signed_in(person(EDITOR, other)).get(address).status_code == 404
    assert signed_in(person(EDITOR, other)).post(address, {"_save": "1"}).status_code == 404
    assert Client().get(address).status_code == 302


# --- Sign-off block and seal ----------------------------------------------------------------------------------------


def picture(width: int = 40, height: int = 40, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (180, 40, 40)).save(out, kind)
    return out.getvalue()


SIGNERS = (Signer("ผู้จัดทำ", "นางสาวสมหญิง ตั้งใจ", "นักวิเคราะห์นโยบายและแผน"), Signer("ผู้อนุมัติ", "นายสมชาย ใจดี", "นายก"))


@pytest.fixture
def signed(report: AgencyReport) -> AgencyReport:
    return replace(report, signatories=SIGNERS, seal=picture())


def test_signers_come_in_the_order_in_which_they_sign(reference: Assessment):
    people = {"approved": ("ค", "ง"), "prepared": ("ก", "ข")}
    save_wording(assessment=reference, texts={}, signatories=people, by=None)
    assert [item.role for item in report_of(reference).signatories] == ["ผู้จัดทำ", "ผู้อนุมัติ"]


def test_sign_off_and_seal_are_in_page_and_pdf(signed: AgencyReport):
    html = standalone_html(signed)
    assert 'src="data:image/png;base64,' in html
    assert html.index("ผู้จัดทำ") < html.index("นางสาวสมหญิง ตั้งใจ") < html.index("ผู้อนุมัติ")
    reader = PdfReader(io.BytesIO(report_pdf(signed)))
    text = re.sub(r"\s+", "", reader.pages[-1].extract_text())
    for words in ("ผู้จัดทำ", "(นางสาวสมหญิงตั้งใจ)", "ตำแหน่งนักวิเคราะห์นโยบายและแผน", "(นายสมชายใจดี)"):
        assert words in text
    drawn = [b" Do" in page.get_contents().get_data() for page in reader.pages]
    assert drawn == [True, *[False] * (len(drawn) - 1)]


def test_without_signers_and_seal_there_is_no_trace_of_them(report: AgencyReport):
    html = pdf_html(report)
    assert "sign-off" not in html
    assert "<img" not in html


def test_seal_and_signers_are_frozen_with_the_version(signed: AgencyReport):
    assert snapshot.load(snapshot.dump(signed)) == signed
    frozen = snapshot.dump(signed)
    for name in ("previous", "paragraphs", "signatories", "seal"):
        del frozen["report"][name]  # as in a version of before these were there
    assert snapshot.load(frozen) == replace(signed, previous=None, paragraphs=(), signatories=(), seal=None)


def test_an_image_that_was_not_given_is_not_drawn(signed: AgencyReport):
    with pytest.raises(PdfBuildError):
        render_pdf(pdf_html(signed))


def noise() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((200, 200), 60).save(out, "PNG")
    return out.getvalue()


def huge(width: int, height: int) -> bytes:
    """A PNG that claims more pixels than it has bytes for."""
    data = bytearray(picture(1, 1))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not an image", "ไม่ใช่ภาพ PNG หรือ JPEG"),
        (b"", "ไม่ใช่ภาพ|ว่าง|เลือกไฟล์"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ไม่ใช่ภาพ PNG หรือ JPEG"),
        (noise()[:5000], "ไม่ใช่ภาพ PNG หรือ JPEG"),
        (picture(kind="GIF"), "ไม่ใช่ภาพ PNG หรือ JPEG"),
        (b"\x89PNG" + b"\0" * (5 * 1024 * 1024), "ใหญ่เกิน ๕ เมกะไบต์"),
        (huge(8000, 5000), "เกิน ๒๕ ล้านจุด"),
        (huge(100_000, 100_000), "เกิน ๒๕ ล้านจุด|ไม่ใช่ภาพ"),
    ],
    ids=["text", "empty", "svg", "cut", "gif", "6 MB", "40 MP", "bomb"],
)
def test_bad_seals_are_refused_in_thai_and_the_old_one_stays(
    admin_client, reference: Assessment, content: bytes, message: str
):
    set_seal(agency=reference.agency, upload=io.BytesIO(picture()), by=None)
    before = bytes(AgencySeal.objects.get().png)
    address = f"/admin/itaportal/paragraphtext/seal/{reference.agency.pk}/"
    response = admin_client.post(address, {"image": SimpleUploadedFile("ตรา.png", content), "_save": "1"})
    assert response.status_code == 200
    assert re.search(message, response.content.decode())
    assert bytes(AgencySeal.objects.get().png) == before


def test_a_seal_is_uploaded_shown_and_taken_away(admin_client, reference: Assessment):
    address = f"/admin/itaportal/paragraphtext/seal/{reference.agency.pk}/"
    admin_client.post(address, {"image": SimpleUploadedFile("s.jpg", picture(900, 600, "JPEG")), "_save": "1"})
    image = Image.open(io.BytesIO(bytes(AgencySeal.objects.get().png)))
    assert (image.format, image.size) == ("PNG", (600, 400))
    assert "data:image/png;base64," in admin_client.get(address).content.decode()
    assert report_of(reference).seal == bytes(AgencySeal.objects.get().png)
    admin_client.post(address, {"_remove": "1"})
    assert not AgencySeal.objects.exists()


def test_seals_are_for_administrators(person, reference: Assessment):
    address = f"/admin/itaportal/paragraphtext/seal/{reference.agency.pk}/"
    assert signed_in(person(ADMINISTRATOR)).get(address).status_code == 200
    assert signed_in(person(EDITOR, reference.agency)).get(address).status_code == 403
    assert signed_in(person(EDITOR)).get(address).status_code == 404


# --- The year before ------------------------------------------------------------------------------------------------


def test_placeholders_know_the_year_before_where_there_is_one(report: AgencyReport):
    values = placeholders(replace(report, previous=year_before(report)), "indicator-1")
    assert values["คะแนนปีก่อน"] == "๙๘.๕๒"
    assert values["ปีก่อน"] == "๒๕๖๗"
    assert Decimal("99.02") - Decimal("98.52") == Decimal("0.50")
    assert "ปีก่อน" not in placeholders(report, "indicator-1")
