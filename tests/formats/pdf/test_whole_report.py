"""The whole report as it is handed out: the reference year, a plan of some sixty pages, the made-up town.

Each is laid out and written once; every test looks at the same pages.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pypdfium2
import pytest
import weasyprint
from pypdf import PdfReader

from assessments.models import Assessment
from assessments.thai import format_score
from itaportal.formats.html import pdf_html
from itaportal.formats.pdf import build as pdf
from itaportal.formats.pdf import catchwords
from itaportal.report.narrative import build_document
from itaportal.setup.reference import load_reference
from itaportal.setup.sample import load_sample
from itaportal.typesetting import linebreaks
from itaportal.typesetting.linebreaks import without_marks
from measures.steps import StepView
from tests.factories import full_report, long_report, report_of

from . import renderedlines
from .pdfsamples import SENTENCE, check
from .pdftext import with_pdfminer, with_pdftotext
from .renderedlines import rows_of
from .wholereport import STREAM_READERS, Whole, solid, spoken

pytestmark = pytest.mark.pdf

_MADE: dict[str, Whole] = {}
SAMPLES = {
    "reference": lambda: report_of(load_reference()[0]),
    "signed, with last year": lambda: full_report(report_of(load_reference()[0])),
    "sixty pages": lambda: long_report(report_of(load_reference()[0])),
    "made-up town": lambda: report_of(load_sample()[-1]),  # several measures an indicator, signed, with last year
}


# Sixty pages take much of a round of drawing, so they are of the drill. The plan goes over pages in all.
@pytest.fixture(
    params=[pytest.param(name, marks=pytest.mark.drill if name == "sixty pages" else ()) for name in SAMPLES]
)
def whole(request, criteria) -> Whole:
    if request.param not in _MADE:
        _MADE[request.param] = Whole(SAMPLES[request.param]())
    return _MADE[request.param]


# --- Lines ----------------------------------------------------------------------------------------------------------


def test_as_long_as_its_name_says(whole: Whole):
    pages = len(whole.pages)
    assert 7 <= pages <= 13 if len(whole.report.plan.measures) < 50 else 55 <= pages <= 75


def test_read_as_xml_it_is_the_document_that_it_is_as_html(whole: Whole):
    """The fast parser and WeasyPrint's own see the same elements and texts; drawings have their namespace in both."""
    prepared = linebreaks.with_line_breaks(whole.html, pdf._word_ends)
    as_html = weasyprint.HTML(string=prepared).etree_element
    as_xml = ElementTree.fromstring(prepared.replace("<br>", "<br />"))
    assert list(_taken_apart(as_xml)) == list(_taken_apart(as_html))
    assert sum(element.tag == "{http://www.w3.org/2000/svg}svg" for element in as_xml.iter()) > 20
    # The one trace of the parser: WeasyPrint's own keeps the namespace as an attribute. What was laid out has none.
    assert _XMLNS in {name for element in as_html.iter() for name in element.attrib}
    assert _XMLNS not in {name for element in whole.laid_out[1].iter() for name in element.attrib}


_XMLNS = "{http://www.w3.org/2000/xmlns/}xmlns"


def _taken_apart(root: ElementTree.Element) -> Iterator[tuple]:
    """Each element with its attributes and texts; line ends at the edges of the body are where a parser puts them."""
    for element in root.iter():
        edge = element.tag in ("html", "head", "body", "main")
        texts = (element.text or "", element.tail or "")
        attributes = {name: value for name, value in element.attrib.items() if name != _XMLNS}
        yield element.tag, attributes, *(text.strip("\n") if edge else text for text in texts)


def test_every_element_has_a_look_of_its_own_in_the_base_sheet(whole: Whole):
    """WeasyPrint's sheet for all of HTML is not used: an element that ours forgets would be set like plain text."""
    sheet = (pdf.STATIC / "css" / "report-base.css").read_text(encoding="utf-8")
    rules = re.findall(r"^([a-z0-9, ]+) \{[^}]*display:", sheet, flags=re.MULTILINE)
    named = {tag for rule in rules for tag in rule.split(", ")}
    used = {element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in whole.laid_out[1].iter()}
    drawn = {"circle", "line", "polygon", "rect", "text"}  # inside drawings, which have their own rules
    assert {"table", "td", "section"} < used
    assert used - named - drawn - {"br"} == set()


def test_no_line_ends_inside_a_word(whole: Whole):
    assert sum(len(paragraph.lines) for paragraph in whole.paragraphs) > 400
    assert [broken for paragraph in whole.paragraphs for broken in renderedlines.broken_words(paragraph)] == []


def test_no_line_ends_inside_a_syllable(whole: Whole):
    assert [broken for paragraph in whole.paragraphs for broken in renderedlines.broken_syllables(paragraph)] == []


def test_no_line_is_a_conjunction_alone(whole: Whole):
    lone = {"และ", "หรือ", "ใน", "ของ", "ที่", "ให้", "กับ", "การ", "ความ", "ผู้"}
    several = [paragraph for paragraph in whole.paragraphs if len(paragraph.lines) > 1]
    assert [text for paragraph in several for text in map(renderedlines.solid, paragraph.lines) if text in lone] == []


def test_no_line_ends_inside_a_fixed_term_a_name_or_a_number_with_its_unit(whole: Whole):
    names = build_document(whole.report).names
    assert [broken for paragraph in whole.paragraphs for broken in renderedlines.broken_terms(paragraph, names)] == []


def test_no_line_is_wider_than_its_cell_or_page(whole: Whole):
    assert [text for page in whole.pages for text in renderedlines.sticking_out(page)] == []


def test_what_is_set_is_what_was_written(whole: Whole):
    """Neither a mark nor a break adds or loses a character; a table's header is set again on each of its pages."""
    assert [
        paragraph.text
        for paragraph in whole.paragraphs
        if not re.fullmatch(
            f"(?:{re.escape(renderedlines.solid(paragraph.text))})+", renderedlines.solid("".join(paragraph.lines))
        )
        and paragraph.text[1:3] != "IT"  # the tool's code and its name, a block of its own, are one cell
    ] == []


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_catchwords_are_the_next_pages_first_words(whole: Whole):
    pages = [solid(page.extract_text()) for page in whole.inside.reader.pages]
    widths = [page.mediabox.width for page in whole.inside.reader.pages]
    last_portrait = max(page for page, width in enumerate(widths) if width < 600)
    none = {0, last_portrait, len(pages) - 1}  # the cover, where the wide pages begin, the end
    none |= {1} if whole.contents else set()
    assert set(whole.catchwords) == set(range(len(pages))) - none
    for page, word in whole.catchwords.items():
        assert re.fullmatch(r"/\S.*\S\.\.\.", word)
        if word.startswith("/ภาพที่"):
            assert renderedlines.first_figure(whole.pages[page + 1]).startswith(solid(word[1:-3]))
            continue
        begins = pages[page + 1].removeprefix(whole.furniture[page + 1][0])
        begins = begins.removeprefix(
            renderedlines.labels_of(whole.pages[page + 1])
        )  # the labels of a drawing at the top
        assert begins.startswith(solid(word[1:-3])), (word, begins[:40])


def test_catchwords_end_with_a_word(whole: Whole):
    """Where a word of the text fits, the catchword is not cut inside it."""
    words = [word[1:-3] for word in whole.catchwords.values() if not word.startswith("/ภาพที่")]
    assert [word for word in words if not renderedlines.ends_with_a_word(word, whole.paragraphs)] == []


def test_no_heading_is_last_on_its_page(whole: Whole):
    last = [renderedlines.last_block(page) for page in whole.pages]
    assert [tag for tag in last if tag in ("h1", "h2", "h3", "caption")] == []


def test_figures_stay_whole_and_the_first_two_stand_on_the_texts_first_page(whole: Whole):
    figures = renderedlines.pages_of(whole.pages, "figure")
    assert [len(pages) for pages in figures.values()] == [1] * (4 if whole.report.previous else 3)
    if not whole.report.previous:  # the sentence that compares two years leaves no room for the second
        first = 2 if whole.contents else 1
        assert list(figures.values())[:2] == [[first], [first]]


def test_rows_are_broken_between_steps_alone(whole: Whole):
    rows = renderedlines.pages_of(whole.pages, "tr")
    steps = renderedlines.pages_of(whole.pages, "p", "step")
    assert len(steps) > 20
    assert [element for element, pages in steps.items() if len(pages) > 1] == []
    long = {element for element in rows if "long" in (element.get("class") or "")}
    assert [element for element in rows.keys() - long if len(rows[element]) > 1 and _is_body(element)] == []
    if len(whole.pages) > 50:
        assert any(len(rows[element]) > 1 for element in long)


def test_rows_that_go_on_are_closed_at_the_pages_end(whole: Whole):
    rows = renderedlines.pages_of(whole.pages, "tr")
    broken = sorted({page for row, pages in rows.items() if _is_body(row) for page in pages[:-1]})
    assert bool(broken) == (len(whole.pages) > 50)
    document = pypdfium2.PdfDocument(whole.pdf)
    try:
        for page in broken:
            picture = document[page].render(scale=2, grayscale=True).to_pil()
            across = [picture.crop((150, y, picture.width - 150, y + 1)).getextrema()[1] for y in range(picture.height)]
            lowest = max(y for y, lightest in enumerate(across) if lightest < 200)  # a line without a gap
            assert lowest / picture.height > 0.85
    finally:
        document.close()


def test_a_row_begins_on_a_page_with_something_in_each_of_its_cells(whole: Whole):
    """No row begins at the foot of a page with an empty cell whose text comes on the next."""
    begun, empty = begun_empty(whole.pages)
    assert begun >= 10 + len(whole.report.plan.measures)
    assert empty == []


@pytest.mark.parametrize("before", [10, 11, 12, 15, 16, 17])
def test_a_long_row_begins_where_its_first_step_has_room(reference: Assessment, before: int):
    """Beneath a row of so many lines, where there is room for some lines of the other cells alone, it begins a page.

    That page is no new section: the one before ends with a catchword.
    """
    report = report_of(reference)
    pattern = report.plan.measures[0]
    short = replace(pattern, pk=1, steps=(StepView("ขั้นตอนสั้น"),) * before, analysis="ดี", monitoring="รายงาน")
    long = replace(
        pattern, pk=2, titles=("โครงการยาว",), steps=tuple(StepView(f"{SENTENCE * 2}{step}") for step in range(9))
    )
    report = replace(report, plan=replace(report.plan, measures=(short, long)))
    document, root = pdf.lay_out(pdf_html(report))
    pages = [page._page_box.children[0] for page in document.pages]
    _begun, empty = begun_empty(pages)
    assert empty == []
    moved = next(row for row in root.iter("tr") if "โครงการยาว" in without_marks("".join(row.itertext())))
    first = next(number for number, page in enumerate(pages) if moved in {row.element for row in rows_of(page)})
    assert next(row.element for row in rows_of(pages[first]) if _is_body(row.element)) is moved
    assert catchwords.catchwords_of_pages(document.pages, root, pdf._word_ends)[first - 1].startswith("/๑.การปฏิบัติ")


def begun_empty(pages: list[Any]) -> tuple[int, list[tuple[int, str]]]:
    """How many table rows begin on the pages, and the cells left empty there: page and the text that comes later."""
    begun: set[Any] = set()
    empty = []
    for number, page in enumerate(pages, start=1):
        for row in rows_of(page):
            if row.element not in begun:
                texts = [
                    ("".join(cell.element.itertext()).strip(), renderedlines.text_of(cell)) for cell in row.children
                ]
                empty += [(number, whole) for whole, here in texts if whole and not here.strip()]
            begun.add(row.element)
    return len(begun), empty


def _is_body(row: Any) -> bool:
    return any(cell.tag == "td" for cell in row)


# --- Text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reader", STREAM_READERS)
def test_every_character_in_reading_order(whole: Whole, reader):
    """A row that goes over a page is read page by page, as it stands there."""
    for page, found, (before, after) in zip(reader(whole), whole.pages, whole.furniture, strict=True):
        assert solid(page) == before + renderedlines.text_of(found).removeprefix(before) + after


def test_the_pages_text_is_the_text_that_was_written(whole: Whole):
    taken = [
        renderedlines.text_of(page).removeprefix(before)
        for page, (before, _after) in zip(whole.pages, whole.furniture, strict=True)
    ]
    assert len(whole.written) > 10_000
    if len(taken) < 50:
        assert "".join(taken) == whole.written
    else:
        assert Counter("".join(taken)) == Counter(whole.written)


@pytest.mark.parametrize("reader", [with_pdftotext, with_pdfminer])
def test_no_character_is_lost_or_added_by_readers_that_guess_the_layout(whole: Whole, reader):
    furniture = "".join(before + after for before, after in whole.furniture)
    assert Counter(solid(reader(whole.pdf))) == Counter(whole.written + furniture)


# --- Tags -----------------------------------------------------------------------------------------------------------


def test_tagged_throughout(whole: Whole):
    inside = whole.inside
    assert inside.untagged == inside.unclaimed == 0
    assert solid(inside.tree.text) == spoken(whole.with_contents)
    assert len(list(inside.tree.all("Table"))) == 2
    alternatives = " ".join(figure.object["/Alt"] for figure in inside.tree.all("Figure"))
    for line in whole.report.year.indicators:
        assert f"{line.name} {format_score(line.score)}" in alternatives


def test_nothing_beside_the_pages_holds_marks(whole: Whole):
    reader = PdfReader(io.BytesIO(whole.pdf))
    titles = [item.title for item in _flat(reader.outline)]
    assert len(titles) > 5
    assert [title for title in [*titles, reader.metadata.title] if title != without_marks(title)] == []
    assert [word for word in whole.catchwords.values() if word != without_marks(word)] == []


def _flat(outline: list) -> Iterator:
    for item in outline:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def test_checkers_find_nothing(whole: Whole, tmp_path):
    result = check(whole.pdf, tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr
