"""The screen on which an assessment is typed in: the year's figures and the grid of indicator scores under their tools.

The forms read what was typed (Thai, ASCII or full-width digits) and say in Thai what is wrong; they write nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundField

from .actions import PLACE_STAYS, ScoreEntry
from .enums import Conclusion, Tool
from .models import Assessment, Criteria, Indicator
from .thai import ScoreError, ascii_digits, format_score, parse_score, thai_digits

EMPTY_GRID = "ยังไม่ได้กรอกคะแนนตัวชี้วัดใดเลย กรุณากรอกอย่างน้อยหนึ่งตัวชี้วัดแล้วบันทึกอีกครั้ง"
OVERALL_NEEDED = "ปีนี้ระบบเก็บเฉพาะคะแนนภาพรวม กรุณากรอกคะแนนภาพรวมตามประกาศ"
GRID_CHANGED = "ปีงบประมาณที่เลือกใช้เกณฑ์อื่น ระบบเปลี่ยนรายการตัวชี้วัดให้แล้วและคงคะแนนที่กรอกไว้ กรุณาตรวจอีกครั้งแล้วจึงบันทึก"
ROW_FIELDS = ("score", "target", "conclusion", "analysis")


class ScoreField(forms.Field):
    """A score of 0–100 as people type it; cleans to `Decimal`, or None where left empty. Shows Thai digits."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"required": False} | kwargs))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for the numeric keyboard and browsers not to guess."""
        return {"inputmode": "decimal", "autocomplete": "off", "class": "figure-input"}

    def to_python(self, value: Any) -> Decimal | None:
        """Raise ValidationError with the Thai reason where the text is no score."""
        if value is None or isinstance(value, Decimal):
            return value
        try:
            return parse_score(str(value))
        except ScoreError as error:
            raise ValidationError(str(error), code="score") from error

    def prepare_value(self, value: Any) -> Any:
        """Show a stored figure as `๙๙.๐๒`, a typed text as it was typed."""
        return format_score(value) if isinstance(value, Decimal) else value


class WholeNumberField(forms.IntegerField):
    """A whole number in any digits, shown in Thai ones: years, places in an order."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for the numeric keyboard."""
        return {"inputmode": "numeric", "autocomplete": "off", "class": "number-input"}

    def to_python(self, value: Any) -> int | None:
        """Read Thai and full-width digits as well."""
        return super().to_python(ascii_digits(value) if isinstance(value, str) else value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number in Thai digits, a typed text as it was typed."""
        return thai_digits(value) if isinstance(value, int) else value


class YearField(forms.TypedChoiceField):
    """A fiscal year (พ.ศ.) among those that have criteria; cleans to int."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def to_python(self, value: Any) -> str:
        """Take Thai digits too."""
        return ascii_digits(super().to_python(value)).strip()


@dataclass(frozen=True)
class GridRow:
    """One indicator's line of the grid."""

    number: int
    name: str
    below_target: bool
    score: BoundField
    target: BoundField
    conclusion: BoundField
    analysis: BoundField

    @property
    def fields(self) -> tuple[BoundField, ...]:
        """The line's four fields in the order of the columns."""
        return (self.score, self.target, self.conclusion, self.analysis)


@dataclass(frozen=True)
class GridGroup:
    """The lines of one tool under its heading."""

    code: str
    thai_name: str
    weight: Decimal
    rows: tuple[GridRow, ...]


@dataclass(frozen=True)
class Problem:
    """One error for the summary at the top of the page: the field's id to jump to, its name, what is wrong."""

    target: str
    label: str
    message: str


def criteria_years() -> dict[int, Criteria]:
    """Every fiscal year that has criteria, newest first, with its criteria (tools and indicators loaded)."""
    years = {
        year: criteria
        for criteria in Criteria.objects.with_parts()
        for year in range(criteria.first_year, criteria.last_year + 1)
    }
    return dict(sorted(years.items(), reverse=True))


def default_year(years: Mapping[int, Criteria]) -> int | None:
    """The newest year whose criteria are verified; the newest of all where none is; None without criteria."""
    verified = [year for year, criteria in years.items() if criteria.verified and not criteria.overall_only]
    return max(verified or years, default=None)


def _figure_field(name: str) -> ScoreField:
    """A `ScoreField` with the words of the assessment's own column."""
    column = Assessment._meta.get_field(name)
    assert isinstance(column, models.DecimalField)
    return ScoreField(label=column.verbose_name, help_text=column.help_text)


class AssessmentForm(forms.ModelForm):
    """One assessment with its grid: `score_N`, `target_N`, `conclusion_N`, `analysis_N` for each indicator N.

    Which indicators the grid has follows from the fiscal year: the one posted, asked for, or stored.
    """

    fiscal_year = YearField(
        label="ปีงบประมาณ พ.ศ.", error_messages={"invalid_choice": "ยังไม่มีเกณฑ์การประเมินของปีนี้ กรุณาเลือกปีจากรายการ"}
    )
    target = _figure_field("target")
    eit_part_1 = _figure_field("eit_part_1")
    eit_part_2 = _figure_field("eit_part_2")
    published_overall = _figure_field("published_overall")
    published_level = forms.ChoiceField(
        label="ระดับตามประกาศ",
        required=False,
        error_messages={"invalid_choice": "“%(value)s” ไม่ใช่ระดับของเกณฑ์ปีนี้ กรุณาเลือกจากรายการ"},
    )

    class Meta:
        model = Assessment
        fields = [
            "agency",
            "fiscal_year",
            "target",
            "eit_part_1",
            "eit_part_2",
            "published_overall",
            "published_level",
        ]
        error_messages = {"agency": {"required": "กรุณาเลือกหน่วยงาน", "invalid_choice": "ไม่พบหน่วยงานนี้ กรุณาเลือกจากรายการ"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fixed = bool(self.instance.pk) and (self.instance.is_published or self.instance.is_kept)
        years = criteria_years()
        self.fields["fiscal_year"].choices = [(year, thai_digits(year)) for year in years]  # type: ignore[attr-defined]
        self.criteria = years.get(self._chosen_year(years) or 0)
        self.stored = self.instance.evaluate() if self.instance.pk and not self._regraded() else None
        if self.fixed:
            # The published address names agency and year, and is permanent.
            self.fields["agency"].disabled = self.fields["fiscal_year"].disabled = True
        self._set_level_choices()
        if self.indicators:
            self._add_grid()

    @classmethod
    def as_typed(cls, data: Mapping[str, Any], instance: Assessment | None) -> AssessmentForm:
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
        self.fields["published_level"].choices = choices  # type: ignore[attr-defined]

    def _add_grid(self) -> None:
        lines = {}
        if self.instance.pk and not self._regraded():
            lines = {line.indicator.number: line for line in self.instance.scores.all()}
        for indicator in self.indicators:
            fields = {
                "score": ScoreField(label="คะแนน"),
                "target": ScoreField(label="เป้าหมายเฉพาะตัว"),
                "conclusion": forms.ChoiceField(
                    label="ข้อสรุป",
                    required=False,
                    choices=[("", "ตามคะแนน"), *Conclusion.choices],
                    error_messages={"invalid_choice": "กรุณาเลือกข้อสรุปจากรายการ"},
                ),
                "analysis": forms.CharField(
                    label="บทวิเคราะห์เพิ่มเติม", required=False, widget=forms.Textarea(attrs={"rows": 1, "cols": 24})
                ),
            }
            line = lines.get(indicator.number)
            for kind, field in fields.items():
                name = f"{kind}_{indicator.number}"
                field.widget.attrs["aria-label"] = f"{field.label} ตัวชี้วัดที่ {indicator}"
                self.fields[name] = field
                if line is not None:
                    self.initial.setdefault(name, getattr(line, kind))

    def clean(self) -> dict[str, Any]:
        """Refuse a grid without any score, a year without its overall, and a grid made for another year."""
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and {"agency", "fiscal_year"} & set(self.changed_data) and self.instance.has_work:
            self.add_error("fiscal_year" if "fiscal_year" in self.changed_data else "agency", PLACE_STAYS)
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

    def _typed(self, name: str) -> bool:
        return name in self.errors or self.cleaned_data.get(name) is not None

    def entries(self) -> list[ScoreEntry]:
        """What the grid says about each indicator, for `actions.save_assessment`; call on a valid form.

        An indicator whose cells were not sent at all (a page made before the criteria were edited) is left out, so
        that it keeps its score.
        """
        return [
            ScoreEntry(
                indicator.number, **{kind: self.cleaned_data[f"{kind}_{indicator.number}"] for kind in ROW_FIELDS}
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
                        *(self[f"{kind}_{indicator.number}"] for kind in ROW_FIELDS),
                    )
                    for indicator in self.indicators
                    if indicator.tool == tool.tool
                ),
            )
            for tool in self.criteria.tools.all()
        ]

    def problems(self) -> list[Problem]:
        """Every error of a bound form, in the order of the page, for the summary at its top."""
        if not self.is_bound:
            return []
        names = {f"{kind}_{line.number}": line for line in self.indicators for kind in ROW_FIELDS}
        found = [Problem("", "", str(message)) for message in self.non_field_errors()]
        for name in self.fields:
            field = self[name]
            where = f"{field.label} ตัวชี้วัดที่ {names[name]}" if name in names else str(field.label)
            found += [Problem(field.auto_id, where, str(message)) for message in field.errors]
        return found


class CriteriaForm(forms.ModelForm):
    """The criteria's own fields; years in use cannot drop out of the span."""

    class Meta:
        model = Criteria
        fields = ["name", "first_year", "last_year", "target", "overall_only", "verified", "source"]

    first_year = WholeNumberField(label="ใช้ตั้งแต่ปีงบประมาณ พ.ศ.")
    last_year = WholeNumberField(label="ใช้ถึงปีงบประมาณ พ.ศ.")
    target = ScoreField(label="ค่าเป้าหมายระดับประเทศ", required=True, help_text="คะแนนภาพรวมและทุกเครื่องมือต้องถึงค่านี้")

    def clean(self) -> dict[str, Any]:
        """Refuse a span that leaves out a year with assessments."""
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first_year"), cleaned.get("last_year")
        if self.instance.pk and first and last:
            outside = self.instance.assessments.exclude(fiscal_year__range=(first, last)).order_by("fiscal_year")
            years = sorted(set(outside.values_list("fiscal_year", flat=True)))
            if years:
                listed = ", ".join(thai_digits(year) for year in years)
                raise ValidationError(f"มีผลการประเมินของปีงบประมาณ พ.ศ. {listed} ใช้เกณฑ์นี้อยู่ จึงต้องอยู่ในช่วงปีของเกณฑ์ต่อไป")
        return cleaned
