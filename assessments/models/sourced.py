"""What is known of a fiscal year from outside, each with its source: the country's mean scores, the OIT items.

None of it is computed here, and none of it is sure for ever: every row says where it was read and whether somebody held
it against the official documents.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from ..enums import ItemDocument, Tool
from ..thai import thai_digits
from .criteria import Criteria
from .fields import YEAR_VALIDATORS, between_0_and_100, required_score_field


class NationalMean(models.Model):
    """The mean of all agencies of the country in one year: of the overall, of one tool or of one indicator.

    `tool` is empty and `indicator` 0 for the overall. `announced` is False for a figure that somebody worked out from
    others that were announced.
    """

    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ พ.ศ.", validators=YEAR_VALIDATORS)
    tool = models.CharField(
        "เครื่องมือ", max_length=3, choices=Tool.choices, blank=True, help_text="เว้นว่างสำหรับคะแนนภาพรวมและตัวชี้วัด"
    )
    indicator = models.PositiveSmallIntegerField(
        "ตัวชี้วัดที่", default=0, blank=True, help_text="ลำดับตามเกณฑ์ของปีนั้น เว้นว่างสำหรับคะแนนภาพรวมและเครื่องมือ"
    )
    mean = required_score_field("ค่าเฉลี่ยระดับประเทศ (คะแนน)")
    announced = models.BooleanField(
        "เป็นตัวเลขที่ประกาศ",
        default=True,
        help_text="ไม่เลือกหากเป็นผลคำนวณจากตัวเลขอื่นที่ประกาศ",
    )
    verified = models.BooleanField("ตรวจสอบกับเอกสารทางการแล้ว", default=False)
    source = models.TextField("แหล่งอ้างอิง", help_text="เช่น ประกาศหรือรายงานข่าวเรื่องใด ใช้แสดงในหน้าที่มาของตัวเลข")

    history = HistoricalRecords(verbose_name="ประวัติค่าเฉลี่ยระดับประเทศ", verbose_name_plural="ประวัติค่าเฉลี่ยระดับประเทศ")

    class Meta:
        verbose_name = verbose_name_plural = "ค่าเฉลี่ยระดับประเทศ"
        ordering = ["-fiscal_year", "indicator", "tool"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "tool", "indicator"],
                name="assessments_nationalmean_once",
                violation_error_message="มีค่าเฉลี่ยนี้ของปีงบประมาณนี้แล้ว กรุณาแก้ไขรายการเดิม",
            ),
            models.CheckConstraint(
                name="assessments_nationalmean_of_one_figure",
                condition=Q(tool="") | Q(indicator=0),
                violation_error_message="ระบุเครื่องมือหรือตัวชี้วัดอย่างใดอย่างหนึ่ง เว้นว่างทั้งสองช่องสำหรับคะแนนภาพรวม",
            ),
            *between_0_and_100("mean"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} ปีงบประมาณ พ.ศ. {thai_digits(self.fiscal_year)}"

    @property
    def figure(self) -> str:
        """Which figure it is the mean of, in words."""
        if self.indicator:
            return f"ตัวชี้วัดที่ {thai_digits(self.indicator)}"
        return f"คะแนน {self.tool}" if self.tool else "คะแนนภาพรวม"

    def clean(self) -> None:
        """Refuse an indicator that the year's criteria do not have; a year without criteria is not judged."""
        if not self.indicator or not self.fiscal_year:
            return
        criteria = Criteria.objects.filter(first_year__lte=self.fiscal_year, last_year__gte=self.fiscal_year).first()
        if criteria and not criteria.indicators.filter(number=self.indicator).exists():
            raise ValidationError(
                {"indicator": f"เกณฑ์ของปี {thai_digits(self.fiscal_year)} ไม่มีตัวชี้วัดที่ {thai_digits(self.indicator)}"}
            )


class OitItem(models.Model):
    """Which item of a year's OIT list asks for one of the documents that are published here.

    The list is that of the fiscal year in which the document is looked at: the analysis of the result of 2568 with the
    measures of 2569 answers an item of the list of 2569.
    """

    criteria = models.ForeignKey(Criteria, models.CASCADE, related_name="oit_items", verbose_name="เกณฑ์การประเมิน")
    fiscal_year = models.PositiveSmallIntegerField("รายการของปีงบประมาณ พ.ศ.", validators=YEAR_VALIDATORS)
    document = models.CharField("เอกสาร", max_length=10, choices=ItemDocument.choices)
    number = models.PositiveSmallIntegerField("ข้อ O", validators=[MinValueValidator(1), MaxValueValidator(99)])
    title = models.CharField("ชื่อข้อ", max_length=200, blank=True, help_text="เว้นว่างหากยังไม่ทราบ")
    verified = models.BooleanField("ตรวจสอบกับเอกสารทางการแล้ว", default=False)
    source = models.CharField("แหล่งอ้างอิง", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ข้อ OIT ของเอกสาร"
        ordering = ["fiscal_year", "document"]
        constraints = [
            models.UniqueConstraint(
                fields=["fiscal_year", "document"],
                name="assessments_oititem_once",
                violation_error_message="เอกสารนี้มีข้อ OIT ของปีงบประมาณนี้แล้ว",
            ),
        ]

    def __str__(self) -> str:
        return f"O{self.number} {self.title}".strip()
