"""The dashboard of one year: result, reason, indicators, measures."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from assessments import charts, wording
from assessments.dashboard import IndicatorView, LevelView, ToolView, YearResult
from assessments.scoring import TestedScore
from assessments.thai import format_score, thai_digits
from measures.dashboard import MeasureView, PlanView

from ..report.document import AgencyReport


@dataclass(frozen=True)
class NextStep:
    """What would raise the level, and which measures are about it."""

    text: str
    measures: str


@dataclass(frozen=True)
class ToolCard:
    """One tool: what it gives and loses, how its tested figures stand to the national target."""

    tool: ToolView
    bar: str
    loses_most: bool
    tested: tuple[TestedScore, ...]
    parts_alike: bool
    meets_target: bool | None


@dataclass(frozen=True)
class LadderStep:
    """One rating level with its condition in words; `state` is `here`, `possible` or empty."""

    level: LevelView
    condition: str
    state: str


@dataclass(frozen=True)
class MeasureList:
    """The plan's measures, those about the costliest indicators first.

    `monitoring` is the text that all of them share; empty where they differ, then each shows its own.
    """

    fiscal_year: int
    measures: tuple[MeasureView, ...]
    monitoring: str


@dataclass(frozen=True)
class DashboardPage:
    """Everything the dashboard of one year shows."""

    level_words: str
    level_tone: str
    target_sentence: str
    undetermined: str
    why: str
    missing: str
    next_step: NextStep | None
    levels: charts.LevelChart | None
    levels_by_tool: str
    ladder: tuple[LadderStep, ...]
    tools: tuple[ToolCard, ...]
    indicators: charts.IndicatorChart
    measures: MeasureList | None
    other_years: tuple[int, ...]
    differs_officially: bool


def dashboard_page(report: AgencyReport, *, years: Iterable[int], for_staff: bool) -> DashboardPage:
    """Build the page of one year.

    `years`: all years of the agency that the reader may see. `for_staff`: whether the reader works for the agency;
    only then is pointed out that the officially published result differs from the computed one.
    """
    year = report.year
    undetermined = wording.undetermined_sentence(year)
    return DashboardPage(
        level_words=wording.level_words(year),
        level_tone=_tone(year),
        target_sentence=wording.target_sentence(year),
        undetermined=undetermined,
        why=wording.next_level_sentence(year).removeprefix(undetermined).lstrip(),
        missing=wording.missing_sentence(year),
        next_step=_next_step(year, report.plan),
        levels=charts.level_chart(year),
        levels_by_tool=wording.join_thai(
            [f"“{level.name}”" for level in reversed(year.criteria.levels) if level.min_each is not None]
        ),
        ladder=_ladder(year),
        tools=_tool_cards(year),
        indicators=charts.indicator_chart(year),
        measures=_measure_list(report.plan, year) if report.plan and report.plan.measures else None,
        other_years=tuple(sorted((other for other in years if other != year.fiscal_year), reverse=True)),
        differs_officially=for_staff and (year.overall_differs or year.level_differs),
    )


def _tone(year: YearResult) -> str:
    """The tone of the level's icon; a level taken over from another model of assessment is shown without judging it."""
    if year.criteria.overall_only:
        return "plain"
    return year.level.tone if year.level else "unknown"


def _next_step(year: YearResult, plan: PlanView | None) -> NextStep | None:
    """The tools that surely keep the next level away, the points each lacks, and the measures for their indicators."""
    level = year.next_level
    short = [item for item in year.result.next_level_shortfalls if item.certain and item.tool]
    if level is None or level.min_each is None or not short:
        return None
    wanted = wording.join_thai([f"{wording.subject(item)} อีก {format_score(item.gap)}" for item in short])
    text = f"สิ่งที่ควรทำก่อน: เพิ่มคะแนน {wanted} ให้ถึง {wording.short_figure(level.min_each)}"
    tools = {item.tool for item in short}
    lacking = [line for line in year.indicators if line.tool in tools and (line.score or 0) < level.min_each]
    covered = [thai_digits(line.number) for line in lacking if plan and plan.for_indicator(line.number)]
    return NextStep(text, f"ดูมาตรการของตัวชี้วัดที่ {wording.join_thai(covered)}" if covered else "")


def _ladder(year: YearResult) -> tuple[LadderStep, ...]:
    steps = []
    above: LevelView | None = None
    for level in year.criteria.levels:
        state = ("here" if year.level else "possible") if level in year.levels else ""
        steps.append(LadderStep(level, wording.level_condition(level, above), state))
        above = level
    return tuple(steps)


def _tool_cards(year: YearResult) -> tuple[ToolCard, ...]:
    costs = [tool.cost for tool in year.tools if tool.cost] if year.result.scored else []
    worst = max(costs, default=None)
    cards = []
    for tool in year.tools:
        tested = tuple(score for score in year.result.tested if score.tool == tool.code)
        first = tested[0] if tested else None
        cards.append(
            ToolCard(
                tool=tool,
                bar=charts.share_of(tool.contribution, tool.weight),
                loses_most=worst is not None and tool.cost == worst and costs.count(worst) == 1,
                tested=tested,
                parts_alike=first is not None and not first.known and all(score.low == first.low for score in tested),
                meets_target=_meets(tested, year.criteria.target),
            )
        )
    return tuple(cards)


def _meets(tested: Iterable[TestedScore], target: Decimal) -> bool | None:
    """Whether every tested figure of a tool reaches the target; None where bounds do not settle it or none exists."""
    figures = list(tested)
    if any(score.high < target for score in figures):
        return False
    return True if figures and all(score.low >= target for score in figures) else None


def _measure_list(plan: PlanView, year: YearResult) -> MeasureList:
    lines: dict[int, IndicatorView] = {line.number: line for line in year.indicators}

    def costliest_first(measure: MeasureView) -> tuple[Decimal, int]:
        line = lines.get(measure.indicator)
        return (-((line.cost if line else None) or Decimal(0)), measure.indicator)

    shared = {measure.monitoring for measure in plan.measures}
    return MeasureList(
        fiscal_year=plan.fiscal_year,
        measures=tuple(sorted(plan.measures, key=costliest_first)),
        monitoring=shared.pop() if len(shared) == 1 else "",
    )
