"""LibreOffice itself, as staff use it: files opened and saved again."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_kept: list[tempfile.TemporaryDirectory[str]] = []  # removed when the interpreter ends


@cache
def _profile() -> str:
    """A profile of this run's own: two offices cannot share one."""
    _kept.append(tempfile.TemporaryDirectory())
    return _kept[-1].name


def saved_by_libreoffice(
    data: bytes, suffix: str, to: str, *options: str, variables: Mapping[str, str] | None = None
) -> bytes:
    """The file with these bytes, opened as `suffix` and saved as `to`, which may name a filter after a colon.

    `variables` stand in the program's environment beside the machine's own. Fails where LibreOffice is missing.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, f"in.{suffix}")
        source.write_bytes(data)
        command = ["soffice", f"-env:UserInstallation=file://{_profile()}", "--headless", "--convert-to", to, *options]
        done = subprocess.run(
            [*command, "--outdir", f"{folder}/out", str(source)],
            env={**os.environ, **(variables or {})},
            capture_output=True,
            text=True,
            timeout=180,
        )
        made = Path(folder, "out", f"in.{to.partition(':')[0]}")
        assert made.exists(), done.stdout + done.stderr
        return made.read_bytes()
