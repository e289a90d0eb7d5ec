"""The form of a national mean."""

from __future__ import annotations

from ..generics import ModelForm
from ..models import NationalMean
from .fields import ScoreField, WholeNumberField


class NationalMeanForm(ModelForm[NationalMean]):
    """A national mean, its figures typed in any digits."""

    class Meta:
        model = NationalMean
        fields = ["fiscal_year", "tool", "indicator", "mean", "announced", "verified", "source"]

    fiscal_year = WholeNumberField(label="ปีงบประมาณ พ.ศ.")
    indicator = WholeNumberField(
        label="ตัวชี้วัดที่",
        required=False,
        min_value=0,
        help_text="ลำดับตามเกณฑ์ของปีนั้น เว้นว่างสำหรับคะแนนภาพรวมและเครื่องมือ",
    )
    mean = ScoreField(label="ค่าเฉลี่ยระดับประเทศ (คะแนน)", required=True)

    def clean_indicator(self) -> int:
        """An empty field stands for no indicator."""
        return self.cleaned_data["indicator"] or 0
