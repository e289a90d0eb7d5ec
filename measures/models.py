"""The plan of improvement measures that follows an assessment: measures, steps, units, and what became of them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from assessments.models import Agency, Assessment, Indicator
from assessments.models.fields import KeyField
from assessments.thai import fiscal_year_end, fiscal_year_start, format_date, format_period, thai_digits
from assessments.thaitext import order_key

from .enums import MeasureStatus, StepKind
from .steps import MarkedStep, StepItem, StepView, marked_steps

DEFAULT_MONITORING = "รายงานความก้าวหน้าต่อผู้บริหารทุกไตรมาส"
# What plans began with before: stored plans keep it, the next year's plan begins with today's.
FORMER_DEFAULT_MONITORING = "บันทึกความก้าวหน้าในระบบทุกไตรมาส และรายงานผลต่อผู้บริหาร"


class Unit(models.Model):
    """A part of an agency that answers for measures (ผู้รับผิดชอบ)."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="units", verbose_name="หน่วยงาน")
    name = models.CharField("ชื่อส่วนงาน", max_length=120)
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)
    name_order = KeyField("name", key=order_key)

    class Meta:
        verbose_name = verbose_name_plural = "ส่วนงานผู้รับผิดชอบ"
        ordering = ["position", "name_order"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="measures_unit_once",
                violation_error_message="ส่วนงานชื่อนี้มีอยู่แล้วในหน่วยงาน",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MeasurePlanQuerySet(models.QuerySet["MeasurePlan"]):
    """Plans as pages need them."""

    def with_measures(self) -> MeasurePlanQuerySet:
        """Load measures with steps and units, in a fixed number of queries."""
        return self.select_related("assessment__agency").prefetch_related(
            models.Prefetch("measures", Measure.objects.select_related("indicator")),
            "measures__steps",
            models.Prefetch("measures__unit_links", MeasureUnit.objects.select_related("unit")),
        )


class MeasurePlan(models.Model):
    """The measures an agency draws from its assessment of year N, to be done in year N+1."""

    keeps_year = False
    fills_plan = Q(measures__titles__gt="") | Q(measures__analysis__gt="") | Q(measures__steps__isnull=False)

    assessment = models.OneToOneField(Assessment, models.CASCADE, related_name="plan", verbose_name="จากผลการประเมิน")
    fiscal_year = models.PositiveSmallIntegerField("ดำเนินการในปีงบประมาณ พ.ศ.", editable=False)
    monitoring = models.TextField(
        "การกำกับติดตามและรายงานผล",
        default=DEFAULT_MONITORING,
        help_text="ใช้กับทุกมาตรการที่ไม่ได้ระบุไว้เอง",
    )

    objects = MeasurePlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "แผนมาตรการ"
        ordering = ["-fiscal_year", "assessment__agency__name_order", "pk"]

    def __str__(self) -> str:
        return f"แผนมาตรการ {self.assessment.agency.short_label} ปีงบประมาณ พ.ศ. {thai_digits(self.fiscal_year)}"

    @property
    def year_start(self) -> date:
        """First day of the plan's fiscal year."""
        return fiscal_year_start(self.fiscal_year)

    @property
    def year_end(self) -> date:
        """Last day of the plan's fiscal year."""
        return fiscal_year_end(self.fiscal_year)


class Measure(models.Model):
    """One row of the plan: what is done about an indicator, by whom, when, and how it is followed."""

    plan = models.ForeignKey(MeasurePlan, models.CASCADE, related_name="measures")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measures", verbose_name="ตัวชี้วัด")
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)
    titles = models.TextField("มาตรการ/โครงการ/กิจกรรม", blank=True, help_text="หากมีหลายชื่อ ให้ขึ้นบรรทัดใหม่ทุกชื่อ")
    analysis = models.TextField("ผลการวิเคราะห์ตัวชี้วัด", blank=True)
    period_start = models.DateField("เริ่มดำเนินการ", null=True, blank=True)
    period_end = models.DateField("สิ้นสุดการดำเนินการ", null=True, blank=True)
    own_monitoring = models.TextField("การกำกับติดตามเฉพาะมาตรการ", blank=True, help_text="เว้นว่างเพื่อใช้ข้อความของทั้งแผน")
    units = models.ManyToManyField(Unit, through="MeasureUnit", related_name="measures", verbose_name="ผู้รับผิดชอบ")

    history = HistoricalRecords(verbose_name="ประวัติมาตรการ", verbose_name_plural="ประวัติมาตรการ")

    class Meta:
        verbose_name = verbose_name_plural = "มาตรการ"
        ordering = ["indicator__number", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="measures_measure_period_in_order",
                condition=Q(period_start__isnull=True)
                | Q(period_end__isnull=True)
                | Q(period_end__gte=F("period_start")),
                violation_error_message="วันสิ้นสุดต้องไม่ก่อนวันเริ่ม",
            )
        ]

    def __str__(self) -> str:
        return self.title_lines[0] if self.title_lines else f"ตัวชี้วัดที่ {self.indicator}"

    def clean(self) -> None:
        """Refuse half a period."""
        if (self.period_start is None) != (self.period_end is None):
            raise ValidationError({"period_end": "กรุณาระบุทั้งวันเริ่มและวันสิ้นสุด หรือเว้นว่างทั้งสองช่อง"})

    @property
    def title_lines(self) -> list[str]:
        """The measure's titles, one a line as typed."""
        return [line.strip() for line in self.titles.splitlines() if line.strip()]

    @property
    def step_texts(self) -> list[str]:
        """The steps in order, without numbers and without their sub-items."""
        return [step.text for step in self.step_views]

    @property
    def step_views(self) -> tuple[StepView, ...]:
        """The steps in order, each with its sub-items: the rows that follow it and are no steps themselves."""
        found: list[tuple[str, list[StepItem]]] = []
        for row in self.steps.all():
            if row.kind == StepKind.STEP or not found:
                found.append((row.text, []))
            else:
                found[-1][1].append(StepItem(row.kind, row.text))
        return tuple(StepView(text, tuple(items)) for text, items in found)

    @property
    def marked_steps(self) -> tuple[MarkedStep, ...]:
        """The steps as they are shown."""
        return marked_steps(self.step_views)

    @property
    def unit_names(self) -> list[str]:
        """Names of the responsible units, in the order given."""
        return [link.unit.name for link in self.unit_links.all()]

    @property
    def is_empty(self) -> bool:
        """Whether nobody has filled in the row yet."""
        return not (self.title_lines or self.analysis or self.step_texts)

    @property
    def period_text(self) -> str:
        """The period as officials write it, `ตลอดปี ๖๙`; empty where none is set."""
        return format_period(self.period_start, self.period_end)

    @property
    def monitoring(self) -> str:
        """How the measure is followed and reported: its own text, or the plan's."""
        return self.own_monitoring or self.plan.monitoring


class MeasureStep(models.Model):
    """One step of a measure, or a sub-item of the step before it.

    What is recorded about a step hangs on its row. The row stays when its text, its place or its kind changes
    (`step_matching`). `position` counts steps and sub-items together.
    """

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("ลำดับ")
    kind = models.CharField("ชนิด", max_length=8, choices=StepKind.choices, default=StepKind.STEP)
    text = models.TextField("ขั้นตอน/วิธีดำเนินการ")

    class Meta:
        verbose_name = verbose_name_plural = "ขั้นตอน"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "position"],
                name="measures_step_once",
                violation_error_message="ลำดับขั้นตอนซ้ำกัน",
            ),
            models.CheckConstraint(
                name="measures_step_known_kind",
                condition=Q(kind__in=StepKind.values),
                violation_error_message="กรุณาเลือกชนิดของขั้นตอนจากรายการ",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class MeasureUnit(models.Model):
    """A unit's place among those responsible for a measure."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="unit_links")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="ส่วนงาน")
    position = models.PositiveSmallIntegerField("ลำดับ", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "ผู้รับผิดชอบมาตรการ"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["measure", "unit"], name="measures_measureunit_once")]

    def __str__(self) -> str:
        return self.unit.name


class ProgressUpdate(models.Model):
    """What was reported about a measure on one day; the latest day's report says where the measure stands."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="updates", verbose_name="มาตรการ")
    reported_on = models.DateField("วันที่รายงาน")
    status = models.CharField("สถานะ", max_length=12, choices=MeasureStatus.choices)
    done = models.TextField("สิ่งที่ดำเนินการ", blank=True)
    result = models.TextField("ผลการดำเนินการเทียบกับแผน", blank=True)
    problems = models.TextField("ปัญหาและอุปสรรค", blank=True)
    suggestions = models.TextField("ข้อเสนอแนะ", blank=True)
    created_at = models.DateTimeField("บันทึกเมื่อ", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="ผู้บันทึก",
    )

    history = HistoricalRecords(verbose_name="ประวัติรายงานความก้าวหน้า", verbose_name_plural="ประวัติรายงานความก้าวหน้า")

    class Meta:
        verbose_name = verbose_name_plural = "รายงานความก้าวหน้า"
        ordering = ["-reported_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "reported_on"],
                name="measures_progress_once_a_day",
                violation_error_message="มาตรการนี้มีรายงานของวันที่นี้แล้ว กรุณาแก้ไขรายงานเดิม",
            ),
            models.CheckConstraint(
                name="measures_progress_known_status",
                condition=Q(status__in=MeasureStatus.values),
                violation_error_message="กรุณาเลือกสถานะจากรายการ",
            ),
            models.CheckConstraint(
                name="measures_progress_says_what_was_done",
                condition=Q(status=MeasureStatus.NOT_STARTED) | ~Q(done=""),
                violation_error_message="กรุณาระบุสิ่งที่ดำเนินการ หากยกเลิก ให้ระบุเหตุผล",
            ),
            models.CheckConstraint(
                name="measures_progress_done_has_result",
                condition=~Q(status=MeasureStatus.DONE) | ~Q(result=""),
                violation_error_message="มาตรการที่ดำเนินการแล้วเสร็จต้องระบุผลการดำเนินการเทียบกับแผน",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} ณ วันที่ {format_date(self.reported_on)}"


class Evidence(models.Model):
    """Where the proof of a report can be seen: a title and an address on the web."""

    update = models.ForeignKey(ProgressUpdate, models.CASCADE, related_name="evidence", verbose_name="รายงาน")
    position = models.PositiveSmallIntegerField("ลำดับ")
    title = models.CharField("ชื่อหลักฐาน", max_length=200)
    url = models.CharField(
        "ที่อยู่เว็บ",
        max_length=1000,
        validators=[URLValidator(["http", "https"], message="ที่อยู่เว็บต้องขึ้นต้นด้วย http:// หรือ https://")],
    )

    history = HistoricalRecords(verbose_name="ประวัติหลักฐาน", verbose_name_plural="ประวัติหลักฐาน")

    class Meta:
        verbose_name = verbose_name_plural = "หลักฐาน"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "position"],
                name="measures_evidence_once",
                violation_error_message="ลำดับหลักฐานซ้ำกัน",
            ),
            models.CheckConstraint(
                name="measures_evidence_on_the_web",
                condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
                violation_error_message="ที่อยู่เว็บต้องขึ้นต้นด้วย http:// หรือ https://",
            ),
        ]

    def __str__(self) -> str:
        return self.title
