"""Guards that stand behind another one, each shown to hold when it is the only one left."""

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.test import Client

from assessments.actions import unpublish
from assessments.models import Agency, Assessment, Membership
from assessments.roles import EDITOR
from itaportal.models import Publication
from itaportal.publishing import files
from itaportal.publishing.actions import publish
from itaportal.publishing.kinds import Kind
from itaportal.report.document import AgencyReport
from tests.factories import freeze

from ..page import html_of

YEAR = "/chanuwan/2568/"


@pytest.fixture
def _without_files(monkeypatch):
    monkeypatch.setattr(files, "draw", lambda kind, document: {})


def test_what_has_not_changed_is_refused_before_anything_is_drawn(reference, monkeypatch):
    freeze(reference)

    def draw(kind: Kind, report: AgencyReport) -> dict[str, bytes]:
        pytest.fail("a report takes seconds to draw; nothing was to be drawn")

    monkeypatch.setattr(files, "draw", draw)
    with pytest.raises(ValidationError, match="ไม่ต่างจากฉบับที่ ๑"):
        publish(assessment=reference, by=None)


def test_the_same_data_published_by_another_while_the_files_are_drawn_make_one_version(reference, monkeypatch):
    def meanwhile(kind: Kind, report: AgencyReport) -> dict[str, bytes]:
        if not Publication.objects.exists():
            freeze(reference)
        return {}

    monkeypatch.setattr(files, "draw", meanwhile)
    with pytest.raises(ValidationError, match="ไม่ต่างจากฉบับที่ ๑"):
        publish(assessment=reference, by=None)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize("left", ["the group", "the sign of staff", "the account", "the membership"])
def test_each_thing_taken_from_a_person_closes_the_drafts(reference, person, left):
    """A session that goes on after an administrator took away a group, staff status, the account or the agency."""
    unpublish(assessment=reference, by=None)
    user = person(EDITOR, reference.agency)
    client = Client()
    client.force_login(user)
    addresses = [YEAR, f"{YEAR}report/", f"{YEAR}data.json", f"{YEAR}measures/", "/chanuwan/trend/", "/chanuwan/"]
    assert [client.get(address, follow=True).status_code for address in addresses] == [200] * len(addresses)
    {
        "the group": user.groups.clear,
        "the sign of staff": lambda: User.objects.update(is_staff=False),
        "the account": lambda: User.objects.update(is_active=False),
        "the membership": lambda: Membership.objects.all().delete(),
    }[left]()
    assert [client.get(address, follow=True).status_code for address in addresses] == [404] * len(addresses)
    assert "ชานุวรรณ" not in html_of(client.get("/"))


@pytest.mark.usefixtures("_without_files")
def test_publishing_goes_by_what_is_stored_and_not_by_what_is_in_memory(reference):
    """What another approver withdrew or published meanwhile is neither undone nor taken for one's own."""
    stale = Assessment.objects.get(pk=reference.pk)
    unpublish(assessment=reference, by=None)
    stale.result_overall = None
    assert publish(assessment=stale, by=None).version == 1
    reference.refresh_from_db()
    assert reference.is_published
    assert str(reference.result_overall) == "95.48"


def test_taking_a_year_back_overwrites_nothing_that_was_saved_meanwhile(reference):
    stale = Assessment.objects.get(pk=reference.pk)
    Assessment.objects.filter(pk=reference.pk).update(target="91.00")
    stale.status = "draft"  # as a form may hold it that was opened before the year was public
    unpublish(assessment=stale, by=None)
    reference.refresh_from_db()
    assert (reference.is_published, str(reference.target)) == (False, "91.00")


@pytest.mark.parametrize("model", [Agency, Assessment, Publication, User])
def test_no_address_leads_from_any_objects_number_to_its_page(reference, person, admin_user, model):
    """Django's own such address tells all staff which objects there are, and where, whoever they belong to."""
    freeze(reference)
    kind, pk = ContentType.objects.get_for_model(model).pk, model.objects.first().pk
    other = Agency.objects.create(slug="other", name="อบต.อื่น", short_name="อบต.อื่น", kind="อบต.", province="ตาก")
    for user in (person(EDITOR, other), admin_user):
        client = Client()
        client.force_login(user)
        assert client.get("/admin/").status_code == 200
        assert client.get(f"/admin/r/{kind}/{pk}/").status_code == 404
