"""Hostile and odd files with what must become of each: refused as a whole, refused by its cells, or read right."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from .workbooks import *

REFUSED, WRONG, RIGHT = "refused", "wrong", "right"


@dataclass(frozen=True)
class Case:
    """A file, what becomes of it, and a word its message (or notice) must have; RIGHT files give these scores."""

    name: str
    make: Callable[[], bytes]
    becomes: str
    says: str = ""
    scores: tuple[tuple[int, str], ...] = ((1, "99.02"),)


CASES: list[Case] = []


def case(name: str, becomes: str, says: str = "", **options: object) -> Callable:
    """Register the function that makes a file."""

    def add(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CASES.append(Case(name, make, becomes, says, **options))
        return make

    return add


def simple(name: str, data: Callable[[], bytes], becomes: str, says: str = "", **options: object) -> None:
    CASES.append(Case(name, data, becomes, says, **options))


def noise(length: int) -> str:
    """Text that does not compress away, the same every time."""
    return random.Random(1).randbytes(length // 2).hex()


GOOD = line(2, scored())

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
LAUGHS = (
    "<!DOCTYPE a [" + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 10}">' for n in range(10)) + "]>"
)
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


# --- sheets --------------------------------------------------------------------------------------------------------
simple("claims a million rows", lambda: xlsx(GOOD, before='<dimension ref="A1:XFD1048576"/>'), RIGHT)
simple("wrong dimension", lambda: xlsx(GOOD, before='<dimension ref="A1"/>'), RIGHT)
simple("a row at the far end", lambda: xlsx(line(1_048_576, scored())), RIGHT)
simple("row number that is none", lambda: xlsx('<row r="x1"><c><v>1</v></c></row>'), REFUSED, "เสียหาย")
simple("row number of 5,000 digits", lambda: xlsx(f'<row r="{"9" * 5000}"><c><v>1</v></c></row>'), REFUSED, "เสียหาย")
simple("column that is none", lambda: xlsx(line(2, '<c r="Ü2"><v>1</v></c>')), REFUSED, "เสียหาย")
simple("column of 5,000 letters", lambda: xlsx(line(2, f'<c r="{"A" * 5000}2"><v>1</v></c>')), REFUSED, "เสียหาย")
simple("a value in the last column", lambda: xlsx(GOOD, row(3, number("XFD3", 1))), REFUSED, "คอลัมน์")
simple("300 columns", lambda: xlsx(row(2, *["<c><v>1</v></c>"] * 300)), REFUSED, "คอลัมน์")
simple(
    "160,000 rows",
    lambda: zipped(good(*(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 160_002))), level=1),
    REFUSED,
    "แถว",
)
simple(
    "700,000 empty rows",
    lambda: zipped(good(*(f'<row r="{n}" ht="{n % 97}"/>' for n in range(2, 700_002))), level=1),
    REFUSED,
    "แถว",
)
simple(
    "50,000 wrong rows",
    lambda: zipped(good(*(line(n, written("x"), agency=f"ไม่มี {n}") for n in range(2, 50_002))), level=1),
    WRONG,
    "หน่วยงาน",
)
simple(
    "cells without references",
    lambda: xlsx(
        "<row>"
        + "".join(
            [
                text("A2", "chanuwan").replace(' r="A2"', ""),
                "<c><v>2568</v></c><c><v>1</v></c><c/><c><v>99.02</v></c></row>",
            ]
        )
    ),
    RIGHT,
)
simple("100 sheets", lambda: zipped(parts(*["<worksheet/>"] * 100)), REFUSED, "แผ่น")
simple("every sheet hidden", lambda: zipped(parts(sheet(headings(), GOOD), states={1: "hidden"})), REFUSED, "หัวตาราง")
simple(
    "one sheet very hidden",
    lambda: zipped(parts(sheet(headings(), GOOD), sheet(headings(), line(2, scored(1))), states={2: "veryHidden"})),
    RIGHT,
    "ซ่อน",
)
simple(
    "a chart for a sheet",
    lambda: zipped(
        good(GOOD)
        | {
            "xl/_rels/workbook.xml.rels": good(GOOD)["xl/_rels/workbook.xml.rels"].replace(
                '/worksheet"', '/chartsheet"'
            )
        }
    ),
    REFUSED,
    "หัวตาราง",
)
MERGED = '<mergeCells count="1"><mergeCell ref="{}"/></mergeCells>'
SECOND = row(3, number("C3", 2), number("E3", 100))
simple(
    "agency and year merged over rows",
    lambda: xlsx(GOOD, SECOND, after=MERGED.format("A2:A3") + MERGED.format("B2:B3")),
    RIGHT,
    scores=((1, "99.02"), (2, "100.00")),
)
simple(
    "a score merged over rows",
    lambda: xlsx(GOOD, line(3, "", indicator=2), after=MERGED.format("E2:E3")),
    WRONG,
    "ผสาน",
)
simple("merged to the far corner", lambda: xlsx(GOOD, line(3, ""), after=MERGED.format("A2:XFD1048576")), WRONG, "ผสาน")
simple(
    "20,000 merged ranges",
    lambda: xlsx(GOOD, after="".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(5, 20_005))),
    REFUSED,
    "ผสาน",
)
simple(
    "300 ranges over one another",
    lambda: xlsx(GOOD, after="".join(f'<mergeCell ref="A1:B{n}"/>' for n in range(5, 305))),
    REFUSED,
    "เสียหาย",
)

# --- cells ---------------------------------------------------------------------------------------------------------
simple("formula without result", lambda: xlsx(line(2, '<c r="@"><f>SUM(A1:A9)</f></c>')), WRONG, "สูตร")
simple("formula with empty text", lambda: xlsx(line(2, '<c r="@" t="str"><f>A1</f><v></v></c>')), WRONG, "สูตร")
simple("formula with result", lambda: xlsx(line(2, '<c r="@"><f>99+0.02</f><v>99.02</v></c>')), RIGHT)
simple("formula that goes round", lambda: xlsx(line(2, '<c r="@"><f>E2</f><v>0</v></c>')), RIGHT, scores=((1, "0.00"),))
for error in ("#REF!", "#DIV/0!", "#N/A", "#VALUE!"):
    simple(f"shows {error}", lambda error=error: xlsx(line(2, f'<c r="@" t="e"><v>{error}</v></c>')), WRONG, error)
simple("true for a score", lambda: xlsx(line(2, '<c r="@" t="b"><v>1</v></c>')), WRONG, "TRUE")
simple("unknown kind of cell", lambda: xlsx(line(2, '<c r="@" t="zzz"><v>1</v></c>')), REFUSED, "เสียหาย")
STYLES = styles("0.00%", "[$-107041E]d mmm yy;@", '0.00"%d"', "General")
simple("per cent", lambda: zipped(parts(sheet(headings(), line(2, number("@", 0.9902, 1))), styles=STYLES)), RIGHT)
simple(
    "day for a score", lambda: zipped(parts(sheet(headings(), line(2, number("@", 45000, 2))), styles=STYLES)), WRONG
)
simple(
    "per cent in quotes only",
    lambda: zipped(parts(sheet(headings(), line(2, number("@", 99.02, 3))), styles=STYLES)),
    RIGHT,
)
simple(
    "style that is not there",
    lambda: zipped(parts(sheet(headings(), line(2, number("@", 99.02, 77))), styles=STYLES)),
    RIGHT,
)
simple("float with noise", lambda: xlsx(line(2, scored("99.019999999999996"))), RIGHT)
simple("float with exponent", lambda: xlsx(line(2, scored("9.902E1"))), RIGHT)
for name, value in {
    "beyond any float": "1e999",
    "stored NaN": "nan",
    "stored infinity": "inf",
    "hexadecimal": "0x1F",
    "5,000 digits": "9" * 5000,
    "score of 100.01": "100.01",
    "score of -1": "-1",
    "three decimals": "99.025",
}.items():
    simple(name, lambda value=value: xlsx(line(2, scored(value))), WRONG)
for value in (
    "99,02",
    "=1+1",
    "#REF!",
    "NaN",
    "∞",
    "๑๐๑",
    "ร้อย",
    "12:30",
    "1e2",
    "99.02.1",
    "½",
    "--5",
    "'=1+1",
    "1_000",
):
    simple(f"written {value}", lambda value=value: xlsx(line(2, written(value))), WRONG)
for value in ("๙๙.๐๒", "９９．０２", "\u00a099.02\u00a0", "\u200b99.02\ufeff", "99.02 %", " +99.02"):
    simple(f"written {value!r}", lambda value=value: xlsx(line(2, written(value))), RIGHT)
simple("only blanks", lambda: xlsx(line(2, written(" \u00a0 "))), REFUSED, "ไม่พบคะแนน")
simple("text of 40,000 characters", lambda: xlsx(line(2, written(noise(40_000)))), WRONG, "ยาว")
simple("shared text that is not there", lambda: xlsx(line(2, '<c r="@" t="s"><v>9</v></c>')), REFUSED, "เสียหาย")
simple("shared text -1", lambda: xlsx(line(2, '<c r="@" t="s"><v>-1</v></c>')), REFUSED, "เสียหาย")
simple(
    "400,000 texts",
    lambda: zipped(parts(sheet(headings(), GOOD), shared=shared(*map(str, range(400_000)))), level=1),
    REFUSED,
    "ข้อความ",
)
simple(
    "texts of 12 million characters",
    lambda: zipped(
        parts(sheet(headings(), GOOD), shared=shared(*(f"{n}" + noise(30_000) for n in range(400)))), level=1
    ),
    REFUSED,
)

# --- what the rows say ---------------------------------------------------------------------------------------------
simple("the same row twice", lambda: xlsx(GOOD, line(3, scored())), RIGHT, "ซ้ำ")
simple("two scores for one", lambda: xlsx(GOOD, line(3, scored(50))), WRONG, "ซ้ำ")
simple("unknown agency", lambda: xlsx(line(2, scored(), agency="อบต.ไม่มีจริง")), WRONG, "ไม่พบหน่วยงาน")
simple("misspelt agency", lambda: xlsx(line(2, scored(), agency="องค์การบริหารส่วนตำบลชานุวัน")), WRONG, "อาจหมายถึง")
simple("agency with direction marks", lambda: xlsx(line(2, scored(), agency="\u202echanu\u200bwan\u202c")), RIGHT)
simple("agency with markup", lambda: xlsx(line(2, scored(), agency="<script>alert(1)</script>")), WRONG, "หน่วยงาน")
simple("indicator 11", lambda: xlsx(line(2, scored(), indicator=11)), WRONG, "ตัวชี้วัดที่ ๑๑")
simple("indicator 0", lambda: xlsx(line(2, scored(), indicator=0)), WRONG)
simple("indicator 1.5", lambda: xlsx(line(2, scored(), indicator="1.5")), WRONG)
simple(
    "indicator of another name",
    lambda: xlsx(
        GOOD, row(3, text("A3", "chanuwan"), number("B3", 2568), number("C3", 2), text("D3", NAME), number("E3", 5))
    ),
    WRONG,
    "ชื่อไม่ตรง",
)
for year, says in {2025: "ค.ศ.", 68: "ปี", 2555: "ปี", 9_999_999_999: "ปี", 0: "ปี"}.items():
    simple(f"year {year}", lambda year=year: xlsx(line(2, scored(), year=year)), WRONG, says)
simple("year without criteria", lambda: xlsx(line(2, scored(), year=2599)), WRONG, "เกณฑ์")
simple("year in words", lambda: xlsx(line(2, scored(), year="ปีงบประมาณ พ.ศ. ๒๕๖๘")), RIGHT)
simple("score in a year that keeps the overall alone", lambda: xlsx(line(2, scored(), year=2561)), WRONG, "ภาพรวม")
simple("headings alone", lambda: xlsx(), REFUSED, "ไม่พบคะแนน")
simple("no headings", lambda: zipped(parts(sheet(GOOD))), REFUSED, "หัวตาราง")
simple("headings without the score", lambda: zipped(parts(sheet(headings(HEADINGS[:4]), GOOD))), REFUSED, "คะแนน")
simple("a heading twice", lambda: zipped(parts(sheet(headings([*HEADINGS, "คะแนน"]), GOOD))), WRONG, "มากกว่าหนึ่ง")
simple(
    "wide with an indicator 11",
    lambda: zipped(
        parts(
            sheet(
                headings(["หน่วยงาน", "ปีงบประมาณ", "11"]),
                row(2, text("A2", "chanuwan"), number("B2", 2568), number("C2", 5)),
            )
        )
    ),
    WRONG,
    "๑๑",
)

# --- text files ----------------------------------------------------------------------------------------------------
CSV = "หน่วยงาน,ปีงบประมาณ,ตัวชี้วัดที่,ตัวชี้วัด,คะแนน\r\nchanuwan,๒๕๖๘,๑,,๙๙.๐๒\r\n"
simple("csv", lambda: CSV.encode(), RIGHT)
simple("csv with byte-order mark", lambda: CSV.encode("utf-8-sig"), RIGHT)
simple("csv in Windows-874", lambda: CSV.encode("cp874"), RIGHT)
simple("csv in UTF-16", lambda: CSV.encode("utf-16"), RIGHT)
simple("csv with semicolons", lambda: CSV.replace(",", ";").encode(), RIGHT)
simple("tabs", lambda: CSV.replace(",", "\t").encode(), RIGHT)
simple("csv with bare returns", lambda: CSV.replace("\r\n", "\r").encode(), RIGHT)
simple("csv with NUL", lambda: CSV.encode() + b"a\x00b", REFUSED, "ไม่ใช่ไฟล์ข้อความ")
simple("csv in no encoding", lambda: CSV.encode() + b"\xff\xdb\xfc", REFUSED, "ตัวอักษร")
simple("UTF-16 cut in the middle", lambda: CSV.encode("utf-16")[:-1] + b"\xd8", REFUSED)
simple("csv with an open quote", lambda: (CSV + '"' + "x,\n" * 50_000).encode(), REFUSED, "คำพูด")
simple("csv with a field of 200,000", lambda: (CSV + "ก" * 200_000).encode(), REFUSED, "ยาว")
simple("csv with 10,000 columns", lambda: (CSV + "1," * 10_000).encode(), REFUSED, "คอลัมน์")
simple("csv with 200,000 rows", lambda: (CSV + "chanuwan,2568,1,,99.02\n" * 200_000).encode(), REFUSED, "แถว")
simple("csv with a formula", lambda: (CSV + "chanuwan,2568,2,,=cmd|' /C calc'!A0\n").encode(), WRONG)
simple("csv decimal comma", lambda: (CSV + 'chanuwan,2568,2,,"99,02"\n').encode(), WRONG, "จุลภาค")
simple("plain prose", lambda: ("เรียน ผู้บริหาร\n" * 300).encode(), REFUSED, "หัวตาราง")
simple("30 MB of commas", lambda: b"," * 30_000_000, REFUSED, "ขนาด")

# --- OpenDocument --------------------------------------------------------------------------------------------------
ODS_GOOD = ods_line(ods_number("99.02"))
END = (
    '<table:table-row table:number-rows-repeated="1048574">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
simple("ods", lambda: ods(ODS_GOOD, END), RIGHT)
simple("ods per cent", lambda: ods(ods_line(ods_number("0.9902", "percentage"))), RIGHT)
simple(
    "ods row repeated a million times",
    lambda: ods(ods_line(ods_number("99.02"), 'table:number-rows-repeated="1000000"')),
    REFUSED,
    "แถว",
)
simple(
    "ods cell repeated",
    lambda: ods(ods_line(ods_number("99.02", attributes='table:number-columns-repeated="16000"'))),
    REFUSED,
    "คอลัมน์",
)
simple(
    "ods repeated -1", lambda: ods(ods_line(ods_number("99.02"), 'table:number-rows-repeated="-1"')), REFUSED, "เสียหาย"
)
simple(
    "ods formula without result", lambda: ods(ods_line('<table:table-cell table:formula="of:=[.A1]"/>')), WRONG, "สูตร"
)
simple(
    "ods error",
    lambda: ods(
        ods_line(
            '<table:table-cell table:formula="of:=1/0" office:value-type="string">'
            "<text:p>#DIV/0!</text:p></table:table-cell>"
        )
    ),
    WRONG,
    "#DIV/0!",
)
simple("ods number that is none", lambda: ods(ods_line(ods_number("many"))), WRONG)
simple(
    "ods with a note",
    lambda: ods(
        ods_line(
            '<table:table-cell office:value-type="string"><office:annotation>'
            "<text:p>5</text:p></office:annotation><text:p>99.02</text:p></table:table-cell>"
        )
    ),
    RIGHT,
)
simple("ods document type", lambda: ods(ODS_GOOD, doctype=LAUGHS), REFUSED, "DOCTYPE")
simple(
    "ods with password",
    lambda: zipped(ods_parts(ODS_GOOD) | {"META-INF/manifest.xml": "<a><encryption-data/></a>"}),
    REFUSED,
    "รหัสผ่าน",
)
simple(
    "odt",
    lambda: zipped(ods_parts(ODS_GOOD) | {"mimetype": "application/vnd.oasis.opendocument.text"}),
    REFUSED,
    "OpenDocument",
)
simple(
    "ods cell in a cell",
    lambda: ods(ods_line("<table:table-cell><table:table-cell/></table:table-cell>")),
    REFUSED,
    "เสียหาย",
)
simple(
    "ods 100,000 lines in a cell",
    lambda: ods(ods_line(f"<table:table-cell>{'<text:p/>' * 100_000}</table:table-cell>")),
    REFUSED,
)
simple(
    "ods hidden",
    lambda: ods(
        ODS_GOOD,
        style='<style:style style:name="h"><style:table-properties table:display="false"/></style:style>',
        table='table:style-name="h"',
    ),
    REFUSED,
    "หัวตาราง",
)
simple(
    "ods agency over two rows",
    lambda: ods(
        ods_row(
            ods_text("chanuwan", 'table:number-rows-spanned="2"'),
            ods_number(2568),
            ods_number(1),
            "<table:table-cell/>",
            ods_number("99.02"),
        ),
        ods_row(
            "<table:covered-table-cell/>", ods_number(2568), ods_number(2), "<table:table-cell/>", ods_number("100")
        ),
    ),
    RIGHT,
    scores=((1, "99.02"), (2, "100.00")),
)
