"""Agencies, their seals, and who works for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from ..enums import AgencyKind
from ..places import BANGKOK, district_key, plain_place, province_key
from ..thaitext import match_key, order_key
from .fields import KeyField, joined_search_key

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
TAKEN_NAME = "มีหน่วยงานชื่อนี้ในอำเภอและจังหวัดเดียวกันแล้ว กรุณาตรวจชื่อหรือที่ตั้ง"


def _check_slug_is_free(value: str) -> None:
    if value in RESERVED_SLUGS:
        raise ValidationError("คำนี้เป็นที่อยู่เว็บของหน้าอื่นในระบบแล้ว กรุณาใช้คำอื่น")


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies, with what tells them apart."""

    def labelled(self) -> Self:
        """Load with each whether another agency has its name or its short name, so that `label` asks nothing more."""
        others = Agency.objects.exclude(pk=models.OuterRef("pk")).order_by()
        return self.annotate(
            shares_name=models.Exists(others.filter(name=models.OuterRef("name"))),
            shares_short_name=models.Exists(others.filter(short_name=models.OuterRef("short_name"))),
        )


class Agency(models.Model):
    """A public body that ITA assesses.

    Thailand has many bodies of one official name; they are told apart by where they are. `label` and `short_label` name
    the place where it is needed.
    """

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
    name = models.CharField("ชื่อหน่วยงาน", max_length=200)
    short_name = models.CharField("ชื่อย่อ", max_length=100, db_index=True)
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

    # Databases sort Thai by their own rules, or by none: these columns sort and find it the same everywhere.
    name_order = KeyField("name", key=order_key, db_index=True)
    place_order = KeyField("province", "name", key=order_key, db_index=True)
    search_text = KeyField("name", "short_name", "name_en", "slug", key=joined_search_key)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "หน่วยงาน"
        ordering = ["place_order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "province", "district"],
                name="assessments_agency_name_in_place",
                violation_error_message=TAKEN_NAME,
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """Address of the agency's latest year."""
        return reverse("agency", kwargs={"agency": self.slug})

    def clean(self) -> None:
        """Take away the words that `place` puts before the names: people type `จังหวัดร้อยเอ็ด` into จังหวัด.

        Raises ValidationError where the place has an agency of this name; spelling and spaces do not tell names apart.
        """
        for kind in ("subdistrict", "district", "province"):
            setattr(self, kind, plain_place(kind, getattr(self, kind)))
        check_names([self])

    @property
    def name_key(self) -> tuple[str, str, str]:
        """By what no two agencies are alike: name, province and district, however they are spelled."""
        province = province_key(self.province)
        return match_key(self.name), province, district_key(self.district, province)

    @cached_property
    def shares_name(self) -> bool:
        """Whether another agency has the same name. Lists load it with the rows (`labelled`, `label_agencies`)."""
        return Agency.objects.filter(name=self.name).exclude(pk=self.pk).exists()

    @cached_property
    def shares_short_name(self) -> bool:
        """Whether another agency has the same short name."""
        return Agency.objects.filter(short_name=self.short_name).exclude(pk=self.pk).exists()

    @property
    def name_and_place(self) -> str:
        """What tells it from all others for ever, also from those that get the same name later."""
        return f"{self.name} {self.place}".strip()

    @property
    def label(self) -> str:
        """The name, with the place where another agency has the same: `เทศบาลตำบลสะอาด อำเภอโพนทอง จังหวัดร้อยเอ็ด`."""
        return self.name_and_place if self.shares_name else self.name

    @property
    def short_label(self) -> str:
        """The short name, with the place where another agency has the same."""
        return f"{self.short_name} {self.place}".strip() if self.shares_short_name else self.short_name

    @property
    def place(self) -> str:
        """`อำเภอพนมไพร จังหวัดร้อยเอ็ด`, leaving out what is not given; Bangkok has no จังหวัด or อำเภอ.

        A province as an agency is named by where it is, which is not said twice: its place may be empty.
        """
        in_bangkok = self.province == BANGKOK
        district = f"{'เขต' if in_bangkok else 'อำเภอ'}{self.district}" if self.district else ""
        province = self.province if in_bangkok else f"จังหวัด{self.province}"
        return " ".join(part for part in (district, province) if part and part != self.name)


def check_names(agencies: Iterable[Agency]) -> None:
    """Raise ValidationError where one of these unsaved agencies has name and place of another, stored or among them.

    Whoever writes agencies in bulk asks here; forms ask through `Agency.clean`. The constraint of the database holds
    for the same spelling alone.
    """
    new = list(agencies)
    stored = Agency.objects.exclude(pk__in=[agency.pk for agency in new if agency.pk])
    names = {match_key(agency.name) for agency in new}
    taken = Counter(
        Agency(name=name, province=province, district=district).name_key
        for name, province, district in stored.order_by().values_list("name", "province", "district")
        if match_key(name) in names
    )
    taken.update(agency.name_key for agency in new)
    if any(taken[agency.name_key] > 1 for agency in new):
        raise ValidationError({"name": TAKEN_NAME})


def label_agencies(agencies: Iterable[Agency]) -> None:
    """Find out for all of these agencies at once whether they share their names, so that `label` asks nothing more."""
    found = list(agencies)
    for name, flag in (("name", "shares_name"), ("short_name", "shares_short_name")):
        values = Agency.objects.filter(**{f"{name}__in": {getattr(each, name) for each in found}}).order_by()
        shared = set(values.values_list(name, flat=True).annotate(times=models.Count("pk")).filter(times__gt=1))
        for agency in found:
            setattr(agency, flag, getattr(agency, name) in shared)


class AgencySeal(models.Model):
    """The agency's seal for the cover of its documents: a small PNG that `seals.normalised` made from an upload."""

    agency = models.OneToOneField(Agency, models.CASCADE, related_name="seal", verbose_name="หน่วยงาน")
    png = models.BinaryField("ตราสัญลักษณ์", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "ตราสัญลักษณ์"

    def __str__(self) -> str:
        return f"ตราสัญลักษณ์ {self.agency.short_label}"


class Membership(models.Model):
    """A person works for an agency; what the person may do there comes from the groups (see `policies`)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name="ผู้ใช้")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="memberships", verbose_name="หน่วยงาน")

    class Meta:
        verbose_name = verbose_name_plural = "หน่วยงานที่มีสิทธิ์ใช้งาน"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "agency"],
                name="assessments_membership_once",
                violation_error_message="ผู้ใช้นี้มีสิทธิ์ใช้งานหน่วยงานนี้อยู่แล้ว",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.agency.short_label}"
