"""Line breaks that a reader of Thai expects: names, fixed terms and a number with its unit stay on one line.

Thai is broken at dictionary words, also inside a term or a name made of several (หน่วย|งาน, จัดซื้อ|จัดจ้าง). Such a
sequence is wrapped in `<span class="nobreak">`; the words themselves stay as they are, so that what is copied out of
the PDF is what was written.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..terms import FIXED_TERMS
from .textlayer import hold_hyphens

PROSE = 44  # printed characters that surely fit a line of running text
PHRASE = 60  # … and of a title, in its short lines
PHONE = 20  # … and a line on a phone: what is longer is marked, and may break there
CELL = 12  # … and a line of the narrowest table column

# Where a title that does not fit on one line is to be broken: before these.
_PHRASES = (
    "ในการดำเนินงานของหน่วยงานภาครัฐ",
    "และความโปร่งใสภายในหน่วยงาน",
    "หรือพัฒนาองค์กร",
    "หรือรักษาระดับ",
)
_ENGLISH = re.compile(r"\([A-Z][^)]*\)")
_NUMBER = r"[๐-๙][๐-๙.,]*"
# What numbers count in these documents.
_COUNTED = (
    "คะแนน|ตัวชี้วัด|มาตรการ|เครื่องมือ|โครงการ|กิจกรรม|ขั้นตอน|ช่องทาง|รายการ|ประเภท|ชั่วโมง|นาที|เดือน|ไตรมาส|สัปดาห์|ครั้ง|แห่ง|ฉบับ|เรื่อง|ระดับ"
    "|ข้อ|แบบ|ด้าน|ส่วน|วัน|ปี|คน|ราย|ชุด|บาท|น\\."
)
_PATTERNS = (
    r"“[^”]{1,24}”",
    rf"(?:ประจำ)?ปีงบประมาณ พ\.ศ\. {_NUMBER}",
    rf"พ\.ศ\. {_NUMBER}",
    rf"(?:ภาพที่|ตารางที่|ตัวชี้วัดที่|ส่วนที่|ข้อ|ร้อยละ|ส่วนละ|ตลอดปี|ปี) {_NUMBER}",
    rf"\(?(?:ได้ |ขาด |มี )?{_NUMBER} (?:{_COUNTED})\)?",
    r"\([๐-๙]+\)",
    r"\([A-Z]{2,5}\)",
    r"No Gift Policy",
    r"[ก-๛]{1,12} ๆ",
)


@lru_cache(maxsize=64)
def _overlapping(fixed: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds each of the texts wherever one begins, also inside another."""
    longest_first = sorted(fixed, key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))" if fixed else "(?!)()")


_KEPT = (_overlapping(FIXED_TERMS), re.compile(f"(?=({'|'.join(_PATTERNS)}))"))


@lru_cache(maxsize=64)
def _kept(names: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for everything that stays together; what is longer is tried first."""
    fixed = sorted({*names, *FIXED_TERMS}, key=len, reverse=True)
    return re.compile("|".join([*_PATTERNS, *map(re.escape, fixed)]))


def kept_spans(text: str, names: Iterable[str] = ()) -> list[tuple[int, int]]:
    """Where `names`, fixed terms and numbers with their unit stand in `text`, first and last place of each.

    They may overlap; names come first, then the shorter before the longer.
    """
    found = [
        [match.span(1) for match in pattern.finditer(text)]
        for pattern in (_overlapping(tuple(name for name in names if name)), *_KEPT)
    ]
    return [*found[0], *sorted((span for spans in found[1:] for span in spans), key=lambda span: span[1] - span[0])]


def printed_length(text: str) -> int:
    """Characters that take room; Thai vowels and tone marks above and below stand over another."""
    return sum(unicodedata.category(char) != "Mn" for char in text)


def hold(text: str, names: Iterable[str] = (), longest: int = PROSE) -> SafeString:
    """Return `text` as safe HTML in which `names`, fixed terms, numbers with units and hyphens do not break.

    `longest` is the number of printed characters that surely fit on a line: what is longer may be broken between its
    words, so that it never sticks out. The stylesheet has to say `.nobreak { white-space: nowrap }`.

    >>> hold("ได้ ๙๐.๐๐ คะแนน <b>")
    '<span class="nobreak">ได้ ๙๐.๐๐ คะแนน</span> &lt;b&gt;'
    """
    pieces, end = [], 0
    for match in _kept(tuple(name for name in names if name)).finditer(text):
        length = printed_length(match.group())
        if length > longest:
            continue
        kind = "nobreak long" if length > PHONE else "nobreak"
        pieces.append(hold_hyphens(text[end : match.start()], longest))
        pieces.append(format_html('<span class="{}">{}</span>', kind, match.group()))
        end = match.end()
    pieces.append(hold_hyphens(text[end:], longest))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece above is escaped


def hold_title(text: str) -> SafeString:
    """A centred title as safe HTML, broken between its phrases rather than wherever the line is full."""
    return hold(text, (*_PHRASES, *_ENGLISH.findall(text)), PHRASE)


def title_lines(text: str, longest: int) -> tuple[str, ...]:
    """A title's lines for a format that cannot hold words together: broken between its phrases where it is long.

    `longest` is the number of printed characters that surely fit. Joined with "" the lines are the text again.
    """
    starts = re.compile("|".join([*map(re.escape, _PHRASES), _ENGLISH.pattern]))
    lines, begin = [], 0
    for match in starts.finditer(text):
        if begin < match.start() and printed_length(text[begin : match.end()]) > longest:
            lines.append(text[begin : match.start()])
            begin = match.start()
    return (*lines, text[begin:])
