"""Whether a request has stored anything, for the page of its failure: it must not say that nothing was.

Each database connection notes its writing statements: one outside a transaction is stored at once, others when their
transaction is committed. Rows about the request itself (its session, its form's token, tries to sign in, events of
the record of changes, which come with the rows that they are about) count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_WRITE = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
_ASIDE = re.compile(r"django_session|axes_|audit_|itaportal_(?:sentform|datastamp)")
_noted: ContextVar[bool] = ContextVar("stored", default=False)


class Stored(StrEnum):
    """What became of the work of a request that failed."""

    NOTHING = "nothing"
    SOMETHING = "something"  # a transaction was committed before the failure
    UNKNOWN = "unknown"  # the database went while it was committing


def begin(**_: Any) -> None:
    """Nothing is stored yet; receives Django's `request_started`."""
    _noted.set(False)


def watch_commits(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Have `connection` note what it stores; receives Django's `connection_created`."""
    if _note_write not in connection.execute_wrappers:
        connection.execute_wrappers.append(_note_write)


def outcome(error: BaseException | None, *, rolled_back: bool = False) -> Stored:
    """What the request has stored that ends with `error`; `rolled_back` where the database itself has refused it."""
    if _noted.get():
        return Stored.SOMETHING
    if error is None or rolled_back or not _while_committing(error):
        return Stored.NOTHING
    return Stored.UNKNOWN


def _note_write(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    written = _WRITE.match(sql)
    if written and not _ASIDE.match(written[1]):
        connection: BaseDatabaseWrapper = context["connection"]
        if not connection.in_atomic_block:
            _note()
        elif not _is_noted(connection):
            connection.on_commit(_note)
    return result


def _is_noted(connection: BaseDatabaseWrapper) -> bool:
    """Whether the last hook is ours and lives as long as this savepoint, so that no long import collects thousands."""
    last = connection.run_on_commit[-1:]
    return bool(last) and last[0][0] == set(connection.savepoint_ids) and last[0][1] is _note


def _note() -> None:
    _noted.set(True)


def _while_committing(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_name == "_commit" and "/django/db/" in code.co_filename.replace("\\", "/"):
            return True
        trace = trace.tb_next
    return False
