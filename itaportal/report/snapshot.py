"""Frozen documents as plain JSON and back, so that a published version never depends on today's database.

A codec for the frozen dataclasses that make up a document: decimals, dates and bytes become texts, tuples lists. What
comes back equals what went in. `load` refuses whatever it does not know. A field that was renamed would otherwise be
dropped without a word, and every version published before would lose it.
"""

import base64
import binascii
import dataclasses
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from assessments.wording import join_thai

from .document import AgencyReport


class SnapshotError(ValueError):
    """A published version holds data that this release of the portal cannot read whole; the message says which."""


@dataclass(frozen=True)
class Format:
    """How documents of one class are frozen.

    `number` is raised when the shape changes. `upgrades` reads the older numbers: the data of format `n` goes through
    `upgrades[n]`, which makes it that of `n + 1`, and so on up to `number`.
    """

    document: type
    number: int
    upgrades: Mapping[int, Callable[[Any], Any]] = field(default_factory=dict)

    def dump(self, document: Any) -> dict[str, Any]:
        """Return the document as JSON-ready data with the format's number."""
        return {"format": self.number, "report": _plain(document)}

    def load(self, data: Any) -> Any:
        """Return the document that `dump` froze.

        Raises SnapshotError for data of an unknown format, with an unknown field, without a field that has no default,
        or with a value of another type.
        """
        number = data.get("format") if isinstance(data, dict) else None
        if not isinstance(number, int) or isinstance(number, bool) or not self._reads(number):
            raise SnapshotError(
                f"ข้อมูลของฉบับที่เผยแพร่อยู่ในรูปแบบ {number!r} แต่ระบบรุ่นนี้อ่านได้เฉพาะรูปแบบ {self._readable} "
                "กรุณาปรับระบบเป็นรุ่นที่ใช้เผยแพร่ฉบับนั้นหรือรุ่นที่ใหม่กว่า"
            )
        if unknown := sorted(data.keys() - {"format", "report"}):
            raise _unknown(unknown)
        if "report" not in data:
            raise _missing(["report"])
        report = data["report"]
        for older in range(number, self.number):
            report = self.upgrades[older](report)
        return _typed(self.document, report, "report")

    def _reads(self, number: int) -> bool:
        return number == self.number or (number < self.number and number in self.upgrades)

    @property
    def _readable(self) -> str:
        return join_thai([str(number) for number in (*sorted(self.upgrades), self.number)])


def _with_sub_items(report: Any) -> Any:
    """Format 1 held a step as its text; since format 2 it is a text with sub-items.

    What is not as format 1 had it stays as it is, so that it is refused by its place.
    """
    plan = report.get("plan") if isinstance(report, dict) else None
    if not isinstance(plan, dict) or not isinstance(plan.get("measures"), list):
        return report
    return {**report, "plan": {**plan, "measures": [_steps_as_views(measure) for measure in plan["measures"]]}}


def _steps_as_views(measure: Any) -> Any:
    if not isinstance(measure, dict) or not isinstance(measure.get("steps"), list):
        return measure
    steps = [{"text": step, "items": []} if isinstance(step, str) else None for step in measure["steps"]]
    return {**measure, "steps": steps}


def _with_own_targets(report: Any) -> Any:
    """Until format 2 the year's target was said to be the agency's own, whoever had set it; so it stays.

    An indicator's target is its own where it is another than the year's.
    """
    year = report.get("year") if isinstance(report, dict) else None
    if not isinstance(year, dict) or "target" not in year or not isinstance(year.get("tools"), list):
        return report
    tools = [_lines_with_own_targets(tool, year["target"]) for tool in year["tools"]]
    return {**report, "year": {**year, "own_target": year["target"], "tools": tools}}


def _lines_with_own_targets(tool: Any, target: Any) -> Any:
    if not isinstance(tool, dict) or not isinstance(tool.get("indicators"), list):
        return tool
    lines = [
        {**line, "own_target": line["target"] != target} if isinstance(line, dict) and "target" in line else line
        for line in tool["indicators"]
    ]
    return {**tool, "indicators": lines}


ANALYSIS = Format(AgencyReport, 3, {1: _with_sub_items, 2: _with_own_targets})


def dump(report: AgencyReport) -> dict[str, Any]:
    """Return a year's report as JSON-ready data with the format's number."""
    return ANALYSIS.dump(report)


def load(data: Any) -> AgencyReport:
    """Return the year's report that `dump` froze. Raises SnapshotError as `Format.load` does."""
    report: AgencyReport = ANALYSIS.load(data)
    return report


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if value is None or isinstance(value, (str, int, bool)):
        return value
    raise TypeError(f"a snapshot cannot keep {type(value).__name__}")


# --- Reading back --------------------------------------------------------------------------------------------------


def _unknown(places: list[str]) -> SnapshotError:
    return SnapshotError(
        f"ข้อมูลของฉบับที่เผยแพร่มีช่อง {', '.join(places)} ซึ่งระบบรุ่นนี้ไม่รู้จัก กรุณาปรับระบบเป็นรุ่นที่ใช้เผยแพร่ฉบับนั้นหรือรุ่นที่ใหม่กว่า"
    )


def _missing(places: list[str]) -> SnapshotError:
    return SnapshotError(f"ข้อมูลของฉบับที่เผยแพร่ไม่มีช่อง {', '.join(places)} กรุณากู้ข้อมูลของฉบับนั้นจากข้อมูลสำรอง")


def _wrong(place: str, kind: Any) -> SnapshotError:
    name = getattr(kind, "__name__", str(kind))
    return SnapshotError(f"ข้อมูลของฉบับที่เผยแพร่ในช่อง {place} ไม่ใช่ค่าชนิด {name} กรุณากู้ข้อมูลของฉบับนั้นจากข้อมูลสำรอง")


@lru_cache
def _fields(kind: type) -> dict[str, tuple[Any, bool]]:
    """Each field that is given at the making of `kind`: its type, and whether it must be given."""
    hints = get_type_hints(kind)
    without = dataclasses.MISSING
    return {
        field.name: (hints[field.name], field.default is without and field.default_factory is without)
        for field in dataclasses.fields(kind)
        if field.init
    }


def _typed(kind: Any, value: Any, place: str) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        if value is None:
            return None
        (kind,) = (option for option in get_args(kind) if option is not types.NoneType)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _made(kind, value, place)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise _wrong(place, tuple)
        return tuple(_typed(get_args(kind)[0], item, f"{place}[{index}]") for index, item in enumerate(value))
    return _scalar(kind, value, place)


def _made(kind: type, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(place, kind)
    fields = _fields(kind)
    if unknown := [name for name in value if name not in fields]:
        raise _unknown([f"{place}.{name}" for name in unknown])
    if missing := [name for name, (_, needed) in fields.items() if needed and name not in value]:
        raise _missing([f"{place}.{name}" for name in missing])
    return kind(**{name: _typed(fields[name][0], item, f"{place}.{name}") for name, item in value.items()})


def _scalar(kind: Any, value: Any, place: str) -> Any:
    """A text, a number or a truth value as it is; what JSON has no type for, from its text."""
    as_text = kind in (Decimal, date, datetime, bytes)
    wanted = str if as_text else kind
    if isinstance(wanted, type) and (not isinstance(value, wanted) or (wanted is int and isinstance(value, bool))):
        raise _wrong(place, kind)
    try:
        if kind is Decimal:
            return Decimal(value)
        if kind in (date, datetime):
            return kind.fromisoformat(value)
        return base64.b64decode(value, validate=True) if kind is bytes else value
    except (InvalidOperation, binascii.Error, ValueError):
        raise _wrong(place, kind) from None
