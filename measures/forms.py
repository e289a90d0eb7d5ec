"""The screen of a measure plan: its own text, and one block of fields for every measure. Reads, writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict

from assessments.forms import Problem, WholeNumberField, offer
from assessments.generics import ModelForm
from assessments.models import Agency, Assessment, Indicator
from assessments.results import IndicatorView, YearResult
from assessments.textgate import Form
from assessments.thai import format_period, thai_digits
from assessments.thaitext import match_key
from assessments.wording import join_thai

from .actions import MeasureEntry
from .models import Measure, MeasurePlan, Unit
from .parsing import split_lines
from .periods import is_month
from .step_forms import StepQuestionsMixin
from .step_reading import written_steps
from .textfields import LinesField, PeriodEndField, StepsField, TabsAskedMixin, steps_of
from .unit_names import read_units, unclear_unit

LONG_LIST = 300  # more assessments than this are not all listed
PERIOD_HALF = "กรุณาระบุทั้งวันเริ่มและวันสิ้นสุด หรือเว้นว่างทั้งสองช่อง"
PERIOD_ORDER = "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"
_NEW = re.compile(r"([1-9]\d{0,2})-(\d{1,3})")
_OWN_FIELDS = ("titles", "analysis", "period_start", "period_end", "own_monitoring")


class PlanForm(TabsAskedMixin, ModelForm[MeasurePlan]):
    """The plan's own text."""

    monitoring = LinesField(
        label="การกำกับติดตามและรายงานผล",
        rows=2,
        required=True,
        help_text="ใช้กับทุกมาตรการที่ไม่ได้ระบุไว้เอง",
        error_messages={"required": "กรุณาระบุวิธีกำกับติดตามและรายงานผลของทั้งแผน"},
    )

    class Meta:
        model = MeasurePlan
        fields = ["monitoring"]


NOT_OFFERED = "ไม่พบผลการประเมินนี้ หรือมีแผนมาตรการแล้ว หรือปีนั้นระบุว่าไม่จัดทำแผนมาตรการ กรุณาตรวจที่หน้าผลการประเมิน"


class StartPlanForm(Form):
    """Choose the assessment that a new plan follows, among those of `agencies`."""

    assessment = forms.ModelChoiceField(
        Assessment.objects.none(),
        label="จากผลการประเมิน",
        empty_label="เลือกผลการประเมิน",
        help_text="แสดงเฉพาะผลการประเมินที่ยังไม่มีแผน ระบบจะเพิ่มมาตรการให้ตัวชี้วัดละหนึ่งมาตรการ",
        error_messages={"required": "กรุณาเลือกผลการประเมิน", "invalid_choice": NOT_OFFERED},
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        free = Assessment.objects.filter(
            plan__isnull=True, criteria__overall_only=False, agency__in=agencies, no_plan_reason=""
        ).select_related("agency")
        field: Any = self.fields["assessment"]
        field.queryset = free
        if free.count() > LONG_LIST:
            # A country's worth of options would make a page of a megabyte; any free assessment is still accepted.
            asked = (
                free.filter(pk=self.initial["assessment"])
                if str(self.initial.get("assessment", "")).isdecimal()
                else free
            )
            shown = asked[:LONG_LIST]
            field.widget.choices = [
                ("", field.empty_label),
                *((assessment.pk, str(assessment)) for assessment in shown),
            ]
            field.help_text = "แสดงเฉพาะรายการล่าสุด หากไม่พบ ให้กด “จัดทำแผนมาตรการ” จากหน้าผลการประเมินของหน่วยงาน"


class UnitForm(ModelForm[Unit]):
    """A unit of an agency."""

    position = WholeNumberField(label="ลำดับ", min_value=0, max_value=9999, initial=0, help_text="ลำดับที่แสดงในรายการเลือก")

    class Meta:
        model = Unit
        fields = ["agency", "name", "position"]

    def clean(self) -> dict[str, Any]:
        """Refuse another spelling of a unit that is there."""
        cleaned = super().clean() or self.cleaned_data
        agency, name = cleaned.get("agency"), cleaned.get("name")
        if agency and name:
            key = match_key(name)
            others = Unit.objects.filter(agency=agency).exclude(pk=self.instance.pk).values_list("name", flat=True)
            same = next((other for other in others if match_key(other) == key), None)
            if same is not None:
                self.add_error("name", f"ส่วนงานชื่อนี้มีอยู่แล้วในหน่วยงาน คือ “{same}”")
        return cleaned


class MeasureForm(StepQuestionsMixin, TabsAskedMixin, ModelForm[Measure]):
    """One measure with its steps and units."""

    titles = LinesField(label="มาตรการ/โครงการ/กิจกรรม", rows=2, help_text="หนึ่งชื่อต่อหนึ่งบรรทัด")
    analysis = LinesField(label="ผลการวิเคราะห์ตัวชี้วัด", rows=3)
    steps = StepsField(
        label="ขั้นตอน/วิธีดำเนินการ",
        rows=4,
        help_text="หนึ่งขั้นตอนต่อหนึ่งบรรทัด ระบบใส่เลขข้อให้เอง ข้อย่อยให้ขึ้นต้นบรรทัดด้วย - หรือ ก. หรือ (๑) ใต้ขั้นตอน",
    )
    units = forms.MultipleChoiceField(
        label="ผู้รับผิดชอบ",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "ไม่พบส่วนงานนี้ในหน่วยงาน กรุณาเลือกจากรายการ"},
    )
    new_units = forms.CharField(
        label="เพิ่มส่วนงานใหม่", required=False, max_length=500, help_text="หากมีหลายส่วนงาน ให้คั่นด้วย / เช่น กองช่าง/กองคลัง"
    )
    period_start = PeriodEndField(label="เริ่ม", first=True)
    period_end = PeriodEndField(label="สิ้นสุด", first=False, help_text="วัน/เดือน/ปี พ.ศ. เช่น ๑/๑๐/๒๕๖๘ หรือ ๓๐ ก.ย. ๖๙")
    own_monitoring = LinesField(label="การกำกับติดตามเฉพาะมาตรการ", rows=2, help_text="เว้นว่างเพื่อใช้ข้อความของทั้งแผน")
    delete = forms.BooleanField(label="ลบมาตรการนี้เมื่อบันทึก", required=False)

    class Meta:
        model = Measure
        fields = list(_OWN_FIELDS)

    def __init__(self, *args: Any, agency_units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agency_units = {str(unit.pk): unit for unit in agency_units}
        offer(self, "units", ((pk, unit.name) for pk, unit in self.agency_units.items()))
        self.noticed: list[str] = []
        for name in ("period_start", "period_end"):
            self.fields[name].fiscal_year = self.instance.plan.fiscal_year  # type: ignore[attr-defined]  # a PeriodEndField
        if self.instance.pk:
            self.initial.setdefault("steps", written_steps(self.instance.step_views))
            self.initial.setdefault("units", [str(link.unit_id) for link in self.instance.unit_links.all()])

    def clean_new_units(self) -> list[str]:
        """Names of units to add; too long a name is refused here, where it was typed."""
        found = read_units(self.cleaned_data["new_units"], {unit.name for unit in self.agency_units.values()})
        if found.unclear:
            raise ValidationError(" ".join(unclear_unit(found.unclear[0])))
        self.noticed = [
            f"อ่าน “{each}” เป็นส่วนงาน {join_thai([f'“{name}”' for name in found.names])}" for each in found.noticed
        ]
        names = found.names
        longest = Unit._meta.get_field("name").max_length or 0
        if any(len(name) > longest for name in names):
            raise ValidationError(f"ชื่อส่วนงานยาวได้ไม่เกิน {thai_digits(longest)} ตัวอักษร")
        return names

    def clean(self) -> dict[str, Any]:
        """Refuse half a period and one that ends before it begins."""
        cleaned = super().clean() or self.cleaned_data
        self._take_whole_period(cleaned)
        if {"period_start", "period_end"} <= cleaned.keys():
            start, end = cleaned["period_start"], cleaned["period_end"]
            if (start is None) != (end is None):
                self.add_error("period_end" if end is None else "period_start", PERIOD_HALF)
            elif start and end and end < start:
                self.add_error("period_end", PERIOD_ORDER)
        return cleaned

    def _take_whole_period(self, cleaned: dict[str, Any]) -> None:
        """A whole period typed into one of the two fields is both its days, where the other field says nothing else."""
        for name, other, place in (("period_start", "period_end", 1), ("period_end", "period_start", 0)):
            whole = self.fields[name].whole  # type: ignore[attr-defined]  # a PeriodEndField
            if whole is None or not {name, other} <= cleaned.keys():
                continue
            if cleaned[other] is None:
                cleaned[other] = whole[place]
            elif cleaned[other] != whole[place] and not is_month(whole):
                self.add_error(
                    name, f"ช่องนี้มีทั้งช่วง คือ {format_period(*whole)} ซึ่งไม่ตรงกับอีกช่อง กรุณาแก้ให้ตรงกัน หรือเว้นว่างอีกช่อง"
                )

    def _post_clean(self) -> None:
        # The checks above stand for the model's; `actions` runs those again before it writes.
        if not self.errors:
            super()._post_clean()  # type: ignore[misc]  # the stubs leave it out

    def label_of(self, name: str) -> str:
        """A field as sentences name it."""
        return f"{self.fields[name].label} ตัวชี้วัดที่ {self.instance.indicator}"

    @property
    def removed(self) -> bool:
        """Whether the person ticked that the measure goes."""
        return bool(self.is_bound and self["delete"].data)

    def entry(self) -> MeasureEntry:
        """What was typed, for `actions.update_plan`; call on a valid form.

        Units already responsible keep their order, those ticked now follow, then the new names.
        """
        ticked = self.cleaned_data["units"]
        before = [pk for pk in self.initial.get("units", []) if pk in ticked]
        names = [self.agency_units[pk].name for pk in dict.fromkeys([*before, *ticked])]
        self.instance.titles = "\n".join(split_lines(self.cleaned_data["titles"]))
        return MeasureEntry(
            measure=self.instance,
            steps=steps_of(self.cleaned_data["steps"]),
            same_steps=self.same_steps,
            units=list(dict.fromkeys([*names, *self.cleaned_data["new_units"]])),
        )


@dataclass(frozen=True)
class MeasureBlock:
    """One measure's fields on the screen; `token` is set for one that is not stored yet."""

    form: MeasureForm
    indicator: Indicator
    token: str
    anchor: str
    place: int

    @property
    def empty(self) -> bool:
        """A new block in which nothing was typed."""
        return bool(self.token) and not self.form.has_changed()

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"ตัวชี้วัดที่ {self.indicator} มาตรการที่ {thai_digits(self.place)}"


@dataclass(frozen=True)
class IndicatorGroup:
    """An indicator's heading and its measures."""

    indicator: Indicator
    view: IndicatorView
    blocks: tuple[MeasureBlock, ...]


class PlanScreen:
    """All forms of a plan's screen, unbound or bound to `data`.

    `as_typed` shows what was typed without judging it, with one more empty block for the indicator `adding`.
    """

    def __init__(
        self, plan: MeasurePlan, data: QueryDict | None = None, *, as_typed: bool = False, adding: str = ""
    ) -> None:
        self.plan = plan
        self._data = data
        self._as_typed = as_typed
        self._units = list(plan.assessment.agency.units.all())
        self.indicators = {indicator.number: indicator for indicator in plan.assessment.criteria.indicators.all()}
        self.plan_form = self._form(PlanForm, prefix=None, instance=plan)
        self.blocks = self._blocks(adding)

    def _form(self, form_class: Any, **kwargs: Any) -> Any:
        if self._data is None or not self._as_typed:
            return form_class(self._data, label_suffix="", **kwargs)
        blank = form_class(**kwargs)
        typed = {
            name: field.widget.value_from_datadict(self._data, {}, blank.add_prefix(name))
            for name, field in blank.fields.items()
        }
        return form_class(initial=typed, label_suffix="", **kwargs)

    def _blocks(self, adding: str) -> list[MeasureBlock]:
        stored = list(self.plan.measures.all())
        tokens = self._tokens(adding)
        found = []
        for number, indicator in self.indicators.items():
            measures = [measure for measure in stored if measure.indicator_id == indicator.pk]
            last = max((measure.position for measure in measures), default=0)
            for place, measure in enumerate(measures, start=1):
                found.append(self._block(measure, indicator, "", f"measure-{measure.pk}", place))
            new = [token for token in tokens if token.startswith(f"{number}-")]
            for place, token in enumerate(new, start=1):
                measure = Measure(
                    plan=self.plan,
                    indicator=indicator,
                    position=last + place,
                    period_start=self.plan.year_start,
                    period_end=self.plan.year_end,
                )
                found.append(self._block(measure, indicator, token, f"new-{token}", len(measures) + place))
        return found

    def _block(self, measure: Measure, indicator: Indicator, token: str, prefix: str, place: int) -> MeasureBlock:
        posted = self._data is not None and (not token or token in self._data.getlist("new"))
        kwargs: dict[str, Any] = {"prefix": prefix, "instance": measure, "agency_units": self._units}
        form = self._form(MeasureForm, **kwargs) if posted else MeasureForm(label_suffix="", **kwargs)
        return MeasureBlock(form, indicator, token, prefix, place)

    def _tokens(self, adding: str) -> list[str]:
        """Names of the blocks not stored yet: those the page had, then the one asked for."""
        posted = self._data.getlist("new") if self._data is not None else []
        tokens = [token for token in dict.fromkeys(posted) if self._known(token)]
        if adding.isdecimal() and int(adding[:9]) in self.indicators:
            taken = [int(token.split("-")[1]) for token in tokens]
            tokens.append(f"{int(adding)}-{max(taken, default=-1) + 1}")
        return tokens

    def _known(self, token: str) -> bool:
        match = _NEW.fullmatch(token)
        return bool(match and int(match[1]) in self.indicators)

    def groups(self, year: YearResult) -> list[IndicatorGroup]:
        """The blocks under their indicators, with the year's scores."""
        views = {view.number: view for view in year.indicators}
        return [
            IndicatorGroup(
                indicator, views[number], tuple(block for block in self.blocks if block.indicator.number == number)
            )
            for number, indicator in self.indicators.items()
        ]

    def is_valid(self) -> bool:
        """Whether everything that would be saved is well-formed."""
        return all([self.plan_form.is_valid(), *(block.form.is_valid() for block in self._kept())])

    def _kept(self) -> Iterable[MeasureBlock]:
        return (block for block in self.blocks if not block.form.removed and not block.empty)

    def entries(self) -> list[MeasureEntry]:
        """The measures that are new or changed."""
        return [block.form.entry() for block in self._kept() if block.form.has_changed()]

    def saved_forms(self) -> list[forms.BaseForm]:
        """The forms whose texts are saved."""
        return [self.plan_form, *(block.form for block in self._kept() if block.form.has_changed())]

    def removed(self) -> list[Measure]:
        """The stored measures ticked for removal."""
        return [block.form.instance for block in self.blocks if block.form.removed and not block.token]

    def noticed(self) -> list[str]:
        """How names of units were read, where that could be meant otherwise."""
        return [text for block in self._kept() for text in block.form.noticed]

    def problems(self) -> list[Problem]:
        """Every error with the measure and field it belongs to."""
        if self._data is None or self._as_typed:
            return []
        forms_and_names = [(self.plan_form, ""), *((block.form, block.name) for block in self._kept())]
        return [
            Problem(field.auto_id, " · ".join(filter(None, [name, str(field.label)])), str(message))
            for form, name in forms_and_names
            for field in form
            for message in field.errors
        ] + [Problem("", name, str(message)) for form, name in forms_and_names for message in form.non_field_errors()]
