"""The means of an agency's province and of its kind, from what is published here and nothing else.

Shown where there are enough agencies: the mean of three or four says more about which of them happen to publish here
than about the province. How many that is, is `settings.MEANS_LEAST_AGENCIES`.

The groups of a year are read once and kept until something is written. They need no names and no order, so that the
first page after a write waits for a few short queries and not for the whole list of `standings`. Scores of indicators
are added up by the database, group by group: figures of two decimals give a sum whose hundredths are exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Sum

from assessments.enums import AssessmentStatus
from assessments.models import Agency, IndicatorScore
from assessments.results import YearResult
from assessments.scoring import round_score
from itaportal.models import YEAR_KIND, Publication
from itaportal.report.document import KIND, PROVINCE, MeanScore, MeanScores
from itaportal.stamps import public_stamp

from .standings import StampedCache, shown_figures

_Group = tuple[str, str, bool]  # scope, name of the province or kind, whether of made-up agencies
Groups = Mapping[_Group, MeanScores]
_TOOLS = ("IIT", "EIT", "OIT")
_CACHE = StampedCache(size=50)


def published_groups(fiscal_year: int) -> Groups:
    """Return the means of every province and kind of a year, for `published_means` of many agencies."""
    stamp = public_stamp("assessments", "itaportal")
    return _CACHE.get(stamp, fiscal_year, lambda: _read_groups(fiscal_year))


def published_means(year: YearResult, groups: Groups | None = None) -> tuple[MeanScores, ...]:
    """Return the means of the province and of the kind in the year, each where enough agencies are published.

    The agency itself is among them as it is published now: not at all before its first version. A made-up agency
    stands among made-up ones.
    """
    groups = published_groups(year.fiscal_year) if groups is None else groups
    found = []
    for scope, name in ((PROVINCE, year.agency.province), (KIND, year.agency.kind)):
        means = groups.get((scope, name, year.agency.is_sample))
        if name and means and means.agencies >= settings.MEANS_LEAST_AGENCIES:
            found.append(means)
    return tuple(found)


def _read_groups(year: int) -> dict[_Group, MeanScores]:
    """The means of every province and kind; who has no overall does not count."""
    figures = {pk: row for pk, row in shown_figures(year).items() if row[0] is not None}
    frozen = _frozen_indicators(year)
    groups: dict[_Group, list[tuple[Any, ...]]] = defaultdict(list)
    sums: dict[_Group, _Sums] = defaultdict(_Sums)
    for pk, province, kind, is_sample in Agency.objects.order_by().values_list("pk", "province", "kind", "is_sample"):
        if pk in figures:
            for group in _groups(province, kind, is_sample):
                groups[group].append(figures[pk])
                for number, score in frozen.get(pk, {}).items():
                    sums[group].add(int(number), 1, Decimal(score))
    for province, kind, is_sample, number, count, total in _stored_indicators(year):
        for group in _groups(province, kind, is_sample):
            sums[group].add(number, count, round_score(total))
    return {key: _means(key, rows, sums[key]) for key, rows in groups.items()}


def _groups(province: str, kind: str, is_sample: bool) -> tuple[_Group, _Group]:
    return (PROVINCE, province, is_sample), (KIND, kind, is_sample)


class _Sums:
    """How many scores of each indicator there are, and their sum."""

    def __init__(self) -> None:
        self._by_number: dict[int, tuple[int, Decimal]] = {}

    def add(self, number: int, count: int, total: Decimal) -> None:
        before = self._by_number.get(number, (0, Decimal(0)))
        self._by_number[number] = (before[0] + count, before[1] + total)

    def means(self, agencies: int) -> list[MeanScore]:
        """The mean of each indicator of which all these agencies have a score."""
        return [
            MeanScore(round_score(total / count), number=number)
            for number, (count, total) in sorted(self._by_number.items())
            if count == agencies
        ]


def _frozen_indicators(year: int) -> dict[int, dict[str, str]]:
    """Agency's key → the scores of indicators in the newest live version of its year."""
    live = Publication.objects.of_kind(YEAR_KIND).live().filter(assessment__fiscal_year=year).order_by("version")
    return dict(live.values_list("assessment__agency_id", "result_indicators"))


def _stored_indicators(year: int) -> Iterable[tuple[Any, ...]]:
    """Province, kind, whether made up, indicator, number and sum of scores: of public years that have no version."""
    scores = IndicatorScore.objects.filter(
        ~Exists(Publication.objects.of(OuterRef("assessment"), YEAR_KIND)),
        assessment__fiscal_year=year,
        assessment__status=AssessmentStatus.PUBLISHED,
        assessment__result_overall__isnull=False,
        score__isnull=False,
    )
    agency = ("assessment__agency__province", "assessment__agency__kind", "assessment__agency__is_sample")
    grouped = scores.order_by().values(*agency, "indicator__number").annotate(count=Count("pk"), total=Sum("score"))
    rows: Iterable[tuple[Any, ...]] = grouped.values_list(*agency, "indicator__number", "count", "total")
    return rows


def _means(group: _Group, rows: Sequence[tuple[Any, ...]], sums: _Sums) -> MeanScores:
    """The means of a group's rows, of a tool or an indicator only where each of them has its score."""
    scope, name, _ = group
    scores = [MeanScore(_mean([row[0] for row in rows]))]
    for place, code in enumerate(_TOOLS, start=2):
        known = [row[place] for row in rows if row[place] is not None]
        if len(known) == len(rows):
            scores.append(MeanScore(_mean(known), code=code))
    return MeanScores(scope, (*scores, *sums.means(len(rows))), name, len(rows))


def _mean(figures: Sequence[Decimal]) -> Decimal:
    """The plain mean, summed exactly and rounded once as every published figure is."""
    return round_score(sum(figures, Decimal(0)) / len(figures))
