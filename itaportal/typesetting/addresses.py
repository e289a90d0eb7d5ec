"""E-mail and web addresses in a line of text: where one that is too long for its line may be broken.

At its own joints, after a slash or @ and before a full stop, a hyphen and the like, so that no line ends with a sign
that could be the text's: no hyphen is added, and none stands at a line's end, where readers join words.
"""

import re
from urllib.parse import quote

from .typography import printed_length

# Each looks once at a run of signs, from its beginning, so that a long run takes no time that grows with its square.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+"  # said to be one
    r"|(?<![A-Za-z0-9_.+-])[_.+-]*(?P<mail>[A-Za-z0-9][A-Za-z0-9_.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"  # e-mail
    r"|(?<![!-~])[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]{2,})+(?:/[!-~]*)?"  # as people write it: ita.example.go.th/2569
)
_JOINT = re.compile(r"(?<=[/@])(?=[^/@])|(?=[._?#&=~-])|(?=%[0-9A-Fa-f]{2})")
_LONG = re.compile(r"(?<![!-~])[!-~]+-[!-~]+")
_HYPHEN = re.compile("(?=-)")
_SHORTEST = 4  # characters on either side of a break


def addresses(text: str) -> list[tuple[int, int]]:
    """Where addresses stand in `text`, first and last place of each; a sentence's full stop or bracket is no part."""
    found = []
    for match in _ADDRESS.finditer(text):
        start = match.start("mail") if match["mail"] else match.start()
        kept = text[start : match.end()].rstrip(".,;:!?")
        while kept.endswith(")") and kept.count(")") > kept.count("("):
            kept = kept[:-1].rstrip(".,;:!?")
        found.append((start, start + len(kept)))
    return found


_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}", re.ASCII)
_KNOWN = re.compile(r"\.(?:th|com|org|net|info|edu|gov|int|asia|io|me)$", re.IGNORECASE)
_SAFE = "%/:?#[]@!$&'()*+,;=~"


def links(text: str) -> list[tuple[int, int, str]]:
    """Where addresses stand in `text` that surely lead somewhere, and where to: 95.48 and data.xlsx do not.

    An e-mail leads to a letter, and what names no scheme to the web.

    >>> links("ส่งที่ saraban@example.go.th")
    [(7, 28, 'mailto:saraban@example.go.th')]
    """
    found = ((start, end, _target(text[start:end])) for start, end in addresses(text))
    return [item for item in found if item[2]]


def _target(address: str) -> str:
    scheme, rest = address.split("://", 1) if "://" in address else ("", address)
    if "@" in address and not scheme:
        return f"mailto:{address}" if _HOST.fullmatch(address.rpartition("@")[2]) else ""
    host = re.split(r"[/?#:]", rest, maxsplit=1)[0]
    if not _HOST.fullmatch(host) or not (scheme or host.startswith("www.") or _KNOWN.search(host)):
        return ""
    return quote(f"{scheme or 'http'}://{rest}", safe=_SAFE)


def joints(text: str, room: int) -> list[int]:
    """Return the places in `text` where an address of more than `room` printed characters may be broken.

    Other words of ASCII signs that are too long are broken before their hyphens.

    >>> [text[place:] for place in joints("saraban@example.go.th", 12)]
    ['example.go.th', '.go.th']
    """
    found = []
    for start, end in addresses(text):
        if printed_length(text[start:end]) > room:
            found += _inside(_JOINT, text, start, end)
    for match in _LONG.finditer(text):
        if printed_length(match.group()) > room:
            found += _inside(_HYPHEN, text, *match.span())
    return sorted(set(found))


def _inside(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[int]:
    places = (match.start() for match in pattern.finditer(text, start, end))
    return [place for place in places if start + _SHORTEST <= place <= end - _SHORTEST]
