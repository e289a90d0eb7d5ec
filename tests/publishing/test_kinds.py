"""Two kinds of documents of one year never meet: not in folder, address, name or count."""

import importlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import clear_url_caches

import itaportal.urls
from assessments.models import Assessment
from itaportal.models import Publication, PublicationKind
from itaportal.publishing import files, kind_checks
from itaportal.publishing.actions import publish, withdraw
from itaportal.publishing.country import overview, public_assessments, standings
from itaportal.publishing.kinds import ANALYSIS, KINDS, Kind
from itaportal.publishing.reading import live_publication, read_version, read_year

from ..page import html_of

pytestmark = pytest.mark.database

PAGE, OWN = "/chanuwan/2568/v1/", "/chanuwan/2568/trial/v1/"
ROOT = Path(settings.PUBLISHED_ROOT)
# A second document of the same year, of a few bytes: drawing the report takes long and is tested elsewhere.
TRIAL = replace(
    ANALYSIS,
    code=PublicationKind.FOLLOWUP,
    address="trial/",
    folder="trial",
    saved_as="-trial",
    file_names={"report.pdf": "เอกสารทดลอง", "data.json": "ข้อมูลทดลอง"},
    renderers={"report.pdf": lambda report: b"%PDF trial", "data.json": lambda report: b'{"trial": 1}'},
)


def _read_addresses_again() -> None:
    importlib.reload(itaportal.urls)
    clear_url_caches()


@pytest.fixture
def trial(monkeypatch) -> Iterator[Kind]:
    with monkeypatch.context() as patch:
        patch.setitem(KINDS, TRIAL.code, TRIAL)
        _read_addresses_again()
        yield TRIAL
    _read_addresses_again()


@pytest.fixture
def both(published_reference, trial) -> tuple[Publication, Publication]:
    """Version 1 of either."""
    return published_reference, publish(assessment=published_reference.assessment, by=None, kind=trial)


def on_disk() -> dict[str, bytes]:
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in ROOT.rglob("*") if path.is_file()}


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_version_1_of_two_kinds_shares_no_folder_address_or_name(both):
    first, other = both
    assert (first.version, other.version) == (1, 1)
    stored = on_disk()
    assert {path for path in stored if path.startswith("chanuwan/2568/v1/")} == {
        f"chanuwan/2568/v1/{name}" for name in ("report.pdf", "report.docx", "data.xlsx", "data.csv", "data.json")
    }
    assert {path for path in stored if not path.startswith("chanuwan/2568/v1/")} == {
        "chanuwan/2568/trial/v1/report.pdf",
        "chanuwan/2568/trial/v1/data.json",
    }
    assert (first.get_absolute_url(), other.get_absolute_url()) == (PAGE, OWN)
    assert str(first) != str(other)
    client = Client()
    names = set()
    for start, folder in ((PAGE, "v1"), (OWN, "trial/v1")):
        for name in ("report.pdf", "data.json"):
            response = client.get(f"{start}{name}")
            assert response.status_code == 200
            assert body(response) == stored[f"chanuwan/2568/{folder}/{name}"]
            names.add(response["Content-Disposition"])
    assert 'inline; filename="chanuwan-2568-v1-report.pdf"' in names
    assert 'inline; filename="chanuwan-2568-trial-v1-report.pdf"' in names
    assert len(names) == 4
    assert client.get(f"{OWN}report.docx").status_code == 404, "a file that this kind does not have"


def test_a_lost_folder_is_drawn_again_in_its_own_place(both):
    before = on_disk()
    (files.version_folder(both[1]) / "report.pdf").unlink()
    response = Client().get(f"{OWN}report.pdf")
    assert body(response) == b"%PDF trial"
    assert 'filename="chanuwan-2568-trial.pdf"' in response["Content-Disposition"], "by the view, as a saved file"
    assert on_disk() == before


def test_counts_and_numbers_are_each_kinds_own(both):
    first, other = both
    year = first.assessment
    assert [list(Publication.objects.of(year, kind.code)) for kind in (ANALYSIS, TRIAL)] == [[first], [other]]
    assert read_version("chanuwan", 2568, 1) == first
    assert read_version("chanuwan", 2568, 1, TRIAL) == other
    with pytest.raises(ValidationError, match="ไม่ต่างจากฉบับที่ ๑"):
        publish(assessment=year, by=None, kind=TRIAL)
    withdraw(publication=other, reason="ผิด", by=None)
    assert publish(assessment=year, by=None, kind=TRIAL).version == 2
    assert Publication.objects.of(year, ANALYSIS.code).get().version == 1


def test_withdrawing_one_leaves_the_other(both):
    first, other = both
    client = Client()
    kept = {path: content for path, content in on_disk().items() if "/trial/" not in path}
    withdraw(publication=other, reason="เอกสารทดลองผิด", by=None)
    assert on_disk() == kept
    assert client.get(OWN).status_code == 410
    assert client.get(f"{OWN}report.pdf").status_code == 410
    assert client.get(PAGE).status_code == 200
    assert client.get("/chanuwan/2568/").status_code == 200, "the year is as public as before"
    assert live_publication(first.assessment, ANALYSIS) == first
    assert live_publication(first.assessment, TRIAL) is None


def test_withdrawing_the_years_own_document_leaves_the_other_at_its_address(both):
    first, other = both
    withdraw(publication=first, reason="ผิด", by=None)
    client = Client()
    assert client.get("/chanuwan/2568/").status_code == 404
    assert client.get(PAGE).status_code == 410
    assert client.get(OWN).status_code == 200
    assert set(on_disk()) == {"chanuwan/2568/trial/v1/report.pdf", "chanuwan/2568/trial/v1/data.json"}
    assert list(public_assessments()) == [], "lists go by the document that stands for the year"
    assert other.assessment.is_kept


def test_another_document_does_not_make_a_draft_public(reference, trial, client):
    Assessment.objects.update(status="draft", published_at=None)
    publish(assessment=reference, by=None, kind=trial)
    reference.refresh_from_db()
    assert not reference.is_published
    assert client.get("/chanuwan/2568/").status_code == 404
    assert client.get("/chanuwan/").status_code == 404
    assert client.get(OWN).status_code == 200


def test_figures_of_lists_come_from_the_document_that_stands_for_the_year(both):
    Publication.objects.filter(pk=both[1].pk).update(version=9, result_overall="11.11", result_level="ทดลอง")
    seen = overview()
    (row,) = standings(seen, 2568).rows
    assert (str(row.overall), row.level) == ("95.48", "ผ่านดี")
    page = Client().get("/chanuwan/2568/")
    assert page.status_code == 200
    assert "11.11" not in html_of(page)
    assert "ฉบับที่ ๙" not in html_of(page)


def test_a_document_that_does_not_stand_for_its_year_is_public_as_a_version_only(reference, trial, person):
    from django.contrib.auth.models import AnonymousUser

    public = AnonymousUser()
    assert read_year(public, "chanuwan", 2568).report.year.overall is not None
    with pytest.raises(Assessment.DoesNotExist):
        read_year(public, "chanuwan", 2568, trial)
    version = publish(assessment=reference, by=None, kind=trial)
    assert read_year(public, "chanuwan", 2568, trial).publication == version


def test_each_kind_has_a_check_page_of_its_own(both, admin_client):
    first, other = both
    start = f"/admin/itaportal/publication/for/{first.assessment.pk}/"
    for version, address in ((first, start), (other, f"{start}trial/")):
        shown = admin_client.get(f"/admin/itaportal/publication/{version.pk}/change/")
        assert shown["Location"] == f"{address}#version-1"
        page = admin_client.get(address)
        assert page.status_code == 200
        assert f'action="{address}withdraw/1/"' in html_of(page)
        assert set(re.findall(r'href="(/chanuwan/2568/[^"]*v1/)"', html_of(page))) == {version.get_absolute_url()}
    assert admin_client.post(f"{start}trial/withdraw/1/", {"reason": "ผิด"}).status_code == 302
    assert [each.withdrawn for each in Publication.objects.order_by("pk")] == [False, True]
    assert admin.site.is_registered(Publication)


# --- The system check ------------------------------------------------------------------------------------------------


def spoilt(**fields) -> dict[str, Kind]:
    return {ANALYSIS.code: ANALYSIS, TRIAL.code: replace(TRIAL, **fields)}


def test_the_kinds_of_the_portal_are_complete():
    assert kind_checks.problems(KINDS) == []
    assert kind_checks.problems(spoilt()) == []


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (spoilt(renderers={}, file_names={}), "ไม่มีตัวสร้างไฟล์ (renderers)"),
        (spoilt(renderers={"report.odt": bytes}, file_names={"report.odt": "ก"}), "report.odt"),
        (spoilt(renderers={"report.pdf": None}, file_names={"report.pdf": "ก"}), "report.pdf"),
        (spoilt(file_names={}), "file_names"),
        (spoilt(address="", folder="trial"), "ใช้ address เดียวกับชนิด “analysis”"),
        (spoilt(folder=""), "ใช้ folder เดียวกับชนิด “analysis”"),
        (spoilt(saved_as=""), "ใช้ saved_as เดียวกับชนิด “analysis”"),
        (spoilt(address="trial"), "address"),
        (spoilt(address="V2/"), "address"),
        (spoilt(address="v2/"), "address"),
        (spoilt(folder="../other"), "folder"),
        (spoilt(folder="v1"), "folder"),
        (spoilt(build=None), "build"),
        (spoilt(snapshot=None), "snapshot"),
        ({TRIAL.code: TRIAL}, "ไม่มีชนิดเอกสาร “analysis”"),
        ({ANALYSIS.code: ANALYSIS, "other": TRIAL}, "“other”"),
        ({ANALYSIS.code: ANALYSIS, "memo": replace(TRIAL, code="memo")}, "PublicationKind"),
    ],
)
def test_a_kind_that_lacks_something_is_named_with_where_and_what_to_do(kinds, told):
    (problem, *more) = kind_checks.problems(kinds)
    assert not more, [each.msg for each in more]
    assert told in problem.msg
    assert "itaportal/publishing/kinds.py" in problem.msg
    assert problem.hint
    assert problem.is_serious()


def test_manage_py_check_and_start_up_say_it(monkeypatch, capsys):
    from django.core.checks import run_checks
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError

    monkeypatch.setitem(KINDS, TRIAL.code, spoilt(renderers={}, file_names={})[TRIAL.code])
    assert [each.id for each in run_checks(tags=["portal"])] == ["itaportal.E001"]
    with pytest.raises(SystemCheckError, match=r"followup.*ไม่มีตัวสร้างไฟล์"):
        call_command("check")
    with pytest.raises(SystemCheckError, match=r"followup.*ไม่มีตัวสร้างไฟล์"):
        call_command("prepare")
