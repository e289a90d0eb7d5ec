"""Forms that are sent twice, too late, or after the session has ended: done once, and nothing typed is lost."""

import re
import threading

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client, RequestFactory
from django.urls import reverse

from itaportal.models import SentForm
from itaportal.web import sent_forms
from itaportal.web.form_tokens import FormTokens
from itaportal.web.sent_forms import ANSWER, FIELD, Claim, Differs, StillRunning, Token
from measures import actions as measures_actions
from measures.models import Measure, Unit
from tests.page import Page, html_of

pytestmark = pytest.mark.django_db

UNITS = "/admin/measures/unit/add/"
_FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


def tokens_on(page: str) -> list[str]:
    return re.findall(rf'name="{FIELD}" value="([^"]+)"', page)


def token_of(page: str, field: str) -> str:
    """The token of the form that has this field."""
    (form,) = [form for form in _FORM.findall(page) if f'name="{field}"' in form]
    (token,) = tokens_on(form)
    return token


@pytest.fixture
def unit(admin_client, reference):
    """The form of a new unit as it was shown, filled in."""
    page = html_of(admin_client.get(UNITS))
    return {
        "agency": str(reference.agency_id),
        "name": "กองสวัสดิการสังคม",
        "position": "9",
        "_save": "บันทึก",
        FIELD: token_of(page, "position"),
    }


def units():
    return Unit.objects.filter(name__startswith="กองสวัสดิการสังคม").count()


# --- every form has its token


def _pages(assessment):
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        names = {pattern.name for pattern in model_admin.get_urls()}
        row = model._base_manager.order_by("pk").first()
        for kind in ("changelist", "add", "import"):
            if f"{name.partition(':')[2]}_{kind}" in names:
                yield reverse(f"{name}_{kind}")
        for kind in ("change", "delete"):
            if row is not None and f"{name.partition(':')[2]}_{kind}" in names:
                yield reverse(f"{name}_{kind}", args=[row.pk])
    yield from (
        f"/admin/itaportal/paragraphtext/for/{assessment.pk}/",
        f"/admin/itaportal/paragraphtext/seal/{assessment.agency_id}/",
        f"/admin/new-year/{assessment.pk}/",
        reverse("admin:itaportal_publication_check", args=[assessment.pk]),
        reverse("admin:password_change"),
    )


@pytest.mark.slow
def test_every_form_of_every_registered_admin_has_a_token_of_its_own(admin_client, reference):
    seen = []
    for address in _pages(reference):
        response = admin_client.get(address)
        if response.status_code in (302, 403, 404):  # no such page for this model
            continue
        forms = [form for form in _FORM.findall(html_of(response)) if "csrfmiddlewaretoken" in form]
        tokens = [token for form in forms for token in tokens_on(form)]
        assert len(tokens) == len(set(tokens)) == len(forms), address
        assert all(Token.read(token) for token in tokens), address
        seen += [address] * (len(forms) > 1)  # more than the one for signing out
    assert {UNITS, "/admin/assessments/agency/add/", "/admin/auth/user/add/"} <= set(seen)
    assert len(seen) > 20, seen


def test_public_pages_have_none(admin_client, reference):
    assert FIELD not in html_of(admin_client.get("/chanuwan/2568/"))


# --- pressed twice


def test_a_second_press_is_not_done_again_and_is_told_so(admin_client, unit):
    first = admin_client.post(UNITS, unit)
    assert (first.status_code, units()) == (302, 1)
    again = admin_client.post(UNITS, unit | {"_list": "1"}, follow=True)  # whichever button saves
    assert units() == 1
    text = Page(again).text
    assert re.search(r"บันทึกแล้วเมื่อวันที่ .+ เวลา [๐-๙]{2}\.[๐-๙]{2} น\. การกดครั้งที่สองไม่ได้บันทึกซ้ำ", text)
    assert text.count("กองสวัสดิการสังคม” สำเร็จแล้ว") <= 1
    assert again.redirect_chain[0][0] == first["Location"]


def test_a_form_without_a_token_is_handed_on(admin_client, unit):
    del unit[FIELD]
    assert admin_client.post(UNITS, unit).status_code == 302
    assert not SentForm.objects.exists()


def test_a_measure_is_stored_once(admin_client, reference):
    plan = reference.plan
    address = f"/admin/measures/measureplan/{plan.pk}/change/"
    shown = admin_client.get(address)
    fields = {
        "monitoring": plan.monitoring,
        "new": "1-0",
        "new-1-0-titles": "โครงการใหม่",
        "_save": "1",
        FIELD: token_of(html_of(shown), "monitoring"),
    }
    before = Measure.objects.count()
    stored = {}
    for measure in plan.measures.all():
        stored[f"measure-{measure.pk}-titles"] = measure.titles
    for _ in range(2):
        response = admin_client.post(address, fields | stored)
        assert response.status_code in (302, 303)
    assert Measure.objects.count() == before + 1


def test_other_contents_after_it_was_done_are_asked_about(admin_client, unit):
    admin_client.post(UNITS, unit)
    changed = unit | {"name": "กองสวัสดิการสังคมและชุมชน"}
    page = admin_client.post(UNITS, changed, follow=True)
    assert units() == 1
    assert "แบบฟอร์มนี้บันทึกแล้วเมื่อ" in Page(page).text
    assert "กองสวัสดิการสังคมและชุมชน" in Page(page).text
    sent = {FIELD: token_of(html_of(page), "position")} | {key: changed[key] for key in ("agency", "name", "position")}
    for _ in range(2):
        assert admin_client.post(UNITS, sent).status_code in (302, 303)
        assert units() == 2


def test_a_deletion_pressed_twice_is_no_missing_page(admin_client, reference):
    unit = Unit.objects.create(agency=reference.agency, name="กองที่ยุบ", position=99)
    address = f"/admin/measures/unit/{unit.pk}/delete/"
    sent = {"post": "yes", FIELD: token_of(html_of(admin_client.get(address)), "post")}
    admin_client.post(address, sent)
    text = Page(admin_client.post(address, sent, follow=True)).text
    assert "ทำรายการนี้แล้วเมื่อ" in text
    assert "การกดครั้งที่สองไม่ได้ทำซ้ำ" in text


def test_signing_in_twice_leads_on(client, admin_user):
    strict = Client(enforce_csrf_checks=True)
    page = html_of(strict.get("/admin/login/?next=/admin/files/"))
    (csrf,) = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', page)
    sent = {"username": "admin", "password": "admin", "csrfmiddlewaretoken": csrf, "next": "/admin/files/"}
    for _ in range(2):
        response = strict.post("/admin/login/", sent)
        assert response.status_code in (302, 303)
        assert response["Location"] == "/admin/files/"


def test_a_pop_up_stores_once(admin_client, unit):
    address = f"{UNITS}?_popup=1"
    unit[FIELD] = token_of(html_of(admin_client.get(address)), "position")
    first = admin_client.post(address, unit | {"_popup": "1"}, follow=True)
    again = admin_client.post(address, unit | {"_popup": "1"}, follow=True)
    assert units() == 1
    assert html_of(first) == html_of(again)
    assert "popup_response" in html_of(first)


# --- answered with a page


def test_a_refused_form_is_a_page_that_can_be_fetched_again(admin_client, unit):
    refused = unit | {"name": ""}
    response = admin_client.post(UNITS, refused)
    assert response.status_code == 303
    assert response["Location"].startswith(f"{UNITS}?{ANSWER}=")
    pages = [html_of(admin_client.get(response["Location"])) for _ in range(2)]
    assert all("errorlist" in page and 'value="9"' in page for page in pages)
    assert token_of(pages[0], "position") != token_of(pages[1], "position")
    again = unit | {FIELD: token_of(pages[1], "position")}
    assert admin_client.post(response["Location"], again)["Location"] == "/admin/measures/unit/"
    assert units() == 1


def test_the_page_is_shown_to_nobody_else(admin_client, unit):
    place = admin_client.post(UNITS, unit | {"name": ""})["Location"]
    other = Client()
    other.force_login(User.objects.create_superuser("other"))
    assert other.get(place)["Location"] == UNITS
    assert Client().get(place)["Location"].startswith("/admin/login/?next=")


def test_a_script_that_asks_gets_its_answer_at_once(admin_client, unit):
    response = admin_client.post(UNITS, unit | {"name": ""}, headers={"Sec-Fetch-Dest": "empty"})
    assert response.status_code == 200
    assert not SentForm.objects.exists()


def test_what_was_sent_goes_with_signing_out(admin_client, unit):
    admin_client.post(UNITS, unit | {"name": ""})
    assert SentForm.objects.count() == 1
    admin_client.post("/admin/logout/", {FIELD: str(Token.new(SentForm.objects.get().person))})
    assert not SentForm.objects.exists()


# --- after the session has ended


def test_a_form_of_an_ended_session_is_kept_and_offered(admin_client, admin_user, unit):
    admin_client.logout()
    SentForm.objects.all().delete()
    response = admin_client.post(UNITS, unit)
    assert response.status_code == 303
    assert units() == 0
    login = admin_client.get(response["Location"])
    assert "สิ่งที่กรอกยังอยู่ครบ" in Page(login).text
    there = re.search(r'name="next" value="([^"]+)"', html_of(login))[1].replace("&amp;", "&")
    signed_in = admin_client.post("/admin/login/", {"username": "admin", "password": "admin", "next": there})
    offered = admin_client.get(signed_in["Location"])
    assert "กองสวัสดิการสังคม" in Page(offered).text
    sent = {name: unit[name] for name in ("agency", "name", "position")}
    sent[FIELD] = token_of(html_of(offered), "position")
    for _ in range(2):
        assert admin_client.post(UNITS, sent)["Location"] == "/admin/measures/unit/"
    assert units() == 1
    assert admin_client.get(signed_in["Location"])["Location"] == "/admin/measures/unit/"


def test_what_was_typed_is_offered_to_its_own_person_alone(admin_client, unit):
    admin_client.logout()
    response = admin_client.post(UNITS, unit)
    there = re.search(r'name="next" value="([^"]+)"', html_of(admin_client.get(response["Location"])))[1]
    other = Client()
    other.force_login(User.objects.create_superuser("other"))
    assert other.get(there.replace("&amp;", "&"))["Location"] == UNITS


def test_of_a_form_with_a_file_the_texts_are_kept(admin_client, unit):
    admin_client.logout()
    response = admin_client.post(UNITS, unit | {"seal": SimpleUploadedFile("seal.png", b"x")})
    login = admin_client.get(response["Location"])
    assert "ข้อความที่กรอกยังอยู่ครบ ส่วนไฟล์ต้องเลือกใหม่" in Page(login).text
    there = re.search(r'name="next" value="([^"]+)"', html_of(login))[1].replace("&amp;", "&")
    admin_client.post("/admin/login/", {"username": "admin", "password": "admin", "next": there})
    page = Page(admin_client.get(there))
    assert "กองสวัสดิการสังคม" in page.text
    assert "ส่วนไฟล์ต้องเลือกใหม่ในแบบฟอร์ม" in page.text
    assert "ส่งสิ่งที่กรอกไว้อีกครั้ง" not in page.text


def test_a_password_is_never_kept(admin_client, admin_user):
    page = html_of(admin_client.get("/admin/password_change/"))
    token = token_of(page, "old_password")
    admin_client.logout()
    admin_client.post("/admin/password_change/", {FIELD: token, "old_password": "secret words"})
    assert not SentForm.objects.exists()


def test_a_form_of_before_the_last_signing_in_is_kept(admin_user, reference, unit):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    response = strict.post(UNITS, unit | {"csrfmiddlewaretoken": "x" * 64})
    page = strict.get(response["Location"])
    assert "แบบฟอร์มนี้เปิดไว้ก่อนการเข้าสู่ระบบครั้งล่าสุด" in Page(page).text
    assert units() == 0
    sent = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html_of(page).rpartition("<form")[2])
    )
    assert strict.post(UNITS, sent | {FIELD: token_of(html_of(page), "position")}).status_code == 302
    assert units() == 1


def test_what_was_typed_into_something_deleted_can_be_read(admin_client, reference):
    plan = reference.plan
    address = f"/admin/measures/measureplan/{plan.pk}/change/"
    sent = {"monitoring": "ติดตามทุกเดือน", FIELD: token_of(html_of(admin_client.get(address)), "monitoring")}
    plan.delete()
    page = Page(admin_client.post(address, sent, follow=True))
    assert "มีผู้ลบรายการนี้แล้ว" in page.text
    assert "ติดตามทุกเดือน" in page.text


def test_a_form_that_is_not_ours_is_not_kept(admin_user, unit):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(admin_user)
    response = strict.post(UNITS, unit | {FIELD: "made up", "csrfmiddlewaretoken": "x" * 64})
    assert "ยังไม่ได้บันทึก" in Page(response, status=403).text
    assert not SentForm.objects.exists()


# --- the table


def test_a_failed_view_leaves_the_form_free(admin_user):
    def fail(request):
        raise RuntimeError

    token = Token.new(admin_user.pk)
    request = RequestFactory().post(UNITS, {FIELD: str(token)})
    request.user = admin_user
    with pytest.raises(RuntimeError):
        FormTokens(fail)(request)
    assert isinstance(sent_forms.claim(token, "a"), Claim)


def test_claims_are_answered_waited_for_and_taken_over(db):
    token = Token.new(1)
    first = sent_forms.claim(token, "a")
    with pytest.raises(StillRunning):
        sent_forms.claim(token, "a", wait=0)
    SentForm.objects.update(sent_at=SentForm.objects.get().sent_at - sent_forms.DEAD * 2)
    second = sent_forms.claim(token, "a", wait=0)
    assert isinstance(second, Claim)
    first.finish(state="done", address="/late/")
    assert SentForm.objects.get().state == "running", "who lost the claim notes nothing"
    second.finish(state="done", address="/there/")
    assert sent_forms.claim(token, "a", wait=0).address == "/there/"
    with pytest.raises(Differs):
        sent_forms.claim(token, "b", wait=0)


def test_a_token_is_read_only_as_it_was_made():
    token = Token.new(7)
    assert Token.read(str(token)) == token
    assert Token.read(str(token).replace("7.", "8.", 1)) is None
    assert Token.read("") is None


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_presses_at_once_store_one(reference, admin_user, monkeypatch):
    first = Client()
    first.force_login(admin_user)
    token = token_of(html_of(first.get(UNITS)), "position")
    sent = {"agency": str(reference.agency_id), "name": "กองสวัสดิการสังคม", "position": "9", FIELD: token}
    start = threading.Barrier(4)
    answers = []

    def press():
        client = Client()
        client.force_login(admin_user)
        start.wait()
        try:
            answers.append(client.post(UNITS, sent)["Location"])
        finally:
            connections.close_all()

    saved = threading.Event()
    save = measures_actions.save_unit

    def slowly(**values):
        saved.wait(0.7)  # a slow answer
        save(**values)

    monkeypatch.setattr(measures_actions, "save_unit", slowly)
    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == ["/admin/measures/unit/"] * 4
    assert units() == 1
