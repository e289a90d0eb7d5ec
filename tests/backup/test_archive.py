"""The file of a backup: whole or not there, its owner's alone, and whatever is wrong with it is seen first."""

import gzip
import hashlib
import io
import json
import os
import stat
import tarfile
from pathlib import Path

import pytest

from itaportal.backup import archive
from itaportal.backup.archive import BackupError, Manifest, extract, read_manifest, writing


def manifest() -> Manifest:
    return Manifest("2026-11-29T00:00:00+07:00", "sqlite", ["auth.0001_initial"], {"auth_user": 1}, [])


@pytest.fixture
def whole(tmp_path) -> Path:
    """A backup of a database and one file."""
    (tmp_path / "db").write_bytes(b"rows" * 100)
    (tmp_path / "a.pdf").write_bytes(os.urandom(3000))
    os.utime(tmp_path / "a.pdf", (1_700_000_000, 1_700_000_000))
    path = tmp_path / "x.backup"
    with writing(path, manifest()) as target:
        target.add("database", tmp_path / "db")
        target.add("files/published/a.pdf", tmp_path / "a.pdf")
    return path


def test_what_goes_in_comes_out(whole, tmp_path):
    before = os.umask(0)
    try:
        found = read_manifest(whole)
        extract(whole, {"files/published/a.pdf": tmp_path / "out" / "a.pdf"}, public=True)
        extract(whole, {"database": tmp_path / "out" / "db"})
    finally:
        os.umask(before)
    assert (found.counts, found.engine) == ({"auth_user": 1}, "sqlite")
    assert sorted(found.members) == ["database", "files/published/a.pdf"]
    out = tmp_path / "out" / "a.pdf"
    assert out.read_bytes() == (tmp_path / "a.pdf").read_bytes()
    assert out.stat().st_mtime == 1_700_000_000
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert modes == {"a.pdf": 0o644, "db": 0o600}


def test_it_is_its_owners_alone_whatever_the_umask(whole, tmp_path):
    assert stat.S_IMODE(whole.stat().st_mode) == 0o600
    whole.chmod(0o644)
    before = os.umask(0)
    try:
        with writing(whole, manifest()) as target:
            target.add("database", tmp_path / "db")
    finally:
        os.umask(before)
    assert stat.S_IMODE(whole.stat().st_mode) == 0o600
    assert "files/published/a.pdf" not in read_manifest(whole).members, "the newer one is in its place"


def test_a_backup_that_fails_leaves_the_older_one_and_nothing_else(whole, tmp_path):
    before, names = whole.read_bytes(), sorted(os.listdir(tmp_path))
    with pytest.raises(FileNotFoundError), writing(whole, manifest()) as target:
        target.add("database", tmp_path / "gone")
    assert whole.read_bytes() == before
    assert sorted(os.listdir(tmp_path)) == names


def test_another_kind_of_file_is_not_overwritten(tmp_path):
    path = tmp_path / "letter.docx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(BackupError, match="ไม่เขียนทับ"), writing(path, manifest()):
        pytest.fail("nothing may be written")
    assert path.read_bytes() == b"PK\x03\x04"


def test_two_backups_to_one_place_at_once(whole, tmp_path):
    with writing(whole, manifest()) as target:
        target.add("database", tmp_path / "db")
        with pytest.raises(BackupError, match="กำลังสำรองข้อมูล"), writing(whole, manifest()):
            pytest.fail("the first has not ended")
    read_manifest(whole)


def refused(path: Path) -> str:
    with pytest.raises(BackupError) as said:
        read_manifest(path)
    assert "\n" not in str(said.value)
    return str(said.value)


@pytest.mark.parametrize("length", [0, 1, 10, 500, -1, -9, -600])
def test_a_file_that_was_cut_short(whole, length):
    whole.write_bytes(whole.read_bytes()[:length])
    assert "ไม่ใช่ไฟล์สำรองที่สมบูรณ์" in refused(whole)


def test_a_byte_that_changed_anywhere(whole):
    content = whole.read_bytes()
    for place in range(10, len(content), 101):
        whole.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        assert "ไม่ใช่ไฟล์สำรองที่สมบูรณ์" in refused(whole)


def test_another_file(tmp_path):
    path = tmp_path / "x.backup"
    for content in (b"PK\x03\x04", gzip.compress(b"no tar"), b"SQLite format 3\0" * 100):
        path.write_bytes(content)
        refused(path)


def forged(path: Path, contents: dict[str, bytes], **other: object) -> Path:
    """A well-packed backup with any names, whose list of contents agrees unless told otherwise."""
    told = vars(manifest()) | {
        "members": {n: {"size": len(c), "sha256": hashlib.sha256(c).hexdigest()} for n, c in contents.items()}
    }
    with tarfile.open(path, "w:gz") as tar:
        for name, content in {**contents, "manifest.json": json.dumps(told | other).encode()}.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return path


@pytest.mark.parametrize("name", ["../x", "/etc/x", "files/../../x", "files//x", "./x"])
def test_a_name_that_leads_elsewhere(tmp_path, name):
    refused(forged(tmp_path / "x.backup", {"database": b"x", name: b"x"}))


def test_contents_that_are_not_as_listed(tmp_path):
    listed = {"database": {"size": 1, "sha256": "0" * 64}}
    assert "database" in refused(forged(tmp_path / "x.backup", {"database": b"x"}, members=listed))
    refused(forged(tmp_path / "x.backup", {"database": b"x", "more": b"y"}, members=listed))
    refused(forged(tmp_path / "x.backup", {"files/a": b"x"}))


def test_a_format_of_a_later_release_is_named(tmp_path):
    assert "รูปแบบที่ 2" in refused(forged(tmp_path / "x.backup", {"database": b"x"}, format=archive.FORMAT + 1))


def test_a_link_in_the_file(tmp_path):
    path = tmp_path / "x.backup"
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo("database")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    refused(path)
