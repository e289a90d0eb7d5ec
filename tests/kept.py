"""Rows that the portal's own code wrote for a run's first test: later ones get the same by one statement a table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Model


@dataclass
class Rows:
    """What `keep` found in the tables of some models, as the database holds it: times of saving and history too."""

    _tables: list[tuple[str, list[tuple[Any, ...]]]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self._tables)

    def keep(self, models: Iterable[type[Model]], *, but: dict[type[Model], set[Any]] | None = None) -> None:
        """Remember all rows of these models, but for those of some primary keys."""
        with connection.cursor() as cursor:
            for model in models:
                name, key = connection.ops.quote_name(model._meta.db_table), model._meta.pk.column
                cursor.execute(f"SELECT * FROM {name} ORDER BY {key}")
                columns = [column[0] for column in cursor.description]
                other = (but or {}).get(model, set())
                rows = [row for row in cursor.fetchall() if row[columns.index(key)] not in other]
                if rows:
                    names = ", ".join(map(connection.ops.quote_name, columns))
                    places = ", ".join(["%s"] * len(columns))
                    self._tables.append((f"INSERT INTO {name} ({names}) VALUES ({places})", rows))

    def keep_of(self, write: Callable[[], object], models: Sequence[type[Model]]) -> None:
        """Have `write` write, and remember the rows of these models that were not there before."""
        before = {model: set(model._base_manager.values_list("pk", flat=True)) for model in models}
        write()
        self.keep(models, but=before)

    def bring_back(self) -> None:
        """Write them all."""
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in self._tables:
                cursor.executemany(statement, rows)
