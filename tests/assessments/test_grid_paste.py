"""A block pasted into the grid, as the server answers it: what goes where, what is offered, who may ask."""

import re

import pytest
from django.contrib.auth.models import User

from assessments import actions
from assessments.models import IndicatorScore
from assessments.roles import VIEWER
from tests.assessments.test_admin import change_url
from tests.factories import D

from ..page import html_of
from .test_grid import screen, staff

__all__ = ["staff"]  # a fixture


def pasted(client, assessment, text, cell="score_1", **more):
    """The panel before a paste, as the server answers it."""
    data = screen(client, assessment) | {"_paste": text, "_paste_cell": cell, "_paste_reading": ""} | more
    return html_of(client.post(change_url(assessment), data))


def test_a_paste_is_read_by_the_server_and_writes_nothing(staff, reference):
    rows_before = list(IndicatorScore.objects.values_list("indicator__number", "score"))
    page = pasted(staff, reference, "IIT\t75.00\nการใช้อำนาจ\t<b>\nการใช้งบประมาณ\t๕๐")
    assert re.findall(r'<tr data-target="(\w+)" data-value="([^"]+)"', page) == [("id_score_2", "๕๐")]
    assert "ตรวจก่อนวาง ๑ ช่อง" in page
    assert "&lt;b&gt;" in page
    # (99.02 + 50 + 100 + 98.82 + 100) / 5 = 89.568, with what the form holds of the others
    assert 'ไม่ตรงกับที่ระบบคำนวณ <data value="89.57">' in page
    assert list(IndicatorScore.objects.values_list("indicator__number", "score")) == rows_before


def test_copied_scores_of_tools_are_offered_as_announced_ones(staff, reference):
    reference.published_oit = D("90")
    actions.save_assessment(assessment=reference, entries=[], by=None)
    page = pasted(staff, reference, "IIT\t99.57\nEIT\t98.71\nOIT\t90.00\nการใช้อำนาจ\t100\nรวม\t95.48")
    assert re.findall(r'checkbox" data-target="([^"]+)" data-value="([^"]+)"> ([^<]+)<', page) == [
        ("id_published_iit", "99.57", "คะแนน IIT ตามประกาศ ๙๙.๕๗"),
        ("id_published_eit", "98.71", "คะแนน EIT ตามประกาศ ๙๘.๗๑"),
    ], "what is in its cell already is not offered"
    assert "checkbox" not in pasted(staff, reference, "IIT\t99.57\nIIT\t99.58\nการใช้อำนาจ\t100")


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
