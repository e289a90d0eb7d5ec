"""The page of one indicator: what it measures, its scores over the years, its analysis and its measures."""

from dataclasses import dataclass
from decimal import Decimal

from assessments import charts
from assessments.results import IndicatorView, ToolView, YearResult
from measures.progress import PlanProgressView

from ..report.document import AgencyReport
from .means import MeanLine, means_beside
from .measures import MeasureLine, MeasureList, measure_list, no_plan_words
from .years import AgencyYears


@dataclass(frozen=True)
class IndicatorYear:
    """The indicator's row in a year. `name` is what stood under its number where that was another indicator.

    `change` is from the year before, None where that has no figure or was another indicator.
    """

    fiscal_year: int
    score: Decimal | None
    target: Decimal | None
    change: Decimal | None
    draft: bool
    missing: bool


@dataclass(frozen=True)
class IndicatorPage:
    """Everything the page of one indicator shows; `rank` is its place among its tool's indicators by score."""

    indicator: IndicatorView
    tool: ToolView
    conclusion: str
    target_name: str
    change: Decimal | None
    previous_score: Decimal | None
    previous_year: int | None
    trend: charts.TrendChart | None
    years: tuple[IndicatorYear, ...]
    measures: MeasureList | None
    lines: tuple[MeasureLine, ...]
    no_plan: str
    before: IndicatorView | None
    after: IndicatorView | None
    means: tuple[MeanLine, ...] = ()


def indicator_page(
    report: AgencyReport, number: int, years: AgencyYears, progress: PlanProgressView | None, *, for_staff: bool
) -> IndicatorPage | None:
    """Build the page of indicator `number`; None where the year's criteria have no such indicator."""
    year = report.year
    order = year.indicators
    place = next((place for place, line in enumerate(order) if line.number == number), None)
    if place is None:
        return None
    line = order[place]
    measures = measure_list(report.plan, progress, for_staff=for_staff)
    rows = _rows(line, year, years)
    previous = report.previous.indicator(number) if report.previous else None
    return IndicatorPage(
        indicator=line,
        tool=next(tool for tool in year.tools if tool.code == line.tool),
        conclusion=year.conclusion_words(line),
        target_name=year.target_name(line),
        change=None if previous is None or line.score is None else line.score - previous,
        previous_score=previous,
        previous_year=report.previous.fiscal_year if report.previous else None,
        trend=_trend(rows, year) if sum(row.score is not None for row in rows) > 1 else None,
        years=rows,
        measures=measures,
        lines=tuple(each for each in measures.lines if each.measure.indicator == number) if measures else (),
        no_plan=no_plan_words(report),
        before=order[place - 1] if place else None,
        after=order[place + 1] if place + 1 < len(order) else None,
        means=means_beside(report, number=number),
    )


def same_indicator(line: IndicatorView, year: YearResult) -> IndicatorView | None:
    """The same indicator in another year: of the same name and tool, whatever its number; None where there is none."""
    return next((other for other in year.indicators if (other.tool, other.name) == (line.tool, line.name)), None)


def _rows(line: IndicatorView, shown: YearResult, years: AgencyYears) -> tuple[IndicatorYear, ...]:
    """The indicator in every year from its first to its last; the page's own year is the one that the page shows."""
    found: list[IndicatorYear] = []
    for number in years.span:
        seen = years.at(number)
        if seen is None:
            found.append(IndicatorYear(number, None, None, None, draft=False, missing=True))
            continue
        year = shown if number == shown.fiscal_year else seen.year
        own = same_indicator(line, year)
        before = found[-1].score if found else None
        score = own.score if own else None
        found.append(
            IndicatorYear(
                fiscal_year=number,
                score=score,
                target=own.target if own else None,
                change=None if score is None or before is None else score - before,
                draft=seen.draft,
                missing=own is None,
            )
        )
    while found[0].missing and len(found) > 1:  # before the indicator was measured there is nothing to say
        found.pop(0)
    return tuple(found)


def _trend(rows: tuple[IndicatorYear, ...], year: YearResult) -> charts.TrendChart:
    targets = {row.target for row in rows if row.target is not None}
    return charts.trend_chart(
        [charts.TrendPoint(row.fiscal_year, row.score, draft=row.draft) for row in rows],
        years=[row.fiscal_year for row in rows],
        target=targets.pop() if len(targets) == 1 else None,
    )
