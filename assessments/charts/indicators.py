"""The ten indicators as dots on one axis, by tool."""

from dataclasses import dataclass
from decimal import Decimal

from ..results import IndicatorView, ToolView, YearResult
from .axis import Axis, LabelBox, axis_for, label_box


@dataclass(frozen=True)
class IndicatorMark:
    """One indicator's row: where its score (None when not scored) and its target lie."""

    indicator: IndicatorView
    x: str | None
    target_x: str


@dataclass(frozen=True)
class IndicatorGroup:
    """The rows of one tool."""

    tool: ToolView
    marks: tuple[IndicatorMark, ...]


@dataclass(frozen=True)
class IndicatorChart:
    """All indicators by tool on one axis. `target` is None where they do not share one; then each row has its own."""

    axis: Axis
    groups: tuple[IndicatorGroup, ...]
    target: Decimal | None
    target_x: str | None
    target_label: LabelBox | None


def indicator_chart(year: YearResult) -> IndicatorChart:
    """Place the year's indicators; the axis starts at 80, or lower where a score or a target is."""
    scores = [line.score for line in year.indicators if line.score is not None]
    targets = {line.target for line in year.indicators}
    axis = axis_for([*scores, *targets])
    shared = targets.pop() if len(targets) == 1 else None
    return IndicatorChart(
        axis=axis,
        groups=tuple(
            IndicatorGroup(
                tool,
                tuple(
                    IndicatorMark(line, None if line.score is None else axis.x(line.score), axis.x(line.target))
                    for line in tool.indicators
                ),
            )
            for tool in year.tools
        ),
        target=shared,
        target_x=None if shared is None else axis.x(shared),
        target_label=None if shared is None else label_box(axis.share(shared)),
    )
