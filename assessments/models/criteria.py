"""The criteria of a span of years: tools with weights, indicators, rating levels, bands of conclusions."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from .. import scoring
from ..conclusions import FIRST_RULES, ConclusionRule
from ..enums import Conclusion, LevelTone, Tool
from ..thai import thai_digits
from .fields import YEAR_VALIDATORS, between_0_and_100, required_score_field, score_field


class CriteriaQuerySet(models.QuerySet["Criteria"]):
    """Criteria by year."""

    def for_year(self, year: int) -> Criteria:
        """Return the criteria of one fiscal year with all their parts loaded.

        Raises `Criteria.DoesNotExist` where no criteria cover the year.
        """
        return self.with_parts().get(first_year__lte=year, last_year__gte=year)

    def with_parts(self) -> CriteriaQuerySet:
        """Load tools, indicators, levels and conclusions along, in four queries however many criteria."""
        return self.prefetch_related("tools", "indicators", "levels", "conclusions")


class Criteria(models.Model):
    """The scheme of a span of fiscal years: tools with weights, indicators, rating levels, national target."""

    name = models.CharField("ชื่อเกณฑ์", max_length=120, unique=True)
    first_year = models.PositiveSmallIntegerField("ใช้ตั้งแต่ปีงบประมาณ พ.ศ.", validators=YEAR_VALIDATORS)
    last_year = models.PositiveSmallIntegerField("ใช้ถึงปีงบประมาณ พ.ศ.", validators=YEAR_VALIDATORS)
    target = required_score_field("ค่าเป้าหมายระดับประเทศ", default=Decimal("85.00"))
    overall_only = models.BooleanField(
        "มีเฉพาะคะแนนภาพรวม",
        default=False,
        help_text="ปีที่ใช้รูปแบบการประเมินที่ต่างจากปีต่อมา ระบบเก็บเฉพาะคะแนนภาพรวมและไม่คำนวณ",
    )
    verified = models.BooleanField("ตรวจสอบกับเอกสารทางการแล้ว", default=False)
    source = models.TextField("แหล่งอ้างอิง", blank=True)

    objects = CriteriaQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="ประวัติเกณฑ์การประเมิน", verbose_name_plural="ประวัติเกณฑ์การประเมิน")

    class Meta:
        verbose_name = verbose_name_plural = "เกณฑ์การประเมิน"
        ordering = ["-first_year"]
        constraints = [
            models.CheckConstraint(
                name="assessments_criteria_years_in_order",
                condition=Q(last_year__gte=F("first_year")),
                violation_error_message="ปีสุดท้ายต้องไม่ก่อนปีแรก",
            ),
            *between_0_and_100("target"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a span that overlaps another's, so that each year has one scheme."""
        if self.first_year is None or self.last_year is None:
            return
        others = Criteria.objects.exclude(pk=self.pk)
        if other := others.filter(first_year__lte=self.last_year, last_year__gte=self.first_year).first():
            raise ValidationError(f"ช่วงปีซ้อนกับ “{other.name}” แต่ละปีงบประมาณใช้ได้เพียงเกณฑ์เดียว")

    def rules(self) -> scoring.CriteriaRules:
        """Return the criteria as the scoring module takes them; prefetch with `with_parts()` to save queries."""
        indicators = list(self.indicators.all())
        return scoring.CriteriaRules(
            tools=tuple(
                scoring.ToolRule(
                    code=tool.tool,
                    weight=tool.weight,
                    indicators=tuple(line.number for line in indicators if line.tool == tool.tool),
                    in_parts=tool.in_parts,
                )
                for tool in self.tools.all()
            ),
            levels=tuple(
                scoring.LevelRule(level.name, level.min_overall, level.min_each) for level in self.levels.all()
            ),
            target=self.target,
        )

    def conclusion_rules(self) -> tuple[ConclusionRule, ...]:
        """Return the bands by which an indicator's conclusion follows from its score; the first ones where none are."""
        bands = tuple(band.rule() for band in self.conclusions.all())
        return bands or FIRST_RULES


class ToolWeight(models.Model):
    """One tool of the criteria and what it weighs in the overall, in per cent."""

    criteria = models.ForeignKey(Criteria, models.CASCADE, related_name="tools")
    tool = models.CharField("เครื่องมือ", max_length=3, choices=Tool.choices)
    weight = required_score_field("น้ำหนัก (ร้อยละ)")
    in_parts = models.BooleanField(
        "ทดสอบแยกส่วนที่ ๑ และส่วนที่ ๒", default=False, help_text="คะแนนมาจากส่วนละครึ่ง และระดับพิจารณาทีละส่วน"
    )
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "น้ำหนักเครื่องมือ"
        ordering = ["position", "tool"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria", "tool"],
                name="assessments_toolweight_once",
                violation_error_message="เครื่องมือนี้มีอยู่แล้วในเกณฑ์เดียวกัน",
            ),
            *between_0_and_100("weight"),
        ]

    def __str__(self) -> str:
        return f"{self.tool} {thai_digits(self.weight.normalize())}"


class Indicator(models.Model):
    """One of the year's indicators, numbered through all tools, with its official name."""

    criteria = models.ForeignKey(Criteria, models.CASCADE, related_name="indicators")
    number = models.PositiveSmallIntegerField("ตัวชี้วัดที่", validators=[MinValueValidator(1)])
    tool = models.CharField("เครื่องมือ", max_length=3, choices=Tool.choices)
    name = models.CharField("ชื่อตัวชี้วัด", max_length=120)
    objective = models.TextField("ประเด็นการประเมิน", help_text="ขึ้นต้นด้วย “ประเมิน…” ใช้ในรายงานต่อจากคะแนน")

    class Meta:
        verbose_name = verbose_name_plural = "ตัวชี้วัด"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria", "number"],
                name="assessments_indicator_once",
                violation_error_message="ลำดับตัวชี้วัดซ้ำกันในเกณฑ์เดียวกัน",
            ),
        ]

    def __str__(self) -> str:
        return f"{thai_digits(self.number)} {self.name}"


class RatingLevel(models.Model):
    """A rating level of the criteria, reached from `min_overall` up and, where set, with every tool ≥ `min_each`."""

    criteria = models.ForeignKey(Criteria, models.CASCADE, related_name="levels")
    position = models.PositiveSmallIntegerField("ลำดับ (๑ คือระดับสูงสุด)")
    name = models.CharField("ระดับ", max_length=60)
    min_overall = required_score_field("คะแนนภาพรวมตั้งแต่")
    min_each = score_field("และทุกเครื่องมือตั้งแต่", help_text="เว้นว่างเมื่อไม่มีเงื่อนไขรายเครื่องมือ")
    tone = models.CharField("ลักษณะการแสดง", max_length=10, choices=LevelTone.choices)

    class Meta:
        verbose_name = verbose_name_plural = "ระดับผลการประเมิน"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria", "position"],
                name="assessments_ratinglevel_once",
                violation_error_message="ลำดับของระดับซ้ำกันในเกณฑ์เดียวกัน",
            ),
            *between_0_and_100("min_overall", "min_each"),
        ]

    def __str__(self) -> str:
        return self.name


class ConclusionBand(models.Model):
    """A band of scores and what is concluded of an indicator in it; without `min_score` it begins at the target."""

    criteria = models.ForeignKey(Criteria, models.CASCADE, related_name="conclusions")
    position = models.PositiveSmallIntegerField("ลำดับ (๑ คือดีที่สุด)")
    min_score = score_field("คะแนนตั้งแต่", help_text="เว้นว่างหนึ่งช่วง คือ ช่วงที่ตั้งแต่เป้าหมายของตัวชี้วัดขึ้นไป")
    conclusion = models.CharField("ความเร่งด่วน", max_length=10, choices=Conclusion.choices)
    label = models.CharField("ข้อสรุป", max_length=60)
    sentences = models.TextField(
        "ถ้อยคำในรายงาน", help_text="บรรทัดละหนึ่งแบบ รายงานใช้สลับกันไป {ผู้เกี่ยวข้อง} คือ ผู้ที่เครื่องมือนั้นสอบถาม"
    )

    class Meta:
        verbose_name = "ข้อสรุปตามช่วงคะแนน"
        verbose_name_plural = "ข้อสรุปของตัวชี้วัดตามช่วงคะแนน"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["criteria", "position"],
                name="assessments_conclusionband_once",
                violation_error_message="ลำดับของช่วงคะแนนซ้ำกันในเกณฑ์เดียวกัน",
            ),
            *between_0_and_100("min_score"),
        ]

    def __str__(self) -> str:
        return self.label

    @classmethod
    def of_rule(cls, rule: ConclusionRule, *, criteria: Criteria, position: int) -> ConclusionBand:
        """Return an unsaved band that says what `rule` does."""
        return cls(
            criteria=criteria,
            position=position,
            min_score=rule.min_score,
            conclusion=rule.conclusion,
            label=rule.label,
            sentences="\n".join(rule.sentences),
        )

    def rule(self) -> ConclusionRule:
        """Return the band as `conclusions` takes it."""
        lines = tuple(line.strip() for line in self.sentences.splitlines() if line.strip())
        return ConclusionRule(self.conclusion, self.label, self.min_score, lines)
