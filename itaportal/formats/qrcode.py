"""An address as a QR code: its squares as they are, for whoever draws them."""

import io
from functools import lru_cache

import segno

QUIET = 4  # empty squares around the code, which readers need


@lru_cache(maxsize=64)
def _code(address: str) -> segno.QRCode:
    """The code; one that is damaged by a seventh can still be read."""
    return segno.make(address, error="m", micro=False)


def squares(address: str) -> tuple[bytes, ...]:
    """Return the rows of the code, 1 where a square is dark."""
    return tuple(bytes(row) for row in _code(address).matrix)


def path(address: str) -> str:
    """Return the dark squares as one SVG path of units, a stretch of them at a time; `view_box` is around it."""
    return "".join(_stretches(row, top + QUIET) for top, row in enumerate(squares(address)))


def _stretches(row: bytes, top: int) -> str:
    drawn, left = "", 0
    for dark in row.replace(b"\0", b" \0 ").split(b" "):
        if dark[:1] == b"\1":
            drawn += f"M{left + QUIET} {top}h{len(dark)}v1h-{len(dark)}z"
        left += len(dark)
    return drawn


def view_box(address: str) -> str:
    """The square that the code and its empty edge take."""
    size = len(squares(address)) + 2 * QUIET
    return f"0 0 {size} {size}"


def png(address: str) -> bytes:
    """Return the code as a black and white PNG, twelve dots a square."""
    out = io.BytesIO()
    _code(address).save(out, kind="png", scale=12, border=QUIET)
    return out.getvalue()
