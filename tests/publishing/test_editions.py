"""What a published version says of itself in every file: number, day, address, checksum, the words of its day."""

import hashlib
import io
import json
import shutil

import pytest
import segno
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments.models import Assessment
from itaportal.formats import qrcode
from itaportal.models import Publication
from itaportal.publishing import files
from itaportal.publishing.actions import publish
from itaportal.publishing.kinds import ANALYSIS
from itaportal.publishing.reading import fingerprint
from itaportal.report import narrative
from itaportal.report.building import build_report
from tests.factories import with_scores
from tests.page import Page, html_of

SITE = "https://ita.example.go.th"
ADDRESS = f"{SITE}/chanuwan/2568/v1/"


@pytest.fixture
def version(reference, settings, time_machine) -> Publication:
    """Version 1, published on 29 November 2569, with its files drawn for it."""
    settings.SITE_URL = SITE
    time_machine.move_to("2026-11-28T18:30:00Z", tick=False)  # the 29th in Bangkok
    return publish(assessment=reference, by=None)


def content(version: Publication, name: str) -> bytes:
    return (files.version_folder(version) / name).read_bytes()


def short(version: Publication) -> str:
    """The first twelve characters of the checksum of what lies in the database, worked out here."""
    frozen = Publication.objects.get(pk=version.pk).snapshot
    canonical = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]


@pytest.mark.pdf
@pytest.mark.database
def test_every_file_says_which_version_it_is(version):
    edition, check = "ฉบับที่ ๑ เผยแพร่ ๒๙ พ.ย. ๒๕๖๙", f"ค่าตรวจสอบ {short(version)}"
    pdf = PdfReader(io.BytesIO(content(version, "report.pdf")))
    cover, *pages = (" ".join(page.extract_text().split()) for page in pdf.pages)
    assert len(pages) > 5
    for page in pages:
        assert page.count(f"{edition} {check}") == page.count(ADDRESS) == 1
    assert cover.count(edition) == cover.count(check) == cover.count(ADDRESS) == 1
    assert pdf.metadata["/Subject"] == f"{edition} {check}"
    packet = pdf.trailer["/Root"]["/Metadata"].get_data().decode()
    assert f"<dc:identifier>{ADDRESS}</dc:identifier>" in packet
    assert f"{edition} {check}</rdf:li>" in packet

    data = json.loads(content(version, "data.json"))["edition"]
    assert data == {
        "version": 1,
        "published_at": "2026-11-28T18:30:00+00:00",
        "url": ADDRESS,
        "checksum": version.checksum,
    }
    sheet = load_workbook(io.BytesIO(content(version, "data.xlsx"))).worksheets[0]
    rows = dict(sheet.iter_rows(values_only=True))
    assert (rows["ฉบับที่เผยแพร่"], rows["ที่อยู่เว็บ"], rows["ค่าตรวจสอบ"]) == (edition, ADDRESS, short(version))

    word = Document(io.BytesIO(content(version, "report.docx")))
    lines = [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == "Cover Note"]
    assert lines == [edition, ADDRESS, check]
    first, *others = word.sections
    assert first.footer.paragraphs[0].text == ""
    assert {section.footer.paragraphs[0].text for section in others} == {f"{edition} {check}\n{ADDRESS}"}
    assert (word.core_properties.identifier, word.core_properties.comments) == (ADDRESS, f"{edition} {check}")
    alts = [item.get("descr") for item in word.element.iter() if item.tag.endswith("}docPr")]
    assert f"คิวอาร์โค้ดของที่อยู่เว็บ {ADDRESS}" in alts


@pytest.mark.pdf
def test_a_later_address_and_later_words_change_nothing_published(version, reference, client, settings, monkeypatch):
    before = {name: content(version, name) for name in ("report.pdf", "report.docx", "data.json")}
    title, sentence = narrative.RESULT_TITLE, "บรรลุค่าเป้าหมายระดับประเทศ"
    page = "/chanuwan/2568/v1/"
    assert sentence in Page(client.get(page)).text
    settings.SITE_URL = "https://elsewhere.example.go.th"
    monkeypatch.setattr(narrative, "RESULT_TITLE", "ชื่อเรื่องใหม่")
    monkeypatch.setattr(narrative, "_target_sentence", lambda year: "ประโยคใหม่")
    reference.criteria.levels.filter(name="ผ่านดี").update(name="ระดับใหม่")
    for address in (page, "/chanuwan/2568/report/"):
        shown = Page(client.get(address)).text
        assert title in shown
        assert sentence in shown
        assert "ประโยคใหม่" not in shown
        assert "ชื่อเรื่องใหม่" not in shown
        assert "ระดับใหม่" not in shown
        assert ADDRESS in shown
        assert "elsewhere" not in shown
    shutil.rmtree(files.version_folder(version))
    files.restore_files(Publication.objects.get(pk=version.pk))
    assert {name: content(version, name) for name in before} == before
    draft = build_report(Assessment.objects.with_scores().get(pk=reference.pk))
    assert "ประโยคใหม่" in (said := repr(narrative.build_document(draft)))
    assert "ระดับใหม่" in said


@pytest.mark.database
def test_what_was_reviewed_hangs_on_no_number_day_or_address(reference, monkeypatch, settings, time_machine):
    monkeypatch.setattr(files, "draw", lambda kind, document: {})
    time_machine.move_to("2026-11-29T03:00:00Z")
    report = build_report(Assessment.objects.with_scores().get(pk=reference.pk))
    first = publish(assessment=reference, by=None)
    assert fingerprint(ANALYSIS.load(first)) == fingerprint(report)
    time_machine.move_to("2027-02-01T03:00:00Z")
    settings.SITE_URL = SITE
    with pytest.raises(Exception, match="ไม่ต่างจากฉบับที่ ๑"):
        publish(assessment=reference, by=None)


def test_staff_see_their_draft_in_todays_words(reference, person, client, monkeypatch, admin_user):
    monkeypatch.setattr(files, "draw", lambda kind, document: {})
    publish(assessment=reference, by=None)
    with_scores(reference, {9: "91.00"})
    monkeypatch.setattr(narrative, "RESULT_TITLE", "ชื่อเรื่องใหม่")
    assert "ชื่อเรื่องใหม่" not in Page(client.get("/chanuwan/2568/report/")).text
    client.force_login(admin_user)
    shown = Page(client.get("/chanuwan/2568/report/")).text
    assert "ชื่อเรื่องใหม่" in shown
    assert "ฉบับร่าง ยังไม่ได้เผยแพร่" in shown
    assert "ฉบับที่ ๑ เผยแพร่" not in shown


def test_drafts_of_other_content_have_another_checksum(reference, client, admin_user, monkeypatch):
    monkeypatch.setattr(files, "draw", lambda kind, document: {})
    publish(assessment=reference, by=None)
    client.force_login(admin_user)

    def stamp() -> str:
        return json.loads(client.get("/chanuwan/2568/data.json").content)["draft_checksum"]

    with_scores(reference, {9: "91.00"})
    first = stamp()
    assert first == stamp()
    with_scores(reference, {9: "91.10"})
    assert stamp() != first
    assert f"น. ค่าตรวจสอบ {stamp()[:12]}" in Page(client.get("/chanuwan/2568/report/")).text


# --- The code --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [ADDRESS, SITE, f"https://{'a' * 92}/{'b' * 50}/2568/v12/"])
def test_the_drawn_code_is_that_of_the_address(address):
    """Each square of the path, read back from its commands, is the square that the library says."""
    size = int(qrcode.view_box(address).split()[-1])
    drawn = [[0] * size for _ in range(size)]
    for stretch in filter(None, qrcode.path(address).split("z")):
        place, length = stretch.removeprefix("M").split("v")[0].split("h")
        left, top = map(int, place.split())
        for column in range(left, left + int(length)):
            drawn[top][column] = 1
    code = segno.make(address, error="m", micro=False)
    assert drawn == [list(row) for row in code.matrix_iter(border=qrcode.QUIET)]


def test_the_code_stands_once_on_the_cover_with_its_address_in_words(reference, client, monkeypatch, settings):
    settings.SITE_URL = SITE
    monkeypatch.setattr(files, "draw", lambda kind, document: {})
    publish(assessment=reference, by=None)
    html = html_of(client.get("/chanuwan/2568/report/"))
    assert html.count('class="qr-code"') == html.count(f'aria-label="คิวอาร์โค้ดของที่อยู่เว็บ {ADDRESS}"') == 1


def test_without_an_address_there_is_neither_address_nor_code(reference, client, monkeypatch):
    monkeypatch.setattr(files, "draw", lambda kind, document: {})
    publish(assessment=reference, by=None)
    html = html_of(client.get("/chanuwan/2568/report/"))
    assert "ฉบับที่ ๑ เผยแพร่" in Page(client.get("/chanuwan/2568/report/")).text
    assert "qr-code" not in html
