"""Who may see and do what. `check_x` raises with the text a person reads; `can_x` answers.

What a person may do comes from the groups (`roles`), for which agencies from the memberships; the permission
`assessments.all_agencies` stands for every agency. Another agency's things look as if they did not exist.
"""

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Q

from .models import Agency, Assessment, AssessmentQuerySet

Reader = User | AnonymousUser


def can_view_drafts(user: Reader) -> bool:
    """Whether `user` is signed-in staff with the right to look at the drafts of some agency."""
    return user.is_authenticated and user.is_staff and user.has_perm("assessments.view_assessment")


def works_for_all(user: Reader) -> bool:
    """Whether `user` works with every agency."""
    return user.is_authenticated and user.has_perm("assessments.all_agencies")


def own_agencies(user: Reader) -> Q:
    """The condition on `Agency` for those that `user` works for; nothing for the public."""
    if works_for_all(user):
        return Q()
    return Q(memberships__user=user) if user.is_authenticated else Q(pk__in=[])


def works_for(user: Reader, agency: Agency) -> bool:
    """Whether `user` works for `agency`."""
    return works_for_all(user) or Agency.objects.filter(own_agencies(user), pk=agency.pk).exists()


def can_view_drafts_of(user: Reader, agency: Agency) -> bool:
    """Whether `user` sees the work in progress of `agency`."""
    return can_view_drafts(user) and works_for(user, agency)


def can_edit(user: Reader, agency: Agency) -> bool:
    """Whether `user` may change scores and measures of `agency`."""
    return can_view_drafts(user) and user.has_perm("assessments.change_assessment") and works_for(user, agency)


def can_publish(user: Reader, agency: Agency) -> bool:
    """Whether `user` may publish and withdraw reports of `agency`."""
    return can_view_drafts(user) and user.has_perm("assessments.publish_assessment") and works_for(user, agency)


def check_can_publish(user: Reader, agency: Agency) -> None:
    """Raise PermissionDenied with a Thai message unless `user` may publish for `agency`."""
    if not can_publish(user, agency):
        raise PermissionDenied("เฉพาะผู้อนุมัติของหน่วยงานเท่านั้นที่เผยแพร่หรือถอนรายงานได้")


def visible_assessments(user: Reader) -> AssessmentQuerySet:
    """The assessments that `user` may see: published years for everyone, drafts of the agencies one works for."""
    if not can_view_drafts(user):
        return Assessment.objects.published()
    if works_for_all(user):
        return Assessment.objects.all()
    own = Agency.objects.filter(own_agencies(user))
    return Assessment.objects.filter(Q(status="published") | Q(agency__in=own))
