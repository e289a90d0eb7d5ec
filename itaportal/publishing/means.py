"""The means of an agency's province and of its kind, from what is published here and nothing else.

Shown where there are enough agencies: the mean of three or four says more about which of them happen to publish here
than about the province. How many that is, is `settings.MEANS_LEAST_AGENCIES`.

The groups of a year are read once and kept until something is written. They need no names and no order, so that the
first page after a write waits for two short queries and not for the whole list of `standings`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings

from assessments.models import Agency
from assessments.results import YearResult
from assessments.scoring import round_score
from itaportal.report.document import KIND, PROVINCE, MeanScore, MeanScores
from itaportal.stamps import public_stamp

from .standings import StampedCache, shown_figures

_Group = tuple[str, str, bool]  # scope, name of the province or kind, whether of made-up agencies
_TOOLS = ("IIT", "EIT", "OIT")
_CACHE = StampedCache(size=50)


def published_means(year: YearResult) -> tuple[MeanScores, ...]:
    """Return the means of the province and of the kind in the year, each where enough agencies are published.

    The agency itself is among them as it is published now: not at all before its first version. A made-up agency
    stands among made-up ones.
    """
    stamp = public_stamp("assessments", "itaportal")
    groups = _CACHE.get(stamp, year.fiscal_year, lambda: _read_groups(year.fiscal_year))
    found = []
    for scope, name in ((PROVINCE, year.agency.province), (KIND, year.agency.kind)):
        means = groups.get((scope, name, year.agency.is_sample))
        if name and means and means.agencies >= settings.MEANS_LEAST_AGENCIES:
            found.append(means)
    return tuple(found)


def _read_groups(year: int) -> dict[_Group, MeanScores]:
    """The means of every province and kind; who has no overall does not count."""
    figures = {pk: row for pk, row in shown_figures(year).items() if row[0] is not None}
    groups: dict[_Group, list[tuple[Any, ...]]] = defaultdict(list)
    for pk, province, kind, is_sample in Agency.objects.order_by().values_list("pk", "province", "kind", "is_sample"):
        if pk in figures:
            groups[PROVINCE, province, is_sample].append(figures[pk])
            groups[KIND, kind, is_sample].append(figures[pk])
    return {key: _means(key, rows) for key, rows in groups.items()}


def _means(group: _Group, rows: Sequence[tuple[Any, ...]]) -> MeanScores:
    """The means of a group's rows, of a tool only where each of them has its score."""
    scope, name, _ = group
    scores = [MeanScore(_mean([row[0] for row in rows]))]
    for place, code in enumerate(_TOOLS, start=2):
        known = [row[place] for row in rows if row[place] is not None]
        if len(known) == len(rows):
            scores.append(MeanScore(_mean(known), code=code))
    return MeanScores(scope, tuple(scores), name, len(rows))


def _mean(figures: Sequence[Decimal]) -> Decimal:
    """The plain mean, summed exactly and rounded once as every published figure is."""
    return round_score(sum(figures, Decimal(0)) / len(figures))
