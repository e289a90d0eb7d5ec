"""Two people, or two tabs, at one plan: nothing that somebody saved comes back or goes unseen."""

import threading

import pytest
from django.db import connections
from django.test import Client

from measures.models import Measure
from tests.measures.test_admin import change_url, measure_of, sent
from tests.page import Page, html_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(reference):
    return reference.plan


def shown(client, plan):
    """What the screen sends when nobody has typed anything, with its stamp."""
    data = sent(client, plan)
    return data | {"based_on": client.get(change_url(plan)).context["stamp"]}


def save(client, plan, data, **fields):
    return client.post(change_url(plan), data | fields, follow=True)


def field(plan, number, name):
    return f"measure-{measure_of(plan, number).pk}-{name}"


def test_fields_that_only_the_other_changed_are_kept(admin_client, plan):
    data = shown(admin_client, plan)
    save(admin_client, plan, data, **{field(plan, 1, "titles"): "ของคนแรก", field(plan, 2, "steps"): "ขั้นแรก\nขั้นสอง"})
    answer = save(admin_client, plan, data, **{field(plan, 1, "analysis"): "ของคนที่สอง"})
    assert (measure_of(plan, 1).titles, measure_of(plan, 1).analysis) == ("ของคนแรก", "ของคนที่สอง")
    assert measure_of(plan, 2).step_texts == ["ขั้นแรก", "ขั้นสอง"]
    text = Page(answer).text
    assert "ระหว่างที่ท่านแก้ไข มีผู้อื่นแก้ไข" in text
    assert "ระบบคงค่าใหม่นั้นไว้" in text


def test_a_field_that_both_changed_is_asked_about(admin_client, plan):
    data = shown(admin_client, plan)
    name = field(plan, 1, "titles")
    save(admin_client, plan, data, **{name: "ของคนแรก"})
    answer = save(admin_client, plan, data, **{name: "ของคนที่สอง", "monitoring": "ติดตามทุกเดือน"})
    assert measure_of(plan, 1).titles == "ของคนแรก"
    text = Page(answer).text
    assert "มีผู้อื่นบันทึกค่าอื่นใน ๑ ช่องที่ท่านแก้ไข" in text
    assert "ของคนแรก" in text
    screen = answer.context["screen"]
    assert screen.plan_form["monitoring"].value() == "ติดตามทุกเดือน", "nothing typed is lost"
    again = data | {name: "ของคนที่สอง", "monitoring": "ติดตามทุกเดือน", "based_on": answer.context["stamp"]}
    taken = save(admin_client, plan, again, _take=name, conflict=name)
    assert "เทียบค่าครบทุกช่องแล้ว" in Page(taken).text
    assert taken.context["screen"].plan_form["monitoring"].value() == "ติดตามทุกเดือน"
    save(admin_client, plan, again)
    assert measure_of(plan, 1).titles == "ของคนที่สอง", "saved again, the person has decided"


def test_units_and_days_are_compared_too(admin_client, plan):
    data = shown(admin_client, plan)
    units = field(plan, 1, "units")
    other = data | {units: [], field(plan, 1, "period_end"): "๓๑/๑๒/๒๕๖๘"}
    save(admin_client, plan, other)
    save(admin_client, plan, data, **{field(plan, 1, "own_monitoring"): "รายไตรมาส"})
    measure = measure_of(plan, 1)
    assert list(measure.units.all()) == []
    assert measure.period_end.isoformat() == "2025-12-31"
    assert measure.own_monitoring == "รายไตรมาส"
    answer = save(admin_client, plan, data, **{field(plan, 1, "period_end"): "๓๐/๑๑/๒๕๖๘"})
    assert "๓๑/๑๒/๒๕๖๘" in Page(answer).text
    assert measure_of(plan, 1).period_end.isoformat() == "2025-12-31"


def test_a_measure_that_the_other_added_stays(admin_client, plan):
    data = shown(admin_client, plan)
    save(admin_client, plan, data, **{"new": "1-0", "new-1-0-titles": "โครงการของคนแรก"})
    answer = save(admin_client, plan, data, **{"new": "1-0", "new-1-0-titles": "โครงการของคนที่สอง"})
    titles = list(Measure.objects.filter(plan=plan, indicator__number=1).values_list("titles", flat=True))
    assert titles[-2:] == ["โครงการของคนแรก", "โครงการของคนที่สอง"]
    assert "เพิ่มมาตรการ ๑ รายการ" in Page(answer).text


def test_what_was_typed_into_a_measure_that_is_gone_becomes_a_new_one(admin_client, plan):
    data = shown(admin_client, plan)
    measure = measure_of(plan, 1)
    save(admin_client, plan, data, **{f"measure-{measure.pk}-delete": "on"})
    assert not Measure.objects.filter(pk=measure.pk).exists()
    save(admin_client, plan, data, **{field(plan, 2, "analysis"): "เรื่องอื่น"})
    assert not Measure.objects.filter(plan=plan, indicator__number=1).exists(), "left alone, it stays gone"
    answer = save(admin_client, plan, data, **{f"measure-{measure.pk}-titles": "ชื่อที่แก้"})
    assert "ซึ่งผู้อื่นลบไปแล้ว" in Page(answer).text
    assert 'name="new-1-0-titles"' in html_of(answer)
    assert "ชื่อที่แก้" in html_of(answer)
    assert not Measure.objects.filter(plan=plan, indicator__number=1).exists()


def test_removing_a_measure_that_the_other_edited_is_asked_about(admin_client, plan):
    data = shown(admin_client, plan)
    measure = measure_of(plan, 1)
    save(admin_client, plan, data, **{f"measure-{measure.pk}-titles": "ชื่อที่แก้"})
    tick = {f"measure-{measure.pk}-delete": "on"}
    answer = save(admin_client, plan, data, **tick)
    assert "ลบมาตรการนี้" in Page(answer).text
    assert Measure.objects.filter(pk=measure.pk).exists()
    save(admin_client, plan, shown(admin_client, plan), **tick)
    assert not Measure.objects.filter(pk=measure.pk).exists()


def test_a_stamp_that_is_not_ours_shows_every_difference(admin_client, plan):
    data = shown(admin_client, plan) | {"based_on": "made up"}
    name = field(plan, 1, "titles")
    answer = save(admin_client, plan, data, **{name: "อื่น"})
    assert "มีผู้อื่นบันทึกค่าอื่นใน ๑ ช่อง" in Page(answer).text
    assert measure_of(plan, 1).titles != "อื่น"


def test_a_block_is_added_on_top_of_what_the_other_saved(admin_client, plan):
    data = shown(admin_client, plan)
    save(admin_client, plan, data, **{field(plan, 1, "titles"): "ของคนแรก"})
    answer = save(admin_client, plan, data, _add_measure="2", **{field(plan, 2, "titles"): "ของคนที่สอง"})
    values = {block.anchor: block.form["titles"].value() for block in answer.context["screen"].blocks}
    assert values[f"measure-{measure_of(plan, 1).pk}"] == "ของคนแรก"
    assert values[f"measure-{measure_of(plan, 2).pk}"] == "ของคนที่สอง"
    assert "new-2-0" in values


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_savings_at_once_lose_nothing(reference, admin_user):
    plan = reference.plan
    client = Client()
    client.force_login(admin_user)
    data = shown(client, plan)
    start = threading.Barrier(2)
    failures = []

    def press(number):
        own = Client()
        own.force_login(admin_user)
        start.wait()
        try:
            save(own, plan, data, **{field(plan, number, "titles"): f"ของคนที่ {number}"})
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert [measure_of(plan, number).titles for number in (1, 2)] == ["ของคนที่ 1", "ของคนที่ 2"]
