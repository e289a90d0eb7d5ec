"""What the form of a measure asks about its steps, where one could be more than one stored step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assessments.thaitext import mend, told_about

from .models import Measure
from .step_matching import flattened
from .step_reading import without_marks
from .step_rows import Same, step_questions
from .steps import StepView
from .textfields import steps_of, text_code

if TYPE_CHECKING:
    from assessments.generics import ModelForm

    _Form = ModelForm[Measure]
else:
    _Form = object

NEW_STEP = "new"  # the answer that a step is none of those stored


@dataclass(frozen=True)
class StepChoice:
    """A question about a step of a form: the stored steps that it could be, and what was answered."""

    name: str
    text: str
    options: tuple[tuple[str, str], ...]
    answer: str


class StepQuestionsMixin(_Form):
    """Mixin for the form of a measure with a field `steps`: asks which stored step is meant, and keeps the answers."""

    told: dict[str, tuple[str, ...]]

    def clean(self) -> dict[str, Any]:
        """Ask about a step that could be more than one, and say what was mended in the steps."""
        cleaned = super().clean() or self.cleaned_data
        self._tell_about_steps()
        for question in step_questions(self.instance, self.typed_steps, self.same_steps) if "steps" in cleaned else ():
            self.add_error("steps", f"{question} กรุณาเลือกใต้ช่องนี้")
        return cleaned

    @property
    def typed_steps(self) -> tuple[StepView, ...]:
        """The steps as they were typed."""
        return steps_of(str(self["steps"].data or ""))

    def _tell_about_steps(self) -> None:
        """Say beside the field what was mended in the steps, as the gate does for every other text."""
        mended = mend(without_marks(str(self["steps"].data or "")))
        if mended.mends or mended.doubts:
            self.told["steps"] = told_about(mended)
            field = self.fields["steps"]
            field.help_text = self["steps"].help_text = " ".join([str(field.help_text), *self.told["steps"]])

    def _choice_name(self, text: str) -> str:
        return self.add_prefix(f"same-{text_code(text)}")

    @property
    def same_steps(self) -> Same:
        """What was answered about steps that could be more than one stored one."""
        answers = {each.text: self.data.get(self._choice_name(each.text), "") for each in flattened(self.typed_steps)}
        return {
            text: None if answer == NEW_STEP else int(answer[:18])
            for text, answer in answers.items()
            if answer == NEW_STEP or answer.isdecimal()
        }

    def step_choices(self) -> list[StepChoice]:
        """The questions about steps as the form shows them, with what has been answered."""
        if not self.is_bound or not self["steps"].errors:
            return []
        asked = {each.text: each for each in step_questions(self.instance, self.typed_steps, {})}
        asked |= {each.text: each for each in step_questions(self.instance, self.typed_steps, self.same_steps)}
        return [
            StepChoice(
                self._choice_name(text),
                text,
                (*((str(row.pk), row.text) for row in question.candidates), (NEW_STEP, "เป็นขั้นตอนใหม่")),
                self.data.get(self._choice_name(text), ""),
            )
            for text, question in asked.items()
        ]
