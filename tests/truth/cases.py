"""Results of every kind, drawn at random, and the years, reports and pages made from them without a database.

A `Case` holds plain figures. The portal makes everything else from them by its own code: `Shown` is what a reader gets.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import strategies as st

from assessments.dashboard import agency_view, build_year
from assessments.models import Agency, Assessment, Criteria, IndicatorScore
from assessments.results import YearResult
from itaportal.pages.dashboard import dashboard_page
from itaportal.pages.indicator import indicator_page
from itaportal.pages.trend import trend_page
from itaportal.pages.whatif import what_if_page
from itaportal.pages.years import AgencyYears, SeenYear
from itaportal.publishing.reading import Reading
from itaportal.report.blocks import Paragraph, ReportDocument, ScoreTable
from itaportal.report.building import as_previous_year
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import build_document
from tests.assessments import oracle

from .reading import Screen

NUMBERS = tuple(range(1, 11))
THRESHOLDS = (50, 55, 65, 70, 75, 85, 95, 100)
NEW_LEVELS, LETTERS = 2568, 2565  # a year of either kind of rating level
SAVED = datetime(2025, 11, 22, 3, tzinfo=UTC)

# The criteria of all years with what belongs to them, filled once by the fixture `schemes`.
SCHEMES: dict[int, Criteria] = {}


@dataclass(frozen=True)
class Case:
    """The figures of one agency's year: all that the portal is told."""

    scores: Mapping[int, Decimal | None]
    parts: tuple[Decimal | None, Decimal | None] = (None, None)
    fiscal_year: int = NEW_LEVELS
    target: Decimal | None = None
    targets: Mapping[int, Decimal] = field(default_factory=dict)
    announced_level: str = ""
    before: "Case | None" = None

    def target_of(self, number: int) -> Decimal:
        """What the indicator should reach: its own target, the agency's, the national one."""
        return self.targets.get(number, Decimal(85) if self.target is None else self.target)

    def reaches(self, number: int) -> bool:
        """Whether the indicator is scored at or over its target."""
        score = self.scores[number]
        return score is not None and score >= self.target_of(number)

    @property
    def scored(self) -> bool:
        """Whether every indicator has a score."""
        return None not in self.scores.values()

    @property
    def letters(self) -> bool:
        """Whether the year's levels are letters, which look at the overall alone."""
        return self.fiscal_year <= 2565

    @property
    def possible_levels(self) -> set[str]:
        """The levels that the figures admit; empty where not scored."""
        if not self.letters:
            return oracle.possible_levels(self.scores, self.parts)
        total = oracle.overall(self.scores)
        return set() if total is None else {oracle.letter_2562_to_2565(total)}


class Shown:
    """What the portal makes of a case: report, document and pages."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.assessment, self.year = _built(case)
        before = _built(case.before)[1] if case.before else None
        seen = [SeenYear(year, draft=False) for year in (before, self.year) if year]
        self.years = AgencyYears(agency_view(self.assessment.agency), False, tuple(seen))
        previous = as_previous_year(self.year, before) if before else None
        self.report = AgencyReport(year=self.year, plan=None, previous=previous)
        self.reading = Reading(self.assessment, self.report, None, (), draft=False, for_staff=False)

    @cached_property
    def document(self) -> ReportDocument:
        """The report in words."""
        return build_document(self.report)

    @cached_property
    def paragraphs(self) -> dict[str, str]:
        """The report's paragraphs that have a key: `summary`, `indicator-3` and so on."""
        return {block.key: _text(block) for block in self._blocks if isinstance(block, Paragraph) and block.key}

    @cached_property
    def sentences(self) -> list[str]:
        """Every paragraph of the report, and what its table says of the overall."""
        texts = [_text(block) for block in self._blocks if isinstance(block, Paragraph)]
        return texts + [block.total_name for block in self._blocks if isinstance(block, ScoreTable)]

    @property
    def _blocks(self) -> list[object]:
        parts = [part for section in self.document.sections for part in (section, *section.subsections)]
        return [block for part in parts for block in part.blocks]

    @cached_property
    def dashboard(self) -> Screen:
        """The dashboard of the year."""
        page = dashboard_page(self.report, years=[self.case.fiscal_year], for_staff=False)
        return self._screen("dashboard", page)

    def indicator(self, number: int) -> Screen:
        """The page of one indicator."""
        return self._screen("indicator", indicator_page(self.report, number, self.years, None, for_staff=False))

    def what_if(self, **given: str) -> Screen:
        """The page of suppositions; of the real figures where nothing is given."""
        return self._screen("what_if", what_if_page(self.year, self.assessment, given), "what-if")

    @cached_property
    def trend(self) -> Screen:
        """The page over the years."""
        return self._screen("trend", trend_page(self.years), years=self.years)

    def _screen(self, template: str, page: object, here: str = "", **more: object) -> Screen:
        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        context = {"report": self.report, "reading": self.reading, "page": page, "here": here or template} | more
        return Screen(render_to_string(f"pages/{template}.html", context, request))


def _text(block: Paragraph) -> str:
    return "".join(run.text for run in block.runs)


def _built(case: Case) -> tuple[Assessment, YearResult]:
    criteria = SCHEMES[case.fiscal_year]
    agency = Agency(
        pk=1, slug="nongkung", name="เทศบาลเมืองหนองกุง", short_name="ทม.หนองกุง", kind="เทศบาลเมือง", province="เลย"
    )
    assessment = Assessment(
        pk=case.fiscal_year,
        agency=agency,
        fiscal_year=case.fiscal_year,
        criteria=criteria,
        status="published",
        target=case.target,
        eit_part_1=case.parts[0],
        eit_part_2=case.parts[1],
        published_level=case.announced_level,
        updated_at=SAVED,
    )
    lines = [
        IndicatorScore(
            assessment=assessment,
            indicator=indicator,
            score=case.scores[indicator.number],
            target=case.targets.get(indicator.number),
        )
        for indicator in criteria.indicators.all()
    ]
    return assessment, build_year(assessment, lines)


# --- Strategies -----------------------------------------------------------------------------------------------------


def cents(value: int) -> Decimal:
    """A score from whole hundredths, kept within 0 to 100."""
    return Decimal(min(10_000, max(0, value))).scaleb(-2)


near = st.sampled_from(THRESHOLDS).flatmap(lambda edge: st.integers(edge * 100 - 2, edge * 100 + 2)).map(cents)
good = st.integers(8_500, 10_000).map(cents)  # as most real ones are
scores = st.one_of(good, near, st.integers(0, 10_000).map(cents))


def of_tools(iit: Decimal, eit: Decimal, oit: Decimal) -> dict[int, Decimal]:
    """Ten scores that are the same within each tool."""
    return {number: iit if number <= 5 else eit if number <= 8 else oit for number in NUMBERS}


tens = st.one_of(
    st.fixed_dictionaries(dict.fromkeys(NUMBERS, scores)),
    st.fixed_dictionaries(dict.fromkeys(NUMBERS, st.sampled_from([cents(v) for v in (8_400, 8_500, 9_500, 10_000)]))),
    st.builds(of_tools, scores, scores, scores),
    st.sampled_from([cents(v) for v in (10_000, 9_500, 8_500, 8_499, 0)]).map(lambda one: of_tools(one, one, one)),
    st.builds(lambda low: of_tools(cents(9_800), cents(9_800), low), st.integers(6_000, 8_499).map(cents)),
)


@st.composite
def years(draw: st.DrawFn, fiscal_year: int | None = None) -> Case:
    """One year: some scores may be missing, EIT parts known or not, targets of its own or not."""
    year = draw(st.sampled_from([NEW_LEVELS] * 3 + [LETTERS])) if fiscal_year is None else fiscal_year
    ten: dict[int, Decimal | None] = dict(draw(tens))
    if draw(st.integers(0, 5)) == 0:
        gone = NUMBERS if draw(st.booleans()) else draw(st.sets(st.sampled_from(NUMBERS), min_size=1, max_size=3))
        ten |= dict.fromkeys(gone)
    target = draw(st.sampled_from([None, None, cents(8_500), cents(9_000), cents(9_750)]))
    own = draw(st.dictionaries(st.sampled_from(NUMBERS), near, max_size=2)) if draw(st.booleans()) else {}
    case = Case(ten, draw(_parts(ten)), year, target, own)
    levels = sorted(case.possible_levels)
    return replace(case, announced_level=draw(st.sampled_from(["", *levels])))


@st.composite
def _parts(draw: st.DrawFn, ten: Mapping[int, Decimal | None]) -> tuple[Decimal | None, Decimal | None]:
    """No part of EIT, or parts that its mean admits."""
    eit = [ten[number] for number in (6, 7, 8)]
    if None in eit or draw(st.booleans()):
        return None, None
    mean = oracle.tool_mean(ten, "EIT")
    assert mean is not None
    low, high = max(0, 2 * mean - 100), min(100, 2 * mean)
    first = oracle.published(low + (high - low) * draw(st.integers(0, 20)) / 20)
    second = oracle.published(2 * mean - first)
    both = (cents(int(first * 100)), cents(int(second * 100)))
    return draw(st.sampled_from([both, both, (both[0], None), (None, both[1])]))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A year, with the year before or without."""
    case = draw(years())
    if draw(st.booleans()):
        return case
    before = draw(years(fiscal_year=case.fiscal_year - 1))
    return replace(case, before=before)
