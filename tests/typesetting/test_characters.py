"""Text that no report was meant for: every character of it is shown or dropped on purpose, no row is lost."""

import re
import socket
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.html import strip_tags
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Assessment
from itaportal.checks import rules as checks
from itaportal.formats.html import standalone_html
from itaportal.report.document import OwnParagraph, Signer
from itaportal.report.narrative import build_document
from itaportal.typesetting.characters import MISSING, cleaned_text, has_shape, missing_characters
from measures.steps import StepView
from tests.factories import report_of

from ..formats.pdf import renderedlines
from ..formats.pdf.wholereport import STREAM_READERS, Whole, solid

FONTS = Path(settings.BASE_DIR) / "static" / "fonts"


@cache
def font_characters(name: str) -> frozenset[int]:
    return frozenset(TTFont(FONTS / name).getBestCmap())


# --- One text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ITASarabun-Regular.ttf", "ITASarabun-Bold.ttf"])
def test_characters_with_a_shape_are_those_of_the_font(name: str):
    own = {code for code in range(0x110000) if has_shape(chr(code))} - {0x0A}
    # Left out on purpose: NUL and carriage return, the soft hyphen, a private-use logo.
    assert font_characters(name) - own == {0x00, 0x0D, 0xAD, 0xF8FF} & font_characters(name)
    assert own <= font_characters(name)


@given(st.text())
def test_cleaned_text_can_be_drawn_and_is_clean(text: str):
    cleaned = cleaned_text(text)
    assert all(char == "\n" or ord(char) in font_characters("ITASarabun-Regular.ttf") for char in cleaned)
    assert cleaned_text(cleaned) == cleaned
    assert (MISSING in cleaned) >= bool(missing_characters(text))


@given(
    st.text(
        alphabet=st.sampled_from(
            [chr(code) for code in (*range(0x20, 0x7F), *range(0xE01, 0xE3B), *range(0xE40, 0xE5C))]
        )
    )
)
def test_thai_and_latin_text_is_left_alone(text: str):
    assert cleaned_text(text) == text
    assert missing_characters(text) == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ก\x00ข\x07ค\x1bง\x7f", "กขคง"),
        ("\u202eงบ\u202cประ\u200fมาณ\u2066\u2069", "งบประมาณ"),
        ("หน่วย\u200bงาน\ufeff\u00ad\u2060", "หน่วยงาน"),
        ("ก\tข\u00a0ค\u2003ง\u3000จ", "ก ข\u00a0ค ง จ"),
        ("ก\r\nข\rค\u2028ง\x85จ", "ก\nข\nค\nง\nจ"),
        ("ดี 😀 👍🏽 👨‍👩‍👧 ❤️", f"ดี {MISSING} {MISSING * 2} {MISSING * 3} {MISSING}"),
        ("中文 ครับ", f"{MISSING * 2} ครับ"),
        ("cafe\u0301 ", "cafe\u0301 "),
        ("a\u0340", "à"),
        ("\ud800", ""),
    ],
    ids=[
        "control",
        "direction",
        "invisible",
        "spaces",
        "lines",
        "emoji",
        "chinese",
        "accent",
        "old accent",
        "surrogate",
    ],
)
def test_what_becomes_of_it(text: str, shown: str):
    assert cleaned_text(text) == shown


# --- In page and PDF ------------------------------------------------------------------------------------------------

LONG = " ".join(f"ข้อความที่ {number} ของช่องที่ยาวมาก" for number in range(720))
HOSTILE = {
    "control": "ก่อน\x00\x07\x1b\x0b\x7fหลัง",
    "direction": "ก่อน\u202e\u202d\u2067\u200f\u200eหลัง",
    "unbroken Thai": "ก" * 300,
    "unbroken Latin": "x" * 300,
    "unbroken numbers": "๑" * 300,
    "html": '<script>alert(1)</script><img src="{address}"><b>&amp;</b><style>p{{display:none}}</style>',
    "svg": '<svg onload="alert(1)"><image href="{address}"/></svg>',
    "template": "{{{{ request }}}} {{% include '/etc/passwd' %}} {{# x #}}",
    "css": "url({address}) </style> @import '{address}'",
    "links": "{address} file:///etc/passwd data:text/html,<b>x</b> javascript:alert(1)",
    "emoji": "เยี่ยม 😀👍🏽 🇹🇭",
    "marks": "ก" + "้" * 40 + " ็็็็ ์",
    "long": LONG,
}


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


_MADE: list[Whole] = []


@pytest.fixture
def hostile(reference: Assessment, listener: socket.socket) -> Whole:
    """A report with hostile text in every field that people type into."""
    if not _MADE:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
        texts = {name: text if name == "long" else text.format(address=address) for name, text in HOSTILE.items()}
        report = report_of(reference)
        assert len(texts["long"]) > 20_000
        assert report.plan
        short = [text for name, text in texts.items() if name != "long"]
        first, second, *others = report.plan.measures
        first = replace(first, steps=tuple(map(StepView, texts.values())), titles=tuple(short), units=tuple(short))
        second = replace(second, analysis=" ".join(short), monitoring=" ".join(short))
        wordings = (OwnParagraph("summary", " ".join(short)), OwnParagraph("indicator-3", texts["html"]))
        report = replace(
            report,
            plan=replace(report.plan, measures=(first, second, *others)),
            paragraphs=wordings,
            signatories=(Signer("ผู้อนุมัติ", texts["html"], texts["emoji"]),),
        )
        _MADE.append(Whole(report))
    return _MADE[0]


@pytest.mark.pdf
def test_every_text_is_in_what_is_laid_out(hostile: Whole):
    first, second = hostile.report.plan.measures[:2]
    texts = (*(step.text for step in first.steps), *first.titles, *first.units, second.analysis, second.monitoring)
    assert [text for text in texts if solid(cleaned_text(text)) not in hostile.written] == []


@pytest.mark.pdf
def test_no_character_is_lost_between_the_pages(hostile: Whole):
    pages = zip(hostile.pages, hostile.furniture, strict=True)
    taken = "".join(renderedlines.text_of(page).removeprefix(before) for page, (before, _after) in pages)
    assert Counter(taken) == Counter(hostile.written)


@pytest.mark.pdf
def test_nothing_sticks_out_of_its_cell_or_page(hostile: Whole):
    assert len(hostile.pages) > 20
    assert [text for page in hostile.pages for text in renderedlines.sticking_out(page)] == []
    assert [text for page in hostile.pages for text in renderedlines.below_the_page(page)] == []


@pytest.mark.pdf
@pytest.mark.parametrize("reader", STREAM_READERS)
def test_pdf_says_all_of_it(hostile: Whole, reader):
    """Page by page; marks piled upon a letter, which no reader orders alike, are counted on the page as laid out."""
    for page, found, (before, after) in zip(reader(hostile), hostile.pages, hostile.furniture, strict=True):
        assert without_piles(solid(page)) == without_piles(
            before + renderedlines.text_of(found).removeprefix(before) + after
        )


def without_piles(text: str) -> str:
    return re.sub("[\u0e47-\u0e4e\u25cc]+", "", text)


@pytest.mark.pdf
def test_no_row_is_lost(hostile: Whole):
    for measure in hostile.report.plan.measures[2:]:
        assert solid(measure.titles[0]) in hostile.written
        for number, step in enumerate(measure.steps, start=1):
            assert solid(f"{'๐๑๒๓๔๕๖๗๘๙'[number]}.{step}") in hostile.written


@pytest.mark.pdf
def test_page_shows_it_as_text(hostile: Whole):
    report = hostile.report
    html = standalone_html(report)
    article = html[html.index("<body") :]
    assert "<script" not in article
    assert "<img" not in article
    assert "onload=" not in strip_tags_attributes(article)
    assert not any(unicodedata.category(char) in ("Cc", "Cf") and char != "\n" for char in article)
    shown = solid(strip_tags(article).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    shown = shown.replace("&quot;", '"').replace("&#x27;", "'")
    steps = [step.text for step in report.plan.measures[0].steps]
    assert [name for name, text in zip(HOSTILE, steps, strict=True) if solid(cleaned_text(text)) not in shown] == []


def strip_tags_attributes(html: str) -> str:
    """The tags alone, without the text between them."""
    return "".join(re.findall(r"<[^>]*>", html))


@pytest.mark.pdf
def test_nothing_was_called(hostile: Whole, listener: socket.socket):
    assert hostile.pdf.startswith(b"%PDF")
    with pytest.raises(TimeoutError):
        listener.accept()


# --- Checks ---------------------------------------------------------------------------------------------------------


def test_characters_without_a_shape_stop_publication_and_are_named(reference: Assessment):
    report = report_of(reference)
    first, *others = report.plan.measures
    report = replace(
        report,
        plan=replace(report.plan, measures=(replace(first, units=("กองคลัง 😀",)), *others)),
        paragraphs=(OwnParagraph("plan", "ดีมาก 👍"),),
        signatories=(Signer("ผู้อนุมัติ", "นาย 中", "นายก"),),
    )
    found = {item.place.label: item for item in checks.check_report(report) if item.code == "no-shape"}
    assert len(found) == 3
    assert all(item.blocking for item in found.values())
    assert "👍 (U+1F44D)" in found["ถ้อยคำในรายงาน ย่อหน้า “ความนำของมาตรการ”"].message
    assert any("ช่องผู้รับผิดชอบ" in label and "😀 (U+1F600)" in item.message for label, item in found.items())
    assert "中 (U+4E2D)" in found["ผู้อนุมัติของรายงาน"].message


def test_what_is_dropped_without_loss_does_not_stop_publication(reference: Assessment):
    report = report_of(reference)
    first, *others = report.plan.measures
    first = replace(first, analysis=f"\u202e{first.analysis}\u200b\x07\t")
    report = replace(report, plan=replace(report.plan, measures=(first, *others)))
    assert [item for item in checks.check_report(report) if item.code == "no-shape"] == []
    assert "\u202e" not in repr(build_document(report))
