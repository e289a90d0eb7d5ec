"""From an assessment in the database to the frozen objects of `results`, which every page and document shows."""

from collections.abc import Sequence
from decimal import Decimal

from . import scoring
from .conclusions import conclusion_of
from .enums import LevelTone, Tool
from .models import Agency, Assessment, IndicatorScore
from .results import (
    AgencyView,
    CriteriaView,
    IndicatorView,
    LevelView,
    ToolView,
    YearResult,
)


def agency_view(agency: Agency) -> AgencyView:
    """Return the agency as documents name it."""
    return AgencyView(**{name: getattr(agency, name) for name in AgencyView.__dataclass_fields__})


def build_year(assessment: Assessment, lines: Sequence[IndicatorScore] | None = None) -> YearResult:
    """Build the view model of one year from an assessment loaded with `with_scores()`; makes no further query.

    With `lines` the year is built from these scores, saved or not, instead of the stored ones.
    """
    criteria = assessment.criteria
    lines = list(assessment.scores.all()) if lines is None else lines
    result = assessment.evaluate(lines)
    tones = {level.name: level.tone for level in criteria.levels.all()}
    rows = {line.indicator.number: line for line in lines}
    names = {indicator.number: indicator for indicator in criteria.indicators.all()}
    bands = criteria.conclusion_rules()

    def level_view(rule: scoring.LevelRule) -> LevelView:
        return LevelView(rule.name, tones[rule.name], rule.min_overall, rule.min_each)

    def indicator_view(line: scoring.IndicatorResult) -> IndicatorView:
        row = rows.get(line.indicator) or IndicatorScore()
        return IndicatorView(
            number=line.indicator,
            tool=line.tool,
            name=names[line.indicator].name,
            objective=names[line.indicator].objective,
            score=line.score,
            target=line.target,
            below_target=line.below_target,
            gap=line.gap,
            contribution=line.contribution,
            cost=line.cost,
            conclusion=conclusion_of(line.score, line.target, row.conclusion, bands),
            analysis=row.analysis,
            own_target=row.target is not None,
        )

    overall, levels = result.overall, tuple(level_view(rule) for rule in result.levels)
    if assessment.published_level and scoring.named_level(assessment.published_level, criteria.rules()) is None:
        # Another model was used that year, or the level is another's: as announced it is the year's, whatever follows.
        levels = (LevelView(assessment.published_level, LevelTone.FAIR.value, Decimal(0), None),)
    return YearResult(
        agency=agency_view(assessment.agency),
        fiscal_year=assessment.fiscal_year,
        published=assessment.is_published,
        updated_at=assessment.updated_at,
        criteria=CriteriaView(
            name=criteria.name,
            first_year=criteria.first_year,
            last_year=criteria.last_year,
            overall_only=criteria.overall_only,
            verified=criteria.verified,
            source=criteria.source,
            target=criteria.target,
            levels=tuple(
                LevelView(level.name, level.tone, level.min_overall, level.min_each) for level in criteria.levels.all()
            ),
            conclusions=() if criteria.overall_only else bands,
        ),
        target=criteria.target if assessment.target is None else assessment.target,
        overall=overall,
        levels=levels,
        next_level=level_view(result.next_level) if result.next_level else None,
        tools=tuple(
            ToolView(
                code=tool.code,
                thai_name=Tool(tool.code).thai_name,
                short_name=Tool(tool.code).short_name,
                english_name=Tool(tool.code).english_name,
                weight=tool.weight,
                score=tool.score,
                contribution=tool.contribution,
                cost=tool.cost,
                indicators=tuple(indicator_view(line) for line in result.indicators if line.tool == tool.code),
                parts=tuple(part for part in result.tested if part.tool == tool.code and part.part),
                announced=assessment.announced.tools.get(tool.code),
                computed=tool.computed,
            )
            for tool in result.tools
        ),
        published_overall=assessment.published_overall,
        published_level=assessment.published_level,
        result=result,
        level_announced=bool(assessment.published_level),
        own_target=assessment.target,
    )
