"""What every reader gives: sheets, and rows of plain values; or it refuses the file. Pure."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

_TOLD_EVERY = 500  # rows


class FileRefused(Exception):
    """The file cannot be read at all; `str(error)` says in Thai what it is and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that holds no usable value, such as `#REF!` or a formula without a stored result."""

    shown: str
    message: str
    expected: str


@dataclass(frozen=True, slots=True)
class Merged:
    """A cell covered by a merged one: `value` is what the merged cell shows.

    `across`: a document's cell that is covered by the one to its left. A workbook does not tell.
    """

    value: object
    across: bool = False


class TableName(str):
    """The name of a table in a document: messages call it as it is, and quote a sheet's name."""

    __slots__ = ()


class ListedText(str):
    """A document's text with the numbers that automatic lists put before its lines; `bare` is without them."""

    bare: str

    @classmethod
    def of(cls, text: str, bare: str) -> ListedText:
        """The two together."""
        made = cls(text)
        made.bare = bare
        return made


# Row number as a spreadsheet shows it, and values by column: None, str, Decimal, date, bool, Fault or Merged.
Row = tuple[int, list[Any]]


@dataclass
class Sheet:
    """One visible sheet; its rows are read while they are asked for, once. A csv file is a sheet without a name.

    A table of a document is a sheet too, named by `TableName`; `above` are the lines of text before it, `begins` is the
    first text in it.
    """

    name: str
    rows: Iterator[Row]
    above: tuple[str, ...] = ()
    begins: str = ""


@dataclass
class SheetSource:
    """An opened file: visible sheets in order, names of hidden ones, and what the person should know about it."""

    sheets: list[Sheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def __enter__(self) -> SheetSource:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the reading of every sheet now, while the file is open, and not whenever the memory is cleared."""
        for sheet in self.sheets:
            close_rows(sheet.rows)


def close_rows(rows: Iterator[Row]) -> None:
    """End the reading of rows that are not wanted any more."""
    if isinstance(rows, Generator):
        rows.close()


def counted(source: SheetSource, progress: Callable[[int], None] | None) -> SheetSource:
    """The same sheets; `progress` is told now and then how many rows of all of them have been read."""
    if progress is None:
        return source
    read = 0

    def count(rows: Iterator[Row]) -> Iterator[Row]:
        nonlocal read
        try:
            for row in rows:
                read += 1
                if read % _TOLD_EVERY == 0:
                    progress(read)
                yield row
        finally:
            close_rows(rows)

    for sheet in source.sheets:
        sheet.rows = count(sheet.rows)
    return source
