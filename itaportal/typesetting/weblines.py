"""Thai words that a browser does not break, for the pages of reports and what people write.

Browsers break Thai with a dictionary of short words and cannot be told another; no property forbids it (`word-break:
keep-all` does not reach Thai). What is left is to hold each word that their dictionary would break in an element. Words
are those of the PDF's lines (see `pieces`).
"""

import re
from functools import cache, lru_cache
from html import escape, unescape

from .segmentation import unbroken_words
from .typography import printed_length

LINE, CELL = 20, 12  # printed characters that surely fit a line on a phone, and one of a table's column

_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_NAME = re.compile(r"</?(\w+)")
_THAI = re.compile(r"[ก-ฺเ-๎]{4,2000}")
# Inside these a text stays as it is: it is no text to be broken.
_LEFT_ALONE = frozenset({"script", "style", "svg", "textarea", "select", "title", "button", "code", "pre"})
_HELD = re.compile(r'<span class="(nobreak|nowrap)">')  # see `typography.unbroken_html` and the filter `keep`


def whole_words(html: str) -> str:
    """Return HTML in which no Thai word that has room on a line is broken; its text stays the same.

    >>> whole_words("<p>แต่งตั้งโยกย้าย</p>")
    '<p><span class="nowrap">แต่งตั้ง</span><span class="nowrap">โยกย้าย</span></p>'
    """
    pieces: list[str] = []
    text: list[tuple[str, str]] = []  # a stretch of text, with the class of what is held in it already
    closing, depth, cells, held = "", 0, 0, ""

    def flush() -> None:
        if text:
            pieces.append(_settled(tuple(text), CELL if cells else LINE))
            text.clear()

    for piece in _TAG.split(html):
        match = _NAME.match(piece)
        if not match:
            if closing or piece.startswith("<"):
                pieces.append(piece)
            elif piece:
                text.append((piece, held))
            continue
        name, opens = match.group(1), not piece.startswith("</")
        if not closing and name == "span" and (held or _HELD.fullmatch(piece)):
            held = "" if held else piece.split('"')[1]
            continue
        flush()
        if closing:
            if name == closing and not piece.endswith("/>"):
                depth += 1 if opens else -1
            closing = closing if depth else ""
        elif opens and name in _LEFT_ALONE and not piece.endswith("/>"):
            closing, depth = name, 1
        elif name in ("td", "th"):
            cells += 1 if opens else -1
        pieces.append(piece)
    flush()
    return "".join(pieces)


@lru_cache(maxsize=4096)
def _settled(text: tuple[tuple[str, str], ...], room: int) -> str:
    """Escaped text with its words held, and what was held before."""
    plain = ""
    spans: list[tuple[int, int, str]] = []
    for part, held in text:
        start = len(plain)
        plain += unescape(part)
        if held:
            spans.append((start, len(plain), held))
    edges = {edge for start, end, _class in spans for edge in (start, end)}
    spans += [(start, end, "") for start, end in _words_to_hold(plain, edges, room)]
    pieces, done = [], 0
    for start, end, held in _joined(sorted(spans), plain, room):
        inside = escape(plain[start:end])
        if held and printed_length(plain[start:end]) > room:  # where a stylesheet lets it break, its words stay whole
            inside = _settled(((inside, ""),), room)
        pieces += [escape(plain[done:start]), f'<span class="{held or "nowrap"}">{inside}</span>']
        done = end
    return "".join([*pieces, escape(plain[done:])])


def _words_to_hold(plain: str, edges: set[int], room: int) -> list[tuple[int, int]]:
    """Where the words stand that a browser would break, or that have the edge of something held inside."""
    found, known = [], _browser_words()
    for match in _THAI.finditer(plain):
        end = match.start()
        for word in unbroken_words(match.group(), room):
            start, end = end, end + len(word)
            if len(word) >= 4 and (word not in known or not edges.isdisjoint(range(start + 1, end))):
                found.append((start, end))
    return found


def _joined(spans: list[tuple[int, int, str]], plain: str, room: int) -> list[tuple[int, int, str]]:
    """Spans that overlap as one where that has room; else what was held before counts."""
    found: list[tuple[int, int, str]] = []
    for start, end, held in spans:
        if not found or start >= found[-1][1]:
            found.append((start, end, held))
            continue
        first, last, before = found[-1]
        if end <= last or printed_length(plain[first : max(end, last)]) <= room:
            found[-1] = (first, max(end, last), before or held)
        elif held and not before:
            found[-1] = (start, end, held)
    return found


@cache
def _browser_words() -> frozenset[str]:
    """The words of ICU, whose dictionary browsers break Thai with."""
    from pythainlp.corpus.icu import thai_icu_words

    return thai_icu_words()
