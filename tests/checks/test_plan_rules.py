"""The checks of the plan: what a measure must have, and what looks like a copied row or a number set twice."""

import pytest

from assessments.models import Assessment
from itaportal.checks import rules
from measures.models import Measure, MeasurePlan, MeasureStep, Unit

from .. import factories as make
from ..page import Page


def found(year, code: str) -> list[rules.Finding]:
    return [finding for finding in rules.check_report(make.report_of(year)) if finding.code == code]


@pytest.fixture
def year(criteria, written_once):
    """A year whose ten measures have nothing to point out."""
    written_once(lambda: make.plan(make.assessment()))
    return Assessment.objects.get()


def test_these_measures_have_nothing_to_point_out(year):
    codes = {finding.code for finding in rules.check_report(make.report_of(year))}
    assert "same-period" in codes
    assert not codes & {"no-analysis", "measure-repeated", "compound-unit", "doubled-number"}


def measure(year, number: int) -> Measure:
    return Measure.objects.get(plan__assessment=year, indicator__number=number)


@pytest.mark.parametrize("empty", ["", " ", "\u200b"])
def test_an_empty_analysis_blocks_at_its_field(year, empty):
    Measure.objects.update(analysis=empty)
    blocking = found(year, "no-analysis")
    assert len(blocking) == 10
    assert all(finding.blocking for finding in blocking)
    assert (blocking[8].place.field, blocking[8].place.measure) == ("analysis", measure(year, 9).pk)


def test_one_measure_may_say_it_for_all_of_its_indicator(year):
    first = measure(year, 9)
    second = Measure.objects.get(pk=first.pk)
    second.pk, second.analysis, second.titles = None, "", "มาตรการเสริม"
    second.save()
    assert not found(year, "no-analysis")
    Measure.objects.filter(pk=first.pk).update(analysis="")
    assert [finding.place.indicator for finding in found(year, "no-analysis")] == [9]


def test_the_dashboard_of_a_draft_says_it_too(year, client, person):
    Measure.objects.filter(indicator__number=9).update(analysis="")
    client.force_login(person("ผู้บันทึกข้อมูล", year.agency))
    assert "ยังไม่ได้ระบุผลการวิเคราะห์ตัวชี้วัด" in Page(client.get("/nongkung/2568/")).text


def test_a_measure_of_the_same_name_is_pointed_out(year):
    title = measure(year, 2).titles
    Measure.objects.filter(indicator__number__in=[7, 8]).update(titles=f" {title.replace(' ', '  ')}")
    seven, eight = found(year, "measure-repeated")
    assert (seven.place.measure, eight.place.measure) == (measure(year, 7).pk, measure(year, 8).pk)
    assert "ซ้ำกับมาตรการของตัวชี้วัดที่ ๒" in seven.message
    assert not seven.blocking


def test_the_same_name_twice_for_one_indicator_is_pointed_out(year):
    again = measure(year, 3)
    again.pk = None
    again.save()
    assert "อีกแถวหนึ่งของตัวชี้วัดที่ ๓" in found(year, "measure-repeated")[0].message


@pytest.mark.parametrize("name", ["กองช่างและกองคลัง", "สำนักปลัด/กองคลัง", "กองคลัง, กองช่าง", "ฝ่ายอำนวยการและศูนย์ดำรงธรรม"])
def test_several_units_in_one_name_are_pointed_out_once(year, name):
    Unit.objects.filter(name="กองคลัง").update(name=name)
    (finding,) = found(year, "compound-unit")
    assert name in finding.message
    assert (finding.blocking, finding.place.field) == (False, "units")


@pytest.mark.parametrize("name", ["กองสาธารณสุขและสิ่งแวดล้อม", "กองการศึกษา ศาสนาและวัฒนธรรม", "งานพัสดุและทรัพย์สิน"])
def test_a_name_with_and_in_it_is_one_unit(year, name):
    Unit.objects.filter(name="กองคลัง").update(name=name)
    assert not found(year, "compound-unit")


@pytest.mark.parametrize("text", ["๑. ประชุม", "(๒) ประชุม", "1) ประชุม", "๑.๒. ประชุม"])
def test_a_step_that_begins_with_a_number_is_pointed_out(year, text):
    MeasureStep.objects.filter(measure=measure(year, 4), position=1).update(text=text)
    (finding,) = found(year, "doubled-number")
    assert (finding.place.measure, finding.place.field) == (measure(year, 4).pk, "steps")


@pytest.mark.parametrize("text", ["๑. ๑. ประชุม", "แนวทาง ๒) ๒. ประชุม", "(๓) ๓. ประชุม"])
def test_a_number_set_twice_in_a_text_is_pointed_out(year, text):
    Measure.objects.filter(indicator__number=4).update(analysis=f"ควรปรับปรุง {text}")
    (finding,) = found(year, "doubled-number")
    assert (finding.place.measure, finding.place.field) == (measure(year, 4).pk, "analysis")


@pytest.mark.parametrize(
    "text", ["๑.๑ ประชุม", "ได้ ๑.๑๐ คะแนน", "เวลา ๑๐.๐๐ น.", "๑. ประชุม ๒. อบรม", "ข้อ ๒ (๒) ของระเบียบ", "๓ ครั้ง ๓ แห่ง"]
)
def test_numbers_that_follow_each_other_are_right(year, text):
    Measure.objects.filter(indicator__number=4).update(analysis=f"ควรปรับปรุง {text}")
    assert not found(year, "doubled-number")


def test_a_plan_that_nobody_has_filled_in_has_nothing_of_this(criteria):
    year = make.assessment()
    MeasurePlan.objects.create(assessment=year, fiscal_year=2569)
    report = make.report_of(year)
    assert [finding.code for finding in rules.check_report(report) if finding.code == "no-plan"] == ["no-plan"]
    assert not found(year, "no-analysis")
