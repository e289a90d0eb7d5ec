"""Names, leftovers and ends of typed Thai texts; the examples are judged by hand."""

import json
from itertools import pairwise

import pytest
from django.conf import settings

from itaportal.checks.textcheck import ascii_numbers, ends_in_mid_sentence, misspellings_of, template_words
from itaportal.typesetting.segmentation import unbroken_words
from tests import factories

INDICATORS = ("การแก้ไขปัญหาการทุจริต", "การปรับปรุงระบบการทำงาน", "การใช้ทรัพย์สินของราชการ", "การป้องกันการทุจริต", "การใช้อำนาจ")
AGENCY, SHORT, PLACE = "องค์การบริหารส่วนตำบลชานุวรรณ", "อบต.ชานุวรรณ", "ชานุวรรณ"


# --- Digits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ประชุมครั้งที่ 1/2569 ให้ผู้เข้าร่วม 1,200 คน คนละ 50 บาท", ["1/2569", "1,200", "50"]),
        ("ร้อยละ12.5ของผู้รับบริการ", ["12.5"]),
        ("(1) จัดทำคำสั่ง 1) เสนอผู้บริหาร", ["1"]),
        ("ช่วง 08.30-16.30 น.", ["08.30-16.30"]),
        ("สำนักงานเขตพื้นที่การศึกษา เขต 3", ["3"]),
        # what is written in Latin letters keeps its digits
        ("ดูที่ https://www.example.go.th/ita/2569/o24?id=3 หรือ info1@example.go.th", []),
        ("ตาม ISO 9001:2015 ผ่านระบบ e-Service v2.1 ข้อ o24 และ COVID-19", []),
        ("ครั้งที่ ๑/๒๕๖๙ ร้อยละ ๑๒.๕", []),
        ("", []),
    ],
)
def test_ascii_digits_in_thai_text_are_found(text: str, expected: list[str]):
    assert ascii_numbers(text) == expected


# --- Leftovers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("จัดกิจกรรม ยกตัวอย่างเช่น ฝึกอบรม", ["ยกตัวอย่างเช่น"]),
        ("หน่วยงาน XX ดำเนินการ", ["XX"]),
        ("ได้ XX.XX คะแนน", ["XX.XX"]),
        ("อบต.xxx ขอรายงาน", ["xxx"]),
        ("ผู้รับผิดชอบ ............", ["............"]),
        ("เผยแพร่ทาง…", ["…"]),
        ("จำนวน .. คน", [".."]),
        ("จำนวน ___ คน", ["___"]),
        ("โทร. ๐๐๐๐", ["๐๐๐๐"]),
        ("ได้ ๐๐.๐๐ คะแนน", ["๐๐.๐๐"]),
        ("โปรดระบุ", ["โปรดระบุ"]),
        ("ผู้รับผิดชอบ (ระบุ)", ["(ระบุ)"]),
        ("ระบุชื่อหน่วยงาน", ["ระบุชื่อหน่วยงาน"]),
        ("[ชื่อหน่วยงาน] ขอรายงาน", ["[ชื่อหน่วยงาน]"]),
        ("‹ชื่อหน่วยงาน> ขอรายงาน", ["‹ชื่อหน่วยงาน>"]),
    ],
)
def test_a_leftover_is_found(text, expected):
    assert list(template_words(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "ได้ ๑๐๐.๐๐ คะแนน",
        "เช่น ประชาสัมพันธ์ ฝึกอบรม หรือสัมมนา",
        "แบบ IIT และ EIT",
        "งบประมาณ 50000 บาท",
        "วงเงิน ๑๐๐๐๐ บาท หรือ ๑๐,๐๐๐,๐๐๐ บาท",
        "เปิดตั้งแต่ ๐๐.๐๐ น.",
        "ดู www.xxx.go.th และ https://xxx.go.th",
        "การระบุชื่อผู้รับผิดชอบ",
        "ระบุชื่อผู้ติดต่อบนเว็บไซต์",
        "ตามที่ระบุชื่อไว้ในคำสั่ง",
        "รายละเอียด [ดูภาคผนวก]",
        "น้อยกว่า <๕ วัน>",
        "เสื้อขนาด XXL",
    ],
)
def test_what_is_no_leftover_is_left_alone(text):
    assert list(template_words(text)) == []


# --- Ends -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        # inside a word
        "หน่วยงานได้ดำเนินการปรับป",
        "เพื่อให้ประชาชนได้รับข้อมูลข่าวส",
        "ตามภารกิจของหน่วย",
        "ปรับปรุงการดำเนินก",
        "โดยมีวัตถุประสงค์เพื่",
        "ปรับปรุงการให้บริการแล",
        "เผยแพร่ข้อมู",
        "เปิดโอกาสให้เ",
        # after a word that joins
        "แจ้งเวียนให้บุคลากรทราบและ",
        "ปรับปรุงช่องทางเพื่อให้",
        "เผยแพร่ให้แก่",
        "ซึ่งในปีนี้มีการ",
        "ให้ดำเนินการตาม",
        "ให้เป็นไปตาม",
        "คณะทำงานประกอบด้วย",
        "มีแนวทางดังนี้",
        "ดังนี้:",
        "ทั้งนี้เป็นการ",
        "จัดทำคู่มือสำหรับ",
        "หน่วยงานจะต้อง",
        "หน่วยงานจึงควร",
        "ปรับปรุงคู่มือโดย",
        "เพื่อให้การ",
        "จัดอบรมเพื่อ.",
        "ผู้รับบริการ แต่",
        # inside brackets or quotation marks
        "เผยแพร่ทางเว็บไซต์ (รวมทั้งเพจ",
        'ตามหลัก "เปิดเผย',
        "ตามหลัก “เปิดเผย",
    ],
)
def test_a_cut_sentence_is_found(text):
    assert ends_in_mid_sentence(text)


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
        'ตามหลัก "เปิดเผย"',
        'จัดหาจอภาพขนาด 24"',
        "ภายใน ๓ วันทำการ",
        "แจ้งให้ทราบด้วย",
        "พิจารณาว่าเหมาะสมหรือไม่",
        "ให้บุคลากรถือปฏิบัติตาม",
        "ตามระเบียบข้อ ก",
        "เปิดทำการถึงเวลา ๑๖.๓๐ น.",
        "จัดซื้อจำนวน ๕ หน่วย",
        "ยังเผยแพร่ไม่ได้",
        "ตามที่ผ่านมา",
        "ดำเนินการต่อไป",
        "เพราะข้อมูลยังไม่มี",
        "อบรม สัมมนา ฯลฯ",
        "และช่องทางอื่น ๆ",
        "เผยแพร่ทางเฟซบุ๊กและไลน์",
        "นักวิเคราะห์นโยบายและแผนชำนาญการ",
        "นายสมชาย รักชาติ",
        "เพื่อความโปร่งใสโดยชอบ",
    ],
)
def test_a_whole_sentence_is_not_cut(text):
    assert not ends_in_mid_sentence(text)


def test_a_text_may_end_in_a_name_whatever_its_letters():
    assert ends_in_mid_sentence("ประชาชนในตำบลหนองกา")
    assert not ends_in_mid_sentence("ประชาชนในตำบลหนองกา", ["หนองกา"])


def sentences() -> list[str]:
    """Every Thai text of the shipped reference and of the sixty-page sample."""
    found: list[str] = [*factories.ACTS, *factories.AIMS, *factories.SUBJECTS]

    def collect(part: object) -> None:
        if isinstance(part, str) and any("ก" <= char <= "ฮ" for char in part):
            found.append(part)
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            collect(inner)

    collect(json.loads((settings.BASE_DIR / "fixtures" / "chanuwan-2568.json").read_text(encoding="utf-8")))
    return found


def test_no_sentence_of_the_samples_is_called_cut_and_most_are_when_they_are():
    whole = sentences()
    assert len(whole) > 80
    assert [text for text in whole if ends_in_mid_sentence(text)] == []
    tried = found = 0
    for text in {text.split()[-1] for text in whole}:
        ends = {0}
        for word in unbroken_words(text, 0):
            ends.add(max(ends) + len(word))
        for place in sorted(set(range(6, len(text))) - ends):
            tried += 1
            found += ends_in_mid_sentence(text[:place])
    assert found / tried > 0.65, (found, tried)


# --- Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("องค์การบริหารส่วนตำบลชานุวรรน ขอรายงาน", AGENCY, ["องค์การบริหารส่วนตำบลชานุวรรน"]),
        ("ของ อบต.ชาณุวรรณ", SHORT, ["อบต.ชาณุวรรณ"]),
        ("ตัวชี้วัดการแก้ปัญหาการทุจริต", INDICATORS[0], ["การแก้ปัญหาการทุจริต"]),
        ("ด้านการปรับปรุงการทำงาน", INDICATORS[1], ["การปรับปรุงการทำงาน"]),
        # a right tail does not hide a wrong head
        ("องค์กรบริหารส่วนตำบลชานุวรรณ ขอรายงาน", AGENCY, ["องค์กรบริหารส่วนตำบลชานุวรรณ"]),
        ("องค์การบรหารส่วนตำบลชานุวรรณ", AGENCY, ["องค์การบรหารส่วนตำบลชานุวรรณ"]),
        ("องค์การบริหารส่วนตำบล ชานุวรรณ", AGENCY, ["องค์การบริหารส่วนตำบล ชานุวรรณ"]),
        ("อบตชานุวรรณ", SHORT, ["อบตชานุวรรณ"]),
        # the whole name, and something that makes it another
        ("องค์การบริหารส่วนตำบลชานุวรรณ์", AGENCY, ["องค์การบริหารส่วนตำบลชานุวรรณ์"]),
        ("องค์การบริหารส่วนตำบลชานุวรรณณ ขอรายงาน", AGENCY, ["องค์การบริหารส่วนตำบลชานุวรรณณ"]),
    ],
)
def test_a_misspelled_name_is_found(text, name, expected):
    assert list(misspellings_of(text, name, known=[*INDICATORS, AGENCY, SHORT, PLACE])) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "องค์การบริหารส่วนตำบลชานุวรรณ ขอรายงาน",
        "นายกองค์การบริหารส่วนตำบลชานุวรรณ",
        "อบต.ชานุวรรณ และ อบต. ชานุวรรณ",
        "องค์การบริหารส่วนตำบลบัวน้อย",
        "องค์การบริหารส่วนตำบล",
        "อบต.ชานุมาน",
        "กำหนดแนวทางป้องกันการทุจริต",
        "การป้องกันและแก้ไขปัญหาการทุจริต",
        "การจัดซื้อจัดจ้าง",
        "การใช้อำนาจจากตำแหน่งหน้าที่",
        "การใช้อำนาจหน้าที่",
        "การใช้ทรัพยากร",
        "การปรับปรุงระบบการให้บริการ",
    ],
)
def test_right_and_other_names_are_left_alone(text):
    names = [AGENCY, SHORT, PLACE, *INDICATORS]
    assert [found for name in names for found in misspellings_of(text, name, known=names)] == []


def test_both_misspellings_in_one_text_are_found():
    text = "ชานุวรรน กับ ชาณุวรรณ และ ชานุวรรณ"
    assert list(misspellings_of(text, "ชานุวรรณ")) == ["ชานุวรรน", "ชาณุวรรณ"]


def test_places_found_do_not_overlap():
    text = "การแก้ปัญหาการทุจริต " * 40
    found = list(misspellings_of(text, INDICATORS[0]))
    assert found == ["การแก้ปัญหาการทุจริต"] * 40
    places = [match for match in range(len(text)) if text.startswith(found[0], match)]
    assert all(later - earlier >= len(found[0]) for earlier, later in pairwise(places))


# --- Indicators' names are made of common words -----------------------------------------------------------------------

COMMON_NAMES = (
    *("การปฏิบัติหน้าที่", "การใช้งบประมาณ", "การใช้อำนาจ", "การใช้ทรัพย์สินของราชการ", "การแก้ไขปัญหาการทุจริต"),
    *("คุณภาพการดำเนินงาน", "ประสิทธิภาพการสื่อสาร", "การปรับปรุงระบบการทำงาน", "การเปิดเผยข้อมูล", "การป้องกันการทุจริต"),
)


def reported(text: str) -> list[str]:
    return [
        found.strip()
        for name in COMMON_NAMES
        for found in misspellings_of(text, name, known=COMMON_NAMES, of_common_words=True)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "จัดทำแนวปฏิบัติการยืมทรัพย์สินของราชการให้ชัดเจน",
        *("การคืนทรัพย์สินของราชการ", "การดูแลทรัพย์สินของราชการ", "การขอใช้ทรัพย์สินของราชการ", "การซ่อมทรัพย์สินของราชการ"),
        *("การได้งบประมาณ", "การจัดทำงบประมาณ", "การเบิกจ่ายงบประมาณ", "การมอบอำนาจ"),
        *("การแก้ปัญหาการทุจริต", "การแจ้งปัญหาการทุจริต", "การปราบปรามการทุจริต", "การต่อต้านการทุจริต"),
        *("คุณภาพการดำเนินการ", "คุณภาพการให้บริการ", "ประสิทธิผลการสื่อสาร", "การปรับปรุงกระบวนการทำงาน", "การเปิดข้อมูล"),
    ],
)
def test_another_phrase_of_common_words_is_no_misspelling(text):
    assert reported(text) == []


@pytest.mark.parametrize(
    "slip",
    [
        *("การใช้งบประมาน", "การใช้อำนาด", "การปฏิบัติหน้าที", "การใช้ทรัพย์สินของราชกาล", "การเปิดเผยข้อมุล"),
        *("คุณภาพการดำเนิงาน", "ประสิทธิภาพการสือสาร", "การป้องกันการทุจจริต", "การแก้ใขปัญหาการทุจริต"),
        "การใช้ทรัพย์สินของทางราชการ",
    ],
)
def test_a_slip_in_an_indicators_name_is_still_reported(slip):
    assert reported(f"ด้าน{slip} ควรพัฒนา") == [slip]


def test_what_is_called_an_indicator_must_be_its_name():
    assert reported("ตัวชี้วัดที่ ๕ การแก้ปัญหาการทุจริต") == ["การแก้ปัญหาการทุจริต"]
