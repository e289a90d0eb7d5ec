"""Holds the record against itself, and what was published against the record. Reads, writes nothing.

Found are events that were changed, removed or put in, versions and files that are not what the record says of them, and
heads printed in documents that the chain does not have. Whoever can write to the database could also write a whole
chain anew, with its end: then the heads in documents that others hold are what it does not fit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from assessments.models import Agency
from assessments.thai import thai_digits
from assessments.trail import Action
from itaportal.models import Publication
from itaportal.publishing import files, record
from itaportal.publishing.kinds import KINDS
from itaportal.report.canonical import checksum_of
from itaportal.report.snapshot import SnapshotError

from . import chain as chains
from .models import PORTAL_CHAIN, Chain, Event

_TRIES = 5  # a chain that grows while it is read is read again
PORTAL = "ส่วนกลางของระบบ"


@dataclass
class Result:
    """What was looked at, and what is wrong: a line each."""

    events: int = 0
    versions: int = 0
    redacted: int = 0
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    heads: dict[int, tuple[int, str]] = field(default_factory=dict)


@dataclass
class _Told:
    """What the events of one chain say of versions."""

    published: dict[int, dict[str, Any]] = field(default_factory=dict)
    withdrawn: dict[int, dict[str, Any]] = field(default_factory=dict)
    removed: set[int] = field(default_factory=set)
    redacted: set[str] = field(default_factory=set)
    emptied: list[tuple[int, str]] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)


def verify(*, agency: Agency | None = None, progress: Callable[[int, int], None] | None = None) -> Result:
    """Verify all chains and versions, or those of one agency."""
    result = Result()
    names = {each.pk: each.label for each in Agency.objects.labelled().order_by()}
    if agency is not None:
        keys = [agency.pk]
    else:
        known = {*Chain.objects.values_list("chain", flat=True), *Event.objects.values_list("chain", flat=True)}
        keys = sorted({*known, *names, PORTAL_CHAIN})
    for done, key in enumerate(keys, start=1):
        name = names.get(key) or _last_name(key)
        for _ in range(_TRIES):
            before = Chain.objects.filter(chain=key).first()
            part = _verify_chain(key, name, before)
            if Chain.objects.filter(chain=key).first() == before and _same_end(key, before):
                break
        _take_in(result, part)
        if progress:
            progress(done, len(keys))
    result.faults += _foreign_folders(agency)
    return result


def _same_end(key: int, before: Chain | None) -> bool:
    now = Chain.objects.filter(chain=key).values_list("length", "head").first()
    return now == (None if before is None else (before.length, before.head))


def _last_name(key: int) -> str:
    if key == PORTAL_CHAIN:
        return PORTAL
    found = Event.objects.filter(chain=key).order_by("-position").values_list("agency_name", flat=True).first()
    return found or f"หน่วยงานหมายเลข {thai_digits(key)}"


def _take_in(result: Result, part: Result) -> None:
    result.events += part.events
    result.versions += part.versions
    result.redacted += part.redacted
    result.faults += part.faults
    result.remarks += part.remarks
    result.heads |= part.heads


# --- One chain ------------------------------------------------------------------------------------------------------


def _verify_chain(key: int, name: str, end: Chain | None) -> Result:
    result, told = Result(), _Told()

    def fault(text: str) -> None:
        result.faults.append(f"{name}: {text}")

    position, head = 0, ""
    for event in Event.objects.filter(chain=key).order_by("position").iterator(chunk_size=500):
        result.events += 1
        place = f"รายการลำดับที่ {thai_digits(event.position)}"
        if event.position != position + 1:
            fault(f"รายการในบันทึกหายไปหรือเปลี่ยนลำดับ ก่อน{place}")
        elif event.previous != head:
            fault(f"{place} ไม่ต่อจากรายการก่อนหน้า มีผู้แก้ไขหรือแทรกรายการ")
        if event.hash != chains.event_hash(event):
            fault(f"{place} ไม่ตรงกับค่าตรวจสอบของรายการ มีผู้แก้ไข")
        elif event.personal_digest != chains.personal_digest(event.salt, event.person, event.personal):
            if event.salt or event.person or event.personal:
                fault(f"ข้อมูลส่วนบุคคลของ{place} ไม่ตรงกับค่าตรวจสอบ มีผู้แก้ไข")
            else:
                told.emptied.append((event.position, str(event.pk)))
        position, head = event.position, event.hash
        told.hashes[event.position] = event.hash
        _listen(event, told)
    if end is None:
        fault("ไม่มีบันทึกการเปลี่ยนแปลงของหน่วยงานนี้ มีผู้ลบบันทึก" if not result.events else "ไม่มีข้อมูลท้ายบันทึก มีผู้ลบ")
    elif (end.length, end.head) != (position, head):
        count, found = thai_digits(end.length), thai_digits(result.events)
        fault(f"บันทึกควรมี {count} รายการ แต่พบ {found} รายการ มีผู้ลบหรือเพิ่มรายการท้ายบันทึก")
    else:
        result.heads[key] = (end.length, end.head)
    for position, pk in told.emptied:
        result.redacted += 1
        if pk not in told.redacted:
            fault(f"ข้อมูลส่วนบุคคลของรายการลำดับที่ {thai_digits(position)} หายไปโดยไม่มีบันทึกว่านำออก")
    _verify_versions(key, told, result, fault)
    return result


def _listen(event: Event, told: _Told) -> None:
    """Take in what an event says of versions and of personal values that were taken out."""
    try:
        facts = event.details
    except ValueError:  # changed by hand, which its hash says
        return
    if event.action == Action.REDACTED:
        told.redacted.add(str(facts.get("event")))
    for version in facts.get("versions", [facts]):
        if "columns" in version:
            told.published[version["publication"]] = version
        if "withdrawal" in version:
            told.withdrawn[version["publication"]] = version["withdrawal"]
    told.removed |= set(facts.get("versions_removed", ()))


# --- Versions -------------------------------------------------------------------------------------------------------


def _verify_versions(key: int, told: _Told, result: Result, fault: Callable[[str], None]) -> None:
    rows = Publication.objects.filter(assessment__agency=key).select_related("assessment__agency")
    there = set()
    for row in rows.order_by("pk").prefetch_related("files").iterator(chunk_size=50):
        there.add(row.pk)
        result.versions += 1
        which = f"ปี {thai_digits(row.assessment.fiscal_year)} {row.get_kind_display()} ฉบับที่ {thai_digits(row.version)}"
        said = told.published.get(row.pk)
        if said is None:
            fault(f"{which} ไม่มีในบันทึกการเปลี่ยนแปลง มีผู้แทรกฉบับนี้")
            continue
        for problem in (*_row_problems(row, said, told), *_snapshot_problems(row, told)):
            fault(f"{which} {problem}")
        _verify_files(row, which, result, fault)
    for pk, said in told.published.items():
        if pk not in there and pk not in told.removed:
            fault(f"ฉบับที่ {thai_digits(said['version'])} ที่เผยแพร่แล้ว (หมายเลขข้อมูล {thai_digits(pk)}) หายไปจากฐานข้อมูล")


def _row_problems(row: Publication, said: dict[str, Any], told: _Told) -> Iterator[str]:
    """Columns and file rows that are not what was recorded."""
    withdrawal = told.withdrawn.get(row.pk) or dict.fromkeys(record.WITHDRAWAL) | {"withdrawn_reason": ""}
    for wanted, now in ((said["columns"], record.columns(row)), (withdrawal, record.withdrawal(row))):
        for name, value in wanted.items():
            if now.get(name) != value and not _account_is_gone(name, value, now.get(name)):
                yield f"ข้อมูล “{_label(name)}” ไม่ตรงกับที่บันทึกไว้ มีผู้แก้ไข"
    if record.file_sums(row.files.all()) != said["files"]:
        yield "รายการไฟล์ไม่ตรงกับที่บันทึกไว้ มีผู้แก้ไข"


def _account_is_gone(name: str, was: Any, now: Any) -> bool:
    """Whether a column names nobody because the account that it named was deleted."""
    return name.endswith("_by_id") and now is None and not User.objects.filter(pk=was).exists()


def _label(name: str) -> str:
    return str(getattr(Publication._meta.get_field(name.removesuffix("_id")), "verbose_name", name))


def _snapshot_problems(row: Publication, told: _Told) -> Iterator[str]:
    """A snapshot that is not what its checksum says, cannot be read, or prints a head that the chain does not have."""
    if checksum_of(row.snapshot) != row.checksum:
        yield "ข้อมูลของฉบับไม่ตรงกับ SHA-256 มีผู้แก้ไข"
        return
    try:
        edition = KINDS[row.kind].load(row).edition
    except (SnapshotError, KeyError) as error:
        yield f"อ่านข้อมูลของฉบับไม่ได้: {error}"
        return
    printed = edition and edition.record
    if printed and told.hashes.get(printed.length) != printed.head:
        yield f"พิมพ์ค่าตรวจสอบของบันทึกลำดับที่ {thai_digits(printed.length)} ซึ่งไม่ตรงกับบันทึกที่มีอยู่ มีผู้เขียนบันทึกใหม่"


# --- Files ----------------------------------------------------------------------------------------------------------


def _verify_files(row: Publication, which: str, result: Result, fault: Callable[[str], None]) -> None:
    if row.kind not in KINDS:  # which its columns say already
        return
    folder = files.version_folder(row)
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if row.withdrawn:
        if names:
            fault(f"{which} ถอนแล้ว แต่ยังมีไฟล์ในที่เผยแพร่")
        return
    known = {file.name: file for file in row.files.all()}
    for name in sorted(names - known.keys()):
        fault(f"{which} มีไฟล์ {name} ที่ไม่ใช่ของฉบับนี้ในที่เผยแพร่")
    for name, file in known.items():
        if name not in names:
            result.remarks.append(f"{which} ไม่มีไฟล์ {name} ในเครื่อง ระบบจะสร้างใหม่เมื่อมีผู้เปิด")
        elif _sha256(folder / name) != file.sha256:
            fault(f"{which} ไฟล์ {name} ไม่ตรงกับ SHA-256 ที่บันทึกไว้ มีผู้แก้ไข")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _foreign_folders(agency: Agency | None) -> Iterator[str]:
    """Folders of versions that are in no row: what lies there is public."""
    root = Path(settings.PUBLISHED_ROOT)
    rows = Publication.objects.filter(kind__in=KINDS).defer("snapshot").select_related("assessment__agency")
    known = {files.version_folder(row) for row in rows.iterator(chunk_size=2000)}
    start = root / agency.slug if agency else root
    for path in sorted(start.rglob("v*")):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.is_dir() and path.name[1:].isdecimal() and not hidden and path not in known:
            yield f"โฟลเดอร์ {path.relative_to(root)} ในที่เผยแพร่ไม่ใช่ของฉบับใดในฐานข้อมูล"
