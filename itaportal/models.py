"""What the portal keeps of a report besides its data: published versions, own wordings, signatories."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from assessments.models import Assessment
from assessments.thai import thai_digits

from .site_address import LONGEST


class PublicationKind(models.TextChoices):
    """Which of a year's documents; `publishing.kinds` says how each is made, kept and served."""

    ANALYSIS = "analysis", "รายงานผลการวิเคราะห์และมาตรการ"
    FOLLOWUP = "followup", "รายงานผลการดำเนินการตามมาตรการ"


# The document whose live version is what the public sees of a year itself, on pages, in lists and in open data.
YEAR_KIND = PublicationKind.ANALYSIS


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Published versions, the newest first."""

    def of(self, assessment: Assessment | OuterRef, kind: str) -> PublicationQuerySet:
        """The versions of one document of a year, withdrawn ones included, without loading what each froze."""
        return self.of_kind(kind).filter(assessment=assessment).select_related("assessment__agency").defer("snapshot")

    def of_kind(self, kind: str) -> PublicationQuerySet:
        """The versions of one kind of document, of every year."""
        return self.filter(kind=kind)

    def live(self) -> PublicationQuerySet:
        """Versions that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Publication(models.Model):
    """A numbered version of a report, frozen: its data, its criteria and its files never change again.

    Only withdrawing touches it afterwards. `snapshot` is what its kind's snapshot format gave, `checksum` its SHA-256.
    """

    keeps_year = True  # its permanent address names agency and year
    stands_for_year = Q(kind=YEAR_KIND)  # withdrawn ones too: once there was a version, stored data stay with the staff

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="publications", verbose_name="ผลการประเมิน")
    kind = models.CharField("ชนิดเอกสาร", max_length=10, choices=PublicationKind, default=PublicationKind.ANALYSIS)
    version = models.PositiveSmallIntegerField("ฉบับที่")
    snapshot = models.JSONField("ข้อมูล ณ วันที่เผยแพร่")
    checksum = models.CharField("SHA-256 ของข้อมูล", max_length=64)
    published_at = models.DateTimeField("เผยแพร่เมื่อ")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="ผู้เผยแพร่"
    )
    publisher_name = models.CharField("ชื่อผู้เผยแพร่", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField("ถอนเมื่อ", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="ผู้ถอน"
    )
    withdrawn_reason = models.TextField("เหตุผลที่ถอน", blank=True)
    # What the checks advised to look at when it was published; None where that was not kept, as of older versions.
    advisories = models.JSONField("ข้อที่ควรตรวจสอบเมื่อเผยแพร่", null=True, blank=True)
    advisories_reason = models.TextField("เหตุผลที่เผยแพร่โดยไม่แก้", blank=True)

    # The main figures of the snapshot, so that lists over many agencies need not open it.
    result_overall = models.DecimalField("คะแนนภาพรวม", max_digits=5, decimal_places=2, null=True, editable=False)
    result_level = models.CharField("ระดับ", max_length=60, blank=True, editable=False)
    result_level_announced = models.BooleanField("ระดับตามประกาศ", default=False, editable=False)
    result_iit = models.DecimalField("IIT", max_digits=5, decimal_places=2, null=True, editable=False)
    result_eit = models.DecimalField("EIT", max_digits=5, decimal_places=2, null=True, editable=False)
    result_oit = models.DecimalField("OIT", max_digits=5, decimal_places=2, null=True, editable=False)
    result_indicators = models.JSONField("คะแนนตัวชี้วัด", default=dict, blank=True, editable=False)  # number → "98.50"

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "ฉบับที่เผยแพร่"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "version"],
                name="itaportal_publication_version_once",
                violation_error_message="มีฉบับหมายเลขนี้แล้ว",
            ),
            models.CheckConstraint(
                name="itaportal_publication_withdrawn_with_reason",
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                violation_error_message="กรุณาระบุเหตุผลที่ถอน",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.get_kind_display()} ฉบับที่ {thai_digits(self.version)}"

    def get_absolute_url(self) -> str:
        """The version's permanent address (`itaportal.urls` names the page of each kind's versions after the kind)."""
        return reverse(
            f"{self.kind}-version",
            kwargs={
                "agency": self.assessment.agency.slug,
                "year": self.assessment.fiscal_year,
                "version": self.version,
            },
        )

    @property
    def withdrawn(self) -> bool:
        """Whether the version was taken back."""
        return self.withdrawn_at is not None


class PublishedFile(models.Model):
    """One file of a published version; its bytes lie under `settings.PUBLISHED_ROOT` and match `sha256`."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    name = models.CharField("ชื่อไฟล์", max_length=40)
    size = models.PositiveIntegerField("ขนาด (ไบต์)")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "ไฟล์ที่เผยแพร่"
        ordering = ["pk"]  # as they were drawn: the report before its data
        constraints = [
            models.UniqueConstraint(fields=["publication", "name"], name="itaportal_publishedfile_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ParagraphText(models.Model):
    """An own wording for one paragraph of a year's report, in place of the portal's.

    `key` names the paragraph (`paragraphs.wording_slots`); the text may hold placeholders such as `{คะแนน}`.
    """

    keeps_year = False

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="paragraphs", verbose_name="ผลการประเมิน")
    key = models.CharField("ย่อหน้า", max_length=30)
    text = models.TextField("ถ้อยคำ")
    # The portal's wording and the facts when the text was saved; None of texts from before that was kept.
    basis = models.JSONField("ถ้อยคำของระบบเมื่อเขียน", null=True, editable=False)

    history = HistoricalRecords(verbose_name="ประวัติถ้อยคำ", verbose_name_plural="ประวัติถ้อยคำ", excluded_fields=["basis"])

    class Meta:
        verbose_name = verbose_name_plural = "ถ้อยคำในรายงาน"
        ordering = ["key"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "key"],
                name="itaportal_paragraphtext_once",
                violation_error_message="ย่อหน้านี้มีถ้อยคำของหน่วยงานแล้ว",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class TextConfirmation(models.Model):
    """That a person looked at a text of a draft beside what it is held against, and confirmed it as it stood.

    `subject` names the text, `shown` stands for all that was looked at (`checks.texts_to_confirm`): once that is
    another, the confirmation is none.
    """

    keeps_year = False
    unstamped = "it says what staff have read in a draft; no page of the public is drawn from it"

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="confirmations")
    subject = models.CharField(max_length=50)
    shown = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    confirmer_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "การยืนยันข้อความ"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["assessment", "subject"], name="itaportal_textconfirmation_once"),
        ]

    def __str__(self) -> str:
        return self.subject


class SignatoryRole(models.TextChoices):
    """Who signs a report, in the order in which they sign."""

    PREPARED = "prepared", "ผู้จัดทำ"
    REVIEWED = "reviewed", "ผู้ตรวจสอบ"
    APPROVED = "approved", "ผู้ลงนาม (อนุมัติ)"


class Signatory(models.Model):
    """A person named in the sign-off block of a year's report."""

    NAME_LENGTH, JOB_LENGTH = 120, 160

    keeps_year = False

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="signatories", verbose_name="ผลการประเมิน")
    role = models.CharField("หน้าที่ในการลงนาม", max_length=10, choices=SignatoryRole)
    name = models.CharField("ชื่อและนามสกุล", max_length=NAME_LENGTH)
    job_title = models.CharField("ตำแหน่ง", max_length=JOB_LENGTH)

    history = HistoricalRecords(verbose_name="ประวัติผู้ลงนาม", verbose_name_plural="ประวัติผู้ลงนาม")

    class Meta:
        verbose_name = verbose_name_plural = "ผู้ลงนาม"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "role"],
                name="itaportal_signatory_once",
                violation_error_message="มีผู้ลงนามในหน้าที่นี้แล้ว",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.name}"


class SiteAddress(models.Model):
    """Where the public opens the portal, in place of the setting `SITE_URL`; one row, none before anybody said."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    url = models.CharField("ที่อยู่เว็บของหน้าแรก", max_length=LONGEST, blank=True)
    changed_at = models.DateTimeField()
    changer_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "ที่อยู่เว็บในเอกสาร"
        default_permissions = ("change",)
        constraints = [models.CheckConstraint(name="itaportal_siteaddress_only_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.url


class DataStamp(models.Model):
    """The newest write of one database connection to one app's tables (see `stamps.writes`); never written by hand."""

    unstamped = "it is the stamp"

    writer = models.CharField(max_length=32)
    area = models.CharField(max_length=20)
    token = models.CharField(max_length=32)
    renewed_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "เครื่องหมายการแก้ไขข้อมูล"
        constraints = [models.UniqueConstraint(fields=["writer", "area"], name="itaportal_datastamp_once")]

    def __str__(self) -> str:
        return f"{self.area} {self.token}"


class PublicStamp(models.Model):
    """What was renewed last of a scope of public pages; triggers of the database alone write it (see `stamps`).

    `scope` is an agency's key, the negative of a fiscal year, or one of those in `stamps.public`. `writer` tells apart
    transactions at once, where the database has such.
    """

    unstamped = "it is the stamp"

    scope = models.BigIntegerField()
    writer = models.CharField(max_length=60)
    token = models.CharField(max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "เครื่องหมายของข้อมูลที่เผยแพร่"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["scope", "writer"], name="itaportal_publicstamp_once")]

    def __str__(self) -> str:
        return f"{self.scope} {self.token}"


class RemovedExample(models.Model):
    """That somebody took a shipped example out, which a start would otherwise load again (`setup.removal`)."""

    unstamped = "a start alone reads it"

    slug = models.SlugField(unique=True)
    removed_at = models.DateTimeField()
    remover_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "ข้อมูลตัวอย่างที่นำออกแล้ว"
        default_permissions = ()

    def __str__(self) -> str:
        return self.slug


class SentForm(models.Model):
    """A form that a person sent, and its answer: a second press finds the first, and nothing typed is lost.

    Written by `web.sent_forms` alone, for some hours. `token` was made for one rendered form. `person` is the user's
    number, not a relation: the rows are no work of a person that the deletion of an account must count.
    """

    unstamped = "no page that the public sees is drawn from it"

    class State(models.TextChoices):
        """How far the answer is."""

        RUNNING = "running", "กำลังทำ"
        DONE = "done", "ทำแล้ว"  # the answer leads on to `address`
        SHOWN = "shown", "แสดงหน้าแล้ว"  # the answer is the page in `body`: refused, or a step on the way
        KEPT = "kept", "เก็บไว้"  # nothing was done; `body` has what was typed

    token = models.CharField(max_length=22, unique=True)
    person = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State)
    claim = models.CharField(max_length=22)  # whose work it is, while it runs
    digest = models.CharField(max_length=64)  # of what was sent
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    address = models.TextField(blank=True)
    notes = models.JSONField(default=dict)  # messages to the person, headers of the page, why it was kept
    body = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = verbose_name_plural = "แบบฟอร์มที่ส่งแล้ว"
        default_permissions = ()
        indexes = [models.Index(fields=["sent_at"], name="itaportal_sentform_age")]

    def __str__(self) -> str:
        return f"{self.token} {self.state}"
