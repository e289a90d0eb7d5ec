"""Reads the tables of a Word document (.docx) under the same limits as .xlsx; each table is a sheet.

The text of a cell is what a reader of the page sees: with the numbers of automatic lists, without field codes, hidden
text and what lies in text boxes. What is left out is named in a notice, and a document with tracked changes is refused,
since it has two readings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from assessments.thai import thai_digits

from .container import Container
from .faults import too_long
from .limits import Limits, too_many
from .relations import main_part, relations_of
from .rows import Fault, FileRefused, ListedText, Sheet, SheetSource, TableName
from .wordgrid import GridCell, GridTable
from .wordlists import ListPlace, Lists
from .xml import BROKEN, Part, read_part, small_int

MACROS = "ไฟล์นี้มีแมโคร (.docm) ระบบไม่รับ กรุณาบันทึกใหม่เป็น .docx (เอกสาร Word)"
TRACKED = (
    "ไฟล์นี้มีการติดตามการเปลี่ยนแปลง (Track Changes) ที่ยังไม่ได้ยอมรับหรือปฏิเสธ ระบบไม่ทราบว่าจะใช้ข้อความใด "
    "กรุณาเปิดด้วย Word ยอมรับหรือปฏิเสธการเปลี่ยนแปลงทั้งหมด แล้วบันทึกใหม่"
)
NO_TABLE = "ไฟล์ Word นี้ไม่มีตาราง ระบบอ่านแผนจากตารางมาตรการเท่านั้น กรุณาจัดข้อมูลเป็นตาราง"
NESTED = "มีตารางซ้อนอยู่ในเซลล์"
_CHANGES = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"}
_SHAPES = {"drawing", "pict", "object"}
_LEFT_OUT = {
    # Formatting as it was, another drawing of the same shape, the reading above a word, what a reader does not see.
    *("pPrChange", "rPrChange", "tblPrChange", "tblPrExChange", "tcPrChange", "trPrChange", "sectPrChange"),
    *("tblGridChange", "numberingChange", "Fallback", "rt", "instrText", "delText"),
}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_OFF = {"0", "false", "off"}
_INDENT = re.compile(r"^\t+")
# A number or bullet at the head of a line, and the tab after it.
_TYPED_LABEL = re.compile(
    r"^( *(?:[(\[]?[0-9๐-๙]{1,2}(?:\.[0-9๐-๙]{1,2})*[.)\]]*|[(\[]?[ก-ฮa-z]{1,3}[.)\]]|[•●▪○o\-–—*➢✓\ue000-\uf8ff]))\t+"
)
_LINES_ABOVE, _LINE_LENGTH = 12, 300  # lines of text that are kept before a table, and of what length
_PLACES = 5  # that one notice names


def open_docx(container: Container, limits: Limits) -> SheetSource:
    """Return the tables of a document. Raises FileRefused where it has none, or more than one reading."""
    kinds = container.start_of("[Content_Types].xml")
    if b"macroEnabled" in kinds or any(name.lower().endswith("vbaproject.bin") for name in container.names):
        raise FileRefused(MACROS)
    main = main_part(container, limits)
    by_type = dict(relations_of(container, main, limits).values())
    document = _Document(limits, Lists(container, by_type.get("numbering"), by_type.get("styles"), limits))
    with container.open(main) as part:
        read_part(part, document)
    if not document.tables:
        raise FileRefused(NO_TABLE)
    found = SheetSource(notices=document.notices())
    for table in document.tables:
        found.sheets.append(Sheet(table.name, iter(table.rows()), tuple(table.above), table.begins()))
    return found


@dataclass
class _Cell:
    """A cell as it is read."""

    place: GridCell = field(default_factory=GridCell)
    lines: list[tuple[str, str]] = field(default_factory=list)  # label of a list, and text
    length: int = 0
    nested: bool = False


@dataclass
class _Paragraph:
    """A paragraph as it is read."""

    pieces: list[str] = field(default_factory=list)
    style: str = ""
    place: ListPlace = field(default_factory=ListPlace)


class _Document(Part):
    """`document.xml`: fills `tables`."""

    def __init__(self, limits: Limits, lists: Lists) -> None:
        super().__init__(limits)
        self.tables: list[GridTable] = []
        self._lists = lists
        self._depth = 0  # of tables
        self._cell: _Cell | None = None
        self._paragraph: _Paragraph | None = None
        self._in_text = self._in_run = self._hidden = False
        self._left_out: list[str] = []  # elements that are passed over, innermost last
        self._shape_from = 0  # how many of them were open when the text of a shape began; 0 outside one
        self._above: list[str] = []
        self._paragraphs = self._rows = self._length = self._runs = 0
        self._unread: dict[str, dict[str, None]] = {}

    # --- elements

    def start(self, name: str, attrs: dict[str, str]) -> None:
        name = self.local[name]
        if self._left_out or name in _LEFT_OUT or name in _SHAPES:
            self.count_other()
            self._left_out.append(name)
            if name == "txbxContent" and not self._shape_from:
                self._shape_from = len(self._left_out)
            return
        if name == "t":
            self._in_text = True
        elif name == "r":
            self._start_run()
        elif name == "p":
            self._start_paragraph()
        elif name in _CHANGES:
            raise FileRefused(TRACKED)
        else:
            local = {key.rpartition(":")[2]: value for key, value in attrs.items()} if attrs else {}
            self._start_rarer(name, local)

    def _start_rarer(self, name: str, attrs: dict[str, str]) -> None:
        if name == "tc":
            self._start_cell()
        elif name == "tr":
            self._start_row()
        elif name == "tbl":
            self._start_table()
        else:
            self.count_other()
            if self._in_run and self._paragraph is not None:
                self._note_in_run(name, attrs)
            elif self._paragraph is not None:
                self._note_paragraph(self._paragraph, name, attrs)
            elif self._depth == 1:
                self._note_grid(name, attrs)

    def end(self, name: str) -> None:
        name = self.local[name]
        if self._left_out:
            if len(self._left_out) == self._shape_from:
                self._shape_from = 0
            self._left_out.pop()
        elif name == "t":
            self._in_text = False
        elif name == "r":
            self._in_run = False
        elif name == "p":
            self._end_paragraph()
        elif name == "tc" and self._depth == 1 and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif name == "tbl":
            self._depth -= 1
            if not self._depth:
                self.tables[-1].finish()

    def text(self, data: str) -> None:
        if self._left_out:
            if self._shape_from and self._left_out[-1] == "t" and data.strip():
                self._note_unread("ข้อความในกล่องข้อความหรือรูปร่าง")
        elif self._in_text:
            self._add(data)

    # --- text

    def _start_run(self) -> None:
        self._in_run, self._hidden = True, False
        self._runs += 1
        if self._runs > self.limits.other_elements:
            raise too_many("จำนวนช่วงข้อความในไฟล์", self.limits.other_elements, "ช่วง")

    def _start_paragraph(self) -> None:
        if self._paragraph is not None:
            raise FileRefused(BROKEN)
        self._paragraph = _Paragraph()
        self._paragraphs += 1
        if self._paragraphs > self.limits.texts:
            raise too_many("จำนวนย่อหน้าในไฟล์", self.limits.texts, "ย่อหน้า")

    def _add(self, data: str) -> None:
        if self._paragraph is None:
            return
        if self._hidden:
            if data.strip():
                self._note_unread("ข้อความที่ซ่อนไว้")
            return
        self._length += len(data)
        if self._length > self.limits.text_length:
            raise too_many("จำนวนตัวอักษรในไฟล์", self.limits.text_length, "ตัวอักษร")
        if self._cell is not None:
            self._cell.length += len(data)
            if self._cell.length > self.limits.cell_length:
                return
        self._paragraph.pieces.append(data)

    def _note_in_run(self, name: str, attrs: dict[str, str]) -> None:
        if name in _BREAKS:
            self._add(_BREAKS[name])
        elif name == "sym":
            self._add(_symbol(attrs.get("char", "")))
        elif name == "vanish":
            self._hidden = attrs.get("val", "") not in _OFF
        elif name in ("footnoteReference", "endnoteReference"):
            self._note_unread("ข้อความในเชิงอรรถ")

    @staticmethod
    def _note_paragraph(paragraph: _Paragraph, name: str, attrs: dict[str, str]) -> None:
        if name == "pStyle":
            paragraph.style = attrs.get("val", "")
        elif name == "numId":
            paragraph.place = ListPlace(attrs.get("val", ""), paragraph.place.level)
        elif name == "ilvl":
            paragraph.place = ListPlace(paragraph.place.number, small_int(attrs.get("val"), 0, 8))

    def _end_paragraph(self) -> None:
        paragraph, self._paragraph = self._paragraph, None
        if paragraph is None:
            return
        text = "".join(paragraph.pieces)
        label, level = self._lists.label(paragraph.place, paragraph.style)
        if self._cell is not None:
            self._cell.lines.append(("  " * level + label if label else "", _without_list_tabs(text)))
        elif not self._depth and (line := f"{label} {text}".strip()):
            self._above = [*self._above[1 - _LINES_ABOVE :], line[:_LINE_LENGTH]]

    # --- tables

    def _start_table(self) -> None:
        if self._depth and self._cell is None:
            raise FileRefused(BROKEN)
        self._depth += 1
        if self._cell is not None:
            self._cell.nested = True
            return
        if len(self.tables) >= self.limits.sheets:
            raise too_many("จำนวนตารางในไฟล์", self.limits.sheets, "ตาราง")
        name = TableName(f"ตารางที่ {thai_digits(len(self.tables) + 1)}")
        self.tables.append(GridTable(name, self._above, self.limits))
        self._above = []

    def _start_row(self) -> None:
        if self._depth > 1:
            return
        if not self._depth or self._cell is not None:
            raise FileRefused(BROKEN)
        self._rows += 1
        if self._rows > self.limits.rows:
            raise too_many("จำนวนแถวในไฟล์", self.limits.rows, "แถว")
        self.tables[-1].start_row()

    def _start_cell(self) -> None:
        if self._depth > 1:
            return
        if not self._depth or self._cell is not None:
            raise FileRefused(BROKEN)
        self._cell = _Cell()

    def _note_grid(self, name: str, attrs: dict[str, str]) -> None:
        table = self.tables[-1]
        if name == "gridCol":
            table.add_column(small_int(attrs.get("w", "0").partition(".")[0].lstrip("-"), 0, 100_000))
        elif name == "gridBefore":
            table.skip(small_int(attrs.get("val"), 0, self.limits.columns + 1))
        elif self._cell is not None:
            place = self._cell.place
            if name == "gridSpan":
                place.span = max(1, small_int(attrs.get("val"), 1, self.limits.columns + 1))
            elif name == "vMerge":
                place.goes_on_down = attrs.get("val", "continue") != "restart"
                place.merged_down = True
            elif name == "hMerge":
                place.goes_on_across = attrs.get("val", "continue") != "restart"

    def _end_cell(self, cell: _Cell) -> None:
        cell.place.value = self._value(cell)
        if cell.nested:
            self._note_unread("ตารางที่ซ้อนอยู่ในเซลล์")
        if cell.place.goes_on_down and cell.place.value is not None:
            self._note_unread("ข้อความใต้เซลล์ที่ผสาน ซึ่งไม่แสดงในเอกสาร")
        self.tables[-1].add(cell.place)

    def _value(self, cell: _Cell) -> Any:
        lines = cell.lines
        if any(text.strip() for _, text in lines):  # an empty paragraph's number says something only when it is alone
            lines = [line for line in lines if line[1].strip()]
        text = "\n".join(f"{label} {text}" if label else text for label, text in lines)
        if cell.nested:
            return Fault(" ".join(text.split())[:60], NESTED, "กรุณาย้ายข้อความออกมาพิมพ์ในเซลล์โดยตรง แล้วลบตารางที่ซ้อน")
        if cell.length > self.limits.cell_length:
            return too_long(text, self.limits)
        if not text.strip():
            return None
        if any(label for label, _ in lines):
            return ListedText.of(text, "\n".join(text for _, text in lines).strip())
        return text

    # --- what is left out

    def _note_unread(self, what: str) -> None:
        if self._depth:
            table = self.tables[-1]
            self._unread.setdefault(what, {})[f"{table.name} แถวที่ {thai_digits(max(1, table.row))}"] = None

    def notices(self) -> list[str]:
        """What was not read inside tables, and where."""
        said = []
        for what, places in self._unread.items():
            named = " ".join(list(places)[:_PLACES])
            more = f" และอีก {thai_digits(len(places) - _PLACES)} แห่ง" if len(places) > _PLACES else ""
            said.append(f"ไม่ได้อ่าน{what}: {named}{more}")
        return said


def _without_list_tabs(text: str) -> str:
    """Lines whose tabs only indent them, or stand after a number that somebody typed, with spaces instead."""
    if "\t" not in text:
        return text
    lines = (_INDENT.sub(lambda found: "    " * len(found[0]), line) for line in text.split("\n"))
    return "\n".join(_TYPED_LABEL.sub(r"\1 ", line) for line in lines)


def _symbol(code: str) -> str:
    """The character of a symbol font, in the private area where its fonts have it."""
    try:
        character = chr(int(code[:4], 16))
    except ValueError:
        return ""
    return character if character.isprintable() or "\ue000" <= character <= "\uf8ff" else ""
