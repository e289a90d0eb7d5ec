"""How much a file may hold and unpack to (`IMPORT_LIMITS` in the settings), checked before and while it is read."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from assessments.thai import thai_digits

from .rows import FileRefused

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The limits of one import; the settings say what each is for."""

    file_bytes: int
    unpacked_bytes: int
    ratio: int
    members: int
    sheets: int
    rows: int
    columns: int
    cell_length: int
    texts: int
    text_length: int
    merged_ranges: int
    other_elements: int
    problems: int

    @classmethod
    def from_settings(cls) -> Limits:
        """The limits of this installation."""
        return cls(**settings.IMPORT_LIMITS)


def shown_bytes(count: int) -> str:
    """A number of bytes as people say it: `๒๐ เมกะไบต์`."""
    if count >= MEGABYTE:
        return f"{thai_digits(f'{count / MEGABYTE:,.0f}')} เมกะไบต์"
    return f"{thai_digits(f'{count:,}')} ไบต์"


def too_many(what: str, limit: int, unit: str) -> FileRefused:
    """The refusal of a file with too much of something."""
    return FileRefused(f"{what}เกิน {thai_digits(f'{limit:,}')} {unit} กรุณาแบ่งเป็นหลายไฟล์ หรือลบส่วนที่ไม่ใช้ออก")
