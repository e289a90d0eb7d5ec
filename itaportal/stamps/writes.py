"""The stamp of all data that staff see: it changes with every write, so that their own pages show each save at once.

Every writing statement that Django sends to a table of ours renews a random token in the same transaction
(`watch_writes`), whichever way it came: actions, admin, import, bulk writer, raw SQL. Each database connection renews
a row of its own, so that writers never wait for each other's, and a transaction that commits late is noticed however
many others overtook it. The stamp is the hash of all tokens: one short query.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from simple_history.models import HistoricalChanges

_WRITE = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
_KEPT = timedelta(days=7)  # rows of connections that have long ended


def data_stamp() -> str:
    """Return the stamp of all stored data, drafts included; one query."""
    from itaportal.models import DataStamp

    tokens = sorted(DataStamp.objects.order_by().values_list("token", flat=True))
    return hashlib.sha256("".join(tokens).encode()).hexdigest()[:32]


@cache
def watched_tables() -> dict[str, str]:
    """The tables of `settings.PORTAL_APPS` → the area of each, many-to-many tables included.

    History is left out: it follows a write. So are models that say by `unstamped` why no page of the portal outside
    the admin is drawn from them, as the stamps themselves.
    """
    return {
        model._meta.db_table.lower(): model._meta.app_label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in settings.PORTAL_LABELS
        and not getattr(model, "unstamped", "")
        and not issubclass(model, HistoricalChanges)
    }


def written_area(sql: str) -> str | None:
    """The area that a statement writes to; None where it writes to none of the watched tables."""
    found = _WRITE.match(sql)
    return watched_tables().get(found[1].lower()) if found else None


def watch_writes(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have `connection` renew its tokens with every write; receives Django's `connection_created`."""
    if not any(isinstance(wrapper, _Recorder) for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(_Recorder(connection))


class _Recorder:
    """Wraps the statements of one connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection
        self._writer = uuid.uuid4().hex
        self._ready = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        # After the write: outside a transaction the new token must not be seen before what it stands for.
        if area := written_area(sql):
            self._renew(area)
        return result

    def _renew(self, area: str) -> None:
        from itaportal.models import DataStamp

        table = DataStamp._meta.db_table
        adapt = self._connection.ops.adapt_datetimefield_value
        now = timezone.now()
        # A cursor of its own: the caller still reads from the first one.
        with closing(self._connection.create_cursor()) as cursor:
            if not self._ready:
                # While migrations run the table may not be there yet.
                self._ready = table in self._connection.introspection.table_names(cursor)
                if not self._ready:
                    return
                # Rows that another connection is clearing away are left to it: nobody waits for somebody's transaction.
                free = " FOR UPDATE SKIP LOCKED" if self._connection.features.has_select_for_update_skip_locked else ""
                cursor.execute(
                    f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE renewed_at < %s{free})",  # noqa: S608  # the name is the model's own
                    [adapt(now - _KEPT)],
                )
            cursor.execute(
                f"INSERT INTO {table} (writer, area, token, renewed_at) VALUES (%s, %s, %s, %s) "  # noqa: S608  # the name is the model's own
                "ON CONFLICT (writer, area) DO UPDATE SET token = excluded.token, renewed_at = excluded.renewed_at",
                [self._writer, area, uuid.uuid4().hex, adapt(now)],
            )
