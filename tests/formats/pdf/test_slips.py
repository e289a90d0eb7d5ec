"""Misspelt Thai in the file's text: what was typed is what every reader takes out, wherever a line may be broken.

PyThaiNLP cuts misspelt words inside a consonant's marks. A mark for a line break there parts a glyph from its text.
"""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itaportal.formats.pdf import build as pdf
from itaportal.formats.pdf.build import PdfBuildError, render_pdf
from itaportal.typesetting import linebreaks, segmentation
from itaportal.typesetting.linebreaks import without_marks
from itaportal.typesetting.textlayer import senseless_words

from .pdftext import STREAM_READERS
from .wholereport import solid

pytestmark = pytest.mark.pdf

SLIPS = (
    *("สิทธ์ิ", "เก็่บ", "เก้็บ", "ก็้ได้", "ปั๊ปั๋", "น้ำ่", "น่ี", "กำ่", "รู้ั", "ท๊ี", "บริการ์", "การ์ณ"),
    # A tone or another sign above typed twice,
    *("ที่่", "ให้้", "อู่่", "ผู่้", "หน้่า", "ว่่า", "แล้้ว", "เรื่่อง", "ไม่่", "คุ้้ม", "พันธุ์์", "ศูนย์์", "น้้ำ", "ก็็"),
    # a vowel,
    *("ทีี่", "เปิิด", "สี่ี", "การจัดซืื้อ", "อิเล็กทรอนิิกส์", "สำนัักปลัด", "บันทึึก", "ปุุ่ม", "รูู้"),
    # and ำ.
    *("ดำำเนินการ", "ประจำำปี", "ทำำ", "ต่ำำ", "ต่่ำ"),
)
# Each alone, in a sentence, between words that make a term with it, and in a cell that has room for three letters.
FRAMES = {
    "paragraph": "<p>{}</p>",
    "sentence": "<p>ให้ผู้รับบริการใช้{}ของหน่วยงานตามที่กำหนดไว้ในคู่มือ</p>",
    "held": '<p><span class="nobreak">การ{}งาน</span></p>',
    "narrow cell": '<table><tr><td data-fit="3" style="width: 1.1cm; padding: 0">การ{}งาน</td></tr></table>',
}


def document(body: str) -> str:
    sheet = '<link rel="stylesheet" href="css/report-pdf.css" />'
    one_page = "<style>@page { size: 21cm 100cm; @top-center { content: none } }</style>"
    return f'<html lang="th"><head><title>ท</title>{sheet}{one_page}</head><body>{body}</body></html>'


def canonical(text: str) -> str:
    """The text without spaces; a tone before or after a vowel below is one spelling, which no font can tell apart."""
    return unicodedata.normalize("NFC", solid(text))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("reader", STREAM_READERS)
def test_readers_take_out_what_was_typed(reader: str, frame: str):
    html = "".join(FRAMES[frame].format(slip) for slip in SLIPS)
    read = STREAM_READERS[reader](_pdf(html))
    assert canonical(read) == canonical(re.sub("<[^>]*>", "", html))


_MADE: dict[str, bytes] = {}


def _pdf(html: str) -> bytes:
    return _MADE.setdefault(html, render_pdf(document(html)))


@pytest.mark.parametrize("slip", SLIPS)
@pytest.mark.parametrize("frame", ["{}", "การ{}งาน", "ให้{}ของหน่วยงาน", "{0}{0}"])
def test_no_word_begins_inside_a_cluster(slip: str, frame: str):
    found = segmentation.unbroken_words(frame.format(slip))
    assert "".join(found) == frame.format(slip)
    assert [word for word in found if unicodedata.category(word[0]) == "Mn" or word[0] in "ะาำๅ"] == []
    assert [word for word in found[:-1] if word[-1] in "เแโใไ"] == []


@given(st.text(alphabet=st.sampled_from("กทธสนเแไะาำๅัิีุู็่้๊์ํฺ ๆฯหน่วยงาน"), max_size=40))
def test_nothing_invisible_parts_a_letter_from_its_marks(text: str):
    """But for what the font has no one glyph for, which is no Thai."""
    marks = "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]"
    prepared = linebreaks.with_line_breaks(f"<p>{text}</p>", pdf._word_ends)[3:-4]
    for match in re.finditer("[\u200b\u180e\u2060]+", prepared):
        before, after = without_marks(prepared[: match.start()]), without_marks(prepared[match.end() :])
        if before and not before[-1].isspace() and re.match(f"{marks}|ำ", after):
            stacked = re.search(f"{marks}*$", before).group() + re.match(f"{marks}*ำ?", after).group()
            assert len(stacked) >= 2


@pytest.mark.parametrize("word", ["ญ\u0e33\u0e37\u0e33ด", "ปา\u0e31\u0e33\u0e4dด"])
def test_a_file_whose_text_cannot_be_whole_is_not_handed_out(word: str):
    with pytest.raises(PdfBuildError, match=word):
        render_pdf(document(f"<p>ให้{word} ของหน่วยงาน</p>"))


def test_words_spelt_right_are_none_of_those():
    assert senseless_words("ที่นี่ สิทธิ์ น้ำ ซื้อ พันธุ์ เครื่อง ผู้รู้ ก็ กู้ กาตุํ พุทฺธ ต่ำ ค้ำ") == []
