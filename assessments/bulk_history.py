"""History of many rows at once, written by the database itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.utils import timezone

from .authorship import file_of_import


def write_history(
    model: Any, keys: Sequence[int], *, kind: Literal["+", "~"], by: AbstractBaseUser | None, column: str | None = None
) -> None:
    """Write one historical record for each row just created (`+`) or changed (`~`), copied by the database itself.

    `keys` are the rows' own, or those in `column`.

    It is what simple-history's `bulk_history_create` writes. That helper builds one object a row and sends every
    value once more, which took longer than everything else in an import of the country; its helper for changed rows,
    where few rows are met, is used as it is.
    """
    history = model.history.model
    tracked = [field.column for field in history.tracked_fields]
    own = {
        "history_date": timezone.now(),
        "history_type": kind,
        "history_user_id": by.pk if by else None,
        "history_change_reason": file_of_import(),
    }
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in [*tracked, *own])
    values = ", ".join([*(quote(name) for name in tracked), *(["%s"] * len(own))])
    key = quote(column or model._meta.pk.column)
    with connection.cursor() as cursor:
        for start in range(0, len(keys), 10_000):
            some = keys[start : start + 10_000]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(
                f"INSERT INTO {quote(history._meta.db_table)} ({columns}) "  # noqa: S608 - names are the models' own
                f"SELECT {values} FROM {quote(model._meta.db_table)} WHERE {key} IN ({marks})",
                [*own.values(), *some],
            )
