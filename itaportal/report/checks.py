"""What must be right before a report is published, and what deserves a second look.

Pure functions over the report object: the admin page, the publish action and `check_report` show the same findings.
A *blocking* finding stops publication; a *warning* asks for a look.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from assessments.dashboard import IndicatorView
from assessments.thai import format_score, shorten, thai_digits
from assessments.wording import join_thai, missing_sentence, undetermined_sentence
from measures.dashboard import MeasureView

from .. import paragraphs
from . import characters, textcheck
from .document import AgencyReport
from .narrative import portal_paragraphs


class Severity(StrEnum):
    """How much a finding weighs."""

    BLOCKING = "blocking"
    WARNING = "warning"

    @property
    def label(self) -> str:
        """The word that people read."""
        return "ต้องแก้ก่อนเผยแพร่" if self is Severity.BLOCKING else "ควรตรวจสอบ"


class Area(StrEnum):
    """Which admin page mends a finding."""

    ASSESSMENT = "assessment"
    PLAN = "plan"
    CRITERIA = "criteria"
    WORDING = "wording"
    AGENCY = "agency"


@dataclass(frozen=True)
class Place:
    """Where a finding is: the admin page, in words, and the row and field on it where there are such."""

    area: Area
    label: str
    indicator: int | None = None
    measure: int | None = None
    field: str = ""


@dataclass(frozen=True)
class Finding:
    """One thing that a check found; `message` says what is wrong and what to do."""

    severity: Severity
    code: str
    place: Place
    message: str

    @property
    def blocking(self) -> bool:
        """Whether it stops publication."""
        return self.severity is Severity.BLOCKING


@dataclass(frozen=True)
class FreeText:
    """A text that a person typed, with the place to mend it and the indicator it speaks of.

    `text` is what a reader sees; `typed` the same without what placeholders put in, where there are such.
    """

    text: str
    place: Place
    indicator: IndicatorView | None
    typed: str = ""


def check(report: AgencyReport) -> tuple[Finding, ...]:
    """Return every finding of `report`, the blocking ones first, each group in the order of the document."""
    found = [finding for rule in RULES for finding in rule(report)]
    return tuple(sorted(found, key=lambda finding: not finding.blocking))


def blocks(findings: tuple[Finding, ...]) -> bool:
    """Whether any finding stops publication."""
    return any(finding.blocking for finding in findings)


# --- Places and texts ----------------------------------------------------------------------------------------------

_OVERALL = Place(Area.ASSESSMENT, "ผลตามประกาศ", field="published_overall")
_LEVEL = Place(Area.ASSESSMENT, "ผลตามประกาศ", field="published_level")


def _indicator_place(line: IndicatorView) -> Place:
    label = f"คะแนนตัวชี้วัดที่ {thai_digits(line.number)} {line.name}"
    return Place(Area.ASSESSMENT, label, indicator=line.number, field="analysis")


def _measure_place(measure: MeasureView, field: str = "") -> Place:
    title = f" “{shorten(measure.titles[0], 50)}”" if measure.titles else ""
    label = f"มาตรการของตัวชี้วัดที่ {thai_digits(measure.indicator)}{title}"
    return Place(Area.PLAN, f"{label} ช่อง{field}" if field else label, indicator=measure.indicator, measure=measure.pk)


def free_texts(report: AgencyReport) -> Iterator[FreeText]:
    """Yield every text in the report that a person typed, in the order of the document."""
    lines = {line.number: line for line in report.year.indicators}
    for line in lines.values():
        if line.analysis:
            yield FreeText(line.analysis, _indicator_place(line), line)
    for measure in report.plan.measures if report.plan else ():
        line_of = lines.get(measure.indicator)
        for field, texts in (
            ("มาตรการ/โครงการ/กิจกรรม", measure.titles),
            ("ผลการวิเคราะห์ตัวชี้วัด", (measure.analysis,)),
            ("ขั้นตอน/วิธีดำเนินการ", measure.steps),
            ("การกำกับติดตาม", (measure.monitoring,)),
        ):
            for text in texts:
                if text:
                    yield FreeText(text, _measure_place(measure, field), line_of)
    for slot, text in _own_paragraphs(report):
        own_line = lines.get(int(slot.key.removeprefix("indicator-"))) if slot.key.startswith("indicator-") else None
        filled = paragraphs.fill(text, paragraphs.placeholders(report, slot.key))
        yield FreeText(filled, _wording_place(slot), own_line, typed=paragraphs.without_placeholders(text))


def _own_paragraphs(report: AgencyReport) -> Iterator[tuple[paragraphs.Slot, str]]:
    """The own wordings that the report uses; one whose paragraph is not in this year's report is not shown."""
    own = {item.key: item.text for item in report.paragraphs}
    shown = portal_paragraphs(report) if own else {}
    for slot in paragraphs.slots(report.year):
        if slot.key in own and slot.key in shown:
            yield slot, own[slot.key]


def _wording_place(slot: paragraphs.Slot) -> Place:
    return Place(Area.WORDING, f"ถ้อยคำในรายงาน ย่อหน้า{slot.label}", field=f"text-{slot.key}")


# --- Blocking ------------------------------------------------------------------------------------------------------


def _block(code: str, place: Place, message: str) -> Finding:
    return Finding(Severity.BLOCKING, code, place, message)


def missing_scores(report: AgencyReport) -> Iterator[Finding]:
    """Indicators without a score; a year of which only the overall is kept needs that."""
    if missing := report.year.result.missing:
        place = Place(Area.ASSESSMENT, "คะแนนตัวชี้วัด", indicator=missing[0], field="score")
        yield _block("missing-score", place, f"{missing_sentence(report.year)} กรุณากรอกคะแนนให้ครบ")
    elif report.year.overall is None:
        yield _block("missing-score", _OVERALL, "ยังไม่มีคะแนนภาพรวม กรุณากรอกคะแนนภาพรวมตามประกาศ")


def no_level(report: AgencyReport) -> Iterator[Finding]:
    """No single level follows from the scores, and the officially published level is not given either."""
    if report.year.result.undetermined and not report.year.published_level:
        message = f"{undetermined_sentence(report.year)} กรุณากรอกคะแนนดังกล่าว หรือระบุระดับตามประกาศ"
        yield _block("no-level", _LEVEL, message)


def published_differs(report: AgencyReport) -> Iterator[Finding]:
    """The officially published overall or level is another than the computed one."""
    year = report.year
    if year.overall_differs:
        yield _block(
            "overall-differs",
            _OVERALL,
            f"คะแนนภาพรวมตามประกาศ {format_score(year.published_overall)} ไม่ตรงกับที่คำนวณจากคะแนนรายตัวชี้วัด "
            f"{format_score(year.overall)} กรุณาตรวจคะแนนที่กรอกกับประกาศ",
        )
    if year.level_differs:
        computed = join_thai([f"“{level.name}”" for level in year.levels])
        yield _block(
            "level-differs",
            _LEVEL,
            f"ระดับตามประกาศ “{shorten(year.published_level)}” ไม่ตรงกับที่คำนวณได้ คือ {computed} กรุณาตรวจคะแนนที่กรอกกับประกาศ",
        )


def flagged_without_measure(report: AgencyReport) -> Iterator[Finding]:
    """An indicator below its target for which the plan has no measure with a title."""
    for line in report.year.flagged:
        measures = report.plan.for_indicator(line.number) if report.plan else ()
        if not any(measure.titles for measure in measures):
            yield _block(
                "no-measure",
                Place(Area.PLAN, f"มาตรการของตัวชี้วัดที่ {thai_digits(line.number)} {line.name}", indicator=line.number),
                f"ได้ {format_score(line.score)} คะแนน ต่ำกว่าเป้าหมาย {format_score(line.target)} แต่ยังไม่มีมาตรการ "
                "กรุณาเพิ่มมาตรการ",
            )


def incomplete_measures(report: AgencyReport) -> Iterator[Finding]:
    """A measure without title, step, responsible unit, period or monitoring: assessors ask for each of them."""
    for measure in report.plan.measures if report.plan else ():
        lacks = [
            name
            for name, value in (
                ("ชื่อมาตรการ", measure.titles),
                ("ขั้นตอน", measure.steps),
                ("ผู้รับผิดชอบ", measure.units),
                ("ระยะเวลาดำเนินการ", measure.period),
                ("การกำกับติดตาม", measure.monitoring.strip()),
            )
            if not value
        ]
        if lacks:
            yield _block("incomplete-measure", _measure_place(measure), f"ยังไม่ได้ระบุ{join_thai(lacks)} กรุณากรอกให้ครบ")


def contradicting_numbers(report: AgencyReport) -> Iterator[Finding]:
    """A score in a typed text that is not the stored one.

    Right are the figures of the indicator the text belongs to, of every tool or indicator it names, the overall, and
    the thresholds of the year's criteria.
    """
    for item in free_texts(report):
        right = _right_figures(report, item)
        for number in textcheck.score_like_numbers(item.typed or item.text):
            if number.value not in right:
                own = (
                    f" คะแนนที่บันทึกไว้คือ {format_score(item.indicator.score)}"
                    if item.indicator and item.indicator.score is not None
                    else ""
                )
                yield _block(
                    "number-differs",
                    item.place,
                    f"ตัวเลข “{number.written}” ไม่ตรงกับคะแนนที่บันทึกไว้{own} กรุณาแก้ หรือลบตัวเลขออกเพื่อให้ระบบใส่ให้",
                )


def _right_figures(report: AgencyReport, item: FreeText) -> set[Decimal | None]:
    year = report.year
    right: set[Decimal | None] = {Decimal(100), year.overall, year.target, year.criteria.target}
    right |= {figure for level in year.criteria.levels for figure in (level.min_overall, level.min_each)}
    for tool in year.tools:
        if tool.code in item.text or tool.thai_name in item.text:
            right |= {tool.score, *(figure for part in tool.parts if part.known for figure in (part.low,))}
    for line in year.indicators:
        if line == item.indicator or line.name in item.text:
            right |= {line.score, line.target, line.gap}
    return right | _earlier_figures(report, item)


def _earlier_figures(report: AgencyReport, item: FreeText) -> set[Decimal | None]:
    """Last year's figures and how far they moved, of what the text belongs to or names."""
    previous, year = report.previous, report.year
    if previous is None:
        return set()
    pairs = [(year.overall, previous.overall)]
    pairs += [(tool.score, previous.tool(tool.code)) for tool in year.tools if tool.code in item.text]
    pairs += [
        (line.score, previous.indicator(line.number))
        for line in year.indicators
        if line == item.indicator or line.name in item.text
    ]
    moved = {abs(now - before) for now, before in pairs if now is not None and before is not None}
    return {before for _now, before in pairs} | moved


def unknown_placeholders(report: AgencyReport) -> Iterator[Finding]:
    """A placeholder that this year's figures cannot fill, as after last year's were taken away."""
    for slot, text in _own_paragraphs(report):
        for problem in paragraphs.problems(text, paragraphs.placeholders(report, slot.key))[:-1]:
            yield _block("unknown-placeholder", _wording_place(slot), f"{problem} กรุณาแก้ข้อความ")


def characters_without_shape(report: AgencyReport) -> Iterator[Finding]:
    """Characters that the report's font cannot draw and that it would show as a black square."""
    for text, place in _shown_texts(report):
        if found := characters.without_shape(text):
            names = " ".join(characters.named(char) for char in found[:5])
            yield _block("no-shape", place, f"มีอักขระที่แบบอักษรของรายงานไม่มี คือ {names} กรุณาลบหรือเปลี่ยนเป็นข้อความ")


def _shown_texts(report: AgencyReport) -> Iterator[tuple[str, Place]]:
    """Every text of the report that came from outside the portal, free or not."""
    for item in free_texts(report):
        yield item.text, item.place
    agency = report.year.agency
    yield " ".join((agency.name, agency.short_name, agency.place)), Place(Area.AGENCY, "ชื่อและที่ตั้งของหน่วยงาน")
    yield report.year.published_level, _LEVEL
    for signer in report.signatories:
        yield f"{signer.name} {signer.job_title}", Place(Area.WORDING, f"{signer.role}ของรายงาน", field="signatories")
    for line in report.year.indicators:
        place = Place(Area.CRITERIA, f"ตัวชี้วัดที่ {thai_digits(line.number)} ในเกณฑ์การประเมิน", indicator=line.number)
        yield f"{line.name} {line.objective}", place
    for measure in report.plan.measures if report.plan else ():
        yield " ".join(measure.units), _measure_place(measure, "ผู้รับผิดชอบ")


# --- Warnings ------------------------------------------------------------------------------------------------------


def _warn(code: str, place: Place, message: str) -> Finding:
    return Finding(Severity.WARNING, code, place, message)


def misspelled_names(report: AgencyReport) -> Iterator[Finding]:
    """The agency's or an indicator's name, almost right."""
    agency = report.year.agency
    names = [agency.name, agency.short_name, agency.subdistrict, *(line.name for line in report.year.indicators)]
    names = [name for name in dict.fromkeys(names) if name]
    for item in free_texts(report):
        reported = ""
        for name in names:
            for found in textcheck.near_misses(item.text, name, known=names):
                if found not in reported:  # the subdistrict's name is part of the agency's
                    reported = found
                    yield _warn("name-misspelled", item.place, f"“{found}” คล้ายกับ “{name}” กรุณาตรวจว่าเขียนถูกต้อง")


def template_leftovers(report: AgencyReport) -> Iterator[Finding]:
    """Words and blanks of a template that nobody filled in."""
    for item in free_texts(report):
        for found in textcheck.leftovers(item.text):
            yield _warn("leftover", item.place, f"มีข้อความค้างจากแบบ “{shorten(found)}” กรุณาแก้หรือลบ")


def wrong_fiscal_years(report: AgencyReport) -> Iterator[Finding]:
    """A year in a typed text that is neither the assessed nor the planned one."""
    year = report.year.fiscal_year
    for item in free_texts(report):
        for written, found in textcheck.fiscal_years(item.text):
            if found not in (year, year + 1, report.previous and report.previous.fiscal_year):
                yield _warn(
                    "wrong-year",
                    item.place,
                    f"ปี “{written}” ไม่ใช่ปีที่ประเมิน ({thai_digits(year)}) หรือปีของแผน ({thai_digits(year + 1)}) "
                    "กรุณาตรวจสอบ",
                )


def cut_off_sentences(report: AgencyReport) -> Iterator[Finding]:
    """A typed text that ends in the middle of a sentence."""
    for item in free_texts(report):
        if textcheck.cut_off(item.text):
            yield _warn("cut-off", item.place, f"ข้อความลงท้าย “…{item.text.strip()[-25:]}” ดูเหมือนยังไม่จบประโยค")


def same_period(report: AgencyReport) -> Iterator[Finding]:
    """Every measure of the plan has the same period, as in a form nobody thought about."""
    measures = report.plan.measures if report.plan else ()
    periods = {measure.period for measure in measures}
    if len(measures) > 1 and len(periods) == 1 and periods != {""}:
        yield _warn(
            "same-period",
            Place(Area.PLAN, "ระยะเวลาดำเนินการ"),
            f"ทุกมาตรการมีระยะเวลาเดียวกัน คือ “{periods.pop()}” กรุณาตรวจว่าเป็นไปตามแผนจริง",
        )


def unverified_criteria(report: AgencyReport) -> Iterator[Finding]:
    """The year's criteria have not been checked against the official document."""
    criteria = report.year.criteria
    if not criteria.verified:
        yield _warn(
            "unverified-criteria",
            Place(Area.CRITERIA, criteria.name),
            "เกณฑ์การประเมินของปีนี้ยังไม่ได้ตรวจสอบกับเอกสารทางการ ผลคำนวณอาจเปลี่ยนได้",
        )


RULES: tuple[Callable[[AgencyReport], Iterator[Finding]], ...] = (
    missing_scores,
    no_level,
    published_differs,
    flagged_without_measure,
    incomplete_measures,
    contradicting_numbers,
    unknown_placeholders,
    characters_without_shape,
    misspelled_names,
    template_leftovers,
    wrong_fiscal_years,
    cut_off_sentences,
    same_period,
    unverified_criteria,
)
