"""Reports of agencies and criteria that are not the reference's: long names, other numbers of indicators, no place."""

import json
import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from assessments.actions import ScoreEntry, get_or_create_agency, save_assessment
from assessments.models import Assessment, Criteria, Indicator, RatingLevel, ToolWeight
from itaportal.formats.html import pdf_html
from itaportal.formats.word import build as word
from itaportal.publishing import files
from itaportal.publishing.kinds import ANALYSIS
from itaportal.report.narrative import build_document
from tests.factories import UNLIKE, report_of

from .pdf import renderedlines
from .pdf.pdfsamples import check
from .pdf.wholereport import STREAM_READERS, Whole, by_pypdf, solid
from .word import wordtext

LONG = "การเปิดเผยข้อมูลสาธารณะผ่านเว็บไซต์และสื่อสังคมออนไลน์ของหน่วยงานในสังกัดราชการส่วนภูมิภาคทุกแห่ง"
# By tool: nine in all, an odd number; one of each tool's is longer than the figures' column.
NAMES = {
    "IIT": ("การปฏิบัติหน้าที่", LONG, "การใช้อำนาจ"),
    "EIT": ("คุณภาพการดำเนินงาน", f"{LONG}และทั่วถึง", "การมีส่วนร่วม (ภาคประชาชน)"),
    "OIT": (f"{LONG} (ส่วนกลาง)", "ธรรมาภิบาล", "การป้องกันการทุจริต"),
}
_MADE: list[Whole] = []


@pytest.fixture
def whole(db) -> Whole:
    """A school office's year under criteria of its own, with typed texts in ASCII digits; laid out once."""
    if not _MADE:
        criteria = Criteria.objects.create(name="เกณฑ์อื่น", first_year=2575, last_year=2575, verified=True)
        RatingLevel.objects.create(criteria=criteria, position=1, name="ผ่าน", min_overall=80, tone="good")
        named = [(tool, name) for tool, names in NAMES.items() for name in names]
        for number, (tool, name) in enumerate(named, start=1):
            if number % 3 == 1:
                ToolWeight.objects.create(criteria=criteria, tool=tool, weight=Decimal(100) / 3, position=number)
            Indicator.objects.create(criteria=criteria, number=number, tool=tool, name=name, objective="ประเมินการรับรู้")
        agency = get_or_create_agency(
            slug="office",
            name="สำนักงานเขตพื้นที่การศึกษาประถมศึกษาบึงกาฬ เขต 3 (ส่วนแยกที่ ๒) ประจำภาคตะวันออกเฉียงเหนือ",
            short_name="สพป.",
            kind="อื่น ๆ",
            province="บึงกาฬ",
        )
        typed = "ประชุมครั้งที่ 1/2575 ให้ 1,200 คน ๆ ละ 50 บาท ภายในปีงบประมาณ พ.ศ. 2575 ได้ 12.34 คะแนน " * 3
        entries = [ScoreEntry(1, Decimal(0)), ScoreEntry(2, Decimal("12.34"), analysis=typed)]
        entries += [ScoreEntry(number, Decimal(100)) for number in range(3, 10)]
        assessment = save_assessment(assessment=Assessment(agency=agency, fiscal_year=2575), entries=entries, by=None)
        report = report_of(assessment)
        _MADE.append(Whole(replace(report, year=replace(report.year, published=True))))
    return _MADE[0]


@pytest.mark.pdf
@pytest.mark.parametrize("reader", STREAM_READERS)
def test_every_reader_takes_out_what_was_written(whole: Whole, reader):
    for page, found, (before, after) in zip(reader(whole), whole.pages, whole.furniture, strict=True):
        assert solid(page) == before + renderedlines.text_of(found).removeprefix(before) + after


@pytest.mark.pdf
def test_no_row_of_a_figure_runs_into_the_next(whole: Whole):
    """A name of several lines moves down what follows it."""
    long = 0
    for page in whole.pages:
        blocks = [box for box in page.descendants() if type(box).__name__ == "BlockBox" and box.element is not None]
        rows = [box for box in blocks if box.element.get("class") == "row"]
        for row, following in pairwise(rows):
            lines = [box for box in row.descendants() if type(box).__name__ == "LineBox"]
            lowest = max(box.position_y + box.height for box in lines)
            long += row.height > 30
            assert lowest <= following.position_y + 1 or following.position_y < row.position_y, row.element
    assert long >= 6  # three names in each of two figures, and what the words of a gap narrow


@pytest.mark.pdf
def test_lines_keep_to_their_room_and_hold_terms_names_and_numbers_of_either_kind(whole: Whole):
    assert [text for page in whole.pages for text in renderedlines.sticking_out(page)] == []
    names = build_document(whole.report).names
    assert [broken for paragraph in whole.paragraphs for broken in renderedlines.broken_terms(paragraph, names)] == []
    ascii_terms = re.compile(r"พ\.ศ\. [0-9]+|[0-9.,]+ (?:คะแนน|คน|บาท)|ครั้งที่ [0-9/]+|เขต 3|\(ส่วนแยกที่ ๒\)|คน ๆ")
    broken = [
        match.group()
        for paragraph in whole.paragraphs
        for match in ascii_terms.finditer(paragraph.text)
        if any(
            len(solid(paragraph.text[: match.start()])) < end < len(solid(paragraph.text[: match.end()]))
            for end in paragraph.ends
        )
    ]
    assert broken == []


def test_an_agency_without_a_place_leaves_no_empty_line(criteria):
    agency = get_or_create_agency(
        slug="province", name="จังหวัดร้อยเอ็ด", short_name="ร้อยเอ็ด", kind="จังหวัด", province="ร้อยเอ็ด"
    )
    report = report_of(save_assessment(assessment=Assessment(agency=agency, fiscal_year=2568), entries=[], by=None))
    assert "cover-place" not in pdf_html(report)
    assert "<p></p>" not in pdf_html(report)
    assert ("CoverText", "") not in list(wordtext.paragraphs(word.word_bytes(report)))
    assert ("HeadingBlock", "") not in list(wordtext.paragraphs(word.word_bytes(report)))


@pytest.mark.drill
@pytest.mark.parametrize("name", UNLIKE)
def test_every_unusual_agency_has_files_that_the_checkers_take(criteria, name: str, tmp_path):
    """The many shapes through all checkers; `make test` does this with the shape above and the reference's."""
    report = report_of(UNLIKE[name]())
    made = Whole(replace(report, year=replace(report.year, published=True)))
    for page, found, (before, after) in zip(by_pypdf(made), made.pages, made.furniture, strict=True):
        assert solid(page) == before + renderedlines.text_of(found).removeprefix(before) + after
    assert [text for page in made.pages for text in renderedlines.sticking_out(page)] == []
    assert [broken for paragraph in made.paragraphs for broken in renderedlines.broken_words(paragraph)] == []
    result = check(made.pdf, tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
    docx = word.word_bytes(made.report)
    assert solid(wordtext.as_text(docx)) == solid("".join(text for _style, text in wordtext.paragraphs(docx)))


@pytest.mark.drill
@pytest.mark.pdf
@pytest.mark.parametrize("name", UNLIKE)
def test_every_unusual_agencys_lost_files_are_drawn_again_to_the_same_bytes(criteria, name: str):
    """As a folder of a version that was lost is made good: from the frozen data alone."""
    frozen = json.loads(json.dumps(ANALYSIS.snapshot.dump(report_of(UNLIKE[name]()))))
    first, again = (files.draw(ANALYSIS, ANALYSIS.snapshot.load(frozen)) for _ in range(2))
    assert len(first) >= 5
    assert [name for name in first if first[name] != again[name]] == []
