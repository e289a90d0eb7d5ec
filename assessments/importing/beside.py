"""Rows of a table that are no data of it: totals, averages, results of tools, notes. They are passed over and named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..thai import shorten, thai_digits
from .asides import Aside, aside_of
from .cells import is_blank, matching_form, merged_value
from .formats.rows import Merged
from .problems import Column, Place
from .tables import Table

_LISTED = 20
_REMEMBERED = 10_000  # different texts
_LOOKED_AT = 200  # characters of a cell
_KEYS = (Column.AGENCY, Column.YEAR, Column.NUMBER, Column.NAME)


class Beside:
    """Tells such rows of one file and keeps their notices.

    `is_agency`, `is_indicator`: whether a text names one, which is data whatever else it may look like.
    """

    def __init__(self, is_agency: Callable[[str], bool], is_indicator: Callable[[str], bool]) -> None:
        self._is_agency, self._is_indicator = is_agency, is_indicator
        self._kinds: dict[str, Aside | None] = {}
        self._count = 0
        self._listed: list[str] = []

    def passes_over(self, table: Table, row: int, cells: list[Any]) -> bool:
        """Whether a row is none of the data; it is then noted."""
        found = self._words(table, cells)
        if found is None:
            return False
        self.note(table, row, *found)
        return True

    def note(self, table: Table, row: int, words: str, kind: Aside | None = None) -> None:
        """Note a row that is passed over, for its words."""
        self._count += 1
        if self._count <= _LISTED:
            what = kind.value if kind else "ข้อความนอกตาราง"
            self._listed.append(f"{Place(table.sheet, row)} “{shorten(words)}” เป็น{what} ระบบข้ามแถวนี้")

    def note_text(self, table: Table, row: int, cells: list[Any]) -> None:
        """Note a row without data where it has a text that somebody may have meant for the portal."""
        words = next((cell for cell in cells if isinstance(cell, str) and not is_blank(cell)), None)
        if words is not None and not self._is_agency(words):
            self.note(table, row, words, self._kind(words))

    @property
    def notices(self) -> list[str]:
        """A notice for each such row; those beyond the list are counted."""
        more = self._count - _LISTED
        return [*self._listed, *([f"ระบบข้ามแถวที่ไม่ใช่ข้อมูลอีก {thai_digits(f'{more:,}')} แถว"] if more > 0 else [])]

    def _words(self, table: Table, cells: list[Any]) -> tuple[str, Aside | None] | None:
        agency = merged_value(table.cell(cells, Column.AGENCY))
        is_known = isinstance(agency, str) and self._is_agency(agency)
        for key in _KEYS:
            value = agency if key is Column.AGENCY else merged_value(table.cell(cells, key))
            if isinstance(value, str) and not (is_known and key is Column.AGENCY):
                kind = self._kind(value)
                if kind is not None:
                    return value, kind
        if is_known:
            return None
        filled = [cell for cell in cells if not isinstance(cell, Merged) and not is_blank(cell)]
        first = filled[0] if filled else None
        if not isinstance(first, str):
            return None
        if (kind := self._kind(first)) is not None:
            return first, kind
        alone = len(filled) == 1 and (agency == first or Column.AGENCY not in table.columns.places)
        return (first, None) if alone and not any(char.isdigit() for char in first[:1]) else None

    def _kind(self, text: str) -> Aside | None:
        """What a cell's words say; None for words that may be data."""
        text = text[:_LOOKED_AT]
        if text in self._kinds:
            return self._kinds[text]
        kind = aside_of(matching_form(text))
        if kind is not None and (self._is_agency(text) or self._is_indicator(text)):
            kind = None
        if len(self._kinds) < _REMEMBERED:
            self._kinds[text] = kind
        return kind
