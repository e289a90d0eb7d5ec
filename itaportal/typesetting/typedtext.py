"""What a text typed for the report may hold: pure functions that say in Thai what is wrong, where and what to do.

The report shows any text safely, whatever is in it (`characters`, escaping). Here a person who types one is told
at once, while it can still be mended, what the reader would not see as it was meant.
"""

import re
import unicodedata

from assessments.thai import shorten, thai_digits
from assessments.thaitext import tidy

from . import characters

_HTML = re.compile(r"<(?:/?[A-Za-z][^<>]*|!--.*?--|!\w[^<>]*)>|&(?:#\d+|#x[\dA-Fa-f]+|[A-Za-z][A-Za-z\d]+);", re.S)
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\$\{[^{}]*\}", re.S)
_FEW = 5


def tidied(text: str, *, one_line: bool = False) -> str:
    """Return `text` with plain line ends and mended (`thaitext`).

    `one_line` joins all white space.
    """
    text = tidy(text.replace("\r\n", "\n").replace("\r", "\n"))
    return " ".join(text.split()) if one_line else text.strip()


def typed_text_problems(text: str, *, limit: int) -> list[str]:
    """Return what is wrong with a tidied text, in Thai; an empty list where the report shows it as it was typed."""
    found = [_too_long(text, limit), _without_shape(text), _template(text), _html(text)]
    return [problem for problem in found if problem]


def _too_long(text: str, limit: int) -> str:
    if len(text) <= limit:
        return ""
    return f"ข้อความยาว {thai_digits(len(text))} ตัวอักษร ยาวได้ไม่เกิน {thai_digits(limit)} ตัวอักษร กรุณาย่อข้อความ"


def _without_shape(text: str) -> str:
    found = characters.missing_characters(text)
    if not found:
        return ""
    names = " ".join(characters.character_with_code(char) for char in found[:_FEW])
    return f"มีอักขระที่แบบอักษรของรายงานไม่มี คือ {names} กรุณาลบหรือเปลี่ยนเป็นข้อความ"


def _template(text: str) -> str:
    found = _TEMPLATE.search(text)
    if not found:
        return ""
    return f"“{_quoted(found.group())}” เป็นคำสั่งแม่แบบซึ่งใช้ในรายงานไม่ได้ คำแทนใช้วงเล็บปีกกาชั้นเดียว เช่น {{คะแนน}}"


def _html(text: str) -> str:
    found = _HTML.search(text)
    if not found:
        return ""
    return f"“{_quoted(found.group())}” เป็นรหัส HTML ซึ่งรายงานไม่ใช้ ผู้อ่านจะเห็นรหัสนั้นเอง กรุณาลบออก"


def _quoted(text: str) -> str:
    return shorten(unicodedata.normalize("NFC", " ".join(text.split())), 40)
