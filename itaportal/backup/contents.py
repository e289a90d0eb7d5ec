"""What the portal's tables hold, asked of either engine in plain SQL: rows of each, migrations, published files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from itaportal.models import Publication, PublishedFile
from itaportal.publishing.kinds import KINDS

from .archive import BackupError

_PEOPLE_AND_AGENCIES = ("auth_user", "assessments_agency")  # who has none of either holds no data
_PUBLISHED = f"""
    SELECT agency.slug, year.fiscal_year, version.kind, version.version, file.name, file.sha256
    FROM {PublishedFile._meta.db_table} file
    JOIN {Publication._meta.db_table} version ON version.id = file.publication_id
    JOIN assessments_assessment year ON year.id = version.assessment_id
    JOIN assessments_agency agency ON agency.id = year.agency_id
    WHERE version.withdrawn_at IS NULL"""  # noqa: S608  # names of our own models

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Contents:
    """What a copy holds, read in the transaction that it was made in."""

    migrations: list[str]
    counts: dict[str, int]
    published: dict[str, str]  # path below `PUBLISHED_ROOT` of each public file → SHA-256


def has_rows(ask: Ask, tables: list[str]) -> bool:
    """Whether there are people or agencies."""
    return any(ask(f'SELECT 1 FROM "{table}" LIMIT 1') for table in _PEOPLE_AND_AGENCIES if table in tables)  # noqa: S608  # our own names


def read_contents(ask: Ask, tables: list[str]) -> Contents:
    """Ask a database for what it holds; raises BackupError where it is none of the portal's."""
    if PublishedFile._meta.db_table not in tables:
        raise BackupError(
            "ฐานข้อมูลยังไม่มีตารางของระบบ ให้สั่ง manage.py prepare ก่อน · the database has no tables of the portal"
        )
    published = {
        str(PurePosixPath(slug, str(year), KINDS[kind].folder, f"v{version}", name)): sha256
        for slug, year, kind, version, name, sha256 in ask(_PUBLISHED)
    }
    return Contents(
        [f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations ORDER BY id")],
        {table: ask(f'SELECT COUNT(*) FROM "{table}"')[0][0] for table in tables},  # noqa: S608  # names the database gave
        published,
    )
