"""The sign-off block and the agency's seal: what may be uploaded, where they stand, that they are frozen."""

import io
import re
from base64 import b64decode, b64encode
from dataclasses import replace
from zlib import crc32

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader

from assessments.models import AgencySeal, Assessment
from assessments.roles import ADMINISTRATOR, EDITOR
from assessments.seals import normalised
from itaportal.formats.html import pdf_html, standalone_html
from itaportal.formats.pdf.build import PdfBuildError, render_pdf, report_pdf
from itaportal.formats.word.build import word_bytes
from itaportal.publishing import actions as publishing
from itaportal.publishing.files import restore_files
from itaportal.report import snapshot
from itaportal.report.document import AgencyReport, Signer
from itaportal.typesetting.wordlines import without_joiners
from itaportal.wording.actions import save_wording, set_seal
from tests.factories import report_of

from ..formats.pdf.pdftext import with_pdftotext_raw
from ..formats.pdf.renderedlines import rows_of, text_of
from ..formats.pdf.wholereport import Whole
from ..formats.word.wordtext import W, as_pdf, tables
from ..page import html_of, stamp_of
from .test_admin import signed_in


@pytest.fixture
def report(reference: Assessment) -> AgencyReport:
    return report_of(reference)


# --- Sign-off block and seal ----------------------------------------------------------------------------------------


def picture(width: int = 40, height: int = 40, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (180, 40, 40)).save(out, kind)
    return out.getvalue()


SIGNERS = (
    Signer("ผู้จัดทำ", "นางสาวสมหญิง ตั้งใจ", "นักวิเคราะห์นโยบายและแผน"),
    Signer("ผู้ลงนาม (อนุมัติ)", "นายสมชาย ใจดี", "นายก"),
)


@pytest.fixture
def signed(report: AgencyReport) -> AgencyReport:
    return replace(report, signatories=SIGNERS, seal=picture())


def test_signers_come_in_the_order_in_which_they_sign(reference: Assessment):
    people = {"approved": ("ค", "ง"), "prepared": ("ก", "ข")}
    save_wording(assessment=reference, texts={}, signatories=people, by=None)
    assert [item.role for item in report_of(reference).signatories] == ["ผู้จัดทำ", "ผู้ลงนาม (อนุมัติ)"]


@pytest.mark.pdf
def test_sign_off_and_seal_are_in_page_and_pdf(signed: AgencyReport):
    html = standalone_html(signed)
    assert 'src="data:image/png;base64,' in html
    assert html.index("ผู้จัดทำ") < html.index("นางสาวสมหญิง ตั้งใจ") < html.index("(อนุมัติ)")
    reader = PdfReader(io.BytesIO(report_pdf(signed)))
    text = re.sub(r"\s+", "", reader.pages[-1].extract_text())
    for words in ("ผู้จัดทำ", "(นางสาวสมหญิงตั้งใจ)", "ตำแหน่งนักวิเคราะห์นโยบายและแผน", "(นายสมชายใจดี)"):
        assert words in text
    drawn = [b" Do" in page.get_contents().get_data() for page in reader.pages]
    assert drawn == [True, *[False] * (len(drawn) - 1)]


@pytest.mark.pdf
@pytest.mark.parametrize("measures", [2, 5, 9])
def test_signatures_never_stand_alone_on_a_page(signed: AgencyReport, measures: int):
    """With so many of the reference's measures they had a page of their own: the last measure comes along."""
    assert signed.plan
    report = replace(signed, plan=replace(signed.plan, measures=signed.plan.measures[:measures]))
    whole = Whole(report)
    last = whole.pages[-1]
    rows = [row.element for row in rows_of(last) if row.element[-1].tag == "td"]
    assert rows
    assert "(อนุมัติ)" in text_of(last)
    assert not whole.catchwords[len(whole.pages) - 2].startswith("/ผู้จัดทำ")


def test_in_word_the_last_row_is_kept_with_the_signatures(signed: AgencyReport):
    """The places to sign are in a row of the table, without lines: LibreOffice keeps no row with what comes after."""
    measures, signing = tables(word_bytes(signed))[-2:]
    before, last, with_signing = measures.findall(f"{W}tr")[-3:]
    assert "(อนุมัติ)" in "".join(signing.itertext())
    assert signing in list(with_signing.iter(f"{W}tbl"))
    assert {side.get(f"{W}val") for side in with_signing.find(f"{W}tc/{W}tcPr/{W}tcBorders")} == {"nil"}
    kept = [paragraph.find(f"{W}pPr/{W}keepNext") is not None for paragraph in last.iter(f"{W}p")]
    assert kept
    assert all(kept)
    assert not any(paragraph.find(f"{W}pPr/{W}keepNext") is not None for paragraph in before.iter(f"{W}p"))


@pytest.mark.office
@pytest.mark.parametrize("measures", [5, 9])
def test_signatures_never_stand_alone_in_libreoffice(signed: AgencyReport, measures: int):
    assert signed.plan
    report = replace(signed, plan=replace(signed.plan, measures=signed.plan.measures[:measures]))
    last = without_joiners(with_pdftotext_raw(as_pdf(word_bytes(report))).removesuffix("\f").split("\f")[-1])
    assert "นายสมชาย" in last
    assert "ตลอดปี ๖๙" in last  # the last measure's period


def test_in_word_signatures_follow_a_report_without_measures(signed: AgencyReport):
    scores, signing = tables(word_bytes(replace(signed, plan=None)))
    assert "(อนุมัติ)" in "".join(signing.itertext())
    assert signing not in list(scores.iter(f"{W}tbl"))


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


@pytest.mark.pdf
def test_an_image_that_was_not_given_is_not_drawn(signed: AgencyReport):
    with pytest.raises(PdfBuildError):
        render_pdf(pdf_html(signed))


def noise() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((200, 200), 60).save(out, "PNG")
    return out.getvalue()


def huge(width: int, height: int) -> bytes:
    """A PNG that claims more pixels than it has bytes for."""
    data = bytearray(picture(16, 16))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)


def animated() -> bytes:
    out = io.BytesIO()
    first, *others = [Image.new("RGB", (40, 40), (shade, 0, 0)) for shade in (10, 120, 240)]
    first.save(out, "PNG", save_all=True, append_images=others)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not an image", "ไม่ใช่ภาพ PNG หรือ JPEG ที่อ่านได้"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ไฟล์นี้เป็นภาพ SVG ซึ่งใช้เป็นตราสัญลักษณ์ไม่ได้"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "ไฟล์นี้เป็นภาพ SVG หรือเอกสาร XML"),
        (noise()[:5000], "ไฟล์ภาพนี้เสียหายหรือมาไม่ครบ"),
        (picture(400, 400, "JPEG")[:900], "ไฟล์ภาพนี้เสียหายหรือมาไม่ครบ"),
        (picture(kind="GIF"), "ไฟล์นี้เป็นภาพ GIF"),
        (animated(), "ภาพเคลื่อนไหวใช้เป็นตราสัญลักษณ์ไม่ได้"),
        (b"\x89PNG" + b"\0" * (5 * 1024 * 1024), "ใหญ่เกิน ๕ เมกะไบต์"),
        (huge(8000, 5000), "ภาพมีขนาด ๘๐๐๐ × ๕๐๐๐ จุดภาพ เกิน ๒๕ ล้านจุดภาพ"),
        (huge(100_000, 100_000), "เกิน ๒๕ ล้านจุด|เสียหาย"),
        (picture(1, 1), "ภาพมีขนาด ๑ × ๑ จุดภาพ เล็กเกินไป"),
    ],
    ids=["text", "svg", "xml", "cut", "cut jpeg", "gif", "animated", "6 MB", "40 MP", "bomb", "dot"],
)
def test_bad_seals_are_refused_in_thai_and_the_old_one_stays(
    admin_client, reference: Assessment, content: bytes, message: str
):
    set_seal(agency=reference.agency, upload=io.BytesIO(picture()), by=None)
    before = bytes(AgencySeal.objects.get().png)
    address = f"/admin/itaportal/paragraphtext/seal/{reference.agency.pk}/"
    response = admin_client.post(address, {"image": SimpleUploadedFile("ตรา.png", content), "_save": "1"})
    assert response.status_code == 200
    assert re.search(message, html_of(response))
    assert bytes(AgencySeal.objects.get().png) == before


def test_an_empty_choice_and_an_empty_file_are_said(admin_client, reference: Assessment):
    address = f"/admin/itaportal/paragraphtext/seal/{reference.agency.pk}/"
    assert "กรุณาเลือกไฟล์ภาพ PNG หรือ JPEG" in html_of(admin_client.post(address, {"_save": "1"}))
    with pytest.raises(ValidationError, match="ว่างเปล่า"):
        normalised(io.BytesIO(b""))


@pytest.mark.parametrize(
    ("mode", "kind", "colour", "expected"),
    [
        ("CMYK", "JPEG", (0, 0, 0, 0), (255, 255, 255, 255)),
        ("I;16", "PNG", 32896, (128, 128, 128, 255)),
        ("LA", "PNG", (77, 0), (0, 0, 0, 0)),
        ("P", "PNG", 0, (0, 0, 0, 255)),
    ],
)
def test_every_kind_of_png_and_jpeg_becomes_a_plain_png(mode: str, kind: str, colour, expected):
    out = io.BytesIO()
    Image.new(mode, (40, 40), colour).save(out, kind)
    image = Image.open(io.BytesIO(normalised(io.BytesIO(out.getvalue()))))
    assert (image.format, image.mode) == ("PNG", "RGBA")
    assert image.getpixel((20, 20))[3] == expected[3]
    assert not expected[3] or image.getpixel((20, 20)) == expected


def test_a_photograph_taken_sideways_stands_upright_and_tells_nothing():
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112], exif[0x010E] = 6, "ถ่ายที่บ้าน"
    Image.new("RGB", (40, 80)).save(out, "JPEG", exif=exif)
    image = Image.open(io.BytesIO(normalised(io.BytesIO(out.getvalue()))))
    assert image.size == (80, 40)
    assert dict(image.getexif()) == {}
    assert image.info == {}


def test_a_seal_is_uploaded_shown_and_taken_away(admin_client, reference: Assessment):
    address = f"/admin/itaportal/paragraphtext/seal/{reference.agency.pk}/"
    admin_client.post(address, {"image": SimpleUploadedFile("s.jpg", picture(900, 600, "JPEG")), "_save": "1"})
    image = Image.open(io.BytesIO(bytes(AgencySeal.objects.get().png)))
    assert (image.format, image.size) == ("PNG", (600, 400))
    assert "data:image/png;base64," in html_of(admin_client.get(address))
    assert report_of(reference).seal == bytes(AgencySeal.objects.get().png)
    admin_client.post(address, {"_remove": "1"} | stamp_of(admin_client, address))
    assert not AgencySeal.objects.exists()
    history = html_of(admin_client.get(f"/admin/assessments/agency/{reference.agency_id}/history/"))
    assert "เปลี่ยนตราสัญลักษณ์" in history
    assert "นำตราสัญลักษณ์ออก" in history


def test_a_seal_that_another_put_there_meanwhile_is_not_replaced_unseen(admin_client, reference: Assessment):
    address = f"/admin/itaportal/paragraphtext/seal/{reference.agency.pk}/"
    stamp = stamp_of(admin_client, address)
    set_seal(agency=reference.agency, upload=io.BytesIO(picture(300, 300)), by=None)
    theirs = bytes(AgencySeal.objects.get().png)
    for asked in ({"image": SimpleUploadedFile("s.png", picture()), "_save": "1"}, {"_remove": "1"}):
        refused = admin_client.post(address, asked | stamp)
        assert "มีผู้อื่นเปลี่ยนหรือนำตราออกระหว่างที่ท่านเปิดหน้านี้" in html_of(refused)
        assert bytes(AgencySeal.objects.get().png) == theirs
    again = {"based_on": refused.context["based_on"]}
    admin_client.post(address, {"_remove": "1"} | again)
    assert not AgencySeal.objects.exists()


def test_seals_are_for_administrators(person, reference: Assessment):
    address = f"/admin/itaportal/paragraphtext/seal/{reference.agency.pk}/"
    assert signed_in(person(ADMINISTRATOR)).get(address).status_code == 200
    assert signed_in(person(EDITOR, reference.agency)).get(address).status_code == 403
    assert signed_in(person(EDITOR)).get(address).status_code == 404


@pytest.mark.pdf
def test_a_version_keeps_its_seal_signatories_and_wording(reference: Assessment, admin_client, client):
    set_seal(agency=reference.agency, upload=io.BytesIO(picture()), by=None)
    people = {"approved": ("นายสมชาย ใจดี", "นายก")}
    save_wording(assessment=reference, texts={"plan": "แผนแรก"}, signatories=people, by=None)
    version = publishing.publish(assessment=reference, by=None)
    seal = bytes(AgencySeal.objects.get().png)
    assert b64decode(version.snapshot["report"]["seal"]) == seal
    public = html_of(client.get("/chanuwan/2568/v1/"))
    for shown in ("แผนแรก", "(อนุมัติ)", b64encode(seal).decode()):
        assert shown in public

    set_seal(agency=reference.agency, upload=None, by=None)
    save_wording(assessment=reference, texts={"plan": "แผนใหม่"}, signatories={"approved": ("", "")}, by=None)
    assert html_of(client.get("/chanuwan/2568/v1/")) == public
    restore_files(version)  # raises where another byte would come out than was published
    page = html_of(admin_client.get(f"/admin/itaportal/publication/for/{reference.pk}/"))
    rows = [
        re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", row))
        for row in re.findall(r"<tr>(.*?)</tr>", page[page.index("difference-table") :].split("</table>")[0], re.S)
    ]
    assert [re.sub(r"\|+", "|", row).strip("|") for row in rows[1:]] == [
        "ถ้อยคำในรายงาน ย่อหน้า “ความนำของมาตรการ”|แผนแรก|แผนใหม่",
        "ผู้ลงนาม (อนุมัติ)|นายสมชาย ใจดี|นายก|–",
        "ตราบนปก|มีตรา|–",
    ]
