"""How the scores moved from the published year before to this one."""

from dataclasses import replace
from decimal import Decimal

from assessments.charts import Axis, axis_for
from assessments.results import YearResult
from assessments.thai import format_score, thai_digits

from ..document import PreviousYear
from .parts import (
    COLOURS,
    INK,
    SHAPES,
    Group,
    LegendItem,
    Mark,
    Row,
    ScaleFigure,
    joined_texts,
    key_of,
    place_on,
    ticks_of,
)


def change_figure(year: YearResult, previous: PreviousYear, number: int) -> ScaleFigure | None:
    """From last year's score to this year's, the overall first and then every indicator; None where nothing moved on.

    Last year's mark is hollow, this year's full, a line runs between them: told apart without colour.
    """
    pairs = [(line, line.score, previous.indicator(line.number)) for line in year.indicators]
    scores = [score for _line, now, before in pairs if None not in (now, before) for score in (now, before)]
    if not scores:
        return None
    overall = [score for score in (year.overall, previous.overall) if score is not None]
    axis = axis_for([score for score in (*scores, *overall) if score is not None])
    groups = [
        Group(
            f"{tool.code} {tool.thai_name}",
            key_of(tool.code),
            tuple(
                _change_row(
                    f"{thai_digits(line.number)}. {line.name}",
                    f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name}",
                    Mark(SHAPES[tool.code], COLOURS[tool.code], "0", hollow=False),
                    (now, before),
                    axis,
                )
                for line, now, before in pairs
                if line.tool == tool.code
            ),
        )
        for tool in year.tools
    ]
    if len(overall) == 2:
        mark = Mark("circle", INK, "0", hollow=False)
        row = _change_row("คะแนนภาพรวม", "คะแนนภาพรวม", mark, (year.overall, previous.overall), axis)
        groups.insert(0, Group("", None, (row,)))
    then, now = thai_digits(previous.fiscal_year), thai_digits(year.fiscal_year)
    legend = [LegendItem(f"เครื่องหมายโปร่ง คือ พ.ศ. {then}"), LegendItem(f"เครื่องหมายทึบ คือ พ.ศ. {now}")]
    legend.append(LegendItem("ตัวเลขมีหน่วยเป็นคะแนน"))
    if axis.floor:
        legend.append(LegendItem(f"แกนเริ่มที่ {thai_digits(axis.floor)} คะแนน"))
    return ScaleFigure(
        number=number,
        title=f"การเปลี่ยนแปลงของคะแนน ปีงบประมาณ พ.ศ. {then} ถึง {now}",
        alt=joined_texts(
            f"การเปลี่ยนแปลงของคะแนนจากปีงบประมาณ พ.ศ. {then} ถึงปีงบประมาณ พ.ศ. {now}",
            *(row.alt for group in groups for row in group.rows),
        ),
        groups=tuple(groups),
        ticks=ticks_of(axis, [tick.value for tick in axis.ticks][1:-1]),
        legend=tuple(legend),
    )


def _change_row(name: str, spoken: str, mark: Mark, scores: tuple[Decimal | None, Decimal | None], axis: Axis) -> Row:
    """A row from last year's mark to this year's; `scores` this year's first, `mark` of their shape and colour."""
    now, before = scores
    if now is None or before is None:
        missing = "เทียบไม่ได้"
        return Row(name=name, value=missing, alt=f"{spoken} {missing}", mark=None, lines=())
    change = format_score(abs(now - before))
    word, said = "เท่าเดิม", "เท่าเดิม"
    if now != before:
        word, said = (f"เพิ่ม {change}", "เพิ่มขึ้น") if now > before else (f"ลด {change}", "ลดลง")
        said += f" {change} คะแนน"
    return Row(
        name=name,
        value=word,
        alt=f"{spoken} {said} จาก {format_score(before)} คะแนน เป็น {format_score(now)} คะแนน",
        mark=replace(mark, x=place_on(axis, now)),
        lines=(),
        before=replace(mark, x=place_on(axis, before), hollow=True),
    )
