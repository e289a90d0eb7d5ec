"""Who writes a row, as its history keeps it."""

from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Model

By = AbstractBaseUser | None  # None is the operator at the shell
Row = TypeVar("Row", bound=Model)


def signed(row: Row, by: By) -> Row:
    """Return `row` with the person whom its next record of history names (`by`), to be saved or deleted at once."""
    row._history_user = by  # type: ignore[attr-defined]  # simple-history reads this name, and has no types
    return row
