"""Which characters a report can show: what nobody should meet in a text is dropped, what the font lacks is marked.

Typed and pasted text may hold anything: control characters, marks that turn the direction of a line around, joiners
nobody sees, emoji. Every format of the report shows the same, so this is done once, on the finished document. The
data files keep texts as they were typed.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from assessments.thaitext import composed

MISSING = "■"  # stands for a character that the report's font has no shape for

# The characters of "ITA Sarabun", from its own table (tests compare): first and last of each stretch.
_SHAPES = (
    *((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x17E), (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0)),
    *((0x1CD, 0x1DC), (0x1E6, 0x1E7), (0x1FA, 0x1FF), (0x218, 0x21B), (0x237, 0x237), (0x251, 0x251), (0x259, 0x259)),
    *((0x2BB, 0x2BC), (0x2BE, 0x2BF), (0x2C6, 0x2CC), (0x2D8, 0x2DD), (0x300, 0x304), (0x306, 0x30C), (0x31B, 0x31B)),
    *((0x323, 0x324), (0x326, 0x328), (0x32E, 0x32E), (0x331, 0x331), (0x394, 0x394), (0x3A9, 0x3A9), (0x3BC, 0x3BC)),
    *((0x3C0, 0x3C0), (0xE01, 0xE3A), (0xE3F, 0xE5B), (0x1E0C, 0x1E0F), (0x1E20, 0x1E21), (0x1E24, 0x1E25)),
    *((0x1E2A, 0x1E2B), (0x1E36, 0x1E3B), (0x1E42, 0x1E49), (0x1E5A, 0x1E63), (0x1E6C, 0x1E6F), (0x1E80, 0x1E85)),
    *((0x1E8E, 0x1E8F), (0x1E92, 0x1E93), (0x1E97, 0x1E97), (0x1E9E, 0x1E9E), (0x1EA0, 0x1EF9), (0x2007, 0x2007)),
    *((0x2010, 0x2010), (0x2012, 0x2015), (0x2018, 0x201A), (0x201C, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026)),
    *((0x2030, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A), (0x2044, 0x2044), (0x2070, 0x2070), (0x2074, 0x2079)),
    *((0x207D, 0x2089), (0x208D, 0x208E), (0x20A1, 0x20A1), (0x20A4, 0x20A4), (0x20A6, 0x20A7), (0x20AB, 0x20AC)),
    *((0x20B1, 0x20B2), (0x20B5, 0x20B5), (0x20B9, 0x20BA), (0x20BD, 0x20BD), (0x210A, 0x210A), (0x2113, 0x2113)),
    *((0x2117, 0x2117), (0x2120, 0x2120), (0x2122, 0x2122), (0x212E, 0x212E), (0x2153, 0x2154), (0x215B, 0x215E)),
    *((0x2190, 0x2193), (0x2202, 0x2202), (0x2206, 0x2206), (0x220F, 0x220F), (0x2211, 0x2212), (0x2215, 0x2215)),
    *((0x2219, 0x221A), (0x221E, 0x221E), (0x222B, 0x222B), (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265)),
    *((0x25A0, 0x25A0), (0x25B2, 0x25B3), (0x25B6, 0x25B7), (0x25BC, 0x25BD), (0x25C0, 0x25C1), (0x25C6, 0x25C6)),
    *((0x25CA, 0x25CA), (0xFB01, 0xFB02)),
)
_SPACES = re.compile(r"[\t\v\f\x1c-\x1f\u2000-\u2006\u2008-\u200a\u202f\u205f\u3000]")
_LINES = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_STRETCHES = "".join(
    f"{re.escape(chr(first))}-{re.escape(chr(last))}" if last > first else re.escape(chr(first))
    for first, last in _SHAPES
)
_FOREIGN = re.compile(f"[^\\n{_STRETCHES}]")


def has_shape(char: str) -> bool:
    """Whether the report's font can draw `char`."""
    return not _FOREIGN.match(char)


def cleaned_text(text: str) -> str:
    """Return `text` as a report shows it.

    Control and direction marks and other invisible characters are dropped, every kind of space and line end becomes a
    plain one and ำ one character, and what the font has no shape for becomes `MISSING`, unless another way of writing
    it (NFC) has one.

    >>> clean("งบ\\u202eประมาณ\\x07 😀")
    'งบประมาณ ■'
    """
    text = composed(text)
    return _cleaned(text) if _FOREIGN.search(text) else text


@lru_cache(maxsize=4096)
def _cleaned(text: str) -> str:
    text = _SPACES.sub(" ", _LINES.sub("\n", text))
    if _FOREIGN.search(text):
        text = unicodedata.normalize("NFC", text)
    return _FOREIGN.sub(lambda match: "" if _invisible(match.group()) else MISSING, text)


def missing_characters(text: str) -> tuple[str, ...]:
    """Return the characters in `text` that are shown as `MISSING`, each once, in their order."""
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", _LINES.sub("\n", text)))
    found = (match.group() for match in _FOREIGN.finditer(text))
    return tuple(dict.fromkeys(char for char in found if not _invisible(char)))


def character_with_code(char: str) -> str:
    """A character and its number, `😀 (U+1F600)`, for a message about it."""
    return f"{char} (U+{ord(char):04X})"


# Signs that change how the one before them looks (emoji variants), and fillers, which are no signs at all.
_UNSEEN = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]")


def _invisible(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn", "Co") or bool(_UNSEEN.match(char))


def with_cleaned_texts(part: Any) -> Any:
    """Return a frozen part of a document with every text in it cleaned; a part that needs none comes back as it is."""
    if isinstance(part, str):
        return cleaned_text(part)
    if isinstance(part, tuple):
        items = tuple(with_cleaned_texts(item) for item in part)
        return part if all(new is old for new, old in zip(items, part, strict=True)) else items
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **dict(_changed(part)))
    return part


def _changed(part: Any) -> Iterator[tuple[str, Any]]:
    for field in fields(part):
        old = getattr(part, field.name)
        new = with_cleaned_texts(old)
        if new is not old:
            yield field.name, new
