"""Own wordings: placeholders, what the report then says, what the checks find in them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessments.models import Assessment
from itaportal.checks import rules as checks
from itaportal.formats.html import standalone_html
from itaportal.report.blocks import Paragraph, ReportDocument
from itaportal.report.document import AgencyReport, OwnParagraph, Signer
from itaportal.report.narrative import build_document
from itaportal.report.paragraphs import (
    filled_wording,
    placeholder_problems,
    placeholder_values,
    wording_lines,
    wording_slots,
)
from itaportal.wording.actions import save_wording
from tests.factories import report_of, with_scores, year_before


def texts(document: ReportDocument) -> list[str]:
    parts = [part for section in document.sections for part in (section, *section.subsections)]
    return [block.text for part in parts for block in part.blocks if isinstance(block, Paragraph)]


def own(report: AgencyReport, **wordings: str) -> AgencyReport:
    pairs = tuple(OwnParagraph(key.replace("_", "-"), text) for key, text in wordings.items())
    return replace(report, paragraphs=pairs)


@pytest.fixture
def report(reference: Assessment) -> AgencyReport:
    return report_of(reference)


# --- Placeholders ---------------------------------------------------------------------------------------------------


def test_a_placeholder_follows_the_score(reference: Assessment):
    save_wording(
        assessment=reference, texts={"indicator-9": "ปีนี้ได้ {คะแนน} คะแนน เป้าหมาย {เป้าหมาย}"}, signatories={}, by=None
    )
    assert "(๙) การเปิดเผยข้อมูล ปีนี้ได้ ๙๐.๐๐ คะแนน เป้าหมาย ๘๕" in texts(build_document(report_of(reference)))
    changed = with_scores(reference, {9: "91.25"})
    assert "(๙) การเปิดเผยข้อมูล ปีนี้ได้ ๙๑.๒๕ คะแนน เป้าหมาย ๘๕" in texts(build_document(changed))


def test_the_same_name_means_the_paragraphs_own_score(report: AgencyReport):
    assert placeholder_values(report, "summary")["คะแนน"] == "๙๕.๔๘"
    assert placeholder_values(report, "tool-OIT")["คะแนน"] == "๙๐.๐๐"
    assert placeholder_values(report, "indicator-1")["คะแนน"] == "๙๙.๐๒"
    assert placeholder_values(report, "indicator-1")["คะแนน EIT"] == "๙๘.๗๐"


@pytest.mark.parametrize("typed", ["{คะแนน IIT}", "{ คะแนนIIT }", "{คะแนน  iit}", "{คะแนน\nIIT}"])
def test_spaces_and_capitals_do_not_matter(report: AgencyReport, typed: str):
    assert filled_wording(typed, placeholder_values(report, "summary")) == "๙๙.๕๗"
    assert placeholder_problems(typed, placeholder_values(report, "summary")) == []


def test_either_kind_of_digit_names_an_indicator(report: AgencyReport):
    values = placeholder_values(report, "summary")
    assert filled_wording("{คะแนนตัวชี้วัดที่ 10} {คะแนนตัวชี้วัดที่ ๑๐}", values) == "๙๐.๐๐ ๙๐.๐๐"


@pytest.mark.parametrize(
    "text",
    [
        "{0}",
        "{คะแนน.__class__}",
        "{คะแนน!r}",
        "{คะแนน:>10}",
        "{}",
        "{{คะแนน}}",
        "{% now 'Y' %}",
        "{คะแนน",
        "คะแนน}",
        "{คะแนรวม}",
    ],
)
def test_nothing_but_known_names_is_accepted_and_nothing_is_evaluated(report: AgencyReport, text: str):
    values = placeholder_values(report, "summary")
    assert placeholder_problems(text, values)
    assert "class" not in filled_wording("{คะแนน.__class__}", values).replace("__class__", "")


def test_a_misspelled_name_is_answered_with_the_nearest(report: AgencyReport):
    assert placeholder_problems("{คะแนภาพรวม}", placeholder_values(report, "summary"))[0] == (
        "ไม่มีคำแทน {คะแนภาพรวม} ในย่อหน้านี้ หมายถึง {คะแนนภาพรวม} หรือไม่"
    )


def test_what_is_filled_in_is_not_filled_again(report: AgencyReport):
    year = replace(report.year, agency=replace(report.year.agency, name="อบต. {คะแนน}"))
    assert filled_wording("{หน่วยงาน}", placeholder_values(replace(report, year=year), "summary")) == "อบต. {คะแนน}"


def test_a_placeholder_broken_over_two_lines_is_still_one():
    assert wording_lines("ได้ {คะแนน\n IIT} คะแนน\n\nบรรทัดสอง ") == ["ได้ {คะแนน IIT} คะแนน", "บรรทัดสอง"]


# --- In the report --------------------------------------------------------------------------------------------------


def test_every_slot_is_a_paragraph_and_its_wording_takes_its_place(report: AgencyReport):
    keys = [slot.key for slot in wording_slots(report.year)]
    assert keys[:5] == ["summary", "reason", "table", "opening", "weaknesses"]
    assert len(keys) == 5 + 3 + 10 + 1
    wordings = tuple(OwnParagraph(key, f"ถ้อยคำของ {key}") for key in keys)
    changed = texts(build_document(replace(report, paragraphs=wordings)))
    for key in keys:
        assert sum(text.endswith(f"ถ้อยคำของ {key}") for text in changed) == 1
    assert len(changed) == len(texts(build_document(report)))


def test_an_indicators_paragraph_keeps_its_number_and_name(report: AgencyReport):
    document = build_document(own(report, indicator_2="เป็นไปตามแผน"))
    assert "(๒) การใช้งบประมาณ เป็นไปตามแผน" in texts(document)


def test_lines_of_a_wording_become_paragraphs(report: AgencyReport):
    found = texts(build_document(own(report, plan="บรรทัดแรก\n\nบรรทัดสอง")))
    assert found[found.index("บรรทัดแรก") + 1] == "บรรทัดสอง"


def test_a_wording_whose_paragraph_is_not_there_changes_nothing(reference: Assessment):
    report = with_scores(reference, dict.fromkeys(range(1, 11)))
    assert build_document(own(report, reason="x")) == build_document(report)


def test_html_and_template_syntax_in_a_wording_are_text(report: AgencyReport):
    text = "<script>alert(1)</script> {{ x }} {% now %} &amp; {คะแนนรวม}"
    html = standalone_html(own(report, summary=text))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ x }} {% now %} &amp;amp; {คะแนนรวม}" in html


# --- Checks ---------------------------------------------------------------------------------------------------------


def codes(report: AgencyReport) -> list[tuple[str, str]]:
    return [
        (item.code, item.place.field) for item in checks.check_report(report) if item.place.area is checks.Area.WORDING
    ]


def test_a_typed_number_that_is_wrong_stops_publication_a_placeholder_does_not(report: AgencyReport):
    assert codes(own(report, indicator_9="ได้ {คะแนน} คะแนน และ EIT {คะแนน EIT} คะแนน")) == []
    assert codes(own(report, indicator_9="ได้ ๘๙.๐๐ คะแนน")) == [("number-differs", "text-indicator-9")]


def test_a_placeholder_that_can_no_longer_be_filled_stops_publication(report: AgencyReport):
    assert codes(own(report, summary="ปีก่อนได้ {คะแนนภาพรวมปีก่อน} คะแนน")) == [("unknown-placeholder", "text-summary")]


def test_own_wordings_are_checked_like_other_free_texts(report: AgencyReport):
    found = codes(own(report, summary="องค์การบริหารส่วนตำบลชานุวรรรณ ได้ผลดี", plan="ยกตัวอย่างเช่น การอบรม"))
    assert found == [("name-misspelled", "text-summary"), ("leftover", "text-plan")]


@pytest.mark.parametrize(
    ("key", "text", "code", "quoted"),
    [
        ("summary", "องค์การบริหารส่วนตำบลชานุวรรรณ ได้ผลดี", "name-misspelled", "องค์การบริหารส่วนตำบลชานุวรรรณ"),
        ("indicator-7", "ปีนี้ได้ ๙๘.๕๒ คะแนน", "number-differs", "๙๘.๕๒"),
        ("weaknesses", "ควรพัฒนาตัวชี้วัดการแก้ปัญหาการทุจริตต่อไป", "name-misspelled", "การแก้ปัญหาการทุจริต"),
        ("plan", "จัดกิจกรรม ยกตัวอย่างเช่น ฝึกอบรม", "leftover", "ยกตัวอย่างเช่น"),
    ],
    ids=["agency spelled otherwise", "score that differs", "indicator with two names", "left-over phrase"],
)
def test_the_faults_of_documents_written_by_hand_are_caught_in_own_wordings(
    report: AgencyReport, key: str, text: str, code: str, quoted: str
):
    before = {finding.code for finding in checks.check_report(report) if finding.place.area is checks.Area.WORDING}
    assert before == set()
    (finding,) = [
        found for found in checks.check_report(own(report, **{key: text})) if found.place.field == f"text-{key}"
    ]
    assert finding.code == code
    assert quoted in finding.message


def test_an_emoji_that_came_in_another_way_stops_publication(report: AgencyReport):
    assert codes(own(report, plan="ดีมาก 😀")) == [("no-shape", "text-plan")]
    signed = replace(report, signatories=(Signer("ผู้อนุมัติ", "นาย 中", "นายก"),))
    (finding,) = [found for found in checks.check_report(signed) if found.code == "no-shape"]
    assert finding.blocking
    assert "中 (U+4E2D)" in finding.message
    assert finding.place.field == "signatories"


# --- The year before ------------------------------------------------------------------------------------------------


def test_placeholders_know_the_year_before_where_there_is_one(report: AgencyReport):
    values = placeholder_values(replace(report, previous=year_before(report)), "indicator-1")
    assert values["คะแนนปีก่อน"] == "๙๘.๕๒"
    assert values["ปีก่อน"] == "๒๕๖๗"
    assert values["เทียบปีก่อน"] == "เพิ่มขึ้น ๐.๕๐ คะแนน"
    assert Decimal("99.02") - Decimal("98.52") == Decimal("0.50")
    assert "ปีก่อน" not in placeholder_values(report, "indicator-1")
