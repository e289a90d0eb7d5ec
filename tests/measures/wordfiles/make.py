"""Makes the two plans written by python-docx, and the one that LibreOffice writes from `lists.html`.

    .venv/bin/python -m tests.measures.wordfiles.make

The files are committed: tests read what lies here.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

HERE = Path(__file__).parent
AGENCY = "องค์การบริหารส่วนตำบลชานุวรรณ"


# --- pieces that python-docx has no words for


def element(parent, name: str, **attributes: object):
    made = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), str(value))
    parent.append(made)
    return made


def numbered_list(word: Word, identity: int, *levels: tuple[str, str], start: int = 1) -> str:
    """An automatic list of its own; `levels` are (format, text). Returns the number by which paragraphs name it."""
    numbering = word.part.numbering_part.element
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{identity}"/>')
    for place, (style, text) in enumerate(levels):
        level = element(abstract, "w:lvl", ilvl=place)
        element(level, "w:start", val=start)
        element(level, "w:numFmt", val=style)
        element(level, "w:lvlText", val=text)
    numbering.insert(0, abstract)
    number = element(numbering, "w:num", numId=identity)
    element(number, "w:abstractNumId", val=identity)
    return str(identity)


def in_list(paragraph: Paragraph, number: str, level: int = 0) -> None:
    properties = element(paragraph._p.get_or_add_pPr(), "w:numPr")
    element(properties, "w:ilvl", val=level)
    element(properties, "w:numId", val=number)


def write(cell: _Cell, *lines: str, number: str | None = None) -> None:
    """Lines as paragraphs; the cell's first paragraph is used."""
    for place, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if not place else cell.add_paragraph()
        paragraph.add_run(line)
        if number is not None:
            in_list(paragraph, number)


def field(paragraph: Paragraph, code: str, result: str) -> None:
    """A field: its code is no text, its result is."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("result", result), ("end", "")):
        run = paragraph.add_run(result if kind == "result" else "")
        if kind in ("begin", "separate", "end"):
            element(run._r, "w:fldChar", fldCharType=kind)
        elif not kind:
            element(run._r, "w:instrText").text = text


def text_box(paragraph: Paragraph, text: str) -> None:
    """A text box that lies on a cell: Word writes it twice, as a drawing and for older programs."""
    shape = (
        f"<mc:AlternateContent {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006' "
        "xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape' "
        "xmlns:v='urn:schemas-microsoft-com:vml'>"
        f"<mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r>"
        f"<w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    paragraph.add_run()._r.append(parse_xml(shape))


def headings(table: Table, *names: str) -> None:
    for cell, name in zip(table.rows[0].cells, names, strict=True):
        write(cell, *name.split("\n"))


# --- the plans


def merged() -> Word:
    """Everything merged: an indicator over its rows, a measure over a row for each step, one monitoring for all.

    Automatic numbers in Thai digits; headings of two rows, repeated by hand where a page ends.
    """
    word = Document()
    word.add_heading("แผนมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน", 1)
    word.add_paragraph(f"{AGENCY} ประจำปีงบประมาณ พ.ศ. ๒๕๖๙")
    table = word.add_table(8, 8)
    names = ("ที่", "ตัวชี้วัด", "มาตรการ/กิจกรรม", "ขั้นตอนการดำเนินงาน", "ผู้รับผิดชอบ", "ระยะเวลา\nดำเนินการ", "", "การติดตามผล")
    for row in (0, 5):
        for cell, name in zip(table.rows[row].cells, names, strict=True):
            write(cell, *name.split("\n"))
        table.cell(row, 5).merge(table.cell(row, 6))
    for place in (0, 1, 2, 3, 4, 7):
        table.cell(0, place).merge(table.cell(1, place))
    write(table.cell(1, 5), "เริ่ม")
    write(table.cell(1, 6), "สิ้นสุด")
    rows = numbered_list(word, 40, ("thaiNumbers", "%1."))
    steps = numbered_list(word, 41, ("thaiNumbers", "%1."))
    for row in (2, 4, 6):
        in_list(table.cell(row, 0).paragraphs[0], rows)
    write(table.cell(2, 1), "ตัวชี้วัดที่ ๖", "คุณภาพการดำเนินงาน")
    write(table.cell(2, 2), "จัดทำคู่มือการให้บริการประชาชน")
    write(table.cell(2, 3), "ทบทวนขั้นตอนการให้บริการ", number=steps)
    write(table.cell(3, 3), "จัดทำคู่มือและแจ้งเวียนทุกกอง", "เผยแพร่บนเว็บไซต์ของหน่วยงาน", number=steps)
    write(table.cell(4, 2), "อบรมพนักงานผู้ให้บริการ")
    write(table.cell(4, 3), "จัดอบรมปีละ ๑ ครั้ง")
    write(table.cell(2, 4), "สำนักปลัด")
    write(table.cell(3, 4), "กองคลัง")
    write(table.cell(4, 4), "สำนักปลัด")
    write(table.cell(2, 5), "ต.ค. ๖๘")
    write(table.cell(2, 6), "มี.ค. ๖๙")
    write(table.cell(4, 5), "ตลอดปีงบประมาณ")
    write(table.cell(6, 1), "ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล")
    write(table.cell(6, 2), "ปรับปรุงเว็บไซต์ของหน่วยงาน")
    write(table.cell(6, 3), "๑) ตรวจสอบข้อมูล", "๒) เผยแพร่ข้อมูลให้เป็นปัจจุบัน")
    write(table.cell(6, 4), "งานประชาสัมพันธ์")
    write(table.cell(6, 5), "ไตรมาสที่ ๑")
    write(table.cell(7, 0), "รวม ๓ มาตรการ")
    write(table.cell(2, 7), "รายงานผลต่อผู้บริหารทุกไตรมาส")
    for first, last, places in ((2, 3, (0, 2, 5, 6)), (2, 4, (1, 7))):
        for place in places:
            table.cell(first, place).merge(table.cell(last, place))
    table.cell(4, 5).merge(table.cell(4, 6))
    table.cell(6, 5).merge(table.cell(6, 6))
    table.cell(7, 0).merge(table.cell(7, 7))
    word.add_paragraph("ลงชื่อ ............................ ผู้จัดทำแผน")
    return word


def spanning() -> Word:
    """Indicators in rows across the table; a table for each tool, after one of scores; rows that go on by hand.

    Line breaks, tabs, a link, a field, a footnote, hidden text and a text box.
    """
    word = Document()
    word.add_paragraph("มาตรการยกระดับผลการประเมิน ITA ปีงบประมาณ พ.ศ. ๒๕๖๙")
    scores = word.add_table(2, 3)
    headings(scores, "เครื่องมือ", "คะแนนปี ๒๕๖๘", "ผลต่าง")
    for cell, text in zip(scores.rows[1].cells, ("EIT", "๗๙.๕๖", "-๑.๒๐"), strict=True):
        write(cell, text)
    word.add_paragraph("แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายนอก (EIT)")
    names = ("มาตรการ", "วิธีการดำเนินการ", "หน่วยงานรับผิดชอบ", "ระยะเวลาดำเนินงาน")
    table = word.add_table(5, 4)
    headings(table, *names)
    across(table, 1, "ตัวชี้วัดที่ ๖ : คุณภาพการดำเนินงาน (EIT)")
    write(table.cell(2, 0), "ลดขั้นตอนการให้บริการ")
    paragraph = table.cell(2, 1).paragraphs[0]
    paragraph.add_run("๑. สำรวจความเห็นผู้รับบริการ").add_break()
    paragraph.add_run("ผ่านแบบสอบถามออนไลน์").add_break()
    paragraph.add_run("๒. ปรับขั้นตอน")
    element(paragraph.add_run()._r, "w:footnoteReference", id="2")
    hidden = paragraph.add_run("ร่างเดิม")
    hidden.font.hidden = True
    write(table.cell(2, 2), "กองช่าง", "กองคลัง")
    write(table.cell(2, 3), "ต.ค. ๖๘ - มี.ค. ๖๙")
    text_box(table.cell(2, 0).paragraphs[0], "ตัวอย่างข้อความในกล่อง")
    write(table.cell(3, 1), "๓. รายงานผลต่อนายกองค์การบริหารส่วนตำบล")
    across(table, 4, "ตัวชี้วัดที่ ๗ ประสิทธิภาพการสื่อสาร")
    word.add_page_break()
    again = word.add_table(5, 4)
    headings(again, *names)
    across(again, 1, "ตัวชี้วัดที่ ๗ ประสิทธิภาพการสื่อสาร (ต่อ)")
    write(again.cell(2, 0), "เพิ่มช่องทางประชาสัมพันธ์")
    paragraph = again.cell(2, 1).paragraphs[0]
    paragraph.add_run("- ปรับปรุงเพจ")
    link = element(paragraph._p, "w:hyperlink", anchor="page")
    link.append(paragraph.add_run(" อบต.ชานุวรรณ")._r)
    paragraph = again.cell(2, 1).add_paragraph("- เผยแพร่ข่าวสารทุกเดือน จำนวน ")
    field(paragraph, " =SUM(ABOVE) ", "๑๒")
    paragraph.add_run(" ครั้ง")
    write(again.cell(2, 2), "สำนักปลัด")
    write(again.cell(2, 3), "ตลอดปีงบประมาณ")
    write(again.cell(3, 0), "เพิ่มช่องทางประชาสัมพันธ์ (ต่อ)")
    write(again.cell(3, 1), "- จัดประชุมประชาคม")
    across(again, 4, "หมายเหตุ แผนนี้ปรับได้ตามงบประมาณ")
    return word


def across(table: Table, row: int, text: str) -> None:
    """One cell over the whole row."""
    table.cell(row, 0).merge(table.cell(row, len(table.columns) - 1))
    write(table.cell(row, 0), text)


def by_libreoffice() -> None:
    """Write `lists.docx`: LibreOffice's own grid, lists and styles."""
    with tempfile.TemporaryDirectory() as folder:
        source = shutil.copy(HERE / "lists.html", folder)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--writer"]
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, source]
        subprocess.run(command, check=True, timeout=120, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        shutil.copy(Path(folder) / "lists.docx", HERE / "lists.docx")


if __name__ == "__main__":
    merged().save(str(HERE / "merged.docx"))
    spanning().save(str(HERE / "spanning.docx"))
    by_libreoffice()
