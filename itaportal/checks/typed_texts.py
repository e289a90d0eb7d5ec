"""Every text of a report that a person typed, with the place where it is mended."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assessments.results import IndicatorView, ToolView, YearResult
from assessments.thai import shorten, thai_digits
from itaportal.report import paragraphs
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import portal_paragraphs
from itaportal.typesetting import characters
from measures.plans import MeasureView

from .findings import Area, Place

# Stand around what a placeholder is filled with while its place is looked for; private to this module, never shown.
_OPEN, _CLOSE = "\ue000", "\ue001"
_FILLED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")


@dataclass(frozen=True)
class TypedText:
    """A text that a person typed, with the place to mend it and the indicator or the tool it speaks of.

    `text` is what a reader sees, `filled` where placeholders put something into it. `portal` is the portal's own text
    of the same paragraph, where it has one.
    """

    text: str
    place: Place
    indicator: IndicatorView | None = None
    tool: ToolView | None = None
    filled: tuple[tuple[int, int], ...] = ()
    portal: str = ""

    def typed(self, start: int, end: int) -> bool:
        """Whether a stretch of the text was typed itself, not put in by a placeholder."""
        return not any(start < high and low < end for low, high in self.filled)


def typed_texts(report: AgencyReport) -> Iterator[TypedText]:
    """Yield every text in the report that a person typed, in the order of the document."""
    lines = {line.number: line for line in report.year.indicators}
    for line in lines.values():
        if line.analysis:
            yield TypedText(line.analysis, analysis_place(line), line)
    yield from _plan_texts(report, lines)
    if report.no_plan_reason:
        yield TypedText(report.no_plan_reason, NO_PLAN)
    yield from _wordings(report, lines)


def _plan_texts(report: AgencyReport, lines: dict[int, IndicatorView]) -> Iterator[TypedText]:
    """The measures' texts; a way of monitoring that several share is one text, that of the whole plan."""
    measures = report.plan.measures if report.plan else ()
    shared = {text for text, count in Counter(measure.monitoring for measure in measures).items() if count > 1 and text}
    for measure in measures:
        line = lines.get(measure.indicator)
        for text in filter(None, measure.titles):
            yield TypedText(text, measure_place(measure, "titles"), line)
        if measure.analysis:
            yield TypedText(measure.analysis, measure_place(measure, "analysis"), line)
        for step in measure.steps:
            for text in (step.text, *(item.text for item in step.items)):
                yield TypedText(text, measure_place(measure, "steps"), line)
        if measure.monitoring and measure.monitoring not in shared:
            yield TypedText(measure.monitoring, measure_place(measure, "own_monitoring"), line)
    for text in sorted(shared):
        yield TypedText(text, Place(Area.PLAN, "การกำกับติดตามของทั้งแผน", field="monitoring"))


def _wordings(report: AgencyReport, lines: dict[int, IndicatorView]) -> Iterator[TypedText]:
    tools = {f"tool-{tool.code}": tool for tool in report.year.tools}
    for slot, text, portal in own_paragraphs(report):
        number = slot.key.removeprefix("indicator-")
        shown, filled = _filled(text, paragraphs.placeholder_values(report, slot.key))
        yield TypedText(
            shown,
            wording_place(slot),
            lines.get(int(number)) if number.isdecimal() else None,
            tools.get(slot.key),
            filled,
            portal,
        )


def _filled(text: str, values: dict[str, str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """`text` with its placeholders filled, and where what they were filled with stands."""
    text = text.replace(_OPEN, "").replace(_CLOSE, "")
    marked = paragraphs.filled_wording(text, {name: f"{_OPEN}{value}{_CLOSE}" for name, value in values.items()})
    spans, marks = [], 0
    for match in _FILLED.finditer(marked):
        start = match.start() - marks
        spans.append((start, start + len(match.group(1))))
        marks += 2
    return _FILLED.sub(r"\1", marked), tuple(spans)


def own_paragraphs(report: AgencyReport) -> Iterator[tuple[paragraphs.Slot, str, str]]:
    """The own wordings that the report uses, each with the portal's text in whose place it stands.

    One whose paragraph is not in this year's report is not shown. The portal's text comes without what the agency added
    to it, which is checked by itself.
    """
    own = {item.key: item.text for item in report.paragraphs}
    shown = portal_paragraphs(replace(report, year=_without_analyses(report.year))) if own else {}
    for slot in paragraphs.wording_slots(report.year):
        if slot.key in own and slot.key in shown:
            yield slot, own[slot.key], shown[slot.key]


def _without_analyses(year: YearResult) -> YearResult:
    tools = (
        replace(tool, indicators=tuple(replace(line, analysis="") for line in tool.indicators)) for tool in year.tools
    )
    return replace(year, tools=tuple(tools))


def visible(text: str) -> str:
    """What a reader sees of a text: nothing, where it holds only spaces and characters that cannot be seen."""
    return characters.cleaned_text(text).strip()


def all_visible(texts: Iterable[str]) -> bool:
    """Whether there is a text, and none that a reader would see as an empty line."""
    # Nearly every text begins with a letter; the dashboard runs this, so the others alone are looked at closely.
    seen = [text[:1].isalnum() or bool(visible(text)) for text in texts]
    return bool(seen) and all(seen)


# --- Places ---------------------------------------------------------------------------------------------------------


def analysis_place(line: IndicatorView) -> Place:
    """The further analysis of an indicator."""
    label = f"บทวิเคราะห์ของหน่วยงานของตัวชี้วัดที่ {thai_digits(line.number)} {line.name}"
    return Place(Area.ASSESSMENT, label, indicator=line.number, field="analysis")


_MEASURE_FIELDS = {
    "titles": "มาตรการ/โครงการ/กิจกรรม",
    "analysis": "ผลการวิเคราะห์ตัวชี้วัด",
    "steps": "ขั้นตอน/วิธีดำเนินการ",
    "units": "ผู้รับผิดชอบ",
    "own_monitoring": "การกำกับติดตาม",
}


NO_PLAN = Place(Area.ASSESSMENT, "เหตุผลที่ไม่จัดทำแผนมาตรการ", field="no_plan_reason")


def measure_place(measure: MeasureView, field: str = "") -> Place:
    """A measure, or one of its fields (`_MEASURE_FIELDS`)."""
    title = f" “{shorten(measure.titles[0], 50)}”" if measure.titles else ""
    label = f"มาตรการของตัวชี้วัดที่ {thai_digits(measure.indicator)}{title}"
    label = f"{label} ช่อง{_MEASURE_FIELDS[field]}" if field else label
    return Place(Area.PLAN, label, indicator=measure.indicator, measure=measure.pk, field=field)


def wording_place(slot: paragraphs.Slot) -> Place:
    """The own wording of a paragraph."""
    return Place(Area.WORDING, f"ถ้อยคำในรายงาน ย่อหน้า “{slot.label}”", field=f"text-{slot.key}")
