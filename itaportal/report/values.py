"""What may stand in braces in a paragraph of the report: every figure, count, name and level, under a Thai name.

The portal's own sentences (`narrative`, `analysis`) hold these names in the place of figures, as an agency's wording
does, and both are filled from here. So a sentence knows where each of its figures comes from. Lists, such as
`{จุดแข็ง}`, are one name: they stay right when another indicator comes to belong to them.

A name is there where it has something to say: `{ต่ำกว่าเป้าหมาย}` is not known where nothing is missing to the target.
Names are never given another meaning, because agencies' wordings and published versions hold them. A name that was
replaced by a better one stays in `FORMER_NAMES`: it is filled as ever and no longer offered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessments.results import IndicatorView, ToolView, YearResult
from assessments.scoring import TestedScore
from assessments.thai import format_score, thai_digits
from assessments.wording import equal_scores, join_thai, level_words, short_figure, subject

from .document import AgencyReport, PreviousYear
from .figures import ScaleFigure, change_figure, indicators_figure, overall_figure
from .prose import (
    change_words,
    changed_since,
    indicator_name,
    indicator_with_score,
    shortfall_list,
    tested_name,
)

NO_SCORE = "ยังไม่มีคะแนน"
# What names were before, and what they are now: texts of agencies and of published versions hold them.
FORMER_NAMES = {
    "ขาด": "ต่ำกว่าเป้าหมาย",
    "จุดที่ควรปรับปรุง": "จุดที่ควรพัฒนา",
    "จุดที่พัฒนาต่อได้": "จุดที่ควรพัฒนา",
    "ผลการวิเคราะห์": "บทวิเคราะห์ของหน่วยงาน",
    "ประเด็นที่ประเมิน": "ประเด็นการประเมิน",
    "คะแนนที่ต้องใช้ชี้ขาดระดับ": "คะแนนที่ต้องใช้ระบุระดับ",
    "คะแนนที่ต้องใช้ชี้ขาดค่าเป้าหมาย": "คะแนนที่ต้องใช้พิจารณาค่าเป้าหมาย",
}
ASSESSES = "ประเมิน"  # an objective begins with it; what follows is filled in

# The bounds of the two parts of a tool by the tool's code, where they are unknown and have the same.
_EACH_PART = "คะแนนต่ำสุดของ {} แต่ละส่วน"


@dataclass(frozen=True)
class Group:
    """Names that belong together, with their values, as they are listed under a paragraph's field."""

    title: str
    values: Mapping[str, str]


def placeholder_groups(report: AgencyReport, key: str) -> tuple[Group, ...]:
    """Return the names that paragraph `key` knows, its own first, then those of every paragraph.

    `คะแนน` is the indicator's score in an indicator's paragraph, the tool's in a tool's, elsewhere the overall.
    """
    return (Group("ของย่อหน้านี้", _of_paragraph(report, key)), *_of_every_paragraph(report))


def placeholder_values(report: AgencyReport, key: str) -> dict[str, str]:
    """Return the names that may stand in braces in paragraph `key`, former ones too, each with what it is filled with.

    `{เป้าหมายของหน่วยงาน}` was once known where the agency had set none, and was then the national one.
    """
    found = {name: value for group in placeholder_groups(report, key) for name, value in group.values.items()}
    former = {"เป้าหมายของหน่วยงาน": short_figure(report.year.target)}
    former |= {old: found[new] for old, new in FORMER_NAMES.items() if new in found}
    return former | found


def _of_paragraph(report: AgencyReport, key: str) -> dict[str, str]:
    year = report.year
    for tool in year.tools:
        if key == f"tool-{tool.code}":
            return _tool(tool, report)
    for line in year.indicators:
        if key == f"indicator-{line.number}":
            return _indicator(line, report)
    found = {"คะแนน": _score(year.overall)}
    if report.previous:
        found |= _before(year.overall, report.previous.overall)
    if key in ("summary", "reason"):
        found |= _result(report)
    elif key == "table":
        found |= _table(year)
    elif key in ("opening", "weaknesses"):
        found |= _ranking(year) | _strengths(year) | _weaknesses(year)
    elif key == "plan":
        found |= _plan(report)
    return found


# --- Of every paragraph ---------------------------------------------------------------------------------------------


def _of_every_paragraph(report: AgencyReport) -> tuple[Group, ...]:
    year, previous = report.year, report.previous
    result = {
        "คะแนนภาพรวม": _score(year.overall),
        "ระดับ": level_words(year),
        "ค่าเป้าหมาย": short_figure(year.criteria.target),
    }
    if year.own_target is not None:
        result["เป้าหมายของหน่วยงาน"] = short_figure(year.own_target)
    result |= {f"คะแนน {tool.code}": _score(tool.score) for tool in year.tools}
    result |= {f"คะแนน {tested_name(item)}": format_score(item.low) for item in _parts(year) if item.known}
    before = {}
    if previous:
        before = {"ปีก่อน": thai_digits(previous.fiscal_year), "คะแนนภาพรวมปีก่อน": _score(previous.overall)}
        before |= {"ระดับปีก่อน": previous.level} if previous.level else {}
    found = (
        Group(
            "หน่วยงานและปีงบประมาณ",
            {
                "หน่วยงาน": year.agency.name,
                "ชื่อย่อ": year.agency.short_name,
                "ที่ตั้ง": year.agency.place,
                "ปี": thai_digits(year.fiscal_year),
                "ปีถัดไป": thai_digits(year.fiscal_year + 1),
            },
        ),
        Group("ผลการประเมิน", result),
        Group("ผลปีก่อน", before),
        Group(
            "คะแนนรายตัวชี้วัด",
            {f"คะแนนตัวชี้วัดที่ {thai_digits(line.number)}": _score(line.score) for line in year.indicators},
        ),
        Group("ชื่อตัวชี้วัด", {f"ชื่อตัวชี้วัดที่ {thai_digits(line.number)}": line.name for line in year.indicators}),
    )
    return tuple(group for group in found if group.values)


def _score(value: Decimal | None) -> str:
    return NO_SCORE if value is None else format_score(value)


def _before(now: Decimal | None, then: Decimal | None) -> dict[str, str]:
    """Last year's figure, and how this year's moved from it where both are known."""
    found = {"คะแนนปีก่อน": _score(then)}
    if now is not None and then is not None:
        found["เทียบปีก่อน"] = change_words(now, then)
    return found


# --- ๑ Result -------------------------------------------------------------------------------------------------------


def result_figures(year: YearResult, previous: PreviousYear | None) -> tuple[ScaleFigure, ...]:
    """Return the figures of the first section, numbered in order."""
    figures: list[ScaleFigure] = []
    for draw in (overall_figure, indicators_figure):
        if figure := draw(year, len(figures) + 1):
            figures.append(figure)
    if previous and (figure := change_figure(year, previous, len(figures) + 1)):
        figures.append(figure)
    return tuple(figures)


def _result(report: AgencyReport) -> dict[str, str]:
    """Why the level and the target are or are not reached, and what is needed to say so."""
    year, result = report.year, report.year.result
    found = {
        "เหตุที่ยังไม่ถึงระดับที่สูงกว่า": shortfall_list(result.next_level_shortfalls, year),
        "เหตุที่ยังไม่บรรลุค่าเป้าหมาย": _target_missed(year),
        "คะแนนที่ต้องใช้ระบุระดับ": join_thai([tested_name(part) for part in result.unknown_parts]),
        "คะแนนที่ต้องใช้พิจารณาค่าเป้าหมาย": join_thai(
            [subject(item) for item in result.target_shortfalls if not item.certain]
        ),
        "ระดับตามประกาศ": year.published_level,
        "เลขตัวชี้วัดที่ยังไม่มีคะแนน": join_thai([thai_digits(number) for number in result.missing]),
        "ภาพประกอบ": join_thai([f"ภาพที่ {thai_digits(item.number)}" for item in result_figures(year, report.previous)]),
    }
    if level := year.next_level:
        found["ระดับที่สูงกว่า"] = level.name
        found["เกณฑ์คะแนนภาพรวมของระดับที่สูงกว่า"] = short_figure(level.min_overall)
        if level.min_each is not None:
            found["เกณฑ์คะแนนเครื่องมือของระดับที่สูงกว่า"] = short_figure(level.min_each)
    return _there(found | _bounds(year))


def _target_missed(year: YearResult) -> str:
    """What is below the national target; the overall's figure is not said again, the sentence begins with it."""
    short = [item for item in year.result.target_shortfalls if item.certain]
    tools = [item for item in short if item.tool is not None]
    listed = shortfall_list(tools, year)
    if len(tools) == len(short):
        return listed
    return f"คะแนนภาพรวมต่ำกว่าค่าเป้าหมาย{f' และคะแนนของเครื่องมือต่ำกว่าค่าเป้าหมาย คือ {listed}' if tools else ''}"


def _bounds(year: YearResult) -> dict[str, str]:
    """What is known of parts that have no figure of their own."""
    found = {}
    for tool in year.tools:
        if low := each_part_from(tool):
            found[_EACH_PART.format(tool.code)] = format_score(low)
    for item in _parts(year):
        if not item.known:
            found[f"คะแนนต่ำสุดของ {tested_name(item)}"] = format_score(item.low)
            found[f"คะแนนสูงสุดของ {tested_name(item)}"] = format_score(item.high)
    return found


def _parts(year: YearResult) -> Iterable[TestedScore]:
    return (item for item in year.result.tested if item.part)


def unknown_alike(tool: ToolView) -> bool:
    """Whether nothing but the tool's mean is known of both its parts."""
    return (
        len(tool.parts) == 2 and tool.parts[0].low == tool.parts[1].low and not any(part.known for part in tool.parts)
    )


def each_part_from(tool: ToolView) -> Decimal | None:
    """Return the least that each of a tool's unknown parts can be; None where that says nothing."""
    return tool.parts[0].low or None if unknown_alike(tool) else None


# --- ๒ Table, ๔ Measures --------------------------------------------------------------------------------------------


def _table(year: YearResult) -> dict[str, str]:
    return {
        "จำนวนเครื่องมือ": thai_digits(len(year.tools)),
        "ชื่อเครื่องมือทั้งหมด": join_thai([f"{tool.thai_name} ({tool.code})" for tool in year.tools]),
        "จำนวนตัวชี้วัด": thai_digits(len(year.indicators)),
        "ตารางคะแนน": "ตารางที่ ๑",
    }


def table_of_measures(year: YearResult) -> str:
    """`ตารางที่ ๒`; the first one in a year that has no scores of indicators."""
    return f"ตารางที่ {'๒' if year.tools else '๑'}"


def indicators_without_measure(report: AgencyReport) -> tuple[IndicatorView, ...]:
    """Return the indicators for which the plan names no measure."""
    measures = report.plan.measures if report.plan else ()
    covered = {measure.indicator for measure in measures if measure.titles}
    return tuple(line for line in report.year.indicators if line.number not in covered)


def _plan(report: AgencyReport) -> dict[str, str]:
    if report.plan is None:
        return {}
    without = indicators_without_measure(report)
    found = {
        "ปีของมาตรการ": thai_digits(report.plan.fiscal_year),
        "จำนวนมาตรการ": thai_digits(len(report.plan.measures)),
        "จำนวนตัวชี้วัดที่มีมาตรการ": thai_digits(len(report.year.indicators) - len(without)),
        "ตัวชี้วัดที่ยังไม่มีมาตรการ": join_thai([indicator_name(line) for line in without]),
        "ตารางมาตรการ": table_of_measures(report.year),
    }
    return _there(found)


def _there(found: Mapping[str, str]) -> dict[str, str]:
    """Without the names that have nothing to say this year."""
    return {name: value for name, value in found.items() if value}


# --- ๓ Analysis -----------------------------------------------------------------------------------------------------


def ranked_tools(year: YearResult) -> list[ToolView]:
    """Return the scored tools, the highest first."""
    return sorted((tool for tool in year.tools if tool.score is not None), key=lambda tool: -(tool.score or 0))


def costliest_tool(year: YearResult) -> ToolView | None:
    """Return the tool that takes most from the overall; None where no one of several does, or not all are scored."""
    if len(year.tools) < 2 or any(tool.cost is None for tool in year.tools):
        return None
    top = max((tool.cost or Decimal(0) for tool in year.tools), default=Decimal(0))
    found = [tool for tool in year.tools if tool.cost == top]
    return found[0] if top and len(found) == 1 else None


def _ranking(year: YearResult) -> dict[str, str]:
    ranked = ranked_tools(year)
    found = {"คะแนนรายเครื่องมือ": join_thai([f"{tool.code} ได้ {format_score(tool.score)} คะแนน" for tool in ranked])}
    for place, tool in enumerate(ranked, start=1):
        found[f"เครื่องมืออันดับที่ {thai_digits(place)}"] = tool.code
        found[f"คะแนนเครื่องมืออันดับที่ {thai_digits(place)}"] = format_score(tool.score)
    if costly := costliest_tool(year):
        found["เครื่องมือที่เสียคะแนนมากที่สุด"] = costly.code
        found["น้ำหนักของเครื่องมือที่เสียคะแนนมากที่สุด"] = short_figure(costly.weight)
        found["คะแนนที่เสียมากที่สุด"] = format_score(costly.cost)
    return _there(found)


def highest_indicators(year: YearResult) -> tuple[IndicatorView, ...]:
    """Return the indicators with the highest score."""
    top = max((line.score for line in year.indicators if line.score is not None), default=None)
    return tuple(line for line in year.indicators if line.score is not None and line.score == top)


def _strengths(year: YearResult) -> dict[str, str]:
    strengths = year.strengths
    # A full score is said once for all of them.
    word = indicator_name if strengths and strengths[0].full else indicator_with_score
    return _there(
        {
            "จุดแข็ง": join_thai([word(line) for line in strengths]),
            "จำนวนจุดแข็ง": thai_digits(len(strengths)) if strengths else "",
            "เครื่องมือของจุดแข็ง": join_thai(list(dict.fromkeys(line.tool for line in strengths))),
            "ตัวชี้วัดที่คะแนนสูงที่สุด": join_thai([indicator_with_score(line) for line in highest_indicators(year)]),
        }
    )


def _weaknesses(year: YearResult) -> dict[str, str]:
    flagged = year.flagged
    return _there(
        {
            "จุดที่ควรพัฒนา": join_thai([indicator_with_score(line) for line in year.to_improve]),
            "จุดที่ควรพัฒนาที่คะแนนเท่ากัน": equal_scores(year.to_improve),
            "จำนวนตัวชี้วัดที่ต่ำกว่าเป้าหมาย": thai_digits(len(flagged)) if flagged else "",
            "ตัวชี้วัดที่ต่ำกว่าเป้าหมาย": join_thai(
                [f"{indicator_name(line)} (ต่ำกว่าเป้าหมาย {format_score(line.gap)} คะแนน)" for line in flagged]
            ),
            "ตัวชี้วัดที่ยังไม่มีคะแนน": join_thai([indicator_name(line) for line in year.indicators if line.score is None]),
        }
    )


def _tool(tool: ToolView, report: AgencyReport) -> dict[str, str]:
    found = {
        "คะแนน": _score(tool.score),
        "เครื่องมือ": tool.code,
        "ชื่อเครื่องมือ": tool.thai_name,
        "จำนวนตัวชี้วัด": thai_digits(len(tool.indicators)),
    }
    if report.previous:
        then = report.previous.tool(tool.code)
        found |= _before(tool.score, then)
        found |= _there({"เพิ่มลดจากปีก่อน": changed_since(tool.score, then, report.previous)})
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
        found["ต่ำกว่าเป้าหมาย"] = format_score(line.gap)
    if report.previous:
        then = report.previous.indicator(line.number)
        found |= _before(line.score, then)
        found |= _there({"เพิ่มลดจากปีก่อน": changed_since(line.score, then, report.previous)})
    texts = {"ประเด็นการประเมิน": line.objective.removeprefix(ASSESSES), "บทวิเคราะห์ของหน่วยงาน": line.analysis.strip()}
    return found | _there(texts)
