"""The writer for many years at once: files of a province or the country.

Why a second writer beside `actions.save_assessment`: that one saves an assessment as a person edits it, every field of
it, in some twenty queries; a file of the country has 41,585 of them. Both keep the same rules (criteria from the year,
only what differs is written, history of every change, `result_*` recomputed by `scoring`, one transaction, `by=`), and
a test holds one against the other. A year whose criteria changed under it is handed to `save_assessment`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from . import scoring, trail
from .actions import ScoreEntry, criteria_for_year, foreign_tools, result_columns, save_assessment
from .authorship import By, file_of_import
from .bulk_history import write_history
from .bulk_lines import insert_lines
from .bulk_trail import note_states, note_year
from .edit_conflicts import LINE_FIELDS
from .enums import AssessmentStatus
from .models import ANNOUNCED_TOOLS, Assessment, AssessmentQuerySet, Criteria, Indicator, IndicatorScore
from .thai import thai_digits

CHUNK = 500  # years read, compared and written together
_YEAR_FIELDS = (
    *("target", "eit_part_1", "eit_part_2"),
    *("published_overall", "published_level", *ANNOUNCED_TOOLS.values()),
)
_RESULT_FIELDS = ("result_overall", "result_iit", "result_eit", "result_oit", "result_level")

Value = Decimal | str
Progress = Callable[[int, int], None]
_NewLine = dict[str, Value]


class Field(NamedTuple):
    """What a given value belongs to: a column of `IndicatorScore` for indicator 1 …, of `Assessment` for 0."""

    indicator: int
    name: str


@dataclass(frozen=True, slots=True)
class YearEntry:
    """What a file says about one agency's year. A field that is not in `values` is not given and stays as it is."""

    agency_id: int
    fiscal_year: int
    values: Mapping[Field, Value]
    cells: Cells | None = field(default=None, compare=False)  # where in the file each value stands


class Cells(Protocol):
    """Where the values of a year stand in the file that they come from."""

    def places(self, values: Mapping[Field, Value]) -> Mapping[Field, str]:
        """The sheet and cell of each value, `คะแนน!D12`."""


class State(StrEnum):
    """What saving an entry does."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Compared:
    """An entry beside what is stored: `old` has the stored value of each given field, None where there is none.

    `stored` says which row is stored, and by which criteria; it is empty for a year that is not.
    """

    entry: YearEntry
    state: State
    old: Mapping[Field, Value | None]
    stored: str = ""

    @property
    def changes(self) -> list[tuple[Field, Value | None, Value]]:
        """(field, old, new) of every given field whose value differs, in the order of the indicators."""
        found = [(key, self.old.get(key), value) for key, value in self.entry.values.items()]
        return sorted((change for change in found if change[1] != change[2]), key=lambda change: change[0])


@dataclass(frozen=True)
class Outcome:
    """How many years were created, changed, and found as they were."""

    new: int = 0
    changed: int = 0
    same: int = 0


def compare_with_stored(entries: Sequence[YearEntry]) -> Iterator[Compared]:
    """Compare entries with what is stored, in their order and in a few queries for every `CHUNK`. Writes nothing."""
    for start in range(0, len(entries), CHUNK):
        chunk = entries[start : start + CHUNK]
        stored = _Stored(chunk, lock=False)
        yield from (stored.compared(entry) for entry in chunk)


@trail.writes
def save_years(
    *,
    entries: Sequence[YearEntry],
    by: By,
    progress: Progress | None = None,
    watch: Callable[[Iterator[Compared]], None] | None = None,
) -> Outcome:
    """Save every entry or none. `progress(done, of)` is called after each chunk, inside the transaction.

    `watch` is shown each chunk as it is compared, its rows locked, before it is written.

    Raises ValidationError, with nothing written, for a year without criteria, an indicator that the year's criteria
    do not have, or a figure outside 0–100; IntegrityError where somebody else adds the same year meanwhile. An agency
    and year given twice is a programming error (ValueError): importing puts them together before.
    """
    if len({(entry.agency_id, entry.fiscal_year) for entry in entries}) != len(entries):
        raise ValueError("an agency's year is given twice")
    rules = _Rules()
    totals = dict.fromkeys(State, 0)
    for start in range(0, len(entries), CHUNK):
        chunk = entries[start : start + CHUNK]
        stored = _Stored(chunk, lock=True)
        writing = _Writing(by)
        compared_chunk = [stored.compared(entry) for entry in chunk]
        if watch:
            watch(iter(compared_chunk))
        for entry, compared in zip(chunk, compared_chunk, strict=True):
            totals[compared.state] += 1
            if compared.state is not State.SAME:
                writing.add(compared, stored.assessments.get((entry.agency_id, entry.fiscal_year)), stored, rules)
        writing.write()
        if progress:
            progress(min(start + CHUNK, len(entries)), len(entries))
    return Outcome(totals[State.NEW], totals[State.CHANGED], totals[State.SAME])


class _Stored:
    """What is stored of a chunk's years."""

    def __init__(self, entries: Sequence[YearEntry], *, lock: bool) -> None:
        query = Assessment.objects.filter(
            agency_id__in={entry.agency_id for entry in entries},
            fiscal_year__in={entry.fiscal_year for entry in entries},
        )
        if lock and connection.features.has_select_for_update:
            query = query.select_for_update().order_by("pk")
        wanted = {(entry.agency_id, entry.fiscal_year) for entry in entries}
        self.assessments = {
            key: assessment for assessment in query if (key := (assessment.agency_id, assessment.fiscal_year)) in wanted
        }
        self.lines: dict[int, dict[int, IndicatorScore]] = {each.pk: {} for each in self.assessments.values()}
        lines = IndicatorScore.objects.filter(assessment_id__in=list(self.lines)).annotate(
            number=models.F("indicator__number")
        )
        for line in lines.order_by():
            self.lines[line.assessment_id][line.number] = line

    def compared(self, entry: YearEntry) -> Compared:
        assessment = self.assessments.get((entry.agency_id, entry.fiscal_year))
        if assessment is None:
            return Compared(entry, State.NEW, {})
        lines = self.lines[assessment.pk]
        old: dict[Field, Value | None] = {}
        for key in entry.values:
            holder: Any = lines.get(key.indicator) if key.indicator else assessment
            old[key] = (getattr(holder, key.name) or None) if key.name in _TEXTS else getattr(holder, key.name, None)
        same = all(old[key] == value for key, value in entry.values.items())
        which = f"{assessment.pk}/{assessment.criteria_id}"
        return Compared(entry, State.SAME if same else State.CHANGED, old, which)


_TEXTS = {"conclusion", "analysis", "published_level"}


class _Rules:
    """Criteria, indicators and rules of the years met so far."""

    def __init__(self) -> None:
        self._years: dict[int, tuple[Criteria, scoring.CriteriaRules, dict[int, Indicator]]] = {}

    def of(self, year: int) -> tuple[Criteria, scoring.CriteriaRules, dict[int, Indicator]]:
        if year not in self._years:
            criteria = criteria_for_year(year)
            indicators = {indicator.number: indicator for indicator in criteria.indicators.all()}
            self._years[year] = (criteria, criteria.rules(), indicators)
        return self._years[year]


class _Writing:
    """The rows of one chunk, gathered and then written together."""

    def __init__(self, by: By) -> None:
        self._by = by
        self._new: list[tuple[Assessment, dict[Indicator, _NewLine]]] = []
        self._edited: list[Assessment] = []
        self._recomputed: list[Assessment] = []
        self._new_lines: list[IndicatorScore] = []
        self._edited_lines: list[IndicatorScore] = []
        self._regraded: list[tuple[Assessment, YearEntry]] = []

    def add(self, compared: Compared, assessment: Assessment | None, stored: _Stored, rules: _Rules) -> None:
        entry = compared.entry
        criteria, year_rules, indicators = rules.of(entry.fiscal_year)
        if assessment is not None and assessment.criteria_id != criteria.pk:
            self._regraded.append((assessment, entry))  # whose writer notes it
            return
        places = entry.cells.places(entry.values) if entry.cells else {}
        new = compared.state is State.NEW
        note_year(entry.agency_id, entry.fiscal_year, compared.changes, places, new=new)
        if assessment is not None:
            self._change(assessment, entry, stored.lines[assessment.pk], criteria, year_rules, indicators)
        else:
            self._create(entry, criteria, year_rules, indicators)

    def _create(
        self,
        entry: YearEntry,
        criteria: Criteria,
        rules: scoring.CriteriaRules,
        indicators: Mapping[int, Indicator],
    ) -> None:
        assessment = Assessment(agency_id=entry.agency_id, fiscal_year=entry.fiscal_year, criteria=criteria)
        lines: dict[Indicator, _NewLine] = {}
        for (number, name), value in entry.values.items():
            if number == 0:
                setattr(assessment, name, value)
            else:
                lines.setdefault(_indicator(indicators, number), {})[name] = value
        given = [
            scoring.ScoreLine(indicator.number, line.get("score"), line.get("target"))  # type: ignore[arg-type]  # a dictionary of decimals under these names
            for indicator, line in lines.items()
        ]
        _set_result(assessment, criteria, rules, given)
        self._new.append((assessment, lines))

    def _change(
        self,
        assessment: Assessment,
        entry: YearEntry,
        lines: Mapping[int, IndicatorScore],
        criteria: Criteria,
        rules: scoring.CriteriaRules,
        indicators: Mapping[int, Indicator],
    ) -> None:
        edited = False
        touched: dict[int, IndicatorScore] = {}
        for (number, name), value in entry.values.items():
            if number == 0:
                edited = edited or getattr(assessment, name) != value
                setattr(assessment, name, value)
                continue
            line = lines.get(number) or touched.get(number)
            if line is None:
                line = IndicatorScore(assessment=assessment, indicator=_indicator(indicators, number))
            if line.pk is None or getattr(line, name) != value:
                setattr(line, name, value)
                touched[number] = line
        given = [scoring.ScoreLine(number, line.score, line.target) for number, line in {**lines, **touched}.items()]
        _set_result(assessment, criteria, rules, given)
        (self._edited if edited else self._recomputed).append(assessment)
        for line in touched.values():
            (self._new_lines if line.pk is None else self._edited_lines).append(line)

    def write(self) -> None:
        now = timezone.now()
        for assessment in (*self._edited, *self._recomputed):
            assessment.updated_at = now
        created = Assessment.objects.bulk_create([assessment for assessment, _ in self._new])
        created_keys = [assessment.pk for assessment in created]
        write_history(Assessment, created_keys, kind="+", by=self._by)
        insert_lines(self._new)
        write_history(IndicatorScore, created_keys, kind="+", by=self._by, column="assessment_id")
        IndicatorScore.objects.bulk_create(self._new_lines)
        write_history(IndicatorScore, [line.pk for line in self._new_lines], kind="+", by=self._by)
        stored_fields = [*_RESULT_FIELDS, "updated_at"]
        record: Any = {"default_user": self._by, "default_change_reason": file_of_import()}
        if self._edited:
            bulk_update_with_history(
                self._edited, Assessment, [*_YEAR_FIELDS, *stored_fields], batch_size=100, **record
            )
        # A recomputed result is no edit of the assessment: as in `actions.refresh_result`, its history is not touched.
        Assessment.objects.bulk_update(self._recomputed, stored_fields, batch_size=100)
        if self._edited_lines:
            bulk_update_with_history(self._edited_lines, IndicatorScore, [*LINE_FIELDS], batch_size=200, **record)
        if self._by is not None:
            _back_to_drafts([assessment.pk for assessment in (*self._edited, *self._recomputed)], self._by)
        for assessment, entry in self._regraded:
            _save_regraded(assessment, entry, self._by)


def _indicator(indicators: Mapping[int, Indicator], number: int) -> Indicator:
    if number not in indicators:
        raise ValidationError(f"ไม่มีตัวชี้วัดที่ {thai_digits(number)} ในเกณฑ์ของปีงบประมาณนี้")
    return indicators[number]


def _set_result(
    assessment: Assessment,
    criteria: Criteria,
    rules: scoring.CriteriaRules,
    lines: Sequence[scoring.ScoreLine],
) -> None:
    """Set the stored result from the scores, as `actions.stored_result` does from the database."""
    for name in foreign_tools(criteria):
        setattr(assessment, name, None)
    if criteria.overall_only:
        assessment.result_overall = assessment.published_overall
        assessment.result_level = assessment.published_level
        return
    try:
        result = scoring.evaluate(
            lines,
            rules,
            parts=(assessment.eit_part_1, assessment.eit_part_2),
            target=assessment.target,
            announced=assessment.announced,
        )
    except ValueError as error:
        raise ValidationError("คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐") from error
    for name, value in result_columns(result, assessment.published_level).items():
        setattr(assessment, name, value)


def _save_regraded(assessment: Assessment, entry: YearEntry, by: By) -> None:
    """Save a year whose criteria are no longer those it was scored by, through the writer that drops old lines."""
    lines: dict[int, dict[str, Any]] = {}
    for (number, name), value in entry.values.items():
        if number == 0:
            setattr(assessment, name, value)
        else:
            lines.setdefault(number, {})[name] = value
    save_assessment(
        assessment=assessment,
        entries=[ScoreEntry(number, **({"score": None} | given)) for number, given in lines.items()],
        by=by,
    )


@trail.writes
def publish_years(*, assessments: AssessmentQuerySet, by: By) -> int:
    """Let the public see every scored draft among `assessments`; return how many there were.

    The rule is that of `actions.publish`: a year without a score of an indicator stays a draft, even where an overall
    was announced for it.
    """
    drafts = assessments.with_result().filter(status=AssessmentStatus.DRAFT)
    found = list(drafts.only("pk", "agency_id", "fiscal_year"))
    pks = [assessment.pk for assessment in found]
    now = timezone.now()
    for start in range(0, len(pks), 10_000):
        some = Assessment.objects.filter(pk__in=pks[start : start + 10_000])
        some.update(status=AssessmentStatus.PUBLISHED, published_at=now, updated_at=now)
    write_history(Assessment, pks, kind="~", by=by)
    note_states(found, AssessmentStatus.DRAFT, AssessmentStatus.PUBLISHED)
    return len(pks)


def _back_to_drafts(pks: Sequence[int], by: By) -> None:
    """What `actions.back_to_draft` does, for many years just changed."""
    public = Assessment.objects.published().filter(pk__in=pks).not_frozen()
    found = list(public.only("pk", "agency_id", "fiscal_year"))
    changed = [assessment.pk for assessment in found]
    Assessment.objects.filter(pk__in=changed).update(status=AssessmentStatus.DRAFT, published_at=None)
    write_history(Assessment, changed, kind="~", by=by)
    note_states(found, AssessmentStatus.PUBLISHED, AssessmentStatus.DRAFT)
