"""From a measure plan in the database to a frozen view model, shown by pages and documents alike."""

from dataclasses import dataclass
from datetime import date

from .models import Measure, MeasurePlan


@dataclass(frozen=True)
class MeasureView:
    """One measure as the plan's table shows it; `pk` finds it in the admin."""

    pk: int
    indicator: int
    indicator_name: str
    tool: str
    titles: tuple[str, ...]
    analysis: str
    steps: tuple[str, ...]
    units: tuple[str, ...]
    period_start: date | None
    period_end: date | None
    period: str
    monitoring: str

    @property
    def empty(self) -> bool:
        """True for a row that nobody has filled in yet."""
        return not (self.titles or self.analysis or self.steps)


@dataclass(frozen=True)
class PlanView:
    """The measures of one fiscal year, in the order of their indicators; rows nobody filled in are left out."""

    fiscal_year: int
    measures: tuple[MeasureView, ...]

    def for_indicator(self, number: int) -> tuple[MeasureView, ...]:
        """The measures drawn for one indicator."""
        return tuple(measure for measure in self.measures if measure.indicator == number)


def build_plan(plan: MeasurePlan) -> PlanView:
    """Build the view model of a plan loaded with `with_measures()`; makes no further query."""
    measures = tuple(_measure_view(measure, plan) for measure in plan.measures.all())
    return PlanView(plan.fiscal_year, tuple(measure for measure in measures if not measure.empty))


def _measure_view(measure: Measure, plan: MeasurePlan) -> MeasureView:
    return MeasureView(
        pk=measure.pk,
        indicator=measure.indicator.number,
        indicator_name=measure.indicator.name,
        tool=measure.indicator.tool,
        titles=tuple(measure.title_lines),
        analysis=measure.analysis,
        steps=tuple(measure.step_texts),
        units=tuple(measure.unit_names),
        period_start=measure.period_start,
        period_end=measure.period_end,
        period=measure.period_text,
        monitoring=measure.own_monitoring or plan.monitoring,
    )
