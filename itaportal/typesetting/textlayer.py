"""What the exact text of a PDF asks of its lines, beyond the work of the font (see scripts/build_font.py).

A hyphen is kept out of line ends: a reader that meets "2568-" at the end of a line and "2569" on the next joins them to
"25682569" (pdftotext), or puts a mark of its own in place of the hyphen (PDFium). The words around it stay on one line.

A consonant and its marks are one glyph with one text: nothing may come between them, be it a line's end or an invisible
character, or the glyph's text is lost in the file.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

LONGEST = 24  # characters; longer words may be broken, as they would stick out of a narrow column
# Thai vowels that stand before their consonant, and signs that stand after what they belong to.
_LEADING, _TRAILING = "เแโใไ", "ะาำๅๆฯ"
# Senseless sequences that the font has no one glyph for, and that HarfBuzz returns as one cluster or at one place.
_BEFORE_SARA_AM = re.compile(r"(?<=[ก-ฮ])(?![่-๋]ำ)[ัิ-ฺ็-๎]+(?=ำ)")  # น้้ำ, ก์ำ
_TWICE = re.compile(r"(?<=[ก-ฮ])([ัิ-ู็])(?=\1[่-์])")  # ซืื้อ
_BELOW = re.compile(r"(?=[ัิ-ฺ็-๎]*[ุ-ฺ])(?![ุู]([่-์])\1(?![ัิ-ฺ็-๎]))[ัิ-ฺ็-๎]{3,}|[ุู]ฺ|ฺ[ุู]")  # ปุ่ี, but not อู่่

_SENSELESS = re.compile(r"\S*(?:[ัิ-ฺ็-๎]{3}|[ะาำ][ัิ-ฺ็-๎]{2}|[ัิ-ฺ็์-๎]ำ)\S*")


def hold_hyphens(text: str, longest: int = LONGEST) -> str:
    """Return text as HTML, words with a hyphen inside ``<span class="nobreak">``.

    A hyphen that stands between spaces is held together with the word after it. The stylesheet has to say
    ``.nobreak { white-space: nowrap }``. Pass the longest word that surely fits the column.

    >>> hold_hyphens("ปี 2568-2569 & ต.ค. - ก.ย.")
    'ปี <span class="nobreak">2568-2569</span> &amp; ต.ค. <span class="nobreak">- ก.ย.</span>'
    """
    held = re.compile(rf"(?<!\S)(?=\S*-)(?:-\s)?\S{{1,{longest}}}(?!\S)")
    html, end = [], 0
    for match in held.finditer(text):
        html += [escape(text[end : match.start()]), f'<span class="nobreak">{escape(match.group())}</span>']
        end = match.end()
    return "".join([*html, escape(text[end:])])


def begins_cluster(text: str, place: int) -> bool:
    """Whether nothing before `place` belongs to the sign there: no mark, vowel or ๆ is left behind by a cut.

    >>> [place for place in range(5) if begins_cluster("แก้ไข", place)]
    [0, 3]
    """
    if not 0 < place < len(text):
        return True
    sign = text[place]
    return sign not in _TRAILING and unicodedata.category(sign) not in ("Mn", "Cf") and text[place - 1] not in _LEADING


def places_to_part(text: str) -> list[int]:
    """Return the places where an invisible sign must separate two signs. Drawn as one, they would lose their own text.

    Only in misspelt text: what is spelt right has a glyph of its own.

    >>> parted("น้้ำ"), parted("น้ำ ซื้อ ผู้")
    ([3], [])
    """
    places = {match.end() for pattern in (_BEFORE_SARA_AM, _TWICE) for match in pattern.finditer(text)}
    for match in _BELOW.finditer(text):
        places.update(range(match.start() + 1, match.end()))
    return sorted(places)


def senseless_words(text: str) -> list[str]:
    """Return the words in which a letter carries more marks than a Thai letter can have, each once, in order.

    >>> senseless("ที่นี่ กา\u0e38\u0e4bด น้ำ")
    ['กา\u0e38\u0e4bด']
    """
    return list(dict.fromkeys(_SENSELESS.findall(text)))
