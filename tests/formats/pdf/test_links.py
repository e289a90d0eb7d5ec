"""Addresses in a text and names of figures and tables are links with names, and part no line that they stand in."""

from dataclasses import replace

import pytest

from itaportal.formats.html import pdf_html, standalone_html
from itaportal.report.document import AgencyReport
from itaportal.typesetting.addresses import links
from itaportal.typesetting.linebreaks import with_line_breaks, without_marks
from measures.steps import StepView
from tests.shapes import shape_params, whole_shape

from .pdfsamples import breaks, check, solid
from .wholereport import Whole

pytestmark = pytest.mark.pdf


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (
            "ดูที่ www.example.go.th, และ (saraban@example.go.th)",
            ["http://www.example.go.th", "mailto:saraban@example.go.th"],
        ),
        ("ita.example.go.th/2569.", ["http://ita.example.go.th/2569"]),
        ("https://example.org:8000/ก", ["https://example.org:8000/"]),
        ("คะแนน 95.48 ไฟล์ data.xlsx ข้อ 1.10", []),
        ("www. http:// http://a a@b @line javascript:alert(1)//x.com", []),
        ("http://ผู้ใช้:รหัส@x.go.th http://user:word@x.go.th", []),
        ('https://x.go.th/"><script>', ["https://x.go.th/%22%3E%3Cscript%3E"]),
    ],
)
def test_only_what_surely_leads_somewhere_is_a_link(text: str, targets: list[str]):
    assert [target for _start, _end, target in links(text)] == targets


def test_a_link_parts_no_text():
    """What surrounds it is settled as if it were not there; marks between the two stand outside it."""
    text = "รายละเอียดปรากฏตาม{}ภาพที่ ๒{}และ ({}www.example.go.th{}) เป็นต้น"
    linked = with_line_breaks(f"<p>{text.format('<a href=#a>', '</a>', '<a href=#b>', '</a>')}</p>", breaks)
    plain = with_line_breaks(f"<p>{text.format('', '', '', '')}</p>", breaks)
    assert linked.replace("<a href=#a>", "").replace("<a href=#b>", "").replace("</a>", "") == plain
    assert "๒</a>\u2060" in linked
    assert "th</a>" in linked


@pytest.fixture(params=shape_params())
def whole(request, criteria) -> Whole:
    return whole_shape(request.param)


def test_every_link_has_its_words_as_its_name_and_leads_somewhere(whole: Whole):
    reader = whole.inside.reader
    annotations = [item.get_object() for page in reader.pages for item in page.get("/Annots", [])]
    elements = list(whole.inside.tree.all("Link"))
    names = {solid(link.text) for link in elements}
    assert {solid(item["/Contents"]) for item in annotations} == names
    assert {"ภาพที่๑", "ตารางที่๑", "ตารางที่๒"} <= names
    assert len(annotations) >= len(elements) > 5  # one that goes over two lines has two places on the page
    inside = {item["/Dest"] for item in annotations if "/Dest" in item}
    assert inside <= set(reader.named_destinations)
    for item in annotations:
        if "/A" in item:
            where = item["/A"]["/URI"].removeprefix("mailto:").removeprefix("http://").removeprefix("https://")
            assert where == solid(item["/Contents"]).removeprefix("https://").removeprefix("http://")


def test_checkers_find_nothing(whole: Whole, tmp_path):
    """Among them outloud, which asks for a link over every address."""
    result = check(whole.pdf, tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


def test_what_is_named_and_not_there_is_no_link(report: AgencyReport):
    """A link to nowhere would fail the build; addresses that people type run nothing on the page."""
    step = StepView('ดูภาพที่ ๙ ที่ https://x.go.th/"><img src=x onerror=alert(1)> และ ตารางที่ ๑')
    measures = (replace(report.plan.measures[0], steps=(step,), analysis="ตามภาพที่ ๙"), *report.plan.measures[1:])
    changed = replace(report, plan=replace(report.plan, measures=measures))
    assert Whole(changed).pdf.startswith(b"%PDF")
    for html in (pdf_html(changed), standalone_html(changed)):
        assert "#figure-9" not in html
        assert "<img src=x" not in html
        assert '<a href="#figure-1">' in html
        assert without_marks(html).count('id="figure-1"') == 1
