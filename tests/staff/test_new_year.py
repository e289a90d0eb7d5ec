"""Starting the next year: what is carried, what is not, what changed in the criteria, and every refusal."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from assessments import actions as assessment_actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment, Criteria
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR, VIEWER
from itaportal.staff.new_year import NOTHING, a_year_later, next_year, start_next_year
from measures import actions
from measures.actions import ProgressEntry
from measures.enums import MeasureStatus
from measures.models import DEFAULT_MONITORING, FORMER_DEFAULT_MONITORING, Measure, MeasurePlan, Unit
from measures.progress import progress_of

from ..page import html_of

pytestmark = pytest.mark.django_db


def loaded(assessment: Assessment) -> Assessment:
    return Assessment.objects.with_scores().get(pk=assessment.pk)


def page_of(assessment: Assessment) -> str:
    return reverse("admin:new_year", args=[assessment.pk])


@pytest.fixture
def year(reference) -> Assessment:
    """The reference year with an indicator's own target, a half-year measure, a second one, and a report."""
    assessment_actions.save_assessment(
        assessment=reference, entries=[ScoreEntry(9, Decimal(90), target=Decimal(95))], by=None
    )
    first = reference.plan.measures.get(indicator__number=1)
    first.period_start, first.period_end = date(2025, 10, 1), date(2026, 3, 31)
    first.own_monitoring = "รายงานทุกเดือน"
    units = [link.unit for link in first.unit_links.all()]
    actions.save_measure(measure=first, steps=["หนึ่ง", "สอง"], units=units, by=None)
    second = Measure(plan=reference.plan, indicator=first.indicator, position=1, titles="มาตรการเสริม")
    actions.save_measure(measure=second, steps=[], units=units, by=None)
    entry = ProgressEntry(date(2026, 3, 31), MeasureStatus.DONE, "เสร็จ", "ครบ")
    actions.record_progress(measure=first, entry=entry, by=None)
    return loaded(reference)


def test_targets_and_plan_are_carried_scores_analysis_and_progress_are_not(year, admin_user):
    units = Unit.objects.count()
    created = loaded(start_next_year(assessment=year, by=admin_user))
    assert (created.agency, created.fiscal_year, created.status) == (year.agency, 2569, "draft")
    assert created.criteria == Criteria.objects.for_year(2569)
    assert created.target == Decimal(85)
    assert [(line.indicator.number, line.score, line.target) for line in created.scores.all()] == [
        (9, None, Decimal(95))
    ]
    empty = (created.eit_part_1, created.eit_part_2, created.published_overall, created.result_overall)
    assert (empty, created.published_level) == ((None,) * 4, "")
    plan = MeasurePlan.objects.with_measures().get(assessment=created)
    old = list(MeasurePlan.objects.with_measures().get(assessment=year).measures.all())
    new = list(plan.measures.all())
    assert plan.fiscal_year == 2570
    assert [measure.titles for measure in new] == [measure.titles for measure in old]
    assert [measure.step_texts for measure in new] == [measure.step_texts for measure in old]
    assert [measure.unit_names for measure in new] == [measure.unit_names for measure in old]
    assert (new[0].period_text, new[0].own_monitoring) == ("ต.ค. ๖๙ – มี.ค. ๗๐", "รายงานทุกเดือน")
    assert new[2].period_text == "ตลอดปี ๗๐"
    assert {measure.analysis for measure in new} == {""}
    assert Unit.objects.count() == units
    progress = progress_of(plan.pk)
    assert (progress.total, progress.not_started, progress.by_measure) == (11, 11, {})
    assert new[0].history.first().history_user == admin_user


def test_the_year_before_stays_as_it_is(year):
    before = [list(model.objects.filter(**where).values()) for model, where in rows_of(year)]
    start_next_year(assessment=year, by=None)
    assert [list(model.objects.filter(**where).values()) for model, where in rows_of(year)] == before


@pytest.mark.parametrize(
    ("before", "after"),
    [(FORMER_DEFAULT_MONITORING, DEFAULT_MONITORING), ("รายงานต่อนายกทุกเดือน", "รายงานต่อนายกทุกเดือน")],
)
def test_words_on_monitoring_that_nobody_typed_begin_anew(year, before, after):
    MeasurePlan.objects.filter(assessment=year).update(monitoring=before)
    start_next_year(assessment=year, by=None)
    assert [plan.monitoring for plan in MeasurePlan.objects.order_by("fiscal_year")] == [before, after]


def rows_of(year: Assessment) -> list:
    return [(Assessment, {"pk": year.pk}), (MeasurePlan, {"assessment": year}), (Measure, {"plan": year.plan})]


def test_a_year_without_a_plan_starts_without_one(reference):
    reference.plan.delete()
    created = start_next_year(assessment=loaded(reference), by=None)
    assert not MeasurePlan.objects.filter(assessment=created).exists()


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2025, 10, 1), date(2026, 10, 1)),
        (date(2026, 9, 30), date(2027, 9, 30)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 29)),
        (date(2028, 2, 28), date(2029, 2, 28)),
        (None, None),
    ],
)
def test_periods_move_by_a_year(day, later):
    assert a_year_later(day) == later


# --- the criteria -------------------------------------------------------------------------------


def changed_2569() -> Criteria:
    """The criteria of FY2569 with something of each kind changed."""
    criteria = Criteria.objects.for_year(2569)
    criteria.indicators.filter(number=10).delete()
    criteria.indicators.filter(number=2).update(name="ความโปร่งใสทางการเงิน")
    third, fourth = criteria.indicators.get(number=3), criteria.indicators.get(number=4)
    third.number, fourth.number = 99, 3
    third.save(), fourth.save()
    third.number = 4
    third.save()
    criteria.tools.filter(tool="OIT").update(weight=30)
    criteria.tools.filter(tool="IIT").update(weight=40)
    criteria.levels.filter(name="ผ่านดี").update(min_overall=Decimal("87.50"))
    Criteria.objects.filter(pk=criteria.pk).update(target=Decimal(90))
    return criteria


def test_what_changed_in_the_criteria_is_listed(year):
    changed_2569()
    changes = {change.what: (change.old, change.new) for change in next_year(year).changes}
    assert changes["ค่าเป้าหมายระดับประเทศ"] == ("๘๕", "๙๐")
    assert changes["น้ำหนัก OIT"] == ("ร้อยละ ๔๐", "ร้อยละ ๓๐")
    assert changes["ตัวชี้วัดที่ ๒"] == ("การใช้งบประมาณ (IIT)", "ความโปร่งใสทางการเงิน (IIT)")
    assert changes["ตัวชี้วัดที่ ๓"] == ("การใช้อำนาจ (IIT)", "การใช้ทรัพย์สินของราชการ (IIT)")
    assert changes["ตัวชี้วัดที่ ๑๐"] == ("การป้องกันการทุจริต (OIT)", NOTHING)
    assert changes["ระดับ ผ่านดี"] == (
        "คะแนนภาพรวมตั้งแต่ ๘๕ และทุกเครื่องมือตั้งแต่ ๘๕",
        "คะแนนภาพรวมตั้งแต่ ๘๗.๕ และทุกเครื่องมือตั้งแต่ ๘๕",
    )
    assert "ตัวชี้วัดที่ ๑" not in changes


def test_measures_follow_their_indicator_by_name_then_by_number(year):
    changed_2569()
    titles = {measure.indicator.name: measure.titles for measure in year.plan.measures.exclude(position=1)}
    found = next_year(year)
    assert [measure.indicator.number for measure in found.left] == [10]
    plan = start_next_year(assessment=year, by=None).plan
    new = {measure.indicator.name: measure.titles for measure in plan.measures.filter(position=0)}
    assert new["การใช้อำนาจ"] == titles["การใช้อำนาจ"]
    assert new["การใช้ทรัพย์สินของราชการ"] == titles["การใช้ทรัพย์สินของราชการ"]
    assert new["ความโปร่งใสทางการเงิน"] == titles["การใช้งบประมาณ"]
    assert titles["การป้องกันการทุจริต"] not in new.values()


def test_one_scheme_for_both_years_has_no_changes(reference):
    agency = reference.agency
    entries = [ScoreEntry(1, Decimal(90))]
    older = assessment_actions.save_assessment(
        assessment=Assessment(agency=agency, fiscal_year=2563), entries=entries, by=None
    )
    found = next_year(loaded(older))
    assert (found.same_criteria, found.changes) == (True, ())


# --- refusals -------------------------------------------------------------------------------


def test_a_year_that_is_there_is_refused(year):
    start_next_year(assessment=year, by=None)
    with pytest.raises(ValidationError, match="มีผลการประเมินปี ๒๕๖๙ แล้ว"):
        start_next_year(assessment=year, by=None)
    assert Assessment.objects.count() == 2


def test_a_year_without_criteria_is_refused(year):
    Criteria.objects.for_year(2569).delete()
    with pytest.raises(ValidationError, match="ยังไม่มีเกณฑ์การประเมินของปีงบประมาณ"):
        start_next_year(assessment=year, by=None)
    assert Assessment.objects.count() == 1


def test_an_error_in_the_middle_takes_everything_back(year, monkeypatch):
    def fail(**kwargs):
        raise ValidationError("ผิดพลาด")

    monkeypatch.setattr("itaportal.staff.new_year.update_plan", fail)
    with pytest.raises(ValidationError):
        start_next_year(assessment=year, by=None)
    assert (Assessment.objects.count(), MeasurePlan.objects.count()) == (1, 1)


# --- the page -------------------------------------------------------------------------------


def test_the_page_shows_what_would_be_done_and_does_it(client, admin_user, year):
    client.force_login(admin_user)
    changed_2569()
    assert f'href="{page_of(year)}"' in html_of(client.get(f"/admin/assessments/assessment/{year.pk}/change/"))
    page = html_of(client.get(page_of(year)))
    for text in ("คัดลอกมาตรการ ๑๐ รายการ", "ความโปร่งใสทางการเงิน", "ระบบจะไม่คัดลอก", "ยังไม่ได้ตรวจสอบกับเอกสารทางการ"):
        assert text in page
    assert Assessment.objects.count() == 1
    done = client.post(page_of(year), follow=True)
    created = Assessment.objects.get(fiscal_year=2569)
    assert done.redirect_chain == [(f"/admin/assessments/assessment/{created.pk}/change/", 302)]
    assert "เริ่มปีงบประมาณ พ.ศ. ๒๕๖๙ แล้ว" in html_of(done)
    for answer in (client.get(page_of(year)), client.post(page_of(year))):
        text = html_of(answer)
        assert "มีผลการประเมินปี ๒๕๖๙ แล้ว" in text
        assert 'class="default"' not in text


@pytest.mark.parametrize("role", [VIEWER, EDITOR, APPROVER, ADMINISTRATOR])
def test_who_may(client, person, year, role):
    client.force_login(person(role, *([] if role == ADMINISTRATOR else [year.agency])))
    may = role in (EDITOR, ADMINISTRATOR)
    assert client.get(page_of(year)).status_code == (200 if may else 403)
    assert client.post(page_of(year)).status_code == (302 if may else 403)
    assert Assessment.objects.count() == (2 if may else 1)


def test_another_agencys_year_does_not_exist(client, person, year):
    other = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    client.force_login(person(EDITOR, other))
    assert client.get(page_of(year)).status_code == client.post(page_of(year)).status_code == 404
