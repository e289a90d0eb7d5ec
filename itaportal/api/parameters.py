"""What a request may ask for: the parameters of each list, checked one by one.

A value that cannot be is answered 404 with its name, as an address that leads nowhere: left out silently, a program
would take all for some. Parameters that a list does not know are left out; `links.self` shows what was used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.enums import AgencyKind, Tool
from assessments.thai import ascii_digits
from assessments.thaitext import tidy

DEFAULT_LIMIT, MOST = 50, 100


class InvalidParameterError(Exception):
    """A parameter's value cannot be; `name` is the parameter's, the texts say what would be right."""

    def __init__(self, name: str, thai: str, english: str) -> None:
        super().__init__(name)
        self.name, self.thai, self.english = name, thai, english


@dataclass(frozen=True)
class Parameter:
    """A query parameter: JSON Schema, meaning in Thai, and what turns its text into a value (None: it cannot be)."""

    name: str
    schema: Mapping[str, Any]
    meaning: str
    right: tuple[str, str]
    read: Callable[[str], Any]


def _whole(text: str, least: int, most: int) -> int | None:
    digits = ascii_digits(text[:12])
    return int(digits) if re.fullmatch(r"[0-9]{1,6}", digits) and least <= int(digits) <= most else None


def _words(text: str) -> str | None:
    if re.search("[\x00-\x1f\x7f]", text):
        return None
    text = tidy(text[:400])  # invisible characters and those of old fonts are no reason to refuse
    return text if 0 < len(text) <= 200 and text.isprintable() else None


def _matching(pattern: str) -> Callable[[str], Any]:
    whole = re.compile(pattern)
    return lambda text: text if whole.fullmatch(text[:200]) else None


_TEXT = {"type": "string", "maxLength": 200}
_SOME_TEXT = ("ข้อความไม่เกิน ๒๐๐ ตัวอักษร", "a text of at most 200 characters")
SLUG = r"[a-z][a-z0-9-]{0,59}"

Q = Parameter("q", _TEXT, "คำในชื่อเต็ม ชื่อย่อ หรือชื่อภาษาอังกฤษ", _SOME_TEXT, _words)
PROVINCE = Parameter("province", _TEXT, "จังหวัด ตรงตัว", _SOME_TEXT, _words)
DISTRICT = Parameter("district", _TEXT, "อำเภอ/เขต ตรงตัว", _SOME_TEXT, _words)
KIND = Parameter(
    "kind",
    {"type": "string", "enum": AgencyKind.values},
    "ประเภทหน่วยงาน",
    ("ประเภทหน่วยงานตามรายการ", "one of the listed kinds"),
    lambda text: text if text in AgencyKind.values else None,
)
AGENCY = Parameter(
    "agency",
    {"type": "string", "pattern": f"^{SLUG}$"},
    "ชื่อในที่อยู่เว็บของหน่วยงาน",
    ("ชื่อในที่อยู่เว็บ เช่น chanuwan", "an agency's short name, such as chanuwan"),
    _matching(SLUG),
)
FISCAL_YEAR = Parameter(
    "fiscal_year",
    {"type": "integer", "minimum": 2500, "maximum": 2699},
    "ปีงบประมาณ พ.ศ.",
    ("ปีงบประมาณ พ.ศ. สี่หลัก เช่น 2568", "a Buddhist-era year, such as 2568"),
    lambda text: _whole(text, 2500, 2699),
)
TOOL = Parameter(
    "tool",
    {"type": "string", "enum": Tool.values},
    "เครื่องมือ",
    ("IIT EIT หรือ OIT", "IIT, EIT or OIT"),
    lambda text: text if text in Tool.values else None,
)
INDICATOR = Parameter(
    "indicator",
    {"type": "integer", "minimum": 1, "maximum": 99},
    "ตัวชี้วัดที่",
    ("ลำดับตัวชี้วัด ตั้งแต่ 1", "an indicator's number, from 1"),
    lambda text: _whole(text, 1, 99),
)
LIMIT = Parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT_LIMIT},
    "จำนวนต่อหน้า สำหรับคะแนนและมาตรการคือจำนวนปีของหน่วยงาน ซึ่งแต่ละปีมีหลายรายการ",
    (f"จำนวนเต็ม 1 ถึง {MOST}", f"a whole number from 1 to {MOST}"),
    lambda text: _whole(text, 1, MOST),
)


def after(parts: int) -> Parameter:
    """The place to go on from, as `links.next` has it: an agency, its year, a version."""
    pattern = SLUG + r"(?::[0-9]{1,6})" * (parts - 1)
    return Parameter(
        "after",
        {"type": "string", "pattern": f"^{pattern}$"},
        "จุดเริ่มของหน้าถัดไป ใช้ค่าจาก links.next",
        ("ค่าจาก links.next ของคำตอบก่อนหน้า", "the value in links.next of an answer"),
        _matching(pattern),
    )


def read_parameters(parameters: Mapping[str, str], known: tuple[Parameter, ...]) -> dict[str, Any]:
    """Return the values of the known parameters that are given. Raises InvalidParameterError for one that cannot be."""
    found = {}
    for parameter in known:
        text = parameters.get(parameter.name, "").strip()
        if not text:
            continue
        value = parameter.read(text)
        if value is None:
            raise InvalidParameterError(parameter.name, *parameter.right)
        found[parameter.name] = value
    return found
