"""A version's lost files are drawn again by one of all who ask for them, and not again where that cannot succeed."""

import fcntl
import os

import pytest

from itaportal.publishing import files
from itaportal.publishing.files import BeingRestoredError, LostFilesError, published_file, version_folder

from ..factories import freeze
from ..page import Page


@pytest.fixture
def version(reference):
    """Version 1, whose files were never drawn."""
    frozen = freeze(reference)
    frozen.files.create(name="data.csv", size=1, sha256="0" * 64)
    return frozen


@pytest.fixture
def restoring(version, monkeypatch) -> list[int]:
    """The versions whose files are drawn again; drawing is writing here, it takes long."""
    drawn: list[int] = []

    def restore(publication) -> None:
        drawn.append(publication.pk)
        files.move_into_place(publication, files.write_aside(version_folder(publication).parent, {"data.csv": b"1"}))

    monkeypatch.setattr(files, "restore_files", restore)
    return drawn


def test_who_waited_finds_what_the_first_has_drawn(version, restoring, monkeypatch):
    alone = files._alone

    def after_another(folder):
        published_file_of_another()
        return alone(folder)

    def published_file_of_another() -> None:
        monkeypatch.setattr(files, "_alone", alone)
        assert published_file(version, "data.csv") == b"1"

    monkeypatch.setattr(files, "_alone", after_another)
    assert published_file(version, "data.csv") == b"1"
    assert restoring == [version.pk]


def test_nobody_waits_for_ever(version, restoring, monkeypatch, client):
    monkeypatch.setattr(files, "RESTORE_PATIENCE", 0)
    parent = version_folder(version).parent
    parent.mkdir(parents=True, exist_ok=True)
    another = os.open(parent, os.O_RDONLY)
    fcntl.flock(another, fcntl.LOCK_EX)
    with pytest.raises(BeingRestoredError):
        published_file(version, "data.csv")
    response = client.get("/chanuwan/2568/v1/data.csv")
    assert "กรุณารอสักครู่แล้วเปิดไฟล์นี้ใหม่" in Page(response, status=503).text
    assert response["Retry-After"] == "10"
    os.close(another)
    assert client.get("/chanuwan/2568/v1/data.csv").content == b"1"
    assert restoring == [version.pk]


def test_what_would_be_other_bytes_is_not_drawn_for_each_who_asks(version, client, monkeypatch):
    drawn: list[str] = []

    def other(publication) -> None:
        drawn.append(publication.kind)
        raise LostFilesError("other bytes")

    monkeypatch.setattr(files, "restore_files", other)
    for _ in range(3):
        assert "ยังเปิดไฟล์นี้ไม่ได้" in Page(client.get("/chanuwan/2568/v1/data.csv"), status=503).text
    assert len(drawn) == 1
    folder = version_folder(version)
    folder.mkdir(parents=True)
    (folder / "data.csv").write_bytes(b"put back")
    assert published_file(version, "data.csv") == b"put back"
