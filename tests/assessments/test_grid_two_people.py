"""Two people at the grid at once: nothing of either is lost unseen."""

import re
import threading
from contextlib import suppress
from html import unescape

import pytest
from django.db import connections
from django.http import QueryDict

from assessments import actions, edit_conflicts
from assessments.forms import ScreenForm
from assessments.models import Assessment, IndicatorScore
from tests import factories as make
from tests.assessments.test_admin import ADD, change_url, rows, typed
from tests.factories import REFERENCE, D, entries

from ..page import html_of
from .test_grid import inputs, malee, screen, staff, texts, typed_in

__all__ = ["malee", "staff"]  # fixtures


def scores_of(assessment):
    return {line.indicator.number: line.score for line in assessment.scores.all()}


def test_the_untouched_screen_changes_nothing(staff, reference):
    IndicatorScore.objects.filter(indicator__number=1).update(analysis="บรรทัดหนึ่ง\nบรรทัดสอง")
    before = rows(), reference.history.count()
    staff.post(change_url(reference), screen(staff, reference))
    assert (rows(), reference.history.count()) == before


def test_what_only_the_other_changed_is_kept_and_said(staff, malee, reference):
    mine = screen(staff, reference) | {"score_1": "98"}
    theirs = {"score_9": "91.5", "target": "86", "analysis_2": "ก", "published_overall": ""}
    malee.post(change_url(reference), screen(malee, reference) | theirs)
    page = html_of(staff.post(change_url(reference), mine, follow=True))
    saved = scores_of(reference)
    assert (saved[1], saved[9]) == (D(98), D("91.5"))
    reference.refresh_from_db()
    assert reference.target == D(86)
    assert reference.scores.get(indicator__number=2).analysis == "ก"
    # IIT (98 + 100 + 100 + 98.82 + 100) / 5 = 99.364, OIT 90.75: 29.8092 + 29.611 + 36.3 = 95.7202
    assert reference.result_overall == D("95.72")
    said = "มีผู้อื่นบันทึก เป้าหมายของหน่วยงาน คะแนนภาพรวมตามประกาศ บทวิเคราะห์ของหน่วยงาน ตัวชี้วัดที่ ๒"
    assert said in page


@pytest.fixture
def stale(staff, malee, reference):
    """My screen with two edits, after Malee saved another score 9 and, elsewhere, score 10."""
    mine = screen(staff, reference) | {"score_9": "93", "score_1": "98"}
    malee.post(change_url(reference), screen(malee, reference) | {"score_9": "91.5", "score_10": "97"})
    return mine


def conflict_rows(page):
    table = re.search(r'<table class="stacking review-table">.*?</table>', page, re.S)
    return [texts(row) for row in re.findall(r"<tr>.*?</tr>", table[0], re.S)[1:]] if table else []


def test_what_both_changed_is_refused_with_both_values(staff, reference, stale):
    before = rows()
    response = staff.post(change_url(reference), stale)
    page = html_of(response)
    assert rows() == before
    (conflict,) = conflict_rows(page)
    for text in ("คะแนน ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล", "๙๓.๐๐", "๙๑.๕๐", "โดย มาลี ใจดี"):
        assert text in conflict
    assert (typed(response, "score_9"), typed(response, "score_1")) == ("93", "98"), "my entries stay"
    assert typed(response, "score_10") == "๙๗.๐๐", "the other's, where I changed nothing"
    assert 'id="id_score_9_helptext">ค่าที่บันทึกแล้ว ๙๑.๕๐<' in page


def again(page):
    """The form of a refused screen as the browser sends it back."""
    form = page[page.index('id="assessment_form"') :]
    found = inputs(form)
    data = {name: unescape(value) for name, value in found}
    return data | {key: [value for name, value in found if name == key] for key in ("conflict", "taken_over")}


def test_after_review_my_values_are_saved_knowingly(staff, reference, stale, admin_user):
    page = html_of(staff.post(change_url(reference), stale))
    staff.post(change_url(reference), stale | again(page) | {"_save": "1"})
    saved = scores_of(reference)
    assert (saved[1], saved[9], saved[10]) == (D(98), D(93), D(97))
    last = reference.scores.get(indicator__number=9).history.first()
    assert (last.score, last.history_user, last.prev_record.score) == (D(93), admin_user, D("91.5"))


def test_one_press_takes_the_stored_value(staff, reference, stale):
    before = rows()
    page = html_of(staff.post(change_url(reference), stale))
    response = staff.post(change_url(reference), stale | again(page) | {"_take": "score_9"})
    page = html_of(response)
    assert rows() == before
    assert conflict_rows(page) == []
    assert (typed(response, "score_9"), typed(response, "score_1")) == ("๙๑.๕๐", "98")
    staff.post(change_url(reference), stale | again(page))
    assert (scores_of(reference)[9], scores_of(reference)[1]) == (D("91.5"), D(98))


def test_a_third_edit_during_the_review_is_noticed(staff, malee, reference, stale):
    page = html_of(staff.post(change_url(reference), stale))
    malee.post(change_url(reference), screen(malee, reference) | {"score_9": "92.25"})
    page = html_of(staff.post(change_url(reference), stale | again(page)))
    (conflict,) = conflict_rows(page)
    assert "๙๒.๒๕" in conflict
    assert scores_of(reference)[9] == D("92.25")


def test_a_form_refused_for_a_bad_figure_or_shown_for_its_result_stays_as_stale_as_it_was(staff, reference, stale):
    for extra in ({"score_2": "x"}, {"_preview": "page"}, {"_reload": "1"}):
        page = html_of(staff.post(change_url(reference), stale | extra))
        assert typed_in(page, "based_on") == stale["based_on"]
    assert conflict_rows(html_of(staff.post(change_url(reference), stale | again(page))))


@pytest.mark.parametrize("stamp", ["", "x", "x:y:z", "another year's"])
def test_a_form_without_its_own_stamp_is_refused_wherever_it_differs(staff, reference, stamp):
    before = rows()
    if stamp == "another year's":
        other = actions.save_assessment(
            assessment=Assessment(agency=reference.agency, fiscal_year=2567), entries=entries(REFERENCE), by=None
        )
        stamp, before = screen(staff, other)["based_on"], rows()
    data = screen(staff, reference) | {"score_9": "93", "based_on": stamp}
    page = html_of(staff.post(change_url(reference), data))
    (conflict,) = conflict_rows(page)
    assert "๙๓.๐๐" in conflict
    assert "๙๐.๐๐" in conflict
    assert rows() == before


def test_publishing_meanwhile_is_not_undone(staff, reference):
    actions.unpublish(assessment=reference, by=None)
    mine = screen(staff, reference) | {"score_9": "93"}
    form_read = Assessment.objects.get()  # as a request that began before
    actions.publish(assessment=reference, by=None)
    form = ScreenForm(_query(mine), instance=form_read)
    assert form.is_valid(), form.errors
    actions.save_edit(assessment=form.instance, entries=form.entries(), based_on=form.based_on, by=None)
    reference.refresh_from_db()
    assert reference.is_published
    assert reference.published_at
    assert scores_of(reference)[9] == D(93)


def _query(data):
    query = QueryDict(mutable=True)
    query.update(data)
    return query


def test_what_was_typed_into_a_year_deleted_meanwhile_is_offered_as_a_new_one(staff, criteria):
    draft = actions.save_assessment(
        assessment=Assessment(agency=make.agency(), fiscal_year=2568), entries=entries(REFERENCE), by=None
    )
    mine, url = screen(staff, draft) | {"score_9": "93"}, change_url(draft)
    draft.delete()
    assert staff.get(url).status_code == 404
    lost = html_of(staff.post(url, mine | {"based_on": "x"}))  # without its copy: no form to offer, but the text
    assert "ยังไม่ได้บันทึก เพราะมีผู้ลบรายการนี้แล้ว" in lost
    mine.pop("form_token")
    response = staff.post(url, mine)
    assert "มีผู้ลบผลการประเมินนี้" in html_of(response)
    assert typed(response, "score_9") == "93"
    assert f'action="{ADD}"' in html_of(response)
    staff.post(ADD, mine)
    assert scores_of(Assessment.objects.get())[9] == D(93)


def test_another_years_grid_over_a_newer_copy_is_refused(staff, malee, criteria):
    draft = actions.save_assessment(
        assessment=Assessment(agency=make.agency(), fiscal_year=2568), entries=entries(REFERENCE), by=None
    )
    mine = screen(staff, draft)
    malee.post(change_url(draft), screen(malee, draft) | {"score_4": "70"})
    other_year = {name: value for name, value in mine.items() if name != "grid_criteria"} | {"fiscal_year": "2564"}
    page = html_of(staff.post(change_url(draft), other_year))
    (conflict,) = conflict_rows(page)
    assert "ตัวชี้วัดที่ ๔" in conflict
    draft.refresh_from_db()
    assert (draft.fiscal_year, scores_of(draft)[4]) == (2568, D(70))


@pytest.mark.django_db(transaction=True)
def test_two_edits_at_the_same_moment_give_one_and_one_refusal(reference, monkeypatch):
    """Without the row lock both would be compared with the old copy, and the second would overwrite the first."""
    both_compared = threading.Barrier(2)
    compare, outcomes = edit_conflicts.compare_copies, []

    def together(**copies):
        found = compare(**copies)
        with suppress(threading.BrokenBarrierError):
            both_compared.wait(timeout=2)  # only where nothing keeps the second from comparing as well
        return found

    monkeypatch.setattr(edit_conflicts, "compare_copies", together)
    based_on = ScreenForm(instance=Assessment.objects.with_scores().get()).stored_copy

    def edit(score):
        try:
            mine = Assessment.objects.get()
            actions.save_edit(assessment=mine, entries=entries(REFERENCE | {9: D(score)}), based_on=based_on, by=None)
            outcomes.append(D(score))
        except actions.StaleCopy as stale:
            outcomes.append(stale.comparison.conflicts)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=edit, args=(score,)) for score in (91, 92)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(outcomes) == 2
    saved = [outcome for outcome in outcomes if isinstance(outcome, D)]
    assert scores_of(reference)[9] == saved[0]
    assert ("score_9",) in [outcome[-1:] for outcome in outcomes if isinstance(outcome, tuple)]
