"""What the scoring rules take and give: frozen dataclasses, with only what can be read off their own figures.

Pure, as `scoring` is: that module computes the results, and the rest of the portal imports these names from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

HUNDRED = Decimal(100)
ZERO = Decimal(0)
CENT = Decimal("0.01")  # the last place of a published figure
HALF_CENT = CENT / 2  # how far rounding moves a figure at the most

# --- What goes in ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ToolRule:
    """One tool of a year's criteria: its code, its weight in per cent, and the indicators it is the mean of.

    `in_parts` marks EIT, whose score is half part 1 and half part 2, each of them tested by itself (DOMAIN: Scores).
    """

    code: str
    weight: Decimal
    indicators: tuple[int, ...]
    in_parts: bool = False


@dataclass(frozen=True)
class LevelRule:
    """One rating level: reached when overall ≥ `min_overall` and, where set, every tested score ≥ `min_each`."""

    name: str
    min_overall: Decimal
    min_each: Decimal | None = None


@dataclass(frozen=True)
class CriteriaRules:
    """The rules of one year: tools with weights, levels from best to worst, the national target."""

    tools: tuple[ToolRule, ...]
    levels: tuple[LevelRule, ...]
    target: Decimal


@dataclass(frozen=True)
class ScoreLine:
    """One indicator's score as entered; `score` None means not scored, `target` None means the year's target."""

    indicator: int
    score: Decimal | None
    target: Decimal | None = None


@dataclass(frozen=True)
class Bounds:
    """Published figures that are possible, from `low` to `high`."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class Announced:
    """What the NACC announced of a year: the overall, the level's name, and tool scores by code; none where unknown.

    Announced figures are rounded from figures that nobody else has, so that they outrank what is computed from the
    published scores (DOMAIN: Scores).
    """

    overall: Decimal | None = None
    level: str = ""
    tools: Mapping[str, Decimal] = field(default_factory=dict)


# --- What comes out ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TestedScore:
    """A figure that levels and the target test: a whole tool (`part` None) or one of its parts (1, 2).

    A known figure has `low == high`; an unknown EIT part lies between its bounds.
    """

    __test__ = False  # keeps pytest from collecting the class

    tool: str
    part: int | None
    low: Decimal
    high: Decimal

    @property
    def known(self) -> bool:
        """Whether the figure itself is known, not only its bounds."""
        return self.low == self.high


@dataclass(frozen=True)
class ToolResult:
    """A tool's outcome. `score` is published (two decimals): the announced one or, where none was, the computed one.

    `contribution` is what the tool adds to the overall, `cost` what it takes from 100; both are computed and rounded
    once. Computed figures are None where an indicator is not scored.
    """

    code: str
    weight: Decimal
    score: Decimal | None
    contribution: Decimal | None
    cost: Decimal | None
    computed: Decimal | None = None


@dataclass(frozen=True)
class IndicatorResult:
    """An indicator's outcome: its target, whether it misses it and by how much, what it adds and costs overall."""

    indicator: int
    tool: str
    score: Decimal | None
    target: Decimal
    contribution: Decimal | None
    cost: Decimal | None

    @property
    def below_target(self) -> bool:
        """True when scored and under its target; a missing score is not below, it is missing."""
        return self.score is not None and self.score < self.target

    @property
    def gap(self) -> Decimal:
        """Points missing to the target; zero at or above it or where not scored."""
        return self.target - self.score if self.score is not None and self.below_target else ZERO


@dataclass(frozen=True)
class Shortfall:
    """One condition that is not (`certain`) or may not be met: `tool` None is the overall.

    `have` is the figure. Of an unknown part it is the lower bound, and `high` the upper one; what such a part lacks is
    not known. `gap` are the points missing at `have`.
    """

    tool: str | None
    part: int | None
    have: Decimal
    need: Decimal
    certain: bool
    high: Decimal | None = None

    @property
    def known(self) -> bool:
        """Whether the figure itself is known, so that its gap can be stated."""
        return self.high is None

    @property
    def gap(self) -> Decimal:
        """Points missing to `need`."""
        return self.need - self.have


@dataclass(frozen=True)
class Contradiction:
    """An announced figure that no rounding of the others explains: of a tool, or of the overall (`tool` None).

    The others give any published figure from `low` to `high`. `from_tools` says that an announced tool score is among
    them.
    """

    tool: str | None
    announced: Decimal
    low: Decimal
    high: Decimal
    from_tools: bool = False


@dataclass(frozen=True)
class PartsConflict:
    """Parts of a tool that cannot be the halves of its score; `mean` is theirs, None where only one is known."""

    tool: str
    score: Decimal
    mean: Decimal | None


@dataclass(frozen=True)
class Result:
    """Everything computed from one assessment, with what was announced in the place of what it outranks.

    `overall` None: nothing was announced, and an indicator is not scored. `computed_overall` is of the scores alone.
    `levels` are the announced level or the possible ones; `computed_levels` those that the figures allow, rounding
    included, where a level was announced. `level_contradicts`: it is none of them. `lower_part` is what an announced
    level says of the lower of the unknown parts.
    """

    tools: tuple[ToolResult, ...]
    indicators: tuple[IndicatorResult, ...]
    tested: tuple[TestedScore, ...]
    overall: Decimal | None
    levels: tuple[LevelRule, ...]
    target: Decimal
    target_met: bool | None
    target_shortfalls: tuple[Shortfall, ...]
    next_level: LevelRule | None
    next_level_shortfalls: tuple[Shortfall, ...]
    computed_overall: Decimal | None = None
    level_announced: bool = False
    computed_levels: tuple[LevelRule, ...] = ()
    level_contradicts: bool = False
    contradictions: tuple[Contradiction, ...] = ()
    parts_conflict: PartsConflict | None = None
    lower_part: Bounds | None = None

    @property
    def scored(self) -> bool:
        """Whether every indicator has a score, so that an overall can be computed."""
        return bool(self.indicators) and not self.missing

    @property
    def level(self) -> LevelRule | None:
        """The rating level, or None when not scored or undetermined between several."""
        return self.levels[0] if len(self.levels) == 1 else None

    @property
    def undetermined(self) -> bool:
        """True when more than one level is possible because EIT parts are unknown."""
        return len(self.levels) > 1

    @property
    def missing(self) -> tuple[int, ...]:
        """Numbers of the indicators without a score."""
        return tuple(line.indicator for line in self.indicators if line.score is None)

    @property
    def flagged(self) -> tuple[IndicatorResult, ...]:
        """Indicators below their target, the widest gap first."""
        below = [line for line in self.indicators if line.below_target]
        return tuple(sorted(below, key=lambda line: (-line.gap, line.indicator)))

    @property
    def unknown_parts(self) -> tuple[TestedScore, ...]:
        """Tested figures known only by their bounds."""
        return tuple(tested for tested in self.tested if not tested.known)

    @cached_property
    def _tools_by_code(self) -> dict[str, ToolResult]:
        return {tool.code: tool for tool in self.tools}

    def tool(self, code: str) -> ToolResult:
        """Return the outcome of one tool. Raises KeyError for a code the criteria do not have."""
        return self._tools_by_code[code]


@dataclass(frozen=True)
class ToolWorking:
    """How one tool's figure comes about: the scores, their exact sum, unrounded mean and share of the overall."""

    code: str
    weight: Decimal
    scores: tuple[Decimal, ...]
    total: Decimal
    mean: Decimal
    share: Decimal


@dataclass(frozen=True)
class Working:
    """How an overall comes about: each tool, the unrounded sum of their shares, and that sum rounded once."""

    tools: tuple[ToolWorking, ...]
    unrounded: Decimal
    overall: Decimal
