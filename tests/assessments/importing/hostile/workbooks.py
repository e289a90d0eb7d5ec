"""Workbooks put together part by part, so that any of them can be wrong."""

import io
import struct
import zipfile
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
HEADINGS = ["หน่วยงาน", "ปีงบประมาณ", "ตัวชี้วัดที่", "ตัวชี้วัด", "คะแนน"]
NAME = "การปฏิบัติหน้าที่"
Parts = dict[str, bytes | str]


def text(reference: str, value: str) -> str:
    """A cell with text in it."""
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(reference: str, value: object, style: int | None = None) -> str:
    """A cell with a number, as the file would write it."""
    styled = "" if style is None else f' s="{style}"'
    return f'<c r="{reference}"{styled}><v>{value}</v></c>'


def row(index: int, *cells: str) -> str:
    return f'<row r="{index}">{"".join(cells)}</row>'


def headings(names: list[str] = HEADINGS) -> str:
    return row(1, *(text(f"{chr(65 + place)}1", name) for place, name in enumerate(names)))


def line(index: int, score: str, *, agency: str = "chanuwan", year: object = 2568, indicator: object = 1) -> str:
    """A row of the long form whose score cell is given as XML; `@` stands for its reference."""
    return row(
        index,
        text(f"A{index}", agency),
        number(f"B{index}", year) if isinstance(year, int) else text(f"B{index}", str(year)),
        number(f"C{index}", indicator) if isinstance(indicator, int) else text(f"C{index}", str(indicator)),
        score.replace("@", f"E{index}"),
    )


def scored(value: object = "99.02") -> str:
    """A score cell for `line`."""
    return number("@", value)


def written(value: str) -> str:
    """A score cell that holds text."""
    return text("@", value)


def sheet(*rows: str, before: str = "", after: str = "", doctype: str = "", main: str = MAIN) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<worksheet xmlns="{main}">{before}'
        f"<sheetData>{''.join(rows)}</sheetData>{after}</worksheet>"
    )


def parts(
    *sheets: str | bytes, states: dict[int, str] | None = None, shared: str | None = None, styles: str | None = None
) -> Parts:
    """The parts of a workbook with these worksheets."""
    listed, related, found = [], [], {}
    for place, content in enumerate(sheets, start=1):
        state = (states or {}).get(place, "visible")
        name = quoteattr(f"แผ่น {place}")
        listed.append(f'<sheet name={name} sheetId="{place}" state="{state}" r:id="rId{place}"/>')
        target = f"worksheets/sheet{place}.xml"
        related.append(f'<Relationship Id="rId{place}" Type="{OFFICE}/worksheet" Target="{target}"/>')
        found[f"xl/{target}"] = content
    for kind, name, content in (("sharedStrings", "sharedStrings.xml", shared), ("styles", "styles.xml", styles)):
        if content is not None:
            related.append(f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="/xl/{name}"/>')
            found[f"xl/{name}"] = content
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": (
            f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{"".join(listed)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELS}">{"".join(related)}</Relationships>',
        **found,
    }


def good(*rows: str, **options: str) -> Parts:
    """A workbook in the long form with these rows under the headings."""
    return parts(sheet(headings(), *rows, **options))


def zipped(content: Parts, *, level: int = 6) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def xlsx(*rows: str, **options: str) -> bytes:
    return zipped(good(*rows, **options))


def styles(*formats: str) -> str:
    """A style sheet whose cell format 1, 2 … shows numbers in these ways; 0 is plain."""
    defined = "".join(f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(formats))
    used = "".join(f'<xf numFmtId="{164 + n}"/>' for n in range(len(formats)))
    formats_used = f'<cellXfs><xf numFmtId="0"/>{used}</cellXfs>'
    return f'<styleSheet xmlns="{MAIN}"><numFmts>{defined}</numFmts>{formats_used}</styleSheet>'


def shared(*texts: str) -> str:
    return f'<sst xmlns="{MAIN}">{"".join(f"<si><t>{escape(each)}</t></si>" for each in texts)}</sst>'


def patched(data: bytes, name: str, *, offset: int, value: int, size: str = "<I") -> bytes:
    """The zip file with one field of a member's directory entry overwritten."""
    place = data.index(b"PK\x01\x02")
    while data[place + 46 : place + 46 + struct.unpack_from("<H", data, place + 28)[0]] != name.encode():
        place = data.index(b"PK\x01\x02", place + 4)
    changed = bytearray(data)
    struct.pack_into(size, changed, place + offset, value)
    return bytes(changed)


# --- OpenDocument ---------------------------------------------------------------------------------------------------

ODS_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in [("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")]
)


def ods_text(value: str, attributes: str = "") -> str:
    lines = "".join(f"<text:p>{escape(each)}</text:p>" for each in value.split("\n"))
    return f'<table:table-cell office:value-type="string" {attributes}>{lines}</table:table-cell>'


def ods_number(value: object, kind: str = "float", attributes: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:value="{value}" {attributes}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def ods_row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def ods_line(score: str, attributes: str = "") -> str:
    return ods_row(
        ods_text("chanuwan"), ods_number(2568), ods_number(1), "<table:table-cell/>", score, attributes=attributes
    )


def ods_parts(*rows: str, doctype: str = "", style: str = "", table: str = "") -> Parts:
    head = ods_row(*(ods_text(name) for name in HEADINGS))
    return {
        "mimetype": ODS_MIME,
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": (
            f'<?xml version="1.0"?>{doctype}<office:document-content {_ODS_NAMES}>'
            f"<office:automatic-styles>{style}</office:automatic-styles><office:body><office:spreadsheet>"
            f'<table:table table:name="คะแนน" {table}>{head}{"".join(rows)}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        ),
    }


def ods(*rows: str, **options: str) -> bytes:
    return zipped(ods_parts(*rows, **options))
