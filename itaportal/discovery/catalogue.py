"""The open data as a catalogue that data portals harvest: DCAT-AP 3, as JSON-LD.

Each table of each year is a dataset with a distribution for every form of its file. The years of a table are a series.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from assessments.thai import fiscal_year_end, fiscal_year_start, thai_digits
from itaportal.api.file_views import MEANINGS
from itaportal.api.licence import licence
from itaportal.api.year_files import FORMS
from itaportal.publishing.standings import Overview

from .site import NAME, Site

Node = dict[str, Any]

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# The vocabularies that DCAT-AP asks for (Publications Office of the EU) have Thailand and Thai too.
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_MEDIA_TYPE = "https://www.iana.org/assignments/media-types"
_ENGLISH = {
    "results": "ITA results of agencies",
    "scores": "ITA indicator scores of agencies",
    "measures": "Measures drawn from ITA results",
}


def catalogue(site: Site, seen: Overview) -> Node:
    """The catalogue of everything that can be downloaded."""
    page = site.page("open-data")
    graph = [_catalogue(site, seen), _publisher(site), _service(site, seen)]
    for name, heading, meaning, _schema in MEANINGS if seen.years else ():
        graph.append(_series(page, seen, name, heading, meaning))
        graph += [_dataset(site, seen, name, year) for year in seen.years]
    return {"@context": _CONTEXT, "@graph": graph}


def _catalogue(site: Site, seen: Overview) -> Node:
    page = site.page("open-data")
    return {
        "@id": f"{page}#catalog",
        "@type": "dcat:Catalog",
        "dct:title": [_thai(f"ข้อมูลเปิด {NAME}"), _english(f"{NAME} open data")],
        "dct:description": [
            _thai("ผลการประเมินคุณธรรมและความโปร่งใส (ITA) และมาตรการของหน่วยงานที่เผยแพร่แล้ว"),
            _english("Published results of the Integrity and Transparency Assessment (ITA) of Thai agencies"),
        ],
        "dct:publisher": {"@id": f"{site.base}/#site"},
        "foaf:homepage": {"@id": page},
        "dct:language": _ref(f"{_AUTHORITY}/language/THA"),
        "dct:spatial": _ref(f"{_AUTHORITY}/country/THA"),
        **_terms(),
        **_modified(seen.updated_at),
        "dcat:dataset": [_ref(_id(page, name, year)) for name, *_ in MEANINGS for year in seen.years],
        "dcat:service": _ref(f"{page}#api"),
    }


def _publisher(site: Site) -> Node:
    return {
        "@id": f"{site.base}/#site",
        "@type": "foaf:Agent",
        "foaf:name": NAME,
        "foaf:homepage": _ref(f"{site.base}/"),
    }


def _service(site: Site, seen: Overview) -> Node:
    page = site.page("open-data")
    return {
        "@id": f"{page}#api",
        "@type": "dcat:DataService",
        "dct:title": [_thai(f"API {NAME}"), _english(f"{NAME} API")],
        "dcat:endpointURL": _ref(site.page("api:index")),
        "dcat:endpointDescription": _ref(site.page("api:openapi")),
        "dcat:landingPage": _ref(site.page("api-docs")),
        **_terms(),
        "dcat:servesDataset": [_ref(_id(page, name, year)) for name, *_ in MEANINGS for year in seen.years],
    }


def _series(page: str, seen: Overview, name: str, heading: str, meaning: str) -> Node:
    return {
        "@id": f"{page}#{name}",
        "@type": "dcat:DatasetSeries",
        "dct:title": [_thai(f"{heading} ITA"), _english(_ENGLISH[name])],
        "dct:description": _thai(meaning),
        "dct:accrualPeriodicity": {"@id": f"{_AUTHORITY}/frequency/ANNUAL", "@type": "dct:Frequency"},
        "dcat:seriesMember": [_ref(_id(page, name, year)) for year in seen.years],
    }


def _dataset(site: Site, seen: Overview, name: str, year: int) -> Node:
    page = site.page("open-data")
    heading, meaning = next((heading, meaning) for found, heading, meaning, _schema in MEANINGS if found == name)
    return {
        "@id": _id(page, name, year),
        "@type": "dcat:Dataset",
        "dct:identifier": f"ita-{name}-{year}",
        "dct:title": [
            _thai(f"{heading} ITA ปีงบประมาณ พ.ศ. {thai_digits(year)}"),
            _english(f"{_ENGLISH[name]}, fiscal year {year} ({year - 543})"),
        ],
        "dct:description": _thai(f"{meaning} ปีงบประมาณ พ.ศ. {thai_digits(year)}"),
        "dct:publisher": _ref(f"{site.base}/#site"),
        "dcat:inSeries": _ref(f"{page}#{name}"),
        "dcat:theme": _ref(f"{_AUTHORITY}/data-theme/GOVE"),
        "dcat:keyword": [_thai("ITA"), _thai("คุณธรรมและความโปร่งใส"), _english("integrity and transparency assessment")],
        "dct:language": _ref(f"{_AUTHORITY}/language/THA"),
        "dct:spatial": _ref(f"{_AUTHORITY}/country/THA"),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _typed("date", fiscal_year_start(year).isoformat()),
            "dcat:endDate": _typed("date", fiscal_year_end(year).isoformat()),
        },
        "dct:accessRights": _ref(f"{_AUTHORITY}/access-right/PUBLIC"),
        "dcat:landingPage": _ref(page),
        **_modified(seen.updated_at),
        "dcat:distribution": [_distribution(site, name, year, form) for form in FORMS],
    }


def _distribution(site: Site, name: str, year: int, form: str) -> Node:
    address = site.page("open-data-file", year, name, form)
    return {
        "@id": f"{address}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": f"{name}.{form}",
        "dcat:accessURL": _ref(address),
        "dcat:downloadURL": _ref(address),
        "dcat:mediaType": _ref(f"{_MEDIA_TYPE}/{FORMS[form].partition(';')[0]}"),
        "dct:format": _ref(f"{_AUTHORITY}/file-type/{form.upper()}"),
        **_terms(),
    }


def _id(page: str, name: str, year: int) -> str:
    return f"{page}#{name}-{year}"


def _terms() -> Node:
    """The licence, where its text has an address: DCAT knows a licence by that alone."""
    address = licence()["url"]
    return {"dct:license": _ref(address)} if address else {}


def _modified(changed: datetime | None) -> Node:
    return {"dct:modified": _typed("dateTime", localtime(changed).isoformat())} if changed else {}


def _ref(address: str) -> Mapping[str, str]:
    return {"@id": address}


def _typed(kind: str, value: str) -> Mapping[str, str]:
    return {"@type": f"xsd:{kind}", "@value": value}


def _thai(text: str) -> Mapping[str, str]:
    return {"@language": "th", "@value": text}


def _english(text: str) -> Mapping[str, str]:
    return {"@language": "en", "@value": text}
