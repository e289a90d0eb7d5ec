"""Addresses that lead nowhere, refusals and breakdowns, in Thai."""

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.views.defaults import bad_request, permission_denied, server_error

from ..page import Page


@pytest.mark.parametrize(
    "address",
    [
        "/nobody/",
        "/nobody/2568/",
        "/chanuwan/2567/",
        "/chanuwan/0/",
        "/chanuwan/1/",
        "/chanuwan/32768/",
        "/chanuwan/99999/",
        "/chanuwan/99999999999/",
        "/chanuwan/9223372036854775808/",
        f"/chanuwan/{'9' * 400}/",
        f"/chanuwan/{'9' * 10_000}/",
        "/chanuwan/-2568/",
        "/chanuwan/2568.0/",
        "/chanuwan/abc/",
        "/chanuwan/๒๕๖๘/",
        "/chanuwan/2568%00/",
        "/chanuwan%00/2568/",
        "/chanuwan/2568/nothing/",
        f"/{'a' * 10_000}/",
        "/'; DROP TABLE assessments_assessment; --/2568/",
        "/CHANUWAN/2568/",
        "/../etc/passwd",
    ],
)
def test_unknown_addresses_are_a_thai_404(client, reference, address):
    response = client.get(address, follow=True)
    assert response.status_code == 404
    assert "ไม่พบหน้าที่ต้องการ" in Page(response, status=404).text


def test_refusal_is_thai(rf: RequestFactory, db):
    response = permission_denied(rf.get("/"), Exception())
    assert response.status_code == 403
    assert "ไม่มีสิทธิ์เข้าถึงหน้านี้" in Page(response, status=403).text


def test_forged_form_is_refused_in_thai(db):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "ยังไม่ได้บันทึก" in Page(response, status=403).text


def test_breakdown_is_thai_and_needs_nothing(rf: RequestFactory):
    """Without the `db` fixture: any query would fail the test."""
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "ระบบขัดข้องชั่วคราว" in Page(response, status=500).text


def test_bad_request_is_thai_and_needs_nothing(client, settings):
    settings.ALLOWED_HOSTS = ["ita.example"]
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "คำขอไม่ถูกต้อง" in Page(response, status=400).text


@pytest.mark.parametrize(
    ("answer", "status"), [(server_error, 500), (lambda request: bad_request(request, Exception()), 400)]
)
def test_pages_that_stand_alone_name_files_that_exist(rf: RequestFactory, answer, status):
    page = Page(answer(rf.get("/")), status)
    files = {value for _, name, value in page.attributes if name in ("href", "src") and value.startswith("/static/")}
    assert len(files) == 3
    assert all((settings.BASE_DIR / name.lstrip("/")).is_file() for name in files)
