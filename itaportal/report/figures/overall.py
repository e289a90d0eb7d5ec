"""The overall on the bands of the rating levels, and the tools that decide the level under it."""

from collections.abc import Sequence
from decimal import Decimal

from assessments.charts import TOP, Axis, axis_for
from assessments.dashboard import LevelView, ToolView, YearResult
from assessments.thai import format_score, thai_digits
from assessments.wording import level_words, short_figure

from .parts import (
    AXIS_WIDTH,
    COLOURS,
    INK,
    LEVEL_DASHES,
    SHADES,
    SHAPES,
    TARGET_DASHES,
    Band,
    Group,
    LegendItem,
    Line,
    Mark,
    Row,
    ScaleFigure,
    joined,
    on_axis,
    place_on,
    ticks_of,
)


def overall_figure(year: YearResult, number: int) -> ScaleFigure | None:
    """The overall on the bands of the rating levels, with the tools that decide the level under it.

    None where there is no overall to show.
    """
    if year.overall is None:
        return None
    tools = [tool for tool in year.tools if tool.score is not None]
    axis = axis_for([year.overall, *(tool.score for tool in tools if tool.score is not None), Decimal(60)])
    target = year.criteria.target
    thresholds = sorted({level.min_overall for level in year.criteria.levels if axis.floor < level.min_overall})
    each = sorted({level.min_each for level in year.criteria.levels if level.min_each} - {target})
    # A year of which only the overall is kept was measured in another way: no target of today applies to it.
    lines = () if year.criteria.overall_only else (Line(place_on(axis, target), TARGET_DASHES),)
    tool_lines = (*lines, *(Line(place_on(axis, value), LEVEL_DASHES) for value in each))
    level = level_words(year) if year.levels else ""
    overall = Row(
        name="คะแนนภาพรวม",
        value=format_score(year.overall),
        alt=f"คะแนนภาพรวม {format_score(year.overall)} คะแนน {on_axis(axis)}",
        mark=Mark("circle", INK, place_on(axis, year.overall), hollow=False),
        lines=lines,
        bands=_bands(year.criteria.levels, axis) or (Band("0", str(AXIS_WIDTH), SHADES[0]),),
    )
    rows = [_tool_row(tool, axis, tool_lines) for tool in tools]
    return ScaleFigure(
        number=number,
        title=f"คะแนนภาพรวม ปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year)}",
        alt=joined(
            f"คะแนนภาพรวม {format_score(year.overall)} จาก ๑๐๐ คะแนน",
            f"ระดับ{level}" if level else "",
            *(f"{tool.code} {format_score(tool.score)} คะแนน" for tool in tools),
            f"ค่าเป้าหมาย {short_figure(target)} คะแนน" if lines else "",
        ),
        headline=format_score(year.overall),
        headline_note=f"ระดับ{level}" if level else "",
        groups=(Group("", None, (overall, *rows)),),
        ticks=ticks_of(axis, thresholds or [tick.value for tick in axis.ticks][1:-1]),
        legend=(
            *(LegendItem(f"ค่าเป้าหมาย {short_figure(target)} คะแนน", dashes=line.dashes) for line in lines),
            *(
                LegendItem(f"{_level_of(year, value)} ทุกเครื่องมือ {short_figure(value)} คะแนน", dashes=LEVEL_DASHES)
                for value in each
                if tools
            ),
            *_band_legend(year.criteria.levels),
        ),
    )


def _tool_row(tool: ToolView, axis: Axis, lines: Sequence[Line]) -> Row:
    assert tool.score is not None
    return Row(
        name=f"{tool.code} {tool.short_name}",
        value=format_score(tool.score),
        alt=f"{tool.code} {format_score(tool.score)} คะแนน {on_axis(axis)}",
        mark=Mark(SHAPES[tool.code], COLOURS[tool.code], place_on(axis, tool.score), hollow=False),
        lines=tuple(lines),
    )


def _spans(levels: Sequence[LevelView]) -> list[tuple[Decimal, Decimal, list[str]]]:
    """Stretches of the overall from the lowest up, with the levels that share each (from the best down)."""
    starts = sorted({level.min_overall for level in levels})
    ends = [*starts[1:], TOP][: len(starts)]
    return [
        (start, end, [level.name for level in levels if level.min_overall == start])
        for start, end in zip(starts, ends, strict=True)
    ]


def _bands(levels: Sequence[LevelView], axis: Axis) -> tuple[Band, ...]:
    bands, spans = [], _spans(levels)
    for place, (start, end, _names) in enumerate(spans):
        left, right = Decimal(place_on(axis, start)), Decimal(place_on(axis, end))
        if right > left:
            bands.append(Band(str(left), str(right - left), _shade(place, len(spans))))
    return tuple(bands)


def _shade(place: int, count: int) -> str:
    """The shade of one of `count` levels; few levels leave out the darkest, on which the mark would be lost."""
    last = len(SHADES) - 1 if count > 5 else 4
    return SHADES[min(place * last // max(count - 1, 1), last)]


def _band_legend(levels: Sequence[LevelView]) -> list[LegendItem]:
    items, spans = [], _spans(levels)
    for place, (start, _end, names) in enumerate(spans):
        following = spans[place + 1][0] if place + 1 < len(spans) else None
        span = f"{short_figure(start)} ขึ้นไป" if start else f"ต่ำกว่า {short_figure(following or TOP)}"
        if start and following:
            span = f"{short_figure(start)}–{format_score(following - Decimal('0.01'))}"
        items.append(LegendItem(f"{'/'.join(reversed(names))} {span}", shade=_shade(place, len(spans))))
    return items


def _level_of(year: YearResult, each: Decimal) -> str:
    return next(level.name for level in year.criteria.levels if level.min_each == each)
