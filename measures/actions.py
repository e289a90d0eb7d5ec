"""Every write to measure plans: keyword-only functions, each one transaction, with the person in `by`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from assessments import trail
from assessments.actions import back_to_draft
from assessments.authorship import By, signed
from assessments.models import Agency, Assessment, Indicator
from assessments.thai import fiscal_year_start, format_date, thai_digits
from assessments.thaitext import length_problem, match_key, tidy

from .enums import MeasureStatus
from .models import (
    DEFAULT_MONITORING,
    Evidence,
    Measure,
    MeasurePlan,
    MeasureStep,
    MeasureUnit,
    ProgressUpdate,
    Unit,
)
from .step_rows import Same, match_rows
from .steps import StepView, as_step, step_lines, with_texts


@dataclass(frozen=True)
class MeasureEntry:
    """What a person says about one measure (its own fields already set): steps, and units by name, each in order.

    `same_steps` is what was answered about steps that could be more than one stored one.
    """

    measure: Measure
    steps: Sequence[StepView | str]
    units: Sequence[str]
    same_steps: Same = field(default_factory=dict)

    @property
    def filled(self) -> bool:
        """Whether the measure says anything: a title, an analysis or a step."""
        return bool(self.measure.title_lines or self.measure.analysis or self.steps)


@dataclass(frozen=True)
class EvidenceEntry:
    """What a person gives as proof: a title and an address on the web."""

    title: str
    url: str


@dataclass(frozen=True)
class ProgressEntry:
    """What a person reports about a measure on one day."""

    reported_on: date
    status: MeasureStatus
    done: str = ""
    result: str = ""
    problems: str = ""
    suggestions: str = ""
    evidence: Sequence[EvidenceEntry] = ()


@trail.writes
def start_plan(*, assessment: Assessment, by: By, monitoring: str = DEFAULT_MONITORING) -> MeasurePlan:
    """Create the plan for the year after `assessment`, with one empty measure for each indicator, the whole year long.

    Raises ValidationError where the assessment already has a plan, or says that there is to be none.
    """
    _check_wanted(assessment)
    if MeasurePlan.objects.filter(assessment=assessment).exists():
        raise ValidationError("ผลการประเมินนี้มีแผนมาตรการแล้ว กรุณาแก้ไขแผนที่มีอยู่")
    plan = MeasurePlan(assessment=assessment, fiscal_year=assessment.fiscal_year + 1, monitoring=monitoring)
    plan.full_clean()
    plan.save()
    for indicator in assessment.criteria.indicators.all():
        save_measure(
            measure=Measure(plan=plan, indicator=indicator, period_start=plan.year_start, period_end=plan.year_end),
            steps=[],
            units=[],
            by=by,
        )
    back_to_draft(assessment=assessment, by=by)
    return plan


@trail.writes
def update_plan(
    *, plan: MeasurePlan, monitoring: str, entries: Sequence[MeasureEntry], removed: Sequence[Measure], by: By
) -> MeasurePlan:
    """Save a plan's own text, the measures in `entries` (new units are created) and drop those in `removed`.

    Raises ValidationError, with nothing written, where `save_measure` or `ensure_units` would, for the removal of a
    measure that has been reported on, and for a measure where the year says that there is to be no plan.
    """
    # Whoever else saves this plan, or imports into it, waits here until the other has finished.
    MeasurePlan.objects.select_for_update().filter(pk=plan.pk).first()
    _check_unreported(removed)
    if any(entry.filled for entry in entries):
        _check_wanted(plan.assessment)
    plan.monitoring = monitoring
    _tidy_fields(plan, ("monitoring",))
    plan.full_clean()
    plan.save()
    for measure in removed:
        _delete(measure, by)
    for entry in entries:
        units = ensure_units(agency=plan.assessment.agency, names=entry.units)
        save_measure(measure=entry.measure, steps=entry.steps, units=units, by=by, same_steps=entry.same_steps)
    back_to_draft(assessment=plan.assessment, by=by)
    return plan


def _check_wanted(assessment: Assessment) -> None:
    """Raise ValidationError where the year says why it has no plan; whoever says so meanwhile waits for this write."""
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.no_plan_reason:
        raise ValidationError(
            f"ผลการประเมินปี {thai_digits(locked.fiscal_year)} ระบุไว้ว่าไม่จัดทำแผนมาตรการ จึงบันทึกมาตรการไม่ได้ "
            "หากต้องการจัดทำแผน กรุณายกเลิกตัวเลือก “ปีนี้ไม่จัดทำแผนมาตรการ” ในหน้าผลการประเมินก่อน"
        )


def _check_unreported(measures: Sequence[Measure]) -> None:
    reported = Measure.objects.filter(pk__in=[measure.pk for measure in measures], updates__isnull=False).first()
    if reported:
        raise ValidationError(
            f"ลบมาตรการ “{reported}” ไม่ได้ เพราะมีรายงานความก้าวหน้าแล้ว หากไม่ดำเนินการต่อ ให้รายงานสถานะเป็นยกเลิก"
        )


@trail.writes
def save_measure(
    *, measure: Measure, steps: Sequence[StepView | str], units: Sequence[Unit], by: By, same_steps: Same | None = None
) -> Measure:
    """Save one measure with its steps and responsible units, each in the order given.

    A step keeps its row when it is moved or edited, and so does a sub-item (`step_matching`).
    Raises ValidationError, with nothing written, for an indicator of other criteria, a unit of another agency, a
    period that ends before it begins, a text of more than `LONGEST_TEXT` characters, or a step that could be more than
    one stored one and about which `same_steps` says nothing.
    """
    assessment = measure.plan.assessment
    if measure.indicator.criteria_id != assessment.criteria_id:
        raise ValidationError("ตัวชี้วัดไม่อยู่ในเกณฑ์ของปีที่ประเมิน")
    if any(unit.agency_id != assessment.agency_id for unit in units):
        raise ValidationError("ผู้รับผิดชอบต้องเป็นส่วนงานของหน่วยงานเดียวกัน")
    _tidy_fields(measure, ("titles", "analysis", "own_monitoring"))
    cleaned = with_texts(map(as_step, steps), lambda text: tidy(text).strip())
    _check_length("\n".join(step_lines(cleaned)), "ขั้นตอน/วิธีดำเนินการรวมทุกขั้นตอน")  # they share a cell of the tables
    measure.full_clean(exclude=["plan"])
    _save(measure, by)
    _set_steps(measure, cleaned, same_steps or {})
    _set_units(measure, list(dict.fromkeys(units)))
    return measure


def _tidy_fields(row: Measure | MeasurePlan | ProgressUpdate, names: Sequence[str]) -> None:
    """Take out of typed texts what nobody typed. Raises ValidationError where one is too long to be kept whole."""
    for name in names:
        text = tidy(getattr(row, name)).strip()
        _check_length(text, str(getattr(row._meta.get_field(name), "verbose_name", name)))
        setattr(row, name, text)


def _check_length(text: str, label: str) -> None:
    if problem := length_problem(text):
        raise ValidationError(f"{label} {' '.join(problem)}")


def _set_steps(measure: Measure, steps: Sequence[StepView], same: Same) -> None:
    stored = list(MeasureStep.objects.filter(measure=measure))
    match = match_rows(stored, steps, same)
    if match.questions:
        raise ValidationError([f"{question} กรุณาระบุในหน้าแผนมาตรการว่าเป็นขั้นตอนใด" for question in match.questions])
    kept = {row.pk for row in match.rows if row}
    MeasureStep.objects.filter(measure=measure).exclude(pk__in=kept).delete()
    moved = [row.pk for place, row in enumerate(match.rows, start=1) if row and row.position != place]
    if moved:  # out of the way first: no two rows may have one place at any moment
        beyond = max([len(match.rows), *(row.position for row in stored)])
        MeasureStep.objects.filter(pk__in=moved).update(position=F("position") + beyond)
        for each in stored:
            trail.before(each, position=each.position)
    for place, (row, text) in enumerate(zip(match.rows, match.texts, strict=True), start=1):
        step = row or MeasureStep(measure=measure)
        if (step.position, step.kind, step.text) != (place, text.kind, text.text):
            step.position, step.kind, step.text = place, text.kind, text.text
            step.full_clean(exclude=["measure"], validate_constraints=False)  # its fields know the kinds
            step.save()


def _set_units(measure: Measure, units: Sequence[Unit]) -> None:
    wanted = {unit.pk: position for position, unit in enumerate(units, start=1)}
    for link in MeasureUnit.objects.filter(measure=measure):
        position = wanted.pop(link.unit_id, None)
        if position is None:
            link.delete()
        elif position != link.position:
            link.position = position
            link.save()
    for pk, position in wanted.items():
        MeasureUnit.objects.create(measure=measure, unit_id=pk, position=position)


@trail.writes
def ensure_units(*, agency: Agency, names: Sequence[str]) -> list[Unit]:
    """Return the agency's units with these names in this order, creating those that are missing.

    Two spellings of one name (`thaitext.match_key`) are the same unit. Raises ValidationError, with nothing written,
    for a name that is empty or too long.
    """
    units = list(Unit.objects.filter(agency=agency))
    known = {match_key(unit.name): unit for unit in reversed(units)} | {unit.name: unit for unit in units}
    found = []
    for name in (" ".join(tidy(name).split()) for name in names):
        unit = known.get(name) or known.get(match_key(name))
        if unit is None:
            unit = Unit(agency=agency, name=name, position=len(units) + 1)
            unit.full_clean()
            unit.save()
            units.append(unit)
            known |= {match_key(name): unit, name: unit}
        found.append(unit)
    return found


@trail.writes
def record_progress(*, measure: Measure, entry: ProgressEntry, by: By) -> ProgressUpdate:
    """Save a new report about a measure, with its evidence.

    Raises ValidationError, with nothing written, for a second report of the same day, a day to come or before the
    year that the plan follows, a status other than not started without what was done, a finished measure without its
    result, and an address that is not http or https.
    """
    return _save_progress(ProgressUpdate(measure=measure, created_by=by), entry, by)  # type: ignore[misc]  # an account of Django, which its stubs call by a narrower name


@trail.writes
def correct_progress(*, update: ProgressUpdate, entry: ProgressEntry, by: By) -> ProgressUpdate:
    """Set a report right; what it said before stays in its history. Raises as `record_progress`."""
    return _save_progress(update, entry, by)


@trail.writes
def delete_progress(*, update: ProgressUpdate, by: By) -> None:
    """Take back a report that should not have been made; its history stays."""
    for each in update.evidence.all():
        _delete(each, by)
    _delete(update, by)


def _save_progress(update: ProgressUpdate, entry: ProgressEntry, by: By) -> ProgressUpdate:
    for name in (each.name for each in fields(entry) if each.name != "evidence"):
        setattr(update, name, getattr(entry, name))
    _tidy_fields(update, ("done", "result", "problems", "suggestions"))
    _check_day(update)
    update.full_clean()
    _save(update, by)
    existing = {each.position: each for each in Evidence.objects.filter(update=update)}
    for position, given in enumerate(entry.evidence, start=1):
        each = existing.pop(position, None) or Evidence(update=update, position=position)
        title = tidy(given.title).strip()
        if (each.title, each.url) != (title, given.url.strip()):
            each.title, each.url = title, given.url.strip()
            each.full_clean(exclude=["update"])
            _save(each, by)
    for each in existing.values():
        _delete(each, by)
    return update


def _check_day(update: ProgressUpdate) -> None:
    first = fiscal_year_start(update.measure.plan.fiscal_year - 1)
    if update.reported_on > timezone.localdate():
        raise ValidationError({"reported_on": "วันที่รายงานต้องไม่เกินวันนี้"})
    if update.reported_on < first:
        raise ValidationError({"reported_on": f"วันที่รายงานต้องไม่ก่อนวันที่ {format_date(first)}"})


def _save(row: Measure | ProgressUpdate | Evidence, by: By) -> None:
    signed(row, by).save()


def _delete(row: Measure | ProgressUpdate | Evidence, by: By) -> None:
    signed(row, by).delete()


def indicator_of(assessment: Assessment, number: int) -> Indicator:
    """Return the assessment's indicator with this number. Raises ValidationError where its criteria have none."""
    for indicator in assessment.criteria.indicators.all():
        if indicator.number == number:
            return indicator
    raise ValidationError(f"ไม่มีตัวชี้วัดที่ {thai_digits(number)} ในเกณฑ์ของปีงบประมาณนี้")


@trail.writes
def save_unit(*, unit: Unit, by: By) -> None:
    """Save a unit of an agency; public years without a version that name it become drafts (`back_to_draft`)."""
    unit.save()
    named = Assessment.objects.published().filter(plan__measures__units=unit).distinct()
    for assessment in named:
        back_to_draft(assessment=assessment, by=by)
