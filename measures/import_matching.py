"""The rows of a measure file beside what is stored, and as the writer takes them.

How a row finds its stored measure: among the measures of its indicator, the one with the same titles; the rows left
over take the measures left over, in order (the empty row a new plan starts with is one of them); more rows than
measures are new measures. A file deletes nothing, and an empty cell leaves what is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from assessments.authorship import By
from assessments.importing.preview import Difference, RowState, shown_value
from assessments.importing.problems import Place
from assessments.models import Assessment
from assessments.thai import format_period

from .actions import MeasureEntry, start_plan
from .models import Measure, MeasurePlan, Unit
from .step_rows import StepQuestion, step_questions
from .steps import StepView, numbered_steps, step_lines

TITLES, ANALYSIS, STEPS, UNITS, PERIOD, MONITORING = "titles", "analysis", "steps", "units", "period", "monitoring"
LABELS = {
    TITLES: "มาตรการ/โครงการ/กิจกรรม",
    ANALYSIS: "ผลการวิเคราะห์ตัวชี้วัด",
    STEPS: "ขั้นตอน/วิธีดำเนินการ",
    UNITS: "ผู้รับผิดชอบ",
    PERIOD: "ระยะเวลาดำเนินการ",
    MONITORING: "การกำกับติดตาม",
}
NEW_UNITS = "ส่วนงานที่จะเพิ่มใหม่"

Given = dict[str, Any]


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One row of the file; `given` has a value for each column that is not empty."""

    place: Place
    agency_id: int
    fiscal_year: int
    indicator: int
    given: Given
    steps_place: Place | None = None


@dataclass(slots=True)
class Resolved:
    """A row beside the stored measure it means; `measure` None is one to be added."""

    row: MeasureRow
    plan: MeasurePlan | None
    measure: Measure | None
    old: Given = field(default_factory=dict)
    new_units: tuple[str, ...] = ()

    @property
    def state(self) -> RowState:
        """What saving the row does."""
        if self.measure is None:
            return RowState.NEW
        changed = any(self.old[key] != value for key, value in self.row.given.items())
        return RowState.SAME if not changed else RowState.NEW if not self.old[TITLES] else RowState.CHANGED

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What it changes, old → new, and the units that it adds to the agency's."""
        changes = tuple(
            Difference(LABELS[key], _shown(self.old.get(key)), _shown(value))
            for key, value in self.row.given.items()
            if self.old.get(key) != value
        )
        return (*changes, Difference(NEW_UNITS, _shown(None), _shown(self.new_units))) if self.new_units else changes

    @property
    def stored(self) -> str:
        """Which stored measure the row means; empty for one to be added."""
        return str(self.measure.pk) if self.measure else ""

    @property
    def old_texts(self) -> dict[str, str]:
        """What is stored of what the row gives, in full, and which of its units the agency has."""
        texts = {LABELS[key]: _text(self.old.get(key)) for key in self.row.given}
        if UNITS in self.row.given:
            known = tuple(name for name in self.row.given[UNITS] if name not in self.new_units)
            texts["ส่วนงานที่มีอยู่แล้วในระบบ"] = _text(known)
        return texts

    @property
    def new_texts(self) -> dict[str, str]:
        """What the row gives, in full."""
        return {LABELS[key]: _text(value) for key, value in self.row.given.items()}


def match_measures(rows: Sequence[MeasureRow]) -> list[Resolved]:
    """Find the stored measure of each row, in the order of the file."""
    plans = {
        (plan.assessment.agency_id, plan.fiscal_year): plan
        for plan in MeasurePlan.objects.with_measures().filter(
            assessment__agency__in={row.agency_id for row in rows}, fiscal_year__in={row.fiscal_year for row in rows}
        )
    }
    groups: dict[tuple[int, int, int], list[Resolved]] = {}
    found = []
    for row in rows:
        resolved = Resolved(row, plans.get((row.agency_id, row.fiscal_year)), None)
        found.append(resolved)
        groups.setdefault((row.agency_id, row.fiscal_year, row.indicator), []).append(resolved)
    for group in groups.values():
        if group[0].plan is not None:
            _match(group, group[0].plan)
    _note_new_units(found)
    return found


def lock_plans(rows: Sequence[MeasureRow]) -> None:
    """Hold what the rows are compared with until the transaction ends: the years, their plans, the agencies' units."""
    agencies = {row.agency_id for row in rows}
    years = {row.fiscal_year for row in rows}
    before = Assessment.objects.filter(agency__in=agencies, fiscal_year__in={year - 1 for year in years})
    plans = MeasurePlan.objects.filter(assessment__agency__in=agencies, fiscal_year__in=years)
    for query in (
        before.select_for_update(of=("self",)),
        plans.select_for_update(of=("self",)),
        Unit.objects.filter(agency__in=agencies).select_for_update(of=("self",)),
    ):
        list(query.order_by("pk").values_list("pk"))


def _note_new_units(found: Sequence[Resolved]) -> None:
    """Say for each row which of its units the agency does not have yet."""
    known = set(
        Unit.objects.filter(agency__in={each.row.agency_id for each in found})
        .values_list("agency_id", "name")
        .order_by()
    )
    for each in found:
        each.new_units = tuple(
            name for name in each.row.given.get(UNITS, ()) if (each.row.agency_id, name) not in known
        )


def _match(group: list[Resolved], plan: MeasurePlan) -> None:
    """Give the rows of one indicator their measures: by titles first, then in order."""
    left = [measure for measure in plan.measures.all() if measure.indicator.number == group[0].row.indicator]
    for resolved in group:
        titles = resolved.row.given.get(TITLES)
        same = next((measure for measure in left if titles and "\n".join(measure.title_lines) == titles), None)
        if same is not None:
            resolved.measure = same
            left.remove(same)
    for resolved in group:
        if resolved.measure is None and left:
            resolved.measure = left.pop(0)
        if resolved.measure is not None:
            resolved.old = _stored(resolved.measure, plan)


def _stored(measure: Measure, plan: MeasurePlan) -> Given:
    start, end = measure.period_start, measure.period_end
    return {
        TITLES: "\n".join(measure.title_lines),
        ANALYSIS: "\n".join(line.strip() for line in measure.analysis.splitlines()).strip(),
        STEPS: measure.step_views,
        UNITS: tuple(measure.unit_names),
        PERIOD: (start, end) if start and end else None,
        MONITORING: "\n".join(line.strip() for line in (measure.own_monitoring or plan.monitoring).splitlines()),
    }


def unclear_steps(rows: Sequence[MeasureRow]) -> list[tuple[MeasureRow, StepQuestion]]:
    """The steps of a file that could be more than one stored step, which a file cannot answer."""
    return [
        (resolved.row, question)
        for resolved in match_measures(rows)
        if resolved.measure and resolved.row.given.get(STEPS, ()) != resolved.old[STEPS]
        for question in step_questions(resolved.measure, resolved.row.given.get(STEPS, ()), {})
    ]


def start_missing_plans(rows: Sequence[MeasureRow], by: By) -> None:
    """Start the plans that the rows speak of and that are not there yet."""
    for agency_id, year in dict.fromkeys((row.agency_id, row.fiscal_year) for row in rows):
        assessment = Assessment.objects.select_related("criteria").get(agency_id=agency_id, fiscal_year=year - 1)
        if not MeasurePlan.objects.filter(assessment=assessment).exists():
            start_plan(assessment=assessment, by=by)


def measure_entry(resolved: Resolved, plan: MeasurePlan) -> MeasureEntry:
    """The row as the writer takes it: what is given over what is stored."""
    row, measure = resolved.row, resolved.measure
    if measure is None:
        stored = [each for each in plan.measures.all() if each.indicator.number == row.indicator]
        measure = Measure(
            plan=plan,
            indicator=next(each for each in plan.assessment.criteria.indicators.all() if each.number == row.indicator),
            position=max((each.position for each in stored), default=0) + 1,
        )
    values = {**resolved.old, **row.given}
    measure.titles = values.get(TITLES, "")
    measure.analysis = values.get(ANALYSIS, "")
    if values.get(PERIOD):
        measure.period_start, measure.period_end = values[PERIOD]
    monitoring = values.get(MONITORING, "")
    # A text that is the plan's own stays the plan's, so that it can still be changed in one place.
    measure.own_monitoring = "" if monitoring == plan.monitoring else monitoring
    return MeasureEntry(measure=measure, steps=values.get(STEPS, ()), units=values.get(UNITS, ()))


def _text(value: Any) -> str:
    """A value in full; an empty text for none."""
    match value:
        case (date() as start, date() as end):
            return format_period(start, end)
        case (StepView(), *_):
            return numbered_steps(value)
        case tuple():
            return "\n".join(map(str, value))
    return str(value or "")


def _shown(value: Any) -> str:
    match value:
        case (date() as start, date() as end):
            return format_period(start, end)
        case (StepView(), *_):
            return shown_value(" / ".join(line for text in step_lines(value) for line in text.split("\n")))
        case tuple():
            return shown_value(" / ".join(value))
    return shown_value(value)
