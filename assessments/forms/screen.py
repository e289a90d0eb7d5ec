"""The assessment's form as its screen needs it: what is not saved yet, its result, and what others saved meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.functional import cached_property

from .. import history
from ..actions import StaleCopy
from ..dashboard import build_year
from ..edit_conflicts import YEAR_FIELDS, Copy, comparable_text, copy_of, line_field
from ..models import Agency, Assessment, IndicatorScore
from ..results import YearResult
from ..thai import format_score
from .assessment import AssessmentForm
from .fields import Problem, ScoreField
from .review import Difference, Review, make_stamp, read_stamp

NOTHING = "–"


class ScreenForm(AssessmentForm):
    """The grid with a stamp of the copy it was shown with; see `copies` and `actions.save_edit`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stored_copy = self._copy_of_stored()  # before a bound form sets its values on the instance
        self.typed = self.is_bound or "based_on" in self.initial
        if self.typed:
            self.stamp = (self.data if self.is_bound else self.initial).get("based_on", "")
            self._tell_saved_values()
        else:
            self.stamp = make_stamp(self.instance.pk, self.stored_copy) if self.instance.pk else ""
        for difference in self.review.conflicts if self.review else ():
            if difference.target:
                field, words = self.fields[difference.name], f"ค่าที่บันทึกแล้ว {difference.stored}"
                field.help_text = self[difference.name].help_text = words
                field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} conflicting".strip()

    def _copy_of_stored(self) -> dict[str, str]:
        lines = {}
        if self.instance.pk:
            lines = {indicator.number: IndicatorScore() for indicator in self.instance.criteria.indicators.all()}
            lines |= {line.indicator.number: line for line in self.instance.scores.all()}
        return copy_of(self.instance, lines.items())

    def _tell_saved_values(self) -> None:
        """Let the page know what is saved, so that it can tell what is not."""
        for name, field in self.fields.items():
            if self.instance.pk or name not in ("agency", "fiscal_year"):
                field.widget.attrs["data-saved"] = self._shown(name, self.stored_copy.get(name, ""))

    # --- the result before it is saved

    @property
    def figures(self) -> list[str]:
        """The fields that the result is made of."""
        others = {"agency", "fiscal_year", "no_plan_reason"}
        names = [name for name in YEAR_FIELDS if name not in others and name in self.fields]
        return names + [line_field(kind, line.number) for line in self.indicators for kind in ("score", "target")]

    def figure_problems(self) -> list[Problem]:
        """The errors that leave no result to compute."""
        return self.problems_of(self.figures)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given that a result could come from."""
        needed = (
            ["published_overall"]
            if self.overall_only
            else [line_field("score", indicator.number) for indicator in self.indicators]
        )
        return not any(self._typed(name) for name in needed)

    @property
    def differs_from_stored(self) -> bool:
        """Whether saving the form now would change anything."""
        assessment, lines = self._unsaved
        mine = copy_of(assessment, ((line.indicator.number, line) for line in lines))
        return any(value != self.stored_copy.get(name, "") for name, value in mine.items())

    def unsaved_year(self) -> YearResult:
        """The year as it would be if the form were saved now. Call where there are no `figure_problems`."""
        return build_year(*self._unsaved)

    @cached_property
    def _unsaved(self) -> tuple[Assessment, list[IndicatorScore]]:
        values = {name: self.cleaned_data[name] for name in YEAR_FIELDS if self.cleaned_data.get(name) is not None}
        assessment = Assessment(**({"agency": Agency()} | values), criteria=self.criteria)
        indicators = {indicator.number: indicator for indicator in self.indicators}
        lines = [
            IndicatorScore(
                indicator=indicators[entry.indicator],
                score=entry.score,
                target=entry.target,
                conclusion=entry.conclusion,
                analysis=entry.analysis,
            )
            for entry in self.entries()
        ]
        return assessment, lines

    # --- two people at once

    @cached_property
    def based_on(self) -> Copy:
        """The copy that the form was shown with; an empty one where its stamp is missing or not ours."""
        return read_stamp(self.stamp, self.instance.pk) if self.instance.pk else {}

    @classmethod
    def after(cls, stale: StaleCopy, data: QueryDict, instance: Assessment) -> ScreenForm:
        """The refused form again: the person's own entries, on top of what is stored now, with the conflicts marked."""
        again = cls(instance=instance)
        data = data.copy()
        for name in stale.comparison.theirs:
            again._put(data, name, stale.stored.get(name, ""))
        data["based_on"] = make_stamp(instance.pk, stale.stored)
        data.setlist("conflict", list(stale.comparison.conflicts))
        data.setlist("taken_over", list(stale.comparison.theirs))
        return cls(data, instance=instance)

    @classmethod
    def with_stored_value(cls, name: str, data: QueryDict, instance: Assessment) -> ScreenForm:
        """The form with the value that is stored in one of its fields, the rest as it was."""
        again = cls(data, instance=instance)
        if name not in again.fields or name not in again.based_on:
            return again
        data = data.copy()
        again._put(data, name, again.based_on[name])
        return cls(data, instance=instance)

    def _put(self, data: QueryDict, name: str, value: str) -> None:
        """Set a field to a copy's value; the choice of no plan goes with its reason."""
        data[name] = self._shown(name, value)
        if name == "no_plan_reason":
            data["no_plan"] = "on" if value else ""

    @cached_property
    def review(self) -> Review | None:
        """The fields with another person's newer values, where the form was refused for them."""
        if not self.is_bound or not self.instance.pk or not isinstance(self.data, QueryDict):
            return None
        conflicts, taken_over = (
            [name for name in self.data.getlist(key) if name in self.based_on] for key in ("conflict", "taken_over")
        )
        if not conflicts and not taken_over:
            return None
        conflicts = [name for name in conflicts if self._mine(name) != self.based_on[name]]
        edits = history.last_edits(self.instance)
        return Review(self._differences(conflicts, edits), self._differences(taken_over, edits))

    @property
    def conflict_names(self) -> set[str]:
        """The fields that two people changed differently, which the page marks."""
        return {difference.name for difference in self.review.conflicts} if self.review else set()

    def _differences(self, names: Iterable[str], edits: dict[str, history.Edit]) -> tuple[Difference, ...]:
        return tuple(
            Difference(
                name=name,
                target=self[name].auto_id if name in self.fields else "",
                label=self.label_of(name),
                mine=self._words(name, self._mine(name)),
                stored=self._words(name, self.based_on[name]),
                edit=edits.get(name),
            )
            for name in names
        )

    def _mine(self, name: str) -> str:
        """What the form says in a field, as plain text where it can be read, as typed where not."""
        if name not in self.fields:
            return ""
        typed = self[name].data
        try:
            value = self.fields[name].clean(typed)
        except ValidationError:
            return comparable_text(typed)
        return comparable_text(value.pk if isinstance(value, Agency) else value)

    def _shown(self, name: str, value: str) -> str:
        """A copy's value as its field shows it."""
        field = self.fields.get(name)
        return format_score(Decimal(value)) if value and isinstance(field, ScoreField) else value

    def _words(self, name: str, value: str) -> str:
        """A copy's value, or what was typed, as a person reads it."""
        if not value:
            return NOTHING
        if name == "agency":  # another agency's name is not for everybody to read
            return self.instance.agency.label if value == str(self.instance.agency_id) else "หน่วยงานที่เลือกไว้"
        choices = dict(getattr(self.fields.get(name), "choices", ()))
        for key, words in choices.items():
            if str(key) == value:
                return str(words)
        try:
            return self._shown(name, value)
        except ArithmeticError:
            return value  # typed, and no figure
