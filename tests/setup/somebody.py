"""An account that no rights are given to: rights do not bind root, as whom the tests may run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def as_somebody_else() -> Iterator[Path]:
    """A folder of this person's, used as an account that no rights are given to: rights do not bind root."""
    folder = Path(tempfile.mkdtemp(prefix="itaportal-", dir="/var/tmp"))
    folder.chmod(0o755)
    before = os.geteuid()
    try:
        if before == 0:
            os.seteuid(65534)
        yield folder
    finally:
        os.seteuid(before)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def closed(folder: Path, name: str) -> Path:
    """A file in `folder` that somebody else cannot read."""
    before = os.geteuid()
    os.seteuid(os.getuid())
    path = folder / name
    path.write_text("SECURE=true\n")
    path.chmod(0)
    os.seteuid(before)
    return path
