"""The view model of a plan."""

from datetime import date

import pytest

from measures import actions
from measures.dashboard import build_plan
from measures.models import DEFAULT_MONITORING, Measure, MeasurePlan
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("criteria")]

QUERIES = 4  # the plan with its agency; measures with their indicators, steps, links to units with the units


def loaded(plan: MeasurePlan) -> MeasurePlan:
    return MeasurePlan.objects.with_measures().get(pk=plan.pk)


def filled(plan: MeasurePlan, *numbers: int) -> MeasurePlan:
    """Fill in the rows of these indicators."""
    units = actions.ensure_units(agency=make.agency(), names=["กองคลัง", "สำนักปลัด"])
    for measure in plan.measures.filter(indicator__number__in=numbers):
        measure.titles = "มาตรการหนึ่ง\n\n  มาตรการสอง  "
        measure.analysis = "ควรปรับปรุง"
        actions.save_measure(measure=measure, steps=["ขั้นหนึ่ง", "ขั้นสอง"], units=units[::-1], by=None)
    return plan


@pytest.fixture
def plan() -> MeasurePlan:
    return actions.start_plan(assessment=make.assessment(), by=None)


def test_rows_nobody_filled_in_are_left_out(plan):
    assert build_plan(loaded(plan)).measures == ()
    assert [row.indicator for row in build_plan(loaded(filled(plan, 9, 3))).measures] == [3, 9]


def test_a_measure_as_the_table_shows_it(plan):
    (row,) = build_plan(loaded(filled(plan, 9))).measures
    assert (row.indicator, row.indicator_name, row.tool) == (9, "การเปิดเผยข้อมูล", "OIT")
    assert row.titles == ("มาตรการหนึ่ง", "มาตรการสอง")
    assert row.analysis == "ควรปรับปรุง"
    assert [step.text for step in row.steps] == ["ขั้นหนึ่ง", "ขั้นสอง"]
    assert row.units == ("สำนักปลัด", "กองคลัง")
    assert (row.period_start, row.period_end, row.period) == (date(2025, 10, 1), date(2026, 9, 30), "ตลอดปี ๖๙")
    assert row.monitoring == DEFAULT_MONITORING


@pytest.mark.parametrize("field", ["titles", "analysis", "steps"])
def test_a_row_with_anything_in_it_is_shown(plan, field):
    measure = plan.measures.get(indicator__number=4)
    if field != "steps":
        setattr(measure, field, "มีข้อความ")
    actions.save_measure(measure=measure, steps=["มีขั้นตอน"] if field == "steps" else [], units=[], by=None)
    assert [row.indicator for row in build_plan(loaded(plan)).measures] == [4]


def test_a_measure_may_override_how_it_is_followed(plan):
    measure = filled(plan, 1, 2).measures.get(indicator__number=1)
    measure.own_monitoring = "รายงานทุกเดือน"
    actions.save_measure(measure=measure, steps=["หนึ่ง"], units=[], by=None)
    assert [row.monitoring for row in build_plan(loaded(plan)).measures] == ["รายงานทุกเดือน", DEFAULT_MONITORING]


def test_several_measures_of_one_indicator(plan):
    indicator = actions.indicator_of(plan.assessment, 9)
    for place, title in ((2, "หลัง"), (1, "ก่อน")):
        actions.save_measure(
            measure=Measure(plan=plan, indicator=indicator, position=place, titles=title), steps=[], units=[], by=None
        )
    view = build_plan(loaded(filled(plan, 10)))
    assert [row.titles for row in view.for_indicator(9)] == [("ก่อน",), ("หลัง",)]
    assert view.for_indicator(1) == ()
    assert view.fiscal_year == 2569


def test_the_reference_plan(reference):
    view = build_plan(MeasurePlan.objects.with_measures().get(assessment=reference))
    assert [row.indicator for row in view.measures] == list(range(1, 11))
    assert {row.period for row in view.measures} == {"ตลอดปี ๖๙"}
    assert view.measures[1].units == ("งานพัสดุ", "กองคลัง")
    assert all(row.titles and row.analysis and row.steps and row.units for row in view.measures)


@pytest.mark.parametrize("numbers", [[1], list(range(1, 11))], ids=["one measure", "ten"])
def test_the_number_of_queries_does_not_grow_with_the_measures(plan, numbers, django_assert_num_queries):
    filled(plan, *numbers)
    with django_assert_num_queries(QUERIES):
        view = build_plan(loaded(plan))
    assert len(view.measures) == len(numbers)
