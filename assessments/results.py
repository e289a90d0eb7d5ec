"""One agency's year as frozen objects: every page, chart and document of a year shows these and nothing else.

Figures are `Decimal`, already published (two decimals); nothing here rounds or adds them up again. Nothing here asks
the database: `dashboard.build_year` makes these objects from its rows.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from . import scoring
from .conclusions import FIRST_RULES, TO_IMPROVE, ConclusionRule, band_of, label_of
from .enums import Conclusion
from .ties import first_of

FULL = Decimal(100)


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
    """One indicator of the year; `conclusion` is the chosen one or, where none was chosen, the score's.

    `own_target` says that the agency set the target for this indicator alone.
    """

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
    own_target: bool = False

    @property
    def full(self) -> bool:
        """Whether it has full marks."""
        return self.score == FULL

    @property
    def to_full(self) -> Decimal:
        """What is missing to full marks; zero where not scored."""
        return Decimal(0) if self.score is None else FULL - self.score


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
    """The criteria of the year. `conclusions` are their bands, none in versions frozen before criteria had any."""

    name: str
    first_year: int
    last_year: int
    overall_only: bool
    verified: bool
    source: str
    target: Decimal
    levels: tuple[LevelView, ...]
    conclusions: tuple[ConclusionRule, ...] = ()


@dataclass(frozen=True)
class YearResult:
    """Everything a page or document shows of one agency's year.

    `overall` and `level` are what was announced or, where nothing was, what was computed. `levels` are the announced
    level, or the possible ones, best first: one when determined, more while EIT parts are unknown, none when not
    scored. `result` keeps the scoring module's reasons (shortfalls to target and next level, contradictions).

    `target` is what indicators without a target of their own are held against; `own_target` is the same where the
    agency set it, and None where it is the national one.
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
    own_target: Decimal | None = None

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
    def one_target(self) -> bool:
        """Whether every indicator is held against the target of the year."""
        return {line.target for line in self.indicators} <= {self.target}

    def target_name(self, line: IndicatorView | None = None) -> str:
        """The name of the target of the year, or of one indicator: the national one's, unless the agency set it."""
        if line is not None and line.own_target:
            return "เป้าหมายเฉพาะตัวชี้วัด"
        return "ค่าเป้าหมาย" if self.own_target is None else "เป้าหมายของหน่วยงาน"

    @property
    def conclusion_rules(self) -> tuple[ConclusionRule, ...]:
        """The bands of the year's criteria; in a version frozen before they had any, those that criteria begin with."""
        return self.criteria.conclusions or FIRST_RULES

    def conclusion_words(self, line: IndicatorView) -> str:
        """The conclusion of an indicator in the words of the year's criteria; empty where there is none."""
        return label_of(line.conclusion, self.conclusion_rules)

    @property
    def strengths(self) -> tuple[IndicatorView, ...]:
        """The indicators with full marks or, where none has, the best of those whose score is to be kept.

        These are three, or more where all of them are equal, or fewer where the third equals the fourth: among equals
        none is picked. Nothing that should be improved is a strength: no indicator below its target, none concluded so.
        """
        strong = [line for line in self.indicators if self._is_strong(line)]
        full = tuple(line for line in strong if line.full)
        return full or first_of(strong, lambda line: line.to_full)

    def _is_strong(self, line: IndicatorView) -> bool:
        if line.score is None or line.below_target or line.conclusion in TO_IMPROVE:
            return False
        band = band_of(line.score, line.target, self.conclusion_rules)
        return Conclusion.EXCELLENT in (line.conclusion, band.conclusion if band else "")

    @property
    def to_improve(self) -> tuple[IndicatorView, ...]:
        """The points to improve (จุดที่ควรพัฒนา): the one list that page, report and files name so.

        They are the scored indicators below their target or concluded to need improvement. Where there is none, they
        are those that are good and can be developed. The widest gap to the target comes first, then the lowest score,
        then the official order, which says nothing.
        """
        scored = [line for line in self.indicators if line.score is not None]
        found = [line for line in scored if line.below_target or line.conclusion in TO_IMPROVE]
        found = found or [line for line in scored if line.conclusion == Conclusion.GOOD and not self._is_strong(line)]
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


def _widest_gap_first(line: IndicatorView) -> tuple[Decimal, Decimal, int]:
    """By what is missing to the indicator's own target, then by what is missing to full marks."""
    return (-line.gap, -line.to_full, line.number)
