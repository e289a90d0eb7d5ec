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

from .terms import BREAKABLE, FIXED_TERMS
from .textlayer import hold_hyphens

PROSE = 44  # printed characters that surely fit a line of running text
PHRASE = 60  # … and of a title, in its short lines
PHONE = 20  # … and a line on a phone: what is longer may break there, between the terms inside it
CELL = 12  # … and a line of the narrowest table column
ROOM = 23  # … that are held together in running text: a third of its line
THAI = re.compile(r"[ก-ฺเ-๎]+")  # a stretch of Thai letters and marks; digits and ฿ ๏ ๚ ๛ are no part of words

# Where a title that does not fit on one line is to be broken: before these.
_PHRASES = (
    "ในการดำเนินงานของหน่วยงานภาครัฐ",
    "และความโปร่งใสภายในหน่วยงาน",
    "หรือพัฒนาองค์กร",
    "หรือรักษาระดับ",
)
# The kind of an agency and its own name, between which a long name may be broken.
AGENCY = re.compile(r"(?:องค์การบริหารส่วน|เทศบาล)(?:ตำบล|จังหวัด|เมือง|นคร)|(?<=ตำบล)\S+|(?<=จังหวัด)\S+")
_ENGLISH = re.compile(r"\([A-Z][^)]*\)")
_NUMBER = r"[๐-๙0-9][๐-๙0-9.,]*"  # people type either kind of digits
_MONTH = (
    "(?:มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม"
    r"|ม\.ค\.|ก\.พ\.|มี\.ค\.|เม\.ย\.|พ\.ค\.|มิ\.ย\.|ก\.ค\.|ส\.ค\.|ก\.ย\.|ต\.ค\.|พ\.ย\.|ธ\.ค\.)"
)
_DAY, _YEAR = "(?<![๐-๙0-9])[๐-๙0-9]{1,2}", r"(?:(?:พ\.ศ\. )?[๐-๙0-9]{4}|[๐-๙]{2}(?![๐-๙0-9]))"
# What numbers count in these documents.
_COUNTED = (
    "คะแนน|ตัวชี้วัด|มาตรการ|เครื่องมือ|โครงการ|กิจกรรม|ขั้นตอน|ช่องทาง|รายการ|ประเภท|ชั่วโมง|นาที|เดือน|ไตรมาส|สัปดาห์|ครั้ง|แห่ง|ฉบับ|เรื่อง|ระดับ"
    "|ข้อ|แบบ|ด้าน|ส่วน|วัน|ปี|คน|ราย|ชุด|บาท|น\\."
)
_PATTERNS = (
    r"“[^”]{1,24}”",
    rf"(?:ประจำ)?ปีงบประมาณ พ\.ศ\. {_NUMBER}",
    rf"พ\.ศ\. {_NUMBER}",
    rf"(?:ภาพที่|ตารางที่|ตัวชี้วัดที่|ส่วนที่|ข้อ|ร้อยละ|ส่วนละ|ตลอดปี|ปี|เขต|มาตรา) {_NUMBER}(?: คะแนน)?",
    # ครั้งที่ ๑/๒๕๖๙, คำสั่งที่ ๑๒; a date stands for itself, without its วันที่
    rf"(?:ครั้ง|รุ่น|ฉบับ|คำสั่ง|แห่ง|หมู่|ลำดับ)?(?<!วัน)ที่ {_NUMBER}(?:/{_NUMBER})?",
    rf"\(?(?:ได้ |ขาด |มี )?(?<!พ\.ศ\. )(?<![๐-๙0-9.,]){_NUMBER} (?:{_COUNTED})\)?",  # a year counts nothing
    r"\([๐-๙]+\)",
    r"\([A-Z]{2,5}\)",
    rf"{_DAY} {_MONTH} {_YEAR}",
    rf"{_MONTH} {_YEAR}",
    *("No Gift Policy", "One Stop Service", "LINE Official Account"),
    r"[ก-๛]{1,12} (?:ๆ|ฯ(?!ลฯ))",
)

# What must not stand alone at a line's end or beginning: a mark before its word, a sign beside its number.
_CLOSE = re.compile(
    "(?=("
    + "|".join(
        (
            r"(?<!\S)(?:\([๐-๙0-9]{1,3}\)|ณ|โทร\.) \S",
            rf"[≥≤<>=±] ?{_NUMBER}(?: ?%)?",
            rf"{_NUMBER} ?%",
            rf"(?:IIT|EIT|OIT) ส่วนที่ {_NUMBER}",
            rf"วันที่ {_NUMBER}(?![๐-๙0-9.,]| {_MONTH})",
            rf"(?:ชั้น|รอบ|ต่อ) {_NUMBER}",
            r" (?:ๆ|ฯลฯ|ฯ)",
            r"\S –(?= )",
            r"(?<![๐-๙0-9])[๐0][๐-๙0-9]? [๐-๙0-9]{3,4} [๐-๙0-9]{4}(?:–[๐-๙0-9]+)?",
        )
    )
    + "))"
)


def close_spans(text: str) -> list[tuple[int, int]]:
    """Where marks stand before their word and signs beside their number in `text`: held together before all else."""
    return [match.span(1) for match in _CLOSE.finditer(text)]


@lru_cache(maxsize=64)
def _overlapping(fixed: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern that finds each of the texts wherever one begins, also inside another."""
    longest_first = sorted(fixed, key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))" if fixed else "(?!)()")


# Where a whole date has no room, its day stays with the month.
_KEPT = (
    _overlapping(FIXED_TERMS),
    re.compile(f"(?=({'|'.join(_PATTERNS)}))"),
    re.compile(f"(?=({_DAY} {_MONTH}))"),
    re.compile(f"(?=(วันที่ {_DAY} {_MONTH}))"),
)


@lru_cache(maxsize=64)
def _kept(names: tuple[str, ...], longest: int) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """One pattern for everything that stays together, and one for the names and terms in it; what is longer goes first.

    Only names and terms that have room in `longest`, so that those inside a longer one are found.
    """
    fixed = sorted({*names, *FIXED_TERMS}, key=len, reverse=True)
    fitting = [re.escape(term) for term in fixed if printed_length(term) <= longest]
    # Of a term that has no room its first part goes before all else: ประจำ|ปีงบประมาณ, not ประจำปี|งบประมาณ.
    broken = [term for term in fixed if term in BREAKABLE and printed_length(term) > longest]
    fitting = [*(f"{term[: BREAKABLE[term][0]]}(?={term[BREAKABLE[term][0] :]})" for term in broken), *fitting]
    return re.compile("|".join([*_PATTERNS, *fitting])), re.compile("|".join(fitting) or "(?!)")


def kept_spans(text: str, names: Iterable[str] = ()) -> list[tuple[int, int]]:
    """Where `names`, fixed terms and numbers with their unit stand in `text`, first and last place of each.

    They may overlap; names come first, then the shorter before the longer. A name that only has the letters of one, as
    การเปิดเผยข้อมูล in การเปิดเผยข้อมูลสาธารณะ, is none.
    """
    names = tuple(name for name in names if name)
    whole, begun, *others = [
        [match.span(1) for match in pattern.finditer(text)]
        for pattern in (_overlapping(names), _overlapping(_beginnings(names)), *_KEPT)
    ]
    terms = others[0]
    named = [name for name in [*whole, *begun] if not any(name[0] < start < name[1] < end for start, end in terms)]
    return [*named, *sorted((span for spans in others for span in spans), key=lambda span: span[1] - span[0])]


@lru_cache(maxsize=64)
def _beginnings(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that another begins with: where that has no room, they are to be found in its place."""
    return tuple(name for name in names if any(other != name and other.startswith(name) for other in names))


def printed_length(text: str) -> int:
    """Characters that take room; Thai vowels and tone marks above and below stand over another."""
    return sum(unicodedata.category(char) != "Mn" for char in text)


def unbroken_html(text: str, names: Iterable[str] = (), longest: int = PROSE) -> SafeString:
    """Return `text` as safe HTML in which `names`, fixed terms, numbers with units and hyphens do not break.

    `longest` is the number of printed characters that surely fit on a line: what is longer may be broken between its
    words, so that it never sticks out. The stylesheet has to say `.nobreak { white-space: nowrap }`.

    >>> hold("ได้ ๙๐.๐๐ คะแนน <b>")
    '<span class="nobreak">ได้ ๙๐.๐๐ คะแนน</span> &lt;b&gt;'
    """
    (pattern, fixed), pieces, end, start = _kept(tuple(name for name in names if name), longest), [], 0, 0
    while match := pattern.search(text, start):
        if printed_length(match.group()) > longest:  # a shorter one may begin where it does, or inside it
            start = match.start() + 1
            match = fixed.match(text, match.start())
            if not match:
                continue
        held, length = match.group(), printed_length(match.group())
        pieces.append(hold_hyphens(text[end : match.start()], longest))
        if length > PHONE:
            pieces.append(
                format_html('<span class="nobreak long">{}</span>', unbroken_html(held, AGENCY.findall(held), PHONE))
            )
        else:
            pieces.append(format_html('<span class="nobreak">{}</span>', held))
        start = end = match.end()
    pieces.append(hold_hyphens(text[end:], longest))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece above is escaped


def title_html(text: str) -> SafeString:
    """A centred title as safe HTML, broken between its phrases rather than wherever the line is full."""
    return unbroken_html(text, (*_PHRASES, *_ENGLISH.findall(text)), PHRASE)


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


_NUMBERS = re.compile(f"(?=({'|'.join((*_PATTERNS, f'{_DAY} {_MONTH}'))}))")
KEPT = 26  # printed characters; what is longer may be broken at its spaces


def with_kept_spaces(text: str) -> str:
    """Return `text` with no-break spaces inside numbers with their unit, dates and the like, for what has no elements.

    >>> keep("ได้ ๙๐.๐๐ คะแนน (๓.๑๐ คะแนน)")
    'ได้\xa0๙๐.๐๐\xa0คะแนน (๓.๑๐\xa0คะแนน)'
    """
    chars = list(text)
    for match in _NUMBERS.finditer(text):
        start, end = match.span(1)
        if printed_length(match.group(1)) <= KEPT:
            chars[start:end] = match.group(1).replace(" ", "\u00a0")
    return "".join(chars)
