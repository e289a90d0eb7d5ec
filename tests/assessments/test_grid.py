"""The grid's server side: the result before saving, cells as spreadsheets copy them, two people at one assessment."""

import re
import threading
from contextlib import suppress
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.http import QueryDict
from django.test import Client

from assessments import actions, edit_conflicts
from assessments.forms import ScreenForm
from assessments.models import Assessment, IndicatorScore
from assessments.roles import EDITOR, VIEWER
from tests import factories as make
from tests.assessments.test_admin import ADD, change_url, form_data, rows, typed
from tests.factories import REFERENCE, D, entries, tool_scores

from ..page import html_of


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def malee(db):
    """A second person, at a browser of her own."""
    user = User.objects.create_superuser("malee", password="x", first_name="มาลี", last_name="ใจดี")
    client = Client()
    client.force_login(user)
    return client


def inputs(form):
    """Names and values of the text and hidden fields that have a value."""
    return re.findall(r'<input type="(?:text|hidden)" name="([^"]+)" value="([^"]*)"', form)


def screen(client, assessment):
    """What the browser would send back from the untouched screen."""
    page = html_of(client.get(change_url(assessment)))
    form = page[page.index('id="assessment_form"') :]
    data = {
        name: unescape(value)
        for name, value in re.findall(r'<input type="(?:text|hidden)" name="([^"]+)" value="([^"]*)"', form)
    }
    for name in re.findall(r'<input type="text" name="([^"]+)"', form):
        data.setdefault(name, "")
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        data[name] = chosen[1] if chosen else ""
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.S):
        data[name] = unescape(text).replace("\n", "\r\n")
    return data


def preview(client, url, data, how="panel"):
    return html_of(client.post(url, data | {"_preview": how}))


def texts(markup):
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


# --- The result before saving ----------------------------------------------------------------------------------------


def test_the_result_of_unsaved_figures_is_the_one_that_saving_gives(staff, reference):
    data = screen(staff, reference) | {"score_9": "๙๘.๕", "published_overall": ""}
    before = rows(), reference.history.count(), Assessment.objects.get().updated_at
    panel = preview(staff, change_url(reference), data)
    assert (rows(), reference.history.count(), Assessment.objects.get().updated_at) == before
    # OIT (98.5 + 90) / 2 = 94.25; 29.8704 + 29.611 + 37.7 = 97.1814
    assert '<data value="97.18">๙๗.๑๘</data>' in panel
    assert "ยังไม่ได้บันทึก" in panel
    assert "<html" not in panel
    staff.post(change_url(reference), data)
    saved = html_of(staff.get(change_url(reference)))
    body = r'<div class="result-body">.*?</div>\s*</section>'
    assert re.search(body, saved, re.S)[0] == re.search(body, panel, re.S)[0]


def test_a_year_that_is_not_saved_yet_has_a_result_too(staff, criteria):
    scores = [str(score) for score in REFERENCE.values()]
    panel = preview(staff, ADD, form_data(make.agency(), 2568, scores) | {"agency": ""})
    assert '<data value="95.48">' in panel
    assert '<p class="level">ผ่านดี</p>' in panel
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize(
    ("parts", "level"),
    [
        (("", ""), "ระหว่าง “ผ่านดี” กับ “ผ่านดีเยี่ยม”"),  # each part may be 92 to 100
        (("95.50", "96.50"), "ผ่านดีเยี่ยม"),
        (("๙๒", "๑๐๐"), "ผ่านดี"),
    ],
)
def test_parts_settle_the_level_before_saving(staff, criteria, parts, level):
    scores = [str(score) for score in tool_scores("100", "96", "100").values()]
    data = form_data(make.agency(), 2568, scores, eit_part_1=parts[0], eit_part_2=parts[1])
    assert f'<p class="level">{level}</p>' in preview(staff, ADD, data)


def test_missing_figures_are_named_with_what_is_known_already(staff, criteria):
    panel = preview(staff, ADD, form_data(make.agency(), 2568, ["99"] * 8 + ["", ""]))
    assert 'data-state="incomplete"' in panel
    assert "ยังไม่มีคะแนนตัวชี้วัดที่ ๙ และ ๑๐" in panel
    assert "IIT ๙๙.๐๐ และ EIT ๙๙.๐๐" in panel
    assert "result-body" not in panel, "the page keeps the last result"


def test_wrong_figures_are_named_and_the_saved_result_is_not_called_theirs(staff, reference):
    data = screen(staff, reference) | {"score_4": "abc", "target_2": "101"}
    panel = preview(staff, change_url(reference), data)
    assert 'data-state="wrong"' in panel
    assert "“abc” ไม่ใช่ตัวเลข" in panel
    assert re.findall(r'href="#(\w+)"', panel) == ["id_target_2", "id_score_4"], "in the order of the page"
    page = preview(staff, change_url(reference), data, how="page")
    assert '<div class="result-body not-current">' in page
    assert "๙๕.๔๘" in page
    assert typed_in(page, "score_4") == "abc"


def typed_in(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_untouched_figures_are_said_to_be_saved(staff, reference):
    panel = preview(staff, change_url(reference), screen(staff, reference))
    assert 'data-state="saved"' in panel
    assert "ยังไม่ได้บันทึก" not in panel


def test_a_year_of_the_overall_alone_and_an_empty_screen(staff, criteria):
    data = {"agency": make.agency().pk, "fiscal_year": 2561, "published_overall": "๘๑.๒", "published_level": "สูง"}
    assert '<data value="81.20">' in preview(staff, ADD, data)
    assert 'data-state="empty"' in preview(staff, ADD, form_data(make.agency(), 2568, ""))


def test_who_may_not_save_may_not_compute_here(client, reference, person, admin_user):
    url, data = change_url(reference), {"_preview": "panel"}
    assert client.post(url, data).status_code == 302
    client.force_login(person(VIEWER, reference.agency))
    assert client.post(url, data).status_code == 403
    client.force_login(person(EDITOR, make.agency()))
    assert client.post(url, data).status_code == 404
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    assert strict.post(url, data).status_code == 403


@pytest.mark.parametrize(
    ("cell", "score"),
    [
        ("99.02%", "99.02"),
        ("๙๙.๐๒ %", "99.02"),
        ("\u00a099.02\u00a0", "99.02"),
        ("９９．０２", "99.02"),
        ("-", None),
        ("–", None),
        ("\u200b100\ufeff", "100"),
    ],
)
def test_cells_as_a_spreadsheet_copies_them(staff, reference, cell, score):
    staff.post(change_url(reference), screen(staff, reference) | {"score_3": cell})
    saved = IndicatorScore.objects.get(indicator__number=3).score
    assert saved == (None if score is None else D(score))


@pytest.mark.parametrize(("cell", "reason"), [("1 000", "อยู่นอกช่วง"), ("1,000.00", "อยู่นอกช่วง"), ("9 9", "ไม่ใช่ตัวเลข")])
def test_separators_of_thousands_are_understood_and_no_others(staff, reference, cell, reason):
    assert reason in preview(staff, change_url(reference), screen(staff, reference) | {"score_3": cell})


# --- Two people at once ----------------------------------------------------------------------------------------------


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


def pasted(client, assessment, text, cell="score_1", **more):
    """The panel before a paste, as the server answers it."""
    data = screen(client, assessment) | {"_paste": text, "_paste_cell": cell, "_paste_reading": ""} | more
    return html_of(client.post(change_url(assessment), data))


def test_a_paste_is_read_by_the_server_and_writes_nothing(staff, reference):
    rows_before = list(IndicatorScore.objects.values_list("indicator__number", "score"))
    page = pasted(staff, reference, "IIT\t75.00\nการใช้อำนาจ\t<b>\nการใช้งบประมาณ\t๕๐")
    assert re.findall(r'data-target="(\w+)" data-value="([^"]+)"', page) == [("id_score_2", "๕๐")]
    assert "ตรวจก่อนวาง ๑ ช่อง" in page
    assert "&lt;b&gt;" in page
    # (99.02 + 50 + 100 + 98.82 + 100) / 5 = 89.568, with what the form holds of the others
    assert 'ไม่ตรงกับที่ระบบคำนวณ <data value="89.57">' in page
    assert list(IndicatorScore.objects.values_list("indicator__number", "score")) == rows_before


@pytest.mark.parametrize("cell", ["score_11", "agency", "csrfmiddlewaretoken", ""])
def test_a_paste_into_no_cell_of_the_grid_places_nothing(staff, reference, cell):
    page = pasted(staff, reference, "1\n2", cell)
    assert "ยังไม่ได้วาง" in page
    assert "data-target" not in page


def test_a_paste_is_read_by_the_year_that_the_form_shows(staff, reference):
    page = pasted(staff, reference, "ตัวชี้วัด\tปี 2568\tปี 2567\nการใช้อำนาจ\t60\t50")
    assert re.findall(r'data-value="([^"]+)"', page) == ["60"]


def test_who_may_not_save_may_not_ask_for_a_paste(client, reference, roles):
    user = User.objects.create_user("somsri", password="x", is_staff=True)
    user.groups.add(roles[VIEWER])
    user.memberships.create(agency=reference.agency)
    client.force_login(user)
    assert client.get(change_url(reference)).status_code == 200
    assert client.post(change_url(reference), {"_paste": "1\n2", "_paste_cell": "score_1"}).status_code == 403
