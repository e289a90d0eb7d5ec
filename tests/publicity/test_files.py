"""Files: what is published carries no mark of a draft in any format, a draft does, and the web server can read it."""

import csv
import io
import json
import os
import re
import stat
import zipfile
from html import unescape
from pathlib import Path

import pypdfium2
import pytest
from django.test import Client
from pypdf import PdfReader

from assessments.actions import unpublish
from assessments.models import Assessment
from itaportal.formats.types import CONTENT_TYPES
from itaportal.publishing.actions import publish
from itaportal.publishing.files import version_folder

YEAR, V1 = "/chanuwan/2568/", "/chanuwan/2568/v1/"
FILES = sorted(CONTENT_TYPES)
NOTICE = "ฉบับร่าง|ยังไม่ได้เผยแพร่"


def body(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content) if response.streaming else response.content


def text_of(name: str, content: bytes) -> str:
    """Everything that a reader of the file could find in it as text."""
    if name == "report.pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if name.endswith(("docx", "xlsx")):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return "".join(unescape(parts.read(part).decode()) for part in parts.namelist() if part.endswith(".xml"))
    return content.decode()


def watermarked(pdf: bytes) -> list[bool]:
    """Of each page, whether the pale word lies across it: its colour is on no page otherwise."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        image = page.render(scale=0.4).to_pil().convert("RGB")
        pale = sum(count for count, colour in image.getcolors(1 << 20) if colour == (0xEF, 0xEC, 0xE6))
        found.append(pale > 500)
    return found


@pytest.fixture
def published_draft(reference, drawn_once):
    """Version 1 of a year that was a draft until the moment it was published, as most are."""
    saved = Assessment.objects.values_list("updated_at", flat=True).get()
    unpublish(assessment=reference, by=None)
    Assessment.objects.update(updated_at=saved)  # the same data as the reference's: drawn once a run
    with drawn_once():
        return publish(assessment=reference, by=None)


@pytest.mark.slow
def test_no_published_file_carries_the_mark_of_a_draft(published_draft, client):
    for folder in (V1, YEAR):
        for name in FILES:
            content = body(client, f"{folder}{name}")
            assert not re.search(NOTICE, text_of(name, content)), f"{folder}{name}"
            if name.startswith("data"):
                assert "draft" not in text_of(name, content)
            if name == "report.pdf":
                assert not any(watermarked(content))
            if name == "report.docx":
                assert "textpath" not in text_of(name, content), "no word across the pages"
    for address in (V1, YEAR, f"{YEAR}report/"):
        shown = body(client, address).decode()
        assert not re.search(NOTICE, shown), address
        assert "draft-line" not in shown
    assert published_draft.snapshot["report"]["year"]["published"] is True


@pytest.mark.slow
def test_every_document_of_a_draft_carries_its_mark(reference, admin_client):
    unpublish(assessment=reference, by=None)
    pdf = body(admin_client, f"{YEAR}report.pdf")
    assert all(watermarked(pdf))
    assert all("ฉบับร่าง" in page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    word = text_of("report.docx", body(admin_client, f"{YEAR}report.docx"))
    assert word.count('string="ร่าง"') == 2, "the cover's header and the other pages'"
    assert "ฉบับร่าง ยังไม่ได้เผยแพร่" in word
    assert "ฉบับร่าง ยังไม่ได้เผยแพร่" in text_of("data.xlsx", body(admin_client, f"{YEAR}data.xlsx"))
    assert json.loads(body(admin_client, f"{YEAR}data.json"))["draft"] is True
    lines = list(csv.DictReader(io.StringIO(body(admin_client, f"{YEAR}data.csv").decode("utf-8-sig"))))
    assert [line["draft"] for line in lines] == ["true"] * 10
    assert "draft-line" in body(admin_client, f"{YEAR}report/").decode()
    assert "ร่าง" in body(admin_client, YEAR).decode()


# --- On disk --------------------------------------------------------------------------------------------------------


@pytest.fixture
def _private_by_default():
    """The process makes files for its own user alone, as a hardened service does."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def empty_root(settings, tmp_path) -> Path:
    """A folder for published files that is not there yet."""
    root = tmp_path / "served" / "published"
    settings.PUBLISHED_ROOT = root
    tmp_path.chmod(0o755)
    return root


@pytest.mark.usefixtures("_private_by_default")
def test_the_server_that_serves_the_files_can_read_them(empty_root, published_reference, client):
    folder = version_folder(published_reference)
    assert folder == empty_root / "chanuwan" / "2568" / "v1"
    for above in (folder, *list(folder.parents)[:4]):
        assert stat.S_IMODE(above.stat().st_mode) & 0o055 == 0o055, above
    assert sorted(path.name for path in folder.iterdir()) == FILES
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) & 0o044 == 0o044, path
        assert body(client, f"{V1}{path.name}") == path.read_bytes()
