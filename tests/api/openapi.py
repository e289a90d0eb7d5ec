"""A small, strict reader of OpenAPI 3.1: checks answers against the document and knows every keyword it meets."""

import re
from datetime import date, datetime
from urllib.parse import urlsplit

_KNOWN = {
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "anyOf",
    "$ref",
    "format",
    "minimum",
    "maximum",
    "maxLength",
    "pattern",
    "enum",
    "default",
    "description",
}
_TYPES = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


def _is_uri(text):
    parts = urlsplit(text)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


_FORMATS = {
    "uri": _is_uri,
    "date": lambda text: bool(date.fromisoformat(text)),
    "date-time": lambda text: datetime.fromisoformat(text).tzinfo is not None,
}


def problems(document, schema, value, path="$"):
    """Every way in which `value` is not what `schema` says; an unknown keyword of the schema is one too."""
    if unknown := set(schema) - _KNOWN:
        return [f"{path}: unknown keywords {sorted(unknown)}"]
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/components/schemas/")
        return problems(document, document["components"]["schemas"][name], value, path)
    if "anyOf" in schema:
        tried = [problems(document, each, value, path) for each in schema["anyOf"]]
        return [] if [] in tried else tried[0]
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(_TYPES[name](value) for name in types):
        return [f"{path}: {value!r} is not {types}"]
    if value is None:
        return []
    return [
        *_scalar(schema, value, path),
        *(_object(document, schema, value, path) if isinstance(value, dict) else []),
        *(
            found
            for place, each in enumerate(value if isinstance(value, list) else [])
            for found in problems(document, schema["items"], each, f"{path}[{place}]")
        ),
    ]


def _scalar(schema, value, path):
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is not listed"
    if isinstance(value, str):
        if "format" in schema and not _FORMATS[schema["format"]](value):
            yield f"{path}: {value!r} is no {schema['format']}"
        if "pattern" in schema and not re.search(schema["pattern"], value):
            yield f"{path}: {value!r} does not match"
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if number and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{path}: {value} is out of range"


def _object(document, schema, value, path):
    for name in schema.get("required", []):
        if name not in value:
            yield f"{path}: {name} is missing"
    for name, each in value.items():
        if name in schema.get("properties", {}):
            yield from problems(document, schema["properties"][name], each, f"{path}.{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{path}: {name} is not declared"


def answer_schema(document, template, status):
    """The schema of a path's answer with that status; KeyError where the document does not foresee it."""
    return document["paths"][template]["get"]["responses"][str(status)]["content"]["application/json"]["schema"]
