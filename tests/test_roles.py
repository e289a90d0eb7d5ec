"""Who may see and do what: the four roles, the public and another agency's staff, over real addresses."""

from importlib import import_module

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from assessments import actions
from assessments.actions import ScoreEntry
from assessments.models import Agency, Assessment
from assessments.roles import ADMINISTRATOR, APPROVER, EDITOR, PERMISSIONS, VIEWER, codenames
from itaportal.models import Publication
from itaportal.report import snapshot
from itaportal.report.building import build_report
from measures.actions import start_plan
from measures.models import Measure, MeasurePlan, Unit

from .page import html_of, publish_on, stamp_of

PUBLIC = "ประชาชน"
READERS = [PUBLIC, VIEWER, EDITOR, APPROVER, ADMINISTRATOR]
OK, MOVED, REFUSED, MISSING, NOT_SO = 200, 302, 403, 404, 405


@pytest.fixture
def other(reference, written_once) -> Assessment:
    """Another agency's draft with a plan and a unit."""
    written_once(write_other)
    return Assessment.objects.get(agency__slug="other")


def write_other() -> None:
    agency = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    assessment = actions.save_assessment(
        assessment=Assessment(agency=agency, fiscal_year=2567),
        entries=[ScoreEntry(number, 90) for number in range(1, 11)],
        by=None,
    )
    start_plan(assessment=assessment, by=None)
    Unit.objects.create(agency=agency, name="กองของอบต.อื่น")


@pytest.fixture
def reader(person, reference):
    """Return `reader(role)`: a client signed in as a member of the reference agency's staff; the public's for none."""

    def make(role: str) -> Client:
        client = Client()
        if role != PUBLIC:
            client.force_login(person(role, *([] if role == ADMINISTRATOR else [reference.agency])))
        return client

    return make


def row_of(assessment: Assessment) -> Publication:
    """A version as the database keeps it, without drawing files: enough for who may see its pages."""
    report = build_report(Assessment.objects.with_scores().get(pk=assessment.pk))
    return Publication.objects.create(
        assessment=assessment, version=1, snapshot=snapshot.dump(report), checksum="0" * 64, published_at=timezone.now()
    )


def admin_pages(assessment: Assessment, publication: Publication) -> list[str]:
    """Every admin page about one agency's year."""
    plan, unit = assessment.plan, assessment.agency.units.first()
    return [
        f"assessments/assessment/{assessment.pk}/change/",
        f"assessments/assessment/{assessment.pk}/history/",
        f"assessments/agency/{assessment.agency_id}/change/",
        f"assessments/agency/{assessment.agency_id}/history/",
        f"measures/measureplan/{plan.pk}/change/",
        f"measures/measureplan/{plan.pk}/history/",
        f"measures/unit/{unit.pk}/change/",
        f"measures/unit/{unit.pk}/history/",
        f"itaportal/publication/for/{assessment.pk}/",
        f"itaportal/publication/{publication.pk}/history/",
    ]


# --- Draft pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_pages_of_a_draft(reader, reference, other, role):
    actions.unpublish(assessment=reference, by=None)
    client = reader(role)
    own = MISSING if role == PUBLIC else OK
    foreign = OK if role == ADMINISTRATOR else MISSING
    paths = ["", "report/", "data.json", "data.csv", "data.xlsx"]
    answers = {
        path: client.get(path).status_code
        for path in [f"/{slug}/{year}/{name}" for slug, year in [("chanuwan", 2568), ("other", 2567)] for name in paths]
    }
    expected = {f"/chanuwan/2568/{name}": own for name in paths} | {f"/other/2567/{name}": foreign for name in paths}
    assert answers == expected
    home = html_of(client.get("/", follow=True))
    assert ("ชานุวรรณ" in home) is (role != PUBLIC)
    assert ("อบต.อื่น" in home) is (role == ADMINISTRATOR)


def test_staff_of_another_agency_see_the_published_version_and_not_the_draft(reader, other, reference):
    row_of(other)
    actions.publish(assessment=other, by=None)
    actions.save_assessment(assessment=other, entries=[ScoreEntry(1, 80)], by=None)
    for role in (PUBLIC, VIEWER, EDITOR, APPROVER):
        page = html_of(reader(role).get("/other/2567/"))
        assert '<data value="90.00">' in page
        assert '<data value="80.00">' not in page, role
        assert "ร่าง" not in page
    assert '<data value="80.00">' in html_of(reader(ADMINISTRATOR).get("/other/2567/"))


# --- Admin pages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_admin_pages_of_ones_own_and_another_agency(reader, reference, other, role):
    client = reader(role)
    own, foreign = admin_pages(reference, row_of(reference)), admin_pages(other, row_of(other))
    answers = {path: client.get(f"/admin/{path}").status_code for path in own + foreign}
    if role == PUBLIC:
        assert set(answers.values()) == {MOVED}, "asked to sign in"
        return
    expected = dict.fromkeys(own, OK) | dict.fromkeys(foreign, OK if role == ADMINISTRATOR else MISSING)
    assert answers == expected


@pytest.mark.parametrize("role", READERS)
def test_lists_and_choices_hold_ones_own_agencies_only(reader, reference, other, role):
    client = reader(role)
    row_of(reference), row_of(other)
    pages = ["assessments/assessment/", "assessments/agency/", "measures/measureplan/", "measures/unit/"]
    pages += [
        "itaportal/publication/",
        "autocomplete/?app_label=assessments&model_name=assessment&field_name=agency&term=",
    ]
    if role in (EDITOR, ADMINISTRATOR):
        pages += ["assessments/assessment/add/", "measures/unit/add/"]
    for path in pages:
        response = client.get(f"/admin/{path}")
        if role == PUBLIC:
            assert response.status_code == MOVED
            continue
        shown = html_of(response)
        if "autocomplete" in path:
            shown = shown.encode().decode("unicode_escape")
        assert ("อบต.อื่น" in shown) is (role == ADMINISTRATOR), path
        assert "๒๕๖๗" not in shown or role in (EDITOR, ADMINISTRATOR), path


WRITES = {
    "assessments/assessment/{assessment}/change/": {EDITOR, ADMINISTRATOR},
    "assessments/assessment/{assessment}/delete/": set(),  # a year with a version stays
    "measures/measureplan/{plan}/change/": {EDITOR, ADMINISTRATOR},
    "measures/measureplan/{plan}/delete/": {ADMINISTRATOR},
    "measures/unit/{unit}/change/": {EDITOR, ADMINISTRATOR},
    "measures/unit/{unit}/delete/": {EDITOR, ADMINISTRATOR},
    "assessments/agency/{agency}/change/": {ADMINISTRATOR},
    "assessments/agency/{agency}/delete/": {ADMINISTRATOR},
    "itaportal/publication/{publication}/change/": set(),
    "itaportal/publication/{publication}/delete/": set(),
    "itaportal/publication/for/{assessment}/publish/": {APPROVER, ADMINISTRATOR},
    "itaportal/publication/for/{assessment}/withdraw/1/": {APPROVER, ADMINISTRATOR},
}


@pytest.mark.parametrize("which", ["own", "another"])
@pytest.mark.parametrize("role", [VIEWER, EDITOR, APPROVER, ADMINISTRATOR])
def test_writes(reader, reference, other, role, which):
    """An empty form is refused in its page (200) where the role may write at all: nothing here writes anything."""
    client = reader(role)
    assessment = reference if which == "own" else other
    ids = {
        "assessment": assessment.pk,
        "plan": assessment.plan.pk,
        "unit": assessment.agency.units.first().pk,
        "agency": assessment.agency_id,
        "publication": row_of(assessment).pk,
    }
    rows = [model.objects.count() for model in (Assessment, MeasurePlan, Measure, Unit, Agency)]
    closed = which == "another" and role != ADMINISTRATOR
    answers = {path: client.post(f"/admin/{path.format(**ids)}", {}).status_code for path in WRITES}
    expected = {path: MISSING if closed else OK if role in roles else REFUSED for path, roles in WRITES.items()}
    assert answers == expected
    assert [model.objects.count() for model in (Assessment, MeasurePlan, Measure, Unit, Agency)] == rows
    assert Publication.objects.live().count() == Publication.objects.count() == 1


@pytest.mark.parametrize("role", [VIEWER, EDITOR, APPROVER, ADMINISTRATOR])
def test_who_may_begin_something_new(reader, reference, other, role):
    client = reader(role)
    begins = {
        "assessments/assessment/add/": {EDITOR, ADMINISTRATOR},
        "measures/measureplan/add/": {EDITOR, ADMINISTRATOR},
    }
    begins |= {"measures/unit/add/": {EDITOR, ADMINISTRATOR}, "assessments/agency/add/": {ADMINISTRATOR}}
    begins |= {"assessments/criteria/add/": {ADMINISTRATOR}, "auth/user/add/": {ADMINISTRATOR}}
    begins |= {"auth/group/add/": set(), "itaportal/publication/add/": set()}
    answers = {path: client.get(f"/admin/{path}").status_code for path in begins}
    assert answers == {path: OK if role in roles else REFUSED for path, roles in begins.items()}


def test_nothing_can_be_begun_for_another_agency(reader, reference, other):
    client = reader(EDITOR)
    MeasurePlan.objects.filter(assessment=other).delete()
    scores = {f"score_{number}": "90" for number in range(1, 11)}
    posts = {
        "assessments/assessment/add/": {"agency": other.agency_id, "fiscal_year": 2566} | scores,
        "measures/measureplan/add/": {"assessment": other.pk},
        "measures/unit/add/": {"agency": other.agency_id, "name": "กองแฝง", "position": "0"},
    }
    before = [model.objects.count() for model in (Assessment, MeasurePlan, Unit)]
    for path, data in posts.items():
        assert client.post(f"/admin/{path}", data).status_code == OK, path
    assert [model.objects.count() for model in (Assessment, MeasurePlan, Unit)] == before
    own = {"agency": reference.agency_id, "fiscal_year": 2566} | scores
    assert client.post("/admin/assessments/assessment/add/", own).status_code == MOVED


def test_a_plan_takes_no_measure_of_another_agency(reader, reference, other):
    client = reader(EDITOR)
    foreign, unit = other.plan.measures.first(), other.agency.units.get()
    own = reference.plan.measures.first()
    data = {"monitoring": reference.plan.monitoring, f"measure-{foreign.pk}-titles": "แฝง", "new": ["11-0"]}
    data |= {"new-11-0-titles": "แฝง", f"measure-{own.pk}-units": [unit.pk]}
    client.post(f"/admin/measures/measureplan/{reference.plan.pk}/change/", data)
    assert not Measure.objects.filter(titles="แฝง").exists()
    assert not own.unit_links.filter(unit=unit).exists()


def test_a_unit_stays_with_its_agency(reader, person, reference, other):
    both = person(EDITOR, reference.agency, other.agency)
    client = Client()
    client.force_login(both)
    unit = reference.agency.units.first()
    data = {"agency": other.agency_id, "name": "กองชื่อใหม่", "position": "1"}
    address = f"/admin/measures/unit/{unit.pk}/change/"
    client.post(address, data | stamp_of(client, address))
    unit.refresh_from_db()
    assert (unit.agency, unit.name) == (reference.agency, "กองชื่อใหม่")


# --- Buttons -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [APPROVER, ADMINISTRATOR])
def test_those_who_may_publish_do(reader, reference, role):
    client = reader(role)
    address = f"/admin/itaportal/publication/for/{reference.pk}/"
    done = publish_on(client, address)
    assert "ฉบับที่ ๑ แล้ว ประชาชนเปิดดูได้ทันที" in html_of(done)
    served = Client().get("/chanuwan/2568/v1/report.pdf")
    assert b"".join(served.streaming_content).startswith(b"%PDF")
    done = client.post(f"{address}withdraw/1/", {"reason": "ตัวเลขผิด"}, follow=True)
    assert "ฉบับที่ ๑ แล้ว" in html_of(done)
    assert Client().get("/chanuwan/2568/v1/report.pdf").status_code == 410
    assert Client().get("/chanuwan/2568/").status_code == MISSING


@pytest.mark.parametrize("role", [VIEWER, EDITOR])
def test_those_who_may_not_publish_read_why(reader, reference, role):
    row_of(reference)
    page = html_of(reader(role).get(f"/admin/itaportal/publication/for/{reference.pk}/"))
    assert "เฉพาะผู้อนุมัติของหน่วยงานเท่านั้นที่เผยแพร่หรือถอนรายงานได้" in page
    assert "disabled" in page
    assert 'name="reason"' not in page


@pytest.mark.parametrize("role", [APPROVER, EDITOR])
def test_the_buttons_do_nothing_when_only_looked_at(reader, reference, role):
    row_of(reference)
    client = reader(role)
    for button in ("publish/", "withdraw/1/"):
        assert client.get(f"/admin/itaportal/publication/for/{reference.pk}/{button}").status_code == NOT_SO
    assert Publication.objects.live().count() == 1


def test_staff_without_a_role_or_without_an_agency_see_nothing(reference, person):
    row_of(reference)
    bare = User.objects.create_user("bare", is_staff=True)
    for user, expected in ((bare, REFUSED), (person(EDITOR), MISSING)):
        client = Client()
        client.force_login(user)
        assert client.get(f"/admin/assessments/assessment/{reference.pk}/change/").status_code == expected
        assert client.get(f"/admin/itaportal/publication/for/{reference.pk}/").status_code == expected


# --- The groups themselves -----------------------------------------------------------------------------------------


def test_the_groups_of_the_migrations_have_what_the_table_says(db):
    from django.apps import apps
    from django.contrib.auth.models import Group

    if not Group.objects.exists():  # a test that empties all tables went before: what the migrations do, again
        for name, function in (("0002_roles", "create_roles"), ("0006_roles_of_progress", "grant")):
            getattr(import_module(f"itaportal.migrations.{name}"), function)(apps, connection.schema_editor())
    for role in PERMISSIONS:
        held = set(Group.objects.get(name=role).permissions.values_list("codename", flat=True))
        assert held == codenames(role), role
        assert held


@pytest.mark.parametrize(("own_group", "groups_after"), [(False, {EDITOR, VIEWER}), (True, {EDITOR, "ผู้ชม", VIEWER})])
def test_groups_of_earlier_releases_take_the_new_names_with_their_people(db, person, own_group, groups_after):
    from django.apps import apps
    from django.contrib.auth.models import Group

    editor, viewer = person(EDITOR), person(VIEWER)
    for name, role in (("ผู้บันทึก", EDITOR), ("ผู้ชม", VIEWER)):
        Group.objects.filter(name=role).update(name=name)
    if own_group:  # made by an administrator; its people must not gain or lose anything
        Group.objects.create(name=VIEWER)
    import_module("itaportal.migrations.0010_roles_named_anew").rename(apps, connection.schema_editor())
    names = set(Group.objects.exclude(name__in=[APPROVER, ADMINISTRATOR]).values_list("name", flat=True))
    assert names == groups_after
    assert editor.groups.get().name == "ผู้บันทึกข้อมูล"
    assert viewer.groups.get().name == ("ผู้ชม" if own_group else "ผู้ดูข้อมูล")
    assert set(editor.groups.get().permissions.values_list("codename", flat=True)) == codenames(EDITOR)
