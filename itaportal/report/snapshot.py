"""Frozen report objects as plain JSON and back, so that a published version never depends on today's database.

A codec for the frozen dataclasses that make up an `AgencyReport`: decimals, dates and bytes become texts, tuples lists.
What comes back equals what went in.
"""

import base64
import dataclasses
import types
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from .document import AgencyReport

FORMAT = 1  # raised when the shape changes; `load` then has to know the older one


def dump(report: AgencyReport) -> dict[str, Any]:
    """Return the report as JSON-ready data with the format's number."""
    return {"format": FORMAT, "report": _plain(report)}


def load(data: dict[str, Any]) -> AgencyReport:
    """Return the report that `dump` froze. Raises ValueError for data of a format this portal does not know."""
    if data.get("format") != FORMAT:
        raise ValueError(f"unknown snapshot format: {data.get('format')!r}")
    report: AgencyReport = _typed(AgencyReport, data["report"])
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


@lru_cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(kind: Any, value: Any) -> Any:
    if get_origin(kind) in (Union, types.UnionType):
        if value is None:
            return None
        (kind,) = (option for option in get_args(kind) if option is not types.NoneType)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind(**{name: _typed(hint, value[name]) for name, hint in _hints(kind).items() if name in value})
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], item) for item in value)
    if kind is Decimal:
        return Decimal(value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return base64.b64decode(value) if kind is bytes else value
