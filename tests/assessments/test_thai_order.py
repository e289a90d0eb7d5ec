"""Lists stand in the order of a Thai dictionary, whatever the database's own collation, and are found by one key."""

from __future__ import annotations

import random
from typing import Any

import pytest

from assessments.models import Agency, Assessment
from assessments.sample_country import PROVINCES
from assessments.thaitext import order_key, search_key, sort_key
from measures.models import Unit

pytestmark = pytest.mark.database
# By the Royal Institute's dictionary: a leading vowel counts after its consonant, a tone mark last.
NAMES = [
    "ขอนแก่น",
    "ชุมพร",
    "ปาก",
    "ป่าซาง",
    "แพร่",
    "เพชรบุรี",
    "เลย",
    "โลก",
    "สระแก้ว",
    "แสมสาร",
    "๑๐ ทิศ",
    "Alpha",
    "alpha 2",
]


@pytest.fixture
def agencies(db: Any) -> list[Agency]:
    names = NAMES.copy()
    random.Random(3).shuffle(names)
    return Agency.objects.bulk_create(
        Agency(slug=f"a{place}", name=name, short_name=name, kind="อบต.", province=PROVINCES[place % 3])
        for place, name in enumerate(names)
    )


def test_the_database_sorts_as_the_dictionary_does(agencies: list[Agency]):
    found = list(Agency.objects.order_by("name_order").values_list("name", flat=True))
    assert found == sorted(NAMES, key=sort_key)
    provinces = [agency.province for agency in Agency.objects.all()]
    assert provinces == sorted(provinces, key=sort_key)


def test_every_province_keeps_its_official_place():
    assert sorted(PROVINCES, key=order_key) == list(PROVINCES)
    assert [order_key(name) for name in ("ป่า", "ป้า", "ปา")] == [
        "9b" + "b2" + "00" + "9b" + "c8" + "b2",
        "9b" + "b2" + "00" + "9b" + "c9" + "b2",
        "9b" + "b2" + "00" + "9b" + "b2",
    ]


def test_a_key_follows_every_kind_of_saving(agencies: list[Agency]):
    agency = Agency.objects.get(name="แพร่")
    assert agency.name_order == order_key("แพร่")
    agency.name = "เเพร\uf70a ๑๒"
    agency.save()
    agency.refresh_from_db()
    assert agency.name_order == order_key("แพร่ 12")
    assert agency.search_text.startswith("แพร่ 12 ")
    unit = Unit.objects.create(agency=agency, name="กองเเผน")
    assert unit.name_order == order_key("กองแผน")


def test_admin_lists_selects_and_filters_are_in_thai_order(agencies: list[Agency], admin_client: Any):
    page = admin_client.get("/admin/assessments/agency/", {"o": "0"})
    assert [row.name for row in page.context["cl"].result_list] == sorted(NAMES, key=sort_key)
    choices = [
        label
        for _, label in admin_client.get("/admin/measures/unit/add/").context["adminform"].form.fields["agency"].choices
    ]
    assert [each for each in choices if each in NAMES] == [
        agency.name for agency in sorted(agencies, key=lambda each: (sort_key(each.province), sort_key(each.name)))
    ]
    filters = page.context["cl"].filter_specs
    offered = next(each.lookup_choices for each in filters if getattr(each, "field_path", "") == "province")
    assert list(offered) == sorted(offered, key=sort_key)


@pytest.mark.parametrize("query", ["เเพร่", "แพร่", "แพร\uf70a", "แพ\u200bร่"])
def test_public_searches_find_either_spelling(reference: Assessment, client: Any, query: str):
    agency = reference.agency
    agency.name = agency.short_name = "อบต.เเพร่"
    agency.save()
    assert search_key(query) in agency.search_text
    found = client.get("/api/v1/agencies/", {"q": query}).json()
    assert [each["agency"] for each in found["data"]] == [agency.slug]
