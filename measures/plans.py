"""A year's measure plan as frozen objects; `dashboard.build_plan` makes them from the database's rows."""

from dataclasses import dataclass
from datetime import date

from .steps import MarkedStep, StepView, marked_steps


@dataclass(frozen=True)
class MeasureView:
    """One measure as the plan's table shows it; `pk` finds it in the admin."""

    pk: int
    indicator: int
    indicator_name: str
    tool: str
    titles: tuple[str, ...]
    analysis: str
    steps: tuple[StepView, ...]
    units: tuple[str, ...]
    period_start: date | None
    period_end: date | None
    period: str
    monitoring: str

    @property
    def marked_steps(self) -> tuple[MarkedStep, ...]:
        """The steps as they are shown."""
        return marked_steps(self.steps)

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
