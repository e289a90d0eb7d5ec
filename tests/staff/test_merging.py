"""Two people at one form of the admin, for every admin class there is: no edit is lost, what both changed is asked."""

import re
import threading
from decimal import Decimal

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.db import connections, transaction
from django.urls import reverse

from assessments.merging import MergingAdmin
from assessments.models import Agency, Assessment, Criteria, Membership, NationalMean
from assessments.roles import EDITOR
from itaportal.audit.models import Event
from itaportal.models import ParagraphText, Publication
from measures.models import MeasurePlan, Unit

from ..page import Page, html_of

# Their change forms are screens of their own, each with its own test of two people.
OWN_SCREENS = {Assessment, MeasurePlan, ParagraphText, Publication}
NEVER_CHANGED = {Event}
STOCK = [model for model in admin.site._registry if model not in OWN_SCREENS | NEVER_CHANGED]
# The form of criteria has six tables under it: it takes as long as the others together.
STOCK_PARAMS = [
    pytest.param(
        model, marks=[pytest.mark.slow, pytest.mark.database] if model is Criteria else (), id=model._meta.label
    )
    for model in STOCK
]


@pytest.fixture
def objects(reference, person):
    """An object of each model that has a stock form."""
    user, group = person(EDITOR, reference.agency, name="malee"), Group.objects.create(name="ทดลอง")
    User.objects.filter(pk=user.pk).update(first_name="มาลี", last_name="ใจดี")
    group.permissions.set(Permission.objects.filter(codename="view_agency"))
    found = {
        Agency: reference.agency,
        Criteria: reference.criteria,
        NationalMean: NationalMean.objects.get_or_create(
            fiscal_year=2568, tool="", indicator=0, defaults={"mean": Decimal("93.82"), "source": "ข่าว"}
        )[0],
        Unit: reference.agency.units.first(),
        User: user,
        Group: group,
    }
    assert set(found) == set(STOCK), "a new admin class needs an object here"
    return found


def address_of(obj) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def opened(client, obj) -> dict[str, object]:
    """What a browser would send of the object's form as it stands."""
    context = client.get(address_of(obj)).context
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.initial_forms]
    data = {"based_on": context["based_on"]}
    for form in forms:
        for name, field in form.fields.items():
            if not field.disabled:
                data[form.add_prefix(name)] = form[name].value()
    return {name: value for name, value in data.items() if value not in (None, False)}


FIXED = re.compile(
    r"based_on|.*_FORMS|.*-(id|criteria|user|agency|tool|tone|conclusion|document)$|tool|kind|slug|agency|postcode|email|username|[0-9๐-๙.]+"
)


def texts(data) -> list[str]:
    """Fields in which any text may stand."""
    return [
        name
        for name, value in data.items()
        if isinstance(value, str) and not FIXED.fullmatch(name) and not FIXED.fullmatch(value)
    ]


def in_one_line(text: str) -> str:
    """The text without white space: lines of a field stand as lines of the page."""
    return "".join(text.split())


@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_every_admin_class_has_the_mechanism(model):
    kind = type(admin.site._registry[model])
    assert issubclass(kind, MergingAdmin)
    overridden = next(each for each in kind.__mro__ if "changeform_view" in vars(each)) is not MergingAdmin
    assert overridden <= (model in OWN_SCREENS)


@pytest.mark.django_db
@pytest.mark.parametrize("model", STOCK_PARAMS)
class TestEveryStockForm:
    def test_nothing_that_another_person_saved_is_overwritten_unseen(self, admin_client, objects, model):
        obj = objects[model]
        mine = opened(admin_client, obj)
        names = texts(mine)
        assert names
        theirs = mine | {name: f"{mine[name]} ของเขา" for name in names}
        assert admin_client.post(address_of(obj), theirs).status_code == 302
        saved = opened(admin_client, obj)
        refused = admin_client.post(address_of(obj), mine | {name: f"{mine[name]} ของเรา" for name in names})
        page = Page(refused)
        assert "ยังไม่ได้บันทึก มีผู้อื่นบันทึกค่าอื่น" in page.text
        shown = in_one_line(page.text)
        assert [name for name in names if in_one_line(f"{mine[name]} ของเขา") not in shown] == []
        assert without_stamp(opened(admin_client, obj)) == without_stamp(saved)
        # Saved once more, as the person decided.
        again = {name: f"{mine[name]} ของเรา" for name in names} | {"based_on": refused.context["based_on"]}
        assert admin_client.post(address_of(obj), mine | again).status_code == 302
        now = opened(admin_client, obj)
        assert {name: now[name] for name in names} == {name: f"{mine[name]} ของเรา".strip() for name in names}

    def test_what_only_one_of_both_changed_is_kept_of_both(self, admin_client, objects, model):
        obj = objects[model]
        mine = opened(admin_client, obj)
        first, *others = texts(mine)
        theirs = mine | {name: f"{mine[name]} ของเขา" for name in others}
        assert admin_client.post(address_of(obj), theirs).status_code == 302
        done = admin_client.post(address_of(obj), mine | {first: f"{mine[first]} ของเรา"}, follow=True)
        assert ("ระบบคงค่าใหม่นั้นไว้" in html_of(done)) == bool(others)
        now = opened(admin_client, obj)
        assert now[first] == f"{mine[first]} ของเรา"
        assert [now[name] for name in others] == [f"{mine[name]} ของเขา".strip() for name in others]

    def test_a_form_without_its_stamp_is_shown_again(self, admin_client, objects, model):
        obj = objects[model]
        mine = opened(admin_client, obj)
        name = texts(mine)[0]
        for stamp in ({"based_on": ""}, {"based_on": "x:y:z"}):
            page = Page(admin_client.post(address_of(obj), mine | {name: f"{mine[name]} ใหม่"} | stamp))
            assert "ยังไม่ได้บันทึก" in page.text
        assert opened(admin_client, obj)[name] == mine[name]

    def test_the_other_persons_value_is_taken_by_a_button(self, admin_client, objects, model):
        obj = objects[model]
        mine = opened(admin_client, obj)
        name = texts(mine)[0]
        admin_client.post(address_of(obj), mine | {name: f"{mine[name]} ของเขา"})
        sent = mine | {name: f"{mine[name]} ของเรา"}
        refused = admin_client.post(address_of(obj), sent)
        (conflict,) = refused.context["merge"].conflicts
        again = sent | {"based_on": refused.context["based_on"], "conflict": [conflict.name], "_take": conflict.name}
        taken = admin_client.post(address_of(obj), again)
        assert "เทียบค่าครบทุกช่องแล้ว" in Page(taken).text
        assert f'value="{mine[name]} ของเขา"' in html_of(taken) or f">\n{mine[name]} ของเขา" in html_of(taken)

    def test_one_that_was_deleted_meanwhile_is_said_with_what_was_typed(self, admin_client, objects, model, reference):
        obj = objects[model]
        mine = opened(admin_client, obj)
        name = next(name for name in texts(mine) if "-" not in name)
        Assessment.objects.all().delete()
        Membership.objects.all().delete()
        address = address_of(obj)
        model.objects.filter(pk=obj.pk).delete()
        page = Page(admin_client.post(address, mine | {name: "ข้อความที่พิมพ์ไว้"}, follow=True))
        assert "มีผู้ลบไปแล้วระหว่างที่ท่านแก้ไข จึงบันทึกไม่ได้" in page.text
        assert "ข้อความที่พิมพ์ไว้" in page.text


def without_stamp(data):
    return {name: value for name, value in data.items() if name != "based_on"}


@pytest.mark.django_db
class TestRows:
    @pytest.fixture
    def unused(self, criteria):
        """Criteria without scores, so that rows can go."""
        return next(each for each in criteria if not each.overall_only)

    def test_a_row_deleted_by_another_is_gone_and_asked_about_where_i_changed_it(self, admin_client, unused):
        mine = opened(admin_client, unused)
        unused.indicators.get(number=10).delete()
        row = next(name for name, value in mine.items() if name.endswith("-number") and value == "๑๐")
        name = row.replace("number", "name")
        refused = admin_client.post(address_of(unused), mine | {name: "ชื่อใหม่"})
        assert "ผู้อื่นลบแถวนี้แล้ว" in Page(refused).text
        assert "ชื่อใหม่" in Page(refused).text
        assert unused.indicators.count() == 9
        done = admin_client.post(address_of(unused), mine | {"source": "ที่มาใหม่"}, follow=True)
        assert "ระบบคงค่าใหม่นั้นไว้" in html_of(done)
        unused.refresh_from_db()
        assert (unused.source, unused.indicators.count()) == ("ที่มาใหม่", 9)

    def test_a_row_that_another_added_stays_and_is_judged_with_mine(self, admin_client, unused):
        mine = opened(admin_client, unused)
        unused.indicators.create(number=11, tool="OIT", name="ตัวชี้วัดของเขา", objective="ประเด็น")
        done = admin_client.post(address_of(unused), mine | {"source": "ที่มาใหม่"}, follow=True)
        assert "ระบบคงค่าใหม่นั้นไว้" in html_of(done)
        assert unused.indicators.get(number=11).name == "ตัวชี้วัดของเขา"
        unused.refresh_from_db()
        assert unused.source == "ที่มาใหม่"

    def test_a_row_that_i_delete_and_another_changed_is_asked_about(self, admin_client, unused):
        mine = opened(admin_client, unused)
        unused.levels.filter(pk=mine["levels-1-id"]).update(name="ชื่อที่เขาแก้")
        page = Page(admin_client.post(address_of(unused), mine | {"levels-1-DELETE": "on"}))
        assert "ชื่อที่เขาแก้" in page.text
        assert "ยังไม่ได้บันทึก" in page.text
        assert unused.levels.filter(name="ชื่อที่เขาแก้").exists()

    def test_agencies_of_a_user_that_two_people_change(self, admin_client, reference, person):
        user = person(EDITOR, name="malee")
        others = [
            Agency.objects.create(slug=slug, name=f"อบต.{slug}", short_name=slug, kind="อบต.", province="ตาก")
            for slug in ("one", "two")
        ]
        mine = opened(admin_client, user)
        Membership.objects.create(user=user, agency=others[0])
        new = {"memberships-TOTAL_FORMS": "1", "memberships-0-agency": others[1].pk, "memberships-0-user": user.pk}
        assert admin_client.post(address_of(user), mine | new).status_code == 302
        assert {each.agency for each in user.memberships.all()} == set(others)

    def test_boxes_that_two_people_tick(self, admin_client, reference):
        group = Group.objects.create(name="ทดลอง")
        mine = opened(admin_client, group)
        view, change = (Permission.objects.get(codename=name) for name in ("view_agency", "change_agency"))
        group.permissions.add(view)
        page = Page(admin_client.post(address_of(group), mine | {"permissions": [change.pk]}))
        assert "ยังไม่ได้บันทึก" in page.text
        assert list(group.permissions.all()) == [view]
        done = admin_client.post(address_of(group), mine | {"name": "ชื่อใหม่"})
        assert done.status_code == 302
        assert list(group.permissions.all()) == [view]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_the_second_sees_the_first(admin_client, reference, client, admin_user):
    agency = reference.agency
    mine = opened(admin_client, agency)
    outcomes = []

    def run():
        try:
            outcomes.append(admin_client.post(address_of(agency), mine | {"district": "ของเรา"}))
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        locked = Agency.objects.select_for_update().get(pk=agency.pk)
        locked.district = "ของเขา"
        locked.save()
        thread.start()
        thread.join(timeout=2)
        assert thread.is_alive(), "it waits for the other"
    thread.join(timeout=60)
    assert "ของเขา" in Page(outcomes[0]).text
    agency.refresh_from_db()
    assert agency.district == "ของเขา"
