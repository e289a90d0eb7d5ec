"""Who changed which wording and signatory of a year's report, as the lines of a history page."""

from assessments.history import Change, changes_of_records, newest_first
from assessments.results import YearResult
from itaportal.models import ParagraphText, Signatory, SignatoryRole
from itaportal.report import paragraphs


def wording_changes(assessment_id: int, year: YearResult) -> list[Change]:
    """Every change of own wordings and signatories, newest first; `year` names the paragraphs."""
    labels = {slot.key: slot.label for slot in paragraphs.wording_slots(year)}
    texts = ParagraphText.history.filter(assessment_id=assessment_id).select_related("history_user")
    people = Signatory.history.filter(assessment_id=assessment_id).select_related("history_user")
    return newest_first(
        changes_of_records(
            texts.order_by("history_id"),
            fields=["text"],
            subject=lambda record: f"ย่อหน้า {labels.get(record.key, record.key)}",
        ),
        changes_of_records(
            people.order_by("history_id"),
            fields=["name", "job_title"],
            subject=lambda record: str(SignatoryRole(record.role).label),
        ),
    )
