"""An event as people read it: its facts in words, its changes line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessments.thai import shorten, thai_digits
from assessments.trail import Action, Change
from itaportal.models import PublicationKind

from .models import Event
from .names import REDACTED

NOTHING = "–"
_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LISTED, _LONGEST = 3, 120
_FACTS = {
    "file": "ไฟล์",
    "sha256": "SHA-256 ของไฟล์",
    "new": "รายการใหม่",
    "changed": "รายการที่เปลี่ยน",
    "same": "รายการที่เหมือนเดิม",
    "document": "เอกสาร",
    "version": "ฉบับที่",
    "table": "ตาราง",
    "form": "ชนิดไฟล์",
    "years": "จำนวนผลการประเมิน",
    "agencies": "จำนวนหน่วยงาน",
    "rows": "จำนวนแถว",
}
_AS_WRITTEN = {"file", "sha256", "form"}


@dataclass(frozen=True)
class Line:
    """One changed value: what, the old and the new one as people read them, and where it stood in a file."""

    what: str
    old: str
    new: str
    place: str


def who(event: Event) -> str:
    """Who did it, as the person was called then."""
    return event.person or REDACTED


def facts(event: Event) -> list[tuple[str, str]]:
    """What an event says besides its changes: (name, value)."""
    details = event.details
    found = []
    for name, label in _FACTS.items():
        if name not in details:
            continue
        value = details[name]
        if name == "document":
            value = PublicationKind(value).label if value in PublicationKind.values else value
        text = f"{value:,}" if isinstance(value, int) and name != "version" else str(value)
        found.append((label, text if name in _AS_WRITTEN else thai_digits(text)))
    if checksum := details.get("columns", {}).get("checksum"):
        found.append(("SHA-256 ของข้อมูล", checksum))
    if "versions" in details:
        found.append(("ฉบับที่เผยแพร่ไว้แล้ว", thai_digits(len(details["versions"]))))
    if "versions_removed" in details:
        found.append(("ฉบับที่นำออก", thai_digits(len(details["versions_removed"]))))
    return found


def lines(changes: Sequence[Change]) -> Iterator[Line]:
    """Every changed value as people read it."""
    for change in changes:
        what = " · ".join(filter(None, [change.subject, change.field]))
        yield Line(what, value(change.old), value(change.new), change.place)


def value(text: str) -> str:
    """A value; figures in Thai digits."""
    if not text:
        return NOTHING
    return thai_digits(text) if _FIGURE.fullmatch(text) else text


def summary(event: Event) -> list[str]:
    """The first changes in short, and how many more there are."""
    changes = event.change_list
    found = [_short(line, event.action) for line in lines(changes[:_LISTED])]
    if len(changes) > _LISTED:
        found.append(f"และอีก {thai_digits(f'{len(changes) - _LISTED:,}')} รายการ")
    if not found:
        found = [f"{label} {text}" for label, text in facts(event)[:_LISTED]]
    return found


def _short(line: Line, action: str) -> str:
    old, new = shorten(line.old, _LONGEST), shorten(line.new, _LONGEST)
    if action == Action.ADDED and line.old == NOTHING:
        return f"{line.what}: {new}"
    if action == Action.DELETED and line.new == NOTHING:
        return f"{line.what}: {old}"
    return f"{line.what}: {old} → {new}"
