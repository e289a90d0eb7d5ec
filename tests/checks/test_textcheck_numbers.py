"""Which numbers of a typed text speak of a score, and what they are said to be; judged by hand for fiscal year 2568."""

from decimal import Decimal

import pytest

from itaportal.checks.textcheck import Meaning, score_like_numbers


def numbers(text: str) -> list[str]:
    return [found.written for found in score_like_numbers(text, 2568)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ได้คะแนน ๙๘.๕๒ ในปีนี้", ["๙๘.๕๒"]),
        ("ได้ 98.52 คะแนน", ["98.52"]),
        ("ได้ ๙๐.๐๐ และ ๙๕.๒๕", ["๙๐.๐๐", "๙๕.๒๕"]),
        # the word คะแนน on either side, whatever stands between
        ("อยู่ที่ ๙๘.๘๕ คะแนน", ["๙๘.๘๕"]),
        ("คะแนนอยู่ที่ ๙๘.๘๕", ["๙๘.๘๕"]),
        ("คะแนนอยู่ที่ระดับ ๙๘.๘๕", ["๙๘.๘๕"]),
        ("คะแนนภาพรวมที่ 95.84 คะแนน", ["95.84"]),
        ("ได้คะแนน ๙๘.๕", ["๙๘.๕"]),
        ("คะแนน 98", ["98"]),
        ("คะแนน: ๙๘.๘๕", ["๙๘.๘๕"]),
        ("ข้อ ๙๘.๘๕ คะแนน", ["๙๘.๘๕"]),
        ("๗๐ คะแนน", ["๗๐"]),
        # shares that can only be the score
        ("คะแนนร้อยละ ๙๘.๘๕", ["๙๘.๘๕"]),
        ("ผลการประเมิน ITA ปีนี้ได้ร้อยละ ๙๕.๘๔", ["๙๕.๘๔"]),
        ("ตัวชี้วัดนี้ได้ร้อยละ ๙๘.๘๕", ["๙๘.๘๕"]),
        ("98.85%", ["98.85"]),
        ("๙๘.๘๕/๑๐๐", ["๙๘.๘๕"]),
        ("๙๘.๘๕ จาก ๑๐๐", ["๙๘.๘๕"]),
        # slips of the hand
        ("ได้ ๙๘,๘๕", ["๙๘,๘๕"]),
        ("ได้ ๙๘. ๘๕ คะแนน", ["๙๘. ๘๕"]),
        ("๙๘·๘๕", ["๙๘·๘๕"]),
        ("ได้ ๑๐๑.๐๐ คะแนน", ["๑๐๑.๐๐"]),
        ("ได้ ๙๘๕.๘ คะแนน", ["๙๘๕.๘"]),
        # a word that counts whole things follows by chance
        ("ได้ ๙๘.๘๕ หน่วยงานควรพัฒนา", ["๙๘.๘๕"]),
        ("เท่ากับ ๙๘.๘๕ ข้อสังเกตคือ", ["๙๘.๘๕"]),
        # full marks and thresholds, said to have been got
        ("ในปีนี้ได้ ๑๐๐.๐๐ คะแนน", ["๑๐๐.๐๐"]),
        ("ได้คะแนนเต็ม ๑๐๐ คะแนน", ["๑๐๐"]),
        ("ได้ ๙๕.๐๐", ["๙๕.๐๐"]),
        ("๘๕.๐๐", ["๘๕.๐๐"]),
    ],
)
def test_a_number_that_speaks_of_a_score_is_found(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ภายใน ๓๐ วัน",
        "เบิกจ่ายร้อยละ ๙๘.๕๒ ของงบประมาณ",
        "เบิกจ่ายได้ร้อยละ ๙๗.๑๑",
        "ผู้ตอบแบบวัด EIT ร้อยละ ๘๕.๗๑ เห็นว่าเข้าถึงง่าย",
        "เป้าหมายปี ๒๕๖๙ คือ ๙๙.๐๐ คะแนน",
        "ตามหนังสือ ที่ ปช ๐๐๑๒/ว ๕๖.๗๘",
        "ร้อยละ ๙๕.๕๐ และ ๙๗.๑๑",
        "ร้อยละ ๐.๑๐–๐.๒๐",
        "ตัวชี้วัดการใช้งบประมาณ เบิกจ่ายร้อยละ ๙๗.๑๑",
        "งบประมาณ ๙๐.๕๐ ล้านบาท",
        "ราคา ๑๐.๐๐ ถึง ๒๐.๐๐ บาท",
        "เป็นเงิน ๑,๐๙๘.๕๒ บาท",
        "ปี ๒๕๖๘ มี ๑๐ ตัวชี้วัด",
        "ปี ๖๗,๖๘",
        "ระยะทาง ๑๒.๕๐ กิโลเมตร และ ๕๒.๕๐ ตารางเมตร",
        "คำสั่งที่ ๑๒/๒๕๖๘",
        "หนังสือที่ มท ๐๘๐๘.๒/ว ๑๒๓๔",
        "วันที่ ๑.๑๒.๒๕๖๘",
        "โทร. ๐๔๓-๕๕.๑๒",
        # office hours and time
        "เปิด 08.30-16.30 น.",
        "ตั้งแต่ ๐๘.๓๐ ถึง ๑๖.๓๐ น.",
        "ใช้เวลาเฉลี่ย ๑.๒๕ นาทีต่อราย",
        # numbers of clauses
        "หัวข้อย่อย ๙.๑๑ และ ๙.๑๒",
        "ตัวชี้วัดย่อย ๙.๑๐",
        "มาตรา ๑๗.๒๐",
        "คะแนนตัวชี้วัดที่ ๗",
        "คะแนน ๓ อันดับแรก",
        # full marks and goals, which may be anything
        "คะแนนเต็ม ๑๐๐.๐๐",
        "จากคะแนนเต็ม ๑๐๐ คะแนน",
        "แบบประเมินเต็ม ๕ คะแนน",
        "ข้อละ ๕ คะแนน",
        "ให้คะแนน ๑ ถึง ๕",
        "ไม่ต่ำกว่า ๔ คะแนน จาก ๕ คะแนน",
        "ความพึงพอใจไม่น้อยกว่า ๘๐ คะแนน",
        "ระดับความพึงพอใจเฉลี่ย ๔.๕๐",
        "ตั้งเป้าหมายปีหน้าไม่น้อยกว่า ๙๒ คะแนน",
        "ควรได้ ๙๕ คะแนนขึ้นไป",
        "ปีงบประมาณ พ.ศ. ๒๕๖๙ จะเพิ่มเป็น ๙๙.๕๐ คะแนน",
        "ยกระดับเป็น ๙๙ คะแนน",
        "อยู่ในช่วง ๘๕–๙๔.๙๙ คะแนน",
    ],
)
def test_other_numbers_and_goals_are_left_alone(text):
    assert numbers(text) == []


@pytest.mark.parametrize(
    ("text", "meaning", "earlier"),
    [
        ("ปีงบประมาณ พ.ศ. ๒๕๖๘ ได้ ๙๘.๐๘ คะแนน", Meaning.RESULT, False),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๗ ได้ ๙๘.๐๘ คะแนน", Meaning.RESULT, True),
        ("ปีก่อนได้ ๙๘.๐๘", Meaning.RESULT, True),
        ("สูงกว่า ๙๘.๐๘ คะแนนของปีก่อน", Meaning.BOUND, True),
        ("ได้ ๙๘.๐๘ คะแนน เพิ่มขึ้นจากปีก่อน", Meaning.RESULT, False),
        ("จากเดิม ๙๘.๐๘ คะแนน", Meaning.RESULT, True),
        ("เพิ่มขึ้น ๐.๕๐ คะแนน", Meaning.RISE, False),
        ("คะแนนลดลง ๐.๕๐", Meaning.FALL, False),
        ("คะแนนเพิ่มขึ้นเป็น ๙๘.๘๕", Meaning.RESULT, False),
        ("สูงกว่าเกณฑ์ ๘๕ คะแนน", Meaning.BOUND, False),
        ("สูงถึง ๙๘.๘๕ คะแนน", Meaning.BOUND, False),
        ("ขาด ๑.๔๒ คะแนน", Meaning.GAP, False),
        ("สูงกว่าคะแนนภาพรวม ๓.๑๐ คะแนน", Meaning.GAP, False),
    ],
)
def test_what_a_number_is_said_to_be(text, meaning, earlier):
    (found,) = score_like_numbers(text, 2568)
    assert (found.meaning, found.earlier) == (meaning, earlier)


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("ปีนี้ได้ ๙๘ คะแนน", True),
        ("๙๘.๘๕ คะแนน", True),
        ("คะแนนภาพรวม ๙๕", True),
        ("ผู้ที่สอบผ่าน ๘๐ คะแนน", False),
        ("ข้อคำถาม E๔ ได้ ๙๗.๙๒ คะแนน", False),
        ("จากการตรวจสอบได้ ๙๘.๘๕ คะแนน", True),
    ],
)
def test_what_surely_speaks_of_the_assessment(text, claimed):
    (found,) = score_like_numbers(text, 2568)
    assert found.claimed is claimed


def test_value_and_place_are_those_of_the_text():
    text = "ปีก่อนได้ ๙๘. ๘๕ คะแนน"
    (found,) = score_like_numbers(text, 2568)
    assert found.value == Decimal("98.85")
    assert text[found.start : found.end] == found.written == "๙๘. ๘๕"
