"""Who may record what was done about a measure."""

from assessments.models import Agency
from assessments.policies import Reader, can_view_drafts, works_for


def can_record_progress(user: Reader, agency: Agency) -> bool:
    """Whether `user` may record and correct the progress of `agency`'s measures."""
    return can_view_drafts(user) and user.has_perm("measures.change_progressupdate") and works_for(user, agency)
