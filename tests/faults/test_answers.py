"""A fault of the store is told from a fault of the program, and neither page loses what was typed or denies a save."""

import errno
import io
import logging
import re
import sqlite3

import psycopg
import pytest
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, ProgrammingError, transaction
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.test import Client
from django.urls import path

from assessments import storefaults
from assessments.importjobs import FAILED, Job, Stage, load_job, start_job
from assessments.storefaults import Kind
from itaportal import urls
from itaportal.web.request_ids import RequestIdFilter
from itaportal.web.sent_forms import FIELD, Token
from itaportal.web.typed import typed_in
from measures.models import Unit
from tests.page import Page, html_of

TEXT = "ติดตามผลการดำเนินการทุกไตรมาส <และ> รายงานผู้บริหาร"
FULL = OSError(errno.ENOSPC, "No space left on device", "/x/y")


def raised(own: type[Exception], cause: Exception) -> Exception:
    """As Django raises its own from the driver's."""
    error = own(str(cause))
    error.__cause__ = cause
    return error


def of_sqlite(code: int) -> Exception:
    cause = sqlite3.OperationalError("said")
    cause.sqlite_errorcode = code
    return raised(OperationalError, cause)


def of_postgres(state: str) -> Exception:
    return raised(OperationalError, psycopg.errors.lookup(state)("said"))


def no_such_table() -> Exception:
    with pytest.raises(sqlite3.OperationalError) as found:
        sqlite3.connect(":memory:").execute("SELECT * FROM nothing")
    return raised(OperationalError, found.value)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Kind.LOCKED),
        (of_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), Kind.READ_ONLY),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), Kind.BROKEN),
        (of_postgres("55P03"), Kind.LOCKED),
        (of_postgres("57014"), Kind.LOCKED),
        (of_postgres("40P01"), Kind.LOCKED),
        (of_postgres("53100"), Kind.FULL),
        (of_postgres("53300"), Kind.CROWDED),
        (of_postgres("25006"), Kind.READ_ONLY),
        (of_postgres("57P03"), Kind.GONE),
        (raised(OperationalError, psycopg.OperationalError("FATAL: sorry, too many clients already")), Kind.CROWDED),
        (InterfaceError("connection already closed"), Kind.GONE),
        (OSError(errno.EROFS, "Read-only file system", "/x"), Kind.READ_ONLY),
        (OSError(errno.EMFILE, "Too many open files"), Kind.CROWDED),
        (FULL, Kind.FULL),
        (raised(RuntimeError, of_sqlite(sqlite3.SQLITE_FULL)), Kind.FULL),
        # Faults of the program, and of a browser that went away.
        (no_such_table(), None),
        (raised(ProgrammingError, psycopg.errors.UndefinedTable("said")), None),
        (of_postgres("42601"), None),
        (PermissionError(errno.EACCES, "Permission denied", "/etc/shadow"), None),
        (UnreadablePostError(errno.ENOSPC, "said by a socket"), None),
        (FileNotFoundError(errno.ENOENT, "No such file", "/x"), None),
        (ValueError("database is locked"), None),
    ],
    ids=repr,
)
def test_kinds(error, kind):
    assert storefaults.kind_of(error) is kind


def test_a_file_that_may_not_be_written_is_a_fault_of_the_store_where_it_is_ours(settings):
    ours = PermissionError(errno.EACCES, "Permission denied", f"{settings.PUBLISHED_ROOT}/chanuwan/2568")
    assert storefaults.kind_of(ours) is Kind.READ_ONLY
    assert "(อ่านได้อย่างเดียว" not in storefaults.line(ours)
    assert storefaults.line(ours).startswith("ที่เก็บข้อมูลของเครื่องแม่ข่ายเปิดให้อ่านได้อย่างเดียว")
    assert "\n" not in storefaults.line(ours)


# --- what the pages say and give back


def fails(request: HttpRequest) -> HttpResponse:
    if "save" in request.POST:
        with transaction.atomic():
            Unit.objects.update(position=7)
            Unit.objects.update(position=8)
    if "take back" in request.POST:
        with transaction.atomic():
            Unit.objects.update(position=9)
            raise FULL
    raise FULL if "full" in request.POST else RuntimeError("broken on purpose")


urlpatterns = [path("admin/fails/", fails), path("api/v1/fails/", fails), *urls.urlpatterns]
handler403, handler500 = urls.handler403, urls.handler500


@pytest.fixture
def failing(settings, admin_user) -> Client:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    client.force_login(admin_user)
    return client


@pytest.fixture
def log():
    (handler,) = (each for each in logging.root.handlers if any(isinstance(f, RequestIdFilter) for f in each.filters))
    written = io.StringIO()
    before = handler.setStream(written)
    yield written
    handler.setStream(before)


def sent(user: User, **fields: str) -> dict[str, str]:
    return {FIELD: str(Token.new(user.pk)), "monitoring": TEXT, **fields}


def again(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


@pytest.mark.parametrize(("field", "status"), [("full", 503), ("x", 500)])
def test_the_page_of_a_failed_save_sends_it_again(failing, admin_user, field, status, log):
    form = sent(admin_user, **{field: "1"})
    page = html_of(failing.post("/admin/fails/?popup=1", form), status)
    assert "ติดตามผลการดำเนินการทุกไตรมาส &lt;และ&gt; รายงานผู้บริหาร" in page
    assert "ระบบยังไม่ได้บันทึกสิ่งใด" in page
    assert 'action="/admin/fails/?popup=1"' in page
    fields = again(page)
    assert Token.read(fields[FIELD]) == Token.read(form[FIELD]), "its own token: the browser knows its text by it"
    assert len(fields["csrfmiddlewaretoken"]) == 64
    assert "โหลดหน้า" not in page
    assert log.getvalue().count("/admin/fails/") == 1
    assert ("Traceback" in log.getvalue()) == (status == 500)


@pytest.mark.django_db(transaction=True)
def test_what_was_saved_before_is_not_denied_nor_sent_again(failing, admin_user, reference):
    page = Page(failing.post("/admin/fails/", sent(admin_user, save="1", full="1")), 503)
    assert Unit.objects.filter(position=8).exists()
    assert "บันทึกไปแล้วบางส่วน" in page.text
    assert "ยังไม่ได้บันทึกสิ่งใด" not in page.text
    assert "รายงานผู้บริหาร" in page.text
    assert "form" not in {tag for tag, *_ in page.attributes}
    page = Page(failing.post("/admin/fails/", sent(admin_user, **{"take back": "1"})), 503)
    assert "ระบบยังไม่ได้บันทึกสิ่งใด" in page.text, "of the request before it nothing is left"
    assert not Unit.objects.filter(position=9).exists()


def test_nothing_is_given_back_to_a_page_elsewhere_nor_a_password_to_anyone(failing, admin_user):
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(admin_user)
    for fields, headers in (
        ({"monitoring": TEXT, "full": "1"}, {"Origin": "https://elsewhere.example"}),
        ({"monitoring": TEXT, "full": "1", "old_password": "secret"}, {}),
    ):
        page = html_of(strict.post("/admin/fails/", fields, headers=headers), 403)
        assert "ยังไม่ได้บันทึก" in page
        assert "รายงานผู้บริหาร" not in page
    page = Page(failing.post("/admin/fails/", sent(admin_user, full="1", old_password="secret")), 503)
    assert "รายงานผู้บริหาร" not in page.text
    # Without a token of ours the page of a form that cannot be confirmed has the text to copy, and no button.
    page = Page(strict.post("/admin/fails/", {"monitoring": TEXT}, headers={"Origin": "http://testserver"}), 403)
    assert "กรุณาคัดลอกข้อความข้างล่างเก็บไว้ก่อน" in page.text
    assert TEXT in page.text
    assert "ส่งสิ่งที่กรอกไว้อีกครั้ง" not in page.text


def test_a_form_that_is_not_confirmed_gets_no_button(rf, admin_user):
    """As where the store failed before anybody looked at the form's CSRF token."""
    request = rf.post("/admin/fails/", sent(admin_user))
    found = typed_in(request, again=True)
    assert (found.texts, found.again, found.fields) == ([TEXT], False, [])


def test_programs_are_told_in_json(failing):
    answer = failing.post("/api/v1/fails/", {"full": "1"})
    assert (answer.status_code, answer["Retry-After"], answer["Access-Control-Allow-Origin"]) == (503, "300", "*")
    error = answer.json()["error"]
    assert error.keys() == {"code", "parameter", "message_th", "message_en"}
    assert error["code"] == "unavailable"
    assert "เต็ม" in error["message_th"]


@pytest.mark.parametrize(("error", "said"), [(FULL, "พื้นที่เก็บข้อมูลของเครื่องแม่ข่ายเต็ม"), (RuntimeError("x"), FAILED)])
def test_an_import_says_why_it_failed(error, said):
    def work(job: Job, progress: object) -> Job:
        raise error

    job = Job("a" * 32, 1, "คะแนน.xlsx", False)
    start_job(job, work).join(20)
    found = load_job(job.name)
    assert found.stage is Stage.REFUSED
    assert said in found.message
    assert "ยังไม่ได้บันทึกสิ่งใด" in found.message
