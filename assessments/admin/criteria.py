"""The admin of criteria: a scheme of tools, indicators, levels and conclusions that must hold as a whole."""

from __future__ import annotations

from typing import Any, TypeVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from .. import actions, history, scheme
from ..authorship import signed
from ..enums import Tool
from ..forms import CriteriaForm, ScoreField, WholeNumberField
from ..generics import BaseInlineFormSet, ModelForm, TabularInline
from ..models import ConclusionBand, Criteria, Indicator, OitItem, RatingLevel, ToolWeight
from ..thai import format_score, thai_digits
from .base import ScreenAdmin

Row = TypeVar("Row", ToolWeight, Indicator, RatingLevel, OitItem, ConclusionBand)


class SchemeFormSet(BaseInlineFormSet[Row, Criteria, ModelForm[Row]]):
    """One table of the criteria; each checks itself and what stands above it, since a scheme must hold as a whole."""

    part = ""

    def clean(self) -> None:
        """Refuse a part that does not fit; the parent keeps the rows already read."""
        super().clean()
        rows = [form.instance for form in self.forms if self._kept(form)]
        parts = self.instance.__dict__.setdefault("_scheme_parts", {})
        parts[self.part] = rows
        if any(self.errors) or self.instance.overall_only:
            return
        if found := self.part_problems(parts, rows):
            raise ValidationError(found)

    def _kept(self, form: ModelForm[Row]) -> bool:
        deleted = self.can_delete and self._should_delete_form(form)  # type: ignore[attr-defined]  # the stubs leave it out
        return not deleted and (form.instance.pk is not None or form.has_changed())

    def part_problems(self, parts: dict[str, list[Any]], rows: list[Row]) -> list[str]:
        """What is wrong with these rows, given the parts above."""
        raise NotImplementedError


class ToolFormSet(SchemeFormSet[ToolWeight]):
    """Tools with weights."""

    part = "tools"

    def part_problems(self, parts: dict[str, list[Any]], rows: list[ToolWeight]) -> list[str]:
        """Weights sum to 100."""
        return scheme.weight_problems(rows)


class IndicatorFormSet(SchemeFormSet[Indicator]):
    """Indicators under the tools above."""

    part = "indicators"

    def part_problems(self, parts: dict[str, list[Any]], rows: list[Indicator]) -> list[str]:
        """At least one indicator a tool."""
        return scheme.indicator_problems(parts.get("tools", []), rows)


class LevelFormSet(SchemeFormSet[RatingLevel]):
    """Rating levels."""

    part = "levels"

    def part_problems(self, parts: dict[str, list[Any]], rows: list[RatingLevel]) -> list[str]:
        """Levels cover 0–100."""
        return scheme.level_problems(rows)


class BandFormSet(SchemeFormSet[ConclusionBand]):
    """Bands of conclusions."""

    part = "conclusions"

    def part_problems(self, parts: dict[str, list[Any]], rows: list[ConclusionBand]) -> list[str]:
        """Good from the target upwards, to be improved below it."""
        return scheme.band_problems(rows)


class ItemFormSet(BaseInlineFormSet[OitItem, Criteria, ModelForm[OitItem]]):
    """The OIT items that ask for our documents, within the years of the criteria."""

    def clean(self) -> None:
        """Refuse an item of another year, and a second one of the same document."""
        super().clean()
        first, last = self.instance.first_year, self.instance.last_year
        if any(self.errors) or first is None or last is None:
            return
        rows = [form.instance for form in self.forms if form not in self.deleted_forms and form.instance.fiscal_year]
        if found := scheme.item_problems(first, last, rows):
            raise ValidationError(found)


class SchemeInline(TabularInline[Row, Criteria]):
    """Figures typed in any digits, shown in Thai."""

    extra = 0
    template = "admin/edit_inline/scheme.html"

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: Any, **kwargs: Any
    ) -> forms.Field | None:
        """Figures, places and tools as the narrow cells of a table need them."""
        if isinstance(db_field, models.DecimalField):
            return ScoreField(label=db_field.verbose_name, required=not db_field.blank, help_text=db_field.help_text)
        if isinstance(db_field, models.PositiveSmallIntegerField):
            return WholeNumberField(label=db_field.verbose_name, min_value=0, max_value=9999)
        if db_field.name == "tool":
            choices = [("", "เลือก"), *((tool.value, tool.value) for tool in Tool)]
            return forms.ChoiceField(label=db_field.verbose_name, choices=choices)
        if isinstance(db_field, models.TextField):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2, "cols": 60})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ToolInline(SchemeInline[ToolWeight]):
    """Tools and their weights."""

    model = ToolWeight
    formset = ToolFormSet
    fields = ["position", "tool", "weight", "in_parts"]


class IndicatorInline(SchemeInline[Indicator]):
    """The indicators of all tools."""

    model = Indicator
    formset = IndicatorFormSet
    fields = ["number", "tool", "name", "objective"]


class LevelInline(SchemeInline[RatingLevel]):
    """Rating levels, best first."""

    model = RatingLevel
    formset = LevelFormSet
    fields = ["position", "name", "min_overall", "min_each", "tone"]


class BandInline(SchemeInline[ConclusionBand]):
    """What is concluded of an indicator from its score, best first."""

    model = ConclusionBand
    formset = BandFormSet
    fields = ["position", "min_score", "conclusion", "label", "sentences"]


class ItemInline(SchemeInline[OitItem]):
    """The items of each year's OIT list that ask for the documents published here."""

    model = OitItem
    formset = ItemFormSet
    fields = ["fiscal_year", "document", "number", "title", "verified", "source"]


@admin.register(Criteria)
class CriteriaAdmin(ScreenAdmin[Criteria]):
    """The criteria of a span of years with its tools, indicators, levels and conclusions."""

    form = CriteriaForm
    inlines = [ToolInline, IndicatorInline, LevelInline, BandInline, ItemInline]
    list_display = ["name", "span", "national_target", "coverage", "checked"]
    list_filter = ["verified"]

    def save_model(self, request: HttpRequest, obj: Criteria, form: ModelForm[Criteria], change: bool) -> None:
        """Save with the person's name in the history."""
        by = request.user if request.user.is_authenticated else None
        super().save_model(request, signed(obj, by), form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the tables, then bring every stored result that rests on them up to date."""
        super().save_related(request, form, formsets, change)
        if not change and not form.instance.overall_only:
            actions.add_first_conclusions(criteria=form.instance)
        scored = (formset for formset in formsets if not isinstance(formset, (ItemFormSet, BandFormSet)))
        if change and (form.has_changed() or any(formset.has_changed() for formset in scored)):
            actions.refresh_results(criteria=form.instance)

    def changes_of(self, obj: Criteria) -> list[history.Change]:
        """The criteria's own fields."""
        return history.criteria_changes(obj)

    @admin.display(description="ปีงบประมาณ พ.ศ.", ordering="first_year")
    def span(self, obj: Criteria) -> str:
        """The years in Thai digits."""
        years = {obj.first_year, obj.last_year}
        return "–".join(thai_digits(year) for year in sorted(years))

    @admin.display(description="ค่าเป้าหมาย", ordering="target")
    def national_target(self, obj: Criteria) -> str:
        """The national target in Thai digits."""
        return format_score(obj.target)

    @admin.display(description="ข้อมูลที่เก็บ", ordering="overall_only")
    def coverage(self, obj: Criteria) -> str:
        """Whether indicators are kept or the overall alone."""
        return "เฉพาะคะแนนภาพรวม" if obj.overall_only else "คะแนนรายตัวชี้วัด"

    @admin.display(description="การตรวจสอบ", ordering="verified")
    def checked(self, obj: Criteria) -> str:
        """Whether the scheme was compared with the official documents."""
        return "ตรวจสอบแล้ว" if obj.verified else "ยังไม่ได้ตรวจสอบ"
