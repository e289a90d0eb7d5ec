"""Terms of the field typed by hand (`field_terms.txt`), and inside which of them the lines of a laid-out report end."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from itaportal.typesetting.typography import printed_length
from tests.formats.pdf.renderedlines import MARKS, Paragraph, solid


@cache
def field_terms() -> tuple[str, ...]:
    """The terms, each once."""
    lines = (Path(__file__).parent / "field_terms.txt").read_text(encoding="utf-8").splitlines()
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return tuple(dict.fromkeys(words))


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted(field_terms(), key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))")


def broken_field_terms(paragraph: Paragraph) -> list[str]:
    """The terms that fit a line of the paragraph and inside which one ends.

    Not where another term ends that begins before: มาตรการ|ตรวจสอบ holds the letters of การตรวจสอบ, and not the word.
    """
    if not paragraph.ends:
        return []
    spans = [
        (len(solid(paragraph.text[: match.start(1)])), len(solid(paragraph.text[: match.end(1)])), match.group(1))
        for match in _pattern().finditer(paragraph.text)
    ]
    found = []
    for start, end, term in spans:
        if printed_length(term) <= paragraph.fit:
            inside = [place for place in paragraph.ends if start < place < end]
            found += [term for place in inside if not any(other < start and last == place for other, last, _t in spans)]
    return found


# What may not stand at a line's end, and what may not stand at its beginning.
_BAD_END = re.compile(
    r"(?:^|\s)(?:\([๐-๙0-9]{1,3}\)|[≥≤<>]|พ\.ศ\.|โทร\.)$|[≥≤]$|ไม่$|(?<![ก-๛])อย่าง$|ภาพที่$|ตารางที่$|ร้อยละ$|[(“]$|-$"
    r"|(?<![ก-๛])(?:การ|ความ|ผู้)$"
)
_BAD_BEGINNING = re.compile(r"%|ๆ|ฯลฯ|[)”,]|\.(?![a-z])")
_PARTED = re.compile(r"(?:IIT|EIT|OIT) \| ส่วนที่|(?:ที่|ข้อ|พ\.ศ\.) \| [๐-๙0-9]")


def bad_ends(paragraph: Paragraph) -> Iterator[str]:
    """Lines that end or begin with what belongs to the next or to the one before; joined by | as they stand."""
    lines = [MARKS.sub("", line).strip() for line in paragraph.lines]
    for line, following in pairwise(lines):
        both = f"{line} | {following}"
        if _BAD_END.search(line) or _BAD_BEGINNING.match(following) or _PARTED.search(both):
            yield f"{line[-20:]} | {following[:12]}"
