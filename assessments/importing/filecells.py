"""Where in a file each value of a year stands, kept in little room: a file of the country has 415,850 scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Letters:
    """The sheet of a table, empty for a file without sheets, and the letters of its columns by their keys."""

    sheet: str
    by_key: dict[Any, str]

    def cell(self, key: Any, row: int) -> str:
        """`คะแนน!D12`; a column is known by its field or, in the long form, by the field's name."""
        cell = f"{self.by_key.get(key) or self.by_key.get(key.name, '')}{row}"
        return f"{self.sheet}!{cell}" if self.sheet else cell


class Cells:
    """The places of one year's values: they were read row by row, so each row gave those up to some number."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: list[tuple[int, Letters, int]] = []

    def note(self, count: int, letters: Letters, row: int) -> None:
        """Say that the values up to `count` were there when `row` of a table had been read."""
        if count > (self._rows[-1][0] if self._rows else 0):
            self._rows.append((count, letters, row))

    def places(self, values: Mapping[Any, Any]) -> dict[Any, str]:
        """The sheet and cell of each value."""
        found = {}
        rows = iter(self._rows)
        end, letters, row = next(rows, (0, None, 0))
        for number, key in enumerate(values):
            while letters is not None and number >= end:
                end, letters, row = next(rows, (0, None, 0))
            if letters is None:
                break
            found[key] = letters.cell(key, row)
        return found
