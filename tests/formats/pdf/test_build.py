import io
import logging
import re
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

import pytest
from django.utils.html import strip_tags
from pypdf import PdfReader

from assessments.actions import unpublish
from assessments.models import Assessment
from assessments.thai import format_score, thai_digits
from itaportal.formats.html import pdf_html
from itaportal.formats.pdf.build import BASE_URL, PackagedFiles, PdfBuildError, packaged_path, render_pdf
from itaportal.report.blocks import MeasureTable
from itaportal.report.document import AgencyReport
from measures.actions import save_measure
from measures.models import MeasurePlan
from tests.factories import FULL_NAME, report_of, with_scores

from .pdftext import with_pdftotext_raw, with_pypdf

pytestmark = pytest.mark.pdf


def solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def body(text: str) -> str:
    """Text without spaces and without page numbers and catchwords, which come last in a page's stream."""
    numbered = text.split("\f") if "\f" in text else [text]
    return solid("".join(re.sub(r"\n[๐-๙]+(\n/[^\n]+\.\.\.)?\s*$", "", page) for page in numbered))


def run(tool: str, pdf: bytes, *options: str) -> str:
    output = ["-"] if tool == "pdftotext" else []
    return subprocess.run([tool, *options, "-", *output], input=pdf, capture_output=True, check=True).stdout.decode()


@cache
def _drawn(html: str) -> bytes:
    """The PDF of a page; most tests here look at the same one."""
    return render_pdf(html)


@pytest.fixture
def pdf(report: AgencyReport) -> bytes:
    return _drawn(pdf_html(report))


def with_pypdf_by_page(pdf: bytes) -> str:
    return "\f".join(pages(pdf))


@pytest.mark.parametrize("reader", [with_pypdf_by_page, with_pdftotext_raw])
def test_everything_of_the_year_is_in_the_text(report: AgencyReport, pdf: bytes, reader):
    text = body(reader(pdf))
    year = report.year
    wanted = [FULL_NAME, year.agency.place, format_score(year.overall), "ระดับ “ผ่านดี”"]
    for tool in year.tools:
        wanted += [tool.thai_name, tool.english_name, format_score(tool.score)]
    for line in year.indicators:
        wanted += [f"({thai_digits(line.number)}) {line.name}", format_score(line.score), line.objective]
    for measure in report.plan.measures:
        wanted += [*measure.titles, measure.analysis, *measure.units, measure.period, measure.monitoring]
        wanted += [f"{thai_digits(step.number)}. {step.text}" for step in measure.marked_steps]
    assert len(wanted) > 100
    assert [item for item in wanted if solid(item) not in text] == []


def test_some_eight_pages_with_thai_numbers_but_none_on_the_cover(pdf: bytes):
    found = pages(pdf)
    assert 7 <= len(found) <= 10
    for number, text in enumerate(found, start=1):
        assert (thai_digits(number) in text.split()) == (number > 1)
    assert FULL_NAME in solid(found[0])


def test_page_number_is_centred_above_the_text(pdf: bytes):
    second = run("pdftotext", pdf, "-bbox", "-f", "2", "-l", "2")
    first_word = re.search(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]+)<', second)
    assert first_word
    left, top, right, _bottom, word = first_word.groups()
    assert word == "๒"
    text_centre = (3 + (21 - 3 - 2) / 2) / 2.54 * 72  # left margin 3 cm, right 2 cm on A4
    assert (float(left) + float(right)) / 2 == pytest.approx(text_centre, abs=2)
    assert float(top) < 2.5 / 2.54 * 72


def test_text_keeps_to_the_margins(pdf: bytes):
    cm = 72 / 2.54
    for page in re.findall(r"<page [^>]*>.*?</page>", run("pdftotext", pdf, "-bbox"), re.DOTALL):
        width, height = (float(value) for value in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        words = [
            [float(x) for x in word]
            for word in re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', page)
        ]
        left = 3 if width < height else 2
        assert min(word[0] for word in words) >= left * cm - 1
        assert max(word[2] for word in words) <= width - 2 * cm + 1
        above_margin = [word for word in words if word[1] < height - 2 * cm - 1]  # catchwords stand below
        assert max(word[3] for word in above_margin) <= height - 2 * cm + 6  # descenders of the last line


def test_measures_header_is_on_every_page_of_the_table(report: AgencyReport, pdf: bytes):
    found = [solid(page) for page in pages(pdf)]
    first = next(number for number, text in enumerate(found) if text.find("ตารางที่๒มาตรการ") >= 0)
    on_pages = found[first:]
    assert len(on_pages) > 1
    for text in on_pages:
        for heading in MeasureTable.headings:
            assert solid(heading) in text
    titles = [solid(measure.titles[0]) for measure in report.plan.measures]
    assert all(any(title in text for title in titles) for text in on_pages)


def test_header_is_repeated_where_one_measure_fills_pages(reference: Assessment):
    measure = MeasurePlan.objects.get().measures.get(indicator__number=3)
    steps = [f"ขั้นที่ {number} " + "ประสานงานกับทุกกองเพื่อจัดทำแผนและรายงานผล " * 6 for number in range(1, 31)]
    save_measure(measure=measure, steps=steps, units=[], by=None)
    found = [solid(page) for page in pages(render_pdf(pdf_html(report_of(reference))))]
    table = [text for text in found if "ประสานงานกับทุกกอง" in text]
    assert len(table) > 2
    assert all(solid("ระยะเวลาดำเนินการ") in text for text in table)
    text = "".join(found)
    assert all(f"ขั้นที่{number}ประสาน" in text for number in range(1, 31))


def test_digits_are_thai_and_only_english_names_are_ascii(pdf: bytes):
    text = with_pypdf(pdf)
    assert not re.search(r"[0-9]", text)
    names = (
        "Integrity and Transparency Assessment: ITA",
        *("Internal IIT", "External EIT", "Open Data OIT", "No Gift Policy", "Good Governance"),
    )
    assert set(re.findall(r"[A-Za-z]+", text)) <= set(re.findall(r"[A-Za-z]+", " ".join(names)))


def test_only_our_own_font_is_embedded(pdf: bytes):
    lines = run("pdffonts", pdf).splitlines()[2:]
    assert lines
    for line in lines:
        name, *_rest, embedded, subset, unicode, _object, _generation = line.split()
        assert re.fullmatch(r"[A-Z]{6}\+ITA-Sarabun(-Bold)?", name)
        assert (embedded, subset, unicode) == ("yes", "yes", "yes")


def test_metadata_language_tags_and_bookmarks(pdf: bytes):
    document = PdfReader(io.BytesIO(pdf))
    assert FULL_NAME in document.metadata.title
    assert "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘" in document.metadata.title
    assert document.metadata.author == FULL_NAME
    root = document.trailer["/Root"]
    assert root["/Lang"] == "th"
    assert root["/MarkInfo"]["/Marked"]
    assert document.metadata.creation_date == datetime(2025, 11, 22, 3, tzinfo=UTC)
    titles = [item.title for item in _flat(document.outline)]
    assert "๑. ผลการประเมินของหน่วยงาน" in titles
    assert any(title.startswith("๓.๓ แบบวัดการเปิดเผยข้อมูลสาธารณะ") for title in titles)


def _flat(outline: list) -> Iterator:
    for item in outline:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def test_figures_have_alternative_text_with_their_numbers(report: AgencyReport, pdf: bytes):
    document = PdfReader(io.BytesIO(pdf))
    figures = [item for item in _structure(document) if item.get("/S") == "/Figure"]
    assert figures
    assert all("/Alt" in figure for figure in figures)
    alts = [figure["/Alt"] for figure in figures]
    for line in report.year.indicators:
        assert any(line.name in alt and format_score(line.score) in alt for alt in alts)


def _structure(document: PdfReader) -> Iterator:
    for number in range(1, int(document.trailer["/Size"])):
        item = document.get_object(number)
        if isinstance(item, dict) and item.get("/Type") == "/StructElem":
            yield item


def test_same_data_gives_the_same_bytes(report: AgencyReport, pdf: bytes):
    assert render_pdf(pdf_html(report)) == pdf


def test_changed_score_gives_other_figures_everywhere(reference: Assessment):
    report = with_scores(reference, {9: "91.00"})
    text = with_pypdf(render_pdf(pdf_html(report)))
    # 0.3 × 99.568 + 0.3 × 98.70333… + 0.4 × 90.5 = 95.6814
    assert "๙๕.๖๘" in text
    assert "๙๕.๔๘" not in text


def test_draft_says_so_on_every_page(reference: Assessment):
    draft = pages(render_pdf(pdf_html(report_of(unpublish(assessment=reference, by=None)))))
    assert all("ฉบับร่าง" in text for text in draft)


def test_published_year_is_no_draft(pdf: bytes):
    assert "ฉบับร่าง" not in with_pypdf(pdf)


# --- Warnings and files ---------------------------------------------------------------------------------------------


def page(head: str = "", body: str = "") -> str:
    return f'<!doctype html><html lang="th"><head><title>ท</title>{head}</head><body>{body}</body></html>'


@pytest.mark.parametrize(
    ("html", "complaint"),
    [
        (page("<style>p { no-such-property: 1 }</style>"), "no-such-property"),
        (page("<style>@no-such-rule x;</style>"), "no-such-rule"),
        (
            page(
                '<style>@font-face { font-family: X; src: url("fonts/NoSuch.ttf") } p { font-family: X }</style>',
                "<p>ก</p>",
            ),
            "NoSuch.ttf",
        ),
        (page('<link rel="stylesheet" href="css/no-such.css">'), "no-such.css"),
    ],
    ids=["unknown property", "unknown rule", "missing font", "missing stylesheet"],
)
def test_whatever_weasyprint_warns_of_fails_the_build(html: str, complaint: str):
    with pytest.raises(PdfBuildError, match=re.escape(complaint)):
        render_pdf(html)


def test_complaints_of_one_build_do_not_stay_for_the_next(caplog):
    with pytest.raises(PdfBuildError):
        render_pdf(page("<style>p { no-such-property: 1 }</style>"))
    assert render_pdf(page(body="<p>A</p>")).startswith(b"%PDF")
    logging.getLogger("weasyprint").warning("again on the console")
    assert "again on the console" in caplog.text


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


def test_no_address_outside_the_packaged_files_is_called(listener: socket.socket, tmp_path):
    port = listener.getsockname()[1]
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"x")
    for address in (
        f"http://127.0.0.1:{port}/x.png",
        f"//127.0.0.1:{port}/x.png",
        secret.as_uri(),
        "data:image/png;base64,AAAA",
        "ftp://127.0.0.1/x.png",
    ):
        with pytest.raises(PdfBuildError):
            render_pdf(page(body=f'<img src="{address}" alt="x">'))
    with pytest.raises(TimeoutError):
        listener.accept()


@pytest.mark.parametrize(
    "url",
    [
        "http://static.invalid/css/report-pdf.css",
        "https://static.invalid.example/css/report-pdf.css",
        f"{BASE_URL}../manage.py",
        f"{BASE_URL}css/../../manage.py",
        f"{BASE_URL}js/x.js",
        f"{BASE_URL}css",
        f"{BASE_URL}/etc/passwd",
        "file:///etc/passwd",
        "data:text/css,p{}",
    ],
)
def test_fetcher_refuses(url: str):
    with pytest.raises(ValueError, match="not a packaged file"):
        PackagedFiles().fetch(url)


def test_fetcher_opens_a_packaged_font():
    assert packaged_path(f"{BASE_URL}fonts/ITASarabun-Regular.ttf").name == "ITASarabun-Regular.ttf"


# --- Hostile text ---------------------------------------------------------------------------------------------------


def test_hostile_text_is_shown_as_text_and_stays_in_its_column(reference: Assessment, listener: socket.socket):
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
    texts = [
        "<script>alert(1)</script>",
        "{{ x }} {% now %}",
        f'<img src="{address}"> {address}',
        "ก" * 300,
        "x" * 300,
        "<style>p{display:none}</style>&amp;",
    ]
    measure = MeasurePlan.objects.get().measures.get(indicator__number=3)
    save_measure(measure=measure, steps=texts, units=[], by=None)
    html = pdf_html(report_of(reference))
    assert "<script" not in html
    assert "{{ x }}" in strip_tags(html)
    pdf = render_pdf(html)
    text = body(with_pypdf_by_page(pdf))
    assert [item for item in texts if solid(item) not in text] == []
    with pytest.raises(TimeoutError):
        listener.accept()
    # Long words are broken inside the fourth column: none of their pieces is wider than it, nor runs past its edge.
    for page_xml in re.findall(r"<page [^>]*>.*?</page>", run("pdftotext", pdf, "-bbox"), re.DOTALL):
        boxes = re.findall(r'xMin="([\d.]+)"[^>]* xMax="([\d.]+)"[^>]*>(x+|ก{5,})<', page_xml)
        units = re.findall(r'xMin="([\d.]+)"[^>]*>ผู้รับผิดชอบ<', page_xml)
        for _left, right, _word in boxes:
            assert float(right) < max(float(left) for left in units)
