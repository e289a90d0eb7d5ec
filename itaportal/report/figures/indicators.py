"""The indicators by tool, each on the axis with its target."""

from assessments.charts import Axis, axis_for
from assessments.dashboard import IndicatorView, YearResult
from assessments.thai import format_score, thai_digits
from assessments.wording import short_figure

from ..radar import radar_of
from .parts import (
    COLOURS,
    SHAPES,
    TARGET_DASHES,
    Group,
    LegendItem,
    Line,
    Mark,
    Row,
    ScaleFigure,
    joined,
    place_on,
    ticks_of,
)


def indicators_figure(year: YearResult, number: int) -> ScaleFigure | None:
    """The indicators by tool with their target; a mark below its target is hollow. None where nothing is scored."""
    scores = [line.score for line in year.indicators if line.score is not None]
    if not scores:
        return None
    axis = axis_for([*scores, *(line.target for line in year.indicators)])
    targets = {line.target for line in year.indicators}
    target = f"เป้าหมาย {short_figure(next(iter(targets)))} คะแนน" if len(targets) == 1 else "เป้าหมายของแต่ละตัวชี้วัด"
    below = any(line.below_target for line in year.indicators)
    legend = [LegendItem(target, dashes=TARGET_DASHES)]
    if below:
        legend.append(LegendItem("เครื่องหมายโปร่ง คือ ต่ำกว่าเป้าหมาย"))
    if axis.floor:
        legend.append(LegendItem(f"แกนเริ่มที่ {thai_digits(axis.floor)} คะแนน"))
    return ScaleFigure(
        number=number,
        title=f"คะแนนรายตัวชี้วัด ปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year)}",
        alt=joined(*(_indicator_alt(line) for line in year.indicators), target),
        groups=tuple(
            Group(
                f"{tool.code} {tool.thai_name}",
                Mark(SHAPES[tool.code], COLOURS[tool.code], "8", hollow=False),
                tuple(_indicator_row(line, axis) for line in tool.indicators),
            )
            for tool in year.tools
        ),
        ticks=ticks_of(axis, [tick.value for tick in axis.ticks][1:-1]),
        legend=tuple(legend),
        radar=radar_of(
            [
                (line.number, line.score, line.target, SHAPES[line.tool], COLOURS[line.tool], line.below_target)
                for line in year.indicators
            ],
            axis,
        ),
    )


def _indicator_alt(line: IndicatorView) -> str:
    score = "ยังไม่มีคะแนน" if line.score is None else f"{format_score(line.score)} คะแนน"
    below = " ต่ำกว่าเป้าหมาย" if line.below_target else ""
    return f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name} {score}{below}"


def _indicator_row(line: IndicatorView, axis: Axis) -> Row:
    mark = None
    if line.score is not None:
        mark = Mark(SHAPES[line.tool], COLOURS[line.tool], place_on(axis, line.score), hollow=line.below_target)
    return Row(
        name=f"{thai_digits(line.number)}. {line.name}",
        value="ไม่มีคะแนน" if line.score is None else format_score(line.score),
        alt=f"{_indicator_alt(line)} เป้าหมาย {short_figure(line.target)} คะแนน",
        mark=mark,
        lines=(Line(place_on(axis, line.target), TARGET_DASHES),),
    )
