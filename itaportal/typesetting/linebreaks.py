"""Where lines of the PDF may be broken: between Thai words, never inside a word, a fixed term, a name or a number.

Thai is written without spaces. Pango breaks it with a dictionary of short words, inside what a reader takes for one
(หน่วย|งาน, การ|รับรู้, ขั้น|ตอน), and has no way to be told another. So the text itself says it, in characters that
have no shape and leave no trace in the PDF's text: a break is allowed at U+200B and held back by U+180E, the one
invisible character that Pango honours in the middle of Thai, or after a space by U+2060.

Which pieces stay whole is said in `pieces`. The elements that hold them on the web page (`class="nobreak"`) are taken
out: a box for each would cost half as much again as the whole layout.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from html import escape, unescape
from itertools import groupby, pairwise
from operator import itemgetter

from .pieces import cuts_of, names_with_parts
from .textlayer import begins_cluster, places_to_part
from .typography import ROOM, THAI, close_spans, kept_spans, printed_length

ALLOWED, HELD = "\u200b", "\u180e"
HELD_SPACE = f"\u2060{HELD}"  # beside spaces and signs; the second ends the stretch that the dictionary looks at
Breaks = Callable[[str], Sequence[int]]

_TAG = re.compile(r"(<[^>]*>)")
_HOLD_START = re.compile(r'<span class="nobreak[^"]*">')
_FIT = re.compile(r'<(\w+)\b[^>]*\bdata-fit="(\d+)"')
_NAMES = re.compile(r'\bdata-names="([^"]*)"')
_LINK = re.compile(r"</?a\b")
_NO_TEXT = re.compile(r"<(title|style|script)\b")
_ATTEMPTS = 12
_MARKS = frozenset("\u200b\u180e\u2060")
_NO_MARKS = {ord(mark): None for mark in _MARKS}


def with_line_breaks(html: str, breaks: Breaks) -> str:
    """Return the report's HTML with its line breaks settled; without the marks it is the same text.

    `breaks` says where Pango would break a text (indexes into it). An element may say in `data-fit` how many printed
    characters surely fit its line: what is longer is not held together, so that it never sticks out. The
    first `data-names` lists the document's names, with | between them.
    """
    pieces: list[str] = []
    text: list[tuple[str, int]] = []  # with the number of the element that holds it, 0 for none
    links: list[tuple[int, str]] = []  # tags of links, which part no text, and where they stand in it
    held, holds, room, skipped, narrow = 0, 0, ROOM, "", ""
    names = names_with_parts(unescape(match.group(1)).split("|")) if (match := _NAMES.search(html)) else ()

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
                narrow, room = "", ROOM
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


def without_marks(text: str) -> str:
    """Return `text` without the marks of `with_line_breaks`, as the bookmarks beside the pages show it."""
    return text.translate(_NO_MARKS)


# --- One text ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def _settled(parts: tuple[tuple[str, int], ...], room: int, names: tuple[str, ...], breaks: Breaks) -> str:
    """A text with its marks; `parts` are its stretches, each with the number of what holds it together, or 0."""
    text = "".join(part for part, _held in parts)
    if not text.strip():
        return text
    cuts = cuts_of(text, [*close_spans(text), *kept_spans(text, names), *_held_spans(parts)], room)
    return _Marked(text, cuts, _loose(text, cuts, room)).settled(breaks)


def _held_spans(parts: tuple[tuple[str, int], ...]) -> list[tuple[int, int]]:
    spans, place = [], 0
    for hold, stretch in groupby(parts, key=itemgetter(1)):
        length = sum(len(part) for part, _hold in stretch)
        if hold:
            spans.append((place, place + length))
        place += length
    return spans


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
        between_letters = THAI.match(self._chars[place]) and THAI.match(self._chars[place - 1])
        return HELD if between_letters else HELD_SPACE

    def _insert(self, place: int, mark: str) -> None:
        self._chars[place:place] = mark
        self._free[place:place] = [False] * len(mark)
        self._cut[place:place] = [False] * len(mark)
        self._joined[place:place] = [False] * len(mark)
