"""Years to be shown, and every figure they must show: worked out by `tests.assessments.oracle`, in exact fractions.

The scores are written down here; nothing of the portal has a part in the expected values. Each has a name: `overall`,
`IIT`, `3` for an indicator, `contribution 3`, `EIT 1` for a part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.actions import ScoreEntry, publish, save_assessment
from assessments.models import Assessment
from itaportal.report.document import AgencyReport
from tests.assessments import oracle
from tests.factories import long_report, report_of, with_scores

NAMES = (
    "การปฏิบัติหน้าที่",
    "การใช้งบประมาณ",
    "การใช้อำนาจ",
    "การใช้ทรัพย์สินของราชการ",
    "การแก้ไขปัญหาการทุจริต",
    "คุณภาพการดำเนินงาน",
    "ประสิทธิภาพการสื่อสาร",
    "การปรับปรุงระบบการทำงาน",
    "การเปิดเผยข้อมูล",
    "การป้องกันการทุจริต",
)
PUBLISHED = ("99.02", "100", "100", "98.82", "100", "98.95", "98.58", "98.58", "90", "90")
SCORES = {number: Decimal(score) for number, score in enumerate(PUBLISHED, start=1)}
# The year before, published: what the report compares with.
THEN = ("98.10", "97.20", "99.00", "98.82", "96.40", "97.01", "98.00", "99.00", "85.50", "92")
SCORES_THEN = {number: Decimal(score) for number, score in enumerate(THEN, start=1)}
TOOLS = ("IIT", "EIT", "OIT")

Figures = dict[str, set[Decimal]]


def figures_of_scores(scores: oracle.Scores, targets: Mapping[int, Decimal]) -> dict[str, set[Fraction]]:
    """What follows from ten scores and from what each should reach."""
    found: dict[str, set[Fraction]] = {"overall": {oracle.overall(scores)}}
    for tool, (weight, numbers) in oracle.SCHEME.items():
        found[tool] = {oracle.tool_score(scores, tool)}
        found[f"weight {tool}"] = {weight}
        found[f"contribution {tool}"] = {oracle.tool_contribution(scores, tool)}
        found[f"cost {tool}"] = {oracle.tool_cost(scores, tool)}
        for number in numbers:
            found[f"{number}"] = {Fraction(scores[number])}
            found[f"contribution {number}"] = {oracle.indicator_contribution(scores[number], tool)}
            found[f"cost {number}"] = {oracle.indicator_cost(scores[number], tool)}
            found[f"target {number}"] = {Fraction(targets[number])}
            found[f"short {number}"] = {100 - Fraction(scores[number])}
            if gap := max(Fraction(0), Fraction(targets[number]) - Fraction(scores[number])):
                found[f"gap {number}"] = {gap}
    return found


def figures_of_parts(scores: oracle.Scores, parts: tuple[Decimal | None, Decimal | None]) -> dict[str, set[Fraction]]:
    """The bounds of the two parts of EIT; one figure where a part is known."""
    found = {}
    for place, values in enumerate(zip(*oracle.possible_parts(oracle.tool_mean(scores, "EIT"), parts), strict=True), 1):
        found[f"EIT {place}"] = {min(values), max(values)}
    return found


def as_decimals(found: Mapping[str, set[Fraction]]) -> Figures:
    """The figures as they are read off files."""
    return {name: {Decimal(value.numerator) / value.denominator for value in found[name]} for name in found}


@dataclass(frozen=True)
class Year:
    """A year to be shown: the agency's own target, part 1 of EIT where it is known, a year before, sixty pages."""

    target: str = "85"
    part_1: str | None = None
    compared: bool = False
    long: bool = False

    def report(self, assessment: Assessment) -> AgencyReport:
        if self.compared:
            before = Assessment(agency=assessment.agency, fiscal_year=2567)
            entries = [ScoreEntry(number, score) for number, score in SCORES_THEN.items()]
            publish(assessment=save_assessment(assessment=before, entries=entries, by=None), by=None)
        if self.long:
            return long_report(report_of(assessment))
        if self.target == "85":
            return report_of(assessment)
        part_1 = Decimal(self.part_1) if self.part_1 else None
        return with_scores(assessment, {}, target=Decimal(self.target), eit_part_1=part_1)

    def expected(self) -> Figures:
        """Every figure by name."""
        found = figures_of_scores(SCORES, dict.fromkeys(SCORES, Decimal(self.target)))
        found["own target"], found["national target"] = {Fraction(self.target)}, {oracle.TARGET}
        found |= self._changes() if self.compared else {}
        found |= figures_of_parts(SCORES, (self.part_1 and Decimal(self.part_1), None))
        return as_decimals(found)

    def _changes(self) -> dict[str, set[Fraction]]:
        """Last year's published figures, and how far this year's are from them."""
        pairs = {"overall": (oracle.overall(SCORES), oracle.overall(SCORES_THEN))}
        pairs |= {tool: (oracle.tool_score(SCORES, tool), oracle.tool_score(SCORES_THEN, tool)) for tool in TOOLS}
        pairs |= {f"{number}": (Fraction(SCORES[number]), Fraction(SCORES_THEN[number])) for number in SCORES}
        found = {f"previous {name}": {before} for name, (_now, before) in pairs.items()}
        return found | {f"change {name}": {now - before} for name, (now, before) in pairs.items()}


YEARS = {
    "reference": Year(),
    "target 95, part 1 known": Year(target="95", part_1="98.60"),
    "last year": Year(compared=True),
    "sixty pages with last year": Year(compared=True, long=True),
}
