"""The open data of a year as tables: the declared objects, flat, for CSV, XLSX and JSON files of the whole country."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from assessments.models import AssessmentQuerySet
from measures.steps import numbered_lines

from ..exporting.tables import Column, TableKind
from . import rows, schemas
from .data import PublicYear, public_years
from .fields import Field, Kind, Schema
from .rows import Row


def _no_address(path: str) -> str:
    """Files hold no addresses of the interface: the same file serves under every name of the site."""
    return path


def _value(field: Field) -> Callable[[Row], Any]:
    def value(row: Row) -> Any:
        found = row[field.name]
        if field.many:
            return numbered_lines(found) if field.name == "steps" else "\n".join(found)
        if field.kind is Kind.FLAG and found is not None:
            return "true" if found else "false"
        if field.kind in (Kind.DATE, Kind.TIME) and found is not None:
            return found.isoformat()
        return None if found == "" else found

    return value


def _columns(schema: Schema) -> tuple[Column, ...]:
    own = [field for field in schema.fields if field is not schemas.SELF]
    return tuple(Column(field.name, field.heading, field.width, _value(field)) for field in own)


def _table(name: str, sheet: str, schema: Schema, make: Callable[[PublicYear], Iterable[Row]]) -> TableKind:
    def all_rows(assessments: AssessmentQuerySet) -> Iterator[Row]:
        for each in public_years(assessments):
            yield from make(each)

    return TableKind(name, sheet, _columns(schema), all_rows)


RESULTS = _table("results", "ผลการประเมิน", schemas.RESULT, lambda each: [rows.result_row(each)])
SCORES = _table("scores", "คะแนนตัวชี้วัด", schemas.SCORE_OBJECT, lambda each: rows.score_rows(each, _no_address))
MEASURES = _table("measures", "มาตรการ", schemas.MEASURE, lambda each: rows.measure_rows(each, _no_address))
TABLES = {table.name: table for table in (RESULTS, SCORES, MEASURES)}
