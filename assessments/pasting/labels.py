"""What the words beside a figure name: an indicator, a part of EIT, a tool, a total, a note. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from ..importing.asides import Aside, aside_of, tool_of
from ..importing.cells import matching_form

_NUMBERED = re.compile(
    r"(?:ตัวชี้วัด(?:ที่)?|ข้อ(?:ที่)?|ด้านที่|indicator)?[(\[]?([0-9]{1,2})(?![0-9]|[.,][0-9])[)\]]?[.:)–-]*(.*)", re.DOTALL
)
_LED = re.compile(r"^(?:ตัวชี้วัด(?:ด้าน|เรื่อง)?|ประเด็น|ด้าน|เรื่อง|คะแนน(?!เฉลี่ย|รวม))+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_EDGES = " .,:;*-–—…•●▪\"'“”"
_PART = re.compile(r"(?:คะแนน)?(?:eit)?\(?(?:ส่วน(?:ที่)?|part|ตอนที่)([12])\)?(?:ของ)?\(?(?:eit)?\)?|eit[-_(. ]*([12])\)?")
_OTHERS = re.compile(r"(?:iit|eit|oit|ของหน่วยงาน|ของบุคลากร|ภายในหน่วยงาน|คะแนน|[0-9.%]|น้ำหนัก|ร้อยละ)*")
_ITEM = re.compile(r"[ieo](?:[1-9]|[1-9][0-9])(?![0-9a-z])")  # a question of a form: `I1`, `O12`
_SHORTEST = 5  # letters of a shortened name
_TOOL_NAMES = {"ภายใน": "IIT", "ภายนอก": "EIT", "เปิดเผยข้อมูลสาธารณะ": "OIT"}


class Kind(Enum):
    """What a label names; the value says why its figure is left out, where it is."""

    ITEM = "คะแนนรายข้อคำถาม ไม่ใช่คะแนนตัวชี้วัด"
    INDICATOR = ""
    PART = "คะแนน EIT แยกส่วน"
    TOOL = "คะแนนของเครื่องมือ ระบบคำนวณให้"
    TOTAL = "ผลรวมหรือคะแนนภาพรวม ระบบคำนวณให้"
    AVERAGE = "ค่าเฉลี่ย"
    NOTE = "หมายเหตุ"
    AMBIGUOUS = "ชื่อนี้เป็นได้มากกว่าหนึ่งตัวชี้วัด"
    CONFLICT = "ลำดับกับชื่อเป็นคนละตัวชี้วัด"
    UNKNOWN = "ไม่มีตัวชี้วัดชื่อนี้ในเกณฑ์ของปีงบประมาณนี้"


@dataclass(frozen=True)
class Meaning:
    """What a label names: `number` of an indicator or part, `tool` of a tool."""

    kind: Kind
    number: int = 0
    tool: str = ""


_OF_ASIDE = {
    Aside.TOTAL: Kind.TOTAL,
    Aside.AVERAGE: Kind.AVERAGE,
    Aside.NOTE: Kind.NOTE,
    Aside.TOOL: Kind.TOOL,
}


def name_key(text: str) -> str:
    """The form in which names of indicators are compared: as on import, and ฎ is as good as ฏ."""
    return matching_form(text).replace("ฎ", "ฏ")


class Labels:
    """Knows the names of one year's indicators."""

    def __init__(self, names: Mapping[int, str], thai_tools: Mapping[str, str]) -> None:
        self._names = {number: name_key(name) for number, name in names.items()}
        self._tools = {name_key(name): code for code, name in thai_tools.items()}

    def of_row(self, texts: Iterable[str]) -> Meaning | None:
        """What the words of one row name together; None where there are none."""
        found = [self.of(text) for text in texts]
        numbers = {each.number for each in found if each.kind is Kind.INDICATOR}
        if len(numbers) > 1:
            return Meaning(Kind.CONFLICT)
        kinds = {each.kind for each in found}
        if Kind.TOOL in kinds and not numbers and kinds & {Kind.AMBIGUOUS, Kind.CONFLICT, Kind.UNKNOWN}:
            return Meaning(Kind.UNKNOWN)  # the tool stands beside a name that is not known
        return min(found, key=lambda each: list(Kind).index(each.kind), default=None)

    def of(self, label: str) -> Meaning:
        """What one label names."""
        key = name_key(label)
        part = _PART.fullmatch(key.strip(_EDGES))
        if part:
            return Meaning(Kind.PART, int(part[1] or part[2]))
        if _ITEM.match(key):
            return Meaning(Kind.ITEM)
        if numbered := _NUMBERED.fullmatch(key):
            return self._numbered(int(numbered[1]), numbered[2])
        named = self._by_name(key)
        if named is not None and named.kind is Kind.INDICATOR:
            return named
        return self._beside(key) or named or Meaning(Kind.UNKNOWN)

    def _beside(self, key: str) -> Meaning | None:
        """A tool, total, average or note; None for anything else."""
        if code := self._tool(key):
            return Meaning(Kind.TOOL, tool=code)
        aside = aside_of(key)
        if aside is None:
            return None
        code = tool_of(key) or ""
        kind = _OF_ASIDE[aside]
        return Meaning(Kind.TOOL if kind is Kind.AVERAGE and code else kind, tool=code)

    def _numbered(self, number: int, name: str) -> Meaning:
        if not name.strip(_EDGES):
            return Meaning(Kind.INDICATOR, number) if number in self._names else Meaning(Kind.UNKNOWN)
        named = self._by_name(name)
        if named is None:
            return self._beside(name) or Meaning(Kind.UNKNOWN)
        if named.kind is Kind.AMBIGUOUS and self._may_be(number, name):
            return Meaning(Kind.INDICATOR, number)
        if named.kind is Kind.INDICATOR and named.number != number:
            return Meaning(Kind.CONFLICT)
        return named

    def _by_name(self, name: str) -> Meaning | None:
        """The indicator of a name, in full, shortened, or with more words about the same; None for no such name."""
        for tried in dict.fromkeys((name.strip(_EDGES), _bare(name))):
            exact = [number for number, known in self._names.items() if known == tried]
            if exact:
                return Meaning(Kind.INDICATOR, exact[0]) if len(exact) == 1 else Meaning(Kind.AMBIGUOUS)
        tried = _bare(name)
        longer = [number for number, known in self._names.items() if known in tried and _adds_nothing(tried, known)]
        if longer:
            return Meaning(Kind.INDICATOR, longer[0]) if len(longer) == 1 else Meaning(Kind.AMBIGUOUS)
        if len(tried) < _SHORTEST:
            return None
        heads = [number for number, known in self._names.items() if known.startswith((tried, f"การ{tried}"))]
        shorter = heads if len(heads) == 1 else [number for number, known in self._names.items() if tried in known]
        if not shorter:
            return None
        return Meaning(Kind.INDICATOR, shorter[0]) if len(shorter) == 1 else Meaning(Kind.AMBIGUOUS)

    def _may_be(self, number: int, name: str) -> bool:
        return _bare(name) in self._names.get(number, "")

    def _tool(self, key: str) -> str:
        """The tool that a label names in words: `แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน (IIT)`."""
        if code := self._tools.get(_bare(key)):
            return code
        if key.startswith(("แบบวัด", "แบบตรวจ", "เครื่องมือ")):
            return tool_of(key) or next((code for word, code in _TOOL_NAMES.items() if word in key), "")
        return ""


def _bare(name: str) -> str:
    """A name without what people write around it."""
    return _LED.sub("", _BRACKETS.sub("", name).strip(_EDGES)).strip(_EDGES)


def _adds_nothing(name: str, known: str) -> bool:
    return bool(_OTHERS.fullmatch(name.replace(known, "", 1).strip(_EDGES)))
