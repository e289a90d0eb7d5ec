import html as markup
import re
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Assessment
from itaportal.report import linebreaks, pdf
from itaportal.report.narrative import build_document
from itaportal.report.rendering import pdf_html

from .renderedlines import MARKS, Paragraph, broken_terms, broken_words, paragraphs, solid
from .samples import long_report, report_of

_LAID_OUT: dict[str, tuple[list[Paragraph], tuple[str, ...]]] = {}


@pytest.fixture(params=["reference", "sixty pages"])
def sample(request, reference: Assessment) -> tuple[list[Paragraph], tuple[str, ...]]:
    """The paragraphs of a report as they are set, and its names; each is laid out once."""
    if request.param not in _LAID_OUT:
        report = report_of(reference)
        if request.param == "sixty pages":
            report = long_report(report)
        _LAID_OUT[request.param] = paragraphs(pdf_html(report)), build_document(report).names
    return _LAID_OUT[request.param]


def test_no_line_ends_inside_a_word(sample):
    found, _names = sample
    assert sum(len(paragraph.lines) for paragraph in found) > 400
    assert [broken for paragraph in found for broken in broken_words(paragraph)] == []


def test_no_line_ends_inside_a_fixed_term_a_name_or_a_number_with_its_unit(sample):
    found, names = sample
    assert [broken for paragraph in found for broken in broken_terms(paragraph, names)] == []


def test_what_is_set_is_what_was_written(sample):
    """Neither a mark nor a break adds or loses a character; a table's header is set again on each of its pages."""
    found, _names = sample
    assert [
        paragraph.text
        for paragraph in found
        if not re.fullmatch(f"(?:{re.escape(solid(paragraph.text))})+", solid("".join(paragraph.lines)))
        and paragraph.text[1:3] != "IT"  # the tool's code and its name, a block of its own, are one cell
    ] == []


def test_the_measure_finds_breaks_where_nothing_is_done_about_them(reference: Assessment, monkeypatch):
    monkeypatch.setattr(linebreaks, "prepare", lambda html, breaks: html)
    report = report_of(reference)
    found, names = paragraphs(pdf_html(report)), build_document(report).names
    assert sum(len(broken_words(paragraph)) for paragraph in found) > 20
    assert sum(len(broken_terms(paragraph, names)) for paragraph in found) > 5


# --- One text -------------------------------------------------------------------------------------------------------


def breaks(text: str) -> Sequence[int]:
    return pdf._word_ends(text)


def settled(html: str) -> list[str]:
    """The pieces between the places where Pango would now break the text of a paragraph."""
    text = re.sub(r"<[^>]*>", "", linebreaks.prepare(html, breaks))
    places = [0, *breaks(text), len(text)]
    return [MARKS.sub("", text[start:end]) for start, end in pairwise(places)]


def test_words_with_their_prefix_are_one():
    assert settled("<p>การรับรู้ของผู้รับบริการและความเข้าใจในขั้นตอน</p>") == [
        *("การรับรู้", "ของ", "ผู้รับบริการ", "และ", "ความเข้าใจ", "ใน", "ขั้นตอน")
    ]


def test_numbers_units_and_years_are_held_with_their_spaces():
    assert settled("<p>ได้ ๙๕.๔๘ คะแนน ประจำปีงบประมาณ พ.ศ. ๒๕๖๘ รวม ๔ ครั้ง</p>") == [
        *("ได้ ๙๕.๔๘ คะแนน ", "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘ ", "รวม ", "๔ ครั้ง")
    ]


def test_names_of_the_document_are_held():
    html = '<main data-names="ศูนย์พัฒนาเด็กเล็กบ้านตัวอย่าง|x"><p>ให้ศูนย์พัฒนาเด็กเล็กบ้านตัวอย่างดำเนินการ</p></main>'
    assert settled(html) == ["ให้", "ศูนย์พัฒนาเด็กเล็กบ้านตัวอย่าง", "ดำเนินการ"]


def test_a_prefix_stays_with_its_verb_only_where_both_fit_the_cell():
    assert settled('<td data-fit="18">การจัดซื้อจัดจ้าง</td>') == ["การจัดซื้อจัดจ้าง"]
    assert settled('<td data-fit="11">การจัดซื้อจัดจ้าง</td>') == ["การ", "จัดซื้อจัดจ้าง"]


def test_the_width_of_a_cell_ends_with_it():
    html = '<td data-fit="8">ก</td><p>การจัดซื้อจัดจ้าง</p>'
    assert settled(html)[-1].endswith("การจัดซื้อจัดจ้าง")


def test_titles_drawings_and_tags_are_left_alone():
    html = '<title>การรับรู้</title><p title="การรับรู้"><svg><title>การรับรู้</title></svg></p>'
    assert linebreaks.prepare(html, breaks) == html


def test_white_space_between_elements_gets_no_marks():
    html = "<section>\n  <p>ก</p>\n  \n<p>ข</p> </section>"
    assert linebreaks.prepare(html, breaks) == html


@given(st.text(alphabet=st.sampled_from("กการความผู้รับรู้หน่วยงาน ๐๙.<>&\"'/-–\nab“”ๆะาๅำ์็้เแโ"), max_size=60), st.booleans())
def test_marks_are_all_that_is_added(text: str, held: bool):
    html = f'<p><span class="nobreak">{markup.escape(text)}</span></p>' if held else f"<p>{markup.escape(text)}</p>"
    prepared = linebreaks.prepare(html, breaks)
    assert MARKS.sub("", markup.unescape(re.sub(r"<[^>]*>", "", prepared))) == text


@pytest.mark.parametrize("text", ["ก" * 20_000, "กาแฟ" * 5_000, "x" * 20_000, "ะ" * 4_000, "ตากลม" * 800, "ๆ" * 3_000])
def test_hostile_text_takes_no_time(text: str):
    started = time.process_time()
    linebreaks.prepare(f"<p>{text}</p>", breaks)
    assert time.process_time() - started < 2
