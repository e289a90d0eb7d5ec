"""Comparing agencies: ranks, filters, sorting, pages, the file, and that nothing unpublished or outdated shows."""

import csv
import io
import re
from decimal import Decimal as D
from urllib.parse import quote

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment
from itaportal.pages.compare import COLUMNS
from itaportal.pages.compare.page import bins
from itaportal.publishing.standings import Standing, agency_facts, median, ranked
from tests.factories import agencies_of, version_of, years_of

from ..page import Page, html_of
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
    assert response.streaming
    content = b"".join(response.streaming_content)
    assert content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def standing(overall, kind="อบต.", is_sample=False):
    facts = agency_facts("a", "ก", "ก", "", kind, "ตรัง", "", is_sample)
    return Standing(facts, None if overall is None else D(overall), "", None, None, None)


# --- Ranks ---------------------------------------------------------------------------------------------------------


def test_rank_and_percentile_with_ties():
    rows = ranked([standing(figure) for figure in ("90.00", "99.00", "95.00", "80.00", "95.00")])
    assert [(row.rank, row.percentile, row.of) for row in rows] == [
        (4, 25, 5),
        (1, 100, 5),
        (2, 50, 5),
        (5, 0, 5),
        (2, 50, 5),
    ]


def test_kinds_and_made_up_agencies_stand_among_themselves():
    rows = ranked([standing("90"), standing("95", kind="อบจ."), standing("99", is_sample=True), standing(None)])
    assert [(row.rank, row.percentile, row.of) for row in rows] == [(1, None, 1)] * 3 + [(None, None, 0)]


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=40))
def test_ranks_by_their_definition(figures):
    rows = ranked([standing(figure) for figure in figures])
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


# --- Filters and search ------------------------------------------------------------------------------------------


@pytest.fixture
def country(criteria):
    for number, (name, short, english, kind, province, district) in enumerate(
        [
            ("องค์การบริหารส่วนตำบลชานุวรรณ", "อบต.ชานุวรรณ", "Chanuwan SAO", "อบต.", "ร้อยเอ็ด", "พนมไพร"),
            ("เทศบาลตำบลพนมไพร", "ทต.พนมไพร", "Phanom Phrai", "เทศบาลตำบล", "ร้อยเอ็ด", "พนมไพร"),
            ("เทศบาลเมืองตัวอย่าง ๑๒", "ทม.ตัวอย่าง", "", "เทศบาลเมือง", "ร้อยเอ็ด", "เมืองร้อยเอ็ด"),
            ("องค์การบริหารส่วนจังหวัดแพร่", "อบจ.แพร่", "Phrae PAO", "อบจ.", "แพร่", "เมืองแพร่"),
        ]
    ):
        agency = Agency.objects.create(
            slug=f"c{number}",
            name=name,
            short_name=short,
            name_en=english,
            kind=kind,
            province=province,
            district=district,
        )
        years_of([agency], [f"{90 + number}.50"], year=2568)
    years_of([Agency.objects.get(slug="c0"), Agency.objects.get(slug="c3")], ["81.00", "82.00"], year=2567)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"c0", "c1", "c2", "c3"}),
        ("q=ชานุวรรณ", {"c0"}),
        ("q=พนมไพร", {"c1"}),
        ("q=อบจ.", {"c3"}),
        ("q=chanuwan", {"c0"}),
        ("q=PHRA", {"c1", "c3"}),
        ("q=phanom++phrai", {"c1"}),
        ("q=phrai+phanom", {"c1"}),
        ("q=12", {"c2"}),
        ("q=๑๒", {"c2"}),
        ("q=%00%E2%80%8Bชานุ%E2%80%8Bวรรณ", {"c0"}),
        ("province=ร้อยเอ็ด", {"c0", "c1", "c2"}),
        ("province=ร้อยเอ็ด&district=พนมไพร", {"c0", "c1"}),
        ("district=เมืองแพร่", {"c3"}),
        ("kind=เทศบาลเมือง", {"c2"}),
        ("year=2567", {"c0", "c3"}),
        ("year=๒๕๖๗", {"c0", "c3"}),
        ("year=2567&province=แพร่&kind=อบจ.&q=pao", {"c3"}),
    ],
)
def test_filters(client, country, query, found):
    assert {row["agency"] for row in file(client, f"?{query}")} == found
    links = {value for tag, name, value in Page(client.get(f"{COMPARE}?{query}")).attributes if name == "href"}
    year = 2567 if "year" in query else 2568
    assert {slug for slug in ("c0", "c1", "c2", "c3") if f"/{slug}/{year}/" in links} == found


def test_nothing_found_says_what_to_do(client, country):
    page = Page(client.get(f"{COMPARE}?q=ไม่มีแน่นอน"))
    assert "ไม่พบหน่วยงานตามเงื่อนไขที่เลือก" in page.text
    assert ("a", "href", COMPARE) in page.attributes
    assert page.tables == []


def test_the_form_keeps_what_was_chosen(client, country):
    html = html_of(client.get(f"{COMPARE}?province=ร้อยเอ็ด&district=พนมไพร&kind=อบต.&q=a%22b&sort=name"))
    for chosen in ("ร้อยเอ็ด", "พนมไพร", "อบต.", "name"):
        assert f'<option value="{chosen}" selected>' in html
    assert 'value="a&quot;b"' in html
    assert '<option value="เมืองแพร่"' not in html, "districts are those of the chosen province"


def test_provinces_are_in_dictionary_order(client, country):
    names = [
        value
        for tag, name, value in Page(client.get(COMPARE)).attributes
        if (tag, name) == ("option", "value") and value in ("แพร่", "ร้อยเอ็ด")
    ]
    assert names == ["แพร่", "ร้อยเอ็ด"], "the vowel written first does not count first"


# --- Sorting and pages ------------------------------------------------------------------------------------------------


def headings(client, address):
    """The state and the link of every column, by heading."""
    html = html_of(client.get(address))
    found = re.findall(r'aria-sort="(\w+)"><a href="([^"#]+)#standings">([^ <]+)', html)
    return {name: (state, link.replace("&amp;", "&")) for state, link, name in found}


def test_every_column_sorts_both_ways_by_its_link(client, country):
    links = headings(client, COMPARE)
    assert list(links) == [each.heading for each in COLUMNS]
    for name, (_, link) in links.items():
        once = headings(client, link)
        twice = headings(client, once[name][1])
        assert {once[name][0], twice[name][0]} == {"ascending", "descending"}
        for other in (once, twice):
            assert [state for state, _ in other.values()].count("none") == len(COLUMNS) - 1
        orders = [column(client, "หน่วยงาน", each) for each in (link, once[name][1])]
        assert sorted(orders[0]) == sorted(orders[1])
        assert orders[0] != orders[1] or name in ("ระดับ", "IIT", "EIT", "เปอร์เซ็นไทล์", "อันดับ"), "all the same there"


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("overall", ["c0", "c1", "c2", "c3"]),
        ("-overall", ["c3", "c2", "c1", "c0"]),
        ("oit", ["c0", "c1", "c2", "c3"]),
        ("name", ["c1", "c2", "c3", "c0"]),
        ("-name", ["c0", "c3", "c2", "c1"]),
        ("province", ["c3", "c1", "c0", "c2"]),
        ("kind", ["c1", "c2", "c3", "c0"]),
        ("rank", ["c1", "c2", "c3", "c0"]),
    ],
)
def test_order_of_rows(client, country, sort, order):
    """Equals come by name (ท, then องค์การ… จ before ต); `province` goes by province, then district."""
    assert [row["agency"] for row in file(client, f"?sort={sort}")] == order


def test_levels_sort_by_their_place_in_the_criteria(client, criteria):
    agencies_of(["99.00", "70.00", "90.00"])
    Assessment.objects.filter(agency__slug="a000").update(result_level="ผ่านดีเยี่ยม")
    assert [row["level"] for row in file(client, "?sort=-level")] == ["ผ่านดีเยี่ยม", "ผ่านดี", "ต้องปรับปรุง"]
    assert [row["level"] for row in file(client, "?sort=level")] == ["ต้องปรับปรุง", "ผ่านดี", "ผ่านดีเยี่ยม"]


@pytest.mark.parametrize("sort", ["overall", "-overall", "rank", "-percentile", "-oit"])
def test_what_has_no_figure_comes_last(client, criteria, sort):
    agencies_of(["90.00", None, "80.00"])
    assert [row["agency"] for row in file(client, f"?sort={sort}")][-1] == "a001"
    assert table(client, f"{COMPARE}?sort={sort}")[-1]["คะแนนภาพรวม"] == "–"


def test_fifty_a_page(client, criteria):
    agencies_of([f"{50 + number / 10:.2f}" for number in range(120)])
    pages = [column(client, "หน่วยงาน", f"{COMPARE}?sort=name&page={number}") for number in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [name for page in pages for name in page] == [f"อบต.ที่ {number:03}" for number in range(120)]
    assert "แสดงลำดับที่ ๑๐๑–๑๒๐ จาก ๑๒๐ แห่ง" in Page(client.get(f"{COMPARE}?page=3")).text
    hrefs = [value for tag, name, value in Page(client.get(f"{COMPARE}?page=2&q=อบต")).attributes if name == "href"]
    assert f"/compare/?q={quote('อบต')}#standings" in hrefs
    assert f"/compare/?q={quote('อบต')}&page=3#standings" in hrefs
    assert len(file(client, "?page=3")) == 120, "the file is the whole selection"


@pytest.mark.parametrize(("page", "first"), [("-1", "๑"), ("0", "๑"), ("x", "๑"), ("99999", "๕๑"), ("๒", "๕๑")])
def test_odd_page_numbers(client, criteria, page, first):
    agencies_of(["90.00"] * 60)
    assert f"แสดงลำดับที่ {first}–" in Page(client.get(f"{COMPARE}?page={page}")).text


# --- Bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", ["0", "99999", "abc", "-2568", "2568.0", "๙๙๙๙", "' OR 1=1 --", "9" * 10_000, "\0"])
def test_a_year_that_is_not_there_gives_the_latest_and_says_so(client, country, year):
    page = Page(client.get(COMPARE, {"year": year}))
    assert "ปีงบประมาณ พ.ศ. ๒๕๖๘" in page.text
    assert "ไม่พบค่าที่ระบุของ ปีงบประมาณ" in page.text
    assert client.get("/compare/selection.csv", {"year": year}).status_code == 404


@pytest.mark.parametrize("name", ["province", "district", "kind", "sort"])
def test_an_unknown_choice_is_left_out_and_said(client, country, name):
    page = Page(client.get(COMPARE, {name: "'; DROP TABLE assessments_agency; --"}))
    assert len(page.tables[-1]) == 5
    assert "ไม่พบค่าที่ระบุของ" in page.text
    assert "DROP" not in page.text
    assert client.get("/compare/selection.csv", {name: "x"}).status_code == 404


ANYTHING = st.one_of(
    st.text(max_size=40), st.sampled_from(["ก" * 10_000, "\0", "-1", "1e9", "๒๕๖๘", "%", "2568", "name"])
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(
    parameters=st.dictionaries(
        st.sampled_from(["q", "year", "kind", "province", "district", "sort", "page", "other"]), ANYTHING
    )
)
def test_no_parameter_breaks_it(client, country, parameters):
    assert client.get(COMPARE, parameters).status_code == 200
    assert client.get("/compare/selection.csv", parameters).status_code in (200, 404)


def test_hostile_names_stay_words(client, criteria):
    agencies_of(["99.00", "90.00"])
    words = '=cmd|"/c calc"!A1<script>alert(1)</script>'
    Agency.objects.filter(slug="a000").update(name=words, district="+1", province="@x", name_en="-2")
    page = Page(client.get(COMPARE))
    assert page.inline == []
    assert page.tables[-1][1][1] == words
    (row,) = [row for row in file(client) if row["agency"] == "a000"]
    assert row["agency_name"] == "'" + words
    assert (row["district"], row["province"], row["name_en"]) == ("'+1", "'@x", "'-2")


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
    assert "ข้อมูลสมมติ หน่วยงานและคะแนนที่แสดงในหน้านี้สร้างขึ้นเพื่อทดลองระบบ" in Page(client.get(COMPARE)).text
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
    # Each page: the stamp of its ETag, and whether the menu leads to the comparison.
    with django_assert_num_queries(2 + 9):
        client.get(COMPARE)
    with django_assert_num_queries(1):  # the page itself is kept
        client.get(COMPARE)
    with django_assert_num_queries(2 + 1):
        client.get(f"{COMPARE}?q=00&sort=name")
    with django_assert_num_queries(1 + 1):
        list(client.get("/compare/selection.csv").streaming_content)
    with django_assert_num_queries(2 + 4):
        client.get(f"{COMPARE}?year=2566")


def test_addresses():
    assert (reverse("compare"), reverse("compare-csv")) == ("/compare/", "/compare/selection.csv")
