"""What costs much has a bounded share; who finds no place is told so in Thai, and the other pages are there."""

import contextlib
import fcntl
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.core.cache import cache
from openpyxl import Workbook

from assessments.models import Agency
from itaportal.formats.pdf import build as pdf
from itaportal.formats.word import build as word
from itaportal.pages import compare, report_views
from itaportal.web import bounds
from itaportal.web.bounds import BusyError, Share

from ..page import Page, html_of
from ..publicity.test_route_table import ROUTES, Asker

SMALL = Share("small", 0.2, "หัวเรื่อง", "เหตุ")
YEAR = "/chanuwan/2568/"
LOGIN, FILES = "/admin/login/", "/admin/files/?export=results.csv"
PUBLISH = "/admin/itaportal/publication/for/%d/publish/"


@contextlib.contextmanager
def no_place(share: Share):
    """Work elsewhere has every slot of the share, as that of other processes would."""
    with contextlib.ExitStack() as stack:
        for number in range(bounds.AT_ONCE):
            slot = stack.enter_context((folder() / f"{share.name}-{number}").open("wb"))
            fcntl.flock(slot, fcntl.LOCK_EX)
        yield


def folder() -> Path:
    Path(settings.SHARES_ROOT).mkdir(exist_ok=True)
    return Path(settings.SHARES_ROOT)


def test_work_of_one_kind_is_done_by_so_many_at_a_time_over_all_processes():
    with no_place(SMALL):
        with pytest.raises(BusyError), SMALL.taken():
            pass
        with Share("other", 0, "", "").taken():
            assert bounds.held() == "other"
    with SMALL.taken(), contextlib.ExitStack() as others:
        assert bounds.held() == "small"
        for _ in range(bounds.AT_ONCE - 1):
            others.enter_context(SMALL.taken())
        with pytest.raises(BusyError):
            others.enter_context(SMALL.taken())
    assert bounds.held() == ""


def test_who_waits_gets_the_place_of_who_ends():
    done, began = [], threading.Event()

    def wait() -> None:
        began.set()
        with Share("small", 10, "", "").taken():
            done.append(threading.current_thread().name)

    with no_place(SMALL):
        waiting = threading.Thread(target=wait, name="waited")
        waiting.start()
        began.wait(10)
        assert done == []
    waiting.join(10)
    assert done == ["waited"]


def test_few_threads_of_a_process_wait_and_the_next_is_sent_away_at_once():
    patient = Share("patient", 60, "", "")
    with contextlib.ExitStack() as stack:
        while bounds._here("patient").acquire(blocking=False):
            stack.callback(bounds._here("patient").release)
        with pytest.raises(BusyError), patient.taken():
            pass  # would have waited a minute
    with patient.taken():
        assert bounds.held() == "patient"


def test_shares_leave_threads_of_a_worker_free():
    shares = {share.name for share in vars(bounds).values() if isinstance(share, Share)}
    assert len(shares) == bounds.PART - 1


def test_a_folder_that_cannot_be_written_stops_no_work(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.SHARES_ROOT = tmp_path / "file" / "shares"
    with SMALL.taken():
        assert bounds.held() == "small"


# --- Routes


@pytest.fixture
def dear(monkeypatch) -> list[tuple[str, str]]:
    """What was done that costs much, with the share that it was done in. No PDF and no Word file is really drawn."""
    done: list[tuple[str, str]] = []
    cache.clear()  # of what another test has drawn

    def spy(where, name: str, instead: bytes | None = None) -> None:
        real = getattr(where, name)

        def noted(*arguments, **options):
            done.append((name, bounds.held()))
            return real(*arguments, **options) if instead is None else instead

        monkeypatch.setattr(where, name, noted)

    spy(pdf, "report_pdf", b"drawn")
    spy(word, "word_bytes", b"drawn")
    spy(Workbook, "save")
    spy(compare, "compare_page")
    spy(compare, "csv_lines")
    spy(hashers, "verify_password")
    return done


@pytest.mark.slow
def test_nothing_dear_is_done_on_any_route_without_a_share(reference, person, admin_user, dear):
    """A new route that draws needs its share in `itaportal/web/bounds.py`."""
    asker = Asker(reference, person, admin_user)
    Agency.objects.create(slug="second", name="อบต.สอง", short_name="อบต.สอง", kind="อบต.", province="ตาก")
    for route in ROUTES:
        asker.signs(route, "GET", ("superuser",) if route.startswith("/admin/") else ("public",))
    for query in ("template=scores&agency=chanuwan&year=2568", "many=&years=2568", "export=all.xlsx"):
        asker.clients["superuser"].get(f"/admin/files/?{query}")
    asker.clients["public"].post(LOGIN, {"username": "admin", "password": "wrong"})
    without = {name for name, share in dear if not share}
    assert without == set()
    assert {name for name, _ in dear} >= {"report_pdf", "word_bytes", "save", "verify_password"}


def test_the_tables_name_routes_that_there_are():
    named = {("admin:" if str(route).startswith("/admin/") else "") + route.name for route in ROUTES.values()}
    assert {*bounds.when_drawn(), *bounds.WHOLE} <= named


def busy(response, share: Share) -> bool:
    page = Page(response, status=503)
    assert response["Retry-After"] == "10"
    assert "no-store" in response["Cache-Control"]
    return share.title in page.text and share.text in page.text


@pytest.fixture
def impatient(monkeypatch) -> None:
    monkeypatch.setattr(bounds, "LOOKS_EVERY", 0)
    for share in vars(bounds).copy().values():
        if isinstance(share, Share):
            monkeypatch.setitem(vars(share), "patience", 0)


@pytest.mark.usefixtures("impatient")
def test_who_finds_no_place_is_told_and_what_is_there_is_answered(reference, client, dear):
    with no_place(bounds.DRAWING):
        assert busy(client.get(f"{YEAR}data.csv"), bounds.DRAWING)
        assert client.get(YEAR).status_code == 200
    assert client.get(f"{YEAR}data.csv").status_code == 200
    with no_place(bounds.DRAWING):
        assert client.get(f"{YEAR}data.csv").status_code == 200, "what was drawn for the public is kept"


def test_who_surely_has_to_draw_is_sent_away_before_anything_is_read(reference, client, monkeypatch):
    monkeypatch.setattr(report_views, "_read", None)
    with contextlib.ExitStack() as stack:
        while bounds._here("drawing").acquire(blocking=False):
            stack.callback(bounds._here("drawing").release)
        assert busy(client.get(f"{YEAR}report.pdf"), bounds.DRAWING)


@pytest.mark.usefixtures("impatient")
def test_the_publics_work_takes_nothing_from_the_staffs_nor_the_staffs_from_it(reference, client, admin_client, dear):
    with no_place(bounds.DRAWING):
        assert admin_client.get(f"{YEAR}report.pdf").content == b"drawn"
    with no_place(bounds.STAFF):
        assert client.get(f"{YEAR}report.docx").content == b"drawn"
        assert busy(admin_client.get(f"{YEAR}report.docx"), bounds.STAFF)
        assert busy(admin_client.get(FILES), bounds.STAFF)
        assert busy(admin_client.post(PUBLISH % reference.pk), bounds.STAFF)
        assert admin_client.get("/admin/files/").status_code == 200


@pytest.mark.usefixtures("impatient")
def test_what_was_typed_for_it_is_given_back(reference, admin_client):
    with no_place(bounds.STAFF):
        answer = admin_client.post(PUBLISH % reference.pk, {"reason": "ตรวจกับประกาศแล้ว"})
    page = html_of(answer, 503)
    assert "<li>ตรวจกับประกาศแล้ว</li>" in page
    assert '<input type="hidden" name="reason" value="ตรวจกับประกาศแล้ว">' in page


@pytest.mark.usefixtures("impatient")
def test_signing_in_has_a_share(admin_user, client):
    typed = {"username": admin_user.username, "password": "admin"}
    with no_place(bounds.SIGNING_IN):
        assert client.get(LOGIN).status_code == 200
        assert busy(client.post(LOGIN, typed), bounds.SIGNING_IN)
    assert client.post(LOGIN, typed).status_code == 302


@pytest.mark.usefixtures("impatient")
def test_a_streamed_export_holds_its_share_to_its_end(reference, admin_client):
    exports = [admin_client.get(FILES) for _ in range(bounds.AT_ONCE)]
    assert busy(admin_client.get(FILES), bounds.STAFF)
    assert all(b"chanuwan" in b"".join(export.streaming_content) for export in exports)
    again = admin_client.get(FILES)
    assert b"chanuwan" in b"".join(again.streaming_content)
