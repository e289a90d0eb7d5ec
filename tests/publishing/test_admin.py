"""The page "ตรวจก่อนเผยแพร่": findings with links that lead somewhere, what differs, refusals that lose nothing."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from assessments import actions
from assessments.actions import ScoreEntry, save_assessment
from assessments.models import Agency, Assessment
from itaportal.formats.pdf import build as pdf
from itaportal.models import ParagraphText, Publication, Signatory
from measures.models import Measure, MeasurePlan
from tests.factories import with_scores

from ..page import Page, html_of, publish_on
from ..test_roles import row_of

pytestmark = pytest.mark.database


@pytest.fixture
def address(reference):
    return f"/admin/itaportal/publication/for/{reference.pk}/"


@pytest.fixture
def staff(admin_client, roles):
    return admin_client


def findings(page: str, severity: str) -> list[tuple[str, str]]:
    """The findings of one weight: where each leads, and its words."""
    listed = re.search(rf'class="findings findings-{severity}">(.*?)</ul>', page, re.S)
    items = re.findall(r'<li><a href="([^"]+)">(.*?)</li>', listed[1], re.S) if listed else []
    return [(target, re.sub(r"<[^>]+>", "", text)) for target, text in items]


def test_each_finding_leads_to_the_field_that_mends_it(staff, reference, address):
    save_assessment(
        assessment=reference,
        entries=[ScoreEntry(7, None), ScoreEntry(1, Decimal("99.02"), analysis="ปีนี้ได้ ๙๘.๐๑ คะแนน")],
        by=None,
    )
    Assessment.objects.update(target=None)
    criteria = reference.criteria
    criteria.verified = False
    criteria.save()
    measure = Measure.objects.get(indicator__number=4)
    measure.steps.all().delete()
    ParagraphText.objects.create(assessment=reference, key="indicator-9", text="ปีนี้ได้ ๙๙.๙๙ คะแนน")
    Signatory.objects.create(assessment=reference, role="approved", name="นายสมชาย 😀", job_title="นายก")
    Agency.objects.update(district="อำเภอ 中")
    page = html_of(staff.get(address))
    wording = f"/admin/itaportal/paragraphtext/for/{reference.pk}/"
    expected = {
        f"{wording}#id_text-indicator-9",
        f"{wording}#signatories",
        f"/admin/assessments/agency/{reference.agency_id}/change/#id_district",
        f"/admin/assessments/assessment/{reference.pk}/change/#id_score_7",
        f"/admin/assessments/assessment/{reference.pk}/change/#id_analysis_1",
        f"/admin/measures/measureplan/{reference.plan.pk}/change/#measure-{measure.pk}",
        f"/admin/assessments/criteria/{criteria.pk}/change/",
    }
    targets = {target for severity in ("blocking", "warning") for target, _ in findings(page, severity)}
    assert expected <= targets
    for target in targets:
        path, _, anchor = target.partition("#")
        assert not anchor or f'id="{anchor}"' in html_of(staff.get(path)), target
    blocking = dict(findings(page, "blocking"))
    assert "ยังไม่มีคะแนนตัวชี้วัดที่ ๗" in blocking[f"/admin/assessments/assessment/{reference.pk}/change/#id_score_7"]
    assert "ยังมี ๖ รายการที่ต้องแก้ก่อนเผยแพร่" in page
    assert "disabled" in page


def test_a_finding_in_a_measure_leads_to_its_field(staff, reference, address):
    measure = Measure.objects.get(indicator__number=4)
    measure.titles, measure.analysis, measure.own_monitoring = "มาตรการ XX", "ควร XX", "รายงาน XX"
    measure.save()
    measure.steps.update(text="จัดทำ XX")
    MeasurePlan.objects.update(monitoring="ติดตาม XX")
    page = html_of(staff.get(address))
    plan = f"/admin/measures/measureplan/{reference.plan.pk}/change/"
    form = html_of(staff.get(plan))
    targets = [target for target, text in findings(page, "warning") if "XX" in text]
    names = ("titles", "analysis", "steps", "own_monitoring")
    assert set(targets) == {f"{plan}#id_monitoring", *(f"{plan}#id_measure-{measure.pk}-{name}" for name in names)}
    assert targets.count(f"{plan}#id_monitoring") == 1  # not once for each of the nine measures that use it
    for target in targets:
        assert f'id="{target.partition("#")[2]}"' in form


def test_without_a_plan_the_finding_leads_to_starting_one(staff, reference, address):
    MeasurePlan.objects.all().delete()
    Assessment.objects.update(target=Decimal(95))
    targets = {target for target, _ in findings(html_of(staff.get(address)), "blocking")}
    assert targets == {f"/admin/measures/measureplan/add/?assessment={reference.pk}"}


def test_the_way_from_draft_to_version_is_said_in_words(staff, reference, address):
    actions.unpublish(assessment=reference, by=None)
    page = html_of(staff.get(address))
    assert "ยังไม่ได้เผยแพร่ แสดงเฉพาะเจ้าหน้าที่ของหน่วยงาน" in strip_tags(page)
    assert findings(page, "blocking") == []
    assert len(findings(page, "warning")) == 5
    page = html_of(publish_on(staff, address))
    publication = Publication.objects.get()
    assert publication.publisher_name == "admin"
    assert re.search(r"ฉบับที่ ๑ เผยแพร่เมื่อวันที่ \S+ \S+ \S+ โดย admin ไม่มีการแก้ไขหลังจากนั้น", strip_tags(page))
    assert "ข้อมูลไม่ต่างจากฉบับที่ ๑" in strip_tags(page)
    assert all(file.sha256 in page for file in publication.files.all())

    with_scores(reference, {9: "98.50"})
    measure = Measure.objects.get(indicator__number=2)
    measure.titles = "ชื่อใหม่ของมาตรการ"
    measure.save()
    page = html_of(staff.get(address))
    assert "มีการแก้ไขหลังเผยแพร่ ประชาชนยังเห็นฉบับนี้" in strip_tags(page)
    rows = [
        tuple(re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S))
        for row in re.findall(r"<tr>(.*?)</tr>", page[page.index("difference-table") :].split("</table>")[0], re.S)
    ]
    # OIT (98.50 + 90) / 2 = 94.25; 29.8704 + 29.611 + 37.7 = 97.1814
    assert rows[1:] == [
        ("คะแนนภาพรวม", "๙๕.๔๘", "๙๗.๑๘"),
        ("ระดับผลการประเมิน", "ผ่านดี (ตามประกาศ)", "ผ่านดี"),
        ("คะแนน OIT", "๙๐.๐๐", "๙๔.๒๕"),
        ("ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล · คะแนน", "๙๐.๐๐", "๙๘.๕๐"),
        ("ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล · ข้อสรุป", "จุดที่ควรพัฒนา", "ดีมาก รักษามาตรฐาน"),
        ("คะแนนภาพรวมตามประกาศ", "๙๕.๔๘", "–"),
        ("ระดับตามประกาศ", "ผ่านดี", "–"),
        (
            "มาตรการของตัวชี้วัดที่ ๒ การใช้งบประมาณ · มาตรการ/โครงการ/กิจกรรม",
            rows[-1][1],
            "ชื่อใหม่ของมาตรการ",
        ),
    ]
    history = html_of(staff.get(f"/admin/itaportal/publication/{publication.pk}/history/"))
    assert "เผยแพร่ฉบับที่ ๑" in history


def test_what_was_not_looked_at_is_not_published(staff, reference, address):
    reviewed = re.search(r'name="reviewed" value="(\w+)"', html_of(staff.get(address)))[1]
    with_scores(reference, {9: "91.00"})
    Assessment.objects.update(published_overall=None)
    for data in ({"reviewed": reviewed}, {}):
        page = html_of(staff.post(f"{address}publish/", data))
        assert "มีผู้แก้ไขข้อมูลหลังจากที่ท่านตรวจ" in page
    assert not Publication.objects.exists()


def test_a_blocked_year_stays_unpublished_however_it_is_asked_for(staff, reference, address):
    with_scores(reference, {7: None})
    reviewed = re.search(r'name="reviewed" value="(\w+)"', html_of(staff.get(address)))[1]
    page = html_of(staff.post(f"{address}publish/", {"reviewed": reviewed}))
    assert "ยังไม่ได้เผยแพร่" in page
    assert not Publication.objects.exists()


@pytest.mark.pdf
def test_a_pdf_that_cannot_be_made_publishes_nothing_and_says_why(staff, reference, address, monkeypatch):
    def fail(html: str, *arguments, **options) -> bytes:
        raise pdf.PdfBuildError(["no glyph for U+1F600"])

    monkeypatch.setattr(pdf, "render_pdf", fail)
    page = html_of(publish_on(staff, address))
    assert "สร้างไฟล์ PDF ไม่สำเร็จ" in page
    assert "U+1F600" in page
    assert not Publication.objects.exists()


def test_a_refused_withdrawal_keeps_what_was_typed(staff, reference, address):
    row_of(reference)
    page = html_of(staff.post(f"{address}withdraw/1/", {"reason": "  "}))
    assert "กรุณาระบุเหตุผลที่ถอน" in page
    assert "<details open>" in page
    assert staff.post(f"{address}withdraw/2/", {"reason": "ผิด"}).status_code == 404
    assert Publication.objects.live().count() == 1
    Publication.objects.update(withdrawn_at="2025-11-22 00:00+00:00", withdrawn_reason="ก่อนหน้า")
    page = html_of(staff.post(f"{address}withdraw/1/", {"reason": "ผิด <b>"}))
    assert "ถอนเมื่อวันที่ ๒๒ พฤศจิกายน ๒๕๖๘ เหตุผล: ก่อนหน้า" in strip_tags(page)
    assert Publication.objects.get().withdrawn_reason == "ก่อนหน้า"


def test_the_assessments_screen_leads_here_and_says_what_the_public_sees(staff, reference, address):
    change = f"/admin/assessments/assessment/{reference.pk}/change/"
    assert address in html_of(staff.get(change))
    assert "เมื่อบันทึกการแก้ไข ผลการประเมินจะเป็นร่างจนกว่าจะเผยแพร่ฉบับที่ ๑" in html_of(staff.get(change))
    row_of(reference)
    assert "การแก้ไขเป็นร่าง ประชาชนเห็นเมื่อเผยแพร่ฉบับใหม่" in html_of(staff.get(change))


def test_a_version_leads_to_its_place_on_the_page(staff, reference, address):
    publication = row_of(reference)
    response = staff.get(f"/admin/itaportal/publication/{publication.pk}/change/")
    assert (response.status_code, response["Location"]) == (302, f"{address}#version-1")
    assert 'id="version-1"' in html_of(staff.get(address))


@pytest.mark.parametrize("path", ["for/4711/", "for/4711/publish/", "4711/change/", "4711/history/"])
def test_what_does_not_exist_is_not_found(staff, reference, path):
    method = staff.post if "publish" in path else staff.get
    assert method(f"/admin/itaportal/publication/{path}").status_code == 404


def test_the_pages_are_thai_with_nothing_inline(staff, reference, address):
    row_of(reference)
    with_scores(reference, {7: None})
    allowed = {"PDF", "SHA", "json", "csv", "xlsx", "report", "data"}
    for path in (address, "/admin/itaportal/publication/", "/admin/itaportal/publication/?q=zzz"):
        page = Page(staff.get(path))
        assert page.english <= allowed, path
        assert page.inline == [], path


def test_the_page_takes_as_many_queries_for_many_findings_and_versions(
    staff, reference, address, django_assert_num_queries
):
    with_scores(reference, {7: None})
    row_of(reference)
    staff.get(address)
    with CaptureQueriesContext(connection) as few:
        staff.get(address)
    expected = len(few)  # the next request begins the list anew
    for measure in Measure.objects.all():
        measure.steps.all().delete()
    for version in (2, 3, 4):
        publication = Publication.objects.get(version=1)
        publication.pk, publication.version = None, version
        publication.save()
    staff.get(address)  # what all pages keep of the published years is read anew after a write
    with django_assert_num_queries(expected):
        staff.get(address)
