"""What refers to an account, for the page that asks whether to delete it."""

from __future__ import annotations

from django.contrib.auth.models import User

from assessments.models import Assessment, IndicatorScore
from assessments.thai import thai_digits
from itaportal.models import Publication, TextConfirmation
from measures.models import ProgressUpdate

from .models import Event


def references_to(user: User) -> list[tuple[str, str]]:
    """What was done by an account, by name and count in Thai digits; nothing that there is none of."""
    counts = (
        ("รายการในบันทึกการเปลี่ยนแปลง", Event.objects.filter(person_id=user.pk).count()),
        ("ประวัติการแก้ไขผลการประเมิน", Assessment.history.filter(history_user=user).count()),
        ("ประวัติการแก้ไขคะแนน", IndicatorScore.history.filter(history_user=user).count()),
        ("ฉบับที่เผยแพร่", Publication.objects.filter(published_by=user).count()),
        ("ฉบับที่ถอน", Publication.objects.filter(withdrawn_by=user).count()),
        ("ข้อความที่ยืนยัน", TextConfirmation.objects.filter(confirmed_by=user).count()),
        ("รายงานความก้าวหน้า", ProgressUpdate.objects.filter(created_by=user).count()),
    )
    return [(name, thai_digits(f"{count:,}")) for name, count in counts if count]
