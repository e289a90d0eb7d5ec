"""The year before: what is said about it, what the public may learn of it, that a version keeps what it said."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from lxml import html

from assessments import actions
from assessments.actions import ScoreEntry, save_assessment
from assessments.models import Agency, Assessment
from itaportal.checks import rules as checks
from itaportal.models import Publication
from itaportal.publishing import actions as publishing
from itaportal.publishing.files import restore_files
from itaportal.report.blocks import Paragraph, ReportDocument
from itaportal.report.document import AgencyReport
from itaportal.report.narrative import build_document
from itaportal.wording.actions import save_wording
from tests.factories import report_of, with_scores

from ..formats.word.wordtext import solid
from ..page import html_of
from ..test_roles import row_of

# IIT 95, EIT 99, OIT 90: 0.3 × 95 + 0.3 × 99 + 0.4 × 90 = 28.5 + 29.7 + 36 = 94.20, and parts of EIT of 98 or more
THEN = {**dict.fromkeys(range(1, 6), "95"), **dict.fromkeys(range(6, 9), "99"), 9: "90", 10: "90"}
SUMMARY = (
    "เมื่อเทียบกับปีงบประมาณ พ.ศ. ๒๕๖๗ ซึ่งได้ ๙๔.๒๐ คะแนน ระดับ “ผ่านดี” "
    "คะแนนภาพรวมเพิ่มขึ้น ๑.๒๘ คะแนน"  # 95.48 − 94.20
)


def year(agency: Agency, fiscal_year: int = 2567, scores: dict[int, str] | None = None, **fields: object) -> Assessment:
    entries = [ScoreEntry(number, Decimal(score)) for number, score in (scores or THEN).items()]
    assessment = Assessment(agency=agency, fiscal_year=fiscal_year, **fields)
    return save_assessment(assessment=assessment, entries=entries, by=None)


def texts(document: ReportDocument) -> dict[str, str]:
    parts = [part for section in document.sections for part in (section, *section.subsections)]
    blocks = [block for part in parts for block in part.blocks if isinstance(block, Paragraph)]
    return {block.key: block.text for block in blocks if block.key}


def said(report: AgencyReport) -> dict[str, str]:
    return texts(build_document(report))


@pytest.fixture
def before(reference: Assessment) -> Assessment:
    """Last year, made public."""
    return actions.publish(assessment=year(reference.agency), by=None)


# --- What is said ---------------------------------------------------------------------------------------------------


def test_summary_tools_and_indicators_say_how_they_moved(reference: Assessment, before: Assessment):
    found = said(report_of(reference))
    assert SUMMARY in found["summary"]
    assert "IIT มี ๕ ตัวชี้วัด ได้คะแนนเฉลี่ย ๙๙.๕๗ คะแนน เพิ่มขึ้น ๔.๕๗ คะแนนจากปีงบประมาณ พ.ศ. ๒๕๖๗" in found["tool-IIT"]
    assert "ลดลง ๐.๓๐ คะแนนจากปีงบประมาณ พ.ศ. ๒๕๖๗" in found["tool-EIT"]
    assert "คะแนนเพิ่มขึ้น ๔.๐๒ คะแนนจากปีงบประมาณ พ.ศ. ๒๕๖๗" in found["indicator-1"]
    assert "คะแนนลดลง ๐.๐๕ คะแนนจากปีงบประมาณ พ.ศ. ๒๕๖๗" in found["indicator-6"]
    assert "คะแนนเท่ากับปีงบประมาณ พ.ศ. ๒๕๖๗" in found["indicator-9"]
    assert sum("พ.ศ. ๒๕๖๗" in text for key, text in found.items() if key.startswith("indicator-")) == 10


def test_without_a_year_before_nothing_is_said_of_one(reference: Assessment):
    assert report_of(reference).previous is None
    assert "๒๕๖๗" not in "".join(said(report_of(reference)).values())


def test_a_score_missing_in_either_year_is_not_compared(reference: Assessment, before: Assessment):
    with_scores(before, {2: None})
    found = said(report_of(reference))
    assert "เมื่อเทียบกับ" not in found["summary"]
    assert "พ.ศ. ๒๕๖๗" not in found["indicator-2"]
    assert "พ.ศ. ๒๕๖๗" not in found["tool-IIT"]
    assert "พ.ศ. ๒๕๖๗" in found["indicator-3"]


def test_levels_of_another_scale_are_not_held_against_each_other(reference: Assessment):
    now = year(reference.agency, 2566)
    actions.publish(assessment=year(reference.agency, 2565), by=None)
    report = report_of(now)
    assert (report.previous.level, report.previous.same_levels) == ("A", False)
    assert said(report)["summary"].endswith(
        "ซึ่งได้ ๙๔.๒๐ คะแนน ระดับ “A” คะแนนภาพรวมเท่าเดิม ส่วนระดับของทั้งสองปีไม่อาจเปรียบเทียบกันได้ เนื่องจากใช้เกณฑ์ระดับต่างกัน"
    )


def test_a_year_measured_otherwise_is_not_compared(reference: Assessment, before: Assessment):
    indicator = before.scores.get(indicator__number=4).indicator
    indicator.criteria.indicators.filter(number=4).update(name="ชื่ออื่น")
    assert report_of(reference).previous is not None, "both years are under the same criteria"
    row_of(before)
    indicator.criteria.indicators.filter(number=4).update(name="ชื่อที่เปลี่ยนอีก")
    assert report_of(reference).previous is None, "the frozen year had another name for it"


def test_a_year_of_which_only_the_overall_is_kept_is_not_compared(reference: Assessment):
    now = year(reference.agency, 2562)
    early = Assessment(agency=reference.agency, fiscal_year=2561, published_overall=Decimal("80.00"))
    actions.publish(assessment=save_assessment(assessment=early, entries=[], by=None), by=None)
    assert report_of(now).previous is None


def shown(reader: Client, path: str) -> str:
    """The words of a page, without white space and the marks that hold words together."""
    (main,) = html.fromstring(html_of(reader.get(path))).xpath("//*[@id='report']")
    return solid(main.text_content()).replace("\u2060", "").replace("\u200b", "")


# --- What the public may learn of it --------------------------------------------------------------------------------


def test_a_draft_of_last_year_is_told_to_nobody(reference: Assessment, admin_client: Client, client: Client):
    year(reference.agency)
    for reader in (client, admin_client):
        page = shown(reader, "/chanuwan/2568/report/")
        assert "ได้คะแนนภาพรวม๙๕.๔๘คะแนน" in page
        assert "๙๔.๒๐" not in page
        assert "๒๕๖๗" not in page
    assert report_of(reference).previous is None


def test_last_years_edits_after_publishing_are_not_told(reference: Assessment, before: Assessment):
    row_of(before)
    with_scores(before, {1: "60"})
    assert report_of(reference).previous.indicator(1) == Decimal("95.00")
    assert SUMMARY in said(report_of(reference))["summary"]


def test_a_withdrawn_year_is_told_to_nobody_whatever_its_state_says(reference: Assessment, before: Assessment):
    row_of(before)
    Publication.objects.update(withdrawn_at="2025-11-22 00:00+00:00", withdrawn_reason="ผิด")
    assert before.is_published
    assert report_of(reference).previous is None


@pytest.mark.pdf
def test_a_published_version_keeps_what_it_said_of_last_year(
    reference: Assessment, before: Assessment, client: Client, admin_client: Client
):
    version = publishing.publish(assessment=reference, by=None)
    with_scores(before, {1: "60"})
    actions.unpublish(assessment=before, by=None)
    for path in ("/chanuwan/2568/report/", "/chanuwan/2568/v1/"):
        assert solid(SUMMARY) in shown(client, path), path
    restore_files(version)  # raises where another byte would come out than was published
    # Staff see that the draft would say something else, and what.
    assert solid(SUMMARY) not in shown(admin_client, "/chanuwan/2568/report/")
    page = html_of(admin_client.get(f"/admin/itaportal/publication/for/{reference.pk}/"))
    assert "ผลปีก่อนที่ใช้เปรียบเทียบ" in page
    assert "ปีงบประมาณ พ.ศ. ๒๕๖๗ คะแนนภาพรวม ๙๔.๒๐" in page


def test_own_words_about_last_year_block_once_it_is_gone(reference: Assessment, before: Assessment):
    wording = "ปีก่อนได้ {คะแนนปีก่อน} คะแนน {เทียบปีก่อน}"
    save_wording(assessment=reference, texts={"indicator-1": wording}, signatories={}, by=None)
    assert said(report_of(reference))["indicator-1"].endswith("ปีก่อนได้ ๙๕.๐๐ คะแนน เพิ่มขึ้น ๔.๐๒ คะแนน")
    assert not any(finding.blocking for finding in checks.check_report(report_of(reference)))
    actions.unpublish(assessment=before, by=None)
    blocking = [finding.code for finding in checks.check_report(report_of(reference)) if finding.blocking]
    assert blocking == ["unknown-placeholder"] * 2


def test_a_typed_figure_of_last_year_is_right_where_there_is_one(reference: Assessment, before: Assessment):
    report = with_scores(reference, {})
    line = replace(report.year.indicators[0], analysis="ปีก่อนได้ ๙๕.๐๐ คะแนน เพิ่มขึ้น ๔.๐๒ คะแนน แต่ไม่ใช่ ๙๔.๐๐ คะแนน")
    tool = replace(report.year.tools[0], indicators=(line, *report.year.tools[0].indicators[1:]))
    changed = replace(report, year=replace(report.year, tools=(tool, *report.year.tools[1:])))
    wrong = [finding.message for finding in checks.check_report(changed) if finding.code == "number-differs"]
    assert len(wrong) == 1
    assert "“๙๔.๐๐”" in wrong[0]
