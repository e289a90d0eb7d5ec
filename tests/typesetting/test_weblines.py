"""Words of a page that a browser does not break; in Chromium itself: `tests/browser/test_thai_lines.py`."""

import html as markup
import re

from hypothesis import given
from hypothesis import strategies as st

from itaportal.typesetting.weblines import whole_words


def held(html: str) -> list[str]:
    return re.findall(r'<span class="nowrap">([^<]*)</span>', whole_words(html))


def test_words_are_held_that_a_browser_would_break():
    assert held("<p>เผยแพร่ผลของหน่วยงานและแต่งตั้งโยกย้าย</p>") == ["เผยแพร่", "หน่วยงาน", "แต่งตั้งโยกย้าย"]


def test_what_was_held_before_is_joined_with_the_words_it_stands_in():
    html = '<p>ได้แก่การ<span class="nobreak">ป้องกัน</span>สินบน ส่วน<span class="nobreak">ตัวชี้วัดที่ ๗</span></p>'
    assert 'ได้แก่<span class="nobreak">การป้องกัน</span>' in whole_words(html)
    assert '<span class="nobreak">ตัวชี้วัดที่ ๗</span>' in whole_words(html)


def test_words_inside_what_is_too_long_for_a_line_are_held_too():
    name = '<td><span class="nobreak">การใช้ทรัพย์สินของราชการ</span></td>'
    inner = '<span class="nowrap">การใช้ทรัพย์สิน</span><span class="nowrap">ของราชการ</span>'
    assert whole_words(name) == f'<td><span class="nobreak">{inner}</span></td>'


def test_fields_drawings_and_scripts_are_left_alone():
    html = "<textarea>เผยแพร่</textarea><svg><title>เผยแพร่</title></svg><script>'เผยแพร่ <p>'</script><!-- เผยแพร่ -->"
    assert whole_words(html) == html


@given(st.text(alphabet=st.sampled_from("การเผยแพร่หน่วยงานโยกย้าย ๐๙.<>&\"'/-\nab“”ๆ็"), max_size=60), st.booleans())
def test_text_stays_the_same(text: str, in_cell: bool):
    tag = "td" if in_cell else "p"
    middle = f'{markup.escape(text)}<span class="nobreak">{markup.escape(text[:9])}</span>{markup.escape(text)}'
    html = whole_words(f'<{tag} title="เผยแพร่">{middle}</{tag}>')
    assert markup.unescape(re.sub(r"<[^>]*>", "", html)) == text + text[:9] + text
    assert re.fullmatch(rf'<{tag} title="เผยแพร่">(?:[^<>]|</?span[^>]*>)*</{tag}>', html)
