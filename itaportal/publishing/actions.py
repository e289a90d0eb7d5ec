"""Publishing a checked draft as a frozen, numbered version, withdrawing one, and its files on disk.

Nothing becomes public before the database says so: files are written beside their place and moved there after the
commit; on withdrawal they go before it. Whatever is interrupted in between is made good by drawing the files again
(`restore_files`), which gives the same bytes.
"""

import errno
import hashlib
import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessments import actions as assessment_actions
from assessments.models import Assessment
from assessments.policies import check_can_publish
from assessments.thai import thai_digits, tidy
from itaportal.checks import rules as checks
from itaportal.formats import registry
from itaportal.models import Publication, PublishedFile
from itaportal.report import snapshot
from itaportal.report.building import build_report
from itaportal.report.document import AgencyReport

from .reading import fingerprint, live_publication, same_content

LONGEST_REASON = 500  # characters of why a version was withdrawn: it stands on a public page of its own
CHANGED = "ข้อมูลถูกแก้ไขหลังจากที่ตรวจสอบ จึงยังไม่ได้เผยแพร่ กรุณาตรวจสอบอีกครั้งแล้วจึงเผยแพร่"


class LostFilesError(Exception):
    """The files of a version are gone from disk and cannot be drawn again to the published bytes."""


def publish(*, assessment: Assessment, by: User | None, reviewed: str = "") -> Publication:
    """Freeze the assessment's current data as the next version and show it to the public.

    `by` None is the operator at the shell. `reviewed` is the `reading.fingerprint` of what the person looked at. The
    files are drawn from the frozen data itself, so that a version can be drawn again to the same bytes.

    Raises PermissionDenied where `by` may not publish for the agency, ValidationError (with a message for each
    finding) where a check blocks, the data are no longer those that were reviewed, or nothing has changed since the
    last version. Then nothing was written.
    """
    if by is not None:
        check_can_publish(by, assessment.agency)
    report = _current(assessment)
    seen = fingerprint(report)
    if reviewed and reviewed != seen:
        raise ValidationError(CHANGED)
    if blocking := [finding for finding in checks.check(report) if finding.blocking]:
        raise ValidationError([f"{finding.place.label}: {finding.message}" for finding in blocking])
    _check_is_new(assessment, report)

    frozen = json.loads(json.dumps(snapshot.dump(replace(report, year=replace(report.year, published=True)))))
    contents = registry.render_all(snapshot.load(frozen))
    building = _write_aside(_year_folder(assessment), contents)
    try:
        publication = _store(assessment, frozen, contents, by, seen)
        _move_into_place(publication, building)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return publication


def _current(assessment: Assessment) -> AgencyReport:
    return build_report(Assessment.objects.with_scores().get(pk=assessment.pk))


def _check_is_new(assessment: Assessment, report: AgencyReport) -> None:
    live = live_publication(assessment)
    if live and same_content(report, live):
        raise ValidationError(f"ข้อมูลไม่ต่างจากฉบับที่ {thai_digits(live.version)} ซึ่งเผยแพร่อยู่แล้ว จึงไม่ได้สร้างฉบับใหม่")


@transaction.atomic(durable=True)
def _store(
    assessment: Assessment, frozen: dict[str, Any], contents: dict[str, bytes], by: User | None, seen: str
) -> Publication:
    # The row lock lines up two approvers who press the button at once; SQLite's own write lock does the same. The
    # second finds the first one's version, or an edit made while the files were drawn.
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    report = _current(locked)
    if fingerprint(report) != seen:
        raise ValidationError(CHANGED)
    _check_is_new(locked, report)
    last = Publication.objects.of(locked).first()
    publication = Publication.objects.create(
        assessment=locked,
        version=last.version + 1 if last else 1,
        snapshot=frozen,
        checksum=hashlib.sha256(_canonical(frozen)).hexdigest(),
        published_at=timezone.now(),
        published_by=by,
        publisher_name=(by.get_full_name() or by.get_username()) if by else "ผู้ดูแลระบบ",
        **_main_figures(report),
    )
    PublishedFile.objects.bulk_create(
        PublishedFile(publication=publication, name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
        for name, content in contents.items()
    )
    assessment_actions.publish(assessment=locked, by=by)
    return publication


def _main_figures(report: AgencyReport) -> dict[str, Any]:
    """The columns that keep a version's main figures beside what it froze."""
    tools = {tool.code: tool.score for tool in report.year.tools}
    return {
        "result_overall": report.year.overall,
        "result_level": report.year.level.name if report.year.level else "",
        **{f"result_{code.lower()}": tools.get(code) for code in ("IIT", "EIT", "OIT")},
    }


@transaction.atomic(durable=True)
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
        raise ValidationError("กรุณาระบุเหตุผลที่ถอน เพื่อให้ผู้อ่านที่เปิดที่อยู่เดิมทราบ")
    if len(reason) > LONGEST_REASON:
        raise ValidationError(
            f"เหตุผลยาว {thai_digits(len(reason))} ตัวอักษร ต้องไม่เกิน {thai_digits(LONGEST_REASON)} ตัวอักษร"
        )
    Assessment.objects.select_for_update().get(pk=assessment.pk)  # with `publish` and other withdrawals in one line
    locked = (
        Publication.objects.select_related("assessment__agency").select_for_update(of=("self",)).get(pk=publication.pk)
    )
    if locked.withdrawn:
        raise ValidationError("ฉบับนี้ถูกถอนไปแล้ว")
    locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = timezone.now(), by, reason
    locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    if live_publication(assessment) is None:
        assessment_actions.unpublish(assessment=assessment, by=by)
    try:
        shutil.rmtree(version_folder(locked))
    except FileNotFoundError:
        pass
    except OSError as error:
        raise ValidationError("ลบไฟล์ของฉบับนี้ออกจากที่เผยแพร่ไม่ได้ จึงยังไม่ได้ถอน กรุณาแจ้งผู้ดูแลระบบ") from error
    return locked


# --- Files ---------------------------------------------------------------------------------------------------------


def _year_folder(assessment: Assessment) -> Path:
    return Path(settings.PUBLISHED_ROOT) / assessment.agency.slug / str(assessment.fiscal_year)


def version_folder(publication: Publication) -> Path:
    """Where the files of a version lie, `<agency>/<year>/v<k>` under `PUBLISHED_ROOT`."""
    return _year_folder(publication.assessment) / f"v{publication.version}"


def published_file(publication: Publication, name: str) -> bytes | None:
    """Return the bytes of one file of a version that is not withdrawn; None where the version has no such file.

    A folder that was lost is drawn again first. Raises LostFilesError as `restore_files` does.
    """
    path = version_folder(publication) / name
    try:
        return path.read_bytes()
    except OSError:
        if not publication.files.filter(name=name).exists():
            return None
    restore_files(publication)
    return path.read_bytes() if path.exists() else None


def restore_files(publication: Publication) -> None:
    """Draw a version's files again from its frozen data, for a folder that was lost.

    Raises LostFilesError where the bytes would differ from the recorded SHA-256: then the folder stays as it is.
    """
    report = snapshot.load(publication.snapshot)
    contents = {file.name: registry.render(file.name, report) for file in publication.files.all()}
    for file in publication.files.all():
        if hashlib.sha256(contents[file.name]).hexdigest() != file.sha256:
            raise LostFilesError(f"{file.name} of {publication} would not be the published bytes")
    building = _write_aside(_year_folder(publication.assessment), contents)
    try:
        _move_into_place(publication, building)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _canonical(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _write_aside(parent: Path, contents: dict[str, bytes]) -> Path:
    """Write the files into a new folder in `parent` whose name no address leads to."""
    parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=parent))
    try:
        building.chmod(0o755)
        for name, content in contents.items():
            (building / name).write_bytes(content)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return building


@transaction.atomic
def _move_into_place(publication: Publication, building: Path) -> None:
    """Rename the finished folder to where it is served from, unless the version was withdrawn meanwhile."""
    if Publication.objects.select_for_update().defer("snapshot").get(pk=publication.pk).withdrawn:
        return
    folder = version_folder(publication)
    try:
        building.rename(folder)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        shutil.rmtree(folder)  # an incomplete one; the lock keeps others from doing the same
        building.rename(folder)
