"""Finders over typed Thai texts; the examples are judged by hand."""

from decimal import Decimal

import pytest

from itaportal.report.textcheck import cut_off, fiscal_years, leftovers, near_misses, score_like_numbers

INDICATORS = ("การแก้ไขปัญหาการทุจริต", "การปรับปรุงระบบการทำงาน", "การใช้ทรัพย์สินของราชการ", "การป้องกันการทุจริต")
AGENCY = "องค์การบริหารส่วนตำบลชานุวรรณ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ได้คะแนน ๙๘.๕๒ ในปีนี้", [("๙๘.๕๒", "98.52")]),
        ("ได้ 98.52 คะแนน", [("98.52", "98.52")]),
        ("ควรได้ ๙๕ คะแนนขึ้นไป", [("๙๕", "95")]),
        ("คะแนนเต็ม ๑๐๐.๐๐", [("๑๐๐.๐๐", "100.00")]),
        ("ภายใน ๓๐ วัน", []),
        ("เบิกจ่ายร้อยละ ๙๘.๕๒ ของงบประมาณ", []),
        ("งบประมาณ ๙๐.๕๐ ล้านบาท", []),
        ("เป็นเงิน ๑,๐๙๘.๕๒ บาท", []),
        ("ปี ๒๕๖๘ มี ๑๐ ตัวชี้วัด", []),
        ("ระยะทาง ๑๒.๕๐ กิโลเมตร", []),
        ("คำสั่งที่ ๑๒/๒๕๖๘", []),
        ("ได้ ๙๐.๐๐ และ ๙๕.๒๕", [("๙๐.๐๐", "90.00"), ("๙๕.๒๕", "95.25")]),
    ],
)
def test_numbers_that_speak_of_scores(text, expected):
    assert [(found.written, found.value) for found in score_like_numbers(text)] == [
        (written, Decimal(value)) for written, value in expected
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ประจำปีงบประมาณ พ.ศ. ๒๕๖๗", [("๒๕๖๗", 2567)]),
        ("ในปี 2569 และ 2025", [("2569", 2569), ("2025", 2568)]),
        ("โทร ๐๔๓๕๙๑๒๓๔", []),
        ("ตลอดปี ๖๙", []),
    ],
)
def test_years(text, expected):
    assert list(fiscal_years(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("จัดกิจกรรม ยกตัวอย่างเช่น ฝึกอบรม", ["ยกตัวอย่างเช่น"]),
        ("หน่วยงาน XX ดำเนินการ", ["XX"]),
        ("ผู้รับผิดชอบ ............", ["............"]),
        ("เผยแพร่ทาง…", ["…"]),
        ("โทร. ๐๐๐๐", ["๐๐๐๐"]),
        ("ได้ ๑๐๐.๐๐ คะแนน", []),
        ("เช่น ประชาสัมพันธ์ ฝึกอบรม หรือสัมมนา", []),
        ("แบบ IIT และ EIT", []),
    ],
)
def test_template_leftovers(text, expected):
    assert list(leftovers(text)) == expected


@pytest.mark.parametrize(
    "text",
    ["แจ้งเวียนให้บุคลากรทราบและ", "เผยแพร่ทางเว็บไซต์ (รวมทั้ง", "เพื่อให้การ", "เปิดโอกาสให้เ", "ดังนี้:", "ปรับปรุงคู่มือโดย"],
)
def test_a_cut_sentence_is_found(text):
    assert cut_off(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "แจ้งให้บุคลากรทราบและถือปฏิบัติ",
        "เพิ่มช่องทางแสดงความคิดเห็นในทุกช่องทางติดต่อ",
        "มอบหมายเจ้าหน้าที่",
        "แจ้งเวียนภายใน",
        "ชี้แจงการให้บริการ",
        "(ดูคู่มือ)",
    ],
)
def test_a_whole_sentence_is_not_cut(text):
    assert not cut_off(text)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("องค์การบริหารส่วนตำบลชานุวรรน ขอรายงาน", AGENCY, ["องค์การบริหารส่วนตำบลชานุวรรน"]),
        ("ของ อบต.ชาณุวรรณ", "อบต.ชานุวรรณ", ["อบต.ชาณุวรรณ"]),
        ("ตัวชี้วัดการแก้ปัญหาการทุจริต", INDICATORS[0], ["การแก้ปัญหาการทุจริต"]),
        ("ด้านการปรับปรุงการทำงาน", INDICATORS[1], ["การปรับปรุงการทำงาน"]),
        ("องค์การบริหารส่วนตำบลชานุวรรณ ขอรายงาน", AGENCY, []),
        ("กำหนดแนวทางป้องกันการทุจริต", INDICATORS[3], []),
        ("การจัดซื้อจัดจ้าง", INDICATORS[2], []),
        ("", AGENCY, []),
    ],
)
def test_misspelled_names(text, name, expected):
    assert list(near_misses(text, name, known=INDICATORS)) == expected


def test_both_misspellings_in_one_text_are_found():
    text = "ชานุวรรน กับ ชาณุวรรณ และ ชานุวรรณ"
    assert list(near_misses(text, "ชานุวรรณ")) == ["ชานุวรรน", "ชาณุวรรณ"]
