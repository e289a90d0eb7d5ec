"""How results are computed: the criteria of a year in words, and a worked example from a published result.

Everything comes from the criteria as they are stored and from `scoring`; no figure of the rules stands in this file.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, Value, When

from assessments import scoring, wording
from assessments.enums import Tool
from assessments.models import Assessment, Criteria, Indicator, RatingLevel
from assessments.results import LevelView, YearResult
from assessments.thai import format_score, thai_digits
from itaportal.publishing.country import public_assessments
from itaportal.publishing.reading import read_year
from itaportal.setup.reference import SLUG

_CANDIDATES = 5  # published results looked at for one that the criteria of today give too


@dataclass(frozen=True)
class ToolMethod:
    """One tool: its weight and the indicators it is the mean of."""

    code: str
    name: str
    weight: Decimal
    in_parts: bool
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class LevelMethod:
    """One rating level with its condition in words."""

    name: str
    tone: str
    condition: str


@dataclass(frozen=True)
class BandMethod:
    """One band of conclusions on an indicator: what is concluded, of which scores."""

    label: str
    condition: str


@dataclass(frozen=True)
class ToolStep:
    """One tool in the worked example: the sum of its scores, its mean, its share of the overall."""

    code: str
    sum_words: str
    count: int
    mean: str
    weight: Decimal
    share: str


@dataclass(frozen=True)
class Example:
    """A published result computed step by step.

    `plain_mean` is what the mean of all indicators would be, a common mistake; None where it is the same. `bounds`
    says of each tool tested in parts where its unknown parts must lie.
    """

    agency: str
    slug: str
    is_sample: bool
    fiscal_year: int
    tools: tuple[ToolStep, ...]
    sum_words: str
    unrounded: str
    overall: Decimal
    plain_mean: Decimal | None
    level_words: str
    reasons: tuple[str, ...]
    bounds: tuple[str, ...]


@dataclass(frozen=True)
class CriteriaLine:
    """One of the criteria in the list of years: where it is explained, and its levels in a few words."""

    year: int
    years: str
    summary: str
    current: bool
    verified: bool


@dataclass(frozen=True)
class MethodologyPage:
    """The rules of one year in words.

    `tested` names the figures that levels test beside the overall; none where the overall alone decides. `half` is
    the weight of each part of a tool that is counted in parts.
    """

    fiscal_year: int
    criteria: Criteria
    years: str
    tools: tuple[ToolMethod, ...]
    tools_in_parts: str
    weights: str
    indicator_count: int
    levels: tuple[LevelMethod, ...]
    tested: str
    levels_tested: str
    bands: tuple[BandMethod, ...]
    example: Example | None
    all_criteria: tuple[CriteriaLine, ...]


def latest_year() -> int | None:
    """The year explained where none is named: the newest with a published result, else the newest of the criteria."""
    published = public_assessments().order_by("-fiscal_year").values_list("fiscal_year", flat=True).first()
    return published or Criteria.objects.order_by("-last_year").values_list("last_year", flat=True).first()


def methodology_page(year: int) -> MethodologyPage:
    """Build the page of one fiscal year. Raises `Criteria.DoesNotExist` where no criteria cover it."""
    every = list(Criteria.objects.with_parts())
    criteria = next((item for item in every if item.first_year <= year <= item.last_year), None)
    if criteria is None:
        raise Criteria.DoesNotExist
    rules = criteria.rules()
    tools = tuple(_tool(criteria, rule) for rule in rules.tools)
    return MethodologyPage(
        fiscal_year=year,
        criteria=criteria,
        years=_years(criteria),
        tools=tools,
        tools_in_parts=wording.join_thai([tool.code for tool in tools if tool.in_parts]),
        weights=wording.join_thai([f"{tool.code} ร้อยละ {wording.short_figure(tool.weight)}" for tool in tools]),
        indicator_count=sum(len(tool.indicators) for tool in tools),
        levels=_levels(criteria),
        tested=wording.join_thai(_tested(rules)),
        levels_tested=wording.join_thai([f"“{level.name}”" for level in rules.levels if level.min_each is not None]),
        bands=() if criteria.overall_only else _bands(criteria),
        example=None if criteria.overall_only else _example(criteria, rules, year),
        all_criteria=tuple(_line(item, item == criteria) for item in every),
    )


def _tool(criteria: Criteria, rule: scoring.ToolRule) -> ToolMethod:
    lines = tuple(line for line in criteria.indicators.all() if line.tool == rule.code)
    return ToolMethod(rule.code, Tool(rule.code).thai_name, rule.weight, rule.in_parts, lines)


def _levels(criteria: Criteria) -> tuple[LevelMethod, ...]:
    found = []
    above: LevelView | None = None
    for level in criteria.levels.all():
        view = LevelView(level.name, level.tone, level.min_overall, level.min_each)
        found.append(LevelMethod(level.name, level.tone, wording.level_condition(view, above)))
        above = view
    return tuple(found)


def _bands(criteria: Criteria) -> tuple[BandMethod, ...]:
    rules = criteria.conclusion_rules()
    return tuple(
        BandMethod(rule.label, words) for rule, words in zip(rules, wording.band_conditions(rules), strict=True)
    )


def _tested(rules: scoring.CriteriaRules) -> list[str]:
    """The figures that a level's condition on each tool is about; none where no level has such a condition."""
    if all(level.min_each is None for level in rules.levels):
        return []
    parts = {True: (" ส่วนที่ ๑", " ส่วนที่ ๒"), False: ("",)}
    return [f"{tool.code}{part}" for tool in rules.tools for part in parts[tool.in_parts]]


def _years(criteria: Criteria) -> str:
    first, last = thai_digits(criteria.first_year), thai_digits(criteria.last_year)
    return f"พ.ศ. {first}" if first == last else f"พ.ศ. {first}–{last}"


def _line(criteria: Criteria, current: bool) -> CriteriaLine:
    levels = list(criteria.levels.all())
    if criteria.overall_only:
        summary = "ใช้รูปแบบการประเมินที่ต่างจากปีต่อมา แสดงเฉพาะคะแนนภาพรวมตามประกาศ"
    elif any(level.min_each is not None for level in levels):
        summary = f"{_range(levels)} พิจารณาทั้งคะแนนภาพรวมและคะแนนของทุกเครื่องมือ"
    else:
        summary = f"{_range(levels)} พิจารณาจากคะแนนภาพรวมอย่างเดียว"
    return CriteriaLine(criteria.last_year, _years(criteria), summary, current, criteria.verified)


def _range(levels: list[RatingLevel]) -> str:
    return f"{thai_digits(len(levels))} ระดับ “{levels[0].name}” ถึง “{levels[-1].name}”" if levels else "ยังไม่มีระดับ"


# --- The worked example --------------------------------------------------------------------------------------


def _example(criteria: Criteria, rules: scoring.CriteriaRules, year: int) -> Example | None:
    """A published result under these criteria, as the public sees it; always the same one while nothing changes.

    The reference agency comes before other agencies, real ones before samples, the year itself before others. A
    result that these criteria would not give any more (they were corrected later) is no example.
    """
    # Of a year that a version froze, what is stored is a draft: only its fiscal year is asked.
    candidates = (
        public_assessments()
        .filter(fiscal_year__range=(criteria.first_year, criteria.last_year))
        .annotate(
            preference=Case(
                When(agency__slug=SLUG, then=Value(0)),
                When(agency__is_sample=False, then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
            other_year=Case(When(fiscal_year=year, then=Value(0)), default=Value(1), output_field=IntegerField()),
        )
        .order_by("preference", "other_year", "-fiscal_year", "agency__slug")
        .values_list("agency__slug", "fiscal_year", "agency__is_sample")
    )
    for slug, fiscal_year, is_sample in candidates[:_CANDIDATES]:
        try:
            shown = read_year(AnonymousUser(), slug, fiscal_year).report.year
        except Assessment.DoesNotExist:  # taken back this very moment
            continue
        if example := _worked(shown, rules, is_sample=is_sample):
            return example
    return None


def _worked(year: YearResult, rules: scoring.CriteriaRules, *, is_sample: bool) -> Example | None:
    lines = [scoring.ScoreLine(line.number, line.score, line.target) for line in year.indicators]
    try:
        steps = scoring.working(lines, rules)
    except ValueError:  # an indicator that these criteria do not have
        return None
    if steps is None or steps.overall != year.overall or year.result.target != rules.target or not year.levels:
        return None
    conditions = [(level.name, level.min_overall, level.min_each) for level in year.criteria.levels]
    if conditions != [(level.name, level.min_overall, level.min_each) for level in rules.levels]:
        return None
    plain = _plain_mean(steps)
    return Example(
        agency=year.agency.name,
        slug=year.agency.slug,
        is_sample=is_sample,
        fiscal_year=year.fiscal_year,
        tools=tuple(_step(tool) for tool in steps.tools),
        sum_words=" + ".join(wording.exact_figure(tool.share) for tool in steps.tools),
        unrounded=wording.exact_figure(steps.unrounded),
        overall=steps.overall,
        plain_mean=None if plain == steps.overall else plain,
        level_words=wording.level_words(year),
        reasons=tuple(filter(None, [wording.next_level_sentence(year), wording.target_sentence(year)])),
        bounds=tuple(_bounds(year)),
    )


def _step(tool: scoring.ToolWorking) -> ToolStep:
    return ToolStep(
        code=tool.code,
        sum_words=" + ".join(format_score(score) for score in tool.scores),
        count=len(tool.scores),
        mean=wording.exact_figure(tool.mean),
        weight=tool.weight,
        share=wording.exact_figure(tool.share),
    )


def _plain_mean(steps: scoring.Working) -> Decimal:
    scores = [score for tool in steps.tools for score in tool.scores]
    return scoring.round_score(sum(scores, Decimal(0)) / len(scores))


def _bounds(year: YearResult) -> Iterable[str]:
    for part in year.result.unknown_parts:
        low, high = format_score(part.low), format_score(part.high)
        yield f"{part.tool} ส่วนที่ {thai_digits(part.part)} อยู่ระหว่าง {low} ถึง {high}"
