"""The screen on which an assessment is typed in: the year's figures and the grid of indicator scores under their tools.

The forms read what was typed (Thai, ASCII or full-width digits) and say in Thai what is wrong; they write nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from django import forms
from django.db import models
from django.forms import BoundField

from ..actions import HAS_MEASURES, PLACE_STAYS, ScoreEntry
from ..edit_conflicts import LINE_FIELDS, line_field
from ..enums import Tool
from ..generics import ModelForm
from ..models import ANNOUNCED_TOOLS, Assessment, Criteria, Indicator
from ..thai import ascii_digits, thai_digits
from .fields import Problem, ScoreField, offer
from .grid import LINE_LABELS, GridGroup, GridRow, line_fields
from .years import YearField, criteria_years, default_year

EMPTY_GRID = "ยังไม่ได้กรอกคะแนนตัวชี้วัดใดเลย กรุณากรอกอย่างน้อยหนึ่งตัวชี้วัดแล้วบันทึกอีกครั้ง"
OVERALL_NEEDED = "ปีงบประมาณนี้เก็บเฉพาะคะแนนภาพรวม กรุณากรอกคะแนนภาพรวมตามประกาศ"
GRID_CHANGED = "ปีงบประมาณที่เลือกใช้เกณฑ์อื่น ระบบเปลี่ยนรายการตัวชี้วัดให้แล้วและคงคะแนนที่กรอกไว้ กรุณาตรวจอีกครั้งแล้วจึงบันทึก"
REASON_NEEDED = "กรุณาระบุเหตุผลที่ไม่จัดทำแผนมาตรการ เพราะรายงานจะแสดงเหตุผลนี้แทนแผน หรือยกเลิกตัวเลือก"
REASON_ALONE = "มีเหตุผลที่ไม่จัดทำแผนมาตรการ แต่ยังไม่ได้เลือกข้อนี้ กรุณาเลือก หรือลบเหตุผลออก"
PARTS = ("eit_part_1", "eit_part_2")


def _figure_field(name: str) -> ScoreField:
    """A `ScoreField` with the words of the assessment's own column."""
    column = Assessment._meta.get_field(name)
    assert isinstance(column, models.DecimalField)
    return ScoreField(label=column.verbose_name, help_text=column.help_text)


class AssessmentForm(ModelForm[Assessment]):
    """One assessment with its grid: `score_N`, `target_N`, `conclusion_N`, `analysis_N` for each indicator N.

    Which indicators the grid has follows from the fiscal year: the one posted, asked for, or stored.
    """

    fiscal_year = YearField(
        label="ปีงบประมาณ พ.ศ.", error_messages={"invalid_choice": "ยังไม่มีเกณฑ์การประเมินของปีที่เลือก กรุณาเลือกปีจากรายการ"}
    )
    target = _figure_field("target")
    eit_part_1 = _figure_field("eit_part_1")
    eit_part_2 = _figure_field("eit_part_2")
    published_overall = _figure_field("published_overall")
    published_iit = _figure_field("published_iit")
    published_eit = _figure_field("published_eit")
    published_oit = _figure_field("published_oit")
    published_level = forms.ChoiceField(
        label="ระดับตามประกาศ",
        required=False,
        error_messages={"invalid_choice": "“%(value)s” ไม่ใช่ระดับของเกณฑ์ที่ใช้ในปีที่เลือก กรุณาเลือกจากรายการ"},
    )

    no_plan = forms.BooleanField(label="ปีนี้ไม่จัดทำแผนมาตรการ", required=False)

    class Meta:
        model = Assessment
        widgets = {"no_plan_reason": forms.Textarea(attrs={"rows": 2})}
        fields = [
            "agency",
            "fiscal_year",
            "target",
            "eit_part_1",
            "eit_part_2",
            "published_overall",
            "published_level",
            "no_plan_reason",
            *ANNOUNCED_TOOLS.values(),
        ]
        error_messages = {"agency": {"required": "กรุณาเลือกหน่วยงาน", "invalid_choice": "ไม่พบหน่วยงานนี้ กรุณาเลือกจากรายการ"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fixed = bool(self.instance.pk) and (self.instance.is_published or self.instance.is_kept)
        years = criteria_years()
        offer(self, "fiscal_year", ((year, thai_digits(year)) for year in years))
        self.criteria = years.get(self._chosen_year(years) or 0)
        self.stored = self.instance.evaluate() if self.instance.pk and not self._regraded() else None
        if self.fixed:
            # The published address names agency and year, and is permanent.
            self.fields["agency"].disabled = self.fields["fiscal_year"].disabled = True
        self._set_level_choices()
        if "based_on" not in self.initial:  # else it holds what was typed, where a box that is not ticked is left out
            self.initial.setdefault("no_plan", bool(self.instance.no_plan_reason))
        self._leave_tools_out()
        if self.indicators:
            self._add_grid()

    @classmethod
    def as_typed(cls, data: Mapping[str, Any], instance: Assessment | None) -> Self:
        """A form that shows what was typed, for the year now chosen, without judging it yet."""
        typed = {name: data[name] for name in data if name not in {"csrfmiddlewaretoken", "grid_criteria"}}
        return cls(instance=instance, initial=typed)

    @property
    def indicators(self) -> list[Indicator]:
        """The year's indicators in order; none where only the overall is kept."""
        if self.criteria is None or self.criteria.overall_only:
            return []
        return list(self.criteria.indicators.all())

    @property
    def overall_only(self) -> bool:
        """Whether the year's criteria keep the overall alone."""
        return self.criteria is not None and self.criteria.overall_only

    def _chosen_year(self, years: Mapping[int, Criteria]) -> int | None:
        value = self.data.get("fiscal_year") if self.is_bound and not self.fixed else self.initial.get("fiscal_year")
        text = ascii_digits(str(value or "")).strip()
        if text.isdecimal() and int(text[:9]) in years:
            return int(text[:9])
        chosen = self.instance.fiscal_year if self.instance.pk else default_year(years)
        self.initial["fiscal_year"] = chosen
        return chosen

    def _regraded(self) -> bool:
        """Whether the grid shows other criteria than those the stored scores belong to."""
        return self.criteria is None or self.criteria.pk != self.instance.criteria_id

    def _set_level_choices(self) -> None:
        if self.criteria is None or self.overall_only:
            self.fields["published_level"] = forms.CharField(
                label="ระดับตามประกาศ", required=False, max_length=60, help_text="ตามถ้อยคำในประกาศ เว้นว่างหากไม่มี"
            )
            return
        names = [level.name for level in self.criteria.levels.all()]
        if self.instance.pk and self.instance.published_level and self.instance.published_level not in names:
            names.append(self.instance.published_level)
        choices = [("", "ไม่ระบุ"), *((name, name) for name in names)]
        offer(self, "published_level", choices)

    def _leave_tools_out(self) -> None:
        """Take away the announced scores of tools that the year's criteria do not have."""
        there = {tool.tool for tool in self.criteria.tools.all()} if self.criteria else set()
        for code, name in ANNOUNCED_TOOLS.items():
            if code not in there:
                del self.fields[name]

    def announced_tools(self) -> list[BoundField]:
        """The fields of the announced scores of tools."""
        return [self[name] for name in ANNOUNCED_TOOLS.values() if name in self.fields]

    def _add_grid(self) -> None:
        lines = {}
        if self.instance.pk and not self._regraded():
            lines = {line.indicator.number: line for line in self.instance.scores.all()}
        for indicator in self.indicators:
            line = lines.get(indicator.number)
            for kind, field in line_fields(indicator).items():
                name = line_field(kind, indicator.number)
                self.fields[name] = field
                if line is not None:
                    self.initial.setdefault(name, getattr(line, kind))

    def clean(self) -> dict[str, Any]:
        """Refuse a grid without any score, a year without its overall, and a grid made for another year."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and {"agency", "fiscal_year"} & set(self.changed_data) and self.instance.has_work:
            self.add_error("fiscal_year" if "fiscal_year" in self.changed_data else "agency", PLACE_STAYS)
        self._clean_no_plan(cleaned)
        if self.criteria is None:
            return cleaned
        posted = self.data.get("grid_criteria", "")
        if posted and posted != str(self.criteria.pk):
            self.add_error(None, GRID_CHANGED)
        elif self.overall_only:
            if cleaned.get("published_overall") is None and "published_overall" not in self.errors:
                self.add_error("published_overall", OVERALL_NEEDED)
        elif not any(self._typed(f"score_{indicator.number}") for indicator in self.indicators):
            self.add_error(None, EMPTY_GRID)
        return cleaned

    def _clean_no_plan(self, cleaned: dict[str, Any]) -> None:
        """The choice and its reason go together; who takes the choice back need not empty the reason."""
        chosen, reason = cleaned.get("no_plan"), cleaned.get("no_plan_reason", "")
        if not chosen and reason and "no_plan_reason" in self.changed_data:
            self.add_error("no_plan", REASON_ALONE)
        elif not chosen:
            cleaned["no_plan_reason"] = ""
        elif not reason:
            if "no_plan_reason" not in self.errors:
                self.add_error("no_plan_reason", REASON_NEEDED)
        elif self.instance.pk and self.instance.has_measures:
            self.add_error("no_plan", HAS_MEASURES)

    def _typed(self, name: str) -> bool:
        return name in self.errors or self.cleaned_data.get(name) is not None

    def entries(self) -> list[ScoreEntry]:
        """What the grid says about each indicator, for `actions.save_assessment`; call on a valid form.

        An indicator whose cells were not sent at all (a page made before the criteria were edited) is left out, so
        that it keeps its score.
        """
        return [
            ScoreEntry(
                indicator.number,
                **{kind: self.cleaned_data[line_field(kind, indicator.number)] for kind in LINE_FIELDS},
            )
            for indicator in self.indicators
            if f"score_{indicator.number}" in self.data
        ]

    def grid(self) -> list[GridGroup]:
        """The grid as the page shows it: indicators under their tools, flagged by the stored result."""
        if self.criteria is None:
            return []
        below = {line.indicator for line in self.stored.flagged} if self.stored else set()
        return [
            GridGroup(
                code=tool.tool,
                thai_name=Tool(tool.tool).thai_name,
                weight=tool.weight,
                rows=tuple(
                    GridRow(
                        indicator.number,
                        indicator.name,
                        indicator.number in below,
                        *(self[line_field(kind, indicator.number)] for kind in LINE_FIELDS),
                    )
                    for indicator in self.indicators
                    if indicator.tool == tool.tool
                ),
                parts=tuple(self[name] for name in PARTS) if tool.tool == Tool.EIT else (),
            )
            for tool in self.criteria.tools.all()
        ]

    @property
    def parts_apart(self) -> bool:
        """Whether the EIT parts stand by themselves, because the year's grid has no EIT group to hold them."""
        return not self.overall_only and not any(group.parts for group in self.grid())

    def problems(self) -> list[Problem]:
        """Every error of a bound form, in the order of the page, for the summary at its top."""
        if not self.is_bound:
            return []
        found = [Problem("", "", str(message)) for message in self.non_field_errors()]
        return found + self.problems_of(self.fields)

    def problems_of(self, names: Iterable[str]) -> list[Problem]:
        """The errors of some fields of a bound form."""
        return [
            Problem(self[name].auto_id, self.label_of(name), str(message))
            for name in names
            for message in self[name].errors
        ]

    def label_of(self, name: str) -> str:
        """A field as sentences name it: `คะแนน ตัวชี้วัดที่ ๓ การใช้อำนาจ`."""
        kind, _, number = name.rpartition("_")
        if kind not in LINE_FIELDS:
            return str(self.fields[name].label)
        names = {str(line.number): str(line) for line in self.indicators}
        return f"{LINE_LABELS[kind]} ตัวชี้วัดที่ {names.get(number, thai_digits(number))}"
