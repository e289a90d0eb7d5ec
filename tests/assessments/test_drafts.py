"""Who sees a draft, and which edit makes a public year a draft again."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User

from assessments import actions, policies
from assessments.bulk import Field, YearEntry, save_years
from assessments.models import Assessment, Membership
from tests import factories as make
from tests.factories import REFERENCE, D, entries

from .test_actions import malee

__all__ = ["malee"]  # a fixture

pytestmark = pytest.mark.django_db


def person(kind: str) -> User | AnonymousUser:
    """A reader of the named kind, as the database holds them."""
    if kind == "anonymous":
        return AnonymousUser()
    words = kind.split()
    user = User.objects.create_user(
        "reader", is_staff="staff" in words, is_superuser="superuser" in words, is_active="inactive" not in words
    )
    for word, codename in (("viewer", "view_assessment"), ("everywhere", "all_agencies")):
        if word in words:
            user.user_permissions.add(Permission.objects.get(codename=codename))
    if "member" in words:
        Membership.objects.create(user=user, agency=make.agency())
    return User.objects.get(pk=user.pk)


@pytest.mark.usefixtures("criteria")
@pytest.mark.parametrize(
    ("kind", "may_see_drafts", "own_draft", "other_draft"),
    [
        ("anonymous", False, False, False),
        ("member", False, False, False),
        ("viewer member", False, False, False),
        ("viewer everywhere", False, False, False),
        ("staff", False, False, False),
        ("staff member", False, False, False),
        ("staff everywhere", False, False, False),
        ("staff viewer", True, False, False),
        ("staff viewer member", True, True, False),
        ("staff viewer everywhere", True, True, True),
        ("superuser staff", True, True, True),
        ("superuser", False, False, False),
        ("inactive staff viewer member", False, False, False),
        ("inactive superuser staff", False, False, False),
    ],
)
def test_who_sees_drafts(kind, may_see_drafts, own_draft, other_draft):
    draft, other = make.assessment({}), make.assessment({}, of="somewhere-else")
    published = {
        actions.publish(assessment=make.assessment({}, year=2561, published_overall=D(80), of=slug), by=None)
        for slug in ("nongkung", "third")
    }
    reader = person(kind)
    expected = published | ({draft} if own_draft else set()) | ({other} if other_draft else set())
    assert policies.can_view_drafts(reader) is may_see_drafts
    assert list(policies.visible_assessments(reader).order_by("pk")) == sorted(expected, key=lambda row: row.pk)


@pytest.mark.usefixtures("criteria")
class TestBackToDraft:
    def test_a_persons_edit_of_a_public_year_without_a_version_waits_for_the_approver(self, malee):
        assessment = actions.publish(assessment=make.assessment(), by=None)
        assert actions.save_assessment(assessment=assessment, entries=[], by=malee).is_published, "nothing was edited"
        edited = actions.save_assessment(assessment=assessment, entries=entries({9: D("91")}), by=malee)
        assert not edited.is_published
        assert edited.published_at is None
        assert Assessment.history.first().history_user == malee

    def test_the_operator_at_the_shell_edits_what_is_public(self):
        assessment = actions.publish(assessment=make.assessment(), by=None)
        assert actions.save_assessment(assessment=assessment, entries=entries({9: D("91")}), by=None).is_published

    def test_a_file_with_many_years_does_the_same(self, malee):
        first, second = (actions.publish(assessment=make.assessment(of=slug), by=None) for slug in ("one", "two"))
        values = {Field(9, "score"): D("91")}
        same = {Field(9, "score"): REFERENCE[9]}
        rows = [YearEntry(first.agency_id, 2568, values), YearEntry(second.agency_id, 2568, same)]
        save_years(entries=rows, by=malee)
        assert [Assessment.objects.get(pk=row.pk).is_published for row in (first, second)] == [False, True]
        save_years(entries=[YearEntry(second.agency_id, 2568, values)], by=None)
        assert Assessment.objects.get(pk=second.pk).is_published
