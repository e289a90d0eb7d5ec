"""The figures of a year that have a page of their own: overall, level, each tool, each indicator. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from assessments.results import IndicatorView, ToolView, YearResult
from assessments.thai import thai_digits
from assessments.wording import level_words

OVERALL, LEVEL = "overall", "level"


@dataclass(frozen=True)
class Figure:
    """A figure: its part of the address, its name, and the tool or indicator that it is of."""

    code: str
    name: str
    tool: ToolView | None = None
    indicator: IndicatorView | None = None

    def value(self, year: YearResult) -> Decimal | None:
        """The figure in `year`, which may be another version of the same year; None where that has none."""
        if self.code == OVERALL:
            return year.overall
        if self.tool:
            return next((tool.score for tool in year.tools if tool.code == self.tool.code), None)
        if self.indicator:
            return next((line.score for line in year.indicators if line.number == self.indicator.number), None)
        return None

    def level(self, year: YearResult) -> str:
        """The level in words where this is the level, else empty."""
        return level_words(year) if self.code == LEVEL else ""


def figures(year: YearResult) -> tuple[Figure, ...]:
    """Return every figure of the year that has a page, in the order of the report."""
    return (
        Figure(OVERALL, "คะแนนภาพรวม"),
        *([Figure(LEVEL, "ระดับผลการประเมิน")] if year.levels or year.criteria.levels else []),
        *(Figure(tool.code.lower(), f"คะแนน {tool.code}", tool=tool) for tool in year.tools),
        *(
            Figure(str(line.number), f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name}", indicator=line)
            for line in year.indicators
        ),
    )


def find_figure(year: YearResult, code: str) -> Figure | None:
    """Return the figure of an address; None where the year has no such figure."""
    return next((each for each in figures(year) if each.code == code), None)
