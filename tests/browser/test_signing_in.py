"""Signing in as people meet it: the first password is changed before anything else, and a pause says its end."""

import re

from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from .checks import assert_accessible, assert_no_sideways_scroll, keep_picture

OWN = "มะม่วงสุกงอม-๙"


def enter(page: Page, name: str, password: str) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    with page.expect_navigation():
        page.click("#login-form input[type=submit]")


def look(page: Page, name: str) -> None:
    """The page is in order at both widths."""
    assert_accessible(page)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert_no_sideways_scroll(page)
        keep_picture(page, f"{name}-{width}")


def change(page: Page, old: str, new: str) -> None:
    for name, value in (("old_password", old), ("new_password1", new), ("new_password2", new)):
        page.fill(f"#id_{name}", value)
    with page.expect_navigation():
        page.click("#password_change_form input[type=submit]")


def test_a_first_password_is_handed_over_and_changed_before_anything_else(sign_in, open_page, live_server):
    page = sign_in("/admin/auth/user/add/")
    look(page, "user-add")
    page.fill("#id_username", "somsri")
    page.click("#user_form input[name=_save]")
    expect(page.locator("h1")).to_have_text("รหัสผ่านแรก")
    first = page.locator(".first-password code").last.inner_text()
    look(page, "first-password")
    User.objects.filter(username="somsri").update(is_staff=True, is_superuser=True)

    theirs = open_page("/admin/login/?next=/admin/files/")
    enter(theirs, "somsri", first)
    expect(theirs.locator("h1")).to_have_text("ตั้งรหัสผ่านของท่านก่อนใช้งาน")
    look(theirs, "first-password-change")
    theirs.goto(f"{live_server.url}/admin/auth/user/")
    expect(theirs.locator("h1")).to_have_text("ตั้งรหัสผ่านของท่านก่อนใช้งาน")
    change(theirs, first, "ITA Portal 2569")
    assert "ชื่อระบบหรือชื่อหน่วยงาน" in theirs.locator(".field-new_password1 .errorlist").inner_text()
    look(theirs, "first-password-refused")
    change(theirs, first, OWN)
    expect(theirs.locator("h1")).not_to_have_text("ตั้งรหัสผ่านของท่านก่อนใช้งาน")
    assert theirs.url.startswith(f"{live_server.url}/admin/auth/user/")
    theirs.go_back()  # to the page that asked for the password
    theirs.goto(f"{live_server.url}/admin/")
    look(theirs, "after-change")


def test_a_pause_says_when_it_ends(open_page, live_server, db):
    page = open_page("/admin/login/")
    look(page, "login")
    tries = page.context.new_page()  # whose console may say that the answer is 429
    tries.goto(f"{live_server.url}/admin/login/")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        enter(tries, "somsri", "wrong")
    assert re.search(r"ตั้งแต่เวลา [๐-๙]{2}\.[๐-๙]{2} น\.", tries.locator("#content").inner_text())
    look(tries, "pause")
