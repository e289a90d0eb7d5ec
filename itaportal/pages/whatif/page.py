"""The page's model: the year as it would be, with the form's entries, what levels need and what moves the overall."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments import charts, wording
from assessments.announced_words import level_with_source, rounding_note
from assessments.models import Assessment
from assessments.reasons import reasons_of
from assessments.results import IndicatorView, YearResult
from assessments.scoring import Result
from assessments.whatif import influences, least_raises, levels_ahead, with_parts, with_scores

from .form import PART_NAMES, IndicatorField, ToolFields, field_of, figures_of, parts_note, rules_of, value_of
from .movers import Mover, movers_of, strongest_sentence, widest_sentence
from .needs import LevelNeeds, level_needs


@dataclass(frozen=True)
class WhatIfPage:
    """Everything the page shows. `supposed` is the year as it would be.

    `change` is from what the real scores give, `computed`, so that a higher score never seems to lower the overall
    where another was announced.
    """

    supposed: YearResult
    level_words: str
    level_tone: str
    target_sentence: str
    reasons: tuple[str, ...]
    change: Decimal | None
    computed: Decimal | None
    announced_note: str
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
    criteria = rules_of(year, assessment)
    actual = figures_of(year, assessment)
    fields = {line.number: field_of(f"s{line.number}", line.score, given) for line in year.indicators}
    typed_parts = [field_of(name, part, given) for name, part in zip(PART_NAMES, actual.parts, strict=True)]
    scores = {number: value_of(field, given) for number, field in fields.items() if field.changed}
    figures = with_scores(actual, criteria, scores)
    parts_set_aside = figures.parts != actual.parts
    if any(field.changed for field in typed_parts):
        first, second = (value_of(field, given) if field.changed else field.actual for field in typed_parts)
        figures = with_parts(figures, (first, second))
        parts_set_aside = False
    result = figures.result(criteria)
    is_actual = figures == actual
    supposed = year if is_actual else _supposed(year, result)
    computed = year.overall if year.result.computed_overall is None else year.result.computed_overall
    said = reasons_of(supposed)
    movers = movers_of(influences(figures, criteria), supposed)
    return WhatIfPage(
        supposed=supposed,
        level_words=level_with_source(supposed),
        level_tone=supposed.level.tone if supposed.level else "unknown",
        target_sentence=said.target,
        reasons=tuple(filter(None, [said.undetermined, said.why, wording.missing_sentence(supposed)])),
        computed=computed,
        announced_note=rounding_note(year),
        change=None if result.overall is None or computed is None else result.overall - computed,
        is_actual=is_actual,
        has_errors=any(field.error for field in [*fields.values(), *typed_parts]),
        tools=tuple(
            ToolFields(
                tool=tool,
                supposed=result.tool(tool.code).score,
                indicators=tuple(IndicatorField(line, fields[line.number]) for line in tool.indicators),
                parts=tuple(typed_parts) if rule.in_parts else (),
                parts_note=parts_note(figures, criteria, set_aside=parts_set_aside) if rule.in_parts else "",
            )
            for tool, rule in zip(year.tools, criteria.tools, strict=True)
        ),
        levels=charts.level_chart(supposed),
        levels_by_tool=wording.join_thai(
            [f"“{level.name}”" for level in reversed(year.criteria.levels) if level.min_each is not None]
        ),
        needs=tuple(
            level_needs(found, figures, actual, supposed)
            for level in levels_ahead(result, criteria)
            if (found := least_raises(figures, criteria, level))
        ),
        movers=movers,
        strongest=strongest_sentence(movers),
        widest=widest_sentence(movers),
    )


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
                announced=None,
                computed=result.tool(tool.code).computed,
            )
            for tool in year.tools
        ),
        published_overall=None,
        published_level="",
        level_announced=False,
        result=result,
    )
