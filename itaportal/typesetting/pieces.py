"""Where a Thai text may be broken: between words, not inside a fixed term, a name or a number with its unit.

The PDF's lines (`linebreaks`), the Word file's (`wordlines`) and the columns of the plan (`columns`) ask here.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from .addresses import joints
from .segmentation import unbroken_words
from .terms import BREAKABLE
from .textlayer import begins_cluster
from .typography import AGENCY, ROOM, THAI, close_spans, kept_spans, printed_length

_FREE = re.compile(r"\s+|(?<=[ก-๎])/(?=[ก-๎])")
_NUMBERED = re.compile(r"[๐-๙0-9]+\. (?=\S)")
_PART = re.compile(r"\([^)]*\)|\S+")
_LONGEST = 4000  # characters of one stretch without a space; what is longer is no Thai anybody reads
_SMALL = frozenset({"และ", "หรือ", "ใน", "ของ", "ที่", "ให้", "กับ", "จาก", "โดย", "ต่อ", "แก่", "ตาม"})


@lru_cache(maxsize=1024)
def unbroken_pieces(text: str, room: int = ROOM, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return a text as the pieces that stay on one line where they have room: words, terms, dates and `names`.

    Joined they are the text. What is longer than `room` printed characters is not held together.

    >>> pieces("ตุลาคม ๒๕๖๘ ถึงกันยายน ๒๕๖๙")
    ('ตุลาคม ๒๕๖๘ ', 'ถึง', 'กันยายน ๒๕๖๙')
    """
    edges = [0, *cuts_of(text, [*close_spans(text), *kept_spans(text, names)], room), len(text)] if text else [0]
    return tuple(text[start:end] for start, end in pairwise(edges))


def names_with_parts(names: Sequence[str]) -> tuple[str, ...]:
    """The names, then the parts between which a long one may be broken: องค์การบริหารส่วนตำบล, ชานุวรรณ; at its spaces."""
    parts = [part for name in names for part in (*_PART.findall(name), *AGENCY.findall(name))]
    return tuple(dict.fromkeys([*names, *parts]))


def cuts_of(text: str, held: list[tuple[int, int]], room: int) -> list[int]:
    """Where `text` may be broken: between words, after spaces and after a slash between words, not where it is held.

    `held` in the order of their weight: one that would leave a piece too long for a line gives way to those before it.
    A number that a text begins with (`๒. `) stands before its first word, which then has less room.
    """
    number = _NUMBERED.match(text)
    begin, lead = (number.end(), printed_length(number.group())) if number else (0, 0)
    cuts = {match.end() for match in _FREE.finditer(text)}
    cuts.discard(begin)
    cuts.update(joints(text, room))
    for match in THAI.finditer(text):
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
        elif places := BREAKABLE.get(text[start:end]):
            wanted = [start + place for place in places]
            if not {*wanted}.issuperset(found[first:last]):
                found[first:last] = wanted  # ประจำ|ปีงบประมาณ, not ประจำปี|งบประมาณ
    _join_small_words(text, found, room)
    return found[1:-1]


def _is_word_end(text: str, place: int) -> bool:
    return bool(THAI.match(text[place])) and begins_cluster(text, place)


def _join_small_words(text: str, found: list[int], room: int) -> None:
    """Put a small word with what is before it where what follows fills a line, or it would have a line of its own."""
    for place in range(len(found) - 3, 0, -1):
        before, start, end, after = found[place - 1], found[place], found[place + 1], found[place + 2]
        lone = text[start:end] in _SMALL and printed_length(text[start:after].rstrip()) > room
        if lone and not text[start - 1].isspace() and printed_length(text[before:end]) <= room:
            del found[place]
