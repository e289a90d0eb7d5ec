"""Reads .csv and tab-separated text: UTF-8 with or without a byte-order mark, UTF-16 with one, Windows-874."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Generator
from contextlib import closing, suppress
from itertools import chain
from typing import IO

from .limits import Limits, too_many
from .rows import FileRefused, Row, Sheet, SheetSource

_CHUNK = 1 << 16
_SEEN = 1 << 16  # characters in which the separator is looked for
_SEPARATORS = ",;\t|"
_DECLARED = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # Excel's own first line
_FIGURE = re.compile(r"[+-]?\d[\d,.]*%?")
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
NOT_TEXT = "ไฟล์นี้ไม่ใช่ไฟล์ข้อความ CSV และไม่ใช่ไฟล์ Excel ที่ระบบอ่านได้ กรุณาบันทึกใหม่เป็น .xlsx"
BAD_ENCODING = "อ่านตัวอักษรในไฟล์ CSV ไม่ได้ กรุณาบันทึกเป็น “CSV UTF-8” หรือ .xlsx"
BAD_QUOTES = "เครื่องหมายคำพูดในไฟล์ CSV ไม่ครบคู่ หรือมีช่องที่ยาวเกินไป กรุณาบันทึกใหม่เป็น .xlsx"


def open_delimited(file: IO[bytes], limits: Limits) -> SheetSource:
    """Return the file as one sheet without a name. Raises FileRefused where it is not readable text."""
    encoding = _encoding(file)
    # Once through without looking at the cells: a file with too much is refused before anything is made of it.
    with closing(_lines(file, encoding, limits)) as lines:
        for _ in lines:
            pass
    return SheetSource([Sheet("", _rows(file, encoding, limits))])


def _encoding(file: IO[bytes]) -> str:
    file.seek(0)
    start = file.read(4)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp874"):
        if _decodes(file, encoding):
            return encoding
    raise FileRefused(BAD_ENCODING)


def _decodes(file: IO[bytes], encoding: str) -> bool:
    """Whether the whole file is text in `encoding`. Raises FileRefused for bytes that no text has."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(_CHUNK):
            if _BINARY.search(chunk):
                raise FileRefused(NOT_TEXT)
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _rows(file: IO[bytes], encoding: str, limits: Limits) -> Generator[Row]:
    with closing(_lines(file, encoding, limits)) as lines:
        for number, cells in lines:
            yield number, [cell if cell.strip() else None for cell in cells[: limits.columns]]


def _lines(file: IO[bytes], encoding: str, limits: Limits) -> Generator[tuple[int, list[str]]]:
    """Every filled line with its number, from 1. Raises FileRefused for too much, or what is no CSV."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    csv.field_size_limit(limits.cell_length)
    filled = 0
    try:
        start = text.read(_SEEN)
        text.seek(0)
        for number, cells in enumerate(csv.reader(text, delimiter=_separator(start), strict=True), start=1):
            if not any(cells):
                continue
            if len(cells) > limits.columns and any(cells[limits.columns :]):
                raise too_many("จำนวนคอลัมน์ในไฟล์", limits.columns, "คอลัมน์")
            filled += 1
            if filled > limits.rows:
                raise too_many("จำนวนแถวในไฟล์", limits.rows, "แถว")
            yield number, cells
    except UnicodeDecodeError as error:
        raise FileRefused(BAD_ENCODING) from error
    except csv.Error as error:
        raise FileRefused(BAD_QUOTES) from error
    finally:
        with suppress(ValueError):  # the file was closed before
            text.detach()


def _separator(start: str) -> str:
    """Comma, semicolon, tab or bar: whichever parts most lines of the file's start into equally many cells.

    Lines with a figure in a cell of its own count first: a title above the table, or a note below, has commas too.
    """
    if declared := _DECLARED.match(start):
        return declared[1]
    return max(_SEPARATORS, key=lambda separator: _regularity(start, separator))


def _regularity(start: str, separator: str) -> tuple[int, int]:
    """How many separators stand in the lines of the commonest width: in those with a figure, and in all of them."""
    figures: dict[int, int] = {}
    lines: dict[int, int] = {}
    with suppress(csv.Error):  # cut off within quotes, or not parted by this
        for cells in csv.reader(io.StringIO(start, newline=""), delimiter=separator):
            width = len(cells)
            if width > 1 and any(cells):
                lines[width] = lines.get(width, 0) + width - 1
                if any(_FIGURE.fullmatch(cell.strip()) for cell in cells):
                    figures[width] = figures.get(width, 0) + width - 1
    return max(chain([0], figures.values())), max(chain([0], lines.values()))
