"""What is written, gathered while it is written: who, through which door, old → new, and out of which file.

Writers open a block (`writes`, `recorded`): a transaction whose end hands all that was noted in it to the keeper of the
record (`keep_with`; `itaportal.audit` is that). Apps below the record can so write to it without importing it. At the
end of the outermost block all rows are written and locked already, so the record's own locks come last, always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import StrEnum
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, Protocol, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

P = ParamSpec("P")
R = TypeVar("R")
BEFORE = "_before_this_write"  # where a row keeps what `before` said


class Door(StrEnum):
    """The way by which something was written."""

    GRID = "grid"
    PLAN = "plan"
    IMPORT = "import"
    ADMIN = "admin"  # any other page of the staff
    SIGN_IN = "sign-in"
    COMMAND = "command"  # the operator at the shell


class Kind(StrEnum):
    """What an event is about."""

    SCORES = "scores"
    PLAN = "plan"
    PROGRESS = "progress"
    WORDING = "wording"
    CONFIRMATION = "confirmation"
    PUBLICATION = "publication"
    EXPORT = "export"
    AGENCY = "agency"
    UNIT = "unit"
    SEAL = "seal"
    MEMBERSHIP = "membership"
    ACCOUNT = "account"
    GROUP = "group"
    SIGN_IN = "sign-in"
    CRITERIA = "criteria"
    SOURCED = "sourced"
    SITE = "site"
    EXAMPLE = "example"
    AUDIT = "audit"


class Action(StrEnum):
    """What was done."""

    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"
    IMPORTED = "imported"
    EXPORTED = "exported"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    SIGNED_IN = "signed-in"
    FAILED = "failed"
    PAUSED = "paused"
    BEGUN = "begun"
    REDACTED = "redacted"


class Change(NamedTuple):
    """One value that changed. `model` is its label, `place` its sheet and cell in an imported file, else empty."""

    model: str
    subject: str
    field: str
    old: str
    new: str
    place: str = ""


class Owner(NamedTuple):
    """The agency (its key and its name at that time) and the fiscal year that something belongs to, where it does."""

    agency: int | None = None
    name: str = ""
    year: int | None = None


PORTAL = Owner()


@dataclass(frozen=True, slots=True)
class Note:
    """A changed value with whose it is; a `personal` one may be taken out of the record later."""

    owner: Owner
    kind: Kind
    action: Action
    change: Change
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a writer says of itself: a publication, a sign-in. Notes of the same owner go along with it.

    `facts` are further values by name, ready for JSON; `person` is who did it where that is nobody signed in, `address`
    where from. Both can be taken out of the record later.
    """

    owner: Owner
    kind: Kind
    action: Action
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    person: str = ""
    address: str = ""


@dataclass(slots=True)
class Block:
    """All that was noted from the begin of the outermost writer to its end.

    `years` are years written in bulk: agency, fiscal year, the changes as JSON, and whether it is new. `file` says of
    an import its name, SHA-256 and counts.
    """

    by: AbstractBaseUser | None = None
    events: list[Event] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    years: list[tuple[int, int, bytes, bool]] = field(default_factory=list)
    file: Event | None = None
    memory: dict[Any, Any] = field(default_factory=dict)  # rows that were looked up to say whose something is

    def __bool__(self) -> bool:
        return bool(self.events or self.notes or self.years or self.file)

    def mark(self) -> tuple[int, int, int]:
        """How much there is now, to come back to (`back_to`)."""
        return len(self.events), len(self.notes), len(self.years)

    def back_to(self, mark: tuple[int, int, int]) -> None:
        """Forget what was noted since `mark`: its writes were rolled back."""
        events, notes, years = mark
        del self.events[events:], self.notes[notes:], self.years[years:]


class Keeper(Protocol):
    """Who keeps the record."""

    def keep(self, block: Block) -> None:
        """Append what a block noted; called inside its transaction."""

    def head(self, agency: int) -> tuple[int, str] | None:
        """How many entries the chain of an agency has, and the hash of the last one; None where it has none."""


_keeper: Keeper | None = None
_block: ContextVar[Block | None] = ContextVar("block_of_writes", default=None)
_door: ContextVar[Door | None] = ContextVar("door_of_writes", default=None)


def keep_with(keeper: Keeper | None) -> Keeper | None:
    """Hand all blocks to `keeper` from now on; return the one before."""
    global _keeper
    before, _keeper = _keeper, keeper
    return before


@contextmanager
def recorded(*, by: AbstractBaseUser | None = None, durable: bool = False) -> Iterator[Block]:
    """A transaction whose writes are recorded at its end, as done by `by`. Inside another one it is a part of that.

    What a part noted is forgotten where it ends with an exception, as its writes are.
    """
    with transaction.atomic(durable=durable):
        outer = _block.get()
        if outer is not None:
            mark = outer.mark()
            outer.by = outer.by or by
            try:
                yield outer
            except BaseException:
                outer.back_to(mark)
                raise
            return
        block = Block(by)
        token = _block.set(block)
        try:
            yield block
        finally:
            _block.reset(token)
        if block and _keeper and not transaction.get_rollback():
            _keeper.keep(block)


def writes(function: Callable[P, R]) -> Callable[P, R]:
    """Make a writer one recorded transaction; its keyword `by` is the person."""

    @wraps(function)
    def write(*args: P.args, **kwargs: P.kwargs) -> R:
        by: Any = kwargs.get("by")
        with recorded(by=by):
            return function(*args, **kwargs)

    return write


@contextmanager
def through(door: Door) -> Iterator[None]:
    """Say by which door what is written inside comes; a door inside another one counts for nothing."""
    token = _door.set(_door.get() or door)
    try:
        yield
    finally:
        _door.reset(token)


def said_door() -> Door | None:
    """The door that was said, None where nobody said any."""
    return _door.get()


def _inside(by: AbstractBaseUser | None = None) -> AbstractContextManager[Block]:
    """The block that is open, as it is; else one of its own."""
    block = _block.get()
    return nullcontext(block) if block is not None else recorded(by=by)


def note(*notes: Note) -> None:
    """Note changed values. Outside of a block they are recorded by themselves, at once."""
    with _inside() as block:
        block.notes.extend(notes)


def tell(event: Event, *, by: AbstractBaseUser | None = None) -> None:
    """Note an event; outside of a block it is recorded by itself, at once."""
    with _inside(by) as block:
        block.events.append(event)


def note_year(agency: int, year: int, changes: bytes, *, new: bool) -> None:
    """Note a year that was written in bulk, `new` where it was added: its changes as a JSON list of `Change`."""
    with _inside() as block:
        block.years.append((agency, year, changes, new))


def imported(kind: Kind, file_name: str, sha256: str, counts: dict[str, int]) -> None:
    """Say that what is noted in this block came out of one file."""
    with _inside() as block:
        facts: dict[str, Any] = {"file": file_name, "sha256": sha256, **counts}
        block.file = Event(PORTAL, kind, Action.IMPORTED, facts=facts)


def before(row: Any, **values: Any) -> None:
    """Say what columns of a row were before the writer moved them about; else what is stored at its saving counts."""
    row.__dict__.setdefault(BEFORE, {}).update(values)


def memory() -> dict[Any, Any]:
    """Where rows may be remembered until the block ends."""
    block = _block.get()
    return block.memory if block else {}


def head_of(agency: int) -> tuple[int, str] | None:
    """The length and the head of an agency's chain, None where nothing of it was recorded."""
    return _keeper.head(agency) if _keeper else None
