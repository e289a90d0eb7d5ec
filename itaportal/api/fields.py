"""Declarations of what the open data holds: from them come the answers, the OpenAPI document, the page, the files.

A row is a mapping with (at least) the declared names; `Schema.plain` writes exactly those, in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any


class Kind(Enum):
    """Types of fields with their JSON Schema and how a reader is told of them in Thai."""

    TEXT = ({"type": "string"}, "ข้อความ")
    URL = ({"type": "string", "format": "uri"}, "ที่อยู่เว็บ")
    WHOLE = ({"type": "integer"}, "จำนวนเต็ม")
    YEAR = ({"type": "integer", "minimum": 2500, "maximum": 2699}, "ปี พ.ศ.")
    SCORE = ({"type": "number", "minimum": 0, "maximum": 100}, "ตัวเลข ทศนิยมสองตำแหน่ง")
    FLAG = ({"type": "boolean"}, "จริงหรือเท็จ")
    DATE = ({"type": "string", "format": "date"}, "วันที่ (ค.ศ. ตาม ISO 8601)")
    TIME = ({"type": "string", "format": "date-time"}, "วันเวลา (ค.ศ. ตาม ISO 8601)")
    OBJECT = ({"type": "object"}, "กลุ่มข้อมูล")

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of a value."""
        return dict(self.value[0])

    @property
    def words(self) -> str:
        """The type in Thai."""
        return str(self.value[1])


@dataclass(frozen=True)
class Field:
    """One field: its stable English name, its Thai heading and meaning; `of` is the schema of an OBJECT."""

    name: str
    kind: Kind
    heading: str
    meaning: str = ""
    nullable: bool = False
    many: bool = False
    of: Schema | None = None
    width: int = 14

    @property
    def description(self) -> str:
        """Heading and meaning together."""
        return f"{self.heading} {self.meaning}".strip()

    @property
    def type_words(self) -> str:
        """The type as the page tells it."""
        words = f"รายการของ{self.kind.words}" if self.many else self.kind.words
        return f"{words} หรือ null" if self.nullable else words

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of the field's value."""
        one = {"$ref": f"#/components/schemas/{self.of.name}"} if self.of else self.kind.schema
        schema: dict[str, Any] = {"type": "array", "items": one} if self.many else one
        if self.nullable:
            schema = (
                {"anyOf": [schema, {"type": "null"}]}
                if "$ref" in schema
                else {**schema, "type": [schema["type"], "null"]}
            )
        return {**schema, "description": self.description}

    def plain(self, value: Any) -> Any:
        """The value as JSON has it. An empty text of a nullable field is null."""
        if self.many:
            return [self._one(each) for each in value]
        return None if value is None or (self.nullable and value == "") else self._one(value)

    def _one(self, value: Any) -> Any:
        if self.of:
            return self.of.plain(value)
        if isinstance(value, Decimal):
            # A decimal of two places survives the way through a JSON number (a double) unchanged.
            return int(value) if value == value.to_integral_value() else float(value)
        return value.isoformat() if isinstance(value, (date, datetime)) else value


@dataclass(frozen=True)
class Schema:
    """A named object of the interface."""

    name: str
    meaning: str
    fields: tuple[Field, ...]

    def plain(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The row as a JSON object of exactly the declared fields. Raises KeyError where the row lacks one."""
        return {field.name: field.plain(row[field.name]) for field in self.fields}

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema: every field is always there, and no other."""
        return {
            "type": "object",
            "description": self.meaning,
            "properties": {field.name: field.json_schema() for field in self.fields},
            "required": [field.name for field in self.fields],
            "additionalProperties": False,
        }

    def parts(self) -> list[Schema]:
        """This schema and those of its parts."""
        found = [self]
        for field in self.fields:
            if field.of:
                found += field.of.parts()
        return found
