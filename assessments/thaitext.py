"""The one gate for Thai text: what comes in by form, grid, paste, file, command or search box is mended here. Pure.

Old documents spell Thai with glyphs of their fonts, two เ for แ, marks in an order no keyboard gives, and spaces before
marks. Such a text looks right and is not: it cannot be searched, matched or printed. `mend` puts right what can be
meant in one way only and says so; what can be meant in two ways stays and is pointed out (`Mended.doubts`).

Sources: the old fonts' code points are Microsoft's and Apple's private use areas for Thai, as HarfBuzz lists them
(hb-ot-shaper-thai); the order of marks is that of Thai keyboards (TIS 1566, WTT 2.0): consonant, vowel, tone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from .thai import ascii_digits, thai_digits

# Characters of one text, or of a measure's steps together: a spreadsheet cell keeps 32,767 and drops the rest unsaid.
LONGEST_TEXT = 30_000

_CONSONANT = "\u0e01-\u0e2e"
_ABOVE = "\u0e31\u0e34-\u0e37\u0e47\u0e4d"  # vowels above the consonant, ็ and ํ with them
_BELOW = "\u0e38-\u0e3a"
_TONE = "\u0e48-\u0e4b"
_OVER = "\u0e4c\u0e4e"  # ์ and ๎, which stand where a tone would
_MARKS = f"{_ABOVE}{_BELOW}{_TONE}{_OVER}"
_AFTER = "\u0e30\u0e32\u0e33"  # ะ า ำ, written after the consonant and its marks

_BY_MARK = {
    "\u0e48": ("\uf705", "\uf70a", "\uf713", "\uf88a", "\uf88b", "\uf88c"),  # ่
    "\u0e49": ("\uf706", "\uf70b", "\uf714", "\uf88d", "\uf88e", "\uf88f"),  # ้
    "\u0e4a": ("\uf707", "\uf70c", "\uf715", "\uf890", "\uf891", "\uf892"),  # ๊
    "\u0e4b": ("\uf708", "\uf70d", "\uf716", "\uf893", "\uf894", "\uf895"),  # ๋
    "\u0e4c": ("\uf709", "\uf70e", "\uf717", "\uf896", "\uf897", "\uf898"),  # ์
    "\u0e31": ("\uf710", "\uf884"),  # ั
    "\u0e34": ("\uf701", "\uf885"),  # ิ
    "\u0e35": ("\uf702", "\uf886"),  # ี
    "\u0e36": ("\uf703", "\uf887"),  # ึ
    "\u0e37": ("\uf704", "\uf888"),  # ื
    "\u0e47": ("\uf712", "\uf889"),  # ็
    "\u0e4d": ("\uf711", "\uf899"),  # ํ
    "\u0e38": ("\uf718", "\uf89b"),  # ุ
    "\u0e39": ("\uf719", "\uf89c"),  # ู
    "\u0e3a": ("\uf71a", "\uf89d"),  # ฺ
    "\u0e0d": ("\uf70f", "\uf89a"),  # ญ without its lower part
    "\u0e10": ("\uf700", "\uf89e"),  # ฐ without its lower part
}
# What each code point of an old Thai font stands for: Windows U+F700–F71A, Macintosh U+F884–F89E.
OLD_FONT = {old: meant for meant, olds in _BY_MARK.items() for old in olds}
# On a tall consonant without a vowel an old font's ่ is U+F705. Some fonts have ็ at U+F713, where only a ่ above a vowel
# can stand otherwise (ปี่): เป็น came as เป + U+F713 + น.
_TALL_MAITAIKHU = re.compile("(?<=[\u0e1b\u0e1d\u0e1f])\uf713")


class MendKind(Enum):
    """What was put right, as it is said in Thai."""

    OLD_FONT = "แทนอักขระของแบบอักษรรุ่นเก่าด้วยอักษรไทย"
    SARA_AM = "รวมนิคหิตกับสระอาเป็นสระอำ"
    SARA_AE = "แทนสระเอสองตัวด้วยสระแอ"
    LAKKHANG = "แทนลากข้างด้วยสระอา"
    ORDER = "เรียงสระและวรรณยุกต์ใหม่"
    REPEATED = "ตัดสระหรือวรรณยุกต์ที่พิมพ์ซ้ำ"
    GAP = "ตัดเว้นวรรคที่คั่นกลางคำ"
    INVISIBLE = "ตัดอักขระที่มองไม่เห็น"
    SPACE = "แทนเว้นวรรคแบบพิเศษด้วยเว้นวรรคปกติ"
    TAB = "แทนแท็บด้วยเว้นวรรค"
    LINE_END = "แทนเครื่องหมายขึ้นบรรทัดแบบพิเศษด้วยการขึ้นบรรทัดปกติ"
    FORM = "รวมอักขระที่พิมพ์แยกกันให้เป็นตัวเดียว"


# What a reader of the document would stumble over; the rest is spaces and what cannot be seen.
SEEN_BY_READERS = frozenset(
    {MendKind.OLD_FONT, MendKind.SARA_AE, MendKind.LAKKHANG, MendKind.ORDER, MendKind.REPEATED, MendKind.GAP}
)


class DoubtKind(Enum):
    """What only the person who wrote the text can decide, as it is said in Thai."""

    LOST_AM = "มีเว้นวรรคหน้าสระอา อาจมาจากสระอำที่หายไป"
    TWO_MARKS = "มีสระหรือวรรณยุกต์ซ้อนกันมากกว่าที่อักขรวิธีไทยมีได้"
    NO_LETTER = "มีสระหรือวรรณยุกต์ที่ไม่มีพยัญชนะรองรับ"
    PRIVATE = "มีอักขระเฉพาะของแบบอักษรอื่น"


@dataclass(frozen=True, slots=True)
class Mend:
    """One place that was put right: what stood there and what stands there now."""

    kind: MendKind
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """One place that is left as it was typed; `quoted` is the place with what stands around it."""

    kind: DoubtKind
    quoted: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A text as it is kept, and all that was done to it."""

    text: str
    mends: tuple[Mend, ...] = ()
    doubts: tuple[Doubt, ...] = ()


# A place where something may be amiss. A text without one is kept as it is, which is most texts and has to be quick.
_SUSPECT = re.compile(
    "[^ -~\n\r\u0e01-\u0e44\u0e46-\u0e4c\u0e4e-\u0e5b\u2013\u2014\u2018-\u201d\u2022\u2026]"  # no sign of a Thai text
    "|\u0e40\u0e40"
    f"|[{_TONE}{_OVER}][{_MARKS}]|[{_ABOVE}{_BELOW}][{_ABOVE}{_BELOW}]|[{_AFTER}][{_MARKS}]| [{_MARKS}\u0e32\u0e33]"
    f"|(?<![{_CONSONANT}\u0e24\u0e26{_MARKS}])[{_MARKS}]|(?<![{_CONSONANT}{_TONE}])\u0e33"
)
_OTHER_LINE_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # Word's line break in a paragraph, and its like
_TAB = re.compile("\t")
_ODD_SPACE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    # Halves of characters and what is no character: no database and no file keeps them.
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_OLD = re.compile(f"([{_CONSONANT}]?)([{''.join(OLD_FONT)}])")
_AM = re.compile(f"(?:\u0e4d([{_TONE}]?)|([{_TONE}])\u0e4d)\u0e32")
_AE = re.compile("\u0e40\u0e40")
_LONE_LAKKHANG = re.compile("(?<![\u0e24\u0e26])\u0e45")
_GAP = re.compile(f"[{_CONSONANT}][{_MARKS}]*(?: +[{_MARKS}]+)+(?: +\u0e33)?|[{_CONSONANT}][{_MARKS}]* +\u0e33")
_CLUSTER = re.compile(f"[{_CONSONANT}\u0e24\u0e26][{_MARKS}]+")
_LATE_TONE = re.compile(f"([{_CONSONANT}])([{_ABOVE}{_BELOW}]?)([{_AFTER}])([{_TONE}])(?![{_MARKS}])")
_SPLIT_A = re.compile(f"[{_CONSONANT}][{_TONE}]? +\u0e32")
_NO_LETTER = re.compile(f"(?:^|(?<=[^{_CONSONANT}\u0e24\u0e26{_MARKS}]))[{_MARKS}]+|(?:^|(?<=[\\s0-9A-Za-z]))\u0e33")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_LONGEST_ORDER_KEY = 1000  # an index takes no more than some 2,700 bytes
_DRAWN_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32")
_LEADING_VOWEL, _TONES = re.compile("([เ-ไ])([ก-ฮ])"), re.compile("[็-๎]")
_TO_ASCII = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_ONE_FORM = re.compile("[ -~\u0e01-\u0e5b]*")  # NFKC changes none of these, save ำ


class _Mending:
    """A text on its way through the rules, with what was done to it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mends: list[Mend] = []

    def replace(self, pattern: re.Pattern[str], kind: MendKind, new: str | Callable[[re.Match[str]], str]) -> None:
        """Put `new` for each match and note it, where it is another text."""

        def put(match: re.Match[str]) -> str:
            after = new if isinstance(new, str) else new(match)
            if after != match.group():
                self.mends.append(Mend(kind, match.group(), after))
            return after

        self.text = pattern.sub(put, self.text)

    def compose(self) -> None:
        """Write a letter and its accent as one character where there is one (NFC)."""
        whole = unicodedata.normalize("NFC", self.text)
        if whole != self.text:
            self.mends.append(Mend(MendKind.FORM, "", ""))
            self.text = whole


def mend(text: str) -> Mended:
    """Return a typed, pasted or imported text as it is kept, with what was mended and what is doubtful.

    Ordinary line ends (`\\n`, `\\r\\n`) stay; tabs and other spaces become plain spaces. Mending twice changes nothing
    more.

    >>> mend("โครงการท\u0e48\u0e35หนึ\u0e48ง เเละบริการ").text
    'โครงการที่หนึ่ง และบริการ'
    """
    if (text.isascii() and text.isprintable()) or not _SUSPECT.search(text):
        return Mended(text)
    return _mended_short(text) if len(text) <= 200 else _mended(text)


def _mended(text: str) -> Mended:
    work = _Mending(text)
    before = None
    while before != work.text:  # what one rule mends may let another see its place
        before = work.text
        _apply_rules(work)
        work.compose()
    return Mended(work.text, tuple(work.mends), tuple(_doubts(work.text)))


_mended_short = lru_cache(maxsize=4096)(_mended)  # a column repeats its names


def _apply_rules(work: _Mending) -> None:
    work.replace(_OTHER_LINE_ENDS, MendKind.LINE_END, "\n")
    work.replace(_TAB, MendKind.TAB, " ")
    work.replace(_ODD_SPACE, MendKind.SPACE, " ")
    work.replace(_UNSEEN, MendKind.INVISIBLE, "")
    work.replace(_TALL_MAITAIKHU, MendKind.OLD_FONT, "\u0e47")
    work.replace(_OLD, MendKind.OLD_FONT, lambda match: match[1] + OLD_FONT[match[2]])
    work.replace(_GAP, MendKind.GAP, lambda match: match.group().replace(" ", ""))
    work.replace(_LONE_LAKKHANG, MendKind.LAKKHANG, "\u0e32")
    work.replace(_AM, MendKind.SARA_AM, lambda match: f"{match[1] or match[2] or ''}\u0e33")
    work.replace(_AE, MendKind.SARA_AE, "\u0e41")
    work.replace(_LATE_TONE, MendKind.ORDER, lambda match: f"{match[1]}{match[2]}{match[4]}{match[3]}")
    work.replace(_CLUSTER, MendKind.REPEATED, _without_repeats)
    work.replace(_CLUSTER, MendKind.ORDER, _in_order)


def tidy(text: str) -> str:
    """Return a typed or pasted text as it is kept: `mend(text).text`."""
    # Importing asks this of every cell of a country: what needs no mending makes no object.
    if (text.isascii() and text.isprintable()) or not _SUSPECT.search(text):
        return text
    return mend(text).text


def composed(text: str) -> str:
    """Return `text` with every ำ as one character, after its tone mark, and nothing else mended.

    Published versions are drawn through it: what it does never changes.

    >>> composed("ด\u0e4dาเนินการ") == "ดำเนินการ"
    True
    """
    return _DRAWN_AM.sub("\\1\u0e33", text) if "\u0e4d" in text else text


def length_problem(text: str) -> tuple[str, str] | None:
    """Return what is wrong with a text that is too long to be kept whole everywhere, and what to do; else None."""
    if len(text) <= LONGEST_TEXT:
        return None
    return (
        f"ยาว {thai_digits(f'{len(text):,}')} ตัวอักษร",
        f"ต้องไม่เกิน {thai_digits(f'{LONGEST_TEXT:,}')} ตัวอักษร เพราะช่องของไฟล์ Excel เก็บได้ไม่ครบ กรุณาย่อหรือแยกเป็นหลายรายการ",
    )


# --- Keys: how texts are compared


def sort_key(text: str) -> tuple[str, str]:
    """A key that sorts Thai words as a dictionary does (Royal Institute): `แพร่` stands under พ, tone marks count last.

    A vowel written before its consonant is taken after it; Thai and ASCII digits are the same.
    """
    plain = _LEADING_VOWEL.sub(r"\2\1", _comparable(text))
    return _TONES.sub("", plain), plain


def order_key(*texts: str) -> str:
    """`sort_key` of each text as one text that any database sorts the same, whatever its collation.

    ASCII digits and small letters stand for the characters, in their order; `00` ends a part.
    """
    parts = (part for text in texts for part in sort_key(text))
    return "00".join("".join(map(_ordered, part)) for part in parts)[:_LONGEST_ORDER_KEY]


def _ordered(char: str) -> str:
    code = ord(char)
    if code < 0x7F:
        return f"{code:02x}"
    if 0xE00 <= code < 0xE7F:
        return f"{code - 0xE00 + 0x80:02x}"
    return f"{'7f' if code < 0xE00 else 'ff'}{code:06x}"


def search_key(text: str) -> str:
    """`text` as it is compared in a search: mended; digits, widths and letter case the same, one space each."""
    return " ".join(_comparable(text).split())


def match_key(text: str) -> str:
    """`text` as names are told apart: as `search_key`, and spaces do not matter either."""
    return "".join(_comparable(text).split())


def _comparable(text: str) -> str:
    """The mended text with ASCII digits and small letters; NFKC for widths, which takes ำ apart, put together again."""
    plain = tidy(text)
    if _ONE_FORM.fullmatch(plain):
        return plain.translate(_TO_ASCII).casefold()
    return ascii_digits(composed(unicodedata.normalize("NFKC", plain))).casefold()


def _without_repeats(match: re.Match[str]) -> str:
    return re.sub(r"(.)\1+", r"\1", match.group())


def _in_order(match: re.Match[str]) -> str:
    """A consonant's marks as keyboards give them, below, above, tone; a cluster with too many of a sort stays."""
    letter, marks = match.group()[0], match.group()[1:]
    sorts = [_sort(mark) for mark in marks]
    if len(set(sorts)) < len(sorts) or {0, 1} <= set(sorts):
        return match.group()
    return letter + "".join(sorted(marks, key=_sort))


def _sort(mark: str) -> int:
    """0 below, 1 above, 2 a tone or what stands in its place."""
    return 0 if mark in "\u0e38\u0e39\u0e3a" else 2 if mark in "\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e" else 1


def _doubts(text: str) -> Iterable[Doubt]:
    def quoted(match: re.Match[str]) -> str:
        return " ".join(text[max(match.start() - 8, 0) : match.end() + 8].split())

    for match in _SPLIT_A.finditer(text):
        yield Doubt(DoubtKind.LOST_AM, quoted(match))
    for match in _CLUSTER.finditer(text):
        sorts = [_sort(mark) for mark in match.group()[1:]]
        # ็ and ํ may carry a tone; ์ stands after a vowel (สิทธิ์, พันธุ์). Two of one sort, or above with below, cannot be.
        if len(set(sorts)) < len(sorts) or {0, 1} <= set(sorts):
            yield Doubt(DoubtKind.TWO_MARKS, quoted(match))
    for match in _NO_LETTER.finditer(text):
        yield Doubt(DoubtKind.NO_LETTER, quoted(match))
    for match in _PRIVATE.finditer(text):
        yield Doubt(DoubtKind.PRIVATE, quoted(match))


def told(mends: Iterable[Mend]) -> tuple[str, ...]:
    """What was mended, in Thai, one sentence a kind, with how often and an example where one can be seen.

    >>> told(mend("เเละเเผน").mends)
    ('แทนสระเอสองตัวด้วยสระแอ ๒ แห่ง',)
    """
    all_of_them = tuple(mends)
    counts = Counter(each.kind for each in all_of_them)
    sentences = []
    for kind, count in counts.items():
        examples = {each.after: each.before for each in all_of_them if each.kind is kind and len(each.after) > 1}
        shown = next(((before, after) for after, before in examples.items() if kind in _SEEN), None)
        example = f" เช่น “{shown[0]}” เป็น “{shown[1]}”" if shown else ""
        sentences.append(f"{kind.value} {thai_digits(count)} แห่ง{example}")
    return tuple(sentences)


def told_about(mended: Mended) -> tuple[str, ...]:
    """What was mended in one text and what is doubtful in it, in Thai, for beside its field and for messages."""
    said = [f"ระบบปรับข้อความ: {' '.join(told(mended.mends))}"] if mended.mends else []
    return (*said, *told_doubts(mended.doubts))


def told_doubts(doubts: Iterable[Doubt]) -> tuple[str, ...]:
    """What only the person who wrote a text can decide, in Thai, one sentence a kind with the first places quoted."""
    places: dict[DoubtKind, list[str]] = {}
    for doubt in doubts:
        places.setdefault(doubt.kind, []).append(doubt.quoted)
    return tuple(
        f"{kind.value} ที่ {' '.join(f'“{each}”' for each in dict.fromkeys(quoted[:3]))} กรุณาตรวจสอบ"
        for kind, quoted in places.items()
    )


_SEEN = {MendKind.ORDER, MendKind.GAP}
