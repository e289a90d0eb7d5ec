"""The marked content of a page's stream: numbered anew for the tag tree, and what is not read aloud made an artifact.

Works on pydyf's items as they are handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pydyf

_PAGINATION, _LAYOUT = pydyf.Dictionary({"Type": "/Pagination"}), pydyf.Dictionary({"Type": "/Layout"})


def renumber(items: list[Any], numbers: Mapping[int, int | None], expected: int) -> None:
    """Give marked content its new number, make the rest an artifact, and join the lines of tables into one path.

    What stands in the text and is not to be read has None for a number; page numbers and the like have none.
    """
    found = 0
    for place, item in enumerate(items):
        if isinstance(item, pydyf.Dictionary) and "MCID" in item:
            found += 1
            number = numbers.get(item["MCID"])
            if number is None:
                kind = _LAYOUT if item["MCID"] in numbers else _PAGINATION
                items[place - 1], items[place] = "/Artifact", kind
            else:
                items[place] = pydyf.Dictionary({"MCID": number})
    if found != expected:
        raise ValueError("marked content outside the page's own stream: text must not be set with opacity")
    items[:] = _joined_lines(items)


# A border of a table as WeasyPrint draws it: artifact, two saved states, opacity, colour, width, from, to, stroke.
_LINE = 13


def _joined_lines(items: list[Any]) -> Iterable[Any]:
    """Put neighbouring lines of the same look into one path: a third of a table page's operators, and one object."""
    joined: list[Any] = []
    place = 0
    while place < len(items):
        if not _is_line(items, place):
            joined.append(items[place])
            place += 1
            continue
        look = items[place + 4 : place + 7]
        joined += items[place : place + 7]
        while _is_line(items, place) and items[place + 4 : place + 7] == look:
            joined += items[place + 7 : place + 9]
            place += _LINE
        joined += [b"S", b"Q", b"Q", b"EMC"]
    return joined


def _is_line(items: list[Any], place: int) -> bool:
    return (
        place + _LINE <= len(items)
        and items[place] == "/Artifact"
        and items[place + 1 : place + 4] == [b"BMC", b"q", b"q"]
        and items[place + 9 : place + _LINE] == [b"S", b"Q", b"Q", b"EMC"]
        and items[place + 7].endswith(b" m")
        and items[place + 8].endswith(b" l")
    )
