"""Starting an agency's next fiscal year from this one: targets and plan carried over, scores empty.

What is carried: the agency's own target and those of indicators, and of the plan its measures with titles, steps,
units and own monitoring, each period a year later. Not carried: scores, EIT parts and announced figures, which the
next announcement brings; the analysis of each measure, which speaks of this year's scores; progress.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from assessments import trail
from assessments.actions import ScoreEntry, criteria_for_year, save_assessment
from assessments.authorship import By
from assessments.importing.cells import matching_form
from assessments.models import Assessment, Criteria, Indicator, RatingLevel, ToolWeight
from assessments.thai import thai_digits
from assessments.wording import short_figure
from measures.actions import MeasureEntry, start_plan, update_plan
from measures.models import DEFAULT_MONITORING, FORMER_DEFAULT_MONITORING, Measure, MeasurePlan

NOTHING = "–"


@dataclass(frozen=True)
class CriteriaChange:
    """One thing that the next year's criteria have otherwise; `–` where there is none."""

    what: str
    old: str
    new: str


@dataclass(frozen=True)
class NextYear:
    """What starting the next year would do, for a person to look at before it is done."""

    assessment: Assessment
    year: int
    criteria: Criteria
    changes: tuple[CriteriaChange, ...]
    targets: dict[int, Decimal]  # by the indicator's number in the next year
    carried: tuple[tuple[Measure, Indicator], ...]  # each measure with its indicator in the next year
    left: tuple[Measure, ...]  # measures of indicators that the next year does not have

    @property
    def same_criteria(self) -> bool:
        """Whether both years are judged by one and the same scheme."""
        return self.criteria.pk == self.assessment.criteria_id


def next_year(assessment: Assessment) -> NextYear:
    """Return what starting the year after `assessment` (loaded with `with_scores()`) would do. Writes nothing.

    Raises ValidationError where the agency has that year already or the year has no criteria.
    """
    year = assessment.fiscal_year + 1
    if Assessment.objects.filter(agency=assessment.agency_id, fiscal_year=year).exists():
        raise ValidationError(
            f"{assessment.agency.short_label} มีผลการประเมินปี {thai_digits(year)} แล้ว กรุณาแก้ไขรายการเดิม"
        )
    criteria = criteria_for_year(year)
    matched = _matched(list(assessment.criteria.indicators.all()), list(criteria.indicators.all()))
    plan = MeasurePlan.objects.with_measures().filter(assessment=assessment).first()
    filled = [measure for measure in plan.measures.all() if not measure.is_empty] if plan else []
    return NextYear(
        assessment=assessment,
        year=year,
        criteria=criteria,
        changes=_criteria_changes(assessment.criteria, criteria),
        targets={
            matched[line.indicator_id].number: line.target
            for line in assessment.scores.all()
            if line.target is not None and line.indicator_id in matched
        },
        carried=tuple(
            (measure, matched[measure.indicator_id]) for measure in filled if measure.indicator_id in matched
        ),
        left=tuple(measure for measure in filled if measure.indicator_id not in matched),
    )


@trail.writes
def start_next_year(*, assessment: Assessment, by: By) -> Assessment:
    """Create the draft of the year after `assessment`, with the plan drawn from this year's; return it.

    Everything or nothing. Raises ValidationError as `next_year`; IntegrityError where somebody else starts the same
    year at this moment.
    """
    found = next_year(assessment)
    created = save_assessment(
        assessment=Assessment(agency=assessment.agency, fiscal_year=found.year, target=assessment.target),
        entries=[ScoreEntry(number, None, target) for number, target in sorted(found.targets.items())],
        by=by,
    )
    if found.carried:
        _carry_plan(found, created, by)
    return created


def _carry_plan(found: NextYear, created: Assessment, by: By) -> None:
    old_plan = found.carried[0][0].plan
    monitoring = DEFAULT_MONITORING if old_plan.monitoring == FORMER_DEFAULT_MONITORING else old_plan.monitoring
    plan = start_plan(assessment=created, by=by, monitoring=monitoring)
    empty = {measure.indicator_id: measure for measure in plan.measures.all()}  # the rows a new plan starts with
    entries = []
    for position, (old, indicator) in enumerate(found.carried):
        measure = empty.pop(indicator.pk, None) or Measure(plan=plan, indicator=indicator, position=position)
        measure.titles, measure.own_monitoring = old.titles, old.own_monitoring
        measure.period_start, measure.period_end = a_year_later(old.period_start), a_year_later(old.period_end)
        entries.append(MeasureEntry(measure=measure, steps=old.step_views, units=old.unit_names))
    update_plan(plan=plan, monitoring=plan.monitoring, entries=entries, removed=[], by=by)


def a_year_later(day: date | None) -> date | None:
    """The same day a year later; the last day of February stays the last.

    >>> a_year_later(date(2028, 2, 29)), a_year_later(date(2027, 2, 28))
    (datetime.date(2029, 2, 28), datetime.date(2028, 2, 29))
    """
    if day is None:
        return None
    last = monthrange(day.year, day.month)[1]
    last_then = monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=last_then if day.day == last else min(day.day, last_then))


def _matched(old: Sequence[Indicator], new: Sequence[Indicator]) -> dict[int, Indicator]:
    """Old indicator's key → the next year's: the one of the same name, else of the same number if no other has it."""
    by_name = {matching_form(indicator.name): indicator for indicator in new}
    found = {each.pk: by_name[matching_form(each.name)] for each in old if matching_form(each.name) in by_name}
    taken = {indicator.pk for indicator in found.values()}
    by_number = {indicator.number: indicator for indicator in new if indicator.pk not in taken}
    return found | {
        each.pk: by_number[each.number] for each in old if each.pk not in found and each.number in by_number
    }


def _criteria_changes(old: Criteria, new: Criteria) -> tuple[CriteriaChange, ...]:
    """Everything that differs: the target, tools with weights, indicators, rating levels."""
    if old.pk == new.pk:
        return ()
    groups = [
        [("ค่าเป้าหมายระดับประเทศ", short_figure(old.target), short_figure(new.target))],
        _pairs(
            "น้ำหนัก", {each.tool: _tool(each) for each in old.tools.all()}, {t.tool: _tool(t) for t in new.tools.all()}
        ),
        _pairs("ตัวชี้วัดที่", _indicators(old), _indicators(new)),
        _pairs("ระดับ", {x.name: _level(x) for x in old.levels.all()}, {x.name: _level(x) for x in new.levels.all()}),
    ]
    return tuple(CriteriaChange(what, was, now) for group in groups for what, was, now in group if was != now)


def _pairs(what: str, old: dict[str, str], new: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(f"{what} {key}", old.get(key, NOTHING), new.get(key, NOTHING)) for key in dict.fromkeys([*old, *new])]


def _tool(tool: ToolWeight) -> str:
    return f"ร้อยละ {short_figure(tool.weight)}{' พิจารณาแยกสองส่วน' if tool.in_parts else ''}"


def _indicators(criteria: Criteria) -> dict[str, str]:
    return {thai_digits(each.number): f"{each.name} ({each.tool})" for each in criteria.indicators.all()}


def _level(level: RatingLevel) -> str:
    each = "" if level.min_each is None else f" และทุกเครื่องมือตั้งแต่ {short_figure(level.min_each)}"
    return f"คะแนนภาพรวมตั้งแต่ {short_figure(level.min_overall)}{each}"
