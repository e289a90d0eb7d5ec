"""The page of suppositions: what other scores would give, the least that reaches the next levels, what moves most.

The supposition is in the address (`s1` … for indicators, `p1` and `p2` for EIT parts), so that it can be shared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from assessments import charts, wording
from assessments.dashboard import IndicatorView, LevelView, ToolView, YearResult
from assessments.models import Assessment
from assessments.scoring import CriteriaRules, LevelRule, Result, ScoreLine, ToolRule, round_score
from assessments.thai import ScoreError, format_score, parse_score, shorten, thai_digits
from assessments.whatif import (
    Figures,
    IndicatorRaise,
    Influence,
    Least,
    LevelRaises,
    Parts,
    ToolRaise,
    influences,
    least_raises,
    levels_ahead,
    parts_fit,
    with_scores,
)

_TYPED = 60  # characters of a wrong entry that are given back
PART_NAMES = ("p1", "p2")


@dataclass(frozen=True)
class Field:
    """One entry of the form: `value` as it stands in it, `actual` the real figure, `error` what is wrong with it."""

    name: str
    value: str
    actual: Decimal | None
    changed: bool
    error: str


@dataclass(frozen=True)
class IndicatorField:
    """The entry of one indicator."""

    line: IndicatorView
    field: Field


@dataclass(frozen=True)
class ToolFields:
    """The entries of one tool; `parts` are those of its two parts, empty where it has none."""

    tool: ToolView
    supposed: Decimal | None
    indicators: tuple[IndicatorField, ...]
    parts: tuple[Field, ...]
    parts_note: str


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
    condition: str
    overall_gap: Decimal
    need_overall: Decimal
    tools: tuple[ToolNeed, ...]
    singles: tuple[IndicatorNeed, ...]
    together: str
    undetermined: bool


@dataclass(frozen=True)
class Mover:
    """How one indicator moves the overall, in published figures; `bar` against the one that moves it most."""

    line: IndicatorView
    per_point: Decimal
    room: Decimal | None
    gain: Decimal | None
    bar: str


@dataclass(frozen=True)
class WhatIfPage:
    """Everything the page shows. `supposed` is the year as it would be, `change` from the real overall."""

    supposed: YearResult
    level_words: str
    level_tone: str
    target_sentence: str
    reasons: tuple[str, ...]
    change: Decimal | None
    is_actual: bool
    has_errors: bool
    tools: tuple[ToolFields, ...]
    levels: charts.LevelChart | None
    levels_by_tool: str
    needs: tuple[LevelNeeds, ...]
    movers: tuple[Mover, ...]
    strongest: str
    widest: str


def what_if_page(year: YearResult, assessment: Assessment, given: Mapping[str, str]) -> WhatIfPage | None:
    """Build the page from the year as the reader sees it and the address' parameters; None without indicators.

    A parameter that is absent or wrong stands for the real figure; an empty one for none. Unknown ones are ignored.
    """
    if not year.tools:
        return None
    criteria = _rules(year, assessment)
    actual = _figures(year, assessment)
    fields = {line.number: _field(f"s{line.number}", line.score, given) for line in year.indicators}
    typed_parts = [_field(name, part, given) for name, part in zip(PART_NAMES, actual.parts, strict=True)]
    scores = {number: _value(field, given) for number, field in fields.items() if field.changed}
    figures = with_scores(actual, criteria, scores)
    parts_set_aside = figures.parts != actual.parts
    if any(field.changed for field in typed_parts):
        first, second = (_value(field, given) if field.changed else field.actual for field in typed_parts)
        figures = replace(figures, parts=(first, second))
        parts_set_aside = False
    result = figures.result(criteria)
    supposed = _supposed(year, result)
    is_actual = figures == actual
    undetermined = wording.undetermined_sentence(supposed)
    why = wording.next_level_sentence(supposed).removeprefix(undetermined).lstrip()
    movers = _movers(influences(figures, criteria), supposed)
    return WhatIfPage(
        supposed=supposed,
        level_words=wording.level_words(supposed),
        level_tone=supposed.level.tone if supposed.level else "unknown",
        target_sentence=wording.target_sentence(supposed),
        reasons=tuple(filter(None, [undetermined, why, wording.missing_sentence(supposed)])),
        change=None if result.overall is None or year.overall is None else result.overall - year.overall,
        is_actual=is_actual,
        has_errors=any(field.error for field in [*fields.values(), *typed_parts]),
        tools=tuple(
            ToolFields(
                tool=tool,
                supposed=result.tool(tool.code).score,
                indicators=tuple(IndicatorField(line, fields[line.number]) for line in tool.indicators),
                parts=tuple(typed_parts) if rule.in_parts else (),
                parts_note=_parts_note(figures, criteria, set_aside=parts_set_aside) if rule.in_parts else "",
            )
            for tool, rule in zip(year.tools, criteria.tools, strict=True)
        ),
        levels=charts.level_chart(supposed),
        levels_by_tool=wording.join_thai(
            [f"“{level.name}”" for level in reversed(year.criteria.levels) if level.min_each is not None]
        ),
        needs=tuple(
            _needs(found, figures, actual, supposed)
            for level in levels_ahead(result, criteria)
            if (found := least_raises(figures, criteria, level))
        ),
        movers=movers,
        strongest=_strongest(movers),
        widest=_widest(movers),
    )


# --- What is given ----------------------------------------------------------------------------------------------------


def _rules(year: YearResult, assessment: Assessment) -> CriteriaRules:
    """The rules that the year was computed by: the frozen ones of a published version.

    Whether a tool is tested in parts is seen in its result; where it has none, the work in progress, the criteria say.
    """
    if not year.result.scored:
        return assessment.criteria.rules()
    return CriteriaRules(
        tools=tuple(
            ToolRule(tool.code, tool.weight, tuple(line.number for line in tool.indicators), bool(tool.parts))
            for tool in year.tools
        ),
        levels=tuple(LevelRule(level.name, level.min_overall, level.min_each) for level in year.criteria.levels),
        target=year.criteria.target,
    )


def _figures(year: YearResult, assessment: Assessment) -> Figures:
    parts: Parts = (None, None)
    if not year.result.scored:
        parts = (assessment.eit_part_1, assessment.eit_part_2)
    for tool in year.tools:
        if tool.parts:
            first, second = (part.low if part.known else None for part in tool.parts)
            parts = (first, second)
    lines = tuple(ScoreLine(line.number, line.score, line.target) for line in year.indicators)
    return Figures(lines, parts, year.target)


def _field(name: str, actual: Decimal | None, given: Mapping[str, str]) -> Field:
    typed = given.get(name)
    if typed is None:
        return Field(name, _shown(actual), actual, changed=False, error="")
    try:
        score = parse_score(typed)
    except ScoreError as error:
        return Field(name, shorten(typed, _TYPED), actual, changed=False, error=str(error))
    return Field(name, _shown(score), actual, changed=score != actual, error="")


def _shown(score: Decimal | None) -> str:
    return "" if score is None else format_score(score)


def _value(field: Field, given: Mapping[str, str]) -> Decimal | None:
    return parse_score(given[field.name])


def _parts_note(figures: Figures, criteria: CriteriaRules, *, set_aside: bool) -> str:
    """What must be said of the EIT parts: that real ones no longer belong to the scores, or that given ones do not."""
    if set_aside:
        return (
            "คะแนนแยกส่วนจริงใช้กับคะแนน EIT ที่สมมติไม่ได้ เพราะไม่ทราบว่าส่วนใดเปลี่ยนไปเท่าใด "
            "ระบบจึงถือว่ายังไม่ทราบและบอกระดับเป็นช่วง หากต้องการระบุ ให้กรอกคะแนนแยกส่วนที่สมมติ"
        )
    if not parts_fit(figures, criteria):
        return (
            "คะแนนแยกส่วนที่กรอกเฉลี่ยแล้วไม่เท่ากับคะแนน EIT ของตัวชี้วัด "
            "คะแนนภาพรวมคิดจากตัวชี้วัด ส่วนระดับคิดจากคะแนนแยกส่วน กรุณาแก้ให้ตรงกัน หรือเว้นว่างไว้"
        )
    return ""


# --- What would come out ---------------------------------------------------------------------------------------------


def _supposed(year: YearResult, result: Result) -> YearResult:
    """The year as it would be, so that sentences and charts are those of every other page."""
    levels = {level.name: level for level in year.criteria.levels}
    lines = {line.indicator: line for line in result.indicators}

    def indicator(view: IndicatorView) -> IndicatorView:
        line = lines[view.number]
        return replace(
            view,
            score=line.score,
            below_target=line.below_target,
            gap=line.gap,
            contribution=line.contribution,
            cost=line.cost,
        )

    return replace(
        year,
        overall=result.overall,
        levels=tuple(levels[level.name] for level in result.levels),
        next_level=levels[result.next_level.name] if result.next_level else None,
        tools=tuple(
            replace(
                tool,
                score=result.tool(tool.code).score,
                contribution=result.tool(tool.code).contribution,
                cost=result.tool(tool.code).cost,
                indicators=tuple(indicator(line) for line in tool.indicators),
                parts=tuple(part for part in result.tested if part.tool == tool.code and part.part),
            )
            for tool in year.tools
        ),
        published_overall=None,
        published_level="",
        result=result,
    )


def _query(figures: Figures, actual: Figures) -> str:
    """The address' parameters that lead from the real figures to `figures`: only what differs."""
    given = {
        f"s{line.indicator}": "" if line.score is None else f"{line.score:.2f}"
        for line in figures.lines
        if line.score != actual.score(line.indicator)
    }
    if figures.parts != actual.parts:
        given |= {
            name: "" if part is None else f"{part:.2f}" for name, part in zip(PART_NAMES, figures.parts, strict=True)
        }
    return urlencode(given)


# --- The least that reaches a level -----------------------------------------------------------------------------------


def _needs(found: LevelRaises, figures: Figures, actual: Figures, supposed: YearResult) -> LevelNeeds:
    lines = {line.number: line for line in supposed.indicators}
    tools = {tool.code: tool for tool in supposed.tools}
    names = [level.name for level in supposed.criteria.levels]
    level = supposed.criteria.levels[names.index(found.level.name)]
    return LevelNeeds(
        level=level,
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
        together="" if found.together is None else _query(found.together, actual),
        undetermined=level in supposed.levels,
    )


def _condition(level: LevelRule) -> str:
    need = wording.short_figure(level.min_overall)
    if level.min_each is None:
        return f"คะแนนภาพรวมต้องได้ {need} ขึ้นไป"
    if level.min_each == level.min_overall:
        return f"คะแนนภาพรวมและทุกเครื่องมือต้องได้ {need} ขึ้นไป"
    return f"คะแนนภาพรวมต้องได้ {need} ขึ้นไป และทุกเครื่องมือต้องได้ {wording.short_figure(level.min_each)} ขึ้นไป"


def _least_words(least: Least, have: Decimal) -> str:
    """From which figure on; empty where none is enough."""
    if least.possible is None:
        return ""
    if least.certain == least.possible:
        return format_score(least.certain)
    if least.certain is None:
        return f"อาจถึงตั้งแต่ {format_score(least.possible)} แต่ไม่แน่นอน"
    if least.possible <= have:
        return f"แน่นอนตั้งแต่ {format_score(least.certain)}"
    return f"อาจถึงตั้งแต่ {format_score(least.possible)} แน่นอนตั้งแต่ {format_score(least.certain)}"


def _own(item: ToolRaise, tool: ToolView, level: LevelRule) -> tuple[str, Decimal | None]:
    """What the level asks of a tool, in words, and what is missing to it: of its parts where they are known."""
    need = level.min_each
    if item.own is None or need is None:
        return "", None
    short = [part for part in tool.parts if part.known and part.low < need]
    if short:
        parts = wording.join_thai([f"ส่วนที่ {thai_digits(part.part)}" for part in short])
        return f"{parts} {wording.short_figure(need)}", need - min(part.low for part in short)
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
        query=_query(changed, actual),
    )


# --- What moves the overall most --------------------------------------------------------------------------------------


def _movers(found: tuple[Influence, ...], supposed: YearResult) -> tuple[Mover, ...]:
    lines = {line.number: line for line in supposed.indicators}
    most = max((item.gain for item in found if item.gain is not None), default=None)
    return tuple(
        Mover(
            line=lines[item.indicator],
            per_point=round_score(item.per_point),
            room=item.room,
            gain=None if item.gain is None else round_score(item.gain),
            bar=charts.share_of(item.gain, most) if most else "0.00%",
        )
        for item in found
    )


def _strongest(movers: tuple[Mover, ...]) -> str:
    """Which indicators move the overall most for each point, among those with room."""
    able = [item for item in movers if item.room]
    if not able:
        return ""
    most = max(item.per_point for item in able)
    who = _named(item for item in able if item.per_point == most)
    return f"ต่อหนึ่งคะแนน {who} ขยับคะแนนภาพรวมมากที่สุด คือ {format_score(most)} คะแนน"


def _widest(movers: tuple[Mover, ...]) -> str:
    """Which indicators would move the overall most if they rose to 100."""
    able = [item for item in movers if item.gain]
    if not able:
        return ""
    most = max(item.gain for item in able if item.gain is not None)
    who = _named(item for item in able if item.gain == most)
    return f"หากเพิ่มตัวเดียวจนเต็ม ๑๐๐ {who} เพิ่มคะแนนภาพรวมได้มากที่สุด คือ {format_score(most)} คะแนน"


def _named(movers: Iterable[Mover]) -> str:
    numbers = sorted(item.line.number for item in movers)
    return f"ตัวชี้วัดที่ {wording.join_thai([thai_digits(number) for number in numbers])}"
