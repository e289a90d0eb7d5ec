"""The report's words: from an `AgencyReport` to sections of paragraphs, figures and tables.

Pure functions, no HTML and no database. Page, PDF and other formats all render the `ReportDocument` made here, so they
say the same. Every figure in a sentence comes from the scoring module's result; nothing is added up or rounded here.

The order of parts is that of the documents agencies publish: cover, heading block, ๑ result with its figures, ๒ table
of indicators, ๓ analysis by tool and indicator with the radar (`analysis.py`), ๔ measures of the year after.
"""

from dataclasses import replace

from django.utils import timezone

from assessments.dashboard import YearResult
from assessments.scoring import Shortfall, TestedScore
from assessments.thai import format_date, format_score, thai_digits
from assessments.wording import level_words, missing_sentence, short_figure, subject, undetermined_sentence
from measures.dashboard import MeasureView, PlanView

from .. import paragraphs
from .analysis import analysis_section, change, listed
from .blocks import (
    Block,
    MeasureRow,
    MeasureTable,
    Paragraph,
    ReportDocument,
    Run,
    ScoreGroup,
    ScoreRow,
    ScoreTable,
    Section,
    Signature,
    Step,
    Title,
)
from .characters import cleaned
from .document import AgencyReport, PreviousYear
from .figures import ScaleFigure, change_figure, indicators_figure, overall_figure

ITA_THAI = "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
ITA_ENGLISH = "Integrity and Transparency Assessment: ITA"
RESULT_TITLE = f"การวิเคราะห์ผล{ITA_THAI}"
PLAN_TITLE = "รายละเอียดแนวทาง/มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"
NOT_GIVEN = "–"
MADE_UP = "ข้อมูลสมมติ สร้างขึ้นเพื่อทดลองระบบ ไม่ใช่ผลการประเมินของหน่วยงานใด"


def build_document(report: AgencyReport) -> ReportDocument:
    """Return the whole report of one agency's year, drafts included, as frozen sections ready to be rendered.

    Own wordings stand in place of the portal's paragraphs, filled with the year's figures; every text holds only
    characters that the report can show.
    """
    document: ReportDocument = cleaned(_document(report))
    return document


def _document(report: AgencyReport) -> ReportDocument:
    year, plan = report.year, report.plan
    result = _result_section(year, report.previous)
    shown = sum(isinstance(block, ScaleFigure) for block in result.blocks)
    sections = (
        result,
        _table_section(year),
        analysis_section(year, report.previous, shown + 1),
        _plan_section(report),
    )
    titles = [Title(RESULT_TITLE, _of_year(year.fiscal_year))]
    if plan:
        titles.append(Title(PLAN_TITLE, _of_year(plan.fiscal_year)))
    return ReportDocument(
        title=f"{RESULT_TITLE} {_of_year(year.fiscal_year)}",
        titles=tuple(titles),
        heading=(RESULT_TITLE, f"({ITA_ENGLISH})", _of_year(year.fiscal_year)),
        agency=year.agency.name,
        place=year.agency.place,
        draft="" if year.published else _draft_line(year),
        made_up=MADE_UP if year.agency.is_sample else "",
        updated_at=year.updated_at,
        sections=tuple(_with_own_words(section, report) for section in sections),
        names=_names(report),
        signatures=tuple(Signature(item.role, item.name, item.job_title) for item in report.signatories),
        seal=report.seal,
    )


def portal_paragraphs(report: AgencyReport) -> dict[str, str]:
    """Return the portal's own text of every paragraph that can have another, by key, without its lead."""
    document = _document(replace(report, paragraphs=()))
    parts = [part for section in document.sections for part in (section, *section.subsections)]
    blocks = [block for part in parts for block in part.blocks if isinstance(block, Paragraph) and block.key]
    return {block.key: "".join(run.text for run in block.runs[block.lead :]).strip() for block in blocks}


def _with_own_words(section: Section, report: AgencyReport) -> Section:
    own = {item.key: item.text for item in report.paragraphs}
    if not own:
        return section
    blocks = [new for block in section.blocks for new in _own_block(block, own, report)]
    return replace(
        section, blocks=tuple(blocks), subsections=tuple(_with_own_words(part, report) for part in section.subsections)
    )


def _own_block(block: Block, own: dict[str, str], report: AgencyReport) -> list[Block]:
    """The block, or the own wording in its place: a paragraph for each of its lines, the lead before the first."""
    if not isinstance(block, Paragraph) or block.key not in own:
        return [block]
    text = paragraphs.fill(own[block.key], paragraphs.placeholders(report, block.key))
    first, *further = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    lead = block.runs[: block.lead]
    opening = replace(block, runs=(*lead, Run(f" {first}" if lead else first)))
    return [opening, *(Paragraph.plain(line) for line in further)]


def _of_year(year: int) -> str:
    return f"ประจำปีงบประมาณ พ.ศ. {thai_digits(year)}"


def _draft_line(year: YearResult) -> str:
    return f"ฉบับร่าง ยังไม่ได้เผยแพร่ ข้อมูล ณ วันที่ {format_date(timezone.localdate(year.updated_at))}"


def _names(report: AgencyReport) -> tuple[str, ...]:
    """Names that a line must not break: the agency's, its place's, the indicators' and the units'."""
    agency = report.year.agency
    units = [unit for measure in (report.plan.measures if report.plan else ()) for unit in measure.units]
    names = [agency.name, agency.short_name, *agency.place.split(), *(line.name for line in report.year.indicators)]
    people = [signer.name for signer in report.signatories]
    return tuple(dict.fromkeys(filter(None, [*names, *units, *people])))


# --- ๑ Result -----------------------------------------------------------------------------------------------------


def _result_section(year: YearResult, previous: PreviousYear | None) -> Section:
    figures: list[ScaleFigure] = []
    for draw in (overall_figure, indicators_figure):
        if figure := draw(year, len(figures) + 1):
            figures.append(figure)
    if previous and (figure := change_figure(year, previous, len(figures) + 1)):
        figures.append(figure)
    result = " ".join(filter(None, [_result_sentence(year), _target_sentence(year), _change_sentence(year, previous)]))
    shown = ""
    if figures:
        shown = f"รายละเอียดปรากฏตาม{listed([f'ภาพที่ {thai_digits(figure.number)}' for figure in figures])}"
    reason = _level_sentence(year)
    texts = [result, f"{reason} {shown}"] if reason else [f"{result} {shown}"]
    keyed = [Paragraph.plain(text.strip(), key) for key, text in zip(("summary", "reason"), texts, strict=False)]
    return Section("๑.", "ผลการประเมินของหน่วยงาน", (*keyed, *_criteria_notes(year), *figures))


def _change_sentence(year: YearResult, previous: PreviousYear | None) -> str:
    """How the overall and its level compare with last year's; levels of another scale are not compared."""
    if previous is None or previous.overall is None or year.overall is None:
        return ""
    level = f" ระดับ “{previous.level}”" if previous.level else ""
    then = f"เมื่อเทียบกับปีงบประมาณ พ.ศ. {thai_digits(previous.fiscal_year)} ซึ่งได้ "
    then = f"{then}{format_score(previous.overall)} คะแนน{level}"
    moved = f"คะแนนภาพรวม{change(year.overall, previous.overall)}"
    if previous.same_levels:
        return f"{then} {moved}"
    return f"{then} {moved} ส่วนระดับของสองปีเทียบกันไม่ได้ เพราะใช้เกณฑ์ระดับต่างกัน"


def _result_sentence(year: YearResult) -> str:
    """Who was assessed in which year, with what overall and level, or that there is none."""
    agency = " ".join(filter(None, [year.agency.name, year.agency.place]))
    assessed = f"{agency} เข้ารับ{ITA_THAI} ({ITA_ENGLISH}) {_of_year(year.fiscal_year)}"
    if year.overall is None:
        if year.criteria.overall_only:
            return f"{assessed} ยังไม่มีคะแนนภาพรวมในระบบ"
        return f"{assessed} {missing_sentence(year)}"
    result = f"{assessed} ได้คะแนนภาพรวม {format_score(year.overall)} คะแนน จากคะแนนเต็ม ๑๐๐ คะแนน"
    if year.level:
        return f"{result} อยู่ในระดับ “{year.level.name}”"
    if not year.levels:
        return result
    published = f" ตามประกาศอยู่ในระดับ “{year.published_level}”" if year.published_level else ""
    return f"{result} อยู่ในระดับ{level_words(year)} {undetermined_sentence(year)}{published}"


def _target_sentence(year: YearResult) -> str:
    """Whether the national target is met and why, with each figure that is tested."""
    result = year.result
    if not result.scored:
        return ""
    need = short_figure(year.criteria.target)
    rule = f"คะแนนภาพรวมและคะแนนของทุกเครื่องมือไม่ต่ำกว่า {need} คะแนน"
    figures = f"โดย {listed(_tested_figures(year))}"
    if result.target_met is True:
        return f"และบรรลุค่าเป้าหมายระดับประเทศ เนื่องจาก{rule} {figures}"
    if result.target_met is False:
        short = listed([_shortfall(item) for item in result.target_shortfalls if item.certain])
        return f"แต่ยังไม่บรรลุค่าเป้าหมายระดับประเทศ ซึ่งกำหนดให้{rule} เนื่องจาก{_spaced(short)} {figures}"
    needed = listed([subject(item) for item in result.target_shortfalls if not item.certain])
    return f"ส่วนค่าเป้าหมายระดับประเทศ ซึ่งกำหนดให้{rule} ยังชี้ขาดไม่ได้ว่าบรรลุหรือไม่ เนื่องจากต้องใช้คะแนน {needed} {figures}"


def _tested_figures(year: YearResult) -> list[str]:
    """`IIT ได้ ๙๙.๕๗ คะแนน` for each tested figure; for unknown parts what the mean says about them."""
    found = []
    for tool in year.tools:
        tested = [item for item in year.result.tested if item.tool == tool.code]
        unknown = [item for item in tested if not item.known]
        if len(unknown) == 2 and len({(item.low, item.high) for item in unknown}) == 1:
            found.append(_unknown_parts(tool.code, format_score(tool.score), unknown[0]))
        else:
            found += [_tested_figure(item) for item in tested]
    return found


def _unknown_parts(code: str, score: str, part: TestedScore) -> str:
    known = f"{code} ได้ {score} คะแนน"
    if not part.low:
        return f"{known} (ไม่มีคะแนนแยกส่วน)"
    return f"{known} (ไม่มีคะแนนแยกส่วน แต่คำนวณได้ว่าส่วนที่ ๑ และส่วนที่ ๒ ไม่ต่ำกว่าส่วนละ {format_score(part.low)} คะแนน)"


def _tested_figure(item: TestedScore) -> str:
    name = f"{item.tool} ส่วนที่ {thai_digits(item.part)}" if item.part else item.tool
    if item.known:
        return f"{name} ได้ {format_score(item.low)} คะแนน"
    return f"{name} อยู่ระหว่าง {format_score(item.low)} ถึง {format_score(item.high)} คะแนน"


def _shortfall(item: Shortfall) -> str:
    name = subject(item)
    return f"{name}{'' if item.tool is None else ' '}ได้ {format_score(item.have)} คะแนน"


def _spaced(text: str) -> str:
    """A Latin word after a Thai one is set off by a space."""
    return f" {text}" if text[:1].isascii() else text


def _level_sentence(year: YearResult) -> str:
    """Why the level is not the next better one; empty at the top, where undetermined or where nothing is computed."""
    level = year.next_level
    if level is None or not year.level:
        return ""
    short = [item for item in year.result.next_level_shortfalls if item.certain]
    if not short:
        return ""
    need = f"คะแนนภาพรวมไม่ต่ำกว่า {short_figure(level.min_overall)} คะแนน"
    if level.min_each is not None:
        need = f"{need} และทุกเครื่องมือไม่ต่ำกว่า {short_figure(level.min_each)} คะแนน"
        if level.min_each == level.min_overall:
            need = f"คะแนนภาพรวมและคะแนนของทุกเครื่องมือไม่ต่ำกว่า {short_figure(level.min_each)} คะแนน"
    reasons = listed([_shortfall(item) for item in short])
    return f"ทั้งนี้ ผลการประเมินยังไม่ถึงระดับ “{level.name}” ซึ่งกำหนดให้{need} เพราะ{_spaced(reasons)}"


def _criteria_notes(year: YearResult) -> list[Paragraph]:
    notes = []
    if year.criteria.overall_only:
        notes.append("ปีงบประมาณนี้ใช้แบบการประเมินที่ต่างจากปัจจุบัน จึงแสดงเฉพาะคะแนนภาพรวมตามประกาศ")
    elif not year.criteria.verified:
        notes.append("เกณฑ์การประเมินของปีงบประมาณนี้ยังไม่ได้ตรวจสอบกับเอกสารทางการ")
    return [Paragraph((Run(f"หมายเหตุ {note}"),), note=True) for note in notes]


# --- ๒ Scores of the indicators -----------------------------------------------------------------------------------


def _table_section(year: YearResult) -> Section:
    number, title = "๒.", "สรุปผลการประเมินรายตัวชี้วัด"
    if not year.tools:
        return Section(number, title, (Paragraph.plain("ไม่มีคะแนนรายตัวชี้วัดของปีงบประมาณนี้ในระบบ"),))
    tools = listed([f"{tool.thai_name} ({tool.code})" for tool in year.tools])
    opening = (
        f"{ITA_THAI}ใช้เครื่องมือ {thai_digits(len(year.tools))} แบบ ได้แก่ {tools} "
        f"รวม {thai_digits(len(year.indicators))} ตัวชี้วัด ผลการประเมินรายตัวชี้วัดปรากฏตามตารางที่ ๑"
    )
    weights = listed([f"{tool.code} ร้อยละ {short_figure(tool.weight)}" for tool in year.tools])
    note = f"หมายเหตุ คะแนนเฉลี่ยของเครื่องมือ คือ ค่าเฉลี่ยของตัวชี้วัดในเครื่องมือนั้น คะแนนภาพรวมคิดจากคะแนนเฉลี่ยถ่วงน้ำหนัก {weights}"
    return Section(
        number, title, (Paragraph.plain(opening, "table"), _score_table(year), Paragraph((Run(note),), note=True))
    )


def _score_table(year: YearResult) -> ScoreTable:
    groups = tuple(
        ScoreGroup(
            code=tool.code,
            name=tool.thai_name,
            rows=tuple(ScoreRow(line.number, line.name, line.score) for line in tool.indicators),
            total_name=f"คะแนนเฉลี่ย {tool.code}",
            total=tool.score,
        )
        for tool in year.tools
    )
    level = f" ระดับ “{year.level.name}”" if year.level else ""
    caption = f"ตารางที่ ๑ คะแนนรายตัวชี้วัด {_of_year(year.fiscal_year)}"
    return ScoreTable(caption, groups, f"คะแนนภาพรวม{level}", year.overall)


# --- ๔ Measures ---------------------------------------------------------------------------------------------------


def _plan_section(report: AgencyReport) -> Section:
    number, title = "๔.", "การนำผลการวิเคราะห์ไปสู่การปรับปรุง หรือพัฒนาองค์กร หรือรักษาระดับ"
    year, plan = report.year, report.plan
    if plan is None or not plan.measures:
        following = plan.fiscal_year if plan else year.fiscal_year + 1
        none = f"ยังไม่มีมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน {_of_year(following)} ในระบบ"
        return Section(number, title, (Paragraph.plain(none),))
    caption_number = "๒" if year.tools else "๑"
    caption = f"ตารางที่ {caption_number} มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน {_of_year(plan.fiscal_year)}"
    opening = Paragraph.plain(_plan_opening(year, plan, f"ตารางที่ {caption_number}"), "plan")
    table = MeasureTable(caption, tuple(_measure_row(measure) for measure in plan.measures))
    return Section(number, title, (opening, table), wide=True)


def _plan_opening(year: YearResult, plan: PlanView, table: str) -> str:
    count = sum(len(measure.titles) for measure in plan.measures)
    covered = {measure.indicator for measure in plan.measures if measure.titles}
    without = [line for line in year.indicators if line.number not in covered]
    reach = "ครบทุกตัวชี้วัด" if not without else f"ใน {thai_digits(len(covered))} ตัวชี้วัด"
    amount = f" จำนวน {thai_digits(count)} มาตรการ {reach}" if count and year.indicators else ""
    opening = (
        f"{year.agency.name} ได้นำผลการวิเคราะห์ข้างต้นมากำหนดมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน "
        f"{_of_year(plan.fiscal_year)}{amount} เพื่อปรับปรุงด้านที่ยังมีข้อบกพร่อง พัฒนาองค์กร และรักษาระดับของด้านที่ทำได้ดี "
        f"รายละเอียดขั้นตอน ผู้รับผิดชอบ ระยะเวลา และการกำกับติดตามปรากฏตาม{table}"
    )
    if not without:
        return opening
    missing = listed([f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name}" for line in without])
    return f"{opening} ทั้งนี้ ยังไม่ได้กำหนดมาตรการของ{missing}"


def _measure_row(measure: MeasureView) -> MeasureRow:
    return MeasureRow(
        indicator=f"{thai_digits(measure.indicator)}. {measure.indicator_name}",
        titles=measure.titles or (NOT_GIVEN,),
        analysis=measure.analysis or NOT_GIVEN,
        steps=tuple(Step(f"{thai_digits(number)}.", text) for number, text in enumerate(measure.steps, start=1))
        or (Step("", NOT_GIVEN),),
        units=measure.units or (NOT_GIVEN,),
        period=measure.period or NOT_GIVEN,
        monitoring=measure.monitoring or NOT_GIVEN,
    )
