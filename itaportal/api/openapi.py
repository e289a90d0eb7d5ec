"""The OpenAPI 3.1 document, made of the declarations that the answers are made of."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from . import schemas
from .endpoints import ENDPOINTS, Endpoint
from .fields import Schema
from .licence import licence
from .parameters import SLUG

_PATH_TYPES = {
    "agency": {"type": "string", "pattern": f"^{SLUG}$"},
    "fiscal_year": {"type": "integer"},
    "indicator": {"type": "integer"},
    "number": {"type": "integer"},
    "version": {"type": "integer"},
}


def document(server: str) -> dict[str, Any]:
    """The whole document; `server` is the address that the paths follow."""
    components: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        for schema in (endpoint.list_schema, endpoint.one_schema):
            _collect(schema, components)
        paths[f"/{endpoint.name}/"] = {"get": _list(endpoint)}
        keys = "".join(f"{{{name}}}/" for name in endpoint.path)
        paths[f"/{endpoint.name}/{keys}"] = {"get": _one(endpoint)}
    _collect(schemas.ERROR, components)
    terms = licence()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ITA Portal open data",
            "version": "1",
            "description": "ผลการประเมินคุณธรรมและความโปร่งใส (ITA) ที่เผยแพร่แล้ว อ่านอย่างเดียว ไม่ต้องเข้าสู่ระบบ",
            "license": {"name": terms["name"], **({"url": terms["url"]} if terms["url"] else {})},
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": components},
    }


def _collect(schema: Schema, components: dict[str, Any]) -> None:
    for part in schema.parts():
        components[part.name] = part.json_schema()


def _list(endpoint: Endpoint) -> dict[str, Any]:
    parameters = [
        {
            "name": each.name,
            "in": "query",
            "required": False,
            "description": each.meaning,
            "schema": dict(each.schema),
        }
        for each in endpoint.parameters
    ]
    return {
        "operationId": f"list_{endpoint.name}",
        "summary": f"{endpoint.meaning} ทีละหน้า",
        "parameters": parameters,
        "responses": _answers(endpoint.list_schema),
    }


def _one(endpoint: Endpoint) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": _PATH_TYPES[name], "example": example}
        for name, example in endpoint.path.items()
    ]
    answers = _answers(endpoint.one_schema)
    if endpoint.name == "publications":
        answers["410"] = _answer(schemas.ERROR, "หน่วยงานถอนฉบับนี้แล้ว")
    return {
        "operationId": f"get_{endpoint.schema.name.lower()}",
        "summary": f"{endpoint.meaning} รายการเดียว",
        "parameters": parameters,
        "responses": answers,
    }


def _answers(schema: Schema) -> dict[str, Any]:
    return {
        "200": _answer(schema, "สำเร็จ"),
        "404": _answer(schemas.ERROR, "ไม่มีข้อมูลที่เผยแพร่ตามที่อยู่เว็บหรือพารามิเตอร์นี้"),
    }


def _answer(schema: Schema, words: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema.name}"}}}
    return {"description": words, "content": content}


def server_path() -> str:
    """The path that all others follow."""
    return reverse("api:index").rstrip("/")
