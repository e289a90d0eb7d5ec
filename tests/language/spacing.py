"""Spaces, digits and lists in Thai sentences, as far as a machine can decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .sources import Sentence

_THAI = "ก-ฺเ-๎"
RULES: dict[str, re.Pattern[str]] = {
    "เว้นวรรคหน้าและหลังไม้ยมก": re.compile(rf"[{_THAI}]ๆ|ๆ[{_THAI}]"),
    "ไม่เว้นวรรคหลัง “และ” หน้าอักษรไทย": re.compile(rf"(?<![{_THAI}])และ (?=[ก-ฮเ-ไ])|(?<=[ก-๎])และ (?=[ก-ฮเ-ไ])"),
    "เว้นวรรคระหว่างอักษรไทยกับตัวเลข": re.compile(rf"[{_THAI}][๐-๙]|[๐-๙][{_THAI}]"),
    "เว้นวรรคระหว่างอักษรไทยกับอักษรโรมัน": re.compile(rf"[{_THAI}][A-Za-z]|[A-Za-z][{_THAI}]"),
    "เว้นวรรคหน้าและหลังเครื่องหมายอัญประกาศ": re.compile(rf"[{_THAI}]“|”[{_THAI}]"),
    "รายการคำไทยไม่ใช้จุลภาค": re.compile(rf"[{_THAI}], ?[{_THAI}]"),
    "เว้นวรรคหน้าและหลัง “ได้แก่”": re.compile(rf"[{_THAI}]ได้แก่|ได้แก่[{_THAI}“]"),
    "เว้นวรรคหน้าและหลัง “เช่น”": re.compile(rf"[{_THAI}]เช่น(?!เดียวกั|กัน|เคย|นี้|นั้น)|เช่น(?!เดียวกั|กัน|เคย|นี้|นั้น)[{_THAI}“]"),
}
# Latin letters and digits that are names, codes, keys, addresses or parts of a file.
_NAMES = re.compile(
    r"SHA-256|UTF-8|ISO 8601|OpenAPI 3\.1|No Gift Policy|e-Service|pbkdf2|https?://\S*|\.[a-z]{2,5}\b|--[a-z-]+|v1/|/2568/|"
    r"\b[A-Z]+(?:\+[A-Za-z]+)+\b|\(\?\S*|[A-Za-z_]+_[A-Za-z_0-9]+|name@example\.go\.th"
)
_ASCII_DIGIT = re.compile(r"(?<![A-Za-z])[0-9]")


def breaks(sentences: Iterable[Sentence]) -> Iterator[str]:
    """Each breach of a rule on spaces and lists, with its place."""
    for sentence in sentences:
        text = _NAMES.sub(" ", sentence.text)
        for rule, pattern in RULES.items():
            if found := pattern.search(text):
                yield f"{sentence} — {rule}: “{text[max(0, found.start() - 8) : found.end() + 8]}”"


def ascii_digits(sentences: Iterable[Sentence]) -> Iterator[str]:
    """Each ASCII digit in a Thai sentence, with its place."""
    for sentence in sentences:
        if found := _ASCII_DIGIT.search(_NAMES.sub(" ", sentence.text)):
            yield f"{sentence} — เลขอารบิก “{found.group()}”"
