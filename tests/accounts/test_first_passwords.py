"""A password that somebody else gave is shown once, and changed before anything else."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments.roles import ADMINISTRATOR, EDITOR
from itaportal.accounts import actions
from itaportal.accounts.models import FirstPassword
from itaportal.models import SentForm

from ..page import Page, html_of

CHANGE = "/admin/password_change/"
OWN = "มะม่วงสุกงอม-๙"


@pytest.fixture
def administrator(person) -> Client:
    client = Client()
    client.force_login(person(ADMINISTRATOR, name="boss"))
    return client


@pytest.fixture
def somsri(person, reference) -> User:
    return person(EDITOR, reference.agency, name="somsri")


def shown(response) -> str:
    """The password on the page that shows it."""
    assert response.status_code == 200
    return re.search(r"<code>((?:[a-z2-9]{4}-){3}[a-z2-9]{4})</code>", html_of(response))[1]


def signed_in(password: str, name: str = "somsri") -> Client:
    client = Client()
    answer = client.post("/admin/login/", {"username": name, "password": password, "next": "/admin/files/"})
    assert answer.status_code == 302
    return client


def change(client: Client, old: str, new: str = OWN, **more: str):
    return client.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": new, **more})


def test_a_new_accounts_password_is_generated_and_shown_once(administrator):
    page = html_of(administrator.get("/admin/auth/user/add/"))
    token = re.search(r'name="form_token" value="([^"]+)"', page.rpartition('id="user_form"')[2])[1]
    sent = {"username": "somchai", "usable_password": "true", "password1": "", "password2": "", "form_token": token}
    response = administrator.post("/admin/auth/user/add/", sent)
    password = shown(response)
    assert "no-store" in response["Cache-Control"]
    user = User.objects.get(username="somchai")
    assert user.check_password(password)
    assert FirstPassword.objects.filter(user=user).exists()
    assert not SentForm.objects.filter(body__isnull=False).exists(), "an answer that is kept could be read again"
    again = administrator.get(f"/admin/auth/user/{user.pk}/change/")
    assert password not in Page(again).text


def test_a_password_that_an_administrator_typed_is_a_first_one_too(administrator, somsri):
    typed = {"password1": "ที่ผู้อื่นตั้งให้", "password2": "ที่ผู้อื่นตั้งให้", "usable_password": "true"}
    administrator.post("/admin/auth/user/add/", {"username": "somchai"} | typed)
    administrator.post(f"/admin/auth/user/{somsri.pk}/password/", typed | {"set-password": "1"})
    assert {row.user.username for row in FirstPassword.objects.all()} == {"somchai", "somsri"}
    assert User.objects.get(username="somsri").check_password("ที่ผู้อื่นตั้งให้")


def test_a_password_typed_once_is_refused_and_not_replaced(administrator, somsri):
    response = administrator.post(f"/admin/auth/user/{somsri.pk}/password/", {"password1": "ที่ผู้อื่นตั้งให้"})
    assert 'class="errorlist"' in html_of(response)
    somsri.refresh_from_db()
    assert somsri.check_password("รหัสผ่าน")


def test_a_new_password_for_somebody_ends_their_sessions(administrator, somsri):
    open_session = signed_in("รหัสผ่าน")
    assert open_session.get("/admin/").status_code == 200
    shown(administrator.post(f"/admin/auth/user/{somsri.pk}/password/", {"usable_password": "true"}))
    assert open_session.get("/admin/")["Location"].startswith("/admin/login/")


def test_administrators_see_who_has_yet_to_change_one(administrator, somsri, django_assert_max_num_queries):
    said = "ใช้งานอยู่ (ยังไม่ได้เปลี่ยนรหัสผ่านแรก)"
    assert said not in Page(administrator.get("/admin/auth/user/")).text
    actions.give_password(user=somsri, by=None)
    assert Page(administrator.get("/admin/auth/user/")).text.count(said) == 1
    with CaptureQueriesContext(connection) as of_two:
        administrator.get("/admin/auth/user/")
    for number in range(5):
        actions.must_change(user=User.objects.create_user(f"user-{number}", is_staff=True))
    with django_assert_max_num_queries(len(of_two)):
        assert Page(administrator.get("/admin/auth/user/")).text.count(said) == 6


def test_switching_passwords_off_gives_none(administrator, somsri):
    answer = administrator.post(
        f"/admin/auth/user/{somsri.pk}/password/", {"usable_password": "false", "unset-password": "1"}
    )
    assert answer.status_code == 302
    somsri.refresh_from_db()
    assert not somsri.has_usable_password()
    assert not FirstPassword.objects.exists()


def test_nobody_sets_their_own_password_without_the_old_one(administrator):
    boss = User.objects.get(username="boss")
    for method in (administrator.get, administrator.post):
        answer = method(f"/admin/auth/user/{boss.pk}/password/")
        assert (answer.status_code, answer["Location"]) == (302, CHANGE)
    boss.refresh_from_db()
    assert boss.check_password("รหัสผ่าน")


def test_nothing_comes_before_the_change(somsri, reference):
    """Not the admin, not a form that is sent, not the drafts on the public pages."""
    first = actions.give_password(user=somsri, by=None)
    client = signed_in(first)
    assert client.get("/admin/files/?a=1")["Location"] == f"{CHANGE}?next=/admin/files/%3Fa%3D1"
    sent = client.post("/admin/measures/unit/add/", {"name": "กองช่าง", "agency": reference.agency_id})
    assert (sent.status_code, sent["Location"]) == (302, CHANGE)
    assert not reference.agency.units.filter(name="กองช่าง").exists()
    reference.status = "draft"
    reference.save()
    assert client.get("/chanuwan/2568/").status_code == 404
    page = Page(client.get(CHANGE))
    assert "ตั้งรหัสผ่านของท่านก่อนใช้งาน" in page.text
    assert page.english <= {"somsri", "ITA", "Portal"}
    change(client, first)
    assert client.get("/chanuwan/2568/").status_code == 200
    assert client.get("/admin/files/").status_code == 200


def test_the_change_leads_on_and_ends_what_was_kept(somsri):
    first = actions.give_password(user=somsri, by=None)
    client = signed_in(first)
    answer = change(client, first, next="/admin/files/")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/files/")
    assert not FirstPassword.objects.exists()
    assert signed_in(OWN).get("/admin/files/").status_code == 200


@pytest.mark.parametrize("next_", ["https://example.org/", "//example.org/", "javascript:x", CHANGE])
def test_the_change_leads_nowhere_else(somsri, next_):
    first = actions.give_password(user=somsri, by=None)
    answer = change(signed_in(first), first, next=next_)
    assert answer["Location"] in ("/admin/", CHANGE)


def test_two_tabs_and_the_back_button_meet_no_loop(somsri):
    first = actions.give_password(user=somsri, by=None)
    client = signed_in(first)
    second_tab = html_of(client.get(CHANGE))
    assert "old_password" in second_tab
    assert change(client, first).status_code == 302
    late = change(client, first, "อีกรหัสหนึ่งที่ยาวพอ")
    assert "รหัสผ่านเดิมไม่ถูกต้อง" in Page(late).text
    assert "ตั้งรหัสผ่านของท่านก่อนใช้งาน" not in Page(client.get(CHANGE)).text
    somsri.refresh_from_db()
    assert somsri.check_password(OWN)


def test_two_browsers_with_the_first_password_are_not_both_let_in(somsri):
    first = actions.give_password(user=somsri, by=None)
    mine, others = signed_in(first), signed_in(first)
    assert change(mine, first).status_code == 302
    assert others.get("/admin/")["Location"].startswith("/admin/login/")


def test_the_page_of_the_change_is_throttled_and_lets_sign_out(somsri):
    client = signed_in(actions.give_password(user=somsri, by=None))
    assert [change(client, "wrong").status_code for _ in range(6)] == [200] * 4 + [429] * 2
    assert client.get(CHANGE).status_code == 200
    assert client.post("/admin/logout/").status_code == 200
    assert client.get("/admin/")["Location"].startswith("/admin/login/")


def test_the_first_password_itself_is_no_new_password(somsri):
    first = actions.give_password(user=somsri, by=None)
    client = signed_in(first)
    assert "ต้องต่างจากรหัสผ่านเดิม" in Page(change(client, first, first)).text
    assert client.get("/admin/").status_code == 302


def test_changing_the_generated_password_removes_its_file(
    db, tmp_path, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(actions, "PASSWORD_FILE", tmp_path / "admin-password")
    user = User.objects.create_superuser("admin", password=actions.keep_password())
    other = User.objects.create_superuser("other", password="อีกรหัสหนึ่ง")
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_own_password(user=other, password=OWN, by=None)
    assert actions.kept_password()
    with django_capture_on_commit_callbacks(execute=True):
        actions.set_own_password(user=user, password=OWN, by=None)
    assert list(tmp_path.iterdir()) == []
