"""Words, terms and numbers that Word and LibreOffice keep on one line of a table's cell, as the PDF does.

Both break Thai by dictionaries of their own, which know none of the field's terms: การ|ประเมิน, ผู้รับ|ผิดชอบ. What holds
a term together there is a sign without shape that Word calls "No-Width Non Break" (U+200D); LibreOffice heeds it too.
It stands where their dictionaries could break a piece that the PDF keeps whole (see `pieces`), and nowhere else: not
inside addresses, which people copy, and not between quotation marks, before the second of which LibreOffice would break
then. Beside brackets and hyphens LibreOffice heeds the word joiner alone (U+2060). Running text has none: its lines are
long, end inside a term seldom, and stay searchable as they were written. Whoever reads a Word file back leaves the
signs out, as the portal does with every text that is typed.
"""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from .addresses import links
from .pieces import names_with_parts, unbroken_pieces
from .textlayer import begins_cluster
from .typography import ROOM, THAI, printed_length, with_kept_spaces

JOINER, SIGN_JOINER = "\u200d", "\u2060"
_SHORTEST = 4  # letters of a word that a dictionary would break
# Where no dictionary is asked: before a closing bracket and after a hyphen.
_SIGNS = re.compile(r"(?<=\S)(?=\))|(?<=\w-)(?=\w)")
_QUOTED = re.compile(r"“[^”]*”")
_JOINERS = str.maketrans({JOINER: None, SIGN_JOINER: None, "\u00a0": " "})


def held_text(text: str, names: Sequence[str] = (), room: int = ROOM) -> str:
    """Return `text` with joiners and no-break spaces inside what stays on one line; `names` are the document's.

    What is longer than `room` printed characters is not held together. Without the joiners, and with plain spaces, it
    is the same text.

    >>> shown("ผู้รับผิดชอบ (๓.๑๐ คะแนน)")
    'ผู้รับ+ผิด+ชอบ (๓.๑๐_คะแนน+)'
    """
    return _held(text, tuple(names), room)


@lru_cache(maxsize=8192)
def _held(text: str, names: tuple[str, ...], room: int) -> str:
    spaced = with_kept_spaces(text)
    alone = [(start, end) for start, end, _target in links(text)]
    found: list[str] = []
    start = 0
    for piece in unbroken_pieces(text, room, names_with_parts(names)):
        end = start + len(piece)
        inside = spaced[start:end]
        last = len(piece.rstrip())
        if printed_length(piece.rstrip()) > room or any(first < end and start < beyond for first, beyond in alone):
            found.append(inside)
        else:
            done = 0
            for place, joiner in sorted(_places(piece).items()):
                if 0 < place < last:
                    found += [inside[done:place], joiner]
                    done = place
            found.append(inside[done:])
        start = end
    return "".join(found)


def without_joiners(text: str) -> str:
    """Return the text as it was written, with plain spaces."""
    return text.translate(_JOINERS)


def _places(piece: str) -> dict[int, str]:
    """Where a program could break the piece, with the sign that holds it there."""
    quoted = [match.span() for match in _QUOTED.finditer(piece)]
    places = {match.start() + place: JOINER for match in THAI.finditer(piece) for place in _breaks(match.group())}
    places |= {match.start(): SIGN_JOINER for match in _SIGNS.finditer(piece)}
    return {place: joiner for place, joiner in places.items() if not any(a < place < b for a, b in quoted)}


@lru_cache(maxsize=8192)
def _breaks(word: str) -> frozenset[int]:
    """Where a dictionary of short words could break a word: between as few words as can be, or anywhere in a name.

    Programs take the longest words that they know, so that fewer are found than there could be.
    """
    if len(word) < _SHORTEST or word in _short_words():
        return frozenset()
    before, after = _fewest(word), _fewest(word[::-1], backwards=True)[::-1]
    whole = before[-1]
    if whole is None:
        return frozenset(place for place in range(1, len(word)) if begins_cluster(word, place))
    found = {
        place
        for place in range(1, len(word))
        if (first := before[place]) is not None and (rest := after[place]) is not None and first + rest == whole
    }
    return frozenset({*found, *_longest_first(word)})


def _fewest(word: str, *, backwards: bool = False) -> list[int | None]:
    """For each place in `word` how few words of the dictionary make up what stands before it; None where none do."""
    known = _short_words()
    counts: list[int | None] = [0, *[None] * len(word)]
    for end in range(2, len(word) + 1):
        for start in range(end - 1):
            part, count = word[start:end], counts[start]
            if count is not None and (part[::-1] if backwards else part) in known:
                best = counts[end]
                counts[end] = count + 1 if best is None else min(best, count + 1)
    return counts


def _longest_first(word: str) -> set[int]:
    """The places between words where the longest is taken from the left, as far as that leads."""
    known, places, start = _short_words(), set(), 0
    while start < len(word):
        end = next((end for end in range(len(word), start + 1, -1) if word[start:end] in known), len(word))
        places.add(end)
        start = end
    return places - {len(word)}


@cache
def _short_words() -> frozenset[str]:
    """The words of ICU, whose dictionary LibreOffice breaks Thai with; Word's own is not published."""
    from pythainlp.corpus.icu import thai_icu_words  # a tenth of a second: only when a Word file is drawn

    return frozenset(thai_icu_words())
