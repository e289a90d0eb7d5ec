import html
import re

from hypothesis import given
from hypothesis import strategies as st

from itaportal.typesetting.typography import CELL, title_html, unbroken_html


def words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


@given(st.text(alphabet=st.sampled_from("กขคงานหน่วยงานจัดซื้อ ๐๙.<>&\"'(){}-–\n5A“”ๆ")), st.booleans())
def test_text_is_the_same_before_and_after(text: str, in_cell: bool):
    markup = unbroken_html(text, ["หน่วยงาน"], CELL) if in_cell else unbroken_html(text)
    assert words(markup) == text
    assert re.fullmatch(r'(?:[^<>]|<span class="nobreak(?: long)?">|</span>)*', markup)


def test_terms_numbers_with_units_and_names_are_held():
    markup = unbroken_html("อบต.ชานุวรรณ จัดซื้อจัดจ้าง ได้ ๙๙.๐๒ คะแนน ปีงบประมาณ พ.ศ. ๒๕๖๘ เรื่องต่าง ๆ", ["อบต.ชานุวรรณ"])
    held = re.findall(r'<span class="nobreak[^"]*">([^<]*)</span>', markup)
    assert held == ["อบต.ชานุวรรณ", "จัดซื้อจัดจ้าง", "ได้ ๙๙.๐๒ คะแนน", "ปีงบประมาณ พ.ศ. ๒๕๖๘", "เรื่องต่าง ๆ"]


def test_what_does_not_fit_a_narrow_column_may_break():
    name = "ศูนย์พัฒนาเด็กเล็กตัวอย่างแห่งที่หนึ่ง"
    assert "nobreak" in unbroken_html(name, [name])
    assert "nobreak" not in unbroken_html(name, [name], CELL)


def test_titles_break_before_their_phrases_and_on_a_phone_between_terms():
    inner = 'ใน<span class="nobreak">การดำเนินงาน</span>ของ<span class="nobreak">หน่วยงานภาครัฐ</span>'
    title = title_html("การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ")
    assert f'<span class="nobreak long">{inner}</span>' in title


def test_long_names_break_between_the_kind_and_the_name():
    name = "องค์การบริหารส่วนตำบลชานุวรรณ"
    parts = '<span class="nobreak">องค์การบริหารส่วนตำบล</span><span class="nobreak">ชานุวรรณ</span>'
    assert unbroken_html(name, [name]) == f'<span class="nobreak long">{parts}</span>'


def test_what_is_too_long_gives_way_to_what_begins_with_it():
    held = re.findall(r'<span class="nobreak">([^<]*)</span>', unbroken_html("ประจำปีงบประมาณ พ.ศ. ๒๕๖๘", (), 20))
    assert held == ["ประจำปีงบประมาณ", "พ.ศ. ๒๕๖๘"]


def test_a_date_without_room_does_not_leave_a_digit_of_its_day_behind():
    assert "๑<" not in unbroken_html("ภายในวันที่ ๑๕ ตุลาคม ๒๕๖๙", (), 12)
    assert '<span class="nobreak">ตุลาคม ๒๕๖๙</span>' in unbroken_html("ภายในวันที่ ๑๕ ตุลาคม ๒๕๖๙", (), 12)
