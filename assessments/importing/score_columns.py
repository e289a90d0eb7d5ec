"""The columns of score tables, known by their headings: keys, figures of the year, figures of an indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..bulk import Field
from ..thai import thai_digits
from .agencies import PLACE_HEADINGS
from .cells import CellError, matching_form
from .problems import Code, Column
from .schemes import Schemes, split_label

COMPUTED, SCORE = "computed", "score"

# What stands in a table for a whole year, and for one indicator in the long form: heading → field.
YEAR_HEADINGS = {
    "เป้าหมายของหน่วยงาน": Field(0, "target"),
    "EIT ส่วนที่ ๑": Field(0, "eit_part_1"),
    "EIT ส่วนที่ ๒": Field(0, "eit_part_2"),
    "คะแนนภาพรวมตามประกาศ": Field(0, "published_overall"),
    "ระดับตามประกาศ": Field(0, "published_level"),
    "คะแนน IIT ตามประกาศ": Field(0, "published_iit"),
    "คะแนน EIT ตามประกาศ": Field(0, "published_eit"),
    "คะแนน OIT ตามประกาศ": Field(0, "published_oit"),
}
LINE_HEADINGS = {
    "คะแนน": "score",
    "เป้าหมายเฉพาะตัวชี้วัด": "target",
    "ข้อสรุป": "conclusion",
    "บทวิเคราะห์ของหน่วยงาน": "analysis",
}
# What earlier releases wrote over the same columns; files made then are still read.
_FORMER_HEADINGS: dict[str, Any] = {"บทวิเคราะห์เพิ่มเติม": "analysis", "ให้คะแนนภาพรวม": COMPUTED}
_KEY_HEADINGS = {
    Column.AGENCY: ("หน่วยงาน", "ชื่อหน่วยงาน", "agency"),
    Column.YEAR: ("ปีงบประมาณ", "ปีงบประมาณ พ.ศ.", "ปี พ.ศ.", "ปี", "fiscal_year"),
    Column.NUMBER: ("ตัวชี้วัดที่", "ลำดับตัวชี้วัด", "ลำดับ", "indicator"),
    Column.NAME: ("ตัวชี้วัด", "ชื่อตัวชี้วัด", "รายละเอียดตัวชี้วัด", "indicator_name"),
    **PLACE_HEADINGS,
}
# What export writes because it was computed; import lets it be.
_COMPUTED_HEADINGS = (
    *("เครื่องมือ", "แบบ", "เป้าหมาย", "ต่ำกว่าเป้าหมาย", "คะแนนที่ได้ในภาพรวม", "คะแนนภาพรวมที่เสียไป", "คะแนนภาพรวม", "ระดับ"),
    *("ระดับผลการประเมิน", "ประเภทหน่วยงาน", "IIT", "EIT", "OIT"),
    *("คะแนนปีก่อน", "เปลี่ยนแปลงจากปีก่อน", "previous_score", "change", "level_announced", "official_score"),
    "ค่าเฉลี่ยระดับประเทศ",
    *("national_mean", "national_tool_mean", "national_overall_mean"),
    *("province_mean", "province_tool_mean", "province_overall_mean", "province_agencies"),
    *("kind_mean", "kind_tool_mean", "kind_overall_mean", "kind_agencies"),
    *("agency_name", "tool", "target", "below_target", "contribution", "cost", "tool_score", "overall", "level"),
    *("kind", "iit", "eit", "oit", "published", "possible_levels", "target_met", "criteria", "draft"),
)
_ENGLISH_FIELDS: dict[str, Any] = {
    "score": SCORE,
    "own_target": Field(0, "target"),
    "eit_part_1": Field(0, "eit_part_1"),
    "eit_part_2": Field(0, "eit_part_2"),
    "official_overall": Field(0, "published_overall"),
    "official_level": Field(0, "published_level"),
    "official_iit": Field(0, "published_iit"),
    "official_eit": Field(0, "published_eit"),
    "official_oit": Field(0, "published_oit"),
    "indicator_own_target": "target",
    "conclusion": "conclusion",
    "analysis": "analysis",
}
_ENGLISH_INDICATOR = re.compile(r"indicator_([0-9]{1,2})")


@dataclass(frozen=True)
class Computed:
    """A column that export wrote from what it computed."""

    heading: str


def label_of(key: Field) -> str:
    """What a field is called in a preview."""
    for heading, year_field in YEAR_HEADINGS.items():
        if year_field == key:
            return heading
    heading = next(heading for heading, name in LINE_HEADINGS.items() if name == key.name)
    return f"{heading} ตัวชี้วัดที่ {thai_digits(key.indicator)}"


class Headings:
    """Knows the columns of score tables by their headings, in any order."""

    def __init__(self, schemes: Schemes) -> None:
        self._schemes = schemes
        self._keys: dict[str, Any] = {matching_form(heading): COMPUTED for heading in _COMPUTED_HEADINGS}
        self._keys.update({matching_form(each): key for key, headings in _KEY_HEADINGS.items() for each in headings})
        self._keys.update({matching_form(heading): key for heading, key in YEAR_HEADINGS.items()})
        self._keys.update({matching_form(heading): name for heading, name in LINE_HEADINGS.items()})
        self._keys.update({matching_form(heading): key for heading, key in _FORMER_HEADINGS.items()})
        self._keys.update(_ENGLISH_FIELDS)

    def key(self, heading: str) -> Any:
        """The column of a heading in its `matching_form`; None for an unknown one."""
        key = self._keys.get(heading)
        if key is COMPUTED:
            return Computed(heading)
        if key is not None:
            return key
        if found := _ENGLISH_INDICATOR.fullmatch(heading):
            return Field(int(found[1]), "score")
        number, name = split_label(heading)
        if number is None:
            numbers = self._schemes.numbers_by_name.get(name, set())
            return Field(next(iter(numbers)), "score") if len(numbers) == 1 else None
        known = not name or name in self._schemes.numbers_by_name
        return Field(number, "score") if known and 1 <= number <= 99 else None

    def problem(self, key: Field, heading: str) -> CellError | None:
        """What is wrong with the heading of a wide column: no such indicator, or another's name."""
        number, name = split_label(heading)
        if key.indicator > self._schemes.largest:
            last = thai_digits(self._schemes.largest)
            return CellError(Code.UNKNOWN, f"ไม่มีตัวชี้วัดที่ {thai_digits(key.indicator)} ในเกณฑ์ใด", f"ต้องเป็น ๑ ถึง {last}")
        if number and name and number not in self._schemes.numbers_by_name.get(name, set()):
            return CellError(Code.MISMATCH, "ลำดับกับชื่อตัวชี้วัดไม่ตรงกัน", "กรุณาแก้ลำดับหรือชื่อให้เป็นตัวชี้วัดเดียวกัน")
        return None


def missing_columns(keys: set[Any], known: set[Any]) -> list[str]:
    """What a row of headings lacks to be a score table; empty when it is one.

    `known`: the columns that it has, and those that need not stand there since the person chose their value.
    """
    lacking = [name for key, name in ((Column.AGENCY, "หน่วยงาน"), (Column.YEAR, "ปีงบประมาณ")) if key not in known]
    if SCORE in keys:
        return lacking if keys & {Column.NUMBER, Column.NAME} else [*lacking, "ตัวชี้วัดที่"]
    # A figure of a title may look like the heading of one indicator: without columns that say whose, it takes two.
    needed = 1 if keys & {Column.AGENCY, Column.YEAR} else 2
    if sum(isinstance(key, Field) for key in keys) < needed:
        lacking.append("คะแนน")
    return lacking
