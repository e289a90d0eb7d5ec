"""Finds in a typed Thai text what last year's copied document used to carry over: pure functions, no database.

Each finder returns what it found as it stands in the text, so that a message can quote it.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from assessments.thai import ascii_digits

_NUMBER = re.compile(r"(?<![\d.,/])(\d{1,3}(?:\.\d{1,4})?)(?![\d/]|[.,]\d)")
# A number with one of these around it counts something else than a score.
_OTHER_UNIT = re.compile(
    r"\s*(บาท|ล้าน|แสน|หมื่น|พัน|ร้อยละ|%|เปอร์เซ็นต์|วัน|เดือน|ปี|คน|ครั้ง|แห่ง|กม|กิโลเมตร|ไร่|ตาราง|ข้อ|ด้าน|ขั้นตอน|ช่องทาง|น\.)"
)
_SHARE_BEFORE = re.compile(r"(ร้อยละ|อัตรา|มาตรา|ข้อ|ที่|เวลา|ราคา)\s*$")
_SCORE_AFTER = re.compile(r"\s*คะแนน")
_YEAR = re.compile(r"(?<!\d)(2[45]\d\d|19\d\d|20\d\d)(?!\d)")
_LEFTOVERS = re.compile(
    r"ยกตัวอย่างเช่น|ระบุชื่อ\S*|\(ระบุ[^)]*\)|[xX]{2,}|[๐0]{4,}|…+|\.{3,}|_{3,}|(?:\.\s){3,}|\[[^\]]{0,40}\]|lorem ipsum",
    re.IGNORECASE,
)
# Words that join what follows; one of them at the very end, or a vowel that precedes its consonant, is a cut.
_CUT_OFF = re.compile(
    r"(และ|หรือ|โดย|เพื่อ|ของ|ระหว่าง|เนื่องจาก|จาก|ได้แก่|เช่น|ซึ่ง|รวมทั้ง|ตลอดจน|กับ|ใน|ที่|ความ|(?:และ|หรือ|ให้|ของ|ใน|เพื่อ|ต่อ)การ"
    r"|[เแโใไ]|[,:;\-–/(“])$"
)
_ENDS_LIKE = (
    *("ภายใน", "กำกับ", "บังคับ", "สิ่งของ", "ข้าวของ", "ข้อความ", "บทความ", "ภายหลังจาก"),
    *("หน้าที่", "พื้นที่", "สถานที่", "เต็มที่", "ทันที่", "ที่ดินของรัฐ", "แห่งที่", "ทุกที่", "ท้องที่", "คงที่", "นอกสถานที่"),
)


@dataclass(frozen=True)
class FoundNumber:
    """A number in a text that reads as a score: as written, and its value."""

    written: str
    value: Decimal


def score_like_numbers(text: str) -> Iterator[FoundNumber]:
    """Yield the numbers of 0–100 in `text` that speak of a score.

    Those are numbers with two decimals, and others followed by the word คะแนน; not shares, money, days and the like.
    """
    plain = ascii_digits(text)
    for match in _NUMBER.finditer(plain):
        written, value = text[match.start() : match.end()], Decimal(match.group())
        followed, before = plain[match.end() :], plain[: match.start()]
        if value > 100 or _OTHER_UNIT.match(followed) or _SHARE_BEFORE.search(before):
            continue
        if _SCORE_AFTER.match(followed) or value.as_tuple().exponent == -2:
            yield FoundNumber(written, value)


def fiscal_years(text: str) -> Iterator[tuple[str, int]]:
    """Yield the four-digit years in `text` as written and as พ.ศ.; a ค.ศ. year counts as the same year in พ.ศ."""
    plain = ascii_digits(text)
    for match in _YEAR.finditer(plain):
        year = int(match.group())
        yield text[match.start() : match.end()], year if year > 2400 else year + 543


def leftovers(text: str) -> Iterator[str]:
    """Yield template words and blanks that somebody forgot to fill in."""
    for match in _LEFTOVERS.finditer(text):
        yield match.group()


def cut_off(text: str) -> bool:
    """Whether `text` ends in the middle of a sentence: after a joining word, or inside brackets or quotation marks."""
    trimmed = text.strip()
    if not trimmed:
        return False
    if any(trimmed.count(left) > trimmed.count(right) for left, right in ("()", "“”", "[]")):
        return True
    return bool(_CUT_OFF.search(trimmed)) and not trimmed.endswith(_ENDS_LIKE)


def near_misses(text: str, name: str, *, known: Collection[str] = ()) -> Iterator[str]:
    """Yield the places in `text` that are almost, but not exactly, `name`: misspellings, not other words.

    A place counts as almost the name when turning it into the name takes at most one edit in five characters.
    Who misspells a name still begins it right, so the first two characters have to agree. `known` are other right
    names; a place that touches one of them, or an exact `name`, is not reported.
    """
    length = len(name)
    if length < 6 or not text:
        return
    allowed = max(1, length // 5)
    taken = _spans(text, [name, *known])
    found = []
    for end, edits in sorted(_edit_ends(text, name, allowed), key=lambda item: (item[1], -item[0])):
        start = _start_of(text, name, end, edits)
        if text[start : start + 2] == name[:2] and not any(start < high and low < end for low, high in taken):
            taken.append((start, end))
            found.append((start, end))
    for start, end in sorted(found):
        yield text[start:end]


def _spans(text: str, names: Collection[str]) -> list[tuple[int, int]]:
    return [match.span() for name in names for match in re.finditer(re.escape(name), text)]


def _edit_ends(text: str, name: str, allowed: int) -> list[tuple[int, int]]:
    """For every end in `text` where some substring is within `allowed` edits of `name`: (end, edits). Sellers 1980."""
    column = list(range(len(name) + 1))
    found = []
    for end, char in enumerate(text, start=1):
        previous, column[0] = column[0], 0
        for row, wanted in enumerate(name, start=1):
            current = column[row]
            column[row] = min(previous + (wanted != char), column[row] + 1, column[row - 1] + 1)
            previous = current
        if column[-1] <= allowed:
            found.append((end, column[-1]))
    return found


def _start_of(text: str, name: str, end: int, edits: int) -> int:
    """Where the substring that ends at `end` with that many edits begins: the closest length to the name's."""
    lengths = sorted(range(len(name) - edits, len(name) + edits + 1), key=lambda size: abs(size - len(name)))
    for size in lengths:
        if size <= end and _distance(text[end - size : end], name) == edits:
            return end - size
    return max(0, end - len(name))


def _distance(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for position, char in enumerate(left, start=1):
        previous, row[0] = row[0], position
        for column, wanted in enumerate(right, start=1):
            current = row[column]
            row[column] = min(previous + (wanted != char), row[column] + 1, row[column - 1] + 1)
            previous = current
    return row[-1]
