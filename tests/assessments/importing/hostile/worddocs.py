"""Hostile and odd Word files of measures: refused as a whole, refused by their cells, or read right."""

from collections.abc import Callable

from .cases import LAUGHS, REFUSED, RIGHT, WRONG, Case, noise
from .workbooks import CONTENT_TYPES, OFFICE, RELS, Parts, patched, xlsx, zipped

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEADINGS = ("ตัวชี้วัด", "มาตรการ/โครงการ/กิจกรรม", "ขั้นตอน/วิธีดำเนินการ", "ผู้รับผิดชอบ", "ระยะเวลาดำเนินการ")
CELLS = ("ตัวชี้วัดที่ ๖", "ชื่อมาตรการ", "๑. หนึ่ง", "กองคลัง", "ตลอดปี ๖๙")
WORD_CASES: list[Case] = []


def p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(content: str, properties: str = "") -> str:
    """A cell; `content` is text or the XML of its paragraphs."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str) -> str:
    return f"<w:tr>{''.join(cell if cell.startswith('<w:tc>') else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows: str, grid: str = "") -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def plan(*rows: str, grid: str = "") -> str:
    return tbl(tr(*HEADINGS), *(rows or (tr(*CELLS),)), grid=grid)


def document(*body: str, doctype: str = "") -> str:
    start = f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<w:document xmlns:w="{MAIN}" xmlns:v="v" xmlns:mc="mc">'
    return f"{start}<w:body>{''.join(body)}</w:body></w:document>"


def word_parts(content: str | bytes, **others: str) -> Parts:
    """The parts of a document; `numbering` and `styles` are the XML of those parts."""
    related = "".join(f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>' for name in others)
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELS}">{related}</Relationships>',
        "word/document.xml": content,
        **{f"word/{name}.xml": data for name, data in others.items()},
    }


def docx(*body: str, level: int = 6, doctype: str = "", **others: str) -> bytes:
    return zipped(word_parts(document(*body, doctype=doctype), **others), level=level)


def simple(name: str, make: Callable[[], bytes], becomes: str, says: str = "") -> None:
    WORD_CASES.append(Case(f"word: {name}", make, becomes, says))


def with_steps(content: str, **others: str) -> bytes:
    """A plan whose cell of steps has this content."""
    return docx(plan(tr(*CELLS[:2], tc(content), *CELLS[3:])), **others)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

simple("a plain plan", lambda: docx(plan()), RIGHT)
simple(
    "in another prefix",
    lambda: zipped(word_parts(document(plan()).replace("w:", "ns0:").replace("xmlns:w=", "xmlns:ns0="))),
    RIGHT,
)
simple("a workbook is still read", lambda: xlsx(), REFUSED, "มาตรการ")

# --- other files under its name
simple("doc", lambda: OLE + "WordDocument".encode("utf-16-le") + bytes(600), REFUSED, "Word รุ่นเก่า (.doc)")
simple("with a password", lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(600), REFUSED, "รหัสผ่าน")
simple("rtf", lambda: rb"{\rtf1\ansi }", REFUSED, "RTF ระบบอ่านไฟล์ .docx")
simple("html", lambda: b"<html><table></table></html>", REFUSED, "HTML ระบบอ่านไฟล์ .docx")
simple(
    "odt",
    lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}),
    REFUSED,
    "บันทึกเป็น .docx",
)
simple("pptx", lambda: zipped({"[Content_Types].xml": CONTENT_TYPES, "ppt/a.xml": "<a/>"}), REFUSED, "PowerPoint")
simple("macros by part", lambda: zipped(word_parts(document(plan())) | {"word/vbaProject.bin": b"x"}), REFUSED, "แมโคร")
simple(
    "macros by type",
    lambda: zipped(
        word_parts(document(plan()))
        | {"[Content_Types].xml": CONTENT_TYPES.replace("application/xml", "x.macroEnabled.main+xml")}
    ),
    REFUSED,
    "แมโคร",
)

# --- the zip and the XML
simple("first half", lambda: docx(plan())[:700], REFUSED, "เสียหาย")
simple("bomb of spaces", lambda: docx(plan(), " " * 30_000_000), REFUSED, "บีบอัด")
simple(
    "claims 3 GB", lambda: patched(docx(plan()), "word/document.xml", offset=24, value=3_000_000_000), REFUSED, "ขนาด"
)
simple("claims 40 bytes", lambda: patched(docx(plan()), "word/document.xml", offset=24, value=40), REFUSED, "เสียหาย")
simple("entity bomb", lambda: docx(plan(tr("&a9;", *CELLS[1:])), doctype=LAUGHS), REFUSED, "DOCTYPE")
simple(
    "entity from a file",
    lambda: docx(plan(), doctype='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'),
    REFUSED,
    "DOCTYPE",
)
simple("document type in the lists", lambda: docx(plan(), numbering=LAUGHS + "<w:numbering/>"), REFUSED, "DOCTYPE")
simple("document type in the styles", lambda: docx(plan(), styles=LAUGHS + "<w:styles/>"), REFUSED, "DOCTYPE")
simple("not XML", lambda: zipped(word_parts("<w:document><w:body>")), REFUSED, "เสียหาย")
simple("empty part", lambda: zipped(word_parts("")), REFUSED, "เสียหาย")
for missing in ("_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml"):
    simple(
        f"without {missing}",
        lambda missing=missing: zipped(
            {name: data for name, data in word_parts(document(plan())).items() if name != missing} | {"word/a": b""}
        ),
        REFUSED,
        "เสียหาย",
    )
simple(
    "points outside",
    lambda: zipped(
        word_parts(document(plan()))
        | {
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELS}"><Relationship Id="1" '
            f'Type="{OFFICE}/numbering" Target="../../../etc/passwd"/></Relationships>'
        }
    ),
    RIGHT,
)
simple("attribute of 3 MB", lambda: docx(f'<w:p x="{noise(3_000_000)}"/>', plan()), REFUSED, "เสียหาย")
simple("comment of 3 MB", lambda: docx(f"<!--{noise(3_000_000)}-->", plan()), REFUSED, "เสียหาย")
simple("nested 400,000 deep", lambda: docx(plan(), "".join(f"<a{n % 977}>" for n in range(400_000)), level=1), REFUSED)
simple(
    "shapes nested 400,000 deep",
    lambda: docx(plan(), "<w:pict><w:txbxContent>" + "".join(f"<a{n % 977}>x" for n in range(400_000)), level=1),
    REFUSED,
)
simple(
    "300,000 other elements",
    lambda: docx(plan(), "".join(f"<w:bookmarkStart w:id='{n % 991}'/>" for n in range(300_000)), level=1),
    REFUSED,
)
simple(
    "300,000 paragraphs",
    lambda: docx(plan(), "".join(f"<w:p w:x='{n % 991}'/>" for n in range(300_000)), level=1),
    REFUSED,
    "ย่อหน้า",
)
simple(
    "300,000 runs",
    lambda: docx(plan(), "<w:p>" + "".join(f"<w:r w:x='{n % 991}'/>" for n in range(300_000)) + "</w:p>", level=1),
    REFUSED,
    "ช่วงข้อความ",
)

# --- tables
simple("no table", lambda: docx(p("แผน")), REFUSED, "ไม่มีตาราง")
simple("other tables only", lambda: docx(tbl(tr("ชื่อ", "คะแนน"), tr("ก", "๑"))), REFUSED, "หัวตาราง")
simple("100 tables", lambda: docx(plan(), *[tbl(tr("ก"))] * 100), REFUSED, "ตาราง")
simple(
    "120,000 rows", lambda: docx(plan(*(f"<w:tr w:x='{n % 97}'/>" for n in range(120_000))), level=1), REFUSED, "แถว"
)
simple("5,000 cells in a row", lambda: docx(plan(tr(*["ก"] * 5_000))), REFUSED, "คอลัมน์")
simple("5,000 grid columns", lambda: docx(plan(grid='<w:gridCol w:w="5"/>' * 5_000)), REFUSED, "คอลัมน์")
simple("spans a million columns", lambda: docx(plan(tr(tc("ก", '<w:gridSpan w:val="1000000"/>')))), REFUSED)
simple(
    "begins after a million columns",
    lambda: docx(plan('<w:tr><w:trPr><w:gridBefore w:val="1000000"/></w:trPr></w:tr>' + tr(*CELLS))),
    RIGHT,
)
simple("span that is none", lambda: docx(plan(tr(tc("ก", '<w:gridSpan w:val="x"/>')))), REFUSED, "เสียหาย")
simple(
    "span of 5,000 digits", lambda: docx(plan(tr(tc("ก", f'<w:gridSpan w:val="{"9" * 5000}"/>')))), REFUSED, "เสียหาย"
)
simple("goes on under nothing", lambda: docx(plan(tr(tc(CELLS[0], "<w:vMerge/>"), *CELLS[1:]))), RIGHT)
simple("cell in a cell", lambda: docx(plan(f"<w:tr><w:tc>{tc('ก')}</w:tc></w:tr>")), REFUSED, "เสียหาย")
simple("row outside a table", lambda: docx(plan(), tr("ก")), REFUSED, "เสียหาย")
simple("table in a row", lambda: docx(tbl(f"<w:tr>{plan()}</w:tr>")), REFUSED, "เสียหาย")
simple("paragraph in a paragraph", lambda: with_steps(f"<w:p>{p('ก')}</w:p>"), REFUSED, "เสียหาย")
simple("a table in a cell", lambda: with_steps(p("ก") + tbl(tr("ข")) + p("")), WRONG, "ตารางซ้อน")
simple("a plan in a cell of layout", lambda: docx(tbl(tr(tc(plan() + p(""))))), REFUSED, "ตารางที่ซ้อนอยู่ในเซลล์")
simple(
    "tables 2,000 deep",
    lambda: docx("<w:tbl><w:tr><w:tc>" * 2_000 + p("ก") + "</w:tc></w:tr></w:tbl>" * 2_000),
    REFUSED,
    "ซ้อน",
)
simple("text of 40,000 characters", lambda: with_steps(noise(40_000)), WRONG, "ยาว")
simple(
    "texts of 12 million characters",
    lambda: docx(plan(*(tr(*CELLS[:2], f"{n}{noise(30_000)}", *CELLS[3:]) for n in range(400))), level=1),
    REFUSED,
)

# --- what Word puts around text
for name in ("ins", "del", "moveFrom", "moveTo"):
    simple(
        f"tracked: {name}",
        lambda name=name: with_steps(f"<w:p><w:{name}>{'<w:r><w:t>ก</w:t></w:r>'}</w:{name}></w:p>"),
        REFUSED,
        "Track Changes",
    )
simple("tracked: a row", lambda: docx(plan("<w:tr><w:trPr><w:ins/></w:trPr></w:tr>")), REFUSED, "Track Changes")
simple("tracked: a cell", lambda: docx(plan(tr(tc("ก", "<w:cellDel/>")))), REFUSED, "Track Changes")
simple(
    "older formatting is no text",
    lambda: with_steps(
        p("๑. หนึ่ง", '<w:pPr><w:pPrChange><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange></w:pPr>')
    ),
    RIGHT,
)
simple(
    "field codes, links, soft hyphens",
    lambda: with_steps(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>'
        "<w:hyperlink><w:r><w:t>๑. ห</w:t></w:r></w:hyperlink><w:r><w:softHyphen/><w:t>นึ่ง</w:t></w:r></w:p>"
    ),
    RIGHT,
)
simple(
    "a text box on the cell",
    lambda: with_steps(
        "<w:p><w:r><w:t>๑. หนึ่ง</w:t></w:r><w:r><w:pict><v:textbox><w:txbxContent>"
        f"{p('อื่น')}{tbl(tr('อื่น'))}</w:txbxContent></v:textbox></w:pict></w:r></w:p>"
    ),
    RIGHT,
    "กล่องข้อความ",
)
simple(
    "hidden text",
    lambda: with_steps("<w:p><w:r><w:t>๑. หนึ่ง</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>ลับ</w:t></w:r></w:p>"),
    RIGHT,
    "ซ่อน",
)
simple(
    "shown after all",
    lambda: with_steps('<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>๑. หนึ่ง</w:t></w:r></w:p>'),
    RIGHT,
)
NUMBERED = '<w:pPr><w:pStyle w:val="{}"/><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr>'
ONE_LIST = (
    f'<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
simple("an automatic number", lambda: with_steps(p("หนึ่ง", NUMBERED.format("", 0, 5)), numbering=ONE_LIST), RIGHT)
simple("a list that is not there", lambda: with_steps(p("หนึ่ง", NUMBERED.format("x", 8, 77))), RIGHT)
simple("a level that is none", lambda: with_steps(p("หนึ่ง", NUMBERED.format("x", "x", 5))), REFUSED, "เสียหาย")
simple(
    "styles based on each other",
    lambda: with_steps(
        p("หนึ่ง", '<w:pPr><w:pStyle w:val="a"/></w:pPr>'),
        styles=f'<w:styles xmlns:w="{MAIN}"><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>',
    ),
    RIGHT,
)
simple(
    "lists that take each other's levels",
    lambda: with_steps(
        p("หนึ่ง", NUMBERED.format("", 0, 5)),
        numbering=f'<w:numbering xmlns:w="{MAIN}"><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="s"/>'
        '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>',
        styles=f'<w:styles xmlns:w="{MAIN}"><w:style w:styleId="s"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr>'
        "</w:pPr>"
        "</w:style></w:styles>",
    ),
    RIGHT,
)
# --- what the rows say
simple("an indicator that is none", lambda: docx(plan(tr("ตัวชี้วัดที่ ๑๑", *CELLS[1:]))), WRONG, "ตัวชี้วัดที่ ๑๑")
simple("a name that is not its number's", lambda: docx(plan(tr("ตัวชี้วัดที่ ๖ การใช้อำนาจ", *CELLS[1:]))), WRONG, "ชื่อไม่ตรง")
simple("no indicator", lambda: docx(plan(tr("", *CELLS[1:]))), WRONG, "ยังไม่ได้ระบุตัวชี้วัด")
simple("no title", lambda: docx(plan(tr(CELLS[0], "", *CELLS[2:]))), WRONG, "ไม่มีชื่อมาตรการ")
simple(
    "the same measure twice", lambda: docx(plan(), plan(tr("๗", *CELLS[1:]), tr(*CELLS))), WRONG, "ซ้ำกับ ตารางที่ ๑ แถวที่ ๒"
)
simple(
    "periods that differ by step",
    lambda: docx(plan(tr(*CELLS), tr("", "", "๒. สอง", "", "ไตรมาสที่ ๑"))),
    WRONG,
    "มีระยะเวลาต่างกัน",
)
simple(
    "steps merged over two measures",
    lambda: docx(
        plan(
            tr(*CELLS[:2], tc(CELLS[2], '<w:vMerge w:val="restart"/>'), *CELLS[3:]),
            tr(CELLS[0], "อีกมาตรการ", tc("", "<w:vMerge/>").replace("<w:t></w:t>", ""), *CELLS[3:]),
        )
    ),
    WRONG,
    "ผสาน",
)
simple(
    "title and steps in one cell",
    lambda: docx(plan(tr(CELLS[0], tc(CELLS[1], '<w:gridSpan w:val="2"/>'), *CELLS[3:]))),
    WRONG,
    "ผสาน",
)
simple("a heading twice", lambda: docx(tbl(tr(*HEADINGS, HEADINGS[1]), tr(*CELLS, "ก"))), WRONG, "มากกว่าหนึ่ง")
simple(
    "a formula",
    lambda: docx(
        plan(
            tr(CELLS[0], "=cmd|' /C calc'!A0", *CELLS[2:]),
        )
    ),
    RIGHT,
)
