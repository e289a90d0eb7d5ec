"""PDFs made for the tests, and a look inside them: which text is tagged as what, in the order it is read aloud."""

from __future__ import annotations

import base64
import io
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject, NullObject
from weasyprint.text.fonts import FontConfiguration
from weasyprint.text.line_break import get_log_attrs

from itaportal.formats.pdf import archival, catchwords

ROOT = Path(__file__).resolve().parents[3]
STATIC = (ROOT / "static").as_uri() + "/"
MODIFIED = datetime(2025, 11, 22, 3, 4, 5, tzinfo=UTC)
FONT = '12pt/1.5 "ITA Sarabun"'
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = (
    archival.AttachedFile("data.xlsx", b"PK not really a workbook", XLSX, "ข้อมูลของปีในรูปตารางคำนวณ"),
    archival.AttachedFile("data.json", '{"ปี": 2568}'.encode(), "application/json", "ข้อมูลของปีในรูป JSON"),
)


@cache
def fonts() -> FontConfiguration:
    """One configuration for all samples, with the report's font in it."""
    configuration = FontConfiguration()
    faces = "".join(
        f'@font-face {{ font-family: "ITA Sarabun"; font-weight: {weight}; src: url("fonts/ITASarabun-{name}.ttf") }}'
        for weight, name in ((400, "Regular"), (700, "Bold"))
    )
    weasyprint.CSS(string=faces, base_url=STATIC, font_config=configuration)
    return configuration


def breaks(text: str) -> list[int]:
    """Where Pango would break a line of Thai."""
    attributes = get_log_attrs(text, "th")
    return [place for place in range(1, len(text)) if attributes[place].is_line_break]


def laid_out(html: str) -> tuple[weasyprint.Document, Any]:
    """The pages of a document and the root of its HTML."""
    source = weasyprint.HTML(string=html, base_url=STATIC)
    return source.render(font_config=fonts()), source.etree_element


@cache
def made(html: str, files: tuple[archival.AttachedFile, ...]) -> tuple[bytes, dict[int, str]]:
    """A document's archival PDF and its catchwords by page index; several tests look at the same one."""
    document, root = laid_out(html)
    found = catchwords.catchwords_of_pages(document.pages, root, breaks)
    overlay, _root = laid_out(catchwords.overlay_html(document.pages, found, FONT)) if found else (None, None)
    overlays = dict(zip(found, overlay.pages, strict=True)) if overlay else {}
    return archival.archival_pdf(document, root, modified=MODIFIED, files=files, overlays=overlays), found


def find_catchwords(html: str) -> dict[int, str]:
    """The catchwords of a document by page index."""
    return made(html, FILES)[1]


def build(html: str, files: tuple[archival.AttachedFile, ...] = FILES) -> bytes:
    """The archival PDF of a document, catchwords included."""
    return made(html, files)[0]


def check(pdf: bytes | list[bytes], folder: Path) -> subprocess.CompletedProcess[str]:
    """What the four checkers say of a PDF or of several; the exit code is 0 where they have neither error nor warning.

    Its name is in Thai and the locale knows no Thai, as on a machine that nobody set up for it.
    """
    paths = []
    for number, content in enumerate(pdf if isinstance(pdf, list) else [pdf], start=1):
        paths.append(folder / f"รายงาน {number}.pdf")
        paths[-1].write_bytes(content)
    command = ["bash", ROOT / "scripts/pdfcheck.sh", *paths]
    return subprocess.run(command, env=os.environ | {"LC_ALL": "C"}, capture_output=True, encoding="utf-8", check=False)


# --- A document with everything -------------------------------------------------------------------------------------


def png() -> str:
    """A small picture as a data URL."""
    file = io.BytesIO()
    Image.new("RGBA", (4, 4), (200, 30, 30, 128)).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


SENTENCE = "หน่วยงานได้ดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสอย่างต่อเนื่องและรายงานผลต่อผู้บริหาร "
CSS = f"""
@page {{ size: A4; margin: 2.5cm 2cm 2cm 3cm; @top-center {{ content: counter(page, thai) }} }}
@page wide {{ size: A4 landscape; margin: 2cm }}
html {{ font: {FONT}; color: #000 }}
.cover {{ break-after: page }}
.wide {{ page: wide; break-before: page }}
.nobreak {{ white-space: nowrap }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed }}
th, td {{ border: 0.5pt solid #555; vertical-align: top; text-align: left }}
thead th {{ background: #eee }}
tr {{ break-inside: avoid }}
svg {{ width: 100%; height: 1cm }}
img {{ width: 1cm }}
.plot {{ display: flex }}
.plot div {{ flex: 1 1 0 }}
"""


def document(body: str, css: str = "", title: str = "รายงานตัวอย่าง", lang: str = "th") -> str:
    """An HTML page with the samples' stylesheet."""
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="author" content="หน่วยงาน &amp; คณะ"><meta name="generator" content="ITA Portal">'
        f'<meta name="description" content="สรุป &lt;สั้น&gt;"><style>{CSS}{css}</style></head><body>{body}</body></html>'
    )


def measure_rows(count: int) -> str:
    """Rows of a long table: a row header and cells with one, several and no paragraphs."""
    return "".join(
        f'<tr><th scope="row">มาตรการที่ {number}</th><td><p>{SENTENCE}</p><p>{SENTENCE}</p></td>'
        f"<td>กองคลัง</td><td></td></tr>"
        for number in range(1, count + 1)
    )


def everything() -> str:
    """Cover, headings, lists, links, English, a figure, a picture, a table with spans and one over several pages."""
    return document(
        f"""
<main>
<section class="cover"><h1>รายงานผลการประเมิน</h1><p><img src="{png()}" alt="ตราของหน่วยงาน"></p></section>
<section><h2>๑. ผลการประเมิน</h2>
<p>ผลรวม <strong>๙๕.๔๘ <span class="nobreak">คะแนน</span></strong> ตาม
<span lang="en">Integrity and Transparency Assessment</span> ของปี
ดู <a href="https://example.org/ita">เว็บไซต์ของหน่วยงาน</a> ได้</p>
<ol><li>ข้อแรก</li><li>ข้อสอง<ul><li>ข้อย่อย</li></ul></li></ol>
<figure data-alt="คะแนน IIT ๙๙.๕๗ คะแนน และ OIT ๙๐.๐๐ คะแนน จากคะแนนเต็มหนึ่งร้อยคะแนน">
<div class="plot"><div>IIT บุคลากร</div><div><svg viewBox="0 0 100 10"><title>เส้น</title><rect width="99" height="9"/>
</svg></div><div>๙๙.๕๗</div></div>
<div class="plot"><div>OIT ข้อมูล</div><div><svg viewBox="0 0 100 10"><rect width="90" height="9"/></svg></div>
<div>๙๐.๐๐</div></div>
<figcaption>ภาพที่ ๑ คะแนนรายเครื่องมือ</figcaption></figure>
<p>จุดเล็ก <svg viewBox="0 0 10 10"><circle r="3" cx="5" cy="5"/></svg> ไม่มีความหมาย</p>
<table><caption>ตารางที่ ๑ คะแนน</caption>
<thead><tr><th scope="col">แบบ</th><th scope="col">ตัวชี้วัด</th><th scope="col">คะแนน</th></tr></thead>
<tbody><tr><th scope="rowgroup" rowspan="2">IIT</th><td>การปฏิบัติหน้าที่</td><td>๙๙.๐๒</td></tr>
<tr><td>การใช้งบประมาณ</td><td>๑๐๐.๐๐</td></tr><tr><td colspan="2">เฉลี่ย</td><td>๙๙.๕๑</td></tr></tbody></table>
</section>
<section><h2>๒. การวิเคราะห์</h2><h3>๒.๑ จุดแข็ง</h3><p>{SENTENCE * 40}</p></section>
<section class="wide"><h2>๓. มาตรการ</h2>
<table><caption>ตารางที่ ๒ มาตรการ</caption><thead><tr><th scope="col">มาตรการ</th><th scope="col">วิธีดำเนินการ</th>
<th scope="col">ผู้รับผิดชอบ</th><th scope="col">หมายเหตุ</th></tr></thead><tbody>{measure_rows(16)}</tbody></table>
</section></main>"""
    )


# --- Looking inside -------------------------------------------------------------------------------------------------


@dataclass
class Node:
    """A structure element with what is in it: nodes and texts, in reading order."""

    kind: str
    object: DictionaryObject
    kids: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)

    def all(self, *kinds: str) -> Iterator[Node]:
        """Every element of these kinds in it, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                if kid.kind in kinds:
                    yield kid
                yield from kid.all(*kinds)


@dataclass
class Inside:
    """A PDF taken apart: its tag tree, and the texts of its artifacts by page."""

    reader: PdfReader
    tree: Node
    artifacts: list[list[str]]
    untagged: int  # painting operators outside of tags and artifacts
    unclaimed: int  # marked content that no element claims, or claimed twice


def look(pdf: bytes) -> Inside:
    """Take a PDF apart as a screen reader would, without any help of the module that wrote it."""
    reader = PdfReader(io.BytesIO(pdf))
    contents, artifacts, untagged = [], [], 0
    for page in reader.pages:
        marked, furniture, stray = _page_content(reader, page)
        contents.append(marked)
        artifacts.append(furniture)
        untagged += stray
    numbers = {page.indirect_reference.idnum: number for number, page in enumerate(reader.pages)}
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    claimed: list[tuple[int, int]] = []
    parents = _parent_tree(root)

    def read(item: DictionaryObject, page: int | None) -> Node:
        node = Node(item["/S"][1:], item)
        if "/Pg" in item:
            page = numbers[item.raw_get("/Pg").idnum]
        kids = item.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object()
            if isinstance(kid, int):
                node.kids.append(content(page, kid, item))
            elif kid.get("/Type") == "/MCR":
                node.kids.append(content(numbers[kid.raw_get("/Pg").idnum], kid["/MCID"], item))
            elif kid.get("/Type") == "/OBJR":
                assert parents[kid["/Obj"]["/StructParent"]] == item
            else:
                assert kid["/P"] == item
                node.kids.append(read(kid, page))
        return node

    def content(page: int | None, mcid: int, item: DictionaryObject) -> str:
        assert page is not None
        claimed.append((page, mcid))
        assert parents[reader.pages[page]["/StructParents"]][mcid].get_object() == item
        return contents[page][mcid]

    tree = read(root["/K"][0].get_object(), None)
    everything = sorted((page, mcid) for page, marked in enumerate(contents) for mcid in marked)
    return Inside(
        reader, tree, artifacts, untagged, len(set(everything) ^ set(claimed)) + len(claimed) - len(everything)
    )


def _parent_tree(root: DictionaryObject) -> dict[int, Any]:
    numbers = root["/ParentTree"]["/Nums"]
    return {int(key): value.get_object() for key, value in zip(numbers[::2], numbers[1::2], strict=True)}


_PAINTING = {b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"Do", b"sh", b"EI", b"Tj", b"TJ", b"'", b'"'}


def _page_content(reader: PdfReader, page: Any) -> tuple[dict[int, str], list[str], int]:
    """The text of each marked content and each artifact of a page, and how often something is painted outside both."""
    maps = {name: _to_unicode(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    marked: dict[int, str] = {}
    furniture: list[str] = []
    stack: list[int | str | None] = []
    stray, font = 0, {}
    for operands, operator in ContentStream(page["/Contents"].get_object(), reader).operations:
        if operator in (b"BMC", b"BDC"):
            properties = operands[1] if operator == b"BDC" else NullObject()
            if operands[0] == "/Artifact":
                stack.append("artifact")
                furniture.append("")
            else:
                stack.append(properties["/MCID"])
                assert properties["/MCID"] not in marked
                marked[properties["/MCID"]] = ""
            assert len(stack) == 1, "marked content inside other marked content"
        elif operator == b"EMC":
            stack.pop()
        elif operator == b"Tf":
            font = maps[operands[0]]
        elif operator in _PAINTING:
            if not stack:
                stray += 1
            elif operator == b"TJ":
                text = "".join(_decoded(item, font) for item in operands[0] if isinstance(item, (bytes, str)))
                if stack[-1] == "artifact":
                    furniture[-1] += text
                else:
                    marked[stack[-1]] += text
    return marked, [text for text in furniture if text], stray


def _decoded(item: Any, font: dict[int, str]) -> str:
    data = getattr(item, "original_bytes", item)
    return "".join(font[int.from_bytes(data[place : place + 2], "big")] for place in range(0, len(data), 2))


def _to_unicode(font: DictionaryObject) -> dict[int, str]:
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]+)>", font["/ToUnicode"].get_object().get_data())
    return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}


def solid(text: str) -> str:
    """The text without white space, which readers infer from the distances."""
    return re.sub(r"\s+", "", text)
