"""A version's files can be read by whatever server stands before the portal, and go out as they lie there."""

import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from itaportal.publishing import files
from itaportal.publishing.actions import publish
from itaportal.publishing.kinds import ANALYSIS, KINDS, Kind
from itaportal.web import serving
from itaportal.web.page_cache import release

from ..page import html_of

ROOT = Path(settings.PUBLISHED_ROOT)
V1 = "/chanuwan/2568/v1/"


@pytest.fixture
def small(monkeypatch) -> Kind:
    """The year's own document with one small file, so that nothing is laid out."""
    kind = replace(ANALYSIS, renderers={"data.json": ANALYSIS.renderers["data.json"]})
    monkeypatch.setitem(KINDS, ANALYSIS.code, kind)
    return kind


@pytest.fixture(params=[0o077, 0o022, 0o000], ids=oct)
def umask(request) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def rights() -> dict[str, str]:
    """Each folder and file under the published root with its rights, as `ls` writes them."""
    return {path.relative_to(ROOT).as_posix(): stat.filemode(path.stat().st_mode) for path in sorted(ROOT.rglob("*"))}


EXPECTED = {
    "chanuwan": "drwxr-xr-x",
    "chanuwan/2568": "drwxr-xr-x",
    "chanuwan/2568/v1": "drwxr-xr-x",
    "chanuwan/2568/v1/data.json": "-rw-r--r--",
}


def test_another_user_of_the_machine_can_read_a_version_whatever_the_umask(reference, small, umask):
    publish(assessment=reference, by=None, kind=small)
    assert rights() == EXPECTED


def test_a_version_drawn_again_can_be_read_too(reference, small, umask):
    version = publish(assessment=reference, by=None, kind=small)
    shutil.rmtree(ROOT / "chanuwan")
    files.restore_files(version)
    assert rights() == EXPECTED


def test_the_root_that_the_portal_makes_itself_can_be_entered(reference, small, umask, settings, tmp_path):
    settings.PUBLISHED_ROOT = tmp_path / "var" / "published"
    publish(assessment=reference, by=None, kind=small)
    made = settings.PUBLISHED_ROOT
    assert [stat.filemode(path.stat().st_mode) for path in (made.parent, made)] == ["drwxr-xr-x"] * 2
    assert (made / "chanuwan/2568/v1/data.json").read_bytes().startswith(b"{")


def test_rights_that_an_operator_gave_are_left_alone(reference, small):
    (ROOT / "chanuwan").mkdir(parents=True)
    (ROOT / "chanuwan").chmod(0o750)
    publish(assessment=reference, by=None, kind=small)
    assert rights() == EXPECTED | {"chanuwan": "drwxr-x---"}


def refused(path, *arguments, **options):
    raise PermissionError(13, "Permission denied", str(path))


def test_a_folder_that_cannot_be_read_or_written_is_said_so(reference, small, client, monkeypatch, caplog):
    """As where it belongs to another user. The tests may run as root, whom no rights stop."""
    publish(assessment=reference, by=None, kind=small)
    release()  # the portal's own code and templates can be read
    with monkeypatch.context() as patch:
        patch.setattr(serving, "_published_file", refused)
        patch.setattr(Path, "read_bytes", refused)
        patch.setattr(files, "write_aside", refused)
        answers = [client.get(path) for path in (f"{V1}data.json", "/chanuwan/2568/data.json")]
    for response in answers:
        assert response.status_code == 503
        assert "ยังเปิดไฟล์นี้ไม่ได้" in html_of(response, status=503)
    assert "can neither be read nor written" in caplog.text


def test_a_file_that_the_fast_way_cannot_read_is_answered_by_the_view(reference, small, client, monkeypatch):
    version = publish(assessment=reference, by=None, kind=small)
    content = (files.version_folder(version) / "data.json").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(serving, "_published_file", refused)
        response = client.get(f"{V1}data.json")
    assert (response.status_code, response.content) == (200, content)
