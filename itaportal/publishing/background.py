"""Loads what a year's draft is held against, checks it, and keeps what people confirm of its texts."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from assessments import trail
from assessments.authorship import name_of
from assessments.models import Assessment
from assessments.policies import Reader, can_edit, can_publish
from itaportal.checks import rules
from itaportal.checks.background import Background, Basis, Confirmed
from itaportal.checks.findings import Finding
from itaportal.checks.texts_to_confirm import TextToConfirm, texts_to_confirm, unconfirmed
from itaportal.models import YEAR_KIND, ParagraphText, Publication, TextConfirmation
from itaportal.report import snapshot
from itaportal.report.building import build_report
from itaportal.report.document import AgencyReport

CHANGED = "ข้อความหรือคะแนนเปลี่ยนไประหว่างที่ท่านอ่าน จึงยังไม่ได้ยืนยัน กรุณาอ่านอีกครั้งแล้วจึงยืนยัน"


def check_draft(assessment: Assessment, report: AgencyReport) -> tuple[Finding, ...]:
    """Return every finding of a year's draft, the blocking ones first (`rules.check_report`)."""
    found = [*rules.check_report(report), *unconfirmed(report, load_background(assessment))]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def load_background(assessment: Assessment) -> Background:
    """Load what a year is held against: the version of the year before, else what is stored of it, and the rest."""
    texts = ParagraphText.objects.filter(assessment=assessment, basis__isnull=False)
    return Background(
        last=_last_year(assessment),
        bases={text.key: Basis(text.basis["wording"], text.basis["facts"]) for text in texts if text.basis},
        confirmed={
            each.subject: Confirmed(each.shown, each.confirmer_name, each.confirmed_at)
            for each in TextConfirmation.objects.filter(assessment=assessment)
        },
    )


def _last_year(assessment: Assessment) -> AgencyReport | None:
    of_year = {"agency": assessment.agency_id, "fiscal_year": assessment.fiscal_year - 1}
    version = (
        Publication.objects.of_kind(YEAR_KIND)
        .live()
        .filter(**{f"assessment__{name}": value for name, value in of_year.items()})
        .first()
    )
    if version:
        return snapshot.load(version.snapshot)
    stored = Assessment.objects.with_scores().filter(**of_year).first()
    return build_report(stored) if stored else None


def texts_of(assessment: Assessment) -> tuple[TextToConfirm, ...]:
    """Return the texts of a year's draft that a person must look at again, confirmed or not."""
    loaded = Assessment.objects.with_scores().get(pk=assessment.pk)
    return texts_to_confirm(build_report(loaded), load_background(loaded))


def can_confirm(user: Reader, assessment: Assessment) -> bool:
    """Whether `user` may confirm texts of a year: who may mend them, and who publishes them."""
    return can_edit(user, assessment.agency) or can_publish(user, assessment.agency)


@trail.writes
def confirm_text(*, assessment: Assessment, subject: str, shown: str, by: User) -> TextConfirmation:
    """Keep that `by` looked at a text, as `shown` stands for it, and found it right.

    Raises PermissionDenied as `can_confirm`, ValidationError where what is there now is not what was shown.
    """
    if not can_confirm(by, assessment):
        raise PermissionDenied
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    text = next((each for each in texts_of(assessment) if each.subject == subject), None)
    if text is None or text.shown != shown:
        raise ValidationError(CHANGED)
    return TextConfirmation.objects.update_or_create(
        assessment=assessment,
        subject=subject,
        defaults={
            "shown": shown,
            "confirmed_at": timezone.now(),
            "confirmed_by": by,
            "confirmer_name": name_of(by),
        },
    )[0]
