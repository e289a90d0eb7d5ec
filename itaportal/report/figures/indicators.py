"""The indicators by tool, each on the axis with its target."""

from collections.abc import Sequence

from assessments.charts import Axis, axis_for
from assessments.results import IndicatorView, YearResult
from assessments.thai import format_score, thai_digits
from assessments.wording import short_figure

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
    joined_texts,
    key_of,
    place_on,
    ticks_of,
)


def indicators_figure(year: YearResult, number: int) -> ScaleFigure | None:
    """The indicators by tool with their target; a mark below its target is hollow. None where nothing is scored."""
    if all(line.score is None for line in year.indicators):
        return None
    axis = indicator_axis(year.indicators)
    target = target_words(year)
    below = any(line.below_target for line in year.indicators)
    legend = [LegendItem(target, dashes=TARGET_DASHES)]
    if below:
        legend.append(LegendItem("เครื่องหมายโปร่ง คือ ต่ำกว่าเป้าหมาย"))
    if axis.floor:
        legend.append(LegendItem(f"แกนเริ่มที่ {thai_digits(axis.floor)} คะแนน"))
    return ScaleFigure(
        number=number,
        title=f"คะแนนรายตัวชี้วัด ประจำปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year)}",
        alt=joined_texts(*(_spoken(line, year.indicators) for line in year.indicators), target),
        groups=tuple(
            Group(
                f"{tool.code} {tool.thai_name}",
                key_of(tool.code),
                tuple(_indicator_row(line, axis) for line in tool.indicators),
            )
            for tool in year.tools
        ),
        ticks=ticks_of(axis, [tick.value for tick in axis.ticks][1:-1]),
        legend=tuple(legend),
    )


def indicator_axis(lines: Sequence[IndicatorView]) -> Axis:
    """The axis that holds every score and every target."""
    scores = [line.score for line in lines if line.score is not None]
    return axis_for([*scores, *(line.target for line in lines)])


def target_words(year: YearResult) -> str:
    """`ค่าเป้าหมาย ๘๕ คะแนน`, by its name, or that each indicator has its own."""
    if not year.one_target:
        return "เป้าหมายของแต่ละตัวชี้วัด"
    return f"{year.target_name()} {short_figure(year.target)} คะแนน"


def own_target(line: IndicatorView, lines: Sequence[IndicatorView]) -> str:
    """`เป้าหมาย ๙๐ คะแนน` where indicators have targets of their own; empty where one applies to all."""
    return f"เป้าหมาย {short_figure(line.target)} คะแนน" if len({item.target for item in lines}) > 1 else ""


def _indicator_alt(line: IndicatorView) -> str:
    score = "ยังไม่มีคะแนน" if line.score is None else f"{format_score(line.score)} คะแนน"
    below = " ต่ำกว่าเป้าหมาย" if line.below_target else ""
    return f"ตัวชี้วัดที่ {thai_digits(line.number)} {line.name} {score}{below}"


def _spoken(line: IndicatorView, lines: Sequence[IndicatorView]) -> str:
    return joined_texts(_indicator_alt(line), own_target(line, lines))


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
