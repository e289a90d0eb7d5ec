"""The reader's choice of digits and theme: kept in cookies, without JavaScript, on every public page."""

import gzip
import re

import pytest
from django.urls import reverse

from ..page import Page, html_of

PAGE = "/chanuwan/2568/"
THAI = re.compile("[๐-๙]")


def choose(client, **data):
    return client.post(reverse("display"), data)


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}report/", "/methodology/", "/glossary/", "/nobody/2568/"])
def test_no_thai_digit_is_left_for_who_chose_ascii(client, reference, address):
    thai = client.get(address)
    choose(client, digits="ascii")
    status = 404 if "nobody" in address else 200
    plain = html_of(client.get(address), status)
    assert not THAI.search(plain)
    assert 'data-digits="ascii"' in plain
    assert status == 404 or THAI.search(html_of(thai, status))
    choose(client, digits="thai")
    assert THAI.search(html_of(client.get(PAGE)))


def test_the_figures_are_the_same_ones(client, reference):
    choose(client, digits="ascii")
    page = Page(client.get(PAGE))
    assert "คะแนนภาพรวม 95.48 จาก 100" in page.text
    assert "ระดับผลการประเมิน ผ่านดี (ตามประกาศ)" in page.text
    assert "OIT ได้ 90.00 คะแนน (ต้องได้คะแนนทุกเครื่องมือ 95 คะแนนขึ้นไป)" in page.text
    assert "ปีงบประมาณ พ.ศ. 2568" in page.text


def test_files_and_data_stay_as_they_are(client, reference):
    before = {name: client.get(f"{PAGE}{name}").content for name in ("data.csv", "data.json")}
    choose(client, digits="ascii")
    assert before == {name: client.get(f"{PAGE}{name}").content for name in before}


def test_the_admin_is_left_alone(admin_client, reference):
    address = f"/admin/assessments/assessment/{reference.pk}/change/"
    choose(admin_client, digits="ascii")
    assert 'value="๙๐.๐๐"' in html_of(admin_client.get(address))


def test_choices_do_not_share_an_etag(client, reference):
    tags = [client.get(PAGE)["ETag"]]
    for choice in ({"digits": "ascii"}, {"theme": "dark"}, {"digits": "thai"}):
        choose(client, **choice)
        response = client.get(PAGE, headers={"If-None-Match": ", ".join(tags)})
        assert response.status_code == 200
        tags.append(response["ETag"])
    assert len(set(tags)) == 4


@pytest.mark.parametrize(("theme", "mark"), [("auto", []), ("light", ["light"]), ("dark", ["dark"])])
def test_the_theme_is_in_the_page_itself(client, reference, theme, mark):
    """No script sets it, so nothing flashes."""
    choose(client, theme=theme)
    page = Page(client.get(PAGE))
    assert [value for tag, name, value in page.attributes if (tag, name) == ("html", "data-theme")] == mark


def test_the_buttons_say_which_is_chosen(client, reference):
    choose(client, digits="ascii", theme="dark")
    html = html_of(client.get(PAGE))
    pressed = re.findall(r'name="(\w+)" value="(\w+)" aria-pressed="true"', html)
    assert pressed == [("digits", "ascii"), ("theme", "dark")]


def test_the_choice_is_kept_a_year_and_out_of_reach_of_scripts(client, db):
    cookie = choose(client, digits="ascii").cookies["digits"]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (31536000, True, "Lax")


@pytest.mark.parametrize("value", ["", "thai ", "roman", "<b>", "ก" * 5000])
def test_an_unknown_choice_is_no_choice(client, reference, value):
    assert "digits" not in choose(client, digits=value).cookies
    client.cookies["digits"] = value.encode("ascii", "replace").decode()
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "๙๕.๔๘" in html_of(response)


def test_it_leads_back_to_the_page(client, reference):
    html = html_of(client.get(f"{PAGE}?a=1&b=%22"))
    back = re.search(r'name="next" value="([^"]*)"', html).group(1).replace("&amp;", "&")
    response = choose(client, digits="ascii", next=back)
    assert (response.status_code, response["Location"]) == (303, f"{PAGE}?a=1&b=%22")


@pytest.mark.parametrize(
    "back",
    ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\t//evil.example", "", "x",
     "///evil.example", "http:///evil.example"],
)  # fmt: skip
def test_it_never_leads_off_the_site(client, db, back):
    response = choose(client, digits="ascii", next=back)
    assert (response.status_code, response["Location"]) == (303, "/")


def test_it_cannot_be_made_to_send_headers(client, db):
    response = choose(client, digits="ascii", next="/ok\r\nSet-Cookie: a=b")
    assert list(response.cookies) == ["digits"]
    assert "\n" not in response["Location"]


def test_it_is_no_page(client, db):
    response = client.get(reverse("display"))
    assert response.status_code == 404
    assert "ไม่พบหน้าที่ต้องการ" in Page(response, status=404).text


def test_signed_in_people_read_ascii_digits_also_from_kept_and_packed_pages(reference, admin_client):
    admin_client.cookies["digits"] = "ascii"
    for _ in range(2):  # rendered, then kept
        answer = admin_client.get("/chanuwan/2568/", HTTP_ACCEPT_ENCODING="gzip")
        assert answer.status_code == 200
        content = gzip.decompress(answer.content) if answer.get("Content-Encoding") == "gzip" else answer.content
        assert "95.48" in content.decode()
        assert "๙๕.๔๘" not in content.decode()
