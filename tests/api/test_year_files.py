"""The page of open data, and the files of each year."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assessments.models import Agency
from itaportal.api import year_files
from itaportal.api.endpoints import ENDPOINTS
from itaportal.models import Publication

from ..page import Page, html_of
from ..pages.test_pages import new_agency, new_year
from .asking import LISTS, get, table


def test_the_page_tells_of_every_field_and_parameter(client, reference):
    text = html_of(client.get("/api/"))
    for endpoint in ENDPOINTS:
        assert f"http://testserver/api/v1/{endpoint.name}/" in text
        for name in [each.name for each in endpoint.schema.fields] + [each.name for each in endpoint.parameters]:
            assert f"<code>{name}</code>" in text


def test_files_of_a_year_hold_the_same_in_every_form(client, frozen):
    for name, rows in (("results", 1), ("scores", 10), ("measures", 10)):
        plain = table(client, name)
        data = json.loads(client.get(f"/open-data/2568/{name}.json").getvalue())
        book = load_workbook(io.BytesIO(client.get(f"/open-data/2568/{name}.xlsx").getvalue()))
        sheet = list(book.worksheets[0].iter_rows(values_only=True))
        assert len(plain) == len(data["rows"]) == len(sheet) - 1 == rows
        assert list(plain[0]) == list(data["rows"][0])
        assert len(plain[0]) == len(sheet[0])
        assert data["licence"]["name"] == "สัญญาอนุญาตครีเอทีฟคอมมอนส์ แสดงที่มา รุ่น ๔.๐ (CC BY)"
        assert data["updated_at"]
        assert "สัญญาอนุญาตครีเอทีฟคอมมอนส์ แสดงที่มา รุ่น ๔.๐ (CC BY)" in str(list(book.worksheets[1].values))
    (row,) = table(client, "results")
    assert (row["overall"], row["iit"], row["eit"], row["oit"], row["version"]) == (
        "95.48",
        "99.57",
        "98.70",
        "90.00",
        "1",
    )


def test_a_file_is_made_once_and_again_when_something_was_written(client, frozen, monkeypatch):
    made = []
    content = year_files._content
    monkeypatch.setattr(year_files, "_content", lambda *args: made.append(args) or content(*args))
    table(client, "results")
    table(client, "results")
    assert len(made) == 1
    Publication.objects.update(withdrawn_at=frozen.published_at, withdrawn_reason="ผิด")
    assert client.get("/open-data/2568/results.csv").status_code == 404
    new_year(new_agency("other", "อบต.อื่น"))
    assert [row["agency"] for row in table(client, "results")] == ["other"]
    assert len(made) == 2


def test_only_the_newest_files_are_kept(client, reference, settings):
    table(client, "results")
    before = set(Path(settings.OPEN_DATA_ROOT).glob("*/*"))
    Agency.objects.update(short_name="ใหม่")
    table(client, "scores")
    assert before.isdisjoint(Path(settings.OPEN_DATA_ROOT).glob("*/*"))


def test_whoever_would_wait_long_is_told_to_come_back(client, reference, settings, monkeypatch):
    import fcntl

    monkeypatch.setattr(year_files, "PATIENCE", 0.2)
    root = Path(settings.OPEN_DATA_ROOT)
    root.mkdir()
    with (root / ".2568-results.csv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        response = client.get("/open-data/2568/results.csv")
        assert len(table(client, "scores")) == 10, "another file waits for nobody"
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "กำลังเตรียมไฟล์" in Page(response, status=503).text
    assert len(table(client, "results")) == 1


def test_formulas_in_files_stay_text(client, criteria):
    agency = new_agency("evil", "=1+1")
    new_year(agency)
    assert table(client, "results")[0]["agency_name"] == "'=1+1"
    book = load_workbook(io.BytesIO(client.get("/open-data/2568/results.xlsx").getvalue()))
    cell = book.worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    "path", ["2500/results.csv", "2568/nothing.csv", "2568/results.exe", "99999999999/results.csv"]
)
def test_files_that_are_not_there(client, reference, path):
    assert client.get(f"/open-data/{path}").status_code == 404


def test_open_data_before_anything_is_published(client, db):
    assert "ยังไม่มีผลการประเมินที่เผยแพร่" in Page(client.get("/open-data/")).text
    for name in LISTS:
        assert get(client, f"{name}/")["data"] == []
