"""What the report consists of: frozen parts that a template (or another writer) puts on the page as they are.

Each part names its `kind`, so that a renderer picks the matching piece without looking at types:

`paragraph`  running text in runs of normal and bold, or a note
`figure`     marks on an axis (`figures.ScaleFigure`)
`radar`      the indicators' scores around a circle (`figures.RadarFigure`)
`scores`     table ๑, the indicators' scores by tool
`measures`   the plan's table

The sign-off block and the seal are no blocks: they are `ReportDocument.signatures` (after the last section, nothing
where it is empty) and `ReportDocument.seal` (on the cover).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from math import ceil
from typing import ClassVar

from itaportal.typesetting.columns import Columns, ScoreColumns, fitted_columns, score_columns
from itaportal.typesetting.typography import printed_length

from .codec import NOT_FROZEN
from .figures import RadarFigure, ScaleFigure

# What a caption begins with and texts call it by: `ภาพที่ ๒`, `ตารางที่ ๑`.
LABEL = re.compile(r"(ภาพที่|ตารางที่)[ \u00a0]([๐-๙]+)")
_ANCHORS = {"ภาพที่": "figure", "ตารางที่": "table"}


def anchor_of(caption: str) -> str:
    """What a figure or table is called in addresses, `figure-2` or `table-1`; empty for a caption without a number."""
    match = LABEL.match(caption)
    return f"{_ANCHORS[match.group(1)]}-{int(match.group(2))}" if match else ""


@dataclass(frozen=True)
class Run:
    """A stretch of a paragraph in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of running text, its runs joined without anything between them; a note is set smaller.

    `key` names it where it can have an own wording (see `paragraphs`), which leaves the first `lead` runs alone.
    """

    kind: ClassVar[str] = "paragraph"

    runs: tuple[Run, ...]
    note: bool = False
    key: str = ""
    lead: int = 0

    @classmethod
    def plain(cls, text: str, key: str = "") -> "Paragraph":
        """A paragraph in one weight."""
        return cls((Run(text),), key=key)

    @property
    def text(self) -> str:
        """The paragraph's words."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class ScoreRow:
    """One indicator of the score table; `score` None where there is none. `means` are those of the table's columns."""

    number: int
    name: str
    score: Decimal | None
    means: tuple[Decimal | None, ...] = ()


@dataclass(frozen=True)
class ScoreGroup:
    """The rows of one tool, whose cell spans them, closed by the tool's mean."""

    code: str
    name: str
    rows: tuple[ScoreRow, ...]
    total_name: str
    total: Decimal | None
    total_means: tuple[Decimal | None, ...] = ()

    @property
    def span(self) -> int:
        """Rows that the tool's cell spans: its indicators and its mean."""
        return len(self.rows) + 1


@dataclass(frozen=True)
class ScoreTable:
    """The table of indicator scores, closed by the overall.

    `means` are the headings of further columns with mean scores of other agencies, at most three; mostly none.
    """

    kind: ClassVar[str] = "scores"

    caption: str
    groups: tuple[ScoreGroup, ...]
    total_name: str
    total: Decimal | None
    means: tuple[str, ...] = ()
    total_means: tuple[Decimal | None, ...] = ()

    @property
    def columns(self) -> ScoreColumns:
        """The widths of the columns."""
        return score_columns(len(self.means))


@dataclass(frozen=True)
class StepLine:
    """A sub-item of a step: its mark, its text, and whether it stands one level further in."""

    mark: str
    text: str
    deep: bool

    @property
    def lines(self) -> int:
        """About how many lines it takes at the usual width of its column."""
        return _lines([self.text])


@dataclass(frozen=True)
class Step:
    """A numbered step of a measure, `๑.` and its text, with its sub-items."""

    number: str
    text: str
    items: tuple[StepLine, ...] = ()

    @property
    def lines(self) -> int:
        """About how many lines it takes at the usual width of its column."""
        return _lines([self.text])

    @property
    def texts(self) -> list[str]:
        """Its text and those of its sub-items."""
        return [self.text, *(item.text for item in self.items)]

    @property
    def branches(self) -> tuple["Branch", ...]:
        """Its sub-items as a list in which each holds those that stand one level further in."""
        found: list[tuple[StepLine, list[Branch]]] = []
        for item in self.items:
            if item.deep and found:
                found[-1][1].append(Branch(item))
            else:
                found.append((item, []))
        return tuple(Branch(item, tuple(under)) for item, under in found)


@dataclass(frozen=True)
class Branch:
    """A sub-item with the sub-items under it."""

    item: StepLine
    under: tuple["Branch", ...] = ()

    @property
    def is_bullet(self) -> bool:
        """Whether it is marked by a dash, and so counted by nothing."""
        return self.item.mark == "–"

    @property
    def is_lettered(self) -> bool:
        """Whether it is counted by letters, ก. ข. ค."""
        return self.item.mark[:1].isalpha()


# A row or step of about this many lines no longer fits a page, together with others, without being broken.
LONG_LINES = 18
# About how many printed characters a line has in the columns of titles, analyses, steps and monitoring.
TITLE_LINE, ANALYSIS_LINE, STEP_LINE, MONITORING_LINE = 15, 19, 25, 14


def _lines(texts: Iterable[str], line_length: int = STEP_LINE) -> int:
    """About how many lines the texts take in a column of the measures table."""
    return sum(ceil(printed_length(line) / line_length) for text in texts for line in text.splitlines())


@dataclass(frozen=True)
class MeasureRow:
    """One measure of the plan's table; a cell that nobody filled in holds a dash."""

    indicator: str
    titles: tuple[str, ...]
    analysis: str
    steps: tuple[Step, ...]
    units: tuple[str, ...]
    period: str
    monitoring: str

    @property
    def lines(self) -> int:
        """About how many lines the row takes at the usual widths of its columns."""
        cells = (
            (self.titles, TITLE_LINE),
            ([self.analysis], ANALYSIS_LINE),
            ([text for step in self.steps for text in step.texts], STEP_LINE),
            ([self.monitoring], MONITORING_LINE),
        )
        return max(_lines(texts, line_length) for texts, line_length in cells)


@dataclass(frozen=True)
class MeasureTable:
    """The plan's measures; its headings are repeated on every page."""

    kind: ClassVar[str] = "measures"

    caption: str
    rows: tuple[MeasureRow, ...]
    headings: tuple[str, ...] = (
        "ตัวชี้วัด",
        "มาตรการ/โครงการ/กิจกรรม",
        "ผลการวิเคราะห์ตัวชี้วัด",
        "ขั้นตอน/วิธีดำเนินการ",
        "ผู้รับผิดชอบ",
        "ระยะเวลาดำเนินการ",
        "การกำกับติดตามและรายงานผล",
    )

    @cached_property
    def columns(self) -> Columns:
        """The widths of the columns, by the units and periods of all rows."""
        return fitted_columns((unit for row in self.rows for unit in row.units), (row.period for row in self.rows))

    def breaks(self, part: MeasureRow | Step | StepLine) -> bool:
        """Whether a row may be broken over pages, between its steps, or a step; a shorter one stays whole."""
        return part.lines * self.columns.narrowing > LONG_LINES


Block = Paragraph | ScaleFigure | RadarFigure | ScoreTable | MeasureTable


@dataclass(frozen=True)
class Section:
    """A numbered part with its blocks, then its subsections; `wide` asks for pages in landscape."""

    number: str
    title: str
    blocks: tuple[Block, ...]
    subsections: tuple["Section", ...] = ()
    wide: bool = False


@dataclass(frozen=True)
class Title:
    """A title of the cover and the year it speaks of."""

    text: str
    year: str


@dataclass(frozen=True)
class Signature:
    """A place to sign: `role` above, a dotted line, `(name)` and `job_title` under it."""

    role: str
    name: str
    job_title: str


@dataclass(frozen=True)
class Identity:
    """What tells a published version from every other paper: number and day in words, permanent address, checksum.

    `address` is empty where there is none. `checksum` is short, as it is printed after `checksum_name`.
    """

    edition: str
    address: str = ""
    checksum: str = field(default="", metadata=NOT_FROZEN)
    checksum_name: str = ""

    @property
    def check(self) -> str:
        """The checksum with what it is called."""
        return f"{self.checksum_name} {self.checksum}"

    @property
    def line(self) -> str:
        """All but the address, on one line."""
        return f"{self.edition} {self.check}"


@dataclass(frozen=True)
class ReportDocument:
    """The whole report. `draft` is the line that marks a year that is not published, else empty.

    `identity` is that of a published version, None of a draft and of versions from before it was frozen.
    `made_up` is the line that marks a sample agency, which is no real one, else empty.

    `item` are the lines of the cover that name the OIT item, mostly none.
    `heading` are the lines above the text; `names` must not be broken at a line's end. `seal` is the PNG on the cover.
    """

    title: str
    titles: tuple[Title, ...]
    heading: tuple[str, ...]
    agency: str
    place: str
    draft: str
    updated_at: datetime
    sections: tuple[Section, ...]
    names: tuple[str, ...]
    signatures: tuple[Signature, ...] = ()
    seal: bytes | None = None
    made_up: str = ""
    item: tuple[str, ...] = ()
    identity: Identity | None = None

    @property
    def standing(self) -> str:
        """What every page says at its foot: which version it is, or that it is a draft; mostly one line, never two."""
        return self.identity.line if self.identity else self.draft

    @property
    def address(self) -> str:
        """The permanent address, empty where there is none."""
        return self.identity.address if self.identity else ""

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions of its figures and tables, in their order."""
        parts = [part for section in self.sections for part in (section, *section.subsections)]
        drawn = (ScaleFigure, RadarFigure, ScoreTable, MeasureTable)
        return tuple(block.caption for part in parts for block in part.blocks if isinstance(block, drawn))

    @property
    def anchors(self) -> dict[str, str]:
        """What figures and tables are called in addresses, by how texts call them: `ภาพที่ ๒`, `figure-2`."""
        matches = [match for caption in self.captions if (match := LABEL.match(caption))]
        return {match.group(): anchor_of(match.group()) for match in matches}
