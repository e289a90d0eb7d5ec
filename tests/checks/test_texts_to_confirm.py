"""Texts that a person must look at again: carried over from last year, or outdated since they were written."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from assessments.actions import ScoreEntry, save_assessment
from assessments.models import Assessment
from assessments.roles import APPROVER, EDITOR, VIEWER
from itaportal.checks.background import Basis
from itaportal.checks.stale_wordings import outdated
from itaportal.models import ParagraphText, TextConfirmation
from itaportal.publishing.background import check_draft, confirm_text, texts_of
from itaportal.wording.actions import save_wording
from measures.models import Measure

from .. import factories as make
from ..page import Page, html_of

D = make.D
LEVELS = ("ผ่านดีเยี่ยม", "ผ่านดี", "ผ่าน", "ต้องปรับปรุง", "ต้องปรับปรุงโดยด่วน")
SAID = "เจ้าหน้าที่ส่วนใหญ่เข้าใจขั้นตอนการขอยืมพัสดุดีแล้ว"


# --- An own wording against what it was started from ----------------------------------------------------------------


THEN = Basis(
    "อยู่ในระดับ “{ระดับ}” และบรรลุค่าเป้าหมายระดับประเทศ มี {จำนวนมาตรการ} มาตรการ",
    {"ระดับ": "ผ่านดี", "จำนวนมาตรการ": "๑๐", "คะแนนภาพรวม": "๙๕.๔๘"},
)
NOW = {"ระดับ": "ผ่าน", "จำนวนมาตรการ": "๑๑", "คะแนนภาพรวม": "๘๖.๐๐"}
WORDING_NOW = "อยู่ในระดับ “{ระดับ}” แต่ยังไม่บรรลุค่าเป้าหมายระดับประเทศ มี {จำนวนมาตรการ} มาตรการ"


def said(text: str, then: Basis = THEN, wording: str = WORDING_NOW, now: dict[str, str] = NOW) -> str:
    return " | ".join(outdated(text, then, wording, now, LEVELS))


def test_nothing_is_said_while_nothing_has_changed():
    text = "อยู่ในระดับ “ผ่านดี” และบรรลุค่าเป้าหมายระดับประเทศ มี ๑๐ มาตรการ"
    assert said(text, now=dict(THEN.facts), wording=THEN.wording) == ""


def test_names_in_braces_follow_by_themselves():
    assert said("อยู่ในระดับ “{ระดับ}” มี {จำนวนมาตรการ} มาตรการ") == ""


@pytest.mark.parametrize("text", ["อยู่ในระดับ “ผ่านดี”", "อยู่ในระดับผ่านดี", "ได้ระดับ ผ่านดี ติดต่อกัน"])
def test_a_level_that_is_another_now(text):
    assert "ผ่านดี” แต่ขณะนี้ {ระดับ} คือ “ผ่าน”" in said(text)


@pytest.mark.parametrize("text", ["มุ่งสู่ระดับ “ผ่านดีเยี่ยม”", "การดำเนินงานผ่านดีมาก", "อยู่ในระดับ “ผ่าน”"])
def test_another_level_and_a_common_word_are_not_that_level(text):
    assert said(text) == ""


def test_a_count_with_its_word():
    assert "๑๐ มาตรการ" in said("กำหนดไว้ ๑๐ มาตรการ")
    assert said("อบรม ๑๐ ครั้ง และ ๑๑๐ มาตรการ") == ""


def test_a_phrase_that_the_portal_says_no_more():
    assert "และบรรลุค่าเป้าหมายระดับประเทศ" in said("หน่วยงานมุ่งมั่น และบรรลุค่าเป้าหมายระดับประเทศ")


def test_scores_are_left_to_the_check_of_numbers():
    assert said("ได้ ๙๕.๔๘ คะแนน") == ""


def test_a_comparison_that_turned_round():
    then = Basis("คะแนนภาพรวม{เทียบปีก่อน}", {"เทียบปีก่อน": "เพิ่มขึ้น ๐.๕๐ คะแนน"})
    now = {"เทียบปีก่อน": "ลดลง ๐.๒๐ คะแนน"}
    for text in ("ปีนี้เพิ่มขึ้นเล็กน้อย", "ปีนี้เพิ่มขึ้น ๐.๕๐ คะแนน"):
        assert "เพิ่มขึ้น" in said(text, then, then.wording, now)
    assert said("ปีนี้{เทียบปีก่อน}", then, then.wording, now) == ""
    assert "ไม่มีปีก่อนที่เทียบกันได้" in said("ปีนี้เพิ่มขึ้นเล็กน้อย", then, "", {})


def test_a_comparison_that_is_possible_only_now():
    then, now = Basis("ได้ {คะแนน} คะแนน", {"คะแนน": "๙๐.๐๐"}), {"คะแนน": "๙๐.๐๐", "เทียบปีก่อน": "ลดลง ๐.๒๐ คะแนน"}
    wording = "ได้ {คะแนน} คะแนน คะแนนภาพรวม{เทียบปีก่อน}"
    assert "เทียบกับปีก่อนแล้ว" in said("ได้ {คะแนน} คะแนน", then, wording, now)
    assert said("ได้ {คะแนน} คะแนน {เทียบปีก่อน}", then, wording, now) == ""


def test_a_name_that_left_its_list():
    names = {"ชื่อตัวชี้วัดที่ ๓": "การใช้อำนาจ", "ชื่อตัวชี้วัดที่ ๒": "การใช้งบประมาณ"}
    then = Basis("จุดแข็ง ได้แก่ {จุดแข็ง}", {"จุดแข็ง": "ตัวชี้วัดที่ ๓ การใช้อำนาจ และตัวชี้วัดที่ ๒ การใช้งบประมาณ"} | names)
    now = names | {"จุดแข็ง": "ตัวชี้วัดที่ ๒ การใช้งบประมาณ"}
    assert "การใช้อำนาจ" in said("จุดแข็งคือด้านการใช้อำนาจ", then, then.wording, now)
    assert said("จุดแข็งคือด้านการใช้งบประมาณ", then, then.wording, now) == ""


# --- The same through the database ----------------------------------------------------------------------------------


@pytest.fixture
def year(criteria) -> Assessment:
    return make.assessment(eit_part_1=D("98.71"), eit_part_2=D("98.70"))


def codes(year: Assessment) -> dict[str, bool]:
    loaded = Assessment.objects.with_scores().get(pk=year.pk)
    return {finding.code: finding.blocking for finding in check_draft(loaded, make.report_of(loaded))}


def test_a_wording_is_compared_when_the_scores_change(year):
    text = "{หน่วยงาน} อยู่ในระดับ “ผ่านดี” อย่างมั่นคง"
    save_wording(assessment=year, texts={"summary": text}, signatories={}, by=None)
    assert "wording-outdated" not in codes(year)
    make.with_scores(year, {9: "70", 10: "70"})  # OIT 70: ผ่าน, for the overall is still above 85
    assert codes(year)["wording-outdated"] is False
    (found,) = texts_of(year)
    assert "ผ่านดี" in found.earlier
    assert "“ผ่าน”" in found.score
    # Saved anew after it was read beside the new result: that is what it is held against from now on.
    save_wording(assessment=year, texts={"summary": f"{text}เสมอ"}, signatories={}, by=None)
    assert "wording-outdated" not in codes(year)


def test_a_wording_from_before_that_was_kept_claims_nothing(year):
    ParagraphText.objects.create(assessment=year, key="summary", text="อยู่ในระดับ “ผ่านดี”")
    make.with_scores(year, {9: "70", 10: "70"})
    assert "wording-outdated" not in codes(year)


@pytest.fixture
def two_years(criteria, written_once):
    """2567 and 2568 of one agency, each with an analysis of indicator 9 and a plan; 9 rose from 80 to 90."""
    written_once(write_two_years)
    return tuple(Assessment.objects.get(fiscal_year=year) for year in (2567, 2568))


def write_two_years() -> None:
    before = make.assessment(make.REFERENCE | {9: D("80")}, year=2567, target=D("70"))
    now = make.assessment(make.REFERENCE, year=2568)
    for each in (before, now):
        entry = ScoreEntry(9, D("80") if each is before else D("90"), analysis=SAID)
        save_assessment(assessment=each, entries=[entry], by=None)
        make.plan(each)
        Measure.objects.filter(plan__assessment=each).update(analysis="ข้อความของแต่ละปี")
        Measure.objects.filter(plan__assessment=each, indicator__number=9).update(analysis=f"{SAID} จึงคงมาตรการเดิมไว้")


def carried(year) -> list[str]:
    return [text.subject for text in texts_of(year) if text.why.value == "carried"]


def test_text_word_for_word_from_last_year_blocks_where_the_score_has_changed(two_years):
    _before, now = two_years
    measure = Measure.objects.get(plan__assessment=now, indicator__number=9)
    assert carried(now) == ["analysis-9", f"measure-{measure.pk}"]  # the other nine scores are those of last year
    assert codes(now)["text-carried"] is True
    text = texts_of(now)[0]
    assert (text.earlier_score, text.score) == ("๘๐.๐๐ คะแนน", "๙๐.๐๐ คะแนน")
    assert text.earlier == text.text == SAID


def test_spaces_make_no_other_text_and_words_do(two_years):
    _before, now = two_years
    entry = ScoreEntry(9, D("90"), analysis=SAID.replace("การขอ", "การ ขอ"))
    save_assessment(assessment=now, entries=[replace(entry, analysis=f"{SAID}  ")], by=None)
    assert "analysis-9" in carried(now)
    save_assessment(assessment=now, entries=[replace(entry, analysis=f"{SAID}มาก")], by=None)
    assert "analysis-9" not in carried(now)


def test_last_year_is_its_published_version_where_there_is_one(two_years):
    before, now = two_years
    Assessment.objects.filter(pk=before.pk).update(status="published")
    make.freeze(Assessment.objects.get(pk=before.pk))
    entry = ScoreEntry(9, D("80"), analysis="แก้หลังเผยแพร่แล้ว")
    save_assessment(assessment=Assessment.objects.get(pk=before.pk), entries=[entry], by=None)
    assert "analysis-9" in carried(now)


def test_an_own_wording_is_carried_over_too(two_years):
    for each in two_years:
        save_wording(
            assessment=each, texts={"indicator-9": "ควรเผยแพร่ให้ครบ", "indicator-1": "ดี"}, signatories={}, by=None
        )
    assert "carried-indicator-9" in carried(two_years[1])
    assert "carried-indicator-1" not in carried(two_years[1])


def test_a_confirmation_says_who_and_when_and_falls_away_with_the_text(two_years, person):
    _before, now = two_years
    editor = person(EDITOR, now.agency, name="malee")
    for text in texts_of(now):
        confirm_text(assessment=now, subject=text.subject, shown=text.shown, by=editor)
    assert "text-carried" not in codes(now)
    confirmed = texts_of(now)[0].confirmed
    assert confirmed.who == "malee"
    assert confirmed.when.date() == TextConfirmation.objects.first().confirmed_at.date()
    make.with_scores(now, {9: "91"})
    assert codes(now)["text-carried"] is True
    make.with_scores(now, {9: "90"})
    assert "text-carried" not in codes(now)


def test_what_is_confirmed_is_what_was_shown(two_years, person):
    """Another person changes the score between the page and the button."""
    _before, now = two_years
    shown = texts_of(now)[0]
    make.with_scores(now, {9: "91"})
    with pytest.raises(ValidationError, match="เปลี่ยนไประหว่างที่ท่านอ่าน"):
        confirm_text(
            assessment=now, subject=shown.subject, shown=shown.shown, by=person(EDITOR, now.agency, name="malee")
        )
    assert not TextConfirmation.objects.exists()


@pytest.mark.parametrize(("role", "may"), [(EDITOR, True), (APPROVER, True), (VIEWER, False)])
def test_the_page_shows_both_sides_and_lets_those_confirm_who_may(client, two_years, person, role, may):
    _before, now = two_years
    client.force_login(person(role, now.agency))
    address = f"/admin/itaportal/publication/for/{now.pk}/texts/"
    page = Page(client.get(address))
    assert "๘๐.๐๐ คะแนน" in page.text
    assert "๙๐.๐๐ คะแนน" in page.text
    assert page.text.count(SAID) == 4  # two texts, each on both sides
    assert page.inline == []
    assert ("ยืนยันว่าข้อความนี้ยังถูกต้อง" in page.text) is may
    text = texts_of(now)[0]
    answer = client.post(f"{address}confirm/", {"subject": text.subject, "shown": text.shown}, follow=True)
    assert answer.status_code == (200 if may else 403)
    assert TextConfirmation.objects.count() == int(may)
    if may:
        assert "ยืนยันแล้ว" in html_of(answer)


def test_the_check_page_leads_to_the_text(client, two_years, person):
    _before, now = two_years
    client.force_login(person(EDITOR, now.agency))
    page = html_of(client.get(f"/admin/itaportal/publication/for/{now.pk}/"))
    address = f"/admin/itaportal/publication/for/{now.pk}/texts/"
    assert f'href="{address}#analysis-9"' in page
    assert 'id="analysis-9"' in html_of(client.get(address))


def test_another_agencys_texts_are_not_there(client, two_years, person):
    client.force_login(person(EDITOR, make.agency("other")))
    assert client.get(f"/admin/itaportal/publication/for/{two_years[1].pk}/texts/").status_code == 404


def test_a_year_without_anything_to_confirm_says_so(client, year, person):
    client.force_login(person(EDITOR, year.agency))
    page = Page(client.get(f"/admin/itaportal/publication/for/{year.pk}/texts/"))
    assert "ไม่มีข้อความที่ต้องยืนยัน" in page.text
    assert texts_of(year) == ()
