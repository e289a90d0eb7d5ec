"""Tells what kind of file it is by its first bytes, never by its name, and opens it within the limits."""

from __future__ import annotations

import os
from typing import IO

from .container import LOCKED, Container
from .delimited import open_delimited
from .docx import open_docx
from .jsontable import open_json
from .limits import Limits, shown_bytes
from .ods import open_ods
from .rows import FileRefused, SheetSource
from .xlsx import open_xlsx

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "รูปภาพ",
    b"\xff\xd8\xff": "รูปภาพ",
    b"GIF8": "รูปภาพ",
    b"{\\rtf": "RTF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gzip",
    b"<htm": "HTML",
    b"<!DO": "HTML",
    b"<?xm": "XML",
}
OLD_EXCEL = "ไฟล์นี้เป็น Excel รุ่นเก่า (.xls) กรุณาเปิดแล้วบันทึกใหม่เป็น .xlsx (Excel Workbook)"
BINARY_EXCEL = "ไฟล์นี้เป็น Excel แบบไบนารี (.xlsb) กรุณาเปิดแล้วบันทึกใหม่เป็น .xlsx (Excel Workbook)"
OLD_WORD = "ไฟล์นี้เป็น Word รุ่นเก่า (.doc) กรุณาเปิดด้วย Word แล้วบันทึกใหม่เป็น .docx (เอกสาร Word)"
EMPTY = "ไฟล์ว่างเปล่า กรุณาเลือกไฟล์อื่น"
ZIP = "ไฟล์นี้เป็น ZIP ไม่ใช่ไฟล์ Excel หากมีไฟล์ Excel อยู่ข้างใน กรุณาแตกไฟล์ก่อนแล้วนำเข้าทีละไฟล์"
READABLE = "ระบบอ่านไฟล์ .xlsx .ods และ .csv"
READABLE_WITH_WORD = "ระบบอ่านไฟล์ .docx .xlsx .ods และ .csv"
NO_WORD = "คัดลอกตารางไปวางใน Excel แล้วบันทึกเป็น .xlsx"


def open_file(file: IO[bytes], limits: Limits | None = None, *, documents: bool = False) -> SheetSource:
    """Return the sheets of an .xlsx, .ods or .csv file, or of the portal's own .json, a seekable stream of bytes.

    With `documents`, a Word document (.docx) is read too: each of its tables is a sheet.
    Sheets are read while their rows are asked for, so keep `file` open until then; reading may then raise too.
    Raises FileRefused, with a Thai message that says what the file is and what to do, for anything else.
    """
    limits = limits or Limits.from_settings()
    size = file.seek(0, os.SEEK_END)
    if size == 0:
        raise FileRefused(EMPTY)
    if size > limits.file_bytes:
        raise FileRefused(f"ไฟล์มีขนาด {shown_bytes(size)} เกินที่รับได้ {shown_bytes(limits.file_bytes)} กรุณาแบ่งเป็นหลายไฟล์")
    file.seek(0)
    start = file.read(8)
    if start.startswith(_OLE):
        raise FileRefused(_inside_ole(file, documents))
    if start.startswith(b"PK"):
        return _open_container(Container(file, limits), limits, documents)
    for magic, kind in _OTHERS.items():
        if start.startswith(magic):
            raise FileRefused(f"ไฟล์นี้เป็น {kind} {_what_to_do(documents, 'บันทึกข้อมูลเป็น .xlsx')}")
    if start.lstrip(b"\xef\xbb\xbf").startswith((b"{", b"[")):
        return open_json(file, limits)
    return open_delimited(file, limits)


def _what_to_do(documents: bool, without: str) -> str:
    """Which files are read, and what to make of another one; `without`: where documents are not read."""
    return f"{READABLE_WITH_WORD} กรุณาบันทึกเป็น .docx หรือ .xlsx" if documents else f"{READABLE} กรุณา{without}"


def _inside_ole(file: IO[bytes], documents: bool) -> str:
    """The same wrapper holds old files of Office and new ones with a password: the names inside tell."""
    file.seek(0)
    content = file.read()
    if _ENCRYPTED in content:
        return LOCKED
    if _WORD not in content:
        return OLD_EXCEL
    return OLD_WORD if documents else f"ไฟล์นี้เป็น Word รุ่นเก่า (.doc) {_what_to_do(documents, NO_WORD)}"


def _open_container(container: Container, limits: Limits, documents: bool) -> SheetSource:
    names = container.names
    if "mimetype" in names and "content.xml" in names:
        kind = container.start_of("mimetype", 200).strip()
        if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
            return open_ods(container, limits)
        what = _what_to_do(documents, NO_WORD)
        raise FileRefused(f"ไฟล์นี้เป็นเอกสาร OpenDocument ที่ไม่ใช่ตารางคำนวณ {what}")
    if "[Content_Types].xml" not in names:
        raise FileRefused(ZIP)
    if any(name.endswith("/workbook.bin") for name in names):
        raise FileRefused(BINARY_EXCEL)
    if any(name.startswith("ppt/") for name in names):
        raise FileRefused(f"ไฟล์นี้เป็น PowerPoint {_what_to_do(documents, NO_WORD)}")
    if any(name.startswith("word/") for name in names):
        if documents:
            return open_docx(container, limits)
        raise FileRefused(f"ไฟล์นี้เป็น Word {_what_to_do(documents, NO_WORD)}")
    return open_xlsx(container, limits)
