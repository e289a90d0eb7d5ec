"""Merged cells of a worksheet: which cells they cover, and what stands under them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zipfile import BadZipFile
from zlib import error as zlib_error

from .columns import column_index
from .limits import Limits, too_many
from .rows import FileRefused, Merged, Row
from .xml import BROKEN

_MERGED = re.compile(
    rb"<(?:\w{1,20}:)?mergeCell\s[^<>]{0,200}?ref\s{0,9}=\s{0,9}[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']"
)
EMPTY_ROWS = 2  # row elements, empty ones included, for each row that may be filled


@dataclass
class Range:
    """The cells that one merged cell covers, and what it shows."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    value: Any = None


def merged_ranges(part: Any, limits: Limits) -> list[Range]:
    """The merged ranges, which stand after the rows: a look through the raw bytes finds them before.

    The same look refuses a sheet with far too many rows before the first of them is read.
    """
    found: list[Range] = []
    rest = b""
    filled = elements = 0
    try:
        while chunk := part.read(1 << 18):
            block = rest + chunk
            filled += chunk.count(b"</row>")
            elements += chunk.count(b"<row")
            if filled > limits.rows or elements > EMPTY_ROWS * limits.rows:
                raise too_many("จำนวนแถวในไฟล์", limits.rows, "แถว")
            if b"mergeCell" in block:
                for match in _MERGED.finditer(block):
                    first, last = column_index(match[1].decode()), column_index(match[3].decode())
                    found.append(Range(int(match[2]), int(match[4]), first, last))
                    if len(found) > limits.merged_ranges:
                        raise too_many("จำนวนเซลล์ที่ผสาน", limits.merged_ranges, "ชุด")
                cut = block.rfind(b"<")
                rest = block[cut:] if cut >= 0 and len(block) - cut < 4096 else b""
            else:
                rest = block[-16:]
    except (BadZipFile, zlib_error, EOFError, OSError) as error:
        raise FileRefused(BROKEN) from error
    return sorted(found, key=lambda item: item.first_row)


def with_merged(rows: Iterator[Row], ranges: list[Range], columns: int) -> Iterator[Row]:
    """The rows with every covered cell `Merged`."""
    waiting = ranges[::-1]
    active: list[Range] = []
    for number, cells in rows:
        while waiting and waiting[-1].first_row <= number:
            active.append(waiting.pop())
        active = [item for item in active if item.last_row >= number]
        if len(active) > columns:
            raise FileRefused(BROKEN)  # more than could lie side by side
        for item in active:
            if item.first_row == number and item.first_column < len(cells):
                item.value = cells[item.first_column]
            if item.value is None:
                continue
            for column in range(item.first_column, min(item.last_column + 1, columns)):
                if (number, column) == (item.first_row, item.first_column):
                    continue
                while len(cells) <= column:
                    cells.append(None)
                if cells[column] is None:
                    cells[column] = Merged(item.value)
        yield number, cells
