"""Rules, scores and assessments that several test modules start from."""

from decimal import Decimal

from assessments.actions import ScoreEntry, get_or_create_agency, save_assessment
from assessments.dashboard import build_year
from assessments.models import Agency, Assessment
from assessments.results import YearResult
from assessments.scoring import CriteriaRules, LevelRule, Result, ScoreLine, ToolRule, evaluate

D = Decimal

REFERENCE = {
    number: D(score)
    for number, score in enumerate(
        ["99.02", "100.00", "100.00", "98.82", "100.00", "98.95", "98.58", "98.58", "90.00", "90.00"], start=1
    )
}


def tools(*, in_parts: bool) -> tuple[ToolRule, ...]:
    """The three tools with the weights of FY2563 and later."""
    return (
        ToolRule("IIT", D(30), (1, 2, 3, 4, 5)),
        ToolRule("EIT", D(30), (6, 7, 8), in_parts),
        ToolRule("OIT", D(40), (9, 10)),
    )


RULES = CriteriaRules(
    tools(in_parts=True),
    (
        LevelRule("ผ่านดีเยี่ยม", D(95), D(95)),
        LevelRule("ผ่านดี", D(85), D(85)),
        LevelRule("ผ่าน", D(85)),
        LevelRule("ต้องปรับปรุง", D(70)),
        LevelRule("ต้องปรับปรุงโดยด่วน", D(0)),
    ),
    target=D(85),
)
LETTERS = CriteriaRules(
    tools(in_parts=False),
    tuple(
        LevelRule(name, D(low))
        for name, low in [("AA", 95), ("A", 85), ("B", 75), ("C", 65), ("D", 55), ("E", 50), ("F", 0)]
    ),
    target=D(85),
)


def tool_scores(iit: str, eit: str, oit: str) -> dict[int, Decimal]:
    """Ten scores in which every indicator of a tool has the tool's score."""
    return {number: D(iit if number <= 5 else eit if number <= 8 else oit) for number in range(1, 11)}


def run(scores: dict[int, Decimal | None], rules: CriteriaRules = RULES, **options: object) -> Result:
    """Evaluate plain scores by indicator number."""
    return evaluate([ScoreLine(number, score) for number, score in scores.items()], rules, **options)


def names(result: Result) -> list[str]:
    """The possible levels' names, best first."""
    return [level.name for level in result.levels]


def agency(slug: str = "nongkung") -> Agency:
    """An agency other than the reference one."""
    return get_or_create_agency(
        slug=slug, name=f"องค์การบริหารส่วนตำบล {slug}", short_name=f"อบต. {slug}", kind="อบต.", province="ร้อยเอ็ด"
    )


def entries(scores: dict[int, Decimal | None]) -> list[ScoreEntry]:
    """What a person would enter for these scores."""
    return [ScoreEntry(number, score) for number, score in scores.items()]


def saved(
    scores: dict[int, Decimal | None], *, year: int = 2568, slug: str = "nongkung", by: object = None, **fields: object
) -> Assessment:
    """Save a new assessment through the one writer."""
    return save_assessment(
        assessment=Assessment(agency=agency(slug), fiscal_year=year, **fields), entries=entries(scores), by=by
    )


def viewed(scores: dict[int, Decimal | None], **fields: object) -> YearResult:
    """The view model of a newly saved assessment."""
    return build_year(Assessment.objects.with_scores().get(pk=saved(scores, **fields).pk))
