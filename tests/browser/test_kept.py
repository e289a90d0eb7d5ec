"""What people type is not lost, in Chromium: two presses, leaving, Back, an ended session, no network."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from measures.admin import UnitAdmin
from measures.models import Measure, Unit
from tests.measures.test_admin import measure_of

from .checks import assert_accessible

pytestmark = pytest.mark.django_db(transaction=True)

UNITS = "/admin/measures/unit/add/"
TYPED = "โครงการที่พิมพ์ไว้และยังไม่ได้บันทึก"


def change(plan):
    return f"/admin/measures/measureplan/{plan.pk}/change/"


def titles(plan):
    return f"#id_measure-{measure_of(plan, 1).pk}-titles"


def kept(page):
    """How many forms' texts the browser keeps."""
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('ita-typed')).length")


def sign_in_again(page):
    page.fill("#id_username", "admin")
    page.fill("#id_password", "admin")
    page.click("#login-form input[type=submit]")


def test_a_second_press_while_the_first_is_slow_stores_one(sign_in, reference, monkeypatch):
    page = sign_in(UNITS)
    view = UnitAdmin.changeform_view

    def slowly(*arguments, **values):
        time.sleep(1.5)
        return view(*arguments, **values)

    monkeypatch.setattr(UnitAdmin, "changeform_view", slowly)
    page.select_option("#id_agency", str(reference.agency_id))
    page.fill("#id_name", "กองสวัสดิการสังคม")
    page.fill("#id_position", "9")
    page.evaluate(
        "for (const after of [0, 400]) setTimeout(() => document.querySelector('[name=_save]').click(), after)"
    )
    expect(page.get_by_text("การกดครั้งที่สองไม่ได้บันทึกซ้ำ")).to_be_visible()
    assert Unit.objects.filter(name="กองสวัสดิการสังคม").count() == 1


def test_two_tabs_at_one_plan(sign_in, reference):
    plan = reference.plan
    first = sign_in(change(plan))
    second = first.context.new_page()
    second.goto(first.url)
    first.fill("#id_monitoring", "ติดตามทุกเดือน")
    first.fill(titles(plan), "ของแท็บแรก")
    first.click("[name=_save]")
    expect(first.locator(".success")).to_be_visible()
    second.fill(titles(plan), "ของแท็บที่สอง")
    second.click("[name=_save]")
    expect(second.get_by_role("alert")).to_contain_text("มีผู้อื่นบันทึกค่าอื่นใน ๑ ช่องที่ท่านแก้ไข")
    assert second.input_value("#id_monitoring") == "ติดตามทุกเดือน"
    assert_accessible(second)
    second.click("text=ใช้ค่าที่บันทึกแล้ว >> nth=-1")
    expect(second.get_by_role("alert")).to_contain_text("เทียบค่าครบทุกช่องแล้ว")
    assert second.input_value(titles(plan)) == "ของแท็บแรก"


@pytest.mark.parametrize("screen", ["plan", "wording", "unit"])
def test_leaving_with_something_unsaved_asks(sign_in, reference, screen):
    plan = reference.plan
    address, field = {
        "plan": (change(plan), titles(plan)),
        "wording": (f"/admin/itaportal/paragraphtext/for/{reference.pk}/", "#id_name-prepared"),
        "unit": (f"/admin/measures/unit/{Unit.objects.first().pk}/change/", "#id_name"),
    }[screen]
    page = sign_in(address)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    before = page.input_value(field)
    page.fill(field, TYPED)
    page.locator("#site-name a").click()
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert page.input_value(field) == TYPED
    page.fill(field, before)
    page.locator("#site-name a").click()
    page.wait_for_url("**/admin/")
    assert asked == ["beforeunload"], "as saved, nothing is asked"


def test_back_to_a_refused_form_finds_what_was_typed(sign_in, reference):
    page = sign_in(change(reference.plan))
    start = f"#id_measure-{measure_of(reference.plan, 1).pk}-period_start"
    page.fill(titles(reference.plan), TYPED)
    page.fill(start, "เมื่อวาน")
    page.click("[name=_save]")
    expect(page.get_by_role("alert")).to_contain_text("ยังไม่ได้บันทึก")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#site-name a").click()
    page.wait_for_url("**/admin/")
    page.go_back()
    expect(page.get_by_role("alert")).to_contain_text("ยังไม่ได้บันทึก")
    assert page.input_value(titles(reference.plan)) == TYPED
    assert page.locator(".kept-offer").count() == 0, "the page has it all"
    page.fill(start, "")
    page.fill(start.replace("start", "end"), "")
    page.click("[name=_save]")
    expect(page.locator(".success")).to_be_visible()
    assert measure_of(reference.plan, 1).titles == TYPED
    assert kept(page) == 0


def test_an_ended_session_leads_back_to_the_form_with_the_text(sign_in, reference):
    plan = reference.plan
    page = sign_in(change(plan))
    page.click("[name=_add_measure] >> nth=0")
    page.fill("#id_new-1-0-titles", TYPED)
    Session.objects.all().delete()
    page.click("[name=_save]")
    page.wait_for_url("**/admin/login/**")
    expect(page.get_by_text("สิ่งที่กรอกยังอยู่ครบ")).to_be_visible()
    sign_in_again(page)
    expect(page.get_by_text(TYPED)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="กลับไปที่แบบฟอร์มพร้อมสิ่งที่กรอกไว้").click()
    assert page.input_value("#id_new-1-0-titles") == TYPED
    assert page.locator(".kept-offer").count() == 0
    page.click("[name=_save]")
    expect(page.locator(".success")).to_be_visible()
    assert Measure.objects.filter(titles=TYPED).count() == 1


def test_a_closed_page_offers_what_was_typed(sign_in, reference):
    plan = reference.plan
    page = sign_in(change(plan))
    page.click("[name=_add_measure] >> nth=0")
    page.fill("#id_new-1-0-titles", TYPED)
    page.fill("#id_monitoring", "ติดตามทุกเดือน")
    page.wait_for_timeout(500)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(page.url.partition("?")[0])
    offer = page.locator(".kept-offer")
    expect(offer).to_contain_text("ซึ่งยังไม่ได้บันทึก")
    assert_accessible(page)
    offer.get_by_role("button", name="นำกลับมาใส่").click()
    page.wait_for_url("**_answer=**")
    assert page.input_value("#id_new-1-0-titles") == TYPED
    assert page.input_value("#id_monitoring") == "ติดตามทุกเดือน"
    page.click("[name=_save]")
    expect(page.locator(".success")).to_be_visible()
    plan.refresh_from_db()
    assert plan.monitoring == "ติดตามทุกเดือน"
    page.goto(page.url)
    assert page.locator(".kept-offer").count() == 0, "saved, nothing is offered"


def test_signing_out_takes_what_was_typed_along(sign_in, reference):
    page = sign_in(change(reference.plan))
    page.fill("#id_monitoring", TYPED)
    page.wait_for_timeout(500)
    assert kept(page) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#logout-form button")
    page.wait_for_url("**/admin/logout/**")
    assert kept(page) == 0


def test_without_a_network_the_button_says_so_and_all_stays(sign_in, reference):
    page = sign_in(change(reference.plan))
    page.fill(titles(reference.plan), TYPED)
    page.context.set_offline(True)
    button = page.locator(".submit-row [name=_save]")
    expect(button).to_have_value("ไม่มีเครือข่าย บันทึกไม่ได้ขณะนี้")
    button.click()
    expect(page.locator(".form-said")).to_contain_text("สิ่งที่กรอกยังอยู่ครบ")
    assert page.input_value(titles(reference.plan)) == TYPED
    page.context.set_offline(False)
    expect(button).to_have_value("บันทึก")
    button.click()
    expect(page.locator(".success")).to_be_visible()
    assert measure_of(reference.plan, 1).titles == TYPED


def test_without_scripts_a_form_is_kept_over_an_ended_session(sign_in, reference):
    page = sign_in(UNITS, java_script=False)
    page.select_option("#id_agency", str(reference.agency_id))
    page.fill("#id_name", "กองสวัสดิการสังคม")
    page.fill("#id_position", "9")
    Session.objects.all().delete()
    page.click("[name=_save]")
    sign_in_again(page)
    page.get_by_role("button", name="ส่งสิ่งที่กรอกไว้อีกครั้ง").click()
    page.wait_for_url(re.compile("/admin/measures/unit/$"))
    assert Unit.objects.filter(name="กองสวัสดิการสังคม").count() == 1
