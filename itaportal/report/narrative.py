"""The report's words: from an `AgencyReport` to sections of paragraphs, figures and tables.

Pure functions, no HTML and no database. Page, PDF and other formats all render the `ReportDocument` made here, so they
say the same.

A paragraph that can have an own wording is written as one: with names in braces where its figures, names and levels
stand, `ได้คะแนนภาพรวม {คะแนนภาพรวม} คะแนน`. The year decides which sentences there are; `values` says what the names are
filled with, the portal's and the agencies' alike. Nothing is added up or rounded here.

The order of parts is that of the documents agencies publish: cover, heading block, ๑ result with its figures, ๒ table
of indicators, ๓ analysis by tool and indicator with the radar (`analysis.py`), ๔ measures of the year after. A year
without a plan ends with ๓, whose last part says why.
"""

from collections.abc import Sequence
from dataclasses import replace

from assessments.announced_words import AS_ANNOUNCED, rounding_note
from assessments.enums import LOW_TONES
from assessments.results import AgencyView, YearResult
from assessments.scoring import Shortfall, TestedScore
from assessments.thai import thai_digits
from assessments.wording import join_thai
from itaportal.typesetting.characters import cleaned_text, with_cleaned_texts
from measures.plans import MeasureView

from . import paragraphs
from .analysis import analysis_section
from .blocks import (
    Block,
    MeasureRow,
    MeasureTable,
    Paragraph,
    ReportDocument,
    Run,
    Section,
    Signature,
    Step,
    StepLine,
    Title,
)
from .document import AgencyReport, PreviousYear
from .editions import draft_line, identity
from .figures import ScaleFigure
from .items import cover_item
from .prose import because, between, joined_sentences, tested_name
from .scores import table_section
from .values import each_part_from, indicators_without_measure, result_figures, table_of_measures, unknown_alike
from .words import document_of

ITA_THAI = "การประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
ITA_ENGLISH = "Integrity and Transparency Assessment: ITA"
RESULT_TITLE = f"การวิเคราะห์ผล{ITA_THAI}"
PLAN_TITLE = "รายละเอียดแนวทาง/มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"
NOT_GIVEN = "–"
MADE_UP = "ข้อมูลสมมติ จัดทำขึ้นเพื่อการทดลองใช้ ไม่ใช่ผลการประเมินของหน่วยงานใด"


def build_document(report: AgencyReport) -> ReportDocument:
    """Return the whole report of one agency's year, drafts included, as frozen sections ready to be rendered.

    A published version that kept its words gives those again. In any other report own wordings stand in place of the
    portal's; both are filled with the year's figures; every text holds only characters that the report can show.
    """
    if report.words is not None:
        return document_of(report.words, report)
    document = _document(report)
    sections = tuple(_filled(section, report) for section in document.sections)
    filled: ReportDocument = with_cleaned_texts(replace(document, sections=sections))
    return filled


def portal_wordings(report: AgencyReport) -> dict[str, str]:
    """Return the portal's own wording of every paragraph that can have another, by key, its placeholders unfilled."""
    parts = [part for section in _document(report).sections for part in (section, *section.subsections)]
    blocks = [block for part in parts for block in part.blocks if isinstance(block, Paragraph) and block.key]
    return {block.key: _wording(block) for block in blocks}


def portal_paragraphs(report: AgencyReport) -> dict[str, str]:
    """Return the portal's own text of every paragraph that can have another, by key, without its lead."""
    wordings = portal_wordings(report).items()
    return {key: paragraphs.filled_wording(text, paragraphs.placeholder_values(report, key)) for key, text in wordings}


def _document(report: AgencyReport) -> ReportDocument:
    """The report with the placeholders of its paragraphs unfilled."""
    year, plan = report.year, report.plan
    figures = result_figures(year, report.previous)
    sections = (
        _result_section(year, report.previous, figures),
        table_section(report, ITA_THAI, _of_year(year.fiscal_year)),
        *_analysis_and_plan(report, analysis_section(year, report.previous, len(figures) + 1)),
    )
    titles = [Title(RESULT_TITLE, _of_year(year.fiscal_year))]
    if plan:
        titles.append(Title(PLAN_TITLE, _of_year(plan.fiscal_year)))
    return ReportDocument(
        title=f"{RESULT_TITLE} {_of_year(year.fiscal_year)}",
        titles=tuple(titles),
        heading=(RESULT_TITLE, f"({ITA_ENGLISH})", _of_year(year.fiscal_year)),
        agency=year.agency.name,
        place=_place(year.agency),
        draft=draft_line(report),
        made_up=MADE_UP if year.agency.is_sample else "",
        item=cover_item(report.oit_item),
        updated_at=year.updated_at,
        sections=sections,
        names=document_names(report),
        signatures=tuple(Signature(item.role, item.name, item.job_title) for item in report.signatories),
        seal=report.seal,
        identity=identity(report.edition),
    )


def _filled(section: Section, report: AgencyReport) -> Section:
    own = {item.key: item.text for item in report.paragraphs}
    blocks = [new for block in section.blocks for new in _filled_block(block, own, report)]
    return replace(
        section, blocks=tuple(blocks), subsections=tuple(_filled(part, report) for part in section.subsections)
    )


def _filled_block(block: Block, own: dict[str, str], report: AgencyReport) -> list[Block]:
    """The block; one that can be worded otherwise as a paragraph for each line of its wording, after its lead."""
    if not isinstance(block, Paragraph) or not block.key:
        return [block]
    values = paragraphs.placeholder_values(report, block.key)
    wording = own.get(block.key) or _wording(block)
    first, *further = [paragraphs.filled_wording(line, values) for line in paragraphs.wording_lines(wording)] or [""]
    lead = block.runs[: block.lead]
    opening = replace(block, runs=(*lead, Run(f" {first}" if lead else first)))
    return [opening, *(Paragraph.plain(line) for line in further)]


def _wording(block: Paragraph) -> str:
    """What is said after the lead, unfilled."""
    return "".join(run.text for run in block.runs[block.lead :]).strip()


def _of_year(year: int) -> str:
    return f"ประจำปีงบประมาณ พ.ศ. {thai_digits(year)}"


def _place(agency: AgencyView) -> str:
    """Where the agency is; empty where its name says both district and province: สำนักงานเขตบางรัก กรุงเทพมหานคร."""
    parts = agency.place.split()
    return "" if len(parts) > 1 and all(part in agency.name for part in parts) else agency.place


def document_names(report: AgencyReport) -> tuple[str, ...]:
    """Return the names that a line must not break: the agency's, its place's, the indicators', units' and signers'."""
    agency = report.year.agency
    units = [unit for measure in (report.plan.measures if report.plan else ()) for unit in measure.units]
    names = [agency.name, agency.short_name, *agency.place.split(), *(line.name for line in report.year.indicators)]
    people = [signer.name for signer in report.signatories]
    return tuple(dict.fromkeys(cleaned_text(name) for name in [*names, *units, *people] if name))


# --- ๑ Result -----------------------------------------------------------------------------------------------------


def _result_section(year: YearResult, previous: PreviousYear | None, figures: tuple[ScaleFigure, ...]) -> Section:
    result = joined_sentences(_result_sentence(year), _target_sentence(year), _change_sentence(year, previous))
    shown = "รายละเอียดปรากฏตาม{ภาพประกอบ}" if figures else ""
    reason = _level_sentence(year)
    texts = [result, joined_sentences(reason, shown)] if reason else [joined_sentences(result, shown)]
    keyed = [Paragraph.plain(text, key) for key, text in zip(("summary", "reason"), texts, strict=False)]
    return Section("๑.", "ผลการประเมินของหน่วยงาน", (*keyed, *_criteria_notes(year), *figures))


def _change_sentence(year: YearResult, previous: PreviousYear | None) -> str:
    """How the overall and its level compare with last year's; levels of another scale are not compared."""
    if previous is None or previous.overall is None or year.overall is None:
        return ""
    return joined_sentences(
        "เมื่อเทียบกับปีงบประมาณ พ.ศ. {ปีก่อน} ซึ่งได้ {คะแนนภาพรวมปีก่อน} คะแนน",
        "ระดับ “{ระดับปีก่อน}”" if previous.level else "",
        "คะแนนภาพรวม{เทียบปีก่อน}",
        "" if previous.same_levels else "ส่วนระดับของทั้งสองปีไม่อาจเปรียบเทียบกันได้ เนื่องจากใช้เกณฑ์ระดับต่างกัน",
    )


def _result_sentence(year: YearResult) -> str:
    """Who was assessed in which year, with what overall and level, or that there is none."""
    assessed = joined_sentences(
        "{หน่วยงาน}",
        "{ที่ตั้ง}" if _place(year.agency) else "",
        f"เข้ารับ{ITA_THAI} ({ITA_ENGLISH}) ประจำปีงบประมาณ พ.ศ. {{ปี}}",
    )
    if year.overall is None:
        return f"{assessed} {_no_overall(year)}"
    result = f"{assessed} ได้คะแนนภาพรวม {{คะแนนภาพรวม}} คะแนน จากคะแนนเต็ม ๑๐๐ คะแนน"
    if year.level:
        return f"{result} อยู่ในระดับ “{{ระดับ}}”{f' {AS_ANNOUNCED}' if year.level_announced else ''}"
    unsettled = ""
    if year.levels:
        unsettled = "โดยยังระบุระดับไม่ได้ว่าอยู่{ระดับ} เนื่องจากยังไม่มีคะแนน {คะแนนที่ต้องใช้ระบุระดับ}"
    elif year.criteria.levels:
        unsettled = "ซึ่งไม่ถึงเกณฑ์ของระดับผลการประเมินระดับใด"
    given = "ตามประกาศอยู่ในระดับ “{ระดับตามประกาศ}”" if year.published_level else ""
    return joined_sentences(result, unsettled, f"{'แต่' if unsettled else 'และ'}{given}" if given else "")


def _no_overall(year: YearResult) -> str:
    missing = year.result.missing
    if not missing:
        return "แต่หน่วยงานยังไม่ได้บันทึกคะแนนภาพรวม"
    if len(missing) == len(year.indicators):
        return "แต่หน่วยงานยังไม่ได้บันทึกคะแนนของตัวชี้วัดใด จึงยังไม่มีคะแนนภาพรวม"
    return "แต่ยังไม่มีคะแนนตัวชี้วัดที่ {เลขตัวชี้วัดที่ยังไม่มีคะแนน} จึงยังไม่มีคะแนนภาพรวม"


def _target_sentence(year: YearResult) -> str:
    """Whether the national target is met and why, with each figure that is tested."""
    result = year.result
    if not result.scored:
        return ""
    rule = "คะแนนภาพรวมและคะแนนของทุกเครื่องมือไม่ต่ำกว่า {ค่าเป้าหมาย} คะแนน"
    settled = year.level is not None
    if result.target_met is True:
        met = "และบรรลุค่าเป้าหมายระดับประเทศ" if settled else "ทั้งนี้ หน่วยงานบรรลุค่าเป้าหมายระดับประเทศ"
        return f"{met} เนื่องจาก{rule} โดย {join_thai(_tested_figures(year))}"
    if result.target_met is False:
        short = [item for item in result.target_shortfalls if item.certain]
        overall = bool(short) and short[0].tool is None
        missed = f"{'และ' if overall or not settled else 'แต่'}ยังไม่บรรลุค่าเป้าหมายระดับประเทศ ซึ่งกำหนดให้{rule}"
        others = join_thai(_tested_figures(year, short))
        if not short:  # settled by the announced level, while a part that it is about is not known
            return f"{missed} เนื่องจากระดับที่ประกาศ คือ “{{ระดับตามประกาศ}}” โดย {others}"
        return joined_sentences(
            f"{missed} เนื่องจาก{'' if overall else ' '}{{เหตุที่ยังไม่บรรลุค่าเป้าหมาย}}", f"ส่วน {others}" if others else ""
        )
    open_ = f"ส่วนค่าเป้าหมายระดับประเทศ ซึ่งกำหนดให้{rule} ยังระบุไม่ได้ว่าบรรลุหรือไม่"
    same = not settled and {(item.tool, item.part) for item in result.target_shortfalls} == {
        (part.tool, part.part) for part in result.unknown_parts
    }
    why = "ด้วยเหตุเดียวกัน" if same else "เนื่องจากยังไม่มีคะแนน {คะแนนที่ต้องใช้พิจารณาค่าเป้าหมาย}"
    return f"{open_}{why if same else f' {why}'} โดย {join_thai(_tested_figures(year))}"


def _tested_figures(year: YearResult, said: Sequence[Shortfall] = ()) -> list[str]:
    """`IIT ได้ {คะแนน IIT} คะแนน` for each tested figure but those `said` already; for unknown parts what is known."""
    done = {(item.tool, item.part) for item in said}
    found = []
    for tool in year.tools:
        if (tool.code, None) in done:
            continue
        if unknown_alike(tool):
            least = each_part_from(tool)
            known = (
                f" แต่คำนวณได้ว่าส่วนที่ ๑ และส่วนที่ ๒ ไม่ต่ำกว่าส่วนละ {{คะแนนต่ำสุดของ {tool.code} แต่ละส่วน}} คะแนน" if least else ""
            )
            found.append(f"{tool.code} ได้ {{คะแนน {tool.code}}} คะแนน (ไม่มีคะแนนแยกส่วน{known})")
        else:
            tested = [item for item in year.result.tested if item.tool == tool.code]
            found += [_tested_figure(item) for item in tested if (item.tool, item.part) not in done]
    return found


def _tested_figure(item: TestedScore) -> str:
    name = tested_name(item)
    if item.known:
        return f"{name} ได้ {{คะแนน {name}}} คะแนน"
    return f"{name} {between(f'{{คะแนนต่ำสุดของ {name}}}', f'{{คะแนนสูงสุดของ {name}}}')}"


def _level_sentence(year: YearResult) -> str:
    """Why the level is not the next better one; empty at the top, where undetermined or where nothing is computed.

    Where no level is reached, the next one is the lowest.
    """
    level = year.next_level
    short = [item for item in year.result.next_level_shortfalls if item.certain]
    if level is None or year.result.undetermined or not short or level.tone in LOW_TONES:
        return ""  # no report calls a level that asks for improvement a goal: it speaks of the target
    need = "คะแนนภาพรวมไม่ต่ำกว่า {เกณฑ์คะแนนภาพรวมของระดับที่สูงกว่า} คะแนน"
    if level.min_each == level.min_overall:
        need = "คะแนนภาพรวมและคะแนนของทุกเครื่องมือไม่ต่ำกว่า {เกณฑ์คะแนนเครื่องมือของระดับที่สูงกว่า} คะแนน"
    elif level.min_each is not None:
        need = f"{need} และทุกเครื่องมือไม่ต่ำกว่า {{เกณฑ์คะแนนเครื่องมือของระดับที่สูงกว่า}} คะแนน"
    cause = f"เนื่องจาก{'' if short[0].tool is None else ' '}{{เหตุที่ยังไม่ถึงระดับที่สูงกว่า}}"
    return f"ทั้งนี้ ผลการประเมินยังไม่ถึงระดับ “{{ระดับที่สูงกว่า}}” ซึ่งกำหนดให้{need} {cause}"


def _criteria_notes(year: YearResult) -> list[Paragraph]:
    notes = [note] if (note := rounding_note(year)) else []
    if year.criteria.overall_only:
        notes.append("ปีงบประมาณนี้ใช้รูปแบบการประเมินที่ต่างจากปัจจุบัน จึงแสดงเฉพาะคะแนนภาพรวมตามประกาศ")
    elif not year.criteria.verified:
        notes.append("เกณฑ์การประเมินของปีงบประมาณนี้ยังไม่ได้ตรวจสอบกับเอกสารทางการ")
    return [Paragraph((Run(f"หมายเหตุ {note}"),), note=True) for note in notes]


# --- ๔ Measures ---------------------------------------------------------------------------------------------------


def _analysis_and_plan(report: AgencyReport, analysis: Section) -> tuple[Section, ...]:
    """Section ๓ and ๔; of a year without a plan ๓ alone, closed by a part that says that and why."""
    if not report.without_plan:
        return analysis, _plan_section(report)
    place = f"{analysis.number}{thai_digits(len(analysis.subsections) + 1)}"
    closing = Section(place, "การจัดทำแผนมาตรการ", (Paragraph.plain(_no_plan_sentence(report)),))
    return (replace(analysis, subsections=(*analysis.subsections, closing)),)


def _no_plan_sentence(report: AgencyReport) -> str:
    year = report.year
    return joined_sentences(
        f"{year.agency.name} ไม่จัดทำแผนมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน {_of_year(year.fiscal_year + 1)}",
        because(report.no_plan_reason),
        "รายงานฉบับนี้จึงสิ้นสุดที่หัวข้อที่ ๓",
    )


def _plan_section(report: AgencyReport) -> Section:
    number, title = "๔.", "การนำผลการวิเคราะห์ไปสู่การปรับปรุง หรือพัฒนาองค์กร หรือรักษาระดับ"
    year, plan = report.year, report.plan
    if plan is None or not plan.measures:
        following = plan.fiscal_year if plan else year.fiscal_year + 1
        none = f"หน่วยงานยังไม่ได้จัดทำมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน {_of_year(following)}"
        return Section(number, title, (Paragraph.plain(none),))
    caption = f"{table_of_measures(year)} มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน {_of_year(plan.fiscal_year)}"
    table = MeasureTable(caption, tuple(_measure_row(measure) for measure in plan.measures))
    return Section(number, title, (Paragraph.plain(_plan_opening(report), "plan"), table), wide=True)


def _plan_opening(report: AgencyReport) -> str:
    year, without = report.year, indicators_without_measure(report)
    reach = "ครบทุกตัวชี้วัด" if not without else "ใน {จำนวนตัวชี้วัดที่มีมาตรการ} ตัวชี้วัด"
    named = report.plan is not None and any(measure.titles for measure in report.plan.measures)
    return joined_sentences(
        "{หน่วยงาน} ได้นำผลการวิเคราะห์ข้างต้นมากำหนดมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน "
        "ประจำปีงบประมาณ พ.ศ. {ปีของมาตรการ}",
        f"จำนวน {{จำนวนมาตรการ}} มาตรการ {reach}" if named and year.indicators else "",
        f"เพื่อ{join_thai(_purposes(year))}",
        "รายละเอียดขั้นตอน ผู้รับผิดชอบ ระยะเวลา และการกำกับติดตามปรากฏตาม{ตารางมาตรการ}",
        "ทั้งนี้ ยังไม่ได้กำหนดมาตรการสำหรับ{ตัวชี้วัดที่ยังไม่มีมาตรการ}" if without else "",
    )


def _purposes(year: YearResult) -> list[str]:
    """What the measures are for. Nothing is mended where all is good, and no level kept where nothing is."""
    return [
        *(["ยกระดับจุดที่ควรพัฒนา"] if year.to_improve or not year.result.scored else []),
        "พัฒนาองค์กร",
        *(["รักษาระดับของตัวชี้วัดที่เป็นจุดแข็ง"] if year.strengths or not year.result.scored else []),
    ]


def _measure_row(measure: MeasureView) -> MeasureRow:
    return MeasureRow(
        indicator=f"{thai_digits(measure.indicator)}. {measure.indicator_name}",
        titles=measure.titles or (NOT_GIVEN,),
        analysis=measure.analysis or NOT_GIVEN,
        steps=tuple(
            Step(
                f"{thai_digits(step.number)}.",
                step.text,
                tuple(StepLine(item.printed_mark, item.text, item.deep) for item in step.items),
            )
            for step in measure.marked_steps
        )
        or (Step("", NOT_GIVEN),),
        units=measure.units or (NOT_GIVEN,),
        period=measure.period or NOT_GIVEN,
        monitoring=measure.monitoring or NOT_GIVEN,
    )
