"""Frozen dataclasses as JSON-ready data and back: decimals, dates and bytes become texts, tuples lists.

What comes back equals what went in. `typed` refuses whatever it does not know: a field that was renamed would otherwise
be dropped without a word. Where a field may hold one of several classes, each of them names itself by a class variable
`kind`, which is written beside its fields.
"""

import base64
import binascii
import dataclasses
import types
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

NOT_FROZEN = {"frozen": False}  # metadata of a field that is never part of the data


class SnapshotError(ValueError):
    """A published version holds data that this release of the portal cannot read whole; the message says which."""


@dataclass(frozen=True)
class Kept:
    """JSON-ready data that stays as it is until somebody asks for it."""

    data: dict[str, Any] = field(hash=False)


def plain(value: Any) -> Any:
    """Return a frozen dataclass, or what its fields hold, as JSON-ready data."""
    if isinstance(value, Kept):
        return value.data
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {name: plain(getattr(value, name)) for name in _fields(type(value))}
        kind = _kind(type(value))
        return {"kind": kind, **fields} if kind else fields
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
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


def unknown_fields(places: list[str]) -> SnapshotError:
    """The error that names fields nobody knows."""
    return SnapshotError(
        f"ข้อมูลของฉบับที่เผยแพร่มีช่อง {', '.join(places)} ซึ่งระบบรุ่นนี้ไม่รู้จัก กรุณาปรับระบบเป็นรุ่นที่ใช้เผยแพร่ฉบับนั้นหรือรุ่นที่ใหม่กว่า"
    )


def missing_fields(places: list[str]) -> SnapshotError:
    """The error that names fields which have to be there."""
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
        if field.init and field.metadata.get("frozen", True)
    }


def _kind(kind: type) -> str:
    """How a class names itself among those that may stand in the same place; empty where it need not."""
    name = "" if "kind" in _fields(kind) else getattr(kind, "kind", "")
    return str(name)


def typed(kind: Any, value: Any, place: str) -> Any:
    """Return the data at `place` as a value of the type `kind`. Raises SnapshotError where it is none."""
    if get_origin(kind) in (Union, types.UnionType):
        if value is None and types.NoneType in get_args(kind):
            return None
        kind = _chosen([option for option in get_args(kind) if option is not types.NoneType], value, place)
    if kind is Kept:
        if not isinstance(value, dict):
            raise _wrong(place, kind)
        return Kept(value)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _made(kind, value, place)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise _wrong(place, tuple)
        return tuple(typed(get_args(kind)[0], item, f"{place}[{index}]") for index, item in enumerate(value))
    return _scalar(kind, value, place)


def _chosen(options: list[Any], value: Any, place: str) -> Any:
    """The class among `options` that the data names as its own."""
    if len(options) == 1:
        return options[0]
    name = value.get("kind") if isinstance(value, dict) else None
    found = next((option for option in options if _kind(option) == name), None)
    if found is None:
        raise SnapshotError(
            f"ข้อมูลของฉบับที่เผยแพร่ในช่อง {place} เป็นชนิด {name!r} ซึ่งระบบรุ่นนี้ไม่รู้จัก กรุณาปรับระบบเป็นรุ่นที่ใช้เผยแพร่ฉบับนั้นหรือรุ่นที่ใหม่กว่า"
        )
    return found


def _made(kind: type, value: Any, place: str) -> Any:
    if not isinstance(value, dict):
        raise _wrong(place, kind)
    fields = _fields(kind)
    if (name := _kind(kind)) and value.get("kind") == name:
        value = {key: item for key, item in value.items() if key != "kind"}
    if unknown := [name for name in value if name not in fields]:
        raise unknown_fields([f"{place}.{name}" for name in unknown])
    if missing := [name for name, (_, needed) in fields.items() if needed and name not in value]:
        raise missing_fields([f"{place}.{name}" for name in missing])
    return kind(**{name: typed(fields[name][0], item, f"{place}.{name}") for name, item in value.items()})


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
