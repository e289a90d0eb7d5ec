"""Backing up and restoring a whole installation: database, files, and keys on request."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from .archive import DATABASE, BackupError, Manifest, Writer, extract, read_manifest, writing
from .areas import AREAS, PUBLISHED, Area, keys
from .databases import migrate, portal_database
from .postgres import Postgres
from .sqlite import Sqlite
from .switching import Switch, finish

_KEYS = "keys/"


@dataclass(frozen=True)
class Restored:
    """What a restore did: what the backup holds, and where that lies which was there before."""

    manifest: Manifest
    before: list[str] = field(default_factory=list)


def backup(path: Path, *, with_keys: bool = False) -> Manifest:
    """Write a backup to `path` while the portal runs, and return what is in it.

    An older backup of that name is replaced once the new one is whole. Raises BackupError, or OSError where a file
    cannot be read or written; then `path` is as it was.
    """
    database = portal_database()
    manifest = Manifest(timezone.now().isoformat(timespec="seconds"), database.engine, [], {}, [])
    finish()
    # The folder is made where nobody else backs up to this file, so that one of a killed backup can be cleared away.
    with writing(path, manifest) as archive, _emptied(path.with_name(f".{path.name}.copy")) as folder:
        copy = folder / DATABASE
        contents = database.copy(copy)
        manifest.migrations, manifest.counts = contents.migrations, contents.counts
        archive.add(DATABASE, copy)
        for name, sha256 in sorted(contents.published.items()):
            # What was published after the copy was made is not of it; what was withdrawn since is drawn again.
            source = PUBLISHED.folder / name
            if _sha256(source) == sha256:
                archive.add(f"files/{PUBLISHED.name}/{name}", source)
            else:
                manifest.lost.append(name)
        for area in AREAS:
            if area is not PUBLISHED and area.folder.is_dir():
                _add_folder(archive, area)
        for name, source in keys().items():
            if with_keys and source.is_file():
                archive.add(_KEYS + name, source)
    return manifest


@contextmanager
def _emptied(folder: Path) -> Iterator[Path]:
    """A folder for one's own use, gone when the block ends. What a killed program left of it goes first."""
    _remove(folder)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        _remove(folder)


def _add_folder(archive: Writer, area: Area) -> None:
    for source in sorted(area.folder.rglob("*")):
        if source.is_file() and not source.is_symlink():
            try:
                archive.add(f"files/{area.name}/{source.relative_to(area.folder).as_posix()}", source)
            except FileNotFoundError:  # cleared away meanwhile
                continue


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def restore(path: Path, *, replace: bool = False, with_keys: bool = False) -> Restored:
    """Restore a backup: looked through, put beside, migrated, and only then switched to.

    Without `replace` a target that holds data is refused. What was there before is kept beside under another name.
    Raises BackupError, or OSError; then the installation is as it was.
    """
    database, stamp = portal_database(), f"{timezone.localtime():%Y%m%d-%H%M%S-%f}"
    finish()
    manifest = read_manifest(path)
    _refuse_unfit(manifest, database, replace, with_keys)
    connections.close_all()
    targets = [(area.folder, f"files/{area.name}/", area.public) for area in AREAS]
    moves: list[tuple[Path, Path]] = []
    beside = ""
    try:
        beside = _load_database(path, manifest, database)
        for folder, prefix, public in targets:
            moves.append((_extracted(path, manifest, folder, prefix, public=public), folder))
        for name, place in keys().items():
            if with_keys and _KEYS + name in manifest.members:
                draft = place.with_name(f"{place.name}.restoring")
                draft.unlink(missing_ok=True)
                moves.append((draft, place))
                extract(path, {_KEYS + name: draft})
        names = [(str(draft), str(place), f"{place}.before-{stamp}") for draft, place in moves]
        before = Switch(names, beside, stamp).run()
    except BaseException:
        if beside:
            database.drop(beside)
        for draft, _ in moves:
            _remove(draft)
        raise
    return Restored(manifest, before)


def _refuse_unfit(manifest: Manifest, database: Sqlite | Postgres, replace: bool, with_keys: bool) -> None:
    if manifest.engine != database.engine:
        raise BackupError(
            f"ไฟล์สำรองเป็นของ {manifest.engine} แต่ DATABASE_URL เป็น {database.engine} (docs/operations.md บอกวิธีย้าย)"
            " · another kind of database"
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    ours = {app for app, _ in MigrationLoader(None).disk_migrations}
    newer = [name for name in manifest.migrations if name.partition(".")[0] in ours and name not in known]
    if newer:
        raise BackupError(f"ไฟล์สำรองมาจากระบบรุ่นใหม่กว่านี้ ({newer[-1]}) ให้ติดตั้งรุ่นนั้นก่อน · made by a newer release")
    if with_keys and not any(name.startswith(_KEYS) for name in manifest.members):
        raise BackupError("ไฟล์สำรองไม่มีกุญแจ ให้สั่งโดยไม่ใส่ --with-keys · the backup holds no keys")
    if replace:
        return
    taken = [str(area.folder) for area in AREAS if area.folder.is_dir() and any(area.folder.iterdir())]
    if database.has_data():
        taken.insert(0, database.name)
    if taken:
        raise BackupError(
            f"มีข้อมูลอยู่แล้ว: {', '.join(taken)} หากต้องการแทนที่ ให้เพิ่ม --replace (ของเดิมจะเก็บไว้ข้าง ๆ)"
            " · there is data already; --replace keeps it beside"
        )


def _load_database(path: Path, manifest: Manifest, database: Sqlite | Postgres) -> str:
    """Put the backup's database beside the portal's, see that it holds what was counted, and migrate it."""
    place = Path(database.name).parent if database.engine == "sqlite" else path.parent
    with _emptied(place / ".restore-copy") as folder:
        copy = folder / DATABASE
        extract(path, {DATABASE: copy})
        beside = database.load(copy)
    found = database.contents(beside)
    if (found.counts, found.migrations) != (manifest.counts, manifest.migrations):
        database.drop(beside)
        raise BackupError("ฐานข้อมูลที่กู้คืนมีจำนวนแถวไม่ตรงกับไฟล์สำรอง · the restored database differs in its counts")
    try:
        migrate(beside)
    except BaseException:
        database.drop(beside)
        raise
    return beside


def _extracted(path: Path, manifest: Manifest, folder: Path, prefix: str, *, public: bool) -> Path:
    """A folder beside `folder` with the backup's files."""
    draft = folder.with_name(f"{folder.name}.restoring")
    _remove(draft)
    draft.mkdir(parents=True)
    places = {name: draft / name.removeprefix(prefix) for name in manifest.members if name.startswith(prefix)}
    try:
        extract(path, places, public=public)
        for made in (draft, *draft.rglob("*")):
            if made.is_dir():
                made.chmod(0o755 if public else 0o700)
    except BaseException:
        _remove(draft)
        raise
    return draft


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
