"""The file of a backup: a packed tar whose last member says what is in it, each with its SHA-256.

A file is written beside its place, readable by its owner alone, and moved there when it is whole. Whatever was cut
short, changed or damaged on the way is seen before anything of it is used.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
DATABASE = "database"
_MANIFEST = "manifest.json"
_BLOCK = 1 << 20


class BackupError(Exception):
    """Nothing was made or restored; the message says why and what to do."""


@dataclass
class Manifest:
    """What a backup holds."""

    made_at: str
    engine: str  # "sqlite" or "postgresql"
    migrations: list[str]  # `app.name` of each that the data have gone through
    counts: dict[str, int]  # rows of each table
    lost: list[str]  # files of published versions that were not on disk any more
    members: dict[str, dict[str, Any]] = field(default_factory=dict)  # name → size, sha256
    format: int = FORMAT


class Writer:
    """Adds members to a backup that is being written."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self._tar, self._manifest = tar, manifest

    def add(self, name: str, source: Path) -> None:
        """Add a file that may change or go meanwhile: what was read is what is written. Raises OSError."""
        with source.open("rb") as file:
            self._add(name, file, os.fstat(file.fileno()))

    def _add(self, name: str, file: IO[bytes], stat: os.stat_result) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = stat.st_size, stat.st_mtime, 0o600
        hashing = _Hashing(file)
        self._tar.addfile(info, hashing)
        self._manifest.members[name] = {"size": stat.st_size, "sha256": hashing.sha256.hexdigest()}


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self.sha256.update(content)
        return content


@contextmanager
def writing(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """Write a backup to `path`, in place of an older one; it is there when the block has ended, or not at all.

    Raises BackupError where the place holds another kind of file or a backup to it is under way, OSError where it
    cannot be written.
    """
    if path.exists() and not _is_backup(path):
        raise BackupError(f"{path} มีอยู่แล้วและไม่ใช่ไฟล์สำรอง จึงไม่เขียนทับ · exists and is no backup; not overwritten")
    draft = path.with_name(f".{path.name}.partial")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BackupError(f"กำลังสำรองข้อมูลไปที่ {path} อยู่แล้ว · a backup to it is under way") from None
        try:
            os.fchmod(file.fileno(), 0o600)
            file.truncate()
            with (
                gzip.GzipFile("", "wb", 1, file, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w") as tar,
            ):
                yield Writer(tar, manifest)
                content = json.dumps(asdict(manifest), ensure_ascii=False).encode()
                info = tarfile.TarInfo(_MANIFEST)
                info.size, info.mode = len(content), 0o600
                tar.addfile(info, io.BytesIO(content))
            file.flush()
            os.fsync(file.fileno())
            os.replace(draft, path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def read_manifest(path: Path) -> Manifest:
    """Read a backup to its end and return what it holds; raises BackupError where it is not whole."""
    seen: dict[str, dict[str, Any]] = {}
    manifest = None
    with _reading(path) as members:
        for info, file in members:
            if info.name == _MANIFEST:
                manifest = _manifest(path, file.read())
                continue
            digest = hashlib.sha256()
            while block := file.read(_BLOCK):
                digest.update(block)
            seen[info.name] = {"size": info.size, "sha256": digest.hexdigest()}
    if manifest is None:
        raise _damaged(path, "no list of its contents")
    if seen != manifest.members:
        wrong = sorted(name for name in seen.keys() | manifest.members if seen.get(name) != manifest.members.get(name))
        raise _damaged(path, ", ".join(wrong[:5]))
    if DATABASE not in seen or not all(_is_plain(name) for name in seen):
        raise _damaged(path, "names")
    return manifest


def extract(path: Path, places: dict[str, Path], *, public: bool = False) -> None:
    """Write members of a backup that `read_manifest` found whole: each name to its place, with its time."""
    with _reading(path) as members:
        for info, file in members:
            if place := places.get(info.name):
                _write(place, file, info.mtime, 0o644 if public else 0o600)


def _write(place: Path, file: IO[bytes], mtime: float, mode: int) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        while block := file.read(_BLOCK):
            target.write(block)
        target.flush()
        os.fsync(target.fileno())
    os.utime(place, (mtime, mtime))
    place.chmod(mode)


@contextmanager
def _reading(path: Path) -> Iterator[Iterator[tuple[tarfile.TarInfo, IO[bytes]]]]:
    """The members of a backup, in a block in which whatever is damaged is a BackupError."""
    try:
        with gzip.open(path) as packed, tarfile.open(fileobj=packed, mode="r:") as tar:
            yield _members(path, tar)
            while packed.read(_BLOCK):  # to the checksum at its end
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path, str(error)) from None


def _members(path: Path, tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    for info in tar:
        file = tar.extractfile(info) if info.isreg() else None
        if file is None:
            raise _damaged(path, info.name)
        yield info, file


def _manifest(path: Path, content: bytes) -> Manifest:
    try:
        data = json.loads(content)
        if data["format"] != FORMAT:
            raise BackupError(f"{path} เป็นไฟล์สำรองรูปแบบที่ {data['format']} ซึ่งระบบรุ่นนี้อ่านไม่ได้ · made by another release")
        return Manifest(**data)
    except (ValueError, TypeError, KeyError):
        raise _damaged(path, "list of its contents") from None


def _is_backup(path: Path) -> bool:
    """Whether a file looks like a backup, whole or damaged: packed, and its first member is the database."""
    try:
        with tarfile.open(path, "r:gz") as tar:
            first = tar.next()
    except (OSError, tarfile.TarError, EOFError, zlib.error):
        return False
    return first is not None and first.name == DATABASE


def _is_plain(name: str) -> bool:
    pure = PurePosixPath(name)
    return not pure.is_absolute() and ".." not in pure.parts and str(pure) == name


def _damaged(path: Path, what: str) -> BackupError:
    return BackupError(f"{path} ไม่ใช่ไฟล์สำรองที่สมบูรณ์ ยังไม่ได้กู้คืนสิ่งใด · not a whole backup ({what})")
