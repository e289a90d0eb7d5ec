"""Fixed choices of the measures app, with the Thai words that users read."""

from django.db.models import TextChoices


class MeasureStatus(TextChoices):
    """How far a measure has come; one that nobody has reported on counts as not started."""

    NOT_STARTED = "not_started", "ยังไม่เริ่ม"
    IN_PROGRESS = "in_progress", "อยู่ระหว่างดำเนินการ"
    DONE = "done", "ดำเนินการแล้วเสร็จ"
    CANCELLED = "cancelled", "ยกเลิก"
