"""What the criteria of each year allow: which indicators, by which names, and which levels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..models import Criteria
from ..thai import thai_digits
from .cells import CellError, matching_form
from .problems import Code, Column

_LABEL = re.compile(r"^(?:ตัวชี้วัด(?:ที่)?)?\(?([0-9]{1,3})\)?[.)]?(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Scheme:
    """One year's criteria as importing needs them: indicator number → name in its `matching_form`."""

    overall_only: bool
    names: dict[int, str] = field(default_factory=dict)
    shown: dict[int, str] = field(default_factory=dict)
    levels: frozenset[str] = frozenset()
    tools: frozenset[str] = frozenset()

    def indicator(self, number: int | None, label: str) -> int:
        """The indicator meant by a number, a name, or both, which must agree.

        Raises CellError where they name none, or two different ones; its column says which of them is wrong.
        """
        from_label, name = split_label(label)
        given_in = Column.NAME if number is None else Column.NUMBER
        number = from_label if number is None else number
        if number is None and not name:
            raise CellError(Code.MISSING, "ยังไม่ได้ระบุตัวชี้วัด", "ต้องมีลำดับตัวชี้วัด เช่น ๑ หรือชื่อตัวชี้วัด")
        if number is None:
            found = [each for each, known in self.names.items() if known == name]
            if not found:
                raise CellError(
                    Code.UNKNOWN,
                    "ไม่มีตัวชี้วัดชื่อนี้ในเกณฑ์ของปีงบประมาณนี้",
                    "ต้องเป็นชื่อตัวชี้วัดตามเกณฑ์ หรือระบุลำดับตัวชี้วัด",
                    Column.NAME,
                )
            return found[0]
        if number not in self.names:
            raise self.no_such(number, given_in)
        if from_label not in (None, number) or (name and name != self.names[number]):
            raise CellError(
                Code.MISMATCH,
                f"ชื่อไม่ตรงกับตัวชี้วัดที่ {thai_digits(number)}",
                f"ตัวชี้วัดที่ {thai_digits(number)} คือ “{self.shown[number]}”",
                Column.NAME,
            )
        return number

    def no_such(self, number: int, column: Column | None = None) -> CellError:
        """The error of an indicator that this year's criteria do not have."""
        last = thai_digits(max(self.names, default=0))
        message = f"ไม่มีตัวชี้วัดที่ {thai_digits(number)} ในเกณฑ์ของปีงบประมาณนี้"
        return CellError(Code.UNKNOWN, message, f"ต้องเป็น ๑ ถึง {last}", column)


class Schemes:
    """The criteria of every year, loaded once for a file."""

    def __init__(self) -> None:
        self._years: dict[int, Scheme] = {}
        self.numbers_by_name: dict[str, set[int]] = {}
        self.largest = 0
        for criteria in Criteria.objects.with_parts():
            shown = {indicator.number: indicator.name for indicator in criteria.indicators.all()}
            scheme = Scheme(
                overall_only=criteria.overall_only,
                names={number: matching_form(name) for number, name in shown.items()},
                shown=shown,
                levels=frozenset(level.name for level in criteria.levels.all()),
                tools=frozenset(tool.tool for tool in criteria.tools.all()),
            )
            for number, name in scheme.names.items():
                self.numbers_by_name.setdefault(name, set()).add(number)
                self.largest = max(self.largest, number)
            for year in range(criteria.first_year, criteria.last_year + 1):
                self._years[year] = scheme

    def of(self, year: int) -> Scheme:
        """The scheme of a year. Raises CellError where no criteria cover it."""
        scheme = self._years.get(year)
        if scheme is None:
            raise CellError(
                Code.NO_CRITERIA, "ยังไม่มีเกณฑ์การประเมินของปีงบประมาณนี้", "กรุณาแก้ปีให้ถูกต้อง หรือแจ้งผู้ดูแลระบบให้เพิ่มเกณฑ์ของปีนั้น"
            )
        return scheme


def split_label(label: str) -> tuple[int | None, str]:
    """`๑ การปฏิบัติหน้าที่` → (1, name in its `matching_form`); a label without a number gives None."""
    key = matching_form(label)
    found = _LABEL.match(key)
    return (int(found[1]), found[2]) if found else (None, key)
