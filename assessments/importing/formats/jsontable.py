"""Reads the .json tables that the portal itself exports: a first line, one row an object and line, a last line.

Line by line, so that a file costs no more memory than one of its rows; other JSON is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from .faults import too_long
from .limits import Limits, too_many
from .numbers import stored_number
from .rows import FileRefused, Row, Sheet, SheetSource

_LINE_BYTES = 1_000_000  # of one row
NOT_OURS = "ไฟล์ JSON นี้ไม่ใช่ตารางที่ส่งออกจากระบบ หรือมีผู้แก้ไขจนอ่านไม่ได้ กรุณาส่งออกใหม่ หรือใช้ .xlsx หรือ .csv"
START = b'{"format": "ita-portal-table/1"'


def open_json(file: IO[bytes], limits: Limits) -> SheetSource:
    """Return the table as one sheet without a name. Raises FileRefused, while rows are read too, for other JSON."""
    for _ in _rows(file, limits):
        pass
    return SheetSource([Sheet("", _rows(file, limits))])


def _rows(file: IO[bytes], limits: Limits) -> Iterator[Row]:
    """The names of the columns, then the values of each row under them."""
    names: list[str] = []
    for number, row in enumerate(_objects(file), start=2):
        if number - 1 > limits.rows:
            raise too_many("จำนวนแถวในไฟล์", limits.rows, "แถว")
        if not names:
            names = list(row)
            if len(names) > limits.columns:
                raise too_many("จำนวนคอลัมน์ในไฟล์", limits.columns, "คอลัมน์")
            yield 1, list(names)
        if list(row) != names:
            raise FileRefused(NOT_OURS)
        yield number, [_value(value, limits) for value in row.values()]


def _objects(file: IO[bytes]) -> Iterator[dict[str, Any]]:
    file.seek(0)
    if not file.readline(_LINE_BYTES).startswith(START):
        raise FileRefused(NOT_OURS)
    while line := file.readline(_LINE_BYTES):
        text = line.strip()
        if text == b"]}":
            return
        try:
            found = json.loads(
                text.removesuffix(b","), parse_float=_number, parse_int=_number, parse_constant=_no_number
            )
        except (ValueError, RecursionError) as error:
            raise FileRefused(NOT_OURS) from error
        if not isinstance(found, dict):
            raise FileRefused(NOT_OURS)
        yield found
    raise FileRefused(NOT_OURS)  # cut off before its end


def _number(text: str) -> Decimal | str:
    """A number as the workbook readers take it; one that no score can be stays a text, which its reader refuses."""
    value = stored_number(text)
    return text[:60] if value is None else value


def _no_number(name: str) -> None:
    raise ValueError(name)


def _value(value: Any, limits: Limits) -> Any:
    if isinstance(value, str):
        return too_long(value, limits) if len(value) > limits.cell_length else value
    if value is None or isinstance(value, bool | Decimal):
        return value
    raise FileRefused(NOT_OURS)
