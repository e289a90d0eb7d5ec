"""Whether a year's criteria hold together: weights, indicators, levels, conclusions, OIT items.

Pure checks over unsaved rows. The admin asks before it saves; each
function returns what is wrong as Thai sentences, nothing where all is well.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from .conclusions import GOOD, PEOPLE, TO_IMPROVE
from .enums import ItemDocument, Tool
from .models import ConclusionBand, Indicator, OitItem, RatingLevel, ToolWeight
from .thai import thai_digits
from .wording import short_figure

_BELOW_ALL = Decimal(-1)  # stands for "no condition on each tool", which any score meets


def weight_problems(tools: Sequence[ToolWeight]) -> list[str]:
    """Weights sum to exactly 100, no tool twice, and only EIT is tested in parts (DOMAIN: Scores)."""
    if not tools:
        return ["ต้องมีเครื่องมืออย่างน้อยหนึ่งเครื่องมือ"]
    found = []
    total = sum((tool.weight for tool in tools), Decimal(0))
    if total != 100:
        found.append(f"น้ำหนักของทุกเครื่องมือต้องรวมกันได้ ๑๐๐ ขณะนี้รวมได้ {short_figure(total)}")
    codes = [tool.tool for tool in tools]
    found += [f"เครื่องมือ {code} ซ้ำกัน" for code in sorted({code for code in codes if codes.count(code) > 1})]
    in_parts = [tool.tool for tool in tools if tool.in_parts and tool.tool != Tool.EIT]
    found += [f"{code} ทดสอบแยกส่วนไม่ได้ ระบบรับคะแนนแยกส่วนของ EIT เท่านั้น" for code in in_parts]
    return found


def indicator_problems(tools: Iterable[ToolWeight], indicators: Sequence[Indicator]) -> list[str]:
    """Every tool has an indicator and every indicator a tool; numbers run from 1 without gap or repeat."""
    codes = {tool.tool for tool in tools}
    used = {indicator.tool for indicator in indicators}
    found = [f"{code} ยังไม่มีตัวชี้วัด ต้องมีอย่างน้อยหนึ่งตัวชี้วัด" for code in sorted(codes - used)]
    found += [f"มีตัวชี้วัดของ {code} แต่เกณฑ์ยังไม่มีน้ำหนักของเครื่องมือนี้" for code in sorted(used - codes)]
    if sorted(indicator.number for indicator in indicators) != list(range(1, len(indicators) + 1)):
        found.append("ลำดับตัวชี้วัดต้องเริ่มที่ ๑ และเรียงต่อกันโดยไม่ซ้ำและไม่ข้าม")
    return found


def level_problems(levels: Sequence[RatingLevel]) -> list[str]:
    """Levels cover 0–100 without gaps, best first.

    Read from the best down, neither threshold may rise and one of them must fall; the last level starts at 0 with no
    condition on each tool, so that every result has a level.
    """
    if not levels:
        return ["ต้องมีระดับผลการประเมินอย่างน้อยหนึ่งระดับ"]
    ordered = sorted(levels, key=lambda level: level.position)
    found = []
    names = [level.name for level in ordered]
    found += [f"ระดับ “{name}” ซ้ำกัน" for name in sorted({name for name in names if names.count(name) > 1})]
    for better, worse in pairwise(ordered):
        above, below = _thresholds(better), _thresholds(worse)
        if below[0] > above[0] or below[1] > above[1] or below == above:
            found.append(f"ระดับ “{worse.name}” ต้องมีเกณฑ์ต่ำกว่า “{better.name}” ซึ่งเป็นระดับที่ดีกว่า")
    lowest = ordered[-1]
    if lowest.min_overall != 0 or lowest.min_each is not None:
        found.append(f"ระดับสุดท้าย “{lowest.name}” ต้องเริ่มที่ ๐ และไม่มีเงื่อนไขรายเครื่องมือ เพื่อให้ทุกคะแนนมีระดับ")
    return found


def _thresholds(level: RatingLevel) -> tuple[Decimal, Decimal]:
    return level.min_overall, _BELOW_ALL if level.min_each is None else level.min_each


def band_problems(bands: Sequence[ConclusionBand]) -> list[str]:
    """Bands of conclusions fit the target: good from it upwards, to be improved below it, down to 0.

    None at all is right too: such criteria have the first ones (`conclusions.FIRST_RULES`).
    """
    if not bands:
        return []
    ordered = sorted(bands, key=lambda band: band.position)
    at_target = [place for place, band in enumerate(ordered) if band.min_score is None]
    if len(at_target) != 1:
        return ["ต้องมีช่วงคะแนนที่เว้น “คะแนนตั้งแต่” ว่างไว้หนึ่งช่วง คือ ช่วงที่ตั้งแต่เป้าหมายของตัวชี้วัดขึ้นไป"]
    found = []
    used = [band.conclusion for band in ordered]
    found += [f"ความเร่งด่วน “{_urgency(band)}” ซ้ำกัน" for band in ordered[1:] if used.count(band.conclusion) > 1][:1]
    starts = [band.min_score for band in ordered if band.min_score is not None]
    if any(lower >= higher for higher, lower in pairwise(starts)):
        found.append("“คะแนนตั้งแต่” ต้องลดหลั่นกันจากช่วงที่ดีที่สุดลงไปโดยไม่ซ้ำกัน")
    if ordered[-1].min_score != 0:
        found.append("ช่วงสุดท้ายต้องเริ่มที่ ๐ เพื่อให้ทุกคะแนนมีข้อสรุป")
    for place, band in enumerate(ordered):
        reached = place <= at_target[0]
        if band.conclusion not in (GOOD if reached else TO_IMPROVE):
            where = "ตั้งแต่เป้าหมายขึ้นไป" if reached else "ต่ำกว่าเป้าหมาย"
            found.append(f"ช่วง “{band.label}” อยู่{where} จึงใช้ความเร่งด่วน “{_urgency(band)}” ไม่ได้")
        found += _text_problems(band, reached=reached)
    return found


def _urgency(band: ConclusionBand) -> str:
    return str(band.get_conclusion_display())


def _text_problems(band: ConclusionBand, *, reached: bool) -> list[str]:
    """Words that the report would print wrongly: other names in braces, or a reproach to who reached the target."""
    text = f"{band.label}\n{band.sentences}"
    found = []
    if re.search(r"[{}]", text.replace(PEOPLE, "")):
        found.append(f"ถ้อยคำของช่วง “{band.label}” ใช้คำในวงเล็บปีกกาได้เฉพาะ {PEOPLE}")
    if reached and (blame := re.search("(ควร|ต้อง)(เร่ง)?(ปรับปรุง|แก้ไข)", text)):
        found.append(f"ช่วง “{band.label}” อยู่ตั้งแต่เป้าหมายขึ้นไป จึงใช้คำว่า “{blame.group()}” ไม่ได้")
    return found


def scheme_problems(
    tools: Sequence[ToolWeight], indicators: Sequence[Indicator], levels: Sequence[RatingLevel]
) -> list[str]:
    """Everything that is wrong with a scheme of tools, indicators and levels."""
    return [*weight_problems(tools), *indicator_problems(tools, indicators), *level_problems(levels)]


def item_problems(first: int, last: int, rows: Iterable[OitItem]) -> list[str]:
    """Return what is wrong with the items of criteria for the years `first` to `last`: years outside, items twice."""
    found = []
    seen: set[tuple[int, str]] = set()
    for row in rows:
        year = thai_digits(row.fiscal_year)
        if not first <= row.fiscal_year <= last:
            found.append(f"ข้อ O{thai_digits(row.number)} เป็นรายการของปี {year} ซึ่งไม่อยู่ในช่วงปีของเกณฑ์นี้")
        if (row.fiscal_year, row.document) in seen:
            found.append(f"ระบุข้อ OIT ของ{ItemDocument(row.document).label} ปี {year} มากกว่าหนึ่งครั้ง")
        seen.add((row.fiscal_year, row.document))
    return found
