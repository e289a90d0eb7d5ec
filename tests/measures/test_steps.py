"""Steps with sub-items: read as people write them, written so that they are read back, matched with those stored."""

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from measures.step_matching import StepText, match_steps
from measures.step_reading import read_steps, tabbed_cells, written_steps
from measures.steps import BRACKET, DASH, LETTER, NUMBER, StepItem, StepView, numbered_steps, step_lines


def shape(text: str) -> list:
    """What was read, short: a text, or a text with its sub-items as they are marked."""
    return [
        [step.text, *(item.line for item in step.marked(number))] if step.items else step.text
        for number, step in enumerate(read_steps(text), start=1)
    ]


# --- where a step begins -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("๑. ปรับปรุงคู่มือ\n๒. แจ้งเวียน\n๓. เผยแพร่", ["ปรับปรุงคู่มือ", "แจ้งเวียน", "เผยแพร่"]),
        ("๑. ปรับปรุงคู่มือ ๒. แจ้งเวียน ๓. เผยแพร่", ["ปรับปรุงคู่มือ", "แจ้งเวียน", "เผยแพร่"]),
        ("๑. แจ้งเจ้าหน้าที่ ๒. จัดทำแผนประจำปี ๓. เผยแพร่", ["แจ้งเจ้าหน้าที่", "จัดทำแผนประจำปี", "เผยแพร่"]),
        ("1) ปรับปรุง 2) แจ้งเวียน", ["ปรับปรุง", "แจ้งเวียน"]),
        ("(๑) ปรับปรุง\n(๒) แจ้งเวียน", ["ปรับปรุง", "แจ้งเวียน"]),
        ("ขั้นตอนที่ ๑ ปรับปรุง\nขั้นตอนที่ ๒ แจ้งเวียน", ["ปรับปรุง", "แจ้งเวียน"]),
        ("ข้อ ๑ ปรับปรุง\nข้อ 2. แจ้งเวียน", ["ปรับปรุง", "แจ้งเวียน"]),
        ("๑.๑ ปรับปรุง\n๑.๒ แจ้งเวียน", ["ปรับปรุง", "แจ้งเวียน"]),
        ("๑. ปรับปรุงคู่มือ\nให้ชัดเจน\n๒. แจ้งเวียน", ["ปรับปรุงคู่มือ ให้ชัดเจน", "แจ้งเวียน"]),
        ("๑. ปรับปรุงคู่มือ\nให้ชัดเจน", ["ปรับปรุงคู่มือ ให้ชัดเจน"]),
        ("๑.\nปรับปรุงคู่มือ\n๒.\nแจ้งเวียน", ["ปรับปรุงคู่มือ", "แจ้งเวียน"]),
        ("๑. ใช้งบ ๑.๕ ล้านบาท\n๒. ตามข้อ ๓. ของระเบียบ", ["ใช้งบ ๑.๕ ล้านบาท", "ตามข้อ ๓. ของระเบียบ"]),
        ("๑. จัดทำตามข้อ ๒. ของระเบียบ", ["จัดทำตามข้อ ๒. ของระเบียบ"]),
        ("๑. ประชุมครั้งที่ ๑ และครั้งที่ ๒. ของปี", ["ประชุมครั้งที่ ๑ และครั้งที่ ๒. ของปี"]),
        ("๑. ปรับปรุง\n๒. แจ้งเวียน\n๕. หมายเหตุ", ["ปรับปรุง", "แจ้งเวียน ๕. หมายเหตุ"]),
        ("๒. ปรับปรุง\n๓. แจ้งเวียน", ["ปรับปรุง", "แจ้งเวียน"]),
        ("๒. ข\r\n\r\n  ๑. ก  \n๓.\n", ["ข", "ก"]),  # moved by hand: the order is that of the lines
        ("๑. ก\n๑. ข\n๒. ค", ["ก", "ข", "ค"]),
        ("๑. ก\n๓. ค", ["ก", "ค"]),
        ("ปรับปรุง\nแจ้งเวียน", ["ปรับปรุง", "แจ้งเวียน"]),
        ("ดำเนินการดังนี้\n๑. ปรับปรุง\nให้ชัด\n๒. แจ้งเวียน", ["ดำเนินการดังนี้", "ปรับปรุง ให้ชัด", "แจ้งเวียน"]),
        ("- ปรับปรุง\n- แจ้งเวียน", ["ปรับปรุง", "แจ้งเวียน"]),
        ("• ปรับปรุงคู่มือ\nให้ชัดเจน\n• แจ้งเวียน", ["ปรับปรุงคู่มือ ให้ชัดเจน", "แจ้งเวียน"]),
        ("\uf0b7 ประชุม\n\uf0a7 ตรวจสอบ\n\uf0d8 รายงาน", ["ประชุม", "ตรวจสอบ", "รายงาน"]),
        ("➢ ประชุม\n✓ ตรวจสอบ\n* รายงาน\n· สรุป\n① เริ่ม", ["ประชุม", "ตรวจสอบ", "รายงาน", "สรุป", "เริ่ม"]),
        ("๑. ขั้นตอนเดียว", ["ขั้นตอนเดียว"]),
        ("ปี ๒๕๖๙ ทำ ๓ ครั้ง", ["ปี ๒๕๖๙ ทำ ๓ ครั้ง"]),
        ("ก.ย. ๖๙ ตรวจ\nก.พ. ๗๐ สรุป", ["ก.ย. ๖๙ ตรวจ", "ก.พ. ๗๐ สรุป"]),
        ("-๕ องศา\nofficer ลงนาม\n*หมายเหตุ", ["-๕ องศา", "officer ลงนาม", "*หมายเหตุ"]),
        ("๑.๕ ล้านบาท", ["๑.๕ ล้านบาท"]),
        ("๓ เดือนแรก สำรวจ", ["๓ เดือนแรก สำรวจ"]),
        ("๒๕๖๘. ไม่ใช่เลขข้อ", ["๒๕๖๘. ไม่ใช่เลขข้อ"]),
        ("๑. คืนพัสดุ\tภายใน \t๗ วัน", ["คืนพัสดุ ภายใน ๗ วัน"]),
        ("๑.\tคืนพัสดุ\vภายใน ๗ วัน\u2028ทำการ", ["คืนพัสดุ ภายใน ๗ วัน ทำการ"]),
        (
            "ติดต่อ saraban@example.go.th\nดู https://example.go.th/1.2",
            ["ติดต่อ saraban@example.go.th", "ดู https://example.go.th/1.2"],
        ),
        ("", []),
        (" \n ", []),
    ],
)
def test_steps_without_sub_items(text, steps):
    assert shape(text) == steps


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "๑. ขออนุญาตยืม\n- กรอกแบบฟอร์ม\n- แนบสำเนาบัตร\n๒. คืนพัสดุ",
            [["ขออนุญาตยืม", "- กรอกแบบฟอร์ม", "- แนบสำเนาบัตร"], "คืนพัสดุ"],
        ),
        ("ขออนุญาตยืม\n- กรอก\n- แนบ\nคืนพัสดุ", [["ขออนุญาตยืม", "- กรอก", "- แนบ"], "คืนพัสดุ"]),
        ("๑. เตรียม\n๑.๑ สำรวจ\n๑.๒ จัดทำ\n๒. ทำ\n๒.๑ อบรม", [["เตรียม", "๑.๑ สำรวจ", "๑.๒ จัดทำ"], ["ทำ", "๒.๑ อบรม"]]),
        ("๑. เตรียม\nก. สำรวจ\nข) จัดทำ\n(ค) สรุป", [["เตรียม", "ก. สำรวจ", "ข. จัดทำ", "ค. สรุป"]]),
        ("๑. เตรียม\n(๑) สำรวจ\n๒) จัดทำ", [["เตรียม", "(๑) สำรวจ", "(๒) จัดทำ"]]),
        ("๑. เตรียม\n(๑) สำรวจ\n(๒) จัดทำ\n๒. ทำ", [["เตรียม", "(๑) สำรวจ", "(๒) จัดทำ"], "ทำ"]),
        ("๑. เตรียม\n  ๑. สำรวจ\n  ๒. จัดทำ\n๒. ทำ", [["เตรียม", "(๑) สำรวจ", "(๒) จัดทำ"], "ทำ"]),
        ("๑. เตรียม\n- สำรวจ\nทุกกอง\n๒. ทำ", [["เตรียม", "- สำรวจ ทุกกอง"], "ทำ"]),
        ("● ประชุม\n● ตรวจสอบ\n○ รายงานผล", ["ประชุม", ["ตรวจสอบ", "- รายงานผล"]]),
        ("• ประชุม\no\tจดบันทึก\n• สรุป", [["ประชุม", "- จดบันทึก"], "สรุป"]),
        ("▪ ประชุม\n  ▪ จดบันทึก\n▪ สรุป", [["ประชุม", "- จดบันทึก"], "สรุป"]),
        ("➢ ประชุม\n✓ จดบันทึก\n➢ สรุป", [["ประชุม", "- จดบันทึก"], "สรุป"]),
        ("● ประชุม\n- จดบันทึก", [["ประชุม", "- จดบันทึก"]]),
        ("๑. เริ่ม\n① ก\n② ข", [["เริ่ม", "(๑) ก", "(๒) ข"]]),
        ("① เริ่ม\n๑) ก\nก. ข้อย่อย", [["เริ่ม", "(๑) ก", "ก. ข้อย่อย"]]),
        ("ก. เตรียม\n(๑) สำรวจ\nข. ทำ", [["เตรียม", "(๑) สำรวจ"], "ทำ"]),
        (
            "๑. เตรียม\n๑.๑ สำรวจ\n๑.๑.๑ ทางบก\n๑.๑.๒ ทางน้ำ\n๑.๒ สรุป\n๑.๒.๑ เขียน",
            [["เตรียม", "๑.๑ สำรวจ", "(๑) ทางบก", "(๒) ทางน้ำ", "๑.๒ สรุป", "(๑) เขียน"]],
        ),
        ("๓. ใช้งบ\n๓.๕ ล้านบาท", ["ใช้งบ ๓.๕ ล้านบาท"]),
        ("๑. ส่งภายใน\nก.ย. ๖๙", ["ส่งภายใน ก.ย. ๖๙"]),
        ("๑.\n- กรอก\n- แนบ", [["กรอก", "- แนบ"]]),
    ],
)
def test_sub_items_belong_to_the_step_above(text, steps):
    assert shape(text) == steps


def test_what_is_marked_otherwise_than_the_first_stands_further_in_and_is_counted_anew():
    (step,) = read_steps("๑. ก\nก. หนึ่ง\n(๑) ย่อย\n(๒) ย่อย\nข. สอง\n(๑) ย่อย")
    assert [(item.mark, item.deep) for item in step.marked(1)] == [
        ("ก.", False),
        ("(๑)", True),
        ("(๒)", True),
        ("ข.", False),
        ("(๑)", True),
    ]


def test_a_step_is_one_text_with_its_sub_items_on_lines_of_their_own():
    steps = [StepView("ยืม", (StepItem(DASH, "กรอก"), StepItem(DASH, "แนบ"))), StepView("คืน")]
    assert step_lines(steps) == ["ยืม\n- กรอก\n- แนบ", "คืน"]
    assert numbered_steps(steps) == "๑. ยืม\n- กรอก\n- แนบ\n๒. คืน"
    assert written_steps(steps) == "ยืม\n- กรอก\n- แนบ\nคืน"
    assert step_lines([StepView("ก"), StepView("ข", (StepItem(NUMBER, "ค"),))])[1] == "ข\n๒.๑ ค"


def test_the_form_shows_numbers_where_a_text_would_be_read_otherwise_without():
    odd = (StepView("เตรียม"), StepView("- ไม่ใช่ข้อย่อย"))
    assert written_steps(odd) == "๑. เตรียม\n๒. - ไม่ใช่ข้อย่อย"


def test_tabs_between_words_are_cells_and_those_after_a_mark_are_not():
    assert tabbed_cells("๑.\tประชุม\n\tทุกเดือน") == ()
    assert tabbed_cells("หัวข้อ\nคืนพัสดุ\tภายใน\t๗ วัน") == ("คืนพัสดุ", "ภายใน", "๗ วัน")


# A text as it is stored: one space between words, and not itself begun like a mark (the letter decides).
texts = (
    st.tuples(st.sampled_from("คงมยรลวสอabcQ"), st.text("กขคงมยรลวสอะาิีุู abc๑๒.()-–●,", max_size=30))
    .map(lambda pair: " ".join("".join(pair).split()))
    .filter(lambda text: text[1:2] not in ".)")
)
items = st.builds(StepItem, st.sampled_from([LETTER, NUMBER, BRACKET, DASH]), texts)
step_views = st.builds(StepView, texts, st.lists(items, max_size=5).map(tuple))


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(step_views, min_size=2, max_size=14))
@example([StepView("ก", tuple(StepItem(kind, "ข") for kind in (LETTER, DASH, BRACKET, LETTER, NUMBER))), StepView("ค")])
def test_steps_written_as_export_writes_them_come_back(steps):
    assert read_steps(numbered_steps(steps)) == tuple(steps)
    assert read_steps(written_steps(steps)) == tuple(steps)


# --- which stored step it is ---------------------------------------------------------------------------------------


def matched(old, new, chosen=None):
    return match_steps([StepText(text) for text in old], [StepText(text) for text in new], chosen)


distinct = st.lists(texts, min_size=1, max_size=8, unique=True)


@given(distinct.flatmap(lambda old: st.tuples(st.just(old), st.permutations(old))))
def test_equal_texts_are_the_same_step_in_whatever_order(pair):
    old, new = pair
    found = matched(old, new)
    assert not found.unclear
    assert [old[place] for place in found.stored] == list(new)


@given(distinct, texts)
def test_a_step_put_at_the_head_leaves_all_others_theirs(old, first):
    assume(first not in old)
    found = matched(old, [first, *old])
    assert found.stored == (None, *range(len(old)))
    assert not found.unclear


@given(texts, st.integers(1, 5), st.integers(1, 5))
def test_equal_texts_keep_their_order(text, before, after):
    found = matched([text] * before, [text] * after)
    assert found.stored == tuple(place if place < before else None for place in range(after))


LONG = [
    "ทบทวนคู่มือการปฏิบัติงานให้เป็นปัจจุบัน",
    "แจ้งเวียนบุคลากรทุกกองให้ถือปฏิบัติ",
    "เผยแพร่บนเว็บไซต์ของหน่วยงาน",
    "รายงานผลต่อผู้บริหารทุกไตรมาส",
]


@given(st.permutations(range(4)), st.integers(0, 3), st.text("กขคงา", min_size=1, max_size=6))
def test_an_edited_step_keeps_its_identity_wherever_it_goes(order, edited, added):
    new = [LONG[place] + (added if place == edited else "") for place in order]
    found = matched(LONG, new)
    assert found.stored == tuple(order)
    assert not found.unclear


@given(st.text("กขคงจฉชซดตทนบปมยรลวสหอ", min_size=14, max_size=40), st.permutations("๑๒๓๔๕๖"))
def test_near_equal_steps_that_change_places_and_words_are_asked_about(base, digits):
    one, two, three, four = digits[:4]
    old = [f"{base} {one}", f"{base} {two}"]
    found = matched(old, [f"{base} {three}", f"{base} {four}"])
    assert found.stored == (None, None)
    assert [(each.new, each.candidates) for each in found.unclear] == [(0, (0, 1)), (1, (0, 1))]
    assert matched(old, [f"{base} {two}", f"{base} {one}"]).stored == (1, 0)  # only moved


def test_one_of_two_near_equal_steps_left_and_edited_is_asked_about():
    found = matched(["รายงานผลครั้งที่ ๑ ต่อนายก", "รายงานผลครั้งที่ ๒ ต่อนายก"], ["รายงานผลครั้งที่ ๓ ต่อนายก"])
    assert (found.stored, found.unclear[0].candidates) == ((None,), (0, 1))


def test_two_near_equal_steps_edited_where_they_stand_are_no_question():
    old = ["จัดอบรมรุ่นที่ ๑ เดือนมกราคม", "จัดอบรมรุ่นที่ ๒ เดือนกุมภาพันธ์"]
    new = ["จัดการอบรมรุ่นที่ ๑ เดือนมกราคม", "จัดการอบรมรุ่นที่ ๒ เดือนกุมภาพันธ์"]
    assert matched(old, new).stored == (0, 1)


def test_two_new_steps_that_both_could_be_one_stored_step_are_asked_about():
    old = "ประชุมคณะทำงานติดตามผลรายไตรมาส"
    found = matched([old], [f"{old} ก", f"{old} ข"])
    assert found.stored == (None, None)
    assert [(each.new, each.candidates) for each in found.unclear] == [(0, (0,)), (1, (0,))]


def test_a_text_that_has_nothing_to_do_with_any_is_new():
    assert matched(LONG, [*LONG[:3], "ซื้อรถดับเพลิงหนึ่งคัน"]).stored == (0, 1, 2, None)


def test_an_answer_settles_what_is_unclear():
    old = ["รายงานผลครั้งที่ ๑", "รายงานผลครั้งที่ ๒"]
    assert matched(old, ["รายงานผลครั้งที่ ๓"], {0: 1}).stored == (1,)
    assert matched(old, ["รายงานผลครั้งที่ ๓"], {0: None}).stored == (None,)


def test_equal_sub_items_go_with_their_step():
    old = [StepText("ยืม"), StepText("ลงนาม", DASH, "ยืม"), StepText("คืน"), StepText("ลงนาม", DASH, "คืน")]
    new = [old[2], old[3], old[0], old[1]]
    assert match_steps(old, new).stored == (2, 3, 0, 1)


def test_a_step_that_becomes_a_sub_item_stays_the_same():
    found = match_steps([StepText("ยืม"), StepText("กรอกแบบ")], [StepText("ยืม"), StepText("กรอกแบบ", DASH, "ยืม")])
    assert found.stored == (0, 1)
