"""Words, terms and numbers of Word's tables: where the signs stand that hold them, and that the text stays the same."""

import pytest

from itaportal.typesetting.wordlines import JOINER, SIGN_JOINER, held_text, without_joiners


def shown(text: str, room: int = 23, names: tuple[str, ...] = ()) -> str:
    held = held_text(text, names, room)
    assert without_joiners(held) == text
    return held.replace(JOINER, "+").replace(SIGN_JOINER, "~").replace("\u00a0", "_")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("ผู้รับผิดชอบ (๓.๑๐ คะแนน)", "ผู้รับ+ผิด+ชอบ (๓.๑๐_คะแนน~)"),
        ("ของหน่วยงาน", "ของหน่วย+งาน"),
        ("ระบบ e-Office", "ระบบ e-~Office"),
        ("www.huai-sai.example และ saraban@huai-sai.example", "www.huai-sai.example และ saraban@huai-sai.example"),
        ("ระดับ “ผ่านดีเยี่ยม”", "ระดับ “ผ่านดีเยี่ยม”"),
    ],
)
def test_signs_stand_where_a_program_would_break_what_is_whole(text: str, held: str):
    assert shown(text) == held


def test_what_has_no_room_is_not_held_together():
    assert "+" in shown("จัดซื้อจัดจ้าง")
    assert "+" not in shown("จัดซื้อจัดจ้าง", room=3)


def test_a_name_in_no_dictionary_is_held_at_every_letter_that_can_be_parted():
    name = "บ้านฎฆษฌ"
    assert shown(f"ณ {name}", names=(name,)).count("+") > 2
