"""Own wordings for paragraphs of the report, with placeholders in braces that the year's figures fill.

`{คะแนนภาพรวม}` in a typed text is filled each time the report is drawn, so that it cannot carry last year's number.
A placeholder is looked up by its name and nothing else: there are no attributes, no formats and no template syntax.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from assessments.results import YearResult
from assessments.thai import ascii_digits, thai_digits

from .values import placeholder_values

__all__ = [
    "MAX_LENGTH",
    "Slot",
    "filled_wording",
    "placeholder_problems",
    "placeholder_values",
    "without_placeholders",
    "wording_lines",
    "wording_slots",
]

MAX_LENGTH = 4000  # characters of one own wording

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Slot:
    """A paragraph that can have an own wording: its name, and how people know it."""

    key: str
    label: str
    help: str = ""


def wording_slots(year: YearResult) -> tuple[Slot, ...]:
    """Return the paragraphs of a year's report that can have an own wording, in the order of the document."""
    tools = [Slot(f"tool-{tool.code}", f"{tool.code} {tool.thai_name}") for tool in year.tools]
    lines = [
        Slot(
            f"indicator-{line.number}",
            f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name}",
            "ระบบขึ้นต้นย่อหน้าด้วยเลขข้อและชื่อตัวชี้วัดให้เสมอ",
        )
        for line in year.indicators
    ]
    return (
        Slot("summary", "ผลการประเมินของหน่วยงาน"),
        Slot("reason", "เหตุผลที่ยังไม่ถึงระดับที่สูงกว่า"),
        Slot("table", "ความนำของตารางคะแนนรายตัวชี้วัด"),
        Slot("opening", "ผลรายเครื่องมือและจุดแข็ง"),
        Slot("weaknesses", "จุดที่ควรพัฒนา"),
        *(part for tool in tools for part in (tool, *_under(tool.key, year, lines))),
        Slot("plan", "ความนำของมาตรการ"),
    )


def _under(key: str, year: YearResult, lines: list[Slot]) -> list[Slot]:
    numbers = {line.number for tool in year.tools if f"tool-{tool.code}" == key for line in tool.indicators}
    return [slot for slot in lines if int(slot.key.removeprefix("indicator-")) in numbers]


# --- Placeholders ---------------------------------------------------------------------------------------------------


def filled_wording(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its placeholders filled. An unknown placeholder stays as it was typed; a check reports it.

    What stands for nothing (a province's place, which is its name) leaves no gap.

    >>> fill("ได้ {คะแนน} คะแนน {x}", {"คะแนน": "๙๐.๐๐"})
    'ได้ ๙๐.๐๐ คะแนน {x}'
    """

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name in values:
            return values[name]
        typed = _plain(name)
        return next((found for known, found in values.items() if _plain(known) == typed), match.group())

    filled = _PLACEHOLDER.sub(value, text)
    return " ".join(filter(None, filled.split(" "))) if "" in values.values() else filled


def wording_lines(text: str) -> list[str]:
    """Return the lines of a wording, which become paragraphs; a placeholder broken over two lines is still one."""
    whole = _PLACEHOLDER.sub(lambda match: " ".join(match.group().split()), text)
    return [line.strip() for line in whole.splitlines() if line.strip()]


def without_placeholders(text: str) -> str:
    """Return `text` without its placeholders, so that only numbers that a person typed are left in it."""
    return _PLACEHOLDER.sub("…", text)


def placeholder_problems(text: str, values: Mapping[str, str]) -> list[str]:
    """Return the problems of the braces in `text`, in Thai. The list is empty where every placeholder can be filled."""
    known = {_plain(name): name for name in values}
    found = []
    for match in _PLACEHOLDER.finditer(text):
        if _plain(match.group(1)) not in known:
            near = get_close_matches(_plain(match.group(1)), known, 1, 0.6)
            meant = f"หมายถึง {{{known[near[0]]}}} หรือไม่" if near else "ดูคำแทนที่ใช้ได้ใต้ช่องของย่อหน้า"
            found.append(f"ไม่มีคำแทน {match.group()[:60]} ในย่อหน้านี้ {meant}")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        found.append("วงเล็บปีกกาไม่ครบคู่ ใช้ { และ } ครอบชื่อคำแทนเท่านั้น เช่น {คะแนน}")
    return list(dict.fromkeys(found))


def _plain(name: str) -> str:
    """A placeholder's name however it was typed: spaces and the kind of digits do not matter, nor capitals."""
    return ascii_digits("".join(name.split())).casefold()
