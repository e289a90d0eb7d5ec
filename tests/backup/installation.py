"""What a reader and the staff find in an installation, and how it is spoilt."""

import shutil
from pathlib import Path

from django.db import connection

from assessments.models import Agency
from itaportal.backup.databases import portal_database
from itaportal.models import Publication
from itaportal.publishing.actions import withdraw

FILE = "chanuwan/2568/v1/data.json"


def drop_what_was_kept() -> None:
    """Databases that a restore left beside."""
    database = portal_database()
    if database.engine == "sqlite":
        for path in Path(database.name).parent.glob("*.before-*"):
            path.unlink()
        return
    with database._connected("postgres") as server:
        for (name,) in server.execute("SELECT datname FROM pg_database").fetchall():
            if name.startswith(f"{database.name}_before_"):
                database.drop(name)


def state(site: Path) -> dict[str, object]:
    """What a reader and the staff would find."""
    files = sorted(path for name in ("published", "imports") for path in (site / name).rglob("*") if path.is_file())
    return {
        "counts": portal_database().contents(connection.settings_dict["NAME"]).counts,
        "agencies": list(Agency.objects.values_list("name", flat=True)),
        "versions": list(Publication.objects.values_list("version", "checksum", "withdrawn_reason")),
        "files": {str(path.relative_to(site)): (path.read_bytes(), path.stat().st_mtime) for path in files},
    }


def spoil(site: Path) -> None:
    """Other data and files than were backed up."""
    Agency.objects.update(name="อื่น")
    withdraw(publication=Publication.objects.get(), reason="ทดสอบ", by=None)
    Agency.objects.create(name="ใหม่", slug="new", kind=Agency.objects.first().kind)
    shutil.rmtree(site / "imports")
    (site / "published" / "junk").write_bytes(b"x")
