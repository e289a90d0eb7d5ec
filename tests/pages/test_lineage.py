"""Where a figure comes from: the rule with the agency's own numbers, inputs, versions; for staff who and which file."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.test import Client

from assessments.actions import publish, save_assessment
from assessments.models import Assessment, IndicatorScore
from assessments.roles import EDITOR
from itaportal.audit.models import Event
from tests import factories as make
from tests.page import Page

D = Decimal
YEAR = "/chanuwan/2568/"


def page_of(address, client=None, **fields):
    return Page((client or Client()).get(address), **fields)


def hrefs(page):
    return [value for tag, name, value in page.attributes if tag == "a" and name == "href"]


def test_the_overall_is_worked_out_with_the_agencys_own_numbers(reference):
    """29.8704 + 29.611 + 36 = 95.4814 (DOMAIN: Scores)."""
    page = page_of(f"{YEAR}lineage/overall/")
    assert "IIT ๙๙.๕๖๘ × ๓๐ ÷ ๑๐๐ = ๒๙.๘๗๐๔" in page.text
    assert "OIT ๙๐ × ๔๐ ÷ ๑๐๐ = ๓๖" in page.text
    assert "= ๙๕.๔๘๑๔ ปัดเศษเป็น ๙๕.๔๘ คะแนน" in page.text
    assert {f"{YEAR}lineage/{code}/" for code in ("iit", "eit", "oit", "level")} <= set(hrefs(page))


def test_a_tool_names_its_scores_and_leads_to_them(reference):
    page = page_of(f"{YEAR}lineage/eit/")
    assert "(๙๘.๙๕ + ๙๘.๕๘ + ๙๘.๕๘) ÷ ๓ = ๙๘.๗๐๓๓๓๓… ปัดเศษเป็น ๙๘.๗๐ คะแนน" in page.text
    assert {f"{YEAR}lineage/{number}/" for number in (6, 7, 8)} <= set(hrefs(page))
    assert "ผลคำนวณ" in page.text


def test_an_indicator_was_entered_and_shows_its_share_and_the_mean_beside_it_with_its_source(reference):
    page = page_of(f"{YEAR}lineage/3/")
    assert "คะแนนที่หน่วยงานบันทึก" in page.text
    assert "๑๐๐.๐๐ ÷ ๕ × ๓๐ ÷ ๑๐๐ = ๖.๐๐ คะแนน" in page.text
    assert "ค่าเฉลี่ยระดับประเทศ (ตามข่าวการประกาศ)" in page.text
    assert "รายงานข่าวการประกาศผล ITA ของสำนักงาน ป.ป.ช. ปีงบประมาณ พ.ศ. ๒๕๖๘" in page.text


def test_what_was_announced_is_called_so_and_stands_beside_what_is_computed(reference):
    year = make.assessment(
        ["92.17", "85.44", "88.74", "84.05", "86.51", "84.62", "83.70", "81.88", "51.68", "29.82"],
        of="announced", public=True, published_overall=D("67.54"),
    )  # fmt: skip
    page = page_of(f"/{year.agency.slug}/2568/lineage/overall/")
    assert "๖๗.๕๔ คะแนน จาก ๑๐๐ ตามประกาศ" in page.text
    assert "ปัดเศษเป็น ๖๗.๕๓ คะแนน" in page.text
    assert "ปัดเศษคะแนนตัวชี้วัดเป็นทศนิยมสองตำแหน่ง" in page.text
    assert "๖๗.๕๔ คะแนน จาก ๑๐๐ ผลคำนวณ" not in page.text


def test_the_level_says_its_conditions_and_what_is_not_known(reference):
    year = make.assessment(make.tool_scores("90", "86", "90"), of="parts", public=True)
    page = page_of(f"/{year.agency.slug}/2568/lineage/level/")
    assert "“ผ่านดี” คะแนนภาพรวมและคะแนนทุกเครื่องมือตั้งแต่ ๘๕ แต่ไม่ถึงเกณฑ์ของ “ผ่านดีเยี่ยม”" in page.text
    assert "EIT ส่วนที่ ๑ ไม่มีคะแนนแยกส่วน อยู่ระหว่าง ๗๒.๐๐ ถึง ๑๐๐.๐๐ คะแนน" in page.text


def test_an_announced_overall_stands_where_a_score_is_missing(reference):
    year = make.assessment(make.REFERENCE | {7: None}, of="some", published_overall=D("95.40"))
    Assessment.objects.filter(pk=year.pk).update(status="published")
    page = page_of("/some/2568/lineage/overall/")
    assert "๙๕.๔๐ คะแนน จาก ๑๐๐ ตามประกาศ" in page.text
    assert "ตัวเลขที่แสดงเป็นตัวเลขตามประกาศ ๙๕.๔๐ คะแนน" in page.text


@pytest.mark.parametrize(("year", "scores"), [(2564, make.REFERENCE), (2568, make.REFERENCE | {7: None})])
def test_years_of_other_kinds_have_every_page(reference, year, scores):
    made = make.assessment(scores, of="unlike", year=year, public=False)
    Assessment.objects.filter(pk=made.pk).update(status="published")
    for code in ("overall", "level", "iit", "eit", "oit", *range(1, 11)):
        page = page_of(f"/unlike/{year}/lineage/{code}/")
        assert "ที่มาของตัวเลข" in page.text
    if year == 2564:
        assert "“AA”" in page_of("/unlike/2564/lineage/level/").text
    else:
        assert "ยังไม่มีคะแนนตัวชี้วัดที่ ๗ จึงยังคำนวณไม่ได้" in page_of("/unlike/2568/lineage/eit/").text


def test_a_year_of_which_only_the_overall_is_known(reference):
    made = save_assessment(
        assessment=Assessment(agency=make.agency("old"), fiscal_year=2561, published_overall=D("77.10")),
        entries=[],
        by=None,
    )
    publish(assessment=made, by=None)
    page = page_of("/old/2561/lineage/overall/")
    assert "๗๗.๑๐ คะแนน จาก ๑๐๐ ตามประกาศ" in page.text
    assert "ไม่มีการคำนวณ" in page.text
    assert Client().get("/old/2561/lineage/iit/").status_code == 404


def test_each_version_says_what_the_figure_was_in_it_and_has_its_files(reference):
    make.freeze(reference)
    IndicatorScore.objects.filter(assessment=reference, indicator__number=9).update(score=D("80"))
    make.freeze(reference)
    page = page_of(f"{YEAR}lineage/9/")
    assert "ฉบับที่ ๒" in page.text
    assert page.text.index("๘๐.๐๐ คะแนน", page.text.index("ฉบับที่ ๒")) < page.text.index("๙๐.๐๐ คะแนน")
    assert {f"{YEAR}v1/report.pdf", f"{YEAR}v2/data.json"} <= set(hrefs(page))


@pytest.mark.parametrize("code", ["11", "0", "none", "xit", "overall2"])
def test_a_figure_that_the_year_does_not_have_is_not_found(reference, code):
    assert Client().get(f"{YEAR}lineage/{code}/").status_code == 404


def test_main_figures_lead_to_their_lineage(reference):
    assert {f"{YEAR}lineage/{code}/" for code in ("overall", "level", "iit", "oit")} <= set(hrefs(page_of(YEAR)))
    assert f"{YEAR}lineage/3/" in hrefs(page_of(f"{YEAR}indicators/3/"))
    report = {href for href in hrefs(page_of(f"{YEAR}report/")) if "/lineage/" in href}
    assert len(report) == 15


# --- Staff --------------------------------------------------------------------------------------------------------


@pytest.fixture
def imported(reference, tmp_path):
    """Indicator 9 imported from a file at the shell."""
    file = tmp_path / "คะแนนจากอำเภอ.csv"
    file.write_text("หน่วยงาน,ปีงบประมาณ,9\nchanuwan,2568,98.50\n", encoding="utf-8")
    call_command("import_scores", str(file))
    return reference


def test_staff_of_the_agency_see_who_when_and_from_which_file(imported, person):
    own = Client()
    editor = person(EDITOR, imported.agency, name="ratchanee")
    save_assessment(assessment=Assessment.objects.get(pk=imported.pk), entries=make.entries({8: "97"}), by=editor)
    own.force_login(editor)
    page = page_of(f"{YEAR}lineage/9/", own)
    assert "คะแนนจากอำเภอ.csv" in page.text
    assert ["๙๐.๐๐", "๙๘.๕๐", "คะแนนจากอำเภอ.csv C2"] in [row[-3:] for row in page.tables[-1]]
    eighth = page_of(f"{YEAR}lineage/8/", own)
    assert "ratchanee" in eighth.text
    assert "คะแนนจากอำเภอ" not in eighth.text
    assert "คะแนนจากอำเภอ.csv" in page_of(f"{YEAR}lineage/oit/", own).text


def test_an_import_from_before_the_record_names_its_file_alone(imported, person):
    Event.objects.all().delete()
    own = Client()
    own.force_login(person(EDITOR, imported.agency))
    page = page_of(f"{YEAR}lineage/9/", own)
    assert ["๙๐.๐๐", "๙๘.๕๐", "คะแนนจากอำเภอ.csv"] in [row[-3:] for row in page.tables[-1]]


def test_staff_of_another_agency_and_the_public_see_neither_file_nor_person(imported, person):
    make.freeze(imported)
    stranger = Client()
    stranger.force_login(person(EDITOR, make.agency("other"), name="stranger"))
    for client in (Client(), stranger):
        page = page_of(f"{YEAR}lineage/9/", client)
        assert "๙๘.๕๐" in page.text
        assert "คะแนนจากอำเภอ" not in page.text
        assert "ผู้บันทึกและไฟล์ที่นำเข้า" not in page.text


def test_a_year_that_an_import_creates_keeps_the_file_of_every_score(reference, tmp_path):
    file = tmp_path / "ปีใหม่.csv"
    file.write_text("หน่วยงาน,ปีงบประมาณ,1,2\nchanuwan,2567,98.50,97.00\n", encoding="utf-8")
    call_command("import_scores", str(file))
    kept = IndicatorScore.history.filter(assessment__fiscal_year=2567).values_list("history_change_reason", flat=True)
    assert list(kept) == ["ปีใหม่.csv"] * 2
    assert Assessment.history.filter(fiscal_year=2567).latest("history_id").history_change_reason == "ปีใหม่.csv"


def test_a_name_too_long_for_the_history_keeps_its_beginning_and_its_kind(reference, tmp_path):
    file = tmp_path / f"{'ก' * 80}{'x' * 60}.csv"
    if len(file.name.encode()) > 255:
        file = tmp_path / f"{'x' * 140}.csv"
    file.write_text("หน่วยงาน,ปีงบประมาณ,9\nchanuwan,2568,98.50\n", encoding="utf-8")
    call_command("import_scores", str(file))
    kept = IndicatorScore.history.filter(indicator__number=9).latest("history_id").history_change_reason
    assert len(kept) == 100
    assert kept.endswith(".csv")
