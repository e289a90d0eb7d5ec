"""The form of the criteria's own fields."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from ..generics import ModelForm
from ..models import Criteria
from ..thai import thai_digits
from .fields import ScoreField, WholeNumberField


class CriteriaForm(ModelForm[Criteria]):
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
