"""One agency's result of one fiscal year and its scores."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from .. import scoring
from ..enums import AssessmentStatus, Conclusion
from ..thai import thai_digits
from .agencies import Agency
from .criteria import Criteria, Indicator
from .fields import YEAR_VALIDATORS, between_0_and_100, score_field
from .references import Reference, references

# A tool's code → the column of the score that was announced for it.
ANNOUNCED_TOOLS = {"IIT": "published_iit", "EIT": "published_eit", "OIT": "published_oit"}


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments as pages need them."""

    def published(self) -> AssessmentQuerySet:
        """Years that the public may see."""
        return self.filter(status=AssessmentStatus.PUBLISHED)

    def not_frozen(self) -> AssessmentQuerySet:
        """Years of which the public sees the stored data themselves (see `Assessment.is_frozen`)."""
        found = self
        for each in references():
            if each.stands_for_year is not None:
                found = found.exclude(pk__in=each.rows(each.stands_for_year).values(each.field))
        return found

    def with_result(self) -> AssessmentQuerySet:
        """Years that can be shown: every indicator is scored, or only the overall is kept and it is there."""
        scores = IndicatorScore.objects.filter(
            assessment=models.OuterRef(models.OuterRef("pk")), indicator=models.OuterRef("pk"), score__isnull=False
        )
        indicators = Indicator.objects.filter(criteria=models.OuterRef("criteria"))
        scored = models.Exists(indicators) & ~models.Exists(indicators.filter(~models.Exists(scores)))
        return self.filter(
            Q(scored, criteria__overall_only=False) | Q(criteria__overall_only=True, published_overall__isnull=False)
        )

    def with_scores(self) -> AssessmentQuerySet:
        """Load what scoring and the pages need, in a fixed number of queries."""
        return self.select_related("agency", "criteria").prefetch_related(
            models.Prefetch("scores", IndicatorScore.objects.select_related("indicator")),
            "criteria__tools",
            "criteria__indicators",
            "criteria__levels",
            "criteria__conclusions",
        )


class Assessment(models.Model):
    """One agency's result of one fiscal year. The `result_*` columns keep what `scoring.evaluate` computed.

    A year for which the agency makes no plan of measures says why in `no_plan_reason`; it is empty for every other. A
    year never has both that reason and measures: whoever writes one of them refuses the other.
    """

    NO_PLAN_LENGTH = 500

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assessments", verbose_name="หน่วยงาน")
    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ พ.ศ.", validators=YEAR_VALIDATORS)
    criteria = models.ForeignKey(
        Criteria, models.PROTECT, related_name="assessments", verbose_name="เกณฑ์การประเมิน", editable=False
    )
    status = models.CharField(
        "สถานะ", max_length=10, choices=AssessmentStatus.choices, default=AssessmentStatus.DRAFT, editable=False
    )
    target = score_field(
        "เป้าหมายของหน่วยงาน",
        help_text="คะแนนที่ทุกตัวชี้วัดควรได้ในปีงบประมาณนี้ เว้นว่างเพื่อใช้ค่าเป้าหมายระดับประเทศ",
    )
    eit_part_1 = score_field("EIT ส่วนที่ ๑", help_text="เว้นว่างหากไม่มีประกาศแยกส่วน")
    eit_part_2 = score_field("EIT ส่วนที่ ๒", help_text="เว้นว่างหากไม่มีประกาศแยกส่วน")
    published_overall = score_field(
        "คะแนนภาพรวมตามประกาศ", help_text="ตามที่สำนักงาน ป.ป.ช. ประกาศ ทุกหน้าและเอกสารแสดงตัวเลขนี้แทนผลคำนวณ"
    )
    published_level = models.CharField("ระดับตามประกาศ", max_length=60, blank=True)
    no_plan_reason = models.TextField(
        "เหตุผลที่ไม่จัดทำแผนมาตรการ",
        blank=True,
        max_length=NO_PLAN_LENGTH,
        help_text="ปรากฏท้ายรายงานและในหน้ามาตรการ เขียนต่อจากคำว่า “เนื่องจาก”",
    )
    published_iit = score_field("คะแนน IIT ตามประกาศ", help_text="เว้นว่างหากไม่มีประกาศคะแนนของเครื่องมือ")
    published_eit = score_field("คะแนน EIT ตามประกาศ", help_text="เว้นว่างหากไม่มีประกาศคะแนนของเครื่องมือ")
    published_oit = score_field("คะแนน OIT ตามประกาศ", help_text="เว้นว่างหากไม่มีประกาศคะแนนของเครื่องมือ")
    updated_at = models.DateTimeField("แก้ไขล่าสุด", auto_now=True)
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, blank=True, editable=False)

    result_overall = score_field("คะแนนภาพรวม", editable=False)
    result_iit = score_field("IIT", editable=False)
    result_eit = score_field("EIT", editable=False)
    result_oit = score_field("OIT", editable=False)
    result_level = models.CharField("ระดับ", max_length=60, blank=True, editable=False)

    objects = AssessmentQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="ประวัติผลการประเมิน", verbose_name_plural="ประวัติผลการประเมิน")

    class Meta:
        verbose_name = verbose_name_plural = "ผลการประเมิน"
        ordering = ["-fiscal_year", "agency__name_order", "pk"]
        permissions = [
            ("publish_assessment", "เผยแพร่และถอนผลการประเมิน"),
            ("all_agencies", "เข้าถึงข้อมูลของทุกหน่วยงาน"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "fiscal_year"],
                name="assessments_assessment_once_a_year",
                violation_error_message="หน่วยงานนี้มีผลการประเมินของปีงบประมาณนี้แล้ว กรุณาแก้ไขรายการเดิม",
            ),
            *between_0_and_100("target", "eit_part_1", "eit_part_2"),
            *between_0_and_100("published_overall", "published_iit", "published_eit", "published_oit"),
        ]

    def __str__(self) -> str:
        return f"{self.agency.short_label} ปีงบประมาณ พ.ศ. {thai_digits(self.fiscal_year)}"

    def get_absolute_url(self) -> str:
        """Address of the year's dashboard."""
        return reverse("dashboard", kwargs={"agency": self.agency.slug, "year": self.fiscal_year})

    @property
    def is_published(self) -> bool:
        """Whether the public may see the year."""
        return self.status == AssessmentStatus.PUBLISHED

    @property
    def is_kept(self) -> bool:
        """Whether records that outlive every edit refer to this year: agency and year then stay too."""
        return any(self._referred_to(each) for each in references() if each.keeps_year)

    @property
    def is_frozen(self) -> bool:
        """Whether the public sees something frozen in place of this year's data, as once a version was published."""
        conditions = ((each, each.stands_for_year) for each in references())
        return any(self._referred_to(each, condition) for each, condition in conditions if condition is not None)

    @property
    def has_work(self) -> bool:
        """Whether what other apps keep of this agency's year (a plan, own wordings) was begun: both then stay."""
        return any(self._referred_to(each) for each in references() if each.model._meta.app_label != "assessments")

    @property
    def has_measures(self) -> bool:
        """Whether a measure was filled in that is drawn from this year."""
        conditions = ((each, each.fills_plan) for each in references())
        return any(self._referred_to(each, condition) for each, condition in conditions if condition is not None)

    def _referred_to(self, reference: Reference, condition: Q | None = None) -> bool:
        return bool(reference.rows(condition).filter(**{reference.field: self.pk}).exists())

    def score_lines(self, lines: Iterable[IndicatorScore] | None = None) -> list[scoring.ScoreLine]:
        """Return the scores as the scoring module takes them: the stored ones, or `lines` that are not saved yet."""
        rows = self.scores.all() if lines is None else lines
        return [scoring.ScoreLine(line.indicator.number, line.score, line.target) for line in rows]

    @property
    def announced(self) -> scoring.Announced:
        """What the NACC announced of the year, as far as it was entered."""
        tools = {code: getattr(self, name) for code, name in ANNOUNCED_TOOLS.items()}
        return scoring.Announced(
            overall=self.published_overall,
            level=self.published_level,
            tools={code: score for code, score in tools.items() if score is not None},
        )

    def evaluate(self, lines: Iterable[IndicatorScore] | None = None) -> scoring.Result:
        """Compute the result from the stored scores or from `lines`; load with `with_scores()` to save queries."""
        return scoring.evaluate(
            self.score_lines(lines),
            self.criteria.rules(),
            parts=(self.eit_part_1, self.eit_part_2),
            target=self.target,
            announced=self.announced,
        )


class IndicatorScore(models.Model):
    """The score of one indicator in one assessment, with what it means for the agency."""

    keeps_year = False

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="scores", verbose_name="ตัวชี้วัด")
    score = score_field("คะแนน")
    target = score_field("เป้าหมายเฉพาะตัวชี้วัด", help_text="เว้นว่างเพื่อใช้เป้าหมายของหน่วยงาน")
    conclusion = models.CharField(
        "ข้อสรุป", max_length=10, choices=Conclusion.choices, blank=True, help_text="เว้นว่างให้ระบบสรุปตามคะแนน"
    )
    analysis = models.TextField("บทวิเคราะห์ของหน่วยงาน", blank=True, help_text="ต่อท้ายย่อหน้าของตัวชี้วัดในรายงาน")

    history = HistoricalRecords(verbose_name="ประวัติคะแนน", verbose_name_plural="ประวัติคะแนน")

    class Meta:
        verbose_name = verbose_name_plural = "คะแนนตัวชี้วัด"
        ordering = ["indicator__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                name="assessments_indicatorscore_once",
                violation_error_message="ตัวชี้วัดนี้มีคะแนนของปีงบประมาณนี้แล้ว",
            ),
            *between_0_and_100("score", "target"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} ตัวชี้วัดที่ {self.indicator}"
