"""Uploaded files between the two steps of an import, where django-import-export expects datasets and a storage."""

from __future__ import annotations

import hashlib
import json
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from import_export.formats.base_formats import Format
from import_export.tmp_storages import BaseStorage

from .importjobs import LOCK_NAME

_UPLOAD_NAME = re.compile(r"[0-9a-f]{32}")
_KEPT_SECONDS = 24 * 60 * 60


class Upload:
    """A file's bytes where django-import-export expects a dataset."""

    headers: None = None

    def __init__(self, content: bytes) -> None:
        self.content = content

    def __bool__(self) -> bool:
        return True


class AnyTable(Format):
    """.xlsx, .ods or .csv, told apart by their bytes."""

    def __init__(self, encoding: str | None = None) -> None:
        """`encoding` is the framework's; the bytes say theirs."""

    def get_title(self) -> str:
        """What the person may choose."""
        return "Excel (.xlsx) OpenDocument (.ods) หรือ CSV"

    def create_dataset(self, in_stream: bytes) -> Any:
        """Keep the bytes; the resource reads them."""
        return Upload(in_stream)

    def can_import(self) -> bool:
        """Import only; export has pages of its own."""
        return True

    def is_binary(self) -> bool:
        """Bytes in, whatever they are."""
        return True


class UploadStorage(BaseStorage):
    """Keeps an upload between the two steps in the portal's own folder, under a name nobody can guess."""

    @property
    def _path(self) -> Path:
        if not _UPLOAD_NAME.fullmatch(self.name or ""):
            raise FileNotFoundError(self.name)
        return Path(settings.IMPORT_UPLOADS) / self.name

    def save(self, data: bytes) -> None:
        """Write the file for its owner alone, and drop those that were never confirmed."""
        folder = Path(settings.IMPORT_UPLOADS)
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            with suppress(FileNotFoundError):
                if old.name != LOCK_NAME and old.stat().st_mtime < time.time() - _KEPT_SECONDS:
                    old.unlink()
        self.name = uuid4().hex
        self._path.touch(mode=0o600)
        self._path.write_bytes(data)

    def read(self) -> bytes:
        """The bytes. Raises FileNotFoundError for a name that is none of ours or a file that is gone."""
        return self._path.read_bytes()

    def sha256(self) -> str:
        """The SHA-256 of the bytes; empty for a file that is gone."""
        try:
            return hashlib.sha256(self.read()).hexdigest()
        except FileNotFoundError:
            return ""

    def remove(self) -> None:
        """Drop the file, and what was kept of its preview."""
        self._path.unlink(missing_ok=True)
        self._seen.unlink(missing_ok=True)

    @property
    def _seen(self) -> Path:
        return self._path.with_suffix(".seen")

    def keep_seen(self, bases: list[list[str]]) -> None:
        """Keep the stored values that the preview showed, so that it can be said what changed since."""
        self._seen.touch(mode=0o600)
        self._seen.write_text(json.dumps(bases, ensure_ascii=False), encoding="utf-8")

    def read_seen(self) -> list[list[str]]:
        """The stored values that the last preview showed; none where they are gone."""
        try:
            found: list[list[str]] = json.loads(self._seen.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return found
