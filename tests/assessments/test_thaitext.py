"""The gate for Thai text: each old code point, each mend that can be meant in one way, each doubt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import thaitext
from assessments.thaitext import OLD_FONT, DoubtKind, MendKind, mend, told

# Written down from Microsoft's private use area for Thai: one row a shape, in the order of the code points.
WINDOWS = dict(
    zip(
        range(0xF700, 0xF71B),
        [
            *("ฐ", "\u0e34", "\u0e35", "\u0e36", "\u0e37"),
            *("\u0e48", "\u0e49", "\u0e4a", "\u0e4b", "\u0e4c"),
            *("\u0e48", "\u0e49", "\u0e4a", "\u0e4b", "\u0e4c"),
            *("ญ", "\u0e31", "\u0e4d", "\u0e47"),
            *("\u0e48", "\u0e49", "\u0e4a", "\u0e4b", "\u0e4c"),
            *("\u0e38", "\u0e39", "\u0e3a"),
        ],
        strict=True,
    )
)


@pytest.mark.parametrize(("old", "meant"), WINDOWS.items(), ids=[f"U+{old:04X}" for old in WINDOWS])
def test_each_code_point_of_old_fonts_becomes_what_it_stands_for(old, meant):
    letter = "" if meant in "ฐญ" else "ก"
    mended = mend(f"ข้อ {letter}{chr(old)} จบ")
    assert mended.text == f"ข้อ {letter}{meant} จบ"
    assert {each.kind for each in mended.mends} == {MendKind.OLD_FONT}


def test_macintosh_code_points_are_known_too_and_two_are_letters():
    assert mend("แก\uf88eไขป\uf884ญหา").text == "แก้ไขปัญหา"
    assert mend("ผู\uf88eใหญ\uf88b").text == "ผู้ใหญ่"
    assert {meant for meant in OLD_FONT.values() if "\u0e01" <= meant <= "\u0e2e"} == {"ฐ", "ญ"}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("โครงการแก\uf70bไขป\uf710ญหาการให\uf70bบริการอย\uf70aางเป\uf713นธรรม", "โครงการแก้ไขปัญหาการให้บริการอย่างเป็นธรรม"),
        ("วิเคราะห\uf70eแล\uf70bว", "วิเคราะห์แล้ว"),
        ("ป\uf702\uf713พาทย์", "ปี่พาทย์"),  # above a vowel U+F713 is ่
        ("โครงการท\u0e48\u0e35หนึ่ง", "โครงการที่หนึ่ง"),
        ("ผ\u0e49\u0e39ใช้", "ผู้ใช้"),
        ("สิทธ\u0e4c\u0e34", "สิทธิ์"),
        ("หญ\u0e32\u0e49", "หญ้า"),
        ("น\u0e33\u0e49", "น้ำ"),
        ("จ\u0e30\u0e4a", "จ๊ะ"),
        ("เเละเเผนงาน", "และแผนงาน"),
        ("ถ \u0e36ง", "ถึง"),
        ("ที \u0e48ดิน", "ที่ดิน"),
        ("ท \u0e33งาน", "ทำงาน"),
        ("ด\u0e4d\u0e32เนินการ", "ดำเนินการ"),
        ("น\u0e4d\u0e49\u0e32", "น้ำ"),
        ("น\u0e49\u0e4d\u0e32", "น้ำ"),
        ("ที\u0e48\u0e48", "ที่"),
        ("ก\u0e45รดำเนินการ", "การดำเนินการ"),
        ("สำนัก\u200bปลัด\ufeff", "สำนักปลัด"),
        ("กอง\u00a0คลัง", "กอง คลัง"),
        ("คืนพัสดุ\tภายใน", "คืนพัสดุ ภายใน"),
        ("บรรทัด\u000bใหม่", "บรรทัด\nใหม่"),
    ],
)
def test_what_can_be_meant_in_one_way_is_put_right_and_said(typed, kept):
    mended = mend(typed)
    assert mended.text == kept
    assert mended.mends
    assert told(mended.mends)
    assert not mended.doubts


@pytest.mark.parametrize(
    "right",
    [
        "สิทธิ์ พันธุ์ ก็ น้ำ สัมฤทธิ์ เจ๊า จ๊ะ ปี่ พรุ่งนี้ ฤๅษี ฦๅ",
        "๑. ประชุมชี้แจง (๒) ≥ ๙๕",
        "บรรทัดแรก\r\nบรรทัดที่สอง\n",
        "และเป็นเอกสาร – “อ้างอิง” …",
        "สํ\u0e49",
        "97.50",
        "",
    ],
)
def test_right_texts_stay_as_they_are(right):
    assert mend(right) == thaitext.Mended(right)


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("ค านวณ", DoubtKind.LOST_AM),
        ("ก\u0e34\u0e38", DoubtKind.TWO_MARKS),
        ("ก\u0e48\u0e49", DoubtKind.TWO_MARKS),
        ("\u0e48ก", DoubtKind.NO_LETTER),
        ("คำ \u0e48ว่า", DoubtKind.NO_LETTER),
        ("\uf0b7 ประชุม", DoubtKind.PRIVATE),
    ],
)
def test_what_can_be_meant_in_two_ways_is_left_alone_and_pointed_out(typed, kind):
    mended = mend(typed)
    assert mended.text == typed
    assert kind in {each.kind for each in mended.doubts}


def test_a_sentence_says_what_was_mended_how_often_and_with_an_example():
    assert told(mend("เเละเเผน โครงการท\u0e48\u0e35 ").mends) == (
        "แทนสระเอสองตัวด้วยสระแอ ๒ แห่ง",
        "เรียงสระและวรรณยุกต์ใหม่ ๑ แห่ง เช่น “ท\u0e48\u0e35” เป็น “ที่”",
    )


SIGNS = "กปญเแาำะๅ\u0e48\u0e49\u0e4c\u0e34\u0e38\u0e31\u0e4d\u0e47 ๑a\n\t\uf70b\uf713\u200b\xa0"


@given(st.text(SIGNS, max_size=9))
def test_mending_twice_changes_nothing_and_nothing_visible_is_lost(text):
    mended = mend(text)
    again = mend(mended.text)
    assert (again.text, again.mends) == (mended.text, ())
    assert mended.mends or mended.text == text
    # Letters and digits stay, in their order; two เ may have become one แ.
    letters = [sign for sign in text.replace("เเ", "แ") if sign in "กปญแ๑a"]
    assert [sign for sign in mended.text if sign in "กปญแ๑a"] == letters


class _Everything:
    def search(self, text: str) -> bool:
        return True


@given(st.text(SIGNS, max_size=9))
def test_the_quick_look_leaves_nothing_out(text):
    quick, thaitext._SUSPECT = thaitext._SUSPECT, _Everything()
    try:
        slow = mend(text)
    finally:
        thaitext._SUSPECT = quick
    assert mend(text) == slow
