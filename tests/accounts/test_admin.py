"""Accounts in the admin: an administrator manages staff and cannot raise anybody above an administrator."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client

from assessments.models import Agency, Membership
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR, VIEWER

from ..page import Page, html_of, stamp_of

ADD = "/admin/auth/user/add/"


def url(user: User, page: str = "change/") -> str:
    return f"/admin/auth/user/{user.pk}/{page}"


def sent(user: User, **changes) -> dict:
    """What the page of a user sends, without agencies."""
    data = {"username": user.username, "is_active": "on", "is_staff": "on"}
    data |= {"groups": [group.pk for group in user.groups.all()]}
    return data | {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0} | changes


@pytest.fixture
def agency(db) -> Agency:
    return Agency.objects.create(slug="trial", name="อบต.ทดลอง", short_name="อบต.ทดลอง", kind="อบต.", province="ตาก")


@pytest.fixture
def boss(person) -> User:
    return person(ADMINISTRATOR, name="boss")


@pytest.fixture
def administrator(boss) -> Client:
    client = Client()
    client.force_login(boss)
    return client


def test_an_administrator_adds_staff_with_a_role_and_an_agency(administrator, roles, agency):
    password = {"password1": "รหัสที่ยาวพอ-42", "password2": "รหัสที่ยาวพอ-42", "usable_password": "true"}
    administrator.post(ADD, {"username": "somsri", "is_superuser": "on", "is_staff": "on"} | password)
    user = User.objects.get(username="somsri")
    assert (user.is_superuser, user.is_staff) == (False, False)
    rows = {"memberships-TOTAL_FORMS": 1, "memberships-0-agency": agency.pk, "memberships-0-user": user.pk}
    answer = administrator.post(
        url(user), sent(user, groups=[roles[EDITOR].pk], **rows) | stamp_of(administrator, url(user))
    )
    assert answer.status_code == 302
    user.refresh_from_db()
    assert [group.name for group in user.groups.all()] == [EDITOR]
    assert list(Membership.objects.filter(user=user).values_list("agency__slug", flat=True)) == ["trial"]


def test_an_administrator_makes_nobody_a_superuser(administrator, boss, person):
    for user in (boss, person(EDITOR)):
        page = html_of(administrator.get(url(user)))
        assert 'name="is_superuser"' not in page
        assert 'name="user_permissions"' not in page
        permission = Permission.objects.get(codename="change_group")
        answer = administrator.post(url(user), sent(user, is_superuser="on", user_permissions=[permission.pk]))
        assert answer.status_code == 302
        user.refresh_from_db()
        assert not user.is_superuser
        assert not user.user_permissions.exists()


@pytest.mark.parametrize("kind", ["superuser", "sleeping superuser", "stronger group", "own permission"])
def test_an_administrator_only_looks_at_stronger_accounts(administrator, kind):
    stronger = User.objects.create_user(
        "stronger", password="เดิม", is_superuser="superuser" in kind, is_active="sleeping" not in kind
    )
    power = Permission.objects.get(codename="change_group")
    if kind == "stronger group":
        stronger.groups.add(Group.objects.create(name="กลุ่มที่มีสิทธิ์มากกว่า"))
        stronger.groups.get().permissions.add(power)
    elif kind == "own permission":
        stronger.user_permissions.add(power)
    looked = administrator.get(url(stronger))
    assert looked.status_code == 200
    assert 'name="_save"' not in html_of(looked)
    new = {"password1": "รหัสที่ยาวพอ-42", "password2": "รหัสที่ยาวพอ-42"}
    assert administrator.post(url(stronger), sent(stronger, email="x@example.org")).status_code == 403
    assert administrator.post(url(stronger, "password/"), new).status_code == 403
    assert administrator.post(url(stronger, "delete/"), {"post": "yes"}).status_code == 403
    stronger.refresh_from_db()
    assert stronger.check_password("เดิม")
    assert stronger.email == ""


def test_an_administrator_gives_no_group_that_can_do_more(administrator, person):
    group = Group.objects.create(name="กลุ่มที่มีสิทธิ์มากกว่า")
    group.permissions.add(Permission.objects.get(codename="change_group"))
    user = person(EDITOR)
    assert group.name not in html_of(administrator.get(url(user)))
    answer = administrator.post(url(user), sent(user, groups=[group.pk]))
    assert answer.status_code == 200
    assert [item.name for item in user.groups.all()] == [EDITOR]


def test_an_administrator_reads_groups_and_changes_none(administrator, roles):
    group = roles[EDITOR]
    page = administrator.get(f"/admin/auth/group/{group.pk}/change/")
    assert "แก้ไขผลการประเมิน" in html_of(page)
    assert 'name="_save"' not in html_of(page)
    assert administrator.post(f"/admin/auth/group/{group.pk}/change/", {"name": "x"}).status_code == 403
    assert administrator.get(f"/admin/auth/group/{group.pk}/delete/").status_code == 403


def test_nobody_deletes_the_account_they_are_using(administrator, boss, admin_client):
    assert administrator.post(url(boss, "delete/"), {"post": "yes"}).status_code == 403
    me = User.objects.get(username="admin")
    assert admin_client.post(url(me, "delete/"), {"post": "yes"}).status_code == 403


def test_a_superuser_may_do_all_of_that(admin_client, person, agency):
    user = person(EDITOR)
    answer = admin_client.post(url(user), sent(user, is_superuser="on") | stamp_of(admin_client, url(user)))
    assert answer.status_code == 302
    user.refresh_from_db()
    assert user.is_superuser


@pytest.mark.parametrize("role", [VIEWER, EDITOR, APPROVER])
def test_other_roles_see_no_accounts(person, role, boss):
    client = Client()
    client.force_login(person(role))
    for path in ("/admin/auth/user/", url(boss), url(boss, "password/"), ADD, "/admin/auth/group/"):
        assert client.get(path).status_code == 403, path


def test_what_an_administrator_sees_is_thai(administrator, boss, roles, admin_user, agency):
    Membership.objects.create(user=boss, agency=agency)
    for path in ("/admin/", "/admin/auth/user/", url(boss), url(admin_user), "/admin/auth/group/"):
        page = Page(administrator.get(path))
        assert page.english <= {"boss"}, path
        assert page.inline == [], path
    group = f"/admin/auth/group/{roles[EDITOR].pk}/change/"
    assert Page(administrator.get(group)).english <= {"boss"}


def test_agencies_are_searched_for_where_they_are_many(administrator, boss, agency):
    Agency.objects.bulk_create(
        Agency(slug=f"a{n}", name=f"อบต.{n}", short_name=f"อบต.{n}", kind="อบต.", province="ตาก") for n in range(301)
    )
    page = administrator.get(url(boss)).content
    assert b"admin-autocomplete" in page
    assert len(page) < 60_000
