"""The one writer of measure plans: all or nothing, steps that keep their identity, units in order and of the agency."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.actions import publish, save_assessment
from assessments.models import Assessment, Criteria
from measures import actions
from measures.models import DEFAULT_MONITORING, Measure, MeasurePlan, MeasureStep, MeasureUnit, Unit
from measures.steps import DASH, LETTER, StepItem, StepView
from tests import factories as make

from ..page import html_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("criteria")]


@pytest.fixture
def plan(malee) -> MeasurePlan:
    return actions.start_plan(assessment=make.assessment(), by=malee)


@pytest.fixture
def measure(plan) -> Measure:
    return plan.measures.get(indicator__number=1)


@pytest.fixture
def malee(django_user_model):
    return django_user_model.objects.create_user("malee")


def units(*names: str) -> list[Unit]:
    return actions.ensure_units(agency=make.agency(), names=names)


def written() -> dict[str, list]:
    """Every row that a writer may touch, with its history."""
    models = [MeasurePlan, Measure, MeasureStep, MeasureUnit, Unit, Measure.history.model]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def steps(measure: Measure) -> list[tuple[int, int, str]]:
    """The stored steps: identity, place, text."""
    return list(MeasureStep.objects.filter(measure=measure).values_list("pk", "position", "text"))


class TestStartingAPlan:
    def test_one_empty_row_for_each_indicator_the_whole_year_long(self, plan, malee):
        assert plan.fiscal_year == 2569
        assert plan.monitoring == DEFAULT_MONITORING
        rows = list(plan.measures.all())
        assert [row.indicator.number for row in rows] == list(range(1, 11))
        assert {row.indicator.criteria for row in rows} == {Criteria.objects.for_year(2568)}
        assert {(row.period_start, row.period_end) for row in rows} == {(date(2025, 10, 1), date(2026, 9, 30))}
        assert {row.period_text for row in rows} == {"ตลอดปี ๖๙"}
        assert {row.monitoring for row in rows} == {DEFAULT_MONITORING}
        assert [(row.titles, row.analysis, row.step_texts, row.unit_names) for row in rows] == [("", "", [], [])] * 10
        assert [row.history_user for row in Measure.history.all()] == [malee] * 10

    def test_its_own_text_on_monitoring(self):
        plan = actions.start_plan(assessment=make.assessment(), by=None, monitoring="รายงานทุกเดือน")
        assert plan.measures.first().monitoring == "รายงานทุกเดือน"

    def test_a_second_one_is_refused(self, plan):
        before = written()
        with pytest.raises(ValidationError) as caught:
            actions.start_plan(assessment=plan.assessment, by=None)
        assert caught.value.messages == ["ผลการประเมินนี้มีแผนมาตรการแล้ว กรุณาแก้ไขแผนที่มีอยู่"]
        assert written() == before

    def test_an_empty_text_on_monitoring_is_refused(self):
        with pytest.raises(ValidationError):
            actions.start_plan(assessment=make.assessment(), by=None, monitoring="")
        assert written()["MeasurePlan"] == []

    def test_an_error_after_the_plan_is_written_takes_it_back(self, django_user_model):
        nobody = django_user_model(username="nobody")  # never saved: the first row's history cannot name this person
        with pytest.raises(ValueError, match="unsaved related object"):
            actions.start_plan(assessment=make.assessment(), by=nobody)
        assert (written()["MeasurePlan"], written()["Measure"]) == ([], [])

    def test_a_year_without_indicators_gets_no_rows(self):
        assert list(actions.start_plan(assessment=make.assessment({}, year=2561), by=None).measures.all()) == []


class TestSteps:
    def test_numbered_in_the_order_given_without_empty_ones(self, measure):
        actions.save_measure(measure=measure, steps=[" แจ้งเวียน ", "", "  ", "เผยแพร่"], units=[], by=None)
        assert [(place, text) for _, place, text in steps(measure)] == [(1, "แจ้งเวียน"), (2, "เผยแพร่")]
        assert [str(step) for step in measure.steps.all()] == ["แจ้งเวียน", "เผยแพร่"]

    def test_keep_their_identity_when_one_is_put_at_the_head(self, measure):
        actions.save_measure(measure=measure, steps=["หนึ่ง", "สอง"], units=[], by=None)
        before = {text: pk for pk, _, text in steps(measure)}
        actions.save_measure(measure=measure, steps=["ศูนย์", "หนึ่ง", "สอง"], units=[], by=None)
        assert [text for _, _, text in steps(measure)] == ["ศูนย์", "หนึ่ง", "สอง"]
        assert {text: pk for pk, _, text in steps(measure) if text in before} == before

    def test_keep_their_identity_in_another_order(self, measure):
        names = ["หนึ่ง", "สอง", "สาม", "สี่"]
        actions.save_measure(measure=measure, steps=names, units=[], by=None)
        before = {text: pk for pk, _, text in steps(measure)}
        actions.save_measure(measure=measure, steps=names[::-1], units=[], by=None)
        assert steps(measure) == [(before[text], place, text) for place, text in enumerate(names[::-1], start=1)]

    def test_sub_items_are_rows_of_their_own_that_move_with_their_step(self, measure):
        lend = StepView("ยืม", (StepItem(DASH, "กรอก"), StepItem(LETTER, "ลงนาม")))
        back = StepView("คืน", (StepItem(LETTER, "ลงนาม"),))
        actions.save_measure(measure=measure, steps=[lend, back], units=[], by=None)
        assert measure.step_views == (lend, back)
        (a, b, c, d, e) = (pk for pk, _, _ in steps(measure))
        actions.save_measure(measure=measure, steps=[back, lend], units=[], by=None)
        again = Measure.objects.get(pk=measure.pk)
        assert again.step_views == (back, lend)
        assert [pk for pk, _, _ in steps(measure)] == [d, e, a, b, c]
        assert again.step_texts == ["คืน", "ยืม"]

    def test_a_step_that_could_be_two_is_refused_until_somebody_says_which(self, measure):
        old = ["รายงานผลครั้งที่ ๑ ต่อนายก", "รายงานผลครั้งที่ ๒ ต่อนายก"]
        actions.save_measure(measure=measure, steps=old, units=[], by=None)
        (_, two) = before = steps(measure)
        new = "รายงานผลครั้งที่ ๓ ต่อนายก"
        with pytest.raises(ValidationError) as caught:
            actions.save_measure(measure=measure, steps=[new], units=[], by=None)
        assert all(f"“{text}”" in caught.value.messages[0] for text in [*old, new])
        assert steps(measure) == before
        actions.save_measure(measure=measure, steps=[new], units=[], by=None, same_steps={new: two[0]})
        assert steps(measure) == [(two[0], 1, new)]

    def test_keep_their_identity_when_edited(self, measure):
        actions.save_measure(measure=measure, steps=["หนึ่ง", "สอง", "สาม"], units=[], by=None)
        before = steps(measure)
        actions.save_measure(measure=measure, steps=["หนึ่ง", "สองใหม่", "สาม", "สี่"], units=[], by=None)
        after = steps(measure)
        assert [pk for pk, _, _ in after[:3]] == [pk for pk, _, _ in before]
        assert [text for _, _, text in after] == ["หนึ่ง", "สองใหม่", "สาม", "สี่"]

    def test_those_that_are_left_out_at_the_end_go(self, measure):
        actions.save_measure(measure=measure, steps=["หนึ่ง", "สอง", "สาม"], units=[], by=None)
        first = steps(measure)[0]
        actions.save_measure(measure=measure, steps=["หนึ่ง"], units=[], by=None)
        assert steps(measure) == [first]
        actions.save_measure(measure=measure, steps=[], units=[], by=None)
        assert steps(measure) == []

    def test_saving_again_a_measure_that_was_loaded_with_its_steps(self, plan):
        """A caller may hold on to an object whose steps and units were read (and cached) before they were changed."""
        held = MeasurePlan.objects.with_measures().get(pk=plan.pk).measures.all()[0]
        (pool,) = units("กองคลัง")
        for text in ("หนึ่ง", "สอง"):
            actions.save_measure(measure=held, steps=[text], units=[pool], by=None)
        assert [text for _, _, text in steps(held)] == ["สอง"]
        assert MeasureUnit.objects.filter(measure=held).count() == 1


class TestUnits:
    def test_kept_in_the_order_given(self, measure):
        one, two, three = units("สำนักปลัด", "กองคลัง", "กองช่าง")
        actions.save_measure(measure=measure, steps=[], units=[three, one], by=None)
        assert measure.unit_names == ["กองช่าง", "สำนักปลัด"]
        links = dict(MeasureUnit.objects.filter(measure=measure).values_list("unit__name", "pk"))
        actions.save_measure(measure=measure, steps=[], units=[one, two, three], by=None)
        assert measure.unit_names == ["สำนักปลัด", "กองคลัง", "กองช่าง"]
        again = dict(MeasureUnit.objects.filter(measure=measure).values_list("unit__name", "pk"))
        assert {name: again[name] for name in links} == links
        actions.save_measure(measure=measure, steps=[], units=[two], by=None)
        assert measure.unit_names == ["กองคลัง"]

    def test_named_twice_counts_once(self, measure):
        one, two = units("สำนักปลัด", "กองคลัง")
        actions.save_measure(measure=measure, steps=[], units=[two, one, two], by=None)
        assert measure.unit_names == ["กองคลัง", "สำนักปลัด"]

    def test_of_another_agency_are_refused(self, measure):
        own = units("สำนักปลัด")
        foreign = actions.ensure_units(agency=make.agency("somewhere-else"), names=["สำนักปลัด"])
        before = written()
        measure.titles = "มาตรการใหม่"
        with pytest.raises(ValidationError) as caught:
            actions.save_measure(measure=measure, steps=["หนึ่ง"], units=own + foreign, by=None)
        assert caught.value.messages == ["ผู้รับผิดชอบต้องเป็นส่วนงานของหน่วยงานเดียวกัน"]
        assert written() == before

    def test_ensured_in_order_and_created_once(self):
        first = units("กองคลัง", "สำนักปลัด", "กองคลัง")
        assert [unit.name for unit in first] == ["กองคลัง", "สำนักปลัด", "กองคลัง"]
        assert units("สำนักปลัด", "กองช่าง")[0] == first[1]
        assert list(Unit.objects.values_list("name", "position")) == [("กองคลัง", 1), ("สำนักปลัด", 2), ("กองช่าง", 3)]

    def test_spaces_around_a_name_make_no_second_unit(self):
        assert units("กองคลัง ")[0] == units("\u00a0กองคลัง")[0]
        assert Unit.objects.count() == 1

    @pytest.mark.parametrize("bad", ["", "  ", "ก" * 121])
    def test_a_bad_name_leaves_no_unit_behind(self, bad):
        with pytest.raises(ValidationError):
            units("กองคลัง", bad)
        assert Unit.objects.count() == 0

    def test_each_agency_has_its_own(self):
        mine, theirs = units("กองคลัง"), actions.ensure_units(agency=make.agency("somewhere-else"), names=["กองคลัง"])
        assert mine != theirs


class TestRefused:
    def test_an_indicator_of_other_criteria(self, plan):
        before = written()
        other = Criteria.objects.for_year(2565).indicators.first()
        with pytest.raises(ValidationError) as caught:
            actions.save_measure(measure=Measure(plan=plan, indicator=other), steps=[], units=[], by=None)
        assert caught.value.messages == ["ตัวชี้วัดไม่อยู่ในเกณฑ์ของปีที่ประเมิน"]
        assert written() == before

    @pytest.mark.parametrize(
        ("start", "end", "message"),
        [
            (date(2026, 3, 1), date(2026, 2, 28), "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"),
            (date(2026, 3, 1), None, "กรุณาระบุทั้งวันเริ่มและวันสิ้นสุด หรือเว้นว่างทั้งสองช่อง"),
            (None, date(2026, 3, 1), "กรุณาระบุทั้งวันเริ่มและวันสิ้นสุด หรือเว้นว่างทั้งสองช่อง"),
        ],
    )
    def test_a_period_that_is_none(self, measure, start, end, message):
        before = written()
        measure.period_start, measure.period_end = start, end
        with pytest.raises(ValidationError) as caught:
            actions.save_measure(measure=measure, steps=["หนึ่ง"], units=[], by=None)
        assert caught.value.messages == [message]
        assert written() == before

    def test_the_database_itself_refuses_a_period_that_runs_backwards(self, measure):
        with pytest.raises(IntegrityError), transaction.atomic():
            Measure.objects.filter(pk=measure.pk).update(period_end=date(2025, 9, 30))

    def test_an_error_after_the_first_row_takes_it_back(self, measure):
        before = written()
        measure.titles = "มาตรการใหม่"
        with pytest.raises(TypeError, match="unhashable"):  # a unit that was never saved fails after the steps
            actions.save_measure(
                measure=measure, steps=["หนึ่ง"], units=[Unit(agency=make.agency(), name="ใหม่")], by=None
            )
        assert written() == before

    @pytest.mark.parametrize(("number", "shown"), [(0, "๐"), (11, "๑๑")])
    def test_an_unknown_indicator_number(self, plan, number, shown):
        with pytest.raises(ValidationError) as caught:
            actions.indicator_of(plan.assessment, number)
        assert caught.value.messages == [f"ไม่มีตัวชี้วัดที่ {shown} ในเกณฑ์ของปีงบประมาณนี้"]


def test_indicator_of(plan):
    assert actions.indicator_of(plan.assessment, 9).name == "การเปิดเผยข้อมูล"


def test_history_shows_who_changed_a_measure(measure, malee, django_user_model):
    somchai = django_user_model.objects.create_user("somchai")
    measure.titles = "มาตรการปรับปรุงคู่มือ"
    actions.save_measure(measure=measure, steps=[], units=[], by=somchai)
    rows = measure.history.order_by("history_id")
    assert [(row.titles, row.history_user) for row in rows] == [("", malee), ("มาตรการปรับปรุงคู่มือ", somchai)]


class TestTheYearOfAPlan:
    """A plan is for the year after its assessment, with that agency's units."""

    def test_agency_and_year_stay_once_there_is_a_plan(self, plan):
        other = make.agency("elsewhere")
        for name, value in (("fiscal_year", 2567), ("agency", other)):
            moved = Assessment.objects.get(pk=plan.assessment_id)
            setattr(moved, name, value)
            with pytest.raises(ValidationError, match="เปลี่ยนหน่วยงานหรือปีงบประมาณไม่ได้"):
                save_assessment(assessment=moved, entries=[], by=None)
        kept = Assessment.objects.get(pk=plan.assessment_id)
        assert (kept.fiscal_year, kept.agency) == (2568, plan.assessment.agency)

    def test_without_a_plan_they_may_change(self):
        moved = make.assessment()
        moved.fiscal_year = 2567
        assert save_assessment(assessment=moved, entries=[], by=None).fiscal_year == 2567

    def test_the_screen_says_so_at_the_field_and_keeps_what_was_typed(self, plan, admin_client):
        address = f"/admin/assessments/assessment/{plan.assessment_id}/change/"
        data = {"agency": plan.assessment.agency_id, "fiscal_year": "2567", "score_1": "12.34"}
        page = html_of(admin_client.post(address, data))
        assert "เปลี่ยนหน่วยงานหรือปีงบประมาณไม่ได้ เพราะมีแผนมาตรการ" in page
        assert "12.34" in page
        assert Assessment.objects.get().fiscal_year == 2568

    def test_a_persons_edit_of_a_plan_waits_for_the_approver_too(self, plan, malee):
        publish(assessment=plan.assessment, by=None)
        actions.update_plan(plan=plan, monitoring="รายงานทุกเดือน", entries=[], removed=[], by=malee)
        assert not Assessment.objects.get().is_published
