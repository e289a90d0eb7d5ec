"""How events hang together: each holds the hash of the one before it. Pure.

The hash covers every column, in canonical JSON. Personal values are covered by a digest of their own, made with a salt
that is kept beside them: when both are taken out, nobody can find the values again from the digest, and it still fits.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from itaportal.report.canonical import canonical

VERSION = 1  # of the list that is hashed
# In the order in which they are hashed; `person`, `personal` and `salt` stand behind `personal_digest`.
HASHED = (
    *("id", "chain", "position", "at", "kind", "action", "door", "person_id", "agency_name", "fiscal_year", "reason"),
    *("facts", "changes", "part_of_id", "personal_digest", "previous"),
)


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def personal_digest(salt: str, person: str, personal: str) -> str:
    """What stands for the personal values of an event."""
    return digest(canonical([salt, person, personal]))


def event_hash(event: Any) -> str:
    """The hash of an event (or of anything with its attributes) from its columns."""
    return digest(canonical([VERSION, *(_plain(getattr(event, name)) for name in HASHED)]))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if value is None or isinstance(value, (int, str)) else str(value)
