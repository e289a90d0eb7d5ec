"""Following and reporting progress in the admin: the overview, a measure's reports, corrections, who may."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from assessments.models import Agency
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR, VIEWER
from measures import actions
from measures.actions import EvidenceEntry, ProgressEntry
from measures.enums import MeasureStatus
from measures.models import ProgressUpdate

from ..page import html_of, stamp_of

pytestmark = pytest.mark.django_db
TYPED = {
    "reported_on": "๓๑/๕/๒๕๖๙",
    "status": "in_progress",
    "done": "อบรมเจ้าหน้าที่แล้ว ๑ รุ่น",
    "result": "เป็นไปตามแผน",
    "problems": "",
    "suggestions": "",
    "evidence-0-title": "ภาพกิจกรรม",
    "evidence-0-url": "https://example.go.th/photos",
    "evidence-1-title": "",
    "evidence-1-url": "",
}


@pytest.fixture(autouse=True)
def _in_june():
    with time_machine.travel(date(2026, 6, 15), tick=False):
        yield


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def measure(reference):
    return reference.plan.measures.get(indicator__number=2)


@pytest.fixture
def update(measure):
    entry = ProgressEntry(
        date(2026, 3, 31),
        MeasureStatus.IN_PROGRESS,
        "เริ่มแล้ว",
        evidence=[EvidenceEntry("ประกาศ", "https://example.go.th/1")],
    )
    return actions.record_progress(measure=measure, entry=entry, by=None)


def page_of(measure) -> str:
    return reverse("admin:measures_measureplan_measure", args=[measure.plan_id, measure.pk])


def report_page(update) -> str:
    return reverse("admin:measures_measureplan_report", args=[update.measure.plan_id, update.measure_id, update.pk])


def overview(measure) -> str:
    return reverse("admin:measures_measureplan_progress", args=[measure.plan_id])


def test_the_plans_screen_leads_to_the_overview_and_each_measure(staff, measure):
    page = html_of(staff.get(reverse("admin:measures_measureplan_change", args=[measure.plan_id])))
    assert f'href="{overview(measure)}"' in page
    for each in measure.plan.measures.all():
        assert f'href="{page_of(each)}"' in page
        assert f'href="{page_of(each)}"' in html_of(staff.get(overview(measure)))


def test_a_report_is_typed_and_shows_where_the_measure_stands(staff, measure, admin_user):
    answer = staff.post(page_of(measure), TYPED, follow=True)
    page = html_of(answer)
    assert answer.redirect_chain == [(page_of(measure), 302)]
    assert "บันทึกรายงานของวันที่ ๓๑ พฤษภาคม ๒๕๖๙ แล้ว สถานะอยู่ระหว่างดำเนินการ" in page
    assert "อบรมเจ้าหน้าที่แล้ว ๑ รุ่น" in page
    assert 'href="https://example.go.th/photos"' in page
    stored = ProgressUpdate.objects.get()
    assert (stored.measure, stored.created_by, stored.reported_on) == (measure, admin_user, date(2026, 5, 31))
    assert stored.evidence.count() == 1
    counts = staff.get(overview(measure)).context["progress"]
    assert (counts.total, counts.in_progress, counts.not_started) == (10, 1, 9)


@pytest.mark.parametrize(
    ("wrong", "target", "message"),
    [
        ({"reported_on": ""}, "id_reported_on", "กรุณาระบุวันที่รายงาน"),
        ({"reported_on": "๓๑/๑๒/๒๕๖๙"}, "id_reported_on", "วันที่รายงานต้องไม่เกินวันนี้"),
        ({"status": ""}, "id_status_0", "กรุณาเลือกสถานะ"),
        ({"done": "  "}, "", "กรุณาระบุสิ่งที่ดำเนินการ"),
        ({"status": "done", "result": ""}, "", "มาตรการที่ดำเนินการแล้วเสร็จต้องระบุผลการดำเนินการเทียบกับแผน"),
        ({"evidence-0-url": ""}, "id_evidence-0-url", "กรุณาระบุทั้งชื่อหลักฐานและที่อยู่เว็บ"),
        ({"evidence-0-url": "javascript:alert(1)"}, "id_evidence-0-url", "ต้องขึ้นต้นด้วย http:// หรือ https://"),
        ({"evidence-0-url": "www.example.go.th"}, "id_evidence-0-url", "ต้องขึ้นต้นด้วย http:// หรือ https://"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_lost(staff, measure, wrong, target, message):
    answer = staff.post(page_of(measure), TYPED | {"suggestions": "คงไว้"} | wrong)
    problems = answer.context["problems"]
    assert [(problem.target, message in problem.message) for problem in problems] == [(target, True)]
    page = html_of(answer)
    assert not target or f'id="{target}"' in page
    assert "คงไว้</textarea>" in page
    assert not ProgressUpdate.objects.exists()


def test_a_second_report_of_the_day_is_refused(staff, update):
    answer = staff.post(page_of(update.measure), TYPED | {"reported_on": "31/3/2569"})
    assert "มาตรการนี้มีรายงานของวันที่นี้แล้ว" in html_of(answer)
    assert ProgressUpdate.objects.count() == 1


def test_a_correction_is_in_the_plans_history(staff, update, admin_user):
    page = html_of(staff.get(report_page(update)))
    assert "๓๑/๓/๒๕๖๙" in page
    assert "เริ่มแล้ว</textarea>" in page
    stamp = stamp_of(staff, report_page(update))
    staff.post(report_page(update), TYPED | {"evidence-0-title": "ประกาศใหม่"} | stamp)
    update.refresh_from_db()
    assert (update.reported_on, update.done) == (date(2026, 5, 31), "อบรมเจ้าหน้าที่แล้ว ๑ รุ่น")
    assert ProgressUpdate.objects.count() == 1
    history = html_of(staff.get(reverse("admin:measures_measureplan_history", args=[update.measure.plan_id])))
    for text in ("เริ่มแล้ว", "อบรมเจ้าหน้าที่แล้ว", "๓๑ มีนาคม ๒๕๖๙", "ประกาศใหม่", "หลักฐานที่ ๑", "admin"):
        assert text in history


def test_a_report_is_taken_back_after_asking(staff, update):
    asked = staff.post(report_page(update), {"_delete": "1"})
    assert "ใช่หรือไม่" in html_of(asked)
    assert ProgressUpdate.objects.exists()
    done = staff.post(report_page(update), {"_delete": "1", "confirmed": "1"}, follow=True)
    assert "ลบรายงานของวันที่ ๓๑ มีนาคม ๒๕๖๙ แล้ว" in html_of(done)
    assert not ProgressUpdate.objects.exists()


@pytest.mark.parametrize("role", [VIEWER, EDITOR, APPROVER, ADMINISTRATOR])
def test_who_may_report(client, person, measure, update, role):
    client.force_login(person(role, *([] if role == ADMINISTRATOR else [measure.plan.assessment.agency])))
    may = role in (EDITOR, ADMINISTRATOR)
    pages = [overview(measure), page_of(measure), report_page(update)]
    assert [client.get(page).status_code for page in pages] == [200] * 3
    assert ('name="done"' in html_of(client.get(page_of(measure)))) is may
    assert client.post(page_of(measure), TYPED).status_code == (302 if may else 403)
    assert client.post(report_page(update), {"_delete": "1", "confirmed": "1"}).status_code == (302 if may else 403)
    assert ProgressUpdate.objects.count() == 1


def test_another_agencys_measures_do_not_exist(client, person, measure, update):
    other = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    client.force_login(person(EDITOR, other))
    for page in (overview(measure), page_of(measure), report_page(update)):
        assert client.get(page).status_code == 404
        assert client.post(page, TYPED).status_code in (404, 405)
    assert ProgressUpdate.objects.count() == 1


def test_addresses_that_do_not_fit_together_do_not_exist(staff, measure, update):
    elsewhere = measure.plan.measures.get(indicator__number=3)
    for args in ([measure.plan_id, elsewhere.pk, update.pk], [measure.plan_id, measure.pk, update.pk + 1]):
        assert staff.get(reverse("admin:measures_measureplan_report", args=args)).status_code == 404
    assert staff.get(reverse("admin:measures_measureplan_measure", args=[measure.plan_id, 99_999])).status_code == 404


def test_two_people_correct_one_report(staff, update):
    """What one of both changed is kept of both; what both changed is asked about."""
    address = report_page(update)
    staff.post(address, TYPED | stamp_of(staff, address))
    stamp = stamp_of(staff, address)
    theirs = TYPED | {"done": "งานที่เขาแก้", "evidence-0-title": "หลักฐานที่เขาแก้"}
    assert staff.post(address, theirs | stamp).status_code == 302
    mine = TYPED | {"done": "งานที่เราแก้"} | stamp
    refused = staff.post(address, mine)
    page = html_of(refused)
    assert "มีผู้อื่นบันทึกค่าอื่นใน ๑ ช่อง" in page
    assert "งานที่เขาแก้" in page
    update.refresh_from_db()
    assert update.done == "งานที่เขาแก้"
    again = {"based_on": refused.context["based_on"], "evidence-0-title": "หลักฐานที่เขาแก้"}
    assert staff.post(address, mine | again).status_code == 302
    update.refresh_from_db()
    assert update.done == "งานที่เราแก้"
    assert update.evidence.first().title == "หลักฐานที่เขาแก้"
