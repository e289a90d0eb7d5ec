"""The one form of JSON-ready data that is hashed. Pure."""

import hashlib
import json
from typing import Any


def canonical(data: Any) -> str:
    """Return the data as text in the form that is hashed: keys in order, nothing between, no escapes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum_of(data: Any) -> str:
    """The SHA-256 of data in canonical form, as 64 hexadecimal digits: the checksum of a version is its snapshot's."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
