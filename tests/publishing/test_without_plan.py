"""A year for which the agency makes no plan: said once on the assessment, and every page, file and check follows."""

import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from openpyxl import load_workbook

from assessments import actions
from assessments.models import Assessment
from itaportal.checks import rules
from itaportal.formats.data import datafiles, workbook
from itaportal.formats.word.build import word_bytes
from itaportal.publishing import actions as publishing
from itaportal.publishing.differences import differences
from itaportal.report.narrative import build_document
from measures import actions as measure_actions
from measures.actions import MeasureEntry
from measures.importing import read_measures
from measures.models import Measure, MeasurePlan

from .. import factories as make
from ..formats.word.wordtext import paragraphs
from ..page import Page, html_of

D = make.D
REASON = "อยู่ระหว่างการยุบรวมกับเทศบาลตำบลพนมไพร"
SENTENCE = f"ไม่จัดทำแผนมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน ประจำปีงบประมาณ พ.ศ. ๒๕๖๙ เนื่องจาก{REASON}"


@pytest.fixture
def year(criteria) -> Assessment:
    """A draft with two indicators below the national target, whose agency makes no plan."""
    return make.assessment(
        make.REFERENCE | {9: D("80"), 10: D("70")}, eit_part_1=D("98.71"), eit_part_2=D("98.70"), no_plan_reason=REASON
    )


def codes(report) -> dict[str, bool]:
    return {finding.code: finding.blocking for finding in rules.check_report(report)}


# --- What is refused ------------------------------------------------------------------------------------------------


def test_measures_keep_the_choice_from_being_stored(criteria):
    year = make.assessment()
    make.plan(year, measures=1)
    year.no_plan_reason = REASON
    with pytest.raises(ValidationError, match="มีมาตรการที่กรอกแล้ว"):
        actions.save_assessment(assessment=year, entries=[], by=None)
    assert Assessment.objects.get().no_plan_reason == ""


@pytest.mark.parametrize("field", ["titles", "analysis", "steps"])
def test_whatever_is_filled_in_is_a_measure(criteria, field):
    year = make.assessment()
    plan = measure_actions.start_plan(assessment=year, by=None)
    assert not year.has_measures  # the empty rows that a plan begins with are none
    measure = plan.measures.first()
    steps = ["ประชุม"] if field == "steps" else []
    if not steps:
        setattr(measure, field, "ประชุม")
    measure_actions.save_measure(measure=measure, steps=steps, units=[], by=None)
    assert year.has_measures


def test_the_choice_keeps_a_plan_from_being_started_or_filled(year):
    with pytest.raises(ValidationError, match="ระบุไว้ว่าไม่จัดทำแผนมาตรการ"):
        measure_actions.start_plan(assessment=year, by=None)
    assert not MeasurePlan.objects.exists()


def test_the_choice_made_meanwhile_keeps_a_begun_plan_from_being_filled(criteria):
    year = make.assessment()
    plan = measure_actions.start_plan(assessment=year, by=None)
    year.no_plan_reason = REASON
    actions.save_assessment(assessment=year, entries=[], by=None)  # its rows are still empty
    measure = plan.measures.first()
    measure.titles = "ประชุม"

    def save() -> None:
        entries = [MeasureEntry(measure, ["ประชุม"], [])]
        measure_actions.update_plan(plan=plan, monitoring=plan.monitoring, entries=entries, removed=[], by=None)

    with pytest.raises(ValidationError, match="ไม่จัดทำแผนมาตรการ"):
        save()
    assert not year.has_measures
    assert make.report_of(year).without_plan
    year.no_plan_reason = ""
    actions.save_assessment(assessment=year, entries=[], by=None)
    save()
    assert year.has_measures


def test_a_file_of_measures_says_which_row_the_choice_keeps_out(year):
    text = "หน่วยงาน,ปีงบประมาณ,ตัวชี้วัด,มาตรการ/โครงการ/กิจกรรม\nnongkung,2569,9,ประชุม\n"
    read = read_measures(io.BytesIO(text.encode()))
    assert [problem.code.value for problem in read.problems] == ["no-plan"]
    assert "แถว ๒" in str(read.problems[0])
    assert "ไม่จัดทำแผนมาตรการ" in str(read.problems[0])


def test_a_stored_contradiction_stops_publication(year):
    plan = MeasurePlan.objects.create(assessment=year, fiscal_year=2569)
    indicator = year.criteria.indicators.get(number=9)
    Measure.objects.create(plan=plan, indicator=indicator, titles="ประชุม")
    report = make.report_of(year)
    assert codes(report)["plan-and-none"] is True
    assert [section.number for section in build_document(report).sections] == ["๑.", "๒.", "๓.", "๔."]


# --- The document and the files -------------------------------------------------------------------------------------


def test_the_document_ends_with_the_analysis_and_says_why(year):
    document = build_document(make.report_of(year))
    assert [section.number for section in document.sections] == ["๑.", "๒.", "๓."]
    assert [title.text for title in document.titles] == [
        "การวิเคราะห์ผลการประเมินคุณธรรมและความโปร่งใสในการดำเนินงานของหน่วยงานภาครัฐ"
    ]
    last = document.sections[-1].subsections[-1]
    assert (last.number, last.title) == ("๓.๔", "การจัดทำแผนมาตรการ")
    (said,) = last.blocks
    assert said.text == f"องค์การบริหารส่วนตำบล nongkung {SENTENCE} รายงานฉบับนี้จึงสิ้นสุดที่หัวข้อที่ ๓"


@pytest.mark.parametrize("typed", ["เนื่องจาก", "เพราะ ", "เพราะว่า", "ด้วยเหตุที่"])
def test_because_is_said_once(year, typed):
    year.no_plan_reason = typed + REASON
    actions.save_assessment(assessment=year, entries=[], by=None)
    text = build_document(make.report_of(year)).sections[-1].subsections[-1].blocks[0].text
    assert SENTENCE in text


def test_word_and_data_files_follow(year):
    report = make.report_of(year)
    texts = [text.replace("\N{NO-BREAK SPACE}", " ") for _style, text in paragraphs(word_bytes(report))]
    assert sum(SENTENCE in text for text in texts) == 1
    assert not [text for text in texts if text.startswith("๔.")]
    book = load_workbook(io.BytesIO(workbook.workbook_bytes(report)))
    assert "มาตรการ" not in book.sheetnames
    assert ("แผนมาตรการ", f"ไม่จัดทำ เนื่องจาก{REASON}") in list(book["ผลการประเมิน"].values)
    assert json.loads(datafiles.json_bytes(report))["no_plan_reason"] == REASON


def test_the_report_of_a_year_with_a_plan_says_nothing_of_it(reference):
    report = make.report_of(reference)
    assert not report.without_plan
    assert [section.number for section in build_document(report).sections] == ["๑.", "๒.", "๓.", "๔."]
    assert "no_plan_reason" not in json.loads(datafiles.json_bytes(report))


def test_checks_ask_for_no_measure_and_point_out_what_is_below_target(year):
    found = codes(make.report_of(year))
    assert found["flagged-without-plan"] is False
    assert not {"no-measure", "no-plan"} & set(found)
    assert not any(found.values())


def test_the_reason_is_read_as_every_typed_text(year):
    year.no_plan_reason = "ตามมติปี ๒๕๖๑ ซึ่งได้คะแนนภาพรวม ๗๗.๑๒ คะแนน"
    actions.save_assessment(assessment=year, entries=[], by=None)
    places = {(finding.code, finding.place.field) for finding in rules.check_report(make.report_of(year))}
    assert {("number-differs", "no_plan_reason"), ("wrong-year", "no_plan_reason")} <= places


def test_what_changed_names_the_reason(year):
    report = make.report_of(year)
    year.no_plan_reason = "ยุบรวมแล้ว"
    actions.save_assessment(assessment=year, entries=[], by=None)
    (found,) = differences(report, make.report_of(year))
    assert (found.what, found.old, found.new) == ("เหตุผลที่ไม่จัดทำแผนมาตรการ", REASON, "ยุบรวมแล้ว")


# --- Pages ----------------------------------------------------------------------------------------------------------


def test_pages_and_open_data_say_why_there_is_no_plan(client, year, drawn_once):
    with drawn_once():
        publishing.publish(assessment=year, by=None)
    said = f"ไม่จัดทำแผนมาตรการปีงบประมาณ พ.ศ. ๒๕๖๙ เนื่องจาก{REASON}"
    for address in ("/nongkung/2568/", "/nongkung/2568/measures/", "/nongkung/2568/indicators/9/"):
        text = Page(client.get(address)).text
        assert said in text, address
        assert "ยังไม่มีมาตรการ" not in text, address
    assert SENTENCE in Page(client.get("/nongkung/2568/report/")).text
    data = client.get("/api/v1/assessments/nongkung/2568/").json()["data"]
    assert data["no_plan_reason"] == REASON


# --- The assessment's screen ----------------------------------------------------------------------------------------


@pytest.fixture
def editor(client, year, person):
    client.force_login(person("ผู้บันทึกข้อมูล", year.agency))
    return client


def address_of(year) -> str:
    return reverse("admin:assessments_assessment_change", args=[year.pk])


def send(client, year, **changes):
    """Send the screen as a browser does that just opened it, with some fields changed; None leaves a box unticked."""
    form = client.get(address_of(year)).context["form"]
    sent = {name: form[name].value() for name in form.fields} | {"based_on": form.stamp} | changes
    return client.post(address_of(year), {name: value for name, value in sent.items() if value not in (None, False)})


def stored(year) -> str:
    return Assessment.objects.get(pk=year.pk).no_plan_reason


def test_the_choice_is_shown_and_taken_back_on_the_screen(editor, year):
    assert 'name="no_plan"' in html_of(editor.get(address_of(year)))
    assert editor.get(address_of(year)).context["form"]["no_plan"].value() is True
    assert "จัดทำแผนมาตรการ</a>" not in html_of(editor.get(address_of(year)))
    html_of(send(editor, year, no_plan=None), 302)
    assert stored(year) == ""
    assert "จัดทำแผนมาตรการ</a>" in html_of(editor.get(address_of(year)))
    html_of(send(editor, year, no_plan="on", no_plan_reason="ยุบรวมแล้ว"), 302)
    assert stored(year) == "ยุบรวมแล้ว"


def test_the_choice_needs_its_reason_and_a_reason_the_choice(editor, year):
    assert "กรุณาระบุเหตุผลที่ไม่จัดทำแผนมาตรการ" in html_of(send(editor, year, no_plan_reason=""))
    assert "แต่ยังไม่ได้เลือกข้อนี้" in html_of(send(editor, year, no_plan=None, no_plan_reason="ยุบรวมแล้ว"))
    assert stored(year) == REASON


def test_the_choice_is_refused_at_its_box_where_there_are_measures(client, criteria, person):
    year = make.assessment()
    make.plan(year, measures=1)
    client.force_login(person("ผู้บันทึกข้อมูล", year.agency))
    text = html_of(send(client, year, no_plan="on", no_plan_reason=REASON))
    assert text.count("มีมาตรการที่กรอกแล้ว") == 2  # in the summary at the top, and at the box
    assert stored(year) == ""


def test_two_people_decide_differently(editor, year):
    """The second sees the first one's decision before it is stored over it."""
    form = editor.get(address_of(year)).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"based_on": form.stamp, "no_plan": "on"}
    html_of(send(editor, year, no_plan=None), 302)
    shown = editor.post(address_of(year), sent | {"no_plan_reason": "ยุบรวมแล้ว"}, follow=True)
    assert "มีผู้อื่นบันทึก" in html_of(shown) or "ผู้อื่น" in html_of(shown)
    assert stored(year) == ""
    assert [each.name for each in shown.context["form"].review.conflicts] == ["no_plan_reason"]
    # What the second left alone follows the first, the box as well as its reason.
    html_of(editor.post(address_of(year), sent | {"target": "90"}), 302)
    assert stored(year) == ""
    assert Assessment.objects.get(pk=year.pk).target == D("90")


def test_the_plan_of_such_a_year_cannot_be_started_on_its_page(editor, year):
    page = reverse("admin:measures_measureplan_add")
    text = html_of(editor.post(page, {"assessment": year.pk}))
    assert "หรือปีนั้นระบุว่าไม่จัดทำแผนมาตรการ" in text
    assert not MeasurePlan.objects.exists()


def test_the_next_year_starts_without_the_choice_and_says_why_there_is_nothing_to_copy(client, year, person):
    client.force_login(person("ผู้บันทึกข้อมูล", year.agency))
    address = reverse("admin:new_year", args=[year.pk])
    assert "เพราะปี ๒๕๖๘ ระบุไว้ว่าไม่จัดทำแผนมาตรการ" in html_of(client.get(address))
    html_of(client.post(address), 302)
    created = Assessment.objects.get(fiscal_year=2569)
    assert created.no_plan_reason == ""
    assert not MeasurePlan.objects.exists()
