"""The Word file as a file: sound parts in the standard's order, the same bytes each time, properties, its address."""

import io
import posixpath
import zipfile
from dataclasses import replace
from datetime import timedelta

from django.test import Client
from lxml import etree

from assessments.actions import unpublish
from assessments.models import Assessment
from itaportal.formats.word.build import word_bytes
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import build_document

from .wordtext import W, members, part

# The order in which ECMA-376 part 1 wants the children that occur here.
ORDER = {
    "pPr": "pStyle keepNext keepLines widowControl numPr pBdr shd tabs spacing ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color sz szCs u lang",
    "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption",
    "trPr": "cantSplit tblHeader",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "tc": "tcPr p tbl",
    "tr": "trPr tc",
    "tbl": "tblPr tblGrid tr",
    "lvl": "start numFmt lvlText lvlJc pPr",
    "settings": "zoom defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
}


def test_parts_are_sound(docx: bytes):
    names = members(docx)
    types = part(docx, "[Content_Types].xml")
    kinds = {item.get("PartName") or f".{item.get('Extension')}" for item in types}
    for name in names:
        assert f"/{name}" in kinds or f".{name.rsplit('.', 1)[1]}" in kinds
        if not name.endswith((".xml", ".rels")):
            continue
        root = part(docx, name)
        for item in root.iter():
            order = ORDER.get(etree.QName(item).localname, "").split()
            children = [etree.QName(child).localname for child in item]
            if order:
                places = [order.index(child) for child in children]
                assert places == sorted(places), (name, children)
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in root:
                if relation.get("TargetMode") == "External":
                    assert relation.get("Type").endswith("/hyperlink")
                    continue
                target = posixpath.normpath(posixpath.join(folder, relation.get("Target"))).lstrip("/")
                assert target in names
    assert part(docx, "word/document.xml").find(f"{W}body")[-2].tag == f"{W}p"
    for item in part(docx, "word/document.xml").iter(f"{W}tc"):
        assert item[-1].tag == f"{W}p"  # Word calls a cell without a last paragraph corrupt


def test_same_report_gives_the_same_bytes(report: AgencyReport, docx: bytes):
    assert word_bytes(report) == docx
    later = replace(report, year=replace(report.year, updated_at=report.year.updated_at + timedelta(days=1)))
    assert word_bytes(later) != docx
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        assert {item.date_time for item in package.infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_properties(report: AgencyReport, docx: bytes):
    properties = {etree.QName(item).localname: item.text for item in part(docx, "docProps/core.xml")}
    assert properties["title"] == f"{build_document(report).title} {report.year.agency.name}"
    assert properties["creator"] == properties["lastModifiedBy"] == report.year.agency.name
    assert properties["language"] == "th-TH"
    assert properties["created"] == properties["modified"] == "2025-11-22T03:00:00Z"
    assert not properties["description"]


def test_staff_and_public_can_download_it(reference: Assessment, client: Client):
    response = client.get("/chanuwan/2568/report.docx")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert response["Content-Disposition"].startswith('attachment; filename="chanuwan-2568.docx"')
    assert zipfile.is_zipfile(io.BytesIO(response.content))
    unpublish(assessment=reference, by=None)
    assert client.get("/chanuwan/2568/report.docx").status_code == 404
