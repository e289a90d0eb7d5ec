"""Appending to the record: the one place that writes events. Nothing in it is ever changed or deleted, but redacted.

Each agency has a chain of its own, and what concerns no agency the portal's. The end of a chain (`Chain`) is locked
from reading it to writing the next event, so that two writers never build on the same event. A block locks all the
chains that it needs at once, in order, as the last locks of its transaction (`trail`), so that two blocks never wait
for each other in a circle.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from simple_history.models import HistoricalRecords

from assessments import trail
from assessments.authorship import file_of_import, name_of
from assessments.models import Agency
from assessments.trail import Action, Block, Door, Kind, Note, Owner
from itaportal.report.canonical import canonical

from . import chain
from .models import PORTAL_CHAIN, Chain, Event
from .names import OPERATOR
from .subjects import SUBJECTS

_AT_ONCE = 1000  # events inserted by one call
_ADAPTED = {"id", "at", "part_of"}  # columns whose values a database may keep in another form
_RANKS = {model._meta.label_lower: rank for rank, model in enumerate(SUBJECTS)}
_OF_ROWS = (Action.ADDED, Action.CHANGED, Action.DELETED)  # said of rows, not of an event as such


@dataclass(slots=True)
class _Draft:
    """An event before it has its place in a chain."""

    owner: Owner
    kind: Kind
    action: Action
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    person: str = ""
    address: str = ""
    notes: list[Note] = field(default_factory=list)
    changes: bytes = b""  # ready in canonical form, in place of the notes


def keep(block: Block) -> None:
    """Append what a block noted, one event for each agency's year; an import is one event with a part for each."""
    by, door = _by(block), _door(block)
    head, drafts = _drafts(block)
    whole = [head, *drafts] if head else drafts
    names = _names(whole)
    ends = _lock({draft.owner.agency or PORTAL_CHAIN for draft in whole})
    now, first = timezone.now(), None
    events: list[Event] = []
    for draft in whole:
        event = _event(draft, by, door, names)
        event.at, event.part_of_id = now, first
        _append(event, ends[event.chain])
        events.append(event)
        if event.part_of_id is None and draft is head:
            first = event.pk
        if len(events) == _AT_ONCE:
            _insert(events)
            events.clear()
    _insert(events)
    _move_ends(ends.values())


def head(agency: int) -> tuple[int, str] | None:
    """How many events the chain of an agency has, and the hash of the last; None where it has none."""
    return Chain.objects.filter(chain=agency).values_list("length", "head").first()


@trail.writes
def redact(*, event: Event, reason: str, by: AbstractBaseUser | None) -> None:
    """Take the personal values out of an event for good; that it was done, and why, is an event of the same chain.

    Raises ValidationError without a reason, and where they are out already.
    """
    if not reason.strip():
        raise ValidationError("กรุณาระบุเหตุผลที่นำข้อมูลส่วนบุคคลออก")
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if not locked.salt:
        raise ValidationError("ไม่มีข้อมูลส่วนบุคคลในรายการนี้แล้ว")
    Event.objects.filter(pk=event.pk).update(person="", personal="", salt="")
    owner = Owner(locked.chain or None, locked.agency_name, locked.fiscal_year)
    trail.tell(trail.Event(owner, Kind.AUDIT, Action.REDACTED, reason=reason.strip(), facts={"event": str(locked.pk)}))


# --- From a block to events -----------------------------------------------------------------------------------------


def _drafts(block: Block) -> tuple[_Draft | None, list[_Draft]]:
    """The event of the file that was imported, if any, and the events of all owners in the order they were noted."""
    found: list[_Draft] = []
    by_owner: dict[Owner, _Draft] = {}
    for event in block.events:
        draft = _Draft(event.owner, event.kind, event.action, event.reason, event.facts, event.person, event.address)
        found.append(draft)
        by_owner.setdefault(_key(event.owner), draft)
    for note in block.notes:
        key = _key(note.owner)
        if key not in by_owner:
            by_owner[key] = _Draft(note.owner, note.kind, note.action)
            found.append(by_owner[key])
        by_owner[key].notes.append(note)
    for draft in by_owner.values():
        if draft.action in _OF_ROWS:
            done = {note.action for note in draft.notes}
            draft.action = done.pop() if len(done) == 1 else Action.CHANGED
            if draft.action is Action.DELETED:  # what hung on it goes first, and is not what was meant
                draft.kind = min(draft.notes, key=lambda note: _RANKS[note.change.model]).kind
    years: dict[tuple[int, int], _Draft] = {}
    for agency, year, text, new in block.years:
        draft = _Draft(Owner(agency, "", year), Kind.SCORES, Action.ADDED if new else Action.CHANGED, changes=text)
        if (earlier := years.setdefault((agency, year), draft)) is not draft:  # written twice in one block
            earlier.changes = canonical(json.loads(earlier.changes) + json.loads(text)).encode()
    found += years.values()
    return _imported(block.file, found) if block.file else (None, found)


def _imported(file: trail.Event, found: list[_Draft]) -> tuple[_Draft | None, list[_Draft]]:
    """The event of a file, and its parts; where the file changed one agency's year alone, that is the file's event."""
    for draft in found:
        draft.kind, draft.action = file.kind, Action.IMPORTED
    if len(found) == 1:
        found[0].facts = file.facts
        return None, found
    agencies = {draft.owner.agency for draft in found}
    owner = Owner(found[0].owner.agency, found[0].owner.name) if len(agencies) == 1 else file.owner
    return _Draft(owner, file.kind, Action.IMPORTED, facts=file.facts), found


def _key(owner: Owner) -> Owner:
    return Owner(owner.agency, "", owner.year if owner.agency else None)


def _names(drafts: Iterable[_Draft]) -> dict[int, str]:
    """The names of the agencies that a draft does not name itself."""
    wanted = {draft.owner.agency for draft in drafts if draft.owner.agency and not draft.owner.name}
    if not wanted:
        return {}
    found = Agency.objects.filter(pk__in=wanted).only("name", "district", "province").order_by()
    return {agency.pk: agency.name_and_place for agency in found}


def _event(draft: _Draft, by: AbstractBaseUser | None, door: Door, names: dict[int, str]) -> Event:
    open_notes = [note.change for note in draft.notes if not note.personal]
    personal = [note.change for note in draft.notes if note.personal]
    event = Event(
        chain=draft.owner.agency or PORTAL_CHAIN,
        kind=draft.kind.value,
        action=draft.action.value,
        door=door.value,
        person_id=by.pk if by else None,
        person=draft.person or _person(by),
        agency_name=draft.owner.name or names.get(draft.owner.agency or 0, ""),
        fiscal_year=draft.owner.year,
        reason=draft.reason,
        facts=canonical(draft.facts),
        changes=draft.changes.decode() or canonical([list(each) for each in open_notes]),
        personal=canonical({"address": draft.address, "changes": [list(each) for each in personal]}),
        salt=secrets.token_hex(16),
    )
    event.personal_digest = chain.personal_digest(event.salt, event.person, event.personal)
    return event


def _by(block: Block) -> AbstractBaseUser | None:
    """Who did it: whom the writer was told, else who sent the request."""
    if block.by is not None:
        return block.by
    request = getattr(HistoricalRecords.context, "request", None)
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def _door(block: Block) -> Door:
    if (said := trail.said_door()) is not None:
        return said
    if file_of_import() or block.file:
        return Door.IMPORT
    return Door.COMMAND if _by(block) is None else Door.ADMIN


def _person(by: Any) -> str:
    """The name of a person with that of the account, as they are now."""
    if by is None:
        return OPERATOR
    name, account = name_of(by), by.get_username()
    return name if name == account else f"{name} ({account})"


# --- Into the chains ------------------------------------------------------------------------------------------------


def _lock(chains: set[int]) -> dict[int, Chain]:
    """The ends of these chains, locked in order (the portal's last: most wait for it), made where there are none."""
    keys = sorted(chains, reverse=True)
    ends: dict[int, Chain] = {}
    for start in range(0, len(keys), _AT_ONCE):
        ends |= _locked(keys[start : start + _AT_ONCE])
    missing = [key for key in keys if key not in ends]
    if missing:
        rows = [Chain(chain=key, length=0, head="") for key in missing]
        Chain.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_AT_ONCE)
        for start in range(0, len(missing), _AT_ONCE):
            ends |= _locked(missing[start : start + _AT_ONCE])
    return ends


def _locked(keys: Sequence[int]) -> dict[int, Chain]:
    rows = Chain.objects.select_for_update().filter(chain__in=keys).order_by("-chain")
    return {row.chain: row for row in rows}


def _append(event: Event, end: Chain) -> None:
    event.position = end.length + 1
    event.previous = end.head
    event.hash = chain.event_hash(event)
    end.length, end.head = event.position, event.hash


def _insert(events: Sequence[Event]) -> None:
    """Insert events as `bulk_create` would, which took more time than all else that the record does of a large file."""
    columns = Event._meta.concrete_fields
    rows = [
        [
            column.get_db_prep_save(value, connection) if column.name in _ADAPTED else value
            for column in columns
            for value in (getattr(event, column.attname),)
        ]
        for event in events
    ]
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.column or "") for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(Event._meta.db_table)} ({names}) VALUES ({marks})",  # noqa: S608 - names are the model's own
            rows,
        )


def _move_ends(ends: Iterable[Chain]) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(Chain._meta.db_table)} SET length = %s, head = %s WHERE chain = %s",  # noqa: S608 - the name is the model's own
            [(end.length, end.head, end.chain) for end in ends],
        )
