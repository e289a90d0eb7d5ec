"""Comparing agencies: ranks, the file, and that nothing unpublished or outdated shows."""

import csv
import io
from decimal import Decimal as D

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment
from itaportal.pages.compare.page import bins
from itaportal.publishing.standings import Standing, YearStandings, agency_facts, median
from tests.factories import agencies_of, version_of, years_of

from ..page import Page
from .test_pages import new_agency, new_year

COMPARE = "/compare/"


def table(client, address=COMPARE):
    """The rows of the table of agencies as dicts by heading."""
    heading, *rows = Page(client.get(address)).tables[-1]
    names = [name.rstrip("▲▼ ") for name in heading]
    return [dict(zip(names, row, strict=True)) for row in rows]


def column(client, name, address=COMPARE):
    return [row[name] for row in table(client, address)]


def file(client, query=""):
    response = client.get(f"/compare/selection.csv{query}")
    assert response.status_code == 200
    content = response.content
    assert content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def standing(overall, kind="อบต.", is_sample=False):
    facts = agency_facts("a", "ก", "ก", "", kind, "ตรัง", "", is_sample)
    return Standing(facts, None if overall is None else D(overall), "", None, None, None)


def places(rows):
    """Where each row stands in a year of these."""
    year = YearStandings.of_nothing(2568, ()).changed([], rows)
    return [year.place(row) for row in rows]


# --- Ranks ---------------------------------------------------------------------------------------------------------


def test_rank_and_percentile_with_ties():
    rows = places([standing(figure) for figure in ("90.00", "99.00", "95.00", "80.00", "95.00")])
    assert [(row.rank, row.percentile, row.of) for row in rows] == [
        (4, 25, 5),
        (1, 100, 5),
        (2, 50, 5),
        (5, 0, 5),
        (2, 50, 5),
    ]


def test_kinds_and_made_up_agencies_stand_among_themselves():
    rows = places([standing("90"), standing("95", kind="อบจ."), standing("99", is_sample=True), standing(None)])
    assert [(row.rank, row.percentile, row.of) for row in rows] == [(1, None, 1)] * 3 + [(None, None, 0)]


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=40))
def test_ranks_by_their_definition(figures):
    rows = places([standing(figure) for figure in figures])
    for row, figure in zip(rows, figures, strict=True):
        others = len(figures) - 1
        assert row.rank == 1 + sum(each > figure for each in figures)
        share = sum(each < figure for each in figures)
        assert row.percentile == (share * 100 // others if others else None)


@given(st.lists(st.decimals(0, 100, places=2), max_size=60))
def test_every_score_is_in_one_bar(figures):
    found = bins(figures)
    assert sum(bar.count for bar in found) == len(figures)
    assert len(found) <= 10
    for bar in found:
        inside = [figure for figure in figures if bar.low <= figure and (figure < bar.high or bar.last)]
        assert bar.count == len(inside)
    assert not figures or max(float(bar.width.rstrip("%")) for bar in found) == 100


@pytest.mark.parametrize(
    ("figures", "middle"),
    [(["90"], "90"), (["80", "90"], "85.00"), (["80.01", "80.02"], "80.02"), (["70", "99", "80"], "80"), ([], None)],
)
def test_median(figures, middle):
    assert median(map(D, figures)) == (None if middle is None else D(middle))


def test_ranks_on_the_page(client, criteria):
    agencies_of(["90.00", "99.00", "95.00", "80.00", "95.00"])
    agencies_of(["70.00"], start=100, kind="อบจ.")
    rows = table(client)
    assert [(row["คะแนนภาพรวม"], row["อันดับ"], row["เปอร์เซ็นไทล์"]) for row in rows] == [
        ("๙๙.๐๐", "๑ จาก ๕", "๑๐๐"),
        ("๙๕.๐๐", "๒ จาก ๕", "๕๐"),
        ("๙๕.๐๐", "๒ จาก ๕", "๕๐"),
        ("๙๐.๐๐", "๔ จาก ๕", "๒๕"),
        ("๘๐.๐๐", "๕ จาก ๕", "๐"),
        ("๗๐.๐๐", "๑ จาก ๑", "–"),
    ]
    text = Page(client.get(COMPARE)).text
    assert "คะแนนเท่ากันได้อันดับเดียวกัน" in text
    assert "ร้อยละของหน่วยงานอื่นในกลุ่มเดียวกันที่ได้คะแนนภาพรวมน้อยกว่า ปัดเศษลง" in text


def test_a_filter_does_not_change_ranks(client, criteria):
    agencies_of(["99.00", "95.00"])
    agencies_of(["97.00"], start=50, province="ตรัง")
    (row,) = table(client, f"{COMPARE}?province=ตรัง")
    assert (row["อันดับ"], row["เปอร์เซ็นไทล์"]) == ("๒ จาก ๓", "๕๐")


# --- Only what is published ------------------------------------------------------------------------------------------


@pytest.fixture
def edited(criteria):
    """`a000` published version 1 with 90.00 and has 99.00 in its draft since; `a001` has no version."""
    first, second = agencies_of(["99.00", "95.00"])
    version_of(first, "90.00")
    return first, second


def test_a_drafts_newer_figures_do_not_show(client, admin_client, edited):
    for reader in (client, admin_client):
        assert [(row["หน่วยงาน"], row["คะแนนภาพรวม"]) for row in table(reader)] == [
            ("อบต.ที่ 001", "๙๕.๐๐"),
            ("อบต.ที่ 000", "๙๐.๐๐"),
        ]
        assert table(reader)[1]["IIT"] == "๙๐.๐๐"
        assert "๙๙.๐๐" not in column(reader, "คะแนนภาพรวม")
        assert [(row["overall"], row["rank_in_kind"], row["oit"]) for row in file(reader)] == [
            ("95.00", "1", "95.00"),
            ("90.00", "2", "90.00"),
        ]


def test_drafts_and_withdrawn_years_are_not_counted(client, edited):
    (third,) = agencies_of([None], start=2)
    Assessment.objects.filter(agency=third).update(status="draft", result_overall=D("97.00"))
    (fourth,) = agencies_of(["98.00"], start=3)
    version_of(fourth, "98.00", withdrawn=True)
    page = Page(client.get(COMPARE))
    assert "แสดงลำดับที่ ๑–๒ จาก ๒ แห่ง" in page.text
    assert {row["agency"] for row in file(client)} == {"a000", "a001"}
    assert table(client)[0]["อันดับ"] == "๑ จาก ๒"
    assert "ไม่พบหน่วยงานตามเงื่อนไขที่เลือก" in Page(client.get(f"{COMPARE}?q=002")).text


def test_the_newest_version_that_was_not_withdrawn_counts(client, edited):
    first, _ = edited
    version_of(first, "91.00", version=2)
    version_of(first, "92.00", version=3, withdrawn=True)
    assert column(client, "คะแนนภาพรวม") == ["๙๕.๐๐", "๙๑.๐๐"]


def test_nothing_older_than_the_last_write_is_shown(client, criteria):
    """The cache is warm before each write."""
    one = new_year(new_agency("one", "อบต.หนึ่ง"), scores=["90"] * 10)
    new_year(new_agency("two", "อบต.สอง"), scores=["80"] * 10)

    def shown():
        assert client.get(COMPARE).content == client.get(COMPARE).content
        return [(row["หน่วยงาน"], row["คะแนนภาพรวม"]) for row in table(client)]

    assert shown() == [("อบต.หนึ่ง", "๙๐.๐๐"), ("อบต.สอง", "๘๐.๐๐")]
    actions.save_assessment(assessment=one, entries=[ScoreEntry(n, D("70")) for n in range(1, 11)], by=None)
    assert shown() == [("อบต.สอง", "๘๐.๐๐"), ("อบต.หนึ่ง", "๗๐.๐๐")]
    version_of(one.agency, "75.00")
    assert shown() == [("อบต.สอง", "๘๐.๐๐"), ("อบต.หนึ่ง", "๗๕.๐๐")]
    Agency.objects.filter(slug="two").update(name="อบต.ใหม่")
    assert shown()[0][0] == "อบต.ใหม่"
    new_year(new_agency("three", "อบต.สาม"), scores=["99"] * 10)
    assert shown()[0] == ("อบต.สาม", "๙๙.๐๐")
    actions.unpublish(assessment=Assessment.objects.get(agency__slug="three"), by=None)
    assert shown()[0][0] == "อบต.ใหม่"


# --- Empty states, samples, queries --------------------------------------------------------------------------------


def test_nothing_to_compare(client, db):
    assert "ยังไม่มีผลการประเมินที่เผยแพร่" in Page(client.get(COMPARE)).text
    assert client.get("/compare/selection.csv").status_code == 404


def test_a_single_agency_has_nothing_to_compare_with(client, reference):
    page = Page(client.get(COMPARE))
    assert "มีหน่วยงานที่เผยแพร่ผลแล้วเพียงแห่งเดียว" in page.text
    assert ("a", "href", "/chanuwan/") in page.attributes


def test_made_up_agencies_are_said_to_be(client, criteria):
    agencies_of(["99.00", "95.00"], is_sample=True)
    assert "ข้อมูลสมมติ หน่วยงานและคะแนนที่แสดงในหน้านี้สร้างขึ้นเพื่อการทดลองใช้" in Page(client.get(COMPARE)).text
    agencies_of(["90.00"], start=10)
    page = Page(client.get(COMPARE))
    assert "มีข้อมูลสมมติปนอยู่" in page.text
    assert [name.endswith("สมมติ") for name in column(client, "หน่วยงาน")] == [True, True, False]
    assert column(client, "อันดับ") == ["๑ จาก ๒", "๒ จาก ๒", "๑ จาก ๑"], "a real agency is not ranked among them"
    assert [row["is_sample"] for row in file(client)] == ["true", "true", "false"]
    assert "สมมติปนอยู่" not in Page(client.get(f"{COMPARE}?q=010")).text


@pytest.mark.parametrize("agencies", [2, 700])
def test_queries_do_not_grow_with_agencies(client, criteria, django_assert_num_queries, agencies):
    made = agencies_of(["90.00"] * agencies)
    for year in (2565, 2566, 2567):
        years_of(made, ["80.00"] * agencies, year=year)
    # Each page: the stamp of its ETag, the name of the site, and whether the menu leads to the comparison.
    with django_assert_num_queries(3 + 11):
        client.get(COMPARE)
    with django_assert_num_queries(1):  # the page itself is kept
        client.get(COMPARE)
    with django_assert_num_queries(3 + 1):
        client.get(f"{COMPARE}?q=00&sort=name")
    with django_assert_num_queries(1 + 1):
        client.get("/compare/selection.csv")
    with django_assert_num_queries(3 + 4):
        client.get(f"{COMPARE}?year=2566")


def test_addresses():
    assert (reverse("compare"), reverse("compare-csv")) == ("/compare/", "/compare/selection.csv")
