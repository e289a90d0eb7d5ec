"""Whether a typed text ends in the middle of a sentence, as one does that was cut off while it was copied.

Thai has neither spaces between words nor a full stop, so the end is cut into words (PyThaiNLP's newmm over its word
list, as for the PDF's line breaks) and the last of them looked at. What is left out on purpose: a verb without its
object (หน่วยงานควรจัดทำ) needs grammar to be told from a whole sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

from itaportal.typesetting.segmentation import dictionary_words, listed_words

_THAI_END = re.compile(r"[ก-ฺเ-ๅ็-๎]+$")
_LOOKED_AT = 80  # characters of the last stretch without a space: enough for the tokenizer to find its feet
_SHORT = 2  # a word this short at the end is more likely the start of a longer one (กา, งา, แล), where there is one
_SHORT_WORDS = frozenset(("มา", "มี", "ไป", "ดี", "ปี"))
_PIECES = frozenset(("กา", "งา", "แล"))  # of การ, งาน and และ; a report speaks of no kettles and no sesame
# Words that join what follows, or that lack what they speak of.
_JOINING_WORDS = """
กับ การ การตาม กำหนดให้ ของ ควร ความ คือ จะ จะต้อง จาก จึง ซึ่ง ซึ่งเป็น ณ ดังต่อไปนี้ ดังนั้น ดังนี้
ตลอดจน ตลอดถึง ตั้งแต่ ตาม ต่อไปนี้ ต้อง ถ้า ทั้งนี้ ทำให้ ที่ ที่มี ที่เป็น ทุก นอกจาก นอกจากนี้
ประกอบด้วย ผู้ พร้อมกับ พร้อมทั้ง มีการ มีความ รวมถึง รวมทั้ง รวมไปถึง ระหว่าง ร่วมกับ ว่า สำหรับ
สู่ ส่งผลให้ ส่งเสริมให้ หน่วย หรือ หาก อย่าง อัน อาจ อาทิ อาทิเช่น เกี่ยวกับ เช่น เท่ากับ เนื่องจาก
เปิดให้ เป็น เป็นการ เป็นไปตาม เพราะ เพื่อ เพื่อการ เพื่อที่จะ เพื่อเป็น เพื่อให้ เมื่อ แก่ แจ้งให้
แต่ แต่ละ แม้ และ โดย โดยการ โดยเฉพาะ ใน ให้การ ให้แก่ ได้แก่ ไม่ ไม่ว่า
"""
_JOINING = frozenset(_JOINING_WORDS.split())
# Whole sentences may end in these, although their last word joins elsewhere.
_WHOLE = ("ชำนาญการ", "หลายอย่าง", "หรือไม่", "ทำตาม", "ปฏิบัติตาม", "เท่าที่ควร", "ตามควร", "พอควร")
_PAIRS = ("()", "[]", "“”", "‘’", "«»")
# A straight quotation mark; after a digit it may be the sign for inches.
_STRAIGHT = re.compile(r'(?<!\d)"')
_OPEN_END = re.compile(r"[,:;\-–/(“\[‘]$|[เแโใไ]$")


def ends_in_mid_sentence(text: str, names: Iterable[str] = ()) -> bool:
    """Whether `text` ends in the middle of a sentence.

    That is inside a word, brackets or quotation marks, or after a word that joins what should follow. What ends in one
    of `names`, which need be no words, is whole.

    >>> cut_off("หน่วยงานได้ดำเนินการปรับป"), cut_off("หน่วยงานได้ดำเนินการปรับปรุง")
    (True, False)
    """
    trimmed = text.strip()
    if not trimmed:
        return False
    if any(trimmed.count(pair[0]) > trimmed.count(pair[1]) for pair in _PAIRS) or len(_STRAIGHT.findall(trimmed)) % 2:
        return True
    if _OPEN_END.search(trimmed):
        return True
    if trimmed.endswith(tuple(name for name in names if name)):
        return False
    stopped = trimmed.endswith(".")
    return _ends_open(trimmed.rstrip(" ."), whole_words=stopped)


def _ends_open(text: str, *, whole_words: bool) -> bool:
    """Whether the last word joins or is a piece of one; before a full stop (`whole_words`) may be an abbreviation."""
    match = _THAI_END.search(text[-_LOOKED_AT:])
    if not match:
        return False
    end = match.group()
    found = dictionary_words(end)
    if any("".join(found[-count:]) in _JOINING for count in (1, 2, 3)):
        return not (end.endswith(_WHOLE) or _counted(found[-1], text))
    return not whole_words and _broken(found)


def _counted(word: str, text: str) -> bool:
    """`๕ หน่วย` counts something, `ของหน่วย` lacks its end."""
    return word == "หน่วย" and bool(re.search(r"[\d๐-๙]\s*หน่วย$", text[-_LOOKED_AT:]))


def _broken(found: list[str]) -> bool:
    """Whether the last word is only the beginning of one: a consonant by itself, or no word but the start of one.

    A consonant that stands alone, after a space, is a letter (ข้อ ก). A name is no word either, but starts none.
    """
    last = found[-1]
    if len(last) == 1:
        return len(found) > 1
    if last in _PIECES and len(found) > 1:
        return True
    if last not in listed_words() and _starts_a_word(last):
        return True
    pair = "".join(found[-2:])
    if len(last) > _SHORT or last in _SHORT_WORDS:
        return False
    return pair not in listed_words() and _starts_a_word(pair)


@cache
def _in_order() -> list[str]:
    return sorted(listed_words())


def _starts_a_word(piece: str) -> bool:
    ordered = _in_order()
    place = bisect_right(ordered, piece)
    return place < len(ordered) and ordered[place].startswith(piece)
