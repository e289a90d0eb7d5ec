"""How far the measures of a plan have come: the latest report of each, and counts over the plan.

Kept apart from `dashboard.PlanView`, which a published version freezes: what is reported during the year must not
change the report of the year before, and readers of a frozen version still see how its measures fare. A view finds a
measure's progress by `MeasureView.pk`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, QuerySet

from .enums import MeasureStatus
from .models import Measure, ProgressUpdate


@dataclass(frozen=True)
class EvidenceView:
    """Where the proof of a report can be seen."""

    title: str
    url: str


@dataclass(frozen=True)
class ProgressView:
    """One report about a measure; texts may be empty."""

    status: MeasureStatus
    reported_on: date
    done: str
    result: str
    problems: str
    suggestions: str
    evidence: tuple[EvidenceView, ...]


@dataclass(frozen=True)
class PlanProgressView:
    """A plan's progress: counts by status, the day of the latest report, and each reported measure's latest report.

    A measure nobody has reported on counts as not started and is not in `by_measure`.
    """

    total: int
    not_started: int
    in_progress: int
    done: int
    cancelled: int
    reported_on: date | None
    by_measure: dict[int, ProgressView] = field(default_factory=dict)


def progress_of(plan_id: int) -> PlanProgressView:
    """Return the progress of a plan's measures; rows that nobody filled in or reported on are left out.

    Makes four queries, however many measures and reports there are.
    """
    measures = Measure.objects.filter(plan=plan_id).prefetch_related("steps", latest_first())
    # A frozen plan still shows a measure that a draft has emptied: what was reported on it stays.
    filled = [each for each in measures if not each.is_empty or each.updates.all()]
    return summarize({measure.pk: latest_report(measure) for measure in filled})


def latest_first(path: str = "updates") -> Prefetch[str, QuerySet[ProgressUpdate], str]:
    """Load the reports of measures with their evidence, the latest day first; `path` leads from what is loaded."""
    return Prefetch(path, queryset=reports())


def reports() -> QuerySet[ProgressUpdate]:
    """Reports with their evidence, the latest day first."""
    return ProgressUpdate.objects.prefetch_related("evidence").order_by("-reported_on")


def latest_report(measure: Measure) -> ProgressView | None:
    """The latest report of a measure loaded with `latest_first()`; None where there is none."""
    update = next(iter(measure.updates.all()), None)
    return view_of(update) if update else None


def view_of(update: ProgressUpdate) -> ProgressView:
    """One report as pages and files show it."""
    return ProgressView(
        status=MeasureStatus(update.status),
        reported_on=update.reported_on,
        done=update.done,
        result=update.result,
        problems=update.problems,
        suggestions=update.suggestions,
        evidence=tuple(EvidenceView(each.title, each.url) for each in update.evidence.all()),
    )


def summarize(latest: dict[int, ProgressView | None]) -> PlanProgressView:
    """Count the latest reports (by the measure's pk) of a plan; None is a measure never reported on."""
    statuses = [report.status if report else MeasureStatus.NOT_STARTED for report in latest.values()]
    reported = {pk: report for pk, report in latest.items() if report}
    return PlanProgressView(
        total=len(statuses),
        not_started=statuses.count(MeasureStatus.NOT_STARTED),
        in_progress=statuses.count(MeasureStatus.IN_PROGRESS),
        done=statuses.count(MeasureStatus.DONE),
        cancelled=statuses.count(MeasureStatus.CANCELLED),
        reported_on=_latest_day(reported.values()),
        by_measure=reported,
    )


def _latest_day(reported: Iterable[ProgressView]) -> date | None:
    return max((report.reported_on for report in reported), default=None)
