"""The checks of the plan of measures: what each measure must have, and what looks like a slip. Pure functions."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from assessments.thai import ascii_digits, format_score, shorten, thai_digits
from assessments.wording import join_thai
from itaportal.report.document import AgencyReport
from measures.plans import MeasureView
from measures.unit_names import reads_as_several

from .findings import Area, Finding, Place, blocking, warning
from .typed_texts import NO_PLAN, all_visible, measure_place, typed_texts, visible


def flagged_without_measure(report: AgencyReport) -> Iterator[Finding]:
    """An indicator below its target for which the plan has no measure with a title."""
    if report.without_plan:
        return
    for line in report.year.flagged:
        measures = report.plan.for_indicator(line.number) if report.plan else ()
        if not any(all_visible(measure.titles) for measure in measures):
            yield blocking(
                "no-measure",
                Place(Area.PLAN, f"มาตรการของตัวชี้วัดที่ {thai_digits(line.number)} {line.name}", indicator=line.number),
                f"ได้ {format_score(line.score)} คะแนน ต่ำกว่าเป้าหมาย {format_score(line.target)} แต่ยังไม่มีมาตรการ "
                "กรุณาเพิ่มมาตรการ",
            )


def plan_and_reason_for_none(report: AgencyReport) -> Iterator[Finding]:
    """Measures in a year that says why it has none; the writers refuse that, an older database may hold it."""
    if report.no_plan_reason and not report.without_plan:
        yield blocking(
            "plan-and-none",
            NO_PLAN,
            "ระบุไว้ว่าไม่จัดทำแผนมาตรการ แต่มีมาตรการที่กรอกแล้ว กรุณายกเลิกตัวเลือกนี้ หรือลบมาตรการในหน้าแผนมาตรการ",
        )


def incomplete_measures(report: AgencyReport) -> Iterator[Finding]:
    """A measure without title, step, responsible unit, period or monitoring: assessors ask for each of them."""
    for measure in report.plan.measures if report.plan else ():
        lacks = [
            name
            for name, value in (
                ("ชื่อมาตรการ", measure.titles),
                ("ขั้นตอน", tuple(step.text for step in measure.steps)),
                ("ผู้รับผิดชอบ", measure.units),
                ("ระยะเวลาดำเนินการ", (measure.period,)),
                ("การกำกับติดตาม", (measure.monitoring,)),
            )
            if not all_visible(value)
        ]
        if lacks:
            yield blocking("incomplete-measure", measure_place(measure), f"ยังไม่ได้ระบุ{join_thai(lacks)} กรุณากรอกให้ครบ")


def without_analysis(report: AgencyReport) -> Iterator[Finding]:
    """An indicator whose measures do not say what the analysis found; one of them may say it for all."""
    by_indicator: dict[int, list[MeasureView]] = defaultdict(list)
    for measure in report.plan.measures if report.plan else ():
        by_indicator[measure.indicator].append(measure)
    for measures in by_indicator.values():
        if not any(visible(measure.analysis) for measure in measures):
            message = "ยังไม่ได้ระบุผลการวิเคราะห์ตัวชี้วัด ซึ่งเป็นเหตุผลของมาตรการ กรุณากรอกให้ครบ"
            yield blocking("no-analysis", measure_place(measures[0], "analysis"), message)


# --- Warnings ------------------------------------------------------------------------------------------------------


def no_plan(report: AgencyReport) -> Iterator[Finding]:
    """No measure for the year after, of which section ๔ would say that there is none."""
    if report.without_plan:
        return
    year, measures = report.year, report.plan.measures if report.plan else ()
    if not year.criteria.overall_only and not any(measure.titles for measure in measures):
        yield warning(
            "no-plan",
            Place(Area.PLAN, "แผนมาตรการ"),
            f"ยังไม่มีมาตรการของปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year + 1)} หัวข้อที่ ๔ ของรายงานจึงยังว่าง "
            "กรุณาเพิ่มมาตรการ หรือระบุในหน้าผลการประเมินว่าปีนี้ไม่จัดทำแผนมาตรการ",
        )


def flagged_without_plan(report: AgencyReport) -> Iterator[Finding]:
    """Indicators below their target in a year for which the agency makes no plan."""
    flagged = report.year.flagged
    if report.without_plan and flagged:
        numbers = join_thai([thai_digits(line.number) for line in sorted(flagged, key=lambda line: line.number)])
        yield warning(
            "flagged-without-plan",
            NO_PLAN,
            f"มีตัวชี้วัดต่ำกว่าเป้าหมาย {thai_digits(len(flagged))} ตัวชี้วัด (ตัวชี้วัดที่ {numbers}) แต่ระบุไว้ว่าไม่จัดทำแผนมาตรการ "
            "กรุณาตรวจว่าเหตุผลครอบคลุมตัวชี้วัดเหล่านี้ หรือจัดทำแผน",
        )


def same_period(report: AgencyReport) -> Iterator[Finding]:
    """Every measure of the plan has the same period, as in a form nobody thought about."""
    measures = report.plan.measures if report.plan else ()
    periods = {" ".join(visible(measure.period).split()) for measure in measures}
    if len(measures) > 1 and len(periods) == 1 and periods != {""}:
        yield warning(
            "same-period",
            Place(Area.PLAN, "ระยะเวลาดำเนินการ"),
            f"ทุกมาตรการมีระยะเวลาเดียวกัน คือ “{periods.pop()}” กรุณาตรวจว่าเป็นไปตามแผนจริง",
        )


def repeated_measures(report: AgencyReport) -> Iterator[Finding]:
    """Two measures of the same name, as where a row was copied and its indicator alone was changed."""
    seen: dict[tuple[str, ...], MeasureView] = {}
    for measure in report.plan.measures if report.plan else ():
        titles = tuple(_plain(title) for title in measure.titles if visible(title))
        if not titles:
            continue
        first = seen.setdefault(titles, measure)
        if first is not measure:
            where = f"ตัวชี้วัดที่ {thai_digits(first.indicator)}"
            where = f"อีกแถวหนึ่งของ{where}" if first.indicator == measure.indicator else where
            yield warning(
                "measure-repeated",
                measure_place(measure, "titles"),
                f"ชื่อมาตรการ “{shorten(measure.titles[0])}” ซ้ำกับมาตรการของ{where} กรุณาตรวจว่าไม่ได้คัดลอกแถวมาเกิน",
            )


def _plain(text: str) -> str:
    return " ".join(visible(text).split()).casefold()


def compound_units(report: AgencyReport) -> Iterator[Finding]:
    """A responsible unit whose name is those of several units, `กองช่างและกองคลัง`; said once a name."""
    said: set[str] = set()
    for measure in report.plan.measures if report.plan else ():
        for unit in measure.units:
            if unit not in said and reads_as_several(unit):
                said.add(unit)
                yield warning(
                    "compound-unit",
                    measure_place(measure, "units"),
                    f"ผู้รับผิดชอบ “{unit}” อาจเป็นหลายส่วนงานในชื่อเดียว หากเป็นเช่นนั้น กรุณาแยกเป็นส่วนงานละรายการ",
                )


# `๑. ๑.` `๒) ๒.` `(๓) ๓.`: a number set by hand before or after the one that the document sets.
_TWICE = re.compile(r"(?<![\d.])\(?(\d{1,2})(?:[.)]\)?|\))\s*\(?\1(?:[.)]|\))(?!\d)")
_NUMBERED = re.compile(r"\(?\d{1,2}(?:\.\d{1,2})*[.)]\)?\s")


def doubled_numbers(report: AgencyReport) -> Iterator[Finding]:
    """A number that stands twice in the document: before a step that is numbered anyway, or twice in a text."""
    for measure in report.plan.measures if report.plan else ():
        texts = [text for step in measure.steps for text in (step.text, *(item.text for item in step.items))]
        if found := next((text for text in texts if _NUMBERED.match(ascii_digits(text))), ""):
            yield warning(
                "doubled-number",
                measure_place(measure, "steps"),
                f"ขั้นตอน “{shorten(found, 40)}” ขึ้นต้นด้วยเลขข้อ รายงานใส่เลขข้อให้แล้วจึงจะมีเลขซ้อนกัน กรุณาลบเลขข้อออก",
            )
    for item in typed_texts(report):
        for match in _TWICE.finditer(ascii_digits(item.text)):
            found = item.text[match.start() : match.end()]
            yield warning("doubled-number", item.place, f"มีเลขข้อซ้อนกัน “{found}” กรุณาลบออกหนึ่งเลข")
            break


PLAN_RULES: tuple[Callable[[AgencyReport], Iterator[Finding]], ...] = (
    flagged_without_measure,
    plan_and_reason_for_none,
    incomplete_measures,
    without_analysis,
    no_plan,
    flagged_without_plan,
    same_period,
    repeated_measures,
    compound_units,
    doubled_numbers,
)
