"""How published results lie beside each other: view models of a year, of all years, and each agency's place.

What fills them, and keeps them true, is `country`.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any, TypeVar

from assessments.enums import AgencyKind
from assessments.scoring import round_score
from assessments.thaitext import search_key, sort_key

T = TypeVar("T")
FEW = 20  # changed rows: orders are not sorted anew for them
Group = tuple[str, bool]  # kind, whether made up: who is ranked together

# --- View models --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """An agency as lists name it; `search` and the keys are made once for all requests."""

    slug: str
    name: str
    short_name: str
    name_en: str
    kind: str
    province: str
    district: str
    is_sample: bool
    search: str
    name_key: tuple[str, str]
    place_key: tuple[tuple[str, str], ...]

    @property
    def kind_name(self) -> str:
        """The kind in full."""
        return kind_name(self.kind)

    @property
    def in_order(self) -> tuple[tuple[str, str], str]:
        """Where it stands among all: by name, those of one name by slug."""
        return self.name_key, self.slug


@dataclass(frozen=True, slots=True, eq=False)  # a row is itself: another of equal figures is another agency's
class Standing:
    """One agency's published year."""

    agency: AgencyFacts
    overall: Decimal | None
    level: str
    iit: Decimal | None
    eit: Decimal | None
    oit: Decimal | None
    level_announced: bool = False

    @property
    def group(self) -> Group:
        """Who it is ranked among: made-up agencies stand among themselves."""
        return self.agency.kind, self.agency.is_sample


@dataclass(frozen=True, slots=True)
class Place:
    """Where an agency stands among its kind in a year.

    `rank` is the competition rank by overall (equal scores share a rank, the next one is skipped), `of` how many
    agencies have one. `percentile` is the share of the others that scored less, in whole per cent rounded down; None
    where there is no other.
    """

    rank: int | None = None
    of: int = 0
    percentile: int | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """A rating level of the year's criteria."""

    name: str
    tone: str


@dataclass(frozen=True)
class YearStandings:
    """Every published result of one fiscal year, by name. `levels` are the criteria's, the best first.

    `scores` are the overall scores of each group, the lowest first. `places` counts the rows of each province and
    district, `level_counts` those of each level, and `kind_counts` those of each kind. The rows of a province in
    `by_province` are the same object until one of them changes.
    """

    year: int
    rows: tuple[Standing, ...]
    levels: tuple[Level, ...]
    scores: Mapping[Group, tuple[Decimal, ...]]
    places: Counter[tuple[str, str]]
    level_counts: Counter[str]
    kind_counts: Counter[str]
    by_province: Mapping[str, tuple[Standing, ...]]
    _orders: dict[tuple[str, bool], Sequence[Standing]] = field(default_factory=dict, compare=False)

    @classmethod
    def of_nothing(cls, year: int, levels: tuple[Level, ...]) -> YearStandings:
        """A year without results."""
        return cls(year, (), levels, {}, Counter(), Counter(), Counter(), {})

    def changed(self, gone: Sequence[Standing], come: Sequence[Standing]) -> YearStandings:
        """The year without the rows `gone` and with the rows `come`; costs by the change, not by the year."""
        scores = {group: list(self.scores.get(group, ())) for group in {row.group for row in (*gone, *come)}}
        places, levels, kinds = self.places.copy(), self.level_counts.copy(), self.kind_counts.copy()
        by_province = {
            province: set(self.by_province.get(province, ()))
            for province in {row.agency.province for row in (*gone, *come)}
        }
        for row in gone:
            by_province[row.agency.province].discard(row)
            if row.overall is not None:
                del scores[row.group][bisect_left(scores[row.group], row.overall)]
        for row in come:
            by_province[row.agency.province].add(row)
            if row.overall is not None:
                scores[row.group].append(row.overall)
        for some, by in ((gone, -1), (come, 1)):
            for row in some:
                places[row.agency.province, row.agency.district] += by
                levels[row.level] += by
                kinds[row.agency.kind] += by
        few = len(gone) + len(come) <= FEW
        return YearStandings(
            year=self.year,
            rows=self._with(self.rows, "name", gone, come)
            if few
            else _by_name({*self.rows}.difference(gone).union(come)),
            levels=self.levels,
            scores={**self.scores, **{group: tuple(sorted(found)) for group, found in scores.items()}},
            places=+places,
            level_counts=+levels,
            kind_counts=+kinds,
            by_province={**self.by_province, **{province: _by_name(some) for province, some in by_province.items()}},
            _orders={
                (by, descending): self._with(before, by, gone, come, descending=descending)
                for (by, descending), before in [*self._orders.items()]
                if few and by not in _BY_OTHERS
            },
        )

    def place(self, row: Standing) -> Place:
        """Where a row of the year stands."""
        if row.overall is None:
            return Place()
        scores = self.scores[row.group]
        below, total = bisect_left(scores, row.overall), len(scores)
        percentile = below * 100 // (total - 1) if total > 1 else None
        return Place(total - bisect_right(scores, row.overall) + 1, total, percentile)

    @cached_property
    def tones(self) -> dict[str, str]:
        """Level name → tone."""
        return {level.name: level.tone for level in self.levels}

    @cached_property
    def level_places(self) -> dict[str, int]:
        """Level name → its place from below."""
        return {level.name: -place for place, level in enumerate(self.levels)}

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that occur, in the official order."""
        order = {kind: place for place, kind in enumerate(AgencyKind.values)}
        return tuple(sorted(self.kind_counts, key=lambda kind: (order.get(kind, len(order)), kind)))

    @cached_property
    def districts(self) -> dict[str, tuple[str, ...]]:
        """Province → its districts, both in dictionary order."""
        return _districts(frozenset(self.places))

    @cached_property
    def all_scores(self) -> Sequence[Decimal]:
        """The overall scores of all rows, the lowest first."""
        return sorted(chain.from_iterable(self.scores.values()))  # of few sorted stretches

    def ordered(self, by: str, *, descending: bool = False) -> Sequence[Standing]:
        """All rows in the order of a column of `ORDERS`; what has no figure comes last either way, equals by name."""
        found = self._orders.get((by, descending))
        if found is None:
            key = ORDERS[by]
            keyed = [(key(row, self), row) for row in self.rows]
            some = [pair for pair in keyed if pair[0] is not None]
            some.sort(key=lambda pair: pair[0], reverse=descending)
            found = tuple(row for _, row in [*some, *(pair for pair in keyed if pair[0] is None)])
            self._orders[by, descending] = found
        return found

    def _with(
        self,
        before: Sequence[Standing],
        by: str,
        gone: Sequence[Standing],
        come: Sequence[Standing],
        *,
        descending: bool = False,
    ) -> tuple[Standing, ...]:
        """Rows in an order, with some out and some in at their places."""
        rows = list(before)
        for row in gone:
            del rows[self._find(rows, row, by, descending=descending)]
        for row in come:
            rows.insert(self._find(rows, row, by, descending=descending), row)
        return tuple(rows)

    def _find(self, rows: Sequence[Standing], row: Standing, by: str, *, descending: bool) -> int:
        """The place of a row, there or not, among rows in the order that `ordered` gives."""
        key = ORDERS[by]
        own = key(row, self)

        def comes_first(other: Standing) -> bool:
            figure = key(other, self)
            if own is None or figure is None or figure == own:
                return (figure is None, other.agency.in_order) < (own is None, row.agency.in_order)
            return bool(figure > own) if descending else bool(figure < own)

        low, high = 0, len(rows)
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if comes_first(rows[middle]) else (low, middle)
        return low


def _by_name(rows: Iterable[Standing]) -> tuple[Standing, ...]:
    return tuple(sorted(rows, key=lambda row: row.agency.in_order))


@lru_cache(maxsize=20)  # a publication seldom brings a place that was not there
def _districts(places: frozenset[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for province, district in places:
        found[province].add(district)
    return {
        province: tuple(sorted(filter(None, found[province]), key=sort_key)) for province in sorted(found, key=sort_key)
    }


# A row's place in the order of each column; None sorts last. Rows come by name, so equals stay in that order.
ORDERS: dict[str, Callable[[Standing, YearStandings], Any]] = {
    "name": lambda row, _: row.agency.name_key,
    "kind": lambda row, _: sort_key(row.agency.kind),
    "province": lambda row, _: row.agency.place_key,
    "overall": lambda row, _: row.overall,
    "level": lambda row, data: data.level_places.get(row.level),
    "iit": lambda row, _: row.iit,
    "eit": lambda row, _: row.eit,
    "oit": lambda row, _: row.oit,
    "rank": lambda row, data: data.place(row).rank,
    "percentile": lambda row, data: data.place(row).percentile,
}
_BY_OTHERS = {"rank", "percentile"}


@dataclass(frozen=True)
class Overview:
    """The published data as a whole: years with their number of results, agencies by name, when it last changed.

    `provinces` counts the agencies of each province.
    """

    years: dict[int, int]
    agencies: tuple[AgencyFacts, ...]
    provinces: Mapping[str, int]
    updated_at: datetime | None
    stamp: str

    @property
    def latest(self) -> int | None:
        """The newest year with a published result."""
        return max(self.years, default=None)

    @cached_property
    def any_sample(self) -> bool:
        """Whether a made-up agency is among them."""
        return any(agency.is_sample for agency in self.agencies)


@lru_cache(maxsize=20_000)  # an edit changes few agencies: the others' keys need not be made again
def agency_facts(
    slug: str, name: str, short_name: str, name_en: str, kind: str, province: str, district: str, is_sample: bool
) -> AgencyFacts:
    """Put an agency's columns together with its keys for searching and sorting."""
    return AgencyFacts(
        slug,
        name,
        short_name,
        name_en,
        kind,
        province,
        district,
        is_sample,
        search=search_key(f"{name} {short_name} {name_en}"),
        name_key=sort_key(name),
        place_key=(sort_key(province), sort_key(district)),
    )


# --- Kept pages -----------------------------------------------------------------------------------------------------


class StampedCache:
    """Values made from the data of one stamp, in this process, at most `size`; a new stamp drops them all."""

    def __init__(self, size: int) -> None:
        self._lock = threading.Lock()
        self._size = size
        self._stamp = ""
        self._values: dict[Hashable, Any] = {}

    def get(self, stamp: str, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value kept under `key`, making it first where there is none for this stamp."""
        with self._lock:
            if self._stamp != stamp:
                self._stamp, self._values = stamp, {}
            values = self._values
            if key in values:
                found: T = values[key]
                return found
        # Made outside the lock and kept in the stamp's own dict, so that a slow maker never files under a newer stamp.
        made = make()
        with self._lock:
            while len(values) >= self._size:
                del values[next(iter(values))]  # the oldest
            values[key] = made
        return made


# --- Figures --------------------------------------------------------------------------------------------------------


def median(figures: Iterable[Decimal]) -> Decimal | None:
    """The middle figure, or the mean of the middle two rounded as every published figure is; None of nothing."""
    return middle_of(sorted(figures))


def middle_of(ordered: Sequence[Decimal]) -> Decimal | None:
    """The median of figures in their order."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else round_score((ordered[middle - 1] + ordered[middle]) / 2)


def kind_name(kind: str) -> str:
    """A kind in full, `องค์การบริหารส่วนตำบล (อบต.)`; one that is no choice any more as it is stored."""
    return str(AgencyKind(kind).label) if kind in AgencyKind.values else kind
