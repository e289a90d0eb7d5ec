"""Stamps of what the public sees, each the same only while nothing public of its scope has changed.

An agency's pages, a year's open data, all lists: a page hangs on the stamp of the narrowest scope that holds all it is
drawn from. What every page is drawn from (criteria, figures of the country) is a scope of its own and part of each
stamp. The database renews them (`triggers`), and one query reads them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

# Scopes beside those of agencies (their keys) and years (their negative: -2568).
LISTS = 0
EVERYTHING = -1
# Agencies of neighbouring keys share a scope, so that who keeps a table of thousands finds the renewed ones quickly.
BLOCK = 128
BLOCKS = -1_000_000_000

_TABLE = "itaportal_publicstamp"
_COLUMNS = f"SELECT scope, writer, token FROM {_TABLE}"  # noqa: S608  # the table is our own
_BY_SLUG = "(SELECT id FROM assessments_agency WHERE slug = %s)"


@dataclass(frozen=True)
class BlockStamps:
    """Stamps as one statement read them: of the lists, of everything, and of each block of agencies by its number."""

    lists: str
    everything: str
    blocks: Mapping[int, str]


def lists_stamp() -> str:
    """The stamp of all lists over agencies; one query."""
    return _stamp(_asked(f"scope IN ({EVERYTHING}, {LISTS})"))


def year_stamp(fiscal_year: int) -> str:
    """The stamp of all that is public of one fiscal year; one query."""
    return _stamp(_asked(f"scope IN ({EVERYTHING}, %s)", -fiscal_year))


def agency_stamps(slug: str) -> tuple[str, str]:
    """The stamp of one agency's pages, and that of all lists; one query. An unknown agency has a stamp too."""
    rows = _asked(f"scope IN ({EVERYTHING}, {LISTS}) OR scope = {_BY_SLUG}", slug)
    return _stamp(row for row in rows if row[0] != LISTS), _stamp(row for row in rows if row[0] <= LISTS)


def block_stamps() -> BlockStamps:
    """The stamps by which renewed agencies are found; one query. A block that was never renewed is not there."""
    rows = _asked(f"scope <= {BLOCKS} OR scope IN ({EVERYTHING}, {LISTS})")
    return BlockStamps(
        _stamp(row for row in rows if row[0] > BLOCKS),
        _stamp(row for row in rows if row[0] == EVERYTHING),
        {BLOCKS - scope: stamp for scope, stamp in _by_scope(row for row in rows if row[0] <= BLOCKS).items()},
    )


def agencies_of_blocks(blocks: Collection[int]) -> dict[int, str]:
    """Agency's key → stamp, of all renewed agencies of these blocks; one query."""
    if not blocks:
        return {}
    spans = " OR ".join("scope BETWEEN %s AND %s" for _ in blocks)
    if len(blocks) > 50:
        return _by_scope(row for row in _asked(f"scope > {LISTS}") if row[0] // BLOCK in blocks)
    bounds = [bound for block in blocks for bound in (max(block * BLOCK, 1), block * BLOCK + BLOCK - 1)]
    return _by_scope(_asked(spans, *bounds))


def _asked(condition: str, *values: int | str) -> list[tuple[int, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_COLUMNS} WHERE {condition}", values)  # conditions of this module
        return [(scope, writer, token) for scope, writer, token in cursor.fetchall()]


def _stamp(rows: Iterable[tuple[int, str, str]]) -> str:
    return hashlib.sha256(repr(sorted(rows)).encode()).hexdigest()[:32]


def _by_scope(rows: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for scope, writer, token in sorted(rows):
        found.setdefault(scope, []).append(f"{writer} {token}")
    return {scope: "\n".join(rows) for scope, rows in found.items()}
