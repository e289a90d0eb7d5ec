"""Who may see and do what. `check_x` raises with the text a person reads; `can_x` answers."""

from django.contrib.auth.models import AnonymousUser, User

from .models import Assessment, AssessmentQuerySet

Reader = User | AnonymousUser


def can_view_drafts(user: Reader) -> bool:
    """Whether `user` is signed-in staff with the right to look at assessments."""
    return user.is_authenticated and user.is_staff and user.has_perm("assessments.view_assessment")


def visible_assessments(user: Reader) -> AssessmentQuerySet:
    """The assessments that `user` may see: everything for staff, published years for the public."""
    assessments = Assessment.objects.all()
    return assessments if can_view_drafts(user) else assessments.published()
