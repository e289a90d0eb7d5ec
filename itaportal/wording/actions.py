"""Writes of what the report has besides scores and measures: own wordings, signatories, the agency's seal.

Keyword-only, each one transaction, with the person in `by`.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments import actions as assessment_actions
from assessments import trail
from assessments.actions import StaleCopy
from assessments.authorship import By, signed
from assessments.dashboard import build_year
from assessments.edit_conflicts import Copy, comparable_text, compare_copies
from assessments.models import Agency, AgencySeal, Assessment
from assessments.seals import normalised
from itaportal.models import ParagraphText, Signatory, SignatoryRole
from itaportal.report import paragraphs
from itaportal.report.building import build_report
from itaportal.report.narrative import portal_wordings
from itaportal.typesetting import typedtext


@trail.writes
def save_wording(
    *,
    assessment: Assessment,
    texts: Mapping[str, str],
    signatories: Mapping[str, tuple[str, str]],
    by: By,
    based_on: Copy | None = None,
) -> bool:
    """Save own wordings and signatories of a year's report; return whether anything changed.

    `texts` maps paragraph keys to texts: an empty one takes the own wording away, a key that is left out stays as it
    is. `signatories` maps `SignatoryRole` values to name and position; both empty takes the person away. `based_on` is
    the copy (see `wording_copy`) that a form was shown with: fields that the person left alone keep what somebody else
    saved meanwhile.

    Raises, with nothing written, StaleCopy where both changed a field to different texts, and ValidationError whose
    `error_dict` names each refused field: `text-<key>`, `name-<role>`, `job-<role>`.
    """
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    report = build_report(Assessment.objects.with_scores().get(pk=assessment.pk))
    if based_on is not None:
        texts, signatories = _merged(wording_copy(locked), based_on, texts, signatories)
    stored = {item.key: item for item in ParagraphText.objects.filter(assessment=locked)}
    known = {slot.key for slot in paragraphs.wording_slots(report.year)} | set(stored)
    texts = {key: typedtext.tidied(text) for key, text in texts.items()}
    people = {
        role: (typedtext.tidied(name, one_line=True), typedtext.tidied(job_title, one_line=True))
        for role, (name, job_title) in signatories.items()
    }
    errors: dict[str, list[str]] = {}
    for key, text in texts.items():
        if key not in known:
            errors[f"text-{key}"] = ["รายงานของปีงบประมาณนี้ไม่มีย่อหน้านี้"]
            continue
        changed_text = bool(text) and (key not in stored or stored[key].text != text)
        if changed_text and (found := wording_problems(text, paragraphs.placeholder_values(report, key))):
            errors[f"text-{key}"] = found
    errors |= _signatory_errors(people)
    if errors:
        raise ValidationError(errors)
    portal = portal_wordings(report)
    changed = []
    for key, text in texts.items():
        basis = {"wording": portal.get(key, ""), "facts": paragraphs.placeholder_values(report, key)}
        changed.append(_save_text(locked, stored.get(key), key, text, basis, by))
    changed += [_save_signatory(locked, role, *person, by) for role, person in people.items()]
    if any(changed):
        Assessment.objects.filter(pk=locked.pk).update(updated_at=timezone.now())
        assessment_actions.back_to_draft(assessment=locked, by=by)
    return any(changed)


def wording_copy(assessment: Assessment) -> dict[str, str]:
    """Return what a year's wording page has in its fields when nobody has typed anything, by the fields' names."""
    own = dict(ParagraphText.objects.filter(assessment=assessment).values_list("key", "text"))
    people = {item.role: (item.name, item.job_title) for item in Signatory.objects.filter(assessment=assessment)}
    keys = [slot.key for slot in paragraphs.wording_slots(build_year(assessment))]
    return _fields(dict.fromkeys(keys, "") | own, dict.fromkeys(SignatoryRole.values, ("", "")) | people)


def _fields(texts: Mapping[str, str], signatories: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Texts and people under the names of the page's fields, as `edit_conflicts.compare_copies` takes them."""
    found = {f"text-{key}": comparable_text(typedtext.tidied(text)) for key, text in texts.items()}
    for role, (name, job_title) in signatories.items():
        found[f"name-{role}"] = comparable_text(typedtext.tidied(name, one_line=True))
        found[f"job-{role}"] = comparable_text(typedtext.tidied(job_title, one_line=True))
    return found


def _merged(
    stored: Copy, based_on: Copy, texts: Mapping[str, str], signatories: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
    """What to save on top of what others saved meanwhile. Raises StaleCopy where both changed a field."""
    mine = _fields(texts, signatories)
    # Where nothing is stored, a form without its copy is in nobody's way.
    filled = {name: text for name, text in stored.items() if text}
    comparison = compare_copies(based_on=based_on, mine=mine, stored=filled)
    if comparison.conflicts:
        raise StaleCopy(stored, comparison)
    kept = mine | {name: stored.get(name, "") for name in comparison.theirs}
    people = {role: (kept[f"name-{role}"], kept[f"job-{role}"]) for role in signatories}
    return {key: kept[f"text-{key}"] for key in texts}, people


def wording_problems(text: str, values: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a tidied own wording whose placeholders are filled from `values`, in Thai."""
    found = typedtext.typed_text_problems(text, limit=paragraphs.MAX_LENGTH)
    return found if len(text) > paragraphs.MAX_LENGTH else [*found, *paragraphs.placeholder_problems(text, values)]


def _signatory_errors(people: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for role, (name, job_title) in people.items():
        if bool(name) != bool(job_title):
            field, what = ("job", "ตำแหน่ง") if name else ("name", "ชื่อ")
            errors[f"{field}-{role}"] = [f"กรุณาระบุ{what}ของ{SignatoryRole(role).label} หรือเว้นว่างทั้งสองช่อง"]
        for field, value, limit in (("name", name, Signatory.NAME_LENGTH), ("job", job_title, Signatory.JOB_LENGTH)):
            if found := typedtext.typed_text_problems(value, limit=limit):
                errors[f"{field}-{role}"] = found
    return errors


def _save_text(
    assessment: Assessment, stored: ParagraphText | None, key: str, text: str, basis: dict[str, Any], by: By
) -> bool:
    """Write one own wording with what the portal says now, to which it is held later; whether anything changed."""
    if stored and not text:
        signed(stored, by).delete()
    elif text and (stored is None or stored.text != text):
        row = stored or ParagraphText(assessment=assessment, key=key)
        row.text, row.basis = text, basis
        _save(row, by)
    else:
        return False
    return True


def _save_signatory(assessment: Assessment, role: str, name: str, job_title: str, by: By) -> bool:
    stored = Signatory.objects.filter(assessment=assessment, role=role).first()
    if not name:
        if stored:
            signed(stored, by).delete()
        return stored is not None
    if stored and (stored.name, stored.job_title) == (name, job_title):
        return False
    row = stored or Signatory(assessment=assessment, role=role)
    row.name, row.job_title = name, job_title
    _save(row, by)
    return True


def _save(row: ParagraphText | Signatory, by: By) -> None:
    signed(row, by).save()


@trail.writes
def set_seal(*, agency: Agency, upload: BinaryIO | None, by: By, based_on: str | None = None) -> None:
    """Put the image in `upload` on the cover of the agency's reports; None takes the seal away.

    `based_on` is the `seal_copy` of the seal that the person saw. Raises ValidationError, with nothing changed, where
    there is another one now, and as `seals.normalised` does.
    """
    png = None if upload is None else normalised(upload)
    Agency.objects.select_for_update().get(pk=agency.pk)
    if based_on is not None and based_on != seal_copy(agency):
        raise ValidationError(
            "มีผู้อื่นเปลี่ยนหรือนำตราออกระหว่างที่ท่านเปิดหน้านี้ ยังไม่ได้บันทึก กรุณาดูตราล่าสุดด้านบน หากยังต้องการเปลี่ยน ให้เลือกไฟล์แล้วบันทึกอีกครั้ง"
        )
    if png is None:
        AgencySeal.objects.filter(agency=agency).delete()
        return
    AgencySeal.objects.update_or_create(agency=agency, defaults={"png": png})


def seal_copy(agency: Agency) -> str:
    """A short text that stands for the agency's seal as it is stored; `none` where it has none."""
    seal = AgencySeal.objects.filter(agency=agency).first()
    return hashlib.sha256(bytes(seal.png)).hexdigest() if seal else "none"
