"""Reads, draws and measures the frozen documents of this folder."""

import ctypes
import ctypes.util
import hashlib
import json
import platform
import zlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

from itaportal.publishing import files
from itaportal.publishing.kinds import KINDS, Document, Kind
from itaportal.report.canonical import checksum_of

ROOT = Path(__file__).parent
_SHEETS = ("python", "machine", "zlib", "openpyxl")
# What the bytes of a file depend on besides the portal's own code; the PDF carries the workbook inside it.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "data.csv": (),
    "data.json": (),
    "data.xlsx": _SHEETS,
    "report.docx": ("python", "machine", "zlib", "python-docx", "lxml", "pillow", "segno"),
    "report.pdf": (
        *_SHEETS,
        *("pango", "harfbuzz", "weasyprint", "pydyf", "tinycss2", "cssselect2", "fonttools", "pyphen"),
        *("pillow", "pythainlp", "segno"),
    ),
}


def folders() -> list[tuple[Kind, int]]:
    """Every kind with each format of its snapshots so far."""
    return [(kind, number) for kind in KINDS.values() for number in range(1, kind.snapshot.number + 1)]


def folder_of(kind: Kind, number: int) -> Path:
    return ROOT / f"{kind.code}-{number}"


def snapshot_of(kind: Kind, number: int) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder_of(kind, number) / "snapshot.json").read_text(encoding="utf-8"))
    return data


def document_of(kind: Kind, number: int) -> Document:
    """The frozen document, with the checksum that its version has."""
    frozen = snapshot_of(kind, number)
    return kind.thaw(frozen, checksum_of(frozen))


def draw(kind: Kind, number: int) -> dict[str, bytes]:
    """Every file of the frozen document."""
    return files.draw(kind, document_of(kind, number))


def sums(contents: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def versions(names: tuple[str, ...]) -> dict[str, str]:
    """The version of each library as it is on this machine."""
    return {name: _VERSIONS[name]() if name in _VERSIONS else version(name) for name in names}


def _pango() -> str:
    from weasyprint.text.ffi import pango

    number: int = pango.pango_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"


def _harfbuzz() -> str:
    library = ctypes.CDLL(ctypes.util.find_library("harfbuzz"))
    library.hb_version_string.restype = ctypes.c_char_p
    text: bytes = library.hb_version_string()
    return text.decode()


_VERSIONS = {
    "python": lambda: ".".join(platform.python_version_tuple()[:2]),
    "machine": platform.machine,
    "zlib": lambda: zlib.ZLIB_RUNTIME_VERSION,
    "pango": _pango,
    "harfbuzz": _harfbuzz,
}
