"""The zip file around a workbook, judged by its directory before anything is unpacked."""

from __future__ import annotations

from typing import IO
from zipfile import BadZipFile, ZipFile

from assessments.thai import thai_digits

from .limits import MEGABYTE, Limits, shown_bytes, too_many
from .rows import FileRefused
from .xml import BROKEN

LOCKED = "ไฟล์ใส่รหัสผ่านไว้ กรุณาเอารหัสผ่านออกแล้วบันทึกใหม่"


class Container:
    """An opened workbook file. Parts are read one at a time and never beyond the size the directory gives."""

    def __init__(self, file: IO[bytes], limits: Limits) -> None:
        try:
            self._zip = ZipFile(file)
            parts = self._zip.infolist()
        except (BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise FileRefused(BROKEN) from error
        if len(parts) > limits.members:
            raise too_many("ไฟล์มีส่วนประกอบภายใน", limits.members, "ส่วน")
        unpacked = sum(part.file_size for part in parts)
        packed = sum(part.compress_size for part in parts)
        if unpacked > limits.unpacked_bytes:
            raise FileRefused(
                f"ไฟล์ขยายแล้วมีขนาด {shown_bytes(unpacked)} เกินที่รับได้ "
                f"{shown_bytes(limits.unpacked_bytes)} กรุณาแบ่งเป็นหลายไฟล์"
            )
        for part in parts:
            if part.file_size > MEGABYTE and part.file_size > limits.ratio * max(part.compress_size, 1):
                raise self._bomb(limits)
        if unpacked > MEGABYTE and unpacked > limits.ratio * max(packed, 1):
            raise self._bomb(limits)
        if any(part.flag_bits & 1 for part in parts):
            raise FileRefused(LOCKED)
        self.names = {part.filename for part in parts}
        if len(self.names) != len(parts):
            raise FileRefused(BROKEN)

    @staticmethod
    def _bomb(limits: Limits) -> FileRefused:
        return FileRefused(
            f"ไฟล์นี้บีบอัดไว้เกิน {thai_digits(limits.ratio)} เท่า ซึ่งผิดปกติ ระบบไม่เปิดเพื่อความปลอดภัย "
            "กรุณาคัดลอกเฉพาะข้อมูลไปวางในไฟล์ใหม่"
        )

    def open(self, name: str) -> IO[bytes]:
        """One part as a stream. Raises FileRefused where it is missing or damaged."""
        try:
            return self._zip.open(name)
        except (KeyError, BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError) as error:
            raise FileRefused(BROKEN) from error

    def start_of(self, name: str, length: int = MEGABYTE) -> bytes:
        """The first bytes of a part, for a look at what it is."""
        from zlib import error as zlib_error

        try:
            with self.open(name) as part:
                return part.read(length)
        except (BadZipFile, zlib_error, EOFError, OSError) as error:
            raise FileRefused(BROKEN) from error
