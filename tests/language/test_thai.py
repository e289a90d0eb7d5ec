"""The portal speaks one language: no word that docs/thai.md rules out, spaces and digits as it says, wherever read."""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest
from django.test import Client
from openpyxl import load_workbook

from assessments.models import Assessment
from itaportal.formats.data.workbook import workbook_bytes
from itaportal.formats.html import pdf_html
from itaportal.formats.word.build import word_bytes
from tests import factories as make
from tests.formats.word.wordtext import paragraphs
from tests.page import Page, html_of

from . import sources, spacing, words
from .sources import GAP, SEAM, Sentence

# Where ASCII digits are right: what programs read, and what is typed at a shell.
TECHNICAL = ("itaportal/api/", "templates/api/", "scripts/", "gunicorn.conf.py", "Makefile", "docs/")
TECHNICAL += ("measures/step_reading.py", "assessments/thaitext.py")


Reader = Callable[[str, str], Iterable[Sentence]]


@pytest.fixture(scope="module")
def sentences() -> list[Sentence]:
    return list(sources.all_sentences())


# --- Sources --------------------------------------------------------------------------------------------------------


def test_no_word_stands_in_the_sources_that_is_not_used(sentences):
    assert list(words.found_in(sentences)) == []


def test_spaces_and_lists_in_the_sources(sentences):
    assert list(spacing.breaks(sentences)) == []


def test_digits_in_the_sources_are_thai(sentences):
    shown = [each for each in sentences if not each.path.startswith(TECHNICAL) and "/management/" not in each.path]
    assert list(spacing.ascii_digits(shown)) == []


def test_all_kinds_of_sources_are_read(sentences):
    """A reader that finds nothing would pass every test above."""
    kinds = {
        "templates/pages/": 300,
        "templates/admin/": 200,
        "assessments/": 300,
        "measures/": 150,
        "itaportal/": 500,
        "static/js/": 10,
        "scripts/": 20,
        "itaportal/locale/": 200,
        "fixtures/criteria.json": 20,
        "docs/manual.th.md": 100,
    }
    for kind, least in kinds.items():
        assert sum(each.path.startswith(kind) for each in sentences) >= least, kind


# --- What is drawn --------------------------------------------------------------------------------------------------


def without_breaks(text: str) -> str:
    """The text without the signs that say where a line may end and where not."""
    return text.replace("\u200b", "").replace("\u2060", "").replace("\u00a0", " ")


def of_page(name: str, html: str) -> list[Sentence]:
    """The sentences of a drawn page, without what agencies typed themselves and what programs are told."""
    html = re.sub(r'(?s)<script type="application/ld\+json">.*?</script>', "", html)
    return [replace(each, text=without_breaks(each.text)) for each in sources.of_markup(name, html)]


def of_word(name: str, document: bytes) -> Iterator[Sentence]:
    for _style, text in paragraphs(document):
        if sources.THAI.search(text):
            yield Sentence(name, 0, without_breaks(text))


def of_workbook(name: str, book: bytes) -> Iterator[Sentence]:
    for sheet in load_workbook(io.BytesIO(book)):
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and sources.THAI.search(cell.value):
                    yield Sentence(f"{name} {sheet.title}", cell.row, cell.value)


# Unlike the reference and unlike each other: a level that asks for improvement, unknown parts, full marks, no plan.
DRAWN = ["below 70", "neither part of EIT known", "a missing score", "all 100", "no plan"]
PAGES = ["", "what-if/", "measures/", "report/", "indicators/1/", "indicators/9/", "../trend/"]


@pytest.mark.parametrize("unlike", DRAWN)
@pytest.mark.slow
def test_drawn_documents_and_pages_of_agencies_unlike_the_reference(client: Client, criteria, unlike: str):
    year = make.UNLIKE[unlike]()
    report = make.report_of(year)
    drawn = [
        *of_page(f"itaportal/report/figures/ {unlike}", pdf_html(report)),
        *of_word(f"itaportal/report/figures/ {unlike} (Word)", word_bytes(report)),
        *of_workbook(f"data.xlsx {unlike}", workbook_bytes(report)),
    ]
    Assessment.objects.update(status="published")
    for page in PAGES:
        address = f"/{year.agency.slug}/{year.fiscal_year}/{page}".replace(f"{year.fiscal_year}/../", "")
        drawn += of_page(address, html_of(client.get(address)))
    assert len(drawn) > 200
    assert list(words.found_in(drawn)) == []
    assert list(spacing.breaks(drawn)) == []
    assert list(spacing.ascii_digits(each for each in drawn if "data.xlsx" not in each.path)) == []


# --- Each kind is found ---------------------------------------------------------------------------------------------


def planted(text: str, path: str = "templates/pages/planted.html") -> list[Sentence]:
    return [Sentence(path, 1, text)]


@pytest.mark.parametrize("unused", words.unused_words(), ids=lambda unused: unused.word)
def test_every_word_of_the_list_is_found_and_its_phrases_are_not(unused):
    path = next((each.replace("*", "x") for each in unused.paths if not each.startswith("!")), "templates/planted.html")
    text = unused.word.strip("/") if unused.whole else f"กข {unused.word} คง"
    assert any(f"“{unused.word}”" in each for each in words.found_in(planted(text, path)))
    for phrase in unused.within:
        assert unused.word in phrase, "the phrase needs no exception"
        assert not unused.stands_in(f"กข {phrase} คง")
    assert unused.instead
    assert unused.reason
    for other in unused.paths:
        if other.startswith("!"):
            assert list(words.found_in(planted(text, other[1:]))) == []


@pytest.mark.parametrize(
    ("slip", "right"),
    [
        ("คะแนนต่างๆของปี", "คะแนนต่าง ๆ ของปี"),
        ("กองคลัง และ กองช่าง", "กองคลังและกองช่าง"),
        ("ปี๒๕๖๘", "ปี ๒๕๖๘"),
        ("๘๕คะแนน", "๘๕ คะแนน"),
        ("คะแนนIIT", "คะแนน IIT"),
        ("ระดับ“ผ่านดี”", "ระดับ “ผ่านดี” นี้"),
        ("“ผ่านดี”เพราะ", "“ผ่านดี” แล้ว"),
        ("กองคลัง, กองช่าง", "กองคลัง กองช่าง"),
        ("ได้แก่ตัวชี้วัด", "ได้แก่ ตัวชี้วัดที่ ๑"),
        ("ระยะเวลาเช่น ตลอดปี", "ระยะเวลา เช่น ตลอดปี"),
        ("เห็นเช่น เดียวกัน", "เห็นเช่นเดียวกับประชาชน"),
    ],
)
def test_a_planted_slip_of_spacing_is_found(slip, right):
    assert list(spacing.breaks(planted(slip))) != []
    assert list(spacing.breaks(planted(right))) == []


@pytest.mark.parametrize(("slip", "right"), [("ต้องมี 8 ตัวอักษร", "ต้องมี ๘ ตัวอักษร ตรวจด้วย SHA-256 (CSV UTF-8)")])
def test_a_planted_ascii_digit_is_found(slip, right):
    assert list(spacing.ascii_digits(planted(slip))) != []
    assert list(spacing.ascii_digits(planted(right))) == []


@pytest.mark.parametrize(
    ("read", "source", "found"),
    [
        (sources.of_markup, '<p>ยัง{{ "ไม่เผยแพร่"|keep }}</p>', "ยังไม่เผยแพร่"),
        (sources.of_markup, "<p>คะแนน<span>ปีนี้</span></p>", "คะแนนปีนี้"),
        (sources.of_markup, '<td data-label="ขาดอีก">{{ x }}</td>', "ขาดอีก"),
        (sources.of_markup, "<p>{% if a %}ก{% else %}ข{% endif %} {{ b }} ค</p>", f"{SEAM}ก{SEAM}ข{SEAM} {GAP} ค"),
        (sources.of_module, 'x = f"ได้ {score} คะแนน"', f"ได้ {GAP} คะแนน"),
        (sources.of_module, 'def f():\n    """เอกสาร"""\n    return "ส่วนที่ ๔ " "ของรายงาน"', "ส่วนที่ ๔ ของรายงาน"),
    ],
)
def test_a_sentence_is_read_as_a_reader_meets_it(read: Reader, source: str, found: str):
    assert [each.text for each in read("planted", source)] == [found]


def test_pages_are_read_by_the_tests_own_reader_alike(client, reference):
    """The reader of templates finds on a drawn page what the reader of answers finds."""
    response = client.get("/chanuwan/2568/")
    mine = " ".join(each.text for each in of_page("x", html_of(response)))
    assert "จุดแข็งและจุดที่ควรพัฒนา" in mine
    assert "จุดแข็งและจุดที่ควรพัฒนา" in Page(response).text
