"""Where in an imported file a figure of a year stood, as the record keeps it."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from assessments.models import Assessment
from assessments.trail import Action

from .models import Event


class FileCells:
    """The cells of all files that were imported into one year; an import before the record has none."""

    def __init__(self, assessment: Assessment) -> None:
        self._cells: dict[tuple[str, str, str], list[tuple[datetime, str]]] = {}
        events = Event.objects.filter(
            chain=assessment.agency_id, fiscal_year=assessment.fiscal_year, action=Action.IMPORTED.value
        )
        for at, changes in events.order_by("position").values_list("at", "changes"):
            for _, subject, field, _, new, place in json.loads(changes):
                if place:
                    self._cells.setdefault((subject, field, new), []).append((at, place))

    def place(self, indicator: int, name: str, value: Any, when: datetime) -> str:
        """The sheet and cell of a value of an indicator (0: of the year) written at `when`; empty where none is known.

        An event is written at the end of its import, so it is the first one after what it tells of.
        """
        text = f"{value:.2f}" if isinstance(value, Decimal) else str(value)
        found = self._cells.get((str(indicator or ""), name, text), [])
        return next((place for at, place in found if at >= when), "")
