"""Log lines have time, level, logger and their request's id, which the answer and the page of a failure show too."""

import contextvars
import io
import logging
import re
import subprocess
import sys
import threading
import urllib.request

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from itaportal import urls
from itaportal.web.request_ids import HEADER, RequestIdFilter, unavailable

from ..page import Page, html_of
from ..serving import served

LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} (\w+) ([\w.]+) \[([a-z-]+)\] (.*)$", re.MULTILINE)
ID = re.compile(r"[a-hj-km-np-z]{8}")
logger = logging.getLogger("tests.request_ids")
both_at_work = threading.Barrier(2)


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


def waits(request: HttpRequest) -> HttpResponse:
    both_at_work.wait(20)
    logger.error("first of %s", request.GET["who"])
    both_at_work.wait(20)
    logger.error("second of %s", request.GET["who"])
    return HttpResponse("ok")


# Below /display/, where no page is kept and so no database asked.
urlpatterns = [path("display/breaks/", breaks), path("display/waits/", waits), *urls.urlpatterns]
handler400, handler500 = urls.handler400, urls.handler500


@pytest.fixture
def log(monkeypatch) -> io.StringIO:
    """What the portal's own handler writes: the one of LOGGING, with its filter and its form."""
    (handler,) = (each for each in logging.root.handlers if any(isinstance(f, RequestIdFilter) for f in each.filters))
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


@pytest.fixture
def broken(settings) -> Client:
    settings.ROOT_URLCONF = __name__
    return Client(raise_request_exception=False)


def test_a_failures_line_page_and_header_have_one_id(broken, log):
    """Without the `db` fixture: any query would fail the test."""
    answer = broken.get("/display/breaks/", headers={HEADER: "forgedid"})
    given = answer[HEADER]
    assert ID.fullmatch(given)
    assert f"รหัสอ้างอิง {given}" in Page(answer, status=500).text
    ((level, name, told, message),) = LINE.findall(log.getvalue())
    assert (level, name, told, message) == ("ERROR", "django.request", given, "Internal Server Error: /display/breaks/")
    assert "RuntimeError: broken on purpose" in log.getvalue()
    assert broken.get("/display/breaks/")[HEADER] != given


def test_where_no_page_can_be_made_the_failures_page_still_has_it(log):
    """Without the `db` fixture every query fails, and with it all that stands around a page."""
    answer = Client(raise_request_exception=False).get("/")
    assert f"รหัสอ้างอิง {answer[HEADER]}" in Page(answer, status=500).text
    assert {given for _, _, given, _ in LINE.findall(log.getvalue())} == {answer[HEADER]}


def test_requests_at_once_have_each_their_own(broken, log):
    answers = {}

    def ask(who: str) -> None:
        answers[who] = Client().get("/display/waits/", {"who": who})

    threads = [threading.Thread(target=ask, args=(who,)) for who in ("ก", "ข")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    told = {message: given for _, name, given, message in LINE.findall(log.getvalue()) if name == logger.name}
    assert told == {f"{which} of {who}": answers[who][HEADER] for which in ("first", "second") for who in ("ก", "ข")}
    assert answers["ก"][HEADER] != answers["ข"][HEADER]


def test_a_line_about_a_request_has_its_id_after_another_began(broken, log):
    """Django writes of some answers when the middleware has returned; a thread may have begun another by then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("itaportal.web.request_ids._current", contextvars.ContextVar("other", default="other"))
        request = HttpRequest()
        request.request_id = "ofitsown"
        logger.error("late", extra={"request": request})
    assert LINE.findall(log.getvalue()) == [("ERROR", logger.name, "ofitsown", "late")]


def test_a_request_that_cannot_be_read_shows_it_too(broken, log, settings):
    settings.ALLOWED_HOSTS = ["ita.example"]
    answer = broken.get("/", headers={"Host": "evil.example"})
    assert f"รหัสอ้างอิง {answer[HEADER]}" in Page(answer, status=400).text
    assert {given for _, _, given, _ in LINE.findall(log.getvalue())} == {answer[HEADER]}


def test_a_forged_form_shows_it_too(db, log):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert f"รหัสอ้างอิง {answer[HEADER]}" in Page(answer, status=403).text
    assert answer[HEADER] in {given for _, _, given, _ in LINE.findall(log.getvalue())}


def test_a_kept_page_is_answered_with_an_id_of_its_own(client, reference):
    first, second = client.get("/chanuwan/2568/"), client.get("/chanuwan/2568/")
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert first[HEADER] != second[HEADER]


@pytest.mark.slow
def test_a_commands_line_says_that_no_request_caused_it():
    code = "import logging; logging.getLogger('x').warning('told')"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=settings.BASE_DIR,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    assert LINE.findall(done.stderr) == [("WARNING", "x", "-", "told")]


@pytest.mark.slow
def test_the_servers_own_line_about_a_request_has_the_same_form_and_id(tmp_path, monkeypatch):
    """Gunicorn as in production, told to write a line a request; what somebody looked for is not in it."""
    monkeypatch.setenv("ACCESS_LOG", str(tmp_path / "access.log"))
    with (
        served(tmp_path, prepared=False) as address,
        urllib.request.urlopen(f"{address}/healthz?q=somsri", timeout=20) as answer,
    ):
        given = answer.headers[HEADER]
    lines = (tmp_path / "access.log").read_text()
    ((level, name, told, message),) = LINE.findall(lines)
    assert (level, name, told) == ("INFO", "gunicorn.access", given)
    assert message.startswith("GET /healthz 200 2 bytes ")
    assert "somsri" not in lines
    assert "127.0.0.1" not in lines


def test_the_page_of_what_is_not_available_says_why_when_and_its_id(rf):
    request = rf.get("/")
    request.request_id = "abcdefgh"
    answer = unavailable(request, "หัวเรื่อง <1>", "เหตุ", retry_after=30)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    page = html_of(answer, status=503)
    assert "หัวเรื่อง &lt;1&gt;" in page
    assert "<p>เหตุ</p>" in page
    assert "<code>abcdefgh</code>" in page
