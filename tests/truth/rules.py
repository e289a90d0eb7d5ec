"""What may be said of a case, written from the rules of the assessment alone; each gives the texts that are not so.

Nothing of the portal's has a part in it: figures are worked out by `tests.assessments.oracle`, and texts are read as a
person reads them. The terms are those of the house's list of words.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from tests.assessments import oracle

from .cases import NUMBERS, Case

_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
FIGURE = r"[๐-๙]+(?:\.[๐-๙]+)?"
URGED = re.compile(r"(?:ควร|ต้อง)(?:เร่ง|ปรับปรุง)\S*|ควรพัฒนาโดยเร่งด่วน")
# A level's name says nothing of an indicator.
_LEVEL = re.compile(r"“?(?:ต้องปรับปรุงโดยด่วน|ต้องปรับปรุง)”?")
_NAMED = re.compile(r"ตัวชี้วัดที่ ([๐-๙]+)")
_SHORT = rf"(?:ขาดอีก|ขาด|เพิ่มอีก|อีก|ต่ำกว่าเป้าหมาย|ต่ำกว่าค่าเป้าหมาย|ห่าง)(?: อยู่)? {FIGURE}"
_PART_SHORT = re.compile(rf"ส่วนที่ ([๑๒])(?!.*ส่วนที่).*?{_SHORT}")


def number(text: str) -> int:
    """The number in Thai digits."""
    return int(text.translate(_DIGITS))


def figures(text: str) -> list[Decimal]:
    """The figures with two decimals, in order."""
    return [Decimal(found.translate(_DIGITS)) for found in re.findall(r"[๐-๙]+\.[๐-๙]{2}(?![๐-๙])", text)]


# --- Who is to improve ----------------------------------------------------------------------------------------------


def urged_without_need(case: Case, texts: Iterable[str]) -> list[str]:
    """Texts that urge improvement on an indicator that reaches its target, or on nobody where all do."""
    wrong = []
    for text in texts:
        for urging in URGED.finditer(_LEVEL.sub("", text)):
            named = _listed_after(_LEVEL.sub("", text)[urging.end() :])
            if any(case.reaches(each) for each in named) or (not named and _all_reach(case)):
                wrong.append(text)
        own = re.match(r"\(([๐-๙]+)\) ", text)  # the paragraph of one indicator
        if own and case.reaches(number(own.group(1))) and ("จุดที่ควรพัฒนา" in text or URGED.search(text)):
            wrong.append(text)
    return wrong


def _all_reach(case: Case) -> bool:
    return all(case.reaches(each) or case.scores[each] is None for each in NUMBERS)


def _listed_after(text: str) -> list[int]:
    """The indicators of the list that follows, up to where another sentence begins."""
    listed = re.match(r"(?:(?!ตัวชี้วัดที่|ทั้งนี้|ส่วน|แต่).)*(?:ได้แก่|คือ) ((?:และ)?ตัวชี้วัดที่.*)", text)
    if not listed:
        return []
    until = re.split(r" (?:ทั้งนี้|ส่วน|เมื่อ|แม้|นอกจาก|โดย|มีตัวชี้วัด|จุดที่|ควร|ตัวชี้วัดที่(?! [๐-๙]))", listed.group(1))[0]
    return [number(found) for found in _NAMED.findall(until)]


# --- Years, parts, levels -------------------------------------------------------------------------------------------


def fallen_without_a_year_before(case: Case, texts: Iterable[str]) -> list[str]:
    """Texts that say a figure fell or rose where there is no year to compare with."""
    if case.before is not None:
        return []
    return [text for text in texts if re.search(r"ลดลง|เพิ่มขึ้น (?=[๐-๙])|เท่าเดิม", text)]


def gaps_of_unknown_parts(case: Case, texts: Iterable[str]) -> list[str]:
    """Texts that state what an EIT part lacks where that part is not known."""
    unknown = unknown_parts(case)
    wrong = []
    for text in texts:
        found = _PART_SHORT.search(text)
        if found and number(found.group(1)) in unknown:
            wrong.append(text)
    return wrong


def unknown_parts(case: Case) -> set[int]:
    """The EIT parts that are not announced and do not follow, to a hundredth, from mean, other part and level."""
    mean = oracle.tool_mean(case.scores, "EIT")
    if mean is None:
        return {place for place, part in enumerate(case.parts, start=1) if part is None}
    settled = case.announced_level and not case.letters
    pairs = (
        oracle.parts_of_level(case.scores, case.parts, case.announced_level)
        if settled
        else oracle.possible_parts(mean, case.parts)
    )
    values = {place: [pair[place - 1] for pair in pairs] for place in (1, 2)}
    return {place for place, found in values.items() if max(found) - min(found) > Fraction(1, 100)}


def no_single_though_held(case: Case, level: str, texts: Iterable[str]) -> list[str]:
    """Texts by which no single indicator is enough for a level that may be held already."""
    if level not in case.possible_levels:
        return []
    return [text for text in texts if re.search(r"ไม่มีตัวชี้วัดใดเพียง|^ไม่ถึง$", text)]


def low_levels_as_a_goal(texts: Iterable[str]) -> list[str]:
    """Texts by which somebody has not reached the levels that nobody wants."""
    low = re.compile(r"(?:ยังไม่ถึง|จึงจะถึง|ถึงได้|เพื่อถึง)\s*(?:ระดับ\s*)?“?ต้องปรับปรุง")
    return [text for text in texts if low.search(text)]


def open_though_announced(case: Case, texts: Iterable[str]) -> list[str]:
    """Texts that leave the level open, or name a range, where it was announced."""
    if not case.announced_level:
        return []
    if case.before and not case.before.announced_level and len(case.before.possible_levels) > 1:
        texts = [text for text in texts if not text.startswith("ระหว่าง “")]  # the row of that year in the trend
    unsettled = re.compile(r"(?:ยัง)?(?:ชี้ขาด|ระบุ)(?:ระดับ)?(?:ยัง)?ไม่ได้(?!ว่าบรรลุ|ว่าถึง)|ระหว่าง “")
    return [text for text in texts if unsettled.search(text)]


def target_against_the_announced_level(case: Case, texts: Iterable[str]) -> list[str]:
    """Texts by which the national target is missed or open where the announced level says that it is met."""
    if case.letters or case.announced_level not in {"ผ่านดี", "ผ่านดีเยี่ยม"}:
        return []
    missed = re.compile(r"ไม่บรรลุค่าเป้าหมาย|ไม่ได้ว่าบรรลุ|ไม่ได้ว่าถึง")
    return [text for text in texts if missed.search(text)]


def own_target_that_nobody_set(case: Case, texts: Iterable[str]) -> list[str]:
    """Texts that speak of the agency's target where it has none."""
    if case.target is not None:
        return []
    return [text for text in texts if re.search(r"เป้าหมายของ ?หน่วยงาน|เป้าหมายที่หน่วยงานกำหนด(?!ไว้ของ)", text)]


# --- Order ----------------------------------------------------------------------------------------------------------


def first_of_equals(case: Case, texts: Iterable[str]) -> list[str]:
    """Texts that put one tool or indicator before another with the same figure."""
    scores = {tool: oracle.tool_score(case.scores, tool) for tool in oracle.SCHEME}
    costs = {tool: oracle.tool_cost(case.scores, tool) for tool in oracle.SCHEME}
    wrong = []
    for text in texts:
        ranked = re.search(r"(IIT|EIT|OIT) ได้คะแนนสูงที่สุด.*รองลงมา ?คือ (IIT|EIT|OIT).*และ ?(IIT|EIT|OIT)", text)
        if ranked and not strictly_falling([scores[tool] for tool in ranked.groups()]):
            wrong.append(text)
        costly = re.search(r"โดย (IIT|EIT|OIT) .*(?:ลดลง|เสียไป|เสียคะแนน)มากที่สุด", text)
        if costly and not _alone_at_top(costly.group(1), costs):
            wrong.append(text)
        place = re.match(r"\(([๐-๙]+)\) .*ซึ่ง(ต่ำ|สูง)ที่สุดใน (IIT|EIT|OIT)", text)
        if place and not _alone_at_end(case, number(place.group(1)), place.group(2), place.group(3)):
            wrong.append(text)
        if re.search("เรียงจาก.*ได้แก่", text) and not is_ordered(case, text, _listed_after(text.split("เรียงจาก")[1])):
            wrong.append(text)
    return wrong


def strictly_falling(values: Sequence[Fraction | None]) -> bool:
    """Whether each is known and below the one before."""
    known = [value for value in values if value is not None]
    return len(known) == len(values) and all(one > other for one, other in pairwise(known))


def _alone_at_top(tool: str, costs: dict[str, Fraction | None]) -> bool:
    cost = costs[tool]
    return cost is not None and all(other is not None and other < cost for name, other in costs.items() if name != tool)


def _alone_at_end(case: Case, indicator: int, end: str, tool: str) -> bool:
    own = case.scores[indicator]
    others = [case.scores[each] for each in oracle.SCHEME[tool][1] if each != indicator]
    if own is None or indicator not in oracle.SCHEME[tool][1]:
        return False
    return all(other is not None and (other > own if end == "ต่ำ" else other < own) for other in others)


def is_ordered(case: Case, text: str, listed: Sequence[int]) -> bool:
    """Whether the indicators differ in the figure that `text` says they are ordered by, and stand in that order."""
    by_gap = "เรียงจากที่ต่ำกว่าเป้าหมาย" in text or "เรียงจากคะแนนที่ต่ำกว่าเป้าหมาย" in text
    values = [(case.scores[each] or Decimal(0)) - (case.target_of(each) if by_gap else Decimal(0)) for each in listed]
    return len(set(values)) > 1 and values == sorted(values)


def conclusion(case: Case, indicator: int) -> str:
    """What is concluded of an indicator: how good it is against its target, by the bands that criteria begin with."""
    score, target = case.scores[indicator], case.target_of(indicator)
    if score is None:
        return ""
    if score >= target:
        return "keep" if score >= 95 else "develop"
    return "urgent" if score < 70 else "improve"


def unequal_among_equals(case: Case, listed: Sequence[int]) -> set[int]:
    """Those left out of a list though another with the same tool-independent standing (score and target) is in it."""
    standing = {(case.scores[each], case.target_of(each)) for each in listed}
    return {each for each in NUMBERS if each not in listed and (case.scores[each], case.target_of(each)) in standing}
