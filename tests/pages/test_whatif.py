"""Suppositions as the server answers them: the result, what is wrong with an entry, the least that is needed."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.models import Assessment, Criteria
from assessments.thai import format_score
from tests.factories import freeze, with_scores

from ..page import Page, html_of
from .test_pages import INDICATORS, D, new_agency, new_year

PAGE = "/chanuwan/2568/what-if/"


def look(client, address=PAGE, **parameters):
    response = client.get(address, parameters)
    assert response.status_code == 200
    return Page(response)


def entries(page):
    """The values that stand in the form, by name."""
    inputs, name = {}, ""
    for tag, key, value in page.attributes:
        if tag == "form" and key == "action" and value == "/display/":
            break  # the footer's forms
        if tag == "input" and key == "name":
            name = value
        if tag == "input" and key == "value":
            inputs[name] = value
    return inputs


def result(page):
    """The words between the heading of the result and the form."""
    start = re.search("ผลของคะแนนสมมติ|ผลการประเมินที่ยังไม่ได้เปลี่ยน", page.text)
    return page.text[start.start() : page.text.index("น้ำหนักร้อยละ ๓๐")]


# --- What would come out ------------------------------------------------------------------------------------------


def test_without_parameters_it_is_the_real_result(client, reference):
    page = look(client)
    assert result(page).startswith("ผลการประเมินที่ยังไม่ได้เปลี่ยน ๙๕.๔๘ ผ่านดี (ตามประกาศ) บรรลุค่าเป้าหมาย")
    assert "ยังไม่ถึง “ผ่านดีเยี่ยม” เพราะ OIT ได้ ๙๐.๐๐" in result(page)
    assert entries(page) == {
        **{f"s{number}": format_score(D(score)) for number, (_, score) in INDICATORS.items()},
        "p1": "",
        "p2": "",
    }


@pytest.mark.parametrize(
    ("given_scores", "overall", "level"),
    [
        ({"s9": "95", "s10": "95"}, "๙๗.๔๘", "ผ่านดีเยี่ยม"),  # 29.8704 + 29.611 + 38 = 97.4814
        ({"s9": "๙๙.๙๙"}, "๙๗.๔๘", "ผ่านดีเยี่ยม"),  # OIT 94.995 is published as 95.00; 97.4794
        ({"s9": "99.98"}, "๙๗.๔๘", "ผ่านดี"),  # OIT 94.99
        ({"s10": "80"}, "๙๓.๔๘", "ผ่านดี"),  # OIT 85
        ({"s10": "79.98"}, "๙๓.๔๘", "ผ่าน"),  # OIT 84.99
        ({"s1": "0", "s2": "0", "s3": "0", "s4": "0", "s5": "0"}, "๖๕.๖๑", "ต้องปรับปรุงโดยด่วน"),  # 29.611 + 36
        ({"p1": "84.99", "p2": "100"}, "๙๕.๔๘", "ผ่าน"),
        ({"s6": "91", "s7": "91", "s8": "91"}, "๙๓.๑๗", "ระหว่าง “ผ่าน” กับ “ผ่านดี”"),  # parts in 82–100
        ({"s6": "91", "s7": "91", "s8": "91", "p1": "90", "p2": "92"}, "๙๓.๑๗", "ผ่านดี"),
    ],
)
def test_another_score_another_result(client, reference, given_scores, overall, level):
    page = look(client, **given_scores)
    assert result(page).startswith(f"ผลของคะแนนสมมติ {overall} {level} เทียบกับผลการประเมิน ๙๕.๔๘ คะแนน ผ่านดี")


def test_undetermined_is_said_with_what_is_needed(client, reference):
    words = result(look(client, s6="91", s7="91", s8="91"))
    assert "ยังระบุระดับไม่ได้ ต้องใช้คะแนน EIT ส่วนที่ ๑ และ EIT ส่วนที่ ๒" in words
    assert "เทียบกับผลการประเมิน ๙๕.๔๘ คะแนน ผ่านดี (ตามประกาศ) ต่ำกว่า ๒.๓๑ คะแนน" in words


def test_an_emptied_entry_is_no_score(client, reference):
    words = result(look(client, s4=""))
    assert words.startswith("ผลของคะแนนสมมติ ยังไม่มีผล")
    assert "ยังไม่มีคะแนนตัวชี้วัดที่ ๔ จึงยังไม่มีคะแนนภาพรวม" in words


def test_it_says_that_it_supposes_and_is_not_indexed(client, reference):
    response = client.get(PAGE)
    assert "คะแนนในหน้านี้เป็นคะแนนสมมติ ไม่ใช่ผลการประเมิน" in Page(response).text
    assert '<meta name="robots" content="noindex, nofollow">' in html_of(response)


def test_the_data_stay_as_they_are(client, reference):
    before = Assessment.objects.values().get()
    look(client, s9="100", p1="100", p2="97.41")
    assert Assessment.objects.values().get() == before
    assert list(reference.scores.filter(indicator__number=9).values_list("score", flat=True)) == [90]


# --- EIT parts ----------------------------------------------------------------------------------------------------


@pytest.fixture
def with_parts(criteria):
    """IIT 99, EIT 90 of parts 95.5 and 84.5, OIT 99: ผ่าน, since part 2 is under 85."""
    agency = new_agency("example", "อบต.ตัวอย่าง")
    return new_year(agency, scores=["99"] * 5 + ["90"] * 3 + ["99"] * 2, eit_part_1=D("95.5"), eit_part_2=D("84.5"))


def test_real_parts_are_not_used_for_other_eit_scores(client, with_parts):
    address = "/example/2568/what-if/"
    page = look(client, address, s1="98", s9="98")
    assert " ผ่าน เทียบ" in result(page), "EIT stays, so do its parts"
    assert "คะแนนแยกส่วนตามผลการประเมินใช้กับคะแนนสมมติของ EIT ไม่ได้" not in page.text
    # EIT 92, its parts in 84–100: ผ่าน or ผ่านดี; nothing says that part 2 is still 84.5.
    page = look(client, address, s6="96", p1="95.5", p2="84.5")
    assert " ระหว่าง “ผ่าน” กับ “ผ่านดี” เทียบ" in result(page)
    assert "คะแนนแยกส่วนตามผลการประเมินใช้กับคะแนนสมมติของ EIT ไม่ได้ เพราะไม่ทราบว่าส่วนใดเปลี่ยนไปเท่าใด" in page.text
    assert (entries(page)["p1"], entries(page)["p2"]) == ("๙๕.๕๐", "๘๔.๕๐"), "what was typed is kept"


def test_given_parts_count_as_they_are_and_must_fit(client, with_parts):
    address = "/example/2568/what-if/"
    page = look(client, address, s6="96", p1="95.5", p2="88.5")
    assert " ผ่านดี เทียบ" in result(page)
    assert "เฉลี่ยแล้วไม่เท่ากับ" not in page.text
    page = look(client, address, p2="88.5")
    assert " ผ่านดี เทียบ" in result(page)
    assert "คะแนนแยกส่วนที่กรอกเฉลี่ยแล้วไม่เท่ากับคะแนน EIT ของตัวชี้วัด" in page.text
    page = look(client, address, p1="", p2="")
    assert "ระหว่าง “ผ่าน” กับ “ผ่านดี”" in result(page)


# --- Wrong entries ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("abc", "“abc” ไม่ใช่ตัวเลข"),
        ("101", "“101” อยู่นอกช่วงคะแนน"),
        ("-1", "“-1” อยู่นอกช่วงคะแนน"),
        ("99.999", "“99.999” มีทศนิยมเกินสองตำแหน่ง"),
        ("NaN", "“NaN” ไม่ใช่ตัวเลข"),
        ("1e2", "“1e2” ไม่ใช่ตัวเลข"),
        ("<b>'; DROP TABLE x", "“<b>'; DROP TABLE x” ไม่ใช่ตัวเลข"),
    ],
)
def test_a_wrong_entry_says_what_is_wrong_and_the_others_are_kept(client, reference, typed, message):
    page = look(client, s1=typed, s9="๙๕.๕", s10="99", p1=typed)
    assert page.text.count(message) == 2
    assert entries(page) | {"s1": typed, "s9": "๙๕.๕๐", "s10": "๙๙.๐๐", "p1": typed} == entries(page)
    assert "มีช่องที่กรอกไม่ถูกต้อง ผลนี้ใช้คะแนนตามผลการประเมินของช่องนั้นแทน" in page.text
    # OIT 97.25: 29.8704 + 29.611 + 38.9 = 98.3814
    assert result(page).startswith("ผลของคะแนนสมมติ ๙๘.๓๘ ผ่านดีเยี่ยม")
    assert [value for tag, name, value in page.attributes if name == "aria-invalid"] == ["true", "true"]


def test_an_endless_entry_is_given_back_short(client, reference):
    page = look(client, s1="9" * 10_000)
    assert len(entries(page)["s1"]) == 60


def test_unknown_parameters_are_ignored(client, reference):
    page = look(client, s11="1", s0="1", S9="1", p3="1", x="a" * 10_000, year="0")
    assert result(page).startswith("ผลการประเมินที่ยังไม่ได้เปลี่ยน ๙๕.๔๘")


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(
    st.dictionaries(
        st.sampled_from(["s1", "s6", "s9", "p1", "p2", "s99", ""]),
        st.one_of(st.text(max_size=30), st.decimals(-1, 101, places=2).map(str)),
    )
)
def test_no_entry_breaks_the_page(client, reference, parameters):
    assert client.get(PAGE, parameters).status_code == 200


# --- The least that is needed -------------------------------------------------------------------------------------


def needs(page, level):
    start = page.text.index(f"ต้องได้อย่างน้อยเท่าใดจึงจะอยู่ในระดับ “{level}”")
    return page.text[start : page.text.index("ตัวชี้วัดใดเพิ่ม", start)]


def test_what_the_reference_needs(client, reference):
    page = look(client)
    words = needs(page, "ผ่านดีเยี่ยม")
    assert "ต้องได้คะแนนภาพรวมและคะแนนทุกเครื่องมือ ๙๕ คะแนนขึ้นไป คิดจากผลการประเมิน" in words
    table = next(table for table in page.tables if "ต้องเพิ่มอีก (คะแนน)" in table[0])
    assert table[1:] == [
        ["IIT", "๙๙.๕๗", "ไม่ต้องเพิ่ม", "–", "ไม่ถึง"],
        ["EIT", "๙๘.๗๐", "ไม่ต้องเพิ่ม", "–", "ไม่ถึง"],
        ["OIT", "๙๐.๐๐", "๙๕.๐๐", "๕.๐๐", "๙๕.๐๐"],
    ]
    assert "๙. การเปิดเผยข้อมูล จาก ๙๐.๐๐ คะแนน ต้องได้อย่างน้อย ๙๙.๙๙ คะแนน (เพิ่มอีก ๙.๙๙ คะแนน)" in words
    assert words.count("ต้องได้อย่างน้อย ๙๙.๙๙") == 2


@pytest.mark.parametrize("start", [{}, {"p1": "96", "p2": "84"}], ids=["real", "with other parts"])
def test_every_suggestion_leads_to_its_level(client, with_parts, start):
    """ผ่าน with part 2 short: every link of the page is followed to the level that it was named for."""
    address = "/example/2568/what-if/"
    page = look(client, address, **start)
    assert page.text.count("ส่วนที่ ๒ ๘๕") == 1, "what ผ่านดี asks of EIT"
    links = [value for tag, name, value in page.attributes if tag == "a" and name == "href" and value.startswith("?")]
    assert len(links) == 5, "three indicators for ผ่านดี, and all together for it and for ผ่านดีเยี่ยม"
    levels = [re.search(r"^\S+ \S+ (.+) เทียบ", result(Page(client.get(address + link))))[1] for link in links]
    # Each of 6, 7 and 8: (s + 180) / 3 ≥ 92.4975, so that both parts are published as 85 at least: s = 97.50.
    assert levels == [*["ผ่านดี"] * 4, "ผ่านดีเยี่ยม"]
    assert needs(page, "ผ่านดี").count("ต้องได้อย่างน้อย ๙๗.๕๐ คะแนน (เพิ่มอีก ๗.๕๐ คะแนน) หรือได้ ๙๐.๐๑ คะแนน อาจเพียงพอ") == 3


def test_where_no_single_change_suffices(client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=["90"] * 5 + ["99"] * 3 + ["90"] * 2)
    page = look(client, "/example/2568/what-if/")
    words = needs(page, "ผ่านดีเยี่ยม")
    assert "การเพิ่มคะแนนเพียงตัวชี้วัดเดียวจนเต็ม ๑๐๐ ยังไม่เพียงพอ ต้องเพิ่มคะแนนหลายตัวชี้วัดพร้อมกัน" in words


def test_next_and_highest_level(client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=["84"] * 10)
    page = look(client, "/example/2568/what-if/")
    assert "คะแนนภาพรวมต้องเพิ่มอีก ๑.๐๐ คะแนน" in needs(page, "ผ่าน")
    assert "๙. การเปิดเผยข้อมูล จาก ๘๔.๐๐ คะแนน ต้องได้อย่างน้อย ๘๘.๙๘ คะแนน" in needs(page, "ผ่าน")  # 84 + 0.995 / 0.2
    assert "คะแนนภาพรวมต้องเพิ่มอีก ๑๑.๐๐ คะแนน" in needs(page, "ผ่านดีเยี่ยม")


def test_at_the_top_there_is_nothing_to_reach(client, reference):
    assert "อยู่ในระดับสูงสุดแล้ว" in look(client, s9="99", s10="99").text


def test_what_moves_the_overall_most(client, reference):
    page = look(client)
    assert "ทุก ๑ คะแนนที่เพิ่มขึ้น ตัวชี้วัดที่ ๙ และ ๑๐ ทำให้คะแนนภาพรวมเพิ่มขึ้นมากที่สุด คือ ๐.๒๐ คะแนน" in page.text
    assert "หากเพิ่มคะแนนเพียงตัวชี้วัดเดียวจนเต็ม ๑๐๐ ตัวชี้วัดที่ ๙ และ ๑๐ ทำให้คะแนนภาพรวมเพิ่มขึ้นมากที่สุด คือ ๒.๐๐ คะแนน" in page.text
    table = page.tables[-1]
    assert table[1][:4] == ["๙. การเปิดเผยข้อมูล OIT", "๐.๒๐", "๑๐.๐๐", "๒.๐๐"]
    assert table[3][:4] == ["๗. ประสิทธิภาพการสื่อสาร EIT", "๐.๑๐", "๑.๔๒", "๐.๑๔"]
    full = look(client, s9="100", s10="100")
    assert "ทุก ๑ คะแนนที่เพิ่มขึ้น ตัวชี้วัดที่ ๖ ๗ และ ๘ ทำให้" in full.text, "those that are full cannot move it"


# --- Other years and readers --------------------------------------------------------------------------------------


def test_letter_year(client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), 2564, scores=["80"] * 10)
    page = look(client, "/example/2564/what-if/", s9="๑๐๐")  # 80 + 0.2 × 20
    assert result(page).startswith("ผลของคะแนนสมมติ ๘๔.๐๐ B เทียบกับผลการประเมิน ๘๐.๐๐ คะแนน B สูงกว่า ๔.๐๐ คะแนน")
    assert "ส่วนที่ ๑" not in page.text
    assert "ต้องได้คะแนนภาพรวม ๘๕ คะแนนขึ้นไป" in needs(page, "A")


def test_year_with_an_overall_alone_has_nothing_to_change(client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), 2561, scores=(), published_overall=D("81.25"))
    page = look(client, "/example/2561/what-if/", s1="50")
    assert "จำลองคะแนนของปี ๒๕๖๑ ไม่ได้" in page.text
    assert entries(page) == {}


def test_a_draft_without_all_scores(client, admin_client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=["90"] * 8 + [None, "90"], publish=False)
    address = "/example/2568/what-if/"
    assert client.get(address).status_code == 404
    page = look(admin_client, address)
    assert "ยังไม่มีคะแนนตัวชี้วัดที่ ๙" in result(page)
    assert "ต้องได้อย่างน้อยเท่าใด" not in page.text
    page = look(admin_client, address, s9="90")
    assert "๙๐.๐๐ ระหว่าง “ผ่าน” กับ “ผ่านดี”" in result(page), "the parts of EIT are asked for though no result says so"
    assert {"p1", "p2"} <= set(entries(page))


def test_the_public_supposes_from_what_was_frozen(client, admin_client, reference):
    freeze(reference)
    with_scores(reference, {9: "50"})
    Criteria.objects.filter(first_year=2566).update(target=D(80))
    words = result(look(client))
    assert words.startswith("ผลการประเมินที่ยังไม่ได้เปลี่ยน ๙๕.๔๘ ผ่านดี (ตามประกาศ) บรรลุค่าเป้าหมาย")
    assert "คะแนนภาพรวมและคะแนนทุกเครื่องมือไม่ต่ำกว่า ๘๕ คะแนน" in words
    assert result(look(admin_client)).startswith("ผลการประเมินที่ยังไม่ได้เปลี่ยน ๘๗.๔๘")


@pytest.mark.parametrize(
    "address", ["/nobody/2568/what-if/", "/chanuwan/2567/what-if/", "/chanuwan/99999999999/what-if/"]
)
def test_unknown_is_404(client, reference, address):
    assert client.get(f"{address}/what-if/", {"s1": "1"}).status_code == 404


def test_nothing_is_changed_by_a_post(client, reference):
    client.post(PAGE, {"s9": "100"})
    assert Assessment.objects.get().result_overall == D("95.48")


WHAT_IF_QUERIES = 31  # of a fresh process: two for the ETag, two for the menu, one for the site's name, the sums


@pytest.mark.parametrize("more", [0, 6])
def test_queries_do_not_grow_with_years(client, reference, django_assert_num_queries, more):
    for year in range(2568 - more, 2568):
        new_year(reference.agency, year)
    with django_assert_num_queries(WHAT_IF_QUERIES):
        client.get(PAGE, {"s9": "95", "p1": "98"})


def test_nobody_has_to_reach_a_level_that_asks_for_improvement(client, criteria):
    new_year(new_agency("example", "อบต.ตัวอย่าง"), scores=["60"] * 10)
    text = look(client, "/example/2568/what-if/").text
    assert "ต้องได้อย่างน้อยเท่าใดจึงจะพ้นระดับ “ต้องปรับปรุงโดยด่วน” ต้องได้คะแนนภาพรวม ๗๐ คะแนนขึ้นไป" in text
    assert "ในระดับ “ต้องปรับปรุง”" not in text
