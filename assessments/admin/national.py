"""The admin of the country's mean scores: one row a year and figure, each with its source."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .. import history
from ..authorship import signed
from ..forms import NationalMeanForm
from ..generics import ModelForm
from ..models import NationalMean
from ..thai import format_score, thai_digits
from .base import ScreenAdmin


@admin.register(NationalMean)
class NationalMeanAdmin(ScreenAdmin[NationalMean]):
    """National means; pages and reports made from now on show what stands here, published versions what stood here."""

    form = NationalMeanForm
    list_display = ["named", "year", "mean_in_thai", "origin", "checked"]
    list_filter = ["verified"]
    list_per_page = 50

    def save_model(self, request: HttpRequest, obj: NationalMean, form: ModelForm[NationalMean], change: bool) -> None:
        """Save with the person's name in the history."""
        by = request.user if request.user.is_authenticated else None
        super().save_model(request, signed(obj, by), form, change)

    def changes_of(self, obj: Any) -> list[history.Change]:
        """Every change of the row."""
        return history.national_mean_changes(obj)

    @admin.display(description="ค่าเฉลี่ยของ", ordering="indicator")
    def named(self, obj: NationalMean) -> str:
        """Which figure."""
        return obj.figure

    @admin.display(description="ปีงบประมาณ พ.ศ.", ordering="fiscal_year")
    def year(self, obj: NationalMean) -> str:
        """The year in Thai digits."""
        return thai_digits(obj.fiscal_year)

    @admin.display(description="ค่าเฉลี่ย (คะแนน)", ordering="mean")
    def mean_in_thai(self, obj: NationalMean) -> str:
        """The mean in Thai digits."""
        return format_score(obj.mean)

    @admin.display(description="ตัวเลข", ordering="announced")
    def origin(self, obj: NationalMean) -> str:
        """Whether it was announced or worked out."""
        return "ตามประกาศ" if obj.announced else "ผลคำนวณ"

    @admin.display(description="การตรวจสอบ", ordering="verified")
    def checked(self, obj: NationalMean) -> str:
        """Whether it was compared with the official documents."""
        return "ตรวจสอบแล้ว" if obj.verified else "ยังไม่ได้ตรวจสอบ"
