"""The means of an agency's province and of its kind, from what is published here and nothing else.

Shown where there are enough agencies: the mean of three or four says more about which of them happen to publish here
than about the province. How many that is, is `settings.MEANS_LEAST_AGENCIES`.

The sums of a year's groups are kept in this process (`country`). A publication changes the sums of two groups by one
agency's figures. Figures of two decimals are added up in whole hundredths, so that sums are exact.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from assessments.enums import AssessmentStatus
from assessments.models import Agency, Assessment, IndicatorScore
from assessments.results import YearResult
from assessments.scoring import round_score
from itaportal.models import YEAR_KIND, Publication
from itaportal.report.document import KIND, PROVINCE, MeanScore, MeanScores
from itaportal.stamps.public import lists_stamp

from .country import Shown, country, shown_figures

_Group = tuple[str, str, bool]  # scope, name of the province or kind, whether of made-up agencies
Groups = Mapping[_Group, MeanScores]
_FIGURES = ("", "IIT", "EIT", "OIT")


def published_groups(fiscal_year: int) -> Groups:
    """Return the means of every province and kind of a year, for `published_means` of many agencies."""
    with country().as_of(lists_stamp()) as now:
        return now.table(("means", fiscal_year), lambda: MeansTable(fiscal_year)).groups()


def published_means(year: YearResult, groups: Groups | None = None) -> tuple[MeanScores, ...]:
    """Return the means of the province and of the kind in the year, each where enough agencies are published.

    The agency itself is among them as it is published now: not at all before its first version. A made-up agency
    stands among made-up ones.
    """
    groups = published_groups(year.fiscal_year) if groups is None else groups
    agency = year.agency
    return tuple(_shown(groups, agency.province, agency.kind, agency.is_sample))


def _shown(groups: Groups, province: str, kind: str, is_sample: bool) -> Iterator[MeanScores]:
    for group in _groups(province, kind, is_sample):
        means = groups.get(group)
        if group[1] and means and means.agencies >= settings.MEANS_LEAST_AGENCIES:
            yield means


def means_stamp(agency: str, fiscal_year: int, *, stamp: str, lists: str) -> str:
    """A short text that is the same while the means on the pages of an agency's year are.

    Empty for a year that a version froze, with its means. `stamp` is that of the agency's pages and `lists` that of
    the lists (`stamps.public.agency_stamps`): no query while nothing was renewed.
    """
    place = _open_years(agency, stamp).get(fiscal_year)
    if place is None:
        return ""
    with country().as_of(lists) as now:
        groups = now.table(("means", fiscal_year), lambda: MeansTable(fiscal_year)).groups()
        return " ".join(_digest(means) for means in _shown(groups, *place))


@lru_cache(maxsize=2000)
def _digest(means: MeanScores) -> str:
    return hashlib.sha256(repr(means).encode()).hexdigest()[:16]


@lru_cache(maxsize=2000)
def _open_years(agency: str, stamp: str) -> dict[int, tuple[str, str, bool]]:
    """The public years of an agency that no version froze → its province and kind, and whether it is made up."""
    versions = Publication.objects.of(OuterRef("pk"), YEAR_KIND)
    found = Assessment.objects.published().filter(~Exists(versions), agency__slug=agency).order_by()
    names = ("agency__province", "agency__kind", "agency__is_sample")
    return {year: (province, kind, sample) for year, province, kind, sample in found.values_list("fiscal_year", *names)}


# --- The sums ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Counted:
    """What one agency adds to its groups, in hundredths: overall and tools (-1: none), and its indicators' scores."""

    groups: tuple[_Group, _Group]
    figures: tuple[int, ...]
    numbers: tuple[int, ...]
    scores: array[int]


@dataclass
class _Sums:
    """The sums of one group: of each figure and indicator how many scores there are, and what they add up to."""

    agencies: int = 0
    figures: list[list[int]] = field(default_factory=lambda: [[0, 0] for _ in _FIGURES])
    indicators: dict[int, list[int]] = field(default_factory=dict)

    def add(self, counted: _Counted, times: int) -> None:
        """Take an agency in, or out with `times` -1."""
        self.agencies += times
        pairs = [(self.figures[place], figure) for place, figure in enumerate(counted.figures) if figure >= 0]
        for number, score in zip(counted.numbers, counted.scores, strict=True):
            pairs.append((self.indicators.setdefault(number, [0, 0]), score))
        for sums, figure in pairs:
            sums[0] += times
            sums[1] += times * figure

    def means(self, group: _Group) -> MeanScores:
        """The means of figures and indicators of which all these agencies have a score."""
        whole = [
            MeanScore(_mean(total, count), code=code)
            for code, (count, total) in zip(_FIGURES, self.figures, strict=True)
            if count == self.agencies
        ]
        parts = [
            MeanScore(_mean(total, count), number=number)
            for number, (count, total) in sorted(self.indicators.items())
            if count == self.agencies
        ]
        return MeanScores(group[0], (*whole, *parts), group[1], self.agencies)


class MeansTable:
    """The sums of every province and kind of a year."""

    def __init__(self, year: int) -> None:
        self._year = year
        self._counted: dict[int, _Counted] = {}
        self._sums: dict[_Group, _Sums] = {}
        self._means: dict[_Group, MeanScores] = {}
        self._put_in(_read(year, None, shown_figures(year)))

    def renew(self, agencies: frozenset[int], shown: Shown) -> None:
        """Take in what is now of these agencies."""
        found = dict(_read(self._year, agencies, shown.years.get(self._year, {})))
        for pk in agencies:
            if counted := self._counted.pop(pk, None):
                self._count(counted, -1)
        self._put_in(found.items())

    def groups(self) -> Groups:
        """The means of each group; what was returned before stays as it was."""
        if missing := self._sums.keys() - self._means.keys():
            self._means = self._means | {group: self._sums[group].means(group) for group in missing}
        return self._means

    def _put_in(self, found: Iterable[tuple[int, _Counted]]) -> None:
        for pk, counted in found:
            self._counted[pk] = counted
            self._count(counted, 1)

    def _count(self, counted: _Counted, times: int) -> None:
        for group in counted.groups:
            sums = self._sums.setdefault(group, _Sums())
            sums.add(counted, times)
            if not sums.agencies:
                del self._sums[group]
            if group in self._means:
                self._means = {key: means for key, means in self._means.items() if key != group}


def _groups(province: str, kind: str, is_sample: bool) -> tuple[_Group, _Group]:
    return (PROVINCE, province, is_sample), (KIND, kind, is_sample)


def _read(
    year: int, agencies: Collection[int] | None, shown: Mapping[int, tuple[Any, ...]]
) -> Iterator[tuple[int, _Counted]]:
    """What each of these agencies adds, of all where None; who has no overall does not count."""
    figures = {pk: row for pk, row in shown.items() if row[0] is not None}
    scores: dict[int, list[tuple[int, int]]] = {}
    for pk, number, score in (*_frozen_indicators(year, agencies), *_stored_indicators(year, agencies)):
        scores.setdefault(pk, []).append((number, _hundredths(score)))
    rows = Agency.objects.order_by() if agencies is None else Agency.objects.order_by().filter(pk__in=agencies)
    known: dict[tuple[int, ...], tuple[int, ...]] = {}
    for pk, province, kind, is_sample in rows.values_list("pk", "province", "kind", "is_sample"):
        if pk in figures:
            overall, _, *tools, _ = figures[pk]
            own = scores.get(pk, [])
            numbers = tuple(number for number, _ in own)
            counted = tuple(-1 if figure is None else _hundredths(figure) for figure in (overall, *tools))
            own_scores = array("H", [score for _, score in own])
            yield (
                pk,
                _Counted(_groups(province, kind, is_sample), counted, known.setdefault(numbers, numbers), own_scores),
            )


def _frozen_indicators(year: int, agencies: Collection[int] | None) -> Iterator[tuple[int, int, Decimal]]:
    """Agency's key, indicator and score, from the newest live version of each year."""
    live = Publication.objects.of_kind(YEAR_KIND).live().filter(assessment__fiscal_year=year).order_by("version")
    if agencies is not None:
        live = live.filter(assessment__agency__in=agencies)
    newest = dict(live.values_list("assessment__agency_id", "result_indicators"))
    for pk, scores in newest.items():
        for number, score in scores.items():
            yield pk, int(number), Decimal(score)


def _stored_indicators(year: int, agencies: Collection[int] | None) -> Iterable[tuple[int, int, Decimal]]:
    """Agency's key, indicator and score, of public years that have no version."""
    some: dict[str, Any] = {} if agencies is None else {"assessment__agency__in": agencies}
    scores = IndicatorScore.objects.filter(
        ~Exists(Publication.objects.of(OuterRef("assessment"), YEAR_KIND)),
        assessment__fiscal_year=year,
        assessment__status=AssessmentStatus.PUBLISHED,
        assessment__result_overall__isnull=False,
        score__isnull=False,
        **some,
    )
    rows: Iterable[Any] = scores.order_by().values_list("assessment__agency_id", "indicator__number", "score")
    return rows


def _hundredths(score: Decimal) -> int:
    return int(score.scaleb(2))


def _mean(total: int, count: int) -> Decimal:
    """The plain mean of figures in hundredths, rounded once as every published figure is."""
    return round_score(Decimal(total) / (100 * count))
