"""Publishing a checked draft as a frozen, numbered version, and withdrawing one."""

import hashlib
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessments import actions as assessment_actions
from assessments.models import Assessment
from assessments.policies import check_can_publish
from assessments.thai import thai_digits

from ..models import Publication, PublicationKind, PublishedFile
from . import checks, files, snapshot
from .document import build_report
from .reading import live_publication, same_content


def publish(*, assessment: Assessment, by: User | None) -> Publication:
    """Freeze the assessment's current data as the next version and show it to the public.

    `by` None is the operator at the shell. The files are drawn from the frozen data itself, so that a version can be
    drawn again to the same bytes.

    Raises PermissionDenied where `by` may not publish for the agency, ValidationError (with a message for each
    finding) where a check blocks or nothing has changed since the last version. Then nothing was written.
    """
    if by is not None:
        check_can_publish(by, assessment.agency)
    fresh = Assessment.objects.with_scores().get(pk=assessment.pk)
    report = build_report(fresh)
    if blocking := [finding for finding in checks.check(report) if finding.blocking]:
        raise ValidationError([f"{finding.place.label}: {finding.message}" for finding in blocking])
    live = live_publication(fresh)
    if live and same_content(report, live):
        raise ValidationError(f"ข้อมูลไม่ต่างจากฉบับที่ {thai_digits(live.version)} ซึ่งเผยแพร่อยู่แล้ว จึงไม่ได้สร้างฉบับใหม่")

    frozen = json.loads(json.dumps(snapshot.dump(replace(report, year=replace(report.year, published=True)))))
    contents = files.render_all(snapshot.load(frozen))
    return _store(fresh, frozen, contents, by)


@transaction.atomic
def _store(assessment: Assessment, frozen: dict, contents: dict[str, bytes], by: User | None) -> Publication:
    # The row lock lines up two approvers who press the button at once; SQLite's own write lock does the same.
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    last = assessment.publications.filter(kind=PublicationKind.ANALYSIS).order_by("-version").first()
    publication = Publication.objects.create(
        assessment=assessment,
        version=last.version + 1 if last else 1,
        snapshot=frozen,
        checksum=hashlib.sha256(_canonical(frozen)).hexdigest(),
        published_at=timezone.now(),
        published_by=by,
        publisher_name=(by.get_full_name() or by.get_username()) if by else "ผู้ดูแลระบบ",
    )
    PublishedFile.objects.bulk_create(
        PublishedFile(publication=publication, name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        for name, content in contents.items()
    )
    assessment_actions.publish(assessment=assessment, by=by)
    _write_files(publication, contents)
    return publication


@transaction.atomic
def withdraw(*, publication: Publication, reason: str, by: User | None) -> Publication:
    """Take a version back. Its address then says that and why; the newest version left, if any, is shown instead.

    Raises PermissionDenied as `publish` does, ValidationError for an empty reason or a version withdrawn before.
    """
    assessment = publication.assessment
    if by is not None:
        check_can_publish(by, assessment.agency)
    if not reason.strip():
        raise ValidationError("กรุณาระบุเหตุผลที่ถอน เพื่อให้ผู้อ่านที่เปิดที่อยู่เดิมทราบ")
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.withdrawn:
        raise ValidationError("ฉบับนี้ถูกถอนไปแล้ว")
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = timezone.now(), by, reason.strip()
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    if live_publication(assessment) is None:
        assessment_actions.unpublish(assessment=assessment, by=by)
    # The data stays in the database; the files leave the folder that is served to the public.
    transaction.on_commit(lambda: shutil.rmtree(version_folder(locked), ignore_errors=True))
    return locked


def version_folder(publication: Publication) -> Path:
    """Where the files of a version lie, `<agency>/<year>/v<k>` under `PUBLISHED_ROOT`."""
    assessment = publication.assessment
    return (
        Path(settings.PUBLISHED_ROOT) / assessment.agency.slug / str(assessment.fiscal_year) / f"v{publication.version}"
    )


def published_file(publication: Publication, name: str) -> bytes | None:
    """Return the bytes of one file of a version that is not withdrawn; None where the version has no such file.

    A folder that was lost is drawn again first. Raises ValueError as `restore_files` does.
    """
    if not publication.files.filter(name=name).exists():
        return None
    path = version_folder(publication) / name
    if not path.exists():
        restore_files(publication)
    return path.read_bytes()


def restore_files(publication: Publication) -> None:
    """Draw a version's files again from its frozen data, for a folder that was lost.

    Raises ValueError where the bytes would differ from the recorded SHA-256: then the folder stays as it is.
    """
    contents = files.render_all(snapshot.load(publication.snapshot))
    for file in publication.files.all():
        if hashlib.sha256(contents[file.name]).hexdigest() != file.sha256:
            raise ValueError(f"{file.name} of {publication} would not be the published bytes")
    _write_files(publication, contents)


def _canonical(data: dict) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _write_files(publication: Publication, contents: dict[str, bytes]) -> None:
    """Write a version's files in one step: a folder beside its place, then a rename."""
    folder = version_folder(publication)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A folder of this number without a row in the database is left over from a publication that was rolled back.
    shutil.rmtree(folder, ignore_errors=True)
    building = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        building.chmod(0o755)
        for name, content in contents.items():
            (building / name).write_bytes(content)
        building.rename(folder)
    except OSError:
        shutil.rmtree(building, ignore_errors=True)
        raise
