"""Names that a typed text spells almost right: approximate search for a name."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from itaportal.typesetting.segmentation import dictionary_words, listed_words

_SHORTEST = 6  # characters; a shorter name is near too many other words
_ONE_EDIT_IN = 5  # characters of the name
_SAME_START = 2  # characters: who misspells a name still begins it right
_MOST_EDITS = 4  # long names of the same kind (องค์การบริหารส่วนตำบล…) differ in little more than a misspelled one
# What may not follow a name directly: a mark turns its last consonant into another syllable. A doubled last letter is a
# slip where the word ends there; before another letter it may begin the next word (การใช้อำนาจจาก…).
_MARK = "ะ-ฺ็-๎"
_LETTER = "ก-๎"
_NAMES = re.compile(r"ตัวชี้วัด(?:ที่)?\s*[\d๐-๙]*[.)]?\s*[“\"]?$")  # what follows is meant as an indicator's name


def misspellings_of(
    text: str, name: str, *, known: Collection[str] = (), of_common_words: bool = False
) -> Iterator[str]:
    """Yield the places in `text` that are almost, but not exactly, `name`: misspellings, not other words.

    A place counts as almost the name when turning it into the name takes at most one edit in five characters, four
    altogether, and its first two characters agree. `known` are other right names: what lies within one of them is not
    reported. A space after a full stop (อบต. ชานุวรรณ) makes no other name. A name `of_common_words`, as an indicator
    has, stands beside phrases that differ from it by a word (การยืมทรัพย์สินของราชการ): those are not reported, unless
    the text calls them an indicator (ตัวชี้วัดการแก้ปัญหาการทุจริต).

    >>> list(near_misses("องค์กรบริหารส่วนตำบลชานุวรรณ", "องค์การบริหารส่วนตำบลชานุวรรณ", known=["ชานุวรรณ"]))
    ['องค์กรบริหารส่วนตำบลชานุวรรณ']
    """
    if len(name) < _SHORTEST or not text:
        return
    allowed = min(_MOST_EDITS, max(1, len(name) // _ONE_EDIT_IN))
    found = [(edits, -end, start) for start in _starts(text, name) for end, edits in _ends(text, start, name, allowed)]
    if not found:  # as in nearly every text
        return
    exact = _spans(text, [name])
    right = _spans(text, known)
    taken: list[tuple[int, int]] = []
    phrases: list[tuple[int, int]] = []
    for edits, place, start in sorted(found):
        end = -place
        if not edits or any(start < high and low < end for low, high in (*exact, *taken, *phrases)):
            continue
        if of_common_words and not _NAMES.search(text[:start]) and _is_another_phrase(text[start:end], name):
            phrases.append((start, end))
        elif not any(low <= start and end <= high for low, high in right):
            taken.append((start, end))
    for start, end in sorted(taken):
        yield text[start:end]


def _is_another_phrase(found: str, name: str) -> bool:
    """Whether `found` says something else than `name`: it has other words in a place, and they are no slip of one.

    A word put in between is a variant of the name (ของทางราชการ), unless it is put before the verb (การขอใช้).

    >>> _is_another_phrase("การยืมทรัพย์สินของราชการ", "การใช้ทรัพย์สินของราชการ")
    True
    """
    ours, theirs = dictionary_words(found), dictionary_words(name)
    before = ""
    while ours and theirs and ours[0] == theirs[0]:
        before, ours, theirs = ours[0], ours[1:], theirs[1:]
    while ours and theirs and ours[-1] == theirs[-1]:
        ours, theirs = ours[:-1], theirs[:-1]
    if not all(len(word) > 1 and word in listed_words() for word in ours):
        return False
    said, meant = "".join(ours), "".join(theirs)
    if meant in said:
        return before == "การ"
    return not any(edits <= 1 and end == len(said) for end, edits in _ends(said, 0, meant, 1))


def _spans(text: str, names: Collection[str]) -> list[tuple[int, int]]:
    return [match.span() for name in names if name for match in _exactly(name).finditer(text)]


@lru_cache(maxsize=1024)  # the same names are looked for in every text of a report
def _exactly(name: str) -> re.Pattern[str]:
    """The pattern of a name as it is right: not with a mark after it, nor with its last letter doubled."""
    spelled = re.escape(name).replace(r"\.", r"\.\s?")
    return re.compile(rf"{spelled}(?![{_MARK}])(?!{re.escape(name[-1])}(?![{_LETTER}]))")


def _starts(text: str, name: str) -> Iterator[int]:
    """Where something in `text` begins as the name does."""
    place = text.find(name[:_SAME_START])
    while place >= 0:
        yield place
        place = text.find(name[:_SAME_START], place + 1)


def _ends(text: str, start: int, name: str, allowed: int) -> Iterator[tuple[int, int]]:
    """Each end in `text` where what begins at `start` is within `allowed` edits of `name`: (end, edits)."""
    for length, edits in _lengths(text[start : start + len(name) + allowed], name, allowed):
        yield start + length, edits


@lru_cache(maxsize=8192)  # a year's texts are checked after each saving, and few of them changed
def _lengths(piece: str, name: str, allowed: int) -> tuple[tuple[int, int], ...]:
    """Each length at which `piece` is within `allowed` edits of `name`: (length, edits).

    The table of edit distances, row by row of the name, only so far beside its diagonal as edits are allowed (Ukkonen
    1985); most places are given up after a few letters.
    """
    far = allowed + 1
    row = {length: length for length in range(min(allowed, len(piece)) + 1)}
    for place, wanted in enumerate(name, start=1):
        before, row = row, {}
        for length in range(max(0, place - allowed), min(len(piece), place + allowed) + 1):
            edits = min(before.get(length, far), row.get(length - 1, far)) + 1
            if length:
                edits = min(edits, before.get(length - 1, far) + (piece[length - 1] != wanted))
            row[length] = edits
        if not row or min(row.values()) > allowed:
            return ()
    return tuple((length, edits) for length, edits in row.items() if edits <= allowed)
