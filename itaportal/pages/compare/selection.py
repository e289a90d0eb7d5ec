"""The selection of agencies that the comparison's address asks for, and the rows it gives."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from assessments.thai import ascii_digits
from assessments.thaitext import search_key
from itaportal.publishing.country import standings
from itaportal.publishing.standings import ORDERS, Overview, Standing, YearStandings

LONGEST_SEARCH = 100
DEFAULT_SORT = "-overall"


@dataclass(frozen=True)
class Column:
    """A column of the table; `first` is the direction that a first click sorts in."""

    key: str
    heading: str
    number: bool = False

    @property
    def first(self) -> str:
        """Figures are wanted from the highest, ranks and words from the first."""
        return f"-{self.key}" if self.number and self.key != "rank" else self.key


COLUMNS = (
    Column("rank", "อันดับ", number=True),
    Column("name", "หน่วยงาน"),
    Column("kind", "ประเภท"),
    Column("province", "จังหวัด"),
    Column("overall", "คะแนนภาพรวม", number=True),
    Column("level", "ระดับ"),
    Column("iit", "IIT", number=True),
    Column("eit", "EIT", number=True),
    Column("oit", "OIT", number=True),
    Column("percentile", "เปอร์เซ็นไทล์", number=True),
)
SORTS = (
    ("-overall", "คะแนนภาพรวม สูงไปต่ำ"),
    ("overall", "คะแนนภาพรวม ต่ำไปสูง"),
    ("rank", "อันดับในประเภทเดียวกัน"),
    ("-percentile", "เปอร์เซ็นไทล์ สูงไปต่ำ"),
    ("name", "ชื่อหน่วยงาน"),
    ("province", "จังหวัดและอำเภอ"),
    ("kind", "ประเภทหน่วยงาน"),
    ("-level", "ระดับ สูงไปต่ำ"),
    ("-iit", "IIT สูงไปต่ำ"),
    ("-eit", "EIT สูงไปต่ำ"),
    ("-oit", "OIT สูงไปต่ำ"),
)


_SORTS = {*ORDERS, *(f"-{key}" for key in ORDERS)}


@dataclass(frozen=True)
class Asked:
    """A selection as the address names it; every value is a possible one."""

    year: int
    latest: int
    q: str = ""
    province: str = ""
    district: str = ""
    kind: str = ""
    sort: str = DEFAULT_SORT
    page: int = 1

    def parameters(self) -> dict[str, str]:
        """What an address needs to say, defaults left out."""
        said = {
            "q": self.q,
            "year": "" if self.year == self.latest else str(self.year),
            "kind": self.kind,
            "province": self.province,
            "district": self.district,
            "sort": "" if self.sort == DEFAULT_SORT else self.sort,
            "page": "" if self.page == 1 else str(self.page),
        }
        return {name: value for name, value in said.items() if value}

    def address(self, route: str = "compare") -> str:
        """The address of this selection."""
        query = urlencode(self.parameters())
        return reverse(route) + (f"?{query}" if query else "")

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the selection within the year."""
        return bool(self.q or self.province or self.district or self.kind)


def parse(parameters: Mapping[str, str], seen: Overview) -> tuple[Asked, YearStandings, tuple[str, ...]]:
    """Return what the address asks for, its year's standings, and the Thai names of what could not be understood.

    A value that does not exist is left out rather than refused: the page then shows more than was asked, and says so.
    `seen` has at least one year.
    """
    ignored = []
    assert seen.latest is not None
    year = _whole_number(parameters.get("year", ""))
    if year not in seen.years:
        if parameters.get("year", "").strip():
            ignored.append("ปีงบประมาณ")
        year = seen.latest
    data = standings(seen, year)

    def known(name: str, label: str, *possible: Container[str]) -> str:
        value = parameters.get(name, "").strip()
        if value and not any(value in some for some in possible):
            ignored.append(label)
            return ""
        return value

    province = known("province", "จังหวัด", data.districts)
    districts = (data.districts[province],) if province else data.districts.values()
    asked = Asked(
        year=year,
        latest=seen.latest,
        q=" ".join("".join(char if char.isprintable() else " " for char in parameters.get("q", "")).split())[
            :LONGEST_SEARCH
        ].strip(),
        province=province,
        district=known("district", "อำเภอ/เขต", *districts),
        kind=known("kind", "ประเภทหน่วยงาน", data.kinds),
        sort=known("sort", "การเรียงลำดับ", _SORTS) or DEFAULT_SORT,
        page=max(1, _whole_number(parameters.get("page", "")) or 1),
    )
    return asked, data, tuple(ignored)


def _whole_number(text: str) -> int | None:
    """A number of at most six digits, Thai or ASCII; None for anything else."""
    digits = ascii_digits(text[:20].strip())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else None


def select(asked: Asked, data: YearStandings) -> list[Standing]:
    """Return the rows asked for, in the order asked for."""
    rows: Sequence[Standing] = data.ordered(asked.sort.lstrip("-"), descending=asked.sort.startswith("-"))
    if asked.province:
        rows = [row for row in rows if row.agency.province == asked.province]
    if asked.district:
        rows = [row for row in rows if row.agency.district == asked.district]
    if asked.kind:
        rows = [row for row in rows if row.agency.kind == asked.kind]
    for word in search_key(asked.q).split():
        rows = [row for row in rows if word in row.agency.search]
    return list(rows)
