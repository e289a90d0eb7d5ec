"""The comparison's filters, search, order and pages, and choices that cannot be."""

import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Agency, Assessment
from itaportal.pages.compare import COLUMNS
from tests.factories import agencies_of, years_of

from ..page import Page, html_of
from .test_compare import COMPARE, column, file, table

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
@pytest.mark.slow
@pytest.mark.database
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
