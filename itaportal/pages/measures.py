"""The measures drawn from a year's result and how far they have come: for the dashboard and the pages of their own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessments import charts
from assessments.models import Assessment
from assessments.results import IndicatorView, ToolView
from assessments.thai import thai_digits
from itaportal.report.document import AgencyReport
from itaportal.report.prose import because
from measures.enums import MeasureStatus
from measures.models import MeasurePlan
from measures.plans import MeasureView, PlanView
from measures.progress import PlanProgressView, ProgressView, progress_of


@dataclass(frozen=True)
class MeasureLine:
    """One measure with its latest status; `report` is the latest report, for staff only, None for others or none."""

    measure: MeasureView
    status: MeasureStatus
    reported_on: date | None
    report: ProgressView | None


@dataclass(frozen=True)
class StatusShare:
    """How many measures have one status, and where that part lies on a bar of the whole plan."""

    status: MeasureStatus
    count: int
    x: str
    width: str


@dataclass(frozen=True)
class ProgressSummary:
    """A plan's progress. `shares` leave out statuses that no measure has; `reported_on` None: nobody reported yet."""

    total: int
    done: int
    shares: tuple[StatusShare, ...]
    reported_on: date | None


@dataclass(frozen=True)
class MeasureList:
    """A plan's measures.

    `monitoring` is the text that all of them share; empty where they differ, then each shows its own.
    """

    fiscal_year: int
    lines: tuple[MeasureLine, ...]
    monitoring: str
    summary: ProgressSummary


@dataclass(frozen=True)
class IndicatorMeasures:
    """The measures drawn for one indicator; `indicator` None where the criteria do not have it any more."""

    number: int
    name: str
    tool: str
    indicator: IndicatorView | None
    target_name: str
    lines: tuple[MeasureLine, ...]


@dataclass(frozen=True)
class MeasuresPage:
    """The page of a plan: its measures by indicator, and the indicators below target that have none.

    `no_plan` says that and why the agency makes no plan; empty elsewhere.
    """

    list: MeasureList | None
    groups: tuple[IndicatorMeasures, ...]
    without: tuple[IndicatorView, ...]
    no_plan: str


def no_plan_words(report: AgencyReport) -> str:
    """Why the agency makes no plan from a year's result, as a sentence; empty where it does or has not said so."""
    if not report.without_plan:
        return ""
    following = thai_digits(report.year.fiscal_year + 1)
    return f"หน่วยงานไม่จัดทำแผนมาตรการปีงบประมาณ พ.ศ. {following} {because(report.no_plan_reason)}"


def read_progress(assessment: Assessment) -> PlanProgressView | None:
    """The progress of the plan drawn from an assessment; None where there is no plan."""
    plan = MeasurePlan.objects.filter(assessment=assessment).values_list("pk", flat=True).first()
    return None if plan is None else progress_of(plan)


def measure_list(plan: PlanView | None, progress: PlanProgressView | None, *, for_staff: bool) -> MeasureList | None:
    """Join a plan, perhaps a frozen one, with its progress; None where there is no measure.

    Statuses are for everyone who sees the year. What a report says is work in progress until the follow-up report is
    published, so only staff get its texts.
    """
    if plan is None or not plan.measures:
        return None
    lines = tuple(_line(measure, progress, for_staff=for_staff) for measure in plan.measures)
    shared = {measure.monitoring for measure in plan.measures}
    return MeasureList(
        fiscal_year=plan.fiscal_year,
        lines=lines,
        monitoring=shared.pop() if len(shared) == 1 else "",
        summary=_summary(lines),
    )


def measures_page(report: AgencyReport, progress: PlanProgressView | None, *, for_staff: bool) -> MeasuresPage:
    """Build the page of the plan drawn from a year."""
    year = report.year
    found = measure_list(report.plan, progress, for_staff=for_staff)
    lines = found.lines if found else ()
    by_number = {line.number: line for line in year.indicators}
    groups: dict[int, list[MeasureLine]] = {}
    for line in lines:
        groups.setdefault(line.measure.indicator, []).append(line)
    return MeasuresPage(
        list=found,
        groups=tuple(
            IndicatorMeasures(
                number,
                own[0].measure.indicator_name,
                own[0].measure.tool,
                by_number.get(number),
                year.target_name(by_number.get(number)),
                tuple(own),
            )
            for number, own in sorted(groups.items())
        ),
        without=tuple(line for line in year.flagged if line.number not in groups) if found else (),
        no_plan=no_plan_words(report),
    )


def costliest_first(lines: Iterable[MeasureLine], tools: Iterable[ToolView]) -> tuple[MeasureLine, ...]:
    """Order measures by what their indicators cost the overall, then by number."""
    cost = {line.number: line.cost or Decimal(0) for tool in tools for line in tool.indicators}
    return tuple(
        sorted(lines, key=lambda line: (-cost.get(line.measure.indicator, Decimal(0)), line.measure.indicator))
    )


def _line(measure: MeasureView, progress: PlanProgressView | None, *, for_staff: bool) -> MeasureLine:
    report = progress.by_measure.get(measure.pk) if progress else None
    return MeasureLine(
        measure,
        report.status if report else MeasureStatus.NOT_STARTED,
        report.reported_on if report else None,
        report if for_staff else None,
    )


_ORDER = (MeasureStatus.DONE, MeasureStatus.IN_PROGRESS, MeasureStatus.NOT_STARTED, MeasureStatus.CANCELLED)


def _summary(lines: tuple[MeasureLine, ...]) -> ProgressSummary:
    """Counts over the measures that the page shows, which for a frozen version are the frozen ones."""
    total = len(lines)
    statuses = [line.status for line in lines]
    shares, before = [], 0
    for status in _ORDER:
        count = statuses.count(status)
        if count:
            x, width = (charts.percent(Decimal(number) * 100 / total) for number in (before, count))
            shares.append(StatusShare(status, count, x, width))
        before += count
    return ProgressSummary(
        total=total,
        done=statuses.count(MeasureStatus.DONE),
        shares=tuple(shares),
        reported_on=max((line.reported_on for line in lines if line.reported_on), default=None),
    )
