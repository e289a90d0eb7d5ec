"""The one object that page, PDF, Word, workbook and data files of a year are drawn from.

Because they share it, two of them can never show different numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from assessments.results import YearResult
from measures.plans import PlanView

from .codec import NOT_FROZEN, Kept


@dataclass(frozen=True)
class EarlierScore:
    """Last year's published figure of a tool (`code`) or of an indicator (`number`)."""

    score: Decimal | None
    code: str = ""
    number: int = 0


@dataclass(frozen=True)
class PreviousYear:
    """What was published of the year before, where it was measured with the same indicators.

    `level` is the level in words, empty where there was none; `same_levels` says that both years know the same levels,
    so that one can be held against the other (letters of FY2562–2565 cannot).
    """

    fiscal_year: int
    overall: Decimal | None
    level: str
    same_levels: bool
    tools: tuple[EarlierScore, ...]
    indicators: tuple[EarlierScore, ...]

    def tool(self, code: str) -> Decimal | None:
        """Last year's score of one tool."""
        return next((item.score for item in self.tools if item.code == code), None)

    def indicator(self, number: int) -> Decimal | None:
        """Last year's score of one indicator."""
        return next((item.score for item in self.indicators if item.number == number), None)


@dataclass(frozen=True)
class MeanScore:
    """A mean of the overall (neither `code` nor `number`), of a tool or of an indicator.

    `announced`, `verified` and `source` say of a national mean where it is from; one computed here has no source.
    """

    score: Decimal
    code: str = ""
    number: int = 0
    announced: bool = False
    verified: bool = False
    source: str = ""


@dataclass(frozen=True)
class AskedItem:
    """The item of a year's OIT list that asks for this document; `title` is empty where it is not known."""

    fiscal_year: int
    number: int
    title: str
    verified: bool


NATIONAL, PROVINCE, KIND = "national", "province", "kind"


@dataclass(frozen=True)
class MeanScores:
    """Mean scores of one `scope` in the report's year, to stand beside the agency's own.

    `NATIONAL` ones are of the whole country, as known from outside; `agencies` is then 0. Those of a `PROVINCE` or a
    `KIND` (called `name`) were computed from the results of so many agencies that were published here at that moment.
    """

    scope: str
    scores: tuple[MeanScore, ...]
    name: str = ""
    agencies: int = 0

    def of(self, code: str = "", number: int = 0) -> MeanScore | None:
        """The mean of a tool or an indicator, of the overall where neither is named; None where it is not known."""
        return next((each for each in self.scores if (each.code, each.number) == (code, number)), None)

    def score(self, code: str = "", number: int = 0) -> Decimal | None:
        """The figure of `of`."""
        found = self.of(code, number)
        return found.score if found else None


def moved(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """How far one published figure is from last year's; None where either year has none."""
    return None if now is None or before is None else now - before


@dataclass(frozen=True)
class OwnParagraph:
    """An agency's own wording of the paragraph `key` (`paragraphs.wording_slots`), with placeholders unfilled."""

    key: str
    text: str


@dataclass(frozen=True)
class Signer:
    """Who signs the report: in what capacity, by what name and position."""

    role: str
    name: str
    job_title: str


@dataclass(frozen=True)
class RecordHead:
    """The end of the agency's record of changes when a version was made: how many entries, and the hash of the last."""

    length: int
    head: str


@dataclass(frozen=True)
class Edition:
    """Which published version a document is.

    `address` is its permanent address as it was when the version was published, empty where the portal had none to
    give. `checksum` is the SHA-256 of what was frozen, which itself is no part of it. `record` ties the record of
    changes to a paper that others hold; None of versions from before it.
    """

    version: int
    published_at: datetime
    address: str = ""
    checksum: str = field(default="", metadata=NOT_FROZEN)
    record: RecordHead | None = None


@dataclass(frozen=True)
class AgencyReport:
    """One agency's year: its result and the measures drawn from it; `plan` is None before one is made.

    A year for which no plan is made says why in `no_plan_reason`, which is empty for every other.

    `oit_item` is the item that the document answers, where it is known, of the list of the year of its measures.
    `means` are means of other agencies, those of the country first; none of a version frozen before there were any.
    `edition` and `words` are those of a published version: which one it is, and the document as it was worded then
    (`words`), which `narrative.build_document` gives again. Versions frozen before them have neither, drafts never do.
    `draft_checksum` tells drafts apart by their content (`publishing.reading.fingerprint`).
    `seal` is a small PNG. Fields after `plan` have defaults, so that versions frozen before them can still be read.
    """

    year: YearResult
    plan: PlanView | None
    previous: PreviousYear | None = None
    paragraphs: tuple[OwnParagraph, ...] = ()
    signatories: tuple[Signer, ...] = ()
    seal: bytes | None = None
    no_plan_reason: str = ""
    means: tuple[MeanScores, ...] = ()
    oit_item: AskedItem | None = None
    edition: Edition | None = None
    words: Kept | None = None
    draft_checksum: str = field(default="", metadata=NOT_FROZEN)

    @property
    def without_plan(self) -> bool:
        """Whether the document ends without measures, because the agency makes no plan from this year's result."""
        return bool(self.no_plan_reason) and not (self.plan and self.plan.measures)
