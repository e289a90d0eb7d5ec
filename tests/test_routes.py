"""What holds for every route, present and future: the routes are read from the URL resolver."""

import re
from urllib.parse import quote

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assessments import actions
from assessments.models import RESERVED_SLUGS

from . import routes
from .page import Page, html_of
from .pages.test_pages import new_agency, new_year

PUBLIC = routes.routes()
# Already encoded, since bad encodings are among them.
HOSTILE = [
    "0", "1", "-1", "+1", "99999", "2147483648", "9223372036854775808", "9" * 400, "9" * 10_000, "2568.0", "1e3", "NaN",
    "%E0%B9%92%E0%B9%95%E0%B9%96%E0%B9%98", "%EF%BC%92%EF%BC%95", "abc", "None", "true", "%00", "2568%00", "%00%00%00",
    "%FF", "%E0%B9", "%zz", "%", "%25", "%2F", "..", "%2e%2e%2f", "%0d%0aX:1", "%20", "%09", "a" * 10_000,
    "%F0%9F%98%80", "%ED%A0%80", "'%20OR%201=1--", "%22;%20DROP%20TABLE%20assessments_agency;--",
    "1%29%20UNION%20SELECT", "%3Cscript%3E", "%7B%7B7*7%7D%7D", "%5B%5D", "chanuwan", "2568", "report.pdf",
    "-fiscal_year", "__class__", "agency__membership__user",
]  # fmt: skip
_PARAMETER = re.compile(r"""GET(?:\.get|\.getlist)?[(\[]\s*["'](\w+)["']""")


def parameters() -> list[str]:
    """The names of every URL parameter that our code asks for, and of every field of a form on a page."""
    found = {"page", "sort", "q", "year", "format", "next", "order"}
    for folder in settings.PORTAL_PACKAGES:
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            found |= set(_PARAMETER.findall(path.read_text(encoding="utf-8")))
    for path in (settings.BASE_DIR / "templates" / "pages").rglob("*.html"):
        found |= set(re.findall(r'<(?:input|select|button)\b[^>]*\bname="(\w+)"', path.read_text(encoding="utf-8")))
    return sorted(found)


encoded = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=40).map(lambda text: quote(text.encode("utf-8", "replace"), safe=""))
)
queries = st.one_of(
    st.just(""),
    st.lists(st.tuples(st.sampled_from(parameters()), encoded), max_size=4).map(
        lambda pairs: "?" + "&".join(f"{name}={value}" for name, value in pairs)
    ),
    st.sampled_from(["?", "?&&==", "?%zz", "?=%00", "?a[]=1&a[]=2", "?" + "a=1&" * 300, "?;;", "?%E0%B9=%FF"]),
)


def filled(route: routes.Route, **values: str) -> str:
    """The route's address for the reference agency's year; a version, an indicator and so on are the first."""
    return route.fill(dict.fromkeys(route.kinds, "1") | {"agency": "chanuwan", "year": "2568"} | values)


def let_go(response: HttpResponseBase) -> None:
    """Close the file that an answer streams, without ending the request: that would end the test's transaction."""
    for close in response._resource_closers:
        close()


@pytest.fixture
def anyone(reference):
    """A visitor whose client tells of a breakdown by its status, as the server would."""
    client = Client(raise_request_exception=False)
    client.get("/chanuwan/2568/report.pdf")  # drawn once, kept for the examples to come
    return client


@pytest.mark.slow
@given(data=st.data())
@hypothesis_settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_address_breaks_the_portal(anyone, data):
    route = data.draw(st.sampled_from(PUBLIC), label="route")
    real = {"agency": "chanuwan", "year": "2568"}
    values = {
        name: data.draw(st.one_of(st.just(real.get(name, "1")), encoded), label=name) for name in sorted(route.kinds)
    }
    address = route.fill(values) + data.draw(queries, label="query")
    method = data.draw(st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "OPTIONS"]), label="method")
    response = anyone.generic(method, address)
    assert response.status_code < 500, address
    assert b"Traceback" not in b"".join(response)


@pytest.mark.slow
def test_each_parameter_with_each_hostile_value(reference):
    """The pages take turns, so that each is asked each parameter with several values."""
    client = Client(raise_request_exception=False)
    pages = [route for route in PUBLIC if "." not in str(route) and route.name not in ("healthz", "display")]
    turn = 0
    for parameter in parameters():
        for value in HOSTILE:
            turn += 1
            address = f"{filled(pages[turn % len(pages)])}?{parameter}={value}"
            assert client.get(address).status_code < 500, address[:200]


# --- Drafts -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("route", routes.years(), ids=str)
def test_a_draft_year_is_unknown_to_the_public(reference, admin_user, route):
    """On every route of a year: 404, the very answer that a year gets that does not exist."""
    actions.unpublish(assessment=reference, by=None)
    values = dict.fromkeys(route.kinds, "1") | {"agency": "chanuwan"}
    draft, none = (Client().get(route.fill(values | {"year": year})) for year in ("2568", "2567"))
    assert draft.status_code == none.status_code == 404
    assert "ชานุวรรณ" not in html_of(draft, status=404)
    # It does exist, so the 404 above says something. What stands on other sites shows staff what everyone sees.
    if "version" not in route.kinds and route.name not in ("badge-year", "card-year"):
        staff = Client()
        staff.force_login(admin_user)
        assert staff.get(filled(route)).status_code in (200, 302)


def test_no_list_names_an_agency_of_which_all_is_draft(client, reference):
    new_year(new_agency("secret", "อบต.ลับ"), publish=False)
    for address in [*routes.plain(), "/chanuwan/", "/chanuwan/2568/"]:
        response = client.get(address, follow=True)
        if not response.streaming:
            assert "ลับ" not in html_of(response).replace("ความลับ", ""), address
    assert client.get("/secret/").status_code == 404


# --- What every answer carries --------------------------------------------------------------------------------------


# No such agency, year, table; and an address that is posted to alone.
MISSING = ["/nobody/", "/chanuwan/2567/", "/open-data/2568/1.1", "/display/"]


def addresses() -> list[str]:
    others = ["/chanuwan", "/admin/", "/admin/login/", "/static/css/site.css"]
    return [*(filled(route) for route in PUBLIC), *MISSING, *others]


def test_every_answer_has_the_strict_policy(client, reference, published_reference):
    for address in addresses():
        response = client.get(address)
        let_go(response)
        policy = response.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        assert response["X-Content-Type-Options"] == "nosniff", address


def test_every_page_is_clean_thai_and_self_contained(client, reference, published_reference):
    """No inline script or style, nothing from elsewhere, a language, one title and one description, a main heading."""
    new_year(new_agency("other", "อบต.ตัวอย่าง"))
    seen = 0
    for address in [*addresses(), "/other/2568/"]:
        response = client.get(address, follow=True)
        let_go(response)
        if not response["Content-Type"].startswith("text/html") or address.startswith("/admin"):
            continue
        seen += 1
        status = 404 if address in MISSING else 200
        page, html = Page(response, status), html_of(response, status)
        assert page.inline == [], address
        links = [value or "" for tag, name, value in page.attributes if name in ("href", "src", "action", "srcset")]
        off = [link for link in links if re.match(r"(?i)\s*(//|[a-z][a-z0-9+.-]*:)", link)]
        known = ("http://testserver/", "mailto:", settings.DATA_LICENCE_URL)
        assert [link for link in off if not link.startswith(known)] == [], address
        assert '<html lang="th"' in html, address
        assert html.partition("</head>")[0].count("<title>") == 1, address
        assert html.count("<h1") == 1, address
        assert len(re.findall(r'<meta name="description" content="[^"]{20,}', html)) == 1, address
    assert seen >= 8


def test_no_agency_can_be_called_as_a_page_is():
    """It would never be seen."""
    first = {str(route).strip("/").split("/")[0] for route in routes.routes() + routes.routes(admin=True)}
    assert {word for word in first if word and "<" not in word and "." not in word} <= RESERVED_SLUGS


def test_social_preview_tells_of_public_years_alone(client, admin_client, reference):
    def told(response):
        return dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)"', html_of(response)))

    public = told(client.get("/chanuwan/2568/"))
    assert public["og:title"] == "องค์การบริหารส่วนตำบลชานุวรรณ ผลการประเมิน ITA ปีงบประมาณ พ.ศ. ๒๕๖๘"
    assert "คะแนนภาพรวม ๙๕.๔๘ จาก ๑๐๐ ระดับ ผ่านดี" in public["og:description"]
    assert public["og:image"] == "http://testserver/static/img/social.png"
    picture = b"".join(client.get("/static/img/social.png"))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(picture) < 100_000
    actions.unpublish(assessment=reference, by=None)
    assert "ชานุวรรณ" not in str(told(admin_client.get("/chanuwan/2568/")))


def test_the_health_check_asks_no_database(client):
    """This test has none: a question to it would fail."""
    assert client.get("/healthz").content == b"ok"
