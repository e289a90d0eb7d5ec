"""The lines of many years at once, written past the objects of the models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import connection

from .edit_conflicts import LINE_FIELDS
from .models import Assessment, Indicator, IndicatorScore


def insert_lines(new: Sequence[tuple[Assessment, Mapping[Indicator, Mapping[str, Decimal | str]]]]) -> None:
    """Insert the indicator lines of assessments just created: nine tenths of the rows of a large file.

    Straight to the database, as `bulk_create` would send them: an object for each line, which nobody looks at again,
    took more than half the time of a whole import. The table's own constraints hold as ever.
    """

    def figure(value: Decimal | str | None) -> Any:
        return None if value is None else connection.ops.adapt_decimalfield_value(Decimal(value), 5, 2)

    rows = [
        (
            assessment.pk,
            indicator.pk,
            figure(line.get("score")),
            figure(line.get("target")),
            line.get("conclusion", ""),
            line.get("analysis", ""),
        )
        for assessment, lines in new
        for indicator, line in lines.items()
    ]
    if not rows:
        return
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name in ("assessment_id", "indicator_id", *LINE_FIELDS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(IndicatorScore._meta.db_table)} ({columns}) "  # noqa: S608 - names are the model's own
            "VALUES (%s, %s, %s, %s, %s, %s)",
            rows,
        )
