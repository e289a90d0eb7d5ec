"""A year's CSV files as a Data Package (datapackage.org, version 2): their columns, types and terms for programs.

It lies beside the files, which it names by their place: a folder with the four files is the package too.
"""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime

from assessments.thai import thai_digits
from itaportal.api import schemas
from itaportal.api.fields import Field, Kind, Schema
from itaportal.api.file_views import MEANINGS
from itaportal.api.licence import licence
from itaportal.publishing.standings import Overview

from .site import NAME, Site

Descriptor = dict[str, Any]

_TYPES: dict[Kind, Descriptor] = {
    Kind.TEXT: {"type": "string"},
    Kind.URL: {"type": "string", "format": "uri"},
    Kind.WHOLE: {"type": "integer"},
    Kind.YEAR: {"type": "integer"},
    Kind.SCORE: {"type": "number"},
    Kind.FLAG: {"type": "boolean", "trueValues": ["true"], "falseValues": ["false"]},
    Kind.DATE: {"type": "date"},
    Kind.TIME: {"type": "datetime", "format": "any"},  # ISO 8601 with the zone's offset, not with Z alone
}
# What tells the rows of each table apart.
_KEYS = {
    "results": ["agency", "fiscal_year"],
    "scores": ["agency", "fiscal_year", "indicator"],
    "measures": ["agency", "fiscal_year", "number"],
}


def package(site: Site, seen: Overview, year: int) -> Descriptor:
    """The descriptor of a year of `seen`."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"ita-{year}",
        "id": site.page("datapackage", year),
        "title": f"ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {thai_digits(year)}",
        "description": f"ผลการประเมิน คะแนนตัวชี้วัด และมาตรการของหน่วยงานที่เผยแพร่แล้ว จาก {NAME}",
        "homepage": site.page("open-data"),
        **({"created": localtime(seen.updated_at).isoformat()} if seen.updated_at else {}),
        **_licences(),
        "resources": [_resource(*table) for table in MEANINGS],
    }


def _licences() -> Descriptor:
    """The terms; a Data Package knows a licence by its identifier or by where its text is."""
    terms = licence()
    known = {"name": terms["spdx"], "path": terms["url"]}
    found = {name: value for name, value in known.items() if value}
    return {"licenses": [{**found, "title": terms["name_en"]}]} if found else {}


def _resource(name: str, heading: str, meaning: str, schema: Schema) -> Descriptor:
    return {
        "name": name,
        "type": "table",
        "path": f"{name}.csv",
        "title": heading,
        "description": meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {
            "fields": [_field(field) for field in schema.fields if field is not schemas.SELF],
            "missingValues": [""],
            "primaryKey": _KEYS[name],
        },
    }


def _field(field: Field) -> Descriptor:
    """A column. A list is one text in CSV, an item a line."""
    kind = {"type": "string"} if field.many else _TYPES[field.kind]
    limits = {name: value for name, value in field.kind.schema.items() if name in ("minimum", "maximum")}
    return {
        "name": field.name,
        **kind,
        "title": field.heading,
        "description": field.description,
        **({"constraints": limits} if limits else {}),
    }
