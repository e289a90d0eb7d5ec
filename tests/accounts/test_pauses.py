"""Guessing is slowed, and nobody is shut out by what a stranger does."""

import re
from datetime import datetime, timedelta
from io import StringIO

import pytest
import time_machine
from axes.models import AccessAttempt
from django.conf import settings as portal_settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from itaportal.accounts.pauses import MOST_NAMES, PAUSE

from ..page import Page

LIMIT = portal_settings.AXES_FAILURE_LIMIT
HERE, THERE = "203.0.113.7", "198.51.100.9"
CHANGE = "/admin/password_change/"


def sign_in(client: Client, password: str = "wrong", *, name: str = "somsri", address: str = HERE, **meta: str) -> int:
    """The status of a try to sign in: 302 in, 200 refused, 429 paused."""
    sent = {"username": name, "password": password}
    return client.post("/admin/login/", sent, REMOTE_ADDR=address, **meta).status_code


def guess(times: int = LIMIT, **where: str) -> list[int]:
    """The statuses of a stranger's guesses, each by another browser."""
    return [sign_in(Client(), HTTP_USER_AGENT=f"browser {number}", **where) for number in range(times)]


@pytest.fixture
def somsri(db) -> User:
    return User.objects.create_user("somsri", password="ของสมศรี", is_staff=True)


@pytest.fixture
def known(somsri) -> Client:
    """A browser in which somsri has signed in and out, from `HERE`."""
    client = Client()
    assert sign_in(client, "ของสมศรี") == 302
    client.post("/admin/logout/")
    return client


def test_five_failures_pause_a_name_from_an_address_and_from_no_other(somsri):
    assert guess() == [200] * (LIMIT - 1) + [429]
    assert sign_in(Client(), "ของสมศรี") == 429
    assert sign_in(Client(), "ของสมศรี", address=THERE) == 302
    assert sign_in(Client(), name="another") == 200


def test_a_stranger_at_the_same_address_does_not_shut_the_owner_out(known):
    assert guess()[-1] == 429
    assert sign_in(known, "ของสมศรี") == 302
    assert sign_in(Client(), "ของสมศรี") == 429, "the stranger's pause goes on"


def test_the_owners_own_device_is_paused_by_its_own_failures_alone(known):
    assert [sign_in(known) for _ in range(LIMIT)] == [200] * (LIMIT - 1) + [429]
    assert sign_in(known, "ของสมศรี", address=THERE) == 429, "a stolen cookie gives five guesses, from anywhere"
    assert sign_in(Client(), "ของสมศรี") == 302


def test_two_people_who_share_a_browser_are_both_known(known):
    User.objects.create_user("somchai", password="ของสมชาย", is_staff=True)
    assert sign_in(known, "ของสมชาย", name="somchai") == 302
    guess()
    guess(name="somchai")
    assert [sign_in(known, "ของสมศรี"), sign_in(known, "ของสมชาย", name="somchai")] == [302, 302]


@pytest.mark.parametrize(
    "what", ["another account's", "after a new password", "after half a year", "made up", "of nobody"]
)
def test_a_cookie_that_is_not_this_accounts_spares_nobody(known, somsri, what):
    (name,) = (name for name in known.cookies if name.startswith("device"))
    value, moment = known.cookies[name].value, timezone.now()
    if what == "another account's":
        somsri = User.objects.create_user("somchai", password="ของสมศรี", is_staff=True)
    elif what == "after a new password":
        somsri.set_password("ของสมศรี")
        somsri.save()
    elif what == "after half a year":
        moment += timedelta(days=181)
    client = Client()
    client.cookies[f"device-{somsri.pk + (what == 'of nobody')}"] = "x" if what == "made up" else value
    with time_machine.travel(moment, tick=False):
        guess(name=somsri.username)
        assert sign_in(client, "ของสมศรี", name=somsri.username) == 429


def test_the_cookie_is_for_the_server_alone(known):
    (cookie,) = (cookie for name, cookie in known.cookies.items() if name.startswith("device"))
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Strict", "/", "")
    assert cookie["max-age"] == 180 * 24 * 3600


def test_trying_many_names_from_one_address_pauses_the_address(known):
    tried = [sign_in(Client(), name=f"name-{number}") for number in range(MOST_NAMES + 3)]
    assert tried == [200] * MOST_NAMES + [429] * 3
    assert sign_in(Client(), "ของสมศรี") == 429
    assert sign_in(Client(), "ของสมศรี", address=THERE) == 302
    assert sign_in(known, "ของสมศรี") == 302, "who is known is spared here too"


def test_behind_a_proxy_a_made_up_address_changes_nothing(somsri, settings):
    settings.TRUSTED_HOPS = 1
    tried = [
        sign_in(
            Client(),
            address="10.0.0.1",
            HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, {HERE}",
            HTTP_X_REAL_IP=f"192.0.2.{number}",
        )
        for number in range(LIMIT)
    ]
    assert tried[-1] == 429
    assert sign_in(Client(), "ของสมศรี", address="10.0.0.1", HTTP_X_FORWARDED_FOR=THERE) == 302


def until(page: Page) -> datetime:
    """The time of today that the page of a pause tells."""
    hour, minute = re.search(r"ตั้งแต่เวลา ([๐-๙]{2})\.([๐-๙]{2}) น\.", page.text).groups()
    return timezone.localtime().replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)


@pytest.mark.parametrize("kind", ["one name", "many names"])
def test_a_pause_is_as_long_as_its_page_says_and_a_try_meanwhile_does_not_restart_it(somsri, kind):
    start = datetime(2026, 3, 2, 2, 30, 20, tzinfo=timezone.get_fixed_timezone(0))
    with time_machine.travel(start, tick=False) as clock:
        if kind == "one name":
            guess()
        else:
            [sign_in(Client(), name=f"name-{number}") for number in range(MOST_NAMES)]
        for minutes in (0, 5, 14):
            clock.move_to(start + timedelta(minutes=minutes))
            response = Client().post("/admin/login/", {"username": "somsri", "password": "x"}, REMOTE_ADDR=HERE)
            page = Page(response, status=429)
            assert "ระงับไว้ ๑๕ นาที" in page.text
            assert int(response["Retry-After"]) == (15 - minutes) * 60
            assert until(page) == datetime(2026, 3, 2, 9, 46, tzinfo=timezone.get_current_timezone())
            assert "no-store" in response["Cache-Control"]
        clock.move_to(start + PAUSE - timedelta(seconds=1))
        assert sign_in(Client(), "ของสมศรี") == 429
        clock.move_to(until(page))
        assert sign_in(Client(), "ของสมศรี") == 302


def test_failures_from_many_browsers_end_no_pause_early(somsri):
    """Axes counts each browser by itself, and would forget the first one's failures before the last one's."""
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        guess(LIMIT - 1)
        clock.move_to(start + timedelta(minutes=14))
        assert guess(1) == [429]
        clock.move_to(start + timedelta(minutes=28))
        assert sign_in(Client(), "ของสมศรี") == 429


def test_the_old_password_cannot_be_guessed_from_an_open_session(known, somsri):
    assert sign_in(known, "ของสมศรี") == 302
    new = {"new_password1": "มะม่วงสุกงอม-๙", "new_password2": "มะม่วงสุกงอม-๙"}
    statuses = [known.post(CHANGE, {"old_password": "wrong", **new}).status_code for _ in range(LIMIT)]
    assert statuses == [200] * (LIMIT - 1) + [429]
    page = Page(known.post(CHANGE, {"old_password": "ของสมศรี", **new}), status=429)
    assert "ระงับการเปลี่ยนรหัสผ่านชั่วคราว" in page.text
    somsri.refresh_from_db()
    assert somsri.check_password("ของสมศรี")
    assert sign_in(Client(), "ของสมศรี") == 302, "the owner gets in elsewhere"
    kept = "".join(
        f"{attempt.get_data}{attempt.post_data}{attempt.user_agent}" for attempt in AccessAttempt.objects.all()
    )
    assert "password" in kept
    assert not re.search("wrong|มะม่วง|Mozilla", kept)


def test_a_right_old_password_forgets_the_failures(known):
    assert sign_in(known, "ของสมศรี") == 302
    for _ in range(LIMIT - 1):
        known.post(CHANGE, {"old_password": "wrong"})
    assert AccessAttempt.objects.count() == 1
    new = {"new_password1": "มะม่วงสุกงอม-๙", "new_password2": "มะม่วงสุกงอม-๙"}
    assert known.post(CHANGE, {"old_password": "ของสมศรี", **new}).status_code == 302
    assert not AccessAttempt.objects.exists()
    guess()
    known.post("/admin/logout/")
    assert sign_in(known, "มะม่วงสุกงอม-๙") == 302, "the device is known under the new password"


def test_an_operator_ends_a_pause(somsri):
    guess()
    call_command("axes_reset_username", "somsri", stdout=StringIO())
    assert sign_in(Client(), "ของสมศรี") == 302
