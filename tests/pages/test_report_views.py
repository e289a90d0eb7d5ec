import io
import re
from html import unescape
from urllib.parse import unquote

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags
from pypdf import PdfReader

from assessments.actions import unpublish
from assessments.models import Assessment
from itaportal.formats.pdf import build as pdf
from itaportal.report.blocks import Paragraph
from itaportal.report.narrative import build_document
from measures.actions import save_measure
from measures.models import MeasurePlan
from tests.factories import report_of, with_scores

from ..page import html_of

PAGE, FILE = "/chanuwan/2568/report/", "/chanuwan/2568/report.pdf"


@pytest.fixture(autouse=True)
def _empty_cache():
    cache.clear()
    yield
    cache.clear()


def solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pdf_text(content: bytes) -> str:
    """The text without spaces and without page numbers and catchwords, which come last in a page's stream."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return solid("".join(re.sub(r"\n[๐-๙]+(\n/[^\n]+\.\.\.)?\s*$", "", page) for page in pages))


@pytest.mark.pdf
def test_page_and_pdf_have_the_same_sentences(client: Client, reference: Assessment):
    shown = solid(unescape(strip_tags(html_of(client.get(PAGE)))))
    printed = pdf_text(client.get(FILE).content)
    document = build_document(report_of(reference))
    parts = [part for section in document.sections for part in (section, *section.subsections)]
    texts = [block.text for part in parts for block in part.blocks if isinstance(block, Paragraph)]
    texts += [f"{part.number} {part.title}" for part in parts]
    assert len(texts) > 20
    assert [text for text in texts if solid(text) not in shown] == []
    assert [text for text in texts if solid(text) not in printed] == []


def test_page_holds_no_inline_style_or_script_of_ours(client: Client, reference: Assessment):
    html = html_of(client.get(PAGE))
    body = html[html.index('<article class="report"') : html.index("</article>")]
    assert "style=" not in body
    assert "<style" not in body
    assert "<script" not in body


def test_main_figures_carry_the_plain_number(client: Client, reference: Assessment):
    html = html_of(client.get(PAGE))
    assert '<data value="95.48">๙๕.๔๘</data>' in html
    assert '<data value="99.02">๙๙.๐๒</data>' in html


def test_pdf_is_shown_in_the_browser_under_a_thai_name(client: Client, reference: Assessment):
    response = client.get(FILE)
    assert response["Content-Type"] == "application/pdf"
    disposition = response["Content-Disposition"]
    assert disposition.startswith("inline; filename=\"chanuwan-2568.pdf\"; filename*=UTF-8''")
    assert disposition.isascii()
    assert unquote(disposition.split("''")[1]) == "รายงานผลการประเมิน ITA อบต.ชานุวรรณ ปี ๒๕๖๘.pdf"


@pytest.mark.parametrize(
    "path",
    [
        "/chanuwan/2567/report/",
        "/chanuwan/2567/report.pdf",
        "/nobody/2568/report/",
        "/nobody/2568/report.pdf",
        "/chanuwan/0/report.pdf",
        "/chanuwan/99999999999999999999/report.pdf",
        "/chanuwan/99999999999999999999/report/",
    ],
)
def test_unknown_agency_or_year_is_not_found(client: Client, reference: Assessment, path: str):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_draft_is_for_staff_alone(client: Client, reference: Assessment, admin_user, path: str):
    unpublish(assessment=reference, by=None)
    assert client.get(path).status_code == 404
    client.force_login(admin_user)
    response = client.get(path)
    assert response.status_code == 200
    content = response.content
    assert "ฉบับร่าง" in (pdf_text(content) if path == FILE else content.decode())


def test_draft_file_is_not_to_be_stored(client: Client, reference: Assessment, admin_user):
    assert client.get(FILE)["Cache-Control"] == "no-cache"
    unpublish(assessment=reference, by=None)
    client.force_login(admin_user)
    assert client.get(FILE)["Cache-Control"] == "no-store, private"


@pytest.mark.pdf
def test_second_download_builds_nothing_and_a_change_is_never_stale(client: Client, reference: Assessment, monkeypatch):
    built = []
    original = pdf.render_pdf
    monkeypatch.setattr(pdf, "render_pdf", lambda *parts: built.append(parts) or original(*parts))
    first = client.get(FILE).content
    assert client.get(FILE).content == first
    assert len(built) == 1
    with_scores(reference, {9: "91.00"})
    assert "๙๕.๖๘" in pdf_text(client.get(FILE).content)
    assert len(built) == 2


@pytest.mark.pdf
def test_what_cannot_be_printed_is_said_in_thai(
    client: Client, reference: Assessment, admin_user, monkeypatch, caplog, tmp_path
):
    monkeypatch.setattr(pdf, "STATIC", tmp_path)  # an installation that has lost its stylesheets and fonts
    pdf._workshop.clear()
    response = client.get(FILE)
    assert response.status_code == 500
    assert "ยังสร้างไฟล์ PDF ไม่ได้" in html_of(response, status=500)
    assert "report-body.css" not in html_of(response, status=500)
    client.force_login(admin_user)
    assert "report-body.css" in html_of(client.get(FILE), status=500)
    assert "report-body.css" in caplog.text
    monkeypatch.undo()
    assert client.get(FILE).content.startswith(b"%PDF")


@pytest.mark.pdf
def test_what_the_font_has_no_shape_for_is_shown_as_a_square(client: Client, reference: Assessment):
    measure = MeasurePlan.objects.get().measures.get(indicator__number=1)
    save_measure(measure=measure, steps=["ดีมาก 😀"], units=[], by=None)
    assert "ดีมาก ■" in strip_tags(html_of(client.get(PAGE)))
    assert "ดีมาก■" in pdf_text(client.get(FILE).content)


@pytest.mark.pdf
@pytest.mark.parametrize("missing", ["plan", "score", "scores"])
def test_incomplete_years_are_shown_all_the_same(client: Client, reference: Assessment, missing: str):
    if missing == "plan":
        MeasurePlan.objects.all().delete()
    else:
        with_scores(reference, {7: None} if missing == "score" else dict.fromkeys(range(1, 11)))
    html = client.get(PAGE)
    assert html.status_code == 200
    assert {"plan": "ยังไม่ได้จัดทำมาตรการ"}.get(missing, "ยังไม่มีคะแนน") in strip_tags(html_of(html))
    assert client.get(FILE).content.startswith(b"%PDF")


def test_hostile_text_stays_text(client: Client, reference: Assessment):
    measure = MeasurePlan.objects.get().measures.get(indicator__number=1)
    save_measure(measure=measure, steps=["<script>alert(1)</script> {{ x }}"], units=[], by=None)
    html = html_of(client.get(PAGE))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ x }}" in html


def test_query_count_does_not_grow_with_the_plan(client: Client, reference: Assessment, django_assert_max_num_queries):
    """One query each for the year before, own wordings, who signs and the seal, beside the year and its plan."""
    client.get(PAGE)
    with django_assert_max_num_queries(18):
        client.get(PAGE)
