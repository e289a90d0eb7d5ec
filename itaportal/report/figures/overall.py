"""The overall as a gauge on the bands of the rating levels, and the tools that decide the level under it."""

from collections.abc import Sequence
from decimal import Decimal

from assessments.announced_words import level_with_source
from assessments.charts import TOP, Axis, axis_for
from assessments.results import LevelView, ToolView, YearResult
from assessments.thai import format_score, thai_digits
from assessments.wording import short_figure
from itaportal.typesetting.typography import printed_length

from .parts import (
    AXIS_WIDTH,
    COLOURS,
    LEVEL_DASHES,
    MARGIN,
    SHADES,
    SHAPES,
    TARGET_DASHES,
    Band,
    Gauge,
    Group,
    LegendItem,
    Line,
    Mark,
    Row,
    ScaleFigure,
    Tick,
    joined_texts,
    on_axis,
    place_on,
    tick_at,
    ticks_of,
)

_CHARACTER, _GAP = Decimal("7.7"), Decimal(6)  # drawing units: a printed character of a band's name; between two names


def overall_figure(year: YearResult, number: int) -> ScaleFigure | None:
    """The overall as a gauge on the bands of the rating levels, with the tools that decide the level under it.

    None where there is no overall to show.
    """
    if year.overall is None:
        return None
    tools = [tool for tool in year.tools if tool.score is not None]
    axis = axis_for([year.overall, *(tool.score for tool in tools if tool.score is not None), Decimal(60)])
    levels, target = year.criteria.levels, year.criteria.target
    thresholds = sorted({level.min_overall for level in levels if axis.floor < level.min_overall})
    each = sorted({level.min_each for level in levels if level.min_each and tools} - {target})
    # A year of which only the overall is kept was measured in another way: no target of today applies to it.
    lines = () if year.criteria.overall_only else (Line(place_on(axis, target), TARGET_DASHES),)
    tool_lines = (*lines, *(Line(place_on(axis, value), LEVEL_DASHES) for value in each))
    level = _level(level_with_source(year)) if year.levels else ""
    names = _band_names(levels, axis)
    rules = [f"ค่าเป้าหมาย {short_figure(target)} คะแนน"] if lines else []
    rules += [f"{_level(_name_of(year, value))} ทุกเครื่องมือไม่ต่ำกว่า {short_figure(value)} คะแนน" for value in each]
    bands = _band_legend(levels, in_drawing=bool(names))
    return ScaleFigure(
        number=number,
        title=f"คะแนนภาพรวม ประจำปีงบประมาณ พ.ศ. {thai_digits(year.fiscal_year)}",
        alt=joined_texts(
            f"คะแนนภาพรวม {format_score(year.overall)} จาก ๑๐๐ คะแนน",
            level,
            *(f"{tool.code} {format_score(tool.score)} คะแนน" for tool in tools),
            *rules,
            "เกณฑ์ของคะแนนภาพรวม" if levels else "",
            *_spoken_bands(levels),
        ),
        groups=(Group("", None, tuple(_tool_row(tool, axis, tool_lines) for tool in tools)),),
        ticks=ticks_of(axis, thresholds or [tick.value for tick in axis.ticks][1:-1]),
        legend=(
            *(LegendItem(rule, dashes=line.dashes) for rule, line in zip(rules, tool_lines, strict=True)),
            *bands,
        ),
        gauge=Gauge(
            name="คะแนนภาพรวม",
            value=format_score(year.overall),
            level=level,
            alt=joined_texts(f"คะแนนภาพรวม {format_score(year.overall)} คะแนน", level, on_axis(axis)),
            x=place_on(axis, year.overall),
            bands=_bands(levels, axis) or (Band("0", str(AXIS_WIDTH), SHADES[0]),),
            lines=lines,
            names=names,
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


def _band_names(levels: Sequence[LevelView], axis: Axis) -> tuple[Tick, ...]:
    """The names of the bands, each over the middle of its own; none where one of them has no room beside another."""
    names, end = [], Decimal(-MARGIN) - _GAP
    for start, stop, shared in _spans(levels):
        left, right = Decimal(place_on(axis, start)), Decimal(place_on(axis, stop))
        name = "/".join(reversed(shared))
        half = printed_length(name) * _CHARACTER / 2
        if right == left:
            continue
        middle = min(max((left + right) / 2, half - MARGIN), AXIS_WIDTH + MARGIN - half)
        if middle - half < end + _GAP:
            return ()
        names.append(tick_at(middle, name))
        end = middle + half
    return tuple(names)


def _shade(place: int, count: int) -> str:
    """The shade of one of `count` levels; few levels leave out the darkest, on which the mark would be lost."""
    last = len(SHADES) - 1 if count > 5 else 4
    return SHADES[min(place * last // max(count - 1, 1), last)]


def _band_legend(levels: Sequence[LevelView], *, in_drawing: bool) -> list[LegendItem]:
    items, spans = [], _spans(levels)
    for place, (start, _end, names) in enumerate(spans):
        following = spans[place + 1][0] if place + 1 < len(spans) else None
        span = f"{short_figure(start)} ขึ้นไป" if start else f"ต่ำกว่า {short_figure(following or TOP)}"
        if start and following:
            span = f"{short_figure(start)}–{format_score(following - Decimal('0.01'))}"
        text = f"{'/'.join(reversed(names))} {span}"
        items.append(LegendItem(text, shade=_shade(place, len(spans)), in_drawing=in_drawing))
    return items


def _spoken_bands(levels: Sequence[LevelView]) -> list[str]:
    """`ระดับ F ต่ำกว่า ๕๐ คะแนน`, `ระดับ E ตั้งแต่ ๕๐ คะแนน`: what the legend says, as one says it."""
    return [
        f"{_level('/'.join(reversed(names)))} {'ตั้งแต่' if start else 'ต่ำกว่า'} {short_figure(start or end)} คะแนน"
        for start, end, names in _spans(levels)
    ]


def _level(name: str) -> str:
    """`ระดับผ่านดี`, `ระดับ AA`: a Latin letter after a Thai word is set off by a space."""
    return f"ระดับ{' ' if name[:1].isascii() else ''}{name}"


def _name_of(year: YearResult, each: Decimal) -> str:
    return next(level.name for level in year.criteria.levels if level.min_each == each)
