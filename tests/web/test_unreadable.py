"""A published version that this release cannot read is said so on every page, instead of a traceback."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from itaportal.models import Publication
from tests.factories import freeze

from ..page import html_of

REASON = "รูปแบบ 99 แต่ระบบรุ่นนี้อ่านได้เฉพาะรูปแบบ "


@pytest.fixture
def unreadable(reference) -> Publication:
    """As left by a newer release that somebody took back."""
    version = freeze(reference)
    version.snapshot["format"] = 99
    version.save()
    return version


@pytest.mark.parametrize(
    "path",
    [
        "/chanuwan/2568/",
        "/chanuwan/2568/report/",
        "/chanuwan/2568/v1/",
        "/chanuwan/2568/v1/data.json",
        "/chanuwan/2568/data.json",
        "/chanuwan/trend/",
    ],
)
def test_a_page_says_that_it_cannot_be_shown(unreadable, client, admin_client, path, caplog):
    response = client.get(path)
    assert response.status_code == 503
    page = html_of(response, status=503)
    assert "ยังเปิดหน้านี้ไม่ได้" in page
    assert REASON not in page, "the public need not know"
    assert REASON in caplog.text
    shown = admin_client.get(path)
    assert shown.status_code == 503
    assert REASON in html_of(shown, status=503)


def test_the_check_page_says_which_format_it_is(unreadable, admin_client):
    response = admin_client.get(f"/admin/itaportal/publication/for/{unreadable.assessment_id}/")
    assert response.status_code == 503
    assert REASON in html_of(response, status=503)


def test_lists_go_on(unreadable, client):
    """They read the columns beside the snapshot."""
    assert client.get("/").status_code == 302
    response = client.get("/compare/")
    assert response.status_code == 200
    listed = client.get("/api/v1/publications/")
    assert (listed.status_code, listed.json()["data"][0]["overall"]) == (200, 95.48)
    broken = client.get("/api/v1/assessments/")
    assert (broken.status_code, broken.json()["error"]["code"]) == (500, "server_error")


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_the_command_says_it_in_one_line(unreadable, tmp_path, form):
    unreadable.files.create(name="report.pdf", size=1, sha256="0" * 64)
    output = tmp_path / "report"
    with pytest.raises(CommandError, match=REASON):
        call_command(
            "build_report", "chanuwan", "2568", version="1", format=form, output=str(output), stdout=StringIO()
        )
    assert not output.exists()
