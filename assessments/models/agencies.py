"""Agencies, their seals, and who works for them."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from ..enums import AgencyKind
from ..thaitext import order_key
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
BANGKOK = "กรุงเทพมหานคร"
# The word of a kind of place, whole or short, where a name follows it.
_WORDS_OF_PLACES = {
    "subdistrict": re.compile(r"^\s*(?:ตำบล|แขวง|ต\.)\s*(?=\S)"),
    "district": re.compile(r"^\s*(?:อำเภอ|เขต|อ\.)\s*(?=\S)"),
    "province": re.compile(r"^\s*(?:จังหวัด|จ\.)\s*(?=\S)"),
}


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

    # Databases sort Thai by their own rules, or by none: these columns sort and find it the same everywhere.
    name_order = KeyField("name", key=order_key, db_index=True)
    place_order = KeyField("province", "name", key=order_key, db_index=True)
    search_text = KeyField("name", "short_name", "name_en", "slug", key=joined_search_key)

    class Meta:
        verbose_name = verbose_name_plural = "หน่วยงาน"
        ordering = ["place_order", "pk"]

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
