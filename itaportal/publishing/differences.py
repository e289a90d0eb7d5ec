"""What differs between two reports of one year, as lines a person can read: where, old, new. Pure."""

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assessments.announced_words import level_with_source
from assessments.enums import Conclusion
from assessments.results import CriteriaView, IndicatorView, YearResult
from assessments.thai import format_score, thai_digits
from itaportal.report import paragraphs
from itaportal.report.document import AgencyReport, PreviousYear, Signer
from measures.plans import MeasureView, PlanView
from measures.steps import StepView, step_lines

NOTHING = "–"
OTHER = "ส่วนอื่นของรายงาน"
PORTALS_WORDS = "ใช้ถ้อยคำของระบบ"

_AGENCY = {
    "name": "ชื่อหน่วยงาน",
    "short_name": "ชื่อย่อของหน่วยงาน",
    "name_en": "ชื่อภาษาอังกฤษของหน่วยงาน",
    "kind": "ประเภทหน่วยงาน",
    "place": "ที่ตั้งหน่วยงาน",
    "postcode": "รหัสไปรษณีย์",
}
_INDICATOR = {"score": "คะแนน", "target": "เป้าหมาย", "conclusion": "ข้อสรุป", "analysis": "บทวิเคราะห์ของหน่วยงาน"}
_MEASURE = {
    "titles": "มาตรการ/โครงการ/กิจกรรม",
    "analysis": "ผลการวิเคราะห์ตัวชี้วัด",
    "steps": "ขั้นตอน/วิธีดำเนินการ",
    "units": "ผู้รับผิดชอบ",
    "period": "ระยะเวลาดำเนินการ",
    "monitoring": "การกำกับติดตาม",
}


@dataclass(frozen=True)
class Difference:
    """One thing that changed; `–` where it was or is empty."""

    what: str
    old: str
    new: str


def differences(old: AgencyReport, new: AgencyReport) -> tuple[Difference, ...]:
    """Return what a reader would find changed from `old` to `new`, in the order of the document.

    Never empty where the two differ in content: what has no words of its own is listed as `OTHER`.
    """
    found = [
        *_year(old.year, new.year),
        *_plan(old.plan, new.plan),
        *_pair("เหตุผลที่ไม่จัดทำแผนมาตรการ", old.no_plan_reason, new.no_plan_reason),
        *_rest(old, new),
    ]
    if not found and _comparable(old) != _comparable(new):
        found.append(Difference(OTHER, "ตามฉบับที่เผยแพร่", "แก้ไขแล้ว"))
    return tuple(found)


def _comparable(report: AgencyReport) -> AgencyReport:
    """The report without what changes when nothing that a reader sees has."""
    return dataclasses.replace(
        report,
        year=dataclasses.replace(report.year, published=True, updated_at=report.year.updated_at.min),
        means=(),
        oit_item=None,
        edition=None,
        words=None,
    )


def _year(old: YearResult, new: YearResult) -> Iterator[Difference]:
    yield from _fields(_AGENCY, old.agency, new.agency)
    yield from _pair("คะแนนภาพรวม", old.overall, new.overall)
    yield from _pair("ระดับผลการประเมิน", level_with_source(old), level_with_source(new))
    tools = {tool.code: tool for tool in old.tools}
    for tool in new.tools:
        before = tools.get(tool.code)
        yield from _pair(f"คะแนน {tool.code}", before and before.score, tool.score)
        yield from _pair(f"คะแนน {tool.code} ตามประกาศ", before and before.announced, tool.announced)
        yield from _pair(f"น้ำหนัก {tool.code}", before and before.weight, tool.weight)
        known = {part.part: part.low for part in (before.parts if before else ()) if part.known}
        for part in tool.parts:
            value = part.low if part.known else None
            yield from _pair(f"{tool.code} ส่วนที่ {thai_digits(part.part)}", known.get(part.part), value)
    yield from _indicators(old.indicators, new.indicators)
    yield from _pair("เป้าหมายของหน่วยงาน", old.own_target, new.own_target)
    yield from _pair("คะแนนภาพรวมตามประกาศ", old.published_overall, new.published_overall)
    yield from _pair("ระดับตามประกาศ", old.published_level, new.published_level)
    yield from _criteria(old.criteria, new.criteria)


def _indicators(old: Iterable[IndicatorView], new: Iterable[IndicatorView]) -> Iterator[Difference]:
    before = {line.number: line for line in old}
    for line in new:
        label = f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name}"
        was = before.pop(line.number, None)
        if was is None:
            yield Difference(label, NOTHING, "เพิ่มตัวชี้วัด")
            continue
        yield from _pair(f"ตัวชี้วัดที่ {thai_digits(line.number)} ชื่อ", was.name, line.name)
        yield from _fields(_INDICATOR, was, line, prefix=label)
    for line in before.values():
        yield Difference(f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name}", "มีอยู่ในฉบับที่เผยแพร่", "ลบตัวชี้วัด")


def _criteria(old: CriteriaView, new: CriteriaView) -> Iterator[Difference]:
    yield from _pair("เกณฑ์การประเมิน", old.name, new.name)
    yield from _pair("ค่าเป้าหมายระดับประเทศ", old.target, new.target)
    yield from _pair("การตรวจสอบเกณฑ์", *("ตรวจสอบแล้ว" if item.verified else "ยังไม่ได้ตรวจสอบ" for item in (old, new)))
    yield from _pair("เกณฑ์ระดับผลการประเมิน", *(_levels(item) for item in (old, new)))
    if old.conclusions:  # versions of before criteria had any
        yield from _pair("ข้อสรุปตามช่วงคะแนน", *(_conclusions(item) for item in (old, new)))


def _levels(criteria: CriteriaView) -> str:
    return "\n".join(
        f"{level.name} ภาพรวมตั้งแต่ {format_score(level.min_overall)}"
        + (f" ทุกเครื่องมือตั้งแต่ {format_score(level.min_each)}" if level.min_each is not None else "")
        for level in criteria.levels
    )


def _conclusions(criteria: CriteriaView) -> str:
    return "\n".join(
        f"{rule.label} ตั้งแต่{'เป้าหมาย' if rule.min_score is None else f' {format_score(rule.min_score)}'} "
        f"{' '.join(rule.sentences)}"
        for rule in criteria.conclusions
    )


def _plan(old: PlanView | None, new: PlanView | None) -> Iterator[Difference]:
    before = {measure.pk: measure for measure in (old.measures if old else ())}
    for measure in new.measures if new else ():
        was = before.pop(measure.pk, None)
        if was is None:
            yield Difference(_measure(measure), NOTHING, _lines(measure.titles) or "เพิ่มมาตรการ")
        else:
            yield from _fields(_MEASURE, was, measure, prefix=_measure(measure))
    for measure in before.values():
        yield Difference(_measure(measure), _lines(measure.titles) or "มาตรการ", "ลบมาตรการ")


def _measure(measure: MeasureView) -> str:
    return f"มาตรการของตัวชี้วัดที่ {thai_digits(measure.indicator)} {measure.indicator_name}"


def _rest(old: AgencyReport, new: AgencyReport) -> Iterator[Difference]:
    """Parts of the report beside result and measures: last year's figures, own wordings, signatories, the seal."""
    yield from _previous(old.previous, new.previous)
    yield from _wordings(old, new)
    yield from _signatories(old.signatories, new.signatories)
    if old.seal != new.seal:
        yield Difference("ตราบนปก", "มีตรา" if old.seal else NOTHING, _seal(old.seal, new.seal))


def _seal(old: bytes | None, new: bytes | None) -> str:
    if not new:
        return NOTHING
    return "เปลี่ยนภาพแล้ว" if old else "มีตรา"


def _previous(old: PreviousYear | None, new: PreviousYear | None) -> Iterator[Difference]:
    """How the year before is compared with: whether at all, and each of its figures that differs."""
    label = "ผลปีก่อนที่ใช้เปรียบเทียบ"
    if old is None or new is None or old.fiscal_year != new.fiscal_year:
        yield from _pair(label, _year_before(old), _year_before(new))
        return
    yield from _pair(f"{label} · คะแนนภาพรวม", old.overall, new.overall)
    yield from _pair(f"{label} · ระดับ", old.level, new.level)
    for tool in new.tools:
        yield from _pair(f"{label} · คะแนน {tool.code}", old.tool(tool.code), tool.score)
    for line in new.indicators:
        what = f"{label} · ตัวชี้วัดที่ {thai_digits(line.number)}"
        yield from _pair(what, old.indicator(line.number), line.score)
    same = ("ใช้เกณฑ์ระดับเดียวกัน", "ใช้เกณฑ์ระดับต่างกัน")
    yield from _pair(f"{label} · เกณฑ์", *(same[0] if item.same_levels else same[1] for item in (old, new)))


def _year_before(previous: PreviousYear | None) -> str:
    if previous is None:
        return ""
    year = f"ปีงบประมาณ พ.ศ. {thai_digits(previous.fiscal_year)}"
    return year if previous.overall is None else f"{year} คะแนนภาพรวม {format_score(previous.overall)}"


def _wordings(old: AgencyReport, new: AgencyReport) -> Iterator[Difference]:
    """Own wordings as they were typed, in the order of the document."""
    labels = {slot.key: slot.label for report in (old, new) for slot in paragraphs.wording_slots(report.year)}
    before, after = ({item.key: item.text for item in report.paragraphs} for report in (old, new))
    keys = sorted({*before, *after}, key=lambda key: ([*labels].index(key) if key in labels else len(labels), key))
    for key in keys:
        what = f"ถ้อยคำในรายงาน ย่อหน้า “{labels.get(key, key)}”"
        yield from _pair(what, before.get(key, PORTALS_WORDS), after.get(key, PORTALS_WORDS))


def _signatories(old: Iterable[Signer], new: Iterable[Signer]) -> Iterator[Difference]:
    before, after = ({item.role: f"{item.name}\n{item.job_title}" for item in signers} for signers in (old, new))
    for role in dict.fromkeys([*before, *after]):
        yield from _pair(role, before.get(role), after.get(role))


def _fields(labels: dict[str, str], old: Any, new: Any, prefix: str = "") -> Iterator[Difference]:
    for name, label in labels.items():
        yield from _pair(f"{prefix} · {label}" if prefix else label, getattr(old, name), getattr(new, name))


def _pair(what: str, old: Any, new: Any) -> Iterator[Difference]:
    if old != new:
        yield Difference(what, _text(old), _text(new))


def _text(value: Any) -> str:
    match value:
        case None | "" | ():
            return NOTHING
        case Decimal():
            return format_score(value)
        case (StepView(), *_):
            return _lines(step_lines(value))
        case tuple():
            return _lines(value)
    if value in Conclusion.values:
        return str(Conclusion(value).label)
    return str(value)


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)
