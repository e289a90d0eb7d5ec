"""Has the database renew public stamps: triggers made from `renewals`, in the transaction of each write.

A trigger sees every row that is written, whoever writes it: forms, commands, bulk writers, raw SQL, another program.
What is rolled back takes its stamp along. Each writing statement gives a token that was never there, so that what a
transaction read of its own between two writes is not taken for what it left.

A scope's stamp is the set of its rows in `PublicStamp`. On PostgreSQL each transaction has a row of its own and takes
away older ones that nobody else is taking away, so that no writer waits for another, and one that commits late
changes the set whoever overtook it. There a trigger runs once a statement, so that a statement over a country's rows
renews a scope once. SQLite has one writer at a time: one row a scope is enough.

Migrations rebuild tables, which on SQLite fails while triggers speak of them and takes triggers along. So they are
dropped before migrations and made after them (`before_migrations`, `after_migrations`), and everything is renewed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.models import Model

from .public import BLOCK, BLOCKS, EVERYTHING, LISTS
from .renewals import Reach, Renewal, renewals

PREFIX = "renew_"
_EVERYTHING = f"SELECT {EVERYTHING} AS scope"
_TABLE = "itaportal_publicstamp"
_ROWS_OF = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}

_RENEW = f"""
CREATE FUNCTION {{name}}(scopes bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    fresh bigint[];
BEGIN
    IF cardinality(scopes) = 0 THEN
        RETURN;
    END IF;
    WITH renewed AS (
        INSERT INTO {_TABLE} (scope, writer, token)
        SELECT each, txid_current()::text, replace(gen_random_uuid()::text, '-', '') FROM unnest(scopes) each
        ON CONFLICT (scope, writer) DO UPDATE SET token = excluded.token RETURNING scope, xmax = 0 AS added
    ) SELECT array_agg(scope) INTO fresh FROM renewed WHERE added;
    IF fresh IS NOT NULL THEN
        DELETE FROM {_TABLE} WHERE id IN (
            SELECT id FROM {_TABLE} WHERE scope = ANY(fresh) AND writer <> txid_current()::text FOR UPDATE SKIP LOCKED
        );
    END IF;
END $$"""  # noqa: S608  # the table is our own


def before_migrations(using: str, plan: Sequence[tuple[Migration, bool]] = (), **_: Any) -> None:
    """Drop the triggers where migrations will run; receives Django's `pre_migrate`."""
    if plan:
        _drop(connections[using])


def after_migrations(using: str, plan: Sequence[tuple[Migration, bool]] = (), **_: Any) -> None:
    """Make the triggers where they are not those that this release wants; receives Django's `post_migrate`.

    Rows may have been written without them: then everything is renewed. Where migrations are left to run, their
    tables may be missing, and the triggers are not made.
    """
    connection = connections[using]
    if connection.vendor in _DIFFERS:
        wanted = _wanted(connection.vendor)
        if not plan and _present(connection) == set(wanted):
            return
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        with transaction.atomic(using=using):
            _drop(connection)
            with connection.cursor() as cursor:
                for statements in wanted.values():
                    for statement in statements:
                        cursor.execute(statement)
                cursor.execute(_renewing(_EVERYTHING, connection.vendor, _suffix(connection.vendor)))


def are_in_place(connection: BaseDatabaseWrapper) -> bool:
    """Whether the database has the triggers of this release."""
    return _present(connection) == set(_wanted(connection.vendor))


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT DISTINCT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall() if name.startswith(PREFIX)}


def _drop(connection: BaseDatabaseWrapper) -> None:
    if connection.vendor == "sqlite":
        names = _present(connection)
        with connection.cursor() as cursor:
            for name in names:
                cursor.execute(f"DROP TRIGGER {name}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT oid::regprocedure FROM pg_proc "
                "WHERE pronamespace = current_schema()::regnamespace AND proname LIKE %s",
                [PREFIX.replace("_", r"\_") + "%"],
            )
            for (function,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {function} CASCADE")


# --- The statements ---------------------------------------------------------------------------------------------------


def _wanted(vendor: str) -> dict[str, list[str]]:
    """The name of each trigger → the statements that make it; a change of any of them changes all names."""
    suffix = _suffix(vendor)
    made = {f"{PREFIX}{suffix}_{name}": statements for name, statements in _statements(vendor, suffix)}
    if vendor == "postgresql":
        first = next(iter(made))
        made[first] = [_RENEW.format(name=f"{PREFIX}{suffix}"), *made[first]]
    return made


def _suffix(vendor: str) -> str:
    text = "\n".join(line for _, statements in _statements(vendor, "") for line in [*statements, _RENEW])
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _statements(vendor: str, suffix: str) -> Iterator[tuple[str, list[str]]]:
    for model, found in renewals():
        table = model._meta.db_table
        counting = [each for each in found if each.reach is not Reach.NOTHING]
        for number, renewal in enumerate(counting):
            for event in _ROWS_OF:
                name = f"{table}_{event.lower()}_{number}"
                make = _in_sqlite if vendor == "sqlite" else _in_postgresql
                yield name, make(model, renewal, event, f"{PREFIX}{suffix}_{name}", suffix)
        if counting and vendor == "postgresql":
            name = f"{table}_truncate"
            head = f"AFTER TRUNCATE ON {table}"
            yield name, _function_and_trigger(head, f"{PREFIX}{suffix}_{name}", _EVERYTHING, suffix)


def _in_sqlite(model: type[Model], renewal: Renewal, event: str, name: str, suffix: str) -> list[str]:
    """A trigger for each row, with its condition."""
    about = " UNION ".join(renewal.years.format(row=row) for row in _ROWS_OF[event])
    when = f" WHEN ({_changed(model, renewal, 'sqlite', 'OLD', 'NEW')})" if event == "UPDATE" else ""
    body = _renewing(_EVERYTHING if renewal.reach is Reach.EVERYTHING else _scopes(renewal, about), "sqlite", suffix)
    return [f"CREATE TRIGGER {name} AFTER {event} ON {model._meta.db_table} FOR EACH ROW{when} BEGIN {body}; END"]


def _in_postgresql(model: type[Model], renewal: Renewal, event: str, name: str, suffix: str) -> list[str]:
    """A trigger for each statement, over all its rows."""
    sources = []
    for row in _ROWS_OF[event]:
        rows = f"{row.lower()}_rows r"
        if event == "UPDATE":
            key = model._meta.pk.column
            changed = _changed(model, renewal, "postgresql", "o", "n")
            both = f"old_rows o JOIN new_rows n ON o.{key} = n.{key}"
            rows = f"(SELECT {row[0].lower()}.* FROM {both} WHERE {changed}) r"  # noqa: S608  # our own names
        sources.append(rows)
    if renewal.reach is Reach.EVERYTHING:
        scopes = f"SELECT DISTINCT {EVERYTHING} AS scope FROM {sources[0]}"  # noqa: S608  # our own names
    else:
        years = renewal.years.format(row="r")
        about = " UNION ".join(f"SELECT y.* FROM {rows} CROSS JOIN LATERAL ({years}) y" for rows in sources)  # noqa: S608  # our own names
        scopes = _scopes(renewal, about)
    tables = " ".join(f"{row} TABLE AS {row.lower()}_rows" for row in _ROWS_OF[event])
    head = f"AFTER {event} ON {model._meta.db_table} REFERENCING {tables}"
    return _function_and_trigger(head, name, scopes, suffix)


def _function_and_trigger(head: str, name: str, scopes: str, suffix: str) -> list[str]:
    perform = _renewing(scopes, "postgresql", suffix).replace("SELECT", "PERFORM", 1)
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {perform}; RETURN NULL; END $$",
        f"CREATE TRIGGER {name} {head} FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def _renewing(scopes: str, vendor: str, suffix: str) -> str:
    """The statement that renews the scopes that a SELECT gives."""
    if vendor == "postgresql":
        return f"SELECT {PREFIX}{suffix}(ARRAY(SELECT scope FROM ({scopes}) each))"  # noqa: S608  # our own names
    return (
        f"INSERT INTO {_TABLE} (scope, writer, token) SELECT scope, '', lower(hex(randomblob(16))) FROM ({scopes}) "  # noqa: S608  # our own names
        "WHERE true ON CONFLICT (scope, writer) DO UPDATE SET token = excluded.token"
    )


def _scopes(renewal: Renewal, about: str) -> str:
    """A SELECT of the scopes that are renewed by something about these years of agencies."""
    if renewal.reach is Reach.AGENCY:
        return f"SELECT DISTINCT agency AS scope FROM ({about}) about"  # noqa: S608  # our own names
    block = f"{BLOCKS} - about.agency / {BLOCK}"
    which = f"CASE kind.n WHEN 0 THEN about.agency WHEN 1 THEN -about.year WHEN 2 THEN {block} ELSE {LISTS} END"
    kinds = "(SELECT 0 AS n UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) kind"
    return f"SELECT DISTINCT {which} AS scope FROM ({about}) about CROSS JOIN {kinds}"  # noqa: S608  # our own names


def _changed(model: type[Model], renewal: Renewal, vendor: str, old: str, new: str) -> str:
    """The condition that a column which counts was changed."""
    fields = model._meta.concrete_fields
    columns = [field.column for field in fields if not renewal.columns or field.name in renewal.columns]
    return " OR ".join(f"{old}.{column} {_DIFFERS[vendor]} {new}.{column}" for column in columns)
