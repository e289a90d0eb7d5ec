"""Reports on measures: the writer, what it refuses, its history, and the view model that pages read."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from assessments.models import Assessment
from itaportal.report import snapshot
from itaportal.report.building import build_report
from measures import actions
from measures.actions import EvidenceEntry, ProgressEntry
from measures.enums import MeasureStatus
from measures.models import Evidence, Measure, MeasurePlan, ProgressUpdate
from measures.progress import EvidenceView, ProgressView, progress_of

pytestmark = pytest.mark.django_db
NOT_STARTED, IN_PROGRESS, DONE, CANCELLED = MeasureStatus
PHOTOS = EvidenceEntry("ภาพกิจกรรม", "https://example.go.th/ภาพ?ปี=๒๕๖๙")
MINUTES = EvidenceEntry("รายงานการประชุม", "http://example.go.th/minutes.pdf")


@pytest.fixture(autouse=True)
def _in_june():
    with time_machine.travel(date(2026, 6, 15), tick=False):
        yield


@pytest.fixture
def plan(reference) -> MeasurePlan:
    return reference.plan


@pytest.fixture
def malee(django_user_model):
    return django_user_model.objects.create_user("malee")


def measure_of(plan: MeasurePlan, number: int) -> Measure:
    return plan.measures.get(indicator__number=number)


def on(day: int, status: MeasureStatus = IN_PROGRESS, **texts) -> ProgressEntry:
    """A report of a day in May 2026."""
    return ProgressEntry(**({"reported_on": date(2026, 5, day), "status": status, "done": f"งานวันที่ {day}"} | texts))


def record(plan: MeasurePlan, number: int, entry: ProgressEntry, by=None) -> ProgressUpdate:
    return actions.record_progress(measure=measure_of(plan, number), entry=entry, by=by)


def written() -> list:
    models = [ProgressUpdate, Evidence, ProgressUpdate.history.model, Evidence.history.model]
    return [list(model.objects.order_by("pk").values()) for model in models]


class TestRecording:
    def test_what_was_reported_is_kept_with_its_author(self, plan, malee):
        entry = on(1, done=" อบรมแล้ว ", result="ครบ", problems="ฝนตก", suggestions="เพิ่มรอบ", evidence=[PHOTOS, MINUTES])
        update = record(plan, 3, entry, by=malee)
        stored = ProgressUpdate.objects.get()
        assert stored == update
        assert (stored.measure, stored.reported_on, stored.status) == (
            measure_of(plan, 3),
            date(2026, 5, 1),
            "in_progress",
        )
        assert (stored.done, stored.result, stored.problems, stored.suggestions) == ("อบรมแล้ว", "ครบ", "ฝนตก", "เพิ่มรอบ")
        assert [(each.title, each.url) for each in stored.evidence.all()] == [
            ("ภาพกิจกรรม", "https://example.go.th/ภาพ?ปี=๒๕๖๙"),
            ("รายงานการประชุม", "http://example.go.th/minutes.pdf"),
        ]
        assert stored.created_by == malee
        assert [row.history_user for row in ProgressUpdate.history.all()] == [malee]
        assert [row.history_user for row in Evidence.history.all()] == [malee, malee]

    @pytest.mark.parametrize(
        ("entry", "message"),
        [
            (on(1, reported_on=date(2026, 6, 16)), "วันที่รายงานต้องไม่เกินวันนี้"),
            (on(1, reported_on=date(2024, 9, 30)), "วันที่รายงานต้องไม่ก่อนวันที่ ๑ ตุลาคม ๒๕๖๗"),
            (on(1, done=" "), "กรุณาระบุสิ่งที่ดำเนินการ หากยกเลิก ให้ระบุเหตุผล"),
            (on(1, CANCELLED, done=""), "กรุณาระบุสิ่งที่ดำเนินการ หากยกเลิก ให้ระบุเหตุผล"),
            (on(1, DONE), "มาตรการที่ดำเนินการแล้วเสร็จต้องระบุผลการดำเนินการเทียบกับแผน"),
            (on(1, evidence=[EvidenceEntry("แฟ้ม", "ftp://example.go.th/a")]), "ที่อยู่เว็บต้องขึ้นต้นด้วย http:// หรือ https://"),
            (on(1, evidence=[EvidenceEntry("สคริปต์", "javascript:alert(1)")]), "ที่อยู่เว็บต้องขึ้นต้นด้วย http:// หรือ https://"),
        ],
    )
    def test_refusals_in_thai_write_nothing(self, plan, entry, message):
        with pytest.raises(ValidationError) as caught:
            record(plan, 1, entry)
        assert set(caught.value.messages) == {message}
        assert written() == [[], [], [], []]

    def test_today_and_the_first_day_of_the_year_before_are_accepted(self, plan):
        record(plan, 1, on(1, reported_on=date(2026, 6, 15)))
        record(plan, 1, on(1, reported_on=date(2024, 10, 1)))
        assert ProgressUpdate.objects.count() == 2

    def test_not_started_needs_no_text(self, plan):
        assert record(plan, 1, on(1, NOT_STARTED, done="")).pk

    def test_a_second_report_of_the_same_day_is_refused_for_the_same_measure_only(self, plan):
        record(plan, 1, on(1))
        record(plan, 2, on(1))
        with pytest.raises(ValidationError) as caught:
            record(plan, 1, on(1, done="อีกครั้ง"))
        assert caught.value.messages == ["มาตรการนี้มีรายงานของวันที่นี้แล้ว กรุณาแก้ไขรายงานเดิม"]
        assert ProgressUpdate.objects.count() == 2

    def test_correcting_keeps_the_old_words_and_the_author(self, plan, malee, admin_user):
        update = record(plan, 1, on(1, evidence=[PHOTOS, MINUTES]), by=malee)
        actions.correct_progress(update=update, entry=on(2, DONE, result="ครบ", evidence=[MINUTES]), by=admin_user)
        stored = ProgressUpdate.objects.get()
        assert (stored.reported_on, stored.status, stored.created_by) == (date(2026, 5, 2), "done", malee)
        assert [each.title for each in stored.evidence.all()] == ["รายงานการประชุม"]
        newest, oldest = ProgressUpdate.history.all()
        assert (newest.done, newest.history_user) == ("งานวันที่ 2", admin_user)
        assert (oldest.done, oldest.history_user) == ("งานวันที่ 1", malee)
        assert Evidence.history.filter(history_type="-", history_user=admin_user).get().title == "รายงานการประชุม"

    def test_a_refused_correction_leaves_everything(self, plan):
        update = record(plan, 1, on(1, evidence=[PHOTOS]))
        before = written()
        bad = [EvidenceEntry("ใหม่", "https://example.go.th/"), EvidenceEntry("", "https://example.go.th/")]
        with pytest.raises(ValidationError):
            actions.correct_progress(update=update, entry=on(9, evidence=bad), by=None)
        assert written() == before

    def test_taking_a_report_back_leaves_its_history(self, plan, malee):
        actions.delete_progress(update=record(plan, 1, on(1, evidence=[PHOTOS])), by=malee)
        assert not ProgressUpdate.objects.exists()
        assert ProgressUpdate.history.filter(history_type="-", history_user=malee).count() == 1
        assert Evidence.history.filter(history_type="-", history_user=malee).count() == 1

    def test_a_measure_that_was_reported_on_stays_in_the_plan(self, plan):
        record(plan, 4, on(1))
        with pytest.raises(ValidationError, match="รายงานความก้าวหน้าแล้ว"):
            actions.update_plan(
                plan=plan, monitoring="อื่น", entries=[], removed=[measure_of(plan, 5), measure_of(plan, 4)], by=None
            )
        assert plan.measures.count() == 10
        assert MeasurePlan.objects.get().monitoring != "อื่น"


@pytest.mark.parametrize(
    "values",
    [{"status": "perhaps"}, {"done": ""}, {"status": "done", "result": ""}, {"reported_on": date(2026, 5, 1)}],
    ids=["status", "done", "result", "day twice"],
)
def test_the_database_itself_refuses(plan, values):
    record(plan, 1, on(1))
    other = record(plan, 1, on(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgressUpdate.objects.filter(pk=other.pk).update(**values)


def test_the_database_itself_refuses_an_address_that_is_no_web_page(plan):
    record(plan, 1, on(1, evidence=[PHOTOS]))
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.update(url="file:///etc/passwd")


class TestViewModel:
    def test_nothing_reported_counts_as_not_started(self, plan):
        view = progress_of(plan.pk)
        assert (view.total, view.not_started, view.in_progress, view.done, view.cancelled) == (10, 10, 0, 0, 0)
        assert (view.reported_on, view.by_measure) == (None, {})

    def test_the_latest_day_counts_whenever_it_was_recorded(self, plan):
        record(plan, 1, on(20, DONE, result="ครบ", evidence=[PHOTOS]))
        record(plan, 1, on(3))
        record(plan, 2, on(9, CANCELLED))
        record(plan, 3, on(8))
        record(plan, 4, on(7, NOT_STARTED))
        view = progress_of(plan.pk)
        assert (view.total, view.not_started, view.in_progress, view.done, view.cancelled) == (10, 7, 1, 1, 1)
        assert view.reported_on == date(2026, 5, 20)
        assert set(view.by_measure) == {measure_of(plan, number).pk for number in (1, 2, 3, 4)}
        assert view.by_measure[measure_of(plan, 1).pk] == ProgressView(
            status=DONE,
            reported_on=date(2026, 5, 20),
            done="งานวันที่ 20",
            result="ครบ",
            problems="",
            suggestions="",
            evidence=(EvidenceView("ภาพกิจกรรม", "https://example.go.th/ภาพ?ปี=๒๕๖๙"),),
        )

    def test_rows_nobody_filled_in_are_not_counted(self, plan):
        measure = measure_of(plan, 7)
        measure.titles = measure.analysis = ""
        actions.save_measure(measure=measure, steps=[], units=[], by=None)
        assert progress_of(plan.pk).total == 9

    def test_the_number_of_queries_does_not_grow(self, plan, django_assert_num_queries):
        for number in range(1, 11):
            for day in range(1, 4):
                record(plan, number, on(day, evidence=[PHOTOS, MINUTES]))
        with django_assert_num_queries(4):
            progress_of(plan.pk)


def test_recording_progress_does_not_change_the_report_that_is_frozen(plan, reference):
    def frozen() -> dict:
        return snapshot.dump(build_report(Assessment.objects.with_scores().get(pk=reference.pk)))

    before = frozen()
    record(plan, 1, on(1, DONE, result="ครบ", evidence=[PHOTOS]))
    assert frozen() == before
