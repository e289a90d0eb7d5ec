"""The dashboard of one year: result, reason, indicators, measures."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from assessments import announced_words, charts, wording
from assessments.reasons import reasons_of
from assessments.results import IndicatorView, LevelView, ToolView, YearResult
from assessments.scoring import HUNDRED, TestedScore
from assessments.thai import format_score, thai_digits
from assessments.ties import MOST_FIRST, first_of
from itaportal.checks import plan_rules
from itaportal.checks import rules as checks
from measures.plans import PlanView
from measures.progress import PlanProgressView

from ..report.document import AgencyReport, PreviousYear
from ..report.means import COLUMNS
from .means import MeanLine, means_beside
from .measures import MeasureList, costliest_first, measure_list, no_plan_words


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
    change: Decimal | None
    tested: tuple[TestedScore, ...]
    parts_alike: bool
    meets_target: bool | None
    means: tuple[MeanLine, ...] = ()


@dataclass(frozen=True)
class LadderStep:
    """One rating level with its condition in words; `state` is `here`, `possible` or empty."""

    level: LevelView
    condition: str
    state: str


@dataclass(frozen=True)
class Change:
    """How the overall moved from the year before; `note` says where the two levels are of different scales."""

    fiscal_year: int
    before: Decimal
    by: Decimal
    note: str


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator of the table behind the charts; `change` from the year before, None where there is none.

    `means` are mean scores beside it, each with its heading, one for each of the page's `mean_headings`.
    """

    line: IndicatorView
    change: Decimal | None
    means: tuple[tuple[str, Decimal | None], ...] = ()


@dataclass(frozen=True)
class ToolRows:
    """The rows of one tool in the table behind the charts."""

    tool: ToolView
    rows: tuple[IndicatorRow, ...]


@dataclass(frozen=True)
class Share:
    """A part of the 100 points: what a tool contributes (`tool` its code) or what is lost (`tool` empty)."""

    tool: str
    value: Decimal
    x: str
    width: str


@dataclass(frozen=True)
class Loss:
    """What one indicator costs the overall; `bar` is its length against the costliest."""

    line: IndicatorView
    bar: str


@dataclass(frozen=True)
class Balance:
    """What the tools contribute to the 100 points and the indicators cost, the costliest first.

    `lost` is what is missing to 100 in the published overall. `full` are the indicators that cost nothing. `note` says
    why the tools' shares do not add up to the overall, where rounding keeps them from it.
    """

    shares: tuple[Share, ...]
    lost: Decimal
    losses: tuple[Loss, ...]
    full: str
    note: str


@dataclass(frozen=True)
class DashboardPage:
    """Everything the dashboard of one year shows; `columns` is how many its table of indicators has."""

    level_words: str
    level_tone: str
    target_sentence: str
    undetermined: str
    why: str
    missing: str
    points_note: str
    no_strength: str
    next_step: NextStep | None
    levels: charts.LevelChart | None
    levels_by_tool: str
    ladder: tuple[LadderStep, ...]
    tools: tuple[ToolCard, ...]
    indicators: charts.IndicatorChart
    radar: charts.Radar | None
    table: tuple[ToolRows, ...]
    mean_headings: tuple[str, ...]
    columns: int
    balance: Balance | None
    change: Change | None
    measures: MeasureList | None
    no_plan: str
    other_years: tuple[int, ...]
    obstacles: tuple[checks.Finding, ...]
    means: tuple[MeanLine, ...]
    contradictions: tuple[str, ...]
    announced_note: str


def dashboard_page(
    report: AgencyReport,
    *,
    years: Iterable[int],
    for_staff: bool,
    draft: bool = False,
    progress: PlanProgressView | None = None,
) -> DashboardPage:
    """Build the page of one year.

    `years`: all years of the agency that the reader may see. `for_staff`: whether the reader works for the agency;
    only then is pointed out that the officially published result differs from the computed one, what reports of
    progress say, and for a `draft` what keeps it from being published.
    """
    year, previous = report.year, report.previous
    chart = charts.indicator_chart(year)
    measures = measure_list(report.plan, progress, for_staff=for_staff)
    reasons = reasons_of(year)
    beside = [each for each in report.means if any(score.number for score in each.scores)]
    return DashboardPage(
        level_words=announced_words.level_with_source(year),
        level_tone=_tone(year),
        target_sentence=reasons.target,
        undetermined=reasons.undetermined,
        why=reasons.why,
        missing=wording.missing_sentence(year),
        points_note=wording.points_note(year) if year.result.scored else "",
        no_strength=wording.no_strength_sentence(year),
        next_step=_next_step(year, report.plan),
        levels=charts.level_chart(year),
        levels_by_tool=wording.join_thai(
            [f"“{level.name}”" for level in reversed(year.criteria.levels) if level.min_each is not None]
        ),
        ladder=_ladder(year),
        tools=tuple(replace(card, means=means_beside(report, card.tool.code)) for card in _tool_cards(year, previous)),
        indicators=chart,
        radar=charts.radar(year.indicators, chart.axis),
        table=tuple(
            ToolRows(
                tool,
                tuple(
                    IndicatorRow(
                        line,
                        _moved(line.score, previous, line.number),
                        tuple((COLUMNS[each.scope], each.score(number=line.number)) for each in beside),
                    )
                    for line in tool.indicators
                ),
            )
            for tool in year.tools
        ),
        mean_headings=tuple(COLUMNS[each.scope] for each in beside),
        columns=7 + (previous is not None) + len(beside),
        balance=_balance(year),
        change=_change(year, previous),
        measures=replace(measures, lines=costliest_first(measures.lines, year.tools)) if measures else None,
        no_plan=no_plan_words(report),
        other_years=tuple(sorted((other for other in years if other != year.fiscal_year), reverse=True)),
        contradictions=tuple(announced_words.contradiction_sentences(year)) if for_staff else (),
        announced_note=announced_words.rounding_note(year),
        obstacles=_obstacles(report) if for_staff and draft else (),
        means=means_beside(report),
    )


# The checks that look at figures and fields alone; those that read texts word by word take a second and more.
_QUICK_CHECKS = (
    checks.missing_scores,
    checks.no_level,
    checks.published_differs,
    plan_rules.flagged_without_measure,
    plan_rules.incomplete_measures,
    plan_rules.without_analysis,
)


def _obstacles(report: AgencyReport) -> tuple[checks.Finding, ...]:
    """What the quick checks find to be mended before publishing; the page of checks shows all."""
    return tuple(finding for rule in _QUICK_CHECKS for finding in rule(report) if finding.blocking)


def _moved(now: Decimal | None, previous: PreviousYear | None, number: int) -> Decimal | None:
    before = previous.indicator(number) if previous else None
    return None if now is None or before is None else now - before


def _change(year: YearResult, previous: PreviousYear | None) -> Change | None:
    if previous is None or previous.overall is None or year.overall is None:
        return None
    note = ""
    if not previous.same_levels and previous.level:
        note = f"ปี {thai_digits(previous.fiscal_year)} อยู่ในระดับ “{previous.level}” ซึ่งใช้เกณฑ์ระดับต่างกัน จึงเทียบระดับกันไม่ได้"
    elif previous.level:
        note = f"ปี {thai_digits(previous.fiscal_year)} อยู่ในระดับ “{previous.level}”"
    return Change(previous.fiscal_year, previous.overall, year.overall - previous.overall, note)


def _balance(year: YearResult) -> Balance | None:
    """None while there is no overall, and in a year of which only the overall is known."""
    if not year.result.scored or year.overall is None or not year.tools:
        return None
    shares, before = [], Decimal(0)
    for tool in year.tools:
        got = tool.contribution or Decimal(0)
        shares.append(Share(tool.code, got, charts.percent(before), charts.percent(got)))
        before += got
    lost = HUNDRED - year.overall
    left = max(Decimal(0), HUNDRED - before)
    shares.append(Share("", lost, charts.percent(HUNDRED - left), charts.percent(left)))
    costly = sorted(
        (line for line in year.indicators if line.cost), key=lambda line: (-(line.cost or Decimal(0)), line.number)
    )
    most = costly[0].cost if costly else None
    full = [thai_digits(line.number) for line in year.indicators if not line.cost]
    return Balance(
        shares=tuple(shares),
        lost=lost,
        losses=tuple(Loss(line, charts.share_of(line.cost, most or HUNDRED)) for line in costly),
        full=wording.join_thai(full),
        note=_rounded_shares(before, year.overall),
    )


def _rounded_shares(shares: Decimal, overall: Decimal) -> str:
    """Why the shares of the tools as they are shown do not add up to the overall; empty where they do."""
    apart = abs(shares - overall)
    if not apart:
        return ""
    return f"ผลรวมคะแนนที่ได้จากทุกเครื่องมือต่างจากคะแนนภาพรวม {format_score(apart)} คะแนน เพราะแต่ละตัวเลขปัดเศษแยกกัน"


def _tone(year: YearResult) -> str:
    """The tone of the level's icon; a level taken over from another model of assessment is shown without judging it."""
    if year.criteria.overall_only:
        return "plain"
    return year.level.tone if year.level else "unknown"


def _next_step(year: YearResult, plan: PlanView | None) -> NextStep | None:
    """The tools that surely keep the next level away, the points each lacks, and the measures for their indicators.

    What a part lacks whose score is not known is not said.
    """
    level = year.next_level
    short = [item for item in year.result.next_level_shortfalls if item.certain and item.tool]
    if level is None or level.min_each is None or not short:
        return None
    first = first_of(short, lambda item: -item.gap if item.known else HUNDRED)  # an unknown gap outranks none
    wanted = wording.join_thai(
        [f"{wording.subject(item)}{f' อีก {format_score(item.gap)} คะแนน' if item.known else ''}" for item in first]
    )
    if len(first) > MOST_FIRST:  # all of them equal
        wanted = f"ทุกเครื่องมือ{f'อีก {format_score(first[0].gap)} คะแนน' if first[0].known else ''}"
    text = f"สิ่งที่ควรทำก่อน คือ เพิ่มคะแนน{wording.spaced(wanted)} ให้ได้ {wording.short_figure(level.min_each)} คะแนน"
    tools = {item.tool for item in first}
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


def _tool_cards(year: YearResult, previous: PreviousYear | None) -> tuple[ToolCard, ...]:
    costs = [tool.cost for tool in year.tools if tool.cost] if year.result.scored else []
    worst = max(costs, default=None)
    cards = []
    for tool in year.tools:
        tested = tuple(score for score in year.result.tested if score.tool == tool.code)
        first = tested[0] if tested else None
        before = previous.tool(tool.code) if previous else None
        cards.append(
            ToolCard(
                tool=tool,
                bar=charts.share_of(tool.contribution, tool.weight),
                loses_most=worst is not None and tool.cost == worst and costs.count(worst) == 1,
                change=None if before is None or tool.score is None else tool.score - before,
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
