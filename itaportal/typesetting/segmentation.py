"""Thai words: where PyThaiNLP finds them, with the field's terms among them, and which of them are one with the next.

Words are found by PyThaiNLP's "newmm" over its word list. การ, ความ, ผู้ and the like are one word with what follows.
"""

import os
from functools import cache

from .terms import FIXED_TERMS
from .textlayer import begins_cluster
from .typography import ROOM, THAI, printed_length

# PyThaiNLP makes a folder in the home directory and may fetch word lists; what is used here lies in its own package.
os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
os.environ.setdefault("PYTHAINLP_OFFLINE", "1")

# One word with the verb or noun after it; a break after one of these reads as a slip.
_BEFORE_VERBS = ("การ", "ความ", "ผู้", "นัก", "ชาว", "ช่าง", "น่า", "ขี้", "ไม่", "อย่าง", "เชิง")
_PREFIXES = frozenset({*_BEFORE_VERBS, "คณะ", "ข้อ", "ค่า", "คำ", "ใบ", "จุด", "ช่อง", "กระบวน"})
_TERMS = frozenset(FIXED_TERMS)
_BEGINNINGS = ("การ", "ความ")
# Entries of the list that take letters from another word: แผน|การใช้จ่าย, ต่อ|หน้าที่, ทำให้|คะแนน, เรียกรับ|สินบน, ผล|ประโยชน์,
# เอกสาร|ประกอบ.
_MISLEADING = frozenset(
    [
        "แผนการ",
        "งานการ",
        "คู่มือการใช้",
        "เป็นการ",
        "ว่าการ",
        "ให้การ",
        "ตอนที่",
        "ตามที่",
        "ถึงที่",
        "ต่อหน้า",
        "ให้คะแนน",
        "ปฏิบัติตาม",
        "รับสินบน",
        "ประเมินผล",
        "สวัสดิการสังคม",
        "ประโยชน์ส่วนตัว",
        "ประโยชน์ส่วนรวม",
        "สารประกอบ",
    ]
)


def unbroken_words(text: str, room: int = ROOM, line: int = 0) -> list[str]:
    """Return a stretch of Thai as words, การ and the like together with what follows where both fit in `room`.

    `line` is the room of a whole line where a number before the text takes some of it: one word may be as long.

    >>> words("การรับรู้ของผู้มีส่วนได้เสีย")[:2]
    ['การรับรู้', 'ของ']
    """
    found: list[str] = []
    place = 0
    before = ""
    for word in _segment(text, room, line or room):
        # Misspelt text (สิทธ์ิ, เก็่บ) is cut inside a consonant's marks, which are one glyph with it.
        inside = not begins_cluster(text, place)
        begun = found[-1] if before in _PREFIXES else ""  # also the second of two: การไม่|รับของขวัญ
        if inside or (begun and printed_length(begun + word) <= room):
            found[-1] += word
        elif begun and word not in _TERMS:  # rather การอำนวย|ความสะดวก than a การ that is left behind
            left = max(room - len(begun), 1)
            first, *rest = unbroken_words(word, left)
            if rest:
                found[-1] += first
            found += rest or [word]
        else:
            found.append(word)
        before = word
        place += len(word)
    return found


def dictionary_words(text: str) -> list[str]:
    """Return a stretch of Thai as words of PyThaiNLP's own list, for those who look at the words themselves."""
    return _segment(text, len(text), len(text), _plain_list())


def listed_words() -> frozenset[str]:
    """Return PyThaiNLP's own list, by which `dictionary_words` cuts."""
    return _plain_list()[0]


def _segment(text: str, room: int, line: int, listed: "_WordList | None" = None) -> list[str]:
    from pythainlp.tokenize.newmm import segment  # takes a tenth of a second: only when a report is drawn

    return segment(text, custom_dict=_Dictionary(room, line, listed or _word_list()))  # type: ignore[arg-type]  # asked only what `_Dictionary` answers


_WordList = tuple[frozenset[str], dict[str, int]]  # words, and the length of the longest by its first two letters


class _Dictionary:
    """A word list with the one method that PyThaiNLP's tokenizer needs: a sixth of the memory of its own tree.

    Terms that do not fit `room` and words that do not fit `line` are none, so that those inside them are found.
    """

    def __init__(self, room: int, line: int, listed: _WordList) -> None:
        self._room, self._line = room, line
        self._words, self._longest = listed

    def prefixes(self, text: str, start: int = 0) -> list[str]:
        """The words that `text` has at `start`, the shortest first: of several ways to cut, the first is taken."""
        end = min(start + self._longest.get(text[start : start + 2], 1), len(text))
        candidates = (text[start:place] for place in range(start + 1, end + 1))
        return [word for word in candidates if word in self._words and self._fits(word)]

    def _fits(self, word: str) -> bool:
        return len(word) <= self._room or printed_length(word) <= (self._room if word in _TERMS else self._line)


@cache
def _plain_list() -> _WordList:
    """PyThaiNLP's words."""
    from pythainlp.corpus import thai_words

    return _listed(thai_words())


@cache
def _word_list() -> _WordList:
    """PyThaiNLP's words and our terms.

    Without what is การ or ความ with another word, as การ goes with any verb: มาตร|การปรับปรุง, ดำเนิน|การป้องกัน.
    """
    from pythainlp.corpus import thai_words

    listed = thai_words() - _MISLEADING
    entries = {
        word
        for word in listed
        if not any(word.removeprefix(start) in listed for start in _BEGINNINGS if word.startswith(start))
    }
    entries.update(term for term in _TERMS if THAI.fullmatch(term))
    return _listed(frozenset(entries))


def _listed(entries: frozenset[str]) -> _WordList:
    longest: dict[str, int] = {}
    for word in entries:
        longest[word[:2]] = max(longest.get(word[:2], 0), len(word))
    return entries, longest
