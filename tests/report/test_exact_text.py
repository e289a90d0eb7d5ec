"""What readers take out of the whole report is what was written: nothing lost, nothing added but page furniture."""

import io
import re
from collections import Counter
from difflib import SequenceMatcher
from functools import cache
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader, PdfWriter

from assessments.models import Assessment
from itaportal.report.document import build_report
from itaportal.report.pdf import render_pdf
from itaportal.report.rendering import pdf_html

from .pdftext import READERS, STREAM_READERS

HEADER = "ตัวชี้วัดมาตรการ/โครงการ/กิจกรรมผลการวิเคราะห์ตัวชี้วัดขั้นตอน/วิธีดำเนินการผู้รับผิดชอบระยะเวลาดำเนินการการกำกับติดตามและรายงานผล"
# Labels of a figure's axis (placed, so they come last on their page), a page number, a catchword, the repeated header
# of the measures' table, and a digit that both sides share: in this order where several meet.
FURNITURE = re.compile(rf"[๐-๙]{{0,26}}(/[^/]{{1,40}}\.\.\.)?({HEADER})?[๐-๙]{{0,2}}")


class _Words(HTMLParser):
    """The text of a document's body, drawings and the labels of their axes left out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0
        self.axis = False

    def handle_starttag(self, tag, attrs):
        self.axis = "tick" in (dict(attrs).get("class") or "").split()
        self.hidden += tag in ("head", "svg")

    def handle_endtag(self, tag):
        self.axis = False
        self.hidden -= tag in ("head", "svg")

    def handle_data(self, data):
        if not self.hidden and not self.axis:
            self.words.append(data)


def solid(text: str) -> str:
    return re.sub(r"\s+", "", text)


once = cache(render_pdf)  # the reference report is the same in every test


@pytest.fixture
def written_and_pdf(reference):
    html = pdf_html(build_report(Assessment.objects.with_scores().get(pk=reference.pk)))
    words = _Words()
    words.feed(html)
    return solid("".join(words.words)), once(html)


def pages(pdf: bytes) -> list[bytes]:
    found = []
    for number in range(len(PdfReader(io.BytesIO(pdf)).pages)):
        writer, out = PdfWriter(), io.BytesIO()
        writer.append(io.BytesIO(pdf), pages=(number, number + 1))
        writer.write(out)
        found.append(out.getvalue())
    return found


@pytest.mark.parametrize("reader", STREAM_READERS)
def test_every_character_in_reading_order(written_and_pdf, reader):
    written, pdf = written_and_pdf
    assert len(written) > 10_000
    taken = solid("".join(READERS[reader](page) for page in pages(pdf)))
    changes = [
        (kind, written[low:high], taken[start:end])
        for kind, low, high, start, end in SequenceMatcher(None, written, taken, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    assert [change for change in changes if change[0] != "insert"] == []
    assert [added for _, _, added in changes if not FURNITURE.fullmatch(added)] == []


@pytest.mark.parametrize("reader", [name for name in READERS if name not in STREAM_READERS])
def test_no_character_is_lost_by_readers_that_guess_the_layout(written_and_pdf, reader):
    written, pdf = written_and_pdf
    taken = solid("".join(READERS[reader](page) for page in pages(pdf)))
    assert Counter(written) - Counter(taken) == Counter()
    furniture = len(taken) - len(written)
    assert 0 < furniture < 8 * 45 + 2 * len(HEADER)
