"""Own wordings for paragraphs of the report, with placeholders in braces that the year's figures fill.

`{คะแนนภาพรวม}` in a typed text is filled each time the report is drawn, so that it cannot carry last year's number.
A placeholder is looked up by its name and nothing else: there are no attributes, no formats and no template syntax.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from assessments.dashboard import IndicatorView, ToolView, YearResult
from assessments.thai import ascii_digits, format_score, thai_digits
from assessments.wording import level_words, short_figure

from .report.document import AgencyReport

MAX_LENGTH = 4000  # characters of one own wording
NO_SCORE = "ยังไม่มีคะแนน"

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Slot:
    """A paragraph that can have an own wording: its name, and how people know it."""

    key: str
    label: str
    help: str = ""


def slots(year: YearResult) -> tuple[Slot, ...]:
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
        Slot("table", "คำนำของตารางคะแนนรายตัวชี้วัด"),
        Slot("opening", "ผลรายเครื่องมือและจุดแข็ง"),
        Slot("weaknesses", "จุดที่ควรปรับปรุง"),
        *(part for tool in tools for part in (tool, *_under(tool.key, year, lines))),
        Slot("plan", "คำนำของมาตรการ"),
    )


def _under(key: str, year: YearResult, lines: list[Slot]) -> list[Slot]:
    numbers = {line.number for tool in year.tools if f"tool-{tool.code}" == key for line in tool.indicators}
    return [slot for slot in lines if int(slot.key.removeprefix("indicator-")) in numbers]


# --- Placeholders ---------------------------------------------------------------------------------------------------


def placeholders(report: AgencyReport, key: str) -> dict[str, str]:
    """Return the names that may stand in braces in paragraph `key`, each with what it is filled with now.

    What every paragraph knows comes after what belongs to this one: in an indicator's paragraph `คะแนน` is that
    indicator's score, in a tool's that tool's, elsewhere the overall.
    """
    year = report.year
    own = {"คะแนน": _score(year.overall)}
    for tool in year.tools:
        if key == f"tool-{tool.code}":
            own = _tool(tool, report)
    for line in year.indicators:
        if key == f"indicator-{line.number}":
            own = _indicator(line, report)
    return own | _common(report)


def _score(value: object) -> str:
    return NO_SCORE if value is None else format_score(value)  # type: ignore[arg-type]


def _tool(tool: ToolView, report: AgencyReport) -> dict[str, str]:
    found = {"คะแนน": _score(tool.score), "เครื่องมือ": tool.code, "ชื่อเครื่องมือ": tool.thai_name}
    if report.previous:
        found["คะแนนปีก่อน"] = _score(report.previous.tool(tool.code))
    return found


def _indicator(line: IndicatorView, report: AgencyReport) -> dict[str, str]:
    found = {
        "คะแนน": _score(line.score),
        "ชื่อตัวชี้วัด": line.name,
        "เลขตัวชี้วัด": thai_digits(line.number),
        "เครื่องมือ": line.tool,
        "เป้าหมาย": short_figure(line.target),
    }
    if line.below_target:
        found["ขาด"] = format_score(line.gap)
    if report.previous:
        found["คะแนนปีก่อน"] = _score(report.previous.indicator(line.number))
    return found


def _common(report: AgencyReport) -> dict[str, str]:
    year = report.year
    found = {
        "หน่วยงาน": year.agency.name,
        "ชื่อย่อ": year.agency.short_name,
        "ที่ตั้ง": year.agency.place,
        "ปี": thai_digits(year.fiscal_year),
        "ปีถัดไป": thai_digits(year.fiscal_year + 1),
        "คะแนนภาพรวม": _score(year.overall),
        "ระดับ": level_words(year),
        "ค่าเป้าหมาย": short_figure(year.criteria.target),
        "เป้าหมายของหน่วยงาน": short_figure(year.target),
    }
    if report.previous:
        found["ปีก่อน"] = thai_digits(report.previous.fiscal_year)
        found["คะแนนภาพรวมปีก่อน"] = _score(report.previous.overall)
    found |= {f"คะแนน {tool.code}": _score(tool.score) for tool in year.tools}
    found |= {f"คะแนนตัวชี้วัดที่ {thai_digits(line.number)}": _score(line.score) for line in year.indicators}
    found |= {f"ชื่อตัวชี้วัดที่ {thai_digits(line.number)}": line.name for line in year.indicators}
    return found


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with its placeholders filled; what is not known stays as it was typed, for a check to find.

    >>> fill("ได้ {คะแนน} คะแนน {x}", {"คะแนน": "๙๐.๐๐"})
    'ได้ ๙๐.๐๐ คะแนน {x}'
    """
    known = {_plain(name): value for name, value in values.items()}
    return _PLACEHOLDER.sub(lambda match: known.get(_plain(match.group(1)), match.group()), text)


def with_placeholders(text: str, values: Mapping[str, str]) -> str:
    """Return the portal's own `text` to start from, its figures and names as placeholders where only one can be meant.

    >>> with_placeholders("ได้ ๙๐.๐๐ คะแนน", {"คะแนน": "๙๐.๐๐", "ปี": "๒๕๖๘"})
    'ได้ {คะแนน} คะแนน'
    """
    names: dict[str, list[str]] = {}
    for name, value in values.items():
        names.setdefault(value, []).append(name)
    telling = {value: found[0] for value, found in names.items() if _one_meaning(found) and len(value) > 3}
    if not telling:
        return text
    longest_first = sorted(telling, key=len, reverse=True)
    pattern = re.compile(rf"(?<![๐-๙.])(?:{'|'.join(map(re.escape, longest_first))})(?![๐-๙])")
    return pattern.sub(lambda match: f"{{{telling[match.group()]}}}", text)


def _one_meaning(names: list[str]) -> bool:
    """Whether names with the same value are one figure under its short and its full name."""
    general = [name for name in names if name not in ("คะแนน", "ชื่อตัวชี้วัด")]
    return len(names) == 1 or (len(general) == 1 and len(names) == 2)


def without_placeholders(text: str) -> str:
    """Return what was typed itself, for those who look for numbers in it."""
    return _PLACEHOLDER.sub("…", text)


def problems(text: str, values: Mapping[str, str]) -> list[str]:
    """Return what is wrong with the braces in `text`, in Thai; an empty list where all of it can be filled."""
    known = {_plain(name): name for name in values}
    found = []
    for match in _PLACEHOLDER.finditer(text):
        if _plain(match.group(1)) not in known:
            near = get_close_matches(_plain(match.group(1)), known, 1, 0.6)
            meant = f" หมายถึง {{{known[near[0]]}}} หรือไม่" if near else ""
            found.append(f"ไม่มีคำแทน {match.group()[:60]} ในย่อหน้านี้{meant}")
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        found.append("วงเล็บปีกกาไม่ครบคู่ ใช้ { และ } ครอบชื่อคำแทนเท่านั้น เช่น {คะแนน}")
    if found:
        found.append(f"คำแทนที่ใช้ได้ ได้แก่ {' '.join(f'{{{name}}}' for name in values)}")
    return list(dict.fromkeys(found))


def _plain(name: str) -> str:
    """A placeholder's name however it was typed: spaces and the kind of digits do not matter, nor capitals."""
    return ascii_digits("".join(name.split())).casefold()
