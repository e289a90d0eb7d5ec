"""Thai words for announced results: where a figure or level comes from, and what the scores say against it.

Used alike by pages, admin, checks and files. Figures are in Thai digits.
"""

from __future__ import annotations

from decimal import Decimal

from .results import YearResult
from .scoring import Contradiction
from .thai import format_score, shorten
from .wording import join_thai, level_words

AS_ANNOUNCED = "ตามประกาศ"
_CHECK_SCORES = "กรุณาตรวจคะแนนตัวชี้วัดและตัวเลขตามประกาศที่กรอกไว้กับประกาศของสำนักงาน ป.ป.ช. แล้วแก้ตัวเลขที่ไม่ตรง"


def level_with_source(year: YearResult) -> str:
    """The level in words, with `(ตามประกาศ)` where it was announced and not computed."""
    return f"{level_words(year)} ({AS_ANNOUNCED})" if year.level_announced else level_words(year)


def contradiction_sentence(found: Contradiction) -> str:
    """Both figures of a difference that rounding cannot explain, and what to do."""
    what = "คะแนนภาพรวม" if found.tool is None else f"คะแนน {found.tool} "
    base = "คะแนนของเครื่องมือตามประกาศและคะแนนตัวชี้วัด" if found.from_tools else "คะแนนตัวชี้วัด"
    return (
        f"{what}{AS_ANNOUNCED} {format_score(found.announced)} คะแนน ไม่ตรงกับผลคำนวณจาก{base} "
        f"ซึ่งได้ {_range(found.low, found.high)} คะแนน ต่างกันเกินกว่าที่เกิดจากการปัดเศษ {_CHECK_SCORES}"
    )


def level_contradiction_sentence(year: YearResult) -> str:
    """Which level was announced and which the figures allow, and what to do; empty where they allow it."""
    if not year.level_differs:
        return ""
    possible = [f"“{level.name}”" for level in year.result.computed_levels]
    computed = f"ซึ่งได้ระดับ {' หรือ '.join(possible)}" if possible else "ซึ่งไม่ถึงเกณฑ์ของระดับใด"
    return f"ระดับ{AS_ANNOUNCED} “{shorten(year.published_level)}” ไม่ตรงกับผลคำนวณ {computed} {_CHECK_SCORES}"


def contradiction_sentences(year: YearResult) -> list[str]:
    """Everything announced that cannot be so, a sentence each."""
    level = level_contradiction_sentence(year)
    return [*map(contradiction_sentence, year.contradictions), *([level] if level else [])]


def parts_sentence(year: YearResult) -> str:
    """That the EIT parts do not fit the EIT score, with both figures and what to do; empty where they fit."""
    found = year.result.parts_conflict
    if found is None:
        return ""
    score = f"คะแนน {found.tool} {format_score(found.score)} คะแนน"
    ask = "กรุณาตรวจคะแนนแยกส่วนและคะแนนตัวชี้วัดกับประกาศ แล้วแก้ตัวเลขที่ไม่ตรง"
    if found.mean is None:
        return f"คะแนน {found.tool} ส่วนที่กรอกไว้เป็นครึ่งหนึ่งของ{score} ไม่ได้ {ask}"
    return f"คะแนน {found.tool} ส่วนที่ ๑ และส่วนที่ ๒ เฉลี่ยได้ {format_score(found.mean)} คะแนน ไม่ตรงกับ{score} {ask}"


def rounding_note(year: YearResult) -> str:
    """Which printed figures are the announced ones while the rounded scores give others; empty where all agree."""
    pairs = [("คะแนนภาพรวม", year.published_overall, year.result.computed_overall)]
    pairs += [(f"คะแนน {tool.code}", tool.announced, tool.computed) for tool in year.tools]
    differing = [
        f"{name} {format_score(said)} คะแนน ({_computed(computed)})"
        for name, said, computed in pairs
        if said is not None and computed is not None and said != computed
    ]
    if not differing or year.differs:
        return ""
    return f"{join_thai(differing)} เป็นตัวเลข{AS_ANNOUNCED} ที่ต่างกันเกิดจากการปัดเศษคะแนนตัวชี้วัดเป็นทศนิยมสองตำแหน่ง"


def _computed(figure: Decimal) -> str:
    return f"ผลคำนวณ {format_score(figure)} คะแนน"


def _range(low: Decimal, high: Decimal) -> str:
    return format_score(low) if low == high else f"{format_score(low)} ถึง {format_score(high)}"
