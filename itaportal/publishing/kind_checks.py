"""A system check over the kinds of documents: what is missing or shared is said by `manage.py check` and start-up."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.checks import CheckMessage, Error

from itaportal.formats.types import CONTENT_TYPES
from itaportal.models import YEAR_KIND, PublicationKind
from itaportal.report.snapshot import Format

from .kinds import KINDS, Kind

_WHERE = "itaportal/publishing/kinds.py"
# One or more names; never that of a version (`v1`), which would meet the versions of the year's own document.
_FOLDER = re.compile(r"(?!v\d+(/|$))[a-z][a-z0-9-]*")
_DRAWN = re.compile(r"[a-z]+\.[a-z]+")
_FUNCTIONS = ("build", "check", "mark", "freeze", "sealed", "content", "narrate", "differences", "figures")


def check_kinds(**_: Any) -> list[CheckMessage]:
    """Check the registered kinds; receives what Django hands to a system check."""
    return problems(KINDS)


def problems(kinds: Mapping[str, Kind]) -> list[CheckMessage]:
    """Return what is wrong with `kinds`, each with where it stands and what to do."""
    found = [*_of_all(kinds), *(error for key, kind in kinds.items() for error in _of_one(key, kind))]
    return [Error(message, hint=hint, id="itaportal.E001") for message, hint in found]


def _of_all(kinds: Mapping[str, Kind]) -> Iterator[tuple[str, str]]:
    if YEAR_KIND not in kinds:
        yield (
            f"ไม่มีชนิดเอกสาร “{YEAR_KIND.value}” ใน KINDS ({_WHERE}) ซึ่งเป็นเอกสารที่ประชาชนเห็นแทนข้อมูลของปี",
            "เพิ่มชนิดนี้กลับเข้าไปใน KINDS",
        )
    for name in ("address", "folder", "saved_as"):
        first: dict[str, Kind] = {}
        for kind in kinds.values():
            other = first.setdefault(str(getattr(kind, name)).casefold(), kind)
            if other is not kind:
                yield (
                    f"ชนิดเอกสาร “{kind.code}” ใช้ {name} เดียวกับชนิด “{other.code}” ({_WHERE})",
                    f"กำหนด {name} ให้ต่างกัน มิฉะนั้นฉบับหมายเลขเดียวกันของสองชนิดจะทับกัน",
                )


def _of_one(key: str, kind: Kind) -> Iterator[tuple[str, str]]:
    which = f"ชนิดเอกสาร “{kind.code}” ({_WHERE})"
    if key != kind.code:
        yield f"ชนิดเอกสาร “{kind.code}” ลงทะเบียนใน KINDS ด้วยชื่อ “{key}” ({_WHERE})", "ใช้ code ของชนิดเป็นชื่อใน KINDS"
    if kind.code not in PublicationKind.values:
        yield f"{which} ไม่มีใน PublicationKind", "เพิ่มใน PublicationKind ที่ itaportal/models.py พร้อมชื่อภาษาไทย"
    if kind.address and not (kind.address.endswith("/") and _FOLDER.fullmatch(kind.address[:-1])):
        yield (
            f"{which} มี address “{kind.address}” ซึ่งใช้ไม่ได้",
            "ใช้อักษรอังกฤษตัวเล็ก ตัวเลข หรือขีด ลงท้ายด้วย / และไม่ใช่ชื่อแบบ v1/ เช่น followup/",
        )
    if kind.folder and not _FOLDER.fullmatch(kind.folder):
        yield (
            f"{which} มี folder “{kind.folder}” ซึ่งใช้ไม่ได้",
            "ใช้อักษรอังกฤษตัวเล็ก ตัวเลข หรือขีด และไม่ใช่ชื่อแบบ v1 เช่น followup",
        )
    for name in _FUNCTIONS:
        if not callable(getattr(kind, name)):
            yield f"{which} ไม่มี {name}", f"ระบุฟังก์ชัน {name} ตามคำอธิบายของ Kind"
    if not isinstance(kind.snapshot, Format):
        yield f"{which} ไม่มีรูปแบบการตรึงข้อมูล (snapshot)", "ระบุ Format จาก itaportal/report/snapshot.py"
    yield from _of_files(kind, which)


def _of_files(kind: Kind, which: str) -> Iterator[tuple[str, str]]:
    if not kind.renderers:
        yield (
            f"{which} ไม่มีตัวสร้างไฟล์ (renderers)",
            "ระบุไฟล์อย่างน้อยหนึ่งไฟล์กับฟังก์ชันที่สร้างไฟล์นั้นจาก itaportal/formats/registry.py",
        )
    for name, renderer in kind.renderers.items():
        if name not in CONTENT_TYPES or not _DRAWN.fullmatch(name):
            yield f"{which} มีไฟล์ {name} ซึ่งไม่มีชนิดเนื้อหา", "เพิ่มชื่อไฟล์ใน CONTENT_TYPES ที่ itaportal/formats/types.py"
        elif not callable(renderer):
            yield f"{which} ไม่มีตัวสร้างไฟล์ {name}", "ระบุฟังก์ชันที่สร้างไฟล์นี้จาก itaportal/formats/registry.py"
    if missing := [name for name in kind.renderers if name not in kind.file_names]:
        yield f"{which} ไม่มีชื่อไทยของไฟล์ {' '.join(missing)} ใน file_names", "ระบุชื่อที่ผู้อ่านเห็นเมื่อบันทึกไฟล์"
