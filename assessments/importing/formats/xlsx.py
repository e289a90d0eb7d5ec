"""Reads .xlsx workbooks as streams of rows.

Not openpyxl, for three reasons measured and tested: it gives `None` alike for an empty cell and for a formula without
a stored result, it cannot bound what one part costs before it has been read, and it takes twice as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .columns import column_index
from .container import Container
from .faults import error_value, no_result, too_long, unreadable
from .limits import Limits, too_many
from .merged import EMPTY_ROWS, merged_ranges, with_merged
from .numbers import NumberKind, day_of_serial, kind_of_format, percent, stored_number
from .relations import main_part, relations_of
from .rows import Fault, FileRefused, Row, Sheet, SheetSource
from .xml import BROKEN, Part, read_part, small_int, stream_part

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MOST_REMEMBERED = 50_000  # different numbers; scores have 10,001
_PLAIN = (None, "n")
MACROS = "ไฟล์นี้มีแมโคร (.xlsm) ระบบไม่รับ กรุณาบันทึกใหม่เป็น .xlsx (Excel Workbook)"


def open_xlsx(container: Container, limits: Limits) -> SheetSource:
    """Return the workbook's sheets. Raises FileRefused where it is not a plain workbook."""
    kinds = container.start_of("[Content_Types].xml")
    if b"macroEnabled" in kinds or any(name.lower().endswith("vbaproject.bin") for name in container.names):
        raise FileRefused(MACROS)
    workbook = main_part(container, limits)
    overview = _Overview(limits)
    with container.open(workbook) as part:
        sheets = read_part(part, overview)
    if len(sheets) > limits.sheets:
        raise too_many("จำนวนแผ่นงาน", limits.sheets, "แผ่น")
    related = relations_of(container, workbook, limits)
    by_type = dict(related.values())
    book = _Book(
        container,
        limits,
        texts=_texts(container, by_type.get("sharedStrings"), limits),
        kinds=_number_kinds(container, by_type.get("styles"), limits),
        from_1904=overview.from_1904,
    )
    found = SheetSource()
    for name, identity, hidden in sheets:
        kind, target = related.get(identity, ("", ""))
        if kind != "worksheet":
            continue  # charts and dialogs hold no rows
        if hidden:
            found.hidden.append(name)
        else:
            found.sheets.append(Sheet(name, book.rows_of(target)))
    if any(name.startswith("xl/externalLinks/") for name in container.names):
        found.notices.append("ไฟล์มีลิงก์ไปยังไฟล์อื่น ระบบไม่เปิดไฟล์เหล่านั้น และใช้ค่าที่บันทึกไว้ในไฟล์นี้")
    return found


# --- the parts around the sheets ------------------------------------------------------------------------------------


class _Overview(Part):
    """`workbook.xml`: (sheet name, relation id, hidden), and which epoch the days count from."""

    from_1904 = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self.count_other()
        name = self.local[name]
        if name == "sheet":
            identity = next((value for key, value in attrs.items() if key.rpartition(":")[2] == "id"), "")
            self.out.append((attrs.get("name", ""), identity, attrs.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            self.from_1904 = attrs.get("date1904") in {"1", "true", "on"}


class _Texts(Part):
    """`sharedStrings.xml`: one text an entry; phonetic readings are left out."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._pieces: list[str] | None = None
        self._length = self._count = self._total = 0
        self._phonetic = self._inside = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        name = self.local[name]
        if name == "si":
            if self._pieces is not None:
                raise FileRefused(BROKEN)
            self._pieces, self._length = [], 0
            self._count += 1
            if self._count > self.limits.texts:
                raise too_many("จำนวนข้อความที่ไม่ซ้ำกันในไฟล์", self.limits.texts, "ข้อความ")
        elif name == "t":
            if self._inside:
                raise FileRefused(BROKEN)
            self._inside = not self._phonetic
        elif name == "rPh":
            self._phonetic = True
            self.count_other()
        else:
            self.count_other()

    def text(self, data: str) -> None:
        if self._inside and self._pieces is not None:
            self._length += len(data)
            if self._length <= self.limits.cell_length:
                self._pieces.append(data)

    def end(self, name: str) -> None:
        name = self.local[name]
        if name == "t":
            self._inside = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si" and self._pieces is not None:
            text = "".join(self._pieces)
            self._total += len(text)
            if self._total > self.limits.text_length:
                raise too_many("ข้อความทั้งหมดในไฟล์", self.limits.text_length, "ตัวอักษร")
            self.out.append(too_long(text, self.limits) if self._length > self.limits.cell_length else _unescaped(text))
            self._pieces = None


def _unescaped(text: str) -> str:
    """`_x000D_` is how workbooks write characters that XML cannot."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _texts(container: Container, name: str | None, limits: Limits) -> list[str | Fault]:
    if name is None or name not in container.names:
        return []
    with container.open(name) as part:
        return read_part(part, _Texts(limits))


class _Styles(Part):
    """`styles.xml`: for each cell format, what its number format shows."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self._codes: dict[str, str] = {}
        self._inside = False

    def start(self, name: str, attrs: dict[str, str]) -> None:
        self.count_other()
        name = self.local[name]
        if name == "numFmt":
            self._codes[attrs.get("numFmtId", "")] = attrs.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            number = attrs.get("numFmtId", "0")
            self.out.append(kind_of_format(small_int(number, 0, 1_000_000), self._codes.get(number)))

    def end(self, name: str) -> None:
        if self.local[name] == "cellXfs":
            self._inside = False


def _number_kinds(container: Container, name: str | None, limits: Limits) -> dict[str, NumberKind]:
    if name is None or name not in container.names:
        return {}
    with container.open(name) as part:
        kinds = read_part(part, _Styles(limits))
    return {str(index): kind for index, kind in enumerate(kinds) if kind is not NumberKind.PLAIN}


# --- the sheets -----------------------------------------------------------------------------------------------------


@dataclass
class _Book:
    """What the sheets of one workbook share."""

    container: Container
    limits: Limits
    texts: list[str | Fault]
    kinds: dict[str, NumberKind]
    from_1904: bool
    numbers: dict[str, Any] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)
    filled_rows: int = 0

    def rows_of(self, target: str) -> Iterator[Row]:
        """The filled rows of one sheet, covered cells of merged ones included; nothing is read before it is asked."""
        with self.container.open(target) as part:
            merged = merged_ranges(part, self.limits)
        with self.container.open(target) as part, closing(stream_part(part, _SheetPart(self))) as rows:
            yield from with_merged(rows, merged, self.limits.columns) if merged else rows


class _SheetPart(Part):
    """One worksheet: (row number, values by column)."""

    def __init__(self, book: _Book) -> None:
        super().__init__(book.limits)
        self._book = book
        self._numbers = book.numbers
        self._columns = book.columns
        self._row_number = 0
        self._rows = 0
        self._cells: list[Any] = []
        self._reference: str | None = None
        self._type: str | None = None
        self._style: str | None = None
        self._inside = self._formula = self._collecting = self._phonetic = False
        self._pieces: list[str] = []

    def start(self, name: str, attrs: dict[str, str]) -> None:
        if name == "c":
            if self._inside:
                raise FileRefused(BROKEN)
            get = attrs.get
            self._reference, self._type, self._style = get("r"), get("t"), get("s")
            self._inside, self._formula = True, False
            self._pieces = []
        elif name == "v" or name == "t":
            if self._collecting:
                raise FileRefused(BROKEN)
            self._collecting = not self._phonetic
        elif name == "row":
            self._start_row(attrs.get("r"))
        elif name == "f":
            if self._formula:
                raise FileRefused(BROKEN)
            self._formula = True
        elif (local := self.local[name]) != name:
            self.start(local, attrs)
        else:
            self._phonetic = self._phonetic or name == "rPh"
            self.count_other()

    def text(self, data: str) -> None:
        if self._collecting:
            self._pieces.append(data)

    def end(self, name: str) -> None:
        if name == "v" or name == "t":
            self._collecting = False
        elif name == "c":
            self._inside = False
            if self._pieces or self._formula:
                self._end_cell()
            elif self._reference is None:
                self._cells.append(None)
        elif name == "row":
            self._end_row()
        elif (local := self.local[name]) != name:
            self.end(local)
        elif name == "rPh":
            self._phonetic = False

    def _start_row(self, number: str | None) -> None:
        self._row_number = small_int(number, self._row_number + 1, 10_000_000)
        self._cells = []
        self._rows += 1
        if self._rows > EMPTY_ROWS * self.limits.rows:
            raise too_many("จำนวนแถวในไฟล์", self.limits.rows, "แถว")

    def _end_row(self) -> None:
        if self._cells and any(value is not None for value in self._cells):
            self._book.filled_rows += 1
            if self._book.filled_rows > self.limits.rows:
                raise too_many("จำนวนแถวในไฟล์", self.limits.rows, "แถว")
            self.out.append((self._row_number, self._cells))
        self._cells = []

    def _end_cell(self) -> None:
        cells, pieces = self._cells, self._pieces
        column = len(cells) if self._reference is None else self._column(self._reference)
        if column >= self.limits.columns:
            raise too_many("จำนวนคอลัมน์ในไฟล์", self.limits.columns, "คอลัมน์")
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        # Nearly every cell of a table of scores is a plain number met before.
        value = self._numbers.get(text) if self._type in _PLAIN and self._style not in self._book.kinds else None
        if value is None:
            value = self._value(text)
        if column == len(cells):
            cells.append(value)
        elif value is not None:
            while len(cells) <= column:
                cells.append(None)
            cells[column] = value

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            column = self._columns[letters] = column_index(letters)
        return column

    def _value(self, text: str) -> Any:
        kind = self._type
        if kind in _PLAIN:
            if not text:
                return no_result() if self._formula else None
            if self._style in self._book.kinds:
                return self._formatted(text, self._book.kinds[self._style])
            value = stored_number(text)
            if value is None:
                return unreadable(text)
            if len(self._numbers) < _MOST_REMEMBERED:
                self._numbers[text] = value
            return value
        if kind == "s":
            if text.isascii() and text.isdigit() and len(text) < 9 and int(text) < len(self._book.texts):
                return self._book.texts[int(text)] or None
            raise FileRefused(BROKEN)
        if kind in ("str", "inlineStr"):
            if len(text) > self.limits.cell_length:
                return too_long(text, self.limits)
            if not text and self._formula:
                return no_result()
            return _unescaped(text) or None
        return self._rarer(kind, text)

    def _rarer(self, kind: str, text: str) -> Any:
        if kind == "b":
            return text.strip() in {"1", "true"}
        if kind == "e":
            return error_value(text)
        if kind == "d":
            try:
                return date.fromisoformat(text[:10])
            except ValueError:
                return unreadable(text)
        raise FileRefused(BROKEN)

    def _formatted(self, text: str, kind: NumberKind) -> Any:
        value = stored_number(text)
        if value is None:
            return unreadable(text)
        if kind is NumberKind.PERCENT:
            return percent(value)
        return day_of_serial(value, from_1904=self._book.from_1904) or value
