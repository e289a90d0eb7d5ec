"""Lines that are kept from measuring to drawing look as those that WeasyPrint makes anew."""

import threading
from dataclasses import replace

import pytest
import weasyprint
from weasyprint.layout import inline
from weasyprint.text.line_break import Layout

from itaportal.formats.html import pdf_html
from itaportal.formats.pdf import line_cache
from itaportal.formats.pdf.build import PdfBuildError, render_pdf
from itaportal.report.document import Signer
from tests.factories import report_of, year_before

pytestmark = pytest.mark.pdf

WORDS = "หน่วยงานเผยแพร่ข้อมูลต่อสาธารณชน และ (Open Data) ปรับปรุงช่องทางติดต่อ ๑๒.๕๐ คะแนน " * 6
# Everything by which a line's look may depend on more than its text: width, spacing, font, what cannot be broken.
HOSTILE = f"""<!DOCTYPE html><html lang="th">
<head><title>t</title><link rel="stylesheet" href="css/report-pdf.css" /></head><body>
<p>{WORDS}</p><p>{WORDS}</p><p style="text-align: justify">{WORDS}</p><p style="width: 5cm">{WORDS}</p>
<p style="width: 5cm; text-align: justify">{WORDS}</p><p style="white-space: nowrap">{WORDS[:60]}</p>
<p style="font-weight: 700; letter-spacing: 2pt">{WORDS}</p><p style="word-spacing: 4pt">{WORDS}</p>
<p style="width: 2cm; overflow-wrap: anywhere">{"ก" * 90}</p><p style="width: 1mm">ก ข ค</p>
<p style="width: 3cm; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">{WORDS}</p>
<p>{WORDS[:40]} <u>{WORDS[:40]}</u> {WORDS[:40]}  <br />{WORDS[:40]}</p>
<p style="white-space: pre-wrap">ก   ข&#10;&#9;ค</p>
<table><tr><td>{WORDS}</td><td>ทุกกอง</td></tr><tr><td>{WORDS}</td><td>ทุกกอง</td></tr></table>
</body></html>"""


@pytest.fixture
def anew(settings):
    """Return `anew(html)`: the PDF with every line made again, as WeasyPrint does it."""

    def render(html: str) -> bytes:
        settings.PDF_LINE_CACHE = False
        try:
            return render_pdf(html)
        finally:
            settings.PDF_LINE_CACHE = True

    return render


def test_a_report_is_the_same_to_the_byte(reference, anew):
    html = pdf_html(report_of(reference))
    assert render_pdf(html) == anew(html)


def test_a_signed_report_with_last_year_is_the_same_to_the_byte(reference, anew):
    report = report_of(reference)
    signers = tuple(Signer(role, "นายสมชาย ใจดี", "นักวิเคราะห์นโยบายและแผน") for role in ("ผู้จัดทำ", "ผู้อนุมัติ"))
    html = pdf_html(replace(report, previous=year_before(report), signatories=signers))
    assert render_pdf(html) == anew(html)


def test_lines_of_every_kind_are_the_same_to_the_byte(anew):
    assert render_pdf(HOSTILE) == anew(HOSTILE)


def test_no_line_is_made_twice(reference, anew, monkeypatch):
    html = pdf_html(report_of(reference))
    made = []
    setup = Layout.setup
    monkeypatch.setattr(Layout, "setup", lambda layout, style: (made.append(1), setup(layout, style))[1])
    render_pdf(html)
    kept = len(made)
    made.clear()
    anew(html)
    assert kept < 0.6 * len(made)


def functions() -> tuple[object, ...]:
    return inline.split_first_line, Layout.deactivate, Layout.reactivate


def kept_lines() -> int:
    """How many lines of a document keep their layout when whoever uses WeasyPrint itself lays it out now."""
    document = weasyprint.HTML(string=HOSTILE).render()
    boxes = [box for page in document.pages for box in page._page_box.descendants() if hasattr(box, "pango_layout")]
    assert len(boxes) > 50
    return sum(hasattr(box.pango_layout, "layout") for box in boxes)


def test_weasyprint_is_as_it_was_after_a_build_and_after_one_that_failed(reference):
    html = pdf_html(report_of(reference))
    before = functions()
    render_pdf(html)
    assert functions() == before
    with pytest.raises(PdfBuildError, match=r"elsewhere\.invalid"):
        render_pdf(html.replace("</body>", '<img src="https://elsewhere.invalid/x.png" alt=""/></body>'))
    assert functions() == before
    assert kept_lines() == 0


def test_other_threads_keep_nothing_while_a_build_is_under_way():
    before = functions()
    seen = []
    with line_cache.keeping():
        assert functions() != before
        other = threading.Thread(target=lambda: seen.append(kept_lines()))
        other.start()
        other.join()
        own = kept_lines()
    assert seen == [0]
    assert own > 50
    assert functions() == before


def test_the_last_of_several_builds_restores_weasyprint():
    before = functions()
    first, second = line_cache.keeping(), line_cache.drawing()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert functions() != before
    second.__exit__(None, None, None)
    assert functions() == before


def test_the_setting_leaves_weasyprint_untouched(settings):
    settings.PDF_LINE_CACHE = False
    before = functions()
    with line_cache.keeping(), line_cache.drawing():
        assert functions() == before
        assert kept_lines() == 0
