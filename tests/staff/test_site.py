"""The admin as a whole: Thai throughout, strict CSP, catalogues in step with their sources."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group, Permission, User

from assessments.models import Agency, Criteria
from measures.models import MeasurePlan, Unit
from scripts.compile_messages import FOLDER, compiled, read_catalogue

from ..page import Page, html_of, stamp_of


@pytest.fixture
def pages(client, reference, admin_user):
    """Addresses of every kind of page in the admin, visited as its administrator."""
    client.force_login(admin_user)
    plan, unit, group = MeasurePlan.objects.get(), Unit.objects.first(), Group.objects.create(name="กลุ่มทดลอง")
    criteria, agency, user = Criteria.objects.for_year(2568), Agency.objects.get(), User.objects.create_user("somsri")
    ids = {
        "assessments/assessment": reference.pk,
        "assessments/criteria": criteria.pk,
        "assessments/agency": agency.pk,
        "measures/measureplan": plan.pk,
        "measures/unit": unit.pk,
        "auth/user": user.pk,
        "auth/group": group.pk,
    }
    found = ["", "assessments/", "measures/", "auth/", "password_change/", f"auth/user/{user.pk}/password/"]
    for model, pk in ids.items():
        found += [f"{model}/", f"{model}/?q=zzz", f"{model}/add/", f"{model}/{pk}/change/", f"{model}/{pk}/history/"]
        if model != "assessments/assessment":
            found.append(f"{model}/{pk}/delete/")
    return [f"/admin/{path}" for path in found]


@pytest.mark.slow
def test_every_page_is_thai_and_has_nothing_inline(client, pages):
    for url in pages:
        response = client.get(url, follow=True)
        assert response.status_code == 200, url
        page = Page(response)
        assert page.english == set(), url
        assert page.inline == [], url


def test_empty_forms_are_refused_in_thai(client, pages):
    for url in [url for url in pages if url.endswith("/add/") or "password" in url]:
        sent = {"tools-TOTAL_FORMS": 0, "tools-INITIAL_FORMS": 0, "password1": "ๆ"}  # without any, one is generated
        response = client.post(url, sent)
        assert response.status_code == 200, url
        page = Page(response)
        assert page.english <= {"TOTAL", "INITIAL", "FORMS", "indicators", "levels", "oit", "items", "conclusions"}, url
        assert page.inline == [], url


def test_sign_in_is_thai_and_locks_with_a_thai_page(client, admin_user):
    response = client.post("/admin/login/", {"username": "admin", "password": "wrong"}, REMOTE_ADDR="10.9.8.7")
    page = Page(response)
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in " ".join(page.words)
    assert page.english == set()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = client.post("/admin/login/", {"username": "admin", "password": "wrong"}, REMOTE_ADDR="10.9.8.7")
    assert response.status_code == 429
    page = Page(response, status=429)
    assert "ระงับการเข้าสู่ระบบชั่วคราว" in " ".join(page.words)
    assert page.english == set()
    assert page.inline == []


def test_permissions_are_named_in_thai_and_saved(client, admin_user, criteria):
    client.force_login(admin_user)
    page = html_of(client.get("/admin/auth/group/add/"))
    assert "แก้ไขผลการประเมิน" in page
    assert "ประวัติ" not in page
    wanted = Permission.objects.get(codename="change_assessment")
    client.post("/admin/auth/group/add/", {"name": "ทดลอง", "permissions": [wanted.pk]})
    assert list(Group.objects.get(name="ทดลอง").permissions.all()) == [wanted]


def test_a_user_can_be_added_and_renamed(client, admin_user):
    client.force_login(admin_user)
    password = {"password1": "รหัสที่ยาวพอ-42", "password2": "รหัสที่ยาวพอ-42", "usable_password": "true"}
    client.post("/admin/auth/user/add/", {"username": "somsri"} | password)
    user = User.objects.get(username="somsri")
    data = {"username": "somsri", "first_name": "สมศรี", "is_active": "on"}
    data |= {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    address = f"/admin/auth/user/{user.pk}/change/"
    client.post(address, data | stamp_of(client, address))
    user.refresh_from_db()
    assert user.first_name == "สมศรี"


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_compiled_catalogues_are_in_step_with_their_sources(name):
    messages = read_catalogue((FOLDER / f"{name}.po").read_text(encoding="utf-8"))
    assert (FOLDER / f"{name}.mo").read_bytes() == compiled(messages)


@pytest.mark.parametrize("name", ["django", "djangojs"])
def test_translations_keep_their_placeholders(name):
    messages = read_catalogue((FOLDER / f"{name}.po").read_text(encoding="utf-8"))
    del messages[""]
    for key, text in messages.items():
        source = key.split("\0")[0].split("\x04")[-1]
        assert text, key
        named = re.compile(r"%\(\w+\)(?=[sdr])|%[sd]|\{\w*\}")  # %(max)s may stand for %(max)d: in Thai digits
        assert set(named.findall(text)) <= set(named.findall(key)), key
        positional = re.compile(r"%[sd]")  # these must all be there
        assert positional.findall(text) == positional.findall(source), key


def test_the_scripts_words_are_ours(client, admin_user):
    client.force_login(admin_user)
    catalogue = html_of(client.get("/admin/jsi18n/"))
    assert (
        "\\u0e27\\u0e31\\u0e19\\u0e2d\\u0e32\\u0e17\\u0e34\\u0e15\\u0e22\\u0e4c" in catalogue or "วันอาทิตย์" in catalogue
    )
