"""The files of published versions on disk: drawn, written beside their place, moved there, drawn again when lost.

Whatever is interrupted is made good by drawing the files again (`restore_files`), which gives the same bytes. What
lies in a version's folder is public: the server in front of the portal may serve it, as another user of the machine.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, transaction

from assessments.models import Assessment
from itaportal.models import Publication

from .kinds import KINDS, Document, Kind

# Whatever the umask of this process: the server that serves the files may run as another user.
_FOLDER_MODE, _FILE_MODE = 0o755, 0o644
_BUILDING = ".building-"
_ABANDONED = 60 * 60  # seconds

RESTORE_PATIENCE = 10.0  # seconds in which another may finish drawing lost files
RETRY_SECONDS = 60  # until files that could not be drawn again are tried again, in each process


class LostFilesError(Exception):
    """The files of a version are gone from disk and cannot be drawn again to the published bytes."""


class BeingRestoredError(LostFilesError):
    """The files of a version are being drawn again for somebody else."""


def versions_folder(assessment: Assessment, kind: Kind) -> Path:
    """Where the versions of one document of a year lie: `<agency>/<year>/<kind's folder>` under `PUBLISHED_ROOT`."""
    return Path(settings.PUBLISHED_ROOT, assessment.agency.slug, str(assessment.fiscal_year), kind.folder)


def version_folder(publication: Publication) -> Path:
    """Where the files of a version lie: `v<k>` in the folder of its document."""
    return versions_folder(publication.assessment, KINDS[publication.kind]) / f"v{publication.version}"


def kept_file(publication: Publication, name: str) -> bytes | None:
    """Return the bytes of one file of a version as it lies in its folder; None where it cannot be read there."""
    try:
        return (version_folder(publication) / name).read_bytes()
    except OSError:
        return None


def published_file(publication: Publication, name: str) -> bytes | None:
    """Return the bytes of one file of a version that is not withdrawn; None where the version has no such file.

    A folder that was lost is drawn again first, by one of all who ask for it; the others wait. What could not be drawn
    to the published bytes is not tried again for a while. Raises LostFilesError as `restore_files` does, where the
    folder can neither be read nor written, and where another draws it for longer than RESTORE_PATIENCE.
    """
    content = kept_file(publication, name)
    if content is not None or not publication.files.filter(name=name).exists():
        return content
    failed = f"not-restored-{publication.pk}"
    if caches["pages"].get(failed):
        raise LostFilesError(f"{name} of {publication} could not be drawn again")
    path = version_folder(publication) / name
    try:
        with _alone(path.parent.parent):
            if not path.exists():
                restore_files(publication)
            return path.read_bytes() if path.exists() else None
    except (BeingRestoredError, DatabaseError):
        raise
    except Exception as error:
        caches["pages"].set(failed, True, RETRY_SECONDS)
        if isinstance(error, OSError):
            raise LostFilesError(f"{path} can neither be read nor written: {error.strerror}") from error
        raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder of a document's versions, as one of all processes and threads can.

    Raises BeingRestoredError.
    """
    _make_folders(folder)
    give_up = time.monotonic() + RESTORE_PATIENCE
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > give_up:
                    raise BeingRestoredError(f"{folder}: the files are being drawn again") from None
                time.sleep(0.05)
        yield
    finally:
        os.close(descriptor)


def restore_files(publication: Publication) -> None:
    """Draw a version's files again from its frozen data, for a folder that was lost.

    Raises LostFilesError where the bytes would differ from the recorded SHA-256: then the folder stays as it is.
    """
    kind = KINDS[publication.kind]
    files = list(publication.files.all())
    document = kind.load(publication)
    contents = {file.name: kind.renderers[file.name](document) for file in files}
    for file in files:
        if hashlib.sha256(contents[file.name]).hexdigest() != file.sha256:
            raise LostFilesError(f"{file.name} of {publication} would not be the published bytes")
    building = write_aside(version_folder(publication).parent, contents)
    try:
        move_into_place(publication, building)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def draw(kind: Kind, document: Document) -> dict[str, bytes]:
    """Return every file of a document by name."""
    return {name: renderer(document) for name, renderer in kind.renderers.items()}


def write_aside(parent: Path, contents: dict[str, bytes]) -> Path:
    """Write the files into a new folder in `parent` whose name no address leads to."""
    _make_folders(parent)
    clear_left_behind(parent.glob(f"{_BUILDING}*"))
    building = Path(tempfile.mkdtemp(prefix=_BUILDING, dir=parent))
    try:
        for name, content in contents.items():
            path = building / name
            path.write_bytes(content)
            path.chmod(_FILE_MODE)
        building.chmod(_FOLDER_MODE)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return building


def clear_left_behind(found: Iterable[Path] | None = None) -> int:
    """Remove folders that a killed program was still building; return how many. Without `found`, all there are.

    One is left alone for an hour, in which whoever builds it has long put it in its place.
    """
    removed = 0
    for folder in Path(settings.PUBLISHED_ROOT).glob(f"*/*/**/{_BUILDING}*") if found is None else found:
        with suppress(OSError):  # gone this very moment, or not ours to remove
            if folder.stat().st_mtime < time.time() - _ABANDONED:
                shutil.rmtree(folder)
                removed += 1
    return removed


def _make_folders(folder: Path) -> None:
    """Make the folders that are missing, readable by everyone; one that is there keeps the rights it was given."""
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    try:
        folder.mkdir()
    except FileExistsError:  # made by another this very moment
        return
    folder.chmod(_FOLDER_MODE)


@transaction.atomic
def move_into_place(publication: Publication, building: Path) -> None:
    """Rename the finished folder to where it is served from, unless the version was withdrawn meanwhile."""
    if Publication.objects.select_for_update().defer("snapshot").get(pk=publication.pk).withdrawn:
        return
    folder = version_folder(publication)
    try:
        building.rename(folder)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        shutil.rmtree(folder)  # an incomplete one; the lock keeps others from doing the same
        building.rename(folder)


def remove(publication: Publication) -> None:
    """Remove a version's files from where they are served; nothing where there are none. Raises OSError."""
    with suppress(FileNotFoundError):
        shutil.rmtree(version_folder(publication))
