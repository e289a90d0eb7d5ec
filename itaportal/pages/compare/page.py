"""The comparison's page: the rows of a selection, their distribution, and links that sort and turn pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from django.urls import reverse

from assessments.charts import percent
from assessments.scoring import round_score
from itaportal.publishing.standings import Overview, Place, StampedCache, Standing, YearStandings, kind_name, median

from .selection import COLUMNS, SORTS, Asked, Column, select

PAGE_SIZE = 50
MOST_BINS = 10
# Finished pages (some 80 KB each): the same for every reader, and dropped whenever anything is written.
BODIES = StampedCache(size=100)


@dataclass(frozen=True)
class Heading:
    """A column's heading with the link that sorts by it and the state a screen reader is told."""

    column: Column
    address: str
    aria: str


@dataclass(frozen=True, slots=True)
class Cells:
    """What one line of the table says of the agency alone, flat, because a template looks up some five hundred."""

    address: str
    name: str
    kind: str
    province: str
    district: str
    overall: Decimal | None
    level: str
    tone: str
    iit: Decimal | None
    eit: Decimal | None
    oit: Decimal | None
    is_sample: bool
    level_announced: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    cells: Cells
    place: Place


@dataclass(frozen=True)
class Bin:
    """One bar of the distribution: scores of `low` up to `high`, which itself belongs to the last bar alone."""

    low: int
    high: int
    last: bool
    count: int
    share: Decimal
    width: str

    @property
    def label(self) -> str:
        """The range in words, `๘๕ ถึงต่ำกว่า ๙๐`."""
        between = "ถึง" if self.last else "ถึงต่ำกว่า"
        return f"{self.low} {between} {self.high}"


@dataclass(frozen=True)
class PageLink:
    """A link to a page of the table; `number` None is a gap."""

    number: int | None
    address: str = ""
    current: bool = False


@dataclass(frozen=True)
class ComparePage:
    """Everything that the page shows."""

    asked: Asked
    data: YearStandings
    ignored: tuple[str, ...]
    years: tuple[int, ...]
    rows: tuple[Row, ...]
    total: int
    of_year: int
    bins: tuple[Bin, ...]
    lowest: Decimal | None
    highest: Decimal | None
    middle: Decimal | None
    headings: tuple[Heading, ...]
    page_links: tuple[PageLink, ...]
    pages: int
    samples: int

    @property
    def all_sample(self) -> bool:
        """Whether the selection is made up as a whole; each line of a mixed one says so itself."""
        return self.samples == self.total

    @property
    def some_sample(self) -> bool:
        """Whether a made-up agency is marked as such in its line."""
        return not self.all_sample

    @property
    def first_shown(self) -> int:
        """The place of the page's first line in the selection."""
        return (self.asked.page - 1) * PAGE_SIZE + 1

    @property
    def last_shown(self) -> int:
        """The place of the page's last line in the selection."""
        return self.first_shown + len(self.rows) - 1

    @property
    def csv_address(self) -> str:
        """Where the whole selection is a file."""
        return replace(self.asked, page=1).address("compare-csv")

    @property
    def plain_address(self) -> str:
        """The same year without filters."""
        return Asked(year=self.asked.year, latest=self.asked.latest).address()

    @property
    def previous(self) -> str:
        """Address of the page before; empty on the first."""
        return replace(self.asked, page=self.asked.page - 1).address() if self.asked.page > 1 else ""

    @property
    def next(self) -> str:
        """Address of the page after; empty on the last."""
        return replace(self.asked, page=self.asked.page + 1).address() if self.asked.page < self.pages else ""

    @cached_property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds to choose from, with their full names."""
        return [(kind, kind_name(kind)) for kind in self.data.kinds]

    @property
    def districts(self) -> tuple[str, ...]:
        """The districts to choose from, once a province is chosen."""
        return self.data.districts.get(self.asked.province, ())

    @property
    def sorts(self) -> tuple[tuple[str, str], ...]:
        """The orders to choose from; the present one is always among them."""
        if any(value == self.asked.sort for value, _ in SORTS):
            return SORTS
        column = next(each for each in COLUMNS if each.key == self.asked.sort.lstrip("-"))
        direction = "มากไปน้อย" if self.asked.sort.startswith("-") else "น้อยไปมาก"
        return (*SORTS, (self.asked.sort, f"{column.heading} {direction}"))


def compare_page(asked: Asked, data: YearStandings, ignored: tuple[str, ...], seen: Overview) -> ComparePage:
    """Build the page of what `parse` found; a page number past the end is the last page."""
    chosen = select(asked, data)
    pages = max(1, -(-len(chosen) // PAGE_SIZE))
    asked = replace(asked, page=min(asked.page, pages))
    shown = chosen[(asked.page - 1) * PAGE_SIZE : asked.page * PAGE_SIZE]
    # One look-up of the route serves all rows; a slug needs no quoting.
    addresses = reverse("dashboard", kwargs={"agency": "-slug-", "year": data.year})
    figures = sorted(row.overall for row in chosen if row.overall is not None)
    return ComparePage(
        asked=asked,
        data=data,
        ignored=ignored,
        years=tuple(seen.years),
        rows=tuple(_row(row, data, addresses) for row in shown),
        total=len(chosen),
        of_year=len(data.rows),
        bins=bins(figures),
        lowest=figures[0] if figures else None,
        highest=figures[-1] if figures else None,
        middle=median(figures),
        headings=tuple(_heading(column, asked) for column in COLUMNS),
        page_links=_page_links(asked, pages),
        pages=pages,
        samples=sum(row.agency.is_sample for row in chosen),
    )


def _row(row: Standing, data: YearStandings, addresses: str) -> Row:
    agency = row.agency
    cells = Cells(
        address=addresses.replace("-slug-", agency.slug),
        name=agency.name,
        kind=agency.kind,
        province=agency.province,
        district=agency.district,
        overall=row.overall,
        level=row.level,
        tone=data.tones.get(row.level, "plain"),
        iit=row.iit,
        eit=row.eit,
        oit=row.oit,
        is_sample=agency.is_sample,
        level_announced=row.level_announced,
    )
    return Row(cells, data.place(row))


def bins(figures: Sequence[Decimal]) -> tuple[Bin, ...]:
    """The distribution, highest bar first: every 5 points from the lowest score, every 10 where those are too many."""
    if not figures:
        return ()
    lowest = int(min(figures))
    step = 5 if (100 - lowest // 5 * 5) // 5 <= MOST_BINS else 10
    floor = min(lowest // step * step, 100 - step)
    counts = [0] * ((100 - floor) // step)
    for figure, number in Counter(figures).items():
        counts[min((int(figure) - floor) // step, len(counts) - 1)] += number
    most = max(counts)
    return tuple(
        Bin(
            low=floor + place * step,
            high=floor + (place + 1) * step,
            last=place == len(counts) - 1,
            count=count,
            share=round_score(Decimal(count * 100) / len(figures)),
            width=percent(Decimal(count * 100) / most),
        )
        for place, count in reversed(list(enumerate(counts)))
    )


def _heading(column: Column, asked: Asked) -> Heading:
    key, descending = asked.sort.lstrip("-"), asked.sort.startswith("-")
    sort = column.first
    aria = "none"
    if key == column.key:
        sort = column.key if descending else f"-{column.key}"
        aria = "descending" if descending else "ascending"
    return Heading(column, replace(asked, sort=sort, page=1).address(), aria)


def _page_links(asked: Asked, pages: int) -> tuple[PageLink, ...]:
    """The first, the last and the pages around the present one, with gaps."""
    wanted = sorted({1, pages, *range(max(1, asked.page - 1), min(pages, asked.page + 1) + 1)})
    links: list[PageLink] = []
    for number in wanted:
        if links and (before := links[-1].number) is not None and number - before > 1:
            links.append(PageLink(None))
        links.append(PageLink(number, replace(asked, page=number).address(), number == asked.page))
    return tuple(links)
