"""Where the public opens the portal: said in the setting or by an administrator, printed from then on."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR, VIEWER
from itaportal import site_address
from itaportal.models import SiteAddress
from itaportal.publishing.addresses import permanent_address, set_site_url, site_url
from itaportal.publishing.kinds import ANALYSIS
from itaportal.setup.environment import Environment
from tests.page import Page, html_of

PAGE = "/admin/site-address/"
GOOD = ["https://ita.example.go.th", "http://127.0.0.1:8000", "https://www.example.go.th/open-data/ita"]
BAD = {
    "no scheme": "ita.example.go.th",
    "another scheme": "ftp://ita.example.go.th",
    "script": "javascript:alert(1)",
    "no host": "https://",
    "no host but a path": "https:///ita",
    "user": "https://admin:secret@ita.example.go.th",
    "query": "https://ita.example.go.th/?a=1",
    "fragment": "https://ita.example.go.th/#top",
    "space": "https://ita.example.go.th /x",
    "Thai": "https://ita.example.go.th/หน้าแรก",
    "two lines": "https://ita.example.go.th\nSet-Cookie: a",
    "port": "https://ita.example.go.th:99999",
    "bracket": "https://[ita",
    "markup": "https://ita.example.go.th/<b>",
    "2,000 characters": f"https://{'a' * 1992}",
    "one too many": f"https://{'a' * (site_address.LONGEST - 7)}",
}


@pytest.mark.parametrize("address", [*GOOD, f"https://{'a' * (site_address.LONGEST - 8)}"])
def test_an_address_that_can_be_printed_is_taken(address):
    assert site_address.fault(address) is None
    env = Environment({"SITE_URL": f"{address}/"})
    assert (env.site("SITE_URL"), env.faults) == (address, [])


@pytest.mark.parametrize("address", BAD.values(), ids=BAD)
def test_any_other_is_refused_at_start_in_one_line(address):
    env = Environment({"SITE_URL": address})
    env.site("SITE_URL")
    (fault,) = env.faults
    assert fault.startswith("SITE_URL: ")
    assert "ให้เขียน" in fault
    assert "secret" not in fault
    assert "\n" not in fault
    assert len(fault) < 400


def test_a_long_one_is_not_repeated():
    assert site_address.fault(BAD["2,000 characters"])[0] == "ยาว ๒๐๐๐ ตัวอักษร ให้เขียนที่อยู่เว็บไม่เกิน ๑๐๐ ตัวอักษร"


def test_without_an_address_nothing_is_wrong():
    env = Environment({})
    assert (env.site("SITE_URL"), env.faults) == ("", [])


# --- Said by an administrator ----------------------------------------------------------------------------------------


def test_it_stands_before_the_setting(reference, person, settings):
    assert (site_url(), permanent_address(reference, ANALYSIS, 1)) == ("", "")
    settings.SITE_URL = "https://setting.example.go.th"
    assert permanent_address(reference, ANALYSIS, 2) == "https://setting.example.go.th/chanuwan/2568/v2/"
    administrator = person(ADMINISTRATOR)
    assert set_site_url(url=" https://www.example.go.th/ita/ ", by=administrator) == "https://www.example.go.th/ita"
    assert permanent_address(reference, ANALYSIS, 2) == "https://www.example.go.th/ita/chanuwan/2568/v2/"
    set_site_url(url="", by=administrator)
    assert permanent_address(reference, ANALYSIS, 1) == "https://setting.example.go.th/chanuwan/2568/v1/"
    assert SiteAddress.objects.count() == 1


@pytest.mark.django_db
def test_the_page_keeps_an_address_and_says_who_did(client, person, settings):
    client.force_login(person(ADMINISTRATOR, name="somsri"))
    assert f'href="{PAGE}"' in html_of(client.get("/admin/"))
    assert "เอกสารจะไม่แสดงที่อยู่เว็บ" in Page(client.get(PAGE)).text
    done = Page(client.post(PAGE, {"url": "https://ita.example.go.th/"}, follow=True))
    assert "บันทึกที่อยู่เว็บแล้ว" in done.text
    assert "แก้ไขล่าสุดโดย somsri" in done.text
    assert 'value="https://ita.example.go.th"' in html_of(client.get(PAGE))
    assert done.inline == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", BAD.values(), ids=BAD)
def test_a_bad_address_is_refused_on_the_page_as_it_was_typed(client, person, address):
    administrator = person(ADMINISTRATOR)
    client.force_login(administrator)
    page = Page(client.post(PAGE, {"url": address}))
    assert "ยังไม่ได้บันทึก" in page.text
    assert "ที่อยู่เว็บ" in page.text
    assert client.get(PAGE).context["typed"] == ""
    assert not SiteAddress.objects.exists()
    with pytest.raises(ValidationError):
        set_site_url(url=address, by=administrator)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [VIEWER, EDITOR, APPROVER])
def test_only_administrators_may(client, reference, person, role):
    one = person(role, reference.agency)
    client.force_login(one)
    assert PAGE not in html_of(client.get("/admin/"))
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"url": GOOD[0]}).status_code == 403
    with pytest.raises(PermissionDenied):
        set_site_url(url=GOOD[0], by=one)
    assert not SiteAddress.objects.exists()


@pytest.mark.django_db
def test_nobody_sees_the_page_without_signing_in(client):
    assert client.get(PAGE).status_code == 302
