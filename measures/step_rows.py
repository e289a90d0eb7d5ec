"""The stored rows of a measure's steps beside a new list of steps. Reads, writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.thai import shorten

from .models import Measure, MeasureStep
from .step_matching import StepMatch, StepText, flattened, match_steps
from .steps import StepView

Same = Mapping[str, int | None]  # what a person said of a step's text: the key of its row, None for a new step


@dataclass(frozen=True)
class StepQuestion:
    """A step that could be more than one stored one; a person has to say which."""

    text: str
    candidates: tuple[MeasureStep, ...]

    def __str__(self) -> str:
        names = " หรือ ".join(f"“{shorten(each.text, 60)}”" for each in self.candidates)
        return f"ขั้นตอน “{shorten(self.text, 60)}” อาจเป็นขั้นตอนเดิม {names} หรือขั้นตอนใหม่"


@dataclass(frozen=True)
class RowMatch:
    """The rows as they are to be: for each text its stored row, or None; and what has to be asked first."""

    texts: Sequence[StepText]
    rows: Sequence[MeasureStep | None]
    questions: tuple[StepQuestion, ...]


def match_rows(stored: Sequence[MeasureStep], steps: Sequence[StepView], same: Same) -> RowMatch:
    """Find the row of each step and sub-item among those stored, in their order."""
    texts = flattened(steps)
    places = {row.pk: place for place, row in enumerate(stored)}
    chosen: dict[int, int | None] = {}
    for place, each in enumerate(texts):
        answer = same.get(each.text, -1)
        if answer is None or answer in places:
            chosen[place] = None if answer is None else places[answer]
    match: StepMatch = match_steps(_stored_texts(stored), texts, chosen)
    questions = tuple(
        StepQuestion(texts[each.new].text, tuple(stored[place] for place in each.candidates)) for each in match.unclear
    )
    return RowMatch(texts, [None if place is None else stored[place] for place in match.stored], questions)


def step_questions(measure: Measure, steps: Sequence[StepView], same: Same) -> tuple[StepQuestion, ...]:
    """What has to be asked before these steps can be saved for a measure."""
    return match_rows(list(measure.steps.all()), steps, same).questions if measure.pk else ()


def _stored_texts(stored: Sequence[MeasureStep]) -> list[StepText]:
    above = ""
    texts = []
    for row in stored:
        text = StepText(row.text, row.kind, above)
        above = above if text.sub else row.text
        texts.append(text if text.sub else StepText(row.text))
    return texts
