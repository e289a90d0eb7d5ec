"""Where lines of the PDF may be broken: between Thai words, never inside a word, a fixed term, a name or a number.

Thai is written without spaces. Pango breaks it with a dictionary of short words, inside what a reader takes for one
(หน่วย|งาน, การ|รับรู้, ขั้น|ตอน), and has no way to be told another. So the text itself says it, in characters that
have no shape and leave no trace in the PDF's text: a break is allowed at U+200B and held back by U+180E, the one
invisible character that Pango honours in the middle of Thai, or after a space by U+2060.

Words are found by PyThaiNLP's "newmm" over its word list. การ, ความ, ผู้ and the like are one word with what follows.
Names, fixed terms and numbers with their unit (see `typography`) are held the same way, and the elements that hold them
on the web page (`class="nobreak"`) are taken out: a box for each would cost half as much again as the whole layout.
"""

import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from html import escape, unescape
from itertools import groupby, pairwise
from operator import itemgetter

from .addresses import joints
from .terms import FIXED_TERMS
from .textlayer import begins_cluster, places_to_part
from .typography import AGENCY, close_spans, kept_spans, printed_length

# PyThaiNLP makes a folder in the home directory and may fetch word lists; what is used here lies in its own package.
os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
os.environ.setdefault("PYTHAINLP_OFFLINE", "1")

ALLOWED, HELD = "\u200b", "\u180e"
HELD_SPACE = f"\u2060{HELD}"  # beside spaces and signs; the second ends the stretch that the dictionary looks at
Breaks = Callable[[str], Sequence[int]]

# One word with the verb or noun after it; a break after one of these reads as a slip.
_BEFORE_VERBS = ("การ", "ความ", "ผู้", "นัก", "ชาว", "ช่าง", "น่า", "ขี้", "ไม่", "อย่าง", "เชิง")
_PREFIXES = frozenset({*_BEFORE_VERBS, "คณะ", "ข้อ", "ค่า", "คำ", "ใบ", "จุด", "ช่อง", "กระบวน"})
_SMALL = frozenset({"และ", "หรือ", "ใน", "ของ", "ที่", "ให้", "กับ", "จาก", "โดย", "ต่อ", "แก่", "ตาม"})
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
# A stretch of Thai letters and marks; digits and ฿ ๏ ๚ ๛ are no part of words.
_THAI = re.compile(r"[ก-ฺเ-๎]+")
_FREE = re.compile(r"\s+|(?<=[ก-๎])/(?=[ก-๎])")
_NUMBERED = re.compile(r"[๐-๙0-9]+\. (?=\S)")
_TAG = re.compile(r"(<[^>]*>)")
_HOLD_START = re.compile(r'<span class="nobreak[^"]*">')
_FIT = re.compile(r'<(\w+)\b[^>]*\bdata-fit="(\d+)"')
_NAMES = re.compile(r'\bdata-names="([^"]*)"')
_PART = re.compile(r"\([^)]*\)|\S+")
_LINK = re.compile(r"</?a\b")
_NO_TEXT = re.compile(r"<(title|style|script)\b")
_ROOM = (
    23  # printed characters that are held together in running text: a third of its line; titles say more in `data-fit`
)
_ATTEMPTS = 12
_MARKS = frozenset("\u200b\u180e\u2060")
_NO_MARKS = {ord(mark): None for mark in _MARKS}
_LONGEST = 4000  # characters of one stretch without a space; what is longer is no Thai anybody reads


def with_line_breaks(html: str, breaks: Breaks) -> str:
    """Return the report's HTML with its line breaks settled; without the marks it is the same text.

    `breaks` says where Pango would break a text (indexes into it). An element may say in `data-fit` how many printed
    characters surely fit its line: what is longer is not held together, so that it never sticks out. The
    first `data-names` lists the document's names, with | between them.
    """
    pieces: list[str] = []
    text: list[tuple[str, int]] = []  # with the number of the element that holds it, 0 for none
    links: list[tuple[int, str]] = []  # tags of links, which part no text, and where they stand in it
    held, holds, room, skipped, narrow = 0, 0, _ROOM, "", ""
    names = _with_parts(unescape(match.group(1)).split("|")) if (match := _NAMES.search(html)) else ()

    def flush() -> None:
        nonlocal holds
        if text:
            pieces.extend(_with_tags(_settled(tuple(text), room, names, breaks), links))
            text.clear()
            links.clear()
            holds = int(held > 0)  # anew with each text, so that the same text is settled once

    for piece in _TAG.split(html):
        if not piece.startswith("<"):
            if skipped:
                pieces.append(piece)
            elif piece:
                text.append((unescape(piece), holds if held else 0))
        elif not skipped and _HOLD_START.fullmatch(piece):
            holds += not held
            held += 1  # a long one may hold shorter ones
        elif held and piece == "</span>":
            held -= 1
        elif not skipped and _LINK.match(piece):
            links.append((sum(len(part) for part, _held in text), piece))
            if not text:
                text.append(("", 0))
        else:
            flush()
            pieces.append(piece)
            if skipped:
                skipped = "" if piece == f"</{skipped}>" else skipped
            elif match := _NO_TEXT.match(piece):
                skipped = match.group(1)
            elif match := _FIT.match(piece):
                narrow, room = f"</{match.group(1)}>", int(match.group(2))
            elif piece == narrow:
                narrow, room = "", _ROOM
    flush()
    return "".join(pieces)


def _with_tags(settled: str, tags: Sequence[tuple[int, str]]) -> Iterator[str]:
    """A settled text as HTML, with the tags of links at their places: the marks between two texts stand outside."""
    done = place = 0
    for at, tag in tags:
        end = done
        while place < at:
            place += settled[end] not in _MARKS
            end += 1
        if not tag.startswith("</"):
            while settled[end : end + 1] and settled[end] in _MARKS:
                end += 1
        yield escape(settled[done:end], quote=False)
        yield tag
        done = end
    yield escape(settled[done:], quote=False)


def _with_parts(names: list[str]) -> tuple[str, ...]:
    """The names, then the parts between which a long one may be broken: องค์การบริหารส่วนตำบล, ชานุวรรณ; at its spaces."""
    parts = [part for name in names for part in (*_PART.findall(name), *AGENCY.findall(name))]
    return tuple(dict.fromkeys([*names, *parts]))


def without_marks(text: str) -> str:
    """Return `text` without the marks of `with_line_breaks`, as the bookmarks beside the pages show it."""
    return text.translate(_NO_MARKS)


def unbroken_words(text: str, room: int = _ROOM, line: int = 0) -> list[str]:
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
    entries.update(term for term in _TERMS if _THAI.fullmatch(term))
    return _listed(frozenset(entries))


def _listed(entries: frozenset[str]) -> _WordList:
    longest: dict[str, int] = {}
    for word in entries:
        longest[word[:2]] = max(longest.get(word[:2], 0), len(word))
    return entries, longest


# --- One text ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _settled(parts: tuple[tuple[str, int], ...], room: int, names: tuple[str, ...], breaks: Breaks) -> str:
    """A text with its marks; `parts` are its stretches, each with the number of what holds it together, or 0."""
    text = "".join(part for part, _held in parts)
    if not text.strip():
        return text
    cuts = _cuts(text, [*close_spans(text), *kept_spans(text, names), *_held_spans(parts)], room)
    return _Marked(text, cuts, _loose(text, cuts, room)).settled(breaks)


@lru_cache(maxsize=1024)
def unbroken_pieces(text: str, room: int = _ROOM) -> tuple[str, ...]:
    """Return a text as the pieces that stay on one line where they have room: words, terms, dates.

    Joined they are the text. What is longer than `room` printed characters is not held together.

    >>> pieces("ตุลาคม ๒๕๖๘ ถึงกันยายน ๒๕๖๙")
    ('ตุลาคม ๒๕๖๘ ', 'ถึง', 'กันยายน ๒๕๖๙')
    """
    edges = [0, *_cuts(text, [*close_spans(text), *kept_spans(text)], room), len(text)] if text else [0]
    return tuple(text[start:end] for start, end in pairwise(edges))


def _held_spans(parts: tuple[tuple[str, int], ...]) -> list[tuple[int, int]]:
    spans, place = [], 0
    for hold, stretch in groupby(parts, key=itemgetter(1)):
        length = sum(len(part) for part, _hold in stretch)
        if hold:
            spans.append((place, place + length))
        place += length
    return spans


def _cuts(text: str, held: list[tuple[int, int]], room: int) -> list[int]:
    """Where `text` may be broken: between words, after spaces and after a slash between words, not where it is held.

    `held` in the order of their weight: one that would leave a piece too long for a line gives way to those before it.
    A number that a text begins with (`๒. `) stands before its first word, which then has less room.
    """
    number = _NUMBERED.match(text)
    begin, lead = (number.end(), printed_length(number.group())) if number else (0, 0)
    cuts = {match.end() for match in _FREE.finditer(text)}
    cuts.discard(begin)
    cuts.update(joints(text, room))
    for match in _THAI.finditer(text):
        place = match.start()
        fit = room - lead if place == begin else room
        for word in unbroken_words(match.group(), fit, room) if len(match.group()) <= _LONGEST else [match.group()]:
            place += len(word)
            if place < match.end():
                cuts.add(place)
    found = [0, *sorted(cut for cut in cuts if 0 < cut < len(text)), len(text)]
    if lead and printed_length(text[: found[1]].rstrip()) > room:
        found.insert(1, begin)
    for start, end in held:
        first, last = bisect_right(found, start), bisect_left(found, end)
        if first == last:
            continue
        if printed_length(text[found[first - 1] : found[last]].rstrip()) <= room:
            del found[first:last]
        elif found[first - 1] == start and end < found[last] and _is_word_end(text, end):
            found[first:last] = [end]  # มาตร|การให้บริการ: with all of its last word it has no room, by itself it has
    _join_small_words(text, found, room)
    return found[1:-1]


def _is_word_end(text: str, place: int) -> bool:
    return bool(_THAI.match(text[place])) and begins_cluster(text, place)


def _join_small_words(text: str, found: list[int], room: int) -> None:
    """Put a small word with what is before it where what follows fills a line, or it would have a line of its own."""
    for place in range(len(found) - 3, 0, -1):
        before, start, end, after = found[place - 1], found[place], found[place + 1], found[place + 2]
        lone = text[start:end] in _SMALL and printed_length(text[start:after].rstrip()) > room
        if lone and not text[start - 1].isspace() and printed_length(text[before:end]) <= room:
            del found[place]


def _loose(text: str, cuts: list[int], room: int) -> list[tuple[int, int]]:
    """The pieces between two cuts that fit no line: these are left to Pango."""
    edges = pairwise([0, *cuts, len(text)])
    return [(start, end) for start, end in edges if printed_length(text[start:end].rstrip()) > room]


class _Marked:
    """A text in the making: its characters, and before which of them a line may begin."""

    def __init__(self, text: str, cuts: list[int], loose: list[tuple[int, int]]) -> None:
        self._chars = list(text)
        self._free = [False] * len(text)
        self._cut = [False] * len(text)
        self._joined = [not begins_cluster(text, place) and not text[place - 1].isspace() for place in range(len(text))]
        for start, end in loose:
            self._free[start:end] = [True] * (end - start)
        for cut in cuts:
            self._free[cut] = self._cut[cut] = True
        for place in reversed(places_to_part(text)):
            self._insert(place, HELD)

    def settled(self, breaks: Breaks) -> str:
        """The text with marks, so that `breaks` finds the cuts and no others outside of what is loose."""
        for _attempt in range(_ATTEMPTS):  # a mark changes what Pango makes of the letters around it
            found = breaks("".join(self._chars))
            wrong = [place for place in found if self._is_wrong(place)]
            missing = set(self._wanted()) - set(found)
            if not wrong and not missing:
                break
            for place in sorted({*wrong, *missing}, reverse=True):
                self._insert(place, ALLOWED if place in missing else self._hold(place))
        return "".join(self._chars)

    def _wanted(self) -> Iterator[int]:
        """The cuts between words; those after a space are Pango's own."""
        for place, cut in enumerate(self._cut):
            if cut and self._chars[place] not in _MARKS and not self._chars[place - 1].isspace():
                yield place

    def _is_wrong(self, place: int) -> bool:
        """Whether a break is to be held back. None is inside a cluster: the mark would part its glyph."""
        return not self._free[place] and not self._joined[place] and not self._chars[place].isspace()

    def _hold(self, place: int) -> str:
        between_letters = _THAI.match(self._chars[place]) and _THAI.match(self._chars[place - 1])
        return HELD if between_letters else HELD_SPACE

    def _insert(self, place: int, mark: str) -> None:
        self._chars[place:place] = mark
        self._free[place:place] = [False] * len(mark)
        self._cut[place:place] = [False] * len(mark)
        self._joined[place:place] = [False] * len(mark)
