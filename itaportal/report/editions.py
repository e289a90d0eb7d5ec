"""Which paper a document is, in words: a version's number, day, address and checksum, or that it is a draft."""

from django.utils import timezone

from assessments.thai import format_date, format_short_date, thai_digits

from .blocks import Identity
from .document import AgencyReport, Edition

CHECKSUM_LENGTH = 12  # characters: enough to hold two papers against each other, short enough to be read out
CHECKSUM = "ค่าตรวจสอบ"


def identity(edition: Edition | None) -> Identity | None:
    """The lines that tell this version from others; None where the document is no version that says which it is."""
    if edition is None:
        return None
    day = format_short_date(timezone.localdate(edition.published_at))
    return Identity(
        f"ฉบับที่ {thai_digits(edition.version)} เผยแพร่ {day}",
        edition.address,
        short_checksum(edition.checksum),
        checksum_name=CHECKSUM,
    )


def draft_line(report: AgencyReport) -> str:
    """That the document is a draft, of what moment and, where that is known, of what content; empty for any other."""
    if report.year.published:
        return ""
    saved = timezone.localtime(report.year.updated_at)
    moment = f"วันที่ {format_date(saved.date())} เวลา {thai_digits(f'{saved:%H.%M}')} น."
    stamp = f" {CHECKSUM} {short_checksum(report.draft_checksum)}" if report.draft_checksum else ""
    return f"ฉบับร่าง ยังไม่ได้เผยแพร่ ข้อมูล ณ {moment}{stamp}"


def short_checksum(checksum: str) -> str:
    """A SHA-256 as documents print it."""
    return checksum[:CHECKSUM_LENGTH]
