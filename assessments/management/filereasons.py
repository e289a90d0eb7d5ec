"""Why a file cannot be opened or written, in Thai, for every command."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

FOLDER = "เป็นโฟลเดอร์ ไม่ใช่ไฟล์"
NO_FOLDER = "ไม่มีโฟลเดอร์นี้"
NOT_SEEKABLE = "ไม่ใช่ไฟล์ธรรมดา กรุณาบันทึกเป็นไฟล์ก่อน"
_BOTH = {
    errno.EISDIR: FOLDER,
    errno.ENAMETOOLONG: "ชื่อไฟล์ยาวเกินไป",
    errno.ELOOP: "ลิงก์ของไฟล์วนกลับมาที่เดิม",
    errno.EMFILE: "เปิดไฟล์ค้างไว้มากเกินไป กรุณาปิดโปรแกรมอื่นแล้วลองอีกครั้ง",
    errno.ENFILE: "เปิดไฟล์ค้างไว้มากเกินไป กรุณาปิดโปรแกรมอื่นแล้วลองอีกครั้ง",
    errno.EIO: "สื่อบันทึกข้อมูลอ่านหรือเขียนไม่ได้",
    errno.EINVAL: "ชื่อไฟล์ใช้ไม่ได้",
    errno.ENXIO: NOT_SEEKABLE,
    errno.ENODEV: NOT_SEEKABLE,
    errno.ESPIPE: NOT_SEEKABLE,
}
_READING = {
    errno.ENOENT: "ไม่พบไฟล์นี้ กรุณาตรวจชื่อและตำแหน่งของไฟล์",
    errno.ENOTDIR: "ไม่พบไฟล์นี้ เพราะตำแหน่งที่ระบุมีส่วนที่ไม่ใช่โฟลเดอร์",
    errno.EACCES: "ไม่มีสิทธิ์อ่านไฟล์นี้",
    errno.EPERM: "ไม่มีสิทธิ์อ่านไฟล์นี้",
}
_WRITING = {
    errno.ENOENT: NO_FOLDER,
    errno.ENOTDIR: NO_FOLDER,
    errno.EACCES: "ไม่มีสิทธิ์เขียนในโฟลเดอร์นี้",
    errno.EPERM: "ไม่มีสิทธิ์เขียนในโฟลเดอร์นี้",
    errno.EROFS: "ไม่มีสิทธิ์เขียนในโฟลเดอร์นี้",
    errno.ENOSPC: "พื้นที่เก็บข้อมูลเต็ม",
    errno.EDQUOT: "พื้นที่เก็บข้อมูลที่ใช้ได้เต็ม",
    errno.EFBIG: "ไฟล์ใหญ่เกินกว่าที่สื่อบันทึกข้อมูลรับได้",
    errno.ETXTBSY: "มีโปรแกรมอื่นใช้ไฟล์นี้อยู่",
    errno.EBUSY: "มีโปรแกรมอื่นใช้ไฟล์นี้อยู่",
}


def why_not_read(path: Path, error: OSError) -> str:
    """The whole line about a file that cannot be read: its name and the reason."""
    return f"เปิดไฟล์ {path} ไม่ได้: {_reason(path, error, _READING)}"


def why_not_written(path: Path, error: OSError) -> str:
    """The whole line about a file that cannot be written."""
    return f"เขียนไฟล์ {path} ไม่ได้: {_reason(path, error, _WRITING)}"


def _reason(path: Path, error: OSError, reasons: dict[int, str]) -> str:
    if os.path.isdir(path):  # `Path.is_dir` raises where one may not look
        return FOLDER
    if isinstance(error, io.UnsupportedOperation):
        return NOT_SEEKABLE
    number = error.errno or 0
    return reasons.get(number) or _BOTH.get(number) or f"ระบบปฏิบัติการแจ้งว่า {error.strerror or error}"
