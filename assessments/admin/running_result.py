"""The result beside the grid: of what is saved, or of what is typed and not saved yet, by the same rules and words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .. import announced_words, wording
from ..dashboard import build_year
from ..forms import Problem, ScreenForm
from ..models import Assessment
from ..reasons import reasons_of
from ..results import YearResult
from ..thai import format_score


class State(StrEnum):
    """What the panel beside the grid can say."""

    SAVED = "saved"
    UNSAVED = "unsaved"
    INCOMPLETE = "incomplete"
    WRONG = "wrong"
    EMPTY = "empty"


_HEADINGS = {
    State.SAVED: "ผลคำนวณจากคะแนนที่บันทึกไว้",
    State.UNSAVED: "ผลคำนวณจากคะแนนที่กรอก ยังไม่ได้บันทึก",
    State.INCOMPLETE: "คะแนนที่กรอกยังไม่ครบ",
    State.WRONG: "ยังคำนวณจากคะแนนที่กรอกไม่ได้",
    State.EMPTY: "ผลคำนวณ",
}


@dataclass(frozen=True)
class Running:
    """The panel: `result` is of the figures in the form where `current`, else the last one there was, if any.

    `said` is the one sentence that a screen reader speaks; `scored` the tools that are complete already.
    """

    state: State
    heading: str
    said: str
    result: dict[str, Any] | None
    current: bool
    problems: list[Problem]
    missing: str
    scored: str


def running_result(form: ScreenForm, stored: Assessment | None) -> Running:
    """The panel for a form as it stands; where its figures give no result, with that of `stored`."""
    saved = _saved_panel(stored) if stored else None
    if not form.is_bound:
        return _running(State.SAVED if saved else State.EMPTY, saved)
    form.is_valid()
    if form.criteria is None or (problems := form.figure_problems()):
        return _running(State.WRONG, saved, problems=problems if form.criteria else [], current=False)
    if form.is_empty:
        return _running(State.EMPTY, saved, current=False)
    if saved and not form.differs_from_stored:
        return _running(State.SAVED, saved)
    year = form.unsaved_year()
    if not year.result.scored and not year.criteria.overall_only:
        scored = [f"{tool.code} {format_score(tool.score)}" for tool in year.tools if tool.score is not None]
        missing = wording.missing_sentence(year)
        return _running(State.INCOMPLETE, saved, missing=missing, scored=wording.join_thai(scored), current=False)
    chosen = {entry.indicator: entry.conclusion for entry in form.entries()}
    return _running(State.UNSAVED, result_panel(year, chosen))


def _running(
    state: State,
    result: dict[str, Any] | None,
    *,
    problems: list[Problem] | None = None,
    missing: str = "",
    scored: str = "",
    current: bool = True,
) -> Running:
    heading = _HEADINGS[state]
    if state is State.SAVED and result and result["year"].criteria.overall_only:
        heading = "ผลตามประกาศ"
    said = heading
    if missing:
        said = missing
    elif problems:
        said = f"{heading} กรุณาแก้ {problems[0].label}"
    elif current and result and result["year"].overall is not None:
        said = f"คะแนนภาพรวม {format_score(result['year'].overall)} {result['level']}"
    return Running(state, heading, said, result, current, problems or [], missing, scored)


def _saved_panel(stored: Assessment) -> dict[str, Any]:
    return result_panel(build_year(stored), {line.indicator.number: line.conclusion for line in stored.scores.all()})


def result_panel(year: YearResult, chosen: Mapping[int, str]) -> dict[str, Any]:
    """What the panel shows of a year: its view model and its sentences; `chosen` are conclusions by indicator."""
    reasons = reasons_of(year)
    sentences = [
        wording.missing_sentence(year),
        reasons.target,
        reasons.undetermined,
        reasons.why,
    ]
    notes = announced_words.parts_sentence(year), announced_words.rounding_note(year)
    return {
        "year": year,
        "level": announced_words.level_with_source(year),
        "sentences": [sentence for sentence in sentences if sentence],
        "differences": announced_words.contradiction_sentences(year),
        "notes": [*filter(None, notes), *wording.overruled_notes(year, chosen)],
    }
