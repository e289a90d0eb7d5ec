"""The grid of an assessment: one line an indicator under its tool, and the EIT parts under theirs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.forms.boundfield import BoundField

from ..enums import Conclusion
from .fields import LongTextField, ScoreField

LINE_LABELS = {
    "score": "คะแนน",
    "target": "เป้าหมายเฉพาะตัวชี้วัด",
    "conclusion": "ข้อสรุป",
    "analysis": "บทวิเคราะห์ของหน่วยงาน",
}


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
    def figures(self) -> tuple[BoundField, ...]:
        """The cells of the grid in the order of the columns."""
        return (self.score, self.target)

    @property
    def texts(self) -> tuple[BoundField, ...]:
        """What the report says about the figures, in the order of the columns."""
        return (self.conclusion, self.analysis)


@dataclass(frozen=True)
class GridGroup:
    """The lines of one tool under its heading, and its separately published parts where it has such."""

    code: str
    thai_name: str
    weight: Decimal
    rows: tuple[GridRow, ...]
    parts: tuple[BoundField, ...]


def line_fields(indicator: object) -> dict[str, forms.Field]:
    """The four fields of one indicator's line, each with a name of its own for readers who do not see the table."""
    fields: dict[str, forms.Field] = {
        "score": ScoreField(label=LINE_LABELS["score"]),
        "target": ScoreField(label=LINE_LABELS["target"]),
        "conclusion": forms.ChoiceField(
            label=LINE_LABELS["conclusion"],
            required=False,
            choices=[("", "ตามคะแนน"), *Conclusion.choices],
            error_messages={"invalid_choice": "กรุณาเลือกข้อสรุปจากรายการ"},
        ),
        "analysis": LongTextField(
            label=LINE_LABELS["analysis"], required=False, widget=forms.Textarea(attrs={"rows": 1, "cols": 24})
        ),
    }
    for field in fields.values():
        field.widget.attrs["aria-label"] = f"{field.label} ตัวชี้วัดที่ {indicator}"
    return fields
