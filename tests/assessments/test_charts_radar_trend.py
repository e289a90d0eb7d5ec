"""Places of marks around the circle and over the years, computed here by hand."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from assessments import charts
from assessments.charts import TrendPoint
from tests.factories import REFERENCE, viewed

# --- Around the circle --------------------------------------------------------------------------------------------


@pytest.fixture
def reference_radar(db, criteria):
    year = viewed(REFERENCE)
    return charts.radar(year.indicators, charts.indicator_chart(year).axis)


def place(mark):
    return float(mark.x), float(mark.y)


def test_scores_lie_on_their_spokes(reference_radar):
    """A square of 300; the ring of 100 has radius 112 and that of 90, on an axis from 80, half of it."""
    first, sixth, ninth = (reference_radar.marks[number] for number in (0, 5, 8))
    assert place(first) == (150, pytest.approx(150 - 112 * (99.02 - 80) / 20, abs=0.06))
    assert place(sixth) == (150, pytest.approx(150 + 112 * (98.95 - 80) / 20, abs=0.06))
    # The ninth of ten points to −72°: 56 × sin, cos.
    assert place(ninth) == (pytest.approx(150 - 56 * 0.95106, abs=0.06), pytest.approx(150 - 56 * 0.30902, abs=0.06))
    assert reference_radar.scores.split()[0] == f"{first.x},{first.y}"
    assert len(reference_radar.scores.split()) == len(reference_radar.targets.split()) == 10


def test_rings_are_the_ticks_over_the_middle(reference_radar):
    assert [ring.value for ring in reference_radar.rings] == [85, 90, 95, 100]
    assert (reference_radar.rings[-1].x, reference_radar.rings[-1].y) == ("150.0", "38.0")


def test_labels_stand_outside_and_never_over_the_drawing(reference_radar):
    aligns = [mark.label.align for mark in reference_radar.marks]
    assert aligns == ["middle", *["start"] * 4, "middle", *["end"] * 4]
    for mark in reference_radar.marks:
        box = float(mark.label.x)
        if mark.label.align == "start":
            assert box >= float(mark.end_x)
        if mark.label.align == "end":
            assert box + reference_radar.label_width <= float(mark.end_x)


def test_no_shape_where_a_score_is_missing(db, criteria):
    lines = viewed(REFERENCE).indicators
    axis = charts.Axis(80, 5)
    assert charts.radar(lines[:3], axis) is not None
    assert charts.radar(lines[:2], axis) is None
    assert charts.radar((*lines[:3], replace(lines[3], score=None)), axis) is None


# --- Over the years -----------------------------------------------------------------------------------------------


def over(values, years=None, **options):
    """A chart of `{year: value}` or `{year: (value, made of)}`."""
    points = [
        TrendPoint(year, *(value if isinstance(value, tuple) else (value, "same"))) for year, value in values.items()
    ]
    return charts.trend_chart(points, years=years or range(min(values), max(values) + 1), **options)


def joined(chart):
    """The pairs of years that a line joins, read from where the lines end."""
    at = {column.x: column.year for column in chart.columns}
    return [(at[line.x1], at[line.x2]) for line in chart.segments]


def test_years_stand_in_equal_columns():
    chart = over({2565: D(90), 2566: D(91), 2567: D(92), 2568: D(93)})
    assert [column.x for column in chart.columns] == ["12.50%", "37.50%", "62.50%", "87.50%"]
    assert joined(chart) == [(2565, 2566), (2566, 2567), (2567, 2568)]


def test_a_missing_year_is_a_gap_and_not_bridged():
    chart = over({2565: D(90), 2567: D(92), 2568: None, 2569: D(93)})
    assert [column.year for column in chart.columns] == [2565, 2566, 2567, 2568, 2569]
    assert joined(chart) == []
    assert [column.year for column in chart.gaps] == [2566, 2568]
    assert [mark.point.year for mark in chart.marks] == [2565, 2567, 2569]


def test_only_what_was_measured_alike_is_joined():
    chart = over({2564: (D(80), "a"), 2565: (D(81), "a"), 2566: (D(82), "b"), 2567: (D(83), "b")})
    assert joined(chart) == [(2564, 2565), (2566, 2567)]


def test_heights_follow_the_axis():
    """100 lies 14 % from the top and the floor 14 % from the bottom."""
    chart = over({2567: D(100), 2568: D(80)}, axis=charts.Axis(80, 5), target=D(90))
    assert [mark.y for mark in chart.marks] == ["14.00%", "86.00%"]
    assert chart.target_y == "50.00%"
    assert (chart.ticks[0].value, chart.ticks[0].x) == (80, "86.00%")


def test_axis_holds_the_target_too():
    assert over({2567: D(99), 2568: D(98)}, target=D(75)).axis.floor == 60


def test_eras_cover_their_columns():
    years = {2565: D(90), 2566: D(90), 2567: D(90), 2568: D(90)}
    chart = over(years, eras=[("ก", 2565, 2565), ("ข", 2566, 2568)])
    assert [(era.x, era.width) for era in chart.eras] == [("0.00%", "25.00%"), ("25.00%", "75.00%")]


def test_labels_are_written_where_they_have_room():
    nine = over({2561 + n: D(80) + n for n in range(9)})
    assert all(column.label == "always" for column in nine.columns)
    assert [mark.point.year for mark in nine.marks if mark.label == "always"] == [2561, 2569]
    twenty = over({2551 + n: D(80) for n in range(20)})
    assert [column.year for column in twenty.columns if column.label == "always"] == list(range(2552, 2571, 2))
    assert {column.label for column in twenty.columns} == {"always", "wide"}
    thirty = over({2541 + n: D(80) for n in range(30)})
    assert {column.label for column in thirty.columns} == {"always", "wide", ""}
    assert thirty.columns[-1].label == "always"


def test_a_value_is_written_on_the_side_where_no_line_is():
    chart = over({2565: D(90), 2566: D(85), 2567: D(95), 2568: D(91)})
    assert [mark.below for mark in chart.marks] == [False, True, False, True]
    assert [mark.below for mark in over({2566: D(90), 2568: D(80)}).marks] == [False, False]


def test_a_year_without_any_figure():
    assert over({2568: None}).marks == ()
