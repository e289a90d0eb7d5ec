"""Geometry of the pages' charts: where each mark lies on a stated axis. No words, no colours, no HTML.

Positions are SVG percentages of the drawing's width (`"77.40%"`), so one drawing fits every screen width, and they are
written as attributes, which a strict Content-Security-Policy allows where style attributes are forbidden.
"""

from .axis import TOP, Axis, LabelBox, Tick, axis_for, label_box, percent, share_of
from .indicators import IndicatorChart, IndicatorGroup, IndicatorMark, indicator_chart
from .levels import LevelChart, LevelMark, Zone, level_chart
from .radar import Radar, RadarLabel, RadarMark, Ring, radar
from .trend import Column, Era, TrendChart, TrendMark, TrendPoint, trend_chart

__all__ = [
    "TOP",
    "Axis",
    "Column",
    "Era",
    "IndicatorChart",
    "IndicatorGroup",
    "IndicatorMark",
    "LabelBox",
    "LevelChart",
    "LevelMark",
    "Radar",
    "RadarLabel",
    "RadarMark",
    "Ring",
    "Tick",
    "TrendChart",
    "TrendMark",
    "TrendPoint",
    "Zone",
    "axis_for",
    "indicator_chart",
    "label_box",
    "level_chart",
    "percent",
    "radar",
    "share_of",
    "trend_chart",
]
