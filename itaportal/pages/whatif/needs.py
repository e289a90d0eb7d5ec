"""The least that reaches a level: what it asks of each tool, which indicator alone is enough, the way over all."""

from dataclasses import dataclass, replace
from decimal import Decimal

from assessments import wording
from assessments.enums import LevelTone
from assessments.results import IndicatorView, LevelView, ToolView, YearResult
from assessments.scoring import LevelRule
from assessments.thai import format_score, thai_digits
from assessments.whatif import Figures, IndicatorRaise, Least, LevelRaises, ToolRaise

from .form import query_of


@dataclass(frozen=True)
class ToolNeed:
    """A tool's row: what it has, what the level asks of it, what it would need alone; words where figures differ."""

    tool: ToolView
    have: Decimal
    own: str
    gap: Decimal | None
    alone: str


@dataclass(frozen=True)
class IndicatorNeed:
    """An indicator of which one alone may reach the level: `possible` where that is before it is certain."""

    line: IndicatorView
    have: Decimal
    certain: Decimal | None
    possible: Decimal | None
    raise_by: Decimal
    query: str


@dataclass(frozen=True)
class LevelNeeds:
    """The least that reaches one level; `undetermined` says that it is possible already, and only not certain."""

    level: LevelView
    question: str
    condition: str
    overall_gap: Decimal
    need_overall: Decimal
    tools: tuple[ToolNeed, ...]
    singles: tuple[IndicatorNeed, ...]
    together: str
    undetermined: bool


def level_needs(found: LevelRaises, figures: Figures, actual: Figures, supposed: YearResult) -> LevelNeeds:
    """The raises found for one level as the page shows them; addresses lead from `actual` to what would be enough."""
    lines = {line.number: line for line in supposed.indicators}
    tools = {tool.code: tool for tool in supposed.tools}
    names = [level.name for level in supposed.criteria.levels]
    level = supposed.criteria.levels[names.index(found.level.name)]
    return LevelNeeds(
        level=level,
        question=_question(level, supposed.criteria.levels),
        condition=_condition(found.level),
        overall_gap=found.overall_gap,
        need_overall=found.level.min_overall,
        tools=tuple(
            ToolNeed(
                tools[item.tool],
                item.have,
                *_own(item, tools[item.tool], found.level),
                _least_words(item.alone, item.have),
            )
            for item in found.tools
        ),
        singles=tuple(_single(item, lines[item.indicator], figures, actual, supposed) for item in found.single),
        together="" if found.together is None else query_of(found.together, actual),
        undetermined=level in supposed.levels,
    )


def _question(level: LevelView, levels: tuple[LevelView, ...]) -> str:
    """Ask for the least that reaches a level or, where that itself asks for improvement, leaves the one below."""
    below = levels[levels.index(level) + 1 :]
    if level.tone in (LevelTone.POOR, LevelTone.URGENT) and below:
        return f"ต้องได้อย่างน้อยเท่าใดจึงจะพ้นระดับ “{below[0].name}”"
    return f"ต้องได้อย่างน้อยเท่าใดจึงจะอยู่ในระดับ “{level.name}”"


def _condition(level: LevelRule) -> str:
    need = wording.short_figure(level.min_overall)
    if level.min_each is None:
        return f"ต้องได้คะแนนภาพรวม {need} คะแนนขึ้นไป"
    if level.min_each == level.min_overall:
        return f"ต้องได้คะแนนภาพรวมและคะแนนทุกเครื่องมือ {need} คะแนนขึ้นไป"
    each = wording.short_figure(level.min_each)
    return f"ต้องได้คะแนนภาพรวม {need} คะแนนขึ้นไป และคะแนนทุกเครื่องมือ {each} คะแนนขึ้นไป"


def _least_words(least: Least, have: Decimal) -> str:
    """From which figure on; empty where none is enough."""
    if least.possible is None:
        return ""
    if least.certain == least.possible:
        return format_score(least.certain)
    if least.certain is None:
        return f"ได้ {format_score(least.possible)} อาจถึงระดับนี้"
    if least.possible <= have:
        return f"ได้ {format_score(least.certain)} ถึงแน่นอน"
    return f"ได้ {format_score(least.possible)} อาจถึงระดับนี้ ได้ {format_score(least.certain)} ถึงแน่นอน"


def _own(item: ToolRaise, tool: ToolView, level: LevelRule) -> tuple[str, Decimal | None]:
    """What the level asks of a tool, in words, and what is missing to it: of its parts where they are known."""
    need = level.min_each
    if item.own is None or need is None:
        return "", None
    short = [part for part in tool.parts if part.known and part.low < need]
    if short:
        parts = wording.join_thai([f"ส่วนที่ {thai_digits(part.part)}" for part in short])
        each = "ส่วนละ " if len(short) > 1 else ""
        return f"{parts} {each}{wording.short_figure(need)}", need - min(part.low for part in short)
    return _least_words(item.own, item.have), _gap(item.own, item.have)


def _gap(least: Least, have: Decimal) -> Decimal | None:
    """What a tool lacks to what is asked of it; None where only its parts are not known."""
    return least.possible - have if least.possible is not None and least.possible > have else None


def _single(
    item: IndicatorRaise, line: IndicatorView, figures: Figures, actual: Figures, supposed: YearResult
) -> IndicatorNeed:
    least = item.alone
    wanted = least.possible if least.certain is None else least.certain
    assert wanted is not None, "only indicators of which one alone may be enough are asked about"
    moves_parts = any(tool.parts for tool in supposed.tools if tool.code == line.tool)
    changed = replace(
        figures,
        lines=tuple(
            replace(each, score=wanted) if each.indicator == item.indicator else each for each in figures.lines
        ),
        parts=(None, None) if moves_parts else figures.parts,
    )
    return IndicatorNeed(
        line=line,
        have=item.have,
        certain=least.certain,
        possible=None if least.possible in (least.certain, item.have) else least.possible,
        raise_by=wanted - item.have,
        query=query_of(changed, actual),
    )
