"""Agencies of one name beside each other: every choice, list and message says which is meant, without a query a row."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.models import Agency, Assessment, Membership, label_agencies
from tests import factories as make
from tests.page import html_of

pytestmark = pytest.mark.django_db
NAME, SHORT = "เทศบาลตำบลสะอาด", "ทต.สะอาด"
PLACES = {"sa-at-roiet": ("โพนทอง", "ร้อยเอ็ด"), "sa-at-khonkaen": ("น้ำพอง", "ขอนแก่น"), "sa-at-sela": ("เสลภูมิ", "ร้อยเอ็ด")}
LABELS = [f"{NAME} อำเภอ{district} จังหวัด{province}" for district, province in PLACES.values()]
SHORT_LABELS = [f"{SHORT} อำเภอ{district} จังหวัด{province}" for district, province in PLACES.values()]


@pytest.fixture
def namesakes(criteria, written_once) -> list[Agency]:
    """Three of one name, each with a public year and a plan, beside one whose name is its own."""
    written_once(write_namesakes)
    return [Agency.objects.get(slug=slug) for slug in PLACES]


def write_namesakes() -> None:
    found = [
        make.agency(slug, name=NAME, short_name=SHORT, kind="เทศบาลตำบล", district=district, province=province)
        for slug, (district, province) in PLACES.items()
    ]
    for each in found:
        make.plan(make.assessment(of=each, public=True), measures=1)
    make.assessment(of=make.agency("alone", name="อบต.เดียว", short_name="อบต.เดียว"), public=True)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/assessments/assessment/",
        "/admin/assessments/assessment/add/",
        "/admin/measures/measureplan/",
        "/admin/measures/unit/add/",
        "/admin/files/",
        "/admin/auth/user/{user}/change/",
        "/admin/autocomplete/?app_label=assessments&model_name=assessment&field_name=agency&term=สะอาด",
        "/",
    ],
)
def test_the_place_stands_by_the_name_and_costs_no_query_a_row(client, admin_user, namesakes, address):
    Membership.objects.create(user=admin_user, agency=namesakes[0])
    client.force_login(admin_user)
    address = address.format(user=admin_user.pk)

    def asked() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address)
        text = html_of(answer)
        if "autocomplete" in address:
            text = " ".join(each["text"] for each in answer.json()["results"])
        return re.sub(r"</?span[^>]*>", "", text), len(queries)

    asked()
    text, before = asked()
    for label in LABELS:
        assert label in text
    assert "อบต.เดียว จังหวัด" not in text
    for number in range(5):
        more = make.agency(f"more-{number}", name=NAME, short_name=SHORT, district=f"อื่น{number}", province="เลย")
        make.plan(make.assessment(of=more, public=True), measures=1)
    asked()
    text, after = asked()
    assert f"{NAME} อำเภออื่น3 จังหวัดเลย" in text
    assert after <= before + 1


def test_units_of_namesakes(admin_client, namesakes):
    from measures.actions import ensure_units

    for each in namesakes:
        ensure_units(agency=each, names=["กองคลัง"])
    text = html_of(admin_client.get("/admin/measures/unit/"))
    assert all(label in text for label in LABELS)


def test_messages_and_titles_say_which(admin_client, namesakes):
    year = Assessment.objects.get(agency=namesakes[1])
    assert str(year) == f"{SHORT_LABELS[1]} ปีงบประมาณ พ.ศ. ๒๕๖๘"
    assert SHORT_LABELS[1] in html_of(admin_client.get(f"/admin/assessments/assessment/{year.pk}/change/"))
    assert str(Assessment.objects.get(agency__slug="alone")) == "อบต.เดียว ปีงบประมาณ พ.ศ. ๒๕๖๘"


def test_the_comparison_and_its_search_show_the_place(client, namesakes):
    text = html_of(client.get("/compare/?q=สะอาด"))
    for district, province in PLACES.values():
        assert district in text
        assert province in text
    only = html_of(client.get("/compare/?q=สะอาด&province=ขอนแก่น"))
    assert "/sa-at-khonkaen/" in only
    assert "/sa-at-roiet/" not in only


def test_labels_are_found_for_all_at_once(namesakes, django_assert_num_queries):
    loaded = list(Agency.objects.order_by("pk"))
    with django_assert_num_queries(2):
        label_agencies(loaded)
        shown = [each.label for each in loaded]
    assert shown == [*LABELS, "อบต.เดียว"]
    with django_assert_num_queries(1):
        assert [each.label for each in Agency.objects.order_by("pk").labelled()] == shown
