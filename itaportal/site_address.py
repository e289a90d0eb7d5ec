"""What an address of the portal may be: it is printed at the foot of pages and opened from paper. Pure."""

import re
from urllib.parse import urlsplit

from assessments.thai import thai_digits

LONGEST = 100  # characters: with the way to a version behind it, it still fits the foot of a page
EXAMPLE = "https://ita.example.go.th"
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")


def fault(address: str) -> tuple[str, str] | None:
    """What is wrong with an address and what to write, in Thai and in English; None where nothing is."""
    if len(address) > LONGEST:
        return (
            f"ยาว {thai_digits(len(address))} ตัวอักษร ให้เขียนที่อยู่เว็บไม่เกิน {thai_digits(LONGEST)} ตัวอักษร",
            f"has {len(address)} characters; write an address of at most {LONGEST}",
        )
    # What stands before an @ may be a password.
    shown = f"เป็น “{address}” " if address.isprintable() and "@" not in address else "ใช้ไม่ได้ "
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.hostname or ""):
        return (
            f"{shown}ให้เขียนที่อยู่เว็บที่ขึ้นต้นด้วย https:// เช่น {EXAMPLE}",
            "write an address that begins with https://",
        )
    plain = f"{parts.scheme}://{parts.hostname}{f':{port}' if port else ''}{parts.path}"
    if plain.lower() != address.lower() or not _PATH.fullmatch(parts.path):
        return (
            f"{shown}ให้เขียนเฉพาะที่อยู่เว็บของหน้าแรก ไม่มีชื่อผู้ใช้ ช่องว่าง เครื่องหมายคำถาม หรือ # เช่น {EXAMPLE}",
            "write the address of the first page alone: no user, spaces, question mark or #",
        )
    return None


def trimmed(typed: str) -> str:
    """What was typed without spaces around it and strokes at its end."""
    return typed.strip().rstrip("/")
