"""The report's figures as drawings of marks on a stated axis: geometry and words, no HTML.

A figure is drawn once, as a frozen object, for the page, the PDF and whatever else shows it. Its SVG holds geometry
only: WeasyPrint takes Thai apart inside `<text>`, so every label is text beside the drawing. Tools are told apart by
the shape of their mark and a heading, levels by the depth of grey and a legend, so that a black-and-white print says
the same; the alternative text says every number.
"""

from .change import change_figure
from .indicators import indicators_figure
from .overall import overall_figure
from .parts import (
    AXIS_WIDTH,
    COLOURS,
    GAUGE_HEIGHT,
    HEIGHT,
    INK,
    MARGIN,
    STRIP_HEIGHT,
    STRIP_TOP,
    WIDTH,
    Figure,
    Gauge,
    Group,
    LegendItem,
    Line,
    Mark,
    Row,
    ScaleFigure,
    Tick,
)
from .radar import LABEL_SIZE, VALUE_SIZE, RadarFigure, radar_figure

__all__ = [
    "AXIS_WIDTH",
    "COLOURS",
    "GAUGE_HEIGHT",
    "HEIGHT",
    "INK",
    "LABEL_SIZE",
    "MARGIN",
    "STRIP_HEIGHT",
    "STRIP_TOP",
    "VALUE_SIZE",
    "WIDTH",
    "Figure",
    "Gauge",
    "Group",
    "LegendItem",
    "Line",
    "Mark",
    "RadarFigure",
    "Row",
    "ScaleFigure",
    "Tick",
    "change_figure",
    "indicators_figure",
    "overall_figure",
    "radar_figure",
]
