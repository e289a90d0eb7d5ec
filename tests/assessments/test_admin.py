"""The assessment's screen in the admin: what it shows, saves and refuses. Bad input keeps what was typed."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment, Criteria, IndicatorScore, Membership

from ..page import html_of

ADD = "/admin/assessments/assessment/add/"
LIST = "/admin/assessments/assessment/"


@pytest.fixture
def staff(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def agency(criteria):
    return actions.get_or_create_agency(
        slug="trial", name="องค์การบริหารส่วนตำบลทดลอง", short_name="อบต.ทดลอง", kind="อบต.", province="ร้อยเอ็ด"
    )


def change_url(assessment):
    return reverse("admin:assessments_assessment_change", args=[assessment.pk])


def form_data(agency, year=2567, scores="", **extra):
    """What the browser sends for one assessment: one score text for all ten, or a list of ten."""
    texts = scores if isinstance(scores, list) else [scores] * 10
    data = {"agency": agency.pk, "fiscal_year": year, "target": "", "published_overall": "", "published_level": ""}
    for number, text in enumerate(texts, start=1):
        data |= {f"score_{number}": text, f"target_{number}": "", f"conclusion_{number}": "", f"analysis_{number}": ""}
    return data | extra


def change(client, assessment, data, **options):
    """Post the screen of an assessment as the browser does that just opened it: with the stamp of what it showed."""
    url = change_url(assessment)
    return client.post(url, data | {"based_on": typed(client.get(url), "based_on")}, **options)


def typed(response, name):
    """The value that the page shows in a text field."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', html_of(response))
    assert tag, f"no field {name}"
    value = re.search(r'value="([^"]*)"', tag[0])
    return value[1] if value else ""


def rows():
    return Assessment.objects.count(), IndicatorScore.objects.count(), IndicatorScore.history.count()


# --- Reading and saving ---------------------------------------------------------------------------------------------


def test_a_new_assessment_shows_the_indicators_of_the_newest_verified_year(staff, agency):
    page = html_of(staff.get(ADD))
    assert re.search(r'<option value="2568" selected>๒๕๖๘</option>', page)
    assert [int(n) for n in re.findall(r'name="score_(\d+)"', page)] == list(range(1, 11))
    for text in ("การปฏิบัติหน้าที่", "การป้องกันการทุจริต", "แบบวัดการรับรู้ของผู้มีส่วนได้ส่วนเสียภายใน", "น้ำหนักร้อยละ ๔๐"):
        assert text in page


def test_thai_ascii_and_full_width_digits_are_saved_and_the_result_computed(staff, agency, admin_user):
    scores = ["๙๙.๐๒", "100", "１００", "98.82", " ๑๐๐.๐๐ ", "98.95", "98.58", "98.58", "90", "๙๐"]
    response = staff.post(ADD, form_data(agency, 2568, scores), follow=True)
    assessment = Assessment.objects.get(agency=agency)
    assert response.redirect_chain == [(change_url(assessment), 302)]
    assert assessment.result_overall == Decimal("95.48")
    page = html_of(response)
    assert "บันทึกผลการประเมิน" in page
    assert '<data value="95.48">๙๕.๔๘</data>' in page
    assert "ผ่านดี" in page
    assert "ยังไม่ถึง “ผ่านดีเยี่ยม” เพราะ OIT ได้ ๙๐.๐๐" in page
    assert typed(response, "score_1") == "๙๙.๐๒"
    assert typed(response, "score_3") == "๑๐๐.๐๐"
    assert assessment.scores.get(indicator__number=3).history.get().history_user == admin_user


def test_a_partly_filled_grid_is_saved_as_not_scored_and_says_what_is_missing(staff, agency):
    page = html_of(staff.post(ADD, form_data(agency, scores=["90"] * 8 + ["", ""]), follow=True))
    assert Assessment.objects.get(agency=agency).result_overall is None
    assert "ยังไม่มีคะแนนตัวชี้วัดที่ ๙ และ ๑๐" in page


def test_indicators_below_the_agencys_target_are_flagged(staff, reference):
    actions.unpublish(assessment=reference, by=None)
    data = {field: typed(staff.get(change_url(reference)), field) for field in ("published_overall", "target")}
    assert data == {"published_overall": "๙๕.๔๘", "target": "๘๕.๐๐"}
    scores = [typed(staff.get(change_url(reference)), f"score_{number}") for number in range(1, 11)]
    posted = form_data(reference.agency, 2568, scores, target="95")
    page = html_of(change(staff, reference, posted, follow=True))
    flagged = re.search(r'<ul class="flagged">(.*?)</ul>', page, re.S)[1]
    assert re.findall(r'class="number">([๐-๙]+)<', flagged) == ["๙", "๑๐"]
    assert page.count('<span class="flag">ต่ำกว่าเป้าหมาย</span>') == 2


def test_a_difference_from_the_officially_published_result_is_shown(staff, agency):
    data = form_data(agency, 2568, "96", published_overall="95.50", published_level="ผ่าน")
    page = html_of(staff.post(ADD, data, follow=True))
    # Ten scores of 96.00 stand for 95.995 up to 96.00499…, which is published as 96.00 whatever they are.
    assert "คะแนนภาพรวมตามประกาศ ๙๕.๕๐ คะแนน ไม่ตรงกับผลคำนวณจากคะแนนตัวชี้วัด ซึ่งได้ ๙๖.๐๐ คะแนน" in page
    assert "ระดับตามประกาศ “ผ่าน” ไม่ตรงกับผลคำนวณ" in page
    same = form_data(agency, 2568, "96", published_overall="96", published_level="")
    assert "ไม่ตรงกับผลคำนวณ" not in html_of(change(staff, Assessment.objects.get(), same, follow=True))


def test_a_year_of_the_overall_alone_has_no_grid_and_needs_the_overall(staff, agency):
    page = html_of(staff.get(ADD + "?fiscal_year=2561"))
    assert 'name="score_1"' not in page
    data = {"agency": agency.pk, "fiscal_year": 2561, "published_overall": "", "published_level": "สูง"}
    refused = staff.post(ADD, data)
    assert refused.status_code == 200
    assert "กรุณากรอกคะแนนภาพรวมตามประกาศ" in html_of(refused)
    assert typed(refused, "published_level") == "สูง"
    staff.post(ADD, data | {"published_overall": "๘๑.๒"})
    assert Assessment.objects.get().result_overall == Decimal("81.20")


def test_choosing_another_year_keeps_what_was_typed(staff, agency):
    data = form_data(agency, 2563, ["88", "x", *[""] * 8], _reload="1", analysis_1="ถ้อยคำเดิม")
    response = staff.post(ADD, data)
    page = html_of(response)
    assert rows() == (0, 0, 0)
    assert re.search(r'<option value="2563" selected>', page)
    assert (typed(response, "score_1"), typed(response, "score_2")) == ("88", "x")
    assert "ถ้อยคำเดิม" in page
    assert "จุดที่ต้องแก้ไข" not in page


def test_a_grid_made_for_other_criteria_is_shown_again_before_it_is_saved(staff, agency):
    other = Criteria.objects.for_year(2563)
    data = form_data(agency, 2568, "90", grid_criteria=other.pk)
    response = staff.post(ADD, data)
    assert "กรุณาตรวจอีกครั้ง" in html_of(response)
    assert typed(response, "score_4") == "90"
    assert rows() == (0, 0, 0)


def test_cells_that_were_not_sent_keep_their_scores(staff, reference):
    data = form_data(reference.agency, 2568, "91")
    for name in list(data):
        if name.endswith("_10"):
            del data[name]
    change(staff, reference, data)
    scores = {line.indicator.number: line.score for line in reference.scores.all()}
    assert (scores[9], scores[10]) == (Decimal(91), Decimal(90))


# --- Bad input ------------------------------------------------------------------------------------------------------


BAD_FIGURES = [
    ("100.01", "อยู่นอกช่วงคะแนน"),
    ("-1", "อยู่นอกช่วงคะแนน"),
    ("abc", "ไม่ใช่ตัวเลข"),
    ("99.123", "ทศนิยมเกินสองตำแหน่ง"),
    ("NaN", "ไม่ใช่ตัวเลข"),
    ("99,02", "ไม่ใช่ตัวเลข"),
    ("<b>9</b>", "ไม่ใช่ตัวเลข"),
]
FIGURE_FIELDS = ["score_4", "target_4", "published_overall", "eit_part_1"]
# Each figure once and each field once or twice while one works; every figure in every field in `make test`.
BAD_FIGURES_BY_FIELD = [
    pytest.param(text, reason, field, marks=() if (row - column) % len(FIGURE_FIELDS) == 0 else pytest.mark.slow)
    for row, (text, reason) in enumerate(BAD_FIGURES)
    for column, field in enumerate(FIGURE_FIELDS)
]


@pytest.mark.parametrize(("text", "reason", "field"), BAD_FIGURES_BY_FIELD)
def test_a_bad_figure_is_refused_in_thai_and_kept_as_typed(staff, reference, text, reason, field):
    before = rows(), reference.history.count()
    data = form_data(reference.agency, 2568, "97") | {field: text, "score_5": "96.5"}
    response = change(staff, reference, data)
    page = html_of(response)
    escaped = text.replace("<", "&lt;").replace(">", "&gt;")
    assert response.status_code == 200
    assert typed(response, field) == escaped
    assert typed(response, "score_5") == "96.5"
    assert page.count(f"“{escaped}”") == 2, "once in the summary, once at the cell"
    assert reason in page
    assert f'href="#id_{field}"' in page
    assert "๙๕.๔๘" in page, "the panel still shows the stored result"
    assert (rows(), reference.history.count()) == before
    assert reference.scores.get(indicator__number=5).score == 100


def test_an_empty_grid_is_refused(staff, agency):
    response = staff.post(ADD, form_data(agency, 2568, "  ", published_overall="90"))
    assert response.status_code == 200
    assert "ยังไม่ได้กรอกคะแนน" in html_of(response)
    assert typed(response, "published_overall") == "90"
    assert rows() == (0, 0, 0)


def test_a_second_assessment_of_the_same_agency_and_year_is_refused(staff, reference):
    before = rows()
    response = staff.post(ADD, form_data(reference.agency, 2568, "77.7"))
    assert response.status_code == 200
    assert "หน่วยงานนี้มีผลการประเมินของปีงบประมาณนี้แล้ว" in html_of(response)
    assert typed(response, "score_10") == "77.7"
    assert rows() == before


@pytest.mark.parametrize("year", ["2599", "abc", "", "99999999999999999999"])
def test_an_unknown_year_is_refused(staff, agency, year):
    response = staff.post(ADD, form_data(agency, year, "90"))
    assert response.status_code == 200
    assert "จุดที่ต้องแก้ไข" in html_of(response)
    assert rows() == (0, 0, 0)


def test_an_unknown_agency_is_refused(staff, agency):
    agency_id, agency.pk = agency.pk, 999_999
    response = staff.post(ADD, form_data(agency, 2568, "90"))
    assert "ไม่พบหน่วยงานนี้" in html_of(response)
    assert typed(response, "score_1") == "90"
    assert Agency.objects.filter(pk=agency_id).exists()
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_an_unknown_assessment_is_not_found(staff, criteria, page):
    response = staff.get(f"/admin/assessments/assessment/4711/{page}/")
    assert response.status_code == 404
    assert "ไม่พบหน้าที่ต้องการ" in html_of(response, status=404)


def test_a_published_year_keeps_its_agency_and_year_and_cannot_be_deleted(staff, reference, agency):
    assert staff.post(change_url(reference).replace("change", "delete"), {"post": "yes"}).status_code == 403
    change(staff, reference, form_data(agency, 2567, "90"))
    reference.refresh_from_db()
    assert (reference.agency.slug, reference.fiscal_year) == ("chanuwan", 2568)
    assert reference.result_overall == 90


# --- History ---------------------------------------------------------------------------------------------------------


def test_history_has_the_changed_scores_only_with_person_old_and_new(staff, reference, admin_user):
    page = staff.get(change_url(reference))
    scores = [typed(page, f"score_{number}") for number in range(1, 11)]
    conclusions = {f"conclusion_{line.indicator.number}": line.conclusion for line in reference.scores.all()}
    scores[8] = "92.5"
    before = IndicatorScore.history.count()
    data = form_data(reference.agency, 2568, scores, target="85", published_overall="95.48", published_level="ผ่านดี")
    change(staff, reference, data | conclusions)
    changed = IndicatorScore.history.order_by("-history_id").first()
    assert IndicatorScore.history.count() == before + 1
    assert (changed.indicator.number, changed.score, changed.history_user) == (9, Decimal("92.50"), admin_user)
    page = html_of(staff.get(change_url(reference).replace("change", "history")))
    # Above it the line that says that the year, public without a version, is a draft again.
    newest = re.findall(r"<tr>(.*?)</tr>", page[page.index("<tbody>") :], re.S)[1]
    for text in ("ตัวชี้วัดที่ ๙ การเปิดเผยข้อมูล · คะแนน", "๙๐.๐๐", "๙๒.๕๐", "admin", "แก้ไข"):
        assert text in newest
    edits = page.count('<td data-label="การแก้ไข">แก้ไข</td>')
    assert edits == 3, "this score, the draft that it makes of the year, and the publishing before it"


# --- Who may ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def colleague(db):
    return User.objects.create_user("colleague", password="x", is_staff=True)


PAGES = ["", "add/", "{pk}/change/", "{pk}/history/", "{pk}/delete/"]


@pytest.mark.parametrize("page", PAGES)
def test_the_anonymous_are_asked_to_sign_in(client, reference, page):
    url = LIST + page.format(pk=reference.pk)
    for response in (client.get(url), client.post(url)):
        assert response.status_code == 302
        assert response.url.startswith("/admin/login/")
    assert Assessment.objects.published().count() == 1


@pytest.mark.parametrize("page", PAGES)
def test_staff_without_permission_are_refused(client, reference, colleague, page):
    client.force_login(colleague)
    assert client.get(LIST + page.format(pk=reference.pk)).status_code == 403
    assert client.post(LIST + page.format(pk=reference.pk)).status_code == 403


# --- The list --------------------------------------------------------------------------------------------------------


def test_the_list_shows_thai_figures_and_can_be_narrowed(staff, reference, agency):
    actions.save_assessment(
        assessment=Assessment(agency=agency, fiscal_year=2567), entries=[ScoreEntry(1, Decimal(90))], by=None
    )
    page = html_of(staff.get(LIST))
    for text in ("๙๕.๔๘", "๒๕๖๘", "ผ่านดี", "เผยแพร่แล้ว", "ร่าง", "ยังไม่มีผล", "๒ รายการ"):
        assert text in page

    def named(query):
        found = html_of(staff.get(LIST + query))
        results = re.search(r'id="result_list".*?</table>', found, re.S)
        return {name for name in ("ชานุวรรณ", "ทดลอง") if results and name in results[0]}

    assert named("?fiscal_year=2567") == {"ทดลอง"}
    assert named("?status__exact=published") == {"ชานุวรรณ"}
    assert named("?q=ทดลอง") == {"ทดลอง"}
    assert named("?province=ร้อยเอ็ด") == {"ชานุวรรณ", "ทดลอง"}
    assert named("?province=ไม่มี") == set()


def test_the_list_needs_as_many_queries_for_forty_rows_as_for_one(staff, criteria, django_assert_max_num_queries):
    for number in range(40):
        agency = actions.get_or_create_agency(
            slug=f"a{number}", name=f"อบต.ตัวอย่าง {number}", short_name=f"ต.{number}", kind="อบต.", province="ตาก"
        )
        actions.save_assessment(
            assessment=Assessment(agency=agency, fiscal_year=2568), entries=[ScoreEntry(1, Decimal(90))], by=None
        )
    with django_assert_max_num_queries(10):
        staff.get(LIST)


def test_those_who_may_only_look_see_the_screen_without_buttons(client, reference, colleague):
    colleague.user_permissions.add(Permission.objects.get(codename="view_assessment"))
    Membership.objects.create(user=colleague, agency=reference.agency)
    client.force_login(colleague)
    page = html_of(client.get(change_url(reference)))
    assert "๙๕.๔๘" in page
    assert 'name="_save"' not in page
    assert client.post(change_url(reference), form_data(reference.agency, 2568, "90")).status_code == 403
    assert reference.scores.get(indicator__number=1).score == Decimal("99.02")


@pytest.mark.parametrize("path", ["assessment/?province=%00", "agency/?kind=%00", "assessment/?q=%00"])
def test_a_filter_that_no_database_takes_shows_the_whole_list(staff, reference, path):
    answer = staff.get(f"/admin/assessments/{path}", follow=True)
    assert answer.status_code == 200
    assert "ชานุวรรณ" in html_of(answer)
