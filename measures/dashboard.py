"""From a measure plan in the database to the frozen objects of `plans`, shown by pages and documents alike."""

from .models import Measure, MeasurePlan
from .plans import MeasureView, PlanView


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
        steps=measure.step_views,
        units=tuple(measure.unit_names),
        period_start=measure.period_start,
        period_end=measure.period_end,
        period=measure.period_text,
        monitoring=measure.own_monitoring or plan.monitoring,
    )
