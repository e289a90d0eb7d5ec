"""What every import does with a file: opens it, finds its tables, reads the columns that all tables have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import IO, Any, ClassVar

from django.db.models import QuerySet

from ..models import Agency
from ..thai import shorten, thai_digits
from ..thaitext import mend, told_about
from .agencies import PLACE_COLUMNS, AgencyBook
from .beside import Beside
from .cells import CellError, is_blank, matching_form, merged_value, read_line, read_number, read_year
from .formats.limits import Limits
from .formats.reading import open_file
from .formats.rows import FileRefused, Merged, Row, Sheet, SheetSource, TableName, counted
from .problems import Code, Column, Place, Problem, Problems
from .schemes import Scheme, Schemes
from .tables import Looked, Table, find_table, template_notices, why_no_table

_MENDS_LISTED = 50  # cells with mended texts that are named; beyond them they are counted
_MAY_BE_CHOSEN = {"หน่วยงาน", "ปีงบประมาณ"}
_CHOOSE = " หรือเลือกหน่วยงานและปีงบประมาณในหน้านำเข้า (คำสั่งใช้ --agency และ --year)"
_NAMED = 10  # sheets or headings that one notice names


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """A file as it was read and judged; nothing is written before it is saved."""

    problems: tuple[Problem, ...]
    notices: tuple[str, ...]
    agency_names: dict[int, str] = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the file has no problem, so that it can be saved."""
        return not self.problems

    def assert_ok(self) -> None:
        """Raise ValueError while there are problems: a file is saved as a whole or not at all."""
        if self.problems:
            raise ValueError("a file with problems is not saved")


@dataclass(frozen=True)
class Chosen:
    """The agency and the fiscal year that a person chose for a whole file, where the file itself does not say."""

    agency: int | None = None  # its key
    year: int | None = None


class TableReader(ABC):
    """Reads the tables of one file; a kind of import says which columns it knows and takes in the rows.

    `agencies`: those the person may import for (all by default). `christian_era`: a person said that bare ค.ศ. years
    are meant. `chosen`: whose the rows are that do not say.
    """

    template_name: ClassVar[str]  # the portal's own workbook for this kind
    wanted: ClassVar[str]  # the headings that a table needs, in Thai
    documents: ClassVar[bool] = False  # whether tables of Word documents are read too

    def __init__(
        self,
        agencies: QuerySet[Agency] | None,
        christian_era: bool,
        limits: Limits | None,
        chosen: Chosen | None = None,
    ) -> None:
        self._limits = limits or Limits.from_settings()
        self._book = AgencyBook(Agency.objects.all() if agencies is None else agencies)
        self._christian_era = christian_era
        self._chosen = chosen or Chosen()
        self._book.chosen = self._chosen.agency
        self._in_document = False  # whether the sheet that is looked at is a document's table
        self._schemes = Schemes()
        self._year_numbers: dict[Any, int] = {}
        self._problems = Problems(self._limits.problems)
        self.notices: list[str] = []
        self._beside = Beside(self._book.knows, lambda text: matching_form(text) in self._schemes.numbers_by_name)
        self._mended = 0  # cells whose text was mended or is doubtful
        self._mend_notices: list[str] = []

    @abstractmethod
    def key(self, heading: str) -> Any:
        """The column of a heading in its `matching_form`; None for an unknown one."""

    @abstractmethod
    def missing(self, keys: set[Any]) -> list[str]:
        """What a row of headings lacks to be a table of this kind; empty when it is one."""

    @abstractmethod
    def read(self, table: Table) -> None:
        """Take in one table."""

    def read_file(self, file: IO[bytes], progress: Callable[[int], None] | None = None) -> None:
        """Take in every table of a file; `progress` is told now and then how many rows have been read.

        Raises FileRefused where the file cannot be read or holds no table of this kind.
        """
        with counted(open_file(file, self._limits, documents=self.documents), progress) as source:
            self._read_source(source)

    def _read_source(self, source: SheetSource) -> None:
        self.notices += source.notices
        if source.hidden:
            self.notices.append(f"ไม่ได้อ่านแผ่นงานที่ซ่อนอยู่: {_named(source.hidden)}")
        looked = Looked()
        tables = 0
        for sheet in source.sheets:
            self._in_document = isinstance(sheet.name, TableName)
            table = find_table(sheet, self.key, self.missing, looked)
            if table is None:
                for _ in sheet.rows:  # a template's stamp may stand on it; the limits hold for it too
                    break
                self._note_other_table(sheet)
                continue
            tables += 1
            self._note_headings(table)
            self.read(replace(table, rows=self._noting_mends(table)))
        if not tables:
            hint = _CHOOSE if looked.nearly and set(looked.nearly[0][2]) <= _MAY_BE_CHOSEN else ""
            raise FileRefused(f"{why_no_table(looked, self.template_name, self.wanted_in(source))}{hint}")
        self.notices += template_notices(looked)
        self.notices += self._beside.notices
        self._summarise_mends()

    def wanted_in(self, source: SheetSource) -> str:
        """The headings that a table of this file needs, in Thai."""
        return self.wanted

    def _note_other_table(self, sheet: Sheet) -> None:
        """Name a document's table that is none of this kind; a workbook's other sheets are its own affair."""
        if self._in_document:
            begins = f" (ขึ้นต้นด้วย “{shorten(sheet.begins, 40)}”)" if sheet.begins else ""
            self.notices.append(f"ไม่ได้อ่าน{sheet.name}{begins} เพราะไม่มีหัวตารางที่ระบบรู้จัก")

    def _note_headings(self, table: Table) -> None:
        """Columns that stand there twice are a problem; those the portal does not know are named."""
        for heading in table.columns.repeated:
            error = CellError(Code.REPEATED, "มีหัวตารางนี้มากกว่าหนึ่งคอลัมน์", "ให้เหลือเพียงคอลัมน์เดียว")
            self._problems.add(error.at(Place(table.sheet, table.heading_row), heading))
        if table.columns.unknown:
            self.notices.append(f"ไม่ได้ใช้คอลัมน์ {_named(table.columns.unknown)} เพราะระบบไม่รู้จักหัวตาราง")
        for key, column in table.columns.places.items():
            self._note_mends(table, table.heading_row, key, table.columns.headings[column])

    def _noting_mends(self, table: Table) -> Iterator[Row]:
        """The rows of a table; what is mended in them and what is doubtful is noted cell by cell."""
        places = list(table.columns.places.items())
        for row, cells in table.rows:
            width = len(cells)
            for key, column in places:
                if column < width:
                    value = cells[column]
                    if isinstance(value, Merged):
                        value = value.value
                    if isinstance(value, str) and not value.isascii():
                        self._note_mends(table, row, key, value)
            yield row, cells

    def _note_mends(self, table: Table, row: int, key: Any, text: str) -> None:
        mended = mend(text)
        if not (mended.mends or mended.doubts):
            return
        self._mended += 1
        if self._mended <= _MENDS_LISTED:
            self._mend_notices.append(f"{table.place(row, key)} {' '.join(told_about(mended))}")

    def _summarise_mends(self) -> None:
        """The cells whose texts were mended, after the other notices; those beyond the list are counted."""
        self.notices += self._mend_notices
        if (more := self._mended - _MENDS_LISTED) > 0:
            self.notices.append(f"ระบบปรับข้อความหรือพบข้อความที่ควรตรวจสอบอีก {thai_digits(f'{more:,}')} ช่อง")

    def known_columns(self, keys: set[Any]) -> set[Any]:
        """The columns that a table has, with those that the person's choice stands for."""
        chosen = {Column.AGENCY: self._chosen.agency, Column.YEAR: self._chosen.year}
        return keys | {key for key, value in chosen.items() if value is not None}

    # --- cells

    def judged(self, reader: Callable[[Any], Any], table: Table, row: int, cells: list[Any], key: Any) -> Any:
        """What `reader` makes of a cell; None where it refuses, which is then listed."""
        value = table.cell(cells, key)
        try:
            return reader(value)
        except CellError as error:
            self._problems.add(error.at(table.place(row, key), value))
            return None

    def agency(self, table: Table, row: int, cells: list[Any]) -> int | None:
        """The key of a row's agency; None for one that is not known, which is then listed."""
        beside = [table.cell(cells, key) for key in PLACE_COLUMNS]
        try:
            return self._agency(table.cell(cells, Column.AGENCY), *beside)
        except CellError as error:
            at = error.column or Column.AGENCY
            self._problems.add(error.at(table.place(row, at), table.cell(cells, at)))
            return None

    def _agency(self, value: Any, *beside: Any) -> int:
        chosen = self._chosen.agency
        if chosen is not None and is_blank(merged_value(value)):
            return chosen
        found = self._book.find(value, *beside)
        if chosen not in (None, found):
            raise _not_chosen("หน่วยงาน")
        return found

    def year(self, table: Table, row: int, cells: list[Any]) -> int | None:
        """A row's fiscal year; None for what is none, which is then listed."""
        found: int | None = self.judged(self._year, table, row, cells, Column.YEAR)
        return found

    def _year(self, value: Any) -> int:
        chosen = self._chosen.year
        if chosen is not None and is_blank(merged_value(value)):
            return chosen
        found = self._year_in_file(value)
        if chosen not in (None, found):
            raise _not_chosen("ปีงบประมาณ")
        return found

    def _year_in_file(self, value: Any) -> int:
        known = self._year_numbers.get(value) if isinstance(value, str | Decimal) else None
        if known is None:
            known = read_year(value, christian_era=self._christian_era)
            if isinstance(value, str | Decimal):
                self._year_numbers[value] = known
        return known

    def indicator(self, table: Table, row: int, cells: list[Any], scheme: Scheme) -> int | None:
        """The number of a row's indicator, from its number, its name or both; None for none, which is then listed."""
        column = Column.NUMBER
        try:
            number = read_number(table.cell(cells, Column.NUMBER))
            column = Column.NAME
            name = read_line(merged_value(table.cell(cells, Column.NAME)))
            return scheme.indicator(number, name)
        except CellError as error:
            wrong = error.column or column
            at = next((each for each in (wrong, Column.NUMBER, Column.NAME) if each in table.columns.places), wrong)
            self._problems.add(error.at(table.place(row, at), table.cell(cells, at)))
            return None


def _not_chosen(what: str) -> CellError:
    expected = f"กรุณาเลือก{what}ให้ตรงกับไฟล์ หรือไม่เลือกเพื่อใช้ตามไฟล์"
    return CellError(Code.MISMATCH, f"ไม่ตรงกับ{what}ที่เลือกไว้ตอนนำเข้า", expected)


def _named(names: list[str]) -> str:
    return " ".join(f"“{shorten(name, 30)}”" for name in names[:_NAMED])
