"""One agency's year as frozen objects: every page, chart and document of a year shows these and nothing else.

Figures are `Decimal`, already published (two decimals); nothing here rounds or adds them up again. Nothing here asks
the database: `dashboard.build_year` makes these objects from its rows.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from . import scoring
from .enums import Conclusion

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
    announced: Decimal | None = None  # where it was announced, `score` is that
    computed: Decimal | None = None  # what the scores give; None in versions frozen before it was kept

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

    `overall` and `level` are what was announced or, where nothing was, what was computed. `levels` are the announced
    level, or the possible ones, best first: one when determined, more while EIT parts are unknown, none when not
    scored. `result` keeps the scoring module's reasons (shortfalls to target and next level, contradictions).
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
    level_announced: bool = False  # versions frozen before it was said show the level that was computed

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
    def overall_announced(self) -> bool:
        """Whether the overall is the announced one and not what the scores give, which rounding explains."""
        computed = self.result.computed_overall
        return None not in (self.published_overall, computed) and self.published_overall != computed

    @property
    def contradictions(self) -> tuple[scoring.Contradiction, ...]:
        """Announced figures that the scores cannot give, whatever was rounded."""
        return () if self.criteria.overall_only else self.result.contradictions

    @property
    def overall_differs(self) -> bool:
        """Whether the scores cannot give the announced overall, whatever was rounded."""
        return any(found.tool is None for found in self.contradictions)

    @property
    def level_differs(self) -> bool:
        """Whether the figures cannot give the announced level, whatever was rounded."""
        return not self.criteria.overall_only and self.result.level_contradicts

    @property
    def differs(self) -> bool:
        """Whether something announced cannot be so."""
        return bool(self.contradictions) or self.level_differs


def _nearest_first(line: IndicatorView) -> tuple[Decimal, int]:
    return (line.to_full, line.number)


def _widest_gap_first(line: IndicatorView) -> tuple[Decimal, Decimal, int]:
    """By what is missing to the indicator's own target, then, at or above it, by what is missing to full marks."""
    return (-line.gap, -line.to_full, line.number)


def default_conclusion(score: Decimal | None) -> str:
    """The conclusion an indicator has while nobody chose one: 100 excellent, 95 and over good, else improve."""
    if score is None:
        return ""
    if score >= EXCELLENT_FROM:
        return Conclusion.EXCELLENT.value
    return Conclusion.GOOD.value if score >= GOOD_FROM else Conclusion.IMPROVE.value
