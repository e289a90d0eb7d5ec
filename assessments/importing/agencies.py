"""Finds the agency a file means: by slug, full name, or a short name that only one agency has."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet

from ..models import Agency
from .cells import CellError, is_blank, matching_form, merged_value, read_line
from .problems import Code

_SUGGESTIONS = 5  # looked for at most this often a file, since each compares with every agency


class AgencyBook:
    """The agencies a person may import for. Files create no agencies: an unknown one is an error."""

    def __init__(self, agencies: QuerySet[Agency]) -> None:
        self.names: dict[int, str] = {}
        self.slugs: dict[int, str] = {}
        self._by_key: dict[str, int] = {}
        self._known: dict[str, int] = {}
        self._suggested = 0
        short: dict[str, set[int]] = {}
        for pk, slug, name, short_name in agencies.order_by().values_list("pk", "slug", "name", "short_name"):
            self.names[pk], self.slugs[pk] = name, slug
            self._by_key[matching_form(name)] = pk
            self._by_key[slug] = pk
            short.setdefault(matching_form(short_name), set()).add(pk)
        self._shared = {key: pks for key, pks in short.items() if len(pks) > 1}
        for key, pks in short.items():
            if len(pks) == 1:
                self._by_key.setdefault(key, next(iter(pks)))

    def find(self, value: Any) -> int:
        """The agency's key for a cell. Raises CellError where it names none, or more than one."""
        value = merged_value(value)
        if isinstance(value, str) and value in self._known:
            return self._known[value]
        if is_blank(value):
            raise CellError(Code.MISSING, "ยังไม่ได้ระบุหน่วยงาน", "ต้องเป็นชื่อเต็มของหน่วยงาน หรือชื่อในที่อยู่เว็บ เช่น chanuwan")
        text = read_line(value)
        key = matching_form(text)
        found = self._by_key.get(key)
        if found is None:
            raise self._unknown(text, key)
        if isinstance(value, str):
            self._known[value] = found
        return found

    def knows(self, text: str) -> bool:
        """Whether a text names an agency, or several."""
        if text in self._known:
            return True
        key = matching_form(text)
        return key in self._by_key or key in self._shared

    def _unknown(self, text: str, key: str) -> CellError:
        if key in self._shared:
            return CellError(Code.AMBIGUOUS, "มีหลายหน่วยงานใช้ชื่อย่อนี้", "กรุณาใช้ชื่อเต็มของหน่วยงาน")
        near: list[str] = []
        if self._suggested < _SUGGESTIONS and len(text) <= 200:
            self._suggested += 1
            near = get_close_matches(text, self.names.values(), n=1, cutoff=0.8)
        hint = f"อาจหมายถึง “{near[0]}”" if near else "ตรวจการสะกด หรือให้ผู้ดูแลระบบเพิ่มหน่วยงานก่อน"
        return CellError(Code.UNKNOWN, "ไม่พบหน่วยงานนี้ในระบบ", hint)
