"""Announced figures as people enter them: grid and files, two people, history, export and back."""

import io

import pytest

from assessments import actions, history
from assessments.bulk import Field, YearEntry, save_years
from assessments.importing.scores import read_scores
from assessments.models import Assessment
from itaportal.exporting.workbooks import score_template, wide_template
from tests import factories as make
from tests.factories import REFERENCE, D

from ..page import html_of
from .importing.test_scores import values, xlsx
from .test_admin import change_url
from .test_grid import malee, preview, screen, staff

__all__ = ["malee", "staff"]  # fixtures

ANNOUNCED = {"published_iit": D("99.57"), "published_eit": D("98.71"), "published_oit": D("90.00")}


def stored(assessment: Assessment) -> dict:
    return Assessment.objects.values(*ANNOUNCED).get(pk=assessment.pk)


def test_the_grid_keeps_announced_tool_scores_and_history_names_them(staff, reference):
    data = screen(staff, reference) | {"published_iit": "๙๙.๕๗", "published_eit": "98.71", "published_oit": "90"}
    staff.post(change_url(reference), data)
    assert stored(reference) == ANNOUNCED
    reference.refresh_from_db()
    assert reference.result_eit == D("98.71")  # 98.70333…, and 98.70833… at most
    changed = {change.what: change.new for change in history.assessment_changes(reference)[:4]}
    assert changed == {
        "สถานะ": "ร่าง",
        "คะแนน IIT ตามประกาศ": "๙๙.๕๗",
        "คะแนน EIT ตามประกาศ": "๙๘.๗๑",
        "คะแนน OIT ตามประกาศ": "๙๐.๐๐",
    }


def test_the_panel_names_a_tool_score_that_cannot_be(staff, reference):
    panel = preview(staff, change_url(reference), screen(staff, reference) | {"published_oit": "91"})
    assert "คะแนน OIT ตามประกาศ ๙๑.๐๐ คะแนน ไม่ตรงกับผลคำนวณจากคะแนนตัวชี้วัด ซึ่งได้ ๙๐.๐๐ คะแนน" in panel
    fitting = preview(staff, change_url(reference), screen(staff, reference) | {"published_oit": "90"})
    assert 'id="overall"' in fitting
    assert "ไม่ตรงกับ" not in fitting


def test_the_panel_points_out_parts_that_do_not_fit(staff, reference):
    """EIT is 98.70333…, whose halves cannot be 74.21 and 74.92."""
    data = screen(staff, reference) | {"eit_part_1": "74.21", "eit_part_2": "74.92"}
    panel = preview(staff, change_url(reference), data)
    assert "เฉลี่ยได้ ๗๔.๕๗ คะแนน ไม่ตรงกับคะแนน EIT ๙๘.๗๐ คะแนน" in panel


def test_the_panel_says_which_chosen_conclusions_the_scores_do_not_allow(staff, reference):
    data = screen(staff, reference) | {"score_1": "80", "conclusion_1": "good", "conclusion_2": "urgent"}
    panel = preview(staff, change_url(reference), data)
    assert "ตัวชี้วัดที่ ๑ เลือกข้อสรุป “ดี พัฒนาต่อได้” แต่ได้ ๘๐.๐๐ คะแนน ต่ำกว่าเป้าหมาย รายงานจะใช้ “จุดที่ควรพัฒนา”" in panel
    assert "ตัวชี้วัดที่ ๒ เลือกข้อสรุป “จุดที่ควรพัฒนาโดยเร่งด่วน” แต่ได้ ๑๐๐.๐๐ คะแนน ถึงเป้าหมาย" in panel
    assert "เลือกข้อสรุป" not in preview(staff, change_url(reference), data | {"conclusion_1": "", "conclusion_2": ""})


def test_two_people_do_not_overwrite_each_others_announced_scores(staff, malee, reference):
    mine = screen(staff, reference) | {"published_iit": "99.57"}
    malee.post(change_url(reference), screen(malee, reference) | {"published_iit": "99.56", "published_oit": "90"})
    page = html_of(staff.post(change_url(reference), mine))
    assert "คะแนน IIT ตามประกาศ" in page
    assert stored(reference) == {**dict.fromkeys(ANNOUNCED), "published_iit": D("99.56"), "published_oit": D(90)}


def test_files_bring_them_in_either_form_and_under_either_heading(reference):
    heads = ["หน่วยงาน", "ปีงบประมาณ", "คะแนน IIT ตามประกาศ", "คะแนน EIT ตามประกาศ", "คะแนน OIT ตามประกาศ"]
    given = {(0, name): score for name, score in ANNOUNCED.items()}
    assert values(read_scores(xlsx(heads, ["chanuwan", 2568, "๙๙.๕๗", 98.71, 90]))) == [given]
    english = ["agency", "fiscal_year", "1", "2", "official_iit", "official_eit", "official_oit"]
    (found,) = values(read_scores(xlsx(english, ["chanuwan", 2568, 99, 98, 99.57, 98.71, 90])))
    assert found == {(1, "score"): D(99), (2, "score"): D(98), **given}


def test_a_year_without_tools_keeps_no_score_of_one(reference):
    """FY2561 keeps the overall alone: nothing would show a tool's score, so a file is told and the writers drop it."""
    heads = ["agency", "fiscal_year", "official_overall", "official_iit", "official_eit", "eit_part_1", "1", "2"]
    read = read_scores(xlsx(heads, ["chanuwan", 2561, 81.57, 88, None, 77, None, None]))
    assert [str(problem.place.column) for problem in read.problems] == ["D", "F"]
    assert "ไม่มีเครื่องมือ IIT" in read.problems[0].message
    assert "“คะแนนภาพรวมตามประกาศ”" in read.problems[0].expected
    year = Assessment(agency=reference.agency, fiscal_year=2561, published_overall=D("81.57"), published_iit=D(88))
    assert stored(actions.save_assessment(assessment=year, entries=[], by=None)) == dict.fromkeys(ANNOUNCED)
    entry = YearEntry(reference.agency_id, 2561, {Field(0, "published_oit"): D(90)})
    save_years(entries=[entry], by=None)
    assert stored(year) == dict.fromkeys(ANNOUNCED)


@pytest.mark.django_db
def test_a_file_that_is_saved_counts_them(criteria):
    agency = make.agency()
    entries = {Field(number, "score"): score for number, score in REFERENCE.items()}
    entries |= {Field(0, name): score for name, score in ANNOUNCED.items()}
    save_years(entries=[YearEntry(agency.pk, 2568, entries)], by=None)
    saved = Assessment.objects.get()
    assert (stored(saved), saved.result_eit, saved.result_overall) == (ANNOUNCED, D("98.71"), D("95.48"))


def test_the_templates_have_them_and_come_back(reference):
    Assessment.objects.filter(pk=reference.pk).update(**ANNOUNCED)
    (found,) = read_scores(io.BytesIO(score_template(reference.agency, 2568))).entries
    assert {name: found.values[Field(0, name)] for name in ANNOUNCED} == ANNOUNCED
    assert "คะแนน OIT ตามประกาศ" in _headings(wide_template([reference.agency], [2568]))


def _headings(content: bytes) -> list[object]:
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [cell.value for row in sheet.iter_rows(max_row=3) for cell in row]
