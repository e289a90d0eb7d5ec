"""Section ๒ of the report: the indicators' scores as a table, with what is known of other agencies beside them."""

from assessments.announced_words import AS_ANNOUNCED
from assessments.wording import join_thai, short_figure

from .blocks import Paragraph, Run, ScoreGroup, ScoreRow, ScoreTable, Section
from .document import AgencyReport
from .means import COLUMNS, table_notes


def table_section(report: AgencyReport, ita: str, of_year: str) -> Section:
    """Return section ๒; `ita` is the assessment's Thai name, `of_year` the year in words."""
    year = report.year
    number, title = "๒.", "สรุปผลการประเมินรายตัวชี้วัด"
    if not year.tools:
        return Section(number, title, (Paragraph.plain("ไม่มีคะแนนรายตัวชี้วัดของปีงบประมาณนี้"),))
    opening = (
        f"{ita}ใช้ {{จำนวนเครื่องมือ}} เครื่องมือ ได้แก่ {{ชื่อเครื่องมือทั้งหมด}} "
        "รวม {จำนวนตัวชี้วัด} ตัวชี้วัด ผลการประเมินรายตัวชี้วัดปรากฏตาม{ตารางคะแนน}"
    )
    weights = join_thai([f"{tool.code} ร้อยละ {short_figure(tool.weight)}" for tool in year.tools])
    note = f"หมายเหตุ คะแนนเฉลี่ยของเครื่องมือ คือ ค่าเฉลี่ยของคะแนนตัวชี้วัดในเครื่องมือนั้น คะแนนภาพรวมคิดจากคะแนนเฉลี่ยถ่วงน้ำหนัก {weights}"
    notes = [Paragraph((Run(text),), note=True) for text in (note, *table_notes(report.means))]
    return Section(number, title, (Paragraph.plain(opening, "table"), _score_table(report, of_year), *notes))


def _score_table(report: AgencyReport, of_year: str) -> ScoreTable:
    year, means = report.year, report.means
    groups = tuple(
        ScoreGroup(
            code=tool.code,
            name=tool.thai_name,
            rows=tuple(
                ScoreRow(line.number, line.name, line.score, tuple(each.score(number=line.number) for each in means))
                for line in tool.indicators
            ),
            total_name=f"คะแนนเฉลี่ย {tool.code}",
            total=tool.score,
            total_means=tuple(each.score(tool.code) for each in means),
        )
        for tool in year.tools
    )
    announced = f" {AS_ANNOUNCED}" if year.level_announced else ""
    level = f" ระดับ “{year.level.name}”{announced}" if year.level else ""
    caption = f"ตารางที่ ๑ คะแนนรายตัวชี้วัด {of_year}"
    return ScoreTable(
        caption,
        groups,
        f"คะแนนภาพรวม{level}",
        year.overall,
        means=tuple(COLUMNS[each.scope] for each in means),
        total_means=tuple(each.score() for each in means),
    )
