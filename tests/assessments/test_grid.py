"""The grid's server side: the result before saving, cells as spreadsheets copy them, and pastes."""

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from assessments.models import Assessment, IndicatorScore
from assessments.roles import EDITOR, VIEWER
from tests import factories as make
from tests.assessments.test_admin import ADD, change_url, form_data, rows
from tests.factories import REFERENCE, D, tool_scores

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
