"""Parts of the report's sentences: names with their score, the change from last year. Pure functions."""

import re
from collections.abc import Sequence
from decimal import Decimal

from assessments.results import IndicatorView, YearResult
from assessments.scoring import Shortfall, TestedScore
from assessments.thai import format_score, thai_digits
from assessments.wording import join_thai, spaced, subject

from .document import PreviousYear

_BECAUSE = re.compile(r"(?:เนื่องจาก|เพราะ|ด้วยเหตุที่)(?:ว่า)?\s*")


def because(typed: str) -> str:
    """`เนื่องจากอยู่ระหว่างการยุบรวม`: a typed reason, said once where it begins with such a word itself.

    >>> because("เพราะ อยู่ระหว่างการยุบรวม")
    'เนื่องจากอยู่ระหว่างการยุบรวม'
    """
    said = _BECAUSE.match(typed)
    return f"เนื่องจาก{spaced(typed[said.end() :] if said else typed)}"


def joined_sentences(*parts: str) -> str:
    """Join the sentences of a paragraph with a space; empty ones are left out."""
    return " ".join(filter(None, parts))


def indicator_name(line: IndicatorView) -> str:
    """`ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล`."""
    return f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name}"


def indicator_with_score(line: IndicatorView) -> str:
    """`ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล (๙๐.๐๐ คะแนน)`."""
    return f"{indicator_name(line)} ({format_score(line.score)} คะแนน)"


def change_words(now: Decimal, before: Decimal) -> str:
    """Say in words how a published figure changed: `เพิ่มขึ้น ๐.๕๐ คะแนน`, `ลดลง …` or `เท่าเดิม`."""
    if now == before:
        return "เท่าเดิม"
    return f"{'เพิ่มขึ้น' if now > before else 'ลดลง'} {format_score(abs(now - before))} คะแนน"


def changed_since(now: Decimal | None, before: Decimal | None, previous: PreviousYear | None) -> str:
    """`เพิ่มขึ้น ๐.๕๐ คะแนนจากปีงบประมาณ พ.ศ. ๒๕๖๗`; empty where either year has no figure."""
    if previous is None or now is None or before is None:
        return ""
    then = f"ปีงบประมาณ พ.ศ. {thai_digits(previous.fiscal_year)}"
    return f"เท่ากับ{then}" if now == before else f"{change_words(now, before)}จาก{then}"


def shortfall_list(items: Sequence[Shortfall], year: YearResult) -> str:
    """`ได้คะแนนภาพรวม ๘๔.๗๔ คะแนน และ OIT ได้ ๖๕.๒๕ คะแนน`: the scores that are surely below the target."""
    return join_thai([_short(item, year) for item in items if item.certain])


def _short(item: Shortfall, year: YearResult) -> str:
    for tested in year.result.tested:
        if (tested.tool, tested.part) == (item.tool, item.part) and not tested.known:
            return f"{subject(item)} {between(format_score(tested.low), format_score(tested.high))}"
    if item.tool is None:
        return f"ได้คะแนนภาพรวม {format_score(item.have)} คะแนน"
    return f"{subject(item)} ได้ {format_score(item.have)} คะแนน"


def between(low: str, high: str) -> str:
    """Say in words between which bounds a figure lies, where only they are known."""
    return f"อยู่ระหว่าง {low} ถึง {high} คะแนน"


def tested_name(item: TestedScore) -> str:
    """`IIT`, `EIT ส่วนที่ ๑`."""
    return f"{item.tool} ส่วนที่ {thai_digits(item.part)}" if item.part else item.tool
