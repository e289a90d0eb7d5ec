"""The portal's database as a backup sees it: copied whole while others write, restored beside, switched at once.

Both engines have the same methods, which work on a database by its name: of SQLite a file, of PostgreSQL a database of
the same server. Only migrating goes through Django's connection, for there may be nothing to open before.
"""

from __future__ import annotations

from django.core.management import call_command
from django.db import DatabaseError, connections

from .archive import BackupError
from .postgres import Postgres
from .sqlite import Sqlite


def portal_database() -> Sqlite | Postgres:
    """The database of this installation."""
    settings = connections["default"].settings_dict
    return Sqlite(settings) if "sqlite" in settings["ENGINE"] else Postgres(settings)


def migrate(name: str) -> None:
    """Bring the database of this name, beside the portal's, to this release; raises BackupError."""
    connection = connections["default"]
    connection.close()
    own, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], name
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        words = " ".join(str(error).split())
        raise BackupError(f"ปรับฐานข้อมูลให้เป็นรุ่นนี้ไม่สำเร็จ: {words} · the restored database could not be migrated") from None
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own
