"""Writes of what the report has besides scores and measures: own wordings, signatories, the agency's seal.

Keyword-only, each one transaction, with the person in `by`.
"""

from collections.abc import Mapping
from typing import BinaryIO

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessments.models import Agency, AgencySeal, Assessment
from assessments.seals import normalised
from assessments.thai import thai_digits

from . import paragraphs
from .models import ParagraphText, Signatory, SignatoryRole
from .report.document import build_report

By = AbstractBaseUser | None


@transaction.atomic
def save_wording(
    *, assessment: Assessment, texts: Mapping[str, str], signatories: Mapping[str, tuple[str, str]], by: By
) -> bool:
    """Save own wordings and signatories of a year's report; return whether anything changed.

    `texts` maps paragraph keys to texts: an empty one takes the own wording away, a key that is left out stays as it
    is. `signatories` maps `SignatoryRole` values to name and position; both empty takes the person away.

    Raises ValidationError, with nothing written, whose `error_dict` names each refused field: `text-<key>`,
    `name-<role>`, `job-<role>`.
    """
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    report = build_report(Assessment.objects.with_scores().get(pk=assessment.pk))
    stored = {item.key: item for item in ParagraphText.objects.filter(assessment=locked)}
    known = {slot.key for slot in paragraphs.slots(report.year)} | set(stored)
    texts = {key: text.replace("\r\n", "\n").strip() for key, text in texts.items()}
    errors: dict[str, list[str]] = {}
    for key, text in texts.items():
        if key not in known:
            errors[f"text-{key}"] = ["รายงานของปีนี้ไม่มีย่อหน้านี้"]
            continue
        changed_text = bool(text) and (key not in stored or stored[key].text != text)
        if changed_text and (found := _text_problems(text, paragraphs.placeholders(report, key))):
            errors[f"text-{key}"] = found
    errors |= _signatory_errors(signatories)
    if errors:
        raise ValidationError(errors)  # type: ignore[arg-type]
    changed = [_save_text(locked, stored.get(key), key, text) for key, text in texts.items()]
    changed += [_save_signatory(locked, role, *person) for role, person in signatories.items()]
    if any(changed):
        Assessment.objects.filter(pk=locked.pk).update(updated_at=timezone.now())
    return any(changed)


def _text_problems(text: str, values: Mapping[str, str]) -> list[str]:
    if len(text) > paragraphs.MAX_LENGTH:
        limit = thai_digits(paragraphs.MAX_LENGTH)
        return [f"ข้อความยาว {thai_digits(len(text))} ตัวอักษร ย่อหน้าหนึ่งยาวได้ไม่เกิน {limit} ตัวอักษร กรุณาย่อข้อความ"]
    return paragraphs.problems(text, values)


def _signatory_errors(signatories: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    errors = {}
    for role, (name, job_title) in signatories.items():
        label = SignatoryRole(role).label
        if bool(name.strip()) != bool(job_title.strip()):
            field = "job" if name.strip() else "name"
            what = "ตำแหน่ง" if name.strip() else "ชื่อ"
            errors[f"{field}-{role}"] = [f"กรุณาระบุ{what}ของ{label} หรือเว้นว่างทั้งสองช่อง"]
        for field, value, limit in (("name", name, 120), ("job", job_title, 160)):
            if len(value.strip()) > limit:
                errors[f"{field}-{role}"] = [f"ยาวได้ไม่เกิน {thai_digits(limit)} ตัวอักษร"]
    return errors


def _save_text(assessment: Assessment, stored: ParagraphText | None, key: str, text: str) -> bool:
    if stored and not text:
        stored.delete()
    elif text and (stored is None or stored.text != text):
        ParagraphText.objects.update_or_create(assessment=assessment, key=key, defaults={"text": text})
    else:
        return False
    return True


def _save_signatory(assessment: Assessment, role: str, name: str, job_title: str) -> bool:
    values = {"name": " ".join(name.split()), "job_title": " ".join(job_title.split())}
    stored = Signatory.objects.filter(assessment=assessment, role=role).first()
    if not values["name"]:
        if stored:
            stored.delete()
        return stored is not None
    if stored and all(getattr(stored, field) == value for field, value in values.items()):
        return False
    Signatory.objects.update_or_create(assessment=assessment, role=role, defaults=values)
    return True


@transaction.atomic
def set_seal(*, agency: Agency, upload: BinaryIO | None, by: By) -> None:
    """Put the image in `upload` on the cover of the agency's reports; None takes the seal away.

    Raises ValidationError as `seals.normalised` does, with nothing changed.
    """
    if upload is None:
        AgencySeal.objects.filter(agency=agency).delete()
        return
    AgencySeal.objects.update_or_create(agency=agency, defaults={"png": normalised(upload)})
