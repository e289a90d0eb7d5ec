"""Names that a typed text spells almost right: approximate search after Sellers (1980)."""

import re
from collections.abc import Collection, Iterator

_SHORTEST = 6  # characters; a shorter name is near too many other words
_ONE_EDIT_IN = 5  # characters of the name
_MOST_EDITS = 4  # long names of the same kind (องค์การบริหารส่วนตำบล…) differ in little more than a misspelled one
# What may not follow a name directly: a mark turns its last consonant into another syllable. A doubled last letter is a
# slip where the word ends there; before another letter it may begin the next word (การใช้อำนาจจาก…).
_MARK = "ะ-ฺ็-๎"
_LETTER = "ก-๎"


def near_misses(text: str, name: str, *, known: Collection[str] = ()) -> Iterator[str]:
    """Yield the places in `text` that are almost, but not exactly, `name`: misspellings, not other words.

    A place counts as almost the name when turning it into the name takes at most one edit in five characters, four
    altogether. Who misspells a name still begins it right, so the first two characters have to agree. `known` are other
    right names: what lies within one of them is not reported. A space after a full stop (อบต. ชานุวรรณ) makes no
    other name.

    >>> list(near_misses("องค์กรบริหารส่วนตำบลชานุวรรณ", "องค์การบริหารส่วนตำบลชานุวรรณ", known=["ชานุวรรณ"]))
    ['องค์กรบริหารส่วนตำบลชานุวรรณ']
    """
    if len(name) < _SHORTEST or not text:
        return
    allowed = min(_MOST_EDITS, max(1, len(name) // _ONE_EDIT_IN))
    exact = _spans(text, [name])
    right = _spans(text, known)
    taken: list[tuple[int, int]] = []
    for end, edits in sorted(_edit_ends(text, name, allowed), key=lambda item: (item[1], -item[0])):
        start = _start_of(text, name, end, edits)
        if not edits or text[start : start + 2] != name[:2]:
            continue
        if any(start < high and low < end for low, high in (*exact, *taken)):
            continue
        if not any(low <= start and end <= high for low, high in right):
            taken.append((start, end))
    for start, end in sorted(taken):
        yield text[start:end]


def _spans(text: str, names: Collection[str]) -> list[tuple[int, int]]:
    return [match.span() for name in names if name for match in re.finditer(_exactly(name), text)]


def _exactly(name: str) -> str:
    """The pattern of a name as it is right; with the same mistake as `name[-1]` twice it is not."""
    spelled = re.escape(name).replace(r"\.", r"\.\s?")
    return rf"{spelled}(?![{_MARK}])(?!{re.escape(name[-1])}(?![{_LETTER}]))"


def _edit_ends(text: str, name: str, allowed: int) -> list[tuple[int, int]]:
    """For every end in `text` where some substring is within `allowed` edits of `name`: (end, edits). Sellers 1980."""
    column = list(range(len(name) + 1))
    found = []
    for end, char in enumerate(text, start=1):
        previous, column[0] = column[0], 0
        for row, wanted in enumerate(name, start=1):
            current = column[row]
            column[row] = min(previous + (wanted != char), column[row] + 1, column[row - 1] + 1)
            previous = current
        if column[-1] <= allowed:
            found.append((end, column[-1]))
    return found


def _start_of(text: str, name: str, end: int, edits: int) -> int:
    """Where the substring that ends at `end` with that many edits begins: the closest length to the name's."""
    lengths = sorted(range(len(name) - edits, len(name) + edits + 1), key=lambda size: abs(size - len(name)))
    for size in lengths:
        if size <= end and _distance(text[end - size : end], name) == edits:
            return end - size
    return max(0, end - len(name))


def _distance(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for position, char in enumerate(left, start=1):
        previous, row[0] = row[0], position
        for column, wanted in enumerate(right, start=1):
            current = row[column]
            row[column] = min(previous + (wanted != char), row[column] + 1, row[column - 1] + 1)
            previous = current
    return row[-1]
