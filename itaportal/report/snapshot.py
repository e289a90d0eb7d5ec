"""Frozen documents as plain JSON and back, so that a published version never depends on today's database.

`codec` makes the data. `load` refuses whatever it does not know. A field that was renamed would otherwise be dropped
without a word, and every version published before would lose it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.wording import join_thai

from .codec import SnapshotError, missing_fields, plain, typed, unknown_fields
from .document import AgencyReport

__all__ = ["ANALYSIS", "Format", "SnapshotError", "dump", "load"]


@dataclass(frozen=True)
class Format:
    """How documents of one class are frozen.

    `number` is raised when the shape changes. `upgrades` reads the older numbers: the data of format `n` goes through
    `upgrades[n]`, which makes it that of `n + 1`, and so on up to `number`.
    """

    document: type
    number: int
    upgrades: Mapping[int, Callable[[Any], Any]] = field(default_factory=dict)

    def dump(self, document: Any) -> dict[str, Any]:
        """Return the document as JSON-ready data with the format's number."""
        return {"format": self.number, "report": plain(document)}

    def load(self, data: Any) -> Any:
        """Return the document that `dump` froze.

        Raises SnapshotError for data of an unknown format, with an unknown field, without a field that has no default,
        or with a value of another type.
        """
        number = data.get("format") if isinstance(data, dict) else None
        if not isinstance(number, int) or isinstance(number, bool) or not self._reads(number):
            raise SnapshotError(
                f"ข้อมูลของฉบับที่เผยแพร่อยู่ในรูปแบบ {number!r} แต่ระบบรุ่นนี้อ่านได้เฉพาะรูปแบบ {self._readable} "
                "กรุณาปรับระบบเป็นรุ่นที่ใช้เผยแพร่ฉบับนั้นหรือรุ่นที่ใหม่กว่า"
            )
        if unknown := sorted(data.keys() - {"format", "report"}):
            raise unknown_fields(unknown)
        if "report" not in data:
            raise missing_fields(["report"])
        report = data["report"]
        for older in range(number, self.number):
            report = self.upgrades[older](report)
        return typed(self.document, report, "report")

    def _reads(self, number: int) -> bool:
        return number == self.number or (number < self.number and number in self.upgrades)

    @property
    def _readable(self) -> str:
        return join_thai([str(number) for number in (*sorted(self.upgrades), self.number)])


def _with_sub_items(report: Any) -> Any:
    """Format 1 held a step as its text; since format 2 it is a text with sub-items.

    What is not as format 1 had it stays as it is, so that it is refused by its place.
    """
    plan = report.get("plan") if isinstance(report, dict) else None
    if not isinstance(plan, dict) or not isinstance(plan.get("measures"), list):
        return report
    return {**report, "plan": {**plan, "measures": [_steps_as_views(measure) for measure in plan["measures"]]}}


def _steps_as_views(measure: Any) -> Any:
    if not isinstance(measure, dict) or not isinstance(measure.get("steps"), list):
        return measure
    steps = [{"text": step, "items": []} if isinstance(step, str) else None for step in measure["steps"]]
    return {**measure, "steps": steps}


def _with_own_targets(report: Any) -> Any:
    """Until format 2 the year's target was said to be the agency's own, whoever had set it; so it stays.

    An indicator's target is its own where it is another than the year's.
    """
    year = report.get("year") if isinstance(report, dict) else None
    if not isinstance(year, dict) or "target" not in year or not isinstance(year.get("tools"), list):
        return report
    tools = [_lines_with_own_targets(tool, year["target"]) for tool in year["tools"]]
    return {**report, "year": {**year, "own_target": year["target"], "tools": tools}}


def _lines_with_own_targets(tool: Any, target: Any) -> Any:
    if not isinstance(tool, dict) or not isinstance(tool.get("indicators"), list):
        return tool
    lines = [
        {**line, "own_target": line["target"] != target} if isinstance(line, dict) and "target" in line else line
        for line in tool["indicators"]
    ]
    return {**tool, "indicators": lines}


def _as_it_is(report: Any) -> Any:
    """Format 4 added the head of the record (`Edition.record`), which versions of format 3 do not have."""
    return report


ANALYSIS = Format(AgencyReport, 4, {1: _with_sub_items, 2: _with_own_targets, 3: _as_it_is})


def dump(report: AgencyReport) -> dict[str, Any]:
    """Return a year's report as JSON-ready data with the format's number."""
    return ANALYSIS.dump(report)


def load(data: Any) -> AgencyReport:
    """Return the year's report that `dump` froze. Raises SnapshotError as `Format.load` does."""
    report: AgencyReport = ANALYSIS.load(data)
    return report
