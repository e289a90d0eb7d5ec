"""Read the figures of a year back, by the names of `expectedfigures`: a reader of its own for each format and page."""

import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from lxml import etree, html
from openpyxl import load_workbook

from ..report.expectedfigures import NAMES, TOOLS, Figures
from .pdf.pdftext import with_pdfium
from .word.wordtext import paragraphs, part, solid

THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")


def from_json(content: bytes) -> Figures:
    data = json.loads(content, parse_float=Decimal, parse_int=Decimal)
    found: Figures = {
        "overall": {data["overall"], data["official_overall"]},
        "own target": {data["own_target"]},
        "national target": {data["criteria"]["national_target"]},
    }
    for tool in data["tools"]:
        found[tool["tool"]] = {tool["score"]}
        for name in ("weight", "contribution", "cost"):
            found[f"{name} {tool['tool']}"] = {tool[name]}
        for item in tool["parts"]:
            found[f"{tool['tool']} {item['part']}"] = {item["low"], item["high"]}
    for line in data["indicators"]:
        found[f"{line['indicator']}"] = {line["score"]}
        for name in ("target", "contribution", "cost"):
            found[f"{name} {line['indicator']}"] = {line[name]}
    if previous := data["previous"]:
        rows = {"overall": {"score": previous["overall"], "change": previous["change"]}}
        rows |= {row["tool"]: row for row in previous["tools"]}
        rows |= {f"{row['indicator']}": row for row in previous["indicators"]}
        for name, row in rows.items():
            found[f"previous {name}"], found[f"change {name}"] = {row["score"]}, {row["change"]}
    return found


def from_csv(content: bytes) -> Figures:
    found: Figures = defaultdict(set)
    for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"))):
        found["overall"].add(Decimal(row["overall"]))
        found[row["tool"]].add(Decimal(row["tool_score"]))
        found[row["indicator"]].add(Decimal(row["score"]))
        for name in ("target", "contribution", "cost"):
            found[f"{name} {row['indicator']}"].add(Decimal(row[name]))
        if row["previous_score"]:
            found[f"previous {row['indicator']}"].add(Decimal(row["previous_score"]))
            found[f"change {row['indicator']}"].add(Decimal(row["change"]))
    return found


def from_xlsx(content: bytes) -> Figures:
    book = load_workbook(io.BytesIO(content), read_only=True)
    summary = {str(label): value for label, value in book["ผลการประเมิน"].iter_rows(values_only=True, max_col=2)}
    found: Figures = {
        "overall": {number(summary["คะแนนภาพรวม"])},
        "own target": {number(summary["เป้าหมายของหน่วยงาน"])},
        "national target": {number(summary["ค่าเป้าหมาย"])},
    }
    for tool in TOOLS:
        found[tool] = {number(value) for label, value in summary.items() if label.startswith(f"{tool} ")}
    for label, value in summary.items():
        if said := re.fullmatch(r"คะแนน(ภาพรวม| (?:IIT|EIT|OIT)) ?(?:ปีงบประมาณ 2567|(เปลี่ยนแปลง))", label):
            name = "overall" if said[1] == "ภาพรวม" else said[1].strip()
            found[f"{'change' if said[2] else 'previous'} {name}"] = {number(value)}
    headings, *rows = book["คะแนนตัวชี้วัด"].iter_rows(values_only=True)
    columns = {
        "": "คะแนน",
        "target ": "เป้าหมาย",
        "contribution ": "คะแนนที่ได้ในภาพรวม",
        "cost ": "คะแนนภาพรวมที่เสียไป",
        "previous ": "คะแนนปีก่อน",
        "change ": "เปลี่ยนแปลงจากปีก่อน",
    }
    for row in rows:
        cells = dict(zip(headings, row, strict=True))
        for name, heading in columns.items():
            if heading in cells:
                found[f"{name}{cells['ตัวชี้วัดที่']}"] = {number(cells[heading])}
    return found


def number(cell: object) -> Decimal:
    """The number that a cell holds; a text that looks like one is none."""
    assert isinstance(cell, (int, float))
    return Decimal(str(cell))


FIGURE = r"(\d+\.\d\d)"
WHOLE = r"(\d+(?:\.\d\d)?)"


def patterns() -> dict[str, list[str]]:
    """How the report says each figure, without spaces and with ASCII digits; every one must occur."""
    said = {
        "overall": [
            f"ได้คะแนนภาพรวม{FIGURE}คะแนนจากคะแนนเต็ม",
            f"คะแนนภาพรวมระดับ“[^”]+”(?:ตามประกาศ)?{FIGURE}",
            f"คะแนนภาพรวม{FIGURE}",
        ],
        "own target": [f"เป้าหมายของหน่วยงาน{WHOLE}คะแนน"],
        "national target": [f"ทุกเครื่องมือไม่ต่ำกว่า{WHOLE}คะแนนโดย"],
        "cost OIT": [f"เสียไป{FIGURE}คะแนนจากคะแนนภาพรวม"],
    }
    for tool in TOOLS:
        said[tool] = [
            rf"{tool}(?:มี\d+ตัวชี้วัด)?ได้(?:คะแนนเฉลี่ย)?{FIGURE}คะแนน",
            f"คะแนนเฉลี่ย{tool}{FIGURE}",
            rf"{tool}(?:(?!เพิ่ม|ลดลง)\D)*{FIGURE}",
        ]
        said[f"weight {tool}"] = [rf"{tool}ร้อยละ(\d\d)"]  # the next heading's number may follow
    for place, name in enumerate(NAMES, start=1):
        said[f"{place}"] = [
            rf"\({place}\){name}ได้(?:คะแนนเต็ม)?{FIGURE}คะแนน",  # the paragraph
            rf"(?:ภายใน|ภายนอก|สาธารณะ|\.\d\d|–){place}{name}{FIGURE}",  # the table, after a tool or the row before
            rf"(?:(?<!\d){place}\.|\.\d\d{place}\.|ตัวชี้วัดที่{place}){name}{FIGURE}",  # the figure, or what is said for it
        ]
    return said


def from_prose(text: str) -> Figures:
    text = solid(text).translate(THAI_DIGITS)
    found: Figures = {}
    for name, ways in patterns().items():
        for way in ways:
            values = {Decimal(match) for match in re.findall(way, text)}
            assert values, f"{name} is nowhere as {way}"
            found.setdefault(name, set()).update(values)
    for part_number in ("1", "2"):
        if match := re.search(rf"EITส่วนที่{part_number}(?:ได้|อยู่ระหว่าง){FIGURE}(?:ถึง{FIGURE})?คะแนน", text):
            found[f"EIT {part_number}"] = {Decimal(value) for value in match.groups() if value}
    if match := re.search(rf"ส่วนที่1และส่วนที่2ไม่ต่ำกว่าส่วนละ{FIGURE}คะแนน", text):
        found["EIT 1"] = found["EIT 2"] = {Decimal(match.group(1)), Decimal(100)}
    for place, name in enumerate(NAMES, start=1):
        if values := re.findall(rf"ตัวชี้วัดที่{place}{name}\(ต่ำกว่าเป้าหมาย{FIGURE}คะแนน\)", text):
            found[f"gap {place}"] = {Decimal(value) for value in values}
    for place, name in enumerate(NAMES, start=1):  # beside the radar, or what is said for it
        beside = re.findall(rf"(?:(?<!\d)|\.\d\d){place}\.{name}(?:ขาดจากคะแนนเต็ม{FIGURE}|คะแนนเต็ม)", text)
        said = re.findall(rf"ตัวชี้วัดที่{place}{name}{FIGURE}คะแนน(?:ขาดจากคะแนนเต็ม{FIGURE}คะแนน|เต็ม)", text)
        values = {Decimal(short or 0) for short in (*beside, *(short for _score, short in said))}
        found |= {f"short {place}": values} if values else {}
    for name, value in changes(text):
        found.setdefault(name, set()).add(value)
    return found


MOVED = f"(เพิ่มขึ้น|เพิ่ม|ลดลง|ลด){FIGURE}"


def changes(text: str) -> Iterator[tuple[str, Decimal]]:
    """Every figure of last year in a report's sentences and figure, and every change with its sign."""
    if said := re.search(rf"พ.ศ.2567ซึ่งได้{FIGURE}คะแนนระดับ“[^”]+”คะแนนภาพรวม{MOVED}คะแนน", text):
        yield "previous overall", Decimal(said[1])
        yield "change overall", signed(*said.groups()[1:])
    subjects = {tool: rf"{tool}มี\d+ตัวชี้วัดได้คะแนนเฉลี่ย{FIGURE}คะแนน" for tool in TOOLS}
    subjects |= {
        f"{place}": rf"\({place}\){name}ได้(?:(?!\(\d+\)).){{,600}}?คะแนน" for place, name in enumerate(NAMES, start=1)
    }
    for subject, opening in subjects.items():
        for said in re.finditer(rf"{opening}{MOVED}คะแนนจากปีงบประมาณพ.ศ.2567", text):
            yield f"change {subject}", signed(*said.groups()[-2:])
        if re.search(rf"{opening}(?:คะแนน)?เท่ากับปีงบประมาณพ.ศ.2567", text):
            yield f"change {subject}", Decimal(0)
    for place, name in enumerate(NAMES, start=1):  # what is said for the figure, then what is beside its marks
        for said in re.finditer(rf"{name}(?:เท่าเดิม|{MOVED}คะแนน)จาก{FIGURE}คะแนนเป็น{FIGURE}คะแนน", text):
            yield f"change {place}", signed(said[1], said[2]) if said[1] else Decimal(0)
            yield f"previous {place}", Decimal(said[3])
            yield f"{place}", Decimal(said[4])
        for said in re.finditer(rf"(?:(?<!\d)|\.\d\d){place}\.{name}{MOVED}", text):
            yield f"change {place}", signed(*said.groups())


def signed(word: str, figure: str) -> Decimal:
    return Decimal(figure) if word.startswith("เพิ่ม") else -Decimal(figure)


def all_figures(text: str) -> set[Decimal]:
    """Every number with two decimals in a text."""
    return {Decimal(match) for match in re.findall(FIGURE, text.translate(THAI_DIGITS))}


def pdf_text(content: bytes) -> str:
    """The text without what stands at the foot of a page: its number, and the next page's first words."""
    return re.sub(r"\r?\n[๐-๙]+\r?\n/[^\n]*\.\.\.\n", "\n", with_pdfium(content))


def docx_text(content: bytes) -> str:
    """The text and what is said for the pictures."""
    said = (item.get("descr") for item in part(content, "word/document.xml").iter("{*}docPr"))
    return "\n".join([*(text for _style, text in paragraphs(content)), *said])


def page_text(content: bytes) -> str:
    (report,) = html.fromstring(content.decode()).xpath("//*[@id='report']")
    return report.text_content()


READERS: dict[str, Callable[[bytes], Figures]] = {
    "report.pdf": lambda content: from_prose(pdf_text(content)),
    "report.docx": lambda content: from_prose(docx_text(content)),
    "data.xlsx": from_xlsx,
    "data.csv": from_csv,
    "data.json": from_json,
}


CELLS = {"target": "เป้าหมาย", "contribution": "คะแนนที่ได้ในภาพรวม", "cost": "คะแนนที่เสียไป"}


def from_dashboard(content: bytes) -> Figures:
    root = html.fromstring(content.decode())
    found: Figures = {"overall": machine_values(root.xpath("//*[contains(@class, 'answer-score')]"))}
    for tool in TOOLS:
        (card,) = root.xpath(f"//li[@class='tool tool-{tool.lower()}']")
        found[tool] = machine_values(card.xpath(".//*[@class='tool-score']"))
        text = solid(card.text_content()).translate(THAI_DIGITS)
        said = re.search(f"คะแนนที่ได้ในภาพรวม{FIGURE}คะแนนจากน้ำหนัก{WHOLE}คะแนนเสียไป{FIGURE}คะแนน", text)
        assert said
        for name, value in zip(("contribution", "weight", "cost"), said.groups(), strict=True):
            found[f"{name} {tool}"] = {Decimal(value)}
        if said := re.search(f"ส่วนที่1และส่วนที่2อยู่ระหว่าง{FIGURE}ถึง{FIGURE}", text):
            found["EIT 1"] = found["EIT 2"] = {Decimal(value) for value in said.groups()}
        for place in re.findall(rf"ส่วนที่([12])(?:{FIGURE}|ไม่มีคะแนนแยกส่วนอยู่ระหว่าง{FIGURE}ถึง{FIGURE})", text):
            found[f"EIT {place[0]}"] = {Decimal(value) for value in place[1:] if value}
    rows = [row for row in root.xpath("//table[contains(@class, 'stack')]//tr") if row.xpath("td[@data-label='ที่']")]
    assert len(rows) == 10
    for row in rows:
        cells = {cell.get("data-label"): cell for cell in row.iterfind("td")}
        place = cells["ที่"].text_content().strip().translate(THAI_DIGITS)
        found[place] = machine_values([cells["คะแนน"]])
        for name, label in CELLS.items():
            found[f"{name} {place}"] = all_figures(cells[label].text_content())
        if gap := all_figures(cells["ส่วนต่างจากเป้าหมาย"].text_content()):
            found[f"gap {place}"] = gap
    return found


def machine_values(elements: list[etree._Element]) -> set[Decimal]:
    """The plain numbers of `<data value="95.48">๙๕.๔๘</data>`, each the same as the digits it stands beside."""
    values = set()
    for data in (item for found in elements for item in found.iter("data")):
        assert data.text_content().translate(THAI_DIGITS) == data.get("value")
        values.add(Decimal(data.get("value")))
    return values
