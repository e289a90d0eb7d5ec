"""Finds the agency a file means: by slug, by full or short name, and by place where several have the name.

A name that more than one agency has, as its full or its short name, is never guessed: a province, a district or the
slug beside it decides, or the row is an error that lists the candidates.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet

from ..models import Agency
from ..places import district_key, province_key, split_place
from ..thai import shorten, thai_digits
from ..thaitext import sort_key
from .cells import CellError, is_blank, matching_form, merged_value, read_line
from .problems import Code, Column

_SUGGESTIONS = 5  # looked for at most this often a file, since each compares with every agency
_LISTED = 10  # candidates that one error names
# The columns that tell agencies of one name apart, in every table. Export writes them all.
PLACE_HEADINGS = {
    Column.PROVINCE: ("จังหวัด", "province"),
    Column.DISTRICT: ("อำเภอ", "อำเภอ/เขต", "เขต", "district"),
    Column.SLUG: ("ชื่อในที่อยู่เว็บ",),
}
PLACE_COLUMNS = tuple(PLACE_HEADINGS)


@dataclass(frozen=True, slots=True)
class _Place:
    """A province and a district as keys; empty where none is said."""

    province: str
    district: str

    @classmethod
    def of(cls, province: str, district: str) -> _Place:
        """The keys of names as people write them, `จ.ร้อยเอ็ด`, `อ.เมือง`."""
        where = province_key(province)
        return cls(where, district_key(district, where))

    def is_in_province(self, wanted: _Place) -> bool:
        """Whether this may be in the wanted place's province."""
        return not (self.province and wanted.province) or self.province == wanted.province

    def is_in_district(self, wanted: _Place) -> bool:
        """Whether this may be in the wanted place's district; a bare เมือง is that of any province."""
        named = district_key(wanted.district, self.province)
        return not (self.district and named) or self.district == named


class AgencyBook:
    """The agencies a person may import for. Files create no agencies: an unknown one is an error.

    `names` has each agency's name, with its place where another one has the same name.
    """

    def __init__(self, agencies: QuerySet[Agency]) -> None:
        self.names: dict[int, str] = {}
        self.slugs: dict[int, str] = {}
        self._plain_names: dict[int, str] = {}
        self._by_slug: dict[str, int] = {}
        self._by_name: dict[str, set[int]] = {}  # full and short names
        self._by_full_name: dict[str, set[int]] = {}
        self._places: dict[int, _Place] = {}
        self._shown: dict[int, str] = {}  # the place in words
        self.chosen: int | None = None  # whose file a person said it is: goes before its namesakes
        self._known: dict[Any, int] = {}
        self._texts: dict[str, set[int]] = {}  # texts looked up so far
        self._suggested = 0
        rows = agencies.order_by().values_list("pk", "slug", "name", "short_name", "district", "province")
        for pk, slug, name, short_name, district, province in rows:
            self.names[pk] = self._plain_names[pk] = name
            self.slugs[pk] = slug
            self._by_slug[matching_form(slug)] = pk
            full = matching_form(name)
            self._by_full_name.setdefault(full, set()).add(pk)
            self._by_name.setdefault(full, set()).add(pk)
            self._by_name.setdefault(matching_form(short_name), set()).add(pk)
            self._places[pk] = _Place.of(province, district)
            self._shown[pk] = Agency(name=name, district=district, province=province).place
        for sharing in list(self._by_full_name.values()):
            for pk in sharing if len(sharing) > 1 else ():
                self.names[pk] = f"{self.names[pk]} {self._shown[pk]}".strip()
                self._by_name.setdefault(matching_form(self.names[pk]), set()).add(pk)

    def find(self, value: Any, province: Any = None, district: Any = None, slug: Any = None) -> int:
        """The agency's key for a cell and the cells beside it that say where it is.

        Raises CellError, with the column at fault, where they name none, more than one, or contradict each other.
        """
        cells = tuple(map(merged_value, (value, province, district, slug)))
        known = self._known.get(cells)
        if known is None:
            known = self._find(*cells)
            if all(isinstance(cell, str | None) for cell in cells):
                self._known[cells] = known
        return known

    def _find(self, value: Any, province: Any, district: Any, slug: Any) -> int:
        if is_blank(value):
            raise CellError(Code.MISSING, "ยังไม่ได้ระบุหน่วยงาน", "ต้องเป็นชื่อเต็มของหน่วยงาน หรือชื่อในที่อยู่เว็บ เช่น chanuwan")
        text = read_line(value)
        named = self._named(text)
        if not named and (parts := split_place(text)):
            named = self._inside(self._named(parts[0]), _Place.of(parts[2], parts[1]), Column.AGENCY)
        if not named:
            raise self._unknown(text)
        wanted = _Place.of(_text(province, Column.PROVINCE), _text(district, Column.DISTRICT))
        found = self._inside(named, wanted, Column.PROVINCE)
        if len(found) > 1 and wanted.province and wanted.district:
            # A district has one body of an official name: that it is the short name of another there changes nothing.
            full = found & self._by_full_name.get(matching_form(text), set())
            found = full if len(full) == 1 else found
        if len(found) > 1:
            said = self._by_slug.get(matching_form(_text(slug, Column.SLUG)))
            found = {said} if said in found else found
        if self.chosen in found:
            found = {self.chosen}
        if len(found) > 1:
            raise self._ambiguous(found, text)
        return next(iter(found))

    def knows(self, text: str) -> bool:
        """Whether a text names an agency, or several."""
        return bool(self._named(text))

    def written(self, pk: int) -> str:
        """What to write into a cell so that it is read as this agency: its name, its name with place, or its slug."""
        for text in (self._plain_names[pk], f"{self._plain_names[pk]} {self._shown[pk]}"):
            if self.finds(pk, text):
                return text
        return self.slugs[pk]

    def finds(self, pk: int, name: str, province: str = "", district: str = "") -> bool:
        """Whether these cells are read as this agency."""
        try:
            return self.find(name, province, district) == pk
        except CellError:
            return False

    def _named(self, text: str) -> set[int]:
        """The agencies that a text names by slug, full or short name."""
        found = self._texts.get(text)
        if found is None:
            key = matching_form(text)
            found = {self._by_slug[key]} if key in self._by_slug else self._by_name.get(key, set())
            self._texts[text] = found
        return found

    def _inside(self, named: set[int], wanted: _Place, column: Column) -> set[int]:
        """Those of the agencies that are in a place; raises CellError where none of them is."""
        in_province = {pk for pk in named if self._places[pk].is_in_province(wanted)}
        if named and not in_province:
            message, what = "หน่วยงานนี้ไม่ได้อยู่ในจังหวัดที่ระบุ", "จังหวัด"
            raise CellError(Code.MISMATCH, message, f"กรุณาแก้{what}หรือชื่อหน่วยงาน ในระบบมี {self._listed(named)}", column)
        found = {pk for pk in in_province if self._places[pk].is_in_district(wanted)}
        if in_province and not found:
            at = Column.DISTRICT if column is Column.PROVINCE else column
            message, what = "หน่วยงานนี้ไม่ได้อยู่ในอำเภอหรือเขตที่ระบุ", "อำเภอหรือเขต"
            raise CellError(Code.MISMATCH, message, f"กรุณาแก้{what}หรือชื่อหน่วยงาน ในระบบมี {self._listed(in_province)}", at)
        # One whose district is not known may be there; one that surely is there comes first.
        sure = {pk for pk in found if self._places[pk].district} if wanted.district else found
        return sure or found

    def _ambiguous(self, found: set[int], text: str) -> CellError:
        short_alone = not found & self._by_full_name.get(matching_form(text), set())
        alike, names = ("ชื่อย่อ", "ชื่อเต็มหรือชื่อในที่อยู่เว็บ") if short_alone else ("ชื่อ", "ชื่อในที่อยู่เว็บ")
        return CellError(
            Code.AMBIGUOUS,
            f"มีหน่วยงานที่ใช้{alike}นี้ {thai_digits(len(found))} แห่ง",
            f"กรุณาระบุจังหวัดและอำเภอในคอลัมน์ “จังหวัด” และ “อำเภอ” หรือใช้{names} ได้แก่ {self._listed(found)}",
        )

    def _listed(self, found: set[int]) -> str:
        """`เทศบาลตำบลสะอาด อำเภอโพนทอง จังหวัดร้อยเอ็ด (sa-at-roiet)` and the others, by place."""
        ordered = sorted(found, key=lambda pk: (sort_key(self._shown[pk]), self.slugs[pk]))
        shown = [
            f"“{shorten(f'{self._plain_names[pk]} {self._shown[pk]}'.strip(), 120)}” ({self.slugs[pk]})"
            for pk in ordered[:_LISTED]
        ]
        more = len(found) - _LISTED
        return " ".join(shown) + (f" และอีก {thai_digits(more)} แห่ง" if more > 0 else "")

    def _unknown(self, text: str) -> CellError:
        near: list[str] = []
        if self._suggested < _SUGGESTIONS and len(text) <= 200:
            self._suggested += 1
            near = get_close_matches(text, self.names.values(), n=1, cutoff=0.8)
        hint = f"อาจหมายถึง “{near[0]}”" if near else "ตรวจการสะกด หรือให้ผู้ดูแลระบบเพิ่มหน่วยงานก่อน"
        return CellError(Code.UNKNOWN, "ไม่พบหน่วยงานนี้ในระบบ", hint)


def _text(value: Any, column: Column) -> str:
    """A cell beside the name as text; CellError names its column where it cannot be read."""
    if is_blank(value):
        return ""
    try:
        return read_line(value)
    except CellError as error:
        error.column = column
        raise
