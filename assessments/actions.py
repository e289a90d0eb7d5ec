"""Every write to assessments: keyword-only functions, each one transaction, with the person in `by`.

The stored `result_*` columns are refreshed here and nowhere else, so they cannot drift from the scores.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from . import edit_conflicts, scoring, trail
from .authorship import By, signed
from .conclusions import FIRST_RULES
from .edit_conflicts import Copy
from .enums import AssessmentStatus
from .models import ANNOUNCED_TOOLS, Agency, Assessment, ConclusionBand, Criteria, IndicatorScore
from .thai import thai_digits
from .thaitext import length_problem, tidy


@dataclass(frozen=True)
class ScoreEntry:
    """What a person or a file says about one indicator; `score` None means not scored."""

    indicator: int
    score: Decimal | None
    target: Decimal | None = None
    conclusion: str = ""
    analysis: str = ""


class StaleCopy(Exception):
    """Somebody else saved other values of the same fields since the person's form was shown; nothing was written.

    `stored` is what is stored now; `comparison` names the fields in conflict and those only the other changed.
    """

    def __init__(self, stored: Copy, comparison: edit_conflicts.Comparison) -> None:
        super().__init__("the edit is based on a stale copy")
        self.stored = stored
        self.comparison = comparison


@dataclass(frozen=True)
class SavedEdit:
    """A saved edit, and the fields in which another person's newer values were kept."""

    assessment: Assessment
    taken_over: tuple[str, ...]


def criteria_for_year(year: int) -> Criteria:
    """Return the criteria of a year. Raises ValidationError with a Thai message where there are none."""
    try:
        return Criteria.objects.for_year(year)
    except Criteria.DoesNotExist:
        raise ValidationError(
            f"ยังไม่มีเกณฑ์การประเมินของปีงบประมาณ พ.ศ. {thai_digits(year)} กรุณาแจ้งผู้ดูแลระบบให้เพิ่มเกณฑ์ของปีนั้น"
        ) from None


@trail.writes
def save_assessment(
    *,
    assessment: Assessment,
    entries: Iterable[ScoreEntry],
    by: By,
) -> Assessment:
    """Save an assessment (new or existing) with its scores and recompute its stored result.

    `assessment` carries agency, fiscal year and the other fields; its criteria are set from the year, and announced
    scores of tools that these do not have are dropped, as scores of such indicators are. `entries` names
    indicators of that year; one that is left out keeps its score. Rows that do not change are not written, so the
    history shows changes only; `updated_at` moves with any change.

    Raises ValidationError, with nothing written, for a second assessment of the same agency and year, a figure
    outside 0–100, an unknown indicator, one given twice, a year without criteria, another agency or year for an
    assessment whose plan was begun, or a reason for having no plan where there are measures. A year that is public
    without a version becomes a draft (`back_to_draft`).
    """
    check_place(assessment)
    assessment.no_plan_reason = " ".join(tidy(assessment.no_plan_reason).split())
    if assessment.no_plan_reason and assessment.pk and assessment.has_measures:
        raise ValidationError(HAS_MEASURES)
    assessment.criteria = criteria_for_year(assessment.fiscal_year)
    for name in foreign_tools(assessment.criteria):
        setattr(assessment, name, None)
    assessment.full_clean()
    # Everything is checked before the first write, so that a refused new assessment is still a new one to its form.
    changed, gone = _score_changes(assessment, list(entries))
    edited = _is_edited(assessment)
    if edited:
        _save(assessment, by)
    for line in gone:
        signed(line, by).delete()
    for line in changed:
        signed(line, by).save()
    if changed or gone:
        Assessment.objects.filter(pk=assessment.pk).update(updated_at=timezone.now())
    if edited or changed or gone:
        back_to_draft(assessment=assessment, by=by)
    return refresh_result(assessment=assessment)


@trail.writes
def save_edit(*, assessment: Assessment, entries: Iterable[ScoreEntry], based_on: Copy, by: By) -> SavedEdit:
    """Save what a person edited in a form (see `save_assessment`), on top of what others saved meanwhile.

    `based_on` is the copy that the form was shown with. Fields that the person left as they were keep the other's new
    value. Raises StaleCopy, with nothing written, where both changed a field to different values. The stored row is
    locked from the comparison to the write, so that of two edits at once the second sees the first. Whether the year
    is public is no part of the form and stays as stored.
    """
    entries = list(entries)
    if assessment._state.adding:
        return SavedEdit(save_assessment(assessment=assessment, entries=entries, by=by), ())
    stored = Assessment.objects.select_for_update().filter(pk=assessment.pk).first()
    if stored is None:
        raise ValidationError("มีผู้ลบผลการประเมินนี้ระหว่างที่ท่านแก้ไข จึงบันทึกไม่ได้")
    lines = {line.indicator.number: line for line in stored.scores.select_related("indicator")}
    now = edit_conflicts.copy_of(stored, lines.items())
    comparison = edit_conflicts.compare_copies(
        based_on=based_on,
        mine=edit_conflicts.copy_of(assessment, ((entry.indicator, entry) for entry in entries)),
        stored=now,
        whole=criteria_for_year(assessment.fiscal_year).pk != stored.criteria_id,
    )
    if comparison.conflicts:
        raise StaleCopy(now, comparison)
    for name in (*(name for name in edit_conflicts.YEAR_FIELDS if name in comparison.theirs), "status", "published_at"):
        setattr(assessment, name, getattr(stored, name))
    entries = [_with_theirs(entry, lines.get(entry.indicator), comparison.theirs) for entry in entries]
    return SavedEdit(save_assessment(assessment=assessment, entries=entries, by=by), comparison.theirs)


def _with_theirs(entry: ScoreEntry, line: IndicatorScore | None, theirs: Iterable[str]) -> ScoreEntry:
    kinds = [kind for kind in edit_conflicts.LINE_FIELDS if edit_conflicts.line_field(kind, entry.indicator) in theirs]
    return replace(entry, **{kind: getattr(line or IndicatorScore(), kind) for kind in kinds})


PLACE_STAYS = (
    "เปลี่ยนหน่วยงานหรือปีงบประมาณไม่ได้ เพราะมีแผนมาตรการหรือถ้อยคำในรายงานของปีงบประมาณนี้แล้ว "
    "กรุณาคงหน่วยงานและปีเดิม แล้วเพิ่มผลการประเมินของปีที่ต้องการเป็นรายการใหม่"
)


HAS_MEASURES = (
    "เลือก “ปีนี้ไม่จัดทำแผนมาตรการ” ไม่ได้ เพราะแผนมาตรการมีมาตรการที่กรอกแล้ว "
    "กรุณาลบมาตรการเหล่านั้นในหน้าแผนมาตรการก่อน หรือยกเลิกตัวเลือกนี้"
)


def check_place(assessment: Assessment) -> None:
    """Raise ValidationError where agency or year was changed although a plan or wordings belong to what is stored."""
    if assessment._state.adding:
        return
    stored = Assessment.objects.filter(pk=assessment.pk).values_list("agency_id", "fiscal_year").first()
    if stored not in (None, (assessment.agency_id, assessment.fiscal_year)) and assessment.has_work:
        raise ValidationError(PLACE_STAYS)


def _save(assessment: Assessment, by: By) -> None:
    signed(assessment, by).save()


def _is_edited(assessment: Assessment) -> bool:
    """Whether an entered field of the assessment differs from what is stored; a new one always does."""
    if assessment._state.adding:
        return True
    names = [
        field.attname
        for field in Assessment._meta.concrete_fields
        if field.name != "updated_at" and not field.name.startswith("result_")
    ]
    stored = Assessment.objects.filter(pk=assessment.pk).values(*names).first()
    return stored is None or any(getattr(assessment, name) != value for name, value in stored.items())


def _score_changes(
    assessment: Assessment, entries: list[ScoreEntry]
) -> tuple[list[IndicatorScore], list[IndicatorScore]]:
    """Return the checked lines to save, and those to delete: lines of other criteria, after the year was changed."""
    indicators = {indicator.number: indicator for indicator in assessment.criteria.indicators.all()}
    stored = [] if assessment._state.adding else list(IndicatorScore.objects.filter(assessment=assessment))
    lines = {line.indicator_id: line for line in stored}
    gone = [line for pk, line in lines.items() if pk not in {indicator.pk for indicator in indicators.values()}]
    changed: list[IndicatorScore] = []
    seen: set[int] = set()
    for entry in entries:
        indicator = indicators.get(entry.indicator)
        if indicator is None:
            raise ValidationError(f"ไม่มีตัวชี้วัดที่ {thai_digits(entry.indicator)} ในเกณฑ์ของปีงบประมาณนี้")
        if indicator.number in seen:
            raise ValidationError(f"ตัวชี้วัดที่ {thai_digits(entry.indicator)} มีมากกว่าหนึ่งรายการ กรุณาระบุคะแนนเพียงครั้งเดียว")
        seen.add(indicator.number)
        line = lines.get(indicator.pk) or IndicatorScore()
        line.assessment, line.indicator = assessment, indicator
        analysis = tidy(entry.analysis).strip()
        if problem := length_problem(analysis):
            raise ValidationError(f"บทวิเคราะห์ของหน่วยงานของตัวชี้วัดที่ {thai_digits(entry.indicator)} {' '.join(problem)}")
        values = {
            "score": entry.score,
            "target": entry.target,
            "conclusion": entry.conclusion,
            "analysis": analysis,
        }
        if line.pk and all(getattr(line, name) == value for name, value in values.items()):
            continue
        for name, value in values.items():
            setattr(line, name, value)
        # Its constraints say of the figures what its fields say: asking the database costs half of a saving.
        line.full_clean(exclude=["assessment", "indicator"], validate_constraints=False)
        changed.append(line)
    return changed, gone


def refresh_result(*, assessment: Assessment) -> Assessment:
    """Recompute the stored result of a saved assessment from its scores. History is not touched: nothing was edited."""
    fresh = Assessment.objects.with_scores().get(pk=assessment.pk)
    stored = stored_result(fresh)
    Assessment.objects.filter(pk=assessment.pk).update(**stored)
    for name, value in stored.items():
        setattr(fresh, name, value)
    return fresh


@transaction.atomic
def refresh_results(*, criteria: Criteria) -> int:
    """Recompute the stored results of every assessment under edited criteria; return how many of them changed."""
    changed = 0
    for assessment in Assessment.objects.filter(criteria=criteria).with_scores().iterator(chunk_size=500):
        stored = stored_result(assessment)
        if any(getattr(assessment, name) != value for name, value in stored.items()):
            Assessment.objects.filter(pk=assessment.pk).update(**stored)
            changed += 1
    return changed


@trail.writes
def add_first_conclusions(*, criteria: Criteria) -> None:
    """Give criteria without bands of conclusions the first ones, as rows to edit; others stay as they are."""
    if criteria.conclusions.exists():
        return
    for position, rule in enumerate(FIRST_RULES, start=1):
        band = ConclusionBand.of_rule(rule, criteria=criteria, position=position)
        band.full_clean()
        band.save()


def stored_result(assessment: Assessment) -> dict[str, Decimal | str | None]:
    """Return the `result_*` columns that belong to the assessment's scores.

    A year of which only the overall is kept takes the officially published figures as they are.
    """
    if assessment.criteria.overall_only:
        return {
            "result_overall": assessment.published_overall,
            "result_iit": None,
            "result_eit": None,
            "result_oit": None,
            "result_level": assessment.published_level,
        }
    return result_columns(assessment.evaluate(), assessment.published_level)


def foreign_tools(criteria: Criteria) -> list[str]:
    """Return the columns of announced scores of tools that these criteria do not have: nothing would show them."""
    there = {tool.tool for tool in criteria.tools.all()}
    return [name for code, name in ANNOUNCED_TOOLS.items() if code not in there]


def result_columns(result: scoring.Result, announced_level: str) -> dict[str, Decimal | str | None]:
    """Return the `result_*` columns that keep a result: announced figures where there are any, else computed ones."""
    tools = {tool.code: tool.score for tool in result.tools}
    return {
        "result_overall": result.overall,
        "result_iit": tools.get("IIT"),
        "result_eit": tools.get("EIT"),
        "result_oit": tools.get("OIT"),
        "result_level": announced_level or (result.level.name if result.level else ""),
    }


@trail.writes
def publish(*, assessment: Assessment, by: By) -> Assessment:
    """Let the public see the year. Raises ValidationError while a score is missing.

    Takes the assessment as it is stored now; fields changed in memory alone are dropped.
    """
    assessment.refresh_from_db(from_queryset=Assessment.objects.select_for_update())
    if not Assessment.objects.with_result().filter(pk=assessment.pk).exists():
        raise ValidationError("ยังเผยแพร่ไม่ได้ เพราะคะแนนยังไม่ครบทุกตัวชี้วัด")
    if not assessment.is_published:
        assessment.status = AssessmentStatus.PUBLISHED
        assessment.published_at = timezone.now()
        _save(assessment, by)
    return assessment


@trail.writes
def unpublish(*, assessment: Assessment, by: By) -> Assessment:
    """Take the year back to a draft that only signed-in staff see; it too starts from what is stored now."""
    assessment.refresh_from_db(from_queryset=Assessment.objects.select_for_update())
    if assessment.is_published:
        assessment.status = AssessmentStatus.DRAFT
        assessment.published_at = None
        _save(assessment, by)
    return assessment


@trail.writes
def back_to_draft(*, assessment: Assessment, by: By) -> bool:
    """Take a year that was public without a version back to a draft after a person edited it; return whether it was.

    Such a year was loaded (sample data). What an editor saves must not reach the public before an approver has
    published it; `by` None is the operator at the shell, who loads and imports. A year with a version keeps its
    state: the public sees the version (`Assessment.is_frozen`).
    """
    if by is None or not assessment.is_published:
        return False
    # Whoever publishes the first version holds the row until it is there: ask only after that.
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if not locked.is_published or locked.is_frozen:
        return False
    unpublish(assessment=assessment, by=by)
    return True


@trail.writes
def save_mended(*, row: Model, assessment: Assessment | None, by: By) -> None:
    """Save a row whose texts were mended (`thaitext`), with its history; `assessment` is the year that it belongs to.

    A year that is public without a version goes back to a draft as after any edit; not for the operator, who mends what
    the public reads already.
    """
    signed(row, by).save()
    if assessment is not None:
        Assessment.objects.filter(pk=assessment.pk).update(updated_at=timezone.now())
        back_to_draft(assessment=assessment, by=by)


@trail.writes
def get_or_create_agency(*, slug: str, **fields: str) -> Agency:
    """Return the agency with this slug, creating it from `fields` where there is none; an existing one is kept."""
    agency = Agency.objects.filter(slug=slug).first()
    if agency is None:
        agency = Agency(slug=slug, **fields)
        agency.full_clean()
        agency.save()
    return agency
