"""The report's two tables for the Word file: fixed columns, headings repeated on every page."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from docx.oxml.ns import qn
from docx.shared import Cm, Length

from assessments.thai import format_score, thai_digits
from itaportal.report.blocks import MeasureRow, MeasureTable, ScoreGroup, ScoreTable, Signature
from itaportal.typesetting.columns import Cell, Columns, ScoreColumns
from itaportal.typesetting.typography import printed_length

from ..data.office import xml_text
from .elements import Element, element, paragraph, run
from .numbering import Lists
from .styles import SHADE
from .texts import Texts

SIGNATURE_MARGIN = Cm(0.5).twips
SIGNED = 23  # printed characters of a position that are held together


def cell(
    width: int, content: Sequence[Element], *, span: int = 1, merge: str = "", shade: str = "", middle: bool = False
) -> Element:
    """A table cell `width` twips wide. `merge`: `restart` in the first of cells merged downwards, then `continue`."""
    properties = [element("w:tcW", w=width, type="dxa")]
    if span > 1:
        properties.append(element("w:gridSpan", val=span))
    if merge:
        properties.append(element("w:vMerge", val=merge))
    if shade:
        properties.append(element("w:shd", val="clear", color="auto", fill=shade))
    if middle:
        properties.append(element("w:vAlign", val="center"))
    return element("w:tc", element("w:tcPr", *properties), *content)


def row(cells: Iterable[Element], *, header: bool = False, whole: bool = True) -> Element:
    """A table row; a header is repeated on every page, and a whole row is not broken over two."""
    properties = [element("w:cantSplit")] if whole or header else []
    if header:
        properties.append(element("w:tblHeader"))
    return element("w:tr", element("w:trPr", *properties), *cells)


def header_row(widths: Sequence[int], headings: Sequence[str]) -> Element:
    """The row of column headings."""
    return row(
        [
            cell(width, [paragraph("TableHeading", heading)], shade=SHADE, middle=True)
            for width, heading in zip(widths, headings, strict=True)
        ],
        header=True,
    )


def table(widths: Sequence[int], caption: str, rows: Iterable[Element], *, style: str = "TableGrid") -> Element:
    """A table with fixed columns, ruled unless `style` says otherwise; a screen reader announces `caption`."""
    properties = element(
        "w:tblPr",
        element("w:tblStyle", val=style),
        element("w:tblW", w=sum(widths), type="dxa"),
        element("w:tblLayout", type="fixed"),
        element("w:tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        element("w:tblCaption", val=xml_text(caption)),
    )
    grid = element("w:tblGrid", *(element("w:gridCol", w=width) for width in widths))
    return element("w:tbl", properties, grid, *rows)


def kept_together(rows: list[Element]) -> list[Element]:
    """Rows that stay on one page: every paragraph but those of the last row is kept with the next one."""
    for made in rows[:-1]:
        keep_with_next(made)
    return rows


def keep_with_next(made: Element) -> None:
    """Keep every paragraph in `made` on the page of what follows it."""
    for properties in made.iter(qn("w:pPr")):
        if properties.find(qn("w:keepNext")) is None:
            properties.insert(1, element("w:keepNext"))


def twips(widths: Iterable[Length]) -> list[int]:
    """Lengths in the unit of tables."""
    return [width.twips for width in widths]


def score_table(block: ScoreTable, texts: Texts) -> Element:
    """Table 1: a tool's cell spans its rows, each tool is closed by its mean and the table by the overall.

    Means of other agencies, where there are any, stand in further columns.
    """
    widths = twips(map(Cm, block.columns.widths))
    rows = [header_row(widths, ("เครื่องมือ", "ลำดับ", "ตัวชี้วัด", "คะแนน", *block.means))]
    for group in block.groups:
        rows += _group_rows(group, block.columns, texts)
    total = paragraph("TableText", run(block.total_name, bold=True))
    rows.append(
        row(
            [
                cell(sum(widths[:3]), [total], span=3),
                _score_cell(widths[3], block.total, bold=True),
                *_mean_cells(widths, block.total_means),
            ]
        )
    )
    return table(widths, block.caption, kept_together(rows))


def _group_rows(group: ScoreGroup, columns: ScoreColumns, texts: Texts) -> list[Element]:
    widths = twips(map(Cm, columns.widths))
    name = texts.held(group.name, columns.tool_fit)
    tool = [paragraph("TableText", run(group.code, bold=True)), paragraph("TableText", name)]
    rows: list[Element] = []
    for line in group.rows:
        rows.append(
            row(
                [
                    _tool_cell(widths[0], tool if not rows else None),
                    cell(widths[1], [paragraph("TableNumber", thai_digits(line.number))]),
                    cell(widths[2], [paragraph("TableText", texts.held(line.name, columns.name_fit))]),
                    _score_cell(widths[3], line.score),
                    *_mean_cells(widths, line.means),
                ]
            )
        )
    mean = cell(widths[1] + widths[2], [paragraph("TableText", run(group.total_name, bold=True))], span=2)
    closing = [
        _tool_cell(widths[0], None if rows else tool),
        mean,
        _score_cell(widths[3], group.total, bold=True),
        *_mean_cells(widths, group.total_means),
    ]
    return [*rows, row(closing)]


def _tool_cell(width: int, content: list[Element] | None) -> Element:
    """The cell that spans a tool's rows: its content in the first, nothing in those it goes on in."""
    if content is None:
        return cell(width, [paragraph("TableText")], merge="continue")
    return cell(width, content, merge="restart")


def _score_cell(width: int, score: Decimal | None, *, bold: bool = False) -> Element:
    return cell(width, [paragraph("TableNumber", run(format_score(score), bold=bold))])


def _mean_cells(widths: Sequence[int], means: Sequence[Decimal | None]) -> list[Element]:
    return [_score_cell(width, mean) for width, mean in zip(widths[4:], means, strict=True)]


def measure_table(block: MeasureTable, texts: Texts, lists: Lists) -> Element:
    """The measures, their headings repeated on every page; a row stays whole unless it is too long for that."""
    widths = twips(map(Cm, block.columns.word_widths))
    contents = (_measure_cells(line, block.columns, texts, lists) for line in block.rows)
    rows = [
        row([cell(width, made) for width, made in zip(widths, cells, strict=True)], whole=not block.breaks(line))
        for line, cells in zip(block.rows, contents, strict=True)
    ]
    headings = [block.columns.bold_in_word(heading, place) for place, heading in enumerate(block.headings)]
    return table(widths, block.caption, [header_row(widths, headings), *rows])


def _measure_cells(line: MeasureRow, columns: Columns, texts: Texts, lists: Lists) -> tuple[list[Element], ...]:
    fits = columns.fits
    return (
        [paragraph("TableText", run(columns.bold_in_word(line.indicator, 0), bold=True))],
        [paragraph("TableText", *texts.runs(title, room=fits[1])) for title in line.titles],
        _paragraphs_of_lines(line.analysis, texts, fits[2]),
        lists.paragraphs(line.steps, lambda text: texts.runs(text, room=fits[3])),
        [paragraph("TableText", _held_lines(columns.unit(unit), texts)) for unit in line.units],
        [paragraph("TableText", _held_lines(columns.period(line.period), texts))],
        _paragraphs_of_lines(line.monitoring, texts, fits[6]),
    )


def _held_lines(made: Cell, texts: Texts) -> str:
    return "\n".join(texts.held(part, made.fit) for part in made.text.split("\n"))


def _paragraphs_of_lines(text: str, texts: Texts, room: int) -> list[Element]:
    """A text of several lines, each a paragraph; empty lines are left out."""
    lines = [line for line in text.splitlines() if line.strip()]
    return [paragraph("TableText", *texts.runs(line, room=room)) for line in lines] or [paragraph("TableText")]


def add_signing_row(measures: Element, signing: Sequence[Element]) -> None:
    """Put the places to sign, a table in its own right, into a last row of the measures' table that shows no lines.

    LibreOffice keeps a row with the next row of its table, and with nothing that comes after the table.
    """
    columns = [int(column.get(qn("w:w"), 0)) for column in measures.iter(qn("w:gridCol"))]
    made = cell(sum(columns), [*signing, paragraph("AfterTable")], span=len(columns))
    open_sides = [element(f"w:{side}", val="nil") for side in ("left", "bottom", "right")]
    margins = [element(f"w:{side}", w=0, type="dxa") for side in ("left", "right")]
    made[0].extend([element("w:tcBorders", *open_sides), element("w:tcMar", *margins)])
    measures.append(row([made]))


# What a second line of a long position may begin with, besides the agency's name: the rank after the profession.
_RANKS = ("ปฏิบัติการ", "ชำนาญการพิเศษ", "ชำนาญการ", "เชี่ยวชาญ", "ทรงคุณวุฒิ", "ปฏิบัติงาน", "ชำนาญงาน", "อาวุโส")
PRINTED_CM = 0.25  # width of a printed character of running text, rather too wide than too narrow


def signature_table(signatures: Sequence[Signature], width: Length, agency: str, texts: Texts) -> Element:
    """The places to sign, side by side over `width`; a dotted tab is the line, so that no reader reads dots out.

    A position too long for its column goes on after its profession or before the name of `agency`: names are in no
    word processor's dictionary, which would break them anywhere.
    """
    column = width.twips // len(signatures)
    cells = [cell(column, _signature_lines(signature, column, agency, texts)) for signature in signatures]
    return table([column] * len(signatures), "ผู้ลงนาม", [row(cells)], style="Signatures")


def _signature_lines(signature: Signature, column: int, agency: str, texts: Texts) -> list[Element]:
    line = element("w:tabs", element("w:tab", val="left", leader="dot", pos=column - 2 * SIGNATURE_MARGIN))
    side = element("w:ind", left=SIGNATURE_MARGIN, right=SIGNATURE_MARGIN)
    position = _position(f"ตำแหน่ง {signature.job_title}", column, agency)
    room = element("w:spacing", before=Cm(1.0).twips, after=Cm(0.1).twips)
    return [
        paragraph("SignatureText", run(signature.role)),
        paragraph("SignatureText", "ลงชื่อ\t", properties=[line, room, side, element("w:jc", val="left")]),
        paragraph("SignatureText", f"({signature.name})"),
        paragraph("SignatureText", run("\n".join(texts.held(line, SIGNED) for line in position.split("\n")))),
    ]


def _position(text: str, column: int, agency: str) -> str:
    fits = column / Cm(PRINTED_CM).twips
    if printed_length(text) <= fits:
        return text
    places = [text.find(name) for name in (agency, *_RANKS) if name in text]
    good = [place for place in places if place > 0 and printed_length(text[:place]) <= fits]
    return f"{text[: max(good)].rstrip()}\n{text[max(good) :]}" if good else text
