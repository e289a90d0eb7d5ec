"""Where one text may be broken; whole reports are looked at in `test_whole_report`."""

import html as markup
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from itaportal.formats.pdf import build as pdf
from itaportal.typesetting import linebreaks, pieces, segmentation
from itaportal.typesetting.typography import title_html

from ..formats.pdf.renderedlines import MARKS

segmentation.unbroken_words("คำ")  # reads the word list, which takes longer than Hypothesis gives an example


def breaks(text: str) -> Sequence[int]:
    return pdf._word_ends(text)


def settled(html: str) -> list[str]:
    """The pieces between the places where Pango would now break the text of a paragraph."""
    text = re.sub(r"<[^>]*>", "", linebreaks.with_line_breaks(html, breaks))
    places = [0, *breaks(text), len(text)]
    return [MARKS.sub("", text[start:end]) for start, end in pairwise(places)]


def test_words_with_their_prefix_are_one():
    assert settled("<p>การรับรู้ของผู้รับบริการและความเข้าใจในขั้นตอน</p>") == [
        *("การรับรู้", "ของ", "ผู้รับบริการ", "และ", "ความเข้าใจ", "ใน", "ขั้นตอน")
    ]


def test_no_word_takes_letters_from_another():
    """สารประกอบ, a chemist's word, would leave เอก at the end of a line; ว่าการ, to govern, would leave การ."""
    assert settled('<p data-fit="11">ทบทวนเอกสารประกอบ</p>') == ["ทบทวน", "เอกสาร", "ประกอบ"]
    assert settled("<p>เห็นว่าการปรับปรุงให้การอบรม</p>") == ["เห็น", "ว่า", "การปรับปรุง", "ให้", "การอบรม"]


def test_numbers_units_and_years_are_held_with_their_spaces():
    assert settled("<p>ได้ ๙๕.๔๘ คะแนน ประจำปีงบประมาณ พ.ศ. ๒๕๖๘ รวม ๔ ครั้ง</p>") == [
        *("ได้ ๙๕.๔๘ คะแนน ", "ประจำปีงบประมาณ ", "พ.ศ. ๒๕๖๘ ", "รวม ", "๔ ครั้ง")
    ]


@pytest.mark.parametrize(
    ("fit", "text", "pieces"),
    [
        (44, "ได้ 95.48 คะแนน ปีงบประมาณ พ.ศ. 2568", ["ได้ 95.48 คะแนน ", "ปีงบประมาณ พ.ศ. 2568"]),
        (16, "รุ่นที่ 1 ประจำปี พ.ศ. 2569", ["รุ่นที่ 1 ", "ประจำปี ", "พ.ศ. 2569"]),
        (20, "ร้อยละ 12.5 เวลา 09.30 น. ให้ 1,200 คน", ["ร้อยละ 12.5 ", "เวลา ", "09.30 น. ", "ให้ ", "1,200 คน"]),
        (20, "ประชุมครั้งที่ 1/2569 และ ๒/๒๕๖๙", ["ประชุม", "ครั้งที่ 1/2569 ", "และ ", "๒/๒๕๖๙"]),
        (20, "ตามคำสั่งที่ ๑๒/๒๕๖๘ มาตรา ๙ หมู่ที่ ๓", ["ตามคำสั่งที่ ๑๒/๒๕๖๘ ", "มาตรา ๙ ", "หมู่ที่ ๓"]),
        (20, "แห่งที่ ๒ เขต ๓ ของมูลนิธิ ฯ ต่าง ๆ", ["แห่งที่ ๒ ", "เขต ๓ ", "ของมูลนิธิ ฯ ", "ต่าง ๆ"]),
        (14, "2. การใช้งบประมาณ", ["2. การใช้", "งบประมาณ"]),
    ],
)
def test_numbers_stay_with_what_they_number_in_digits_of_either_kind(fit: int, text: str, pieces: list[str]):
    assert settled(f'<td data-fit="{fit}">{text}</td>') == pieces


@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        (
            "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาบึงกาฬ เขต 3 (ส่วนแยกที่ ๒)",
            ["สำนักงานเขตพื้นที่การศึกษาประถมศึกษาบึงกาฬ ", "เขต 3 ", "(ส่วนแยกที่ ๒)"],
        ),
        (
            "สำนักงานปลัดกระทรวงการอุดมศึกษา วิทยาศาสตร์ วิจัยและนวัตกรรม",
            ["สำนักงานปลัดกระทรวงการอุดมศึกษา ", "วิทยาศาสตร์ ", "วิจัยและนวัตกรรม"],
        ),
    ],
)
def test_a_name_longer_than_a_line_is_broken_at_its_own_spaces(name: str, pieces: list[str]):
    assert settled(f'<main data-names="{name}"><p data-fit="44">{name}</p></main>') == pieces


def test_names_of_the_document_are_held():
    html = '<main data-names="ศูนย์พัฒนาเด็กเล็กบ้านตัวอย่าง|x"><p>ให้ศูนย์พัฒนาเด็กเล็กบ้านตัวอย่างดำเนินการ</p></main>'
    assert settled(html) == ["ให้", "ศูนย์พัฒนาเด็กเล็กบ้านตัวอย่าง", "ดำเนินการ"]


def test_a_prefix_stays_with_its_verb_only_where_both_fit_the_cell():
    assert settled('<td data-fit="18">การจัดซื้อจัดจ้าง</td>') == ["การจัดซื้อจัดจ้าง"]
    assert settled('<td data-fit="11">การจัดซื้อจัดจ้าง</td>') == ["การ", "จัดซื้อจัดจ้าง"]


def test_a_number_stays_with_its_first_word_where_both_fit_the_cell():
    assert settled('<td data-fit="14">๒. การใช้งบประมาณ</td>') == ["๒. การใช้", "งบประมาณ"]
    assert settled('<td data-fit="14">๕. การแก้ไขปัญหาการทุจริต</td>') == ["๕. การแก้ไขปัญหา", "การทุจริต"]
    assert settled('<td data-fit="9">๗. ประสิทธิภาพการสื่อสาร</td>')[:2] == ["๗. ", "ประสิทธิภาพ"]


def test_the_width_of_a_cell_ends_with_it():
    html = '<td data-fit="8">ก</td><p>การจัดซื้อจัดจ้าง</p>'
    assert settled(html)[-1].endswith("การจัดซื้อจัดจ้าง")


def test_titles_drawings_and_tags_are_left_alone():
    html = '<title>การรับรู้</title><p title="การรับรู้"><svg><title>การรับรู้</title></svg></p>'
    assert linebreaks.with_line_breaks(html, breaks) == html


def test_white_space_between_elements_gets_no_marks():
    html = "<section>\n  <p>ก</p>\n  \n<p>ข</p> </section>"
    assert linebreaks.with_line_breaks(html, breaks) == html


@given(st.text(alphabet=st.sampled_from("กการความผู้รับรู้หน่วยงาน ๐๙.<>&\"'/-–\nab“”ๆะาๅำ์็้เแโ"), max_size=60), st.booleans())
def test_marks_are_all_that_is_added(text: str, held: bool):
    html = f'<p><span class="nobreak">{markup.escape(text)}</span></p>' if held else f"<p>{markup.escape(text)}</p>"
    prepared = linebreaks.with_line_breaks(html, breaks)
    assert MARKS.sub("", markup.unescape(re.sub(r"<[^>]*>", "", prepared))) == text


@pytest.mark.parametrize(
    "text",
    ["ก" * 20_000, "กาแฟ" * 5_000, "x" * 100_000, "a." * 50_000, "ะ" * 4_000, "ตากลม" * 800, "ๆ" * 3_000],
    ids=lambda text: f"{text[:5]} of {len(text)}",
)
def test_hostile_text_does_not_take_the_square_of_its_length(text: str):
    """What grows so takes minutes; the bound is far from what any machine needs otherwise."""
    started = time.process_time()
    linebreaks.with_line_breaks(f"<p>{text}</p>", breaks)
    assert time.process_time() - started < 20


def test_held_text_inside_held_text_leaves_no_tag_behind():
    html = '<p>ก<span class="nobreak long">ของ<span class="nobreak">หน่วยงาน</span>รัฐ</span>ข</p>'
    assert MARKS.sub("", linebreaks.with_line_breaks(html, breaks)) == "<p>กของหน่วยงานรัฐข</p>"


def test_a_titles_phrase_stays_whole_although_it_holds_shorter_terms():
    title = title_html("การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ")
    assert settled(f'<h1 data-fit="44">{title}</h1>')[-2:] == ["ความโปร่งใส", "ในการดำเนินงานของหน่วยงานภาครัฐ"]


@pytest.mark.slow
def test_words_are_found_offline_and_nothing_is_written(tmp_path):
    """PyThaiNLP would make a folder in the home directory; here the home is one that nobody may write into."""
    script = (
        "import socket; from itaportal.typesetting import segmentation\n"
        "def refuse(*_): raise SystemExit('network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "print('|'.join(segmentation.unbroken_words('การรับรู้ของหน่วยงาน')))"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(settings.BASE_DIR)}
    for name in ("PYTHAINLP_READ_ONLY", "PYTHAINLP_OFFLINE"):
        environment.pop(name, None)
    result = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "การรับรู้|ของ|หน่วยงาน"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("fit", "text", "pieces"),
    [
        (12, "กองสาธารณสุขและสิ่งแวดล้อม", ["กองสาธารณสุข", "และสิ่งแวดล้อม"]),
        (12, "หน่วยตรวจสอบภายใน", ["หน่วยตรวจสอบ", "ภายใน"]),
        (12, "กองสวัสดิการสังคม", ["กองสวัสดิการ", "สังคม"]),
        (19, "สำนักปลัดองค์การบริหารส่วนตำบล", ["สำนักปลัด", "องค์การบริหารส่วนตำบล"]),
        (17, "ปลัดองค์การบริหารส่วนตำบล", ["ปลัด", "องค์การบริหารส่วน", "ตำบล"]),
        (20, "ประเมินความเสี่ยงและกำกับติดตามอย่างสม่ำเสมอ", ["ประเมิน", "ความเสี่ยง", "และ", "กำกับติดตาม", "อย่างสม่ำเสมอ"]),
        (44, "เผยแพร่การดำเนินการป้องกันการทุจริต", ["เผยแพร่", "การดำเนินการ", "ป้องกัน", "การทุจริต"]),
        (44, "ให้น้ำหนักทำให้คะแนนและถือปฏิบัติ", ["ให้", "น้ำหนัก", "ทำให้", "คะแนน", "และ", "ถือปฏิบัติ"]),
        (44, "จัดโครงการอบรมตามแนวทางการปฏิบัติงาน", ["จัดโครงการ", "อบรม", "ตาม", "แนวทาง", "การปฏิบัติงาน"]),
        (44, "รายงานการป้องกันของงานการเงิน", ["รายงาน", "การป้องกัน", "ของ", "งานการเงิน"]),
        (16, "การอำนวยความสะดวก", ["การอำนวย", "ความสะดวก"]),
        (14, "ประจำปีงบประมาณ พ.ศ. ๒๕๖๙", ["ประจำปีงบประมาณ ", "พ.ศ. ๒๕๖๙"]),
    ],
)
def test_terms_are_whole_where_they_fit_and_broken_where_they_read_well(fit: int, text: str, pieces: list[str]):
    assert settled(f'<td data-fit="{fit}">{text}</td>') == pieces


@pytest.mark.parametrize(
    ("fit", "pieces"),
    [
        (20, ["ภายใน", "วันที่ ๓๐ เมษายน ๒๕๖๙ ", "และ", "วันที่ ๑ ต.ค. ๒๕๖๙"]),
        (12, ["ภายใน", "วันที่ ", "๓๐ เมษายน ", "๒๕๖๙ ", "และ", "วันที่ ", "๑ ต.ค. ๒๕๖๙"]),
    ],
)
def test_dates_are_whole_or_day_and_month(fit: int, pieces: list[str]):
    assert settled(f'<td data-fit="{fit}">ภายในวันที่ ๓๐ เมษายน ๒๕๖๙ และวันที่ ๑ ต.ค. ๒๕๖๙</td>') == pieces


def test_months_of_short_years_are_whole():
    html = '<td data-fit="12">ต.ค. ๖๘ – ๓๐ มิ.ย. ๖๙ และ ๑ ม.ค. ๖๘๐</td>'
    assert settled(html) == ["ต.ค. ๖๘ – ", "๓๐ มิ.ย. ๖๙ ", "และ ", "๑ ม.ค. ", "๖๘๐"]


def test_pieces_are_what_stays_together():
    assert pieces.unbroken_pieces("ตุลาคม ๒๕๖๘ ถึงกันยายน ๒๕๖๙") == ("ตุลาคม ๒๕๖๘ ", "ถึง", "กันยายน ๒๕๖๙")
    assert pieces.unbroken_pieces("ประโยชน์และผลประโยชน์ส่วนรวม", 14) == ("ประโยชน์", "และ", "ผลประโยชน์", "ส่วนรวม")
    assert pieces.unbroken_pieces("") == ()


def test_a_long_name_is_broken_between_the_kind_of_agency_and_its_own():
    html = '<main data-names="องค์การบริหารส่วนตำบลชานุวรรณ"><p data-fit="20">ให้องค์การบริหารส่วนตำบลชานุวรรณทราบ</p></main>'
    assert settled(html) == ["ให้", "องค์การบริหารส่วนตำบล", "ชานุวรรณ", "ทราบ"]
