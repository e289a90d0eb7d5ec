"""Rules that the tests of the arithmetic start from, and the arithmetic in one call."""

from decimal import Decimal

from assessments.scoring import CriteriaRules, LevelRule, Result, ScoreLine, ToolRule, evaluate

D = Decimal


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


def run(scores: dict[int, Decimal | None], rules: CriteriaRules = RULES, **options: object) -> Result:
    """Evaluate plain scores by indicator number."""
    return evaluate([ScoreLine(number, score) for number, score in scores.items()], rules, **options)


def names(result: Result) -> list[str]:
    """The possible levels' names, best first."""
    return [level.name for level in result.levels]
