"""What every reader gives: sheets, and rows of plain values. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

# Row number as a spreadsheet shows it, and values by column: None, str, Decimal, date, bool, Fault or Merged.
Row = tuple[int, list[Any]]


@dataclass
class Sheet:
    """One visible sheet; its rows are read while they are asked for, once. A csv file is a sheet without a name."""

    name: str
    rows: Iterator[Row]


@dataclass
class SheetSource:
    """An opened file: visible sheets in order, names of hidden ones, and what the person should know about it."""

    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
