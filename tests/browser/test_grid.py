"""The grid in Chromium: keys, paste, the result while one types, what is not saved, two people at once."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.models import Assessment
from tests import factories as make
from tests.factories import D, nothing_announced

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)

ADD = "/admin/assessments/assessment/add/"
FIXTURE = Path(__file__).resolve().parents[2] / "fixtures" / "chanuwan-2568.json"
SCORES = list(json.loads(FIXTURE.read_text(encoding="utf-8"))["assessment"]["scores"].values())


def change(assessment):
    return f"/admin/assessments/assessment/{assessment.pk}/change/"


def paste(page, text, *, into="", pressing=""):
    """What the browser does when a person pastes `text` into the focused cell, or `into` one right after `pressing`."""
    page.evaluate(
        """([text, into, pressing]) => {
            document.getElementById(pressing)?.click();
            const cell = document.getElementById(into) ?? document.activeElement;
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            cell.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        [text, into, pressing],
    )


def scores(assessment):
    return {line.indicator.number: line.score for line in assessment.scores.all()}


def cells(page, kind, numbers=range(1, 11)):
    return [page.input_value(f"#id_{kind}_{number}") for number in numbers]


def focused(page):
    return page.evaluate("document.activeElement.id")


def test_a_year_typed_with_the_keyboard_alone(sign_in):
    """The reference year for another agency: choose it, type ten scores with Enter, see the result, save."""
    other = make.agency()
    page = sign_in(ADD)
    page.locator("#id_agency").focus()
    while page.input_value("#id_agency") != str(other.pk):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    while focused(page) != "id_score_1":
        page.keyboard.press("Tab")
    for number, score in enumerate(SCORES, start=1):
        assert focused(page) == f"id_score_{number}"
        page.keyboard.type(score)
        page.keyboard.press("Enter")
    expect(page.locator("#overall")).to_have_text("๙๕.๔๘")
    expect(page.locator("#result .level")).to_have_text("ผ่านดี")
    expect(page.locator("#edit-state")).to_have_text("ยังไม่ได้บันทึก")
    assert Assessment.objects.filter(agency=other).count() == 0, "nothing is saved by looking"
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("บันทึกผลการประเมิน"))).to_be_visible()
    saved = Assessment.objects.get(agency=other)
    assert (saved.result_overall, saved.result_level) == (D("95.48"), "ผ่านดี")


def test_keys_move_as_in_a_spreadsheet(sign_in, reference):
    page = sign_in(change(reference))
    page.locator("#id_score_7").focus()
    assert page.evaluate("getSelection().toString()") == "๙๘.๕๘", "entering a cell selects what it holds"
    for key, cell in [
        ("ArrowUp", "id_score_6"),
        ("ArrowRight", "id_target_6"),
        ("ArrowDown", "id_target_7"),
        ("ArrowLeft", "id_score_7"),
        ("Enter", "id_score_8"),
        ("Shift+Enter", "id_score_7"),
        ("Tab", "id_target_7"),
        ("Shift+Tab", "id_score_7"),
    ]:
        page.keyboard.press(key)
        assert focused(page) == cell, key
    page.keyboard.type("95")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "id_score_7", "inside a text the arrows move the caret"
    page.keyboard.press("Escape")
    assert page.input_value("#id_score_7") == "๙๘.๕๘"
    for start, key, cell in [
        ("id_score_8", "Enter", "id_score_9"),  # past the parts of EIT
        ("id_target_8", "ArrowDown", "id_target_9"),
        ("id_score_9", "ArrowUp", "id_score_8"),
        ("id_target_9", "Shift+Enter", "id_target_8"),
        ("id_target_8", "Tab", "id_eit_part_1"),
        ("id_eit_part_1", "ArrowRight", "id_eit_part_2"),
        ("id_eit_part_1", "ArrowDown", "id_score_9"),
        ("id_eit_part_2", "ArrowUp", "id_target_8"),
        ("id_score_10", "Enter", "id_score_10"),
    ]:
        page.locator(f"#{start}").focus()
        page.keyboard.press(key)
        assert focused(page) == cell, (start, key)
    page.locator("#id_analysis_1").focus()
    page.keyboard.type("ก")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "id_analysis_1", "a text field keeps its own keys"
    assert page.input_value("#id_analysis_1") == "ก\n"


TEN = ["99.02", "๑๐๐.๐๐", "１００", "98.82%", "100", "98.95", "98.58", "98.58", "90", "90"]
NAMES = [
    *("การปฏิบัติหน้าที่", "การใช้งบประมาณ", "การใช้อำนาจ", "การใช้ทรัพย์สินของราชการ", "การแก้ไขปัญหาการทุจริต"),
    *("คุณภาพการดำเนินงาน", "ประสิทธิภาพการสื่อสาร", "การปรับปรุงระบบการทำงาน", "การเปิดเผยข้อมูล", "การป้องกันการทุจริต"),
]
LABELLED = [f"{name}\t{score}" for name, score in zip(NAMES, TEN, strict=True)]
WITH_TOOLS = ["IIT\t99.57", *LABELLED[:5], "EIT\t98.70", *LABELLED[5:8], "OIT\t90.00", *LABELLED[8:]]
EMPTY = [""] * 10
PASTES = {
    # what was copied: (text, first cell, the ten scores, the ten targets)
    "a column": ("\r\n".join(TEN) + "\r\n", "score_1", TEN, EMPTY),
    "a row": ("\t".join(TEN), "score_1", TEN, EMPTY),
    "quoted cells": ('"91"\n" 92\u00a0"\n', "score_9", [""] * 8 + ["91", "92"], EMPTY),
    "a gap": ("91\n\n93\n", "score_1", ["91", "", "93", *[""] * 7], EMPTY),
    "names, at any cell": ("\n".join(WITH_TOOLS), "score_4", TEN, EMPTY),
}


def test_cells_copied_from_a_spreadsheet_are_listed_then_fill_the_grid_and_come_out_again(sign_in):
    page = sign_in(ADD)
    dialog = page.get_by_role("dialog")
    for name, (text, first, scores, targets) in PASTES.items():
        page.locator(f"#id_{first}").focus()
        paste(page, text)
        expect(dialog).to_be_visible()
        count = len([score for score in scores if score])
        expect(dialog.locator("tbody tr")).to_have_count(count)
        assert cells(page, "score") + cells(page, "target") == EMPTY * 2, "nothing is set before it is confirmed"
        assert focused(page) == "paste-confirm", name
        page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        assert (cells(page, "score"), cells(page, "target")) == (scores, targets), name
        assert cells(page, "eit_part", (1, 2)) == ["", ""], name
        assert focused(page) == f"id_{first}"
        expect(page.locator("#edit-message")).to_contain_text("วางแล้ว")
        if name == "a row":
            page.get_by_role("button", name="เลิกทำการวาง").click()
        else:
            page.keyboard.press("Control+z")
        assert cells(page, "score") + cells(page, "target") == EMPTY * 2, name
        expect(page.locator("#undo-paste")).to_be_hidden()
    page.locator("#id_eit_part_1").focus()
    paste(page, "95.5\n96.5\n")
    expect(dialog).to_be_visible()
    page.keyboard.press("Enter")
    assert cells(page, "eit_part", (1, 2)) == ["95.5", "96.5"]
    page.locator("#id_score_1").focus()
    paste(page, "\t".join(TEN))
    expect(dialog).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#overall")).to_have_text("๙๕.๔๘")


def test_a_copied_score_of_a_tool_goes_into_its_announced_cell_when_chosen(sign_in, reference):
    page = sign_in(change(reference))
    dialog = page.get_by_role("dialog")
    page.locator("#id_score_1").focus()
    paste(page, "IIT\t99.57\nEIT\t98.71\n")
    expect(page.locator("#paste-confirm")).to_be_hidden()
    dialog.get_by_role("checkbox", name="คะแนน EIT ตามประกาศ ๙๘.๗๑").check()
    page.locator("#paste-confirm").click()
    expect(dialog).to_be_hidden()
    assert [page.input_value(f"#id_published_{tool}") for tool in ("iit", "eit")] == ["", "98.71"]
    page.keyboard.press("Control+z")
    expect(page.locator("#id_published_eit")).to_have_value("")


def test_a_paste_in_the_moment_in_which_another_is_confirmed_is_not_lost(sign_in):
    page = sign_in(ADD)
    page.locator("#id_eit_part_1").focus()
    paste(page, "95.5\n96.5\n")
    expect(page.get_by_role("dialog")).to_be_visible()
    paste(page, "\t".join(TEN), into="id_score_1", pressing="paste-confirm")
    expect(page.get_by_role("dialog").locator("tbody tr")).to_have_count(10)
    assert cells(page, "eit_part", (1, 2)) == ["95.5", "96.5"]


@pytest.mark.parametrize("width", [1280, 360])
def test_the_panel_before_a_paste_says_what_goes_where_and_what_does_not(sign_in, reference, width):
    page = sign_in(change(reference), width=width)
    dialog = page.get_by_role("dialog")
    before = cells(page, "score")
    page.locator("#id_score_1").focus()
    paste(page, "\n".join(["ตัวชี้วัด\tคะแนน", *WITH_TOOLS, "หมายเหตุ\tตามประกาศ"]).replace("98.70", "98.00"))
    expect(dialog.get_by_role("heading", level=2)).to_have_text("ตรวจก่อนวาง ๑๐ ช่อง")
    row = dialog.locator("tbody tr").nth(3)
    expect(row).to_contain_text("คะแนน ตัวชี้วัดที่ ๔ การใช้ทรัพย์สินของราชการ")
    expect(row.locator("td")).to_have_text(["๙๘.๘๒%", "๙๘.๘๒"])
    expect(dialog.locator(".paste-given li").nth(0)).to_have_text("IIT ๙๙.๕๗ ตรงกับที่ระบบคำนวณ")
    expect(dialog.locator(".paste-given li").nth(1)).to_contain_text("ไม่ตรงกับที่ระบบคำนวณ ๙๘.๗๐")
    expect(dialog.locator(".paste-left li")).to_have_count(5)
    expect(dialog.get_by_role("checkbox")).to_have_count(3)
    assert_accessible(page)
    keep_picture(page, f"admin-paste-{width}")
    assert_no_sideways_scroll(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert (cells(page, "score"), focused(page)) == (before, "id_score_1")
    # A column that fits no reading is asked about; the only button left puts everything back.
    paste(page, "\n".join(str(70 + n) for n in range(13)))
    expect(dialog).to_contain_text("คัดลอกมา ๑๓ ค่า แต่มีช่องรองรับ ๑๐ ช่อง")
    expect(page.locator("#paste-confirm")).to_be_hidden()
    assert focused(page) == "paste-cancel"
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert cells(page, "score") == before
    # Two columns: which is chosen with the keyboard, and may be changed before it is taken.
    paste(page, "\n".join(f"{name}\t{50 + n}\t{60 + n}" for n, name in enumerate(NAMES)))
    expect(dialog.get_by_role("radio")).to_have_count(3)
    assert_accessible(page)
    page.keyboard.press("Space")
    expect(dialog.locator("tbody tr").nth(9).locator("td").nth(0)).to_have_text("๕๙")
    page.keyboard.press("ArrowDown")
    expect(dialog.locator("tbody tr").nth(9).locator("td").nth(0)).to_have_text("๖๙")
    page.locator("#paste-confirm").focus()
    page.keyboard.press("Enter")
    assert cells(page, "score") == [str(60 + n) for n in range(10)]
    page.keyboard.press("Control+z")
    assert cells(page, "score") == before


def test_a_paste_that_the_server_cannot_read_sets_nothing_and_says_so(sign_in, reference):
    page = sign_in(change(reference))
    before = cells(page, "score")
    page.route("**/change/", lambda route: route.fulfill(status=200, body="<p>"))
    page.locator("#id_score_1").focus()
    paste(page, "\n".join(TEN))
    expect(page.locator("#edit-message")).to_contain_text("ยังไม่ได้วาง")
    assert cells(page, "score") == before
    paste(page, "x\t" * 60_000)
    expect(page.locator("#edit-message")).to_contain_text("ยาวเกินไป")


def test_the_result_follows_what_is_typed_and_the_newest_answer_wins(sign_in, reference):
    nothing_announced(reference)
    page = sign_in(change(reference))
    page.fill("#id_score_9", "98.5")
    expect(page.locator("#overall")).to_have_text("๙๗.๑๘")
    expect(page.locator("#result-said")).to_have_text("คะแนนภาพรวม ๙๗.๑๘ ผ่านดี")
    page.fill("#id_score_9", "98.5x")
    expect(page.locator("#result .result-note")).to_contain_text("ตัวชี้วัดที่ ๙")
    expect(page.locator("#result .not-current #overall")).to_have_text("๙๗.๑๘")
    expect(page.get_by_text("ผลล่าสุดที่คำนวณได้ ไม่ใช่ผลของค่าที่กรอกอยู่")).to_be_visible()
    assert_accessible(page)
    page.fill("#id_score_9", "")
    expect(page.locator("#result .result-note")).to_contain_text("ยังไม่มีคะแนนตัวชี้วัดที่ ๙")

    held = []  # the first answer is slow, and arrives after the second
    page.route("**/change/", lambda route: held.append(route) if not held else route.continue_())
    page.fill("#id_score_9", "91")
    page.wait_for_timeout(600)
    page.fill("#id_score_9", "100")
    # OIT 95: 29.8704 + 29.611 + 38 = 97.4814
    expect(page.locator("#overall")).to_have_text("๙๗.๔๘")
    assert held
    assert scores(reference)[9] == D(90)


def test_what_is_not_saved_is_said_and_asked_about(sign_in, reference):
    page = sign_in(change(reference))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    state = page.locator("#edit-state")
    expect(state).to_have_text("ไม่มีการแก้ไขที่ยังไม่ได้บันทึก")
    page.locator("#id_score_9").focus()
    page.keyboard.type("91")
    expect(state).to_have_text("ยังไม่ได้บันทึก")
    page.get_by_role("link", name="ประวัติคะแนน").click()
    page.wait_for_function("document.getElementById('edit-status').classList.contains('unsaved')")
    assert asked == ["beforeunload"]
    assert page.input_value("#id_score_9") == "91", "the person chose to stay"
    page.fill("#id_score_9", "90")  # as saved, in other digits
    expect(state).to_have_text("ไม่มีการแก้ไขที่ยังไม่ได้บันทึก")
    page.get_by_role("link", name="ประวัติคะแนน").click()
    page.wait_for_url("**/history/")
    page.goto(page.url.replace("history", "change"))
    page.fill("#id_score_9", "92")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(re.compile("บันทึกผลการประเมิน"))).to_be_visible()
    page.get_by_role("link", name="ประวัติคะแนน").click()
    page.wait_for_url("**/history/")
    assert asked == ["beforeunload"], "asked once, and not after saving"


@pytest.mark.parametrize(("width", "java_script"), [(1280, True), (360, False)])
def test_two_people_at_once_see_both_values_and_decide(sign_in, reference, width, java_script):
    page = sign_in(change(reference), width=width, java_script=java_script)
    page.fill("#id_score_9", "93")
    page.fill("#id_score_1", "98")
    page.fill("#id_score_2", "97")
    others = [ScoreEntry(2, D(99)), ScoreEntry(9, D("91.5")), ScoreEntry(10, D(97))]
    actions.save_assessment(assessment=Assessment.objects.get(), entries=others, by=None)
    page.get_by_role("button", name="บันทึกและดูผล").click()
    review = page.locator("#problems")
    expect(review).to_contain_text("มีผู้อื่นบันทึกค่าอื่น")
    expect(review.locator("tbody .mine")).to_have_text(["๙๗.๐๐", "๙๓.๐๐"])
    expect(review.locator("tbody .stored strong")).to_have_text(["๙๙.๐๐", "๙๑.๕๐"])
    assert (page.input_value("#id_score_9"), page.input_value("#id_score_10")) == ("93", "๙๗.๐๐")
    assert scores(reference)[9] == D("91.5")
    keep_picture(page, f"admin-two-at-once-{width}")
    if java_script:
        assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name=re.compile("ใช้ค่าที่บันทึกแล้วของ คะแนน ตัวชี้วัดที่ ๙")).click()
    expect(page.locator("#id_score_9")).to_have_value("๙๑.๕๐")
    assert_no_sideways_scroll(page)
    expect(page.locator("#id_score_1")).to_have_value("98")
    page.locator("#id_published_overall").press("Enter")  # saves, rather than choosing one of the values above
    expect(page.get_by_text(re.compile("บันทึกผลการประเมิน"))).to_be_visible()
    saved = scores(reference)
    assert (saved[1], saved[2], saved[9], saved[10]) == (D(98), D(97), D("91.5"), D(97))


def test_without_javascript_a_button_computes_the_result(sign_in, reference):
    nothing_announced(reference)
    page = sign_in(change(reference), width=360, java_script=False)
    page.fill("#id_score_9", "98.5")
    page.get_by_role("button", name="คำนวณผลโดยยังไม่บันทึก").click()
    expect(page.locator("#overall")).to_have_text("๙๗.๑๘")
    expect(page.locator("#id_score_9")).to_have_value("98.5")
    expect(page.locator("#result-heading")).to_contain_text("ยังไม่ได้บันทึก")
    assert scores(reference)[9] == D(90)
    assert_no_sideways_scroll(page)
