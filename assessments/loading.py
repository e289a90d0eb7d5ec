"""Reads the shipped criteria (`fixtures/criteria.json`) into the database."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from .models import Criteria, Indicator, RatingLevel, ToolWeight

CRITERIA_FILE = settings.BASE_DIR / "fixtures" / "criteria.json"


@transaction.atomic
def load_criteria(path: Path = CRITERIA_FILE) -> list[Criteria]:
    """Create the criteria in `path` whose years no criteria cover yet, and return those that were created.

    What is already there is left alone: a year's criteria may have been corrected in the admin.
    """
    created = []
    for data in json.loads(path.read_text(encoding="utf-8")):
        first, last = data["first_year"], data["last_year"]
        if Criteria.objects.filter(first_year__lte=last, last_year__gte=first).exists():
            continue
        created.append(_create(data))
    return created


def _create(data: dict[str, Any]) -> Criteria:
    fields = ("name", "first_year", "last_year", "overall_only", "verified", "source")
    criteria = Criteria(**{name: data[name] for name in fields}, target=Decimal(data["target"]))
    criteria.full_clean()
    criteria.save()
    rows = [
        *(
            ToolWeight(
                criteria=criteria,
                position=position,
                tool=tool["tool"],
                weight=Decimal(tool["weight"]),
                in_parts=tool["in_parts"],
            )
            for position, tool in enumerate(data["tools"], start=1)
        ),
        *(
            RatingLevel(
                criteria=criteria,
                position=position,
                name=level["name"],
                min_overall=Decimal(level["min_overall"]),
                min_each=None if level["min_each"] is None else Decimal(level["min_each"]),
                tone=level["tone"],
            )
            for position, level in enumerate(data["levels"], start=1)
        ),
        *(
            Indicator(
                criteria=criteria,
                number=line["no"],
                tool=line["tool"],
                name=line["name"],
                objective=line["objective"],
            )
            for line in data["indicators"]
        ),
    ]
    for row in rows:
        row.full_clean()
        row.save()
    return criteria
