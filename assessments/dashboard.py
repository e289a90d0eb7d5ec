"""From an assessment in the database to frozen view models: what every page, chart and document of a year shows.

Figures are `Decimal`, already published (two decimals); nothing here rounds or adds them up again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from . import scoring
from .enums import Conclusion, LevelTone, Tool
from .models import Agency, Assessment, IndicatorScore

EXCELLENT_FROM = Decimal(100)
GOOD_FROM = Decimal(95)


@dataclass(frozen=True)
class AgencyView:
    """The agency as documents name it."""

    slug: str
    name: str
    short_name: str
    name_en: str
    kind: str
    subdistrict: str
    district: str
    province: str
    postcode: str
    place: str
    is_sample: bool = False  # made up for trials


@dataclass(frozen=True)
class LevelView:
    """A rating level with its conditions; `tone` picks icon and colour (see `enums.LevelTone`)."""

    name: str
    tone: str
    min_overall: Decimal
    min_each: Decimal | None


@dataclass(frozen=True)
class IndicatorView:
    """One indicator of the year; `conclusion` is the chosen one or, where none was chosen, the score's."""

    number: int
    tool: str
    name: str
    objective: str
    score: Decimal | None
    target: Decimal
    below_target: bool
    gap: Decimal
    contribution: Decimal | None
    cost: Decimal | None
    conclusion: str
    analysis: str

    @property
    def full(self) -> bool:
        """Whether it has full marks."""
        return self.score == EXCELLENT_FROM

    @property
    def to_full(self) -> Decimal:
        """What is missing to full marks; zero where not scored."""
        return Decimal(0) if self.score is None else EXCELLENT_FROM - self.score


@dataclass(frozen=True)
class ToolView:
    """One tool of the year with its indicators and, for EIT, its two separately tested parts."""

    code: str
    thai_name: str
    short_name: str
    english_name: str
    weight: Decimal
    score: Decimal | None
    contribution: Decimal | None
    cost: Decimal | None
    indicators: tuple[IndicatorView, ...]
    parts: tuple[scoring.TestedScore, ...]

    @property
    def parts_unknown(self) -> bool:
        """Whether a part's own figure is not known, only its bounds."""
        return any(not part.known for part in self.parts)


@dataclass(frozen=True)
class CriteriaView:
    """The criteria of the year."""

    name: str
    first_year: int
    last_year: int
    overall_only: bool
    verified: bool
    source: str
    target: Decimal
    levels: tuple[LevelView, ...]


@dataclass(frozen=True)
class YearResult:
    """Everything a page or document shows of one agency's year.

    `levels` are the possible rating levels, best first: one when determined, more while EIT parts are unknown, none
    when not scored. `result` keeps the scoring module's reasons (shortfalls to target and next level).
    """

    agency: AgencyView
    fiscal_year: int
    published: bool
    updated_at: datetime
    criteria: CriteriaView
    target: Decimal
    overall: Decimal | None
    levels: tuple[LevelView, ...]
    next_level: LevelView | None
    tools: tuple[ToolView, ...]
    published_overall: Decimal | None
    published_level: str
    result: scoring.Result

    @property
    def level(self) -> LevelView | None:
        """The rating level, or None when not scored or undetermined."""
        return self.levels[0] if len(self.levels) == 1 else None

    @property
    def indicators(self) -> tuple[IndicatorView, ...]:
        """All indicators in their official order."""
        return tuple(sorted((line for tool in self.tools for line in tool.indicators), key=lambda line: line.number))

    @property
    def flagged(self) -> tuple[IndicatorView, ...]:
        """Indicators below their target, the widest gap first."""
        order = [line.indicator for line in self.result.flagged]
        by_number = {line.number: line for line in self.indicators}
        return tuple(by_number[number] for number in order)

    @property
    def strengths(self) -> tuple[IndicatorView, ...]:
        """Scored indicators with full marks or, where none has, the three nearest to them; equals in official order.

        Nothing that should be improved is a strength: no indicator below its target, none concluded so.
        """
        strong = [line for line in self.indicators if line.score is not None and not line.below_target]
        strong = sorted((line for line in strong if line.conclusion != Conclusion.IMPROVE), key=_nearest_first)
        full = tuple(line for line in strong if line.full)
        return full or tuple(strong[:3])

    @property
    def weaknesses(self) -> tuple[IndicatorView, ...]:
        """At most three indicators with the widest gaps, none without a gap, none that is a strength."""
        strengths = self.strengths
        short = [line for line in self.indicators if line.score is not None and not line.full]
        return tuple(sorted((line for line in short if line not in strengths), key=_widest_gap_first)[:3])

    @property
    def to_improve(self) -> tuple[IndicatorView, ...]:
        """The scored indicators that were concluded to need improvement, the widest gap first."""
        found = [line for line in self.indicators if line.conclusion == Conclusion.IMPROVE and line.score is not None]
        return tuple(sorted(found, key=_widest_gap_first))

    @property
    def overall_differs(self) -> bool:
        """Whether the officially published overall is another than the computed one."""
        return None not in (self.published_overall, self.overall) and self.published_overall != self.overall

    @property
    def level_differs(self) -> bool:
        """Whether the officially published level is not among the possible ones."""
        names = {level.name for level in self.levels}
        published = " ".join(self.published_level.split())
        return bool(published and names) and published not in names


def _nearest_first(line: IndicatorView) -> tuple[Decimal, int]:
    return (line.to_full, line.number)


def _widest_gap_first(line: IndicatorView) -> tuple[Decimal, Decimal, int]:
    """By what is missing to the indicator's own target, then, at or above it, by what is missing to full marks."""
    return (-line.gap, -line.to_full, line.number)


def agency_view(agency: Agency) -> AgencyView:
    """Return the agency as documents name it."""
    return AgencyView(**{name: getattr(agency, name) for name in AgencyView.__dataclass_fields__})


def default_conclusion(score: Decimal | None) -> str:
    """The conclusion an indicator has while nobody chose one: 100 excellent, 95 and over good, else improve."""
    if score is None:
        return ""
    if score >= EXCELLENT_FROM:
        return Conclusion.EXCELLENT.value
    return Conclusion.GOOD.value if score >= GOOD_FROM else Conclusion.IMPROVE.value


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
            conclusion=row.conclusion or default_conclusion(line.score),
            analysis=row.analysis,
        )

    overall, levels = result.overall, tuple(level_view(rule) for rule in result.levels)
    if criteria.overall_only:
        # Another model was used that year: the officially published figures stand as they are, nothing is computed.
        overall = assessment.published_overall
        if assessment.published_level:
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
            )
            for tool in result.tools
        ),
        published_overall=assessment.published_overall,
        published_level=assessment.published_level,
        result=result,
    )
