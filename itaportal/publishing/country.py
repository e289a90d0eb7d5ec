"""What the public sees of the whole country, kept in this process as tables and brought up to date agency by agency.

Where a year has a live version, its frozen figures count; a year made public without a version counts as it is stored;
a year whose versions were all withdrawn is not there at all (`reading.read_year` decides in the same way for a single
page). One truth for every reader: staff find here, too, what is published and nothing else.

A table is read whole once. After that the stamps say which agencies were renewed (`stamps.public`), and theirs alone
are read again, when somebody asks: publishing never has the country read anew. Stamps are read before the data, so a
table is never older than what it is labelled with.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db.models import Exists, Max, OuterRef

from assessments.models import Agency, Assessment, AssessmentQuerySet, RatingLevel
from itaportal.models import YEAR_KIND, Publication
from itaportal.stamps.public import BLOCK, agencies_of_blocks, block_stamps, lists_stamp

from .standings import AgencyFacts, Level, Overview, Standing, YearStandings, agency_facts

MANY = 1000  # renewed agencies: from so many up the tables are read anew


def public_assessments() -> AssessmentQuerySet:
    """The years that the public may see."""
    versions = Publication.objects.of(OuterRef("pk"), YEAR_KIND)
    return Assessment.objects.published().filter(~Exists(versions) | Exists(versions.live()))


def overview(stamp: str = "") -> Overview:
    """Return what is published; `stamp` is that of the lists where the caller has just read it, else one query."""
    with _COUNTRY.as_of(stamp or lists_stamp()) as country:
        return country.table("agencies", AgenciesTable).overview(country.label)


def standings(seen: Overview, year: int) -> YearStandings:
    """Return one of the years of `overview()`; no query while nothing has changed."""
    with _COUNTRY.as_of(seen.stamp) as country:
        agencies = country.table("agencies", AgenciesTable)
        return country.table(year, lambda: YearTable(year)).standings(agencies)


# --- The tables -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What the public sees of agencies: figures by year and agency's key, and when something of an agency changed.

    Figures are overall, level, IIT, EIT, OIT, and whether the level was announced.
    """

    years: dict[int, dict[int, tuple[Any, ...]]]
    changed: dict[int, datetime]


class Table(Protocol):
    """Rows of all agencies; one is made by reading all of them."""

    def renew(self, agencies: frozenset[int], shown: Shown) -> None:
        """Take in what is now of these agencies."""


T = TypeVar("T", bound=Table)


class Country:
    """The tables of one process, one thread at a time, with the stamp of the lists that they are labelled with."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._tables: dict[Hashable, Table] = {}
        self._renewed: dict[Hashable, frozenset[int]] = {}  # what each table has yet to take in
        self._everything = ""
        self._blocks: Mapping[int, str] = {}
        self._agencies: dict[int, dict[int, str]] = defaultdict(dict)  # block → agency's key → stamp
        self._shown: dict[frozenset[int], Shown] = {}  # read since the last look, for several tables
        self.label = ""

    def as_of(self, stamp: str) -> Country:
        """Return the country for a `with` block, no older than `stamp` says."""
        self._lock.acquire()
        try:
            if stamp != self.label:
                self._look_again()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __enter__(self) -> Country:
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def _look_again(self) -> None:
        found = block_stamps()
        blocks = {block for block, _ in self._blocks.items() ^ found.blocks.items()}
        renewed = self._renewed_of(blocks)
        if found.everything != self._everything or len(renewed) > MANY:
            self._tables, self._renewed = {}, {}
        self._renewed = {key: before | renewed for key, before in self._renewed.items()}
        self._shown = {}
        self._everything, self._blocks, self.label = found.everything, found.blocks, found.lists

    def _renewed_of(self, blocks: Collection[int]) -> frozenset[int]:
        now: dict[int, dict[int, str]] = {block: {} for block in blocks}
        for pk, stamp in agencies_of_blocks(blocks).items():
            now[pk // BLOCK][pk] = stamp
        renewed = frozenset(pk for block in blocks for pk, _ in self._agencies[block].items() ^ now[block].items())
        self._agencies.update(now)
        return renewed

    def table(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the table kept under `key`, with all that was renewed; call it within the block of `as_of`."""
        if key not in self._tables:
            self._tables[key], self._renewed[key] = make(), frozenset()
        found: Any = self._tables[key]
        if agencies := self._renewed[key]:
            if agencies not in self._shown:
                self._shown[agencies] = read_shown(agencies)
            found.renew(agencies, self._shown[agencies])
            self._renewed[key] = frozenset()
        known: T = found
        return known


_COUNTRY = Country()


def country() -> Country:
    """The tables of this process."""
    return _COUNTRY


class AgenciesTable:
    """Every agency with a public year, in the dictionary order of the names, and when something of it last changed."""

    def __init__(self) -> None:
        self._facts: dict[int, AgencyFacts] = {}
        self._years: dict[int, tuple[int, ...]] = {}
        self._changed = _last_changes()
        self._latest = max(self._changed.values(), default=None)
        self._year_counts: Counter[int] = Counter()
        self._province_counts: Counter[str] = Counter()
        self._overview: Overview | None = None
        years: dict[int, list[int]] = {}
        for pk, year in public_assessments().order_by().values_list("agency_id", "fiscal_year"):
            years.setdefault(pk, []).append(year)
        for pk, facts in _read_facts(None).items():
            if pk in years:
                self._put_in(pk, facts, years[pk])
        self._in_order = sorted(self._facts.values(), key=_in_order)

    def renew(self, agencies: frozenset[int], shown: Shown) -> None:
        """Take in what is now of these agencies."""
        found = _read_facts(agencies)
        for pk in agencies:
            years = [year for year, rows in shown.years.items() if pk in rows]
            before, now = self._facts.get(pk), found.get(pk) if years else None
            if before:
                self._take_out(pk, before)
            if now:
                self._put_in(pk, now, years)
            if before != now:
                in_order = self._in_order.copy()
                if before:
                    del in_order[bisect_left(in_order, before.in_order, key=_in_order)]
                if now:
                    insort(in_order, now, key=_in_order)
                self._in_order = in_order
            self._note_change(pk, shown.changed.get(pk))
        self._overview = None

    def facts(self, pk: int) -> AgencyFacts | None:
        """The agency of this key; None where none of its years is public."""
        return self._facts.get(pk)

    def overview(self, stamp: str) -> Overview:
        """The whole, labelled with the stamp."""
        if self._overview is None or self._overview.stamp != stamp:
            self._overview = Overview(
                years=dict(sorted((+self._year_counts).items(), reverse=True)),
                agencies=tuple(self._in_order),
                provinces=+self._province_counts,
                updated_at=self._latest,
                stamp=stamp,
            )
        return self._overview

    def _take_out(self, pk: int, facts: AgencyFacts) -> None:
        del self._facts[pk]
        self._year_counts.subtract(self._years.pop(pk))
        self._province_counts[facts.province] -= 1

    def _put_in(self, pk: int, facts: AgencyFacts, years: Collection[int]) -> None:
        self._facts[pk], self._years[pk] = facts, tuple(years)
        self._year_counts.update(years)
        self._province_counts[facts.province] += 1

    def _note_change(self, pk: int, now: datetime | None) -> None:
        before = self._changed.pop(pk, None)
        if now:
            self._changed[pk] = now
        if before and before == self._latest:  # it may have been taken back
            self._latest = max(self._changed.values(), default=None)
        elif now and (self._latest is None or now > self._latest):
            self._latest = now


class YearTable:
    """The figures of one fiscal year, of every agency whose year is public, and how they lie in each group."""

    def __init__(self, year: int) -> None:
        levels = RatingLevel.objects.filter(criteria__first_year__lte=year, criteria__last_year__gte=year)
        named = tuple(Level(*each) for each in levels.order_by("position").values_list("name", "tone"))
        self._rows: dict[int, Standing] = {}
        self._found: dict[int, tuple[Any, ...] | None] = dict(shown_figures(year))  # read, but not among the rows yet
        self._made = YearStandings.of_nothing(year, named)

    def renew(self, agencies: frozenset[int], shown: Shown) -> None:
        """Take in what is now of these agencies."""
        found = shown.years.get(self._made.year, {})
        self._found.update((pk, found.get(pk)) for pk in agencies)

    def standings(self, agencies: AgenciesTable) -> YearStandings:
        """The year as one object; the same one until something of it is renewed."""
        if self._found:
            gone, come = [], []
            for pk, figures in self._found.items():
                if before := self._rows.pop(pk, None):
                    gone.append(before)
                # Without facts it became public this very moment: it has a new stamp and is read again.
                if figures and (facts := agencies.facts(pk)):
                    come.append(Standing(facts, *figures))
                    self._rows[pk] = come[-1]
            self._found, self._made = {}, self._made.changed(gone, come)
        return self._made


def _in_order(facts: AgencyFacts) -> tuple[tuple[str, str], str]:
    return facts.in_order


# --- Reading ----------------------------------------------------------------------------------------------------------

_FIGURES = ("result_overall", "result_level", "result_iit", "result_eit", "result_oit")


def shown_figures(year: int) -> dict[int, tuple[Any, ...]]:
    """Agency's key → overall, level, IIT, EIT, OIT as the public sees them, and whether the level was announced.

    Of one year and all agencies, in two queries.
    """
    return _shown({"fiscal_year": year}).years.get(year, {})


def read_shown(agencies: Collection[int]) -> Shown:
    """Read what the public sees of some agencies in all years; two queries."""
    return _shown({"agency__in": agencies})


def _shown(which: dict[str, Any]) -> Shown:
    frozen: dict[int, tuple[Any, ...] | None] = {}
    changed: dict[int, datetime] = {}

    def note(pk: int, *times: datetime | None) -> None:
        changed[pk] = max(time for time in (*times, changed.get(pk)) if time is not None)

    versions = Publication.objects.of_kind(YEAR_KIND).filter(
        **{f"assessment__{key}": some for key, some in which.items()}
    )
    names = ("assessment_id", "assessment__agency_id", "published_at", "withdrawn_at", *_FIGURES)
    for pk, agency, published, withdrawn, *values in versions.order_by("version").values_list(
        *names, "result_level_announced"
    ):
        # From the oldest: the newest live one stays; None while all so far were withdrawn.
        frozen[pk] = frozen.get(pk) if withdrawn else tuple(values)
        note(agency, published, withdrawn)
    years: dict[int, dict[int, tuple[Any, ...]]] = defaultdict(dict)
    current = Assessment.objects.published().filter(**which).order_by()
    for pk, agency, year, saved, *values, announced in current.values_list(
        "pk", "agency_id", "fiscal_year", "updated_at", *_FIGURES, "published_level"
    ):
        if pk not in frozen:
            note(agency, saved)
        if (shown := frozen.get(pk, (*values, bool(announced)))) is not None:
            years[year][agency] = shown
    return Shown(years, changed)


def last_change(year: int) -> datetime | None:
    """When something that the public sees of a year was last saved, published or withdrawn."""
    return max(_last_changes(fiscal_year=year).values(), default=None)


def _last_changes(**which: int) -> dict[int, datetime]:
    """Agency's key → when something that the public sees of it last changed; of every year or of one."""
    stored = Assessment.objects.published().filter(~Exists(Publication.objects.of(OuterRef("pk"), YEAR_KIND)), **which)
    versions = Publication.objects.of_kind(YEAR_KIND).filter(
        **{f"assessment__{key}": value for key, value in which.items()}
    )
    found: dict[int, datetime] = {}
    of_stored = stored.order_by().values("agency_id").annotate(saved=Max("updated_at"))
    of_versions = versions.order_by().values("assessment__agency_id").annotate(Max("published_at"), Max("withdrawn_at"))
    times: list[Any]
    for pk, *times in (
        *of_stored.values_list("agency_id", "saved"),
        *of_versions.values_list("assessment__agency_id", "published_at__max", "withdrawn_at__max"),
    ):
        found[pk] = max(time for time in (*times, found.get(pk)) if time is not None)
    return found


def _read_facts(agencies: Collection[int] | None) -> dict[int, AgencyFacts]:
    rows = Agency.objects.order_by() if agencies is None else Agency.objects.order_by().filter(pk__in=agencies)
    names = ("slug", "name", "short_name", "name_en", "kind", "province", "district", "is_sample")
    return {pk: agency_facts(*values) for pk, *values in rows.values_list("pk", *names)}
