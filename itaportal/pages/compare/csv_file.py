"""The comparison's selection as a CSV file."""

import csv
import io
from collections.abc import Iterator, Sequence

from assessments.thai import thai_digits
from itaportal.formats.data.datafiles import safe_cell
from itaportal.publishing.standings import Standing, YearStandings

from .selection import Asked

LINES_A_PIECE = 50
CSV_HEADINGS = (
    "agency",
    "agency_name",
    "short_name",
    "name_en",
    "kind",
    "district",
    "province",
    "is_sample",
    "fiscal_year",
    "overall",
    "level",
    "iit",
    "eit",
    "oit",
    "rank_in_kind",
    "agencies_in_kind",
    "percentile_in_kind",
    "level_announced",
)


def csv_lines(data: YearStandings, rows: Sequence[Standing]) -> Iterator[bytes]:
    """Rows of a year as CSV in pieces: English names, UTF-8 with a byte-order mark, no cell that a spreadsheet runs."""
    yield _csv_line(("\ufeff" + CSV_HEADINGS[0], *CSV_HEADINGS[1:]))
    for start in range(0, len(rows), LINES_A_PIECE):
        yield b"".join(_csv_line(_cells(data, row)) for row in rows[start : start + LINES_A_PIECE])


def _cells(data: YearStandings, row: Standing) -> list[str]:
    agency, place = row.agency, data.place(row)
    values = (
        agency.slug,
        agency.name,
        agency.short_name,
        agency.name_en,
        agency.kind,
        agency.district,
        agency.province,
        "true" if agency.is_sample else "false",
        data.year,
        row.overall,
        row.level,
        row.iit,
        row.eit,
        row.oit,
        place.rank,
        place.of or None,
        place.percentile,
        "true" if row.level_announced else "false",
    )
    return [safe_cell(value) for value in values]


def _csv_line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def csv_names(asked: Asked) -> tuple[str, str]:
    """The file's plain and Thai names."""
    return f"ita-compare-{asked.year}.csv", f"เปรียบเทียบผล ITA ปี {thai_digits(asked.year)}.csv"
