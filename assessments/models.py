"""Agencies, the criteria of each year, assessments and their scores.

Rules that must hold are database constraints with a Thai message; sums are never done in SQL, since SQLite keeps
decimals as floats (`scoring.py` does them).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from . import scoring
from .enums import AgencyKind, AssessmentStatus, Conclusion, LevelTone, Tool
from .thai import thai_digits

FIRST_YEAR, LAST_YEAR = 2556, 2699  # ITA began in FY2556; the upper end only refuses typing errors
# Words that are, or may become, addresses of the portal's own pages.
# fmt: off
RESERVED_SLUGS = frozenset({
    "about", "accounts", "admin", "agencies", "agency", "api", "compare", "contact", "data", "digits", "display",
    "docs", "download", "favicon", "glossary", "health", "healthz", "help", "home", "login", "logout", "media",
    "methodology", "metrics", "open-data", "openapi", "portal", "preferences", "provinces", "report", "reports",
    "robots", "search", "settings", "sitemap", "static", "status", "theme", "trend", "trends", "well-known",
    "what-if",
})
# fmt: on
BANGKOK = "กรุงเทพมหานคร"
# The word of a kind of place, whole or short, where a name follows it.
_WORDS_OF_PLACES = {
    "subdistrict": re.compile(r"^\s*(?:ตำบล|แขวง|ต\.)\s*(?=\S)"),
    "district": re.compile(r"^\s*(?:อำเภอ|เขต|อ\.)\s*(?=\S)"),
    "province": re.compile(r"^\s*(?:จังหวัด|จ\.)\s*(?=\S)"),
}

_YEAR_VALIDATORS = [
    MinValueValidator(FIRST_YEAR, "ปีงบประมาณต้องเป็น พ.ศ. สี่หลัก เช่น ๒๕๖๘"),
    MaxValueValidator(LAST_YEAR, "ปีงบประมาณต้องเป็น พ.ศ. สี่หลัก เช่น ๒๕๖๘"),
]


def _score_field(verbose_name: str, **kwargs: object) -> models.DecimalField:
    """A figure of 0.00–100.00; None means not scored, never zero."""
    kwargs = {"null": True, "blank": True, "max_digits": 5, "decimal_places": 2} | kwargs
    return models.DecimalField(
        verbose_name,
        validators=[
            MinValueValidator(Decimal(0), "คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐"),
            MaxValueValidator(Decimal(100), "คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐"),
        ],
        **kwargs,  # type: ignore[arg-type]
    )


def _between_0_and_100(*names: str) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(
            name=f"%(app_label)s_%(class)s_{name}_0_100",
            condition=Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 100}),
            violation_error_message="คะแนนต้องอยู่ระหว่าง ๐ ถึง ๑๐๐",
        )
        for name in names
    ]


def _check_slug_is_free(value: str) -> None:
    if value in RESERVED_SLUGS:
        raise ValidationError("คำนี้เป็นที่อยู่หน้าอื่นของระบบแล้ว กรุณาใช้คำอื่น")


class Agency(models.Model):
    """A public body that ITA assesses."""

    slug = models.SlugField(
        "ชื่อในที่อยู่เว็บ",
        max_length=60,
        unique=True,
        validators=[
            RegexValidator(r"^[a-z][a-z0-9-]*$", "ใช้อักษรอังกฤษตัวพิมพ์เล็ก ตัวเลข และขีดกลาง โดยขึ้นต้นด้วยตัวอักษร"),
            _check_slug_is_free,
        ],
        help_text="อักษรอังกฤษตัวพิมพ์เล็ก ใช้ในที่อยู่เว็บ เช่น chanuwan",
        error_messages={"unique": "มีหน่วยงานที่ใช้ชื่อในที่อยู่เว็บนี้แล้ว"},
    )
    name = models.CharField("ชื่อหน่วยงาน", max_length=200, unique=True, error_messages={"unique": "มีหน่วยงานชื่อนี้แล้ว"})
    short_name = models.CharField("ชื่อย่อ", max_length=100)
    name_en = models.CharField("ชื่อภาษาอังกฤษ", max_length=200, blank=True)
    kind = models.CharField("ประเภทหน่วยงาน", max_length=40, choices=AgencyKind.choices)
    subdistrict = models.CharField("ตำบล/แขวง", max_length=100, blank=True)
    district = models.CharField("อำเภอ/เขต", max_length=100, blank=True)
    province = models.CharField("จังหวัด", max_length=100, db_index=True)
    postcode = models.CharField(
        "รหัสไปรษณีย์", max_length=5, blank=True, validators=[RegexValidator(r"^[0-9]{5}$", "รหัสไปรษณีย์มีห้าหลัก")]
    )
    is_sample = models.BooleanField(
        "ข้อมูลสมมติ",
        default=False,
        editable=False,
        help_text="หน่วยงานและคะแนนที่สร้างขึ้นเพื่อทดลองระบบ ไม่ใช่ของจริง",
    )

    class Meta:
        verbose_name = verbose_name_plural = "หน่วยงาน"
        ordering = ["province", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the agency's latest year."""
        return reverse("agency", kwargs={"agency": self.slug})

    def clean(self) -> None:
        """Take away the words that `place` puts before the names: people type `จังหวัดร้อยเอ็ด` into จังหวัด."""
        self.subdistrict = _WORDS_OF_PLACES["subdistrict"].sub("", self.subdistrict)
        self.district = _WORDS_OF_PLACES["district"].sub("", self.district)
        self.province = _WORDS_OF_PLACES["province"].sub("", self.province)
        if self.province in ("กรุงเทพ", "กรุงเทพฯ", "กทม."):
            self.province = BANGKOK

    @property
    def place(self) -> str:
        """`อำเภอพนมไพร จังหวัดร้อยเอ็ด`, leaving out what is not given; Bangkok has no จังหวัด or อำเภอ.

        A province as an agency is named by where it is, which is not said twice: its place may be empty.
        """
        in_bangkok = self.province == BANGKOK
        district = f"{'เขต' if in_bangkok else 'อำเภอ'}{self.district}" if self.district else ""
        province = self.province if in_bangkok else f"จังหวัด{self.province}"
        return " ".join(part for part in (district, province) if part and part != self.name)


class AgencySeal(models.Model):
    """The agency's seal for the cover of its documents: a small PNG that `seals.normalised` made from an upload."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="seal", verbose_name="หน่วยงาน")
    png = models.BinaryField("ตราสัญลักษณ์", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "ตราสัญลักษณ์"

    def __str__(self) -> str:
        return f"ตราสัญลักษณ์ {self.agency.short_name}"


class Membership(models.Model):
    """A person works for an agency; what the person may do there comes from the groups (see `policies`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="ผู้ใช้")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="memberships", verbose_name="หน่วยงาน")

    class Meta:
        verbose_name = verbose_name_plural = "หน่วยงานที่ดูแล"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency"],
                name="assessments_membership_once",
                violation_error_message="ผู้ใช้นี้ดูแลหน่วยงานนี้อยู่แล้ว",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.agency.short_name}"


class CriteriaQuerySet(models.QuerySet["Criteria"]):
    """Criteria by year."""

    def for_year(self, year: int) -> Criteria:
        """Return the criteria of one fiscal year with tools, indicators and levels loaded.

        Raises `Criteria.DoesNotExist` where no criteria cover the year.
        """
        return self.with_parts().get(first_year__lte=year, last_year__gte=year)

    def with_parts(self) -> CriteriaQuerySet:
        """Load tools, indicators and levels along, in three queries however many criteria."""
        return self.prefetch_related("tools", "indicators", "levels")


class Criteria(models.Model):
    """The scheme of a span of fiscal years: tools with weights, indicators, rating levels, national target."""

    name = models.CharField("ชื่อเกณฑ์", max_length=120, unique=True)
    first_year = models.PositiveSmallIntegerField("ใช้ตั้งแต่ปีงบประมาณ พ.ศ.", validators=_YEAR_VALIDATORS)
    last_year = models.PositiveSmallIntegerField("ใช้ถึงปีงบประมาณ พ.ศ.", validators=_YEAR_VALIDATORS)
    target = _score_field("ค่าเป้าหมายระดับประเทศ", null=False, blank=False, default=Decimal("85.00"))
    overall_only = models.BooleanField(
        "มีเฉพาะคะแนนภาพรวม",
        default=False,
        help_text="ปีที่ใช้แบบการประเมินอื่น ระบบเก็บเฉพาะคะแนนภาพรวมและไม่คำนวณ",
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
            *_between_0_and_100("target"),
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


class ToolWeight(models.Model):
    """One tool of the criteria and what it weighs in the overall, in per cent."""

    criteria = models.ForeignKey(Criteria, models.CASCADE, related_name="tools")
    tool = models.CharField("เครื่องมือ", max_length=3, choices=Tool.choices)
    weight = _score_field("น้ำหนัก (ร้อยละ)", null=False, blank=False)
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
            *_between_0_and_100("weight"),
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
    position = models.PositiveSmallIntegerField("ลำดับ (๑ คือดีที่สุด)")
    name = models.CharField("ระดับ", max_length=60)
    min_overall = _score_field("คะแนนภาพรวมตั้งแต่", null=False, blank=False)
    min_each = _score_field("และทุกเครื่องมือตั้งแต่", help_text="เว้นว่างเมื่อไม่มีเงื่อนไขรายเครื่องมือ")
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
            *_between_0_and_100("min_overall", "min_each"),
        ]

    def __str__(self) -> str:
        return self.name


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Assessments as pages need them."""

    def published(self) -> AssessmentQuerySet:
        """Years that the public may see."""
        return self.filter(status=AssessmentStatus.PUBLISHED)

    def without_records(self) -> AssessmentQuerySet:
        """Years at which no record points that outlives every edit (see `Assessment.is_kept`)."""
        found = self
        for link in _lasting_links():
            found = found.exclude(pk__in=link.related_model._base_manager.values(link.field.name))
        return found

    def with_scores(self) -> AssessmentQuerySet:
        """Load what scoring and the pages need, in a fixed number of queries."""
        return self.select_related("agency", "criteria").prefetch_related(
            "scores__indicator", "criteria__tools", "criteria__indicators", "criteria__levels"
        )


class Assessment(models.Model):
    """One agency's result of one fiscal year. The `result_*` columns keep what `scoring.evaluate` computed."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="assessments", verbose_name="หน่วยงาน")
    fiscal_year = models.PositiveSmallIntegerField("ปีงบประมาณ พ.ศ.", validators=_YEAR_VALIDATORS)
    criteria = models.ForeignKey(
        Criteria, models.PROTECT, related_name="assessments", verbose_name="เกณฑ์การประเมิน", editable=False
    )
    status = models.CharField(
        "สถานะ", max_length=10, choices=AssessmentStatus.choices, default=AssessmentStatus.DRAFT, editable=False
    )
    target = _score_field(
        "เป้าหมายของหน่วยงาน",
        help_text="คะแนนที่ตัวชี้วัดทุกตัวควรถึงในปีนี้ เว้นว่างเพื่อใช้ค่าเป้าหมายระดับประเทศ",
    )
    eit_part_1 = _score_field("EIT ส่วนที่ ๑", help_text="เว้นว่างหากไม่มีประกาศแยกส่วน")
    eit_part_2 = _score_field("EIT ส่วนที่ ๒", help_text="เว้นว่างหากไม่มีประกาศแยกส่วน")
    published_overall = _score_field("คะแนนภาพรวมตามประกาศ", help_text="ตามที่สำนักงาน ป.ป.ช. ประกาศ ใช้เทียบกับผลคำนวณ")
    published_level = models.CharField("ระดับตามประกาศ", max_length=60, blank=True)
    updated_at = models.DateTimeField("แก้ไขล่าสุด", auto_now=True)
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, blank=True, editable=False)

    result_overall = _score_field("คะแนนภาพรวม", editable=False)
    result_iit = _score_field("IIT", editable=False)
    result_eit = _score_field("EIT", editable=False)
    result_oit = _score_field("OIT", editable=False)
    result_level = models.CharField("ระดับ", max_length=60, blank=True, editable=False)

    objects = AssessmentQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="ประวัติผลการประเมิน", verbose_name_plural="ประวัติผลการประเมิน")

    class Meta:
        verbose_name = verbose_name_plural = "ผลการประเมิน"
        ordering = ["-fiscal_year", "agency__name"]
        permissions = [
            ("publish_assessment", "เผยแพร่และถอนผลการประเมิน"),
            ("all_agencies", "ทำงานกับทุกหน่วยงาน"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "fiscal_year"],
                name="assessments_assessment_once_a_year",
                violation_error_message="หน่วยงานนี้มีผลการประเมินของปีงบประมาณนี้แล้ว กรุณาแก้ไขรายการเดิม",
            ),
            *_between_0_and_100("target", "eit_part_1", "eit_part_2", "published_overall"),
        ]

    def __str__(self) -> str:
        return f"{self.agency.short_name} ปีงบประมาณ พ.ศ. {thai_digits(self.fiscal_year)}"

    def get_absolute_url(self) -> str:
        """Address of the year's dashboard."""
        return reverse("dashboard", kwargs={"agency": self.agency.slug, "year": self.fiscal_year})

    @property
    def is_published(self) -> bool:
        """Whether the public may see the year."""
        return self.status == AssessmentStatus.PUBLISHED

    @property
    def is_kept(self) -> bool:
        """Whether records that outlive every edit point here (published versions): agency and year then stay too."""
        return any(
            link.related_model._base_manager.filter(**{link.field.name: self}).exists() for link in _lasting_links()
        )

    @property
    def has_work(self) -> bool:
        """Whether what other apps keep of this agency's year (a plan, own wordings) was begun: both then stay."""
        links = [link for link in self._meta.related_objects if link.related_model._meta.app_label != "assessments"]
        return any(link.related_model._base_manager.filter(**{link.field.name: self}).exists() for link in links)

    def score_lines(self, lines: Iterable[IndicatorScore] | None = None) -> list[scoring.ScoreLine]:
        """Return the scores as the scoring module takes them: the stored ones, or `lines` that are not saved yet."""
        rows = self.scores.all() if lines is None else lines
        return [scoring.ScoreLine(line.indicator.number, line.score, line.target) for line in rows]

    def evaluate(self, lines: Iterable[IndicatorScore] | None = None) -> scoring.Result:
        """Compute the result from the stored scores or from `lines`; load with `with_scores()` to save queries."""
        return scoring.evaluate(
            self.score_lines(lines),
            self.criteria.rules(),
            parts=(self.eit_part_1, self.eit_part_2),
            target=self.target,
        )


def _lasting_links() -> list[Any]:
    """The relations of records that outlive every edit of an assessment: its published versions."""
    return [link for link in Assessment._meta.related_objects if link.on_delete is models.PROTECT]


class IndicatorScore(models.Model):
    """The score of one indicator in one assessment, with what it means for the agency."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="scores", verbose_name="ตัวชี้วัด")
    score = _score_field("คะแนน")
    target = _score_field("เป้าหมายเฉพาะตัวชี้วัด", help_text="เว้นว่างเพื่อใช้เป้าหมายของหน่วยงาน")
    conclusion = models.CharField(
        "ข้อสรุป", max_length=10, choices=Conclusion.choices, blank=True, help_text="เว้นว่างให้ระบบสรุปตามคะแนน"
    )
    analysis = models.TextField("บทวิเคราะห์เพิ่มเติม", blank=True, help_text="ต่อท้ายย่อหน้าของตัวชี้วัดในรายงาน")

    history = HistoricalRecords(verbose_name="ประวัติคะแนน", verbose_name_plural="ประวัติคะแนน")

    class Meta:
        verbose_name = verbose_name_plural = "คะแนนตัวชี้วัด"
        ordering = ["indicator__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "indicator"],
                name="assessments_indicatorscore_once",
                violation_error_message="ตัวชี้วัดนี้มีคะแนนในปีนี้แล้ว",
            ),
            *_between_0_and_100("score", "target"),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} ตัวชี้วัดที่ {self.indicator}"
