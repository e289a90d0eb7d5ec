"""Reads .ods workbooks (LibreOffice) under the same limits as .xlsx."""

from __future__ import annotations

from datetime import date
from typing import Any

from .container import LOCKED, Container
from .faults import error_value, no_result, too_long, unreadable
from .limits import Limits, too_many
from .numbers import percent, stored_number
from .rows import FileRefused, Merged, Row, Sheet, SheetSource
from .xml import BROKEN, Part, read_part, small_int

_MANY = 1 << 30
_CELLS = {"table-cell", "covered-table-cell"}
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
# What lies on a sheet or beside it, tables inside included: drawings, controls, values of other files, older values.
_BESIDE = {"annotation", "shapes", "forms", "dde-links", "tracked-changes"}
_NUMBERS = {"float", "currency", "percentage"}


def open_ods(container: Container, limits: Limits) -> SheetSource:
    """Return the workbook's sheets. One part holds them all, so all are read at once; the limits bound them."""
    manifest = "META-INF/manifest.xml"
    if manifest in container.names and b"encryption-data" in container.start_of(manifest):
        raise FileRefused(LOCKED)
    content = _ContentPart(limits)
    with container.open("content.xml") as part:
        read_part(part, content)
    found = SheetSource()
    for table in content.tables:
        if table.hidden:
            found.hidden.append(table.name)
        else:
            found.sheets.append(Sheet(table.name, iter(table.rows)))
    return found


class _Table:
    """One sheet as it is read."""

    def __init__(self, name: str, hidden: bool) -> None:
        self.name = name
        self.hidden = hidden
        self.rows: list[Row] = []


class _ContentPart(Part):
    """`content.xml`: fills `tables`."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.tables: list[_Table] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row_number = self._row_repeat = 0
        self._filled = 0
        self._cells: list[Any] = []
        self._column = 0
        self._cell: dict[str, str] | None = None
        self._covered = False
        self._lines: list[list[str]] = []
        self._length = 0
        self._depth_beside = 0
        self._text_prefix = "text:"
        self._spans: dict[int, tuple[int, int, Any]] = {}  # column → last row, width and value of a merged cell

    # --- elements

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if not self.tables:
            self._note_namespaces(attrs)
        in_cell_text = name.startswith(self._text_prefix)
        name = self.local[name]
        local = {key.rpartition(":")[2]: value for key, value in attrs.items()} if attrs else {}
        if (
            self._depth_beside
            or name in _BESIDE
            or (self._cell is not None and not in_cell_text and name not in _CELLS)
        ):
            # In a cell all but its text is beside it: frames, shapes, charts, drawn links, comments.
            self._depth_beside += 1
            self.count_other()
        elif name in _CELLS:
            if self._cell is not None:
                raise FileRefused(BROKEN)
            self._cell, self._covered = local, name == "covered-table-cell"
            self._lines, self._length = [], 0
        elif name == "p":
            self.count_paragraph()
        elif name == "table-row":
            self._start_row(local)
        elif name == "table":
            self._start_table(local)
        elif self._cell is not None and self._lines and name in ("s", "tab", "line-break"):
            self._add(
                " " * small_int(local.get("c"), 1, 1000) if name == "s" else "\t" if name == "tab" else "\n",
            )
        else:
            self._note_style(name, local)
            self.count_other()

    def _note_namespaces(self, attrs: dict[str, str]) -> None:
        """Which prefix the text of cells has."""
        for key, value in attrs.items():
            if value == _TEXT and key.startswith("xmlns:"):
                self._text_prefix = f"{key[6:]}:"

    def text(self, data: str) -> None:
        if self._cell is not None and self._lines and not self._depth_beside:
            self._add(data)

    def count_paragraph(self) -> None:
        """Begin a line of the cell; more lines than a cell has characters are no text."""
        if len(self._lines) > 2000:
            raise FileRefused(BROKEN)
        self._lines.append([])

    def end(self, name: str) -> None:
        name = self.local[name]
        if self._depth_beside:
            self._depth_beside -= 1
        elif name in _CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "table-row" and self.tables:
            self._end_row()

    def _add(self, data: str) -> None:
        self._length += len(data)
        if self._length <= self.limits.cell_length:
            self._lines[-1].append(data)

    # --- tables and rows

    def _note_style(self, name: str, attrs: dict[str, str]) -> None:
        if name == "style":
            self._style = attrs.get("name", "")
        elif name == "table-properties" and attrs.get("display") == "false":
            self._hidden_styles.add(self._style)

    def _start_table(self, attrs: dict[str, str]) -> None:
        if len(self.tables) >= self.limits.sheets:
            raise too_many("จำนวนแผ่นงาน", self.limits.sheets, "แผ่น")
        self.tables.append(_Table(attrs.get("name", ""), attrs.get("style-name", "") in self._hidden_styles))
        self._row_number = 0
        self._spans = {}

    def _start_row(self, attrs: dict[str, str]) -> None:
        self._row_repeat = max(1, small_int(attrs.get("number-rows-repeated"), 1, _MANY))
        self._cells, self._column = [], 0
        self.count_row()

    def count_row(self) -> None:
        """Note a row element, filled or not."""
        self._filled += 1
        if self._filled > 2 * self.limits.rows:
            raise too_many("จำนวนแถวในไฟล์", self.limits.rows, "แถว")

    def _end_row(self) -> None:
        first = self._row_number + 1
        self._row_number += self._row_repeat
        if all(value is None for value in self._cells):
            return
        table = self.tables[-1]
        if sum(len(each.rows) for each in self.tables) + self._row_repeat > self.limits.rows:
            raise too_many("จำนวนแถวในไฟล์", self.limits.rows, "แถว")
        table.rows.extend((first + offset, list(self._cells)) for offset in range(self._row_repeat))

    # --- cells

    def _end_cell(self, attrs: dict[str, str]) -> None:
        repeat = max(1, small_int(attrs.get("number-columns-repeated"), 1, _MANY))
        value = self._under(self._column) if self._covered else self._value(attrs)
        if value is not None:
            if self._column + repeat > self.limits.columns:
                raise too_many("จำนวนคอลัมน์ในไฟล์", self.limits.columns, "คอลัมน์")
            self._note_span(attrs, value)
            self._cells.extend([None] * (self._column - len(self._cells)))
            self._cells.extend([value] * repeat)
        self._column = min(self._column + repeat, _MANY)

    def _note_span(self, attrs: dict[str, str], value: Any) -> None:
        height = small_int(attrs.get("number-rows-spanned"), 1, _MANY)
        width = small_int(attrs.get("number-columns-spanned"), 1, self.limits.columns)
        if (height > 1 or width > 1) and not self._covered:
            self._spans[self._column] = (self._row_number + height, width, value)

    def _under(self, column: int) -> Merged | None:
        """What a covered cell shows: the merged cell that reaches over it."""
        for first, (last_row, width, value) in self._spans.items():
            if first <= column < first + width and self._row_number < last_row:
                return Merged(value)
        return None

    def _value(self, attrs: dict[str, str]) -> Any:
        kind = attrs.get("value-type")
        text = "\n".join("".join(line) for line in self._lines)
        if kind is None:
            if attrs.get("formula"):
                return no_result()
            return text or None
        if kind in _NUMBERS:
            number = stored_number(attrs.get("value", ""))
            if number is None:
                return unreadable(attrs.get("value", ""))
            return percent(number) if kind == "percentage" else number
        if kind == "date":
            try:
                return date.fromisoformat(attrs.get("date-value", "")[:10])
            except ValueError:
                return unreadable(attrs.get("date-value", ""))
        if kind == "boolean":
            return attrs.get("boolean-value") == "true"
        if self._length > self.limits.cell_length:
            return too_long(text, self.limits)
        if attrs.get("formula") and text.startswith(("#", "Err:")):
            return error_value(text)
        return text or None
