"""Which paper a document is, in words: a published version's number, day, address and checksum."""

from django.utils import timezone

from assessments.thai import format_short_date, thai_digits

from .blocks import Identity
from .document import Edition

CHECKSUM_LENGTH = 12  # characters: enough to hold two papers against each other, short enough to be read out


def identity(edition: Edition | None) -> Identity | None:
    """The lines that tell this version from others; None where the document is no version that says which it is."""
    if edition is None:
        return None
    day = format_short_date(timezone.localdate(edition.published_at))
    return Identity(
        f"ฉบับที่ {thai_digits(edition.version)} เผยแพร่ {day}", edition.address, short_checksum(edition.checksum)
    )


def short_checksum(checksum: str) -> str:
    """A SHA-256 as documents print it."""
    return checksum[:CHECKSUM_LENGTH]
