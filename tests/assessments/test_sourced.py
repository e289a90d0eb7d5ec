"""National means and OIT items: shipped once with their sources, edited in the admin, never brought back."""

import json
from decimal import Decimal
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from assessments import scheme
from assessments.loading import load_criteria, shipped_items
from assessments.models import Criteria, NationalMean, OitItem
from assessments.roles import ADMINISTRATOR, VIEWER
from tests.page import Page, html_of

D = Decimal
shipping = import_module("assessments.migrations.0009_shipped_sourced_data")

# DOMAIN: national means with source; the table of OIT items.
OVERALL = {2564: D("81.25"), 2565: D("87.57"), 2566: D("90.19"), 2567: D("93.05"), 2568: D("93.82")}
NUMBERS = {2566: (42, 43), 2567: (34, 35), 2568: (27, 28), 2569: (25, 26)}


def test_the_means_of_the_country_come_with_the_criteria(criteria):
    assert dict(NationalMean.objects.filter(tool="", indicator=0).values_list("fiscal_year", "mean")) == OVERALL
    indicators = {mean.indicator: mean.mean for mean in NationalMean.objects.filter(indicator__gt=0)}
    assert indicators == {3: D("99.45"), 8: D("94.39")}
    worked_out = NationalMean.objects.get(announced=False)
    assert (worked_out.fiscal_year, worked_out.mean) == (2567, D("93.05"))
    assert not NationalMean.objects.filter(source="").exists()


def test_the_items_of_the_two_documents_come_with_the_criteria_of_their_year(criteria):
    numbers = {
        year: tuple(OitItem.objects.filter(fiscal_year=year).order_by("document").values_list("number", flat=True))
        for year in NUMBERS
    }
    assert numbers == NUMBERS
    assert set(OitItem.objects.filter(verified=True).values_list("fiscal_year", flat=True)) == {2566}
    assert {item.criteria for item in OitItem.objects.filter(fiscal_year=2569)} == {Criteria.objects.for_year(2569)}


def test_a_row_that_was_taken_away_does_not_come_back(criteria):
    NationalMean.objects.all().delete()
    OitItem.objects.all().delete()
    load_criteria()
    assert not NationalMean.objects.exists()
    assert not OitItem.objects.exists()


def test_a_database_that_had_its_criteria_gets_them_by_the_migration_and_keeps_its_own(criteria):
    NationalMean.objects.all().delete()
    OitItem.objects.all().delete()
    NationalMean.objects.create(fiscal_year=2568, mean=D("90.00"), source="ของเราเอง")
    shipping.add(apps, SimpleNamespace(connection=connection))
    assert NationalMean.objects.get(fiscal_year=2568, tool="", indicator=0).mean == D("90.00")
    assert NationalMean.objects.count() == 7
    assert OitItem.objects.count() == len(shipped_items())


@pytest.mark.django_db
def test_an_empty_database_gets_nothing_by_the_migration():
    shipping.add(apps, SimpleNamespace(connection=connection))
    assert not NationalMean.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"tool": "IIT", "indicator": 3}, {"indicator": 11}, {"mean": D("100.01")}, {"source": ""}]
)
def test_a_mean_that_cannot_be_is_refused(criteria, wrong):
    with pytest.raises(ValidationError):
        NationalMean(**{"fiscal_year": 2566, "mean": D("90.00"), "source": "ข่าว"} | wrong).full_clean()


def test_an_administrator_enters_the_mean_of_a_new_year(client, criteria, person):
    client.force_login(person(ADMINISTRATOR))
    address = "/admin/assessments/nationalmean/add/"
    typed = {"fiscal_year": "๒๕๖๙", "tool": "", "indicator": "", "mean": "๙๔.๑", "announced": "on", "source": "ข่าว"}
    assert client.post(address, typed).status_code == 302
    saved = NationalMean.objects.get(fiscal_year=2569)
    assert (saved.mean, saved.indicator, saved.verified) == (D("94.10"), 0, False)
    listed = Page(client.get("/admin/assessments/nationalmean/"))
    assert "๙๔.๑๐" in listed.text
    assert "ผลคำนวณ" in listed.text
    history = Page(client.get(f"/admin/assessments/nationalmean/{saved.pk}/history/"))
    assert "ข่าว" in history.text


def test_who_only_looks_cannot_change_a_mean(client, criteria, person):
    client.force_login(person(VIEWER))
    mean = NationalMean.objects.get(fiscal_year=2568, indicator=0)
    assert client.get(f"/admin/assessments/nationalmean/{mean.pk}/change/").status_code == 200
    assert client.post(f"/admin/assessments/nationalmean/{mean.pk}/change/", {}).status_code == 403


def test_items_are_edited_in_the_form_of_the_criteria(client, criteria, person):
    client.force_login(person(ADMINISTRATOR))
    of_2569 = Criteria.objects.for_year(2569)
    shown = html_of(client.get(f"/admin/assessments/criteria/{of_2569.pk}/change/"))
    assert "การนำผลการประเมิน ITA ไปสู่การพัฒนาองค์กร" in shown
    assert 'value="๒๕"' in shown


def test_items_outside_the_years_of_the_criteria_or_twice_are_refused():
    rows = [OitItem(fiscal_year=year, document="analysis", number=25) for year in (2566, 2567, 2567, 2569)]
    found = scheme.item_problems(2566, 2568, rows)
    assert len(found) == 2
    assert "๒๕๖๗ มากกว่าหนึ่งครั้ง" in found[0]
    assert "๒๕๖๙ ซึ่งไม่อยู่ในช่วงปี" in found[1]


def test_the_file_is_plain_json_with_a_source_for_every_item():
    assert all(row["source"] for row in shipped_items())
    assert json.dumps(shipped_items())
