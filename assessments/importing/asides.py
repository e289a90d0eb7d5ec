"""Rows that stand in or below a table and are no data of it: totals, averages, results of tools, notes. Pure.

Known by their words, in the `matching_form` (no spaces, ASCII digits, small letters).
"""

from __future__ import annotations

import re
from enum import Enum


class Aside(Enum):
    """What such a row is; the value is its Thai words."""

    AVERAGE = "ค่าเฉลี่ย"
    TOTAL = "ผลรวมหรือคะแนนภาพรวม"
    TOOL = "คะแนนของเครื่องมือ"
    NOTE = "หมายเหตุ"


_END = r"[\s:=.*]*(?:\([^()]*\))?[\s:=.*%]*"
_COUNTED = r"(?:ทุก|ทั้ง)?\d*(?:แห่ง|หน่วยงาน|ตัวชี้วัด|รายการ|แถว|เครื่องมือ|คะแนน|ข้อ|โครงการ|มาตรการ|กิจกรรม|จังหวัด|ปี|ด้าน)?"
_YEAR = r"(?:ปี(?:งบประมาณ)?(?:พ\.ศ\.)?\d{2,4})?"
_WORDS = {
    Aside.NOTE: re.compile(
        r"[*※#]|หมายเหตุ|ที่มา[:(จ]?|แหล่ง(?:ที่มา|ข้อมูล)|ข้อมูล(?:ณ|จาก)|ณวันที่|ผู้(?:กรอก|จัดทำ|รายงาน|บันทึก|ตรวจ)|ลงชื่อ|"
        r"ลงนาม|คำ(?:อธิบาย|ชี้แจง)|จัดทำ(?:โดย|เมื่อ)|ตรวจสอบโดย|พิมพ์(?:เมื่อ|โดย)|note[s:]?|remark|source"
    ),
    Aside.AVERAGE: re.compile(
        r"(?:ค่า|คะแนน|รวม)*เฉลี่ย|ส่วนเบี่ยงเบน|(?:ค่า)?มัธยฐาน|(?:ค่า|คะแนน)?(?:สูงสุด|ต่ำสุด)(?![ก-๛])|"
        r"(?:average|avg|mean|median|max(?:imum)?|min(?:imum)?|s\.?d\.?)(?![a-z])"
    ),
    Aside.TOOL: re.compile(
        rf"(?:คะแนน|ผล|รวม|เครื่องมือ|แบบวัด|แบบ|ตัวชี้วัด)*\(?(?:iit|eit|oit)\)?(?:รวม|ภาพรวม)?(?:น้ำหนัก)?(?:ร้อยละ)?[(\d.%)]*{_YEAR}{_END}$"
    ),
    Aside.TOTAL: re.compile(
        rf"(?:(?:ผล|ยอด|คะแนน)?รวม(?:คะแนน)?(?:ทั้งสิ้น|ทั้งหมด|สุทธิ)?{_COUNTED}|"
        rf"(?:ผล|คะแนน|การประเมิน)*(?:ในภาพรวม|ภาพรวม|ita)(?:ตามประกาศ|หน่วยงาน|ทั้งหมด|ita)*|"
        rf"(?:grand|sub)?total(?:score)?|sum|overall(?:score)?){_YEAR}{_END}$"
    ),
}
_TOOL_CODE = re.compile(r"(?<![a-z])(iit|eit|oit)(?![a-z])")


def aside_of(label: str) -> Aside | None:
    """What a row with this label is, given in its `matching_form`; None where it may be data."""
    return next((kind for kind, words in _WORDS.items() if words.match(label)), None)


def tool_of(label: str) -> str | None:
    """The tool that a label names, `IIT`; None for none or several."""
    found = {code.upper() for code in _TOOL_CODE.findall(label)}
    return found.pop() if len(found) == 1 else None
