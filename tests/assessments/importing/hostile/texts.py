"""Text files and OpenDocument sheets, hostile or odd."""

from .cases import *
from .workbooks import *

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
