"""Reads the shipped criteria (`fixtures/criteria.json`) and what is known of their years (`sourced.json`)."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from . import trail
from .conclusions import FIRST_RULES, ConclusionRule
from .models import ConclusionBand, Criteria, Indicator, NationalMean, OitItem, RatingLevel, ToolWeight
from .thai import thai_digits

CRITERIA_FILE = settings.BASE_DIR / "fixtures" / "criteria.json"
SOURCED_FILE = settings.BASE_DIR / "fixtures" / "sourced.json"


@trail.writes
def load_criteria(path: Path = CRITERIA_FILE) -> list[Criteria]:
    """Create the criteria in `path` whose years no criteria cover yet, and return those that were created.

    National means and OIT items of the years come with them. What is already there is left alone: a year's criteria
    may have been corrected in the admin. A database that had its criteria before gets the rest by a migration.
    """
    created = []
    for data in json.loads(path.read_text(encoding="utf-8")):
        first, last = data["first_year"], data["last_year"]
        if Criteria.objects.filter(first_year__lte=last, last_year__gte=first).exists():
            continue
        created.append(_create(data))
    for criteria in created:
        _add_sourced(criteria)
    return created


def shipped_means() -> list[dict[str, Any]]:
    """Return the shipped national means as the columns of `NationalMean`, each with its source in words."""
    data = json.loads(SOURCED_FILE.read_text(encoding="utf-8"))
    return [
        {
            "fiscal_year": row["fiscal_year"],
            "tool": row.get("tool", ""),
            "indicator": row.get("indicator", 0),
            "mean": Decimal(row["mean"]),
            "announced": row["announced"],
            "verified": False,  # read in the press, not in a document of the NACC
            "source": data["sources"]["announced" if row["announced"] else "computed"].format(
                year=thai_digits(row["fiscal_year"])
            ),
        }
        for row in data["national_means"]
    ]


def shipped_items() -> list[dict[str, Any]]:
    """Return the shipped OIT items as the columns of `OitItem`, without the criteria they belong to."""
    items: list[dict[str, Any]] = json.loads(SOURCED_FILE.read_text(encoding="utf-8"))["oit_items"]
    return items


def _add_sourced(criteria: Criteria) -> None:
    years = range(criteria.first_year, criteria.last_year + 1)
    for row in shipped_items():
        if row["fiscal_year"] in years:
            key = {name: row[name] for name in ("fiscal_year", "document")}
            OitItem.objects.get_or_create(**key, defaults={**row, "criteria": criteria})
    for row in shipped_means():
        if row["fiscal_year"] in years:
            key = {name: row[name] for name in ("fiscal_year", "tool", "indicator")}
            NationalMean.objects.get_or_create(**key, defaults=row)


def _conclusion_rules(data: dict[str, Any]) -> tuple[ConclusionRule, ...]:
    """The bands of conclusions in the file; the first ones where it has none, and none without indicators."""
    if "conclusions" not in data:
        return FIRST_RULES if data["indicators"] else ()
    return tuple(
        ConclusionRule(
            band["conclusion"],
            band["label"],
            None if band["min_score"] is None else Decimal(band["min_score"]),
            tuple(band["sentences"]),
        )
        for band in data["conclusions"]
    )


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
            ConclusionBand.of_rule(rule, criteria=criteria, position=position)
            for position, rule in enumerate(_conclusion_rules(data), start=1)
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
