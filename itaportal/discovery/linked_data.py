"""What a page is about as schema.org says it, in JSON-LD: the agency, its report, its data, the whole of the data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime

from assessments.results import AgencyView
from assessments.thai import fiscal_year_end, fiscal_year_start, thai_digits
from itaportal.api.licence import licence
from itaportal.api.tables import TABLES
from itaportal.api.year_files import FORMS
from itaportal.formats.types import CONTENT_TYPES
from itaportal.models import Publication
from itaportal.publishing.standings import Overview
from itaportal.report.document import AgencyReport

from .site import NAME, Site

Thing = dict[str, Any]

_DATA = ("data.xlsx", "data.csv", "data.json")
_DOCUMENTS = ("report.pdf", "report.docx")
# Inside <script> an end tag or the start of a comment would be read as HTML; as \u003c it is the same JSON.
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def script(things: Iterable[Thing]) -> SafeString:
    """The things as one JSON-LD document that may stand inside a `<script>`; empty where there is none."""
    graph = list(things)
    if not graph:
        return SafeString("")
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    return mark_safe(text.translate(_ESCAPED))  # noqa: S308  # nothing is left that HTML could read


def website(site: Site) -> Thing:
    """The portal itself."""
    return {"@type": "WebSite", "@id": f"{site.base}/#site", "name": NAME, "url": f"{site.base}/", "inLanguage": "th"}


def organization(site: Site, agency: AgencyView) -> Thing:
    """The agency. What is not known of it is left out."""
    place = {
        "addressLocality": agency.district,
        "addressRegion": agency.province,
        "postalCode": agency.postcode,
        "addressCountry": "TH",
    }
    others = [name for name in (agency.short_name, agency.name_en) if name and name != agency.name]
    return {
        "@type": "GovernmentOrganization",
        "@id": _agency_id(site, agency),
        "name": agency.name,
        **({"alternateName": others} if others else {}),
        "url": site.page("agency", agency.slug),
        "address": {"@type": "PostalAddress", **{name: value for name, value in place.items() if value}},
    }


def _agency_id(site: Site, agency: AgencyView) -> str:
    return site.page("agency", agency.slug) + "#agency"


def report_of_year(site: Site, report: AgencyReport, address: str, publication: Publication | None) -> Thing:
    """The report at `address`; with number and day where it is a published version."""
    year, agency = report.year.fiscal_year, report.year.agency
    if publication:
        files = {name: f"{address}{name}" for name in _DOCUMENTS}
        version = {
            "version": str(publication.version),
            "identifier": publication.checksum,
            "datePublished": localtime(publication.published_at).isoformat(),
        }
    else:
        files = {name: site.page(name.replace(".", "-"), agency.slug, year) for name in _DOCUMENTS}
        version = {}
    return {
        "@type": "Report",
        "@id": f"{address}#report",
        "name": f"รายงานผลการวิเคราะห์การประเมิน ITA ปีงบประมาณ พ.ศ. {thai_digits(year)} {agency.name}",
        "url": address,
        "about": {"@id": _agency_id(site, agency)},
        "author": {"@id": _agency_id(site, agency)},
        "inLanguage": "th",
        **version,
        "encoding": [
            {"@type": "MediaObject", "contentUrl": url, "encodingFormat": _media_type(name)}
            for name, url in files.items()
        ],
    }


def dataset_of_year(site: Site, report: AgencyReport) -> Thing:
    """The data of one agency's year, with its files."""
    year, agency = report.year.fiscal_year, report.year.agency
    files = {name: site.page(name.replace(".", "-"), agency.slug, year) for name in _DATA}
    return {
        **_dataset(site, site.page("dashboard", agency.slug, year), year),
        "name": f"ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {thai_digits(year)} {agency.name}",
        "description": f"คะแนนภาพรวม คะแนนรายเครื่องมือและรายตัวชี้วัด ระดับผลการประเมิน และมาตรการของ{agency.name} "
        f"{agency.place} ปีงบประมาณ พ.ศ. {thai_digits(year)}",
        "creator": {"@id": _agency_id(site, agency)},
        "dateModified": localtime(report.year.updated_at).isoformat(),
        "distribution": [_download(url, _media_type(name)) for name, url in files.items()],
    }


def data_catalog(site: Site, seen: Overview) -> Thing:
    """The page of the open data: a dataset for each year, with every file of it."""
    page = site.page("open-data")
    return {
        "@type": "DataCatalog",
        "@id": _catalog_id(site),
        "name": f"ข้อมูลเปิด {NAME}",
        "url": page,
        "inLanguage": "th",
        "dataset": [
            {
                **_dataset(site, page, year),
                "@id": f"{page}#{year}",
                "name": f"ผลการประเมิน ITA ปีงบประมาณ พ.ศ. {thai_digits(year)} ทุกหน่วยงานที่เผยแพร่",
                "description": "ผลการประเมิน คะแนนตัวชี้วัด และมาตรการของทุกหน่วยงานที่เผยแพร่ผลการประเมิน ITA "
                f"ปีงบประมาณ พ.ศ. {thai_digits(year)}",
                "distribution": [
                    {**_download(site.page("open-data-file", year, table.name, form), kind), "name": table.sheet}
                    for table in TABLES.values()
                    for form, kind in FORMS.items()
                ],
            }
            for year in seen.years
        ],
    }


def _dataset(site: Site, page: str, year: int) -> Thing:
    terms = licence()
    return {
        "@type": "Dataset",
        "@id": f"{page}#data",
        "url": page,
        "license": terms["url"] or terms["name"],
        "isAccessibleForFree": True,
        "inLanguage": "th",
        "temporalCoverage": f"{fiscal_year_start(year).isoformat()}/{fiscal_year_end(year).isoformat()}",
        "includedInDataCatalog": {"@id": _catalog_id(site)},
    }


def _catalog_id(site: Site) -> str:
    return site.page("open-data") + "#catalog"


def _download(url: str, kind: str) -> Thing:
    return {"@type": "DataDownload", "contentUrl": url, "encodingFormat": kind.partition(";")[0]}


def _media_type(name: str) -> str:
    return CONTENT_TYPES[name].partition(";")[0]
