"""Forms that were sent, each under the token of the page that it stood on: claimed once, answered once.

A second press finds the first in the table, in whichever process that works: it waits for the first's answer. Every
change of a row names the state that it found (`_turn`), so that of two at once one alone succeeds, on PostgreSQL as on
SQLite. Each statement is committed by itself: the claim is seen while the work is still being done.
"""

from __future__ import annotations

import json
import secrets
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.db import DatabaseError, IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from itaportal.models import SentForm

State = SentForm.State

FIELD = "form_token"
ANSWER = "_answer"  # in an address: show the answer to the form of this token
AS_TYPED = "as_typed"  # names the button that shows a form as it was typed, where the form has one
SAVING = frozenset({"_save", "_list", "_continue", "_addanother"})  # buttons that save the same in the same way
KEPT_FOR = timedelta(hours=12)  # as long as a session
TOKEN_AGE = timedelta(days=7)
WAIT = 25.0  # seconds that a second press waits for the first
DEAD = timedelta(minutes=3)  # a claim that old has lost its process
LARGEST = 2_000_000  # bytes of an answer, packed
_SALT = "itaportal.form-token"


@dataclass(frozen=True)
class Token:
    """A form's token: the number of the person whom the form was shown to, and a name of its own."""

    person: int
    name: str

    @classmethod
    def new(cls, person: int) -> Token:
        """A token for one more form."""
        return cls(person, secrets.token_urlsafe(16))

    @classmethod
    def read(cls, text: str) -> Token | None:
        """The token in a text of ours; None where the text is missing, too old or not ours."""
        try:
            person, _, name = signing.TimestampSigner(salt=_SALT).unsign(text, max_age=TOKEN_AGE).partition(".")
        except signing.BadSignature:
            return None
        return cls(int(person), name)

    def __str__(self) -> str:
        return signing.TimestampSigner(salt=_SALT).sign(f"{self.person}.{self.name}")


@dataclass(frozen=True)
class Claim:
    """The right to do the work of one sent form. Without a row (`held` False) nothing is noted: the table is busy."""

    token: Token
    name: str
    held: bool = True

    def finish(self, **values: Any) -> bool:
        """Note the answer, unless the work was taken over meanwhile; return whether it is noted."""
        if not self.held:
            return False
        try:
            return bool(_rows(self.token).filter(claim=self.name).update(answered_at=timezone.now(), **values))
        except DatabaseError:  # locked, full, gone: what was done is done
            return False

    def release(self) -> bool:
        """Forget the form: nothing was done, so that it may be sent again. Return whether it is forgotten."""
        try:
            if self.held:
                _rows(self.token).filter(claim=self.name, state=State.RUNNING).delete()
        except DatabaseError:  # gone, with the work itself: another may take the claim over when it counts as dead
            return False
        return True


class StillRunning(Exception):
    """The first press has no answer yet, although the second has waited for it."""


class Differs(Exception):
    """The form was done, and comes again with other contents; `first` is the row of what was done."""

    def __init__(self, first: SentForm) -> None:
        super().__init__(first.token)
        self.first = first


def claim(token: Token, digest: str, *, wait: float = WAIT) -> Claim | SentForm:
    """Claim the work of a sent form, or return the row that has the answer to it.

    Raises StillRunning where the first press takes longer than `wait` seconds, Differs where the form was done with
    other contents.
    """
    name = secrets.token_urlsafe(16)
    until = time.monotonic() + wait
    pause = 0.05
    while True:
        values = {"state": State.RUNNING, "claim": name, "digest": digest, "sent_at": timezone.now(), "body": b""}
        try:
            with transaction.atomic():
                SentForm.objects.create(token=token.name, person=token.person, **values)
        except IntegrityError:
            pass
        except OperationalError:  # SQLite during a long import: the work itself will say so, if it writes
            return Claim(token, name, held=False)
        else:
            return Claim(token, name)
        row = _rows(token).first()
        if row is None:
            continue  # given up a moment ago
        lost = row.state == State.RUNNING and row.sent_at < timezone.now() - DEAD
        answered = row.state in (State.DONE, State.SHOWN)
        if answered and row.digest == digest:
            return row
        if row.state == State.DONE:
            raise Differs(row)
        if row.state != State.RUNNING or lost:
            if _turn(row, **values):
                return Claim(token, name)
            continue
        if time.monotonic() > until:
            raise StillRunning
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)


def _rows(token: Token) -> QuerySet[SentForm]:
    return SentForm.objects.filter(token=token.name, person=token.person)


def _turn(row: SentForm, **values: Any) -> bool:
    """Change a row as it was found; False where somebody else has changed it since."""
    return bool(SentForm.objects.filter(pk=row.pk, state=row.state, claim=row.claim).update(**values))


def keep(token: Token, *, path: str, fields: Mapping[str, list[str]], notes: Mapping[str, Any]) -> Token:
    """Keep what was typed into a form that could not be done, to be offered again; return the token that finds it.

    `notes` say why: `reason`, and whatever the page that offers it wants to say.
    """
    values = {
        "state": State.KEPT,
        "claim": "",
        "digest": "",
        "sent_at": timezone.now(),
        "address": path,
        "notes": dict(notes),
        "body": zlib.compress(json.dumps(dict(fields)).encode()),
    }
    row = _rows(token).first()
    if row is not None and (row.state == State.RUNNING or not _turn(row, **values)):
        token, row = Token.new(token.person), None
    if row is None:
        SentForm.objects.create(token=token.name, person=token.person, **values)
    return token


def find(token: Token) -> SentForm | None:
    """The row of a sent form, where it is still there."""
    return _rows(token).exclude(state=State.RUNNING).first()


def kept_fields(row: SentForm) -> dict[str, list[str]]:
    """What was typed, of a row that was kept."""
    fields: dict[str, list[str]] = json.loads(zlib.decompress(bytes(row.body)))
    return fields


def forget(person: int) -> None:
    """Drop all forms of a person who signs out."""
    SentForm.objects.filter(person=person).delete()


def forget_old() -> None:
    """Drop what nobody comes back to. Where it cannot be done now, the next one does it."""
    with suppress(DatabaseError):
        SentForm.objects.filter(sent_at__lt=timezone.now() - KEPT_FOR).delete()


def digest_of(request: HttpRequest) -> str:
    """What was sent, as one short text: the same for the same address, values and files, whichever button saves."""
    content = salted_hmac(_SALT, request.path, algorithm="sha256")
    for name, values in sorted(request.POST.lists()):
        if name not in ("csrfmiddlewaretoken", FIELD, *SAVING):
            content.update(json.dumps([name, values]).encode())
    for name, files in sorted(request.FILES.lists()):
        content.update(json.dumps([name, [_digest_of_file(file) for file in files]]).encode())
    return str(content.hexdigest())


def _digest_of_file(file: UploadedFile[Any]) -> list[str]:
    whole = salted_hmac(_SALT, file.name or "", algorithm="sha256")
    for chunk in file.chunks():
        whole.update(chunk)
    file.seek(0)
    return [file.name or "", str(whole.hexdigest())]


def may_be_kept(names: Iterable[str]) -> bool:
    """Whether what was typed may lie in the database: a password may not."""
    return not any("password" in name for name in names)
