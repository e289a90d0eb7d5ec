"""Positions of marks, computed here by hand."""

from decimal import Decimal as D

import pytest

from assessments import charts
from assessments.actions import ScoreEntry, save_assessment
from assessments.charts import levels
from assessments.dashboard import build_year
from assessments.models import Agency, Assessment


@pytest.fixture
def agency(criteria):
    return Agency.objects.create(
        slug="example", name="อบต.ตัวอย่าง", short_name="อบต.ตัวอย่าง", kind="อบต.", province="ร้อยเอ็ด"
    )


@pytest.fixture
def year(agency):
    """Return `year(scores, fiscal_year=2568, targets={}, **fields) -> YearResult`; a missing score is None."""

    def build(scores, fiscal_year=2568, targets=None, **fields):
        assessment = save_assessment(
            assessment=Assessment(agency=agency, fiscal_year=fiscal_year, **fields),
            entries=[
                ScoreEntry(number, None if score is None else D(score), target=(targets or {}).get(number))
                for number, score in enumerate(scores, start=1)
            ],
            by=None,
        )
        return build_year(Assessment.objects.with_scores().get(pk=assessment.pk))

    return build


REFERENCE = ["99.02", "100", "100", "98.82", "100", "98.95", "98.58", "98.58", "90", "90"]


@pytest.mark.parametrize(
    ("values", "floor", "step"),
    [
        ([], 80, 5),
        ([D("99.02"), D(85)], 80, 5),
        ([D(80)], 80, 5),
        ([D("79.99")], 60, 10),
        ([D(60)], 60, 10),
        ([D("41.5"), D(100)], 40, 20),
        ([D(39)], 20, 20),
        ([D("0.01")], 0, 20),
        ([D(0)], 0, 20),
    ],
)
def test_axis_starts_as_high_as_every_value_allows(values, floor, step):
    axis = charts.axis_for(values)
    assert (axis.floor, axis.step) == (floor, step)
    assert all(axis.floor <= value for value in values)


def test_places_on_an_axis():
    axis = charts.Axis(80, 5)
    assert axis.x(D(80)) == "0.00%"
    assert axis.x(D(90)) == "50.00%"
    assert axis.x(D("99.02")) == "95.10%"
    assert axis.x(D(100)) == "100.00%"
    assert axis.x(D(70)) == "0.00%", "a value under the floor stays inside the drawing"
    assert [(tick.value, tick.x) for tick in axis.ticks] == [
        (80, "0.00%"),
        (85, "25.00%"),
        (90, "50.00%"),
        (95, "75.00%"),
        (100, "100.00%"),
    ]
    assert [tick.value for tick in charts.Axis(0, 20).ticks] == [0, 20, 40, 60, 80, 100]


@pytest.mark.parametrize(
    ("share", "box"),
    [
        (D(0), charts.LabelBox("0.00%", "100.00%", "start")),
        (D("19.99"), charts.LabelBox("19.99%", "80.01%", "start")),
        (D(20), charts.LabelBox("0.00%", "40.00%", "middle")),
        (D(75), charts.LabelBox("55.00%", "40.00%", "middle")),
        (D(80), charts.LabelBox("60.00%", "40.00%", "middle")),
        (D(100), charts.LabelBox("0.00%", "100.00%", "end")),
    ],
)
def test_label_stays_inside_the_drawing(share, box):
    assert charts.label_box(share) == box


def test_indicators_of_the_reference(year):
    chart = charts.indicator_chart(year(REFERENCE, target=D(95)))

    assert chart.axis.floor == 80
    assert (chart.target, chart.target_x) == (95, "75.00%")
    assert [(group.tool.code, len(group.marks)) for group in chart.groups] == [("IIT", 5), ("EIT", 3), ("OIT", 2)]
    marks = {mark.indicator.number: mark for group in chart.groups for mark in group.marks}
    assert (marks[1].x, marks[2].x, marks[9].x) == ("95.10%", "100.00%", "50.00%")
    assert {mark.target_x for mark in marks.values()} == {"75.00%"}


def test_indicators_with_targets_of_their_own_have_no_common_line(year):
    chart = charts.indicator_chart(year(REFERENCE, targets={9: D(70)}))

    assert (chart.target, chart.target_x, chart.target_label) == (None, None, None)
    assert chart.axis.floor == 60, "the lowest target is on the axis too"
    marks = {mark.indicator.number: mark for group in chart.groups for mark in group.marks}
    assert (marks[9].x, marks[9].target_x) == ("75.00%", "25.00%")
    assert marks[1].target_x == "62.50%"  # (85 − 60) / 40


def test_missing_score_has_no_mark(year):
    scored = year([*REFERENCE[:9], None])
    chart = charts.indicator_chart(scored)

    assert chart.groups[2].marks[1].x is None
    assert chart.groups[2].marks[0].x == "50.00%"
    assert charts.level_chart(scored) is None


def test_level_chart_shows_what_holds_the_reference_back(year):
    chart = charts.level_chart(year(REFERENCE))

    assert chart.tools_decide
    assert [(tick.value, tick.x) for tick in chart.thresholds] == [(85, "25.00%"), (95, "75.00%")]
    assert [(zone.level.name, zone.x, zone.width, zone.labelled, zone.reached) for zone in chart.zones] == [
        ("ผ่านดี", "25.00%", "50.00%", True, True),
        ("ผ่านดีเยี่ยม", "75.00%", "25.00%", True, False),
    ]
    # EIT is 98.70333… so each part is at least 2 × 98.70333… − 100 = 97.40666… → 97.41.
    assert [(mark.tool, mark.part, mark.x, mark.x_high, mark.known) for mark in chart.marks] == [
        (None, None, "77.40%", "77.40%", True),  # 95.48
        ("IIT", None, "97.85%", "97.85%", True),  # 99.57
        ("EIT", 1, "87.05%", "100.00%", False),
        ("EIT", 2, "87.05%", "100.00%", False),
        ("OIT", None, "50.00%", "50.00%", True),
    ]
    lacking = [(mark.tool, mark.shortfall.gap, mark.shortfall.need) for mark in chart.marks if mark.shortfall]
    assert lacking == [("OIT", 5, 95)]


def test_level_chart_of_unknown_parts_across_a_threshold(year):
    """EIT 90: each part lies in 80–100, so both may or may not reach 85."""
    chart = charts.level_chart(year(["99"] * 5 + ["90"] * 3 + ["99"] * 2))

    parts = [mark for mark in chart.marks if mark.tool == "EIT"]
    assert [(mark.x, mark.x_high, mark.known) for mark in parts] == [("0.00%", "100.00%", False)] * 2
    assert all(mark.shortfall is None for mark in parts)  # EIT is short of 95, and nobody knows which part by how much


@pytest.mark.parametrize(
    ("floor", "thresholds", "shown"),
    [
        (80, [85, 95], [80, 85, 95, 100]),
        (60, [70, 85, 95], [60, 70, 85, 95, 100]),
        (20, [70, 85, 95], [20, 70, 85, 95]),  # 100 is 5 / 80 = 6.25 % from 95
        (0, [70, 85, 95], [0, 70, 85, 95]),
        (40, [50, 55, 65, 75, 85, 95], [40, 55, 65, 75, 85, 95]),  # 50 is 8.33 % from 55
    ],
)
def test_figures_below_the_axis_do_not_touch(floor, thresholds, shown):
    labels = levels._labels(charts.Axis(floor, 20), [D(value) for value in thresholds])
    assert [tick.value for tick in labels] == shown


def test_zone_name_is_left_out_where_it_has_no_room(year):
    """On an axis from 0, ผ่านดี (4 printed characters, 3 % each) would have 10 % of the width, ผ่านดีเยี่ยม 5 %."""
    chart = charts.level_chart(year(["90"] * 8 + ["10", "10"]))

    assert chart.axis.floor == 0
    assert [(zone.level.name, zone.labelled) for zone in chart.zones] == [("ผ่านดี", False), ("ผ่านดีเยี่ยม", False)]


def test_letter_levels_look_at_the_overall_alone(year):
    chart = charts.level_chart(year(REFERENCE, fiscal_year=2564))

    assert not chart.tools_decide
    assert [(mark.tool, mark.x) for mark in chart.marks] == [(None, "77.40%")]
    assert [zone.level.name for zone in chart.zones] == ["B", "A", "AA"]
    assert [(zone.x, zone.width) for zone in chart.zones] == [
        ("0.00%", "25.00%"),
        ("25.00%", "50.00%"),
        ("75.00%", "25.00%"),
    ]


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(D(36), D(40), "90.00%"), (D("29.87"), D(30), "99.57%"), (D(0), D(30), "0.00%"), (None, D(30), "0.00%")],
)
def test_share_of_a_bar(part, whole, share):
    assert charts.share_of(part, whole) == share
