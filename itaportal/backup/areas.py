"""The one list of folders and files that the portal writes: what a backup holds, and why the rest is left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Area:
    """A folder of files that a backup holds. `public`: another account of the machine may serve what is in it."""

    name: str  # in the backup; never changes
    setting: str  # of the folder
    public: bool = False

    @property
    def folder(self) -> Path:
        """Where the files lie in this installation."""
        return Path(getattr(settings, self.setting))


PUBLISHED = Area("published", "PUBLISHED_ROOT", public=True)
AREAS = (PUBLISHED, Area("uploads", "IMPORT_UPLOADS"))

# Folders of settings that a backup leaves out, and why.
LEFT_OUT = {
    "BASE_DIR": "the code",
    "VAR_DIR": "the parent of the folders of this list; its other files are below",
    "STATIC_ROOT": "collected again at the next start",
    "OPEN_DATA_ROOT": "made again from the data",
    "SHARES_ROOT": "locks of what is done by a few at a time",
}
# Files and folders in `var/` that are of no setting, and why a backup leaves them out.
LEFT_OUT_OF_VAR = {
    "secret-key": "a key: taken with --with-keys",
    "admin-password": "the password of the first day, which is to be changed and removed",
    "static.key": "what the static files were made of",
    "reports": "drawn again from the data",
    "log": "what pip and apt said last",
    "pdfcheck": "a program of the tests",
    "pdfcheck.lock": "a lock of the tests",
    "lock": "a lock of the set-up",
    "published.restoring.json": "what a restore under way has still to do",
}


def keys() -> dict[str, Path]:
    """The files that a backup holds on request: whoever has them can sign cookies and reach the database."""
    return {"secret-key": Path(settings.VAR_DIR) / "secret-key", ".env": Path(settings.BASE_DIR) / ".env"}
