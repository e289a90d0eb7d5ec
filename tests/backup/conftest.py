"""An installation to be backed up and restored, in folders of the test's own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from itaportal.backup import actions
from itaportal.publishing.actions import publish
from itaportal.publishing.kinds import ANALYSIS, KINDS

from .installation import drop_what_was_kept


@pytest.fixture
def site(reference, settings, tmp_path, monkeypatch) -> Iterator[Path]:
    """The reference agency with version 1 (one small file), an upload and keys, in folders of the test's own."""
    monkeypatch.setitem(
        KINDS, ANALYSIS.code, replace(ANALYSIS, renderers={"data.json": ANALYSIS.renderers["data.json"]})
    )
    settings.PUBLISHED_ROOT, settings.IMPORT_UPLOADS = tmp_path / "published", tmp_path / "imports"
    publish(assessment=reference, by=None, kind=KINDS[ANALYSIS.code])
    settings.IMPORT_UPLOADS.mkdir()
    (settings.IMPORT_UPLOADS / "ไฟล์.xlsx").write_bytes(b"uploaded")
    (tmp_path / "secret-key").write_text("first\n")
    monkeypatch.setattr(actions, "keys", lambda: {"secret-key": tmp_path / "secret-key", ".env": tmp_path / ".env"})
    yield tmp_path
    drop_what_was_kept()
