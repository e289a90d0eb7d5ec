"""An installation of 0.1.0 comes up to this release with all it holds.

`portal-0.1.0.sql.gz` is an SQLite database as release 0.1.0 made it, in SQL: the reference agency, two published
versions (the second with an own wording and a signatory), a person who may edit, and a score that was changed since.
"""

import gzip
import hashlib
import io
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from pypdf import PdfReader

from assessments.actions import refresh_result, stored_result
from assessments.models import Assessment
from assessments.thai import thai_digits
from itaportal.audit.verifying import verify
from itaportal.backup.databases import migrate
from itaportal.backup.sqlite import Sqlite
from itaportal.models import ParagraphText, Publication, Signatory
from itaportal.publishing.kinds import ANALYSIS
from itaportal.report.canonical import checksum_of

from ..page import html_of

pytestmark = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="the stored database is one of SQLite"
)
STORED = Path(__file__).parent / "portal-0.1.0.sql.gz"
SCORES = ["99.02", "100.00", "100.00", "98.82", "100.00", "98.95", "98.58", "98.58", "90.00", "90.00"]


@pytest.fixture(scope="module")
def rows_before(tmp_path_factory, django_db_blocker) -> Iterator[dict[str, int]]:
    """The stored database, migrated, in place of the suite's own; gives the rows of its tables before."""
    path = tmp_path_factory.mktemp("upgrade") / "db.sqlite3"
    with sqlite3.connect(path) as stored:
        stored.executescript(gzip.decompress(STORED.read_bytes()).decode())
    stored.close()
    own = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        before = Sqlite({"NAME": path}).contents(str(path)).counts
        migrate(str(path))
        connection.settings_dict["NAME"] = str(path)
        ContentType.objects.clear_cache()
        yield before
        connection.close()
        connection.settings_dict["NAME"] = own
        ContentType.objects.clear_cache()


@pytest.fixture
def versions(rows_before) -> list[Publication]:
    return list(Publication.objects.order_by("version"))


def test_nothing_is_left_to_migrate_and_no_row_is_lost(rows_before):
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    now = Sqlite(connection.settings_dict).contents(connection.settings_dict["NAME"]).counts
    fewer = {table: (rows, now.get(table)) for table, rows in rows_before.items() if now.get(table, -1) < rows}
    assert fewer == {}
    assert rows_before["assessments_indicatorscore"] == 10, "the right database"


def test_its_versions_stand_in_the_record_that_begins_with_the_upgrade(versions):
    result = verify()
    assert result.faults == []
    assert (result.versions, result.events) == (len(versions), 2)
    Publication.objects.filter(pk=versions[0].pk).update(result_level="ผ่านดีเยี่ยม")
    assert any("“ระดับ” ไม่ตรงกับที่บันทึกไว้" in line for line in verify().faults)
    Publication.objects.filter(pk=versions[0].pk).update(result_level=versions[0].result_level)


def test_its_versions_verify(versions):
    assert [version.version for version in versions] == [1, 2]
    for version in versions:
        assert checksum_of(version.snapshot) == version.checksum


def test_its_data_are_drawn_to_the_published_bytes(versions):
    """`data.json` alone is promised to stay; the other files go with the release that drew them."""
    for version in versions:
        drawn = hashlib.sha256(ANALYSIS.renderers["data.json"](ANALYSIS.load(version))).hexdigest()
        assert drawn == version.files.get(name="data.json").sha256, version


@pytest.mark.pdf
def test_its_report_is_drawn_to_the_same_figures(versions):
    version = versions[1]
    pages = PdfReader(io.BytesIO(ANALYSIS.renderers["report.pdf"](ANALYSIS.load(version)))).pages
    text = " ".join(page.extract_text() for page in pages)
    for figure in ("95.48", "99.57", "98.70", *SCORES):
        assert thai_digits(figure) in text, figure
    assert "ผ่านดี" in text
    assert "95.73" not in text
    assert thai_digits("95.73") not in text, "what was changed after publishing"


def test_what_people_entered_is_there_and_counts_the_same(rows_before):
    year = Assessment.objects.get()
    scores = list(year.scores.order_by("indicator__number").values_list("score", flat=True))
    assert scores == [Decimal(score) for score in [*SCORES[:8], "91.25", SCORES[9]]]
    assert str(year.result_overall) == "95.73"
    before = stored_result(year)
    assert stored_result(refresh_result(assessment=year)) == before, "today's rules give the result that was stored"
    assert ParagraphText.objects.get().text == "หน่วยงานจัดทำมาตรการตามคะแนน {คะแนน} ในปี {ปี}"
    assert Signatory.objects.get().name == "นางสาวทดสอบ ใจดี"
    assert list(User.objects.get(username="somchai").memberships.values_list("agency__slug", flat=True)) == ["chanuwan"]
    assert year.plan.measures.count() == 10


@pytest.mark.parametrize("address", ["", "2568/", "2568/v1/", "2568/v2/", "2568/report/", "2568/measures/"])
def test_its_pages_answer(rows_before, address):
    page = html_of(Client().get(f"/chanuwan/{address}", follow=True))
    assert "ชานุวรรณ" in page
    assert "95.73" not in page
    assert "๙๕.๗๓" not in page
