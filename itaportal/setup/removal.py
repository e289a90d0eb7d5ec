"""Takes a shipped example out of the portal: the agency with its years, plans, versions and their files.

The one place that deletes a published version: of an example, not of an agency's own. A start does not load again what
was removed; the command that loads it does.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError
from django.utils import timezone

from assessments import trail
from assessments.models import Agency, Assessment, IndicatorScore, Membership
from assessments.policies import Reader
from itaportal.models import ParagraphText, Publication, PublishedFile, RemovedExample, Signatory
from itaportal.publishing.record import removal
from measures.models import Evidence, Measure, MeasurePlan, ProgressUpdate

from .preparing import REPORT_FILE
from .reference import SLUG as REFERENCE
from .sample import SLUG as SAMPLE

EXAMPLES = (REFERENCE, SAMPLE)
CHANGED = "ข้อมูลของหน่วยงานนี้เปลี่ยนไประหว่างที่ท่านอ่าน จึงยังไม่ได้นำออก กรุณาอ่านรายการอีกครั้ง"


@dataclass(frozen=True)
class Removal:
    """What goes with an example, by name and count; `shown` stands for all of it."""

    agency: Agency
    years: tuple[int, ...]
    counts: tuple[tuple[str, int], ...]
    shown: str


def examples() -> list[Agency]:
    """Return the shipped examples that are in the portal."""
    return list(Agency.objects.filter(slug__in=EXAMPLES).order_by("name_order"))


def was_removed(slug: str) -> bool:
    """Whether somebody took this example out, so that a start does not bring it back."""
    return RemovedExample.objects.filter(slug=slug).exists()


def may_remove(user: Reader) -> bool:
    """Whether `user` may take an example out: administrators of the whole portal."""
    return user.has_perm("assessments.delete_agency") and user.has_perm("assessments.all_agencies")


def planned_removal(slug: str) -> Removal:
    """Return what removing an example would take away. Raises ValidationError where it is none, or not there."""
    agency = Agency.objects.filter(slug=slug).first() if slug in EXAMPLES else None
    if agency is None:
        raise ValidationError("ไม่มีข้อมูลตัวอย่างนี้ในระบบ อาจมีผู้นำออกไปแล้ว")
    years = Assessment.objects.filter(agency=agency).order_by("fiscal_year")
    versions = Publication.objects.filter(assessment__agency=agency)
    counts = (
        ("ผลการประเมิน", years.count()),
        ("แผนมาตรการ", MeasurePlan.objects.filter(assessment__agency=agency).count()),
        ("มาตรการ", Measure.objects.filter(plan__assessment__agency=agency).exclude(titles="").count()),
        ("รายงานความก้าวหน้า", ProgressUpdate.objects.filter(measure__plan__assessment__agency=agency).count()),
        ("ถ้อยคำในรายงาน", ParagraphText.objects.filter(assessment__agency=agency).count()),
        ("ฉบับที่เผยแพร่พร้อมไฟล์ทุกฉบับ", versions.count()),
        ("สิทธิ์ของผู้ใช้ในหน่วยงานนี้", Membership.objects.filter(agency=agency).count()),
    )
    touched = [str(stamp) for stamp in years.values_list("updated_at", flat=True)]
    withdrawn = [str(when) for when in versions.order_by("pk").values_list("withdrawn_at", flat=True)]
    shown = hashlib.sha256(repr((agency.pk, counts, touched, withdrawn)).encode()).hexdigest()
    return Removal(agency, tuple(years.values_list("fiscal_year", flat=True)), counts, shown)


def remove_example(*, slug: str, by: AbstractBaseUser | None, shown: str = "") -> Removal:
    """Remove a shipped example with all that hangs on it; return what went. `by` None is the operator at the shell.

    `shown` is the `Removal.shown` of what the person has read. Raises PermissionDenied as `may_remove`, ValidationError
    as `planned_removal`, where something else is there by now, or where something refers to the agency that is not its
    own. Then nothing is gone.
    """
    if by is not None and not (isinstance(by, User) and may_remove(by)):
        raise PermissionDenied
    folder = Path(settings.PUBLISHED_ROOT, slug)
    aside = Path(tempfile.mkdtemp(prefix=".removed-", dir=_made(folder.parent)))
    try:
        with trail.recorded(by=by, durable=True):
            done = _remove(slug, by, shown, folder, aside)
        if slug == REFERENCE:
            REPORT_FILE.unlink(missing_ok=True)
            REPORT_FILE.with_suffix(".key").unlink(missing_ok=True)
        return done
    except BaseException:
        with suppress(FileNotFoundError):
            (aside / slug).rename(folder)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _remove(slug: str, by: AbstractBaseUser | None, shown: str, folder: Path, aside: Path) -> Removal:
    # With whoever publishes or edits one of its years in one line.
    years = [each.pk for each in Assessment.objects.select_for_update().filter(agency__slug=slug)]
    found = planned_removal(slug)
    if shown and shown != found.shown:
        raise ValidationError(CHANGED)
    trail.tell(removal(found.agency, Publication.objects.filter(assessment__in=years)))
    plans = list(MeasurePlan.objects.filter(assessment__in=years).values_list("pk", flat=True))
    measures = list(Measure.objects.filter(plan__in=plans).values_list("pk", flat=True))
    updates = list(ProgressUpdate.objects.filter(measure__in=measures).values_list("pk", flat=True))
    with suppress(FileNotFoundError):
        folder.rename(aside / slug)  # nothing of it is served from here on
    try:
        PublishedFile.objects.filter(publication__assessment__in=years).delete()
        Publication.objects.filter(assessment__in=years).delete()
        Assessment.objects.filter(pk__in=years).delete()
        agency = found.agency.pk
        found.agency.delete()
    except ProtectedError as error:
        raise ValidationError("มีข้อมูลอื่นอ้างถึงหน่วยงานนี้ จึงยังไม่ได้นำออก กรุณาแจ้งผู้ดูแลเครื่องแม่ข่าย") from error
    Assessment.history.filter(agency_id=agency).delete()
    for model in (IndicatorScore, ParagraphText, Signatory):
        model.history.filter(assessment_id__in=years).delete()
    Measure.history.filter(plan_id__in=plans).delete()
    ProgressUpdate.history.filter(measure_id__in=measures).delete()
    Evidence.history.filter(update_id__in=updates).delete()
    name = by.get_username() if by else ""
    RemovedExample.objects.update_or_create(slug=slug, defaults={"removed_at": timezone.now(), "remover_name": name})
    return found
