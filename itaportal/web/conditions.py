"""Conditional requests and byte ranges as RFC 9110 says (sections 13 and 14), for a file that never changes. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.http import parse_etags, parse_http_date_safe

UNSATISFIABLE = (-1, -1)
_RANGE = re.compile(r"([0-9]{0,19})-([0-9]{0,19})")


def precondition(asked: Mapping[str, str], etag: str, modified: int) -> int:
    """200 where the file is to be sent, 304 where the reader holds it, 412 where it is not the one that was meant.

    `asked` holds the headers of a GET or HEAD as WSGI names them; `etag` is the file's strong tag with its quotes,
    `modified` its time in seconds. The order is that of 13.2.2.
    """
    if (wanted := asked.get("HTTP_IF_MATCH")) is not None:
        if wanted.strip() != "*" and etag not in parse_etags(wanted):  # strong: a weak tag never matches
            return 412
    elif (since := parse_http_date_safe(asked.get("HTTP_IF_UNMODIFIED_SINCE", ""))) is not None and modified > since:
        return 412
    if (held := asked.get("HTTP_IF_NONE_MATCH")) is not None:
        tags = {tag.removeprefix("W/") for tag in parse_etags(held)}  # weak: W/"a" is "a"
        return 304 if held.strip() == "*" or etag in tags else 200
    since = parse_http_date_safe(asked.get("HTTP_IF_MODIFIED_SINCE", ""))
    return 304 if since is not None and modified <= since else 200


def byte_range(asked: Mapping[str, str], size: int, etag: str, modified: int) -> tuple[int, int] | None:
    """First and last byte to send; None for the whole file; `UNSATISFIABLE` where no such byte is in it.

    Passed over are more ranges than one, one that is not valid or that If-Range meant for another file (14.2, 13.1.5).
    """
    unit, _, ranges = asked.get("HTTP_RANGE", "").strip().partition("=")
    parts = [part.strip() for part in ranges.split(",") if part.strip()]
    if unit.lower() != "bytes" or len(parts) != 1 or not _is_meant(asked.get("HTTP_IF_RANGE"), etag, modified):
        return None
    found = _RANGE.fullmatch(parts[0])
    if found is None or parts[0] == "-":
        return None
    first, last = (int(text) if text else None for text in found.groups())
    if first is None:  # the last so many bytes
        length = last or 0
        return (max(size - length, 0), size - 1) if length and size else UNSATISFIABLE
    if last is not None and last < first:
        return None
    return (first, size - 1 if last is None else min(last, size - 1)) if first < size else UNSATISFIABLE


def _is_meant(if_range: str | None, etag: str, modified: int) -> bool:
    """Whether the range is meant for this file: its very tag, strong, or its very date."""
    if if_range is None:
        return True
    value = if_range.strip()
    return value == etag or parse_http_date_safe(value) == modified
