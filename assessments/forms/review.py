"""What a person reads when somebody else saved the same assessment meanwhile, and the stamp a form carries for that.

The stamp is the copy that the form was shown with, signed: one that does not fit tells nothing, so that every
difference from what is stored is shown before it is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core import signing

from ..edit_conflicts import Copy
from ..history import Edit

_SALT = "assessments.stale-copy"


@dataclass(frozen=True)
class Difference:
    """A field with another person's newer value; `mine` is what the form says, `target` the field's id."""

    name: str
    target: str
    label: str
    mine: str
    stored: str
    edit: Edit | None


@dataclass(frozen=True)
class Review:
    """What a person decides before saving again: fields that both changed, and those that only the other changed."""

    conflicts: tuple[Difference, ...]
    taken_over: tuple[Difference, ...]


def make_stamp(pk: int, copy: Copy) -> str:
    """The stamp of a form that shows `copy` of the assessment `pk`."""
    return signing.dumps({"pk": pk, "copy": dict(copy)}, salt=_SALT, compress=True)


def read_stamp(text: str, pk: int) -> Copy:
    """The copy in a stamp; an empty one where the stamp is missing, not ours, or another assessment's."""
    try:
        content: Mapping[str, object] = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return {}
    copy = content["copy"]
    return copy if content["pk"] == pk and isinstance(copy, dict) else {}
