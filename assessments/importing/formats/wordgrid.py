"""The grid of a Word table: cells of any width become columns, merged cells their places. Pure.

Word keeps an edge for every place where any row has one. Whoever drags the border of a single cell makes a new edge a
hair beside the old one: edges that close are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from .limits import Limits, too_many
from .rows import Fault, Merged, Row, TableName

_CLOSE = 170  # twentieths of a point: three millimetres


@dataclass
class GridCell:
    """A cell as a row has it: how many columns of the grid it spans, and how it is merged."""

    value: Any = None
    span: int = 1
    start: int = 0
    merged_down: bool = False
    goes_on_down: bool = False
    goes_on_across: bool = False

    @property
    def end(self) -> int:
        """The edge of the grid where it ends."""
        return self.start + self.span


class GridTable:
    """One table of a document while it is read, and then its rows."""

    def __init__(self, name: TableName, above: list[str], limits: Limits) -> None:
        self.name = name
        self.above = above
        self.row = 0
        self._limits = limits
        self._widths: list[int] = []
        self._cells: list[list[GridCell]] = []
        self._next = 0
        self._rows: list[Row] = []

    def add_column(self, width: int) -> None:
        """A column of the grid."""
        self._widths.append(width)
        if len(self._widths) > 10 * self._limits.columns:
            raise too_many("จำนวนคอลัมน์ในไฟล์", self._limits.columns, "คอลัมน์")

    def start_row(self) -> None:
        """The next row begins."""
        self.row += 1
        self._next = 0
        self._cells.append([])

    def skip(self, columns: int) -> None:
        """Leave columns empty before the first cell of the row."""
        self._next += columns

    def add(self, cell: GridCell) -> None:
        """The next cell of the row."""
        cell.start = self._next
        self._next += cell.span
        if len(self._cells[-1]) >= self._limits.columns or self._next > 10 * self._limits.columns:
            raise too_many("จำนวนคอลัมน์ในไฟล์", self._limits.columns, "คอลัมน์")
        if cell.goes_on_across and self._cells[-1]:
            self._cells[-1][-1].span += cell.span
        else:
            self._cells[-1].append(cell)

    def finish(self) -> None:
        """The table ends: its cells become rows of values."""
        columns = self._columns()
        above: dict[int, Any] = {}
        for number, cells in enumerate(self._cells, start=1):
            values: list[Any] = []
            shown: dict[int, Any] = {}
            for cell in cells:
                first, after = columns[cell.start], columns[cell.end]
                values.extend([None] * (first - len(values)))
                value: Any = cell.value
                if cell.goes_on_down and first in above:
                    value = None if above[first] is None else Merged(above[first])
                if cell.merged_down:
                    shown[first] = value.value if isinstance(value, Merged) else value
                values.append(value)
                covered = value if value is None or isinstance(value, Merged) else Merged(value)
                across = None if covered is None else Merged(covered.value, across=True)
                values.extend([across] * (after - first - 1))
            above = shown
            if any(value is not None for value in values):
                self._rows.append((number, values))
        self._cells = []

    def rows(self) -> list[Row]:
        """The filled rows of the finished table."""
        return self._rows

    def begins(self) -> str:
        """The first text in the table."""
        texts = (
            value.shown if isinstance(value, Fault) else str(value)
            for _, cells in self._rows
            for value in cells
            if value
        )
        return " ".join(next(texts, "").split())

    def _columns(self) -> dict[int, int]:
        """The column that begins at each edge which a cell has."""
        edges = sorted({edge for cells in self._cells for cell in cells for edge in (cell.start, cell.end)})
        places = list(accumulate(self._widths, initial=0))
        together: dict[int, int] = {}
        if edges and edges[-1] < len(places):
            column, begun = -1, -_CLOSE - 1
            for edge in edges:
                if places[edge] - begun > _CLOSE:
                    column, begun = column + 1, places[edge]
                together[edge] = column
            if all(together[cell.start] < together[cell.end] for cells in self._cells for cell in cells):
                return self._checked(together)
        return self._checked({edge: column for column, edge in enumerate(edges)})

    def _checked(self, columns: dict[int, int]) -> dict[int, int]:
        if columns and max(columns.values()) > self._limits.columns:
            raise too_many("จำนวนคอลัมน์ในไฟล์", self._limits.columns, "คอลัมน์")
        return columns
