"""What people type and paste, wherever it is typed: nothing invisible is kept, ำ is one character, no text is cut."""

import io

import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from assessments.actions import ScoreEntry, save_assessment
from assessments.importing.cells import CellError, read_text
from assessments.models import Assessment
from assessments.thaitext import LONGEST_TEXT, composed, tidy
from itaportal.formats.data.sheets import LONGEST_CELL
from itaportal.formats.data.workbook import workbook_bytes
from itaportal.models import ParagraphText
from itaportal.publishing.actions import LONGEST_REASON, withdraw
from itaportal.typesetting.characters import cleaned_text
from itaportal.wording.actions import save_wording
from measures.actions import MeasureEntry, update_plan
from measures.models import MeasurePlan
from tests.factories import report_of

from ..page import html_of

ZWSP, RING, AA, SARA_AM, TONE = "\u200b", "\u0e4d", "\u0e32", "\u0e33", "\u0e49"


@pytest.fixture
def plan(reference: Assessment) -> MeasurePlan:
    return MeasurePlan.objects.with_measures().get(assessment=reference)


def first_measure(plan: MeasurePlan):
    return plan.measures.first()


def save_steps(plan: MeasurePlan, steps: list[str], **texts: str) -> None:
    measure = first_measure(plan)
    for name, text in texts.items():
        setattr(measure, name, text)
    entry = MeasureEntry(measure, steps, measure.unit_names)
    update_plan(plan=plan, monitoring=plan.monitoring, entries=[entry], removed=[], by=None)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"ด{RING}{AA}เนินการ", f"ด{SARA_AM}เนินการ"),
        (f"น{RING}{TONE}{AA}", f"น{TONE}{SARA_AM}"),
        (f"น{TONE}{RING}{AA}", f"น{TONE}{SARA_AM}"),
        (f"ด{SARA_AM}", f"ด{SARA_AM}"),
        (f"{RING}ก{AA}", f"{RING}ก{AA}"),
    ],
)
def test_sara_am_is_one_character_after_its_tone(typed: str, kept: str):
    assert composed(typed) == tidy(typed) == cleaned_text(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"หน่วย{ZWSP}งาน", "หน่วยงาน"),
        ("ก\u202eข\u202c\x07ค", "กขค"),
        ("ก\u00a0ข\u3000ค\tง", "ก ข ค ง"),
        ("บรรทัด\x0bใหม่\u2028อีก", "บรรทัด\nใหม่\nอีก"),
        ("ก\r\nข", "ก\r\nข"),
        ("plain text", "plain text"),
    ],
)
def test_nothing_invisible_is_kept(typed: str, kept: str):
    assert tidy(typed) == kept


def test_a_step_of_nothing_visible_is_no_step(plan: MeasurePlan):
    save_steps(
        plan, [ZWSP, f" {ZWSP}\u202e ", f"จัด{ZWSP}อบรม"], titles=ZWSP, analysis=f"ด{RING}{AA}", own_monitoring=ZWSP
    )
    measure = first_measure(MeasurePlan.objects.with_measures().get())
    assert measure.step_texts == ["จัดอบรม"]
    assert (measure.titles, measure.analysis, measure.own_monitoring) == ("", f"ด{SARA_AM}", "")


def test_a_unit_of_nothing_visible_is_refused(plan: MeasurePlan):
    entry = MeasureEntry(first_measure(plan), ["ก"], [ZWSP])
    with pytest.raises(ValidationError):
        update_plan(plan=plan, monitoring="ติดตาม", entries=[entry], removed=[], by=None)


def test_monitoring_of_nothing_visible_is_refused(plan: MeasurePlan):
    with pytest.raises(ValidationError):
        update_plan(plan=plan, monitoring=ZWSP, entries=[], removed=[], by=None)


def test_analysis_of_an_indicator_and_own_wordings(reference: Assessment):
    save_assessment(assessment=reference, entries=[ScoreEntry(1, None, analysis=f"{ZWSP}ด{RING}{AA}เนิน ")], by=None)
    assert reference.scores.get(indicator__number=1).analysis == f"ด{SARA_AM}เนิน"
    save_wording(assessment=reference, texts={"plan": f"ด{RING}{AA}เนิน{ZWSP}การ"}, signatories={}, by=None)
    assert ParagraphText.objects.get().text == f"ด{SARA_AM}เนินการ"


@pytest.mark.parametrize("reason", ["", " ", f" {ZWSP} ", "\u202e"])
def test_a_version_is_not_withdrawn_without_a_visible_reason(published_reference, reason: str):
    with pytest.raises(ValidationError, match="กรุณาระบุเหตุผลที่ถอน"):
        withdraw(publication=published_reference, reason=reason, by=None)
    published_reference.refresh_from_db()
    assert not published_reference.withdrawn


def test_a_reason_has_a_limit_and_is_kept_tidy(published_reference):
    with pytest.raises(ValidationError, match="เหตุผลยาว ๕๐๑ ตัวอักษร ต้องไม่เกิน ๕๐๐ ตัวอักษร"):
        withdraw(publication=published_reference, reason="ก" * (LONGEST_REASON + 1), by=None)
    withdrawn = withdraw(publication=published_reference, reason=f"คะแนน{ZWSP}ผิด\n\u202eมาก ", by=None)
    assert withdrawn.withdrawn_reason == "คะแนนผิด มาก"


# --- Too long to be kept whole in every format ------------------------------------------------------------------------


def test_steps_that_no_cell_could_keep_whole_are_refused_with_nothing_written(plan: MeasurePlan):
    before = (first_measure(plan).step_texts, first_measure(plan).titles)
    with pytest.raises(ValidationError) as error:
        save_steps(plan, ["ก" * 20_000, "ข" * 20_000, "ท้ายสุด"], titles="ใหม่")
    assert "ขั้นตอน/วิธีดำเนินการรวมทุกขั้นตอน ยาว ๔๐,๐๐๙ ตัวอักษร ต้องไม่เกิน ๓๐,๐๐๐ ตัวอักษร" in error.value.messages[0]
    again = first_measure(MeasurePlan.objects.with_measures().get())
    assert (again.step_texts, again.titles) == before


@pytest.mark.parametrize("name", ["titles", "analysis", "own_monitoring"])
def test_other_texts_have_the_same_limit(plan: MeasurePlan, name: str):
    with pytest.raises(ValidationError, match="ยาว ๓๐,๐๐๑ ตัวอักษร"):
        save_steps(plan, ["ก"], **{name: "ก" * (LONGEST_TEXT + 1)})


def test_the_longest_text_stands_whole_in_the_workbook(plan: MeasurePlan, reference: Assessment):
    steps = [f"{number:05}" + "ก" * 94 for number in range(300)]  # with their line ends 29,999 characters
    save_steps(plan, steps, analysis="ข" * LONGEST_TEXT)
    book = load_workbook(io.BytesIO(workbook_bytes(report_of(reference))))
    row = next(book["มาตรการ"].iter_rows(min_row=2, values_only=True))
    assert row[4] == "ข" * LONGEST_TEXT
    assert [line.split(". ")[1] for line in row[5].split("\n")] == steps
    assert LONGEST_TEXT < len(row[5]) <= LONGEST_CELL


def test_the_form_says_so_at_the_field(plan: MeasurePlan, admin_client):
    field = f"measure-{first_measure(plan).pk}"
    data = {"monitoring": "ติดตาม", f"{field}-steps": "ก" * (LONGEST_TEXT + 1), "_save": "1"}
    page = html_of(admin_client.post(f"/admin/measures/measureplan/{plan.pk}/change/", data))
    assert f'<a href="#id_{field}-steps">' in page
    assert "ยาว ๓๐,๐๐๑ ตัวอักษร ต้องไม่เกิน ๓๐,๐๐๐ ตัวอักษร" in page
    assert "ก" * (LONGEST_TEXT + 1) in page


def test_a_file_says_so_at_the_cell():
    with pytest.raises(CellError, match="ยาว ๓๐,๐๐๑ ตัวอักษร"):
        read_text("ก" * (LONGEST_TEXT + 1))
    assert read_text("ก" * LONGEST_TEXT) == "ก" * LONGEST_TEXT
