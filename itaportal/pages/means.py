"""Mean scores of other agencies beside one of the agency's own, as lines of a page."""

from dataclasses import dataclass
from decimal import Decimal

from itaportal.report.document import AgencyReport
from itaportal.report.means import mean_name, mean_origin


@dataclass(frozen=True)
class MeanLine:
    """A mean with its name, and in brackets of how many agencies it is or how it is known."""

    name: str
    score: Decimal
    origin: str


def means_beside(report: AgencyReport, code: str = "", number: int = 0) -> tuple[MeanLine, ...]:
    """Return the means of a tool or an indicator, of the overall where neither is named; none where none is known."""
    found = ((means, means.of(code, number)) for means in report.means)
    return tuple(MeanLine(mean_name(means), each.score, mean_origin(means, each)) for means, each in found if each)
