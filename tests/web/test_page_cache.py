"""ETag, 304 and kept pages: never older than the last write, never staff's, and really less work."""

import gzip
from decimal import Decimal as D

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import actions
from assessments.models import Agency, Assessment, Criteria, Membership
from itaportal.publishing import actions as publishing
from itaportal.web import page_cache
from measures.models import MeasureStep

from ..page import html_of
from ..pages.test_pages import new_agency, new_year

PAGE = "/chanuwan/2568/"
PUBLIC = [
    "/glossary/",
    "/methodology/",
    "/methodology/2568/",
    PAGE,
    f"{PAGE}report/",
    f"{PAGE}data.csv",
    f"{PAGE}data.json",
]


def again(client, address, first, **headers):
    """Ask for `address` as a browser that holds the answer `first` does."""
    return client.get(address, headers={"If-None-Match": first["ETag"], **headers})


@pytest.mark.parametrize("address", PUBLIC)
def test_who_holds_the_page_gets_a_304_without_a_body(client, reference, address):
    first = client.get(address)
    assert first.status_code == 200
    assert first["Cache-Control"] == "no-cache"
    assert {"Cookie", "Accept-Encoding"} <= {name.strip() for name in first["Vary"].split(",")}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        second = again(client, address, first)
    assert (second.status_code, second.content) == (304, b"")
    assert second["ETag"] == first["ETag"]
    assert second["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in second["Content-Security-Policy"]
    assert len(queries) == 1, "the stamp alone"


def test_addresses_have_etags_of_their_own(client, reference):
    new_year(reference.agency, 2567)
    tags = {client.get(address)["ETag"] for address in [*PUBLIC, "/chanuwan/2567/", f"{PAGE}?a=1"]}
    assert len(tags) == len(PUBLIC) + 2
    assert again(client, "/chanuwan/2567/", client.get(PAGE)).status_code == 200


def test_an_etag_cannot_be_asked_for_what_was_never_answered(client, reference):
    """A draft's address has no ETag for the public: neither a list of them nor `*` gets a 304."""
    held = client.get(PAGE)["ETag"]
    new_year(reference.agency, 2567, publish=False)
    for tag in (held, "*", f'{held}, W/"0"'):
        assert client.get("/chanuwan/2567/", headers={"If-None-Match": tag}).status_code == 404
    assert "ETag" not in client.get("/chanuwan/2567/")


def test_weak_strong_and_listed_tags_are_the_same_page(client, reference):
    held = client.get(PAGE)["ETag"]
    for tag in (held, held.removeprefix("W/"), f'"other", {held}'):
        assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 304
    for tag in ('W/"0"', "", "nonsense", '"' * 9000):
        assert client.get(PAGE, headers={"If-None-Match": tag}).status_code == 200


# --- Never older than the last write ----------------------------------------------------------------------------

CHANGES = {
    "a score": lambda year: actions.save_assessment(
        assessment=year, entries=[actions.ScoreEntry(9, D("91.11"))], by=None
    ),
    "the agency": lambda year: Agency.objects.update(short_name="อบต.ชื่อใหม่"),
    "the criteria": lambda year: Criteria.objects.filter(pk=year.criteria_id).update(verified=False),
    "a measure": lambda year: MeasureStep.objects.update(text="ขั้นตอนใหม่"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_every_change_shows_at_the_next_request(client, reference, change):
    first = client.get(PAGE)
    assert client.get(PAGE).content == first.content
    change(reference)
    second = again(client, PAGE, first)
    assert second.status_code == 200
    assert second.content != first.content


def test_publishing_and_withdrawing_show_at_once(client, reference):
    first = client.get(PAGE)
    publication = publishing.publish(assessment=reference, by=None)
    second = again(client, PAGE, first)
    assert "ฉบับที่ ๑" in html_of(second)
    version = client.get(publication.get_absolute_url())
    assert again(client, publication.get_absolute_url(), version).status_code == 304
    publishing.withdraw(publication=publication, reason="ผิด", by=None)
    assert again(client, PAGE, second).status_code == 404
    assert again(client, publication.get_absolute_url(), version).status_code == 410


def test_the_day_and_the_release_belong_to_the_page(client, reference, time_machine, monkeypatch):
    """A plan may be overdue since midnight, Bangkok's; new templates draw another page."""
    time_machine.move_to("2026-11-22 16:59+00:00")
    first = client.get(PAGE)
    time_machine.move_to("2026-11-22 17:01+00:00")
    second = again(client, PAGE, first)
    assert second.status_code == 200
    monkeypatch.setattr(page_cache, "release", lambda: "another")
    assert again(client, PAGE, second).status_code == 200


def test_the_release_is_what_the_files_are():
    assert page_cache.release() == page_cache.release.__wrapped__()
    assert len(page_cache.release()) == 64


# --- Kept pages ---------------------------------------------------------------------------------------------------


def test_a_kept_page_is_the_rendered_one(client, reference):
    first = client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(PAGE)
    assert len(queries) == 1
    assert second.content == first.content
    for name in ("Content-Type", "ETag", "Cache-Control", "Vary", "Content-Security-Policy", "X-Frame-Options"):
        assert second[name] == first[name], name


def test_readers_who_take_gzip_get_it_kept_or_not(client, reference):
    plain = client.get(PAGE).content
    for _ in range(2):
        packed = client.get(PAGE, headers={"Accept-Encoding": "gzip, br"})
        assert packed["Content-Encoding"] == "gzip"
        assert gzip.decompress(packed.content) == plain
        assert int(packed["Content-Length"]) == len(packed.content) < len(plain) / 3
        caches["pages"].clear()


def test_questions_are_not_kept(client, reference):
    """Anybody can ask for endless addresses with `?`; they may not crowd out the pages."""
    for number in range(20):
        client.get(f"{PAGE}?n={number}")
    assert not [key for key in caches["pages"]._cache if key]
    client.get(PAGE)
    assert len(caches["pages"]._cache) == 1


def test_errors_and_redirects_are_asked_for_each_time(client, reference):
    for address in ("/", "/chanuwan/", "/nobody/"):
        response = client.get(address)
        assert response.status_code in (302, 404)
        assert "ETag" not in response
        assert response["Cache-Control"] == "no-cache"


# --- Never staff's ------------------------------------------------------------------------------------------------


def test_staff_see_the_draft_and_nobody_else_does(client, admin_client, published_reference):
    public = client.get(PAGE)
    actions.save_assessment(assessment=Assessment.objects.get(), entries=[actions.ScoreEntry(9, D("12.34"))], by=None)
    for _ in range(2):
        staff = admin_client.get(PAGE)
        assert "๑๒.๓๔" in html_of(staff)
        assert staff["Cache-Control"] == "no-store, private"
        assert "Cookie" in staff["Vary"]
        assert "ETag" not in staff
        seen = client.get(PAGE)
        assert "๑๒.๓๔" not in html_of(seen)
        assert "private" not in seen["Cache-Control"]
    held = client.get(PAGE)["ETag"]
    assert admin_client.get(PAGE, headers={"If-None-Match": held}).status_code == 200
    assert public.status_code == 200


def test_who_signs_out_is_the_public_again(reference, person):
    client = Client()
    user = person("ผู้ดูข้อมูล", reference.agency)
    actions.unpublish(assessment=reference, by=None)
    client.force_login(user)
    assert client.get(PAGE).status_code == 200
    client.post("/admin/logout/")
    assert settings.SESSION_COOKIE_NAME not in client.cookies or not client.cookies[settings.SESSION_COOKIE_NAME].value
    assert client.get(PAGE).status_code == 404


def test_a_persons_page_is_kept_for_that_person_alone(reference, person):
    """Kept between two requests, but not beyond a saved score, a lost role or a lost membership, nor for another."""
    actions.unpublish(assessment=reference, by=None)
    user, other = person("ผู้ดูข้อมูล", reference.agency), person("ผู้ดูข้อมูล", reference.agency)
    client, second = Client(), Client()
    client.force_login(user)
    second.force_login(other)
    first = client.get(PAGE)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PAGE).content == first.content
    assert len(queries) <= 5, "session, person, permissions, stamp"
    with CaptureQueriesContext(connection) as queries:
        second.get(PAGE)
    assert len(queries) > 10, "rendered for the second person"
    actions.save_assessment(assessment=reference, entries=[actions.ScoreEntry(9, D("12.34"))], by=None)
    assert "๑๒.๓๔" in html_of(client.get(PAGE))
    user.groups.clear()
    assert client.get(PAGE).status_code == 404
    assert second.get(PAGE).status_code == 200
    Membership.objects.filter(user=other).delete()
    assert second.get(PAGE).status_code == 404


def test_a_token_or_a_message_is_not_kept(rf, admin_user):
    class Told:
        used = True

    def kept_after(fill):
        request = rf.get(PAGE)
        request.user = admin_user

        def view(request):
            fill(request)
            return HttpResponse("<p>")

        page_cache.StaffPages(view)(request)
        return len(caches["pages"]._cache)

    assert kept_after(get_token) == 0
    assert kept_after(lambda request: setattr(request, "_messages", Told())) == 0
    assert kept_after(lambda request: None) == 1


def test_another_agencys_staff_see_what_the_public_sees(client, reference, person):
    user = person("ผู้บันทึกข้อมูล")
    Membership.objects.create(user=user, agency=new_agency("other", "อบต.อื่น"))
    new_year(reference.agency, 2567, publish=False)
    client.force_login(user)
    assert client.get("/chanuwan/2567/").status_code == 404
    assert client.get(PAGE)["Cache-Control"] == "no-store, private"


def test_the_name_the_portal_is_called_by_belongs_to_the_page(client, reference):
    """The social preview names the host: a page kept for one name is not given out under another."""
    first = client.get(PAGE, headers={"Host": "one.example"})
    second = client.get(PAGE, headers={"Host": "two.example"})
    assert "http://one.example/static/img/social" in html_of(first)
    assert "http://two.example/static/img/social" in html_of(second)
    assert "one.example" not in html_of(second)


def test_a_foreign_host_is_refused(client, reference, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    client.raise_request_exception = False
    assert client.get(PAGE, headers={"Host": "evil.example"}).status_code == 400
    assert client.get(PAGE).status_code == 200


def test_posts_are_never_answered_from_memory(client, reference):
    held = client.get(PAGE)["ETag"]
    assert client.post(PAGE, headers={"If-None-Match": held}).status_code != 304


def test_an_agency_whose_address_begins_like_the_health_check_is_private_for_staff(admin_client, criteria):
    new_year(new_agency("healthzone", "อบต.สุขภาพ"), 2568)
    assert "no-store" in admin_client.get("/healthzone/2568/")["Cache-Control"]
