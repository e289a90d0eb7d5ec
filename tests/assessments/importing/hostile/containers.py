"""Files that are no workbook, or are hostile in what lies around the sheets: JSON, the zip, XML."""

import gzip
import io
import random
import zipfile

from .cases import *
from .workbooks import *

# --- json: only what the portal itself exports ---------------------------------------------------------------------
JSON_START = b'{"format": "ita-portal-table/1", "table": "scores", "rows": [\n'
JSON_ROW = b'{"agency": "chanuwan", "fiscal_year": 2568, "indicator": 1, "score": %s}'


def json_table(*scores: bytes, end: bytes = b"\n]}\n") -> bytes:
    return JSON_START + b",\n".join(JSON_ROW % score for score in scores) + end


simple("json", lambda: json_table(b"99.02"), RIGHT)
simple("json of others", lambda: b'{"rows": []}', REFUSED, "JSON")
simple("json list", lambda: b"[1, 2, 3]", REFUSED, "JSON")
simple("json cut off", lambda: json_table(b"99.02", end=b""), REFUSED, "JSON")
simple("json nested deep", lambda: JSON_START + b'{"a": ' + b"[" * 200_000, REFUSED, "JSON")
simple("json row of a megabyte", lambda: json_table(b'"' + b"9" * 1_500_000 + b'"'), REFUSED, "JSON")
simple("json NaN", lambda: json_table(b"NaN"), REFUSED, "JSON")
simple("json infinite", lambda: json_table(b"1e999999999999"), WRONG)
simple("json lists in cells", lambda: json_table(b"[1]"), REFUSED, "JSON")
simple("json other columns", lambda: json_table(b"1").replace(b"\n]}", b',\n{"a": 1}\n]}'), REFUSED, "JSON")
simple("json score as formula", lambda: json_table(b'"=1+1"'), WRONG)
simple("json of too many rows", lambda: JSON_START + b"{},\n" * 100_100 + b"]}", REFUSED, "แถว")

# --- not a workbook at all -----------------------------------------------------------------------------------------
simple("empty", lambda: b"", REFUSED, "ว่างเปล่า")
simple("random bytes", lambda: random.Random(2).randbytes(5000), REFUSED, "ไม่ใช่ไฟล์")
simple("pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\n", REFUSED, "PDF")
simple("png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), REFUSED, "รูปภาพ")
simple("jpeg", lambda: b"\xff\xd8\xff\xe0" + bytes(50), REFUSED, "รูปภาพ")
simple("html saved as xls", lambda: b"<html><table><tr><td>1</td></tr></table></html>", REFUSED, "HTML")
simple("doctype html", lambda: b"<!DOCTYPE html><html></html>", REFUSED, "HTML")
simple("xml spreadsheet 2003", lambda: b'<?xml version="1.0"?><Workbook/>', REFUSED, "XML")
simple("rtf", lambda: rb"{\rtf1 }", REFUSED, "RTF")
simple("gzip", lambda: gzip.compress(xlsx(GOOD)), REFUSED, "gzip")
simple("rar", lambda: b"Rar!\x1a\x07\x00" + bytes(40), REFUSED, "RAR")
simple("7z", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(40), REFUSED, "7z")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
simple("xls", lambda: OLE + "Workbook".encode("utf-16-le") + bytes(600), REFUSED, ".xls)")
simple("xlsx with password", lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), REFUSED, "รหัสผ่าน")
simple("docx", lambda: zipped({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<a/>"}), REFUSED, "Word")
simple(
    "pptx",
    lambda: zipped({"[Content_Types].xml": CONTENT_TYPES, "ppt/presentation.xml": "<a/>"}),
    REFUSED,
    "PowerPoint",
)
simple("xlsb", lambda: zipped({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.bin": b"\x83"}), REFUSED, "xlsb")
simple("zip of texts", lambda: zipped({"readme.txt": "x"}), REFUSED, "ZIP")
simple("zip of a workbook", lambda: zipped({"scores.xlsx": xlsx(GOOD)}), REFUSED, "แตกไฟล์")

# --- the zip around it ---------------------------------------------------------------------------------------------
simple("first half", lambda: xlsx(GOOD)[:900], REFUSED, "เสียหาย")
simple("without its end", lambda: xlsx(GOOD)[:-30], REFUSED, "เสียหาย")
simple("only the signature", lambda: b"PK\x03\x04", REFUSED, "เสียหาย")
simple("directory cut", lambda: xlsx(GOOD)[:-200] + xlsx(GOOD)[-22:], REFUSED, "เสียหาย")
simple("bomb of spaces", lambda: xlsx(GOOD, after=" " * 30_000_000), REFUSED, "บีบอัด")
simple(
    "bomb in shared texts",
    lambda: zipped(parts(sheet(headings(), GOOD), shared=shared("ก" * 9_000_000))),
    REFUSED,
    "บีบอัด",
)
simple("bomb beside the data", lambda: zipped({**good(GOOD), "xl/media/a.bin": bytes(40_000_000)}), REFUSED, "บีบอัด")
simple(
    "bomb beside noise",
    lambda: zipped(good(GOOD, after=" " * 30_000_000) | {"xl/media/a.png": random.Random(3).randbytes(900_000)}),
    REFUSED,
    "บีบอัด",
)
simple(
    "claims 3 GB",
    lambda: patched(xlsx(GOOD), "xl/worksheets/sheet1.xml", offset=24, value=3_000_000_000),
    REFUSED,
    "ขนาด",
)
simple(
    "claims 40 bytes",
    lambda: patched(xlsx(GOOD), "xl/worksheets/sheet1.xml", offset=24, value=40),
    REFUSED,
    "เสียหาย",
)
simple("wrong checksum", lambda: patched(xlsx(GOOD), "xl/worksheets/sheet1.xml", offset=16, value=7), REFUSED, "เสียหาย")
simple("locked member", lambda: patched(xlsx(GOOD), "xl/workbook.xml", offset=8, value=1, size="<H"), REFUSED, "รหัสผ่าน")
simple(
    "unknown packing", lambda: patched(xlsx(GOOD), "xl/workbook.xml", offset=10, value=99, size="<H"), REFUSED, "เสียหาย"
)
simple("2,000 members", lambda: zipped({**good(GOOD), **{f"x/{n}": "" for n in range(2000)}}), REFUSED, "ส่วน")


@case("two members of one name", REFUSED, "เสียหาย")
def same_name_twice() -> bytes:
    import warnings

    out = io.BytesIO(xlsx(GOOD))
    with warnings.catch_warnings(), zipfile.ZipFile(out, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/worksheets/sheet1.xml", sheet(headings(), line(2, scored(1))))
    return out.getvalue()


@case("many entries for one member", REFUSED, "เสียหาย")
def overlapping() -> bytes:
    data = zipped({**good(GOOD), "a": noise(2000), "b": noise(2000)})
    place = data.index(b"PK\x03\x04", data.index(b"PK\x03\x04") + 4)
    return patched(data, "xl/worksheets/sheet1.xml", offset=42, value=place)


@case("a workbook inside the workbook is left alone", RIGHT)
def nested() -> bytes:
    return zipped({**good(GOOD), "xl/embeddings/inner.xlsx": xlsx(after=" " * 5_000_000)})


simple("without content types", lambda: zipped({k: v for k, v in good(GOOD).items() if k[0] != "["}), REFUSED, "ZIP")
for missing in ("_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"):
    simple(
        f"without {missing}",
        lambda missing=missing: zipped({name: data for name, data in good(GOOD).items() if name != missing}),
        REFUSED,
        "เสียหาย",
    )
simple(
    "points outside",
    lambda: zipped(
        good(GOOD)
        | {"xl/_rels/workbook.xml.rels": good(GOOD)["xl/_rels/workbook.xml.rels"].replace("worksheets/", "../../../")}
    ),
    REFUSED,
    "เสียหาย",
)
simple(
    "workbook on another site",
    lambda: zipped(
        good(GOOD) | {"_rels/.rels": good(GOOD)["_rels/.rels"].replace("Target=", 'TargetMode="External" Target=')}
    ),
    REFUSED,
    "เสียหาย",
)
simple(
    "macros by type",
    lambda: zipped(
        good(GOOD) | {"[Content_Types].xml": CONTENT_TYPES.replace("application/xml", "x.macroEnabled.main+xml")}
    ),
    REFUSED,
    "แมโคร",
)
simple("macros by part", lambda: zipped(good(GOOD) | {"xl/vbaProject.bin": b"x"}), REFUSED, "แมโคร")
simple(
    "links to another file",
    lambda: zipped(
        good(line(2, '<c r="@"><f>[1]Sheet1!A1</f><v>99.02</v></c>')) | {"xl/externalLinks/externalLink1.xml": "<a/>"}
    ),
    RIGHT,
    "ไฟล์อื่น",
)

# --- XML -----------------------------------------------------------------------------------------------------------
simple("entity bomb", lambda: xlsx(line(2, '<c r="@"><v>&a9;</v></c>'), doctype=LAUGHS), REFUSED, "DOCTYPE")
simple(
    "entity from a file",
    lambda: xlsx(GOOD, doctype='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
    REFUSED,
    "DOCTYPE",
)
simple(
    "document type in texts",
    lambda: zipped(parts(sheet(headings(), GOOD), shared=LAUGHS + shared("a"))),
    REFUSED,
    "DOCTYPE",
)
simple(
    "document type in the overview",
    lambda: zipped(good(GOOD) | {"xl/workbook.xml": LAUGHS + good(GOOD)["xl/workbook.xml"]}),
    REFUSED,
    "DOCTYPE",
)
simple("undefined entity", lambda: xlsx(line(2, '<c r="@"><v>&nothing;</v></c>')), REFUSED, "เสียหาย")
simple("not XML", lambda: zipped(parts("<worksheet><sheetData>")), REFUSED, "เสียหาย")
simple("tags crossed", lambda: zipped(parts("<worksheet><sheetData></worksheet></sheetData>")), REFUSED, "เสียหาย")
simple("empty part", lambda: zipped(parts("")), REFUSED, "เสียหาย")
simple(
    "unknown encoding", lambda: zipped(parts('<?xml version="1.0" encoding="klingon"?><worksheet/>')), REFUSED, "เสียหาย"
)
simple(
    "unfit encoding", lambda: zipped(parts('<?xml version="1.0" encoding="shift_jis"?><worksheet/>')), REFUSED, "เสียหาย"
)
simple(
    "nested 400,000 deep",
    lambda: zipped(parts(sheet(headings(), GOOD, after="".join(f"<a{n % 977}>" for n in range(400_000)))), level=1),
    REFUSED,
)
simple(
    "300,000 other elements",
    lambda: zipped(parts(sheet(headings(), GOOD, before="".join(f"<col{n % 991}/>" for n in range(300_000)))), level=1),
    REFUSED,
)
simple("attribute of 3 MB", lambda: zipped(parts(sheet(f'<row r="1" x="{noise(3_000_000)}"/>'))), REFUSED, "เสียหาย")
simple("comment of 3 MB", lambda: xlsx(GOOD, before=f"<!--{noise(3_000_000)}-->"), REFUSED, "เสียหาย")
simple("cell in a cell", lambda: xlsx(line(2, '<c r="@"><c r="@"><v>1</v></c></c>')), REFUSED, "เสียหาย")
simple("value in a value", lambda: xlsx(line(2, '<c r="@"><v><v>1</v></v></c>')), REFUSED, "เสียหาย")
simple("UTF-16 part", lambda: zipped(parts(sheet(headings(), GOOD).replace("UTF-8", "UTF-16").encode("utf-16"))), RIGHT)


@case("every element with a prefix", RIGHT)
def prefixed() -> bytes:
    import re

    plain = sheet(headings(), GOOD)
    body = re.sub(r"<(/?)(?=[a-z])", r"<\1x:", plain.split("?>", 1)[1]).replace("xmlns=", "xmlns:x=", 1)
    return zipped(parts(f'<?xml version="1.0" encoding="UTF-8"?>{body}'))
