import math
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from lxml import html

from assessments.models import Assessment
from assessments.thai import format_score
from itaportal.formats.html import pdf_html, standalone_html
from itaportal.formats.word.canvas import PICTURE_WIDTH, SMALL, TEXT, text_width
from itaportal.report.figures import (
    AXIS_WIDTH,
    INK,
    WIDTH,
    RadarFigure,
    ScaleFigure,
    change_figure,
    indicators_figure,
    overall_figure,
    radar_figure,
)
from tests.factories import report_of, with_scores, year_before


@pytest.fixture
def overall(reference: Assessment) -> ScaleFigure:
    figure = overall_figure(report_of(reference).year, 1)
    assert figure
    return figure


@pytest.fixture
def indicators(reference: Assessment) -> ScaleFigure:
    figure = indicators_figure(report_of(reference).year, 2)
    assert figure
    return figure


def place(score: str, floor: int) -> str:
    """Where a score lies on an axis from `floor` to 100, computed another way than the module does."""
    return f"{(float(score) - floor) / (100 - floor) * AXIS_WIDTH:.1f}"


def test_overall_shows_level_and_the_tools_that_decide_it(overall: ScaleFigure):
    assert overall.caption == "ภาพที่ ๑ คะแนนภาพรวม ประจำปีงบประมาณ พ.ศ. ๒๕๖๘"
    gauge, rows = overall.gauge, overall.groups[0].rows
    assert (gauge.name, gauge.value, gauge.level) == ("คะแนนภาพรวม", "๙๕.๔๘", "ระดับผ่านดี (ตามประกาศ)")
    assert [row.value for row in rows] == ["๙๙.๕๗", "๙๘.๗๐", "๙๐.๐๐"]
    assert [gauge.x, *(row.mark.x for row in rows)] == [place(x, 60) for x in ("95.48", "99.57", "98.70", "90.00")]
    # The national target of 85 crosses the strip and the rows, the 95 that every tool needs the rows alone.
    assert [line.x for line in gauge.lines] == [place("85", 60)]
    assert {tuple(line.x for line in row.lines) for row in rows} == {(place("85", 60), place("95", 60))}


def test_pointers_tip_touches_the_strip_where_the_overall_lies(overall: ScaleFigure):
    left, right, tip = (tuple(map(float, corner.split(","))) for corner in overall.gauge.pointer.split())
    assert tip == (float(place("95.48", 60)), 11)
    assert (left[1], right[1], (left[0] + right[0]) / 2) == (0, 0, tip[0])


def test_level_bands_cover_the_axis_without_gap(overall: ScaleFigure):
    bands = overall.gauge.bands
    assert [band.x for band in bands] == [place(x, 60) for x in ("60", "70", "85", "95")]
    ends = [Decimal(band.x) + Decimal(band.width) for band in bands]
    assert ends == [*(Decimal(band.x) for band in bands[1:]), AXIS_WIDTH]
    assert len({band.shade for band in bands}) == 4
    assert [item.text for item in overall.legend if item.shade] == [
        "ต้องปรับปรุงโดยด่วน ต่ำกว่า ๗๐",
        "ต้องปรับปรุง ๗๐–๘๔.๙๙",
        "ผ่าน/ผ่านดี ๘๕–๙๔.๙๙",
        "ผ่านดีเยี่ยม ๙๕ ขึ้นไป",
    ]


def letters(reference: Assessment, score: str) -> ScaleFigure:
    """The overall of a year with the letters AA to F in which everything scored the same."""
    of_year = {"agency": reference.agency, "fiscal_year": 2565}
    year = Assessment.objects.filter(**of_year).first() or Assessment(**of_year)
    return overall_figure(with_scores(year, dict.fromkeys(range(1, 11), score)).year, 1)


def test_names_stand_over_the_middle_of_their_bands(overall: ScaleFigure, reference: Assessment):
    # Middles at 65, 77.5, 90 and 97.5 of an axis from 60: 50, 175, 300 and 375 of 400 units, 8 more at either end.
    assert [(name.label, name.percent) for name in overall.gauge.names] == [
        ("ต้องปรับปรุงโดยด่วน", 14),  # 58 of 416
        ("ต้องปรับปรุง", 44),  # 183
        ("ผ่าน/ผ่านดี", 74),  # 308
        ("ผ่านดีเยี่ยม", 92),  # 383
    ]
    assert {item.in_drawing for item in overall.legend if item.shade} == {True}
    # From 60 the letters E and F, and the lower half of D, lie outside.
    assert [name.label for name in letters(reference, "88").gauge.names] == ["D", "C", "B", "A", "AA"]
    assert [name.label for name in letters(reference, "12").gauge.names] == [*"FEDCBA", "AA"]


def test_names_never_touch_and_are_left_to_the_legend_where_they_would(overall: ScaleFigure, reference: Assessment):
    unit = (PICTURE_WIDTH - 18.9 * TEXT) / WIDTH  # points; a name column of 13.5 and a value column of 5.4 em
    for figure in (overall, letters(reference, "88"), letters(reference, "12")):
        names = figure.gauge.names
        halves = [text_width(name.label, SMALL) / unit / 2 for name in names]
        places = [name.percent * WIDTH / 100 for name in names]
        ends = [place + half for place, half in zip(places, halves, strict=True)]
        starts = [place - half for place, half in zip(places, halves, strict=True)]
        assert all(start - end > 2 for end, start in zip(ends, starts[1:], strict=False))
        assert starts[0] > -4
        assert ends[-1] < WIDTH + 4
    # On an axis from 40 the names of the upper two levels would touch, on one from 0 they have no room at all.
    for score, floor in (("45", "๔๐"), ("12", "๐")):
        low = overall_figure(with_scores(reference, {9: score, 10: score}).year, 1)
        assert low.ticks[0].label == floor
        assert low.gauge.names == ()
        assert [item.in_drawing for item in low.legend if item.shade] == [False] * 4


def test_names_of_bands_are_said_once_in_print_and_wherever_a_screen_is_narrow(reference: Assessment):
    report = report_of(reference)
    for page, times in ((pdf_html(report), 1), (standalone_html(report), 2)):
        (figure, *_others) = html.fromstring(page.encode()).iter("figure")
        assert figure.text_content().count("ต้องปรับปรุงโดยด่วน") == times


def test_alternative_texts_are_more_words_than_numbers(reference: Assessment):
    """What checkers of PDF/UA ask for: that a reader hears language. The letters' names are the shortest there are."""
    lettered = letters(reference, "88")
    year = report_of(reference).year
    for figure in (lettered, overall_figure(year, 1), indicators_figure(year, 2), radar_figure(year, 3)):
        assert sum(character.isalpha() for character in figure.alt) > len(figure.alt) / 2
    assert "ระดับ F ต่ำกว่า ๕๐ คะแนน ระดับ E ตั้งแต่ ๕๐ คะแนน" in lettered.alt


def test_level_set_off_from_latin_letters(reference: Assessment):
    assert letters(reference, "88").gauge.level == "ระดับ A"


def test_alternative_texts_say_every_number(overall: ScaleFigure, indicators: ScaleFigure, reference: Assessment):
    year = report_of(reference).year
    assert "๙๕.๔๘" in overall.alt
    assert "ระดับผ่านดี" in overall.alt
    for tool in year.tools:
        assert f"{tool.code} {format_score(tool.score)}" in overall.alt
    for line in year.indicators:
        assert f"{line.name} {format_score(line.score)} คะแนน" in indicators.alt
    assert overall.gauge.value in overall.gauge.alt
    for level in (
        "ระดับต้องปรับปรุงโดยด่วน ต่ำกว่า ๗๐ คะแนน ระดับต้องปรับปรุง ตั้งแต่ ๗๐ คะแนน",
        "ระดับผ่าน/ผ่านดี ตั้งแต่ ๘๕ คะแนน ระดับผ่านดีเยี่ยม ตั้งแต่ ๙๕ คะแนน",
        "ระดับผ่านดีเยี่ยม ทุกเครื่องมือไม่ต่ำกว่า ๙๕ คะแนน",
        "ค่าเป้าหมาย ๘๕ คะแนน",
    ):
        assert level in overall.alt
    for figure in (overall, indicators):
        for row in (row for group in figure.groups for row in group.rows):
            assert row.value in row.alt


def test_indicators_by_tool_each_with_its_own_shape(indicators: ScaleFigure):
    assert [len(group.rows) for group in indicators.groups] == [5, 3, 2]
    shapes = [{row.mark.shape for row in group.rows if row.mark} for group in indicators.groups]
    assert shapes == [{"circle"}, {"square"}, {"diamond"}]
    xs = [row.mark.x for group in indicators.groups for row in group.rows if row.mark]
    scores = ["99.02", "100", "100", "98.82", "100", "98.95", "98.58", "98.58", "90", "90"]
    assert xs == [place(score, 80) for score in scores]
    assert {line.x for group in indicators.groups for row in group.rows for line in row.lines} == {place("85", 80)}
    assert "แกนเริ่มที่ ๘๐ คะแนน" in [item.text for item in indicators.legend]


def test_marks_below_their_target_are_hollow(reference: Assessment, indicators: ScaleFigure):
    assert not any(row.mark.hollow for group in indicators.groups for row in group.rows if row.mark)
    changed = indicators_figure(with_scores(reference, {}, target=Decimal("95")).year, 2)
    assert changed
    hollow = [row.name for group in changed.groups for row in group.rows if row.mark and row.mark.hollow]
    assert hollow == ["๙. การเปิดเผยข้อมูล", "๑๐. การป้องกันการทุจริต"]
    assert "ต่ำกว่าเป้าหมาย" in changed.alt


def test_low_score_lowers_the_axis(reference: Assessment):
    figure = indicators_figure(with_scores(reference, {9: "12.50"}).year, 2)
    assert figure
    assert figure.ticks[0].label == "๐"
    assert figure.groups[2].rows[0].mark.x == place("12.50", 0)


def test_missing_score_has_no_mark_and_says_so(reference: Assessment):
    year = with_scores(reference, {7: None}).year
    assert overall_figure(year, 1) is None
    figure = indicators_figure(year, 1)
    assert figure
    row = figure.groups[1].rows[1]
    assert (row.mark, row.value) == (None, "ไม่มีคะแนน")
    assert "ประสิทธิภาพการสื่อสาร ยังไม่มีคะแนน" in figure.alt


def test_no_figure_where_nothing_is_scored(reference: Assessment):
    assert indicators_figure(with_scores(reference, dict.fromkeys(range(1, 11))).year, 1) is None


def test_numbers_under_the_axis_keep_their_distance(overall: ScaleFigure, indicators: ScaleFigure):
    for figure in (overall, indicators):
        percents = [tick.percent for tick in figure.ticks]
        assert all(right - left >= 8 for left, right in pairwise(percents))
        assert figure.ticks[-1].label == "๑๐๐"
    assert [tick.label for tick in overall.ticks] == ["๖๐", "๗๐", "๘๕", "๙๕", "๑๐๐"]


# --- Change from last year, radar -----------------------------------------------------------------------------------


def test_change_runs_from_last_years_hollow_mark_to_this_years(reference: Assessment):
    report = report_of(reference)
    figure = change_figure(report.year, year_before(report, "-2.00"), 3)
    assert figure
    assert figure.caption == "ภาพที่ ๓ การเปลี่ยนแปลงของคะแนน ปีงบประมาณ พ.ศ. ๒๕๖๗ ถึง ๒๕๖๘"
    rows = [row for group in figure.groups for row in group.rows]
    assert [row.name for row in rows][:2] == ["คะแนนภาพรวม", "๑. การปฏิบัติหน้าที่"]
    assert {row.value for row in rows} == {"เพิ่ม ๒.๐๐"}
    assert (rows[1].before.x, rows[1].mark.x) == (place("97.02", 80), place("99.02", 80))
    assert all(row.before.hollow and not row.mark.hollow for row in rows)
    assert "การปฏิบัติหน้าที่ เพิ่มขึ้น ๒.๐๐ คะแนน จาก ๙๗.๐๒ คะแนน เป็น ๙๙.๐๒ คะแนน" in figure.alt


def test_fall_standstill_and_what_cannot_be_compared_are_said(reference: Assessment):
    report = report_of(reference)
    previous = year_before(report, "0")
    first, second, *others = previous.indicators
    previous = replace(
        previous, indicators=(replace(first, score=Decimal("99.52")), replace(second, score=None), *others)
    )
    figure = change_figure(report.year, previous, 3)
    assert [row.value for row in figure.groups[1].rows[:3]] == ["ลด ๐.๕๐", "เทียบไม่ได้", "เท่าเดิม"]
    assert figure.groups[1].rows[1].mark is None


@pytest.fixture
def radar(reference: Assessment) -> RadarFigure:
    figure = radar_figure(report_of(reference).year, 3)
    assert figure
    return figure


def test_radars_marks_lie_at_their_angle_and_score(radar: RadarFigure):
    scores = (99.02, 100, 100, 98.82, 100, 98.95, 98.58, 98.58, 90, 90)
    assert [spoke.number for spoke in radar.spokes] == [*"๑๒๓๔๕๖๗๘๙", "๑๐"]
    assert [spoke.mark.shape for spoke in radar.spokes] == ["circle"] * 5 + ["square"] * 3 + ["diamond"] * 2
    for place, (spoke, score) in enumerate(zip(radar.spokes, scores, strict=True)):
        # A tenth of a full turn each, clockwise from the top; 80 in the middle, 100 at 112 units from it.
        angle, radius = math.radians(36 * place), (score - 80) / 20 * 112
        assert float(spoke.mark.x) == pytest.approx(150 + radius * math.sin(angle), abs=0.06)
        assert float(spoke.mark.y) == pytest.approx(150 - radius * math.cos(angle), abs=0.06)
        assert not spoke.mark.hollow
        # The number's middle lies on the spoke, beyond the outer ring and inside the drawing.
        middle = float(spoke.label_x) + len(spoke.number) * 14 * 0.34 - 150, float(spoke.label_y) - 14 * 0.27 - 150
        distance = math.hypot(*middle)
        assert (middle[0] / distance, -middle[1] / distance) == pytest.approx(
            (math.sin(angle), math.cos(angle)), abs=0.01
        )
        assert 112 + 8 < distance < 136 - 7
    assert radar.view_box == "14 14 272 272"
    assert [ring.label for ring in radar.rings] == ["๘๕", "๙๐", "๙๕", ""]


@pytest.mark.parametrize("scores", [{}, {9: "36.36", 10: "25"}, {1: "62.18", 2: "48.33"}, {1: "84.9", 10: "90.1"}])
def test_no_line_of_the_radar_runs_through_the_values_of_its_rings(reference: Assessment, scores: dict[int, str]):
    figure = radar_figure(with_scores(reference, scores).year, 3)
    outlines = [figure.targets, figure.scores, *(ring.points for ring in figure.rings)]
    lines = [pair for outline in outlines for pair in pairwise([*corners(outline), corners(outline)[0]])]
    lines += [((150.0, 150.0), (float(spoke.end_x), float(spoke.end_y))) for spoke in figure.spokes]
    values = [ring for ring in figure.rings if ring.label]
    assert len(values) >= 2
    for ring in values:
        left, foot = float(ring.x), float(ring.y)
        for (x1, y1), (x2, y2) in lines:
            on_line = ((x1 + (x2 - x1) * step / 400, y1 + (y2 - y1) * step / 400) for step in range(401))
            assert not any(left < x < left + 14 and foot - 8 < y < foot for x, y in on_line), ring.label


def corners(outline: str) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in outline.split()]


def test_radars_list_says_what_each_score_lacks_to_the_full_one(radar: RadarFigure):
    assert [row.value for group in radar.groups for row in group.rows] == [
        *("ขาดจากคะแนนเต็ม ๐.๙๘", "คะแนนเต็ม", "คะแนนเต็ม", "ขาดจากคะแนนเต็ม ๑.๑๘", "คะแนนเต็ม"),
        *("ขาดจากคะแนนเต็ม ๑.๐๕", "ขาดจากคะแนนเต็ม ๑.๔๒", "ขาดจากคะแนนเต็ม ๑.๔๒"),
        *("ขาดจากคะแนนเต็ม ๑๐.๐๐", "ขาดจากคะแนนเต็ม ๑๐.๐๐"),
    ]
    assert [(group.key.shape, group.rows[0].name) for group in radar.groups] == [
        ("circle", "๑. การปฏิบัติหน้าที่"),
        ("square", "๖. คุณภาพการดำเนินงาน"),
        ("diamond", "๙. การเปิดเผยข้อมูล"),
    ]


def test_radars_alternative_text_and_legend_say_its_scale_and_target(radar: RadarFigure, reference: Assessment):
    assert "จุดกลางคือ ๘๐ คะแนน วงนอกสุดคือคะแนนเต็ม ๑๐๐ คะแนน" in radar.alt
    assert "ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่ ๙๙.๐๒ คะแนน ขาดจากคะแนนเต็ม ๐.๙๘ คะแนน" in radar.alt
    assert "ตัวชี้วัดที่ ๒ การใช้งบประมาณ ๑๐๐.๐๐ คะแนน เต็ม" in radar.alt
    assert radar.alt.endswith("เป้าหมายของหน่วยงาน ๘๕ คะแนน")  # the agency set it
    assert [item.text for item in radar.legend] == [
        *("คะแนนของหน่วยงาน", "เป้าหมายของหน่วยงาน ๘๕ คะแนน", "จุดกลางคือ ๘๐ คะแนน", "วงนอกสุดคือ ๑๐๐ คะแนน"),
    ]
    low = radar_figure(with_scores(reference, {9: "12.50"}, target=Decimal("95")).year, 3)
    assert "จุดกลางคือ ๐ คะแนน" in low.alt
    assert [spoke.number for spoke in low.spokes if spoke.mark.hollow] == ["๙", "๑๐"]
    assert "เครื่องหมายโปร่ง คือ ต่ำกว่าเป้าหมาย" in [item.text for item in low.legend]
    assert low.alt.count("ต่ำกว่าเป้าหมาย") == 2


def test_each_indicators_own_target_is_said_and_drawn(reference: Assessment):
    year = report_of(reference).year
    first, *others = year.tools
    own = replace(first, indicators=(replace(first.indicators[0], target=Decimal("90")), *first.indicators[1:]))
    year = replace(year, tools=(own, *others))
    for figure in (indicators_figure(year, 2), radar_figure(year, 3)):
        assert figure.alt.endswith("เป้าหมายของแต่ละตัวชี้วัด")
        assert (figure.alt.count("เป้าหมาย ๙๐ คะแนน"), figure.alt.count("เป้าหมาย ๘๕ คะแนน")) == (1, 9)
    # Straight up: half the radius for 90 on an axis from 80, a quarter for 85 at the bottom.
    corners = radar_figure(year, 3).targets.split()
    assert (corners[0], corners[5]) == ("150.0,94.0", "150.0,178.0")


def test_no_radar_where_a_score_is_missing_or_spokes_are_fewer_than_three(reference: Assessment):
    year = report_of(reference).year
    assert radar_figure(replace(year, tools=year.tools[2:]), 3) is None
    assert radar_figure(with_scores(reference, {7: None}).year, 3) is None


def test_radar_is_on_the_page_with_every_number_in_words(radar: RadarFigure, reference: Assessment):
    figures = list(html.fromstring(standalone_html(report_of(reference)).encode()).iter("figure"))
    assert [figure.get("aria-labelledby") for figure in figures] == ["figure-1", "figure-2", "figure-3"]
    (drawing,) = figures[2].find_class("radar-drawing")
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", radar.alt)
    assert figures[2].get("data-alt") == radar.alt


def test_shades_are_far_apart_and_leave_the_mark_to_be_seen(overall: ScaleFigure):
    """Lightness of the bands in a black-and-white print, and of the mark on the darkest."""
    greys = [sum(bytes.fromhex(band.shade[1:])) / 3 for band in overall.gauge.bands]
    assert all(lighter - darker > 15 for lighter, darker in pairwise(greys))
    assert greys[-1] - sum(bytes.fromhex(INK[1:])) / 3 > 60
