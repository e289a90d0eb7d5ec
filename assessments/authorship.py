"""Who writes a row, and out of which file, as its history keeps it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser
from django.db.models import Model

from . import trail
from .trail import Kind

By = AbstractBaseUser | None  # None is the operator at the shell
Row = TypeVar("Row", bound=Model)
_LONGEST = 100  # characters that a record of history has room for
_file: ContextVar[tuple[str | None, str]] = ContextVar("file_of_import", default=(None, ""))


@contextmanager
def importing_from(file_name: str, sha256: str = "") -> Iterator[None]:
    """Have all history that is written meanwhile keep the name of the file; its end tells the kind and stays whole.

    `sha256` is that of its content, for the record (`trail`).
    """
    name = file_name if len(file_name) <= _LONGEST else f"{file_name[: _LONGEST - 13]}…{file_name[-12:]}"
    token = _file.set((name or None, sha256))
    try:
        yield
    finally:
        _file.reset(token)


def file_of_import() -> str | None:
    """The file that is being imported, None where a person or a command writes by itself."""
    return _file.get()[0]


def tell_import(kind: Kind, *, new: int, changed: int, same: int) -> None:
    """Tell the record what the file that is being imported did, inside its transaction; nothing where there is none."""
    name, sha256 = _file.get()
    if name is not None:
        trail.imported(kind, name, sha256, {"new": new, "changed": changed, "same": same})


def name_of(person: AbstractUser) -> str:
    """Return how a person is called where it is kept or shown who did something: the full name where there is one."""
    return person.get_full_name() or person.get_username()


def signed(row: Row, by: By) -> Row:
    """Return `row` with the person whom its next record of history names (`by`), to be saved or deleted at once."""
    row._history_user = by  # type: ignore[attr-defined]  # simple-history reads this name, and has no types
    row._change_reason = file_of_import()  # type: ignore[attr-defined]  # the same
    return row
