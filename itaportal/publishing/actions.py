"""Publishing a checked draft as a frozen, numbered version, and withdrawing one.

Nothing becomes public before the database says so: files are written beside their place and moved there after the
commit; on withdrawal they go before it. Whatever is interrupted in between is made good by drawing the files again
(`files.restore_files`), which gives the same bytes.
"""

import hashlib
import json
import logging
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.utils import timezone

from assessments import actions as assessment_actions
from assessments import trail
from assessments.authorship import name_of
from assessments.models import Assessment
from assessments.policies import check_can_publish
from assessments.thai import thai_digits
from assessments.thaitext import tidy
from itaportal.models import Publication, PublishedFile
from itaportal.report.canonical import checksum_of
from itaportal.report.document import Edition

from . import files, record
from .addresses import permanent_address
from .advisories import as_stored, confirmed_reason, open_advisories
from .kinds import ANALYSIS, KINDS, Document, Kind
from .reading import fingerprint, live_publication, same_content
from .review import next_version

logger = logging.getLogger(__name__)

LONGEST_REASON = 500  # characters of why a version was withdrawn: it stands on a public page of its own
TAKEN = "มีผู้เผยแพร่ฉบับที่ {number} ไปก่อนแล้ว จึงยังไม่ได้เผยแพร่ กรุณาตรวจอีกครั้งแล้วจึงเผยแพร่"
CHANGED = "มีผู้แก้ไขข้อมูลหลังจากที่ท่านตรวจ จึงยังไม่ได้เผยแพร่ กรุณาตรวจอีกครั้งแล้วจึงเผยแพร่"


def publish(
    *,
    assessment: Assessment,
    by: User | None,
    reviewed: str = "",
    kind: Kind = ANALYSIS,
    confirmed: Collection[str] = (),
    reason: str = "",
) -> Publication:
    """Freeze the current data of one document of a year as its next version and show it to the public.

    `by` None is the operator at the shell. `reviewed` is the `reading.fingerprint` of what the person looked at. The
    files are drawn from the frozen data itself, so that a version can be drawn again to the same bytes. They say which
    version they are, so that its number is settled before they are drawn, and nothing is stored where it was taken
    meanwhile.

    Where the checks advise to look at something, the version keeps what that was and the person's `reason` to publish
    all the same. `confirmed` are the keys of the advisories that were shown (`advisories.Advisory`). The operator is
    not asked.

    Raises PermissionDenied where `by` may not publish for the agency, ValidationError (with a message for each
    finding) where a check blocks, the data are no longer those that were reviewed, the number was taken meanwhile, or
    nothing has changed since the last version, and its subclass `advisories.NotConfirmed` where an advisory was not
    confirmed or the reason is missing. Then nothing was written.
    """
    if by is not None:
        check_can_publish(by, assessment.agency)
    document = _current(assessment, kind)
    seen = fingerprint(document, kind)
    if reviewed and reviewed != seen:
        raise ValidationError(CHANGED)
    findings = kind.check(assessment, document)
    if blocking := [finding for finding in findings if finding.blocking]:
        raise ValidationError([f"{finding.place.label}: {finding.message}" for finding in blocking])
    _check_is_new(assessment, kind, document)
    advisories = open_advisories(findings)
    noted = {
        "advisories": as_stored(advisories),
        "advisories_reason": "" if by is None else confirmed_reason(advisories, confirmed, reason),
    }

    number = next_version(assessment, kind)
    address, head = permanent_address(assessment, kind, number), record.head_of(assessment)
    edition = Edition(number, timezone.now(), address, record=head)
    frozen = json.loads(json.dumps(kind.snapshot.dump(kind.freeze(document, edition))))
    checksum = checksum_of(frozen)
    contents = files.draw(kind, kind.thaw(frozen, checksum))
    building = files.write_aside(files.versions_folder(assessment, kind), contents)
    try:
        publication = _store(assessment, kind, edition, frozen, checksum, contents, by, seen, noted)
        _show(publication, building)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return publication


def _show(publication: Publication, building: Path) -> None:
    """Move the files to where they are served from. The version stands already: what fails here must not deny it."""
    try:
        files.move_into_place(publication, building)
    except (OSError, DatabaseError) as error:
        logger.error("%s is published; its files are drawn again when they are asked for: %s", publication, error)


def _current(assessment: Assessment, kind: Kind) -> Document:
    return kind.build(Assessment.objects.with_scores().get(pk=assessment.pk))


def _check_is_new(assessment: Assessment, kind: Kind, document: Document) -> None:
    live = live_publication(assessment, kind)
    if live and same_content(document, live):
        raise ValidationError(f"ข้อมูลไม่ต่างจากฉบับที่ {thai_digits(live.version)} ซึ่งเผยแพร่อยู่แล้ว จึงไม่ได้สร้างฉบับใหม่")


def _store(
    assessment: Assessment,
    kind: Kind,
    edition: Edition,
    frozen: dict[str, Any],
    checksum: str,
    contents: dict[str, bytes],
    by: User | None,
    seen: str,
    noted: Mapping[str, Any],
) -> Publication:
    with trail.recorded(by=by, durable=True):
        # The row lock lines up two approvers who press the button at once; SQLite's own write lock does the same. The
        # second finds the first one's version, or an edit made while the files were drawn.
        locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
        document = _current(locked, kind)
        if fingerprint(document, kind) != seen:
            raise ValidationError(CHANGED)
        _check_is_new(locked, kind, document)
        if next_version(locked, kind) != edition.version:
            # Another version was published and withdrawn meanwhile. The files say the number that they were drawn with.
            raise ValidationError(TAKEN.format(number=thai_digits(edition.version)))
        publication = Publication.objects.create(
            assessment=locked,
            kind=kind.code,
            version=edition.version,
            snapshot=frozen,
            checksum=checksum,
            published_at=edition.published_at,
            published_by=by,
            publisher_name=name_of(by) if by else "ระบบ (นำเข้าข้อมูลตัวอย่าง)",
            **noted,
            **kind.figures(document),
        )
        stored = PublishedFile.objects.bulk_create(
            PublishedFile(
                publication=publication, name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest()
            )
            for name, content in contents.items()
        )
        trail.tell(record.published(publication, stored))
        if kind.stands_for_year:
            assessment_actions.publish(assessment=locked, by=by)
        return publication


def withdraw(*, publication: Publication, reason: str, by: User | None) -> Publication:
    """Take a version back. Its address then says that and why; the newest version left, if any, is shown instead.

    The data stays in the database; the files leave the folder that is served to the public.

    Raises PermissionDenied as `publish` does, ValidationError for an empty or too long reason, a version withdrawn
    before, or files that cannot be removed; then nothing has changed.
    """
    reason = " ".join(tidy(reason).split())
    assessment = publication.assessment
    if by is not None:
        check_can_publish(by, assessment.agency)
    if not reason:
        raise ValidationError("กรุณาระบุเหตุผลที่ถอน เพื่อให้ผู้อ่านที่เปิดลิงก์เดิมทราบ")
    if len(reason) > LONGEST_REASON:
        raise ValidationError(
            f"เหตุผลยาว {thai_digits(len(reason))} ตัวอักษร ต้องไม่เกิน {thai_digits(LONGEST_REASON)} ตัวอักษร"
        )
    with trail.recorded(by=by, durable=True):
        return _withdraw(publication, assessment, reason, by)


def _withdraw(publication: Publication, assessment: Assessment, reason: str, by: User | None) -> Publication:
    Assessment.objects.select_for_update().get(pk=assessment.pk)  # with `publish` and other withdrawals in one line
    locked = (
        Publication.objects.select_related("assessment__agency").select_for_update(of=("self",)).get(pk=publication.pk)
    )
    if locked.withdrawn:
        raise ValidationError("มีผู้ถอนฉบับนี้ไปแล้ว")
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = timezone.now(), by, reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    trail.tell(record.withdrawn(locked))
    kind = KINDS[locked.kind]
    if kind.stands_for_year and live_publication(assessment, kind) is None:
        assessment_actions.unpublish(assessment=assessment, by=by)
    try:
        files.remove(locked)
    except OSError as error:
        raise ValidationError("ลบไฟล์ของฉบับนี้ออกจากที่เผยแพร่ไม่ได้ จึงยังไม่ได้ถอน กรุณาแจ้งผู้ดูแลเครื่องแม่ข่าย") from error
    return locked
