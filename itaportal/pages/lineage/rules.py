"""How a figure comes about, in words and with the agency's own numbers. Pure: nothing is asked of the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assessments import scoring
from assessments.announced_words import AS_ANNOUNCED, rounding_note
from assessments.results import ToolView, YearResult
from assessments.scoring_types import ToolWorking
from assessments.thai import format_score, thai_digits
from assessments.wording import exact_figure, level_condition, missing_sentence, next_level_sentence, short_figure

from .figures import LEVEL, OVERALL, Figure

ENTERED = "คะแนนที่หน่วยงานบันทึก"
COMPUTED = "ผลคำนวณ"


@dataclass(frozen=True)
class Rule:
    """A rule in a sentence, and its lines with the agency's numbers: a sum, or the conditions of levels."""

    sentence: str
    lines: tuple[str, ...]


def origin(figure: Figure, year: YearResult) -> str:
    """What the figure is: announced, computed here, or entered by the agency."""
    if figure.indicator:
        return ENTERED
    if figure.code == LEVEL:
        announced = year.level_announced or year.criteria.overall_only
    elif figure.tool:
        announced = figure.tool.announced is not None
    else:
        announced = year.overall is not None and year.published_overall == year.overall
    return AS_ANNOUNCED if announced else COMPUTED


def rule(figure: Figure, year: YearResult) -> Rule:
    """Return the rule of a figure with the year's weights and the agency's numbers."""
    if year.criteria.overall_only:
        return Rule("ปีงบประมาณนี้ใช้รูปแบบการประเมินที่ต่างจากปีต่อมา จึงเก็บเฉพาะผลตามประกาศและไม่มีการคำนวณ", ())
    if figure.code == OVERALL:
        return Rule(_overall_rule(year), tuple(_overall_lines(year)))
    if figure.code == LEVEL:
        return Rule(_level_rule(year), tuple(_level_lines(year)))
    if figure.tool:
        return Rule(_tool_rule(figure.tool), tuple(_tool_lines(figure.tool, year)))
    return Rule(_indicator_rule(figure, year), tuple(_indicator_lines(figure, year)))


def _working(year: YearResult) -> scoring.Working | None:
    """The overall of the scores step by step; None where a score is missing or there are no tools."""
    rules = scoring.CriteriaRules(
        tools=tuple(
            scoring.ToolRule(tool.code, tool.weight, tuple(line.number for line in tool.indicators))
            for tool in year.tools
        ),
        levels=(),
        target=year.criteria.target,
    )
    return scoring.working([scoring.ScoreLine(line.number, line.score) for line in year.indicators], rules)


# --- Overall and tools ------------------------------------------------------------------------------------------------


def _overall_rule(year: YearResult) -> str:
    weights = " ".join(f"{tool.code} ร้อยละ {short_figure(tool.weight)}" for tool in year.tools)
    return f"คะแนนภาพรวม คือ ผลรวมของคะแนนทุกเครื่องมือคูณน้ำหนัก ({weights}) คิดจากค่าที่ยังไม่ปัดเศษแล้วปัดเศษครั้งเดียวเป็นทศนิยมสองตำแหน่ง"


def _overall_lines(year: YearResult) -> Iterator[str]:
    working = _working(year)
    if working is None:
        yield missing_sentence(year) or "คะแนนยังไม่ครบทุกตัวชี้วัด จึงยังคำนวณไม่ได้"
        yield from _only_announced(year.published_overall)
        return
    for tool in working.tools:
        share = exact_figure(tool.share)
        yield f"{tool.code} {exact_figure(tool.mean)} × {short_figure(tool.weight)} ÷ ๑๐๐ = {share}"
    total = " + ".join(exact_figure(tool.share) for tool in working.tools)
    yield f"{total} = {exact_figure(working.unrounded)} ปัดเศษเป็น {format_score(working.overall)} คะแนน"
    yield from _announced_line(year.published_overall, working.overall, year)


def _tool_rule(tool: ToolView) -> str:
    count = thai_digits(len(tool.indicators))
    parts = " คะแนนนี้มาจากส่วนที่ ๑ และส่วนที่ ๒ ส่วนละครึ่ง" if tool.parts else ""
    weight = short_figure(tool.weight)
    return f"คะแนน {tool.code} คือ ค่าเฉลี่ยของคะแนน {count} ตัวชี้วัด และมีน้ำหนักร้อยละ {weight} ในคะแนนภาพรวม{parts}"


def _tool_lines(tool: ToolView, year: YearResult) -> Iterator[str]:
    scores = [line.score for line in tool.indicators if line.score is not None]
    if len(scores) < len(tool.indicators) or not scores:
        missing = " ".join(thai_digits(line.number) for line in tool.indicators if line.score is None)
        yield f"ยังไม่มีคะแนนตัวชี้วัดที่ {missing} จึงยังคำนวณไม่ได้"
        yield from _only_announced(tool.announced)
        return
    mean = sum(scores, Decimal(0)) / len(scores)
    rounded = scoring.round_score(mean)
    total = " + ".join(format_score(score) for score in scores)
    yield f"({total}) ÷ {thai_digits(len(scores))} = {exact_figure(mean)} ปัดเศษเป็น {format_score(rounded)} คะแนน"
    for part in tool.parts:
        if part.known:
            yield f"{tool.code} ส่วนที่ {thai_digits(part.part or 0)} ได้ {format_score(part.low)} คะแนน ตามที่หน่วยงานบันทึก"
    yield from _announced_line(tool.announced, rounded, year)
    if working := next((step for step in _steps(year) if step.code == tool.code), None):
        share = format_score(tool.contribution)
        sum_words = f"{exact_figure(working.mean)} × {short_figure(tool.weight)} ÷ ๑๐๐ = {exact_figure(working.share)}"
        yield f"คะแนนที่ได้ในภาพรวม {sum_words} ปัดเศษเป็น {share} คะแนน"


def _steps(year: YearResult) -> tuple[ToolWorking, ...]:
    working = _working(year)
    return working.tools if working else ()


def _only_announced(announced: Decimal | None) -> Iterator[str]:
    if announced is not None:
        yield f"ตัวเลขที่แสดงเป็นตัวเลข{AS_ANNOUNCED} {format_score(announced)} คะแนน"


def _announced_line(announced: Decimal | None, computed: Decimal, year: YearResult) -> Iterator[str]:
    """What was announced beside what is computed; where they differ, why the announced one is shown."""
    if announced is None:
        return
    if announced == computed:
        yield f"ตัวเลข{AS_ANNOUNCED} {format_score(announced)} คะแนน ตรงกับผลคำนวณ"
    else:
        yield f"ตัวเลข{AS_ANNOUNCED} {format_score(announced)} คะแนน หน้าเว็บและรายงานแสดงตัวเลข{AS_ANNOUNCED}"
        if note := rounding_note(year):
            yield note


# --- Level and indicators ---------------------------------------------------------------------------------------------


def _level_rule(year: YearResult) -> str:
    tested = any(level.min_each is not None for level in year.criteria.levels)
    what = "คะแนนภาพรวมและคะแนนของทุกเครื่องมือ" if tested else "คะแนนภาพรวมอย่างเดียว"
    return f"ระดับผลการประเมินพิจารณาจาก{what} โดยใช้ตัวเลขทศนิยมสองตำแหน่ง ได้ระดับที่ดีที่สุดที่ผ่านเงื่อนไขทุกข้อ"


def _level_lines(year: YearResult) -> Iterator[str]:
    above = None
    for level in year.criteria.levels:
        yield f"“{level.name}” {level_condition(level, above)}"
        above = level
    if year.overall is not None:
        yield f"คะแนนภาพรวมที่ใช้พิจารณา {format_score(year.overall)} คะแนน"
    for item in year.result.tested:
        name = f"{item.tool} ส่วนที่ {thai_digits(item.part)}" if item.part else item.tool
        if item.known:
            yield f"{name} {format_score(item.low)} คะแนน"
        else:
            yield f"{name} ไม่มีคะแนนแยกส่วน อยู่ระหว่าง {format_score(item.low)} ถึง {format_score(item.high)} คะแนน"
    if reason := next_level_sentence(year):
        yield reason
    if year.level_announced:
        yield f"ระดับที่แสดงเป็นระดับ{AS_ANNOUNCED}ของสำนักงาน ป.ป.ช."


def _indicator_rule(figure: Figure, year: YearResult) -> str:
    return "คะแนนตัวชี้วัดเป็นตัวเลขตั้งต้น หน่วยงานบันทึกจากผลการประเมินที่ได้รับจากสำนักงาน ป.ป.ช. ไม่มีการคำนวณหรือปรับแก้"


def _indicator_lines(figure: Figure, year: YearResult) -> Iterator[str]:
    line = figure.indicator
    assert line is not None
    tool = next(tool for tool in year.tools if tool.code == line.tool)
    if line.score is None:
        yield "ยังไม่มีคะแนนของตัวชี้วัดนี้"
        return
    count, weight = thai_digits(len(tool.indicators)), short_figure(tool.weight)
    share = format_score(line.contribution)
    score = format_score(line.score)
    yield f"คะแนนที่ได้ในภาพรวม {score} ÷ {count} × {weight} ÷ ๑๐๐ = {share} คะแนน (ปัดเศษแล้ว)"
