"""One XML part of a workbook, read as a stream: no document type, no entities, bounded tokens and clutter."""

from __future__ import annotations

import zlib
from collections.abc import Generator
from typing import IO, Any
from xml.parsers import expat
from zipfile import BadZipFile

from .limits import Limits
from .rows import FileRefused

_CHUNK = 1 << 16
_LONGEST_TOKEN = 1 << 20  # bytes of one start tag or comment
BROKEN = "ไฟล์เสียหายหรือไม่สมบูรณ์ กรุณาเปิดด้วย Excel Word หรือ LibreOffice แล้วบันทึกใหม่"
HAS_DOCTYPE = "ไฟล์มีส่วนประกอบที่ไม่ปลอดภัย (DOCTYPE) ระบบไม่รับ กรุณาบันทึกใหม่จาก Excel Word หรือ LibreOffice"


class _LocalNames(dict[str, str]):
    """Element names without their prefix, so that `x:row` is read as `row`."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


class Part:
    """Base of the readers of one XML part; `out` is drained as it fills.

    `start`, `text` and `end` are called by the parser itself, half a million times for a large sheet, so a reader
    tests for its own frequent names first and asks `local` for the rest.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.out: list[Any] = []
        self.local = _LocalNames()
        self._others = 0

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters between tags."""

    def count_other(self) -> None:
        """Note an element that carries no data. Raises FileRefused where there are far too many of them.

        The same count bounds how deep elements can be nested.
        """
        self._others += 1
        if self._others > self.limits.other_elements:
            raise FileRefused("ไฟล์มีส่วนประกอบที่ไม่ใช่ข้อมูลมากผิดปกติ กรุณาคัดลอกเฉพาะข้อมูลไปวางในไฟล์ใหม่")


def stream_part(source: IO[bytes], part: Part) -> Generator[Any]:
    """Feed `source` to `part` and give what it put out. Raises FileRefused for anything unsafe or broken."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = part.start
    parser.EndElementHandler = part.end
    parser.CharacterDataHandler = part.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    try:
        while chunk := source.read(_CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
                raise FileRefused(BROKEN)
            if part.out:
                yield from part.out
                part.out.clear()
        parser.Parse(b"", True)
    except (expat.ExpatError, BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, LookupError) as error:
        raise FileRefused(BROKEN) from error
    except ValueError as error:  # an encoding that the parser cannot take
        raise FileRefused(BROKEN) from error
    yield from part.out
    part.out.clear()


def read_part(source: IO[bytes], part: Part) -> list[Any]:
    """Everything that `part` puts out."""
    return list(stream_part(source, part))


def _refuse_doctype(*args: object) -> None:
    raise FileRefused(HAS_DOCTYPE)


def small_int(text: str | None, default: int, largest: int) -> int:
    """A whole number written in an attribute, `default` where there is none. Raises FileRefused where it is none."""
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 10):
        raise FileRefused(BROKEN)
    return min(int(text), largest)
