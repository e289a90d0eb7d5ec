"""Workbooks that are hostile or odd in their sheets, cells and rows."""

from .cases import *
from .workbooks import *

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
