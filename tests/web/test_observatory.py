"""With SECURE=true: the HTTP Observatory's score of real answers, and cookies that no neighbour can set."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from django.conf import settings

from .. import scratch
from .observatory import Answer, modifiers, score

# Asks the portal as its visitors do, in a process whose settings were read with SECURE=true.
ASKING = """
import django, json
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
User.objects.create_superuser("somsri", password="ripe mangoes")
told = {}
def note(name, response, address):
    told[name] = {
        "status": response.status_code,
        "headers": dict(response.items()),
        "cookies": [morsel.OutputString() for morsel in response.cookies.values()],
        "body": b"".join(response).decode(),
        "over_http": Client().get(address).get("Location", ""),
    }
    return response
client = Client(enforce_csrf_checks=True)
ask = lambda name, address: note(name, client.get(address, secure=True), address)
for name, address in [("home", "/compare/"), ("file", "/static/css/site.css"), ("none", "/nobody/")]:
    ask(name, address)
ask("login", "/admin/login/")
token = client.cookies["__Host-csrftoken"].value
sent = {"username": "somsri", "password": "ripe mangoes", "csrfmiddlewaretoken": token, "next": "/admin/"}
there = {"secure": True, "HTTP_REFERER": "https://testserver/admin/login/"}
note("signed in", client.post("/admin/login/", sent, **there), "/admin/login/")
page = ask("admin", "/admin/auth/group/add/")
form = page.content.decode().rpartition('id="group_form"')[2]
form_token = form.split('name="form_token" value="')[1].split('"')[0]

old = Client(enforce_csrf_checks=True)  # a browser that was signed in when the release before was running
for name in ("sessionid", "csrftoken"):
    old.cookies[name] = client.cookies["__Host-" + name].value
note("old page", old.get("/admin/", secure=True), "/admin/")
typed = {"name": "text that took an hour", "form_token": form_token, "csrfmiddlewaretoken": token}
there["HTTP_REFERER"] = "https://testserver/admin/auth/group/add/"
kept = note("old form", old.post("/admin/auth/group/add/", typed, **there), "/admin/")
from urllib.parse import parse_qs, urlsplit
offer = parse_qs(urlsplit(kept["Location"]).query)["next"][0]
ask("offered", offer)
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory, django_db_setup, django_db_blocker) -> dict[str, dict]:
    with django_db_blocker.unblock(), scratch.database(tmp_path_factory.mktemp("secure")) as url:
        done = subprocess.run(
            [sys.executable, "-c", ASKING],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "SECURE": "true", "DATABASE_URL": url},
            capture_output=True,
            encoding="utf-8",
            timeout=120,
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answer(told: dict[str, dict], name: str) -> Answer:
    return Answer(**{key: told[name][key] for key in ("headers", "over_http", "cookies", "body")})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "status"), [("home", 200), ("file", 200), ("none", 404), ("login", 200), ("admin", 200)]
)
def test_the_score_is_120_at_least(told, name, status):
    assert told[name]["status"] == status
    found = modifiers(answer(told, name))
    assert {rule: points for rule, points in found.items() if points < 0} == {}
    assert score(answer(told, name)) >= 120, found


@pytest.mark.slow
def test_cookies_are_of_this_host_alone(told):
    names = {line.partition("=")[0] for each in told.values() for line in each["cookies"]}
    assert {"__Host-csrftoken", "__Host-sessionid"} < names
    assert [name for name in names if name.startswith("__Host-device-")]
    assert told["home"]["cookies"] == told["file"]["cookies"] == [], "a visitor gets none"
    for line in (line for each in told.values() for line in each["cookies"] if line.startswith("__Host-")):
        parts = {part.strip().lower() for part in line.split(";")}
        assert {"secure", "path=/"} <= parts, line
        assert not any(part.startswith("domain") for part in parts), line


@pytest.mark.slow
def test_whoever_was_signed_in_before_the_upgrade_signs_in_again_and_loses_no_text(told):
    assert told["old page"]["headers"]["Location"].startswith("/admin/login/")
    assert told["old form"]["status"] == 303
    assert told["old form"]["headers"]["Location"].startswith("/admin/login/?next=")
    assert told["offered"]["status"] == 200
    assert "text that took an hour" in told["offered"]["body"]


GOOD = Answer(
    headers={
        "Content-Security-Policy": "default-src 'none'; script-src 'self'; frame-ancestors 'none'",
        "Referrer-Policy": "same-origin",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
    },
    over_http="https://a.go.th/",
    cookies=["sessionid=x; HttpOnly; Path=/; SameSite=Lax; Secure"],
)


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, 125),
        ({"over_http": ""}, 80),
        ({"cookies": []}, 120),
        ({"cookies": ["sessionid=x; Path=/; SameSite=Lax; Secure"]}, 70),
        ({"cookies": ["sessionid=x; HttpOnly; Path=/; SameSite=Lax"]}, 110),
        ({"body": '<script src="http://elsewhere.org/a.js"></script>'}, 50),
        ({"headers": GOOD.headers | {"Content-Security-Policy": ""}}, 55),
        ({"headers": GOOD.headers | {"Content-Security-Policy": "default-src 'self'"}}, 80),
        ({"headers": GOOD.headers | {"Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'"}}, 60),
        ({"headers": GOOD.headers | {"Strict-Transport-Security": ""}}, 80),
        ({"headers": GOOD.headers | {"Referrer-Policy": "unsafe-url"}}, 115),
        ({"headers": GOOD.headers | {"X-Content-Type-Options": ""}}, 120),
        ({"headers": GOOD.headers | {"Cross-Origin-Opener-Policy": "same-origin"}}, 135),
    ],
)  # fmt: skip
def test_the_rules_take_points_where_the_observatory_does(changed, points):
    """Worked out by hand from its table of points."""
    assert score(replace(GOOD, **changed)) == points
